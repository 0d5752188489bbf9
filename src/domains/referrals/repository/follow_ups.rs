//! Rows of follow-ups.

use entity::{
    ReferralFollowUpId, ReferralId, Row, Uuid,
    referral::Model as Referral,
    referral_follow_up::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ExprTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, Query},
};

use super::super::dto::NewReferralFollowUp;
use crate::platform::{Access, PageQuery, Problem, Shown, Slice, UnitOfWork, store};

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

pub async fn insert_follow_up(
    uow: &UnitOfWork<'_>,
    referral: &Referral,
    new: &NewReferralFollowUp,
) -> Result<Model, Problem> {
    let client = referral.client_id.ok_or_else(Problem::not_found)?;
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        referral_id: Set(referral.id),
        client_id: Set(client),
        tried_at: Set(new.tried_at.unwrap_or_else(|| uow.now())),
        channel: Set(new.channel),
        contact: Set(new.contact),
        outcome: Set(new.outcome),
        note: Set(new.note.clone()),
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn follow_ups(
    access: &impl Access,
    referral: ReferralId,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let condition = Condition::all().add(Column::ReferralId.eq(referral));
    store::page::<Entity>(access, condition, &[], page).await
}

pub async fn follow_up(
    access: &impl Access,
    referral: ReferralId,
    id: ReferralFollowUpId,
) -> Result<Model, Problem> {
    let found = store::find::<Entity>(access, id).await?;
    if found.referral_id == referral { Ok(found) } else { Err(Problem::not_found()) }
}

/// That the referral of the query has as many, or more.
pub(super) fn are_at_least(number: u64) -> Expr {
    use entity::referral::{Column as Of, Entity as Referrals};

    let column = |column: Column| Expr::col((Entity, column));
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    let of_referral = Query::select()
        .expr(Expr::val(1))
        .from(Entity)
        .and_where(column(Column::AgencyId).equals((Referrals, Of::AgencyId)))
        .and_where(column(Column::ReferralId).equals((Referrals, Of::Id)))
        .group_by_col((Entity, Column::ReferralId))
        .and_having(column(Column::Id).count().gte(number))
        .to_owned();
    Expr::exists(of_referral)
}

/// How many there are since the referral was sent.
pub async fn number_of_follow_ups(
    access: &impl Access,
    referral: ReferralId,
) -> Result<u64, Problem> {
    let query = store::within::<Entity>(access.scope()).filter(Column::ReferralId.eq(referral));
    Ok(query.count(access.connection()).await?)
}
