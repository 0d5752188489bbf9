//! Messages about a referral: written on one side, read on the other, kept by
//! both.

use entity::{
    Code, ReferralId, ReferralMessageId, Row,
    consent::DataClass,
    disclosure::{Basis, Channel, DisclosedRecord},
    referral::{Direction, Model as Referral},
    referral_message::{Entity, Event, Model, Status},
};

use super::{
    super::{
        dto::{NewReferralMessage, ReferralMessageFilter},
        packet::{self, Reader},
        recipients, repository, rules, sending,
    },
    any_side,
};
use crate::{
    domains::consents::{self, service::NewDisclosure},
    platform::{
        Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork,
        exchange::partner_side, sha256_hex, store,
    },
};

/// Tells the other agency something. What the sender of the referral tells is a disclosure.
pub async fn write_message(
    ctx: &Ctx,
    id: ReferralId,
    new: NewReferralMessage,
) -> Result<Model, Problem> {
    ctx.write(any_side(ctx)?, async |uow| {
        let referral = repository::find(uow, id).await?;
        ctx.authorize(rules::permission(referral.direction))?;
        let partner = sending::partner(&referral);
        let partner = partner.filter(|_| !rules::is_in_error((&referral).into()));
        let partner = partner.ok_or_else(|| Problem::new(&rules::NOT_EXCHANGED))?;
        let other_side = partner_side(uow, partner);
        let theirs = repository::of_exchange(&other_side, referral.exchange_id).await?;
        let theirs = theirs.ok_or_else(|| Problem::new(&rules::NOT_EXCHANGED))?;
        if referral.direction == Direction::Outgoing {
            disclose(uow, &referral, &new.text).await?;
        }
        let (own_id, exchange) = (uow.id_or_new(new.id), entity::new_id(uow.now()));
        let from = (uow.scope().agency(), new.text.as_str());
        let own = repository::insert_message(uow, &referral, (own_id, exchange), from).await?;
        let copy = (ReferralMessageId::new(uow.now()), exchange);
        let copy = repository::insert_message(&other_side, &theirs, copy, from).await?;
        uow.also(Change::of("received", &copy).entering_machine("status", copy.status, "receive"));
        let change = Change::of("sent", &own).entering_machine("status", own.status, "send");
        Ok((own, change))
    })
    .await
}

/// What the client's consent does not allow any more is not written either.
async fn disclose(uow: &UnitOfWork<'_>, referral: &Referral, text: &str) -> Result<(), Problem> {
    let client_id = referral.client_id.ok_or_else(Problem::not_found)?;
    let partner = referral.partner_agency_id.ok_or_else(Problem::not_found)?;
    let asked = [DataClass::Referral];
    let decision = packet::decide(uow, client_id, Reader::Agency(partner), &asked).await?;
    if !decision.permitted.contains(&DataClass::Referral) {
        return Err(consents::service::consent_required());
    }
    let payload_hash = sha256_hex(text.as_bytes());
    let record = DisclosedRecord {
        kind: Referral::KIND.to_owned(),
        id: referral.id.uuid(),
        version: referral.version,
    };
    let disclosure = NewDisclosure {
        client_id,
        recipient_agency_id: Some(partner),
        recipient_name: recipients::name_of(uow, referral).await?,
        recipient_address: None,
        purpose: packet::PURPOSE,
        basis: Basis::Consent,
        consent_id: decision.consent_ids.first().copied(),
        description: "Message about a referral".to_owned(),
        data_classes: decision.permitted,
        records: vec![record],
        payload_hash,
        channel: Channel::Exchange,
        decided_by: None,
    };
    consents::service::record_disclosure(uow, disclosure).await?;
    Ok(())
}

/// Notes on both copies that the agency has read the message.
pub async fn mark_message_read(
    ctx: &Ctx,
    id: ReferralMessageId,
    seen: IfMatch,
) -> Result<Model, Problem> {
    ctx.write(any_side(ctx)?, async |uow| {
        let known = repository::message(uow, id).await?;
        let referral = repository::find(uow, known.referral_id).await?;
        ctx.authorize(rules::permission(referral.direction))?;
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = rules::MESSAGE.fire(current.status, Event::MarkRead);
        // What the agency wrote is the other one's to read.
        let step = step.and_then(|step| {
            let received = is_received(&current);
            if received { Ok(step) } else { Err(rules::nothing_to_read()) }
        });
        let step = step.map_err(|problem| problem.with_allowed_actions(Vec::new()))?;
        let other_side = partner_side(uow, current.sender_agency_id);
        let theirs = repository::copy_of(&other_side, current.exchange_id).await?;
        let theirs = theirs.ok_or_else(|| Problem::internal("a message has one copy only"))?;
        let theirs = store::lock_current::<Entity>(&other_side, theirs.id).await?;
        let read = repository::mark_message(uow, &current, &step).await?;
        let theirs = repository::mark_message(&other_side, &theirs, &step).await?;
        uow.also(Change::of("marked_read", &theirs).by(&step));
        let change = Change::of("marked_read", &read).by(&step);
        Ok((read, change))
    })
    .await
}

fn is_received(message: &Model) -> bool {
    message.sender_agency_id != message.agency_id
}

pub async fn list_messages(
    ctx: &Ctx,
    referral: Option<ReferralId>,
    filter: ReferralMessageFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadReferrals)?;
    if let Some(id) = referral {
        repository::find(&reading, id).await?;
    }
    repository::messages(&reading, referral, &filter, &page).await
}

pub async fn get_message(ctx: &Ctx, id: ReferralMessageId) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadReferrals)?;
    repository::message(&reading, id).await
}

/// What the caller can do with the message now.
pub fn message_actions(ctx: &Ctx, message: &Model) -> Vec<String> {
    // On an incoming referral there is no client.
    let direction = match message.client_id {
        Some(_) => Direction::Outgoing,
        None => Direction::Incoming,
    };
    let open = message.status == Status::Sent && is_received(message);
    let may = open && ctx.may(rules::permission(direction));
    may.then(|| Event::MarkRead.code()).into_iter().collect()
}
