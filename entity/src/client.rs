//! Clients: the people who receive care.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

mod circumstances;
mod contact;
mod identifier;
mod person;

pub use self::{
    circumstances::{
        Accommodation, AccommodationType, CulturalNeed, CulturalNeedType, LegalStatus,
        LegalStatusType, LivingSituation, PrimaryClinicianOrganization,
    },
    contact::{Address, AddressUse, ContactPoint, ContactSystem, SafeHours},
    identifier::{IdentifierType, SealedIdentifier},
    person::{
        BirthDatePrecision, Ethnicity, LanguageLevel, LanguageSkill, NameUse, PersonName, Race,
        SexAtBirth,
    },
};
use crate::{AgencyId, ClientId, JsonText, Resource, Row, Timestamp, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "client")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ClientId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    /// Record number with a check digit, unique in the agency.
    pub mrn: String,
    pub names: JsonText<Vec<PersonName>>,
    /// Folded family name of the name in use, for sorting.
    pub sort_name: String,
    pub birth_date: Option<NaiveDate>,
    pub birth_date_precision: BirthDatePrecision,
    pub sex_at_birth: SexAtBirth,
    pub gender_identity: Option<String>,
    pub pronouns: Option<String>,
    pub race: JsonText<Vec<Race>>,
    pub ethnicity: Option<Ethnicity>,
    pub identifiers: JsonText<Vec<SealedIdentifier>>,
    pub telecom: JsonText<Vec<ContactPoint>>,
    pub addresses: JsonText<Vec<Address>>,
    pub languages: JsonText<Vec<LanguageSkill>>,
    pub interpreter_needed: bool,
    pub interpreter_language: Option<String>,
    /// BCP 47 tag of a sign language.
    pub sign_language: Option<String>,
    pub literacy_need: bool,
    pub cultural_needs: JsonText<Vec<CulturalNeed>>,
    pub accommodations: JsonText<Vec<Accommodation>>,
    pub living_situation: Option<LivingSituation>,
    /// None where nobody has asked.
    pub veteran: Option<bool>,
    pub legal_status: JsonText<Vec<LegalStatus>>,
    pub primary_clinician_organization: Option<JsonText<PrimaryClinicianOrganization>>,
    pub deceased_on: Option<NaiveDate>,
    pub status: Status,
    /// Only those who were granted access may know of the client.
    pub restricted: bool,
    /// Why the record was created although someone like that was on file.
    pub duplicate_override_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Whether the agency works with the client at present.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ClientStatus)]
pub enum Status {
    Active,
    Inactive,
    /// The person has died.
    Deceased,
}

/// What can happen to a client's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Deactivate,
    Reactivate,
    RecordDeath,
    /// The death was recorded by mistake.
    CorrectDeath,
}

impl Resource for Entity {
    const AGENCY: Column = Column::AgencyId;
    const ID: Column = Column::Id;
    const VERSION: Column = Column::Version;
    const CREATED_AT: Column = Column::CreatedAt;
    const CREATED_BY: Column = Column::CreatedBy;
    const UPDATED_AT: Column = Column::UpdatedAt;
    const UPDATED_BY: Column = Column::UpdatedBy;
    const CLIENTS: &'static [Column] = &[Column::Id];
}

impl Row for Model {
    const KIND: &'static str = "client";

    fn agency_id(&self) -> Uuid {
        self.agency_id.uuid()
    }
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn created_at(&self) -> Timestamp {
        self.created_at
    }
    fn client_id(&self) -> Option<Uuid> {
        Some(self.id.uuid())
    }
}
