//! HTTP in, HTTP out. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::{ClientId, ReferralId};

use super::{
    dto::{
        NewReferral, ReReferral, ReferralFilter, ReferralOutlineList, ReferralPatch,
        ReferralPreview, ReferralView, SplitReferral,
    },
    service,
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, RequiredKey, TransitionList,
};

mod answers;
mod inquiries;
mod loops;
mod messages;
mod offers;
mod scorecards;
mod views;

pub use answers::*;
pub use inquiries::*;
pub use loops::*;
pub use messages::*;
pub use offers::*;
pub use scorecards::*;

/// Draft a referral of a client.
///
/// Nothing leaves your agency until it is sent.
#[utoipa::path(
    tag = "referrals",
    params(("clientId" = ClientId, Path)),
    security(("bearer" = ["referrals:send"])),
    responses((status = 201, description = "The draft", body = ReferralView)),
)]
#[post("/v1/clients/{clientId}/referrals")]
pub async fn create_referral(
    ctx: Ctx,
    client: Path<ClientId>,
    Json(new): Json<NewReferral>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::create(&ctx, client.into_inner(), new).await?;
    Ok(Reply::created(&ctx, "/v1/referrals", referral))
}

/// List referrals of either direction, newest first.
///
/// Each without its packet, which the referral itself has. Workers of a partner agency see incoming
/// ones only. Sort keys: `createdAt`, `updatedAt`.
#[utoipa::path(
    tag = "referrals",
    params(ReferralFilter, PageQuery),
    security(("bearer" = ["referrals:read"])),
    extensions(("x-sort" = json!(["updatedAt"]))),
    responses((status = 200, description = "One page", body = ReferralOutlineList)),
)]
#[get("/v1/referrals")]
pub async fn list_referrals(
    ctx: Ctx,
    query: ListQuery<ReferralFilter>,
) -> Result<Reply<ReferralOutlineList>, Problem> {
    let slice = service::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a referral.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path)),
    security(("bearer" = ["referrals:read"])),
    responses((status = 200, description = "Your agency's side of it", body = ReferralView)),
)]
#[get("/v1/referrals/{referralId}")]
pub async fn get_referral(ctx: Ctx, id: Path<ReferralId>) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// Change a referral that has not been sent.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The changed draft", body = ReferralView)),
)]
#[patch("/v1/referrals/{referralId}")]
pub async fn update_referral(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
    Json(patch): Json<ReferralPatch>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// See what sending a draft would disclose.
///
/// Changes nothing: what would be sent, what would be withheld and why.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path)),
    security(("bearer" = ["referrals:send"])),
    extensions(("x-read-only" = json!(true))),
    responses(
        (status = 200, description = "What would be sent", body = ReferralPreview),
        (status = 409, description = "`referral_not_draft`: it has been sent already.",
            content_type = "application/problem+json", body = crate::platform::ProblemBody),
    ),
)]
#[post("/v1/referrals/{referralId}/preview")]
pub async fn preview_referral(
    ctx: Ctx,
    id: Path<ReferralId>,
) -> Result<Reply<ReferralPreview>, Problem> {
    let preview = service::preview(&ctx, id.into_inner()).await?;
    Ok(Reply::plain(preview))
}

/// Send a draft to its recipient.
///
/// The client's consent decides what of the record goes along: `consent_required` (403) when it
/// does not cover names and the referral itself, and a smaller packet when it covers a part. The
/// sending is entered in the disclosure ledger. The recipient is to answer within its own number
/// of business days. An open referral is offered to those agencies whom consent covers, without
/// the person's identity: 409 `referral_nobody_to_offer` if there are none.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch, RequiredKey),
    security(("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The referral, requested", body = ReferralView)),
)]
#[post("/v1/referrals/{referralId}/send")]
pub async fn send_referral(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::send(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// Draft the same referral again, to another recipient.
///
/// For a referral that was rejected, failed or cancelled, which stays as it is; `If-Match` names
/// its version. The answer is the new draft.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:send"])),
    responses((status = 201, description = "The new draft", body = ReferralView)),
)]
#[post("/v1/referrals/{referralId}/re-refer")]
pub async fn re_refer_referral(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
    Json(input): Json<ReReferral>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::re_refer(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::created(&ctx, "/v1/referrals", referral))
}

/// Divide a referral into several.
///
/// A draft for each part, with its own recipient and need. For a draft, which is called off by it,
/// and for a referral that was rejected, failed or cancelled. The answer is the whole, which names
/// its `children`.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The referral that was divided", body = ReferralView)),
)]
#[post("/v1/referrals/{referralId}/split")]
pub async fn split_referral(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
    Json(input): Json<SplitReferral>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::split(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// How a referral came to its present status, newest first.
///
/// Two machines move: `status`, and `loop`, which says what the sender has heard back.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), PageQuery),
    security(("bearer" = ["referrals:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/referrals/{referralId}/history")]
pub async fn list_referral_history(
    ctx: Ctx,
    id: Path<ReferralId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
