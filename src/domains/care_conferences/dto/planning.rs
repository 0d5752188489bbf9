//! Planning a care conference, changing the plan of it, and finding it.

use entity::{
    AgendaItemId, CareConferenceId, CarePlanId, ClientId, UserId,
    care_conference::{ConferenceType, InterpreterStatus, Modality},
};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::{NewAgendaItem, NewConferenceParticipant};
use crate::domains::care_conferences::rules;

/// A care conference about one client, to be arranged.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new))]
pub struct NewCareConference {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<CareConferenceId>,
    /// Any but `caseload_review`, which has an operation of its own.
    #[serde(rename = "type")]
    pub conference_type: ConferenceType,
    #[schema(min_length = 1, max_length = 200, example = "Going home after the hip operation")]
    pub title: String,
    /// What the meeting is to achieve.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub purpose: Option<String>,
    /// The care plan that decisions amend; the client's active one if absent.
    #[serde(default)]
    pub care_plan_id: Option<CarePlanId>,
    #[serde(default)]
    pub modality: Option<Modality>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300, example = "Meeting room 2")]
    pub location: Option<String>,
    /// Link to join by video: https only.
    #[serde(default)]
    #[schema(min_length = 8, max_length = 500, example = "https://meet.example.org/room-2")]
    pub join_url: Option<String>,
    /// Who arranges it: you, if absent.
    #[serde(default)]
    pub organizer_id: Option<UserId>,
    #[serde(default)]
    pub chair_id: Option<UserId>,
    /// Gets the task to write the minutes; the organizer does if absent.
    #[serde(default)]
    pub note_taker_id: Option<UserId>,
    /// Whether the client is asked to come. `false` with the type `team_only`.
    pub client_invited: bool,
    /// Needed when the client is not invited.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub client_absent_reason: Option<String>,
    /// As the client's record says, if absent: `needed` where the client is invited and needs an
    /// interpreter; `booked` if you say who it is.
    #[serde(default)]
    pub interpreter_status: Option<InterpreterStatus>,
    /// Who interprets, and how that was arranged.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300)]
    pub interpreter_booking: Option<String>,
    /// How it recurs, by RFC 5545 without `RRULE:`; daily at most, and with `UNTIL` instead of
    /// `COUNT`.
    #[serde(default)]
    #[schema(min_length = 9, max_length = 200, example = "FREQ=MONTHLY;BYDAY=2TU")]
    pub recurrence_rule: Option<String>,
    /// More can be added later.
    #[serde(default)]
    #[schema(max_items = 100)]
    #[validate(nested)]
    pub participants: Vec<NewConferenceParticipant>,
    /// The template agenda of the type if absent; an empty list for none. More can be added later.
    #[serde(default)]
    #[schema(max_items = 100)]
    #[validate(nested)]
    pub agenda_items: Option<Vec<NewAgendaItem>>,
}

/// A meeting of the team about several clients, one after the other and without
/// them.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new_caseload_review))]
pub struct NewCaseloadReview {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<CareConferenceId>,
    /// In the order in which they are taken up, each once.
    #[schema(min_items = 1, max_items = 50)]
    pub client_ids: Vec<ClientId>,
    #[schema(min_length = 1, max_length = 200, example = "Caseload of the east side")]
    pub title: String,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub purpose: Option<String>,
    #[serde(default)]
    pub modality: Option<Modality>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300)]
    pub location: Option<String>,
    /// Link to join by video: https only.
    #[serde(default)]
    #[schema(min_length = 8, max_length = 500)]
    pub join_url: Option<String>,
    /// Who arranges it: you, if absent.
    #[serde(default)]
    pub organizer_id: Option<UserId>,
    #[serde(default)]
    pub chair_id: Option<UserId>,
    /// Gets the task to write the minutes; the organizer does if absent.
    #[serde(default)]
    pub note_taker_id: Option<UserId>,
    /// How it recurs, by RFC 5545 without `RRULE:`; daily at most, and with `UNTIL` instead of
    /// `COUNT`.
    #[serde(default)]
    #[schema(min_length = 9, max_length = 200, example = "FREQ=WEEKLY;BYDAY=MO")]
    pub recurrence_rule: Option<String>,
    /// Neither clients nor their family. More can be added later.
    #[serde(default)]
    #[schema(max_items = 100)]
    #[validate(nested)]
    pub participants: Vec<NewConferenceParticipant>,
    /// Each about one of the clients. One topic for each client if absent. More can be added later.
    #[serde(default)]
    #[schema(max_items = 100)]
    #[validate(nested)]
    pub agenda_items: Option<Vec<NewAgendaItem>>,
}

/// The conference that is to follow one.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NextConference {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<CareConferenceId>,
    /// As before if absent.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub title: Option<String>,
    /// Leave the topics that wait from earlier conferences where they are, to be carried over later
    /// or never.
    #[serde(default)]
    pub without_deferred_items: bool,
}

/// Topics that were left for another meeting, to be taken up at this one.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CarryOver {
    /// All that wait, if absent.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 100)]
    pub agenda_item_ids: Option<Vec<AgendaItemId>>,
}

/// Changes of a care conference. What is left out stays; times are changed by
/// scheduling and rescheduling it.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_patch))]
pub struct ConferencePatch {
    /// Only of a draft.
    #[serde(default, rename = "type")]
    pub conference_type: Option<ConferenceType>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub title: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub purpose: Option<String>,
    #[serde(default)]
    pub care_plan_id: Option<CarePlanId>,
    #[serde(default)]
    pub modality: Option<Modality>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300)]
    pub location: Option<String>,
    /// Link to join by video: https only.
    #[serde(default)]
    #[schema(min_length = 8, max_length = 500)]
    pub join_url: Option<String>,
    #[serde(default)]
    pub organizer_id: Option<UserId>,
    #[serde(default)]
    pub chair_id: Option<UserId>,
    #[serde(default)]
    pub note_taker_id: Option<UserId>,
    #[serde(default)]
    pub client_invited: Option<bool>,
    /// Needed when the client is not invited.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub client_absent_reason: Option<String>,
    #[serde(default)]
    pub interpreter_status: Option<InterpreterStatus>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300)]
    pub interpreter_booking: Option<String>,
    #[serde(default)]
    #[schema(min_length = 9, max_length = 200)]
    pub recurrence_rule: Option<String>,
    /// Only of a caseload review that has not begun; replaced as a whole.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 50)]
    pub client_ids: Option<Vec<ClientId>>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub clear_fields: Vec<ConferenceClearableField>,
}

/// A field of a care conference that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ConferenceClearableField {
    Purpose,
    CarePlanId,
    Modality,
    Location,
    JoinUrl,
    ChairId,
    NoteTakerId,
    ClientAbsentReason,
    InterpreterBooking,
    RecurrenceRule,
}
