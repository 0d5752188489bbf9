//! The organization queries that `platform::store` does not already have.

use entity::{
    OrganizationId, Row, Uuid,
    organization::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{
    super::{
        dto::OrganizationFilter,
        rules::{self, OrganizationDraft},
    },
    Origin,
};
use crate::platform::{Access, PageQuery, Problem, Shown, Slice, SortKey, UnitOfWork, store};

const SORTS: &[SortKey<Entity>] = &[
    SortKey { name: "updatedAt", column: Column::UpdatedAt },
    SortKey { name: "name", column: Column::SortName },
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
    filter: &OrganizationFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let condition = named(filter.name.as_deref())
        .add_option(filter.partner_agency_id.map(|id| Column::PartnerAgencyId.eq(id)))
        .add_option(filter.updated_after.map(|after| Column::UpdatedAt.gt(after)));
    store::page::<Entity>(access, condition, SORTS, page).await
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    id: OrganizationId,
    draft: &OrganizationDraft,
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
    draft: &OrganizationDraft,
) -> Result<Model, Problem> {
    store::update_if_changed::<Entity>(uow, current, |row| write(row, draft)).await
}

fn write(row: &mut ActiveModel, draft: &OrganizationDraft) {
    row.name = Set(draft.name.clone());
    row.sort_name = Set(rules::sort_name(&draft.name));
    row.partner_agency_id = Set(draft.partner_agency_id);
    row.referral_channel = Set(draft.referral_channel);
    row.sla_ack_business_days = Set(draft.sla_ack_business_days);
    row.details = Set(rules::stored(&draft.details));
}

pub async fn of_ids(access: &impl Access, ids: &[OrganizationId]) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all().add(Column::Id.is_in(ids.iter().copied()));
    store::all::<Entity>(access, condition, &[]).await
}

/// Organizations whose names have words that begin so, in any order.
pub fn named(name: Option<&str>) -> Condition {
    let words = name.into_iter().flat_map(rules::words);
    words.fold(Condition::all(), |all, word| {
        let first = store::begins_with(Column::SortName, &word);
        let further = Column::SortName.contains(format!(" {word}"));
        all.add(Condition::any().add(first).add(further))
    })
}
