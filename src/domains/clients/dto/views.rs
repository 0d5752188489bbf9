//! What callers are told about clients.

use chrono::NaiveDate;
use entity::client::{
    Accommodation, Address, BirthDatePrecision, ContactPoint, CulturalNeed, Ethnicity,
    LanguageSkill, LegalStatus, LivingSituation, PersonName, PrimaryClinicianOrganization, Race,
    SexAtBirth, Status,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::IdentifierView;
use crate::platform::{Header, Page};

/// A client, as lists show them: what one knows a person by.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ClientOutline)]
pub struct ClientOutlineView {
    #[serde(flatten)]
    pub header: Header,
    /// Record number, with a check digit; unique in the agency.
    #[schema(example = "4839201756")]
    pub mrn: String,
    /// The name to use with the person.
    #[schema(example = "Rosa Delgado")]
    pub display_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    pub birth_date_precision: BirthDatePrecision,
    pub sex_at_birth: SexAtBirth,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pronouns: Option<String>,
    /// BCP 47 tag of the language to use with the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "es")]
    pub preferred_language: Option<String>,
    pub interpreter_needed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deceased_on: Option<NaiveDate>,
    pub status: Status,
    /// Only those who were granted access may know of the client.
    pub restricted: bool,
    /// What the caller can do with the client now.
    #[schema(example = json!(["deactivate", "record_death"]))]
    pub allowed_actions: Vec<String>,
}

/// A client.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Client)]
pub struct ClientView {
    #[serde(flatten)]
    pub outline: ClientOutlineView,
    pub names: Vec<PersonName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender_identity: Option<String>,
    pub race: Vec<Race>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ethnicity: Option<Ethnicity>,
    /// Whole with the scope `clients:identifiers`, masked without.
    pub identifiers: Vec<IdentifierView>,
    pub telecom: Vec<ContactPoint>,
    pub addresses: Vec<Address>,
    pub languages: Vec<LanguageSkill>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interpreter_language: Option<String>,
    /// BCP 47 tag of the sign language that the person uses.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ase")]
    pub sign_language: Option<String>,
    /// The person needs help with reading or writing.
    pub literacy_need: bool,
    pub cultural_needs: Vec<CulturalNeed>,
    pub accommodations: Vec<Accommodation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub living_situation: Option<LivingSituation>,
    /// Absent where nobody has asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub veteran: Option<bool>,
    /// Powers that the law gives somebody over the person's affairs, past ones too.
    pub legal_status: Vec<LegalStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_clinician_organization: Option<PrimaryClinicianOrganization>,
    /// Why the record was made although someone like that was on file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicate_override_reason: Option<String>,
}

/// The alias names the list's schema in the API description.
pub type ClientOutlineList = Page<ClientOutlineView>;
