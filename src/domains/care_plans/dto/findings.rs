//! What the server finds when it compares versions of a plan, and when it
//! looks for what a plan lacks.

use entity::{CarePlanId, care_plan::Element};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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
    /// `no_problem`, `no_goal`, `goal_without_intervention`, `goal_without_responsible_person` or
    /// `preference_unanswered`.
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
    pub element: Element,
    pub status: ChecklistStatus,
    /// What the server looks at to tell.
    pub looks_at: &'static str,
    /// Where to look: paths of what was found, or of what is to be filled.
    pub see: Vec<String>,
    /// What the team says of it, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Whether an element is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CarePlanElementStatus)]
pub enum ChecklistStatus {
    Met,
    NotMet,
    /// The team says so and why, or there is nothing that the element could be about.
    NotApplicable,
}

/// How two versions of a plan differ, in sentences to read aloud.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanVersionChanges {
    pub care_plan_id: CarePlanId,
    pub number: i32,
    /// The version that it is compared with; 0 is the empty plan before the first.
    pub from_number: i32,
    /// What the amendments between the two say of themselves, oldest first.
    pub summaries: Vec<String>,
    /// Problems first, each followed by goals and interventions.
    pub groups: Vec<ChangeGroup>,
}

/// What has changed of one part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PlanChangeGroup)]
pub struct ChangeGroup {
    pub part: PartKind,
    pub id: uuid::Uuid,
    pub change: ChangeKind,
    /// What the part is called.
    #[schema(example = "Two warm meals on every day")]
    pub title: String,
    #[schema(example = json!(["It is now due by 30 June 2026; before, by 31 March 2026."]))]
    pub sentences: Vec<String>,
}

/// Which version another one is compared with.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ComparedWith {
    /// Number of the version to compare with, 0 for the empty plan; the one before if absent.
    #[param(minimum = 0, maximum = 100_000)]
    pub from: Option<i32>,
}

/// A care plan in plain words, made of its parts, for the client and the family.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlainLanguagePlan {
    pub care_plan_id: CarePlanId,
    /// Number of the agreed version; 0 for a draft.
    pub version_number: i32,
    /// What a person wrote for the client, if someone did. It comes before what is made by the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// All sections as one text, in English.
    pub text: String,
    pub sections: Vec<PlainSection>,
}

/// A section of a plan in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlainSection {
    #[schema(example = "What we do")]
    pub heading: String,
    #[schema(example = json!(["Meals on wheels, every Monday. Dana Whitfield sees to it."]))]
    pub lines: Vec<String>,
}
