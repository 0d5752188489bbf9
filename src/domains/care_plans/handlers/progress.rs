//! What is seen of goals: HTTP in, HTTP out. No decisions.

use actix_web::{get, post, web::Path};
use entity::{CarePlanId, GoalId, GoalProgressId};

use super::super::{
    dto::{GoalProgressList, GoalProgressView, NewGoalProgress, ProgressReason},
    service,
};
use crate::platform::{Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply};

/// Note what was seen of a goal.
///
/// While the plan is active. Entries are never changed and never conflict, so no version is asked
/// for. The goal shows the achievement status and the value that were seen last; its
/// status stays.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path)),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 201, description = "The new entry", body = GoalProgressView)),
)]
#[post("/v1/care-plans/{carePlanId}/goals/{goalId}/progress")]
pub async fn record_goal_progress(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId)>,
    Json(new): Json<NewGoalProgress>,
) -> Result<Reply<GoalProgressView>, Problem> {
    let (plan, goal) = ids.into_inner();
    let entry = service::record_progress(&ctx, (plan, goal), new).await?;
    let collection = format!("/v1/care-plans/{plan}/goals/{goal}/progress");
    Ok(Reply::created(&ctx, &collection, entry))
}

/// List what was seen of a goal, newest first.
///
/// Sort keys: `createdAt`, `observedAt`.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), PageQuery),
    security(("bearer" = ["care-plans:read"])),
    extensions(("x-sort" = json!(["observedAt"]))),
    responses((status = 200, description = "One page", body = GoalProgressList)),
)]
#[get("/v1/care-plans/{carePlanId}/goals/{goalId}/progress")]
pub async fn list_goal_progress(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId)>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<GoalProgressList>, Problem> {
    let slice = service::list_progress(&ctx, ids.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get an entry of what was seen of a goal.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), ("progressId" = GoalProgressId, Path)),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "The entry", body = GoalProgressView)),
)]
#[get("/v1/care-plans/{carePlanId}/goals/{goalId}/progress/{progressId}")]
pub async fn get_goal_progress(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId, GoalProgressId)>,
) -> Result<Reply<GoalProgressView>, Problem> {
    let entry = service::get_progress(&ctx, ids.into_inner()).await?;
    Ok(Reply::ok(&ctx, entry))
}

/// Take back an entry of progress that was written in error.
///
/// Its author can within 24 hours, a supervisor always. `If-Match` is the entry's own version. The
/// goal shows what was seen before; the entry can still be got by its id.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("goalId" = GoalId, Path), ("progressId" = GoalProgressId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The entry, in error", body = GoalProgressView)),
)]
#[post("/v1/care-plans/{carePlanId}/goals/{goalId}/progress/{progressId}/enter-in-error")]
pub async fn enter_goal_progress_in_error(
    ctx: Ctx,
    ids: Path<(CarePlanId, GoalId, GoalProgressId)>,
    seen: IfMatch,
    Json(input): Json<ProgressReason>,
) -> Result<Reply<GoalProgressView>, Problem> {
    let entry = service::enter_progress_in_error(&ctx, ids.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, entry))
}
