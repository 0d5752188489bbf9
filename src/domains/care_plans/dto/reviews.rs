//! Reviews of plans, and who has taken note of which version.

use chrono::NaiveDate;
use entity::{
    CarePlanId, PlanAcknowledgementId, PlanReviewId, Timestamp, UserId,
    plan_acknowledgement::{Agreement, Method, Party},
    plan_review::{Effectiveness, ReviewParticipant, Status},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::super::rules;
use crate::platform::{Header, Page};

/// A review to be scheduled, for an active plan that has none.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPlanReview {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<PlanReviewId>,
    pub due_on: NaiveDate,
    /// Who sees to it. Nobody in particular if absent.
    #[serde(default)]
    pub reviewer_id: Option<UserId>,
}

/// Changes of a review that is scheduled.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanReviewPatch {
    /// The plan's `nextReviewOn` moves with it.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    #[serde(default)]
    pub reviewer_id: Option<UserId>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub clear_fields: Vec<PlanReviewClearableField>,
}

/// A field of a review that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PlanReviewClearableField {
    ReviewerId,
}

/// What a review found.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_review_completion))]
pub struct PlanReviewCompletion {
    /// Today, where the agency is, if absent. Not in the future.
    #[serde(default)]
    pub done_on: Option<NaiveDate>,
    /// Everyone who took part, the client first.
    #[schema(min_items = 1, max_items = 30)]
    pub participants: Vec<ReviewParticipant>,
    pub effectiveness: Effectiveness,
    /// Whether the plan has to be amended. An amendment can name the review.
    pub changes_needed: bool,
    /// What was seen and said. Needed where changes are.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub summary: Option<String>,
    /// When the plan is to be looked at again, after `doneOn`; as long after it as the plan's
    /// template says, or 90 days, if absent.
    #[serde(default)]
    pub next_review_on: Option<NaiveDate>,
}

/// A review of a care plan.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PlanReview)]
pub struct PlanReviewView {
    #[serde(flatten)]
    pub header: Header,
    pub care_plan_id: CarePlanId,
    pub due_on: NaiveDate,
    /// Whether it is scheduled and its day is over where the agency is.
    pub overdue: bool,
    /// Who sees to it; whoever did it, once it is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewer_id: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_on: Option<NaiveDate>,
    pub participants: Vec<ReviewParticipant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effectiveness: Option<Effectiveness>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes_needed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// What the review set as the plan's next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_review_on: Option<NaiveDate>,
    pub status: Status,
    /// What the caller can do with it now.
    pub allowed_actions: Vec<String>,
}

/// That the caller has taken note of a version of the plan.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPlanAcknowledgement {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<PlanAcknowledgementId>,
    /// The version that was on the screen; the current one if absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100_000)]
    pub version_number: Option<i32>,
    /// `electronic` if absent.
    #[serde(default)]
    pub method: Option<Method>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub comment: Option<String>,
}

/// What the client says to a version of the plan.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_agreement))]
pub struct NewClientAgreement {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<PlanAcknowledgementId>,
    /// The version that was talked about; the current one if absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100_000)]
    pub version_number: Option<i32>,
    /// Anything but `agreed` needs a comment.
    pub agreement: Agreement,
    pub method: Method,
    /// When it was said; now if absent.
    #[serde(default)]
    pub acknowledged_at: Option<Timestamp>,
    /// Which changes, why not, or why the client cannot say.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub comment: Option<String>,
    /// Who spoke or signed for the client, if not the client.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "Ana Delgado, her daughter")]
    pub signed_by: Option<String>,
    /// Where the signed document is.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500, example = "Binder 4, page 12")]
    pub signature_reference: Option<String>,
    /// Whether the client was given a copy of the plan.
    pub copy_given: bool,
    /// The copy's language, as a tag of BCP 47. Needed if a copy was given.
    #[serde(default)]
    #[schema(pattern = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length = 35, example = "es-MX")]
    pub copy_language: Option<String>,
}

/// Which acknowledgements to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct PlanAcknowledgementFilter {
    /// Of this version of the plan.
    pub version_number: Option<i32>,
    /// Of the client, or of members of the team.
    pub party: Option<Party>,
}

/// That someone has taken note of a version of a plan. Never changed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PlanAcknowledgement)]
pub struct PlanAcknowledgementView {
    #[serde(flatten)]
    pub header: Header,
    pub care_plan_id: CarePlanId,
    pub version_number: i32,
    pub party: Party,
    /// The member of the team; absent for the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// What the client says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    pub method: Method,
    pub acknowledged_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Who spoke or signed for the client, if not the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature_reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_given: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_language: Option<String>,
}

/// Who has taken note of the plan's current version, and who has not.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AcknowledgementStatus {
    pub care_plan_id: CarePlanId,
    /// The current version, 0 before the first; a new one has to be acknowledged anew.
    pub version_number: i32,
    /// Whether nobody is missing: neither a member of the team nor the client.
    pub complete: bool,
    /// Whoever is responsible for an intervention, pursues a goal or does the next review.
    pub members: Vec<MemberAcknowledgement>,
    pub client: ClientAcknowledgement,
}

/// Whether a member of the team has taken note of the plan's current version.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberAcknowledgement {
    pub user_id: UserId,
    pub acknowledged: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<Timestamp>,
    /// The version that they have taken note of last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_version_number: Option<i32>,
}

/// What the client has said to the plan's current version, as said last.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientAcknowledgement {
    pub asked: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<Timestamp>,
    /// Whether the client has a copy of this version.
    pub copy_given: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_language: Option<String>,
}

/// The alias names the list's schema in the API description.
pub type PlanReviewList = Page<PlanReviewView>;
/// The alias names the list's schema in the API description.
pub type PlanAcknowledgementList = Page<PlanAcknowledgementView>;
