//! Templates of care plans, and what a plan takes from them.

use entity::{
    AssessmentId, PlanTemplateId, Timestamp, UserId,
    plan_template::{Status, TemplateContent, TemplateGoal, TemplateIntervention, TemplateProblem},
    user_account::Role,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::super::rules;
use crate::platform::{AnyOf, Header, Page};

/// A template to be drafted. Its parts refer to each other by `key`.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new_template))]
pub struct NewPlanTemplate {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<PlanTemplateId>,
    /// What the team calls it when it chooses.
    #[schema(min_length = 1, max_length = 200, example = "Diabetes, newly diagnosed")]
    pub name: String,
    /// For whom it is meant.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub description: Option<String>,
    /// Title of the plans that begin with it.
    #[schema(min_length = 1, max_length = 200, example = "Living well with diabetes")]
    pub title: String,
    /// Category of the plans that begin with it; `comprehensive` if absent.
    #[serde(default)]
    #[schema(pattern = "^[a-z][a-z0-9_]{0,49}$", max_length = 50, example = "chronic_care")]
    pub category: Option<String>,
    /// Expected outcome and prognosis.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub expected_outcome: Option<String>,
    /// Whether plans that begin with it must be approved.
    #[serde(default)]
    pub requires_approval: Option<bool>,
    /// Days from a plan's activation to its first review; 90 if absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 730)]
    pub review_after_days: Option<i32>,
    /// The published template that this one is to take the place of.
    #[serde(default)]
    pub revises_id: Option<PlanTemplateId>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub problems: Vec<TemplateProblem>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub goals: Vec<TemplateGoal>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub interventions: Vec<TemplateIntervention>,
}

/// Changes of a template that is a draft. What is left out stays; lists are replaced as a whole.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanTemplatePatch {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub description: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub title: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^[a-z][a-z0-9_]{0,49}$", max_length = 50)]
    pub category: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub expected_outcome: Option<String>,
    #[serde(default)]
    pub requires_approval: Option<bool>,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 730)]
    pub review_after_days: Option<i32>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub problems: Option<Vec<TemplateProblem>>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub goals: Option<Vec<TemplateGoal>>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub interventions: Option<Vec<TemplateIntervention>>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub clear_fields: Vec<PlanTemplateClearableField>,
}

/// A field of a template that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PlanTemplateClearableField {
    Description,
    ExpectedOutcome,
    ReviewAfterDays,
}

/// Which templates to list. Retired ones are left out unless asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct PlanTemplateFilter {
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Templates of this category.
    pub category: Option<String>,
}

/// A template of care plans.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PlanTemplate)]
pub struct PlanTemplateView {
    #[serde(flatten)]
    pub outline: PlanTemplateOutlineView,
    #[serde(flatten)]
    pub content: TemplateContent,
}

/// A template without its parts, as lists show it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PlanTemplateOutline)]
pub struct PlanTemplateOutlineView {
    #[serde(flatten)]
    pub header: Header,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Title and category of the plans that begin with it.
    pub title: String,
    pub category: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_outcome: Option<String>,
    /// Whether plans that begin with it must be approved.
    pub requires_approval: bool,
    /// Days from a plan's activation to its first review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_after_days: Option<i32>,
    /// The template that this one took, or is to take, the place of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revises_id: Option<PlanTemplateId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
    pub status: Status,
    /// What the caller can do with it now.
    pub allowed_actions: Vec<String>,
}

/// A suggestion of an assessment that the plan takes up as it is.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChosenSuggestion {
    /// A completed assessment of the same client.
    pub assessment_id: AssessmentId,
    /// `code` of the suggestion; all that the assessment suggests if absent.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100, example = "food-insecurity")]
    pub suggestion_code: Option<String>,
}

/// Who fills a role of the template in this plan.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoleAssignment {
    pub role: Role,
    pub user_id: UserId,
}

/// The alias names the list's schema in the API description.
pub type PlanTemplateOutlineList = Page<PlanTemplateOutlineView>;
