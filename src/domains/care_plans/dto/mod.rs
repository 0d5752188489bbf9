//! What callers send and receive about care plans.

mod amendment;
mod findings;
mod inputs;
mod parts;
mod patches;
mod views;

pub use amendment::{
    EndedGoal, EndedIntervention, EndedProblem, GoalChange, InterventionChange, OpenTasks,
    PlanAmendment, ProblemChange,
};
pub use findings::{
    ChangeKind, ChecklistElement, ChecklistItem, ChecklistStatus, FieldChange, PartChange,
    PartKind, PlanCompleteness, PlanGap, PlanVersionDiff,
};
pub use inputs::{
    CarePlanClearableField, CarePlanCompletion, CarePlanFilter, CarePlanPatch, CarePlanReason,
    CarePlanReturn, ClientCarePlanFilter, GoalCompletion, GoalReason, GoalRejection,
    InterventionCompletion, InterventionReason, NewCarePlan, RejectedBy,
};
pub use parts::{NewGoal, NewGoalProgress, NewIntervention, NewPlanProblem, PartSource};
pub use patches::{
    GoalClearableField, GoalPatch, InterventionClearableField, InterventionPatch,
    PlanProblemClearableField, PlanProblemPatch,
};
pub use views::{
    CarePlanOutlineList, CarePlanOutlineView, CarePlanView, GoalProgressList, GoalProgressView,
    GoalView, InterventionView, PlanProblemView, PlanVersionList, PlanVersionOutlineView,
    PlanVersionView,
};

/// What others are told of a client's active plan: for packets to other agencies.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanSummary {
    pub care_plan_id: entity::CarePlanId,
    pub version: i64,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plain_language_summary: Option<String>,
    /// Texts of the goals that are not over.
    pub goals: Vec<String>,
}

/// What decided an amendment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmendmentSource {
    /// Someone on the team, directly.
    Person,
    /// A care conference, by its id.
    Conference(entity::Uuid),
}
