//! What callers send and receive about clients who may be the same person.

use chrono::NaiveDate;
use entity::{
    ClientId,
    client::{self, Address, BirthDatePrecision, ContactPoint, PersonName, SexAtBirth},
    duplicate_candidate::{MatchReason, Status},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::NewIdentifier;
use crate::platform::{AnyOf, Header, Page};

/// A person in front of you, to be looked for among the clients on file.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = super::rules::check_match))]
pub struct ClientMatchQuery {
    #[schema(min_items = 1, max_items = 20)]
    pub names: Vec<PersonName>,
    #[serde(default)]
    pub birth_date: Option<NaiveDate>,
    /// How exactly the birth date is known: `day` if absent.
    #[serde(default)]
    pub birth_date_precision: Option<BirthDatePrecision>,
    #[serde(default)]
    pub sex_at_birth: Option<SexAtBirth>,
    /// A number that only one person can have settles it.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub identifiers: Vec<NewIdentifier>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub telecom: Vec<ContactPoint>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub addresses: Vec<Address>,
}

/// Clients who may be the person, the likeliest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClientMatches {
    pub candidates: Vec<MatchCandidate>,
}

/// A client who may be the person, and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchCandidate {
    #[serde(flatten)]
    pub client: CandidateClient,
    /// From 0 to 1: what agrees, of what both have. From 0.90 on, creating the person is refused.
    /// Of a client whom you may not see, 0.90 stands for all that is more.
    #[schema(minimum = 0, maximum = 1, example = 0.95)]
    pub score: f64,
    /// How each field was compared, and which ones could not be.
    pub reasons: Vec<MatchReason>,
}

/// A client who may be somebody: enough to tell whether they are.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CandidateClient {
    /// Absent if you may not see the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// You may not see this client: no more is told than that there is one.
    pub masked: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "4839201756")]
    pub mrn: Option<String>,
    /// The name in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Rosa Delgado")]
    pub display_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<client::Status>,
}

/// Which pairs to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct DuplicateCandidateFilter {
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Only pairs that this client is one of.
    pub client_id: Option<ClientId>,
}

/// Which pairs of a client to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ClientDuplicateFilter {
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
}

/// Why two clients are two people.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DuplicateDismissal {
    #[schema(min_length = 3, max_length = 500, example = "Mother and daughter, same name.")]
    pub reason: String,
}

/// Two clients who may be one person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DuplicateCandidate)]
pub struct DuplicateCandidateView {
    #[serde(flatten)]
    pub header: Header,
    /// Whose record raised it, when it was made or changed.
    pub client: CandidateClient,
    /// Who was on file.
    pub other_client: CandidateClient,
    /// From 0 to 1, as the two records were last compared.
    #[schema(minimum = 0, maximum = 1, example = 0.8)]
    pub score: f64,
    /// How each field was compared, and which ones could not be.
    pub reasons: Vec<MatchReason>,
    pub status: Status,
    /// Why they are two people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dismiss_reason: Option<String>,
    /// What the caller can do with the pair now.
    #[schema(example = json!(["dismiss"]))]
    pub allowed_actions: Vec<String>,
}

/// The alias names the list's schema in the API description.
pub type DuplicateCandidateList = Page<DuplicateCandidateView>;
