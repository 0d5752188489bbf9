//! Inquiries about capacity: who could take someone, before anybody is named.

use chrono::NaiveDate;
use entity::{
    AgencyId, CapacityInquiryId, Timestamp, UserId, Uuid,
    capacity_inquiry::{Asked, Status},
    referral::{Area, Capacity, ClinicalSpecialty, Direction, NeedDomain},
    task::Priority,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::super::rules;
use crate::platform::{AnyOf, Page};

/// A question whether others could take someone. There is no place in it for who that is.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_inquiry))]
pub struct NewCapacityInquiry {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<CapacityInquiryId>,
    /// The agencies to ask: of `GET /v1/agencies`, not your own.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub agency_ids: Vec<AgencyId>,
    /// Organizations that are no agencies here. Your staff asks them, and records the answers.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub organizations: Vec<InquiredOrganization>,
    /// Needed, unless there is a `clinicalSpecialty`.
    #[serde(default)]
    pub need_domain: Option<NeedDomain>,
    #[serde(default)]
    pub clinical_specialty: Option<ClinicalSpecialty>,
    /// `routine` if absent.
    #[serde(default)]
    pub priority: Option<Priority>,
    #[serde(default)]
    pub area: Option<Area>,
    /// The last day on which an answer is of use; 7 days from today if absent, 90 at most.
    #[serde(default)]
    #[schema(example = "2026-12-01")]
    pub answer_by: Option<NaiveDate>,
}

/// An organization that is asked about its capacity.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InquiredOrganization {
    #[schema(min_length = 1, max_length = 200, example = "St. Mary's Pantry")]
    pub name: String,
}

/// What one of those who were asked answers. A later answer takes the place of an earlier one.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_capacity_answer))]
pub struct CapacityAnswer {
    /// On your own inquiry: the organization whose answer you record, by `recipients[].id`. Not
    /// taken where your agency is asked.
    #[serde(default)]
    pub recipient_id: Option<Uuid>,
    pub capacity: Capacity,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000, example = "From Monday on.")]
    pub note: Option<String>,
    /// About how long the wait is; with `waitlist` only.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 3650, example = 30)]
    pub waitlist_days: Option<i32>,
    /// The last day on which the answer holds; today or later.
    #[serde(default)]
    #[schema(example = "2026-12-31")]
    pub valid_until: Option<NaiveDate>,
}

/// An inquiry about capacity: your agency's side of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CapacityInquiry)]
pub struct CapacityInquiryView {
    pub id: CapacityInquiryId,
    /// Send it as `If-Match` with the next action.
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// A user or API client of your agency; absent where your agency is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<UserId>,
    /// A user or API client of your agency; absent where another agency moved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<UserId>,
    /// `outgoing`: your agency asks. `incoming`: it is asked.
    pub direction: Direction,
    pub asking_agency_id: AgencyId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need_domain: Option<NeedDomain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clinical_specialty: Option<ClinicalSpecialty>,
    pub priority: Priority,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// Who is asked, with what they answered. On an incoming inquiry: your agency alone.
    pub recipients: Vec<Asked>,
    /// When it ends.
    pub expires_at: Timestamp,
    /// It has.
    pub expired: bool,
    pub status: Status,
    #[schema(example = json!(["answer"]))]
    pub allowed_actions: Vec<String>,
}

/// The alias names the list's schema in the API description.
pub type CapacityInquiryList = Page<CapacityInquiryView>;

/// Which inquiries to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct CapacityInquiryFilter {
    /// `outgoing` or `incoming`; both if absent.
    pub direction: Option<Direction>,
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Needs, separated by commas.
    #[param(explode = false)]
    pub need_domain: Option<AnyOf<NeedDomain>>,
    /// `true`: only those that have ended without being withdrawn; `false`: only the others.
    pub expired: Option<bool>,
}
