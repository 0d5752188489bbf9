//! Drafts: made, changed, looked at, sent; and those that follow from another
//! referral.

use entity::{
    ClientId, ConsentId, InterventionId, ReferralId,
    referral::{Event, Kind, Model, RecipientKind, Status},
};

use super::super::{
    dto::{NewReferral, ReReferral, ReferralPatch, ReferralPreview, SplitReferral},
    packet::{self, Reader},
    recipients,
    repository::{self, Again, Particulars, Recipient, Record},
    rules, sending,
};
use crate::{
    domains::{care_plans, clients},
    platform::{Access, Change, Ctx, IfMatch, Permission, Problem, UnitOfWork, broken_at},
};

/// The reason of a draft that was divided.
const SPLIT: &str = "split";

pub async fn create(ctx: &Ctx, client: ClientId, new: NewReferral) -> Result<Record, Problem> {
    ctx.write(Permission::SendReferrals, async |uow| {
        clients::service::require_active(uow, client).await?;
        let kind = new.kind.unwrap_or(Kind::Service);
        let recipient = recipients::resolve(uow, (&new).into(), kind, "").await?;
        require_intervention(uow, new.plan_intervention_id, client, "").await?;
        let referral = repository::insert_draft(uow, client, &new, &recipient).await?;
        let change = Change::created(&referral).entering(referral.status);
        Ok((repository::whole(uow, referral).await?, change))
    })
    .await
}

async fn require_intervention(
    access: &impl Access,
    id: Option<InterventionId>,
    client: ClientId,
    at: &str,
) -> Result<(), Problem> {
    const DETAIL: &str = "The client's care plans have no such intervention.";

    let Some(id) = id else { return Ok(()) };
    let field = format!("{at}/planInterventionId");
    let found = care_plans::service::intervention(access, id).await;
    let intervention = found.map_err(|problem| problem.of_reference(&field, DETAIL))?;
    if intervention.client_id != client {
        return Err(Problem::field(field, "not_found", DETAIL));
    }
    Ok(())
}

pub async fn update(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    patch: ReferralPatch,
) -> Result<Record, Problem> {
    ctx.write(Permission::SendReferrals, async |uow| {
        let current = repository::lock(uow, id, seen).await?;
        rules::check_draft((&current).into())?;
        let kind = patch.kind.unwrap_or(current.kind);
        let recipient = new_recipient(uow, &current, &patch, kind).await?;
        let client = current.client_id.ok_or_else(Problem::not_found)?;
        require_intervention(uow, patch.plan_intervention_id, client, "").await?;
        let referral = repository::apply_patch(uow, &current, &patch, recipient.as_ref()).await?;
        rules::check_need(referral.kind, referral.need_domain, referral.clinical_specialty)
            .map_err(|error| broken_at("", &error))?;
        let change = Change::updated(&referral);
        Ok((repository::whole(uow, referral).await?, change))
    })
    .await
}

/// The recipient that the patch chooses, if it does. The kind must fit the one that stays.
async fn new_recipient(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &ReferralPatch,
    kind: Kind,
) -> Result<Option<Recipient>, Problem> {
    let choice: super::super::dto::Choice<'_> = patch.into();
    if choice.is_made() {
        return recipients::resolve(uow, choice, kind, "").await.map(Some);
    }
    if choice.channel.is_some() && current.recipient_kind != RecipientKind::Organization {
        let detail = "A channel is for an organization that is no agency here.";
        return Err(Problem::field("/recipientChannel", "channel_not_taken", detail));
    }
    let internal = current.recipient_kind == RecipientKind::Internal;
    if internal != (kind == Kind::InternalProgram) {
        let detail = "`internal_program` is for your own agency, and for no other recipient.";
        return Err(Problem::field("/kind", "kind_does_not_fit", detail));
    }
    Ok(None)
}

/// What sending the draft would disclose now.
pub async fn preview(ctx: &Ctx, id: ReferralId) -> Result<ReferralPreview, Problem> {
    let reading = ctx.read(Permission::SendReferrals)?;
    let referral = repository::find(&reading, id).await?;
    sending::preview(&reading, &referral).await
}

pub async fn send(ctx: &Ctx, id: ReferralId, seen: IfMatch) -> Result<Record, Problem> {
    ctx.write(Permission::SendReferrals, async |uow| {
        require_active_client(uow, id).await?;
        let current = repository::lock(uow, id, seen).await?;
        let (sent, change) = sending::send(uow, &current).await?;
        Ok((repository::whole(uow, sent).await?, change))
    })
    .await
}

/// The client's row is locked before the referral's, here as everywhere.
async fn require_active_client(uow: &UnitOfWork<'_>, id: ReferralId) -> Result<(), Problem> {
    let known = repository::find(uow, id).await?;
    if let Some(client) = known.client_id {
        clients::service::require_active(uow, client).await?;
    }
    Ok(())
}

/// The consent that covers a recipient, if one does: it is carried over to the draft.
async fn carried(
    uow: &UnitOfWork<'_>,
    parent: &Model,
    recipient: &Recipient,
) -> Result<Option<ConsentId>, Problem> {
    let Some(client) = parent.client_id else { return Ok(None) };
    let reader = match (recipient.partner, recipient.name.as_deref()) {
        (Some(agency), _) => Reader::Agency(agency),
        (None, Some(name)) => Reader::Organization(name),
        (None, None) => return Ok(None),
    };
    let asked = rules::data_classes(parent.payload_profile);
    let decision = packet::decide(uow, client, reader, &asked).await?;
    if !packet::is_covered(&decision) {
        return Ok(None);
    }
    let same = decision.consent_ids.iter().find(|id| Some(**id) == parent.consent_id);
    Ok(same.or(decision.consent_ids.first()).copied())
}

/// Drafts the same referral to another recipient.
pub async fn re_refer(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: ReReferral,
) -> Result<Record, Problem> {
    ctx.write(Permission::SendReferrals, async |uow| {
        require_active_client(uow, id).await?;
        let parent = repository::lock(uow, id, seen).await?;
        rules::check_placed_again((&parent).into(), uow.now())?;
        let recipient = recipients::resolve(uow, (&input).into(), parent.kind, "").await?;
        // One that is over is not taken up again by placing the referral again.
        let intervention = match parent.plan_intervention_id {
            Some(id) => care_plans::service::open_intervention(uow, id).await?,
            None => None,
        };
        let again = Again {
            id: input.id,
            consent: carried(uow, &parent, &recipient).await?,
            recipient: &recipient,
            intervention,
            need_domain: None,
            reason: None,
            requested_service: None,
        };
        let referral = repository::insert_again(uow, &parent, &again).await?;
        // The version moves, so that two who place it again do not both succeed.
        let parent = repository::touch(uow, &parent).await?;
        uow.also(Change::of("re_referred", &parent));
        let change = Change::created(&referral).entering(referral.status);
        Ok((repository::whole(uow, referral).await?, change))
    })
    .await
}

/// Divides a referral that is not under way: a draft for each part. A draft that is divided is
/// called off by it.
pub async fn split(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: SplitReferral,
) -> Result<Record, Problem> {
    ctx.write(Permission::SendReferrals, async |uow| {
        require_active_client(uow, id).await?;
        let parent = repository::lock(uow, id, seen).await?;
        rules::check_split_now((&parent).into(), uow.now())?;
        let client = parent.client_id.ok_or_else(Problem::not_found)?;
        for (place, part) in input.parts.iter().enumerate() {
            let at = format!("/parts/{place}");
            let recipient = recipients::resolve(uow, part.into(), parent.kind, &at).await?;
            require_intervention(uow, part.plan_intervention_id, client, &at).await?;
            let again = Again {
                id: None,
                consent: carried(uow, &parent, &recipient).await?,
                recipient: &recipient,
                intervention: part.plan_intervention_id,
                need_domain: part.need_domain,
                reason: part.reason.as_deref(),
                requested_service: part.requested_service.as_deref(),
            };
            let child = repository::insert_again(uow, &parent, &again).await?;
            uow.also(Change::created(&child).entering(child.status));
        }
        let (parent, change) = if parent.status == Status::Draft {
            let step = rules::fire((&parent).into(), Event::Cancel, uow.now())?;
            let with =
                Particulars { reason_code: Some(SPLIT.to_owned()), ..Particulars::default() };
            let parent = repository::apply_step(uow, &parent, &step, None, &with).await?;
            let change = Change::of("split", &parent).by(&step);
            (parent, change.because(Some(SPLIT.to_owned()), None))
        } else {
            let parent = repository::touch(uow, &parent).await?;
            let change = Change::of("split", &parent);
            (parent, change)
        };
        Ok((repository::whole(uow, parent).await?, change))
    })
    .await
}
