//! The location queries that `platform::store` does not already have.

use entity::{
    LocationId, OrganizationId, Row, Uuid,
    location::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{
    super::{
        dto::LocationFilter,
        rules::{self, LocationDraft},
    },
    Origin,
};
use crate::platform::{Access, PageQuery, Problem, Shown, Slice, SortKey, UnitOfWork, store};

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
    filter: &LocationFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let condition = Condition::all()
        .add_option(filter.organization_id.map(|id| Column::OrganizationId.eq(id)))
        .add_option(filter.updated_after.map(|after| Column::UpdatedAt.gt(after)));
    store::page::<Entity>(access, condition, SORTS, page).await
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    id: LocationId,
    draft: &LocationDraft,
    origin: Option<&Origin>,
) -> Result<Model, Problem> {
    let mut row = ActiveModel { id: Set(id), ..Default::default() };
    row.source = Set(origin.map(|origin| origin.source.clone()));
    row.external_id = Set(origin.map(|origin| origin.external_id.clone()));
    write(&mut row, draft);
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn update(
    uow: &UnitOfWork<'_>,
    current: &Model,
    draft: &LocationDraft,
) -> Result<Model, Problem> {
    store::update_if_changed::<Entity>(uow, current, |row| write(row, draft)).await
}

fn write(row: &mut ActiveModel, draft: &LocationDraft) {
    row.organization_id = Set(draft.organization_id);
    row.name = Set(draft.name.clone());
    row.location_type = Set(draft.location_type);
    row.latitude = Set(draft.latitude);
    row.longitude = Set(draft.longitude);
    row.time_zone = Set(draft.time_zone.clone());
    row.details = Set(rules::stored(&draft.details));
    row.schedules = Set(rules::stored(&draft.schedules));
}

pub async fn of_ids(access: &impl Access, ids: &[LocationId]) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all().add(Column::Id.is_in(ids.iter().copied()));
    store::all::<Entity>(access, condition, &[]).await
}

pub async fn of_organizations(
    access: &impl Access,
    ids: &[OrganizationId],
) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all().add(Column::OrganizationId.is_in(ids.iter().copied()));
    store::all::<Entity>(access, condition, &[Column::CreatedAt]).await
}
