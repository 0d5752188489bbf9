//! The task queries that `platform::store` does not already have.

use chrono::NaiveDate;
use entity::{
    ClientId, JsonText, Row, TaskId, TeamQueueId, Timestamp, UserId, Uuid,
    task::{
        ActiveModel, ChecklistItem, Column, Entity, Model, Origin, OwnerKind, Priority, Status,
    },
    user_account::Role,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{
    dto::{
        NewTask, RaisedTask, TaskClearableField, TaskCompletion, TaskEscalation, TaskFilter,
        TaskPatch,
    },
    rules::{self, Due},
};
use crate::platform::{Access, PageQuery, Problem, Shown, Slice, SortKey, Step, UnitOfWork, store};

pub mod lists;
pub mod queues;

const SORTS: &[SortKey<Entity>] = &[
    SortKey { name: "updatedAt", column: Column::UpdatedAt },
    SortKey { name: "due", column: Column::SortDueAt },
    SortKey { name: "priority", column: Column::PriorityRank },
];

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
    // What was entered in error is no part of the list, unless it is asked for.
    let entered = Column::Status.ne(Status::EnteredInError);
    let condition = Condition::all()
        .add(store::any_of(Column::Status, status.as_ref().map(|any| any.0.as_slice())))
        .add_option(status.is_none().then_some(entered))
        .add(store::any_of(Column::OwnerId, owner_id.as_ref().map(|any| any.0.as_slice())))
        .add(store::any_of(Column::TaskType, task_type.as_ref().map(|any| any.0.as_slice())))
        .add(store::any_of(Column::Priority, priority.as_ref().map(|any| any.0.as_slice())))
        .add_option(client_id.map(|id| Column::ClientId.eq(id)))
        .add_option(filter.due_before.map(|instant| Column::SortDueAt.lte(instant)))
        .add_option(filter.subject_kind.as_ref().map(|kind| Column::SubjectKind.eq(kind)))
        .add_option(filter.subject_id.map(|id| Column::SubjectId.eq(id)));
    store::page::<Entity>(access, condition, SORTS, page).await
}

/// The open task for the client, or for none, with this key, if there is one.
/// From here on nobody else can open one until the unit of work ends.
pub async fn open_with_key(
    uow: &UnitOfWork<'_>,
    client: Option<ClientId>,
    key: &str,
) -> Result<Option<Model>, Problem> {
    store::one_at_a_time(uow, &format!("task {key}")).await?;
    let whose = match client {
        Some(client) => Column::ClientId.eq(client),
        None => Column::ClientId.is_null(),
    };
    let condition = open().add(Column::DedupeKey.eq(key)).add(whose);
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

/// Who a task is with: see the columns of these names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ownership {
    pub kind: Option<OwnerKind>,
    pub id: Option<Uuid>,
    pub follower: Option<UserId>,
    pub queue: Option<TeamQueueId>,
    /// Who may claim it there, if the task itself does not say.
    pub roles: Vec<Role>,
}

impl Ownership {
    pub fn of_staff(user: UserId) -> Self {
        Self {
            kind: Some(OwnerKind::Staff),
            id: Some(user.uuid()),
            follower: Some(user),
            ..Self::default()
        }
    }

    /// Writes the columns. A task that somebody took keeps the queue that it came from.
    fn set(&self, row: &mut ActiveModel) {
        row.owner_kind = Set(self.kind);
        row.owner_id = Set(self.id);
        row.follower_id = Set(self.follower);
        if self.follower.is_none() {
            row.queue_id = Set(self.queue);
        }
    }

    fn roles_of(&self, own: &[Role]) -> Option<JsonText<Vec<Role>>> {
        let fills = own.is_empty() && !self.roles.is_empty();
        fills.then(|| JsonText(self.roles.clone()))
    }
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    new: &NewTask,
    client: Option<ClientId>,
    owner: &Ownership,
    due: Due,
) -> Result<Model, Problem> {
    let fresh = || entity::new_id(uow.now());
    let roles = owner.roles_of(&new.performer_roles);
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        title: Set(new.title.clone()),
        instructions: Set(new.instructions.clone()),
        language: Set(new.language.clone()),
        task_type: Set(new.task_type),
        todo_code: Set(new.todo_code),
        questionnaire_category: Set(new.questionnaire_category),
        client_id: Set(client),
        subject_kind: Set(new.subject_kind.clone()),
        subject_id: Set(new.subject_id),
        start_after: Set(new.start_after),
        performer_roles: Set(roles.unwrap_or_else(|| JsonText(new.performer_roles.clone()))),
        origin: Set(Origin::Person),
        dedupe_key: Set(new.dedupe_key.clone()),
        recurrence: Set(new.recurrence.clone()),
        checklist: Set(JsonText(rules::written(&new.checklist, &[], fresh))),
        status: Set(if new.draft { Status::Draft } else { Status::Ready }),
        ..untouched(new.priority.unwrap_or(Priority::Routine))
    };
    set_escalation(&mut row, new.escalation.as_ref(), &due);
    set_due(&mut row, due);
    write_new(uow, row, owner).await
}

pub async fn insert_raised(
    uow: &UnitOfWork<'_>,
    new: RaisedTask,
    due: Due,
) -> Result<Model, Problem> {
    let (subject_kind, subject_id) = new.subject.unzip();
    let mut row = ActiveModel {
        id: Set(TaskId::new(uow.now())),
        title: Set(new.title),
        task_type: Set(new.task_type),
        client_id: Set(new.client_id),
        subject_kind: Set(subject_kind.map(str::to_owned)),
        subject_id: Set(subject_id),
        start_after: Set(new.start_after),
        performer_roles: Set(JsonText(new.performer_roles)),
        origin: Set(new.origin),
        dedupe_key: Set(new.dedupe_key),
        recurrence: Set(new.recurrence),
        status: Set(Status::Ready),
        ..untouched(new.priority)
    };
    set_due(&mut row, due);
    let owner = new.owner_id.map(Ownership::of_staff).unwrap_or_default();
    write_new(uow, row, &owner).await
}

/// The task that comes after one that recurs, whose id that one has already.
pub async fn insert_next(
    uow: &UnitOfWork<'_>,
    done: &Model,
    id: TaskId,
    owner: &Ownership,
    (due, recurrence): (Due, String),
) -> Result<Model, Problem> {
    let escalation = done.escalate_to_id.zip(done.escalate_after_hours);
    let escalation =
        escalation.map(|(to_user_id, after_hours)| TaskEscalation { to_user_id, after_hours });
    let later = due.overdue_from.since(done.sort_due_at);
    let mut row = ActiveModel {
        id: Set(id),
        title: Set(done.title.clone()),
        instructions: Set(done.instructions.clone()),
        language: Set(done.language.clone()),
        task_type: Set(done.task_type),
        todo_code: Set(done.todo_code),
        questionnaire_category: Set(done.questionnaire_category),
        client_id: Set(done.client_id),
        subject_kind: Set(done.subject_kind.clone()),
        subject_id: Set(done.subject_id),
        start_after: Set(done.start_after.map(|start| start.plus(later))),
        performer_roles: Set(done.performer_roles.clone()),
        origin: Set(done.origin),
        dedupe_key: Set(done.dedupe_key.clone()),
        recurrence: Set(Some(recurrence)),
        previous_task_id: Set(Some(done.id)),
        checklist: Set(JsonText(rules::anew(&done.checklist, || entity::new_id(uow.now())))),
        status: Set(Status::Ready),
        ..untouched(done.priority)
    };
    set_escalation(&mut row, escalation.as_ref(), &due);
    set_due(&mut row, due);
    write_new(uow, row, owner).await
}

/// The columns of a task that nothing has happened to yet; all else is to be set.
fn untouched(priority: Priority) -> ActiveModel {
    let mut row = ActiveModel {
        instructions: Set(None),
        language: Set(None),
        todo_code: Set(None),
        questionnaire_category: Set(None),
        start_after: Set(None),
        snooze_until: Set(None),
        queue_id: Set(None),
        escalate_to_id: Set(None),
        escalate_after_hours: Set(None),
        escalates_at: Set(None),
        recurrence: Set(None),
        previous_task_id: Set(None),
        next_task_id: Set(None),
        checklist: Set(JsonText(Vec::new())),
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
    row
}

fn set_escalation(row: &mut ActiveModel, escalation: Option<&TaskEscalation>, due: &Due) {
    let hours = escalation.map(|escalation| escalation.after_hours);
    row.escalate_to_id = Set(escalation.map(|escalation| escalation.to_user_id));
    row.escalate_after_hours = Set(hours);
    row.escalates_at = Set(rules::escalates_at(due, hours));
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

async fn write_new(
    uow: &UnitOfWork<'_>,
    mut row: ActiveModel,
    owner: &Ownership,
) -> Result<Model, Problem> {
    owner.set(&mut row);
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn apply_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &TaskPatch,
    due: Due,
) -> Result<Model, Problem> {
    let clears = |field| patch.clear_fields.contains(&field);
    let escalation = if clears(TaskClearableField::Escalation) {
        None
    } else {
        let kept = current.escalate_to_id.zip(current.escalate_after_hours);
        let kept = kept.map(|(to_user_id, after_hours)| TaskEscalation { to_user_id, after_hours });
        patch.escalation.clone().or(kept)
    };
    let fresh = || entity::new_id(uow.now());
    let checklist = patch.checklist.as_ref();
    let checklist = checklist.map(|items| rules::written(items, &current.checklist, fresh));
    store::update_if_changed::<Entity>(uow, current, |row| {
        store::set_if(&mut row.title, patch.title.clone());
        store::set_if(&mut row.task_type, patch.task_type);
        if let Some(priority) = patch.priority {
            set_priority(row, priority);
        }
        set_escalation(row, escalation.as_ref(), &due);
        set_due(row, due);
        let TaskPatch { start_after, instructions, recurrence, .. } = patch;
        let clears_start = clears(TaskClearableField::StartAfter);
        store::set_or_clear(&mut row.start_after, *start_after, clears_start);
        let clears_words = clears(TaskClearableField::Instructions);
        store::set_or_clear(&mut row.instructions, instructions.clone(), clears_words);
        let clears_rule = clears(TaskClearableField::Recurrence);
        store::set_or_clear(&mut row.recurrence, recurrence.clone(), clears_rule);
        store::set_if(&mut row.performer_roles, patch.performer_roles.clone().map(JsonText));
        store::set_if(&mut row.checklist, checklist.map(JsonText));
    })
    .await
}

/// What a task remembers of the step that brought it where it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory<'a> {
    /// Who it is with from now on, if that changes.
    pub owner: Option<&'a Ownership>,
    pub reason: Option<&'a str>,
    pub resume_on: Option<NaiveDate>,
    pub with_subject: bool,
    pub completion: Option<&'a TaskCompletion>,
    /// The task that comes after it.
    pub next: Option<TaskId>,
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
        row.snooze_until = Set(None);
        row.next_task_id = Set(memory.next.or(current.next_task_id));
        if let Some(owner) = memory.owner {
            owner.set(row);
            store::set_if(&mut row.performer_roles, owner.roles_of(&current.performer_roles));
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

/// Whoever gets the task sees it at once.
pub async fn set_owner(
    uow: &UnitOfWork<'_>,
    current: &Model,
    owner: &Ownership,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        owner.set(row);
        row.snooze_until = Set(None);
        store::set_if(&mut row.performer_roles, owner.roles_of(&current.performer_roles));
    })
    .await
}

pub async fn set_snooze(
    uow: &UnitOfWork<'_>,
    current: &Model,
    until: Option<Timestamp>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| row.snooze_until = Set(until)).await
}

pub async fn set_checklist(
    uow: &UnitOfWork<'_>,
    current: &Model,
    items: Vec<ChecklistItem>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| row.checklist = Set(JsonText(items))).await
}
