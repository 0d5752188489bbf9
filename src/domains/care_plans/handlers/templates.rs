//! Templates of plans: HTTP in, HTTP out. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::PlanTemplateId;

use super::super::{
    dto::{
        NewPlanTemplate, PlanTemplateFilter, PlanTemplateOutlineList, PlanTemplatePatch,
        PlanTemplateView,
    },
    service,
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
};

/// Draft a template of care plans.
///
/// Its parts have days that count from the start of the plan, and roles in place of people. With
/// `revisesId` it takes the place of a published template when it is published itself.
#[utoipa::path(
    tag = "care-plans",
    security(("bearer" = ["plan-templates:write"])),
    responses((status = 201, description = "The new template", body = PlanTemplateView)),
)]
#[post("/v1/plan-templates")]
pub async fn create_plan_template(
    ctx: Ctx,
    Json(new): Json<NewPlanTemplate>,
) -> Result<Reply<PlanTemplateView>, Problem> {
    let template = service::create_template(&ctx, new).await?;
    Ok(Reply::created(&ctx, "/v1/plan-templates", template))
}

/// List the templates of care plans, newest first.
///
/// Sort keys: `createdAt`, `name`.
#[utoipa::path(
    tag = "care-plans",
    params(PlanTemplateFilter, PageQuery),
    security(("bearer" = ["care-plans:read"])),
    extensions(("x-sort" = json!(["name"]))),
    responses((status = 200, description = "One page", body = PlanTemplateOutlineList)),
)]
#[get("/v1/plan-templates")]
pub async fn list_plan_templates(
    ctx: Ctx,
    query: ListQuery<PlanTemplateFilter>,
) -> Result<Reply<PlanTemplateOutlineList>, Problem> {
    let slice = service::list_templates(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a template of care plans with its parts.
#[utoipa::path(
    tag = "care-plans",
    params(("planTemplateId" = PlanTemplateId, Path)),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "The template", body = PlanTemplateView)),
)]
#[get("/v1/plan-templates/{planTemplateId}")]
pub async fn get_plan_template(
    ctx: Ctx,
    id: Path<PlanTemplateId>,
) -> Result<Reply<PlanTemplateView>, Problem> {
    let template = service::get_template(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, template))
}

/// Change a template that is a draft.
///
/// A published one stays as it is: draft another that revises it.
#[utoipa::path(
    tag = "care-plans",
    params(("planTemplateId" = PlanTemplateId, Path), IfMatch),
    security(("bearer" = ["plan-templates:write"])),
    responses((status = 200, description = "The changed template", body = PlanTemplateView)),
)]
#[patch("/v1/plan-templates/{planTemplateId}")]
pub async fn update_plan_template(
    ctx: Ctx,
    id: Path<PlanTemplateId>,
    seen: IfMatch,
    Json(patch): Json<PlanTemplatePatch>,
) -> Result<Reply<PlanTemplateView>, Problem> {
    let template = service::update_template(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, template))
}

/// Publish a template, so that plans can begin with it.
///
/// The template that it revises is retired.
#[utoipa::path(
    tag = "care-plans",
    params(("planTemplateId" = PlanTemplateId, Path), IfMatch),
    security(("bearer" = ["plan-templates:write"])),
    responses((status = 200, description = "The template, published", body = PlanTemplateView)),
)]
#[post("/v1/plan-templates/{planTemplateId}/publish")]
pub async fn publish_plan_template(
    ctx: Ctx,
    id: Path<PlanTemplateId>,
    seen: IfMatch,
) -> Result<Reply<PlanTemplateView>, Problem> {
    let template = service::publish_template(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, template))
}

/// Retire a template.
///
/// No plan begins with it any more; plans that did stay as they are.
#[utoipa::path(
    tag = "care-plans",
    params(("planTemplateId" = PlanTemplateId, Path), IfMatch),
    security(("bearer" = ["plan-templates:write"])),
    responses((status = 200, description = "The template, retired", body = PlanTemplateView)),
)]
#[post("/v1/plan-templates/{planTemplateId}/retire")]
pub async fn retire_plan_template(
    ctx: Ctx,
    id: Path<PlanTemplateId>,
    seen: IfMatch,
) -> Result<Reply<PlanTemplateView>, Problem> {
    let template = service::retire_template(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, template))
}

/// How a template came to its present status, newest first.
#[utoipa::path(
    tag = "care-plans",
    params(("planTemplateId" = PlanTemplateId, Path), PageQuery),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/plan-templates/{planTemplateId}/history")]
pub async fn list_plan_template_history(
    ctx: Ctx,
    id: Path<PlanTemplateId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::template_history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
