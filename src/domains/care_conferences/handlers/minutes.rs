//! The minutes: drafted, signed, added to, and given to people.

use actix_web::{get, patch, post, web::Path};
use entity::{CareConferenceId, MinutesDistributionId};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domains::care_conferences::{
        dto::{
            CareConferenceView, ConferenceMinutesPatch, MinutesDistributionList,
            MinutesDistributionPreview, MinutesDistributionView, MinutesRevisionList,
            NewConferenceMinutes, NewMinutesAddendum, NewMinutesDistribution,
        },
        service,
    },
    platform::{Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply},
};

pub fn routes(api: &mut ServiceConfig) {
    api.service(record_conference_minutes)
        .service(update_conference_minutes)
        .service(list_minutes_revisions)
        .service(sign_conference_minutes)
        .service(addend_conference_minutes)
        .service(preview_minutes_distribution)
        .service(distribute_minutes)
        .service(list_minutes_distributions)
        .service(get_minutes_distribution);
}

/// Record the first draft of the minutes.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference, minuted", body = CareConferenceView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/record-minutes")]
pub async fn record_conference_minutes(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(new): Json<NewConferenceMinutes>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::record_minutes(&ctx, id.into_inner(), seen, new).await?;
    Ok(Reply::ok(&ctx, conference))
}

/// Change the draft of the minutes, until they are signed.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference", body = CareConferenceView)),
)]
#[patch("/v1/care-conferences/{careConferenceId}/minutes")]
pub async fn update_conference_minutes(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(patch): Json<ConferenceMinutesPatch>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::update_minutes(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, conference))
}

/// Sign the minutes, which closes the conference.
///
/// Each agenda item that you see needs an outcome, or to be deferred. A change of the plan needs an
/// answer to each preference of the client that is a `must` or `strong`. In the same transaction, decisions of
/// the type `plan_change` amend the care plan (for which you need `care-plans:write` too) and
/// action items become tasks. When an amendment is not possible, nothing is signed: the problem
/// names its `decisionId`, and pointers are into that decision's `amendment`. Signed minutes stay
/// as they are.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["minutes:sign"])),
    responses((status = 200, description = "The conference, closed", body = CareConferenceView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/sign")]
pub async fn sign_conference_minutes(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = Box::pin(service::sign(&ctx, id.into_inner(), seen)).await?;
    Ok(Reply::ok(&ctx, conference))
}

/// Add to signed minutes.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference", body = CareConferenceView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/addend")]
pub async fn addend_conference_minutes(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(new): Json<NewMinutesAddendum>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::addend(&ctx, id.into_inner(), seen, new).await?;
    Ok(Reply::ok(&ctx, conference))
}

/// List the drafts of the minutes as they were saved, newest first.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), PageQuery),
    security(("bearer" = ["care-conferences:read"])),
    responses((status = 200, description = "One page", body = MinutesRevisionList)),
)]
#[get("/v1/care-conferences/{careConferenceId}/minutes/revisions")]
pub async fn list_minutes_revisions(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<MinutesRevisionList>, Problem> {
    let slice = service::minutes_revisions(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// See what somebody would be given of signed minutes, and what is withheld and why.
///
/// Nothing is given or recorded by it.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path)),
    security(("bearer" = ["care-conferences:write"])),
    extensions(("x-read-only" = json!(true))),
    responses(
        (status = 200, description = "The preview", body = MinutesDistributionPreview),
        (status = 409, description = "`minutes_not_signed`: only signed minutes are given to people.",
            content_type = "application/problem+json", body = crate::platform::ProblemBody),
    ),
)]
#[post("/v1/care-conferences/{careConferenceId}/distributions/preview")]
pub async fn preview_minutes_distribution(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    Json(new): Json<NewMinutesDistribution>,
) -> Result<Reply<MinutesDistributionPreview>, Problem> {
    let preview = service::preview_distribution(&ctx, id.into_inner(), new).await?;
    Ok(Reply::plain(preview))
}

/// Give somebody signed minutes, which is entered in the ledger of disclosures.
///
/// They get what they may see of the agenda, and what the client's consents allow; the client gets
/// the plain-language version, if there is one. `content` is what you hand over. If nothing may be
/// given, the answer is 403 `consent_required`.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path)),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 201, description = "What was given", body = MinutesDistributionView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/distributions")]
pub async fn distribute_minutes(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    Json(new): Json<NewMinutesDistribution>,
) -> Result<Reply<MinutesDistributionView>, Problem> {
    let id = id.into_inner();
    let given = service::distribute(&ctx, id, new).await?;
    Ok(Reply::created(&ctx, &format!("/v1/care-conferences/{id}/distributions"), given))
}

/// List whom signed minutes were given to, newest first.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), PageQuery),
    security(("bearer" = ["care-conferences:read"])),
    responses((status = 200, description = "One page", body = MinutesDistributionList)),
)]
#[get("/v1/care-conferences/{careConferenceId}/distributions")]
pub async fn list_minutes_distributions(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<MinutesDistributionList>, Problem> {
    let slice = service::distributions(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get what somebody was given of signed minutes, as far as you may see it.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), ("distributionId" = MinutesDistributionId, Path)),
    security(("bearer" = ["care-conferences:read"])),
    responses((status = 200, description = "What was given", body = MinutesDistributionView)),
)]
#[get("/v1/care-conferences/{careConferenceId}/distributions/{distributionId}")]
pub async fn get_minutes_distribution(
    ctx: Ctx,
    ids: Path<(CareConferenceId, MinutesDistributionId)>,
) -> Result<Reply<MinutesDistributionView>, Problem> {
    let given = service::get_distribution(&ctx, ids.into_inner()).await?;
    Ok(Reply::ok(&ctx, given))
}
