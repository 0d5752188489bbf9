//! Inquiries about capacity: asked of several, answered by each, without a word
//! of whom it is for.

use chrono::Days;
use entity::{
    AgencyId, CapacityInquiryId, Code, Uuid,
    capacity_inquiry::{Asked, Entity, Event, Model, Status},
    referral::Direction,
    transition,
};

use super::{
    super::{
        dto::{CapacityAnswer, CapacityInquiryFilter, NewCapacityInquiry},
        repository, rules,
    },
    any_side,
};
use crate::{
    domains::agencies,
    platform::{
        Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork,
        exchange::partner_side, history, store,
    },
};

/// How long an answer is awaited unless the question says so.
const WAIT: Days = Days::new(7);

pub async fn ask_capacity(ctx: &Ctx, new: NewCapacityInquiry) -> Result<Model, Problem> {
    ctx.write(Permission::SendReferrals, async |uow| {
        let calendar = agencies::service::calendar(uow).await?;
        let today = calendar.day_of(uow.now());
        let last = new.answer_by.or(today.checked_add_days(WAIT)).unwrap_or(today);
        rules::check_answer_by(last, today)?;
        let expires_at = calendar.end_of(last);
        let exchange = entity::new_id(uow.now());
        let asking = uow.scope().agency();
        let asked = asked(uow, &new).await?;
        for one in &asked {
            let Some(agency) = one.agency_id else { continue };
            let side = partner_side(uow, agency);
            let ids = (CapacityInquiryId::new(uow.now()), exchange, asking);
            let alone = vec![one.clone()];
            let row = repository::insert_inquiry(&side, &new, ids, alone, expires_at).await?;
            let change = Change::of("received", &row);
            uow.also(change.entering_machine("status", row.status, "receive"));
        }
        let ids = (uow.id_or_new(new.id), exchange, asking);
        let own = repository::insert_inquiry(uow, &new, ids, asked, expires_at).await?;
        let change = Change::created(&own).entering(own.status);
        Ok((own, change))
    })
    .await
}

async fn asked(uow: &UnitOfWork<'_>, new: &NewCapacityInquiry) -> Result<Vec<Asked>, Problem> {
    let nobody = |name: String| Asked {
        id: entity::new_id(uow.now()),
        agency_id: None,
        organization_id: None,
        service_id: None,
        name,
        capacity: None,
        note: None,
        waitlist_days: None,
        valid_until: None,
        answered_at: None,
    };
    let mut asked = Vec::new();
    for (place, id) in new.agency_ids.iter().enumerate() {
        let pointer = format!("/agencyIds/{place}");
        if *id == uow.scope().agency() {
            return Err(Problem::field(pointer, "own_agency", "Ask others than your own agency."));
        }
        let found = agencies::service::partner(uow, *id).await;
        let agency =
            found.map_err(|problem| problem.of_reference(pointer, "There is no such agency."))?;
        asked.push(Asked { agency_id: Some(*id), ..nobody(agency.name) });
    }
    asked.extend(new.organizations.iter().map(|one| nobody(one.name.trim().to_owned())));
    Ok(asked)
}

/// Both rows of the inquiry, locked: the one that was asked for, and its counterpart of this
/// agency, if that has one. The asking agency's row is always locked first.
async fn lock_both(
    uow: &UnitOfWork<'_>,
    known: &Model,
    seen: IfMatch,
) -> Result<(Model, Option<Model>), Problem> {
    if known.direction == Direction::Outgoing {
        return Ok((store::lock::<Entity>(uow, known.id, seen).await?, None));
    }
    let side = partner_side(uow, known.asking_agency_id);
    let theirs = repository::inquiry_of(&side, known.exchange_id).await?;
    let theirs = theirs.ok_or_else(|| Problem::internal("an inquiry has one side only"))?;
    let theirs = store::lock_current::<Entity>(&side, theirs.id).await?;
    let own = store::lock::<Entity>(uow, known.id, seen).await?;
    Ok((own, Some(theirs)))
}

/// The agency that is asked answers; what organizations elsewhere answer is recorded by the
/// agency that asks.
pub async fn answer_capacity(
    ctx: &Ctx,
    id: CapacityInquiryId,
    seen: IfMatch,
    input: CapacityAnswer,
) -> Result<Model, Problem> {
    ctx.write(any_side(ctx)?, async |uow| {
        let known = repository::inquiry(uow, id).await?;
        ctx.authorize(rules::permission(known.direction))?;
        let (own, asking) = lock_both(uow, &known, seen).await?;
        rules::check_answerable(&own, uow.now())?;
        if let Some(last) = input.valid_until {
            let today = agencies::service::calendar(uow).await?.day_of(uow.now());
            rules::check_valid_until(last, today)?;
        }
        let by = (own.direction == Direction::Incoming).then_some(own.agency_id);
        let place = rules::answering(&own, by, input.recipient_id)?;
        if let Some(asking) = asking {
            let side = partner_side(uow, asking.agency_id);
            let at = rules::answering(&asking, by, Some(place_id(&own, place)))?;
            let (row, change) = answered(&side, &asking, at, &input).await?;
            uow.also(change);
            debug_assert_eq!(row.exchange_id, own.exchange_id);
        }
        answered(uow, &own, place, &input).await
    })
    .await
}

fn place_id(inquiry: &Model, place: usize) -> Uuid {
    inquiry.asked[place].id
}

async fn answered(
    side: &UnitOfWork<'_>,
    row: &Model,
    place: usize,
    input: &CapacityAnswer,
) -> Result<(Model, Change), Problem> {
    let mut asked = row.asked.0.clone();
    if let Some(one) = asked.get_mut(place) {
        one.capacity = Some(input.capacity);
        one.note.clone_from(&input.note);
        one.waitlist_days = input.waitlist_days;
        one.valid_until = input.valid_until;
        one.answered_at = Some(side.now());
    }
    // The first answer of the last who were asked completes it.
    let all = asked.iter().all(|one| one.capacity.is_some());
    let step = if all && row.status == Status::Open {
        Some(rules::INQUIRY.fire(row.status, Event::Answer)?)
    } else {
        None
    };
    let moved = repository::apply_inquiry(side, row, Some(asked), step.as_ref()).await?;
    let change = Change::of("answered", &moved);
    let change = match &step {
        Some(step) => change.by(step),
        None => change,
    };
    Ok((moved, change))
}

/// The agency that asks does not need to know any more.
pub async fn withdraw_inquiry(
    ctx: &Ctx,
    id: CapacityInquiryId,
    seen: IfMatch,
) -> Result<Model, Problem> {
    ctx.write(Permission::SendReferrals, async |uow| {
        let known = repository::inquiry(uow, id).await?;
        let own = store::lock::<Entity>(uow, known.id, seen).await?;
        let step = rules::withdrawal(&own)?;
        let mut others: Vec<AgencyId> = own.asked.iter().filter_map(|one| one.agency_id).collect();
        others.sort();
        for agency in others {
            let side = partner_side(uow, agency);
            let Some(row) = repository::inquiry_of(&side, own.exchange_id).await? else { continue };
            let row = store::lock_current::<Entity>(&side, row.id).await?;
            if row.status == Status::Open {
                let step = rules::INQUIRY.fire(row.status, Event::Withdraw)?;
                let row = repository::apply_inquiry(&side, &row, None, Some(&step)).await?;
                uow.also(Change::of("withdrawn", &row).by(&step));
            }
        }
        let own = repository::apply_inquiry(uow, &own, None, Some(&step)).await?;
        let change = Change::of("withdrawn", &own).by(&step);
        Ok((own, change))
    })
    .await
}

pub async fn list_inquiries(
    ctx: &Ctx,
    filter: CapacityInquiryFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadReferrals)?;
    repository::inquiries(&reading, &filter, &page).await
}

pub async fn get_inquiry(ctx: &Ctx, id: CapacityInquiryId) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadReferrals)?;
    repository::inquiry(&reading, id).await
}

pub async fn inquiry_history(
    ctx: &Ctx,
    id: CapacityInquiryId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadReferrals)?;
    let inquiry = repository::inquiry(&reading, id).await?;
    history::of_row(&reading, &inquiry, &page).await
}

/// Whether the time for answers is over.
pub fn is_expired(ctx: &Ctx, inquiry: &Model) -> bool {
    rules::is_expired(inquiry, ctx.now())
}

/// What the caller can do with the inquiry now.
pub fn inquiry_actions(ctx: &Ctx, inquiry: &Model) -> Vec<String> {
    if !ctx.may(rules::permission(inquiry.direction)) {
        return Vec::new();
    }
    rules::inquiry_actions(inquiry, ctx.now()).into_iter().map(Code::code).collect()
}
