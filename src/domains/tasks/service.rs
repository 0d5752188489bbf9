//! What can be done with tasks. REST handlers, imports and other domains all
//! come through here, so permissions and rules are checked here.

use entity::{
    ClientId, TaskId, UserId,
    task::{Entity, Event, Model, Origin, TaskType},
    transition,
};

pub use super::{
    dto::RaisedTask,
    for_others::{
        adopt, cancel_for_subject, cancel_for_subject_but, complete_for_subject, hold_for_subject,
        of_ids, open_of_subject, raise, refuse_second, resume_for_subject,
    },
};
use super::{
    dto::{
        DueState, NewTask, TaskCompletion, TaskFilter, TaskHold, TaskPatch, TaskReason,
        TaskRelease, TaskSnooze,
    },
    for_others::is_active_user,
    repository::{self, Memory, Ownership},
    rules::{self, Actor, Due},
};
use crate::{
    domains::{agencies, clients},
    platform::{
        Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Scope, Slice, UnitOfWork,
        catalogue, check_may_retract, history, may_retract, reference, store,
    },
};

mod checklist;
pub mod lists;
mod owners;
pub mod queues;
pub(super) mod recurring;

pub use checklist::{check_item, uncheck_item};
pub use owners::{batch_reassign, reassign, require_user};

pub async fn create(ctx: &Ctx, new: NewTask) -> Result<Model, Problem> {
    ctx.write(Permission::WriteTasks, async |uow| {
        let client = client_of(uow, &new).await?;
        let owner = owners::of_new(uow, &new, client).await?;
        if let Some(escalation) = &new.escalation {
            owners::require_user(uow, escalation.to_user_id, "/escalation/toUserId").await?;
        }
        if let Some(key) = &new.dedupe_key {
            refuse_second(uow, client, key).await?;
        }
        let agency = agencies::service::own(uow).await?;
        let due = Due::new(new.due_on, new.due_at, new.time_zone.as_deref(), &agency);
        let task = repository::insert(uow, &new, client, &owner, due).await?;
        let change = Change::created(&task).entering(task.status);
        Ok((task, change))
    })
    .await
}

/// Whom the task is for: one about a record of a client is for this client, and
/// for no other.
async fn client_of(uow: &UnitOfWork<'_>, new: &NewTask) -> Result<Option<ClientId>, Problem> {
    if let Some(client) = new.client_id {
        require_client(uow, client, "/clientId").await?;
    }
    let (Some(kind), Some(id)) = (&new.subject_kind, new.subject_id) else {
        return Ok(new.client_id);
    };
    let whose = reference::require(uow, ("/subjectKind", kind), ("/subjectId", id)).await?;
    check_same_client(new.client_id, whose, "/subjectId")?;
    match (new.client_id, whose) {
        (None, Some(whose)) => {
            require_client(uow, whose.into(), "/subjectId").await?;
            Ok(Some(whose.into()))
        }
        (given, _) => Ok(given),
    }
}

async fn require_client(
    uow: &UnitOfWork<'_>,
    client: ClientId,
    pointer: &'static str,
) -> Result<(), Problem> {
    let found = clients::service::require_active(uow, client).await;
    found.map_err(|problem| problem.of_reference(pointer, "There is no such record."))?;
    Ok(())
}

/// What a task refers to is about the task's client, or about none.
fn check_same_client(
    client: Option<ClientId>,
    whose: Option<entity::Uuid>,
    pointer: &'static str,
) -> Result<(), Problem> {
    match client.map(ClientId::uuid).zip(whose) {
        Some((client, other)) if client != other => {
            let detail = "It is about another client than the task.";
            Err(Problem::field(pointer, "of_another_client", detail))
        }
        _ => Ok(()),
    }
}

pub async fn get(ctx: &Ctx, id: TaskId) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadTasks)?;
    store::find::<Entity>(&reading, id).await
}

pub async fn list(ctx: &Ctx, filter: TaskFilter, page: PageQuery) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadTasks)?;
    repository::page(&reading, &filter, &page).await
}

pub async fn history(
    ctx: &Ctx,
    id: TaskId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadTasks)?;
    let task = store::find::<Entity>(&reading, id).await?;
    history::of_row(&reading, &task, &page).await
}

pub async fn update(
    ctx: &Ctx,
    id: TaskId,
    seen: IfMatch,
    patch: TaskPatch,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteTasks, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        actor(uow.ctx(), uow.scope()).check_reach(&current)?;
        rules::check_open(&current)?;
        let is_to_do = |task_type| task_type == TaskType::ClientTodo;
        if patch.task_type.is_some_and(|to| is_to_do(to) != is_to_do(current.task_type)) {
            let detail = "A client's to-do stays one, and no other task becomes one.";
            return Err(Problem::field("/type", "fixed", detail));
        }
        if let Some(escalation) = &patch.escalation {
            owners::require_user(uow, escalation.to_user_id, "/escalation/toUserId").await?;
        }
        let agency = agencies::service::own(uow).await?;
        let due = Due::patched(&current, &patch, &agency);
        let task = repository::apply_patch(uow, &current, &patch, due).await?;
        let is_due = task.due_on.is_some() || task.due_at.is_some();
        rules::check_recurs(task.recurrence.as_deref(), is_due)?;
        let change = Change::updated(&task);
        Ok((task, change))
    })
    .await
}

pub async fn make_ready(ctx: &Ctx, id: TaskId, seen: IfMatch) -> Result<Model, Problem> {
    transition(ctx, id, seen, Event::Ready, Memory::default()).await
}

pub async fn claim(ctx: &Ctx, id: TaskId, seen: IfMatch) -> Result<Model, Problem> {
    let owner = Ownership::of_staff(ctx.actor());
    let memory = Memory { owner: Some(&owner), ..Memory::default() };
    transition(ctx, id, seen, Event::Claim, memory).await
}

pub async fn start(ctx: &Ctx, id: TaskId, seen: IfMatch) -> Result<Model, Problem> {
    transition(ctx, id, seen, Event::Start, Memory::default()).await
}

pub async fn complete(
    ctx: &Ctx,
    id: TaskId,
    seen: IfMatch,
    input: TaskCompletion,
) -> Result<Model, Problem> {
    let memory = Memory { completion: Some(&input), ..Memory::default() };
    transition(ctx, id, seen, Event::Complete, memory).await
}

pub async fn fail(
    ctx: &Ctx,
    id: TaskId,
    seen: IfMatch,
    input: TaskReason,
) -> Result<Model, Problem> {
    let memory = Memory { reason: Some(&input.reason), ..Memory::default() };
    transition(ctx, id, seen, Event::Fail, memory).await
}

pub async fn hold(ctx: &Ctx, id: TaskId, seen: IfMatch, input: TaskHold) -> Result<Model, Problem> {
    let TaskHold { reason, resume_on } = &input;
    let memory = Memory { reason: Some(reason), resume_on: *resume_on, ..Memory::default() };
    transition(ctx, id, seen, Event::Hold, memory).await
}

pub async fn resume(ctx: &Ctx, id: TaskId, seen: IfMatch) -> Result<Model, Problem> {
    transition(ctx, id, seen, Event::Resume, Memory::default()).await
}

pub async fn cancel(
    ctx: &Ctx,
    id: TaskId,
    seen: IfMatch,
    input: TaskReason,
) -> Result<Model, Problem> {
    let memory = Memory { reason: Some(&input.reason), ..Memory::default() };
    transition(ctx, id, seen, Event::Cancel, memory).await
}

pub async fn reopen(
    ctx: &Ctx,
    id: TaskId,
    seen: IfMatch,
    input: TaskReason,
) -> Result<Model, Problem> {
    let memory = Memory { reason: Some(&input.reason), ..Memory::default() };
    transition(ctx, id, seen, Event::Reopen, memory).await
}

/// It was recorded by mistake: it leaves lists and stays readable by its id.
pub async fn enter_in_error(
    ctx: &Ctx,
    id: TaskId,
    seen: IfMatch,
    input: TaskReason,
) -> Result<Model, Problem> {
    let memory = Memory { reason: Some(&input.reason), ..Memory::default() };
    transition(ctx, id, seen, Event::EnterInError, memory).await
}

/// Gives the task back to those who can claim it: in the queue that the caller
/// names, else in that which it was taken from.
pub async fn release(
    ctx: &Ctx,
    id: TaskId,
    seen: IfMatch,
    input: TaskRelease,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteTasks, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = actor(uow.ctx(), uow.scope()).step(&current, Event::Release)?;
        let queue = input.queue_id.or(current.queue_id);
        let owner = owners::back_to(uow, queue).await?;
        let reason = Some(input.reason.clone());
        let memory = Memory { owner: Some(&owner), ..Memory::default() };
        let task = repository::apply_step(uow, &current, &step, memory).await?;
        Ok((task.clone(), Change::of("released", &task).by(&step).because(None, reason)))
    })
    .await
}

async fn transition(
    ctx: &Ctx,
    id: TaskId,
    seen: IfMatch,
    event: Event,
    memory: Memory<'_>,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteTasks, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        if event == Event::EnterInError {
            check_may_retract(ctx, current.created_by, current.created_at)?;
        }
        let step = actor(uow.ctx(), uow.scope()).step(&current, event)?;
        if event == Event::Claim && !is_active_user(uow, uow.actor()).await? {
            let detail = "Only a user can own a task, no API client.";
            return Err(Problem::saying(&catalogue::FORBIDDEN, detail));
        }
        if event == Event::Reopen
            && let Some(key) = &current.dedupe_key
        {
            refuse_second(uow, current.client_id, key).await?;
        }
        rules::check_resume_on(&current, memory.resume_on, uow.now())?;
        if let Some(completion) = memory.completion {
            check_evidence(uow, &current, completion).await?;
        }
        let next = recurring::planned(uow, &current, event).await?;
        let memory = Memory { next: next.as_ref().map(|next| next.id), ..memory };
        let task = repository::apply_step(uow, &current, &step, memory).await?;
        if let Some(next) = next {
            recurring::make(uow, &task, next).await?;
        }
        // A reopened task forgets its note; its history keeps it.
        let why = memory.reason.or(memory.completion.map(|given| given.note.as_str()));
        let change =
            Change::of(rules::done(event), &task).by(&step).because(None, why.map(str::to_owned));
        Ok((task, change))
    })
    .await
}

/// What shows that a task was done is there, and about the same client.
async fn check_evidence(
    uow: &UnitOfWork<'_>,
    task: &Model,
    completion: &TaskCompletion,
) -> Result<(), Problem> {
    let TaskCompletion { evidence_kind: Some(kind), evidence_id: Some(id), .. } = completion else {
        return Ok(());
    };
    let whose = reference::require(uow, ("/evidenceKind", kind), ("/evidenceId", *id)).await?;
    check_same_client(task.client_id, whose, "/evidenceId")
}

/// Work lists leave the task out until then.
pub async fn snooze(
    ctx: &Ctx,
    id: TaskId,
    seen: IfMatch,
    input: TaskSnooze,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteTasks, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = actor(uow.ctx(), uow.scope()).snooze(&current)?;
        rules::check_snooze(input.until, uow.now())?;
        let task = repository::set_snooze(uow, &current, Some(input.until)).await?;
        let change = Change::of("snoozed", &task).by(&step);
        Ok((task, change.because(None, input.reason.clone())))
    })
    .await
}

pub async fn unsnooze(ctx: &Ctx, id: TaskId, seen: IfMatch) -> Result<Model, Problem> {
    ctx.write(Permission::WriteTasks, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = actor(uow.ctx(), uow.scope()).unsnooze(&current)?;
        let task = repository::set_snooze(uow, &current, None).await?;
        let change = Change::of("unsnoozed", &task).by(&step);
        Ok((task, change))
    })
    .await
}

/// What the caller can do with the task now.
pub fn allowed_actions(ctx: &Ctx, task: &Model) -> Vec<String> {
    let Ok(scope) = ctx.authorize(Permission::WriteTasks) else { return Vec::new() };
    let actor = actor(ctx, &scope);
    let mut actions = actor.allowed_actions(task);
    if actor.step(task, Event::EnterInError).is_ok()
        && may_retract(ctx, task.created_by, task.created_at)
    {
        actions.push(entity::Code::code(Event::EnterInError));
    }
    actions
}

/// The user, unless it is another agency's: the one whose answer to a referral raised the task.
pub fn own_user(task: &Model, user: UserId) -> Option<UserId> {
    Some(user).filter(|user| task.origin != Origin::Referral || *user != task.created_by)
}

/// When the task is due, as seen now.
pub fn due_state(ctx: &Ctx, task: &Model) -> Option<DueState> {
    rules::due_state(task, ctx.now())
}

/// Until when work lists leave the task out, if they do now.
pub fn snoozed_until(ctx: &Ctx, task: &Model) -> Option<entity::Timestamp> {
    task.snooze_until.filter(|_| rules::is_snoozed(task, ctx.now()))
}

/// Whether somebody else has to know by now that it is overdue.
pub fn is_escalated(ctx: &Ctx, task: &Model) -> bool {
    task.status.is_open() && task.escalates_at.is_some_and(|at| at <= ctx.now())
}

fn actor<'c>(ctx: &'c Ctx, scope: &Scope) -> Actor<'c> {
    let roles = &ctx.principal().roles;
    Actor { id: ctx.actor(), roles, reach: scope.reach(), now: ctx.now() }
}
