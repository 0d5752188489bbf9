//! What callers are told about tasks.

use chrono::NaiveDate;
use entity::{
    ClientId, TaskId, Timestamp, UserId, Uuid,
    task::{ChecklistItem, Origin, Priority, Status, TaskType},
    user_account::Role,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::Page;

/// A task.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Task)]
pub struct TaskView {
    #[serde(flatten)]
    pub outline: TaskOutlineView,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dedupe_key: Option<String>,
    pub checklist: Vec<ChecklistItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion_note: Option<String>,
    /// Kind of the record that shows what came of the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence_kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence_id: Option<Uuid>,
    /// Why the task is in its present status, where that needs a reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
}

/// When an open task is due, as seen now, by the days of its time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub enum DueState {
    #[serde(rename = "overdue")]
    Overdue,
    #[serde(rename = "due_today")]
    DueToday,
    /// Within the seven days after today.
    #[serde(rename = "next_7_days")]
    Next7Days,
    #[serde(rename = "later")]
    Later,
    /// Never due.
    #[serde(rename = "unscheduled")]
    Unscheduled,
}

/// A task without what was noted about it, as lists show it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TaskOutline)]
pub struct TaskOutlineView {
    pub id: TaskId,
    /// Send it as `If-Match` with the next action.
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Absent where another agency's answer to a referral raised the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<UserId>,
    /// Absent where another agency's answer to a referral raised the task, until someone acts on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<UserId>,
    #[schema(example = "Call about the food pantry")]
    pub title: String,
    #[serde(rename = "type")]
    pub task_type: TaskType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// Kind of the record that the task is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "referral")]
    pub subject_kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_id: Option<Uuid>,
    pub priority: Priority,
    /// Due by the end of this day in `timeZone`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// IANA name of the zone in which days begin and end.
    #[schema(example = "America/Chicago")]
    pub time_zone: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_after: Option<Timestamp>,
    /// Whether the task is open and should have been done by now.
    pub overdue: bool,
    /// Absent once the task is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_state: Option<DueState>,
    /// Absent while the task waits for someone to claim it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<UserId>,
    /// Who may claim the task while nobody owns it; all who work on tasks if empty.
    pub performer_roles: Vec<Role>,
    pub origin: Origin,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Timestamp>,
    /// When to look at a held task again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resume_on: Option<NaiveDate>,
    pub status: Status,
    /// What the caller can do with the task now.
    #[schema(example = json!(["complete", "fail", "hold", "cancel", "reassign"]))]
    pub allowed_actions: Vec<String>,
}

/// The alias names the list's schema in the API description.
pub type TaskOutlineList = Page<TaskOutlineView>;

/// What the caller has to do, the most urgent first in each group.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WorkList)]
pub struct WorkListView {
    /// The moment for which the groups are right.
    pub as_of: Timestamp,
    pub overdue: WorkListGroup,
    /// Due by the end of today, in each task's time zone.
    pub due_today: WorkListGroup,
    /// Due within the seven days after today.
    pub next_7_days: WorkListGroup,
    /// Due after that, or not to be started yet.
    pub later: WorkListGroup,
    /// Never due.
    pub unscheduled: WorkListGroup,
    /// On hold, whenever they are due.
    pub waiting_on_others: WorkListGroup,
    /// Ready tasks that nobody owns and the caller may claim.
    pub claimable: WorkListGroup,
    /// Whether there are so many tasks (more than 2,000) that only those due first were looked
    /// at.
    pub truncated: bool,
}

/// A group of a work list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkListGroup {
    /// At most 100, the most urgent first.
    #[schema(max_items = 100)]
    pub items: Vec<WorkListItem>,
    /// How many more there are; find them by `GET /v1/tasks`.
    #[schema(minimum = 0)]
    pub more: u64,
}

/// A task of a work list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkListItem {
    pub task: TaskOutlineView,
    /// Only with `explain=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<WorkListScore>,
}

/// What a task's place comes from: `overdueDays` × `priorityWeight`. Among equals, the higher
/// priority comes first, then what is due earlier.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkListScore {
    #[schema(example = 6)]
    pub value: i64,
    /// Days since the due day; 1 from the first moment on, 0 if the task is not overdue.
    #[schema(example = 3)]
    pub overdue_days: i64,
    /// `routine` 1, `urgent` 2, `asap` 4, `stat` 8.
    #[schema(example = 2)]
    pub priority_weight: i64,
}
