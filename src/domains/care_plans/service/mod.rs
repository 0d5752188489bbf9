//! What can be done with care plans. REST handlers, imports and other domains
//! all come through here, so permissions and rules are checked here.

mod amendments;
mod for_others;
mod goals;
mod interventions;
mod lifecycle;
mod new_parts;
mod parts;
mod plans;
mod references;
mod work;

use entity::{care_plan, goal, intervention};

use super::rules;
pub use super::{
    dto::{AmendmentSource, PlanAmendment, PlanSummary},
    repository::{CarePlanRecord, PartRecord},
};
pub use amendments::{amend, amend_within};
pub use for_others::{
    active_plan_of, conclude_with, intervention, link_intervention, open_intervention, plan_summary,
};
pub use goals::{GoalMove, get_progress, goal_history, list_progress, move_goal, record_progress};
pub use interventions::{InterventionMove, intervention_history, move_intervention};
pub use lifecycle::{activate, complete, hold, resume, return_to_draft, revoke, submit};
pub use parts::{
    add_goal, add_intervention, add_problem, get_part, remove_part, update_goal,
    update_intervention, update_problem,
};
pub use plans::{
    completeness, create, diff, get, history, list, list_of_client, list_versions, update, version,
};

use crate::platform::{Ctx, Permission};

/// What the caller can do with the plan now.
pub fn allowed_actions(ctx: &Ctx, plan: &care_plan::Model) -> Vec<String> {
    if_may_write(ctx, || rules::plan_actions(plan.status))
}

/// What the caller can do with a goal of the plan now.
pub fn goal_actions(ctx: &Ctx, plan: care_plan::Status, goal: &goal::Model) -> Vec<String> {
    if_may_write(ctx, || rules::goal_actions(plan, goal.status))
}

/// What the caller can do with an intervention of the plan now.
pub fn intervention_actions(
    ctx: &Ctx,
    plan: care_plan::Status,
    intervention: &intervention::Model,
) -> Vec<String> {
    if_may_write(ctx, || rules::intervention_actions(plan, intervention.status))
}

fn if_may_write(ctx: &Ctx, actions: impl FnOnce() -> Vec<String>) -> Vec<String> {
    if ctx.may(Permission::WriteCarePlans) { actions() } else { Vec::new() }
}
