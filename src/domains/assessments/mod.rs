//! Assessments: instruments taken with clients, scored by data beside the instrument.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

mod chart;
mod definition;
pub mod dto;
mod handlers;
mod instrument;
mod number;
mod repository;
mod rules;
mod scoring;
pub mod service;
mod suggestion;

pub const TAGS: &[(&str, &str)] = &[
    ("instruments", "What can be asked, how it is scored, and under which licence."),
    ("agency-instruments", "Instruments of your agency's own: drafted, published, retired."),
    ("licence-attestations", "That your agency may use wording which is not free."),
    ("assessments", "Instruments taken with clients: answers, scores, flags and suggestions."),
];

pub const PROBLEMS: &[&ProblemKind] = &[
    &rules::LICENCE_REQUIRED,
    &rules::NOT_IN_PROGRESS,
    &rules::INCOMPLETE,
    &rules::TOO_SOON,
    &rules::NOT_DUE,
    &rules::CLOSED,
    &rules::NOT_A_DRAFT,
    &rules::HAS_DRAFT,
    &rules::STILL_DRAFT,
    &rules::HAS_WORDING,
    &rules::INVALID,
];

pub fn routes(api: &mut ServiceConfig) {
    api.service(handlers::instruments::list_instruments)
        .service(handlers::instruments::get_instrument)
        .service(handlers::instruments::get_instrument_wording)
        .service(handlers::instruments::put_instrument_wording)
        .service(handlers::licences::create_licence_attestation)
        .service(handlers::licences::list_licence_attestations)
        .service(handlers::licences::get_licence_attestation)
        .service(handlers::licences::revoke_licence_attestation)
        .service(handlers::agency_instruments::create_agency_instrument)
        .service(handlers::agency_instruments::list_agency_instruments)
        .service(handlers::agency_instruments::get_agency_instrument)
        .service(handlers::agency_instruments::update_agency_instrument)
        .service(handlers::agency_instruments::validate_agency_instrument)
        .service(handlers::agency_instruments::publish_agency_instrument)
        .service(handlers::agency_instruments::retire_agency_instrument)
        .service(handlers::agency_instruments::revise_agency_instrument)
        .service(handlers::agency_instruments::list_agency_instrument_history)
        .service(handlers::assessments::create_assessment)
        .service(handlers::assessments::list_client_assessments)
        .service(handlers::assessments::list_assessments)
        .service(handlers::assessments::get_assessment)
        .service(handlers::assessments::update_assessment)
        .service(handlers::assessments::get_assessment_form)
        .service(handlers::taking::start_assessment)
        .service(handlers::taking::save_answer)
        .service(handlers::taking::delete_answer)
        .service(handlers::taking::complete_assessment)
        .service(handlers::taking::stop_assessment)
        .service(handlers::taking::mark_assessment_missed)
        .service(handlers::taking::review_assessment)
        .service(handlers::taking::amend_assessment)
        .service(handlers::taking::enter_assessment_in_error)
        .service(handlers::results::acknowledge_flag)
        .service(handlers::results::list_assessment_flags)
        .service(handlers::assessments::list_assessment_history)
        .service(handlers::results::list_suggestions)
        .service(handlers::results::draw_client_scores)
        .service(handlers::results::list_client_scores);
}
