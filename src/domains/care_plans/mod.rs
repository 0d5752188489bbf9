//! Care plans: what a client and their team agreed to do, version by version.
//!
//! A plan is one aggregate with its problems, goals and interventions: one
//! version, one lock. See docs/decisions/0003.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod handlers;
mod repository;
mod rules;
pub mod service;

pub const TAGS: &[(&str, &str)] =
    &[("care-plans", "What a client and their team agreed to do, version by version.")];

pub const PROBLEMS: &[&ProblemKind] = &[
    &rules::INCOMPLETE,
    &rules::NOT_DRAFT,
    &rules::NOT_ACTIVE,
    &rules::INTERVENTION_OVER,
    &rules::NOT_OPEN,
    &rules::GOALS_OPEN,
    &rules::OTHER_ACTIVE,
    &rules::TOO_MANY_PARTS,
    &rules::OVER,
    &rules::APPROVAL_NEEDED,
    &rules::TASKS_LEFT,
    &rules::TEMPLATE_NOT_DRAFT,
    &rules::TEMPLATE_EMPTY,
    &rules::NO_VERSION,
    &rules::REVIEW_SCHEDULED,
    &rules::REVIEW_OVER,
];

pub fn routes(api: &mut ServiceConfig) {
    api.service(handlers::plans::create_care_plan)
        .service(handlers::plans::list_client_care_plans)
        .service(handlers::plans::list_care_plans)
        .service(handlers::plans::get_care_plan)
        .service(handlers::plans::update_care_plan)
        .service(handlers::plans::get_care_plan_completeness)
        .service(handlers::plans::list_care_plan_history)
        .service(handlers::plans::list_care_plan_versions)
        .service(handlers::plans::get_care_plan_version)
        .service(handlers::plans::get_care_plan_version_diff)
        .service(handlers::plans::get_care_plan_version_changes)
        .service(handlers::plans::get_care_plan_plain_language)
        .service(handlers::lifecycle::submit_care_plan)
        .service(handlers::lifecycle::return_care_plan)
        .service(handlers::lifecycle::activate_care_plan)
        .service(handlers::lifecycle::amend_care_plan)
        .service(handlers::lifecycle::hold_care_plan)
        .service(handlers::lifecycle::resume_care_plan)
        .service(handlers::lifecycle::complete_care_plan)
        .service(handlers::lifecycle::revoke_care_plan)
        .service(handlers::lifecycle::enter_care_plan_in_error)
        .service(handlers::problems::add_plan_problem)
        .service(handlers::problems::get_plan_problem)
        .service(handlers::problems::update_plan_problem)
        .service(handlers::problems::remove_plan_problem)
        .service(handlers::goals::add_goal)
        .service(handlers::goals::get_goal)
        .service(handlers::goals::update_goal)
        .service(handlers::goals::remove_goal)
        .service(handlers::goals::accept_goal)
        .service(handlers::goals::reject_goal)
        .service(handlers::goals::hold_goal)
        .service(handlers::goals::resume_goal)
        .service(handlers::goals::complete_goal)
        .service(handlers::goals::cancel_goal)
        .service(handlers::goals::list_goal_history)
        .service(handlers::progress::record_goal_progress)
        .service(handlers::progress::list_goal_progress)
        .service(handlers::progress::get_goal_progress)
        .service(handlers::progress::enter_goal_progress_in_error)
        .service(handlers::barriers::add_goal_barrier)
        .service(handlers::barriers::get_goal_barrier)
        .service(handlers::barriers::update_goal_barrier)
        .service(handlers::barriers::remove_goal_barrier)
        .service(handlers::barriers::start_goal_barrier)
        .service(handlers::barriers::resolve_goal_barrier)
        .service(handlers::barriers::accept_goal_barrier)
        .service(handlers::barriers::reopen_goal_barrier)
        .service(handlers::barriers::list_goal_barrier_history)
        .service(handlers::reviews::schedule_plan_review)
        .service(handlers::reviews::list_plan_reviews)
        .service(handlers::reviews::get_plan_review)
        .service(handlers::reviews::update_plan_review)
        .service(handlers::reviews::complete_plan_review)
        .service(handlers::reviews::list_plan_review_history)
        .service(handlers::acknowledgements::acknowledge_care_plan)
        .service(handlers::acknowledgements::record_client_agreement)
        .service(handlers::acknowledgements::list_plan_acknowledgements)
        .service(handlers::acknowledgements::get_plan_acknowledgement)
        .service(handlers::acknowledgements::get_acknowledgement_status)
        .service(handlers::templates::create_plan_template)
        .service(handlers::templates::list_plan_templates)
        .service(handlers::templates::get_plan_template)
        .service(handlers::templates::update_plan_template)
        .service(handlers::templates::publish_plan_template)
        .service(handlers::templates::retire_plan_template)
        .service(handlers::templates::list_plan_template_history)
        .service(handlers::interventions::add_intervention)
        .service(handlers::interventions::get_intervention)
        .service(handlers::interventions::update_intervention)
        .service(handlers::interventions::remove_intervention)
        .service(handlers::interventions::schedule_intervention)
        .service(handlers::interventions::start_intervention)
        .service(handlers::interventions::hold_intervention)
        .service(handlers::interventions::resume_intervention)
        .service(handlers::interventions::complete_intervention)
        .service(handlers::interventions::stop_intervention)
        .service(handlers::interventions::cancel_intervention)
        .service(handlers::interventions::list_intervention_history);
}
