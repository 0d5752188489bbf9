//! The queries about preferences that `platform::store` does not already have.

use chrono::NaiveDate;
use entity::{
    ClientId, JsonText, PreferenceId, Row, Timestamp,
    preference::{
        ActiveModel, Category, Column, Entity, Model, PreferenceDocument, StatedBy, Status,
        Strength, Told,
    },
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use super::dto::{PreferenceClearableField, PreferenceFilter, PreferencePatch};
use crate::platform::{Access, PageQuery, Problem, Shown, Slice, SortKey, Step, UnitOfWork, store};

const SORTS: &[SortKey<Entity>] = &[SortKey { name: "statedAt", column: Column::StatedAt }];

impl Shown for Model {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> entity::Uuid {
        Row::id(self)
    }

    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: entity::Uuid) -> Result<Self, Problem> {
        store::find::<Entity>(access, id).await
    }
}

/// What was said, as it is to be written.
pub struct Wish {
    pub id: Option<PreferenceId>,
    pub category: Category,
    pub text: String,
    pub strength: Strength,
    pub stated_by: StatedBy,
    pub stated_at: Timestamp,
    pub valid_until: Option<NaiveDate>,
    pub documents: Vec<PreferenceDocument>,
    pub supersedes_id: Option<PreferenceId>,
}

pub async fn page(
    access: &impl Access,
    client_id: ClientId,
    filter: &PreferenceFilter,
    today: NaiveDate,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let status = match &filter.status {
        Some(any) => store::any_of(Column::Status, Some(any.0.as_slice())),
        None => Condition::all().add(Column::Status.ne(Status::EnteredInError)),
    };
    let in_force = filter.in_force.map(|wanted| {
        let condition = counts_on(today);
        if wanted { condition } else { condition.not() }
    });
    let condition = Condition::all()
        .add(Column::ClientId.eq(client_id))
        .add(status)
        .add(store::any_of(Column::Category, filter.category.as_ref().map(|any| any.0.as_slice())))
        .add(store::any_of(Column::Strength, filter.strength.as_ref().map(|any| any.0.as_slice())))
        .add_option(in_force)
        .add_option(filter.updated_after.map(|after| Column::UpdatedAt.gt(after)));
    store::page::<Entity>(access, condition, SORTS, page).await
}

fn counts_on(today: NaiveDate) -> Condition {
    Condition::all()
        .add(Column::Status.eq(Status::Active))
        .add(Condition::any().add(Column::ValidUntil.is_null()).add(Column::ValidUntil.gte(today)))
}

/// The client's preferences that count on the day, in the order they were stated.
pub async fn in_force(
    access: &impl Access,
    client_id: ClientId,
    today: NaiveDate,
) -> Result<Vec<Model>, Problem> {
    let condition = counts_on(today).add(Column::ClientId.eq(client_id));
    store::all::<Entity>(access, condition, &[Column::StatedAt]).await
}

/// Those of these that are the client's, whatever their status.
pub async fn of_ids(
    access: &impl Access,
    client_id: ClientId,
    ids: &[PreferenceId],
) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all()
        .add(Column::ClientId.eq(client_id))
        .add(Column::Id.is_in(ids.iter().copied()));
    store::all::<Entity>(access, condition, &[]).await
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    client_id: ClientId,
    new: Wish,
) -> Result<Model, Problem> {
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        client_id: Set(client_id),
        category: Set(new.category),
        text: Set(new.text),
        strength: Set(new.strength),
        stated_by: Set(JsonText(new.stated_by)),
        stated_at: Set(new.stated_at),
        valid_until: Set(new.valid_until),
        documents: Set(JsonText(new.documents)),
        told_to: Set(JsonText(Vec::new())),
        status: Set(Status::Active),
        supersedes_id: Set(new.supersedes_id),
        ended_at: NotSet,
        status_reason: NotSet,
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn apply_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &PreferencePatch,
) -> Result<Model, Problem> {
    let cleared = patch.clear_fields.contains(&PreferenceClearableField::ValidUntil);
    store::update_if_changed::<Entity>(uow, current, |row| {
        store::set_if(&mut row.category, patch.category);
        store::set_or_clear(&mut row.valid_until, patch.valid_until, cleared);
        store::set_if(&mut row.documents, patch.documents.clone().map(JsonText));
    })
    .await
}

/// Moves the preference on.
pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    reason: Option<&str>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.ended_at = Set(current.ended_at.or(Some(uow.now())));
        if let Some(reason) = reason {
            row.status_reason = Set(Some(reason.to_owned()));
        }
    })
    .await
}

pub async fn add_told(
    uow: &UnitOfWork<'_>,
    current: &Model,
    told: Vec<Told>,
) -> Result<Model, Problem> {
    let all = current.told_to.iter().cloned().chain(told).collect();
    store::update::<Entity>(uow, current, |row| row.told_to = Set(JsonText(all))).await
}
