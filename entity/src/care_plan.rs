//! Care plans: what a client and their team agreed to do, and why.
//!
//! A plan is one aggregate with its problems, goals and interventions: its
//! version grows with each change of any of them.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AgencyId, CarePlanId, ClientId, JsonText, Resource, Row, Timestamp, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "care_plan")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CarePlanId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub client_id: ClientId,
    pub title: String,
    /// A client has one active plan of each category at most.
    pub category: String,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub plain_language_summary: Option<String>,
    pub client_goals_statement: Option<String>,
    pub expected_outcome: Option<String>,
    pub strengths: JsonText<Vec<String>>,
    pub risks: JsonText<Vec<String>>,
    /// Number of the agreed version; 0 until the plan is activated.
    pub current_version: i32,
    pub activated_at: Option<Timestamp>,
    pub next_review_on: Option<NaiveDate>,
    /// The plan whose place this one took.
    pub replaces_id: Option<CarePlanId>,
    pub closing_evaluation: Option<String>,
    pub status: Status,
}

impl ActiveModelBehavior for ActiveModel {}

/// Where a care plan is in its life.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = CarePlanStatus)]
pub enum Status {
    /// Being written; its parts are changed directly.
    Draft,
    /// Waiting for someone to approve it; it goes back to draft or becomes active.
    InReview,
    /// Agreed and worked on; what it says changes by amendment only.
    Active,
    /// Set aside for a while; its tasks are paused.
    OnHold,
    /// Every goal has come to an end.
    Completed,
    /// Given up.
    Revoked,
    /// Another plan of the same category took its place.
    Replaced,
}

/// What can happen to a care plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Submit,
    Return,
    Activate,
    Amend,
    Hold,
    Resume,
    Complete,
    Revoke,
    /// Happens to the active plan when its successor is activated; nobody asks for it.
    Replace,
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
    const KIND: &'static str = "care_plan";

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
