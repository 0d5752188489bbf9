//! HTTP for team queues. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::TeamQueueId;

use super::super::{
    dto::{
        NewTeamQueue, TeamQueueFilter, TeamQueueList, TeamQueuePatch, TeamQueueReason,
        TeamQueueView,
    },
    service::queues as service,
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
};

/// Create a team queue.
///
/// Tasks wait in it for whoever of the team takes them on. Its members are a team: see
/// `GET /v1/worklists/team`.
#[utoipa::path(
    tag = "team-queues",
    security(("bearer" = ["team-queues:write"])),
    responses((status = 201, description = "The new queue", body = TeamQueueView)),
)]
#[post("/v1/team-queues")]
pub async fn create_team_queue(
    ctx: Ctx,
    Json(new): Json<NewTeamQueue>,
) -> Result<Reply<TeamQueueView>, Problem> {
    let queue = service::create(&ctx, new).await?;
    Ok(Reply::created(&ctx, "/v1/team-queues", queue))
}

/// List team queues, newest first.
///
/// Sort keys: `createdAt`, `name`.
#[utoipa::path(
    tag = "team-queues",
    params(TeamQueueFilter, PageQuery),
    security(("bearer" = ["tasks:read"])),
    extensions(("x-sort" = json!(["name"]))),
    responses((status = 200, description = "One page", body = TeamQueueList)),
)]
#[get("/v1/team-queues")]
pub async fn list_team_queues(
    ctx: Ctx,
    query: ListQuery<TeamQueueFilter>,
) -> Result<Reply<TeamQueueList>, Problem> {
    let slice = service::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a team queue.
#[utoipa::path(
    tag = "team-queues",
    params(("teamQueueId" = TeamQueueId, Path)),
    security(("bearer" = ["tasks:read"])),
    responses((status = 200, description = "The queue", body = TeamQueueView)),
)]
#[get("/v1/team-queues/{teamQueueId}")]
pub async fn get_team_queue(
    ctx: Ctx,
    id: Path<TeamQueueId>,
) -> Result<Reply<TeamQueueView>, Problem> {
    let queue = service::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, queue))
}

/// Change a team queue.
///
/// New roles count for tasks that are put into it from now on.
#[utoipa::path(
    tag = "team-queues",
    params(("teamQueueId" = TeamQueueId, Path), IfMatch),
    security(("bearer" = ["team-queues:write"])),
    responses((status = 200, description = "The changed queue", body = TeamQueueView)),
)]
#[patch("/v1/team-queues/{teamQueueId}")]
pub async fn update_team_queue(
    ctx: Ctx,
    id: Path<TeamQueueId>,
    seen: IfMatch,
    Json(patch): Json<TeamQueuePatch>,
) -> Result<Reply<TeamQueueView>, Problem> {
    let queue = service::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, queue))
}

/// Retire a team queue that nothing waits in.
#[utoipa::path(
    tag = "team-queues",
    params(("teamQueueId" = TeamQueueId, Path), IfMatch),
    security(("bearer" = ["team-queues:write"])),
    responses((status = 200, description = "The queue, retired", body = TeamQueueView)),
)]
#[post("/v1/team-queues/{teamQueueId}/retire")]
pub async fn retire_team_queue(
    ctx: Ctx,
    id: Path<TeamQueueId>,
    seen: IfMatch,
    Json(input): Json<TeamQueueReason>,
) -> Result<Reply<TeamQueueView>, Problem> {
    let queue = service::retire(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, queue))
}

/// Use a retired team queue again.
#[utoipa::path(
    tag = "team-queues",
    params(("teamQueueId" = TeamQueueId, Path), IfMatch),
    security(("bearer" = ["team-queues:write"])),
    responses((status = 200, description = "The queue, active", body = TeamQueueView)),
)]
#[post("/v1/team-queues/{teamQueueId}/restore")]
pub async fn restore_team_queue(
    ctx: Ctx,
    id: Path<TeamQueueId>,
    seen: IfMatch,
    Json(input): Json<TeamQueueReason>,
) -> Result<Reply<TeamQueueView>, Problem> {
    let queue = service::restore(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, queue))
}

/// How a team queue came to its present status, newest first.
#[utoipa::path(
    tag = "team-queues",
    params(("teamQueueId" = TeamQueueId, Path), PageQuery),
    security(("bearer" = ["tasks:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/team-queues/{teamQueueId}/history")]
pub async fn list_team_queue_history(
    ctx: Ctx,
    id: Path<TeamQueueId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
