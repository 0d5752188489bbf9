//! Both sides of a referral, moved together: each agency's row, audit entry,
//! event and transition are its own, and they commit together or not at all.

use entity::{
    Code, ReferralId,
    referral::{Direction, Entity, Event, LoopStatus, Model, Status},
};

use super::{
    dto::CloseLoop,
    repository::{self, Particulars},
    rules,
};
use crate::platform::{
    Access, Change, IfMatch, Problem, Step, UnitOfWork, catalogue, exchange::partner_side, store,
};

/// A referral after a move: the caller's row and the partner's.
pub struct Moved {
    pub own: Model,
    pub partner: Model,
    /// What was done to the caller's row. The partner's is noted already.
    pub change: Change,
}

impl Moved {
    /// The row of the agency that sent the referral.
    pub fn sender(&self) -> &Model {
        if self.own.direction == Direction::Outgoing { &self.own } else { &self.partner }
    }
}

struct Sides {
    own: Model,
    /// None until the referral is sent.
    partner: Option<Model>,
}

/// Locks both rows, always the row of the agency with the smaller id first, so
/// that two agencies that act at once do not wait for each other.
async fn lock(uow: &UnitOfWork<'_>, id: ReferralId, seen: IfMatch) -> Result<Sides, Problem> {
    let known = repository::find(uow, id).await?;
    let other_side = partner_side(uow, known.partner_agency_id);
    let Some(other) = repository::of_exchange(&other_side, known.exchange_id).await? else {
        let own = repository::lock(uow, id, seen).await?;
        return unless_changed(&known, Sides { own, partner: None });
    };
    let (own, partner);
    if known.agency_id < other.agency_id {
        own = store::lock::<Entity>(uow, id, seen).await?;
        partner = store::lock_current::<Entity>(&other_side, other.id).await?;
    } else {
        partner = store::lock_current::<Entity>(&other_side, other.id).await?;
        own = store::lock::<Entity>(uow, id, seen).await?;
    }
    unless_changed(&known, Sides { own, partner: Some(partner) })
}

/// The rows to lock were chosen by what was read before the lock.
fn unless_changed(known: &Model, sides: Sides) -> Result<Sides, Problem> {
    if known.version == sides.own.version {
        return Ok(sides);
    }
    Err(Problem::new(&catalogue::VERSION_MISMATCH).with_current_etag(sides.own.version))
}

/// Moves both sides by the event, and writes to both rows what came with it.
pub async fn advance(
    uow: &UnitOfWork<'_>,
    (id, seen): (ReferralId, IfMatch),
    (event, done): (Event, &'static str),
    with: &Particulars,
) -> Result<Moved, Problem> {
    let Sides { own, partner } = lock(uow, id, seen).await?;
    let step = rules::fire(&own, event)?;
    let loop_step = rules::loop_step(&own, event)?;
    let partner = partner.ok_or_else(one_sided)?;
    let other_side = partner_side(uow, own.partner_agency_id);
    let own = repository::apply_step(uow, &own, &step, loop_step.as_ref(), with).await?;
    let partner =
        repository::apply_step(&other_side, &partner, &step, loop_step.as_ref(), with).await?;
    let change_of = |row| change(done, row, &step, loop_step.as_ref(), with);
    uow.also(change_of(&partner));
    let change = change_of(&own);
    Ok(Moved { own, partner, change })
}

fn one_sided() -> Problem {
    Problem::internal("a sent referral has one side only")
}

fn change(
    done: &'static str,
    row: &Model,
    step: &Step<Status>,
    loop_step: Option<&Step<LoopStatus>>,
    with: &Particulars,
) -> Change {
    let change =
        Change::of(done, row).by(step).because(with.reason_code.clone(), with.reason.clone());
    match loop_step {
        Some(step) => change.by(step),
        None => change,
    }
}

/// Gives the receiving agency its row of what was just sent.
pub async fn deliver(uow: &UnitOfWork<'_>, sent: &Model) -> Result<Model, Problem> {
    let other_side = partner_side(uow, sent.partner_agency_id);
    let received = repository::insert_incoming(&other_side, sent).await?;
    let event = Event::Send.code();
    let change = Change::of("received", &received)
        .entering_machine("status", received.status, &event)
        .entering_machine(rules::LOOP.name, LoopStatus::Open, &event);
    uow.also(change);
    Ok(received)
}

/// Closes the loop on both sides. Why, and whether the need was met, stays with
/// the sender.
pub async fn close(
    uow: &UnitOfWork<'_>,
    (id, seen): (ReferralId, IfMatch),
    input: &CloseLoop,
) -> Result<(Model, Change), Problem> {
    const DONE: &str = "loop_closed";

    let Sides { own, partner } = lock(uow, id, seen).await?;
    let step = rules::close(&own, input.closure_reason)?;
    let partner = partner.ok_or_else(one_sided)?;
    let other_side = partner_side(uow, own.partner_agency_id);
    let own = repository::apply_closure(uow, &own, &step, Some(input)).await?;
    let partner = repository::apply_closure(&other_side, &partner, &step, None).await?;
    uow.also(Change::of(DONE, &partner).by(&step));
    let code = input.closure_reason.code();
    let change = Change::of(DONE, &own).by(&step).because(Some(code), input.note.clone());
    Ok((own, change))
}

/// Work on the sender's side, whichever side the caller's is.
pub async fn on_senders_side<T>(
    uow: &UnitOfWork<'_>,
    moved: &Moved,
    work: impl AsyncFnOnce(&UnitOfWork<'_>, &Model) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let sender = moved.sender();
    if sender.agency_id == uow.scope().agency() {
        work(uow, sender).await
    } else {
        work(&partner_side(uow, sender.agency_id), sender).await
    }
}
