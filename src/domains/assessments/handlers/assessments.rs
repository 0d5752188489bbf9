//! Planning, listing, showing and changing assessments.

use actix_web::{get, patch, post, web::Path};
use entity::{AssessmentId, ClientId};

use super::super::{
    dto::{
        AssessmentFilter, AssessmentOutlineList, AssessmentPatch, AssessmentView,
        ClientAssessmentFilter, NewAssessment, instruments::AssessmentForm,
    },
    service,
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
};

/// Plan an assessment, or begin to take it.
///
/// With `dueOn` it is planned, without it is in progress at once; `start` says otherwise. Where
/// the last one with the same instrument is not as long ago as its `minIntervalDays`, the answer is
/// 409 `assessment_too_soon` with `earliestOn`, unless `intervalOverrideReason` says why.
#[utoipa::path(
    tag = "assessments",
    params(("clientId" = ClientId, Path)),
    security(("bearer" = ["assessments:write"])),
    responses((status = 201, description = "The new assessment", body = AssessmentView)),
)]
#[post("/v1/clients/{clientId}/assessments")]
pub async fn create_assessment(
    ctx: Ctx,
    client_id: Path<ClientId>,
    Json(new): Json<NewAssessment>,
) -> Result<Reply<AssessmentView>, Problem> {
    let assessment = service::create(&ctx, client_id.into_inner(), new).await?;
    Ok(Reply::created(&ctx, "/v1/assessments", assessment))
}

/// List a client's assessments, newest first.
///
/// Sort keys: `createdAt`, `updatedAt`.
#[utoipa::path(
    tag = "assessments",
    params(("clientId" = ClientId, Path), ClientAssessmentFilter, PageQuery),
    security(("bearer" = ["assessments:read"])),
    extensions(("x-sort" = json!(["updatedAt"]))),
    responses((status = 200, description = "One page", body = AssessmentOutlineList)),
)]
#[get("/v1/clients/{clientId}/assessments")]
pub async fn list_client_assessments(
    ctx: Ctx,
    client_id: Path<ClientId>,
    query: ListQuery<ClientAssessmentFilter>,
) -> Result<Reply<AssessmentOutlineList>, Problem> {
    let id = client_id.into_inner();
    let slice = service::list_of_client(&ctx, id, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// List assessments, newest first.
///
/// Sort keys: `createdAt`, `updatedAt`.
#[utoipa::path(
    tag = "assessments",
    params(AssessmentFilter, PageQuery),
    security(("bearer" = ["assessments:read"])),
    extensions(("x-sort" = json!(["updatedAt"]))),
    responses((status = 200, description = "One page", body = AssessmentOutlineList)),
)]
#[get("/v1/assessments")]
pub async fn list_assessments(
    ctx: Ctx,
    query: ListQuery<AssessmentFilter>,
) -> Result<Reply<AssessmentOutlineList>, Problem> {
    let slice = service::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get an assessment with its answers, scores and flags.
#[utoipa::path(
    tag = "assessments",
    params(("assessmentId" = AssessmentId, Path)),
    security(("bearer" = ["assessments:read"])),
    responses((status = 200, description = "The assessment", body = AssessmentView)),
)]
#[get("/v1/assessments/{assessmentId}")]
pub async fn get_assessment(
    ctx: Ctx,
    id: Path<AssessmentId>,
) -> Result<Reply<AssessmentView>, Problem> {
    let assessment = service::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, assessment))
}

/// Change an assessment that is planned or in progress.
#[utoipa::path(
    tag = "assessments",
    params(("assessmentId" = AssessmentId, Path), IfMatch),
    security(("bearer" = ["assessments:write"])),
    responses((status = 200, description = "The changed assessment", body = AssessmentView)),
)]
#[patch("/v1/assessments/{assessmentId}")]
pub async fn update_assessment(
    ctx: Ctx,
    id: Path<AssessmentId>,
    seen: IfMatch,
    Json(patch): Json<AssessmentPatch>,
) -> Result<Reply<AssessmentView>, Problem> {
    let assessment = service::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, assessment))
}

/// Get an assessment's questions in its language, to be read to the respondent.
///
/// Where the instrument does not speak the language, the wording is in another one, and
/// `languageFallback` says so. Where your agency has not attested that it may use the wording, the
/// answer is 403 `instrument_licence_required`; the codes are in `GET
/// /v1/instruments/{instrumentCode}` all the same.
#[utoipa::path(
    tag = "assessments",
    params(("assessmentId" = AssessmentId, Path)),
    security(("bearer" = ["assessments:read"])),
    responses((status = 200, description = "The questions", body = AssessmentForm)),
)]
#[get("/v1/assessments/{assessmentId}/form")]
pub async fn get_assessment_form(
    ctx: Ctx,
    id: Path<AssessmentId>,
) -> Result<Reply<AssessmentForm>, Problem> {
    let spoken = service::form(&ctx, id.into_inner()).await?;
    let form = AssessmentForm::of(spoken).ok_or_else(Problem::not_found)?;
    Ok(Reply::plain(form))
}

/// How an assessment came to its present status, newest first.
#[utoipa::path(
    tag = "assessments",
    params(("assessmentId" = AssessmentId, Path), PageQuery),
    security(("bearer" = ["assessments:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/assessments/{assessmentId}/history")]
pub async fn list_assessment_history(
    ctx: Ctx,
    id: Path<AssessmentId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
