//! What scorecards are made of: thin rows of referrals, and when they moved.

use entity::{
    AgencyId, ReferralId, Timestamp,
    referral::{Column, Direction, Entity, LoopStatus, Model, NeedMet, RecipientKind, Status},
    transition,
};
use sea_orm::{ColumnTrait, Condition, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

use super::super::dto::ScorecardFilter;
use crate::platform::{Access, Problem, store};

/// A referral, as far as it counts.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Counted {
    pub id: ReferralId,
    pub recipient_kind: RecipientKind,
    pub partner_agency_id: Option<AgencyId>,
    pub recipient_name: Option<String>,
    pub sent_at: Option<Timestamp>,
    pub ack_due_at: Option<Timestamp>,
    pub loop_status: Option<LoopStatus>,
    pub need_met: Option<NeedMet>,
}

/// A move of one of them.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Moment {
    pub resource_id: ReferralId,
    pub machine: String,
    pub event: String,
    pub effective_at: Timestamp,
    pub reason_code: Option<String>,
}

fn counted_in((from, until): (Timestamp, Timestamp), filter: &ScorecardFilter) -> Condition {
    Condition::all()
        .add(Column::Direction.eq(Direction::Outgoing))
        .add(Column::SentAt.gte(from))
        .add(Column::SentAt.lt(until))
        .add(Column::Status.ne(Status::EnteredInError))
        .add_option(filter.recipient_agency_id.map(|id| Column::PartnerAgencyId.eq(id)))
        .add(store::any_of(
            Column::NeedDomain,
            filter.need_domain.as_ref().map(|any| any.0.as_slice()),
        ))
}

/// The outgoing referrals that were sent in the time, without anything of the client.
pub async fn counted(
    access: &impl Access,
    span: (Timestamp, Timestamp),
    filter: &ScorecardFilter,
) -> Result<Vec<Counted>, Problem> {
    let columns = [
        Column::Id,
        Column::RecipientKind,
        Column::PartnerAgencyId,
        Column::RecipientName,
        Column::SentAt,
        Column::AckDueAt,
        Column::LoopStatus,
        Column::NeedMet,
    ];
    let query = store::within::<Entity>(access.scope())
        .select_only()
        .columns(columns)
        .filter(counted_in(span, filter))
        .order_by_asc(Column::Id);
    Ok(query.into_model::<Counted>().all(access.connection()).await?)
}

/// When they were answered, started and closed, oldest first.
pub async fn moments(
    access: &impl Access,
    span: (Timestamp, Timestamp),
    filter: &ScorecardFilter,
) -> Result<Vec<Moment>, Problem> {
    use transition::Column as Moved;

    let referrals = store::within::<Entity>(access.scope())
        .select_only()
        .column(Column::Id)
        .filter(counted_in(span, filter));
    let events = ["accept", "claim", "reject", "start", "close_loop"];
    let query = store::within::<transition::Entity>(access.scope())
        .select_only()
        .columns([
            Moved::ResourceId,
            Moved::Machine,
            Moved::Event,
            Moved::EffectiveAt,
            Moved::ReasonCode,
        ])
        .filter(Moved::ResourceKind.eq(<Model as entity::Row>::KIND))
        .filter(Moved::Event.is_in(events))
        .filter(Moved::ResourceId.in_subquery(sea_orm::QueryTrait::into_query(referrals)))
        .order_by_asc(Moved::EffectiveAt)
        .order_by_asc(Moved::Id);
    Ok(query.into_model::<Moment>().all(access.connection()).await?)
}
