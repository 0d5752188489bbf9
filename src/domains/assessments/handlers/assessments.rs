//! The operations on assessments.

use actix_web::{delete, get, post, put, web::Path};
use entity::{AssessmentFlagId, AssessmentId, ClientId};

use super::super::{
    dto::{
        AnswerInput, AssessmentCompletion, AssessmentFilter, AssessmentOutlineList,
        AssessmentReview, AssessmentStop, AssessmentView, ClientAssessmentFilter, ClientScoreList,
        FlagAcknowledgement, NewAssessment, ScoreFilter,
    },
    service,
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, ProblemBody, Reply, TransitionList,
};

/// Plan an assessment, or begin to take it.
///
/// With `dueOn` it is planned, without it is in progress at once; `start` says otherwise.
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

/// Begin to take a planned assessment.
#[utoipa::path(
    tag = "assessments",
    params(("assessmentId" = AssessmentId, Path), IfMatch),
    security(("bearer" = ["assessments:write"])),
    responses((status = 200, description = "The assessment, in progress", body = AssessmentView)),
)]
#[post("/v1/assessments/{assessmentId}/start")]
pub async fn start_assessment(
    ctx: Ctx,
    id: Path<AssessmentId>,
    seen: IfMatch,
) -> Result<Reply<AssessmentView>, Problem> {
    let assessment = service::start(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, assessment))
}

/// Save the answer to one item.
///
/// Save each answer as it is given: it needs no `If-Match`, replaces the item's answer before it,
/// and may be repeated. The same answer again changes nothing: `version` and `ETag` stay. The
/// answer is the whole assessment, with the `ETag` that completing it needs.
#[utoipa::path(
    tag = "assessments",
    params(
        ("assessmentId" = AssessmentId, Path),
        ("linkId" = String, Path, description = "The instrument's item.", example = "phq9-1"),
    ),
    security(("bearer" = ["assessments:write"])),
    responses(
        (status = 200, description = "The assessment with the answer", body = AssessmentView),
        (
            status = 409,
            description = "The assessment is not in progress.",
            body = ProblemBody,
            content_type = "application/problem+json",
        ),
    ),
)]
#[put("/v1/assessments/{assessmentId}/answers/{linkId}")]
pub async fn save_answer(
    ctx: Ctx,
    path: Path<(AssessmentId, String)>,
    Json(input): Json<AnswerInput>,
) -> Result<Reply<AssessmentView>, Problem> {
    let (id, link_id) = path.into_inner();
    let assessment = service::save_answer(&ctx, id, &link_id, input).await?;
    Ok(Reply::ok(&ctx, assessment))
}

/// Take the answer to one item back.
///
/// Like saving, it needs no `If-Match` and may be repeated; where there is no answer, nothing
/// changes.
#[utoipa::path(
    tag = "assessments",
    params(
        ("assessmentId" = AssessmentId, Path),
        ("linkId" = String, Path, description = "The instrument's item.", example = "phq9-1"),
    ),
    security(("bearer" = ["assessments:write"])),
    responses(
        (status = 200, description = "The assessment without the answer", body = AssessmentView),
        (
            status = 409,
            description = "The assessment is not in progress.",
            body = ProblemBody,
            content_type = "application/problem+json",
        ),
    ),
)]
#[delete("/v1/assessments/{assessmentId}/answers/{linkId}")]
pub async fn delete_answer(
    ctx: Ctx,
    path: Path<(AssessmentId, String)>,
) -> Result<Reply<AssessmentView>, Problem> {
    let (id, link_id) = path.into_inner();
    let assessment = service::delete_answer(&ctx, id, &link_id).await?;
    Ok(Reply::ok(&ctx, assessment))
}

/// Complete an assessment.
///
/// The server scores it and raises the flags; the answers do not change any more. Where required
/// items have no answer, the answer is 422 `assessment_incomplete` with a pointer to each,
/// such as `#/answers/phq9-7`. A critical flag also makes a task.
#[utoipa::path(
    tag = "assessments",
    params(("assessmentId" = AssessmentId, Path), IfMatch),
    security(("bearer" = ["assessments:write"])),
    responses(
        (status = 200, description = "The assessment with its scores", body = AssessmentView),
    ),
)]
#[post("/v1/assessments/{assessmentId}/complete")]
pub async fn complete_assessment(
    ctx: Ctx,
    id: Path<AssessmentId>,
    seen: IfMatch,
    Json(input): Json<AssessmentCompletion>,
) -> Result<Reply<AssessmentView>, Problem> {
    let assessment = service::complete(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, assessment))
}

/// Give an assessment up.
///
/// Its answers are kept; it gets no scores.
#[utoipa::path(
    tag = "assessments",
    params(("assessmentId" = AssessmentId, Path), IfMatch),
    security(("bearer" = ["assessments:write"])),
    responses((status = 200, description = "The assessment, stopped", body = AssessmentView)),
)]
#[post("/v1/assessments/{assessmentId}/stop")]
pub async fn stop_assessment(
    ctx: Ctx,
    id: Path<AssessmentId>,
    seen: IfMatch,
    Json(input): Json<AssessmentStop>,
) -> Result<Reply<AssessmentView>, Problem> {
    let assessment = service::stop(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, assessment))
}

/// Sign the review of a completed assessment.
#[utoipa::path(
    tag = "assessments",
    params(("assessmentId" = AssessmentId, Path), IfMatch),
    security(("bearer" = ["assessments:review"])),
    responses((status = 200, description = "The assessment, reviewed", body = AssessmentView)),
)]
#[post("/v1/assessments/{assessmentId}/review")]
pub async fn review_assessment(
    ctx: Ctx,
    id: Path<AssessmentId>,
    seen: IfMatch,
    Json(input): Json<AssessmentReview>,
) -> Result<Reply<AssessmentView>, Problem> {
    let assessment = service::review(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, assessment))
}

/// Acknowledge a flag of an assessment, with what was found and done.
///
/// `If-Match` is the assessment's. A late reaction is accepted and stays visible as `overdue`.
#[utoipa::path(
    tag = "assessments",
    params(
        ("assessmentId" = AssessmentId, Path),
        ("flagId" = AssessmentFlagId, Path),
        IfMatch,
    ),
    security(("bearer" = ["assessments:write"])),
    responses(
        (status = 200, description = "The assessment with the flag", body = AssessmentView),
    ),
)]
#[post("/v1/assessments/{assessmentId}/flags/{flagId}/acknowledge")]
pub async fn acknowledge_flag(
    ctx: Ctx,
    path: Path<(AssessmentId, AssessmentFlagId)>,
    seen: IfMatch,
    Json(input): Json<FlagAcknowledgement>,
) -> Result<Reply<AssessmentView>, Problem> {
    let assessment = service::acknowledge_flag(&ctx, path.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, assessment))
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

/// List a client's scores, newest first, each with the change since the one before.
///
/// Sort key: `createdAt`, the time of completion.
#[utoipa::path(
    tag = "assessments",
    params(("clientId" = ClientId, Path), ScoreFilter, PageQuery),
    security(("bearer" = ["assessments:read"])),
    responses((status = 200, description = "One page", body = ClientScoreList)),
)]
#[get("/v1/clients/{clientId}/scores")]
pub async fn list_client_scores(
    ctx: Ctx,
    client_id: Path<ClientId>,
    query: ListQuery<ScoreFilter>,
) -> Result<Reply<ClientScoreList>, Problem> {
    let slice = service::scores(&ctx, client_id.into_inner(), query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
