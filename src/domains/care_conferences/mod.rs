//! Care conferences: planned, held, minuted, signed; what they decide happens.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod handlers;
mod repository;
mod rules;
pub mod service;

pub const TAGS: &[(&str, &str)] = &[(
    "care-conferences",
    "Meetings about a client: agenda, participants, decisions, action items and signed minutes.",
)];

pub const PROBLEMS: &[&ProblemKind] = &[
    &rules::CLASH,
    &rules::TOO_FEW_PARTICIPANTS,
    &rules::TOO_MANY_PARTS,
    &rules::PART_FIXED,
    &rules::PART_IN_USE,
    &rules::MINUTES_SIGNED,
    &rules::AGENDA_OPEN,
    &rules::AMENDMENT_MISSING,
    &rules::NO_PLAN,
    &rules::IN_CHARGE_MISSING,
    &rules::FAMILY_MISSING,
    &rules::QUORUM,
    &rules::CONSENT_MISSING,
    &rules::NOT_OVER,
    &rules::NOT_OVER_YET,
    &rules::NEXT_PLANNED,
    &rules::NOTHING_TO_CARRY,
    &rules::NO_TIME,
    &rules::MINUTES_NOT_SIGNED,
    &rules::DECIDED_IN_PRIVATE,
];

pub fn routes(api: &mut ServiceConfig) {
    handlers::conferences(api);
    handlers::scheduling(api);
    handlers::meeting(api);
    handlers::minutes(api);
    handlers::parts(api);
    handlers::outcomes(api);
}
