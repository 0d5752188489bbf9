//! How care plans, their parts and their versions are shown.

use chrono::NaiveDate;
use entity::{
    AssessmentId, CarePlanId, ClientId, GoalId, PlanProblemId, PlanTemplateId, Timestamp, UserId,
    care_plan::{ElementNote, Status},
    goal::{self, Achievement, GoalOwner, GoalPriority, GoalTarget},
    goal_progress, intervention, number,
    plan_problem::{self, ProblemCode},
    plan_version::{AmendmentReason, PlanSnapshot, Source},
    preference::PreferenceAnswer,
    user_account::Role,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::barriers::GoalBarrierView;
use crate::platform::{Header, Page};

/// A care plan with its parts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CarePlan)]
pub struct CarePlanView {
    #[serde(flatten)]
    pub outline: CarePlanOutlineView,
    pub problems: Vec<PlanProblemView>,
    pub goals: Vec<GoalView>,
    pub interventions: Vec<InterventionView>,
}

/// A care plan without its parts, as lists show it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CarePlanOutline)]
pub struct CarePlanOutlineView {
    #[serde(flatten)]
    pub header: Header,
    pub client_id: ClientId,
    pub title: String,
    /// A client has one active plan of each category at most.
    pub category: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<NaiveDate>,
    /// What the plan says, in words that the client would use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plain_language_summary: Option<String>,
    /// What the client wants from all this, in their own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_goals_statement: Option<String>,
    /// Expected outcome and prognosis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_outcome: Option<String>,
    pub strengths: Vec<String>,
    pub risks: Vec<String>,
    /// What the team says of elements that the server cannot see by itself.
    pub element_notes: Vec<ElementNote>,
    /// How the plan answers to the client's preferences; kept with each version.
    pub preference_answers: Vec<PreferenceAnswer>,
    /// The template that it began with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template_id: Option<PlanTemplateId>,
    /// Whether someone who may approve plans has to activate it.
    pub requires_approval: bool,
    /// Number of the agreed version; 0 until the plan is activated.
    pub current_version: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_review_on: Option<NaiveDate>,
    /// Whether it is active and that day is over where the agency is.
    pub review_overdue: bool,
    /// The plan whose place this one took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces_id: Option<CarePlanId>,
    /// The plan that took the place of this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by_id: Option<CarePlanId>,
    /// How the plan came out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closing_evaluation: Option<String>,
    pub status: Status,
    /// What the caller can do with it now.
    pub allowed_actions: Vec<String>,
}

/// A problem that a care plan is to make better.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PlanProblem)]
pub struct PlanProblemView {
    #[serde(flatten)]
    pub header: Header,
    pub care_plan_id: CarePlanId,
    pub kind: plan_problem::Kind,
    pub description: String,
    pub codes: Vec<ProblemCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub onset_on: Option<NaiveDate>,
    /// Assessments that show it.
    pub evidence_assessment_ids: Vec<AssessmentId>,
    /// 1 is what matters most to the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_priority: Option<i32>,
    pub status: plan_problem::Status,
    /// The assessment that suggested it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_assessment_id: Option<AssessmentId>,
    /// Code of the assessment's suggestion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_suggestion_code: Option<String>,
    /// The template that it came with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_template_id: Option<PlanTemplateId>,
}

/// A goal of a care plan.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Goal)]
pub struct GoalView {
    #[serde(flatten)]
    pub header: Header,
    pub care_plan_id: CarePlanId,
    pub description: String,
    /// The same in the client's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_words: Option<String>,
    /// Problems that it is about.
    pub problem_ids: Vec<PlanProblemId>,
    pub domain: goal::Domain,
    pub priority: GoalPriority,
    /// From 0 to 10, as the client says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub importance: Option<i32>,
    /// From 0 to 10, as the client says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<GoalTarget>,
    /// What was measured last, in the unit of the target.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "number::plain_if_any")]
    pub latest_value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_value_at: Option<Timestamp>,
    /// Whether what was measured last meets the target; absent while one of them is. It changes no
    /// status: people do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_met: Option<bool>,
    pub barriers: Vec<GoalBarrierView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<GoalOwner>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_user_id: Option<UserId>,
    pub status: goal::Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub achievement_status: Option<Achievement>,
    /// The assessment that suggested it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_assessment_id: Option<AssessmentId>,
    /// Code of the assessment's suggestion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_suggestion_code: Option<String>,
    /// The template that it came with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_template_id: Option<PlanTemplateId>,
    /// What the caller can do with it now.
    pub allowed_actions: Vec<String>,
}

/// What is done for one or more goals of a care plan.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Intervention)]
pub struct InterventionView {
    #[serde(flatten)]
    pub header: Header,
    pub care_plan_id: CarePlanId,
    /// Goals that it serves.
    pub goal_ids: Vec<GoalId>,
    pub kind: intervention::Kind,
    pub description: String,
    /// The social need that a referral is for, as a code of the Gravity project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need_domain: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible_user_id: Option<UserId>,
    /// The role of whoever is to see to it, until someone is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible_role: Option<Role>,
    /// A recurrence rule of RFC 5545.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frequency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    pub status: intervention::Status,
    /// Kind of what carries it out, such as `referral`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_kind: Option<String>,
    /// Id of what carries it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_id: Option<uuid::Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The assessment that suggested it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_assessment_id: Option<AssessmentId>,
    /// Code of the assessment's suggestion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_suggestion_code: Option<String>,
    /// The template that it came with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_template_id: Option<PlanTemplateId>,
    /// What the caller can do with it now.
    pub allowed_actions: Vec<String>,
}

/// What was seen of a goal at one time. Entries are never changed, but taken back where they were
/// written in error.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = GoalProgress)]
pub struct GoalProgressView {
    #[serde(flatten)]
    pub header: Header,
    pub care_plan_id: CarePlanId,
    pub goal_id: GoalId,
    /// When it was seen.
    pub observed_at: Timestamp,
    /// In the unit of the goal's target.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "number::plain_if_any")]
    pub value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub achievement_status: Option<Achievement>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub status: goal_progress::Status,
    /// What the caller can do with it now.
    pub allowed_actions: Vec<String>,
}

/// A version of a care plan, without what it says.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PlanVersionOutline)]
pub struct PlanVersionOutlineView {
    #[serde(flatten)]
    pub header: Header,
    pub care_plan_id: CarePlanId,
    /// 1 at activation, one more with each amendment.
    pub number: i32,
    /// Why the plan was amended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<AmendmentReason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_summary: Option<String>,
    pub source: Source,
    /// The conference or the review that decided it, where one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<uuid::Uuid>,
    /// Who approved it, where the plan asks for approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<UserId>,
}

/// A version of a care plan: what was agreed, word for word.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PlanVersion)]
pub struct PlanVersionView {
    #[serde(flatten)]
    pub outline: PlanVersionOutlineView,
    pub snapshot: PlanSnapshot,
}

/// The alias names the list's schema in the API description.
pub type CarePlanOutlineList = Page<CarePlanOutlineView>;
/// The alias names the list's schema in the API description.
pub type GoalProgressList = Page<GoalProgressView>;
/// The alias names the list's schema in the API description.
pub type PlanVersionList = Page<PlanVersionOutlineView>;
