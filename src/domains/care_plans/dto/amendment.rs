//! Changes of an active plan: what makes its next version.

use entity::{
    GoalId, InterventionId, PlanProblemId, PlanReviewId, plan_problem,
    plan_version::AmendmentReason,
};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::{
    super::rules, CarePlanPatch, GoalPatch, InterventionPatch, NewGoal, NewIntervention,
    NewPlanProblem, PlanProblemPatch,
};

/// An agreed change of an active plan. All of it becomes the plan's next version.
///
/// New parts refer to each other by `key`, and to parts that are there by id. Goals that are
/// added are active at once; interventions that are added get their tasks.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_amendment))]
pub struct PlanAmendment {
    pub reason_code: AmendmentReason,
    /// The review of this plan that found the change to be needed.
    #[serde(default)]
    pub review_id: Option<PlanReviewId>,
    /// Why the plan is changed.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
    /// What changes, in a sentence or two that everyone on the team understands.
    #[schema(min_length = 1, max_length = 2000)]
    pub change_summary: String,
    /// Changes of the plan as a whole; not its category.
    #[serde(default)]
    #[validate(nested)]
    pub plan: Option<CarePlanPatch>,
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(nested)]
    pub add_problems: Vec<NewPlanProblem>,
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(nested)]
    pub change_problems: Vec<ProblemChange>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub end_problems: Vec<EndedProblem>,
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(nested)]
    pub add_goals: Vec<NewGoal>,
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(nested)]
    pub change_goals: Vec<GoalChange>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub end_goals: Vec<EndedGoal>,
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(nested)]
    pub add_interventions: Vec<NewIntervention>,
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(nested)]
    pub change_interventions: Vec<InterventionChange>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub end_interventions: Vec<EndedIntervention>,
}

/// A problem that the amendment changes.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProblemChange {
    pub id: PlanProblemId,
    #[validate(nested)]
    pub changes: PlanProblemPatch,
}

/// A problem that leaves the plan. Goals stay, and are no longer about it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EndedProblem {
    pub id: PlanProblemId,
    /// How the problem stands now: `resolved` or `inactive`.
    pub status: plan_problem::Status,
}

/// A goal that the amendment changes.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoalChange {
    pub id: GoalId,
    #[validate(nested)]
    pub changes: GoalPatch,
}

/// A goal that leaves the plan; it is cancelled unless it had come to an end.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EndedGoal {
    pub id: GoalId,
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// An intervention that the amendment changes.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InterventionChange {
    pub id: InterventionId,
    #[validate(nested)]
    pub changes: InterventionPatch,
}

/// An intervention that leaves the plan; it is cancelled or stopped unless it had come to an end.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EndedIntervention {
    pub id: InterventionId,
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
    /// What becomes of its open tasks; needed if it has any, else 409 `amendment_leaves_tasks`.
    #[serde(default)]
    pub open_tasks: Option<OpenTasks>,
    /// With `replace`: the `key` of the added intervention that gets a task in their place.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 50, example = "delivery")]
    pub replaced_by_key: Option<String>,
}

/// What becomes of the open tasks of an intervention that leaves the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OpenTasks {
    /// They stay open, with their owners.
    Keep,
    Cancel,
    /// They are cancelled, and an intervention that the amendment adds gets a task instead.
    Replace,
}
