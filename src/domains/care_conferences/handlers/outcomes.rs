//! What meetings decide, and who is to do what.

use actix_web::{delete, get, patch, post, web::Path};
use entity::{ActionItemId, CareConferenceId, ConferenceDecisionId};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domains::care_conferences::{
        dto::{
            ActionItemPatch, ActionItemView, CareConferenceView, ConferenceDecisionPatch,
            ConferenceDecisionView, NewActionItem, NewConferenceDecision,
        },
        service,
    },
    platform::{Ctx, IfMatch, Json, Problem, Reply},
};

pub fn routes(api: &mut ServiceConfig) {
    api.service(add_conference_decision)
        .service(get_conference_decision)
        .service(update_conference_decision)
        .service(remove_conference_decision)
        .service(add_action_item)
        .service(get_action_item)
        .service(update_action_item)
        .service(remove_action_item);
}

/// Add a decision from the start of the meeting until the minutes are signed.
///
/// A decision of the type `plan_change` carries the `amendment` that signing the minutes makes.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 201, description = "The new decision", body = ConferenceDecisionView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/decisions")]
pub async fn add_conference_decision(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(new): Json<NewConferenceDecision>,
) -> Result<Reply<ConferenceDecisionView>, Problem> {
    let id = id.into_inner();
    let record = service::add_decision(&ctx, id, seen, new).await?;
    Ok(Reply::created(&ctx, &format!("/v1/care-conferences/{id}/decisions"), record))
}

/// Get a decision of a care conference.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), ("decisionId" = ConferenceDecisionId, Path)),
    security(("bearer" = ["care-conferences:read"])),
    responses((status = 200, description = "The decision", body = ConferenceDecisionView)),
)]
#[get("/v1/care-conferences/{careConferenceId}/decisions/{decisionId}")]
pub async fn get_conference_decision(
    ctx: Ctx,
    ids: Path<(CareConferenceId, ConferenceDecisionId)>,
) -> Result<Reply<ConferenceDecisionView>, Problem> {
    let record = service::get_part(&ctx, ids.into_inner()).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Change a decision from the start of the meeting until the minutes are signed.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), ("decisionId" = ConferenceDecisionId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The changed decision", body = ConferenceDecisionView)),
)]
#[patch("/v1/care-conferences/{careConferenceId}/decisions/{decisionId}")]
pub async fn update_conference_decision(
    ctx: Ctx,
    ids: Path<(CareConferenceId, ConferenceDecisionId)>,
    seen: IfMatch,
    Json(patch): Json<ConferenceDecisionPatch>,
) -> Result<Reply<ConferenceDecisionView>, Problem> {
    let record = service::update_decision(&ctx, ids.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Remove a decision from the start of the meeting until the minutes are signed.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), ("decisionId" = ConferenceDecisionId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference without it", body = CareConferenceView)),
)]
#[delete("/v1/care-conferences/{careConferenceId}/decisions/{decisionId}")]
pub async fn remove_conference_decision(
    ctx: Ctx,
    ids: Path<(CareConferenceId, ConferenceDecisionId)>,
    seen: IfMatch,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::remove_decision(&ctx, ids.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, conference))
}

/// Add an action item from the start of the meeting until the minutes are signed.
///
/// Signing the minutes makes a task of it, with its owner and due date.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 201, description = "The new action item", body = ActionItemView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/action-items")]
pub async fn add_action_item(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(new): Json<NewActionItem>,
) -> Result<Reply<ActionItemView>, Problem> {
    let id = id.into_inner();
    let record = service::add_action_item(&ctx, id, seen, new).await?;
    Ok(Reply::created(&ctx, &format!("/v1/care-conferences/{id}/action-items"), record))
}

/// Get an action item of a care conference.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), ("actionItemId" = ActionItemId, Path)),
    security(("bearer" = ["care-conferences:read"])),
    responses((status = 200, description = "The action item", body = ActionItemView)),
)]
#[get("/v1/care-conferences/{careConferenceId}/action-items/{actionItemId}")]
pub async fn get_action_item(
    ctx: Ctx,
    ids: Path<(CareConferenceId, ActionItemId)>,
) -> Result<Reply<ActionItemView>, Problem> {
    let record = service::get_part(&ctx, ids.into_inner()).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Change an action item from the start of the meeting until the minutes are signed.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), ("actionItemId" = ActionItemId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The changed action item", body = ActionItemView)),
)]
#[patch("/v1/care-conferences/{careConferenceId}/action-items/{actionItemId}")]
pub async fn update_action_item(
    ctx: Ctx,
    ids: Path<(CareConferenceId, ActionItemId)>,
    seen: IfMatch,
    Json(patch): Json<ActionItemPatch>,
) -> Result<Reply<ActionItemView>, Problem> {
    let record = service::update_action_item(&ctx, ids.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Remove an action item from the start of the meeting until the minutes are signed.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), ("actionItemId" = ActionItemId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference without it", body = CareConferenceView)),
)]
#[delete("/v1/care-conferences/{careConferenceId}/action-items/{actionItemId}")]
pub async fn remove_action_item(
    ctx: Ctx,
    ids: Path<(CareConferenceId, ActionItemId)>,
    seen: IfMatch,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::remove_action_item(&ctx, ids.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, conference))
}
