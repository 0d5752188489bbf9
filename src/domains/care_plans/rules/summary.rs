//! What others are told of a plan.

use entity::{care_plan, goal};

use super::super::dto::PlanSummary;

pub fn summary(plan: &care_plan::Model, goals: &[goal::Model]) -> PlanSummary {
    use goal::Status::{Accepted, Active, OnHold, Proposed};
    let pursued =
        goals.iter().filter(|goal| matches!(goal.status, Proposed | Accepted | Active | OnHold));
    PlanSummary {
        care_plan_id: plan.id,
        version: plan.version,
        title: plan.title.clone(),
        plain_language_summary: plan.plain_language_summary.clone(),
        goals: pursued.map(|goal| goal.description.clone()).collect(),
    }
}
