//! Planning a care conference, changing the plan of it, and finding it.

use entity::{
    CareConferenceId, CarePlanId, ClientId, Timestamp, UserId,
    care_conference::{ConferenceType, Modality, Status},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{NewAgendaItem, NewConferenceParticipant};
use crate::{domains::care_conferences::rules, platform::AnyOf};

/// A care conference about one client, to be arranged.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new))]
pub struct NewCareConference {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<CareConferenceId>,
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
    /// Link to join by video: http or https.
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
    /// Whether the client is asked to come.
    pub client_invited: bool,
    /// Needed when the client is not invited.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub client_absent_reason: Option<String>,
    /// Who interprets, and how that was arranged.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300)]
    pub interpreter_booking: Option<String>,
    /// More can be added later.
    #[serde(default)]
    #[schema(max_items = 100)]
    #[validate(nested)]
    pub participants: Vec<NewConferenceParticipant>,
    /// More can be added later.
    #[serde(default)]
    #[schema(max_items = 100)]
    #[validate(nested)]
    pub agenda_items: Vec<NewAgendaItem>,
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
    /// Link to join by video: http or https.
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
    #[schema(min_length = 1, max_length = 300)]
    pub interpreter_booking: Option<String>,
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
}

/// Which care conferences to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct CareConferenceFilter {
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Types, separated by commas.
    #[serde(rename = "type")]
    #[param(rename = "type", explode = false)]
    pub conference_type: Option<AnyOf<ConferenceType>>,
    /// Only conferences about this client.
    pub client_id: Option<ClientId>,
    /// Only those that start then or later; drafts have no start.
    pub starts_after: Option<Timestamp>,
    /// Only those that start earlier; drafts have no start.
    pub starts_before: Option<Timestamp>,
}

/// Which of a client's care conferences to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ClientConferenceFilter {
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Types, separated by commas.
    #[serde(rename = "type")]
    #[param(rename = "type", explode = false)]
    pub conference_type: Option<AnyOf<ConferenceType>>,
    /// Only those that start then or later; drafts have no start.
    pub starts_after: Option<Timestamp>,
    /// Only those that start earlier; drafts have no start.
    pub starts_before: Option<Timestamp>,
}

impl ClientConferenceFilter {
    pub fn of_client(self, client_id: ClientId) -> CareConferenceFilter {
        CareConferenceFilter {
            status: self.status,
            conference_type: self.conference_type,
            client_id: Some(client_id),
            starts_after: self.starts_after,
            starts_before: self.starts_before,
        }
    }
}
