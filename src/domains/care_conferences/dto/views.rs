//! Care conferences as they are shown.

use entity::{
    CareConferenceId, CarePlanId, ClientId, ConferenceParticipantId, Timestamp, UserId,
    care_conference::{ConferenceType, InterpreterStatus, Modality, Status},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    ActionItemView, AgendaItemView, ConferenceDecisionView, ConferenceMinutesView,
    ConferenceParticipantView, MinutesAddendumView,
};
use crate::platform::{Header, Page};

/// A care conference with all its parts. Its version is that of the whole: it
/// grows with each change of a part.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CareConference)]
pub struct CareConferenceView {
    #[serde(flatten)]
    pub summary: CareConferenceSummaryView,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chair_id: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note_taker_id: Option<UserId>,
    /// Why the client is not invited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_absent_reason: Option<String>,
    pub interpreter_status: InterpreterStatus,
    /// BCP 47: what the client speaks, if an interpreter is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interpreter_language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interpreter_booking: Option<String>,
    /// RFC 5545, without `RRULE:`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurrence_rule: Option<String>,
    /// The first conference of the series that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series_id: Option<CareConferenceId>,
    /// The conference that it follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_id: Option<CareConferenceId>,
    /// When the recurrence rule of the conference before would have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposed_starts_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposed_ends_at: Option<Timestamp>,
    /// Why it is held at nearly the same time as another one of the client and type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clash_reason: Option<String>,
    /// Why it was started although a required participant had declined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quorum_reason: Option<String>,
    /// The clients of a caseload review, in the order in which they are taken up.
    pub client_ids: Vec<ClientId>,
    /// When it really started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// When it really ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    pub participants: Vec<ConferenceParticipantView>,
    /// In their order.
    pub agenda_items: Vec<AgendaItemView>,
    pub decisions: Vec<ConferenceDecisionView>,
    pub action_items: Vec<ActionItemView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<ConferenceMinutesView>,
    /// What was added after signing, in order.
    pub addenda: Vec<MinutesAddendumView>,
    /// What to know before you go on; it prevents nothing.
    pub warnings: Vec<ConferenceWarning>,
}

/// A care conference as lists show it, without its parts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CareConferenceSummary)]
pub struct CareConferenceSummaryView {
    #[serde(flatten)]
    pub header: Header,
    /// Absent of a caseload review: it has `clientIds`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// The care plan that decisions amend; the client's active one if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub care_plan_id: Option<CarePlanId>,
    #[serde(rename = "type")]
    pub conference_type: ConferenceType,
    pub title: String,
    /// When it is to start; absent while it is a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    /// IANA name of the zone in which the time was agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modality: Option<Modality>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    pub organizer_id: UserId,
    pub client_invited: bool,
    pub status: Status,
    pub minutes_status: MinutesStatus,
    /// When the minutes are overdue unless they are signed: a number of business days of the
    /// agency after the meeting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes_due_at: Option<Timestamp>,
    pub minutes_overdue: bool,
    /// It should have ended a day ago or longer, and nobody has said whether it was held.
    pub not_started: bool,
    /// What the caller can do with the conference now.
    #[schema(example = json!(["reschedule", "start", "cancel"]))]
    pub allowed_actions: Vec<String>,
}

/// The alias names the list's schema in the API description.
pub type CareConferenceSummaryList = Page<CareConferenceSummaryView>;

/// How far the minutes of a care conference have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ConferenceMinutesStatus)]
pub enum MinutesStatus {
    None,
    Draft,
    Signed,
}

impl From<Status> for MinutesStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::MinutesDraft => Self::Draft,
            Status::Closed => Self::Signed,
            _ => Self::None,
        }
    }
}

/// Something to know before a conference goes on.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConferenceWarning {
    /// Stable, for programs: `required_participant_declined`, `participant_busy` (takes part in
    /// `careConferenceId` at that time), `consent_unclear` (of someone from outside),
    /// `interpreter_not_booked`, `deferred_items_waiting` (see `carry-over-items`), `not_started`.
    #[schema(example = "required_participant_declined")]
    pub code: &'static str,
    /// Whom it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant_id: Option<ConferenceParticipantId>,
    /// Another conference that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub care_conference_id: Option<CareConferenceId>,
    pub detail: &'static str,
}
