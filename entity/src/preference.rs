//! Preferences: what a client wants, or does not want, in their own words; and
//! how a plan or a decision answers to it.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AgencyId, ClientId, JsonText, PreferenceId, Resource, Row, Timestamp, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "preference")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PreferenceId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub client_id: ClientId,
    pub category: Category,
    pub text: String,
    pub strength: Strength,
    pub stated_by: JsonText<StatedBy>,
    pub stated_at: Timestamp,
    /// The last day on which it counts, in the agency's zone.
    pub valid_until: Option<NaiveDate>,
    pub documents: JsonText<Vec<PreferenceDocument>>,
    pub told_to: JsonText<Vec<Told>>,
    pub status: Status,
    /// The preference that this one took the place of.
    pub supersedes_id: Option<PreferenceId>,
    /// When it was superseded, withdrawn or found to be in error.
    pub ended_at: Option<Timestamp>,
    /// Why it was superseded, withdrawn or found to be in error.
    pub status_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What a preference is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = PreferenceCategory)]
pub enum Category {
    /// Where to live and be cared for.
    CareSetting,
    /// Who gives the care.
    Provider,
    Treatment,
    Communication,
    Culture,
    Privacy,
    EndOfLife,
    DailyLife,
    /// When to call or visit.
    ContactTime,
    /// Who has a say in decisions.
    DecisionRole,
    Other,
}

/// How much a preference weighs. What is a `must` or `strong` is answered before a plan is
/// activated or minutes are signed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = PreferenceStrength)]
pub enum Strength {
    Must,
    Strong,
    Nice,
}

/// Who said it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PreferenceStatedBy)]
pub struct StatedBy {
    pub kind: StatedByKind,
    /// A user of the agency; with the kind `staff` only, and needed there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// Their name; needed with the kinds `related_person` and `other`, and not given with `staff`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, example = "Luis Delgado, her son")]
    pub name: Option<String>,
}

/// In what capacity someone speaks for what the client wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PreferenceStatedByKind)]
pub enum StatedByKind {
    /// The client said or wrote it.
    Client,
    /// Family, a friend, a guardian or a proxy.
    RelatedPerson,
    /// A worker of the agency, from what they saw or heard.
    Staff,
    /// Anyone else, such as a physician.
    Other,
}

/// A document in which the client laid it down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreferenceDocument {
    pub kind: DocumentKind,
    #[schema(min_length = 1, max_length = 200, example = "Living will")]
    pub title: String,
    /// Where it is kept: a file's number, a folder, the person who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 500)]
    pub reference: Option<String>,
    /// The day it was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "2025-11-20")]
    pub signed_on: Option<NaiveDate>,
}

/// A kind of document that says what someone wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PreferenceDocumentKind)]
pub enum DocumentKind {
    /// An advance directive or living will.
    AdvanceDirective,
    /// Who decides when the client cannot.
    HealthCareProxy,
    /// Medical orders, such as POLST or MOLST.
    MedicalOrders,
    Other,
}

/// One who was told of a preference, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PreferenceTold)]
pub struct Told {
    /// A user of the agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// Someone else, by name and part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Dr. Ana Ruiz, cardiologist")]
    pub name: Option<String>,
    /// When they were told.
    pub at: Timestamp,
    /// Who entered it.
    pub recorded_by: UserId,
}

/// Where a preference stands. One whose last day has passed stays `active` and asks for nothing.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = PreferenceStatus)]
pub enum Status {
    Active,
    /// Another preference took its place.
    Superseded,
    /// The client no longer wants it.
    Withdrawn,
    EnteredInError,
}

/// What can happen to a preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Supersede,
    Withdraw,
    EnterInError,
}

/// How a plan or a decision answers to a preference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreferenceAnswer {
    /// A preference of the client.
    pub preference_id: PreferenceId,
    pub fit: Fit,
    /// What is said to the client about it; needed where it `conflicts`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 2000,
        example = "Rosa wants to stay at home; until the ramp is built she agreed to the respite bed."
    )]
    pub answer: Option<String>,
}

/// Whether a plan or a decision goes with a preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PreferenceFit)]
pub enum Fit {
    /// It does what the client wants.
    Respected,
    /// It goes against it, and says why.
    Conflicts,
    /// It has nothing to do with it.
    NotAffected,
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
    const KIND: &'static str = "preference";

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
