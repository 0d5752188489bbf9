//! Offers of open referrals, for the agencies that may claim them.

use entity::{ReferralOfferId, referral_offer, transition};

use super::{
    super::{
        dto::{ClaimReferral, ReferralOfferFilter},
        offering,
        repository::{self, Claiming, Record},
        rules,
    },
    today,
};
use crate::platform::{Ctx, IfMatch, PageQuery, Permission, Problem, Slice, history, store};

pub async fn list_offers(
    ctx: &Ctx,
    filter: ReferralOfferFilter,
    page: PageQuery,
) -> Result<Slice<referral_offer::Model>, Problem> {
    let reading = ctx.read(Permission::ReadReferrals)?;
    repository::offers(&reading, &filter, &page).await
}

pub async fn get_offer(ctx: &Ctx, id: ReferralOfferId) -> Result<referral_offer::Model, Problem> {
    let reading = ctx.read(Permission::ReadReferrals)?;
    store::find::<referral_offer::Entity>(&reading, id).await
}

pub async fn offer_history(
    ctx: &Ctx,
    id: ReferralOfferId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadReferrals)?;
    let offer = store::find::<referral_offer::Entity>(&reading, id).await?;
    history::of_row(&reading, &offer, &page).await
}

/// Takes the referral: the answer is the agency's own side of it.
pub async fn claim_offer(
    ctx: &Ctx,
    id: ReferralOfferId,
    seen: IfMatch,
    input: ClaimReferral,
) -> Result<Record, Problem> {
    ctx.write(Permission::RespondToReferrals, async |uow| {
        if let Some(on) = input.planned_first_contact_on {
            rules::check_planned_contact(on, today(uow).await?)?;
        }
        let with = Claiming {
            contact_person: input.contact_person.clone(),
            planned_first_contact_on: input.planned_first_contact_on,
            ..Claiming::default()
        };
        let (received, change) = Box::pin(offering::claim(uow, id, seen, with)).await?;
        Ok((repository::whole(uow, received).await?, change))
    })
    .await
}

/// Whether the caller could claim it now.
pub fn may_claim(ctx: &Ctx, offer: &referral_offer::Model) -> bool {
    offer.status == referral_offer::Status::Open && ctx.may(Permission::RespondToReferrals)
}
