//! Participants and topics of care conferences.

use actix_web::{delete, patch, post, web::Path};
use entity::{AgendaItemId, CareConferenceId, ConferenceParticipantId};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domains::care_conferences::{
        dto::{
            AgendaItemPatch, CareConferenceView, ConferenceParticipantPatch, NewAgendaItem,
            NewConferenceParticipant,
        },
        service,
    },
    platform::{Ctx, IfMatch, Json, Problem, Reply},
};

pub fn routes(api: &mut ServiceConfig) {
    api.service(add_conference_participant)
        .service(update_conference_participant)
        .service(remove_conference_participant)
        .service(add_agenda_item)
        .service(update_agenda_item)
        .service(remove_agenda_item);
}

/// Add a participant until the meeting ends.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 201, description = "The conference with it", body = CareConferenceView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/participants")]
pub async fn add_conference_participant(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(new): Json<NewConferenceParticipant>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::add_participant(&ctx, id.into_inner(), seen, new).await?;
    Ok(Reply::created(&ctx, "/v1/care-conferences", conference))
}

/// Change a participant until the meeting ends.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), ("participantId" = ConferenceParticipantId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference", body = CareConferenceView)),
)]
#[patch("/v1/care-conferences/{careConferenceId}/participants/{participantId}")]
pub async fn update_conference_participant(
    ctx: Ctx,
    ids: Path<(CareConferenceId, ConferenceParticipantId)>,
    seen: IfMatch,
    Json(patch): Json<ConferenceParticipantPatch>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let (id, part_id) = ids.into_inner();
    let conference = service::update_participant(&ctx, id, part_id, seen, patch).await?;
    Ok(Reply::ok(&ctx, conference))
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
    let (id, part_id) = ids.into_inner();
    let conference = service::remove_participant(&ctx, id, part_id, seen).await?;
    Ok(Reply::ok(&ctx, conference))
}

/// Add a topic before the meeting.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 201, description = "The conference with it", body = CareConferenceView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/agenda-items")]
pub async fn add_agenda_item(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(new): Json<NewAgendaItem>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::add_agenda_item(&ctx, id.into_inner(), seen, new).await?;
    Ok(Reply::created(&ctx, "/v1/care-conferences", conference))
}

/// Change a topic before the meeting; what came of it, from its start until the minutes are signed.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), ("agendaItemId" = AgendaItemId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference", body = CareConferenceView)),
)]
#[patch("/v1/care-conferences/{careConferenceId}/agenda-items/{agendaItemId}")]
pub async fn update_agenda_item(
    ctx: Ctx,
    ids: Path<(CareConferenceId, AgendaItemId)>,
    seen: IfMatch,
    Json(patch): Json<AgendaItemPatch>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let (id, part_id) = ids.into_inner();
    let conference = service::update_agenda_item(&ctx, id, part_id, seen, patch).await?;
    Ok(Reply::ok(&ctx, conference))
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
    let (id, part_id) = ids.into_inner();
    let conference = service::remove_agenda_item(&ctx, id, part_id, seen).await?;
    Ok(Reply::ok(&ctx, conference))
}
