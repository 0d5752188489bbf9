//! Tasks: what the team is to do, and each one's work list.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod for_others;
mod handlers;
mod ranking;
mod repository;
mod rules;
#[cfg(test)]
mod rules_tests;
pub mod service;

pub const TAGS: &[(&str, &str)] = &[("tasks", "What the team is to do, and by when.")];

pub const PROBLEMS: &[&ProblemKind] = &[
    &rules::ALREADY_OPEN,
    &rules::OWNED,
    &rules::UNOWNED,
    &rules::CLOSED,
    &rules::REOPENED_TOO_LATE,
];

pub fn routes(api: &mut ServiceConfig) {
    api.service(handlers::create_task)
        .service(handlers::list_tasks)
        .service(handlers::get_task)
        .service(handlers::update_task)
        .service(handlers::make_task_ready)
        .service(handlers::claim_task)
        .service(handlers::start_task)
        .service(handlers::complete_task)
        .service(handlers::fail_task)
        .service(handlers::hold_task)
        .service(handlers::resume_task)
        .service(handlers::cancel_task)
        .service(handlers::reopen_task)
        .service(handlers::reassign_task)
        .service(handlers::list_task_history)
        .service(handlers::get_my_work_list);
}
