//! What callers send and receive about users.

use entity::{
    AgencyId, UserId,
    user_account::{Role, Status},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::super::rules;
use crate::platform::{AnyOf, Header, Page};

/// A person who is to work with the agency's records.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new_user))]
pub struct NewUser {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<UserId>,
    #[schema(min_length = 1, max_length = 200, example = "Dana Whitfield")]
    pub display_name: String,
    /// Unique in the agency; capitals do not count.
    #[serde(default)]
    #[schema(min_length = 3, max_length = 254, example = "dana@harbor.example")]
    pub email: Option<String>,
    /// Each once; `integration` is for API clients.
    #[schema(min_items = 1, max_items = 10)]
    pub roles: Vec<Role>,
}

/// Changes of a user. What is left out stays; roles are replaced as a whole.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_user_patch))]
pub struct UserPatch {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub display_name: Option<String>,
    #[serde(default)]
    #[schema(min_length = 3, max_length = 254)]
    pub email: Option<String>,
    /// They count within a second, for tokens that are out too.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 10)]
    pub roles: Option<Vec<Role>>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 1)]
    pub clear_fields: Vec<UserClearableField>,
}

/// A field of a user that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum UserClearableField {
    Email,
}

/// Why a user or an API client is disabled or enabled.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccountStatusChange {
    #[schema(min_length = 1, max_length = 1000, example = "Left the agency.")]
    pub reason: String,
}

/// Which users to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct UserFilter {
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Roles, separated by commas: users who have any of them.
    #[param(explode = false)]
    pub role: Option<AnyOf<Role>>,
}

/// A user.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = User)]
pub struct UserView {
    #[serde(flatten)]
    pub header: Header,
    #[schema(example = "Dana Whitfield")]
    pub display_name: String,
    /// In lower case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "dana@harbor.example")]
    pub email: Option<String>,
    pub roles: Vec<Role>,
    pub status: Status,
    /// What the caller can do with the user now.
    #[schema(example = json!(["disable"]))]
    pub allowed_actions: Vec<String>,
}

/// The alias names the list's schema in the API description.
pub type UserList = Page<UserView>;

/// Who calls, and what they may do at this moment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Caller {
    pub kind: CallerKind,
    /// Of the user or the API client.
    pub id: UserId,
    pub agency_id: AgencyId,
    /// Of the user or the API client.
    #[schema(example = "Dana Whitfield")]
    pub display_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// As they are now, not as they were when the token was issued.
    pub roles: Vec<Role>,
    /// What both the roles and the token give: operations that need one of these scopes are open
    /// to the caller.
    #[schema(example = json!(["clients:read", "tasks:write"]))]
    pub scopes: Vec<String>,
    /// The application that the token was issued to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
}

/// Whether a person or a program calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallerKind {
    User,
    ApiClient,
}
