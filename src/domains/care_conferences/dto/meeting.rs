//! What moves a care conference on: times, reasons, attendance, minutes.

use entity::{
    ConferenceParticipantId, ConsentId, Timestamp,
    conference_participant::{Attendance, ConsentBasis, InvitationEvent},
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
    pub clash_override: Option<ClashOverride>,
}

/// Why a client has two conferences of one type at nearly the same time.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClashOverride {
    #[schema(min_length = 1, max_length = 500, example = "The family meets in two groups.")]
    pub reason: String,
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
    pub clash_override: Option<ClashOverride>,
}

/// Why a care conference is not held.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConferenceCancellation {
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Why a care conference did not take place, or should not be in the record.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConferenceStatusChange {
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// That a meeting begins.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_start))]
pub struct ConferenceStart {
    /// Needed when a required participant has declined.
    #[serde(default)]
    pub quorum_override: Option<QuorumOverride>,
    /// What allows people from outside to hear about the client: needed of each of them whom no
    /// consent on record allows to.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub consents: Vec<ParticipantConsent>,
}

/// Why a meeting goes on without someone who is required.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuorumOverride {
    #[schema(min_length = 1, max_length = 500, example = "The nurse reports by phone tomorrow.")]
    pub reason: String,
}

/// What allows one participant from outside to hear about the client.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParticipantConsent {
    pub participant_id: ConferenceParticipantId,
    pub basis: ConsentBasis,
    /// With the basis `consent`: the consent on which you have read the participant's name.
    #[serde(default)]
    pub consent_id: Option<ConsentId>,
    /// Who said what, or which law or emergency it is: needed with the bases `verbal_consent`,
    /// `required_by_law` and `emergency`.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    pub note: Option<String>,
}

/// That a conference was held which nobody started here.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_record_held))]
pub struct HeldConference {
    /// In the past.
    pub starts_at: Timestamp,
    /// After `startsAt`, and in the past.
    pub ends_at: Timestamp,
    /// IANA name of the zone in which it was held.
    #[schema(min_length = 1, max_length = 64, example = "America/Chicago")]
    pub time_zone: String,
    /// Every participant, once.
    #[schema(min_items = 1, max_items = 100)]
    pub attendance: Vec<AttendanceEntry>,
    /// What allowed people from outside who came to hear about the client: needed of each of them
    /// whom no consent on record allows to.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub consents: Vec<ParticipantConsent>,
    /// Record it although the client had a conference of the same type that started within an
    /// hour before or after.
    #[serde(default)]
    pub clash_override: Option<ClashOverride>,
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
