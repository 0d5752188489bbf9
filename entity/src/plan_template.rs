//! Templates of care plans: what an agency plans again and again, to begin a plan with.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, JsonText, PlanTemplateId, Resource, Row, Timestamp, UserId,
    goal::{Domain, GoalPriority, GoalTarget},
    intervention,
    plan_problem::{self, ProblemCode},
    user_account::Role,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_template")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PlanTemplateId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    /// What the team calls it when it chooses.
    pub name: String,
    pub description: Option<String>,
    /// Title and category of the plans that begin with it.
    pub title: String,
    pub category: String,
    pub expected_outcome: Option<String>,
    pub requires_approval: bool,
    /// Days from activation to the first review.
    pub review_after_days: Option<i32>,
    pub content: JsonText<TemplateContent>,
    /// The published template that this one takes the place of.
    pub revises_id: Option<PlanTemplateId>,
    pub published_at: Option<Timestamp>,
    pub status: Status,
}

impl ActiveModelBehavior for ActiveModel {}

/// The parts that a plan begins with. They refer to each other by `key`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TemplateContent {
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

/// A problem that plans of this kind are about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TemplateProblem {
    /// What goals of the template call it by.
    #[schema(min_length = 1, max_length = 50, example = "food")]
    pub key: String,
    pub kind: plan_problem::Kind,
    #[schema(min_length = 1, max_length = 1000, example = "Food runs out before the month ends.")]
    pub description: String,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub codes: Vec<ProblemCode>,
}

/// A goal that plans of this kind have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TemplateGoal {
    /// What interventions of the template call it by.
    #[schema(min_length = 1, max_length = 50, example = "meals")]
    pub key: String,
    /// A first wording, to be replaced by the client's own.
    #[schema(min_length = 1, max_length = 1000, example = "Two warm meals on every day.")]
    pub description: String,
    /// Keys of problems of the template. Each has 1 to 50 characters.
    #[serde(default)]
    #[schema(max_items = 50, example = json!(["food"]))]
    pub problem_keys: Vec<String>,
    pub domain: Domain,
    /// `medium` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<GoalPriority>,
    /// Days from the start of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1830, example = 90)]
    pub due_in_days: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<GoalTarget>,
}

/// What is done in plans of this kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TemplateIntervention {
    /// Keys of goals of the template. Each has 1 to 50 characters.
    #[serde(default)]
    #[schema(max_items = 50, example = json!(["meals"]))]
    pub goal_keys: Vec<String>,
    pub kind: intervention::Kind,
    #[schema(min_length = 1, max_length = 1000, example = "Refer to the food pantry.")]
    pub description: String,
    /// The social need that a `referral` is for, as a code of the Gravity project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[a-z]+(-[a-z]+)*$", max_length = 50, example = "food-insecurity")]
    pub need_domain: Option<String>,
    /// The role of whoever is to see to it; the plan names the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible_role: Option<Role>,
    /// How often, as a recurrence rule of RFC 5545.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(
        pattern = "^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,+-]+)*$",
        max_length = 200,
        example = "FREQ=WEEKLY;BYDAY=MO"
    )]
    pub frequency: Option<String>,
    /// Days from the start of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1830, example = 0)]
    pub starts_in_days: Option<i32>,
    /// Days from the start of the plan; not before `startsInDays`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1830, example = 14)]
    pub due_in_days: Option<i32>,
}

/// Where a template is in its life.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = CarePlanTemplateStatus)]
pub enum Status {
    /// Being written.
    Draft,
    /// Plans begin with it; it is never changed.
    Published,
    /// New plans no longer begin with it.
    Retired,
}

/// What can happen to a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Publish,
    Retire,
}

impl Resource for Entity {
    const AGENCY: Column = Column::AgencyId;
    const ID: Column = Column::Id;
    const VERSION: Column = Column::Version;
    const CREATED_AT: Column = Column::CreatedAt;
    const CREATED_BY: Column = Column::CreatedBy;
    const UPDATED_AT: Column = Column::UpdatedAt;
    const UPDATED_BY: Column = Column::UpdatedBy;
}

impl Row for Model {
    const KIND: &'static str = "plan_template";

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
        None
    }
}
