//! The taxonomy term queries that `platform::store` does not already have.

use entity::{
    Row, TaxonomyTermId, Uuid,
    taxonomy_term::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{
    super::{dto::TaxonomyTermFilter, rules::TermDraft},
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
    filter: &TaxonomyTermFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let condition = Condition::all()
        .add_option(filter.taxonomy_id.map(|id| Column::TaxonomyId.eq(id)))
        .add_option(filter.parent_id.map(|id| Column::ParentId.eq(id)));
    store::page::<Entity>(access, condition, SORTS, page).await
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    id: TaxonomyTermId,
    draft: &TermDraft,
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
    draft: &TermDraft,
) -> Result<Model, Problem> {
    store::update_if_changed::<Entity>(uow, current, |row| write(row, draft)).await
}

fn write(row: &mut ActiveModel, draft: &TermDraft) {
    row.taxonomy_id = Set(draft.taxonomy_id);
    row.parent_id = Set(draft.parent_id);
    row.code = Set(draft.code.clone());
    row.name = Set(draft.name.clone());
    row.description = Set(draft.description.clone());
    row.taxonomy = Set(draft.taxonomy.clone());
    row.language = Set(draft.language.clone());
    row.term_uri = Set(draft.term_uri.clone());
}

pub async fn of_ids(access: &impl Access, ids: &[TaxonomyTermId]) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all().add(Column::Id.is_in(ids.iter().copied()));
    store::all::<Entity>(access, condition, &[]).await
}
