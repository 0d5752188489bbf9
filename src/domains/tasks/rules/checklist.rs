//! The steps of a task: who did which of them, and which have to be done. No I/O.

use entity::{
    Timestamp, UserId, Uuid,
    task::{ChecklistItem, Model},
};
use serde_json::json;

use super::{super::dto::NewChecklistItem, CHECKLIST_OPEN};
use crate::platform::{Problem, ProblemKind};

pub const CHECKLIST_UNCHANGED: ProblemKind = ProblemKind::conflict(
    "task_checklist_unchanged",
    "The item of the checklist is so already",
    "Nothing is to be done.",
);

/// The list as the caller wrote it: what was done of `former` stays done, by the items' ids.
pub fn written(
    items: &[NewChecklistItem],
    former: &[ChecklistItem],
    fresh: impl Fn() -> Uuid,
) -> Vec<ChecklistItem> {
    let item = |input: &NewChecklistItem| {
        let id = input.id.unwrap_or_else(&fresh);
        let known = former.iter().find(|item| item.id == id);
        ChecklistItem {
            id,
            text: input.text.clone(),
            required: input.required,
            done: known.is_some_and(|item| item.done),
            done_by: known.and_then(|item| item.done_by),
            done_at: known.and_then(|item| item.done_at),
        }
    };
    items.iter().map(item).collect()
}

/// The same steps, none of them done.
pub fn anew(items: &[ChecklistItem], fresh: impl Fn() -> Uuid) -> Vec<ChecklistItem> {
    let item = |item: &ChecklistItem| ChecklistItem {
        id: fresh(),
        done: false,
        done_by: None,
        done_at: None,
        ..item.clone()
    };
    items.iter().map(item).collect()
}

/// The list with one item done by someone, or not done any more.
pub fn checked(
    task: &Model,
    id: Uuid,
    by: Option<(UserId, Timestamp)>,
) -> Result<Vec<ChecklistItem>, Problem> {
    let mut items = task.checklist.0.clone();
    let item = items.iter_mut().find(|item| item.id == id).ok_or_else(Problem::not_found)?;
    if item.done == by.is_some() {
        return Err(Problem::new(&CHECKLIST_UNCHANGED));
    }
    item.done = by.is_some();
    item.done_by = by.map(|(user, _)| user);
    item.done_at = by.map(|(_, at)| at);
    Ok(items)
}

/// Refuses to complete what still has required steps.
pub fn check_done(task: &Model) -> Result<(), Problem> {
    let open = task.checklist.iter().filter(|item| item.required && !item.done);
    let ids: Vec<_> = open.map(|item| item.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    Err(Problem::new(&CHECKLIST_OPEN).with_extension("checklistItemIds", json!(ids)))
}
