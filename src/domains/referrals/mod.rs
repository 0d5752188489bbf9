//! Referrals of clients to other agencies, followed until the loop is closed:
//! sent with what consent allows, answered, carried out, looked at.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod exchange;
mod handlers;
mod packet;
mod repository;
mod rules;
mod sending;
pub mod service;

pub const TAGS: &[(&str, &str)] =
    &[("referrals", "Requests to other agencies, followed until the loop is closed.")];

pub const PROBLEMS: &[&ProblemKind] =
    &[&rules::NOT_DRAFT, &rules::LOOP_NOT_READY, &rules::CLOSURE_DOES_NOT_FIT];

pub fn routes(api: &mut ServiceConfig) {
    api.service(handlers::create_referral)
        .service(handlers::list_referrals)
        .service(handlers::get_referral)
        .service(handlers::update_referral)
        .service(handlers::preview_referral)
        .service(handlers::send_referral)
        .service(handlers::accept_referral)
        .service(handlers::reject_referral)
        .service(handlers::start_referral)
        .service(handlers::pause_referral)
        .service(handlers::complete_referral)
        .service(handlers::fail_referral)
        .service(handlers::cancel_referral)
        .service(handlers::close_referral_loop)
        .service(handlers::re_refer_referral)
        .service(handlers::list_referral_history);
}
