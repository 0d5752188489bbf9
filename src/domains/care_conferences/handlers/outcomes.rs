//! What meetings decide, and who is to do what.

use actix_web::{delete, patch, post, web::Path};
use entity::{ActionItemId, CareConferenceId, ConferenceDecisionId};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domains::care_conferences::{
        dto::{
            ActionItemPatch, CareConferenceView, ConferenceDecisionPatch, NewActionItem,
            NewConferenceDecision,
        },
        service,
    },
    platform::{Ctx, IfMatch, Json, Problem, Reply},
};

pub fn routes(api: &mut ServiceConfig) {
    api.service(add_conference_decision)
        .service(update_conference_decision)
        .service(remove_conference_decision)
        .service(add_action_item)
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
    responses((status = 201, description = "The conference with it", body = CareConferenceView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/decisions")]
pub async fn add_conference_decision(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(new): Json<NewConferenceDecision>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::add_decision(&ctx, id.into_inner(), seen, new).await?;
    Ok(Reply::created(&ctx, "/v1/care-conferences", conference))
}

/// Change a decision from the start of the meeting until the minutes are signed.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), ("decisionId" = ConferenceDecisionId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference", body = CareConferenceView)),
)]
#[patch("/v1/care-conferences/{careConferenceId}/decisions/{decisionId}")]
pub async fn update_conference_decision(
    ctx: Ctx,
    ids: Path<(CareConferenceId, ConferenceDecisionId)>,
    seen: IfMatch,
    Json(patch): Json<ConferenceDecisionPatch>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let (id, part_id) = ids.into_inner();
    let conference = service::update_decision(&ctx, id, part_id, seen, patch).await?;
    Ok(Reply::ok(&ctx, conference))
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
    let (id, part_id) = ids.into_inner();
    let conference = service::remove_decision(&ctx, id, part_id, seen).await?;
    Ok(Reply::ok(&ctx, conference))
}

/// Add an action item from the start of the meeting until the minutes are signed.
///
/// Signing the minutes makes a task of it, with its owner and due date.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 201, description = "The conference with it", body = CareConferenceView)),
)]
#[post("/v1/care-conferences/{careConferenceId}/action-items")]
pub async fn add_action_item(
    ctx: Ctx,
    id: Path<CareConferenceId>,
    seen: IfMatch,
    Json(new): Json<NewActionItem>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let conference = service::add_action_item(&ctx, id.into_inner(), seen, new).await?;
    Ok(Reply::created(&ctx, "/v1/care-conferences", conference))
}

/// Change an action item from the start of the meeting until the minutes are signed.
#[utoipa::path(
    tag = "care-conferences",
    params(("careConferenceId" = CareConferenceId, Path), ("actionItemId" = ActionItemId, Path), IfMatch),
    security(("bearer" = ["care-conferences:write"])),
    responses((status = 200, description = "The conference", body = CareConferenceView)),
)]
#[patch("/v1/care-conferences/{careConferenceId}/action-items/{actionItemId}")]
pub async fn update_action_item(
    ctx: Ctx,
    ids: Path<(CareConferenceId, ActionItemId)>,
    seen: IfMatch,
    Json(patch): Json<ActionItemPatch>,
) -> Result<Reply<CareConferenceView>, Problem> {
    let (id, part_id) = ids.into_inner();
    let conference = service::update_action_item(&ctx, id, part_id, seen, patch).await?;
    Ok(Reply::ok(&ctx, conference))
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
    let (id, part_id) = ids.into_inner();
    let conference = service::remove_action_item(&ctx, id, part_id, seen).await?;
    Ok(Reply::ok(&ctx, conference))
}
