//! Barriers of goals: what stands in the way.

use entity::{CarePlanId, GoalBarrierId, GoalId, goal_barrier::Status};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::Header;

/// Something that stands in the way of a goal.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewGoalBarrier {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<GoalBarrierId>,
    /// A code of the agency's own list.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 50, example = "transport")]
    pub code: Option<String>,
    #[schema(min_length = 1, max_length = 500, example = "No bus after 18:00.")]
    pub text: String,
}

/// A barrier that is known when its goal is added.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KnownBarrier {
    /// A code of the agency's own list.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 50, example = "transport")]
    pub code: Option<String>,
    #[schema(min_length = 1, max_length = 500, example = "No bus after 18:00.")]
    pub text: String,
}

/// Changes of what is said of a barrier.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoalBarrierPatch {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 50)]
    pub code: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    pub text: Option<String>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub clear_fields: Vec<GoalBarrierClearableField>,
}

/// A field of a barrier that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum GoalBarrierClearableField {
    Code,
}

/// How a barrier was overcome.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BarrierResolution {
    #[schema(
        min_length = 1,
        max_length = 1000,
        example = "Her neighbour drives her on Thursdays."
    )]
    pub resolution: String,
}

/// Why a barrier stays, or stands in the way again.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BarrierReason {
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// What stands in the way of a goal.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = GoalBarrier)]
pub struct GoalBarrierView {
    #[serde(flatten)]
    pub header: Header,
    pub care_plan_id: CarePlanId,
    pub goal_id: GoalId,
    /// A code of the agency's own list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    pub text: String,
    pub status: Status,
    /// How it was overcome, or why it stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    /// What the caller can do with it now.
    pub allowed_actions: Vec<String>,
}
