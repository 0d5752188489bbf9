//! What assessments came to: flags, suggestions, scores over time.

use actix_web::{get, post, web::Path};
use entity::{AssessmentFlagId, AssessmentId, ClientId};

use super::super::{
    dto::{
        AssessmentFlagFilter, AssessmentFlagList, AssessmentView, ClientScoreList,
        FlagAcknowledgement, ScoreChartFilter, ScoreFilter,
        instruments::{SuggestionView, Suggestions},
    },
    service,
    suggestion::Suggestion,
};
use crate::platform::{Ctx, Drawing, IfMatch, Json, ListQuery, PageQuery, Problem, Reply, View};

impl View for SuggestionView {
    type Record = Suggestion;

    fn view(suggestion: Suggestion, _: &Ctx) -> Self {
        Self {
            code: suggestion.code,
            problem: suggestion.problem,
            goals: suggestion.goals,
            interventions: suggestion.interventions,
        }
    }
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

/// List flags of all clients' assessments, newest first.
///
/// `status=open&overdue=true` are those to which nobody has reacted in time.
#[utoipa::path(
    tag = "assessments",
    params(AssessmentFlagFilter, PageQuery),
    security(("bearer" = ["assessments:read"])),
    responses((status = 200, description = "One page", body = AssessmentFlagList)),
)]
#[get("/v1/assessment-flags")]
pub async fn list_assessment_flags(
    ctx: Ctx,
    query: ListQuery<AssessmentFlagFilter>,
) -> Result<Reply<AssessmentFlagList>, Problem> {
    let slice = service::list_flags(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// What an assessment's result suggests for the care plan.
///
/// Problems, goals and interventions to offer; nothing is applied by itself. A plan's problem can
/// name the assessment and the suggestion's `code` as what it came from.
#[utoipa::path(
    tag = "assessments",
    params(("assessmentId" = AssessmentId, Path)),
    security(("bearer" = ["assessments:read"])),
    responses((status = 200, description = "The suggestions", body = Suggestions)),
)]
#[get("/v1/assessments/{assessmentId}/suggestions")]
pub async fn list_suggestions(
    ctx: Ctx,
    id: Path<AssessmentId>,
) -> Result<Reply<Suggestions>, Problem> {
    let suggestions = service::suggestions(&ctx, id.into_inner()).await?;
    let items = suggestions.into_iter().map(|found| SuggestionView::view(found, &ctx)).collect();
    Ok(Reply::plain(Suggestions { items }))
}

/// List a client's scores, newest first, each with the change since the one before.
///
/// Beside the change are its direction, for the person, and the change since the first one. Scores
/// of assessments that were amended or entered in error are not among them. Sort keys: `takenAt`,
/// which is when the assessment was completed and the order if there is no other, and `createdAt`.
#[utoipa::path(
    tag = "assessments",
    params(("clientId" = ClientId, Path), ScoreFilter, PageQuery),
    security(("bearer" = ["assessments:read"])),
    extensions(("x-sort" = json!(["takenAt"]))),
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

/// Draw a client's scores on one scale over time, as a picture in SVG.
///
/// The instrument's bands are the background, scores are points with their days. The picture names
/// nobody, has no scripts and refers to nothing; its `desc` says in words what it shows.
#[utoipa::path(
    tag = "assessments",
    params(("clientId" = ClientId, Path), ScoreChartFilter),
    security(("bearer" = ["assessments:read"])),
    responses(
        (status = 200, description = "The picture", body = String, content_type = "image/svg+xml"),
    ),
)]
#[get("/v1/clients/{clientId}/scores.svg")]
pub async fn draw_client_scores(
    ctx: Ctx,
    client_id: Path<ClientId>,
    query: ListQuery<ScoreChartFilter>,
) -> Result<Drawing, Problem> {
    let svg = service::chart(&ctx, client_id.into_inner(), query.filter).await?;
    Ok(Drawing(svg))
}
