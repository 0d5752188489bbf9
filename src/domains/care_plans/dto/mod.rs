//! What callers send and receive about care plans.

mod amendment;
mod barriers;
mod findings;
mod inputs;
mod parts;
mod patches;
mod reviews;
mod templates;
mod views;

pub use amendment::{
    EndedGoal, EndedIntervention, EndedProblem, GoalChange, InterventionChange, OpenTasks,
    PlanAmendment, ProblemChange,
};
pub use barriers::{
    BarrierReason, BarrierResolution, GoalBarrierClearableField, GoalBarrierPatch, GoalBarrierView,
    KnownBarrier, NewGoalBarrier,
};
pub use findings::{
    ChangeGroup, ChangeKind, ChecklistItem, ChecklistStatus, ComparedWith, FieldChange, PartChange,
    PartKind, PlainLanguagePlan, PlainSection, PlanCompleteness, PlanGap, PlanVersionChanges,
    PlanVersionDiff,
};
pub use inputs::{
    CarePlanClearableField, CarePlanCompletion, CarePlanFilter, CarePlanPatch, CarePlanReason,
    CarePlanReturn, ClientCarePlanFilter, GoalCompletion, GoalReason, GoalRejection,
    InterventionCompletion, InterventionReason, NewCarePlan, ProgressReason, RejectedBy,
};
pub use parts::{NewGoal, NewGoalProgress, NewIntervention, NewPlanProblem, PartSource};
pub use patches::{
    GoalClearableField, GoalPatch, InterventionClearableField, InterventionPatch,
    PlanProblemClearableField, PlanProblemPatch,
};
pub use reviews::{
    AcknowledgementStatus, ClientAcknowledgement, MemberAcknowledgement, NewClientAgreement,
    NewPlanAcknowledgement, NewPlanReview, PlanAcknowledgementFilter, PlanAcknowledgementList,
    PlanAcknowledgementView, PlanReviewClearableField, PlanReviewCompletion, PlanReviewList,
    PlanReviewPatch, PlanReviewView,
};
pub use templates::{
    ChosenSuggestion, NewPlanTemplate, PlanTemplateClearableField, PlanTemplateFilter,
    PlanTemplateOutlineList, PlanTemplateOutlineView, PlanTemplatePatch, PlanTemplateView,
    RoleAssignment,
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
    /// A review of the plan, by its id.
    Review(entity::PlanReviewId),
    /// A care conference, by its id.
    Conference(entity::Uuid),
}
