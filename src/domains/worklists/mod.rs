//! Work lists: what a person, a team or a queue has to do, the most urgent first.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod handlers;
mod rules;
pub mod service;

pub const TAGS: &[(&str, &str)] =
    &[("worklists", "What a person, a team or a queue has to do, the most urgent first.")];

pub const PROBLEMS: &[&ProblemKind] = &[&rules::NOTHING_TO_DO];

pub fn routes(api: &mut ServiceConfig) {
    api.service(handlers::get_my_work_list)
        .service(handlers::get_team_work_list)
        .service(handlers::get_queue_work_list)
        .service(handlers::create_task_from_work_item);
}
