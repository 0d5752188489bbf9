//! What is wrong with what callers say about tasks, beyond what the schema sees. No I/O.

use chrono::{Datelike, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use entity::{
    Timestamp,
    task::{Model, OwnerKind, TaskType, TodoCode},
};
use validator::ValidationError;

use super::{
    super::dto::{
        NewChecklistItem, NewTask, TaskBatchReassignment, TaskCompletion, TaskHold, TaskPatch,
        TaskReassignment,
    },
    day_of,
    recurrence::Rule,
};
use crate::platform::{Problem, broken_rule};

/// A task is snoozed for so long at most.
const LONGEST_SNOOZE: TimeDelta = TimeDelta::days(90);

pub fn check_new(new: &NewTask) -> Result<(), ValidationError> {
    check_zone(new.time_zone.as_deref())?;
    check_due(new.due_on, new.due_at)?;
    check_year("/startAfter", new.start_after.map(Timestamp::to_utc))?;
    check_pair(
        ("/subjectKind", new.subject_kind.is_some()),
        ("/subjectId", new.subject_id.is_some()),
    )?;
    check_checklist(&new.checklist)?;
    check_recurrence(new.recurrence.as_deref())?;
    if new.recurrence.is_some() && new.due_on.is_none() && new.due_at.is_none() {
        return Err(never_due());
    }
    if new.owner_id.is_none() && !matches!(new.owner_kind, None | Some(OwnerKind::Client)) {
        return Err(broken_rule("/ownerId", "required", "Say who it is."));
    }
    if new.task_type == TaskType::ClientTodo { check_to_do(new) } else { check_team_task(new) }
}

/// What only a client's to-do has, and what it does not have.
fn check_to_do(new: &NewTask) -> Result<(), ValidationError> {
    let needed = "A to-do of a client needs it.";
    if new.client_id.is_none() {
        return Err(broken_rule("/clientId", "required", needed));
    }
    if new.language.is_none() {
        return Err(broken_rule("/language", "required", needed));
    }
    if new.todo_code.is_none() {
        return Err(broken_rule("/todoCode", "required", needed));
    }
    if (new.todo_code == Some(TodoCode::CompleteQuestionnaire))
        != new.questionnaire_category.is_some()
    {
        let detail = "Send it with the code complete-questionnaire, and with no other.";
        return Err(broken_rule("/questionnaireCategory", "questionnaire_category", detail));
    }
    if matches!(new.owner_kind, Some(OwnerKind::Staff | OwnerKind::TeamQueue | OwnerKind::Partner))
        || (new.owner_kind.is_none() && new.owner_id.is_some())
    {
        let detail = "The client does it, or someone who is related to the client.";
        return Err(broken_rule("/ownerKind", "owner_of_to_do", detail));
    }
    if new.draft {
        return Err(broken_rule("/draft", "draft_of_to_do", "A to-do of a client is no draft."));
    }
    if !new.performer_roles.is_empty() {
        let detail = "Nobody claims a to-do of a client.";
        return Err(broken_rule("/performerRoles", "roles_of_to_do", detail));
    }
    Ok(())
}

fn check_team_task(new: &NewTask) -> Result<(), ValidationError> {
    let detail = "Only a to-do of a client has it.";
    for (pointer, given) in [
        ("/todoCode", new.todo_code.is_some()),
        ("/questionnaireCategory", new.questionnaire_category.is_some()),
        ("/language", new.language.is_some()),
    ] {
        if given {
            return Err(broken_rule(pointer, "only_of_to_do", detail));
        }
    }
    let is_around_client =
        matches!(new.owner_kind, Some(OwnerKind::Client | OwnerKind::RelatedPerson));
    if is_around_client && new.client_id.is_none() {
        return Err(broken_rule("/clientId", "required", "Say which client is to do it."));
    }
    Ok(())
}

pub fn check_patch(patch: &TaskPatch) -> Result<(), ValidationError> {
    check_zone(patch.time_zone.as_deref())?;
    check_due(patch.due_on, patch.due_at)?;
    check_year("/startAfter", patch.start_after.map(Timestamp::to_utc))?;
    check_checklist(patch.checklist.as_deref().unwrap_or_default())?;
    check_recurrence(patch.recurrence.as_deref())
}

pub fn check_reassignment(input: &TaskReassignment) -> Result<(), ValidationError> {
    if input.owner_id.is_none() && input.owner_kind != Some(OwnerKind::Client) {
        return Err(broken_rule("/ownerId", "required", "Say who it is."));
    }
    Ok(())
}

pub fn check_batch(input: &TaskBatchReassignment) -> Result<(), ValidationError> {
    for (place, item) in input.items.iter().enumerate() {
        if input.items.iter().take(place).any(|earlier| earlier.task_id == item.task_id) {
            let pointer = format!("/items/{place}/taskId");
            return Err(broken_rule(pointer, "duplicate_item", "Send each item once."));
        }
    }
    if input.owner_id.is_none() && input.owner_kind != Some(OwnerKind::Client) {
        return Err(broken_rule("/ownerId", "required", "Say who it is."));
    }
    Ok(())
}

pub fn check_completion(completion: &TaskCompletion) -> Result<(), ValidationError> {
    let TaskCompletion { evidence_kind, evidence_id, .. } = completion;
    check_pair(("/evidenceKind", evidence_kind.is_some()), ("/evidenceId", evidence_id.is_some()))
}

pub fn check_hold(hold: &TaskHold) -> Result<(), ValidationError> {
    check_year("/resumeOn", hold.resume_on)
}

/// A held task is looked at again today or later, where the task is.
pub fn check_resume_on(task: &Model, on: Option<NaiveDate>, now: Timestamp) -> Result<(), Problem> {
    if on.is_some_and(|day| day < day_of(task, now)) {
        return Err(Problem::field("/resumeOn", "in_the_past", "Today or later."));
    }
    Ok(())
}

/// A task is snoozed until later, but not for so long that it is forgotten.
pub fn check_snooze(until: Timestamp, now: Timestamp) -> Result<(), Problem> {
    if until <= now || until.since(now) > LONGEST_SNOOZE {
        let detail = "Later than now, and at most 90 days from now.";
        return Err(Problem::field("/until", "out_of_range", detail));
    }
    Ok(())
}

/// What never is due cannot come again.
pub fn check_recurs(recurrence: Option<&str>, is_due: bool) -> Result<(), Problem> {
    if recurrence.is_some() && !is_due {
        let detail = "Say when the task is due first.";
        return Err(Problem::field("/recurrence", "recurrence_without_due", detail));
    }
    Ok(())
}

fn never_due() -> ValidationError {
    broken_rule("/recurrence", "recurrence_without_due", "Say when the task is due first.")
}

fn check_recurrence(rule: Option<&str>) -> Result<(), ValidationError> {
    if rule.is_some_and(|rule| Rule::parse(rule).is_none()) {
        let detail = "A rule of RFC 5545 with the documented parts, such as FREQ=WEEKLY;BYDAY=MO.";
        return Err(broken_rule("/recurrence", "recurrence", detail));
    }
    Ok(())
}

/// Each item has an id of its own.
fn check_checklist(items: &[NewChecklistItem]) -> Result<(), ValidationError> {
    for (place, item) in items.iter().enumerate() {
        let Some(id) = item.id else { continue };
        if items.iter().take(place).any(|earlier| earlier.id == Some(id)) {
            let pointer = format!("/checklist/{place}/id");
            return Err(broken_rule(pointer, "duplicate_item", "Send each id once."));
        }
    }
    Ok(())
}

fn check_zone(zone: Option<&str>) -> Result<(), ValidationError> {
    if zone.is_some_and(|zone| zone.parse::<Tz>().is_err()) {
        let detail = "A time zone has a name of IANA, such as America/Chicago.";
        return Err(broken_rule("/timeZone", "time_zone", detail));
    }
    Ok(())
}

fn check_due(on: Option<NaiveDate>, at: Option<Timestamp>) -> Result<(), ValidationError> {
    if on.is_some() && at.is_some() {
        return Err(broken_rule("/dueAt", "due_twice", "Send `dueOn` or `dueAt`, not both."));
    }
    check_year("/dueOn", on)?;
    check_year("/dueAt", at.map(Timestamp::to_utc))
}

fn check_year(pointer: &'static str, day: Option<impl Datelike>) -> Result<(), ValidationError> {
    if day.is_some_and(|day| !(2000..2200).contains(&day.year())) {
        return Err(broken_rule(pointer, "out_of_range", "Of the years 2000 to 2199."));
    }
    Ok(())
}

/// Both halves of a reference are there, or neither.
fn check_pair(
    (kind, has_kind): (&'static str, bool),
    (id, has_id): (&'static str, bool),
) -> Result<(), ValidationError> {
    if has_kind == has_id {
        return Ok(());
    }
    let missing = if has_kind { id } else { kind };
    Err(broken_rule(missing, "half_a_reference", "A reference has both a kind and an id."))
}
