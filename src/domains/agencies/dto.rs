//! What callers send and receive about agencies.

use entity::{
    AgencyId,
    agency::{Holiday, ReferralIntake},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::rules;
use crate::platform::Header;

/// An agency of this deployment, as others may know it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgencySummary {
    pub id: AgencyId,
    #[schema(example = "Harbor Family Services")]
    pub name: String,
    /// IANA name of the time zone.
    #[schema(example = "America/Chicago")]
    pub time_zone: String,
    /// Which open referrals are offered to it, though they do not name it.
    pub referral_intake: ReferralIntake,
}

/// All agencies of this deployment, by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyList {
    pub items: Vec<AgencySummary>,
}

/// Changes of the caller's agency. What is left out stays; lists are replaced as a whole.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_patch))]
pub struct AgencyPatch {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "Harbor Family Services")]
    pub name: Option<String>,
    /// IANA name of the time zone: days end, and what is due on a day is overdue, by it.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 64, example = "America/Chicago")]
    pub time_zone: Option<String>,
    /// Days on which the agency does not work, Monday = 1 to Sunday = 7.
    #[serde(default)]
    #[schema(max_items = 6, example = json!([6, 7]))]
    pub weekend_days: Option<Vec<i32>>,
    /// Further days on which the agency is closed, each once.
    #[serde(default)]
    #[schema(max_items = 400)]
    pub holidays: Option<Vec<Holiday>>,
    /// Business days within which an incoming referral is to be answered.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 30, example = 2)]
    pub referral_answer_days: Option<i32>,
    /// Business days within which the minutes of a care conference are to be signed.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 30, example = 5)]
    pub minutes_days: Option<i32>,
    /// Which open referrals are offered to the agency.
    #[serde(default)]
    pub referral_intake: Option<ReferralIntake>,
    /// Whether a score may estimate items that are missing, where its instrument allows it. If
    /// not, as at the start, an assessment with missing items has no such score.
    #[serde(default)]
    pub estimate_missing_items: Option<bool>,
}

/// The caller's agency, with its business calendar.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Agency)]
pub struct AgencyView {
    #[serde(flatten)]
    pub header: Header,
    #[schema(example = "Harbor Family Services")]
    pub name: String,
    /// IANA name of the time zone: days end, and what is due on a day is overdue, by it.
    #[schema(example = "America/Chicago")]
    pub time_zone: String,
    /// Days on which the agency does not work, Monday = 1 to Sunday = 7.
    #[schema(example = json!([6, 7]))]
    pub weekend_days: Vec<i32>,
    /// Further days on which the agency is closed.
    pub holidays: Vec<Holiday>,
    /// Business days within which an incoming referral is to be answered.
    #[schema(example = 2)]
    pub referral_answer_days: i32,
    /// Business days within which the minutes of a care conference are to be signed.
    #[schema(example = 5)]
    pub minutes_days: i32,
    /// Which open referrals are offered to the agency.
    pub referral_intake: ReferralIntake,
    /// Whether a score may estimate items that are missing, where its instrument allows it.
    pub estimate_missing_items: bool,
}
