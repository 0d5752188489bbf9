//! What can be done with care plans. REST handlers, imports and other domains
//! all come through here, so permissions and rules are checked here.

mod acknowledgements;
mod amendments;
mod barriers;
mod findings;
mod for_others;
mod goals;
mod interventions;
mod lifecycle;
mod new_parts;
mod parts;
mod plans;
mod references;
mod reviews;
mod templates;
mod work;

use chrono::NaiveDate;
use entity::{care_plan, goal, intervention};

/// What work lists ask, for the domain that makes them.
pub use super::repository::due;
use super::rules;
pub use super::{
    dto::{AmendmentSource, PlanAmendment, PlanSummary},
    repository::{CarePlanOutline, CarePlanRecord, PartRecord, ReviewRecord},
};
pub use acknowledgements::{
    acknowledge, acknowledgement_status, get_acknowledgement, list_acknowledgements,
    record_agreement,
};
pub use amendments::{amend, amend_within};
pub use barriers::{
    BarrierMove, add_barrier, barrier_actions, barrier_history, get_barrier, move_barrier,
    remove_barrier, update_barrier,
};
pub use findings::{changes, completeness, diff, plain_language};
pub use for_others::{
    active_plan_of, conclude_with, free_from, intervention, link_intervention, open_intervention,
    plan_summary,
};
pub use goals::{
    GoalMove, enter_progress_in_error, get_progress, goal_history, list_progress, move_goal,
    progress_actions, record_progress,
};
pub use interventions::{InterventionMove, intervention_history, move_intervention};
pub use lifecycle::{
    activate, complete, enter_in_error, hold, resume, return_to_draft, revoke, submit,
};
pub use parts::{
    add_goal, add_intervention, add_problem, get_part, remove_part, update_goal,
    update_intervention, update_problem,
};
pub use plans::{create, get, history, list, list_of_client, list_versions, update, version};
pub use reviews::{
    complete_review, get_review, is_review_overdue, list_reviews, review_actions, review_history,
    schedule_review, update_review,
};
pub use templates::{
    create_template, get_template, list_templates, publish_template, retire_template,
    template_actions, template_history, update_template,
};

use crate::platform::{Ctx, Permission, may_retract};

/// What the caller can do with the plan now.
pub fn allowed_actions(ctx: &Ctx, plan: &care_plan::Model) -> Vec<String> {
    if_may_write(ctx, || {
        let mut actions = rules::plan_actions(plan.status);
        let submitted = plan.status == care_plan::Status::InReview;
        if !lifecycle::may_approve(ctx, plan) || (plan.requires_approval && !submitted) {
            actions.retain(|action| action != "activate");
        }
        if plan.requires_approval && !ctx.may(Permission::ApproveCarePlans) {
            actions.retain(|action| action != "amend");
        }
        if !may_retract(ctx, plan.created_by, plan.created_at) {
            actions.retain(|action| action != "enter_in_error");
        }
        actions
    })
}

/// Whether the plan should have been reviewed by the day that it is where the agency is.
pub fn is_overdue(plan: &care_plan::Model, today: NaiveDate) -> bool {
    rules::is_overdue(plan, today)
}

/// Whether what was measured last meets the goal's target.
pub fn target_met(goal: &goal::Model) -> Option<bool> {
    rules::target_met(goal)
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
