//! Tasks: what the team is to do, and each one's work list.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod for_others;
mod repository;
mod rules;
pub mod service;

pub const TAGS: &[(&str, &str)] = &[("tasks", "What the team is to do, and by when.")];

pub const PROBLEMS: &[&ProblemKind] = &[&rules::ALREADY_OPEN];

pub fn routes(_: &mut ServiceConfig) {}
