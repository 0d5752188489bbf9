//! Barriers of goals: HTTP in, HTTP out. No decisions.

use actix_web::{delete, get, patch, post, web::Path};
use entity::{CarePlanId, GoalBarrierId, GoalId};

use super::super::{
    dto::{
        BarrierReason, BarrierResolution, CarePlanView, GoalBarrierPatch, GoalBarrierView,
        NewGoalBarrier,
    },
    service::{self, BarrierMove},
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
};

/// Note what stands in the way of a goal.
///
/// Until the plan has ended; it needs no amendment. `If-Match` is the plan's version, here and below.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 201, description = "The new barrier", body = GoalBarrierView)),
)]
#[post("/v1/care-plans/{carePlanId}/goals/{goalId}/barriers")]
pub async fn add_goal_barrier(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId)>,
    seen: IfMatch,
    Json(new): Json<NewGoalBarrier>,
) -> Result<Reply<GoalBarrierView>, Problem> {
    let (plan, goal) = ids.into_inner();
    let record = service::add_barrier(&ctx, (plan, goal), seen, new).await?;
    let collection = format!("/v1/care-plans/{plan}/goals/{goal}/barriers");
    Ok(Reply::created(&ctx, &collection, record))
}

/// Get a barrier of a goal.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), ("barrierId" = GoalBarrierId, Path)),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "The barrier", body = GoalBarrierView)),
)]
#[get("/v1/care-plans/{carePlanId}/goals/{goalId}/barriers/{barrierId}")]
pub async fn get_goal_barrier(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId, GoalBarrierId)>,
) -> Result<Reply<GoalBarrierView>, Problem> {
    let record = service::get_barrier(&ctx, ids.into_inner()).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Change what is said of a barrier.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), ("barrierId" = GoalBarrierId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The changed barrier", body = GoalBarrierView)),
)]
#[patch("/v1/care-plans/{carePlanId}/goals/{goalId}/barriers/{barrierId}")]
pub async fn update_goal_barrier(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId, GoalBarrierId)>,
    seen: IfMatch,
    Json(patch): Json<GoalBarrierPatch>,
) -> Result<Reply<GoalBarrierView>, Problem> {
    let record = service::update_barrier(&ctx, ids.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Take a barrier out of a draft.
///
/// The answer is the plan without it. Later, a barrier is resolved or accepted.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), ("barrierId" = GoalBarrierId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The plan without it", body = CarePlanView)),
)]
#[delete("/v1/care-plans/{carePlanId}/goals/{goalId}/barriers/{barrierId}")]
pub async fn remove_goal_barrier(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId, GoalBarrierId)>,
    seen: IfMatch,
) -> Result<Reply<CarePlanView>, Problem> {
    let record = service::remove_barrier(&ctx, ids.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Note that somebody does something about a barrier.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), ("barrierId" = GoalBarrierId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The barrier, in progress", body = GoalBarrierView)),
)]
#[post("/v1/care-plans/{carePlanId}/goals/{goalId}/barriers/{barrierId}/start")]
pub async fn start_goal_barrier(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId, GoalBarrierId)>,
    seen: IfMatch,
) -> Result<Reply<GoalBarrierView>, Problem> {
    let wanted = BarrierMove::Start;
    let record = service::move_barrier(&ctx, ids.into_inner(), seen, wanted).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Note that a barrier is overcome, and how.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), ("barrierId" = GoalBarrierId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The barrier, resolved", body = GoalBarrierView)),
)]
#[post("/v1/care-plans/{carePlanId}/goals/{goalId}/barriers/{barrierId}/resolve")]
pub async fn resolve_goal_barrier(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId, GoalBarrierId)>,
    seen: IfMatch,
    Json(input): Json<BarrierResolution>,
) -> Result<Reply<GoalBarrierView>, Problem> {
    let wanted = BarrierMove::Resolve(input.resolution);
    let record = service::move_barrier(&ctx, ids.into_inner(), seen, wanted).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Note that a barrier stays, and that the plan works around it.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), ("barrierId" = GoalBarrierId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The barrier, accepted", body = GoalBarrierView)),
)]
#[post("/v1/care-plans/{carePlanId}/goals/{goalId}/barriers/{barrierId}/accept")]
pub async fn accept_goal_barrier(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId, GoalBarrierId)>,
    seen: IfMatch,
    Json(input): Json<BarrierReason>,
) -> Result<Reply<GoalBarrierView>, Problem> {
    let wanted = BarrierMove::Accept(input.reason);
    let record = service::move_barrier(&ctx, ids.into_inner(), seen, wanted).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Note that a barrier stands in the way again.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), ("barrierId" = GoalBarrierId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The barrier, open", body = GoalBarrierView)),
)]
#[post("/v1/care-plans/{carePlanId}/goals/{goalId}/barriers/{barrierId}/reopen")]
pub async fn reopen_goal_barrier(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId, GoalBarrierId)>,
    seen: IfMatch,
    Json(input): Json<BarrierReason>,
) -> Result<Reply<GoalBarrierView>, Problem> {
    let wanted = BarrierMove::Reopen(input.reason);
    let record = service::move_barrier(&ctx, ids.into_inner(), seen, wanted).await?;
    Ok(Reply::ok(&ctx, record))
}

/// How a barrier came to its present status, newest first.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), ("barrierId" = GoalBarrierId, Path), PageQuery),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/care-plans/{carePlanId}/goals/{goalId}/barriers/{barrierId}/history")]
pub async fn list_goal_barrier_history(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId, GoalBarrierId)>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::barrier_history(&ctx, ids.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
