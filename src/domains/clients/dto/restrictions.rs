//! What callers send and receive about restricted clients and who may see them.

use entity::{
    AccessGrantId, ClientId, Timestamp, UserId,
    access_grant::{GranteeKind, Origin, Status},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::{AnyOf, Header, Page};

/// Why a client is restricted, and who goes on seeing them.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientRestriction {
    #[schema(min_length = 1, max_length = 1000, example = "A colleague's mother.")]
    pub reason: String,
    /// Users who may see the client from now on. Whoever created the client, whoever restricts them
    /// and all supervisors may anyway.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub grant_to: Vec<UserId>,
}

/// Why a client is restricted no longer.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientUnrestriction {
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Who is to see a restricted client.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewAccessGrant {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<AccessGrantId>,
    /// A user or API client of the agency.
    pub grantee_id: UserId,
    #[schema(min_length = 1, max_length = 1000, example = "Covers for Dana in March.")]
    pub reason: String,
}

/// Why someone may no longer see the client.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccessGrantRevocation {
    #[schema(min_length = 1, max_length = 1000, example = "Changed to another team.")]
    pub reason: String,
}

/// Which grants to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct AccessGrantFilter {
    /// Statuses, separated by commas; `active` if absent.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
}

/// That someone may see a restricted client.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AccessGrant)]
pub struct AccessGrantView {
    #[serde(flatten)]
    pub header: Header,
    /// The restricted client.
    pub client_id: ClientId,
    /// Who may see them.
    pub grantee_id: UserId,
    /// What `granteeId` is.
    pub grantee_kind: GranteeKind,
    /// How they came by it.
    pub origin: Origin,
    /// Why they may.
    pub reason: String,
    /// Whether they may now.
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
    /// Why they may no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoke_reason: Option<String>,
    /// What the caller can do with the grant now.
    #[schema(example = json!(["revoke"]))]
    pub allowed_actions: Vec<String>,
}

/// The alias names the list's schema in the API description.
pub type AccessGrantList = Page<AccessGrantView>;
