//! What callers are told about tasks.

use chrono::NaiveDate;
use entity::{
    ClientId, TaskId, TeamQueueId, Timestamp, UserId, Uuid,
    task::{
        ChecklistItem, Origin, OwnerKind, Priority, QuestionnaireCategory, Status, TaskType,
        TodoCode,
    },
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
    /// What to do, in plain words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dedupe_key: Option<String>,
    pub checklist: Vec<ChecklistItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalation: Option<TaskEscalationView>,
    /// The task that this one comes after, by its recurrence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_task_id: Option<TaskId>,
    /// The task that completing this one made, by its recurrence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_task_id: Option<TaskId>,
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

/// Who has to know of a task that is not done in time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TaskEscalationState)]
pub struct TaskEscalationView {
    pub to_user_id: UserId,
    /// So many hours after the task became overdue.
    #[schema(example = 24)]
    pub after_hours: i32,
    /// Absent if the task is never due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalates_at: Option<Timestamp>,
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
    /// What a client's to-do asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub todo_code: Option<TodoCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub questionnaire_category: Option<QuestionnaireCategory>,
    /// BCP 47 tag of the language that a client's to-do is written in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "es-MX")]
    pub language: Option<String>,
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
    /// Work lists leave the task out until then; absent once that is past.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snooze_until: Option<Timestamp>,
    /// Whether whom its escalation names has to know by now.
    pub escalated: bool,
    /// How often it comes again, as a rule of RFC 5545.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "FREQ=WEEKLY;BYDAY=MO")]
    pub recurrence: Option<String>,
    /// What `ownerId` is the id of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_kind: Option<OwnerKind>,
    /// Absent while the task waits for anyone to claim it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Uuid>,
    /// On whose work list it stands: the owner's, or that of whoever follows up what someone
    /// outside the staff is to do. Absent while it can be claimed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follower_id: Option<UserId>,
    /// The team queue that it waits in, or was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_id: Option<TeamQueueId>,
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

/// The tasks of a batch.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TaskBatch)]
pub struct TaskBatchView {
    /// In the order of the request, each in its new version.
    pub items: Vec<TaskOutlineView>,
}

/// The alias names the list's schema in the API description.
pub type TaskOutlineList = Page<TaskOutlineView>;
