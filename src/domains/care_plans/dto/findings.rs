//! What the server finds when it compares versions of a plan, and when it
//! looks for what a plan lacks.

use entity::CarePlanId;
use serde::Serialize;
use utoipa::ToSchema;

/// What was agreed anew with a version of a plan, in words.
///
/// How far goals and interventions have come is no part of it: see their history.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanVersionDiff {
    pub care_plan_id: CarePlanId,
    pub number: i32,
    /// The version that it is compared with; 0 is the empty plan before the first.
    pub from_number: i32,
    pub changes: Vec<PartChange>,
}

/// One part that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PlanPartChange)]
pub struct PartChange {
    pub part: PartKind,
    pub id: uuid::Uuid,
    pub change: ChangeKind,
    pub fields: Vec<FieldChange>,
}

/// Which kind of part differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PlanPartKind)]
pub enum PartKind {
    /// The plan as a whole.
    Plan,
    Problem,
    Goal,
    Intervention,
}

/// In which way a part differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PlanChangeKind)]
pub enum ChangeKind {
    Added,
    Removed,
    Changed,
}

/// One field that differs. Values are written as text: numbers, dates and codes as in JSON, lists
/// and objects as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PlanFieldChange)]
pub struct FieldChange {
    #[schema(example = "dueOn")]
    pub field: String,
    /// Absent where the field was empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-03-31")]
    pub from: Option<String>,
    /// Absent where the field is empty now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-06-30")]
    pub to: Option<String>,
}

/// What a care plan still lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanCompleteness {
    /// Whether nothing that activation needs is missing.
    pub ready_for_activation: bool,
    /// What is missing for activation.
    pub missing: Vec<PlanGap>,
    /// The elements of a comprehensive care plan, as CMS lists them. None of them is needed for
    /// activation.
    pub checklist: Vec<ChecklistItem>,
}

/// Something that activation needs and the plan lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanGap {
    /// JSON Pointer into the care plan, as `GET /v1/care-plans/{carePlanId}` shows it.
    #[schema(example = "#/goals/0")]
    pub pointer: String,
    /// `no_problem`, `no_goal`, `goal_without_intervention` or `goal_without_responsible_person`.
    #[schema(example = "goal_without_intervention")]
    pub code: &'static str,
    /// What to do about it.
    pub detail: &'static str,
}

/// An element of a comprehensive care plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CarePlanChecklistItem)]
pub struct ChecklistItem {
    pub element: ChecklistElement,
    pub status: ChecklistStatus,
    /// What the server looks at to tell.
    pub looks_at: &'static str,
}

/// The elements of a comprehensive care plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CarePlanElement)]
pub enum ChecklistElement {
    ProblemList,
    ExpectedOutcomeAndPrognosis,
    MeasurableGoals,
    CognitiveAndFunctionalAssessment,
    SymptomManagement,
    PlannedInterventions,
    MedicationManagement,
    EnvironmentalEvaluation,
    CaregiverAssessment,
    OutsideResources,
    PeriodicReview,
    CopyToClient,
}

/// Whether an element is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CarePlanElementStatus)]
pub enum ChecklistStatus {
    Present,
    Missing,
    /// The server has no place for it yet, so it cannot tell.
    NotTrackedYet,
}
