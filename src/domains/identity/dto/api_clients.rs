//! What callers send and receive about API clients.

use entity::user_account::{Role, Status};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::super::rules;
use crate::platform::{AnyOf, Header, Page};

/// A program that is to work with the agency's records.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new_api_client))]
pub struct NewApiClient {
    #[schema(min_length = 1, max_length = 200, example = "Hospital referral gateway")]
    pub name: String,
    /// Each once; `integration` if absent.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 11)]
    pub roles: Option<Vec<Role>>,
    /// The scopes it may ask for, each once. What its roles do not give stays closed all the same.
    #[schema(min_items = 1, max_items = 50, example = json!(["referrals:read", "referrals:respond"]))]
    pub scopes: Vec<String>,
}

/// Changes of an API client. What is left out stays; lists are replaced as a whole.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_api_client_patch))]
pub struct ApiClientPatch {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// They count within a second, for tokens that are out too.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 11)]
    pub roles: Option<Vec<Role>>,
    /// They count within a second, for tokens that are out too: those lose what is taken away here,
    /// and gain nothing.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 50)]
    pub scopes: Option<Vec<String>>,
}

/// Which API clients to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ApiClientFilter {
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
}

/// An API client. Its `id` is the `client_id` at `POST /oauth2/token`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApiClient)]
pub struct ApiClientView {
    #[serde(flatten)]
    pub header: Header,
    #[schema(example = "Hospital referral gateway")]
    pub name: String,
    pub roles: Vec<Role>,
    /// The scopes it may ask for.
    #[schema(example = json!(["referrals:read", "referrals:respond"]))]
    pub scopes: Vec<String>,
    /// How many secrets are valid: two while one is being replaced.
    #[schema(minimum = 1, maximum = 2, example = 1)]
    pub active_secrets: i32,
    /// The `client_secret`: 43 characters. It is in the first answer to the request that made it
    /// and nowhere else, since only its hash is kept. When that answer is lost, repeating the
    /// request shows the API client without it: rotate the secret again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Zx3vLk0yq2mB9nTqv1cQm7pJ5sHd8wRfA6eUgXoYtEs")]
    pub secret: Option<String>,
    pub status: Status,
    /// What the caller can do with the API client now.
    #[schema(example = json!(["disable", "rotate-secret"]))]
    pub allowed_actions: Vec<String>,
}

/// The alias names the list's schema in the API description.
pub type ApiClientList = Page<ApiClientView>;
