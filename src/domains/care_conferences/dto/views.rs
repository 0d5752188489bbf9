//! Care conferences as they are shown.

use chrono::NaiveDate;
use entity::{
    AgendaItemId, CareConferenceId, CarePlanId, ClientId, ConferenceDecisionId,
    ConferenceMinutesId, ConferenceParticipantId, TaskId, Timestamp, UserId, agenda_item,
    care_conference::{ConferenceType, Modality, Status},
    conference_decision::{ClientAgrees, DecidedBy, DecisionType, Dissent},
    conference_participant::{Attendance, InvitationStatus, Kind, Requirement},
    task::{self, Priority},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domains::care_plans::dto::PlanAmendment,
    platform::{Header, Page},
};

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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interpreter_booking: Option<String>,
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
    pub client_id: ClientId,
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
    /// Stable, for programs.
    #[schema(example = "required_participant_declined")]
    pub code: &'static str,
    pub participant_id: ConferenceParticipantId,
    pub detail: &'static str,
}

/// Who is asked to a care conference, what they answered, and whether they came.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConferenceParticipant)]
pub struct ConferenceParticipantView {
    #[serde(flatten)]
    pub header: Header,
    pub care_conference_id: CareConferenceId,
    pub kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// The name when they were added.
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    pub requirement: Requirement,
    /// Absent until they are invited, which scheduling the conference does; whoever joins a meeting
    /// that has begun is not invited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation_status: Option<InvitationStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer_comment: Option<String>,
    /// Absent until the meeting has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attended: Option<Attendance>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_at: Option<Timestamp>,
}

/// A topic of a care conference, and what came of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AgendaItem)]
pub struct AgendaItemView {
    #[serde(flatten)]
    pub header: Header,
    pub care_conference_id: CareConferenceId,
    pub order: i32,
    pub topic: String,
    pub kind: agenda_item::Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presenter_id: Option<ConferenceParticipantId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes_planned: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes_used: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// It was not dealt with, and is left for another meeting.
    pub deferred: bool,
}

/// What a care conference decided, by whom and against whose objection.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConferenceDecision)]
pub struct ConferenceDecisionView {
    #[serde(flatten)]
    pub header: Header,
    pub care_conference_id: CareConferenceId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agenda_item_id: Option<AgendaItemId>,
    pub text: String,
    #[serde(rename = "type")]
    pub decision_type: DecisionType,
    pub decided_by: DecidedBy,
    pub dissent: Vec<Dissent>,
    pub client_agrees: ClientAgrees,
    /// How signing the minutes amends the care plan, or has amended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<PlanAmendment>)]
    pub amendment: Option<serde_json::Value>,
    /// The care plan that it has amended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amended_plan_id: Option<CarePlanId>,
    /// The number of the plan's version that it has made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amended_plan_version: Option<i32>,
}

/// Something that somebody is to do after a care conference.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ActionItem)]
pub struct ActionItemView {
    #[serde(flatten)]
    pub header: Header,
    pub care_conference_id: CareConferenceId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_id: Option<ConferenceDecisionId>,
    pub text: String,
    pub owner_id: UserId,
    pub due_on: NaiveDate,
    pub priority: Priority,
    /// The task that signing the minutes made of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
    /// The status of the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_status: Option<task::Status>,
}

/// The minutes of a care conference.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConferenceMinutes)]
pub struct ConferenceMinutesView {
    pub id: ConferenceMinutesId,
    pub body: String,
    /// The same in plain language, for the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plain_language: Option<String>,
    pub author_id: UserId,
    pub recorded_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<UserId>,
    /// From then on the minutes stay as they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_at: Option<Timestamp>,
}

/// What was added to signed minutes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MinutesAddendum)]
pub struct MinutesAddendumView {
    pub id: ConferenceMinutesId,
    /// 1 for the first one.
    pub number: i32,
    pub body: String,
    pub author_id: UserId,
    pub added_at: Timestamp,
}
