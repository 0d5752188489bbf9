//! Inquiries about capacity: HTTP in, HTTP out. No decisions.

use actix_web::{get, post, web::Path};
use entity::CapacityInquiryId;

use super::super::{
    dto::{
        CapacityAnswer, CapacityInquiryFilter, CapacityInquiryList, CapacityInquiryView,
        NewCapacityInquiry,
    },
    service,
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
};

/// Ask others whether they could take someone.
///
/// For which need, how urgent and about where: nothing says who it is, and no consent is needed.
#[utoipa::path(
    tag = "referrals",
    security(("bearer" = ["referrals:send"])),
    responses((status = 201, description = "The inquiry", body = CapacityInquiryView)),
)]
#[post("/v1/capacity-inquiries")]
pub async fn create_capacity_inquiry(
    ctx: Ctx,
    Json(new): Json<NewCapacityInquiry>,
) -> Result<Reply<CapacityInquiryView>, Problem> {
    let inquiry = service::ask_capacity(&ctx, new).await?;
    Ok(Reply::created(&ctx, "/v1/capacity-inquiries", inquiry))
}

/// List inquiries about capacity, asked by your agency or of it, newest first.
#[utoipa::path(
    tag = "referrals",
    params(CapacityInquiryFilter, PageQuery),
    security(("bearer" = ["referrals:read"])),
    responses((status = 200, description = "One page", body = CapacityInquiryList)),
)]
#[get("/v1/capacity-inquiries")]
pub async fn list_capacity_inquiries(
    ctx: Ctx,
    query: ListQuery<CapacityInquiryFilter>,
) -> Result<Reply<CapacityInquiryList>, Problem> {
    let slice = service::list_inquiries(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get an inquiry about capacity, with the answers so far.
#[utoipa::path(
    tag = "referrals",
    params(("capacityInquiryId" = CapacityInquiryId, Path)),
    security(("bearer" = ["referrals:read"])),
    responses((status = 200, description = "Your agency's side of it", body = CapacityInquiryView)),
)]
#[get("/v1/capacity-inquiries/{capacityInquiryId}")]
pub async fn get_capacity_inquiry(
    ctx: Ctx,
    id: Path<CapacityInquiryId>,
) -> Result<Reply<CapacityInquiryView>, Problem> {
    let inquiry = service::get_inquiry(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, inquiry))
}

/// Answer an inquiry about capacity.
///
/// For your agency where it is asked; on your own inquiry, for an organization that is no agency
/// here. An answer may be changed until the inquiry is over: then 409 `capacity_inquiry_expired`.
#[utoipa::path(
    tag = "referrals",
    params(("capacityInquiryId" = CapacityInquiryId, Path), IfMatch),
    security(("bearer" = ["referrals:respond"]), ("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The inquiry, with the answer", body = CapacityInquiryView)),
)]
#[post("/v1/capacity-inquiries/{capacityInquiryId}/answer")]
pub async fn answer_capacity_inquiry(
    ctx: Ctx,
    id: Path<CapacityInquiryId>,
    seen: IfMatch,
    Json(input): Json<CapacityAnswer>,
) -> Result<Reply<CapacityInquiryView>, Problem> {
    let inquiry = service::answer_capacity(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, inquiry))
}

/// Withdraw an inquiry about capacity that is not answered by all.
#[utoipa::path(
    tag = "referrals",
    params(("capacityInquiryId" = CapacityInquiryId, Path), IfMatch),
    security(("bearer" = ["referrals:send"])),
    responses((status = 200, description = "The inquiry, withdrawn", body = CapacityInquiryView)),
)]
#[post("/v1/capacity-inquiries/{capacityInquiryId}/withdraw")]
pub async fn withdraw_capacity_inquiry(
    ctx: Ctx,
    id: Path<CapacityInquiryId>,
    seen: IfMatch,
) -> Result<Reply<CapacityInquiryView>, Problem> {
    let inquiry = service::withdraw_inquiry(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, inquiry))
}

/// How an inquiry came to its present status, newest first.
#[utoipa::path(
    tag = "referrals",
    params(("capacityInquiryId" = CapacityInquiryId, Path), PageQuery),
    security(("bearer" = ["referrals:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/capacity-inquiries/{capacityInquiryId}/history")]
pub async fn list_capacity_inquiry_history(
    ctx: Ctx,
    id: Path<CapacityInquiryId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::inquiry_history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
