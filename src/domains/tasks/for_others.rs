//! What other domains do with tasks, inside their own units of work. Each row
//! that changes notes its own change, so that its history is whole.

use entity::{
    TaskId, UserId, Uuid,
    task::{Entity, Event, Model, Status},
};

use super::{
    dto::RaisedTask,
    repository::{self, Memory},
    rules::{self, Due},
};
use crate::{
    domains::{agencies, identity},
    platform::{Access, Change, Problem, Step, UnitOfWork, catalogue, store},
};

/// Makes the task, unless an open one has its key: then that one is given back.
pub async fn raise(uow: &UnitOfWork<'_>, mut new: RaisedTask) -> Result<Model, Problem> {
    if let Some(key) = &new.dedupe_key
        && let Some(open) = repository::open_with_key(uow, key).await?
    {
        return Ok(open);
    }
    // Work must not fail, or be lost, because someone has left.
    if let Some(owner) = new.owner_id
        && !is_active_user(uow, owner).await?
    {
        new.owner_id = None;
    }
    let agency = agencies::service::own(uow).await?;
    let due = Due::new(new.due_on, new.due_at, None, &agency);
    let task = repository::insert_raised(uow, new, due).await?;
    uow.also(Change::created(&task).entering(task.status));
    Ok(task)
}

/// Whether the id names someone who can own a task.
pub async fn is_active_user(access: &impl Access, id: UserId) -> Result<bool, Problem> {
    match identity::service::require_user(access, id).await {
        Ok(_) => Ok(true),
        Err(problem) if problem.kind() == &catalogue::NOT_FOUND => Ok(false),
        Err(problem) => Err(problem),
    }
}

/// Cancels the subject's open tasks, and says how many there were.
pub async fn cancel_for_subject(
    uow: &UnitOfWork<'_>,
    kind: &str,
    id: Uuid,
    reason: &str,
) -> Result<u64, Problem> {
    let mut count = 0;
    for task in lock_open(uow, kind, id).await? {
        let step = rules::MACHINE.fire(task.status, Event::Cancel)?;
        move_on(uow, &task, &step, ("cancelled", reason)).await?;
        count += 1;
    }
    Ok(count)
}

/// Holds the subject's tasks that are ready or in progress.
pub async fn hold_for_subject(
    uow: &UnitOfWork<'_>,
    kind: &str,
    id: Uuid,
    reason: &str,
) -> Result<u64, Problem> {
    let mut count = 0;
    for task in lock_open(uow, kind, id).await? {
        if matches!(task.status, Status::Ready | Status::InProgress) {
            let step = rules::MACHINE.fire(task.status, Event::Hold)?;
            move_on(uow, &task, &step, ("held", reason)).await?;
            count += 1;
        }
    }
    Ok(count)
}

/// Resumes the tasks that were held with the subject. What people held for
/// reasons of their own stays on hold.
pub async fn resume_for_subject(
    uow: &UnitOfWork<'_>,
    kind: &str,
    id: Uuid,
    reason: &str,
) -> Result<u64, Problem> {
    let mut count = 0;
    for task in lock_open(uow, kind, id).await? {
        if task.status == Status::OnHold && task.held_with_subject {
            let step = rules::MACHINE.fire(task.status, Event::Resume)?;
            let step = rules::resume(&task, step);
            move_on(uow, &task, &step, ("resumed", reason)).await?;
            count += 1;
        }
    }
    Ok(count)
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

/// The subject's open tasks, locked in the order of their ids, so that two who
/// do this do not wait for each other.
async fn lock_open(uow: &UnitOfWork<'_>, kind: &str, id: Uuid) -> Result<Vec<Model>, Problem> {
    let mut open = Vec::new();
    for task in repository::open_of_subject(uow, kind, id).await? {
        // Someone may have closed it in the meantime.
        let task = store::lock_current::<Entity>(uow, task.id).await?;
        if task.status.is_open() {
            open.push(task);
        }
    }
    Ok(open)
}

async fn move_on(
    uow: &UnitOfWork<'_>,
    task: &Model,
    step: &Step<Status>,
    (done, reason): (&'static str, &str),
) -> Result<(), Problem> {
    // A task that goes on needs no reason for where it is; its history has it.
    let reason_for_status = matches!(step.to, Status::OnHold | Status::Cancelled);
    let memory = Memory {
        reason: reason_for_status.then_some(reason),
        with_subject: step.to == Status::OnHold,
        ..Memory::default()
    };
    let moved = repository::apply_step(uow, task, step, memory).await?;
    uow.also(Change::of(done, &moved).by(step).because(None, Some(reason.to_owned())));
    Ok(())
}
