//! The service about itself: whether it lives and is ready, its description
//! and its catalogue of problems. It has no data, so it has no repository.

use utoipa_actix_web::service_config::ServiceConfig;

pub mod dto;
mod handlers;
pub mod service;

pub const TAGS: &[(&str, &str)] =
    &[("service", "The service itself: probes, description, problems.")];

pub fn routes(api: &mut ServiceConfig) {
    api.service(handlers::get_liveness)
        .service(handlers::get_readiness)
        .service(handlers::get_api_description)
        .service(handlers::list_problem_kinds)
        .service(handlers::get_problem_kind);
}
