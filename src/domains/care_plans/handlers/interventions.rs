//! Interventions of plans: HTTP in, HTTP out. No decisions.

use actix_web::{delete, get, patch, post, web::Path};
use entity::{CarePlanId, InterventionId};

use super::super::{
    dto::{
        CarePlanView, InterventionCompletion, InterventionPatch, InterventionReason,
        InterventionView, NewIntervention,
    },
    service::{self, InterventionMove},
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
};

/// Add an intervention to a draft.
///
/// `If-Match` is the plan's version, here and below: a plan and its parts change as one.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 201, description = "The new intervention", body = InterventionView)),
)]
#[post("/v1/care-plans/{carePlanId}/interventions")]
pub async fn add_intervention(
    ctx: Ctx,
    id: Path<CarePlanId>,
    seen: IfMatch,
    Json(new): Json<NewIntervention>,
) -> Result<Reply<InterventionView>, Problem> {
    let plan = id.into_inner();
    let record = service::add_intervention(&ctx, plan, seen, new).await?;
    Ok(Reply::created(&ctx, &format!("/v1/care-plans/{plan}/interventions"), record))
}

/// Get an intervention of a care plan.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("interventionId" = InterventionId, Path)),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "The intervention", body = InterventionView)),
)]
#[get("/v1/care-plans/{carePlanId}/interventions/{interventionId}")]
pub async fn get_intervention(
    ctx: Ctx,
    ids: Path<(CarePlanId, InterventionId)>,
) -> Result<Reply<InterventionView>, Problem> {
    let record = service::get_part(&ctx, ids.into_inner()).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Change an intervention of a draft.
///
/// An active plan is amended.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("interventionId" = InterventionId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The changed intervention", body = InterventionView)),
)]
#[patch("/v1/care-plans/{carePlanId}/interventions/{interventionId}")]
pub async fn update_intervention(
    ctx: Ctx,
    ids: Path<(CarePlanId, InterventionId)>,
    seen: IfMatch,
    Json(patch): Json<InterventionPatch>,
) -> Result<Reply<InterventionView>, Problem> {
    let record = service::update_intervention(&ctx, ids.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Take an intervention out of a draft.
///
/// The answer is the plan without it, since the plan's version has moved. An active plan is amended.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("interventionId" = InterventionId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The plan without it", body = CarePlanView)),
)]
#[delete("/v1/care-plans/{carePlanId}/interventions/{interventionId}")]
pub async fn remove_intervention(
    ctx: Ctx,
    ids: Path<(CarePlanId, InterventionId)>,
    seen: IfMatch,
) -> Result<Reply<CarePlanView>, Problem> {
    let record = service::remove_part(&ctx, ids.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Note that an intervention has a date.
///
/// While the plan is active.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("interventionId" = InterventionId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The intervention, scheduled", body = InterventionView)),
)]
#[post("/v1/care-plans/{carePlanId}/interventions/{interventionId}/schedule")]
pub async fn schedule_intervention(
    ctx: Ctx,
    ids: Path<(CarePlanId, InterventionId)>,
    seen: IfMatch,
) -> Result<Reply<InterventionView>, Problem> {
    let wanted = InterventionMove::Schedule;
    let record = service::move_intervention(&ctx, ids.into_inner(), seen, wanted).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Start an intervention.
///
/// While the plan is active.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("interventionId" = InterventionId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The intervention, in progress", body = InterventionView)),
)]
#[post("/v1/care-plans/{carePlanId}/interventions/{interventionId}/start")]
pub async fn start_intervention(
    ctx: Ctx,
    ids: Path<(CarePlanId, InterventionId)>,
    seen: IfMatch,
) -> Result<Reply<InterventionView>, Problem> {
    let wanted = InterventionMove::Start;
    let record = service::move_intervention(&ctx, ids.into_inner(), seen, wanted).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Set an intervention aside for a while.
///
/// While the plan is active. Its open tasks are paused.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("interventionId" = InterventionId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The intervention, on hold", body = InterventionView)),
)]
#[post("/v1/care-plans/{carePlanId}/interventions/{interventionId}/hold")]
pub async fn hold_intervention(
    ctx: Ctx,
    ids: Path<(CarePlanId, InterventionId)>,
    seen: IfMatch,
    Json(input): Json<InterventionReason>,
) -> Result<Reply<InterventionView>, Problem> {
    let wanted = InterventionMove::Hold(input);
    let record = service::move_intervention(&ctx, ids.into_inner(), seen, wanted).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Take up an intervention that was on hold.
///
/// While the plan is active.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("interventionId" = InterventionId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The intervention, in progress", body = InterventionView)),
)]
#[post("/v1/care-plans/{carePlanId}/interventions/{interventionId}/resume")]
pub async fn resume_intervention(
    ctx: Ctx,
    ids: Path<(CarePlanId, InterventionId)>,
    seen: IfMatch,
) -> Result<Reply<InterventionView>, Problem> {
    let wanted = InterventionMove::Resume;
    let record = service::move_intervention(&ctx, ids.into_inner(), seen, wanted).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Complete an intervention with its outcome.
///
/// While the plan is active. Goals stay as they are.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("interventionId" = InterventionId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The intervention, completed", body = InterventionView)),
)]
#[post("/v1/care-plans/{carePlanId}/interventions/{interventionId}/complete")]
pub async fn complete_intervention(
    ctx: Ctx,
    ids: Path<(CarePlanId, InterventionId)>,
    seen: IfMatch,
    Json(input): Json<InterventionCompletion>,
) -> Result<Reply<InterventionView>, Problem> {
    let wanted = InterventionMove::Complete(input);
    let record = service::move_intervention(&ctx, ids.into_inner(), seen, wanted).await?;
    Ok(Reply::ok(&ctx, record))
}

/// End an intervention that has begun.
///
/// While the plan is active. Its open tasks are cancelled.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("interventionId" = InterventionId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The intervention, stopped", body = InterventionView)),
)]
#[post("/v1/care-plans/{carePlanId}/interventions/{interventionId}/stop")]
pub async fn stop_intervention(
    ctx: Ctx,
    ids: Path<(CarePlanId, InterventionId)>,
    seen: IfMatch,
    Json(input): Json<InterventionReason>,
) -> Result<Reply<InterventionView>, Problem> {
    let wanted = InterventionMove::Stop(input);
    let record = service::move_intervention(&ctx, ids.into_inner(), seen, wanted).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Give up an intervention.
///
/// While the plan is active. Its open tasks are cancelled.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("interventionId" = InterventionId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The intervention, cancelled", body = InterventionView)),
)]
#[post("/v1/care-plans/{carePlanId}/interventions/{interventionId}/cancel")]
pub async fn cancel_intervention(
    ctx: Ctx,
    ids: Path<(CarePlanId, InterventionId)>,
    seen: IfMatch,
    Json(input): Json<InterventionReason>,
) -> Result<Reply<InterventionView>, Problem> {
    let wanted = InterventionMove::Cancel(input);
    let record = service::move_intervention(&ctx, ids.into_inner(), seen, wanted).await?;
    Ok(Reply::ok(&ctx, record))
}

/// How an intervention came to its present status, newest first.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("interventionId" = InterventionId, Path), PageQuery),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/care-plans/{carePlanId}/interventions/{interventionId}/history")]
pub async fn list_intervention_history(
    ctx: Ctx,
    ids: Path<(CarePlanId, InterventionId)>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::intervention_history(&ctx, ids.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
