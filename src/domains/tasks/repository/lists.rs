//! What work lists are made from: the open tasks of some people or queues, with
//! no more than it takes to rank them.

use entity::{
    ClientId, TaskId, TeamQueueId, Timestamp, UserId,
    task::{Column, Entity, OwnerKind, Priority, Status},
    user_account::Role,
};
use sea_orm::{ColumnTrait, Condition, DerivePartialModel, QueryFilter, QueryOrder, QuerySelect};

use super::super::{dto::OpenTaskFilter, rules};
use crate::platform::{Access, Problem, store};

/// Most tasks that a work list is made from.
pub const MOST_LOOKED_AT: u64 = 5_000;

/// What a task's place in a work list comes from.
#[derive(Clone, Debug, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub struct OpenTask {
    pub id: TaskId,
    pub client_id: Option<ClientId>,
    pub priority: Priority,
    pub status: Status,
    pub owner_kind: Option<OwnerKind>,
    pub follower_id: Option<UserId>,
    pub sort_due_at: Timestamp,
    pub start_after: Option<Timestamp>,
    pub resume_on: Option<chrono::NaiveDate>,
}

impl OpenTask {
    /// The instant from which it is overdue; none if it is never due.
    pub fn overdue_from(&self) -> Option<Timestamp> {
        Some(self.sort_due_at).filter(|due| *due != rules::never())
    }
}

/// Whose tasks are asked for.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// On the lists of these people.
    Users(&'a [UserId]),
    /// Waiting in these queues.
    Queues(&'a [TeamQueueId]),
    /// Waiting in no queue, for these roles.
    Anyone(&'a [Role]),
    /// Of others, who are so late that these people have to know.
    EscalatedTo(&'a [UserId], Timestamp),
}

/// Those due first, and whether there are more than are looked at.
pub async fn open(
    access: &impl Access,
    whose: Whose<'_>,
    filter: &OpenTaskFilter,
    now: Timestamp,
) -> Result<(Vec<OpenTask>, bool), Problem> {
    let awake =
        Condition::any().add(Column::SnoozeUntil.is_null()).add(Column::SnoozeUntil.lte(now));
    let types = filter.task_types.as_deref();
    let condition = Condition::all()
        .add(of(whose))
        .add(awake)
        .add(store::any_of(Column::TaskType, types))
        .add(store::any_of(Column::Priority, filter.priorities.as_deref()))
        .add(store::any_of(Column::FollowerId, filter.followers.as_deref()))
        .add_option(filter.client_id.map(|id| Column::ClientId.eq(id)));
    let query = store::within::<Entity>(access.scope())
        .filter(condition)
        .order_by_asc(Column::SortDueAt)
        .order_by_asc(Column::Id)
        .limit(MOST_LOOKED_AT + 1);
    let mut tasks: Vec<OpenTask> = query.into_partial_model().all(access.connection()).await?;
    let most = usize::try_from(MOST_LOOKED_AT).unwrap_or(usize::MAX);
    let more = tasks.len() > most;
    tasks.truncate(most);
    Ok((tasks, more))
}

fn of(whose: Whose<'_>) -> Condition {
    let worked_on = [Status::Ready, Status::InProgress, Status::OnHold];
    let all = Condition::all();
    match whose {
        Whose::Users(users) => all
            .add(Column::FollowerId.is_in(users.iter().copied()))
            .add(Column::Status.is_in(worked_on)),
        Whose::Queues(queues) => all
            .add(Column::QueueId.is_in(queues.iter().copied()))
            .add(Column::FollowerId.is_null())
            .add(Column::Status.is_in([Status::Ready, Status::OnHold])),
        Whose::Anyone(roles) => all
            .add(Column::QueueId.is_null())
            .add(Column::FollowerId.is_null())
            .add(Column::Status.is_in([Status::Ready, Status::OnHold]))
            .add(fitting(roles)),
        Whose::EscalatedTo(users, now) => all
            .add(Column::EscalateToId.is_in(users.iter().copied()))
            .add(Column::Status.is_in(worked_on))
            .add(Column::EscalatesAt.lte(now)),
    }
}

/// For one of the roles, or for all.
fn fitting(roles: &[Role]) -> Condition {
    let for_all = Condition::any().add(Column::PerformerRoles.eq("[]"));
    roles.iter().fold(for_all, |any, role| {
        // A code in quotes is in the list's text only as one of its items.
        any.add(Column::PerformerRoles.contains(format!("\"{role}\"")))
    })
}
