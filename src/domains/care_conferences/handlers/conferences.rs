//! Planning, finding and arranging care conferences.

use actix_web::{get, patch, post, web::Path};
use entity::{CareConferenceId, ClientId};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domains::care_conferences::{
        dto::{
            CareConferenceFilter, CareConferenceSummaryList, CareConferenceView,
            ClientConferenceFilter, ConferencePatch, ConferenceStatusChange, NewCareConference,
            NewCaseloadReview,
        },
        service,
    },
    platform::{
        Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
    },
};

pub fn routes(api: &mut ServiceConfig) {
    api.service(create_care_conference)
        .service(create_caseload_review)
        .service(list_client_care_conferences)
        .service(list_care_conferences)
        .service(get_care_conference)
        .service(update_care_conference)
        .service(enter_care_conference_in_error)
        .service(list_care_conference_history);
}

/// Plan a care conference about a client.
///
/// It is a draft, which nobody is invited to until it is scheduled. Without `agendaItems` it
/// begins with the template agenda of its type.
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

/// Plan a review of several clients by the team, without them.
///
/// Each topic is about one of the clients, and so is what is decided under it. The text of the
/// minutes stays with the team; of the rest, each client's part can be given to others.
#[utoipa::path(
    tag = "care-conferences",
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 201, description = "The new conference", body = CareConferenceView)),
)]
#[post("/v1/care-conferences")]
pub async fn create_caseload_review(
    ctx: Ctx,
    Json(new): Json<NewCaseloadReview>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::create_caseload_review(&ctx, new).await?;
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
///
/// Topics that are for others are not there, nor is what was decided under them.
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

/// Take out a care conference that should not be in the record.
///
/// Its author can within 24 hours; after that, a supervisor. It stays readable by its id and leaves
/// the lists. Its open tasks are cancelled; what it has changed in other records stays.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference, in error", body = CareConferenceView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/enter-in-error")]
pub async fn enter_care_conference_in_error(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(input): Json<ConferenceStatusChange>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::enter_in_error(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, conference))
}
