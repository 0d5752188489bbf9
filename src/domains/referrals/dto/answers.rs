//! What callers send about a referral that is under way.
//!
//! The receiving agency answers; where the recipient is an organization that is
//! no agency here, the sender's staff records what it says by the same actions.

use chrono::NaiveDate;
use entity::referral::{
    CancelReason, ContactChannel, DeliveredService, EnrollmentStatus, FailReason, RejectReason,
};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::super::rules;

/// Taking an incoming referral.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AcceptReferral {
    /// Who at the receiving agency the sender can ask.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "Sam Okoye, intake")]
    pub contact_person: Option<String>,
    /// When the person is to be contacted first.
    #[serde(default)]
    #[schema(example = "2026-11-25")]
    pub planned_first_contact_on: Option<NaiveDate>,
    /// How the answer was heard. Needed where your staff records it, of an organization that is no
    /// agency here; not taken elsewhere.
    #[serde(default)]
    pub heard_by: Option<ContactChannel>,
}

/// Why an incoming referral is not taken.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RejectReferral {
    pub reason_code: RejectReason,
    /// In words, for the sender.
    #[schema(min_length = 1, max_length = 1000, example = "We are full until January.")]
    pub reason: String,
    /// How the answer was heard. Needed where your staff records it, of an organization that is no
    /// agency here; not taken elsewhere.
    #[serde(default)]
    pub heard_by: Option<ContactChannel>,
}

/// The person waits for a place.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WaitlistReferral {
    /// In words, for the sender.
    #[schema(min_length = 1, max_length = 1000, example = "Two people are before her.")]
    pub reason: String,
    /// The place in the list, from 1.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100_000, example = 3)]
    pub position: Option<i32>,
    /// When a place is expected; today or later.
    #[serde(default)]
    #[schema(example = "2027-02-01")]
    pub estimated_on: Option<NaiveDate>,
    /// How the answer was heard. Needed where your staff records it, of an organization that is no
    /// agency here; not taken elsewhere.
    #[serde(default)]
    pub heard_by: Option<ContactChannel>,
}

/// Why a referral is called off.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CancelReferral {
    pub reason_code: CancelReason,
    /// In words, for the other side.
    #[schema(min_length = 1, max_length = 1000, example = "Her daughter brings meals now.")]
    pub reason: String,
    /// How you heard that an organization which is no agency here calls it off. Without it, your
    /// agency does.
    #[serde(default)]
    pub heard_by: Option<ContactChannel>,
}

/// The work for the person begins, or goes on after a pause.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartReferral {
    /// When the person was first contacted or enrolled. If absent: what is on record, or today
    /// where your agency is.
    #[serde(default)]
    #[schema(example = "2026-11-24")]
    pub first_contact_on: Option<NaiveDate>,
    /// How the answer was heard. Needed where your staff records it, of an organization that is no
    /// agency here; not taken elsewhere.
    #[serde(default)]
    pub heard_by: Option<ContactChannel>,
}

/// Why the work is paused.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PauseReferral {
    /// In words, for the sender.
    #[schema(min_length = 1, max_length = 1000, example = "The person is in hospital.")]
    pub reason: String,
    /// How the answer was heard. Needed where your staff records it, of an organization that is no
    /// agency here; not taken elsewhere.
    #[serde(default)]
    pub heard_by: Option<ContactChannel>,
}

/// What was delivered: at least one service or an enrolment status.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_complete))]
pub struct CompleteReferral {
    #[serde(default)]
    #[schema(max_items = 100)]
    pub services: Vec<DeliveredService>,
    /// Whether the person was enrolled in the receiving agency's program.
    #[serde(default)]
    pub enrollment_status: Option<EnrollmentStatus>,
    /// For the sender.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    pub note: Option<String>,
    /// How the answer was heard. Needed where your staff records it, of an organization that is no
    /// agency here; not taken elsewhere.
    #[serde(default)]
    pub heard_by: Option<ContactChannel>,
}

/// Why the work could not be done.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FailReferral {
    pub reason_code: FailReason,
    /// In words, for the sender.
    #[schema(min_length = 1, max_length = 1000, example = "Three calls, no answer.")]
    pub reason: String,
    /// How the answer was heard. Needed where your staff records it, of an organization that is no
    /// agency here; not taken elsewhere.
    #[serde(default)]
    pub heard_by: Option<ContactChannel>,
}

/// What the supervisor is to know of a referral that is not answered.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EscalateReferral {
    /// For your agency only.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000, example = "Nobody picks up the phone.")]
    pub note: Option<String>,
}

/// Why a referral should never have been there.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReferralInError {
    /// For both sides.
    #[schema(min_length = 1, max_length = 1000, example = "It was for another person.")]
    pub reason: String,
}
