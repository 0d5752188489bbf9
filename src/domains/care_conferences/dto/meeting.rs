//! What moves a care conference on: times, reasons, attendance, minutes.

use entity::{
    ConferenceParticipantId, Timestamp,
    conference_participant::{Attendance, InvitationEvent},
};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::domains::care_conferences::rules;

/// When a care conference is to be held.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_schedule))]
pub struct ConferenceSchedule {
    pub starts_at: Timestamp,
    /// After `startsAt`.
    pub ends_at: Timestamp,
    /// IANA name of the zone in which the time was agreed.
    #[schema(min_length = 1, max_length = 64, example = "America/Chicago")]
    pub time_zone: String,
    /// Schedule it although the client has a conference of the same type that
    /// starts within an hour before or after.
    #[serde(default)]
    pub force: bool,
}

/// To when a care conference is moved. All invitations are to be answered anew.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_reschedule))]
pub struct ConferenceReschedule {
    pub starts_at: Timestamp,
    /// After `startsAt`.
    pub ends_at: Timestamp,
    /// IANA name of the zone in which the time was agreed.
    #[schema(min_length = 1, max_length = 64, example = "America/Chicago")]
    pub time_zone: String,
    #[schema(
        min_length = 1,
        max_length = 1000,
        example = "The daughter cannot come in the morning."
    )]
    pub reason: String,
    /// Move it although the client has a conference of the same type that
    /// starts within an hour before or after.
    #[serde(default)]
    pub force: bool,
}

/// Why a care conference is not held.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConferenceCancellation {
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// That a meeting has ended, and who was there.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_end))]
pub struct ConferenceEnd {
    /// Every participant, once.
    #[schema(min_items = 1, max_items = 100)]
    pub attendance: Vec<AttendanceEntry>,
    /// If not just now; after the start, and not in the future.
    #[serde(default)]
    pub ended_at: Option<Timestamp>,
}

/// Whether one participant came.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttendanceEntry {
    pub participant_id: ConferenceParticipantId,
    pub attended: Attendance,
    #[serde(default)]
    pub joined_at: Option<Timestamp>,
    #[serde(default)]
    pub left_at: Option<Timestamp>,
}

/// The first draft of the minutes.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewConferenceMinutes {
    #[schema(min_length = 1, max_length = 100_000)]
    pub body: String,
    /// The same in plain language, for the client.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100_000)]
    pub plain_language: Option<String>,
}

/// Changes of the draft of the minutes. What is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConferenceMinutesPatch {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100_000)]
    pub body: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100_000)]
    pub plain_language: Option<String>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 1)]
    pub clear_fields: Vec<MinutesClearableField>,
}

/// A field of the minutes that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum MinutesClearableField {
    PlainLanguage,
}

/// What is to be added to signed minutes.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewMinutesAddendum {
    #[schema(min_length = 1, max_length = 20_000)]
    pub body: String,
}

/// The answer to an invitation.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvitationReply {
    pub answer: InvitationAnswer,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    pub comment: Option<String>,
}

/// Whether a participant will come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvitationAnswer {
    Accepted,
    Declined,
    Tentative,
}

impl From<InvitationAnswer> for InvitationEvent {
    fn from(answer: InvitationAnswer) -> Self {
        match answer {
            InvitationAnswer::Accepted => Self::Accept,
            InvitationAnswer::Declined => Self::Decline,
            InvitationAnswer::Tentative => Self::AcceptTentatively,
        }
    }
}
