//! The referral queries that `platform::store` does not already have. A caller
//! who may see incoming referrals only finds no others by any of them.

use chrono::NaiveDate;
use entity::{
    InterventionId, ReferralId, Row, Timestamp, Uuid,
    capacity_inquiry::Asked,
    referral::{Capacity, Column, Direction, Entity, LoopStatus, Model, Status, outline},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};

use super::{
    dto::{Escalation, ReferralFilter},
    rules,
};
use crate::platform::{
    Access, AnyOf, IfMatch, PageQuery, Problem, Reach, Scope, Shown, Slice, SortKey, UnitOfWork,
    store,
};

mod drafts;
pub mod due;
mod follow_ups;
mod inquiries;
mod messages;
mod moves;
mod offers;
mod scorecards;

pub use drafts::{Again, Recipient, apply_patch, insert_again, insert_draft};
pub use follow_ups::{follow_up, follow_ups, insert_follow_up, number_of_follow_ups};
pub use inquiries::{apply_inquiry, inquiries, inquiry, inquiry_of, insert_inquiry};
pub use messages::{copy_of, insert_message, mark_message, message, messages};
pub use moves::{
    Closing, Particulars, Sending, apply_closure, apply_escalation, apply_feedback,
    apply_reopening, apply_sending, apply_step, insert_incoming,
};

pub use offers::{Claiming, apply_claim, insert_offer, move_offer, offer_of, offers};

pub use scorecards::{Counted, Moment, counted, moments};

/// How many inquiries are looked through for an answer that holds.
const RECENT_INQUIRIES: u64 = 20;

const SORTS: &[SortKey<outline::Entity>] =
    &[SortKey { name: "updatedAt", column: outline::Column::UpdatedAt }];

/// A referral with those that follow from it.
#[derive(Clone, Debug)]
pub struct Record {
    pub referral: Model,
    pub children: Vec<outline::Model>,
}

impl Shown for Record {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> Uuid {
        Row::id(&self.referral)
    }

    fn version(&self) -> i64 {
        Row::version(&self.referral)
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        whole(access, find(access, id.into()).await?).await
    }
}

/// The row with those that follow from it.
pub async fn whole(access: &impl Access, referral: Model) -> Result<Record, Problem> {
    let children = match referral.direction {
        Direction::Outgoing => children(access, referral.id).await?,
        Direction::Incoming => Vec::new(),
    };
    Ok(Record { referral, children })
}

/// What the caller's reach leaves of the agency's referrals.
fn within_reach(scope: &Scope) -> Condition {
    match scope.reach() {
        Reach::Agency => Condition::all(),
        Reach::Incoming => Condition::all().add(Column::Direction.eq(Direction::Incoming)),
        Reach::Own => Condition::all()
            .add(Column::Direction.eq(Direction::Outgoing))
            .add(Column::CreatedBy.eq(scope.actor())),
    }
}

/// The referral, if the caller may know of it.
pub async fn find(access: &impl Access, id: ReferralId) -> Result<Model, Problem> {
    let query = store::within::<Entity>(access.scope())
        .filter(Column::Id.eq(id))
        .filter(within_reach(access.scope()));
    let referral = query.one(access.connection()).await?.ok_or_else(Problem::not_found)?;
    access.saw(&referral);
    Ok(referral)
}

/// Finds the referral within reach and locks it in the version that the caller has seen.
pub async fn lock(uow: &UnitOfWork<'_>, id: ReferralId, seen: IfMatch) -> Result<Model, Problem> {
    find(uow, id).await?;
    store::lock::<Entity>(uow, id, seen).await
}

/// This agency's row of the exchange. The unit of work may be the partner's.
pub async fn of_exchange(access: &impl Access, exchange: Uuid) -> Result<Option<Model>, Problem> {
    let query = store::within::<Entity>(access.scope()).filter(Column::ExchangeId.eq(exchange));
    Ok(query.one(access.connection()).await?)
}

/// Whether another referral carries the intervention on that this one was to carry out: one that
/// places it again, or a part of it, and is neither called off nor in error.
pub async fn is_carried_on(
    access: &impl Access,
    (id, intervention): (ReferralId, InterventionId),
) -> Result<bool, Problem> {
    let condition = Condition::all()
        .add(Column::ParentReferralId.eq(id))
        .add(Column::PlanInterventionId.eq(intervention))
        .add(Column::Status.is_not_in([Status::Cancelled, Status::EnteredInError]));
    store::exists::<Entity>(access, condition).await
}

/// Whether a draft waits that places the referral again, or a part of it.
pub async fn is_drafted_again(access: &impl Access, id: ReferralId) -> Result<bool, Problem> {
    let condition =
        Condition::all().add(Column::ParentReferralId.eq(id)).add(Column::Status.eq(Status::Draft));
    store::exists::<Entity>(access, condition).await
}

/// One page without what is long.
pub async fn page(
    access: &impl Access,
    filter: &ReferralFilter,
    page: &PageQuery,
) -> Result<Slice<outline::Model>, Problem> {
    let now = access.ctx().now();
    let requested = || Condition::all().add(Column::Status.eq(Status::Requested));
    let late = |due: Column| requested().add(due.lte(now));
    // A draft has no due time: to the database, "not late" alone would be neither true nor false.
    let in_time = |due: Column| {
        Condition::any()
            .add(Column::Status.ne(Status::Requested))
            .add(due.is_null())
            .add(due.gt(now))
    };
    let overdue = filter
        .overdue
        .map(|overdue| if overdue { late(Column::AckDueAt) } else { in_time(Column::AckDueAt) });
    let escalation = filter.escalation.map(|wanted| match wanted {
        Escalation::None => in_time(Column::AckDueAt),
        Escalation::Requester => late(Column::AckDueAt).add(in_time(Column::EscalationDueAt)),
        Escalation::Supervisor => late(Column::EscalationDueAt),
    });
    let waits = Condition::all()
        .add(Column::Status.eq(Status::OnHold))
        .add(Column::StatusReasonCode.eq(rules::WAITLIST));
    let waits_not = Condition::any()
        .add(Column::Status.ne(Status::OnHold))
        .add(Column::StatusReasonCode.is_null())
        .add(Column::StatusReasonCode.ne(rules::WAITLIST));
    let values = |any: &Option<AnyOf<LoopStatus>>| any.as_ref().map(|any| any.0.clone());
    let in_error = filter.status.is_none();
    let condition = within_reach(access.scope())
        .add_option(filter.direction.map(|direction| Column::Direction.eq(direction)))
        .add(store::any_of(Column::Status, filter.status.as_ref().map(|any| any.0.as_slice())))
        .add_option(in_error.then(|| Column::Status.ne(Status::EnteredInError)))
        .add(store::any_of(Column::LoopStatus, values(&filter.loop_status).as_deref()))
        .add(store::any_of(
            Column::RecipientKind,
            filter.recipient_kind.as_ref().map(|any| any.0.as_slice()),
        ))
        .add(store::any_of(
            Column::NeedDomain,
            filter.need_domain.as_ref().map(|any| any.0.as_slice()),
        ))
        .add_option(filter.client_id.map(|client| Column::ClientId.eq(client)))
        .add_option(filter.partner_agency_id.map(|agency| Column::PartnerAgencyId.eq(agency)))
        .add_option(filter.parent_referral_id.map(|id| Column::ParentReferralId.eq(id)))
        .add_option(filter.waitlisted.map(|waitlisted| if waitlisted { waits } else { waits_not }))
        .add_option(filter.updated_after.map(|after| Column::UpdatedAt.gt(after)))
        .add_option(filter.closable_as_unknown.map(|wanted| {
            let closable = closable_as_unknown(now);
            if wanted { closable } else { closable.not() }
        }))
        .add_option(overdue)
        .add_option(escalation);
    store::page::<outline::Entity>(access, condition, SORTS, page).await
}

/// What `rules::close_unknown` demands, as a condition. It is never null.
fn closable_as_unknown(now: Timestamp) -> Condition {
    Condition::all()
        .add(Column::Direction.eq(Direction::Outgoing))
        .add(Column::SentAt.is_not_null())
        .add(Column::SentAt.lte(now.plus(-rules::UNKNOWN_AFTER)))
        .add(Column::LoopStatus.is_in(rules::WAITING))
        .add(Column::Status.is_in(rules::UNDER_WAY))
        .add(follow_ups::are_at_least(rules::FOLLOW_UPS))
}

/// The referrals that place this one again, or its parts, oldest first.
pub async fn children(
    access: &impl Access,
    id: ReferralId,
) -> Result<Vec<outline::Model>, Problem> {
    let condition = Condition::all().add(outline::Column::ParentReferralId.eq(id));
    store::all::<outline::Entity>(access, condition, &[outline::Column::CreatedAt]).await
}

/// Whether another referral for the same need is under way.
pub async fn is_another_under_way(access: &impl Access, row: &Model) -> Result<bool, Problem> {
    let condition = Condition::all()
        .add(Column::ClientId.eq(row.client_id))
        .add(Column::Direction.eq(Direction::Outgoing))
        .add(Column::NeedDomain.eq(row.need_domain))
        .add(Column::Status.is_in(rules::UNDER_WAY))
        .add(Column::Id.ne(row.id));
    // What has no need is told apart by more than the need.
    Ok(row.need_domain.is_some() && store::exists::<Entity>(access, condition).await?)
}

/// Makes the next version of a row that something was added to.
pub async fn touch(uow: &UnitOfWork<'_>, current: &Model) -> Result<Model, Problem> {
    update(uow, current, |_| {}).await
}

async fn insert(
    uow: &UnitOfWork<'_>,
    mut row: entity::referral::ActiveModel,
) -> Result<Model, Problem> {
    store::stamp::<Entity>(uow, &mut row);
    row.updated_by_agency_id = Set(uow.ctx().agency());
    store::insert::<Entity>(uow, row).await
}

/// Writes the next version of the row, on whichever side it is, and whose user does.
async fn update(
    uow: &UnitOfWork<'_>,
    current: &Model,
    change: impl FnOnce(&mut entity::referral::ActiveModel),
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.updated_by_agency_id = Set(uow.ctx().agency());
        change(row);
    })
    .await
}

/// What the recipient last said of its capacity for the need, if that still holds.
pub async fn known_capacity(
    access: &impl Access,
    referral: &Model,
    today: NaiveDate,
) -> Result<Option<Capacity>, Problem> {
    use entity::capacity_inquiry::{Column, Entity as Inquiries};

    let Some(partner) = referral.partner_agency_id else { return Ok(None) };
    let query = store::within::<Inquiries>(access.scope())
        .filter(Column::Direction.eq(Direction::Outgoing))
        .filter(Column::NeedDomain.eq(referral.need_domain))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(RECENT_INQUIRIES);
    let inquiries = query.all(access.connection()).await?;
    let answers = inquiries.iter().flat_map(|inquiry| inquiry.asked.iter());
    let holds = |answer: &&Asked| {
        answer.agency_id == Some(partner) && answer.valid_until.is_none_or(|last| last >= today)
    };
    let latest = answers.filter(holds).max_by_key(|answer| answer.answered_at);
    Ok(latest.and_then(|answer| answer.capacity))
}
