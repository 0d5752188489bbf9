//! Both sides of a referral, moved together: each agency's row, audit entry,
//! event and transition are its own, and they commit together or not at all.
//! Where there is no other side, the sender's row moves alone.

use entity::{
    AgencyId, Code, ReferralId,
    referral::{Direction, Entity, Event, LoopStatus, Model, RecipientKind, Status},
};

use super::{
    repository::{self, Closing, Particulars},
    rules::{self, Standing},
};
use crate::platform::{
    Access, Change, IfMatch, Problem, Step, UnitOfWork, catalogue, exchange::partner_side, store,
};

/// A referral after a move: the caller's row and the partner's, if there is one.
pub struct Moved {
    pub own: Model,
    pub partner: Option<Model>,
    /// What was done to the caller's row. The partner's is noted already.
    pub change: Change,
}

impl Moved {
    /// The row of the agency that sent the referral.
    fn sender(&self) -> &Model {
        match &self.partner {
            Some(partner) if self.own.direction == Direction::Incoming => partner,
            _ => &self.own,
        }
    }
}

/// Both rows, locked.
pub struct Sides {
    pub own: Model,
    /// None until the referral is sent, and where nobody has an incoming row.
    pub partner: Option<Model>,
}

impl Sides {
    /// Refuses to move one row of two.
    fn check_whole(&self) -> Result<(), Problem> {
        let exchanged = self.own.recipient_kind == RecipientKind::PartnerAgency;
        if exchanged
            && self.own.status != Status::Draft
            && self.own.sent_at.is_some()
            && self.partner.is_none()
        {
            return Err(Problem::internal("a sent referral has one side only"));
        }
        Ok(())
    }
}

/// Locks both rows, always the row of the agency with the smaller id first, so
/// that two agencies that act at once do not wait for each other.
pub async fn lock(uow: &UnitOfWork<'_>, id: ReferralId, seen: IfMatch) -> Result<Sides, Problem> {
    let known = repository::find(uow, id).await?;
    let other = match known.partner_agency_id {
        Some(partner) => {
            repository::of_exchange(&partner_side(uow, partner), known.exchange_id).await?
        }
        None => None,
    };
    let Some(other) = other else {
        let own = repository::lock(uow, id, seen).await?;
        return unless_changed(&known, Sides { own, partner: None });
    };
    let other_side = partner_side(uow, other.agency_id);
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
    let sides = lock(uow, id, seen).await?;
    sides.check_whole()?;
    let Sides { own, partner } = sides;
    let standing = Standing::from(&own);
    let step = rules::fire(standing, event, uow.now())?;
    let by_recipient = own.direction == Direction::Incoming
        || with.heard_by.is_some()
        || (own.recipient_kind == RecipientKind::Internal && event != Event::Cancel);
    let loop_step = rules::loop_step(standing, event, by_recipient)?;
    let loop_step = loop_step.as_ref();
    let own = repository::apply_step(uow, &own, &step, loop_step, with).await?;
    let partner = match partner {
        Some(partner) => {
            let other_side = partner_side(uow, partner.agency_id);
            let row = repository::apply_step(&other_side, &partner, &step, loop_step, with).await?;
            uow.also(change(done, &row, &step, loop_step, with));
            Some(row)
        }
        None => None,
    };
    let change = change(done, &own, &step, loop_step, with);
    Ok(Moved { own, partner, change })
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
pub async fn deliver(
    uow: &UnitOfWork<'_>,
    partner: AgencyId,
    sent: &Model,
) -> Result<Model, Problem> {
    let other_side = partner_side(uow, partner);
    let received = repository::insert_incoming(&other_side, sent).await?;
    let event = Event::Send.code();
    let change = Change::of("received", &received)
        .entering_machine("status", received.status, &event)
        .entering_machine(rules::LOOP.name, LoopStatus::Open, &event);
    uow.also(change);
    Ok(received)
}

/// Moves the loop of both sides, as the sender concludes. Why, and whether the
/// need was met, stays with the sender.
pub async fn conclude(
    uow: &UnitOfWork<'_>,
    sides: Sides,
    (step, done): (&Step<LoopStatus>, &'static str),
    closing: &Closing,
) -> Result<(Model, Change), Problem> {
    sides.check_whole()?;
    let own = repository::apply_closure(uow, &sides.own, step, Some(closing)).await?;
    if let Some(partner) = sides.partner {
        let other_side = partner_side(uow, partner.agency_id);
        let row = repository::apply_closure(&other_side, &partner, step, None).await?;
        uow.also(Change::of(done, &row).by(step));
    }
    let code = closing.reason.map(Code::code);
    let change = Change::of(done, &own).by(step).because(code, closing.note.clone());
    Ok((own, change))
}

/// Opens the loop of both sides again.
pub async fn reopen(
    uow: &UnitOfWork<'_>,
    sides: Sides,
    step: &Step<LoopStatus>,
    reason: &str,
) -> Result<(Model, Change), Problem> {
    const DONE: &str = "loop_reopened";

    sides.check_whole()?;
    let own = repository::apply_reopening(uow, &sides.own, step).await?;
    if let Some(partner) = sides.partner {
        let other_side = partner_side(uow, partner.agency_id);
        let row = repository::apply_reopening(&other_side, &partner, step).await?;
        uow.also(Change::of(DONE, &row).by(step));
    }
    let change = Change::of(DONE, &own).by(step).because(None, Some(reason.to_owned()));
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
