//! Versions of care plans: what was agreed at each activation and amendment,
//! word for word. Never changed.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, AssessmentId, CarePlanId, ClientId, GoalBarrierId, GoalId, InterventionId, JsonText,
    PlanProblemId, PlanVersionId, Resource, Row, Timestamp, UserId, care_plan, goal, goal_barrier,
    intervention, plan_problem, preference::PreferenceAnswer, user_account::Role,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PlanVersionId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub care_plan_id: CarePlanId,
    pub client_id: ClientId,
    /// 1 at activation, one more with each amendment.
    pub number: i32,
    pub snapshot: JsonText<PlanSnapshot>,
    pub reason_code: Option<AmendmentReason>,
    pub reason: Option<String>,
    pub change_summary: Option<String>,
    pub source: Source,
    /// The conference or the review that decided it, where one did.
    pub source_id: Option<Uuid>,
    /// Who approved it, where the plan asks for approval.
    pub approved_by: Option<UserId>,
}

impl ActiveModelBehavior for ActiveModel {}

/// A plan and its parts as they were agreed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanSnapshot {
    pub plan: SnapshotPlan,
    pub problems: Vec<SnapshotProblem>,
    pub goals: Vec<SnapshotGoal>,
    pub interventions: Vec<SnapshotIntervention>,
}

/// What a version of a plan says as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotPlan {
    pub id: CarePlanId,
    pub title: String,
    pub category: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plain_language_summary: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_goals_statement: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_outcome: Option<String>,
    pub strengths: Vec<String>,
    pub risks: Vec<String>,
    #[serde(default)]
    pub preference_answers: Vec<PreferenceAnswer>,
    #[serde(default)]
    pub element_notes: Vec<care_plan::ElementNote>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_review_on: Option<NaiveDate>,
}

/// A problem as a version of the plan has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotProblem {
    pub id: PlanProblemId,
    pub kind: plan_problem::Kind,
    pub description: String,
    pub codes: Vec<plan_problem::ProblemCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onset_on: Option<NaiveDate>,
    pub evidence_assessment_ids: Vec<AssessmentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_priority: Option<i32>,
    pub status: plan_problem::Status,
}

/// A goal as a version of the plan has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotGoal {
    pub id: GoalId,
    pub description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_words: Option<String>,
    pub problem_ids: Vec<PlanProblemId>,
    pub domain: goal::Domain,
    pub priority: goal::GoalPriority,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub importance: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<goal::GoalTarget>,
    pub barriers: Vec<SnapshotBarrier>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<goal::GoalOwner>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_user_id: Option<UserId>,
    pub status: goal::Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub achievement_status: Option<goal::Achievement>,
}

/// A barrier as it was when the version was agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotBarrier {
    pub id: GoalBarrierId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    pub text: String,
    pub status: goal_barrier::Status,
}

/// An intervention as a version of the plan has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotIntervention {
    pub id: InterventionId,
    pub goal_ids: Vec<GoalId>,
    pub kind: intervention::Kind,
    pub description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need_domain: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible_user_id: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible_role: Option<Role>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    pub status: intervention::Status,
}

/// Why an active plan is changed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AmendmentReason {
    NewInformation,
    ClientRequest,
    GoalProgress,
    Review,
    Conference,
    Transition,
    Correction,
    Other,
}

/// What made a version.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = PlanVersionSource)]
pub enum Source {
    Activation,
    Amendment,
    Conference,
    Review,
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
    const KIND: &'static str = "plan_version";

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
