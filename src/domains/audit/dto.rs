//! What callers send and receive about the audit log.

use entity::{
    AgencyId, AuditEntryId, ClientId, Timestamp, UserId,
    audit_entry::{Action, Item, Outcome},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::platform::{AnyOf, Page};

/// Which audit events to list. All that is given must fit.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct AuditEventFilter {
    /// The user or API client that acted.
    pub actor_id: Option<UserId>,
    /// A client whose record was read or changed.
    pub client_id: Option<ClientId>,
    /// The `operationId` of this description, such as `acceptReferral`.
    #[param(min_length = 1, max_length = 100, example = "acceptReferral")]
    pub operation: Option<String>,
    /// Outcomes, separated by commas.
    #[param(explode = false)]
    pub outcome: Option<AnyOf<Outcome>>,
    /// Recorded at this instant or later.
    pub since: Option<Timestamp>,
    /// Recorded before this instant.
    pub until: Option<Timestamp>,
}

/// One request: who asked for what, how it ended, and which rows were read or changed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditEvent)]
pub struct AuditEventView {
    pub id: AuditEntryId,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// `X-Request-Id` of the request: the same in both agencies' logs when it touched both.
    pub request_id: String,
    /// The `operationId` of this description, or a command of the operator.
    #[schema(example = "acceptReferral")]
    pub operation: String,
    pub action: Action,
    pub outcome: Outcome,
    /// HTTP status of the answer.
    #[schema(minimum = 200, maximum = 599, example = 200)]
    pub status: i32,
    /// The problem's code, when it was refused or failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "version_mismatch")]
    pub problem: Option<String>,
    /// The user or API client that acted; absent when nobody was recognised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<UserId>,
    /// The agency that the actor belongs to: another one where a partner acted.
    pub actor_agency_id: AgencyId,
    /// The roles that the actor had then; empty where the actor is of another agency.
    #[schema(example = json!(["care_manager"]))]
    pub actor_roles: Vec<String>,
    /// The application that the token was issued to; absent where the actor is of another agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
    /// Id of the token, to tell sessions apart; absent where the actor is of another agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_id: Option<String>,
    /// The network address that the request came from; absent where the actor is of another agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "203.0.113.7")]
    pub address: Option<String>,
    /// The rows that were read or changed.
    pub items: Vec<Item>,
}

/// The alias names the list's schema in the API description.
pub type AuditEventList = Page<AuditEventView>;
