//! Participants and topics of care conferences.

use actix_web::{delete, get, patch, post, web::Path};
use entity::{AgendaItemId, CareConferenceId, ConferenceParticipantId};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domains::care_conferences::{
        dto::{
            AgendaItemPatch, AgendaItemView, CareConferenceView, ConferenceParticipantPatch,
            ConferenceParticipantView, NewAgendaItem, NewConferenceParticipant,
        },
        service,
    },
    platform::{Ctx, IfMatch, Json, Problem, Reply},
};

pub fn routes(api: &mut ServiceConfig) {
    api.service(add_conference_participant)
        .service(get_conference_participant)
        .service(update_conference_participant)
        .service(remove_conference_participant)
        .service(add_agenda_item)
        .service(get_agenda_item)
        .service(update_agenda_item)
        .service(remove_agenda_item);
}

/// Add a participant until the meeting ends.
///
/// Who is added to a scheduled conference is invited at once. `If-Match` is the conference's version,
/// here and below: a conference and its parts change as one.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 201, description = "The new participant", body = ConferenceParticipantView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/participants")]
pub async fn add_conference_participant(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(new): Json<NewConferenceParticipant>,
) -> Result<Reply<ConferenceParticipantView>, Problem> {
    let id = id.into_inner();
    let record = service::add_participant(&ctx, id, seen, new).await?;
    Ok(Reply::created(&ctx, &format!("/v1/care-conferences/{id}/participants"), record))
}

/// Get a participant of a care conference.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), ("participantId" = ConferenceParticipantId, Path)),
    security(("bearer" = ["care-conferences:read"])),
    responses((status = 200, description = "The participant", body = ConferenceParticipantView)),
)]
#[get("/v1/care-conferences/{careConferenceId}/participants/{participantId}")]
pub async fn get_conference_participant(
    ctx: Ctx,
    ids: Path<(CareConferenceId, ConferenceParticipantId)>,
) -> Result<Reply<ConferenceParticipantView>, Problem> {
    let record = service::get_part(&ctx, ids.into_inner()).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Change a participant until the meeting ends.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), ("participantId" = ConferenceParticipantId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The changed participant", body = ConferenceParticipantView)),
)]
#[patch("/v1/care-conferences/{careConferenceId}/participants/{participantId}")]
pub async fn update_conference_participant(
    ctx: Ctx,
    ids: Path<(CareConferenceId, ConferenceParticipantId)>,
    seen: IfMatch,
    Json(patch): Json<ConferenceParticipantPatch>,
) -> Result<Reply<ConferenceParticipantView>, Problem> {
    let record = service::update_participant(&ctx, ids.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Remove a participant until the meeting ends.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), ("participantId" = ConferenceParticipantId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference without it", body = CareConferenceView)),
)]
#[delete("/v1/care-conferences/{careConferenceId}/participants/{participantId}")]
pub async fn remove_conference_participant(
    ctx: Ctx,
    ids: Path<(CareConferenceId, ConferenceParticipantId)>,
    seen: IfMatch,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::remove_participant(&ctx, ids.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, conference))
}

/// Add a topic before the meeting.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 201, description = "The new topic", body = AgendaItemView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/agenda-items")]
pub async fn add_agenda_item(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(new): Json<NewAgendaItem>,
) -> Result<Reply<AgendaItemView>, Problem> {
    let id = id.into_inner();
    let record = service::add_agenda_item(&ctx, id, seen, new).await?;
    Ok(Reply::created(&ctx, &format!("/v1/care-conferences/{id}/agenda-items"), record))
}

/// Get a topic of a care conference.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), ("agendaItemId" = AgendaItemId, Path)),
    security(("bearer" = ["care-conferences:read"])),
    responses((status = 200, description = "The topic", body = AgendaItemView)),
)]
#[get("/v1/care-conferences/{careConferenceId}/agenda-items/{agendaItemId}")]
pub async fn get_agenda_item(
    ctx: Ctx,
    ids: Path<(CareConferenceId, AgendaItemId)>,
) -> Result<Reply<AgendaItemView>, Problem> {
    let record = service::get_part(&ctx, ids.into_inner()).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Change a topic before the meeting; what came of it, from its start until the minutes are signed.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), ("agendaItemId" = AgendaItemId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The changed topic", body = AgendaItemView)),
)]
#[patch("/v1/care-conferences/{careConferenceId}/agenda-items/{agendaItemId}")]
pub async fn update_agenda_item(
    ctx: Ctx,
    ids: Path<(CareConferenceId, AgendaItemId)>,
    seen: IfMatch,
    Json(patch): Json<AgendaItemPatch>,
) -> Result<Reply<AgendaItemView>, Problem> {
    let record = service::update_agenda_item(&ctx, ids.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Remove a topic before the meeting.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), ("agendaItemId" = AgendaItemId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference without it", body = CareConferenceView)),
)]
#[delete("/v1/care-conferences/{careConferenceId}/agenda-items/{agendaItemId}")]
pub async fn remove_agenda_item(
    ctx: Ctx,
    ids: Path<(CareConferenceId, AgendaItemId)>,
    seen: IfMatch,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::remove_agenda_item(&ctx, ids.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, conference))
}
