//! Tasks: what the team and its clients are to do, and the queues that tasks wait in.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod for_others;
mod handlers;
mod repository;
mod rules;
#[cfg(test)]
mod rules_tests;
pub mod service;

pub const TAGS: &[(&str, &str)] = &[
    ("tasks", "What the team and its clients are to do, and by when."),
    ("team-queues", "Where tasks wait for whoever of a team takes them on."),
];

pub const PROBLEMS: &[&ProblemKind] = &[
    &rules::ALREADY_OPEN,
    &rules::OWNED,
    &rules::UNOWNED,
    &rules::CLOSED,
    &rules::REOPENED_TOO_LATE,
    &rules::CHECKLIST_OPEN,
    &rules::CHECKLIST_UNCHANGED,
    &rules::NOT_REASSIGNED,
    &rules::BEGUN,
    &rules::STAFF_ONLY,
    &rules::NOT_SNOOZABLE,
    &rules::NOT_SNOOZED,
    &rules::queues::NAME_TAKEN,
    &rules::queues::IN_USE,
    &rules::queues::RETIRED,
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
        .service(handlers::batch_reassign_tasks)
        .service(handlers::release_task)
        .service(handlers::snooze_task)
        .service(handlers::unsnooze_task)
        .service(handlers::enter_task_in_error)
        .service(handlers::check_task_item)
        .service(handlers::uncheck_task_item)
        .service(handlers::list_task_history)
        .service(handlers::queues::create_team_queue)
        .service(handlers::queues::list_team_queues)
        .service(handlers::queues::get_team_queue)
        .service(handlers::queues::update_team_queue)
        .service(handlers::queues::retire_team_queue)
        .service(handlers::queues::restore_team_queue)
        .service(handlers::queues::list_team_queue_history);
}
