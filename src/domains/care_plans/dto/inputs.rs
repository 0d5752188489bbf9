//! What callers send about a plan as a whole, and about what happens to it and
//! its parts.

use chrono::NaiveDate;
use entity::{
    CarePlanId, PlanTemplateId, Timestamp,
    care_plan::{ElementNote, Status},
    goal::Achievement,
    preference::PreferenceAnswer,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{
    super::rules,
    parts::{NewGoal, NewIntervention, NewPlanProblem},
    templates::{ChosenSuggestion, RoleAssignment},
};
use crate::platform::AnyOf;

/// A care plan to be drafted, with as many of its parts as are known already.
///
/// Parts of one request refer to each other by the `key` that you give them, or by the `id`.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new_plan))]
pub struct NewCarePlan {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<CarePlanId>,
    /// The template's if absent; needed without one.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "Eating well and sleeping again")]
    pub title: Option<String>,
    /// A published template whose parts the plan begins with. Their days count from `startsOn`, or
    /// from today. Parts of this request may refer to its parts by their keys.
    #[serde(default)]
    pub template_id: Option<PlanTemplateId>,
    /// Who fills the roles that the template's interventions name.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub responsibles: Vec<RoleAssignment>,
    /// Suggestions of assessments to take up as they are: each adds its problem, goals and
    /// interventions, which say where they came from.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub suggestions: Vec<ChosenSuggestion>,
    /// A client has one active plan of each category at most. The template's if absent, else
    /// `comprehensive`; others in
    /// use are `chronic_care`, `behavioral_health`, `social_needs`, `transition` and `crisis`.
    #[serde(default)]
    #[schema(pattern = "^[a-z][a-z0-9_]{0,49}$", max_length = 50, example = "comprehensive")]
    pub category: Option<String>,
    #[serde(default)]
    pub starts_on: Option<NaiveDate>,
    /// Not before `startsOn`.
    #[serde(default)]
    pub ends_on: Option<NaiveDate>,
    /// What the plan says, in words that the client would use.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub plain_language_summary: Option<String>,
    /// What the client wants from all this, in their own words.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000, example = "I want to cook for my family again.")]
    pub client_goals_statement: Option<String>,
    /// Expected outcome and prognosis.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub expected_outcome: Option<String>,
    /// What the client can build on. Each has 1 to 500 characters.
    #[serde(default)]
    #[schema(max_items = 30)]
    pub strengths: Vec<String>,
    /// What the team must watch. Each has 1 to 500 characters.
    #[serde(default)]
    #[schema(max_items = 30)]
    pub risks: Vec<String>,
    /// How the plan answers to the client's preferences. Each `must` and `strong` one needs an answer
    /// before the plan is activated, else 409 `preference_unanswered` lists those without.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub preference_answers: Vec<PreferenceAnswer>,
    /// What the team says of elements of a comprehensive plan that the server cannot see by itself,
    /// one note for each; see the plan's completeness.
    #[serde(default)]
    #[schema(max_items = 12)]
    pub element_notes: Vec<ElementNote>,
    /// Whether someone who may approve plans has to activate it, after it was submitted. A template
    /// that says so cannot be overruled.
    #[serde(default)]
    pub requires_approval: Option<bool>,
    /// When the plan is to be looked at again; as long after its activation as its template says,
    /// or 90 days, if absent.
    #[serde(default)]
    pub next_review_on: Option<NaiveDate>,
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(nested)]
    pub problems: Vec<NewPlanProblem>,
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(nested)]
    pub goals: Vec<NewGoal>,
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(nested)]
    pub interventions: Vec<NewIntervention>,
}

/// Changes of what a plan says as a whole. What is left out stays; lists are replaced as a whole.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_plan_patch))]
pub struct CarePlanPatch {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub title: Option<String>,
    /// Can be changed in a draft only.
    #[serde(default)]
    #[schema(pattern = "^[a-z][a-z0-9_]{0,49}$", max_length = 50)]
    pub category: Option<String>,
    #[serde(default)]
    pub starts_on: Option<NaiveDate>,
    #[serde(default)]
    pub ends_on: Option<NaiveDate>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub plain_language_summary: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub client_goals_statement: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub expected_outcome: Option<String>,
    #[serde(default)]
    #[schema(max_items = 30)]
    pub strengths: Option<Vec<String>>,
    #[serde(default)]
    #[schema(max_items = 30)]
    pub risks: Option<Vec<String>>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub preference_answers: Option<Vec<PreferenceAnswer>>,
    #[serde(default)]
    #[schema(max_items = 12)]
    pub element_notes: Option<Vec<ElementNote>>,
    /// Can be changed in a draft only.
    #[serde(default)]
    pub requires_approval: Option<bool>,
    /// The review that is scheduled moves with it.
    #[serde(default)]
    pub next_review_on: Option<NaiveDate>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub clear_fields: Vec<CarePlanClearableField>,
}

/// A field of a care plan that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum CarePlanClearableField {
    StartsOn,
    EndsOn,
    PlainLanguageSummary,
    ClientGoalsStatement,
    ExpectedOutcome,
    NextReviewOn,
}

/// What is to be done before the plan is submitted again.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CarePlanReturn {
    #[schema(min_length = 1, max_length = 2000)]
    pub comment: String,
}

/// Why a care plan is set aside, given up or taken out as an error.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CarePlanReason {
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// How a care plan came out.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CarePlanCompletion {
    /// What was reached, what was not, and what remains.
    #[schema(min_length = 1, max_length = 5000)]
    pub closing_evaluation: String,
}

/// Who does not want a goal, and why.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoalRejection {
    pub rejected_by: RejectedBy,
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Who does not want a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RejectedBy {
    Client,
    Team,
}

/// Why a goal is set aside or given up.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoalReason {
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// How a goal came out.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_goal_completion))]
pub struct GoalCompletion {
    /// One of `achieved`, `sustaining`, `not_achieved`, `not_attainable`. With the last two a
    /// `reason` is needed.
    pub achievement_status: Achievement,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: Option<String>,
}

/// Why an intervention is set aside, stopped or given up.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InterventionReason {
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// What an intervention brought.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InterventionCompletion {
    #[schema(min_length = 1, max_length = 2000)]
    pub outcome: String,
}

/// Why an entry of progress is taken out as an error.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProgressReason {
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Which care plans of a client to list. Those entered in error are left out unless asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ClientCarePlanFilter {
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Plans of this category.
    pub category: Option<String>,
    /// Plans whose next review is due before this date.
    pub review_due_before: Option<NaiveDate>,
    /// Plans changed after this instant.
    pub updated_after: Option<Timestamp>,
}

/// Which care plans of the agency to list. Those entered in error are left out unless asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct CarePlanFilter {
    /// Plans of this client.
    pub client_id: Option<entity::ClientId>,
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Plans of this category.
    pub category: Option<String>,
    /// Plans that began with this template.
    pub template_id: Option<PlanTemplateId>,
    /// Active plans whose review is overdue (`true`) or not (`false`).
    pub review_overdue: Option<bool>,
    /// Plans whose next review is due before this date.
    pub review_due_before: Option<NaiveDate>,
    /// Plans changed after this instant.
    pub updated_after: Option<Timestamp>,
}
