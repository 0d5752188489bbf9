//! Times of care conferences, and what follows when they are held or not.

use actix_web::{HttpResponse, get, post, web::Path};
use entity::CareConferenceId;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domains::care_conferences::{
        dto::{
            AgendaTemplateList, CareConferenceView, CarryOver, CarryOverItemList,
            ConferenceCancellation, ConferenceReschedule, ConferenceSchedule,
            ConferenceStatusChange, HeldConference, NextConference,
        },
        service,
    },
    platform::{Ctx, IfMatch, Json, Problem, Reply},
};

pub fn routes(api: &mut ServiceConfig) {
    api.service(schedule_care_conference)
        .service(reschedule_care_conference)
        .service(cancel_care_conference)
        .service(mark_care_conference_missed)
        .service(record_care_conference_held)
        .service(plan_next_care_conference)
        .service(list_carry_over_items)
        .service(carry_over_agenda_items)
        .service(get_care_conference_calendar)
        .service(list_agenda_templates);
}

/// Set the time of a drafted care conference.
///
/// It lies ahead, and needs two participants or more. When the client has a conference of the same type that
/// starts within an hour before or after, the answer is 409 `conference_clash` with
/// `clashingConferenceIds`; `clashOverride` schedules it
/// nevertheless. A mediation needs a chair, a family meeting the client or family. `warnings` name
/// staff who take part in another conference at that time.
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
/// All participants are asked anew, and so is an interpreter. Clashes are treated as in scheduling.
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

/// Say that a scheduled care conference did not take place.
///
/// Possible once it should have ended. Topics that were carried over to it wait again.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference, missed", body = CareConferenceView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/mark-missed")]
pub async fn mark_care_conference_missed(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(input): Json<ConferenceStatusChange>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::mark_missed(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, conference))
}

/// Record afterwards that a care conference was held.
///
/// For a draft, a scheduled or a missed one that nobody started here. What came of its topics,
/// decisions and action items are added then. The note taker gets a task to write the minutes.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference, held", body = CareConferenceView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/record-held")]
pub async fn record_care_conference_held(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(input): Json<HeldConference>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::record_held(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, conference))
}

/// Plan the care conference that follows one which was held or missed.
///
/// A draft with the same people, the template agenda, and the topics that wait from earlier
/// conferences. With a recurrence rule, `proposedStartsAt` says when it is due; scheduling it is
/// yours.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path)),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 201, description = "The new draft", body = CareConferenceView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/plan-next")]
pub async fn plan_next_care_conference(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    Json(input): Json<NextConference>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::plan_next(&ctx, id.into_inner(), input).await?;
    Ok(Reply::created(&ctx, "/v1/care-conferences", conference))
}

/// List the topics that wait to be taken up at a care conference.
///
/// Signed minutes of earlier conferences about its clients left them for another meeting, and no
/// other conference has taken them up. None once it has begun.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path)),
    security(("bearer" = ["care-conferences:read"])),
    responses((status = 200, description = "All of them", body = CarryOverItemList)),
)]
#[get("/v1/care-conferences/{careConferenceId}/carry-over-items")]
pub async fn list_carry_over_items(
    ctx: Ctx,
    id: Path<CareConferenceId>,
) -> Result<Reply<CarryOverItemList>, Problem> {
    let slice = service::carry_over_items(&ctx, id.into_inner()).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Take up topics that wait, before the meeting begins.
///
/// They go to the end of the agenda, each to one conference. When the conference is cancelled or
/// missed, or the topic is removed from it, they wait again.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference", body = CareConferenceView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/carry-over")]
pub async fn carry_over_agenda_items(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(input): Json<CarryOver>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::carry_over(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, conference))
}

/// Get a care conference as a calendar entry.
///
/// It says when and where, and what type of conference it is; neither who the client is nor who
/// takes part. A conference that was cancelled says so.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path)),
    security(("bearer" = ["care-conferences:read"])),
    responses(
        (status = 200, description = "The entry, by RFC 5545", content_type = "text/calendar", body = String),
        (status = 409, description = "`conference_has_no_time`: it is not scheduled yet.",
            content_type = "application/problem+json", body = crate::platform::ProblemBody),
    ),
)]
#[get("/v1/care-conferences/{careConferenceId}/calendar.ics")]
pub async fn get_care_conference_calendar(
    ctx: Ctx,
    id: Path<CareConferenceId>,
) -> Result<HttpResponse, Problem> {
    let calendar = service::calendar(&ctx, id.into_inner()).await?;
    Ok(HttpResponse::Ok().content_type("text/calendar; charset=utf-8").body(calendar))
}

/// List the agendas that care conferences of each type begin with.
#[utoipa::path(
    tag = "care-conferences",
    security(("bearer" = ["care-conferences:read"])),
    responses((status = 200, description = "One for each type", body = AgendaTemplateList)),
)]
#[get("/v1/agenda-templates")]
pub async fn list_agenda_templates(ctx: Ctx) -> Result<Reply<AgendaTemplateList>, Problem> {
    Ok(Reply::plain(service::agenda_templates(&ctx)?))
}
