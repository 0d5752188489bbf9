//! Goals of plans: HTTP in, HTTP out. No decisions.

use actix_web::{delete, get, patch, post, web::Path};
use entity::{CarePlanId, GoalId};

use super::super::{
    dto::{CarePlanView, GoalCompletion, GoalPatch, GoalReason, GoalRejection, GoalView, NewGoal},
    service::{self, GoalMove},
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
};

/// Add a goal to a draft.
///
/// `If-Match` is the plan's version, here and below: a plan and its parts change as one.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 201, description = "The new goal", body = GoalView)),
)]
#[post("/v1/care-plans/{carePlanId}/goals")]
pub async fn add_goal(
    ctx: Ctx,
    id: Path<CarePlanId>,
    seen: IfMatch,
    Json(new): Json<NewGoal>,
) -> Result<Reply<GoalView>, Problem> {
    let plan = id.into_inner();
    let record = service::add_goal(&ctx, plan, seen, new).await?;
    Ok(Reply::created(&ctx, &format!("/v1/care-plans/{plan}/goals"), record))
}

/// Get a goal of a care plan.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path)),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "The goal", body = GoalView)),
)]
#[get("/v1/care-plans/{carePlanId}/goals/{goalId}")]
pub async fn get_goal(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId)>,
) -> Result<Reply<GoalView>, Problem> {
    let record = service::get_part(&ctx, ids.into_inner()).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Change a goal of a draft.
///
/// An active plan is amended.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The changed goal", body = GoalView)),
)]
#[patch("/v1/care-plans/{carePlanId}/goals/{goalId}")]
pub async fn update_goal(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId)>,
    seen: IfMatch,
    Json(patch): Json<GoalPatch>,
) -> Result<Reply<GoalView>, Problem> {
    let record = service::update_goal(&ctx, ids.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Take a goal out of a draft.
///
/// The answer is the plan without it, since the plan's version has moved. An active plan is amended.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The plan without it", body = CarePlanView)),
)]
#[delete("/v1/care-plans/{carePlanId}/goals/{goalId}")]
pub async fn remove_goal(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId)>,
    seen: IfMatch,
) -> Result<Reply<CarePlanView>, Problem> {
    let record = service::remove_part(&ctx, ids.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Note that the client wants a proposed goal.
///
/// While the plan is a draft or in review.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The goal, accepted", body = GoalView)),
)]
#[post("/v1/care-plans/{carePlanId}/goals/{goalId}/accept")]
pub async fn accept_goal(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId)>,
    seen: IfMatch,
) -> Result<Reply<GoalView>, Problem> {
    let wanted = GoalMove::Accept;
    let record = service::move_goal(&ctx, ids.into_inner(), seen, wanted).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Note that the client or the team does not want a proposed goal.
///
/// While the plan is a draft or in review.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The goal, rejected", body = GoalView)),
)]
#[post("/v1/care-plans/{carePlanId}/goals/{goalId}/reject")]
pub async fn reject_goal(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId)>,
    seen: IfMatch,
    Json(input): Json<GoalRejection>,
) -> Result<Reply<GoalView>, Problem> {
    let wanted = GoalMove::Reject(input);
    let record = service::move_goal(&ctx, ids.into_inner(), seen, wanted).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Set an active goal aside for a while.
///
/// While the plan is active.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The goal, on hold", body = GoalView)),
)]
#[post("/v1/care-plans/{carePlanId}/goals/{goalId}/hold")]
pub async fn hold_goal(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId)>,
    seen: IfMatch,
    Json(input): Json<GoalReason>,
) -> Result<Reply<GoalView>, Problem> {
    let wanted = GoalMove::Hold(input);
    let record = service::move_goal(&ctx, ids.into_inner(), seen, wanted).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Take up a goal that was on hold.
///
/// While the plan is active.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The goal, active", body = GoalView)),
)]
#[post("/v1/care-plans/{carePlanId}/goals/{goalId}/resume")]
pub async fn resume_goal(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId)>,
    seen: IfMatch,
) -> Result<Reply<GoalView>, Problem> {
    let wanted = GoalMove::Resume;
    let record = service::move_goal(&ctx, ids.into_inner(), seen, wanted).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Complete a goal, reached or not.
///
/// While the plan is active. Tasks and interventions never do this by themselves.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The goal, completed", body = GoalView)),
)]
#[post("/v1/care-plans/{carePlanId}/goals/{goalId}/complete")]
pub async fn complete_goal(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId)>,
    seen: IfMatch,
    Json(input): Json<GoalCompletion>,
) -> Result<Reply<GoalView>, Problem> {
    let wanted = GoalMove::Complete(input);
    let record = service::move_goal(&ctx, ids.into_inner(), seen, wanted).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Give up a goal.
///
/// While the plan is active.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The goal, cancelled", body = GoalView)),
)]
#[post("/v1/care-plans/{carePlanId}/goals/{goalId}/cancel")]
pub async fn cancel_goal(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId)>,
    seen: IfMatch,
    Json(input): Json<GoalReason>,
) -> Result<Reply<GoalView>, Problem> {
    let wanted = GoalMove::Cancel(input);
    let record = service::move_goal(&ctx, ids.into_inner(), seen, wanted).await?;
    Ok(Reply::ok(&ctx, record))
}

/// How a goal came to its present status, newest first.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), PageQuery),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/care-plans/{carePlanId}/goals/{goalId}/history")]
pub async fn list_goal_history(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId)>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::goal_history(&ctx, ids.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
