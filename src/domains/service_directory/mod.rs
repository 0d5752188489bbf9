//! The service directory: organizations, what they offer, where, when and for
//! whom, and whether there is room. Its shape is that of HSDS 3.0, in which it
//! is imported and served as well.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod handlers;
pub mod import;
mod repository;
mod rules;
pub mod service;

pub const TAGS: &[(&str, &str)] = &[
    (
        "service-directory",
        "Organizations, their services and places, and whether there is room: what people can be referred to.",
    ),
    ("hsds", "The service directory in the shapes of HSDS 3.0, for programs that read that."),
];

pub const PROBLEMS: &[&ProblemKind] = &[&rules::NOT_OFFERED];

pub fn routes(api: &mut ServiceConfig) {
    handlers::routes(api);
}
