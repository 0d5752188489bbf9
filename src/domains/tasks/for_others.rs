//! What other domains do with tasks, inside their own units of work. Each row
//! that changes notes its own change, so that its history is whole.

use entity::{
    ClientId, TaskId, UserId, Uuid,
    task::{Entity, Event, Model, Origin, Status, TaskType},
};

use super::{
    dto::{RaisedTask, TaskCompletion},
    repository::{self, Memory},
    rules::{self, Due, recurrence::Rule},
    service::recurring,
};
use crate::{
    domains::{agencies, identity},
    platform::{Access, BusinessCalendar, Change, Problem, Reach, UnitOfWork, catalogue, store},
};

/// Makes the task, unless an open one has its key: then that one is given back.
pub async fn raise(uow: &UnitOfWork<'_>, new: RaisedTask) -> Result<Model, Problem> {
    if let Some(key) = &new.dedupe_key
        && let Some(open) = repository::open_with_key(uow, new.client_id, key).await?
    {
        return Ok(open);
    }
    let task = insert(uow, new).await?;
    uow.also(Change::created(&task).entering(task.status));
    Ok(task)
}

/// Makes a task of what the caller saw that is to be done: for whom the task names, else for the
/// caller, who is no owner if it is no user.
pub async fn adopt(uow: &UnitOfWork<'_>, mut new: RaisedTask) -> Result<(Model, Change), Problem> {
    let owner = new.owner_id.unwrap_or(uow.actor());
    if uow.scope().reach() != Reach::Agency && owner != uow.actor() {
        return Err(Problem::new(&catalogue::FORBIDDEN));
    }
    new.owner_id = Some(owner);
    let task = insert(uow, new).await?;
    let change = Change::created(&task).entering(task.status);
    Ok((task, change))
}

/// Refuses what somebody is to do already.
pub async fn refuse_second(
    uow: &UnitOfWork<'_>,
    client: Option<ClientId>,
    key: &str,
) -> Result<(), Problem> {
    match repository::open_with_key(uow, client, key).await? {
        Some(open) => {
            let id = serde_json::to_value(open.id).unwrap_or_default();
            Err(Problem::new(&rules::ALREADY_OPEN).with_extension("openTaskId", id))
        }
        None => Ok(()),
    }
}

async fn insert(uow: &UnitOfWork<'_>, mut new: RaisedTask) -> Result<Model, Problem> {
    // Work must not fail, or be lost, because someone has left.
    if let Some(owner) = new.owner_id
        && !is_active_user(uow, owner).await?
    {
        new.owner_id = None;
    }
    let agency = agencies::service::own(uow).await?;
    new.recurrence = new.recurrence.filter(|rule| Rule::parse(rule).is_some());
    // What comes again is counted from a day.
    if new.recurrence.is_some() && new.due_at.is_none() {
        let today = || BusinessCalendar::from(&agency).day_of(uow.now());
        new.due_on = Some(new.due_on.unwrap_or_else(today));
    }
    let due = Due::new(new.due_on, new.due_at, None, &agency);
    repository::insert_raised(uow, new, due).await
}

/// Whether the id names someone who can own a task.
pub async fn is_active_user(access: &impl Access, id: UserId) -> Result<bool, Problem> {
    match identity::service::require_user(access, id).await {
        Ok(_) => Ok(true),
        Err(problem) if problem.kind() == &catalogue::NOT_FOUND => Ok(false),
        Err(problem) => Err(problem),
    }
}

/// Cancels the subject's open tasks, because there is nothing left to do, and
/// says how many there were.
pub async fn cancel_for_subject(
    uow: &UnitOfWork<'_>,
    kind: &str,
    id: Uuid,
    reason: &str,
) -> Result<u64, Problem> {
    move_open(uow, (kind, id), (Event::Cancel, reason), |_| true).await
}

/// The same, but for tasks of these types that no person made: they are wanted still.
pub async fn cancel_for_subject_but(
    uow: &UnitOfWork<'_>,
    kind: &str,
    id: Uuid,
    kept: &[TaskType],
    reason: &str,
) -> Result<u64, Problem> {
    let meant = |task: &Model| task.origin == Origin::Person || !kept.contains(&task.task_type);
    move_open(uow, (kind, id), (Event::Cancel, reason), meant).await
}

/// Completes the subject's open tasks of these types, because what they ask for
/// was just done, with the subject as evidence. What a person noted about the
/// subject stays open: only people know whether that is done.
pub async fn complete_for_subject(
    uow: &UnitOfWork<'_>,
    kind: &str,
    id: Uuid,
    types: &[TaskType],
    note: &str,
) -> Result<u64, Problem> {
    let fulfilled = |task: &Model| task.origin != Origin::Person && types.contains(&task.task_type);
    move_open(uow, (kind, id), (Event::Fulfil, note), fulfilled).await
}

/// Holds the subject's tasks that are ready or in progress.
pub async fn hold_for_subject(
    uow: &UnitOfWork<'_>,
    kind: &str,
    id: Uuid,
    reason: &str,
) -> Result<u64, Problem> {
    let active = |task: &Model| matches!(task.status, Status::Ready | Status::InProgress);
    move_open(uow, (kind, id), (Event::Hold, reason), active).await
}

/// Resumes the tasks that were held with the subject. What people held for
/// reasons of their own stays on hold.
pub async fn resume_for_subject(
    uow: &UnitOfWork<'_>,
    kind: &str,
    id: Uuid,
    reason: &str,
) -> Result<u64, Problem> {
    let held = |task: &Model| task.status == Status::OnHold && task.held_with_subject;
    move_open(uow, (kind, id), (Event::Resume, reason), held).await
}

/// The subject's open tasks, oldest first.
pub async fn open_of_subject(
    access: &impl Access,
    kind: &str,
    id: Uuid,
) -> Result<Vec<Model>, Problem> {
    let tasks = repository::open_of_subject(access, kind, id).await?;
    for task in &tasks {
        access.saw(task);
    }
    Ok(tasks)
}

/// The tasks, for other domains that show something of them.
pub async fn of_ids(access: &impl Access, ids: &[TaskId]) -> Result<Vec<Model>, Problem> {
    let tasks = repository::of_ids(access, ids).await?;
    for task in &tasks {
        access.saw(task);
    }
    Ok(tasks)
}

/// Moves those of the subject's open tasks that are meant, and says how many
/// they were. Tasks are locked in the order of their ids, so that two who do
/// this do not wait for each other.
async fn move_open(
    uow: &UnitOfWork<'_>,
    (kind, id): (&str, Uuid),
    (event, reason): (Event, &str),
    is_meant: impl Fn(&Model) -> bool,
) -> Result<u64, Problem> {
    // A task that goes on needs no reason for where it is; its history has it.
    let memory = Memory {
        reason: matches!(event, Event::Hold | Event::Cancel).then_some(reason),
        with_subject: event == Event::Hold,
        ..Memory::default()
    };
    let evidence = TaskCompletion {
        note: reason.to_owned(),
        evidence_kind: Some(kind.to_owned()),
        evidence_id: Some(id),
    };
    let completion = (event == Event::Fulfil).then_some(&evidence);
    let mut count = 0;
    for task in repository::open_of_subject(uow, kind, id).await? {
        let task = store::lock_current::<Entity>(uow, task.id).await?;
        // Someone may have closed it in the meantime.
        if !task.status.is_open() || !is_meant(&task) {
            continue;
        }
        let step = rules::resume(&task, rules::machine(&task).fire(task.status, event)?);
        let next = recurring::planned(uow, &task, event).await?;
        let memory = Memory { completion, next: next.as_ref().map(|next| next.id), ..memory };
        let moved = repository::apply_step(uow, &task, &step, memory).await?;
        if let Some(next) = next {
            recurring::make(uow, &moved, next).await?;
        }
        let change = Change::of(rules::done(event), &moved).by(&step);
        uow.also(change.because(None, Some(reason.to_owned())));
        count += 1;
    }
    Ok(count)
}
