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
        .service(handlers::lifecycle::submit_care_plan)
        .service(handlers::lifecycle::return_care_plan)
        .service(handlers::lifecycle::activate_care_plan)
        .service(handlers::lifecycle::amend_care_plan)
        .service(handlers::lifecycle::hold_care_plan)
        .service(handlers::lifecycle::resume_care_plan)
        .service(handlers::lifecycle::complete_care_plan)
        .service(handlers::lifecycle::revoke_care_plan)
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
