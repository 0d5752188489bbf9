//! Rows of `plan_version`.

use entity::{
    CarePlanId, JsonText, PlanVersionId, UserId, care_plan,
    plan_version::{ActiveModel, Column, Entity, Model, PlanSnapshot, Source},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::super::dto::{AmendmentSource, PlanAmendment};
use crate::platform::{Access, PageQuery, Problem, Slice, SortKey, UnitOfWork, store};

const SORTS: &[SortKey<Entity>] = &[SortKey { name: "number", column: Column::Number }];

/// Keeps what the plan says now as its version `current_version`.
pub async fn insert_version(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    snapshot: PlanSnapshot,
    amendment: Option<(&PlanAmendment, AmendmentSource)>,
    approved_by: Option<UserId>,
) -> Result<Model, Problem> {
    let (source, source_id) = match amendment {
        None => (Source::Activation, None),
        Some((_, AmendmentSource::Person)) => (Source::Amendment, None),
        Some((_, AmendmentSource::Review(id))) => (Source::Review, Some(id.uuid())),
        Some((_, AmendmentSource::Conference(id))) => (Source::Conference, Some(id)),
    };
    let amendment = amendment.map(|(amendment, _)| amendment);
    let mut row = ActiveModel {
        id: Set(PlanVersionId::new(uow.now())),
        care_plan_id: Set(plan.id),
        client_id: Set(plan.client_id),
        number: Set(plan.current_version),
        snapshot: Set(JsonText(snapshot)),
        reason_code: Set(amendment.map(|amendment| amendment.reason_code)),
        reason: Set(amendment.map(|amendment| amendment.reason.clone())),
        change_summary: Set(amendment.map(|amendment| amendment.change_summary.clone())),
        source: Set(source),
        source_id: Set(source_id),
        approved_by: Set(approved_by),
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn version(
    access: &impl Access,
    plan: CarePlanId,
    number: i32,
) -> Result<Model, Problem> {
    let condition =
        Condition::all().add(Column::CarePlanId.eq(plan)).add(Column::Number.eq(number));
    let found = store::all::<Entity>(access, condition, &[]).await?.into_iter().next();
    let version = found.ok_or_else(Problem::not_found)?;
    access.saw(&version);
    Ok(version)
}

pub async fn version_page(
    access: &impl Access,
    plan: CarePlanId,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let condition = Condition::all().add(Column::CarePlanId.eq(plan));
    store::page::<Entity>(access, condition, SORTS, page).await
}
