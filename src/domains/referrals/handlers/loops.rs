//! Loops of referrals, and how the sender finds out: HTTP in, HTTP out. No
//! decisions.

use actix_web::{get, post, web::Path};
use entity::{ReferralFollowUpId, ReferralId};

use super::super::{
    dto::{
        ClientFeedback, CloseLoop, CloseUnknown, NewReferralFollowUp, ReferralFollowUpList,
        ReferralFollowUpView, ReferralView, ReopenLoop,
    },
    service,
};
use crate::platform::{Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply};

/// Close the loop of a referral that has come to an end.
///
/// Why, and whether the need was met, stays with your agency. Settles the tasks about the result.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The referral, its loop closed", body = ReferralView)),
)]
#[post("/v1/referrals/{referralId}/close-loop")]
pub async fn close_referral_loop(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
    Json(input): Json<CloseLoop>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::close_loop(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// Close the loop of a referral of which nobody can say what came of it.
///
/// 90 days after it was sent at the earliest, with two follow-ups on record at least; else 409
/// `closed_unknown_too_early` or `follow_ups_missing`. Should the other side answer after all, the
/// loop is open again.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The referral, its loop closed", body = ReferralView)),
)]
#[post("/v1/referrals/{referralId}/close-unknown")]
pub async fn close_referral_loop_unknown(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
    Json(input): Json<CloseUnknown>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::close_unknown(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// Open a closed loop again.
///
/// By whoever drafted the referral or a supervisor, for 180 days; else 403, or 409
/// `loop_reopen_too_late`. Both intervals stay in the history, and there is a task to review it.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The referral, its loop open", body = ReferralView)),
)]
#[post("/v1/referrals/{referralId}/reopen-loop")]
pub async fn reopen_referral_loop(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
    Json(input): Json<ReopenLoop>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::reopen_loop(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// Record what the client says of a completed referral.
///
/// Two weeks after the completion there is a task to ask. What the client says takes the place of
/// what others said before; the loop stays as it is.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The referral, with the client's word", body = ReferralView)),
)]
#[post("/v1/referrals/{referralId}/record-feedback")]
pub async fn record_referral_feedback(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
    Json(input): Json<ClientFeedback>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::record_feedback(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// Record an attempt to learn what became of a referral.
///
/// Entries are never changed and never conflict, so no version is asked for.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path)),
    security(("bearer" = ["referrals:send"])),
    responses((status = 201, description = "The new entry", body = ReferralFollowUpView)),
)]
#[post("/v1/referrals/{referralId}/follow-ups")]
pub async fn record_referral_follow_up(
    ctx: Ctx,
    id: Path<ReferralId>,
    Json(new): Json<NewReferralFollowUp>,
) -> Result<Reply<ReferralFollowUpView>, Problem> {
    let id = id.into_inner();
    let entry = service::record_follow_up(&ctx, id, new).await?;
    Ok(Reply::created(&ctx, &format!("/v1/referrals/{id}/follow-ups"), entry))
}

/// List the attempts to learn what became of a referral, newest first.
///
/// They are the sender's; on an incoming referral there are none.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), PageQuery),
    security(("bearer" = ["referrals:read"])),
    responses((status = 200, description = "One page", body = ReferralFollowUpList)),
)]
#[get("/v1/referrals/{referralId}/follow-ups")]
pub async fn list_referral_follow_ups(
    ctx: Ctx,
    id: Path<ReferralId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<ReferralFollowUpList>, Problem> {
    let slice = service::list_follow_ups(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get an attempt to learn what became of a referral.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), ("followUpId" = ReferralFollowUpId, Path)),
    security(("bearer" = ["referrals:read"])),
    responses((status = 200, description = "The entry", body = ReferralFollowUpView)),
)]
#[get("/v1/referrals/{referralId}/follow-ups/{followUpId}")]
pub async fn get_referral_follow_up(
    ctx: Ctx,
    ids: Path<(ReferralId, ReferralFollowUpId)>,
) -> Result<Reply<ReferralFollowUpView>, Problem> {
    let entry = service::follow_up(&ctx, ids.into_inner()).await?;
    Ok(Reply::ok(&ctx, entry))
}
