//! Invitations, and the meeting.

use actix_web::{post, web::Path};
use entity::{CareConferenceId, ConferenceParticipantId};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domains::care_conferences::{
        dto::{
            CareConferenceView, ConferenceEnd, ConferenceParticipantView, ConferenceStart,
            InvitationReply,
        },
        service,
    },
    platform::{Ctx, IfMatch, Json, Problem, Reply},
};

pub fn routes(api: &mut ServiceConfig) {
    api.service(respond_to_care_conference)
        .service(start_care_conference)
        .service(end_care_conference);
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
/// When a required participant has declined, the answer is 409 `conference_quorum` unless
/// `quorumOverride` says why to go on. People from outside may hear about the client only if
/// something allows it: a consent on record names their partner agency, or `consents` says what it
/// is; else the answer is 409 `conference_consent_missing`.
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
    Json(input): Json<ConferenceStart>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::start(&ctx, id.into_inner(), seen, input).await?;
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
