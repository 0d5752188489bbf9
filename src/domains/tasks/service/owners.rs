//! Who is to do a task.

use entity::{
    ClientId, RelatedPersonId, TaskId, TeamQueueId, UserId, Uuid, related_person,
    task::{Entity, Model, OwnerKind, TaskType},
};

use super::{
    super::{
        dto::{NewTask, TaskBatchReassignment, TaskOfBatch, TaskReassignment},
        for_others::is_active_user,
        repository::{self, Ownership},
        rules,
    },
    actor, queues,
};
use crate::{
    domains::{agencies, clients},
    platform::{
        Access, Change, Ctx, FieldProblem, IfMatch, Permission, Problem, Reach, UnitOfWork,
        catalogue, store,
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
        give(uow, &current, &input).await
    })
    .await
}

async fn give(
    uow: &UnitOfWork<'_>,
    current: &Model,
    input: &TaskReassignment,
) -> Result<(Model, Change), Problem> {
    let kind = input.owner_kind.unwrap_or(OwnerKind::Staff);
    let step = actor(uow.ctx(), uow.scope()).reassign(current, kind)?;
    let is_around_client = matches!(kind, OwnerKind::Client | OwnerKind::RelatedPerson);
    if current.task_type == TaskType::ClientTodo && !is_around_client {
        let detail = "The client does it, or someone who is related to the client.";
        return Err(Problem::field("/ownerKind", "owner_of_to_do", detail));
    }
    let asked = (kind, input.owner_id);
    let owner = resolve(uow, asked, input.follower_id, current.client_id).await?;
    let task = repository::set_owner(uow, current, &owner).await?;
    let change = Change::of("reassigned", &task).by(&step);
    Ok((task, change.because(None, Some(input.reason.clone()))))
}

/// Gives all of the tasks to someone else, or none.
pub async fn batch_reassign(
    ctx: &Ctx,
    input: TaskBatchReassignment,
) -> Result<Vec<Model>, Problem> {
    let TaskBatchReassignment { items, owner_kind, owner_id, follower_id, reason } = input;
    let to = TaskReassignment { owner_kind, owner_id, follower_id, reason };
    ctx.write(Permission::WriteTasks, async |uow| {
        // In the order of their ids, so that two who do this do not wait for each other.
        let mut places: Vec<_> = items.iter().enumerate().collect();
        places.sort_by_key(|(_, item)| item.task_id);
        let (mut given, mut errors) = (Vec::new(), Vec::new());
        for (place, item) in places {
            match give_as_seen(uow, item, &to).await {
                Ok(done) => given.push(done),
                // What the body asks for is wrong, or the server cannot go on: then it is not
                // about this task.
                Err(problem) if !is_about_task(&problem) => return Err(problem),
                Err(problem) => errors.push((place, of_item(place, &problem))),
            }
        }
        if !errors.is_empty() {
            errors.sort_by_key(|(place, _)| *place);
            let errors: Vec<FieldProblem> = errors.into_iter().map(|(_, error)| error).collect();
            // What is not there is a fault of the body.
            let unknown = errors.iter().any(|error| error.code == catalogue::NOT_FOUND.code);
            let kind = if unknown { &catalogue::VALIDATION_FAILED } else { &rules::NOT_REASSIGNED };
            return Err(Problem::new(kind).with_errors(errors));
        }
        let mut given = given.into_iter();
        let first = given.next().ok_or_else(Problem::not_found)?;
        given.for_each(|(_, change)| uow.also(change));
        Ok(first)
    })
    .await?;
    // Read again: a repeated request is told of all of them too.
    let ids: Vec<_> = items.iter().map(|item| item.task_id).collect();
    let mut tasks = super::of_ids(&ctx.read(Permission::WriteTasks)?, &ids).await?;
    tasks.sort_by_key(|task| ids.iter().position(|id| *id == task.id));
    Ok(tasks)
}

async fn give_as_seen(
    uow: &UnitOfWork<'_>,
    item: &TaskOfBatch,
    to: &TaskReassignment,
) -> Result<(Model, Change), Problem> {
    let current = store::lock_current::<Entity>(uow, item.task_id).await?;
    if current.version != item.version {
        return Err(Problem::new(&catalogue::VERSION_MISMATCH));
    }
    give(uow, &current, to).await
}

/// Whether another task might be given to the same owner: what is wrong with a field of the body
/// is so for all, unless it depends on the task's client or type.
fn is_about_task(problem: &Problem) -> bool {
    let of_task = ["of_another_client", "without_client", "owner_of_to_do"];
    match problem.errors().first() {
        Some(error) => of_task.contains(&error.code.as_ref()),
        None => matches!(problem.kind().status, 403 | 404 | 409 | 412),
    }
}

fn of_item(place: usize, problem: &Problem) -> FieldProblem {
    let pointer = format!("/items/{place}");
    match problem.errors().first() {
        Some(error) => FieldProblem::at(pointer, error.code.clone(), error.detail.clone()),
        None if problem.kind() == &catalogue::NOT_FOUND => {
            let pointer = format!("{pointer}/taskId");
            FieldProblem::at(pointer, catalogue::NOT_FOUND.code, "There is no such task.")
        }
        None => FieldProblem::at(pointer, problem.kind().code, problem.kind().advice),
    }
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
        OwnerKind::RelatedPerson => require_related(uow, id.into(), client).await?,
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

/// Who does something for a client is related to this client, still.
async fn require_related(
    uow: &UnitOfWork<'_>,
    id: RelatedPersonId,
    client: Option<ClientId>,
) -> Result<(), Problem> {
    let Some(client) = client else {
        let detail = "The task is for no client.";
        return Err(Problem::field("/ownerKind", "without_client", detail));
    };
    let detail = "There is no such person.";
    let found = clients::service::related_person(uow, id).await;
    let person = found.map_err(|problem| problem.of_reference("/ownerId", detail))?;
    if person.status != related_person::Status::Active {
        return Err(Problem::field("/ownerId", "not_found", detail));
    }
    if person.client_id != client {
        let detail = "The person is related to another client.";
        return Err(Problem::field("/ownerId", "of_another_client", detail));
    }
    Ok(())
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
