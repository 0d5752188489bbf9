//! Who is to do a task.

use entity::{
    ClientId, TaskId, TeamQueueId, UserId, Uuid,
    task::{Entity, Model, OwnerKind, TaskType},
};

use super::{
    super::{
        dto::{NewTask, TaskReassignment},
        for_others::is_active_user,
        repository::{self, Ownership},
    },
    actor, queues,
};
use crate::{
    domains::agencies,
    platform::{
        Access, Change, Ctx, IfMatch, Permission, Problem, Reach, UnitOfWork, catalogue, store,
    },
};

/// Who a new task is with. Those who may only work on their own tasks own what they create.
pub async fn of_new(
    uow: &UnitOfWork<'_>,
    new: &NewTask,
    client: Option<ClientId>,
) -> Result<Ownership, Problem> {
    let kind = match new.owner_kind {
        None if new.task_type == TaskType::ClientTodo => Some(OwnerKind::Client),
        None => new.owner_id.map(|_| OwnerKind::Staff),
        given => given,
    };
    let own_only = uow.scope().reach() != Reach::Agency;
    let owner = match kind {
        Some(kind) => resolve(uow, (kind, new.owner_id), new.follower_id, client).await?,
        None if own_only => Ownership::of_staff(uow.actor()),
        None => Ownership::default(),
    };
    if own_only && owner.follower != Some(uow.actor()) {
        return Err(Problem::new(&catalogue::FORBIDDEN));
    }
    Ok(owner)
}

/// Gives the task to someone else.
pub async fn reassign(
    ctx: &Ctx,
    id: TaskId,
    seen: IfMatch,
    input: TaskReassignment,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteTasks, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let kind = input.owner_kind.unwrap_or(OwnerKind::Staff);
        let step = actor(uow.ctx(), uow.scope()).reassign(&current, kind)?;
        if current.task_type == TaskType::ClientTodo && kind != OwnerKind::Client {
            let detail = "The client does it, or someone who is related to the client.";
            return Err(Problem::field("/ownerKind", "owner_of_to_do", detail));
        }
        let asked = (kind, input.owner_id);
        let owner = resolve(uow, asked, input.follower_id, current.client_id).await?;
        let task = repository::set_owner(uow, &current, &owner).await?;
        let change = Change::of("reassigned", &task).by(&step);
        Ok((task, change.because(None, Some(input.reason.clone()))))
    })
    .await
}

/// Where a released task waits.
pub async fn back_to(
    uow: &UnitOfWork<'_>,
    queue: Option<TeamQueueId>,
) -> Result<Ownership, Problem> {
    match queue {
        Some(queue) => of_queue(uow, queue, "/queueId").await,
        None => Ok(Ownership::default()),
    }
}

pub async fn require_user(
    access: &impl Access,
    user: UserId,
    pointer: &'static str,
) -> Result<(), Problem> {
    if is_active_user(access, user).await? {
        Ok(())
    } else {
        Err(Problem::field(pointer, "not_found", "There is no such active user."))
    }
}

/// The owner that the caller asks for, if there is one.
async fn resolve(
    uow: &UnitOfWork<'_>,
    (kind, id): (OwnerKind, Option<Uuid>),
    follower: Option<UserId>,
    client: Option<ClientId>,
) -> Result<Ownership, Problem> {
    if follower.is_some() && !kind.is_outside() {
        let detail = "Only what someone outside the staff does is followed up.";
        return Err(Problem::field("/followerId", "only_of_outsiders", detail));
    }
    let missing = || Problem::field("/ownerId", "not_found", "There is no such record.");
    let id = match (kind, id) {
        (OwnerKind::Client, given) => {
            let client = client.map(ClientId::uuid).ok_or_else(|| {
                Problem::field("/ownerKind", "without_client", "The task is for no client.")
            })?;
            if given.is_some_and(|given| given != client) {
                let detail = "The task is for another client.";
                return Err(Problem::field("/ownerId", "of_another_client", detail));
            }
            client
        }
        (_, given) => given.ok_or_else(missing)?,
    };
    match kind {
        OwnerKind::Staff => {
            require_user(uow, id.into(), "/ownerId").await?;
            return Ok(Ownership::of_staff(id.into()));
        }
        OwnerKind::TeamQueue => return of_queue(uow, id.into(), "/ownerId").await,
        OwnerKind::Client => {}
        OwnerKind::Partner => {
            let found = agencies::service::partner(uow, id.into()).await;
            found
                .map_err(|problem| problem.of_reference("/ownerId", "There is no such agency."))?;
            if id == uow.agency().uuid() {
                let detail = "Another agency: this one's tasks are its users'.";
                return Err(Problem::field("/ownerId", "own_agency", detail));
            }
        }
    }
    let follower = follower.unwrap_or(uow.actor());
    require_user(uow, follower, "/followerId").await?;
    Ok(Ownership {
        kind: Some(kind),
        id: Some(id),
        follower: Some(follower),
        ..Ownership::default()
    })
}

async fn of_queue(
    uow: &UnitOfWork<'_>,
    id: TeamQueueId,
    pointer: &'static str,
) -> Result<Ownership, Problem> {
    let queue = queues::require_active(uow, id, pointer).await?;
    Ok(Ownership {
        kind: Some(OwnerKind::TeamQueue),
        id: Some(id.uuid()),
        follower: None,
        queue: Some(id),
        roles: queue.performer_roles.0,
    })
}
