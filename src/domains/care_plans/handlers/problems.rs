//! Problems of plans: HTTP in, HTTP out. No decisions.

use actix_web::{delete, get, patch, post, web::Path};
use entity::{CarePlanId, PlanProblemId};

use super::super::{
    dto::{CarePlanView, NewPlanProblem, PlanProblemPatch, PlanProblemView},
    service,
};
use crate::platform::{Ctx, IfMatch, Json, Problem, Reply};

/// Add a problem to a draft.
///
/// `If-Match` is the plan's version, here and below: a plan and its parts change as one.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 201, description = "The new problem", body = PlanProblemView)),
)]
#[post("/v1/care-plans/{carePlanId}/problems")]
pub async fn add_plan_problem(
    ctx: Ctx,
    id: Path<CarePlanId>,
    seen: IfMatch,
    Json(new): Json<NewPlanProblem>,
) -> Result<Reply<PlanProblemView>, Problem> {
    let plan = id.into_inner();
    let record = service::add_problem(&ctx, plan, seen, new).await?;
    Ok(Reply::created(&ctx, &format!("/v1/care-plans/{plan}/problems"), record))
}

/// Get a problem of a care plan.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("problemId" = PlanProblemId, Path)),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "The problem", body = PlanProblemView)),
)]
#[get("/v1/care-plans/{carePlanId}/problems/{problemId}")]
pub async fn get_plan_problem(
    ctx: Ctx,
    ids: Path<(CarePlanId, PlanProblemId)>,
) -> Result<Reply<PlanProblemView>, Problem> {
    let record = service::get_part(&ctx, ids.into_inner()).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Change a problem of a draft.
///
/// An active plan is amended.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("problemId" = PlanProblemId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The changed problem", body = PlanProblemView)),
)]
#[patch("/v1/care-plans/{carePlanId}/problems/{problemId}")]
pub async fn update_plan_problem(
    ctx: Ctx,
    ids: Path<(CarePlanId, PlanProblemId)>,
    seen: IfMatch,
    Json(patch): Json<PlanProblemPatch>,
) -> Result<Reply<PlanProblemView>, Problem> {
    let record = service::update_problem(&ctx, ids.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Take a problem out of a draft.
///
/// The answer is the plan without it, since the plan's version has moved. An active plan is amended.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("problemId" = PlanProblemId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The plan without it", body = CarePlanView)),
)]
#[delete("/v1/care-plans/{carePlanId}/problems/{problemId}")]
pub async fn remove_plan_problem(
    ctx: Ctx,
    ids: Path<(CarePlanId, PlanProblemId)>,
    seen: IfMatch,
) -> Result<Reply<CarePlanView>, Problem> {
    let record = service::remove_part(&ctx, ids.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, record))
}
