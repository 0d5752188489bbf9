//! What can be done with team queues.

use entity::{
    Code, TeamQueueId, UserId,
    team_queue::{Entity, Event, Model, Status},
    transition,
};

use super::super::{
    dto::{NewTeamQueue, TeamQueueFilter, TeamQueuePatch, TeamQueueReason},
    for_others::is_active_user,
    repository::queues as repository,
    rules::queues as rules,
};
use crate::platform::{
    Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, history, store,
};

pub async fn create(ctx: &Ctx, new: NewTeamQueue) -> Result<Model, Problem> {
    ctx.write(Permission::WriteTeamQueues, async |uow| {
        refuse_taken(uow, &new.name, None).await?;
        check_members(uow, &new.member_ids).await?;
        let queue = repository::insert(uow, &new).await?;
        let change = Change::created(&queue).entering(queue.status);
        Ok((queue, change))
    })
    .await
}

async fn refuse_taken(
    uow: &UnitOfWork<'_>,
    name: &str,
    current: Option<&Model>,
) -> Result<(), Problem> {
    store::one_at_a_time(uow, "names of team queues").await?;
    if repository::is_taken(uow, name, current).await? {
        return Err(Problem::new(&rules::NAME_TAKEN));
    }
    Ok(())
}

/// Members are active users, each named once.
async fn check_members(access: &impl Access, members: &[UserId]) -> Result<(), Problem> {
    for (place, member) in members.iter().enumerate() {
        let pointer = format!("/memberIds/{place}");
        if members.iter().take(place).any(|earlier| earlier == member) {
            return Err(Problem::field(pointer, "duplicate_item", "Send each item once."));
        }
        if !is_active_user(access, *member).await? {
            return Err(Problem::field(pointer, "not_found", "There is no such active user."));
        }
    }
    Ok(())
}

pub async fn get(ctx: &Ctx, id: TeamQueueId) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadTasks)?;
    store::find::<Entity>(&reading, id).await
}

pub async fn list(
    ctx: &Ctx,
    filter: TeamQueueFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadTasks)?;
    repository::page(&reading, &filter, &page).await
}

pub async fn history(
    ctx: &Ctx,
    id: TeamQueueId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadTasks)?;
    let queue = store::find::<Entity>(&reading, id).await?;
    history::of_row(&reading, &queue, &page).await
}

/// Members who have left since may stay in the list; new ones are active.
pub async fn update(
    ctx: &Ctx,
    id: TeamQueueId,
    seen: IfMatch,
    patch: TeamQueuePatch,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteTeamQueues, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        if let Some(name) = &patch.name {
            refuse_taken(uow, name, Some(&current)).await?;
        }
        check_members(uow, patch.member_ids.as_deref().unwrap_or_default()).await?;
        let queue = repository::apply_patch(uow, &current, &patch).await?;
        let change = Change::updated(&queue);
        Ok((queue, change))
    })
    .await
}

/// No task may wait where nobody looks any more.
pub async fn retire(
    ctx: &Ctx,
    id: TeamQueueId,
    seen: IfMatch,
    input: TeamQueueReason,
) -> Result<Model, Problem> {
    transition(ctx, id, seen, (Event::Retire, "retired"), input).await
}

pub async fn restore(
    ctx: &Ctx,
    id: TeamQueueId,
    seen: IfMatch,
    input: TeamQueueReason,
) -> Result<Model, Problem> {
    transition(ctx, id, seen, (Event::Restore, "restored"), input).await
}

async fn transition(
    ctx: &Ctx,
    id: TeamQueueId,
    seen: IfMatch,
    (event, done): (Event, &'static str),
    input: TeamQueueReason,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteTeamQueues, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = rules::QUEUES.fire(current.status, event)?;
        if event == Event::Retire && repository::is_in_use(uow, &current).await? {
            return Err(Problem::new(&rules::IN_USE));
        }
        let queue = repository::apply_step(uow, &current, &step, &input.reason).await?;
        let change = Change::of(done, &queue).by(&step);
        Ok((queue, change.because(None, Some(input.reason.clone()))))
    })
    .await
}

/// The queue that a task is to be put into, which stays in use until the unit of work ends.
pub async fn require_active(
    uow: &UnitOfWork<'_>,
    id: TeamQueueId,
    pointer: &'static str,
) -> Result<Model, Problem> {
    let queue = store::hold::<Entity>(uow, id).await;
    let queue =
        queue.map_err(|problem| problem.of_reference(pointer, "There is no such team queue."))?;
    if queue.status != Status::Active {
        return Err(Problem::new(&rules::RETIRED));
    }
    Ok(queue)
}

/// The queues in use.
pub async fn active(access: &impl Access) -> Result<Vec<Model>, Problem> {
    repository::active(access).await
}

/// The queue in use with this id.
pub async fn find(access: &impl Access, id: TeamQueueId) -> Result<Model, Problem> {
    store::find::<Entity>(access, id).await
}

/// What the caller can do with the queue now.
pub fn allowed_actions(ctx: &Ctx, queue: &Model) -> Vec<String> {
    if !ctx.may(Permission::WriteTeamQueues) {
        return Vec::new();
    }
    rules::QUEUES.allowed(queue.status).map(Code::code).collect()
}
