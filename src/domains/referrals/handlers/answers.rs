//! What happens to referrals that were sent: HTTP in, HTTP out. No decisions.
//!
//! The recipient's moves are recorded by the sender's staff where the recipient
//! is no agency here; so each of them takes the scope of either side.

use actix_web::{post, web::Path};
use entity::ReferralId;

use super::super::{
    dto::{
        AcceptReferral, CancelReferral, CompleteReferral, EscalateReferral, FailReferral,
        PauseReferral, ReferralInError, ReferralView, RejectReferral, StartReferral,
        WaitlistReferral,
    },
    service,
};
use crate::platform::{Ctx, IfMatch, Json, Problem, Reply};

/// Accept an incoming referral.
///
/// As all answers, also for your staff to record what an organization says that is no agency here:
/// then on the outgoing referral, with `heardBy`.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:respond"]), ("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The referral, accepted", body = ReferralView)),
)]
#[post("/v1/referrals/{referralId}/accept")]
pub async fn accept_referral(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
    Json(input): Json<AcceptReferral>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::accept(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// Reject an incoming referral.
///
/// The sender gets a task to refer elsewhere.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:respond"]), ("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The referral, rejected", body = ReferralView)),
)]
#[post("/v1/referrals/{referralId}/reject")]
pub async fn reject_referral(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
    Json(input): Json<RejectReferral>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::reject(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// Start the work of an accepted referral, or go on after a pause.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:respond"]), ("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The referral, in progress", body = ReferralView)),
)]
#[post("/v1/referrals/{referralId}/start")]
pub async fn start_referral(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
    Json(input): Json<StartReferral>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::start(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// Pause the work of an incoming referral.
///
/// `start` takes it up again.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:respond"]), ("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The referral, on hold", body = ReferralView)),
)]
#[post("/v1/referrals/{referralId}/pause")]
pub async fn pause_referral(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
    Json(input): Json<PauseReferral>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::pause(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// Complete an incoming referral with what was delivered.
///
/// The sender gets a task to review the result within three business days.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:respond"]), ("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The referral, completed", body = ReferralView)),
)]
#[post("/v1/referrals/{referralId}/complete")]
pub async fn complete_referral(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
    Json(input): Json<CompleteReferral>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::complete(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// Put the person of an accepted referral on a waiting list.
///
/// Again while they wait, when their place or the date has changed; the sender hopes to hear of it
/// every 30 days. `start` ends the wait.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:respond"]), ("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The referral, on hold", body = ReferralView)),
)]
#[post("/v1/referrals/{referralId}/waitlist")]
pub async fn waitlist_referral(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
    Json(input): Json<WaitlistReferral>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::waitlist(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// Report that an accepted referral could not be carried out.
///
/// The sender gets a task to review the result within three business days.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:respond"]), ("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The referral, failed", body = ReferralView)),
)]
#[post("/v1/referrals/{referralId}/fail")]
pub async fn fail_referral(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
    Json(input): Json<FailReferral>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::fail(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// Call a referral off, from either side.
///
/// An outgoing referral needs the scope `referrals:send`, an incoming one `referrals:respond`,
/// and a role that has it; else 403. The sender gets a task when the receiving agency cancels.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:respond"]), ("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The referral, cancelled", body = ReferralView)),
)]
#[post("/v1/referrals/{referralId}/cancel")]
pub async fn cancel_referral(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
    Json(input): Json<CancelReferral>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::cancel(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// Tell the supervisor of a referral whose answer is overdue.
///
/// Raises a task for supervisors, due on the next business day. The other side does not hear of
/// it. Until the answer is overdue: 409 `referral_not_overdue`.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The referral, as it was", body = ReferralView)),
)]
#[post("/v1/referrals/{referralId}/escalate")]
pub async fn escalate_referral(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
    Json(input): Json<EscalateReferral>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::escalate(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, referral))
}

/// Declare that a referral should never have been there.
///
/// The one who drafted it can within 24 hours; a supervisor always. On both sides it stays to be
/// read by its id, and leaves lists and measures.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The referral, entered in error", body = ReferralView)),
)]
#[post("/v1/referrals/{referralId}/enter-in-error")]
pub async fn enter_referral_in_error(
    ctx: Ctx,
    id: Path<ReferralId>,
    seen: IfMatch,
    Json(input): Json<ReferralInError>,
) -> Result<Reply<ReferralView>, Problem> {
    let referral = service::enter_in_error(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, referral))
}
