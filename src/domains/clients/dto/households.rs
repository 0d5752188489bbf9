//! What callers send and receive about households.

use chrono::NaiveDate;
use entity::{
    ClientId, HouseholdId, HouseholdMemberId, RelatedPersonId, household_member::HouseholdRole,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::{
    domains::clients::rules::households as rules,
    platform::{Header, Page},
};

/// People who live together.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new))]
pub struct NewHousehold {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<HouseholdId>,
    /// What it is called.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "The Delgados")]
    pub name: Option<String>,
    /// Who lives in it; one of them at least is a client.
    #[schema(min_items = 1, max_items = 50)]
    pub members: Vec<NewHouseholdMember>,
}

/// Someone who lives in the household: exactly one of `clientId` and `relatedPersonId`.
#[derive(Clone, Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_member))]
pub struct NewHouseholdMember {
    #[serde(default)]
    pub client_id: Option<ClientId>,
    /// A related person of a client, who is no client.
    #[serde(default)]
    pub related_person_id: Option<RelatedPersonId>,
    /// What they are in the household. It has at most one `head` at a time.
    pub role: HouseholdRole,
    /// The day on which they moved in; today in the agency's zone if absent.
    #[serde(default)]
    #[schema(example = "2019-06-01")]
    pub from: Option<NaiveDate>,
}

/// Changes of a household. What is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HouseholdPatch {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 1)]
    pub clear_fields: Vec<HouseholdClearableField>,
}

/// A field of a household that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum HouseholdClearableField {
    Name,
}

/// Changes of someone who lives in a household. What is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HouseholdMemberPatch {
    #[serde(default)]
    pub role: Option<HouseholdRole>,
    /// The day on which they moved in.
    #[serde(default)]
    pub from: Option<NaiveDate>,
}

/// That someone has left a household.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HouseholdLeaving {
    /// The last day; today in the agency's zone if absent.
    #[serde(default)]
    pub on: Option<NaiveDate>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000, example = "Moved to her sister.")]
    pub reason: Option<String>,
}

/// Which of a client's households to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct HouseholdFilter {
    /// With true, only the one in which the client lives; with false, the earlier ones.
    pub current: Option<bool>,
}

/// People who live, or have lived, together.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Household)]
pub struct HouseholdView {
    #[serde(flatten)]
    pub header: Header,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// All of whom the caller may know, in the order in which they were entered.
    pub members: Vec<HouseholdMemberView>,
}

/// Someone who lives, or has lived, in a household.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = HouseholdMember)]
pub struct HouseholdMemberView {
    pub id: HouseholdMemberId,
    /// The client who it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// The related person who it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub related_person_id: Option<RelatedPersonId>,
    /// The name to use with them.
    #[schema(example = "Rosa Delgado")]
    pub display_name: String,
    pub role: HouseholdRole,
    /// The day on which they moved in.
    pub from: NaiveDate,
    /// Their last day; absent of those who live there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Why they left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leave_reason: Option<String>,
}

/// The alias names the list's schema in the API description.
pub type HouseholdList = Page<HouseholdView>;
