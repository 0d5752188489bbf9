//! What callers send and receive about team queues.

use entity::{TeamQueueId, UserId, team_queue::Status, user_account::Role};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::{AnyOf, Header, Page};

/// Where tasks wait for whoever of a team takes them on.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTeamQueue {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<TeamQueueId>,
    /// Unlike that of any other queue of the agency; capitals make no difference.
    #[schema(min_length = 1, max_length = 100, example = "Housing team")]
    pub name: String,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub description: Option<String>,
    /// Who may claim a task of the queue that does not say so itself; all who work on tasks if
    /// empty.
    #[serde(default)]
    #[schema(max_items = 11)]
    pub performer_roles: Vec<Role>,
    /// Active users of the agency who work from it: the team.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub member_ids: Vec<UserId>,
}

/// Changes of a team queue. What is left out stays; lists are replaced as a whole.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TeamQueuePatch {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub description: Option<String>,
    #[serde(default)]
    #[schema(max_items = 11)]
    pub performer_roles: Option<Vec<Role>>,
    #[serde(default)]
    #[schema(max_items = 200)]
    pub member_ids: Option<Vec<UserId>>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub clear_fields: Vec<TeamQueueClearableField>,
}

/// A field of a team queue that can be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum TeamQueueClearableField {
    Description,
}

/// Why a queue is no longer used, or used again.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TeamQueueReason {
    #[schema(min_length = 1, max_length = 1000, example = "The two teams work together now.")]
    pub reason: String,
}

/// Which team queues to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct TeamQueueFilter {
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
}

/// A team queue.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TeamQueue)]
pub struct TeamQueueView {
    #[serde(flatten)]
    pub header: Header,
    #[schema(example = "Housing team")]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Who may claim a task of the queue that does not say so itself; all who work on tasks if
    /// empty.
    pub performer_roles: Vec<Role>,
    /// Who works from it: the team.
    pub member_ids: Vec<UserId>,
    pub status: Status,
    /// Why it was retired or restored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
    /// What the caller can do with it now.
    #[schema(example = json!(["retire"]))]
    pub allowed_actions: Vec<String>,
}

/// The alias names the list's schema in the API description.
pub type TeamQueueList = Page<TeamQueueView>;
