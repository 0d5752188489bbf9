//! Identity: an agency's users and API clients, and the tokens that they get.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod dto;
mod handlers;
mod repository;
mod rules;
pub mod service;

pub const TAGS: &[(&str, &str)] = &[
    ("users", "The people who work with an agency's records."),
    ("api-clients", "The programs that work with an agency's records."),
    ("tokens", "Access tokens, and the keys that they are checked with."),
];

pub const PROBLEMS: &[&ProblemKind] =
    &[&rules::LAST_ADMIN, &rules::OWN_ACCOUNT, &rules::EMAIL_IN_USE];

pub fn routes(api: &mut ServiceConfig) {
    // `me` comes before the id that it would be taken for.
    api.service(handlers::users::get_caller)
        .service(handlers::users::create_user)
        .service(handlers::users::list_users)
        .service(handlers::users::get_user)
        .service(handlers::users::update_user)
        .service(handlers::users::disable_user)
        .service(handlers::users::enable_user)
        .service(handlers::users::list_user_history)
        .service(handlers::api_clients::create_api_client)
        .service(handlers::api_clients::list_api_clients)
        .service(handlers::api_clients::get_api_client)
        .service(handlers::api_clients::update_api_client)
        .service(handlers::api_clients::rotate_api_client_secret)
        .service(handlers::api_clients::disable_api_client)
        .service(handlers::api_clients::enable_api_client)
        .service(handlers::api_clients::list_api_client_history)
        .service(handlers::tokens::create_access_token)
        .service(handlers::tokens::get_json_web_key_set)
        .service(handlers::tokens::get_authorization_server)
        .service(handlers::tokens::get_protected_resource);
}
