//! Open referrals: to whom they are offered, who gets one, and how the offers
//! of the others end.

use entity::{
    AgencyId, ClientId, Code, agency,
    referral::{Event, Model},
    referral_offer::{self, Entity as Offers, Event as OfferEvent, Status as OfferStatus},
};

use super::{
    packet::{self, Reader},
    recipients,
    repository::{self, Claiming},
    rules, sending,
};
use crate::platform::Access;
use crate::{
    domains::{
        agencies, clients,
        consents::{
            self,
            dto::{ConsentDecision, Decision},
        },
    },
    platform::{
        Change, IfMatch, Machine, Problem, ProblemKind, UnitOfWork, catalogue,
        exchange::partner_side, store,
    },
};

/// What becomes of an offer.
pub const MACHINE: Machine<OfferStatus, OfferEvent> = Machine::new(&[
    (OfferStatus::Open, OfferEvent::Claim, OfferStatus::Claimed),
    (OfferStatus::Open, OfferEvent::Take, OfferStatus::Taken),
    (OfferStatus::Open, OfferEvent::Withdraw, OfferStatus::Withdrawn),
]);

pub const NOBODY_TO_OFFER: ProblemKind = ProblemKind::conflict(
    "referral_nobody_to_offer",
    "No agency takes open referrals for this need there",
    "Name agencies in `openTo`, or refer to one of them.",
);
pub const OFFER_GONE: ProblemKind = ProblemKind::conflict(
    "referral_offer_gone",
    "The referral cannot be claimed any more",
    "Another agency has claimed it, or it was called off.",
);

/// Those of the agencies meant whom consent covers.
pub struct Covered {
    pub agencies: Vec<agency::Model>,
    pub left_out: bool,
    /// What consent says of them all.
    pub decision: ConsentDecision,
}

pub async fn covered(
    access: &impl Access,
    referral: &Model,
    client: ClientId,
) -> Result<Covered, Problem> {
    let asked = rules::data_classes(referral.payload_profile);
    let mut agencies = Vec::new();
    let mut left_out = false;
    let mut all = ConsentDecision {
        decision: Decision::Permit,
        consent_ids: Vec::new(),
        permitted: Vec::new(),
        withheld: Vec::new(),
        reasons: Vec::new(),
    };
    for agency in recipients::candidates(access, referral).await? {
        let decision = packet::decide(access, client, Reader::Agency(agency.id), &asked).await?;
        note_all(&mut all.reasons, &decision.reasons);
        if packet::is_covered(&decision) {
            note_all(&mut all.consent_ids, &decision.consent_ids);
            note_all(&mut all.permitted, &decision.permitted);
            agencies.push(agency);
        } else {
            note_all(&mut all.withheld, &decision.withheld);
            all.decision = Decision::Partial;
            left_out = true;
        }
    }
    if agencies.is_empty() {
        all.decision = Decision::Deny;
    }
    // What counts for the open referral is that nobody knows who it is about yet.
    all.consent_ids.truncate(0);
    Ok(Covered { agencies, left_out, decision: all })
}

fn note_all<T: PartialEq + Clone>(list: &mut Vec<T>, more: &[T]) {
    for item in more {
        if !list.contains(item) {
            list.push(item.clone());
        }
    }
}

/// Gives each of the agencies its row of the offer.
pub async fn offer(
    uow: &UnitOfWork<'_>,
    sent: &Model,
    agencies: &[agency::Model],
) -> Result<(), Problem> {
    for agency in agencies {
        let side = partner_side(uow, agency.id);
        let offer = repository::insert_offer(&side, sent).await?;
        uow.also(Change::of("offered", &offer).entering(offer.status));
    }
    Ok(())
}

/// Ends the offers that still stand, since the sender has called the referral off.
pub async fn withdraw(uow: &UnitOfWork<'_>, referral: &Model) -> Result<(), Problem> {
    end_others(uow, referral, None, (OfferEvent::Withdraw, "withdrawn")).await
}

/// The offers are locked in the order of the agencies' ids, after the referral.
async fn end_others(
    uow: &UnitOfWork<'_>,
    referral: &Model,
    but: Option<AgencyId>,
    (event, done): (OfferEvent, &'static str),
) -> Result<(), Problem> {
    let mut agencies = agencies::service::all(uow).await?;
    agencies.sort_by_key(|agency| agency.id);
    for agency in agencies.into_iter().filter(|agency| Some(agency.id) != but) {
        let side = partner_side(uow, agency.id);
        let Some(offer) = repository::offer_of(&side, referral.exchange_id).await? else {
            continue;
        };
        let offer = store::lock_current::<Offers>(&side, offer.id).await?;
        if offer.status == OfferStatus::Open {
            let step = MACHINE.fire(offer.status, event)?;
            let offer = repository::move_offer(&side, &offer, &step, None).await?;
            uow.also(Change::of(done, &offer).by(&step));
        }
    }
    Ok(())
}

/// Takes the referral that is offered, if no other agency was faster. The
/// sender's row is locked first, so that of two who claim one waits and finds
/// it taken.
pub async fn claim(
    uow: &UnitOfWork<'_>,
    id: entity::ReferralOfferId,
    seen: IfMatch,
    with: Claiming,
) -> Result<(Model, Change), Problem> {
    let known = store::find::<Offers>(uow, id).await?;
    let sender_side = partner_side(uow, known.sender_agency_id);
    let row = repository::of_exchange(&sender_side, known.exchange_id).await?;
    let row = row.ok_or_else(|| Problem::internal("an offer without a referral"))?;
    let client = row.client_id.ok_or_else(Problem::not_found)?;
    // The client's row is locked before the referral's, here as everywhere.
    let active = clients::service::require_active(&sender_side, client).await;
    let row = store::lock_current::<entity::referral::Entity>(&sender_side, row.id).await?;
    let offer = lock_offer(uow, &known, seen).await?;
    let step = rules::claim((&row).into());
    let (Some(step), Ok(_)) = (step, active) else {
        return Err(Problem::new(&OFFER_GONE));
    };
    let own = uow.scope().agency();
    let client = packet::client_of(&sender_side, &row).await?;
    let reader = Reader::Agency(own);
    let prepared = packet::prepare(&sender_side, &row, reader, &client, uow.now()).await?;
    let Some(packet) = prepared.packet.clone() else {
        return Err(consents::service::consent_required());
    };
    let hash = packet::hash(&packet)?;
    let consent = sending::consent(&prepared);
    let loop_step = rules::loop_step((&row).into(), Event::Claim, true)?;
    let with = Claiming { partner: Some(own), packet: Some((packet, hash)), consent, ..with };
    let claimed =
        repository::apply_claim(&sender_side, &row, &step, loop_step.as_ref(), &with).await?;
    let decided_by = row.sent_by.unwrap_or(row.created_by);
    sending::disclose(&sender_side, &claimed, prepared, Some(decided_by)).await?;
    let change = Change::of("claimed", &claimed).by(&step);
    uow.also(match &loop_step {
        Some(step) => change.by(step),
        None => change,
    });
    let received = repository::insert_incoming(uow, &claimed).await?;
    let step = MACHINE.fire(offer.status, OfferEvent::Claim)?;
    let offer = repository::move_offer(uow, &offer, &step, Some(received.id)).await?;
    uow.also(Change::of("claimed", &offer).by(&step));
    end_others(uow, &claimed, Some(own), (OfferEvent::Take, "taken")).await?;
    let event = Event::Claim.code();
    let change =
        Change::of("received", &received).entering_machine("status", received.status, &event);
    let heard = received.loop_status;
    let change = match heard {
        Some(heard) => change.entering_machine(rules::LOOP.name, heard, &event),
        None => change,
    };
    Ok((received, change))
}

/// One that was claimed by another agency in the meantime is gone, whatever version was seen.
async fn lock_offer(
    uow: &UnitOfWork<'_>,
    known: &referral_offer::Model,
    seen: IfMatch,
) -> Result<referral_offer::Model, Problem> {
    let current = store::lock_current::<Offers>(uow, known.id).await?;
    match store::lock::<Offers>(uow, known.id, seen).await {
        Err(problem)
            if problem.kind() == &catalogue::VERSION_MISMATCH
                && current.status != OfferStatus::Open =>
        {
            Err(Problem::new(&OFFER_GONE))
        }
        Ok(offer) if offer.status != OfferStatus::Open => Err(Problem::new(&OFFER_GONE)),
        locked => locked,
    }
}
