//! Messages about a referral between the two agencies.

use entity::{
    AgencyId, ClientId, ReferralId, ReferralMessageId, Timestamp, UserId, referral_message::Status,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::Page;

/// Something to tell the other agency about a referral.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewReferralMessage {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<ReferralMessageId>,
    /// The other agency will read it: no more than it needs.
    #[schema(min_length = 1, max_length = 4000, example = "Could you call before you come?")]
    pub text: String,
}

/// A message about a referral: your agency's copy of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReferralMessage)]
pub struct ReferralMessageView {
    pub id: ReferralMessageId,
    /// Send it as `If-Match` when you mark it as read.
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// A user or API client of your agency; absent where the other agency wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<UserId>,
    /// Your agency's side of the referral.
    pub referral_id: ReferralId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// The agency that wrote it.
    pub sender_agency_id: AgencyId,
    #[schema(example = "Could you call before you come?")]
    pub text: String,
    /// `read`: the agency that it is for has read it.
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Timestamp>,
    #[schema(example = json!(["mark_read"]))]
    pub allowed_actions: Vec<String>,
}

/// The alias names the list's schema in the API description.
pub type ReferralMessageList = Page<ReferralMessageView>;

/// Which messages to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ReferralMessageFilter {
    /// `true`: only those to your agency that it has not read; `false`: only the others.
    pub unread: Option<bool>,
}
