//! The queries of services at locations that `platform::store` does not already have.

use entity::{
    LocationId, Row, ServiceAtLocationId, ServiceId, Uuid,
    service_at_location::{ActiveModel, Column, Entity, Model, Status},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{
    super::{
        dto::{CapacityReport, ServiceAtLocationFilter},
        rules::{self, OfferDraft},
    },
    Origin,
};
use crate::platform::{Access, PageQuery, Problem, Shown, Slice, SortKey, Step, UnitOfWork, store};

const SORTS: &[SortKey<Entity>] = &[SortKey { name: "updatedAt", column: Column::UpdatedAt }];

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
    filter: &ServiceAtLocationFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let condition = Condition::all()
        .add_option(filter.service_id.map(|id| Column::ServiceId.eq(id)))
        .add_option(filter.location_id.map(|id| Column::LocationId.eq(id)))
        .add(store::any_of(Column::Status, filter.status.as_ref().map(|any| any.0.as_slice())))
        .add_option(filter.updated_after.map(|after| Column::UpdatedAt.gt(after)));
    store::page::<Entity>(access, condition, SORTS, page).await
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    id: ServiceAtLocationId,
    draft: &OfferDraft,
    origin: Option<&Origin>,
) -> Result<Model, Problem> {
    let mut row = ActiveModel { id: Set(id), ..Default::default() };
    row.source = Set(origin.map(|origin| origin.source.clone()));
    row.external_id = Set(origin.map(|origin| origin.external_id.clone()));
    write(&mut row, draft);
    row.status = Set(Status::Active);
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn update(
    uow: &UnitOfWork<'_>,
    current: &Model,
    draft: &OfferDraft,
) -> Result<Model, Problem> {
    store::update_if_changed::<Entity>(uow, current, |row| write(row, draft)).await
}

fn write(row: &mut ActiveModel, draft: &OfferDraft) {
    row.service_id = Set(draft.service_id);
    row.location_id = Set(draft.location_id);
    row.details = Set(rules::stored(&draft.details));
    row.schedules = Set(rules::stored(&draft.schedules));
}

pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
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

pub async fn of_services(access: &impl Access, ids: &[ServiceId]) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all().add(Column::ServiceId.is_in(ids.iter().copied()));
    store::all::<Entity>(access, condition, &[Column::CreatedAt]).await
}

pub async fn of_locations(access: &impl Access, ids: &[LocationId]) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all().add(Column::LocationId.is_in(ids.iter().copied()));
    store::all::<Entity>(access, condition, &[Column::CreatedAt]).await
}
