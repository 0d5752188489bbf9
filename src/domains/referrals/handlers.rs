//! HTTP in, HTTP out. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::{ClientId, ReferralId};

use super::{
    dto::{
        AcceptReferral, CancelReferral, CloseLoop, CompleteReferral, FailReferral, NewReferral,
        PauseReferral, ReReferral, ReferralFilter, ReferralOutlineList, ReferralPatch,
        ReferralPreview, ReferralView, RejectReferral, SendingKey, StartReferral,
    },
    service,
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
};

mod views;

/// Draft a referral of a client to another agency.
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
/// of business days.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch, SendingKey),
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

/// Accept an incoming referral.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:respond"])),
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
    security(("bearer" = ["referrals:respond"])),
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
    security(("bearer" = ["referrals:respond"])),
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
    security(("bearer" = ["referrals:respond"])),
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
    security(("bearer" = ["referrals:respond"])),
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

/// Report that an accepted referral could not be carried out.
///
/// The sender gets a task to review the result within three business days.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), IfMatch),
    security(("bearer" = ["referrals:respond"])),
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
    security(("bearer" = ["referrals:send"]), ("bearer" = ["referrals:respond"])),
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

/// Draft the same referral again, to another agency.
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
