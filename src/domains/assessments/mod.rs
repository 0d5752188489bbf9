//! Assessments: instruments taken with clients, scored by data beside the instrument.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod handlers;
mod instrument;
mod instrument_checks;
mod instrument_dto;
mod instrument_handlers;
mod number;
mod repository;
mod rules;
mod scoring;
pub mod service;
mod suggestion;

pub const TAGS: &[(&str, &str)] = &[
    ("instruments", "What can be asked, how it is scored, and under which licence."),
    ("assessments", "Instruments taken with clients: answers, scores, flags and suggestions."),
];

pub const PROBLEMS: &[&ProblemKind] =
    &[&rules::LICENCE_REQUIRED, &rules::NOT_IN_PROGRESS, &rules::INCOMPLETE];

pub fn routes(api: &mut ServiceConfig) {
    api.service(instrument_handlers::list_instruments)
        .service(instrument_handlers::get_instrument)
        .service(handlers::create_assessment)
        .service(handlers::list_client_assessments)
        .service(handlers::list_assessments)
        .service(handlers::get_assessment)
        .service(handlers::start_assessment)
        .service(handlers::save_answer)
        .service(handlers::delete_answer)
        .service(handlers::complete_assessment)
        .service(handlers::stop_assessment)
        .service(handlers::review_assessment)
        .service(handlers::acknowledge_flag)
        .service(handlers::list_assessment_history)
        .service(instrument_handlers::list_suggestions)
        .service(handlers::list_client_scores);
}
