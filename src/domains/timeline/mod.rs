//! Timeline: all that moved in a client's record, in the order in which it was
//! recorded. It reads the transition log and has no table of its own.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod handlers;
mod rules;
pub mod service;

pub const TAGS: &[(&str, &str)] = &[("timeline", "What happened in a client's record, in order.")];

pub const PROBLEMS: &[&ProblemKind] = &[];

pub fn routes(api: &mut ServiceConfig) {
    api.service(handlers::list_client_timeline);
}
