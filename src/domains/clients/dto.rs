//! What callers send and receive about clients.

use chrono::NaiveDate;
use entity::{
    ClientId, Timestamp,
    client::{
        Address, BirthDatePrecision, ContactPoint, LanguageSkill, PersonName, SexAtBirth, Status,
    },
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::rules;
use crate::platform::{AnyOf, Header, Page};

/// A person to be taken on as a client.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new))]
pub struct NewClient {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<ClientId>,
    /// All names; exactly one is `official`.
    #[schema(min_items = 1, max_items = 20)]
    pub names: Vec<PersonName>,
    #[serde(default)]
    #[schema(example = "1948-03-14")]
    pub birth_date: Option<NaiveDate>,
    /// How exactly the birth date is known: `day` if absent.
    #[serde(default)]
    pub birth_date_precision: Option<BirthDatePrecision>,
    /// `unknown` if absent.
    #[serde(default)]
    pub sex_at_birth: Option<SexAtBirth>,
    /// In the person's own words.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub gender_identity: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 50, example = "she/her")]
    pub pronouns: Option<String>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub telecom: Vec<ContactPoint>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub addresses: Vec<Address>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub languages: Vec<LanguageSkill>,
    #[serde(default)]
    pub interpreter_needed: bool,
    /// BCP 47 tag of the language to interpret; the preferred language if absent.
    #[serde(default)]
    #[schema(min_length = 2, max_length = 35, example = "es")]
    pub interpreter_language: Option<String>,
    /// Needed when someone like that is on file already, and it is another person.
    #[serde(default)]
    pub duplicate_override: Option<DuplicateOverride>,
}

/// Why a record is created although someone like that is on file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DuplicateOverride {
    #[schema(min_length = 3, max_length = 500, example = "Twin sister; another birth place.")]
    pub reason: String,
}

/// Changes of a client. What is left out stays; lists are replaced as a whole.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_patch))]
pub struct ClientPatch {
    #[serde(default)]
    #[schema(min_items = 1, max_items = 20)]
    pub names: Option<Vec<PersonName>>,
    #[serde(default)]
    pub birth_date: Option<NaiveDate>,
    #[serde(default)]
    pub birth_date_precision: Option<BirthDatePrecision>,
    #[serde(default)]
    pub sex_at_birth: Option<SexAtBirth>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub gender_identity: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 50)]
    pub pronouns: Option<String>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub telecom: Option<Vec<ContactPoint>>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub addresses: Option<Vec<Address>>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub languages: Option<Vec<LanguageSkill>>,
    #[serde(default)]
    pub interpreter_needed: Option<bool>,
    #[serde(default)]
    #[schema(min_length = 2, max_length = 35)]
    pub interpreter_language: Option<String>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub clear_fields: Vec<ClientClearableField>,
}

/// A field of a client that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ClientClearableField {
    BirthDate,
    GenderIdentity,
    Pronouns,
    InterpreterLanguage,
}

/// Why a client's record is set aside or taken up again.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientStatusChange {
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Which clients to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ClientFilter {
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Only what has changed after this instant.
    pub updated_after: Option<Timestamp>,
}

/// What to find clients by. All that is given must fit.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_search))]
pub struct ClientSearch {
    /// Beginnings of words of any of the names, in any order.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "delg ros")]
    pub name: Option<String>,
    /// A family name as it sounds.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100, example = "Delgato")]
    pub sounds_like: Option<String>,
    #[serde(default)]
    pub birth_date: Option<NaiveDate>,
    /// A phone number; only its digits count.
    #[serde(default)]
    #[schema(min_length = 3, max_length = 40)]
    pub phone: Option<String>,
    #[serde(default)]
    #[schema(min_length = 3, max_length = 20)]
    pub mrn: Option<String>,
    #[serde(default)]
    #[schema(max_items = 5)]
    pub status: Vec<Status>,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
    /// `nextCursor` of the page before.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub cursor: Option<String>,
    /// Sort keys, separated by commas: `createdAt`, `updatedAt`, `familyName`; `-` reverses one.
    #[serde(default)]
    #[schema(
        pattern = "^-?(createdAt|updatedAt|familyName)(,-?(createdAt|updatedAt|familyName)){0,3}$",
        example = "familyName"
    )]
    pub sort: Option<String>,
}

impl ClientSearch {
    /// What is searched for, without which part of the list is asked for.
    pub fn criteria(&self) -> String {
        let Self { name, sounds_like, birth_date, phone, mrn, status, .. } = self;
        format!("{name:?} {sounds_like:?} {birth_date:?} {phone:?} {mrn:?} {status:?}")
    }
}

/// A person in front of you, to be looked for among the clients on file.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientMatchQuery {
    #[schema(min_items = 1, max_items = 20)]
    pub names: Vec<PersonName>,
    #[serde(default)]
    pub birth_date: Option<NaiveDate>,
    #[serde(default)]
    pub sex_at_birth: Option<SexAtBirth>,
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
    pub client_id: ClientId,
    pub mrn: String,
    /// The name in use.
    pub display_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    /// From 0 to 1. From 0.90 on, creating the person is refused.
    #[schema(minimum = 0, maximum = 1, example = 0.95)]
    pub score: f64,
    /// How each field that both have was compared.
    pub reasons: Vec<MatchReason>,
}

/// How one field was compared.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchReason {
    #[schema(example = "birthDate")]
    pub field: &'static str,
    /// `same`, `alike` or `different`.
    #[schema(example = "same")]
    pub agreement: &'static str,
    /// What it adds to the score.
    #[schema(example = 0.3)]
    pub weight: f64,
    /// What it could have added.
    #[schema(example = 0.3)]
    pub of: f64,
}

/// A client.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Client)]
pub struct ClientView {
    #[serde(flatten)]
    pub header: Header,
    /// Record number, with a check digit; unique in the agency.
    #[schema(example = "4839201756")]
    pub mrn: String,
    /// The name to use with the person.
    #[schema(example = "Rosa Delgado")]
    pub display_name: String,
    pub names: Vec<PersonName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    pub birth_date_precision: BirthDatePrecision,
    pub sex_at_birth: SexAtBirth,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender_identity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pronouns: Option<String>,
    pub telecom: Vec<ContactPoint>,
    pub addresses: Vec<Address>,
    pub languages: Vec<LanguageSkill>,
    pub interpreter_needed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interpreter_language: Option<String>,
    pub status: Status,
    /// What the caller can do with the client now.
    #[schema(example = json!(["deactivate"]))]
    pub allowed_actions: Vec<String>,
}

/// The alias names the list's schema in the API description.
pub type ClientList = Page<ClientView>;
