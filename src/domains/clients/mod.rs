//! Clients: the people who receive care, found again instead of created twice.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod handlers;
mod matching;
mod repository;
mod rules;
pub mod service;

pub const TAGS: &[(&str, &str)] = &[("clients", "The people who receive care.")];

pub const PROBLEMS: &[&ProblemKind] =
    &[&rules::POSSIBLE_DUPLICATE, &rules::IN_USE, &rules::INACTIVE, &rules::DECEASED];

pub fn routes(api: &mut ServiceConfig) {
    api.service(handlers::create_client)
        .service(handlers::list_clients)
        .service(handlers::search_clients)
        .service(handlers::match_clients)
        .service(handlers::get_client)
        .service(handlers::update_client)
        .service(handlers::deactivate_client)
        .service(handlers::reactivate_client)
        .service(handlers::record_client_death)
        .service(handlers::correct_client_death)
        .service(handlers::list_client_history)
        .service(handlers::duplicates::list_client_duplicate_candidates)
        .service(handlers::duplicates::list_duplicate_candidates)
        .service(handlers::duplicates::get_duplicate_candidate)
        .service(handlers::duplicates::dismiss_duplicate_candidate)
        .service(handlers::duplicates::list_duplicate_candidate_history);
}
