//! Audit: who saw and did what. It only reads; entries are written by the
//! platform with each request.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod handlers;
mod repository;
pub mod service;

pub const TAGS: &[(&str, &str)] = &[("audit", "Who saw and did what.")];

pub const PROBLEMS: &[&ProblemKind] = &[];

pub fn routes(api: &mut ServiceConfig) {
    api.service(handlers::list_audit_events).service(handlers::get_audit_event);
}
