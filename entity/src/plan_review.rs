//! Reviews of care plans: when the team looks whether the plan still helps.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, CarePlanId, ClientId, JsonText, PlanReviewId, Resource, Row, Timestamp, UserId,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_review")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PlanReviewId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub care_plan_id: CarePlanId,
    pub client_id: ClientId,
    pub due_on: NaiveDate,
    /// Who sees to it that it is done; whoever did it, once it is done.
    pub reviewer_id: Option<UserId>,
    pub done_on: Option<NaiveDate>,
    pub participants: JsonText<Vec<ReviewParticipant>>,
    pub effectiveness: Option<Effectiveness>,
    pub changes_needed: Option<bool>,
    pub summary: Option<String>,
    /// What the review set as the plan's next one.
    pub next_review_on: Option<NaiveDate>,
    pub status: Status,
}

impl ActiveModelBehavior for ActiveModel {}

/// Someone who took part in a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReviewParticipant {
    #[schema(min_length = 1, max_length = 200, example = "Rosa Delgado")]
    pub name: String,
    /// What they are to the client, or in the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, example = "the client")]
    pub role: Option<String>,
}

/// How well the plan has worked, as the review saw it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = PlanEffectiveness)]
pub enum Effectiveness {
    Improved,
    Stable,
    Declined,
    /// Better in some things, worse in others.
    Mixed,
}

/// Where a review is in its life.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = PlanReviewStatus)]
pub enum Status {
    Scheduled,
    Done,
    /// The plan came to an end before.
    Cancelled,
}

/// What can happen to a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Complete,
    /// Happens when the plan ends; nobody asks for it.
    Cancel,
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
    const KIND: &'static str = "plan_review";

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
