//! Assessments: their views and operations.

use actix_web::{delete, get, post, put, web::Path};
use entity::{
    AssessmentFlagId, AssessmentId, ClientId,
    assessment_answer::{self, AnswerValue, Response},
    assessment_flag, assessment_score,
};

use super::super::{
    dto::{
        AnswerInput, AnswerValueType, AnswerView, AssessmentCompletion, AssessmentFilter,
        AssessmentList, AssessmentReview, AssessmentStop, AssessmentView, ClientAssessmentFilter,
        ClientScoreList, ClientScoreView, FlagAcknowledgement, FlagView, NewAssessment,
        ScoreFilter, ScoreView,
    },
    service::{self, AssessmentRecord, ScoreStep},
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, ProblemBody, Reply,
    TransitionList, View,
};

impl View for AssessmentView {
    type Record = AssessmentRecord;

    fn view(record: AssessmentRecord, ctx: &Ctx) -> Self {
        let facts = service::facts(&record);
        let AssessmentRecord { row, answers, scores, flags } = record;
        Self {
            allowed_actions: service::allowed_actions(ctx, &row),
            instrument_title: facts.title,
            missing_items: facts.missing,
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            created_by: row.created_by,
            updated_by: row.updated_by,
            client_id: row.client_id,
            instrument_code: row.instrument_code,
            instrument_version: row.instrument_version,
            kind: row.kind,
            respondent: row.respondent,
            mode: row.mode,
            language: row.language,
            interpreter_used: row.interpreter_used,
            interviewer_id: row.interviewer_id,
            status: row.status,
            due_on: row.due_on,
            started_at: row.started_at,
            completed_at: row.completed_at,
            stopped_at: row.stopped_at,
            stop_reason: row.stop_reason,
            answers: answers.into_iter().filter_map(answer_view).collect(),
            scores: scores.into_iter().map(score_view).collect(),
            flags: flags.into_iter().map(|flag| flag_view(flag, ctx)).collect(),
            reported_score_mismatch: row.reported_score_mismatch,
            review_narrative: row.review_narrative,
            reviewed_by: row.reviewed_by,
            reviewed_at: row.reviewed_at,
        }
    }
}

fn answer_view(row: assessment_answer::Model) -> Option<AnswerView> {
    let response = row.response?.0;
    let mut view = AnswerView {
        link_id: row.link_id,
        value_type: AnswerValueType::Declined,
        value_codes: Vec::new(),
        value_integer: None,
        value_decimal: None,
        value_boolean: None,
        value_text: None,
        value_date: None,
        answered_at: row.answered_at,
        answered_by: row.updated_by,
    };
    view.value_type = match response {
        Response::Declined => AnswerValueType::Declined,
        Response::Unknown => AnswerValueType::Unknown,
        Response::Value(AnswerValue::Codes(codes)) => {
            view.value_codes = codes;
            AnswerValueType::Codes
        }
        Response::Value(AnswerValue::Integer(number)) => {
            view.value_integer = Some(number);
            AnswerValueType::Integer
        }
        Response::Value(AnswerValue::Decimal(number)) => {
            view.value_decimal = Some(number);
            AnswerValueType::Decimal
        }
        Response::Value(AnswerValue::Boolean(yes)) => {
            view.value_boolean = Some(yes);
            AnswerValueType::Boolean
        }
        Response::Value(AnswerValue::Text(text)) => {
            view.value_text = Some(text);
            AnswerValueType::Text
        }
        Response::Value(AnswerValue::Date(date)) => {
            view.value_date = Some(date);
            AnswerValueType::Date
        }
    };
    Some(view)
}

fn score_view(row: assessment_score::Model) -> ScoreView {
    ScoreView {
        scale: row.scale,
        raw: row.raw.map(service::number),
        max: service::number(row.max),
        band_code: row.band_code,
        band_label: row.band_label,
        complete: row.complete,
        prorated: row.prorated,
        trace: row.trace.0,
    }
}

fn flag_view(row: assessment_flag::Model, ctx: &Ctx) -> FlagView {
    FlagView {
        allowed_actions: service::allowed_flag_actions(ctx, &row),
        overdue: service::is_overdue(ctx, &row),
        id: row.id,
        code: row.code,
        severity: row.severity,
        label: row.label,
        link_id: row.link_id,
        rule: row.rule,
        status: row.status,
        raised_at: row.created_at,
        acknowledge_by: row.acknowledge_by,
        acknowledged_by: row.acknowledged_by,
        acknowledged_at: row.acknowledged_at,
        outcome: row.outcome,
    }
}

impl View for ClientScoreView {
    type Record = ScoreStep;

    fn view(step: ScoreStep, _: &Ctx) -> Self {
        let raw = step.score.raw.map(service::number);
        let previous_raw = step.previous.and_then(|score| score.raw).map(service::number);
        Self {
            assessment_id: step.score.assessment_id,
            instrument_code: step.score.instrument_code,
            scale: step.score.scale,
            at: step.score.created_at,
            raw,
            max: service::number(step.score.max),
            band_code: step.score.band_code,
            band_label: step.score.band_label,
            complete: step.score.complete,
            previous_raw,
            change: service::change(raw, previous_raw),
        }
    }
}

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
    responses((status = 200, description = "One page", body = AssessmentList)),
)]
#[get("/v1/clients/{clientId}/assessments")]
pub async fn list_client_assessments(
    ctx: Ctx,
    client_id: Path<ClientId>,
    query: ListQuery<ClientAssessmentFilter>,
) -> Result<Reply<AssessmentList>, Problem> {
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
    responses((status = 200, description = "One page", body = AssessmentList)),
)]
#[get("/v1/assessments")]
pub async fn list_assessments(
    ctx: Ctx,
    query: ListQuery<AssessmentFilter>,
) -> Result<Reply<AssessmentList>, Problem> {
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
