//! Plans as a whole and their versions: HTTP in, HTTP out. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::{CarePlanId, ClientId};

use super::super::{
    dto::{
        CarePlanFilter, CarePlanOutlineList, CarePlanPatch, CarePlanView, ClientCarePlanFilter,
        ComparedWith, NewCarePlan, PlainLanguagePlan, PlanCompleteness, PlanVersionChanges,
        PlanVersionDiff, PlanVersionList, PlanVersionView,
    },
    service,
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
};

/// Draft a care plan.
///
/// It can begin with a published template and with suggestions of assessments; its parts say where
/// they came from. Problems, goals and interventions of one's own can come with it; they refer to
/// each other by `key`. All of it is created, or nothing.
#[utoipa::path(
    tag = "care-plans",
    params(("clientId" = ClientId, Path)),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 201, description = "The new draft", body = CarePlanView)),
)]
#[post("/v1/clients/{clientId}/care-plans")]
pub async fn create_care_plan(
    ctx: Ctx,
    id: Path<ClientId>,
    Json(new): Json<NewCarePlan>,
) -> Result<Reply<CarePlanView>, Problem> {
    let record = service::create(&ctx, id.into_inner(), new).await?;
    Ok(Reply::created(&ctx, "/v1/care-plans", record))
}

/// List a client's care plans, newest first.
///
/// Sort keys: `createdAt`, `updatedAt`, `title`.
#[utoipa::path(
    tag = "care-plans",
    params(("clientId" = ClientId, Path), ClientCarePlanFilter, PageQuery),
    security(("bearer" = ["care-plans:read"])),
    extensions(("x-sort" = json!(["updatedAt", "title"]))),
    responses((status = 200, description = "One page", body = CarePlanOutlineList)),
)]
#[get("/v1/clients/{clientId}/care-plans")]
pub async fn list_client_care_plans(
    ctx: Ctx,
    id: Path<ClientId>,
    query: ListQuery<ClientCarePlanFilter>,
) -> Result<Reply<CarePlanOutlineList>, Problem> {
    let slice = service::list_of_client(&ctx, id.into_inner(), query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// List the agency's care plans, newest first.
///
/// Sort keys: `createdAt`, `updatedAt`, `title`.
#[utoipa::path(
    tag = "care-plans",
    params(CarePlanFilter, PageQuery),
    security(("bearer" = ["care-plans:read"])),
    extensions(("x-sort" = json!(["updatedAt", "title"]))),
    responses((status = 200, description = "One page", body = CarePlanOutlineList)),
)]
#[get("/v1/care-plans")]
pub async fn list_care_plans(
    ctx: Ctx,
    query: ListQuery<CarePlanFilter>,
) -> Result<Reply<CarePlanOutlineList>, Problem> {
    let slice = service::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a care plan with its problems, goals and interventions.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path)),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "The care plan", body = CarePlanView)),
)]
#[get("/v1/care-plans/{carePlanId}")]
pub async fn get_care_plan(ctx: Ctx, id: Path<CarePlanId>) -> Result<Reply<CarePlanView>, Problem> {
    let record = service::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Change what a draft says as a whole.
///
/// Its parts have operations of their own. An active plan is amended.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), IfMatch),
    security(("bearer" = ["care-plans:write"])),
    responses((status = 200, description = "The changed draft", body = CarePlanView)),
)]
#[patch("/v1/care-plans/{carePlanId}")]
pub async fn update_care_plan(
    ctx: Ctx,
    id: Path<CarePlanId>,
    seen: IfMatch,
    Json(patch): Json<CarePlanPatch>,
) -> Result<Reply<CarePlanView>, Problem> {
    let record = service::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, record))
}

/// See what a care plan lacks.
///
/// What activation needs, and the elements of a comprehensive care plan.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path)),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "What is missing", body = PlanCompleteness)),
)]
#[get("/v1/care-plans/{carePlanId}/completeness")]
pub async fn get_care_plan_completeness(
    ctx: Ctx,
    id: Path<CarePlanId>,
) -> Result<Reply<PlanCompleteness>, Problem> {
    let found = service::completeness(&ctx, id.into_inner()).await?;
    Ok(Reply::plain(found))
}

/// How a care plan came to its present status, newest first.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), PageQuery),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/care-plans/{carePlanId}/history")]
pub async fn list_care_plan_history(
    ctx: Ctx,
    id: Path<CarePlanId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// List the agreed versions of a care plan, newest first.
///
/// Sort keys: `createdAt`, `number`.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), PageQuery),
    security(("bearer" = ["care-plans:read"])),
    extensions(("x-sort" = json!(["number"]))),
    responses((status = 200, description = "One page", body = PlanVersionList)),
)]
#[get("/v1/care-plans/{carePlanId}/versions")]
pub async fn list_care_plan_versions(
    ctx: Ctx,
    id: Path<CarePlanId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<PlanVersionList>, Problem> {
    let slice = service::list_versions(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get an agreed version of a care plan, word for word.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("number" = i32, Path)),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "The version", body = PlanVersionView)),
)]
#[get("/v1/care-plans/{carePlanId}/versions/{number}")]
pub async fn get_care_plan_version(
    ctx: Ctx,
    ids: Path<(CarePlanId, i32)>,
) -> Result<Reply<PlanVersionView>, Problem> {
    let (id, number) = ids.into_inner();
    let version = service::version(&ctx, id, number).await?;
    Ok(Reply::ok(&ctx, version))
}

/// See how a version of a care plan differs from another one, field by field.
///
/// What amendments changed. How far goals and interventions have come meanwhile is in their history.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("number" = i32, Path), ComparedWith),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "What changed", body = PlanVersionDiff)),
)]
#[get("/v1/care-plans/{carePlanId}/versions/{number}/diff")]
pub async fn get_care_plan_version_diff(
    ctx: Ctx,
    ids: Path<(CarePlanId, i32)>,
    query: ListQuery<ComparedWith>,
) -> Result<Reply<PlanVersionDiff>, Problem> {
    let (id, number) = ids.into_inner();
    let diff = service::diff(&ctx, id, (number, query.filter.from)).await?;
    Ok(Reply::plain(diff))
}

/// See how a version of a care plan differs from another one, in words.
///
/// Sentences in English to read aloud, grouped by part.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path), ("number" = i32, Path), ComparedWith),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "What changed", body = PlanVersionChanges)),
)]
#[get("/v1/care-plans/{carePlanId}/versions/{number}/changes")]
pub async fn get_care_plan_version_changes(
    ctx: Ctx,
    ids: Path<(CarePlanId, i32)>,
    query: ListQuery<ComparedWith>,
) -> Result<Reply<PlanVersionChanges>, Problem> {
    let (id, number) = ids.into_inner();
    let changes = service::changes(&ctx, id, (number, query.filter.from)).await?;
    Ok(Reply::plain(changes))
}

/// Read a care plan in plain words.
///
/// Made of its parts, for the client and the family; what a person wrote for them is beside it.
#[utoipa::path(
    tag = "care-plans",
    params(("carePlanId" = CarePlanId, Path)),
    security(("bearer" = ["care-plans:read"])),
    responses((status = 200, description = "The plan in plain words", body = PlainLanguagePlan)),
)]
#[get("/v1/care-plans/{carePlanId}/plain-language")]
pub async fn get_care_plan_plain_language(
    ctx: Ctx,
    id: Path<CarePlanId>,
) -> Result<Reply<PlainLanguagePlan>, Problem> {
    let told = service::plain_language(&ctx, id.into_inner()).await?;
    Ok(Reply::plain(told))
}
