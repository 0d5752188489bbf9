//! What agencies are told of open referrals that they may claim, and how they do.

use chrono::NaiveDate;
use entity::{
    AgencyId, ReferralId, ReferralOfferId, Timestamp,
    referral::{Area, ClinicalSpecialty, NeedDomain},
    referral_offer::Status,
    task::Priority,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::{AnyOf, Page};

/// An open referral that your agency may claim: for what, about where, how urgent. Who the person
/// is comes with the claim.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReferralOffer)]
pub struct ReferralOfferView {
    pub id: ReferralOfferId,
    /// Send it as `If-Match` when you claim it.
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub sender_agency_id: AgencyId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need_domain: Option<NeedDomain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clinical_specialty: Option<ClinicalSpecialty>,
    pub area: Area,
    pub priority: Priority,
    /// By when the sender hopes that someone has claimed it.
    pub answer_due_at: Timestamp,
    pub status: Status,
    /// Once you have claimed it: your side of the referral.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral_id: Option<ReferralId>,
    #[schema(example = json!(["claim"]))]
    pub allowed_actions: Vec<String>,
}

/// The alias names the list's schema in the API description.
pub type ReferralOfferList = Page<ReferralOfferView>;

/// Which offers to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ReferralOfferFilter {
    /// Statuses, separated by commas; `open` if absent.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Needs, separated by commas.
    #[param(explode = false)]
    pub need_domain: Option<AnyOf<NeedDomain>>,
}

/// Claiming an open referral, which accepts it.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimReferral {
    /// Who at your agency the sender can ask.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "Sam Okoye, intake")]
    pub contact_person: Option<String>,
    /// When the person is to be contacted first.
    #[serde(default)]
    #[schema(example = "2026-11-25")]
    pub planned_first_contact_on: Option<NaiveDate>,
}
