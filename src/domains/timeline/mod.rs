//! Not written yet.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub const TAGS: &[(&str, &str)] = &[];

pub const PROBLEMS: &[&ProblemKind] = &[];

pub fn routes(_: &mut ServiceConfig) {}
