//! Which care conferences to list.

use entity::{
    ClientId, Timestamp, UserId,
    care_conference::{ConferenceType, Status},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::platform::AnyOf;

/// Which care conferences to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct CareConferenceFilter {
    /// Statuses, separated by commas; all but `entered_in_error` if absent.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Types, separated by commas.
    #[serde(rename = "type")]
    #[param(rename = "type", explode = false)]
    pub conference_type: Option<AnyOf<ConferenceType>>,
    /// Only conferences about this client, caseload reviews included.
    pub client_id: Option<ClientId>,
    /// Only conferences that this user takes part in.
    pub participant_user_id: Option<UserId>,
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
    /// Statuses, separated by commas; all but `entered_in_error` if absent.
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
            participant_user_id: None,
            starts_after: self.starts_after,
            starts_before: self.starts_before,
        }
    }
}
