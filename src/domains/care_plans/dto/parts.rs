//! New parts of a plan: problems, goals, interventions, and entries of progress.

use chrono::NaiveDate;
use entity::{
    AssessmentId, GoalId, GoalProgressId, InterventionId, PlanProblemId, Timestamp, UserId,
    goal::{Achievement, Domain, GoalOwner, GoalPriority, GoalTarget},
    intervention,
    plan_problem::{self, ProblemCode},
    user_account::Role,
};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::{super::rules, barriers::KnownBarrier};

/// The suggestion that a part was made from.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartSource {
    /// An assessment of the same client.
    pub assessment_id: AssessmentId,
    /// `code` of the assessment's suggestion.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub suggestion_code: Option<String>,
}

/// A problem that the plan is to make better.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new_problem))]
pub struct NewPlanProblem {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<PlanProblemId>,
    /// What goals of the same request call it by; not kept.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 50, example = "food")]
    pub key: Option<String>,
    pub kind: plan_problem::Kind,
    #[schema(min_length = 1, max_length = 1000, example = "Food runs out before the month ends.")]
    pub description: String,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub codes: Vec<ProblemCode>,
    /// Since when there is the problem.
    #[serde(default)]
    pub onset_on: Option<NaiveDate>,
    /// Assessments of the same client that show the problem.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub evidence_assessment_ids: Vec<AssessmentId>,
    /// 1 is what matters most to the client. The problems that have one are numbered from 1 without
    /// gaps or doubles: in a plan that has the number already, those from there on move along, and
    /// a number beyond the last one becomes the next.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 50)]
    pub client_priority: Option<i32>,
    /// `active` if absent.
    #[serde(default)]
    pub status: Option<plan_problem::Status>,
    #[serde(default)]
    pub source: Option<PartSource>,
}

impl NewPlanProblem {
    /// A problem of which no more is known.
    pub fn of(kind: plan_problem::Kind, description: &str) -> Self {
        Self {
            id: None,
            key: None,
            kind,
            description: description.to_owned(),
            codes: Vec::new(),
            onset_on: None,
            evidence_assessment_ids: Vec::new(),
            client_priority: None,
            status: None,
            source: None,
        }
    }
}

/// A goal of the client.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new_goal))]
pub struct NewGoal {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<GoalId>,
    /// What interventions of the same request call it by; not kept.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 50, example = "meals")]
    pub key: Option<String>,
    #[schema(min_length = 1, max_length = 1000, example = "Two warm meals on every day.")]
    pub description: String,
    /// The same in the client's own words.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000, example = "I want to stop skipping dinner.")]
    pub client_words: Option<String>,
    /// Problems of the plan that the goal is about.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub problem_ids: Vec<PlanProblemId>,
    /// Keys of problems in the same request. Each has 1 to 50 characters.
    #[serde(default)]
    #[schema(max_items = 50, example = json!(["food"]))]
    pub problem_keys: Vec<String>,
    pub domain: Domain,
    /// `medium` if absent.
    #[serde(default)]
    pub priority: Option<GoalPriority>,
    /// How much it matters to the client, from 0 to 10.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10)]
    pub importance: Option<i32>,
    /// How sure the client is to reach it, from 0 to 10.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10)]
    pub confidence: Option<i32>,
    #[serde(default)]
    pub starts_on: Option<NaiveDate>,
    /// Not before `startsOn`.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    #[serde(default)]
    pub target: Option<GoalTarget>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub barriers: Vec<KnownBarrier>,
    #[serde(default)]
    pub owner: Option<GoalOwner>,
    /// The user who pursues it, if `owner` is `staff`.
    #[serde(default)]
    pub owner_user_id: Option<UserId>,
    #[serde(default)]
    pub source: Option<PartSource>,
}

impl NewGoal {
    /// A goal of which no more is known.
    pub fn of(domain: Domain, description: &str) -> Self {
        Self {
            id: None,
            key: None,
            description: description.to_owned(),
            client_words: None,
            problem_ids: Vec::new(),
            problem_keys: Vec::new(),
            domain,
            priority: None,
            importance: None,
            confidence: None,
            starts_on: None,
            due_on: None,
            target: None,
            barriers: Vec::new(),
            owner: None,
            owner_user_id: None,
            source: None,
        }
    }
}

/// What is to be done for one or more goals.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new_intervention))]
pub struct NewIntervention {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<InterventionId>,
    /// What `endInterventions` of an amendment calls it by; not kept.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 50, example = "delivery")]
    pub key: Option<String>,
    /// Goals of the plan that it serves.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub goal_ids: Vec<GoalId>,
    /// Keys of goals in the same request. Each has 1 to 50 characters.
    #[serde(default)]
    #[schema(max_items = 50, example = json!(["meals"]))]
    pub goal_keys: Vec<String>,
    pub kind: intervention::Kind,
    #[schema(min_length = 1, max_length = 1000, example = "Refer to the food pantry.")]
    pub description: String,
    /// The social need that a `referral` is for, as a code of the Gravity project.
    #[serde(default)]
    #[schema(pattern = "^[a-z]+(-[a-z]+)*$", max_length = 50, example = "food-insecurity")]
    pub need_domain: Option<String>,
    /// The user who sees to it. Every goal needs an intervention that has one before the plan can
    /// be activated.
    #[serde(default)]
    pub responsible_user_id: Option<UserId>,
    /// The role of whoever is to see to it, until someone is named.
    #[serde(default)]
    pub responsible_role: Option<Role>,
    /// How often, as a recurrence rule of RFC 5545. Whenever the task for it is closed, the next
    /// one is made, if the rule has no other parts than `FREQ`, `INTERVAL`, `COUNT` or `UNTIL`,
    /// and `BYDAY` in weeks or one `BYMONTHDAY` in months.
    #[serde(default)]
    #[schema(
        pattern = "^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,+-]+)*$",
        max_length = 200,
        example = "FREQ=WEEKLY;BYDAY=MO"
    )]
    pub frequency: Option<String>,
    #[serde(default)]
    pub starts_on: Option<NaiveDate>,
    /// By when it is to be done, for the first time if it comes again. Not before `startsOn`.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    #[serde(default)]
    pub source: Option<PartSource>,
}

impl NewIntervention {
    /// An intervention of which no more is known.
    pub fn of(kind: intervention::Kind, description: &str) -> Self {
        Self {
            id: None,
            key: None,
            goal_ids: Vec::new(),
            goal_keys: Vec::new(),
            kind,
            description: description.to_owned(),
            need_domain: None,
            responsible_user_id: None,
            responsible_role: None,
            frequency: None,
            starts_on: None,
            due_on: None,
            source: None,
        }
    }
}

/// What was seen of a goal.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_progress))]
pub struct NewGoalProgress {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<GoalProgressId>,
    /// When it was seen; now if absent.
    #[serde(default)]
    pub observed_at: Option<Timestamp>,
    /// What was measured, in the unit of the goal's target.
    #[serde(default)]
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000)]
    pub value: Option<f64>,
    /// The goal shows the one that was seen last.
    #[serde(default)]
    pub achievement_status: Option<Achievement>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
}
