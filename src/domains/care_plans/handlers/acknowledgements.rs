//! Acknowledgements of plans: HTTP in, HTTP out. No decisions.

use actix_web::{get, post, web::Path};
use entity::{CarePlanId, PlanAcknowledgementId};

use super::super::{
    dto::{
        AcknowledgementStatus, NewClientAgreement, NewPlanAcknowledgement,
        PlanAcknowledgementFilter, PlanAcknowledgementList, PlanAcknowledgementView,
    },
    service,
};
use crate::platform::{Ctx, Json, ListQuery, PageQuery, Problem, Reply};

/// Take note of a version of a care plan.
///
/// For oneself: nobody can take note for another. A new version has to be acknowledged anew.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path)),
    security(("bearer" = ["care-plans:acknowledge"])),
    responses((status = 201, description = "The new entry", body = PlanAcknowledgementView)),
)]
#[post("/v1/care-plans/{carePlanId}/acknowledgements")]
pub async fn acknowledge_care_plan(
    ctx: Ctx,
    id: Path<CarePlanId>,
    Json(new): Json<NewPlanAcknowledgement>,
) -> Result<Reply<PlanAcknowledgementView>, Problem> {
    let plan = id.into_inner();
    let row = service::acknowledge(&ctx, plan, new).await?;
    let collection = format!("/v1/care-plans/{plan}/acknowledgements");
    Ok(Reply::created(&ctx, &collection, row))
}

/// Record what the client says to a version of a care plan.
///
/// With the copy that was given, and where the signed document is. Entries are never changed; what
/// was said last counts.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path)),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 201, description = "The new entry", body = PlanAcknowledgementView)),
)]
#[post("/v1/care-plans/{carePlanId}/client-agreements")]
pub async fn record_client_agreement(
    ctx: Ctx,
    id: Path<CarePlanId>,
    Json(new): Json<NewClientAgreement>,
) -> Result<Reply<PlanAcknowledgementView>, Problem> {
    let plan = id.into_inner();
    let row = service::record_agreement(&ctx, plan, new).await?;
    let collection = format!("/v1/care-plans/{plan}/acknowledgements");
    Ok(Reply::created(&ctx, &collection, row))
}

/// List who has taken note of which version of a care plan, newest first.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), PlanAcknowledgementFilter, PageQuery),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "One page", body = PlanAcknowledgementList)),
)]
#[get("/v1/care-plans/{carePlanId}/acknowledgements")]
pub async fn list_plan_acknowledgements(
    ctx: Ctx,
    id: Path<CarePlanId>,
    query: ListQuery<PlanAcknowledgementFilter>,
) -> Result<Reply<PlanAcknowledgementList>, Problem> {
    let (id, filter) = (id.into_inner(), query.filter);
    let slice = service::list_acknowledgements(&ctx, id, filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get an acknowledgement of a care plan.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("acknowledgementId" = PlanAcknowledgementId, Path)),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "The entry", body = PlanAcknowledgementView)),
)]
#[get("/v1/care-plans/{carePlanId}/acknowledgements/{acknowledgementId}")]
pub async fn get_plan_acknowledgement(
    ctx: Ctx,
    ids: Path<(CarePlanId, PlanAcknowledgementId)>,
) -> Result<Reply<PlanAcknowledgementView>, Problem> {
    let row = service::get_acknowledgement(&ctx, ids.into_inner()).await?;
    Ok(Reply::ok(&ctx, row))
}

/// See who has not yet taken note of the current version of a care plan.
///
/// Everyone who has something to do for the plan, and the client.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path)),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "Who has and who has not", body = AcknowledgementStatus)),
)]
#[get("/v1/care-plans/{carePlanId}/acknowledgement-status")]
pub async fn get_acknowledgement_status(
    ctx: Ctx,
    id: Path<CarePlanId>,
) -> Result<Reply<AcknowledgementStatus>, Problem> {
    let status = service::acknowledgement_status(&ctx, id.into_inner()).await?;
    Ok(Reply::plain(status))
}
