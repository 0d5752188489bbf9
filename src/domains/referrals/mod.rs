//! Referrals of clients to other agencies, followed until the loop is closed:
//! sent with what consent allows, answered, carried out, looked at.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod exchange;
mod handlers;
mod offering;
mod packet;
mod recipients;
mod repository;
mod rules;
mod sending;
pub mod service;

pub const TAGS: &[(&str, &str)] =
    &[("referrals", "Requests to other agencies, followed until the loop is closed.")];

pub const PROBLEMS: &[&ProblemKind] = &[
    &rules::NOT_DRAFT,
    &rules::NOT_OVERDUE,
    &rules::NOT_EXCHANGED,
    &rules::LOOP_NOT_READY,
    &rules::CLOSURE_DOES_NOT_FIT,
    &rules::UNKNOWN_TOO_EARLY,
    &rules::FOLLOW_UPS_MISSING,
    &rules::REOPEN_TOO_LATE,
    &offering::NOBODY_TO_OFFER,
    &offering::OFFER_GONE,
    &rules::INQUIRY_EXPIRED,
];

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
        .service(handlers::close_referral_loop_unknown)
        .service(handlers::reopen_referral_loop)
        .service(handlers::record_referral_feedback)
        .service(handlers::record_referral_follow_up)
        .service(handlers::list_referral_follow_ups)
        .service(handlers::get_referral_follow_up)
        .service(handlers::waitlist_referral)
        .service(handlers::escalate_referral)
        .service(handlers::enter_referral_in_error)
        .service(handlers::re_refer_referral)
        .service(handlers::split_referral)
        .service(handlers::list_referral_offers)
        .service(handlers::get_referral_offer)
        .service(handlers::claim_referral_offer)
        .service(handlers::list_referral_offer_history)
        .service(handlers::write_referral_message)
        .service(handlers::list_messages_of_referral)
        .service(handlers::list_referral_messages)
        .service(handlers::get_referral_message)
        .service(handlers::mark_referral_message_read)
        .service(handlers::create_capacity_inquiry)
        .service(handlers::list_capacity_inquiries)
        .service(handlers::get_capacity_inquiry)
        .service(handlers::answer_capacity_inquiry)
        .service(handlers::withdraw_capacity_inquiry)
        .service(handlers::list_capacity_inquiry_history)
        .service(handlers::get_referral_scorecards)
        .service(handlers::list_referral_history);
}
