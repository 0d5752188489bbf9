//! Flags: answers of an assessment that people have to react to, and their reaction.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AgencyId, AssessmentFlagId, AssessmentId, ClientId, Resource, Row, Timestamp, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment_flag")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AssessmentFlagId,
    pub version: i64,
    /// When it was raised.
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub assessment_id: AssessmentId,
    pub client_id: ClientId,
    pub code: String,
    pub severity: Severity,
    /// For people, from the instrument.
    pub label: String,
    /// The item that raised it.
    pub link_id: String,
    /// The instrument's rule in words; it does not tell the answer itself.
    pub rule: String,
    pub status: Status,
    /// When somebody has to have reacted at the latest.
    pub acknowledge_by: Option<Timestamp>,
    pub acknowledged_by: Option<UserId>,
    pub acknowledged_at: Option<Timestamp>,
    /// What was found and done.
    pub outcome: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How much a flag matters, the least first.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = FlagSeverity)]
pub enum Severity {
    Info,
    Warning,
    Urgent,
    /// Somebody has to react now; it makes a task.
    Critical,
}

/// Whether anybody has reacted to a flag.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = FlagStatus)]
pub enum Status {
    /// Nobody has reacted yet.
    Open,
    Acknowledged,
    /// Nobody has to react any more: the assessment was amended or was entered in error.
    Withdrawn,
}

/// What can happen to a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Acknowledge,
    Withdraw,
    /// What had withdrawn it was itself an error.
    Reopen,
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
    const KIND: &'static str = "assessment_flag";

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
