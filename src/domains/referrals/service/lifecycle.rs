//! The moves of a referral that was sent: the recipient's, and either side's.

use entity::{
    Code, ReferralId, Row,
    referral::{ContactChannel, Direction, Event, Model, Outcome, RecipientKind},
    task::TaskType,
};

use super::{
    super::{
        dto::{
            AcceptReferral, CancelReferral, CompleteReferral, EscalateReferral, FailReferral,
            PauseReferral, ReferralInError, RejectReferral, StartReferral, WaitlistReferral,
        },
        exchange, offering,
        repository::{self, Particulars, Record},
        rules,
    },
    any_side, raise, tell_sender, today,
};
use crate::{
    domains::{care_plans, tasks},
    platform::{Change, Ctx, IfMatch, Permission, Problem, UnitOfWork, check_may_retract},
};

pub async fn accept(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: AcceptReferral,
) -> Result<Record, Problem> {
    let of = (id, seen, input.heard_by);
    respond(ctx, of, (Event::Accept, "accepted"), async |uow| {
        if let Some(on) = input.planned_first_contact_on {
            rules::check_planned_contact(on, today(uow).await?)?;
        }
        Ok(Particulars {
            contact_person: input.contact_person.clone(),
            planned_first_contact_on: input.planned_first_contact_on,
            ..Particulars::default()
        })
    })
    .await
}

pub async fn reject(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: RejectReferral,
) -> Result<Record, Problem> {
    let with = because(Some(input.reason_code.code()), input.reason);
    let of = (id, seen, input.heard_by);
    respond(ctx, of, (Event::Reject, "rejected"), async |_| Ok(with.clone())).await
}

pub async fn waitlist(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: WaitlistReferral,
) -> Result<Record, Problem> {
    let with = Particulars {
        waitlist_position: input.position,
        waitlist_estimated_on: input.estimated_on,
        ..because(Some(rules::WAITLIST.to_owned()), input.reason)
    };
    let of = (id, seen, input.heard_by);
    respond(ctx, of, (Event::Waitlist, "waitlisted"), async |uow| {
        if let Some(on) = input.estimated_on {
            rules::check_waitlist(on, today(uow).await?)?;
        }
        Ok(with.clone())
    })
    .await
}

pub async fn start(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: StartReferral,
) -> Result<Record, Problem> {
    let of = (id, seen, input.heard_by);
    respond(ctx, of, (Event::Start, "started"), async |uow| {
        let today = today(uow).await?;
        if let Some(on) = input.first_contact_on {
            rules::check_first_contact(on, today)?;
        }
        Ok(Particulars {
            first_contact_on: input.first_contact_on,
            first_contact_by_now: Some(today),
            ..Particulars::default()
        })
    })
    .await
}

pub async fn pause(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: PauseReferral,
) -> Result<Record, Problem> {
    let with = because(None, input.reason);
    let of = (id, seen, input.heard_by);
    respond(ctx, of, (Event::Pause, "paused"), async |_| Ok(with.clone())).await
}

pub async fn complete(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: CompleteReferral,
) -> Result<Record, Problem> {
    let CompleteReferral { services, enrollment_status, note, heard_by } = input;
    let outcome = Outcome { services, enrollment_status, note };
    let of = (id, seen, heard_by);
    respond(ctx, of, (Event::Complete, "completed"), async |uow| {
        rules::check_delivered(&outcome.services, today(uow).await?)?;
        Ok(Particulars { outcome: Some(outcome.clone()), ..Particulars::default() })
    })
    .await
}

pub async fn fail(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: FailReferral,
) -> Result<Record, Problem> {
    let with = because(Some(input.reason_code.code()), input.reason);
    let of = (id, seen, input.heard_by);
    respond(ctx, of, (Event::Fail, "failed"), async |_| Ok(with.clone())).await
}

fn because(code: Option<String>, text: String) -> Particulars {
    Particulars { reason_code: code, reason: Some(text), ..Particulars::default() }
}

/// A move of the recipient: made by the receiving agency, or recorded by the
/// sender where the recipient is no agency here.
async fn respond(
    ctx: &Ctx,
    (id, seen, heard_by): (ReferralId, IfMatch, Option<ContactChannel>),
    (event, done): (Event, &'static str),
    with: impl AsyncFn(&UnitOfWork<'_>) -> Result<Particulars, Problem>,
) -> Result<Record, Problem> {
    ctx.write(any_side(ctx)?, async |uow| {
        let known = repository::find(uow, id).await?;
        ctx.authorize(rules::permission(known.direction))?;
        rules::check_heard_by((&known).into(), heard_by)?;
        let with = Particulars { heard_by, ..with(uow).await? };
        let moved = Box::pin(exchange::advance(uow, (id, seen), (event, done), &with)).await?;
        Box::pin(answered(uow, &moved, event)).await?;
        Box::pin(tell_sender(uow, &moved, &rules::follow_ups(event))).await?;
        Ok((repository::whole(uow, moved.own).await?, moved.change))
    })
    .await
}

/// What was to be done about a missing answer is done by the answer.
async fn answered(
    uow: &UnitOfWork<'_>,
    moved: &exchange::Moved,
    event: Event,
) -> Result<(), Problem> {
    const DONE: &str = "The referral is answered.";

    if !matches!(event, Event::Accept | Event::Reject | Event::Cancel) {
        return Ok(());
    }
    exchange::on_senders_side(uow, moved, async |uow, row| {
        let (kind, types) = (Model::KIND, [TaskType::ReferralFollowup]);
        tasks::service::complete_for_subject(uow, kind, row.id.uuid(), &types, DONE).await?;
        Ok(())
    })
    .await
}

/// Either side calls the referral off, with the permission of its side.
pub async fn cancel(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: CancelReferral,
) -> Result<Record, Problem> {
    let with = Particulars {
        heard_by: input.heard_by,
        ..because(Some(input.reason_code.code()), input.reason)
    };
    ctx.write(any_side(ctx)?, async |uow| {
        let known = repository::find(uow, id).await?;
        ctx.authorize(rules::permission(known.direction))?;
        if input.heard_by.is_some() {
            rules::check_heard_by((&known).into(), input.heard_by)?;
        }
        let of = (id, seen);
        let moved =
            Box::pin(exchange::advance(uow, of, (Event::Cancel, "cancelled"), &with)).await?;
        Box::pin(answered(uow, &moved, Event::Cancel)).await?;
        if moved.own.direction == Direction::Incoming || input.heard_by.is_some() {
            Box::pin(tell_sender(uow, &moved, &rules::follow_ups(Event::Cancel))).await?;
        }
        if known.recipient_kind == RecipientKind::Open {
            Box::pin(offering::withdraw(uow, &moved.own)).await?;
        }
        Box::pin(not_placed_again(uow, &moved.own)).await?;
        Ok((repository::whole(uow, moved.own).await?, moved.change))
    })
    .await
}

/// A draft that was to place another referral again, and does not: what waited for it goes the
/// way of that other referral.
async fn not_placed_again(uow: &UnitOfWork<'_>, draft: &Model) -> Result<(), Problem> {
    const REASON: &str = "The draft that was to place the referral again was given up.";

    let Some(parent) = draft.parent_referral_id.filter(|_| draft.sent_at.is_none()) else {
        return Ok(());
    };
    let parent = repository::find(uow, parent).await?;
    if !rules::is_closed((&parent).into()) {
        return Ok(());
    }
    super::loops::conclude_intervention(uow, &parent).await?;
    if !repository::is_drafted_again(uow, parent.id).await? {
        let id = parent.id.uuid();
        tasks::service::cancel_for_subject(uow, Model::KIND, id, REASON).await?;
    }
    Ok(())
}

/// Tells the supervisor of a referral that is not answered in time. The other side does not hear
/// of it.
pub async fn escalate(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: EscalateReferral,
) -> Result<Record, Problem> {
    ctx.write(Permission::SendReferrals, async |uow| {
        let current = repository::lock(uow, id, seen).await?;
        let step = rules::fire((&current).into(), Event::Escalate, uow.now())?;
        rules::check_overdue((&current).into(), uow.now())?;
        let escalated = repository::apply_escalation(uow, &current).await?;
        raise(uow, &escalated, &rules::escalation_task()).await?;
        let change = Change::of("escalated", &escalated).by(&step);
        let change = change.because(None, input.note.clone());
        Ok((repository::whole(uow, escalated).await?, change))
    })
    .await
}

/// Its author can within a day; a supervisor always. Both sides keep it for reading.
pub async fn enter_in_error(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: ReferralInError,
) -> Result<Record, Problem> {
    const REASON: &str = "The referral was entered in error.";

    let with = because(None, input.reason);
    ctx.write(Permission::SendReferrals, async |uow| {
        let known = repository::find(uow, id).await?;
        check_may_retract(ctx, known.created_by, known.created_at)?;
        let of = (id, seen);
        let done = (Event::EnterInError, "entered_in_error");
        let moved = Box::pin(exchange::advance(uow, of, done, &with)).await?;
        if known.recipient_kind == RecipientKind::Open {
            Box::pin(offering::withdraw(uow, &moved.own)).await?;
        }
        Box::pin(care_plans::service::free_from(uow, &moved.own)).await?;
        let row = moved.own.id.uuid();
        tasks::service::cancel_for_subject(uow, Model::KIND, row, REASON).await?;
        Box::pin(not_placed_again(uow, &moved.own)).await?;
        Ok((repository::whole(uow, moved.own).await?, moved.change))
    })
    .await
}
