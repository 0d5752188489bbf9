//! What callers send and receive about clients.

mod duplicates;
mod households;
mod identifiers;
mod related_persons;
mod restrictions;
mod search;
mod views;

use chrono::NaiveDate;
use entity::{
    ClientId, Timestamp,
    client::{
        Accommodation, Address, BirthDatePrecision, ContactPoint, CulturalNeed, Ethnicity,
        LanguageSkill, LegalStatus, LivingSituation, PersonName, PrimaryClinicianOrganization,
        Race, SexAtBirth, Status,
    },
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

pub use self::{
    duplicates::{
        CandidateClient, ClientDuplicateFilter, ClientMatchQuery, ClientMatches,
        DuplicateCandidateFilter, DuplicateCandidateList, DuplicateCandidateView,
        DuplicateDismissal, MatchCandidate,
    },
    households::*,
    identifiers::{IdentifierSearch, IdentifierView, NewIdentifier},
    related_persons::*,
    restrictions::*,
    search::ClientSearch,
    views::{ClientOutlineList, ClientOutlineView, ClientView},
};
use super::rules;
use crate::platform::AnyOf;

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
    /// All that apply, as the person says.
    #[serde(default)]
    #[schema(max_items = 9)]
    pub race: Vec<Race>,
    #[serde(default)]
    pub ethnicity: Option<Ethnicity>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub identifiers: Vec<NewIdentifier>,
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
    /// BCP 47 tag of a sign language, such as `ase`.
    #[serde(default)]
    #[schema(min_length = 2, max_length = 35, example = "ase")]
    pub sign_language: Option<String>,
    /// The person needs help with reading or writing.
    #[serde(default)]
    pub literacy_need: bool,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub cultural_needs: Vec<CulturalNeed>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub accommodations: Vec<Accommodation>,
    #[serde(default)]
    pub living_situation: Option<LivingSituation>,
    /// Leave it out where nobody has asked.
    #[serde(default)]
    pub veteran: Option<bool>,
    /// Powers that the law gives somebody over the person's affairs, past ones too.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub legal_status: Vec<LegalStatus>,
    #[serde(default)]
    pub primary_clinician_organization: Option<PrimaryClinicianOrganization>,
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
    #[schema(max_items = 9)]
    pub race: Option<Vec<Race>>,
    #[serde(default)]
    pub ethnicity: Option<Ethnicity>,
    /// All of them, whole: to change one takes the scope to read them.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub identifiers: Option<Vec<NewIdentifier>>,
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
    #[serde(default)]
    #[schema(min_length = 2, max_length = 35)]
    pub sign_language: Option<String>,
    #[serde(default)]
    pub literacy_need: Option<bool>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub cultural_needs: Option<Vec<CulturalNeed>>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub accommodations: Option<Vec<Accommodation>>,
    #[serde(default)]
    pub living_situation: Option<LivingSituation>,
    #[serde(default)]
    pub veteran: Option<bool>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub legal_status: Option<Vec<LegalStatus>>,
    #[serde(default)]
    pub primary_clinician_organization: Option<PrimaryClinicianOrganization>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub clear_fields: Vec<ClientClearableField>,
}

impl ClientPatch {
    /// Whether it changes what people are told apart by.
    pub fn says_who_it_is(&self) -> bool {
        let born = self.birth_date.is_some() || self.birth_date_precision.is_some();
        let clears = self.clear_fields.contains(&ClientClearableField::BirthDate);
        let lists = self.telecom.is_some() || self.addresses.is_some();
        let known = self.names.is_some() || self.identifiers.is_some();
        born || clears || lists || known || self.sex_at_birth.is_some()
    }
}

/// A field of a client that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ClientClearableField {
    BirthDate,
    GenderIdentity,
    Pronouns,
    Ethnicity,
    InterpreterLanguage,
    SignLanguage,
    LivingSituation,
    Veteran,
    PrimaryClinicianOrganization,
}

/// A client's death.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientDeath {
    /// The day of the death, or the day of which it is known.
    #[schema(example = "2026-01-02")]
    pub deceased_on: NaiveDate,
    /// How the agency knows of it.
    #[schema(min_length = 1, max_length = 1000, example = "Her son called.")]
    pub reason: String,
}

/// Why a client's record is set aside, taken up again or put right.
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
