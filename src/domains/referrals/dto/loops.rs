//! What callers send and are told about loops: what came of a referral, and how
//! that was found out.

use entity::{
    ReferralFollowUpId, ReferralId, Timestamp,
    referral::{ClosureReason, ContactChannel, NeedMet, NeedMetSource},
    referral_follow_up::{Contact, Outcome},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::super::rules;
use crate::platform::{Header, Page};

/// What came of the referral.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_close))]
pub struct CloseLoop {
    /// `service_received` is for a completed referral.
    pub closure_reason: ClosureReason,
    /// Needed with `service_received`.
    #[serde(default)]
    pub need_met: Option<NeedMet>,
    /// Who said so; with `needMet`.
    #[serde(default)]
    pub need_met_source: Option<NeedMetSource>,
    /// For your agency only.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    pub note: Option<String>,
}

/// Giving up on finding out what came of a referral.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CloseUnknown {
    /// For your agency only.
    #[schema(min_length = 1, max_length = 4000, example = "The pantry has closed for good.")]
    pub note: String,
}

/// Why a closed loop is opened again.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReopenLoop {
    /// For your agency only.
    #[schema(min_length = 1, max_length = 1000, example = "The meals never came.")]
    pub reason: String,
}

/// What the client says of a referral that was completed.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientFeedback {
    pub need_met: NeedMet,
    /// In the client's words. For your agency only.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000, example = "The boxes are good, but no fruit.")]
    pub note: Option<String>,
}

/// An attempt to learn what became of a referral.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewReferralFollowUp {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<ReferralFollowUpId>,
    /// Now if absent; not before the referral was sent.
    #[serde(default)]
    pub tried_at: Option<Timestamp>,
    pub channel: ContactChannel,
    pub contact: Contact,
    pub outcome: Outcome,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000, example = "Asked to call again on Friday.")]
    pub note: Option<String>,
}

/// An attempt to learn what became of a referral. It never changes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReferralFollowUp)]
pub struct ReferralFollowUpView {
    #[serde(flatten)]
    pub header: Header,
    pub referral_id: ReferralId,
    pub tried_at: Timestamp,
    pub channel: ContactChannel,
    pub contact: Contact,
    pub outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The alias names the list's schema in the API description.
pub type ReferralFollowUpList = Page<ReferralFollowUpView>;
