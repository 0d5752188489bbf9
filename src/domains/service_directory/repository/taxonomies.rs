//! The taxonomy queries that `platform::store` does not already have.

use entity::{
    Row, TaxonomyId, Uuid,
    taxonomy::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{super::rules::TaxonomyDraft, Origin};
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

pub async fn page(access: &impl Access, page: &PageQuery) -> Result<Slice<Model>, Problem> {
    let condition = Condition::all();
    store::page::<Entity>(access, condition, SORTS, page).await
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    id: TaxonomyId,
    draft: &TaxonomyDraft,
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
    draft: &TaxonomyDraft,
) -> Result<Model, Problem> {
    store::update_if_changed::<Entity>(uow, current, |row| write(row, draft)).await
}

fn write(row: &mut ActiveModel, draft: &TaxonomyDraft) {
    row.name = Set(draft.name.clone());
    row.description = Set(draft.description.clone());
    row.uri = Set(draft.uri.clone());
    row.edition = Set(draft.edition.clone());
}

pub async fn of_ids(access: &impl Access, ids: &[TaxonomyId]) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all().add(Column::Id.is_in(ids.iter().copied()));
    store::all::<Entity>(access, condition, &[]).await
}
