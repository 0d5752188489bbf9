//! The minutes of a care conference: as they are written, and as they are shown.

use entity::{ConferenceMinutesId, MinutesRevisionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::Page;

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

/// A draft of the minutes, as it was saved.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MinutesRevision)]
pub struct MinutesRevisionView {
    pub id: MinutesRevisionId,
    /// 1 for the first draft.
    pub number: i32,
    pub body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plain_language: Option<String>,
    pub saved_by: UserId,
    pub saved_at: Timestamp,
}

/// The alias names the list's schema in the API description.
pub type MinutesRevisionList = Page<MinutesRevisionView>;
