//! Planning, finding and arranging care conferences.

use actix_web::{get, patch, post, web::Path};
use entity::{CareConferenceId, ClientId};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domains::care_conferences::{
        dto::{
            CareConferenceFilter, CareConferenceSummaryList, CareConferenceView,
            ClientConferenceFilter, ConferenceCancellation, ConferencePatch, ConferenceReschedule,
            ConferenceSchedule, NewCareConference,
        },
        service,
    },
    platform::{
        Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
    },
};

pub fn routes(api: &mut ServiceConfig) {
    api.service(create_care_conference)
        .service(list_client_care_conferences)
        .service(list_care_conferences)
        .service(get_care_conference)
        .service(update_care_conference)
        .service(schedule_care_conference)
        .service(reschedule_care_conference)
        .service(cancel_care_conference)
        .service(list_care_conference_history);
}

/// Plan a care conference about a client.
///
/// It is a draft, which nobody is invited to until it is scheduled.
#[utoipa::path(
    tag = "care-conferences",
    params(("clientId" = ClientId, Path)),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 201, description = "The new conference", body = CareConferenceView)),
)]
#[post("/v1/clients/{clientId}/care-conferences")]
pub async fn create_care_conference(
    ctx: Ctx,
    client_id: Path<ClientId>,
    Json(new): Json<NewCareConference>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::create(&ctx, client_id.into_inner(), new).await?;
    Ok(Reply::created(&ctx, "/v1/care-conferences", conference))
}

/// List a client's care conferences, newest first.
///
/// Sort keys: `createdAt`, `updatedAt`, `startsAt` (of a draft: when it was planned).
#[utoipa::path(
    tag = "care-conferences",
    params(("clientId" = ClientId, Path), ClientConferenceFilter, PageQuery),
    security(("bearer" = ["care-conferences:read"])),
    extensions(("x-sort" = json!(["updatedAt", "startsAt"]))),
    responses((status = 200, description = "One page", body = CareConferenceSummaryList)),
)]
#[get("/v1/clients/{clientId}/care-conferences")]
pub async fn list_client_care_conferences(
    ctx: Ctx,
    client_id: Path<ClientId>,
    query: ListQuery<ClientConferenceFilter>,
) -> Result<Reply<CareConferenceSummaryList>, Problem> {
    let client_id = client_id.into_inner();
    let slice = service::list_of_client(&ctx, client_id, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// List the agency's care conferences, newest first.
///
/// Sort keys: `createdAt`, `updatedAt`, `startsAt` (of a draft: when it was planned).
#[utoipa::path(
    tag = "care-conferences",
    params(CareConferenceFilter, PageQuery),
    security(("bearer" = ["care-conferences:read"])),
    extensions(("x-sort" = json!(["updatedAt", "startsAt"]))),
    responses((status = 200, description = "One page", body = CareConferenceSummaryList)),
)]
#[get("/v1/care-conferences")]
pub async fn list_care_conferences(
    ctx: Ctx,
    query: ListQuery<CareConferenceFilter>,
) -> Result<Reply<CareConferenceSummaryList>, Problem> {
    let slice = service::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a care conference with all its parts.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path)),
    security(("bearer" = ["care-conferences:read"])),
    responses((status = 200, description = "The conference", body = CareConferenceView)),
)]
#[get("/v1/care-conferences/{careConferenceId}")]
pub async fn get_care_conference(
    ctx: Ctx,
    id: Path<CareConferenceId>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, conference))
}

/// Change a care conference, until the meeting has ended.
///
/// The type can be changed in a draft only; times are changed by scheduling and rescheduling.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The changed conference", body = CareConferenceView)),
)]
#[patch("/v1/care-conferences/{careConferenceId}")]
pub async fn update_care_conference(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(patch): Json<ConferencePatch>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, conference))
}

/// Set the time of a drafted care conference.
///
/// It needs two participants or more. When the client has a conference of the same type that
/// starts within an hour before or after, the answer is 409 `conference_clash` with
/// `clashingConferenceIds`; `force` schedules it nevertheless.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference, scheduled", body = CareConferenceView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/schedule")]
pub async fn schedule_care_conference(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(input): Json<ConferenceSchedule>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::schedule(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, conference))
}

/// Move a scheduled care conference to another time.
///
/// All participants are asked anew. Clashes are treated as in scheduling.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference, scheduled", body = CareConferenceView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/reschedule")]
pub async fn reschedule_care_conference(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(input): Json<ConferenceReschedule>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::reschedule(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, conference))
}

/// Call off a care conference that has not started.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference, cancelled", body = CareConferenceView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/cancel")]
pub async fn cancel_care_conference(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(input): Json<ConferenceCancellation>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::cancel(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, conference))
}

/// How a care conference came to its present status, newest first.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), PageQuery),
    security(("bearer" = ["care-conferences:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/care-conferences/{careConferenceId}/history")]
pub async fn list_care_conference_history(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
