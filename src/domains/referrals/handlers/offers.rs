//! Open referrals, for those who may claim them: HTTP in, HTTP out. No decisions.

use actix_web::{get, post, web::Path};
use entity::ReferralOfferId;

use super::super::{
    dto::{ClaimReferral, ReferralOfferFilter, ReferralOfferList, ReferralOfferView, ReferralView},
    service,
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
};

/// List the open referrals that are offered to your agency, newest first.
///
/// For what, about where and how urgent; who the person is comes with the claim.
#[utoipa::path(
    tag = "referrals",
    params(ReferralOfferFilter, PageQuery),
    security(("bearer" = ["referrals:read"])),
    responses((status = 200, description = "One page", body = ReferralOfferList)),
)]
#[get("/v1/referral-offers")]
pub async fn list_referral_offers(
    ctx: Ctx,
    query: ListQuery<ReferralOfferFilter>,
) -> Result<Reply<ReferralOfferList>, Problem> {
    let slice = service::list_offers(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get an open referral that is, or was, offered to your agency.
#[utoipa::path(
    tag = "referrals",
    params(("referralOfferId" = ReferralOfferId, Path)),
    security(("bearer" = ["referrals:read"])),
    responses((status = 200, description = "The offer", body = ReferralOfferView)),
)]
#[get("/v1/referral-offers/{referralOfferId}")]
pub async fn get_referral_offer(
    ctx: Ctx,
    id: Path<ReferralOfferId>,
) -> Result<Reply<ReferralOfferView>, Problem> {
    let offer = service::get_offer(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, offer))
}

/// Claim an open referral, which accepts it.
///
/// The first one wins; whoever is later gets 409 `referral_offer_gone`. The answer is your side of
/// the referral, with the packet that the client's consent allows you: 403 `consent_required` if
/// it allows none any more.
#[utoipa::path(
    tag = "referrals",
    params(("referralOfferId" = ReferralOfferId, Path), IfMatch),
    security(("bearer" = ["referrals:respond"])),
    responses((status = 200, description = "The referral, accepted", body = ReferralView)),
)]
#[post("/v1/referral-offers/{referralOfferId}/claim")]
pub async fn claim_referral_offer(
    ctx: Ctx,
    id: Path<ReferralOfferId>,
    seen: IfMatch,
    Json(input): Json<ClaimReferral>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::claim_offer(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// How an offer came to its present status, newest first.
#[utoipa::path(
    tag = "referrals",
    params(("referralOfferId" = ReferralOfferId, Path), PageQuery),
    security(("bearer" = ["referrals:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/referral-offers/{referralOfferId}/history")]
pub async fn list_referral_offer_history(
    ctx: Ctx,
    id: Path<ReferralOfferId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::offer_history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
