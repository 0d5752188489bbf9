//! Reviews of plans: HTTP in, HTTP out. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::{CarePlanId, PlanReviewId};

use super::super::{
    dto::{NewPlanReview, PlanReviewCompletion, PlanReviewList, PlanReviewPatch, PlanReviewView},
    service,
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
};

/// Schedule the review of an active plan that has none ahead of it.
///
/// Activation schedules the first one and each review the next, so this is seldom needed; a second
/// one is refused with 409 `plan_review_scheduled`.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path)),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 201, description = "The new review", body = PlanReviewView)),
)]
#[post("/v1/care-plans/{carePlanId}/reviews")]
pub async fn schedule_plan_review(
    ctx: Ctx,
    id: Path<CarePlanId>,
    Json(new): Json<NewPlanReview>,
) -> Result<Reply<PlanReviewView>, Problem> {
    let plan = id.into_inner();
    let record = service::schedule_review(&ctx, plan, new).await?;
    Ok(Reply::created(&ctx, &format!("/v1/care-plans/{plan}/reviews"), record))
}

/// List the reviews of a care plan, newest first.
///
/// Sort keys: `createdAt`, `dueOn`.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), PageQuery),
    security(("bearer" = ["care-plans:read"])),
    extensions(("x-sort" = json!(["dueOn"]))),
    responses((status = 200, description = "One page", body = PlanReviewList)),
)]
#[get("/v1/care-plans/{carePlanId}/reviews")]
pub async fn list_plan_reviews(
    ctx: Ctx,
    id: Path<CarePlanId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<PlanReviewList>, Problem> {
    let slice = service::list_reviews(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a review of a care plan.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("reviewId" = PlanReviewId, Path)),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "The review", body = PlanReviewView)),
)]
#[get("/v1/care-plans/{carePlanId}/reviews/{reviewId}")]
pub async fn get_plan_review(
    ctx: Ctx,
    ids: Path<(CarePlanId, PlanReviewId)>,
) -> Result<Reply<PlanReviewView>, Problem> {
    let record = service::get_review(&ctx, ids.into_inner()).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Move a review to another day or another reviewer.
///
/// `If-Match` is the review's own version. The plan's `nextReviewOn` and the task that asks for the
/// review move with it.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("reviewId" = PlanReviewId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The changed review", body = PlanReviewView)),
)]
#[patch("/v1/care-plans/{carePlanId}/reviews/{reviewId}")]
pub async fn update_plan_review(
    ctx: Ctx,
    ids: Path<(CarePlanId, PlanReviewId)>,
    seen: IfMatch,
    Json(patch): Json<PlanReviewPatch>,
) -> Result<Reply<PlanReviewView>, Problem> {
    let record = service::update_review(&ctx, ids.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Record what a review found.
///
/// `If-Match` is the review's own version. It sets the plan's `nextReviewOn`, schedules the next
/// review with the same reviewer, and completes the task that asked for this one. A review may be
/// done before its day.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("reviewId" = PlanReviewId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The review, done", body = PlanReviewView)),
)]
#[post("/v1/care-plans/{carePlanId}/reviews/{reviewId}/complete")]
pub async fn complete_plan_review(
    ctx: Ctx,
    ids: Path<(CarePlanId, PlanReviewId)>,
    seen: IfMatch,
    Json(input): Json<PlanReviewCompletion>,
) -> Result<Reply<PlanReviewView>, Problem> {
    let record = service::complete_review(&ctx, ids.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, record))
}

/// How a review came to its present status, newest first.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("reviewId" = PlanReviewId, Path), PageQuery),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/care-plans/{carePlanId}/reviews/{reviewId}/history")]
pub async fn list_plan_review_history(
    ctx: Ctx,
    ids: Path<(CarePlanId, PlanReviewId)>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::review_history(&ctx, ids.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
