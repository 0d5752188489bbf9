//! The task queries that `platform::store` does not already have.

use chrono::NaiveDate;
use entity::{
    JsonText, Row, TaskId, UserId, Uuid,
    task::{ActiveModel, Column, Entity, Model, Origin, Priority, Status},
    user_account::Role,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};

use super::{
    dto::{NewTask, RaisedTask, TaskClearableField, TaskCompletion, TaskFilter, TaskPatch},
    rules::Due,
};
use crate::platform::{Access, PageQuery, Problem, Shown, Slice, SortKey, Step, UnitOfWork, store};

const SORTS: &[SortKey<Entity>] = &[
    SortKey { name: "updatedAt", column: Column::UpdatedAt },
    SortKey { name: "due", column: Column::SortDueAt },
    SortKey { name: "priority", column: Column::PriorityRank },
];

/// Most tasks that a part of a work list is made from.
const MOST_LOOKED_AT: u64 = 2_000;

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
    filter: &TaskFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let TaskFilter { status, owner_id, client_id, task_type, priority, .. } = filter;
    let condition = Condition::all()
        .add(store::any_of(Column::Status, status.as_ref().map(|any| any.0.as_slice())))
        .add(store::any_of(Column::OwnerId, owner_id.as_ref().map(|any| any.0.as_slice())))
        .add(store::any_of(Column::TaskType, task_type.as_ref().map(|any| any.0.as_slice())))
        .add(store::any_of(Column::Priority, priority.as_ref().map(|any| any.0.as_slice())))
        .add_option(client_id.map(|id| Column::ClientId.eq(id)))
        .add_option(filter.due_before.map(|instant| Column::SortDueAt.lte(instant)))
        .add_option(filter.subject_kind.as_ref().map(|kind| Column::SubjectKind.eq(kind)))
        .add_option(filter.subject_id.map(|id| Column::SubjectId.eq(id)));
    store::page::<Entity>(access, condition, SORTS, page).await
}

/// The owner's tasks that are not drafts and not closed, those due first, and
/// whether there are more than are looked at.
pub async fn open_of_owner(
    access: &impl Access,
    owner: UserId,
) -> Result<(Vec<Model>, bool), Problem> {
    let open = [Status::Ready, Status::InProgress, Status::OnHold];
    let condition = Condition::all().add(Column::OwnerId.eq(owner)).add(Column::Status.is_in(open));
    due_first(access, condition).await
}

/// Ready tasks that nobody owns and that are for one of the roles.
pub async fn claimable(
    access: &impl Access,
    roles: &[Role],
) -> Result<(Vec<Model>, bool), Problem> {
    let for_all = Condition::any().add(Column::PerformerRoles.eq("[]"));
    let fitting = roles.iter().fold(for_all, |any, role| {
        // A code in quotes is in the list's text only as one of its items.
        any.add(Column::PerformerRoles.contains(format!("\"{role}\"")))
    });
    let condition = Condition::all()
        .add(Column::OwnerId.is_null())
        .add(Column::Status.eq(Status::Ready))
        .add(fitting);
    due_first(access, condition).await
}

async fn due_first(
    access: &impl Access,
    condition: Condition,
) -> Result<(Vec<Model>, bool), Problem> {
    let query = store::within::<Entity>(access.scope())
        .filter(condition)
        .order_by_asc(Column::SortDueAt)
        .order_by_asc(Column::Id)
        .limit(MOST_LOOKED_AT + 1);
    let mut tasks = query.all(access.connection()).await?;
    let most = usize::try_from(MOST_LOOKED_AT).unwrap_or(usize::MAX);
    let more = tasks.len() > most;
    tasks.truncate(most);
    Ok((tasks, more))
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

pub async fn insert(
    uow: &UnitOfWork<'_>,
    new: &NewTask,
    owner: Option<UserId>,
    due: Due,
) -> Result<Model, Problem> {
    let row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        title: Set(new.title.clone()),
        task_type: Set(new.task_type),
        client_id: Set(new.client_id),
        subject_kind: Set(new.subject_kind.clone()),
        subject_id: Set(new.subject_id),
        start_after: Set(new.start_after),
        owner_id: Set(owner),
        performer_roles: Set(JsonText(new.performer_roles.clone())),
        origin: Set(Origin::Person),
        dedupe_key: Set(new.dedupe_key.clone()),
        checklist: Set(JsonText(new.checklist.clone())),
        status: Set(if new.draft { Status::Draft } else { Status::Ready }),
        ..untouched(new.priority.unwrap_or(Priority::Routine), due)
    };
    write_new(uow, row).await
}

pub async fn insert_raised(
    uow: &UnitOfWork<'_>,
    new: RaisedTask,
    due: Due,
) -> Result<Model, Problem> {
    let (subject_kind, subject_id) = new.subject.unzip();
    let row = ActiveModel {
        id: Set(TaskId::new(uow.now())),
        title: Set(new.title),
        task_type: Set(new.task_type),
        client_id: Set(new.client_id),
        subject_kind: Set(subject_kind.map(str::to_owned)),
        subject_id: Set(subject_id),
        start_after: Set(None),
        owner_id: Set(new.owner_id),
        performer_roles: Set(JsonText(new.performer_roles)),
        origin: Set(new.origin),
        dedupe_key: Set(new.dedupe_key),
        checklist: Set(JsonText(Vec::new())),
        status: Set(Status::Ready),
        ..untouched(new.priority, due)
    };
    write_new(uow, row).await
}

/// The columns of a task that nothing has happened to yet.
fn untouched(priority: Priority, due: Due) -> ActiveModel {
    let mut row = ActiveModel {
        completed_at: Set(None),
        completion_note: Set(None),
        evidence_kind: Set(None),
        evidence_id: Set(None),
        status_reason: Set(None),
        status_before_hold: Set(None),
        held_with_subject: Set(false),
        resume_on: Set(None),
        ..Default::default()
    };
    set_priority(&mut row, priority);
    set_due(&mut row, due);
    row
}

fn set_priority(row: &mut ActiveModel, priority: Priority) {
    row.priority = Set(priority);
    row.priority_rank = Set(priority.rank());
}

fn set_due(row: &mut ActiveModel, due: Due) {
    row.due_on = Set(due.on);
    row.due_at = Set(due.at);
    row.time_zone = Set(due.time_zone);
    row.sort_due_at = Set(due.overdue_from);
}

async fn write_new(uow: &UnitOfWork<'_>, mut row: ActiveModel) -> Result<Model, Problem> {
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn apply_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &TaskPatch,
    due: Due,
) -> Result<Model, Problem> {
    let clears_start = patch.clear_fields.contains(&TaskClearableField::StartAfter);
    store::update::<Entity>(uow, current, |row| {
        store::set_if(&mut row.title, patch.title.clone());
        store::set_if(&mut row.task_type, patch.task_type);
        if let Some(priority) = patch.priority {
            set_priority(row, priority);
        }
        set_due(row, due);
        store::set_or_clear(&mut row.start_after, patch.start_after, clears_start);
        store::set_if(&mut row.performer_roles, patch.performer_roles.clone().map(JsonText));
        store::set_if(&mut row.checklist, patch.checklist.clone().map(JsonText));
    })
    .await
}

/// What a task remembers of the step that brought it where it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory<'a> {
    /// Who owns it from now on, if that changes.
    pub owner: Option<UserId>,
    pub reason: Option<&'a str>,
    pub resume_on: Option<NaiveDate>,
    pub with_subject: bool,
    pub completion: Option<&'a TaskCompletion>,
}

pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    memory: Memory<'_>,
) -> Result<Model, Problem> {
    let completion = memory.completion;
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        if let Some(owner) = memory.owner {
            row.owner_id = Set(Some(owner));
        }
        row.status_reason = Set(memory.reason.map(str::to_owned));
        row.status_before_hold = Set((step.to == Status::OnHold).then_some(step.from));
        row.held_with_subject = Set(memory.with_subject);
        row.resume_on = Set(memory.resume_on);
        row.completed_at = Set((step.to == Status::Completed).then(|| uow.now()));
        row.completion_note = Set(completion.map(|given| given.note.clone()));
        row.evidence_kind = Set(completion.and_then(|given| given.evidence_kind.clone()));
        row.evidence_id = Set(completion.and_then(|given| given.evidence_id));
    })
    .await
}

pub async fn set_owner(
    uow: &UnitOfWork<'_>,
    current: &Model,
    owner: UserId,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| row.owner_id = Set(Some(owner))).await
}
