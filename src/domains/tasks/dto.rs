//! What callers send about tasks, and in `views` what they are told.

use chrono::NaiveDate;
use entity::{
    ClientId, TaskId, Timestamp, UserId, Uuid,
    task::{ChecklistItem, Origin, Priority, Status, TaskType},
    user_account::Role,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::rules;
use crate::platform::AnyOf;

mod views;

pub use views::{
    DueState, TaskOutlineList, TaskOutlineView, TaskView, WorkListGroup, WorkListItem,
    WorkListScore, WorkListView,
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
    /// Someone who is no active user any more is left out: the task can then be claimed.
    pub owner_id: Option<UserId>,
    /// Who may claim the task while nobody owns it; all who work on tasks if empty.
    pub performer_roles: Vec<Role>,
    pub origin: Origin,
    /// If an open task has it already, none is made.
    pub dedupe_key: Option<String>,
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
    #[serde(rename = "type")]
    pub task_type: TaskType,
    /// The client whom it is for, whose record must be active.
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
    /// An active user of the agency. Without an owner the task can be claimed; callers who may
    /// only work on their own tasks always own what they create.
    #[serde(default)]
    pub owner_id: Option<UserId>,
    /// Who may claim the task while nobody owns it; all who work on tasks if empty.
    #[serde(default)]
    #[schema(max_items = 11)]
    pub performer_roles: Vec<Role>,
    /// A name for the work. While a task with it is open, another one is refused with 409
    /// `task_already_open` and `openTaskId`.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "reassess:2026-01")]
    pub dedupe_key: Option<String>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub checklist: Vec<ChecklistItem>,
    /// Keep it back until someone makes it ready.
    #[serde(default)]
    pub draft: bool,
}

/// Changes of an open task. What is left out stays; lists are replaced as a whole.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_patch))]
pub struct TaskPatch {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub title: Option<String>,
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
    #[schema(max_items = 50)]
    pub checklist: Option<Vec<ChecklistItem>>,
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
pub struct TaskReassignment {
    /// An active user of the agency.
    pub owner_id: UserId,
    #[schema(min_length = 1, max_length = 1000, example = "On leave until March.")]
    pub reason: String,
}

/// Which tasks to list. All that is given must fit.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct TaskFilter {
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Owners, separated by commas.
    #[param(explode = false)]
    pub owner_id: Option<AnyOf<UserId>>,
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

/// How to show a work list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct WorkListQuery {
    /// Show what each task's place in its group comes from.
    #[serde(default)]
    #[param(default = false)]
    pub explain: bool,
}
