//! The queries of team queues.

use entity::{
    JsonText, Row, Uuid, task,
    team_queue::{ActiveModel, Column, Entity, Model, Status},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::super::{
    dto::{NewTeamQueue, TeamQueueClearableField, TeamQueueFilter, TeamQueuePatch},
    rules::queues::name_key,
};
use crate::platform::{Access, PageQuery, Problem, Shown, Slice, SortKey, Step, UnitOfWork, store};

const SORTS: &[SortKey<Entity>] = &[SortKey { name: "name", column: Column::NameKey }];

impl Shown for Model {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> Uuid {
        Row::id(self)
    }

    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        store::find::<Entity>(access, id).await
    }
}

pub async fn page(
    access: &impl Access,
    filter: &TeamQueueFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let status = filter.status.as_ref().map(|any| any.0.as_slice());
    store::page::<Entity>(access, store::any_of(Column::Status, status), SORTS, page).await
}

/// The queues that are in use; there are few.
pub async fn active(access: &impl Access) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all().add(Column::Status.eq(Status::Active));
    store::all::<Entity>(access, condition, &[]).await
}

/// Whether another queue has the name.
pub async fn is_taken(
    access: &impl Access,
    name: &str,
    by_another_than: Option<&Model>,
) -> Result<bool, Problem> {
    let condition = Condition::all()
        .add(Column::NameKey.eq(name_key(name)))
        .add_option(by_another_than.map(|queue| Column::Id.ne(queue.id)));
    store::exists::<Entity>(access, condition).await
}

/// Whether tasks that are not closed wait in the queue.
pub async fn is_in_use(access: &impl Access, queue: &Model) -> Result<bool, Problem> {
    let condition = Condition::all()
        .add(task::Column::QueueId.eq(queue.id))
        .add(task::Column::Status.is_in(task::Status::OPEN))
        .add(task::Column::FollowerId.is_null());
    store::exists::<task::Entity>(access, condition).await
}

pub async fn insert(uow: &UnitOfWork<'_>, new: &NewTeamQueue) -> Result<Model, Problem> {
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        name: Set(new.name.clone()),
        name_key: Set(name_key(&new.name)),
        description: Set(new.description.clone()),
        performer_roles: Set(JsonText(new.performer_roles.clone())),
        member_ids: Set(JsonText(new.member_ids.clone())),
        status: Set(Status::Active),
        status_reason: Set(None),
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn apply_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &TeamQueuePatch,
) -> Result<Model, Problem> {
    let clears = patch.clear_fields.contains(&TeamQueueClearableField::Description);
    store::update_if_changed::<Entity>(uow, current, |row| {
        store::set_if(&mut row.name, patch.name.clone());
        store::set_if(&mut row.name_key, patch.name.as_deref().map(name_key));
        store::set_or_clear(&mut row.description, patch.description.clone(), clears);
        store::set_if(&mut row.performer_roles, patch.performer_roles.clone().map(JsonText));
        store::set_if(&mut row.member_ids, patch.member_ids.clone().map(JsonText));
    })
    .await
}

pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    reason: &str,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.status_reason = Set(Some(reason.to_owned()));
    })
    .await
}
