//! What callers send about tasks, and in `views` what they are told.

use chrono::NaiveDate;
use entity::{
    ClientId, TaskId, TeamQueueId, Timestamp, UserId, Uuid,
    task::{Origin, OwnerKind, Priority, QuestionnaireCategory, Status, TaskType, TodoCode},
    user_account::Role,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::rules;
use crate::platform::AnyOf;

mod queues;
mod views;

pub use queues::{
    NewTeamQueue, TeamQueueClearableField, TeamQueueFilter, TeamQueueList, TeamQueuePatch,
    TeamQueueReason, TeamQueueView,
};
pub use views::{
    DueState, TaskBatchView, TaskEscalationView, TaskOutlineList, TaskOutlineView, TaskView,
};

/// A task that another domain raises within its own unit of work.
#[derive(Clone, Debug)]
pub struct RaisedTask {
    pub title: String,
    pub task_type: TaskType,
    pub client_id: Option<ClientId>,
    /// Kind and id of the record that the task is about.
    pub subject: Option<(&'static str, Uuid)>,
    pub priority: Priority,
    /// By the end of this day where the agency is; leave it out if there is a `due_at`.
    pub due_on: Option<NaiveDate>,
    pub due_at: Option<Timestamp>,
    /// Nothing can be done about it before: until then, work lists have it among what is for later.
    pub start_after: Option<Timestamp>,
    /// Someone who is no active user any more is left out: the task can then be claimed.
    pub owner_id: Option<UserId>,
    /// Who may claim the task while nobody owns it; all who work on tasks if empty.
    pub performer_roles: Vec<Role>,
    pub origin: Origin,
    /// If an open task of the client has it already, none is made.
    pub dedupe_key: Option<String>,
    /// How often it comes again once it is closed. A rule that tasks do not know is left out.
    pub recurrence: Option<String>,
}

/// Which of the open tasks another domain asks for. All that is given must fit.
#[derive(Clone, Debug, Default)]
pub struct OpenTaskFilter {
    pub client_id: Option<ClientId>,
    pub task_types: Option<Vec<TaskType>>,
    pub priorities: Option<Vec<Priority>>,
    /// On the work lists of these people.
    pub followers: Option<Vec<UserId>>,
}

/// Something to be done.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new))]
pub struct NewTask {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<TaskId>,
    #[schema(min_length = 1, max_length = 200, example = "Call about the food pantry")]
    pub title: String,
    /// What to do, in plain words; for a client's to-do in the client's language.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    pub instructions: Option<String>,
    /// `client_todo` is for the client to do; staff record what the client says of it.
    #[serde(rename = "type")]
    pub task_type: TaskType,
    /// What a client's to-do asks for; needed for `client_todo`, of no other type.
    #[serde(default)]
    pub todo_code: Option<TodoCode>,
    /// What the questionnaire is about; needed with the code `complete-questionnaire`.
    #[serde(default)]
    pub questionnaire_category: Option<QuestionnaireCategory>,
    /// BCP 47 tag of the language that title and instructions are in; needed for `client_todo`.
    #[serde(default)]
    #[schema(
        min_length = 2,
        max_length = 35,
        pattern = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$",
        example = "es-MX"
    )]
    pub language: Option<String>,
    /// The client whom it is for, whose record must be active. The subject's client if absent.
    #[serde(default)]
    pub client_id: Option<ClientId>,
    /// Kind of the record that the task is about; only together with `subjectId`.
    #[serde(default)]
    #[schema(
        min_length = 1,
        max_length = 50,
        pattern = "^[a-z]+(_[a-z]+)*$",
        example = "referral"
    )]
    pub subject_kind: Option<String>,
    /// Id of the record that the task is about.
    #[serde(default)]
    pub subject_id: Option<Uuid>,
    /// `routine` if absent.
    #[serde(default)]
    pub priority: Option<Priority>,
    /// Due by the end of this day in `timeZone`. Send this or `dueAt`, not both.
    #[serde(default)]
    #[schema(example = "2026-01-09")]
    pub due_on: Option<NaiveDate>,
    /// Due at this instant.
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    /// IANA name of the zone in which days begin and end; the agency's if absent.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 50, example = "America/Chicago")]
    pub time_zone: Option<String>,
    /// Not to be started before this instant.
    #[serde(default)]
    pub start_after: Option<Timestamp>,
    /// What `ownerId` is the id of; `staff` if absent.
    #[serde(default)]
    pub owner_kind: Option<OwnerKind>,
    /// An active user, an active team queue, someone related to the task's client, or another
    /// agency; for the kind `client` the task's client, which may be left out. Without an owner the task can be claimed; callers who may
    /// only work on their own tasks always own what they create. A client's to-do is the client's.
    #[serde(default)]
    pub owner_id: Option<Uuid>,
    /// Who of the staff follows up what someone outside of it is to do: it stands on their work
    /// list. The caller if absent. Not taken for other owners.
    #[serde(default)]
    pub follower_id: Option<UserId>,
    /// Who may claim the task while nobody owns it; all who work on tasks if empty.
    #[serde(default)]
    #[schema(max_items = 11)]
    pub performer_roles: Vec<Role>,
    /// A name for the work. While a task of the same client with it is open, another one is refused
    /// with 409 `task_already_open` and `openTaskId`; so it is with tasks that are for no client.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "reassess:2026-01")]
    pub dedupe_key: Option<String>,
    /// Who has to know if it is not done in time.
    #[serde(default)]
    pub escalation: Option<TaskEscalation>,
    /// How often the work comes again, as a rule of RFC 5545 with the parts `FREQ` (`DAILY`,
    /// `WEEKLY`, `MONTHLY`, `YEARLY`), `INTERVAL`, `BYDAY` (of a week), `BYMONTHDAY` (of a month),
    /// and `COUNT` or `UNTIL` (a day, `20261231`). Completing or failing the task makes the next
    /// one, due by the rule after both this one's due day and the day on which it was done. A month
    /// that does not have the day is not left out, as in RFC 5545: the work is due on its last day,
    /// and the rule of what follows says the day that is meant (`BYMONTHDAY=31`). Needs `dueOn` or
    /// `dueAt`.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "FREQ=WEEKLY;BYDAY=MO")]
    pub recurrence: Option<String>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub checklist: Vec<NewChecklistItem>,
    /// Keep it back until someone makes it ready.
    #[serde(default)]
    pub draft: bool,
}

/// A step of a task.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewChecklistItem {
    /// Made by the caller (UUID of version 4 or 7), or that of an item that stays: what was done
    /// of it stays done.
    #[serde(default)]
    pub id: Option<Uuid>,
    #[schema(min_length = 1, max_length = 200, example = "Call the landlord")]
    pub text: String,
    /// The task cannot be completed before it is done.
    #[serde(default)]
    pub required: bool,
}

/// Who has to know of a task that is not done in time. It then stands on their work list too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TaskEscalation {
    /// An active user of the agency.
    pub to_user_id: UserId,
    /// So many hours after the task became overdue.
    #[schema(minimum = 0, maximum = 8760, example = 24)]
    pub after_hours: i32,
}

/// Changes of an open task. What is left out stays; lists are replaced as a whole.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_patch))]
pub struct TaskPatch {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub title: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    pub instructions: Option<String>,
    /// A client's to-do stays one, and no other task becomes one.
    #[serde(default, rename = "type")]
    pub task_type: Option<TaskType>,
    #[serde(default)]
    pub priority: Option<Priority>,
    /// Takes the place of `dueAt`.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    /// Takes the place of `dueOn`.
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 50)]
    pub time_zone: Option<String>,
    #[serde(default)]
    pub start_after: Option<Timestamp>,
    #[serde(default)]
    #[schema(max_items = 11)]
    pub performer_roles: Option<Vec<Role>>,
    #[serde(default)]
    pub escalation: Option<TaskEscalation>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub recurrence: Option<String>,
    /// The whole list. Items with the id of one that is there stay done if they were.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub checklist: Option<Vec<NewChecklistItem>>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub clear_fields: Vec<TaskClearableField>,
}

/// A field of a task that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum TaskClearableField {
    DueOn,
    DueAt,
    StartAfter,
    Instructions,
    Escalation,
    Recurrence,
}

/// What came of a task.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_completion))]
pub struct TaskCompletion {
    #[schema(min_length = 1, max_length = 2000, example = "Reached her; she will come on Friday.")]
    pub note: String,
    /// Kind of the record that shows it; only together with `evidenceId`.
    #[serde(default)]
    #[schema(
        min_length = 1,
        max_length = 50,
        pattern = "^[a-z]+(_[a-z]+)*$",
        example = "assessment"
    )]
    pub evidence_kind: Option<String>,
    /// Id of the record that shows it.
    #[serde(default)]
    pub evidence_id: Option<Uuid>,
}

/// Why a task moves on in this way.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TaskReason {
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Why a task has to wait.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_hold))]
pub struct TaskHold {
    #[schema(min_length = 1, max_length = 1000, example = "Waiting for the landlord's answer.")]
    pub reason: String,
    /// When to look at it again. Nothing happens by itself on that day.
    #[serde(default)]
    pub resume_on: Option<NaiveDate>,
}

/// Who is to do a task instead, and why.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_reassignment))]
pub struct TaskReassignment {
    /// What `ownerId` is the id of; `staff` if absent.
    #[serde(default)]
    pub owner_kind: Option<OwnerKind>,
    /// An active user, an active team queue, someone related to the task's client, or another
    /// agency; for the kind `client` the task's client, which may be left out.
    #[serde(default)]
    pub owner_id: Option<Uuid>,
    /// Who of the staff follows up what someone outside of it is to do; the caller if absent.
    #[serde(default)]
    pub follower_id: Option<UserId>,
    #[schema(min_length = 1, max_length = 1000, example = "On leave until March.")]
    pub reason: String,
}

/// Who is to do several tasks instead, and why.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_batch))]
pub struct TaskBatchReassignment {
    /// The tasks, each once.
    #[schema(min_items = 1, max_items = 100)]
    pub items: Vec<TaskOfBatch>,
    /// What `ownerId` is the id of; `staff` if absent.
    #[serde(default)]
    pub owner_kind: Option<OwnerKind>,
    /// An active user, an active team queue, someone related to the tasks' client, or another
    /// agency; for the kind `client` each task's client, which may be left out.
    #[serde(default)]
    pub owner_id: Option<Uuid>,
    /// Who of the staff follows up what someone outside of it is to do; the caller if absent.
    #[serde(default)]
    pub follower_id: Option<UserId>,
    #[schema(min_length = 1, max_length = 1000, example = "On leave until March.")]
    pub reason: String,
}

/// A task in the version that the caller has seen.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TaskOfBatch {
    pub task_id: TaskId,
    /// Its `version`.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub version: i64,
}

/// Where a task goes back to, and why.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TaskRelease {
    /// The queue that it is to wait in; that which it was taken from if absent, and anyone's if it
    /// came from none.
    #[serde(default)]
    pub queue_id: Option<TeamQueueId>,
    #[schema(min_length = 1, max_length = 1000, example = "Spanish is needed.")]
    pub reason: String,
}

/// Until when work lists leave a task out.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TaskSnooze {
    /// Later than now, and at most 90 days from now.
    pub until: Timestamp,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: Option<String>,
}

/// Which tasks to list. All that is given must fit.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct TaskFilter {
    /// Statuses, separated by commas. All but `entered_in_error` if absent.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Ids of owners of any kind, separated by commas.
    #[param(explode = false)]
    pub owner_id: Option<AnyOf<Uuid>>,
    /// Tasks for this client.
    pub client_id: Option<ClientId>,
    /// Types, separated by commas.
    #[serde(rename = "type")]
    #[param(explode = false)]
    pub task_type: Option<AnyOf<TaskType>>,
    /// Priorities, separated by commas.
    #[param(explode = false)]
    pub priority: Option<AnyOf<Priority>>,
    /// Tasks that are overdue by then; a due day counts from its end.
    pub due_before: Option<Timestamp>,
    /// Kind of the record that the tasks are about.
    #[param(min_length = 1, max_length = 50)]
    pub subject_kind: Option<String>,
    /// Id of the record that the tasks are about.
    pub subject_id: Option<Uuid>,
}
