//! Invitations, the meeting, and its minutes.

use actix_web::{patch, post, web::Path};
use entity::{CareConferenceId, ConferenceParticipantId};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domains::care_conferences::{
        dto::{
            CareConferenceView, ConferenceEnd, ConferenceMinutesPatch, ConferenceParticipantView,
            InvitationReply, NewConferenceMinutes, NewMinutesAddendum,
        },
        service,
    },
    platform::{Ctx, IfMatch, Json, Problem, Reply},
};

pub fn routes(api: &mut ServiceConfig) {
    api.service(respond_to_care_conference)
        .service(start_care_conference)
        .service(end_care_conference)
        .service(record_conference_minutes)
        .service(update_conference_minutes)
        .service(sign_conference_minutes)
        .service(addend_conference_minutes);
}

/// Answer the invitation to a scheduled care conference.
///
/// Participants of the staff answer for themselves; with `care-conferences:write` you record the
/// answers of others. An answer can be changed until the meeting starts.
#[utoipa::path(
    tag = "care-conferences",
    params(
        ("careConferenceId" = CareConferenceId, Path),
        ("participantId" = ConferenceParticipantId, Path),
        IfMatch,
    ),
    security(("bearer" = ["care-conferences:read"])),
    responses((status = 200, description = "The participant", body = ConferenceParticipantView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/participants/{participantId}/respond")]
pub async fn respond_to_care_conference(
    ctx: Ctx,
    ids: Path<(CareConferenceId, ConferenceParticipantId)>,
    seen: IfMatch,
    Json(input): Json<InvitationReply>,
) -> Result<Reply<ConferenceParticipantView>, Problem> {
    let record = service::respond(&ctx, ids.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Start the meeting.
///
/// The answer's `warnings` name required participants who have declined.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference, in progress", body = CareConferenceView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/start")]
pub async fn start_care_conference(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::start(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, conference))
}

/// End the meeting, saying of every participant whether they came.
///
/// The note taker gets a task to write the minutes.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference, held", body = CareConferenceView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/end")]
pub async fn end_care_conference(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(input): Json<ConferenceEnd>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::end(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, conference))
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
/// Each agenda item needs an outcome, or to be deferred. In the same transaction, decisions of
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
    let conference = service::sign(&ctx, id.into_inner(), seen).await?;
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
