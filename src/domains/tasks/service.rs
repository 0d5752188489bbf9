//! What can be done with tasks. REST handlers, imports and other domains all
//! come through here, so permissions and rules are checked here.

use entity::{
    TaskId, UserId,
    task::{Entity, Event, Model, Origin},
    transition,
};

pub use super::{
    dto::RaisedTask,
    for_others::{
        cancel_for_subject, cancel_for_subject_but, complete_for_subject, hold_for_subject, of_ids,
        open_of_subject, raise, resume_for_subject,
    },
};
use super::{
    dto::{
        DueState, NewTask, TaskCompletion, TaskFilter, TaskHold, TaskPatch, TaskReason,
        TaskReassignment, WorkListQuery,
    },
    for_others::is_active_user,
    ranking::{self, WorkList},
    repository::{self, Memory},
    rules::{self, Actor, Due},
};
use crate::{
    domains::{agencies, clients},
    platform::{
        Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Reach, Scope, Slice,
        UnitOfWork, catalogue, history, reference, store,
    },
};

pub async fn create(ctx: &Ctx, new: NewTask) -> Result<Model, Problem> {
    ctx.write(Permission::WriteTasks, async |uow| {
        let owner = owner_of_new(uow, new.owner_id)?;
        if let Some(client_id) = new.client_id {
            let client = clients::service::require_active(uow, client_id).await;
            client
                .map_err(|problem| problem.of_reference("/clientId", "There is no such record."))?;
        }
        if let Some(owner) = owner {
            require_owner(uow, owner).await?;
        }
        if let (Some(kind), Some(id)) = (&new.subject_kind, new.subject_id) {
            reference::require(uow, ("/subjectKind", kind), ("/subjectId", id)).await?;
        }
        if let Some(key) = &new.dedupe_key {
            refuse_second(uow, key).await?;
        }
        let agency = agencies::service::own(uow).await?;
        let due = Due::new(new.due_on, new.due_at, new.time_zone.as_deref(), &agency);
        let task = repository::insert(uow, &new, owner, due).await?;
        let change = Change::created(&task).entering(task.status);
        Ok((task, change))
    })
    .await
}

/// Those who may only work on their own tasks own what they create.
fn owner_of_new(uow: &UnitOfWork<'_>, asked: Option<UserId>) -> Result<Option<UserId>, Problem> {
    match asked {
        _ if uow.scope().reach() == Reach::Agency => Ok(asked),
        Some(other) if other != uow.actor() => Err(Problem::new(&catalogue::FORBIDDEN)),
        _ => Ok(Some(uow.actor())),
    }
}

async fn require_owner(access: &impl Access, owner: UserId) -> Result<(), Problem> {
    if is_active_user(access, owner).await? {
        Ok(())
    } else {
        Err(Problem::field("/ownerId", "not_found", "There is no such active user."))
    }
}

async fn refuse_second(uow: &UnitOfWork<'_>, key: &str) -> Result<(), Problem> {
    match repository::open_with_key(uow, key).await? {
        Some(open) => {
            let id = serde_json::to_value(open.id).unwrap_or_default();
            Err(Problem::new(&rules::ALREADY_OPEN).with_extension("openTaskId", id))
        }
        None => Ok(()),
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

/// What the caller has to do, and what the caller could take on.
pub async fn work_list(ctx: &Ctx, query: WorkListQuery) -> Result<WorkList, Problem> {
    let reading = ctx.read(Permission::ReadTasks)?;
    let (own, more_own) = repository::open_of_owner(&reading, ctx.actor()).await?;
    let (claimable, more_claimable) = if ctx.may(Permission::WriteTasks) {
        repository::claimable(&reading, &ctx.principal().roles).await?
    } else {
        (Vec::new(), false)
    };
    let mut work_list = WorkList::new(own, claimable, ctx.now());
    work_list.explain = query.explain;
    work_list.truncated = more_own || more_claimable;
    work_list.shown().for_each(|task| reading.saw(task));
    Ok(work_list)
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
        let agency = agencies::service::own(uow).await?;
        let due = Due::patched(&current, &patch, &agency);
        let task = repository::apply_patch(uow, &current, &patch, due).await?;
        let change = Change::updated(&task);
        Ok((task, change))
    })
    .await
}

pub async fn make_ready(ctx: &Ctx, id: TaskId, seen: IfMatch) -> Result<Model, Problem> {
    transition(ctx, id, seen, Event::Ready, Memory::default()).await
}

pub async fn claim(ctx: &Ctx, id: TaskId, seen: IfMatch) -> Result<Model, Problem> {
    let memory = Memory { owner: Some(ctx.actor()), ..Memory::default() };
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

async fn transition(
    ctx: &Ctx,
    id: TaskId,
    seen: IfMatch,
    event: Event,
    memory: Memory<'_>,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteTasks, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = actor(uow.ctx(), uow.scope()).step(&current, event)?;
        if event == Event::Claim && !is_active_user(uow, uow.actor()).await? {
            let detail = "Only a user can own a task, no API client.";
            return Err(Problem::saying(&catalogue::FORBIDDEN, detail));
        }
        if event == Event::Reopen
            && let Some(key) = &current.dedupe_key
        {
            refuse_second(uow, key).await?;
        }
        rules::check_resume_on(&current, memory.resume_on, uow.now())?;
        if let Some(TaskCompletion { evidence_kind: Some(kind), evidence_id: Some(id), .. }) =
            memory.completion
        {
            reference::require(uow, ("/evidenceKind", kind), ("/evidenceId", *id)).await?;
        }
        let task = repository::apply_step(uow, &current, &step, memory).await?;
        // A reopened task forgets its note; its history keeps it.
        let why = memory.reason.or(memory.completion.map(|given| given.note.as_str()));
        let change =
            Change::of(rules::done(event), &task).by(&step).because(None, why.map(str::to_owned));
        Ok((task, change))
    })
    .await
}

pub async fn reassign(
    ctx: &Ctx,
    id: TaskId,
    seen: IfMatch,
    input: TaskReassignment,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteTasks, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = actor(uow.ctx(), uow.scope()).reassign(&current)?;
        require_owner(uow, input.owner_id).await?;
        let task = repository::set_owner(uow, &current, input.owner_id).await?;
        let change = Change::of("reassigned", &task).by(&step);
        Ok((task, change.because(None, Some(input.reason.clone()))))
    })
    .await
}

/// What the caller can do with the task now.
pub fn allowed_actions(ctx: &Ctx, task: &Model) -> Vec<String> {
    match ctx.authorize(Permission::WriteTasks) {
        Ok(scope) => actor(ctx, &scope).allowed_actions(task),
        Err(_) => Vec::new(),
    }
}

/// The user, unless it is another agency's: the one whose answer to a referral raised the task.
pub fn own_user(task: &Model, user: UserId) -> Option<UserId> {
    Some(user).filter(|user| task.origin != Origin::Referral || *user != task.created_by)
}

/// When the task is due, as seen now.
pub fn due_state(ctx: &Ctx, task: &Model) -> Option<DueState> {
    ranking::due_state(task, ctx.now())
}

fn actor<'c>(ctx: &'c Ctx, scope: &Scope) -> Actor<'c> {
    let roles = &ctx.principal().roles;
    Actor { id: ctx.actor(), roles, reach: scope.reach(), now: ctx.now() }
}
