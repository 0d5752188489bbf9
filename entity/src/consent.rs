//! Consents: what a client allows, or forbids, to be done with their record.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AgencyId, ClientId, ConsentId, JsonText, Resource, Row, Timestamp, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConsentId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub client_id: ClientId,
    pub consent_type: ConsentType,
    pub status: Status,
    pub provision: Provision,
    /// The client's name as the consent has it.
    pub client_name: Option<String>,
    pub grantor: Option<JsonText<Grantor>>,
    pub method: Option<Method>,
    /// The name that signed it.
    pub signed_by: Option<String>,
    pub document_reference: Option<String>,
    pub granted_on: Option<NaiveDate>,
    pub effective_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    pub expires_event: Option<String>,
    pub disclosers: JsonText<Vec<ConsentParty>>,
    pub recipients: JsonText<Vec<ConsentParty>>,
    pub data_classes: JsonText<Vec<DataClass>>,
    pub information_description: Option<String>,
    pub purposes: JsonText<Vec<Purpose>>,
    pub redisclosure_statement: bool,
    pub refusal_consequences_stated: bool,
    pub right_to_revoke_stated: bool,
    pub language: Option<String>,
    pub witness: Option<String>,
    /// The consent that this one takes the place of when it becomes active.
    pub supersedes_id: Option<ConsentId>,
    pub activated_at: Option<Timestamp>,
    /// When it was revoked, superseded or found to be in error.
    pub ended_at: Option<Timestamp>,
    /// Why it was rejected, revoked or found to be in error.
    pub status_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What a consent is about. Only `program`, `roi`, `part2_tpo`, `part2_specific` and
/// `data_sharing_network` can allow that information goes to another agency.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ConsentType {
    /// To take part in a program.
    Program,
    /// A release of information to those it names.
    Roi,
    /// Substance use records for treatment, payment and health care operations (42 CFR Part 2).
    #[sea_orm(string_value = "part2_tpo")]
    #[serde(rename = "part2_tpo")]
    Part2Tpo,
    /// Substance use records for one stated purpose (42 CFR Part 2).
    #[sea_orm(string_value = "part2_specific")]
    #[serde(rename = "part2_specific")]
    Part2Specific,
    Telehealth,
    Texting,
    Photo,
    Research,
    PortalProxy,
    /// To share records within a network of agencies.
    DataSharingNetwork,
}

impl ConsentType {
    /// Whether 42 CFR Part 2 says what the consent must hold.
    pub const fn is_part2(self) -> bool {
        matches!(self, Self::Part2Tpo | Self::Part2Specific)
    }

    /// Whether one who gives it says anything about who may receive their record.
    pub const fn allows_sharing(self) -> bool {
        match self {
            Self::Program
            | Self::Roi
            | Self::Part2Tpo
            | Self::Part2Specific
            | Self::DataSharingNetwork => true,
            Self::Telehealth | Self::Texting | Self::Photo | Self::Research | Self::PortalProxy => {
                false
            }
        }
    }
}

/// Where a consent stands. One whose last day has passed stays `active` and permits nothing.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ConsentStatus)]
pub enum Status {
    Draft,
    /// Put before the client for a decision.
    Proposed,
    Active,
    Rejected,
    Revoked,
    /// Another consent took its place.
    Superseded,
    EnteredInError,
}

/// What can happen to a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Propose,
    Activate,
    Reject,
    Revoke,
    Supersede,
    EnterInError,
}

/// Whether the consent allows or forbids what it names. What is forbidden stays so, whatever
/// other consents allow.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ConsentProvision)]
pub enum Provision {
    Permit,
    Deny,
}

/// How the consent was given.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ConsentMethod)]
pub enum Method {
    Written,
    Electronic,
    /// Spoken, and written down by the worker.
    VerbalDocumented,
}

/// Who gives the consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ConsentGrantor)]
pub struct Grantor {
    pub kind: GrantorKind,
    #[schema(min_length = 1, max_length = 200, example = "Rosa Delgado")]
    pub name: String,
    /// The document that lets a guardian or attorney act for the client, such as the number of a
    /// court order. Needed for them before activation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub authority_document: Option<String>,
}

/// In what capacity someone consents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ConsentGrantorKind)]
pub enum GrantorKind {
    Client,
    Guardian,
    /// Holder of a power of attorney.
    Poa,
}

/// Who may disclose or receive: exactly one of `agencyId`, `name` and `class`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConsentParty {
    /// An agency of this deployment. Only these are matched when a disclosure is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency_id: Option<AgencyId>,
    /// A person or organization, as the consent writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, example = "Dr. Ana Ruiz")]
    pub name: Option<String>,
    /// A class of persons or organizations, as the consent writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, example = "my treating providers")]
    pub class: Option<String>,
    /// An exchange or network that passes records on to others.
    #[serde(default)]
    pub intermediary: bool,
    /// Of an intermediary: who takes part, by name, or as a class with a treating relationship.
    /// Each 1 to 200 characters.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub members: Vec<String>,
}

/// A kind of information about a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DataClass {
    /// Names, birth date, contacts, language.
    Demographics,
    Assessment,
    CarePlan,
    Referral,
    Notes,
    Medications,
    MentalHealth,
    /// Records of substance use treatment under 42 CFR Part 2.
    #[serde(rename = "sud_part2")]
    SudPart2,
    Hiv,
    /// Intimate partner violence.
    Ipv,
    Financial,
    Documents,
}

/// What information is used for, in the codes of HL7's `PurposeOfUse`.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[schema(as = PurposeOfUse)]
pub enum Purpose {
    #[sea_orm(string_value = "TREAT")]
    #[serde(rename = "TREAT")]
    Treatment,
    #[sea_orm(string_value = "HPAYMT")]
    #[serde(rename = "HPAYMT")]
    Payment,
    #[sea_orm(string_value = "HOPERAT")]
    #[serde(rename = "HOPERAT")]
    Operations,
    #[sea_orm(string_value = "CAREMGT")]
    #[serde(rename = "CAREMGT")]
    CareManagement,
    #[sea_orm(string_value = "COORD")]
    #[serde(rename = "COORD")]
    Coordination,
}

/// How sensitive a record is, beyond the kind of information it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SensitivityLabel {
    Normal,
    Restricted,
    VeryRestricted,
    #[serde(rename = "part2_sud")]
    Part2Sud,
    MentalHealth,
    Counselling,
    Hiv,
    Ipv,
    MinorConfidential,
}

impl Resource for Entity {
    const AGENCY: Column = Column::AgencyId;
    const ID: Column = Column::Id;
    const VERSION: Column = Column::Version;
    const CREATED_AT: Column = Column::CreatedAt;
    const CREATED_BY: Column = Column::CreatedBy;
    const UPDATED_AT: Column = Column::UpdatedAt;
    const UPDATED_BY: Column = Column::UpdatedBy;
    const CLIENTS: &'static [Column] = &[Column::ClientId];
}

impl Row for Model {
    const KIND: &'static str = "consent";

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
        Some(self.client_id.uuid())
    }
}
