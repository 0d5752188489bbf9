//! The service queries that `platform::store` does not already have.

use entity::{
    ServiceId, Timestamp,
    directory_service::{ActiveModel, Column, Entity, Model, Status},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{
    super::{
        dto::{CapacityReport, ServiceFilter},
        rules::{self, ServiceDraft},
    },
    Origin,
};
use crate::platform::{Access, PageQuery, Problem, Slice, SortKey, Step, UnitOfWork, store};

const SORTS: &[SortKey<Entity>] = &[
    SortKey { name: "updatedAt", column: Column::UpdatedAt },
    SortKey { name: "name", column: Column::SortName },
    SortKey { name: "lastModified", column: Column::LastModified },
];

pub async fn page(
    access: &impl Access,
    filter: &ServiceFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let condition = Condition::all()
        .add_option(filter.organization_id.map(|id| Column::OrganizationId.eq(id)))
        .add(store::any_of(Column::Status, filter.status.as_ref().map(|any| any.0.as_slice())))
        .add_option(filter.not_assured_since.map(|day| {
            Condition::any().add(Column::AssuredOn.is_null()).add(Column::AssuredOn.lt(day))
        }))
        .add_option(filter.updated_after.map(|after| Column::UpdatedAt.gt(after)));
    store::page::<Entity>(access, condition, SORTS, page).await
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    id: ServiceId,
    draft: &ServiceDraft,
    (status, modified): (Status, Option<Timestamp>),
    origin: Option<&Origin>,
) -> Result<Model, Problem> {
    let mut row = ActiveModel { id: Set(id), ..Default::default() };
    row.source = Set(origin.map(|origin| origin.source.clone()));
    row.external_id = Set(origin.map(|origin| origin.external_id.clone()));
    write(&mut row, draft);
    row.status = Set(status);
    row.last_modified = Set(modified.unwrap_or(uow.now()));
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn update(
    uow: &UnitOfWork<'_>,
    current: &Model,
    draft: &ServiceDraft,
    modified: Option<Timestamp>,
) -> Result<Model, Problem> {
    store::update_if_changed::<Entity>(uow, current, |row| {
        write(row, draft);
        if store::differs::<Entity>(row, current) {
            row.last_modified = Set(modified.unwrap_or(uow.now()));
        }
    })
    .await
}

fn write(row: &mut ActiveModel, draft: &ServiceDraft) {
    row.organization_id = Set(draft.organization_id);
    row.name = Set(draft.name.clone());
    row.sort_name = Set(rules::sort_name(&draft.name));
    row.minimum_age = Set(draft.minimum_age);
    row.maximum_age = Set(draft.maximum_age);
    row.assured_on = Set(draft.assured_on);
    row.need_domains = Set(rules::stored(&draft.need_domains));
    row.details = Set(rules::stored(&draft.details));
    row.schedules = Set(rules::stored(&draft.schedules));
}

pub async fn of_ids(access: &impl Access, ids: &[ServiceId]) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all().add(Column::Id.is_in(ids.iter().copied()));
    store::all::<Entity>(access, condition, &[]).await
}

pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.last_modified = Set(uow.now());
    })
    .await
}

/// What was heard last replaces what was known.
pub async fn apply_capacity(
    uow: &UnitOfWork<'_>,
    current: &Model,
    report: &CapacityReport,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.capacity_status = Set(Some(report.status));
        row.capacity_note = Set(report.note.clone());
        row.capacity_as_of = Set(Some(report.as_of.unwrap_or(uow.now())));
        row.waitlist_days_est = Set(report.waitlist_days_est);
    })
    .await
}
