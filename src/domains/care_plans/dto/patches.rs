//! Changes of a plan's parts. What is left out stays; lists are replaced as a
//! whole.

use chrono::NaiveDate;
use entity::{
    AssessmentId, GoalId, PlanProblemId, UserId,
    goal::{Domain, GoalOwner, GoalPriority, GoalTarget},
    intervention,
    plan_problem::{self, ProblemCode},
    user_account::Role,
};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::super::rules;

/// Changes of a problem.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanProblemPatch {
    #[serde(default)]
    pub kind: Option<plan_problem::Kind>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub description: Option<String>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub codes: Option<Vec<ProblemCode>>,
    #[serde(default)]
    pub onset_on: Option<NaiveDate>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub evidence_assessment_ids: Option<Vec<AssessmentId>>,
    /// The problem takes this place; those between its former place and this one move along.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 50)]
    pub client_priority: Option<i32>,
    #[serde(default)]
    pub status: Option<plan_problem::Status>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub clear_fields: Vec<PlanProblemClearableField>,
}

/// A field of a problem that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PlanProblemClearableField {
    OnsetOn,
    ClientPriority,
}

/// Changes of a goal.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_goal_patch))]
pub struct GoalPatch {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub description: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub client_words: Option<String>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub problem_ids: Option<Vec<PlanProblemId>>,
    #[serde(default)]
    pub domain: Option<Domain>,
    #[serde(default)]
    pub priority: Option<GoalPriority>,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10)]
    pub importance: Option<i32>,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10)]
    pub confidence: Option<i32>,
    #[serde(default)]
    pub starts_on: Option<NaiveDate>,
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    #[serde(default)]
    pub target: Option<GoalTarget>,
    #[serde(default)]
    pub owner: Option<GoalOwner>,
    #[serde(default)]
    pub owner_user_id: Option<UserId>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub clear_fields: Vec<GoalClearableField>,
}

/// A field of a goal that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum GoalClearableField {
    ClientWords,
    Importance,
    Confidence,
    StartsOn,
    DueOn,
    Target,
    Owner,
    OwnerUserId,
}

/// Changes of an intervention.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_intervention_patch))]
pub struct InterventionPatch {
    #[serde(default)]
    #[schema(max_items = 50)]
    pub goal_ids: Option<Vec<GoalId>>,
    #[serde(default)]
    pub kind: Option<intervention::Kind>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub description: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^[a-z]+(-[a-z]+)*$", max_length = 50)]
    pub need_domain: Option<String>,
    #[serde(default)]
    pub responsible_user_id: Option<UserId>,
    #[serde(default)]
    pub responsible_role: Option<Role>,
    /// A recurrence rule of RFC 5545.
    #[serde(default)]
    #[schema(
        pattern = "^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,+-]+)*$",
        max_length = 200
    )]
    pub frequency: Option<String>,
    #[serde(default)]
    pub starts_on: Option<NaiveDate>,
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub clear_fields: Vec<InterventionClearableField>,
}

/// A field of an intervention that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum InterventionClearableField {
    NeedDomain,
    ResponsibleUserId,
    ResponsibleRole,
    Frequency,
    StartsOn,
    DueOn,
}
