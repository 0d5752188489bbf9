//! How recipients of referrals do: numbers, and nothing of any client.

use chrono::NaiveDate;
use entity::{
    AgencyId,
    referral::{NeedDomain, RecipientKind},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::platform::AnyOf;

/// Which referrals to count.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ScorecardFilter {
    /// The first day of sending, in the agency's zone; 180 days before `to` if absent.
    pub from: Option<NaiveDate>,
    /// The last day of sending; today if absent. At most 366 days after `from`.
    pub to: Option<NaiveDate>,
    /// Only this agency.
    pub recipient_agency_id: Option<AgencyId>,
    /// Only these needs, separated by commas.
    #[param(explode = false)]
    pub need_domain: Option<AnyOf<NeedDomain>>,
}

/// How those do whom your agency refers clients to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReferralScorecards {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// One for each recipient, those with the most referrals first.
    pub items: Vec<ReferralScorecard>,
}

/// How one recipient does, by the referrals that were sent to it in the time. Referrals that were
/// entered in error do not count; open ones count for whoever claimed them.
///
/// Analysts see no number of fewer than 11 cases, and nothing that was made of fewer.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReferralScorecard {
    pub recipient_kind: RecipientKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient_agency_id: Option<AgencyId>,
    #[schema(example = "Harbor Meals")]
    pub name: String,
    /// Absent where it is hidden, as all that follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub sent: Option<i64>,
    /// Accepted, claimed or rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub answered: Option<i64>,
    /// Of those that were answered: the part that was taken, from 0 to 1.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "entity::number::plain_if_any"
    )]
    #[schema(minimum = 0, maximum = 1, example = 0.85)]
    pub acceptance_rate: Option<f64>,
    /// Of those that were answered, were cancelled after it was due, or are overdue: the part that
    /// was answered in time, from 0 to 1.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "entity::number::plain_if_any"
    )]
    #[schema(minimum = 0, maximum = 1)]
    pub answered_in_time_rate: Option<f64>,
    /// Of those that were rejected: the part for want of capacity, from 0 to 1.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "entity::number::plain_if_any"
    )]
    #[schema(minimum = 0, maximum = 1)]
    pub no_capacity_rate: Option<f64>,
    /// Of all: the part whose loop is closed with what came of it, from 0 to 1.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "entity::number::plain_if_any"
    )]
    #[schema(minimum = 0, maximum = 1)]
    pub closure_rate: Option<f64>,
    /// Of those of which it is known whether the need was met: the part where it was, wholly or
    /// partly, from 0 to 1.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "entity::number::plain_if_any"
    )]
    #[schema(minimum = 0, maximum = 1)]
    pub need_met_rate: Option<f64>,
    /// From sending to the answer, in days of 24 hours; the median.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "entity::number::plain_if_any"
    )]
    #[schema(minimum = 0, example = 1.25)]
    pub median_days_to_answer: Option<f64>,
    /// From sending to the start of the work.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "entity::number::plain_if_any"
    )]
    #[schema(minimum = 0)]
    pub median_days_to_start: Option<f64>,
    /// From sending to the closing of the loop, the first if it was opened again.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "entity::number::plain_if_any"
    )]
    #[schema(minimum = 0)]
    pub median_days_to_close: Option<f64>,
}
