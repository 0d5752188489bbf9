//! Assessments: instruments taken with clients, scored by data beside the instrument.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod handlers;
mod instrument;
mod instrument_checks;
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
    api.service(handlers::instruments::list_instruments)
        .service(handlers::instruments::get_instrument)
        .service(handlers::assessments::create_assessment)
        .service(handlers::assessments::list_client_assessments)
        .service(handlers::assessments::list_assessments)
        .service(handlers::assessments::get_assessment)
        .service(handlers::assessments::start_assessment)
        .service(handlers::assessments::save_answer)
        .service(handlers::assessments::delete_answer)
        .service(handlers::assessments::complete_assessment)
        .service(handlers::assessments::stop_assessment)
        .service(handlers::assessments::review_assessment)
        .service(handlers::assessments::acknowledge_flag)
        .service(handlers::assessments::list_assessment_history)
        .service(handlers::instruments::list_suggestions)
        .service(handlers::assessments::list_client_scores);
}
