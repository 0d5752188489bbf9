//! What callers send and receive about the people around clients.

use chrono::NaiveDate;
use entity::{
    ClientId, Period, RelatedPersonId, Timestamp,
    client::{ContactPoint, LanguageSkill, PersonName},
    related_person::{ProxyScope, RelatedRole, Relationship, Status},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::{
    domains::clients::rules::related_persons as rules,
    platform::{AnyOf, Header, Page},
};

/// Someone who matters in a client's care.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new))]
pub struct NewRelatedPerson {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<RelatedPersonId>,
    /// What the person is to the client.
    pub relationship: Relationship,
    /// What the person does for the client, each once.
    #[serde(default)]
    #[schema(max_items = 6)]
    pub roles: Vec<RelatedRole>,
    /// All names; exactly one is `official`.
    #[schema(min_items = 1, max_items = 20)]
    pub names: Vec<PersonName>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub languages: Vec<LanguageSkill>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub telecom: Vec<ContactPoint>,
    /// The client agrees that the agency talks to this person.
    #[serde(default)]
    pub consent_to_contact: bool,
    /// What of the client's record the person may use; `none` if absent. More needs the role `proxy`
    /// or `guardian`, and `proxyPeriod`.
    #[serde(default)]
    pub proxy_scope: Option<ProxyScope>,
    /// The days on which they may; it has a first day at least.
    #[serde(default)]
    pub proxy_period: Option<Period>,
    /// The days between which the person has been related so.
    #[serde(default)]
    pub period: Option<Period>,
    /// Another client of the agency, who is this person.
    #[serde(default)]
    pub is_client_id: Option<ClientId>,
}

/// Changes of a related person. What is left out stays; lists are replaced as a whole.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_patch))]
pub struct RelatedPersonPatch {
    #[serde(default)]
    pub relationship: Option<Relationship>,
    #[serde(default)]
    #[schema(max_items = 6)]
    pub roles: Option<Vec<RelatedRole>>,
    #[serde(default)]
    #[schema(min_items = 1, max_items = 20)]
    pub names: Option<Vec<PersonName>>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub languages: Option<Vec<LanguageSkill>>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub telecom: Option<Vec<ContactPoint>>,
    #[serde(default)]
    pub consent_to_contact: Option<bool>,
    #[serde(default)]
    pub proxy_scope: Option<ProxyScope>,
    #[serde(default)]
    pub proxy_period: Option<Period>,
    #[serde(default)]
    pub period: Option<Period>,
    #[serde(default)]
    pub is_client_id: Option<ClientId>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 3)]
    pub clear_fields: Vec<RelatedPersonClearableField>,
}

/// A field of a related person that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum RelatedPersonClearableField {
    ProxyPeriod,
    Period,
    IsClientId,
}

/// That someone is no longer related so.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RelatedPersonEnding {
    /// The last day; today in the agency's zone if absent.
    #[serde(default)]
    pub on: Option<NaiveDate>,
    #[schema(min_length = 1, max_length = 1000, example = "Divorced.")]
    pub reason: String,
}

/// Why a related person is taken out as an error.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RelatedPersonRetraction {
    #[schema(min_length = 1, max_length = 1000, example = "Another client's sister.")]
    pub reason: String,
}

/// Which related persons to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct RelatedPersonFilter {
    /// Roles, separated by commas: who has one of them. `emergency` gives the emergency contacts.
    #[param(explode = false)]
    pub role: Option<AnyOf<RelatedRole>>,
    /// Statuses, separated by commas; `active` if absent.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Only what has changed after this instant.
    pub updated_after: Option<Timestamp>,
}

/// Someone who matters in a client's care.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RelatedPerson)]
pub struct RelatedPersonView {
    #[serde(flatten)]
    pub header: Header,
    /// The client to whom the person is related.
    pub client_id: ClientId,
    /// What the person is to the client.
    pub relationship: Relationship,
    /// What the person does for the client.
    pub roles: Vec<RelatedRole>,
    /// The name to use with the person.
    #[schema(example = "Luis Delgado")]
    pub display_name: String,
    pub names: Vec<PersonName>,
    pub languages: Vec<LanguageSkill>,
    pub telecom: Vec<ContactPoint>,
    /// The client agrees that the agency talks to this person.
    pub consent_to_contact: bool,
    /// What of the client's record the person may use.
    pub proxy_scope: ProxyScope,
    /// The days on which they may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_period: Option<Period>,
    /// The days between which the person has been related so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// The client of the agency who is this person, if the caller may know of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_client_id: Option<ClientId>,
    pub status: Status,
    /// Why it was ended or taken out as an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
    /// What the caller can do with it now.
    #[schema(example = json!(["end"]))]
    pub allowed_actions: Vec<String>,
}

/// The alias names the list's schema in the API description.
pub type RelatedPersonList = Page<RelatedPersonView>;
