//! What callers send and receive about tasks.

use chrono::NaiveDate;
use entity::{
    ClientId, Timestamp, UserId, Uuid,
    task::{Origin, Priority, TaskType},
    user_account::Role,
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
