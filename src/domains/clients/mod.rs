//! Clients: the people who receive care, found again instead of created twice.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod handlers;
mod matching;
mod repository;
mod rules;
pub mod service;

pub const TAGS: &[(&str, &str)] = &[
    ("clients", "The people who receive care."),
    ("related-persons", "Family, friends and others who matter in a client's care."),
    ("households", "Who lives together."),
];

pub const PROBLEMS: &[&ProblemKind] = &[
    &rules::POSSIBLE_DUPLICATE,
    &rules::IN_USE,
    &rules::INACTIVE,
    &rules::DECEASED,
    &rules::restrictions::NOT_RESTRICTED,
    &rules::restrictions::ALREADY_GRANTED,
    &rules::related_persons::NOT_CURRENT,
    &rules::households::ALREADY_IN_ONE,
    &rules::households::HAS_HEAD,
    &rules::households::HAS_LEFT,
];

pub fn routes(api: &mut ServiceConfig) {
    api.service(handlers::create_client)
        .service(handlers::list_clients)
        .service(handlers::search_clients)
        .service(handlers::match_clients)
        .service(handlers::get_client)
        .service(handlers::update_client)
        .service(handlers::deactivate_client)
        .service(handlers::reactivate_client)
        .service(handlers::record_client_death)
        .service(handlers::correct_client_death)
        .service(handlers::list_client_history)
        .service(handlers::duplicates::list_client_duplicate_candidates)
        .service(handlers::duplicates::list_duplicate_candidates)
        .service(handlers::duplicates::get_duplicate_candidate)
        .service(handlers::duplicates::dismiss_duplicate_candidate)
        .service(handlers::duplicates::list_duplicate_candidate_history)
        .service(handlers::restrictions::restrict_client)
        .service(handlers::restrictions::unrestrict_client)
        .service(handlers::restrictions::create_access_grant)
        .service(handlers::restrictions::list_client_access_grants)
        .service(handlers::restrictions::get_access_grant)
        .service(handlers::restrictions::revoke_access_grant)
        .service(handlers::restrictions::list_access_grant_history)
        .service(handlers::related_persons::create_related_person)
        .service(handlers::related_persons::list_client_related_persons)
        .service(handlers::related_persons::get_related_person)
        .service(handlers::related_persons::update_related_person)
        .service(handlers::related_persons::end_related_person)
        .service(handlers::related_persons::enter_related_person_in_error)
        .service(handlers::related_persons::list_related_person_history)
        .service(handlers::households::create_household)
        .service(handlers::households::list_client_households)
        .service(handlers::households::get_household)
        .service(handlers::households::update_household)
        .service(handlers::households::add_household_member)
        .service(handlers::households::update_household_member)
        .service(handlers::households::leave_household);
}
