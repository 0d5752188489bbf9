//! Messages about referrals: HTTP in, HTTP out. No decisions.

use actix_web::{get, post, web::Path};
use entity::{ReferralId, ReferralMessageId};

use super::super::{
    dto::{NewReferralMessage, ReferralMessageFilter, ReferralMessageList, ReferralMessageView},
    service,
};
use crate::platform::{Ctx, IfMatch, Json, ListQuery, PageQuery, Problem, Reply};

/// Tell the other agency something about a referral.
///
/// Both agencies keep a copy. What the sender of the referral writes is a disclosure: the client's
/// consent must allow it still (403 `consent_required`), and it is entered in the ledger. Where
/// there is no other agency: 409 `referral_not_exchanged`. Needs the scope of your side.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path)),
    security(("bearer" = ["referrals:respond"]), ("bearer" = ["referrals:send"])),
    responses((status = 201, description = "Your copy of the message", body = ReferralMessageView)),
)]
#[post("/v1/referrals/{referralId}/messages")]
pub async fn write_referral_message(
    ctx: Ctx,
    id: Path<ReferralId>,
    Json(new): Json<NewReferralMessage>,
) -> Result<Reply<ReferralMessageView>, Problem> {
    let message = service::write_message(&ctx, id.into_inner(), new).await?;
    Ok(Reply::created(&ctx, "/v1/referral-messages", message))
}

/// List the messages about a referral, newest first.
#[utoipa::path(
    tag = "referrals",
    params(("referralId" = ReferralId, Path), ReferralMessageFilter, PageQuery),
    security(("bearer" = ["referrals:read"])),
    responses((status = 200, description = "One page", body = ReferralMessageList)),
)]
#[get("/v1/referrals/{referralId}/messages")]
pub async fn list_messages_of_referral(
    ctx: Ctx,
    id: Path<ReferralId>,
    query: ListQuery<ReferralMessageFilter>,
) -> Result<Reply<ReferralMessageList>, Problem> {
    let of = Some(id.into_inner());
    let slice = service::list_messages(&ctx, of, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// List messages about all referrals, newest first.
///
/// `unread=true` is your agency's inbox.
#[utoipa::path(
    tag = "referrals",
    params(ReferralMessageFilter, PageQuery),
    security(("bearer" = ["referrals:read"])),
    responses((status = 200, description = "One page", body = ReferralMessageList)),
)]
#[get("/v1/referral-messages")]
pub async fn list_referral_messages(
    ctx: Ctx,
    query: ListQuery<ReferralMessageFilter>,
) -> Result<Reply<ReferralMessageList>, Problem> {
    let slice = service::list_messages(&ctx, None, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a message about a referral.
#[utoipa::path(
    tag = "referrals",
    params(("referralMessageId" = ReferralMessageId, Path)),
    security(("bearer" = ["referrals:read"])),
    responses((status = 200, description = "Your copy of it", body = ReferralMessageView)),
)]
#[get("/v1/referral-messages/{referralMessageId}")]
pub async fn get_referral_message(
    ctx: Ctx,
    id: Path<ReferralMessageId>,
) -> Result<Reply<ReferralMessageView>, Problem> {
    let message = service::get_message(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, message))
}

/// Note that your agency has read a message.
///
/// The agency that wrote it sees when. Needs the scope of your side of the referral.
#[utoipa::path(
    tag = "referrals",
    params(("referralMessageId" = ReferralMessageId, Path), IfMatch),
    security(("bearer" = ["referrals:respond"]), ("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The message, read", body = ReferralMessageView)),
)]
#[post("/v1/referral-messages/{referralMessageId}/mark-read")]
pub async fn mark_referral_message_read(
    ctx: Ctx,
    id: Path<ReferralMessageId>,
    seen: IfMatch,
) -> Result<Reply<ReferralMessageView>, Problem> {
    let message = service::mark_message_read(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, message))
}
