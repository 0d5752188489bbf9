//! Consents: what a client allows to be shared with whom, and the ledger of
//! what was disclosed.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

mod decision;
#[cfg(test)]
mod decision_tests;
pub mod dto;
mod handlers;
mod repository;
mod rules;
#[cfg(test)]
mod rules_tests;
pub mod service;

pub const TAGS: &[(&str, &str)] = &[
    ("consents", "What clients allow, or forbid, to be shared with whom."),
    ("disclosures", "The ledger of what was disclosed."),
];

pub const PROBLEMS: &[&ProblemKind] =
    &[&rules::NOT_DRAFT, &rules::ALREADY_SUPERSEDED, &rules::REQUIRED];

pub fn routes(api: &mut ServiceConfig) {
    api.service(handlers::create_consent)
        .service(handlers::list_client_consents)
        .service(handlers::list_consents)
        .service(handlers::evaluate_consents)
        .service(handlers::get_consent)
        .service(handlers::update_consent)
        .service(handlers::propose_consent)
        .service(handlers::activate_consent)
        .service(handlers::reject_consent)
        .service(handlers::revoke_consent)
        .service(handlers::enter_consent_in_error)
        .service(handlers::list_consent_history)
        .service(handlers::list_client_disclosures);
}
