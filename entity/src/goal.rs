//! Goals of care plans: what the client wants to reach, in their own words.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, AssessmentId, CarePlanId, ClientId, GoalId, JsonText, PlanProblemId, PlanTemplateId,
    Resource, Row, Timestamp, UserId, number,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "goal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GoalId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub care_plan_id: CarePlanId,
    pub client_id: ClientId,
    pub description: String,
    pub client_words: Option<String>,
    pub problem_ids: JsonText<Vec<PlanProblemId>>,
    pub domain: Domain,
    pub priority: GoalPriority,
    /// From 0 to 10, as the client says.
    pub importance: Option<i32>,
    /// From 0 to 10, as the client says.
    pub confidence: Option<i32>,
    pub starts_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub target: Option<JsonText<GoalTarget>>,
    pub owner: Option<GoalOwner>,
    pub owner_user_id: Option<UserId>,
    /// What was measured last, in the unit of the target.
    pub latest_value: Option<f64>,
    pub latest_value_at: Option<Timestamp>,
    pub status: Status,
    pub achievement_status: Option<Achievement>,
    /// The assessment that suggested it, with the code of its suggestion.
    pub source_assessment_id: Option<AssessmentId>,
    pub source_suggestion: Option<String>,
    /// The template that it came with.
    pub source_template_id: Option<PlanTemplateId>,
    /// When it was taken out of the plan; earlier versions still show it.
    pub removed_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}

/// By what one will see that the goal is reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoalTarget {
    /// What is measured: a code of an instrument's scale, or words.
    #[schema(min_length = 1, max_length = 100, example = "phq-9")]
    pub measure_code: String,
    pub comparator: Comparator,
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000, example = 9)]
    #[serde(serialize_with = "number::plain")]
    pub value: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 50, example = "points")]
    pub unit: Option<String>,
    /// Where the client stood when the goal was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000, example = 15)]
    #[serde(serialize_with = "number::plain_if_any")]
    pub baseline: Option<f64>,
}

/// How a measured value is compared with the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TargetComparator)]
pub enum Comparator {
    LessThan,
    AtMost,
    Equal,
    AtLeast,
    MoreThan,
}

/// The part of life that a goal is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = GoalDomain)]
pub enum Domain {
    Medical,
    Medication,
    MentalHealth,
    SubstanceUse,
    Functional,
    Nutrition,
    Housing,
    Food,
    Transport,
    Financial,
    Legal,
    Education,
    Employment,
    Social,
    Safety,
    Caregiver,
    SelfManagement,
    EndOfLife,
    Other,
}

/// How much a goal matters to the plan.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum GoalPriority {
    High,
    Medium,
    Low,
}

/// Who pursues a goal.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum GoalOwner {
    Client,
    RelatedPerson,
    Staff,
}

/// Where a goal is in its life.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = GoalStatus)]
pub enum Status {
    /// Offered; nobody has said yes yet.
    Proposed,
    /// The client wants it; it becomes active with the plan.
    Accepted,
    /// The client or the team does not want it.
    Rejected,
    Active,
    OnHold,
    /// Over, reached or not: `achievementStatus` says which.
    Completed,
    /// Given up.
    Cancelled,
}

/// What can happen to a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Accept,
    Reject,
    /// Happens when the plan becomes active; nobody asks for it.
    Activate,
    Hold,
    Resume,
    Complete,
    Cancel,
}

/// How far a goal has been reached.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = GoalAchievement)]
pub enum Achievement {
    InProgress,
    Improving,
    Worsening,
    NoChange,
    Achieved,
    Sustaining,
    NotAchieved,
    NoProgress,
    NotAttainable,
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
    const KIND: &'static str = "goal";

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
