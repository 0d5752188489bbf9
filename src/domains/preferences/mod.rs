//! Preferences: what clients want and do not want, who was told, and whether
//! plans and decisions answer to it.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod handlers;
mod repository;
mod rules;
pub mod service;

pub const TAGS: &[(&str, &str)] =
    &[("preferences", "What clients want and do not want, in their own words.")];

pub const PROBLEMS: &[&ProblemKind] = &[&rules::ENDED, &rules::UNANSWERED];

pub fn routes(api: &mut ServiceConfig) {
    api.service(handlers::create_preference)
        .service(handlers::list_client_preferences)
        .service(handlers::get_preference)
        .service(handlers::update_preference)
        .service(handlers::supersede_preference)
        .service(handlers::withdraw_preference)
        .service(handlers::tell_preference)
        .service(handlers::enter_preference_in_error)
        .service(handlers::list_preference_history);
}
