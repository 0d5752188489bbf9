//! The task queries that `platform::store` does not already have.

use entity::{
    JsonText, Row, TaskId, Uuid, agency,
    task::{ActiveModel, Column, Entity, Model, Status},
    user_account,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{dto::RaisedTask, rules};
use crate::platform::{Access, Problem, Shown, Step, UnitOfWork, store};

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

/// The agency's open task with this key, if there is one. From here on nobody
/// else can open one until the unit of work ends.
pub async fn open_with_key(uow: &UnitOfWork<'_>, key: &str) -> Result<Option<Model>, Problem> {
    store::one_at_a_time(uow, &format!("task {key}")).await?;
    let condition = open().add(Column::DedupeKey.eq(key));
    Ok(store::all::<Entity>(uow, condition, &[]).await?.into_iter().next())
}

pub async fn open_of_subject(
    access: &impl Access,
    kind: &str,
    id: Uuid,
) -> Result<Vec<Model>, Problem> {
    let condition = open().add(Column::SubjectId.eq(id)).add(Column::SubjectKind.eq(kind));
    store::all::<Entity>(access, condition, &[]).await
}

pub async fn of_ids(access: &impl Access, ids: &[TaskId]) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all().add(Column::Id.is_in(ids.iter().copied()));
    store::all::<Entity>(access, condition, &[]).await
}

fn open() -> Condition {
    Condition::all().add(Column::Status.is_in(Status::OPEN))
}

pub async fn insert_raised(
    uow: &UnitOfWork<'_>,
    new: RaisedTask,
    agency: &agency::Model,
) -> Result<Model, Problem> {
    let (subject_kind, subject_id) = new.subject.unzip();
    let due = rules::overdue_from(new.due_on, new.due_at, &agency.into());
    let row = ActiveModel {
        id: Set(TaskId::new(uow.now())),
        title: Set(new.title),
        task_type: Set(new.task_type),
        client_id: Set(new.client_id),
        subject_kind: Set(subject_kind.map(str::to_owned)),
        subject_id: Set(subject_id),
        priority: Set(new.priority),
        priority_rank: Set(new.priority.rank()),
        due_on: Set(new.due_on),
        due_at: Set(new.due_at),
        time_zone: Set(agency.time_zone.clone()),
        sort_due_at: Set(due),
        start_after: Set(None),
        owner_id: Set(new.owner_id),
        performer_roles: Set(JsonText(new.performer_roles)),
        origin: Set(new.origin),
        dedupe_key: Set(new.dedupe_key),
        checklist: Set(JsonText(Vec::new())),
        status: Set(Status::Ready),
        ..untouched()
    };
    insert(uow, row).await
}

/// The columns of a task that nothing has happened to yet.
fn untouched() -> ActiveModel {
    ActiveModel {
        completed_at: Set(None),
        completion_note: Set(None),
        evidence_kind: Set(None),
        evidence_id: Set(None),
        status_reason: Set(None),
        status_before_hold: Set(None),
        held_with_subject: Set(false),
        resume_on: Set(None),
        ..Default::default()
    }
}

async fn insert(uow: &UnitOfWork<'_>, mut row: ActiveModel) -> Result<Model, Problem> {
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

/// Writes where the step leads, and what the task has to remember of it.
pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    more: impl FnOnce(&mut ActiveModel),
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.status_reason = Set(None);
        row.status_before_hold = Set((step.to == Status::OnHold).then_some(step.from));
        row.held_with_subject = Set(false);
        row.resume_on = Set(None);
        more(row);
    })
    .await
}

/// Whether the id names a user of the agency who can work at present.
pub async fn is_active_user(access: &impl Access, id: entity::UserId) -> Result<bool, Problem> {
    use user_account::Column as User;

    let condition =
        Condition::all().add(User::Id.eq(id)).add(User::Status.eq(user_account::Status::Active));
    store::exists::<user_account::Entity>(access, condition).await
}

/// The agency that the unit of work writes for.
pub async fn own_agency(access: &impl Access) -> Result<agency::Model, Problem> {
    store::find::<agency::Entity>(access, access.scope().agency()).await
}
