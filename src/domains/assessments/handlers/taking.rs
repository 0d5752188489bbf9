//! Taking assessments, and what happens to them afterwards.

use actix_web::{delete, post, put, web::Path};
use entity::AssessmentId;

use super::super::{
    dto::{
        AnswerInput, AssessmentAmendment, AssessmentCompletion, AssessmentMiss,
        AssessmentRetraction, AssessmentReview, AssessmentStop, AssessmentView,
    },
    service,
};
use crate::platform::{Ctx, IfMatch, Json, Problem, ProblemBody, Reply};

/// Begin to take a planned assessment.
///
/// Where the last one with the same instrument is not as long ago as its `minIntervalDays`, the
/// answer is 409 `assessment_too_soon`; `intervalOverrideReason`, set by a change before, allows it.
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
/// The server scores it and raises the flags; from then on, only an amendment corrects answers. Where required
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

/// Note that a planned assessment was not taken.
///
/// Possible once the day in `dueOn` is over where the agency is (`overdue`).
#[utoipa::path(
    tag = "assessments",
    params(("assessmentId" = AssessmentId, Path), IfMatch),
    security(("bearer" = ["assessments:write"])),
    responses((status = 200, description = "The assessment, missed", body = AssessmentView)),
)]
#[post("/v1/assessments/{assessmentId}/mark-missed")]
pub async fn mark_assessment_missed(
    ctx: Ctx,
    id: Path<AssessmentId>,
    seen: IfMatch,
    Json(input): Json<AssessmentMiss>,
) -> Result<Reply<AssessmentView>, Problem> {
    let assessment = service::mark_missed(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, assessment))
}

/// Correct answers of a completed assessment.
///
/// The answer is a new assessment with the corrected answers, scored anew, which counts from now
/// on and is to be reviewed; `supersedesId` names the old one, which is kept as it was. What people
/// have done about a flag that the new one raises too stays done.
#[utoipa::path(
    tag = "assessments",
    params(("assessmentId" = AssessmentId, Path), IfMatch),
    security(("bearer" = ["assessments:write"])),
    responses((status = 201, description = "The corrected assessment", body = AssessmentView)),
)]
#[post("/v1/assessments/{assessmentId}/amend")]
pub async fn amend_assessment(
    ctx: Ctx,
    id: Path<AssessmentId>,
    seen: IfMatch,
    Json(input): Json<AssessmentAmendment>,
) -> Result<Reply<AssessmentView>, Problem> {
    let assessment = service::amend(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::created(&ctx, "/v1/assessments", assessment))
}

/// Declare that an assessment should not have been recorded.
///
/// Its author can within 24 hours, a supervisor at any time. It stays readable by its id, leaves
/// lists unless asked for by `status`, and counts nowhere: its scores leave the client's history,
/// its open flags are withdrawn. What it had amended counts again.
#[utoipa::path(
    tag = "assessments",
    params(("assessmentId" = AssessmentId, Path), IfMatch),
    security(("bearer" = ["assessments:write"])),
    responses(
        (status = 200, description = "The assessment, entered in error", body = AssessmentView),
    ),
)]
#[post("/v1/assessments/{assessmentId}/enter-in-error")]
pub async fn enter_assessment_in_error(
    ctx: Ctx,
    id: Path<AssessmentId>,
    seen: IfMatch,
    Json(input): Json<AssessmentRetraction>,
) -> Result<Reply<AssessmentView>, Problem> {
    let assessment = service::enter_in_error(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, assessment))
}
