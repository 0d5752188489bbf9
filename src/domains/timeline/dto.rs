//! What callers send and receive about timelines.

use entity::{AgencyId, Timestamp, TransitionId, UserId, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::platform::{AnyOf, Page};

/// Which part of a timeline is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct TimelineFilter {
    /// Kinds of resources, separated by commas. All that the caller may read if absent.
    #[param(explode = false)]
    pub kinds: Option<AnyOf<TimelineKind>>,
}

/// A kind of resource that a client's timeline tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimelineKind {
    Client,
    DuplicateCandidate,
    RelatedPerson,
    Preference,
    Assessment,
    AssessmentFlag,
    Consent,
    Task,
    CarePlan,
    PlanProblem,
    Goal,
    GoalBarrier,
    Intervention,
    PlanReview,
    Referral,
    /// What the two agencies wrote to each other about a referral.
    ReferralMessage,
    CareConference,
    /// What a caseload review did about the client.
    CaseloadReview,
    ConferenceParticipant,
}

/// One thing that happened: a resource came to be or moved to another status.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TimelineEntry)]
pub struct TimelineEntryView {
    pub id: TransitionId,
    pub kind: TimelineKind,
    pub resource_id: Uuid,
    /// The version that the move made.
    pub resource_version: i64,
    /// Path of the resource, as it is now; absent for a part that is shown with its whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        format = "uri-reference",
        example = "/v1/referrals/01936b2a-7c00-7a3e-9b1d-2f6c1a4e8d01"
    )]
    pub href: Option<String>,
    /// One line in English, of kind and event only: it holds nothing personal.
    #[schema(example = "Referral sent")]
    pub summary: String,
    /// What happened.
    #[schema(example = "send")]
    pub event: String,
    /// Which machine moved: `status`, or another where a resource has more than one.
    #[schema(example = "status")]
    pub machine: String,
    /// Absent where the resource came to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "draft")]
    pub from: Option<String>,
    #[schema(example = "requested")]
    pub to: String,
    /// When it took effect in the world.
    pub effective_at: Timestamp,
    /// When it was recorded: timelines are in this order.
    pub recorded_at: Timestamp,
    /// The user or API client that did it; absent where another agency's did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<UserId>,
    /// The actor's agency: another one where the partner of a referral moved it.
    pub actor_agency_id: AgencyId,
    /// Why, as a code. The reason in words is in the resource's own history.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "no_capacity")]
    pub reason_code: Option<String>,
}

/// The alias names the list's schema in the API description.
pub type TimelineEntryList = Page<TimelineEntryView>;
