//! How a person lives, what they need to be served well, and who decides for them.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Period;

/// What a person's culture or faith asks of those who care for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CulturalNeed {
    #[serde(rename = "type")]
    pub need_type: CulturalNeedType,
    #[schema(min_length = 1, max_length = 500, example = "Halal; fasts during Ramadan.")]
    pub text: String,
}

/// What a cultural need is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CulturalNeedType {
    Religion,
    Diet,
    Modesty,
    GenderOfWorker,
    Holiday,
    Ritual,
    /// Who is asked before a decision is made.
    DecisionMakingStyle,
    Other,
}

/// What a person needs to take part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Accommodation {
    #[serde(rename = "type")]
    pub accommodation_type: AccommodationType,
    /// What helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 500, example = "Wheelchair; no stairs.")]
    pub text: Option<String>,
}

/// What an accommodation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccommodationType {
    Mobility,
    Vision,
    Hearing,
    Cognitive,
    Sensory,
    Other,
}

/// Where and with whom a person lives.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum LivingSituation {
    OwnHome,
    RentedHome,
    /// Rented with a voucher or subsidy.
    SubsidizedHome,
    WithFamily,
    /// With friends, or from one couch to the next.
    WithFriends,
    SupportiveHousing,
    AssistedLiving,
    NursingFacility,
    GroupHome,
    FosterCare,
    Hospital,
    TreatmentFacility,
    CorrectionalFacility,
    HotelOrMotel,
    TransitionalHousing,
    EmergencyShelter,
    /// On the street, in a car, in a tent: nowhere that is meant for living.
    Unsheltered,
    Other,
    Unknown,
}

/// A power that the law gives somebody over a person's affairs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LegalStatus {
    #[serde(rename = "type")]
    pub status_type: LegalStatusType,
    /// Who holds the power: a person, a court, an office.
    #[schema(min_length = 1, max_length = 200, example = "Tomas Delgado")]
    pub held_by: String,
    /// Where the order or the signed paper is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, example = "Probate Court, file 24-1187")]
    pub document_reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
}

/// The kind of a legal status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LegalStatusType {
    /// Decides about the person.
    Guardian,
    /// Decides about the person's money and property.
    Conservator,
    /// A power of attorney for health care.
    PoaHealth,
    /// A power of attorney for money.
    PoaFinance,
    /// Custody of a child.
    Custody,
    /// The person is a ward of a court or a state.
    Ward,
}

/// Where the person's primary clinician works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PrimaryClinicianOrganization {
    #[schema(min_length = 1, max_length = 200, example = "Third Street Clinic")]
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, example = "Dr. Oleg Sava")]
    pub clinician: Option<String>,
    /// In E.164 form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^\\+[1-9][0-9]{6,14}$", example = "+15550100199")]
    pub phone: Option<String>,
}
