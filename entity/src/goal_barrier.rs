//! What stands in the way of goals, and what becomes of it.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, CarePlanId, ClientId, GoalBarrierId, GoalId, Resource, Row, Timestamp, UserId,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "goal_barrier")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GoalBarrierId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub care_plan_id: CarePlanId,
    pub client_id: ClientId,
    pub goal_id: GoalId,
    pub code: Option<String>,
    pub text: String,
    pub status: Status,
    /// How it was overcome, or why it stays.
    pub resolution: Option<String>,
    /// When it was taken out of a draft.
    pub removed_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Whether a barrier still stands in the way.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = GoalBarrierStatus)]
pub enum Status {
    /// Nobody does anything about it yet.
    Open,
    /// Somebody does something about it.
    InProgress,
    /// It is overcome.
    Resolved,
    /// It stays, and the plan works around it.
    Accepted,
}

/// What can happen to a barrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Start,
    Resolve,
    Accept,
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
    const KIND: &'static str = "goal_barrier";

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
