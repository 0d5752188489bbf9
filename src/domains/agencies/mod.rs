//! Agencies: the tenants of a deployment, their settings and business calendars.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod handlers;
mod repository;
mod rules;
pub mod service;

pub const TAGS: &[(&str, &str)] =
    &[("agencies", "The caller's agency with its business calendar, and its possible partners.")];

pub const PROBLEMS: &[&ProblemKind] = &[];

pub fn routes(api: &mut ServiceConfig) {
    api.service(handlers::list_agencies)
        .service(handlers::get_current_agency)
        .service(handlers::update_current_agency);
}
