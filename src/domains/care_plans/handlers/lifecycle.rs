//! What happens to plans: HTTP in, HTTP out. No decisions.

use actix_web::{post, web::Path};
use entity::CarePlanId;

use super::super::{
    dto::{CarePlanCompletion, CarePlanReason, CarePlanReturn, CarePlanView, PlanAmendment},
    service,
};
use crate::platform::{Ctx, IfMatch, Json, Problem, Reply};

/// Submit a draft for review.
///
/// It needs what activation needs; else 409 `care_plan_incomplete` points at each gap.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The plan, in review", body = CarePlanView)),
)]
#[post("/v1/care-plans/{carePlanId}/submit")]
pub async fn submit_care_plan(
    ctx: Ctx,
    id: Path<CarePlanId>,
    seen: IfMatch,
) -> Result<Reply<CarePlanView>, Problem> {
    let record = service::submit(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Return a plan in review to draft.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The plan, a draft again", body = CarePlanView)),
)]
#[post("/v1/care-plans/{carePlanId}/return")]
pub async fn return_care_plan(
    ctx: Ctx,
    id: Path<CarePlanId>,
    seen: IfMatch,
    Json(input): Json<CarePlanReturn>,
) -> Result<Reply<CarePlanView>, Problem> {
    let record = service::return_to_draft(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Put a care plan in force.
///
/// It becomes version 1; the active plan of the same client and category is replaced; goals that
/// nobody rejected become active; interventions other than referrals get a task for their
/// responsible user; without `nextReviewOn` the next review is set as far ahead as the template
/// says, or 90 days; it is scheduled with a task. A plan that requires approval is activated from
/// review by someone with the scope `care-plans:approve` who did not submit it, else 409
/// `care_plan_approval_needed`. Each `must` or `strong` preference of the client has its answer in
/// `preferenceAnswers`, else 409 `preference_unanswered`. What is missing is answered with 409 `care_plan_incomplete`, whose `errors` point into the plan.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The plan, active", body = CarePlanView)),
)]
#[post("/v1/care-plans/{carePlanId}/activate")]
pub async fn activate_care_plan(
    ctx: Ctx,
    id: Path<CarePlanId>,
    seen: IfMatch,
) -> Result<Reply<CarePlanView>, Problem> {
    let record = service::activate(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Change an active care plan.
///
/// All of it becomes the plan's next version, with the reason. Each intervention that leaves the
/// plan and has open tasks must say what becomes of them, else 409 `amendment_leaves_tasks` lists
/// them. `errors` of 409 `care_plan_incomplete` point into the amendment.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The plan with its next version", body = CarePlanView)),
)]
#[post("/v1/care-plans/{carePlanId}/amend")]
pub async fn amend_care_plan(
    ctx: Ctx,
    id: Path<CarePlanId>,
    seen: IfMatch,
    Json(input): Json<PlanAmendment>,
) -> Result<Reply<CarePlanView>, Problem> {
    let record = Box::pin(service::amend(&ctx, id.into_inner(), seen, input)).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Set an active care plan aside for a while.
///
/// The open tasks of its interventions are paused.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The plan, on hold", body = CarePlanView)),
)]
#[post("/v1/care-plans/{carePlanId}/hold")]
pub async fn hold_care_plan(
    ctx: Ctx,
    id: Path<CarePlanId>,
    seen: IfMatch,
    Json(input): Json<CarePlanReason>,
) -> Result<Reply<CarePlanView>, Problem> {
    let record = service::hold(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Take up a care plan that was on hold.
///
/// Refused with 409 `care_plan_other_active` while another plan of its category is active.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The plan, active", body = CarePlanView)),
)]
#[post("/v1/care-plans/{carePlanId}/resume")]
pub async fn resume_care_plan(
    ctx: Ctx,
    id: Path<CarePlanId>,
    seen: IfMatch,
) -> Result<Reply<CarePlanView>, Problem> {
    let record = service::resume(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Complete a care plan.
///
/// Every goal must be over; else 409 `care_plan_goals_open` points at those that are not. Open
/// tasks of its interventions are cancelled.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The plan, completed", body = CarePlanView)),
)]
#[post("/v1/care-plans/{carePlanId}/complete")]
pub async fn complete_care_plan(
    ctx: Ctx,
    id: Path<CarePlanId>,
    seen: IfMatch,
    Json(input): Json<CarePlanCompletion>,
) -> Result<Reply<CarePlanView>, Problem> {
    let record = service::complete(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Give up a care plan.
///
/// Open tasks of its interventions are cancelled.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The plan, revoked", body = CarePlanView)),
)]
#[post("/v1/care-plans/{carePlanId}/revoke")]
pub async fn revoke_care_plan(
    ctx: Ctx,
    id: Path<CarePlanId>,
    seen: IfMatch,
    Json(input): Json<CarePlanReason>,
) -> Result<Reply<CarePlanView>, Problem> {
    let record = service::revoke(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Take out a care plan that was entered in error.
///
/// Its author can within 24 hours, a supervisor always. It leaves all lists, its open tasks and its
/// review are cancelled, and it can still be got by its id.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The plan, in error", body = CarePlanView)),
)]
#[post("/v1/care-plans/{carePlanId}/enter-in-error")]
pub async fn enter_care_plan_in_error(
    ctx: Ctx,
    id: Path<CarePlanId>,
    seen: IfMatch,
    Json(input): Json<CarePlanReason>,
) -> Result<Reply<CarePlanView>, Problem> {
    let record = service::enter_in_error(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, record))
}
