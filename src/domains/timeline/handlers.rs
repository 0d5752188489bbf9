//! HTTP in, HTTP out. No decisions.

use actix_web::{get, web::Path};
use entity::ClientId;

use super::{
    dto::{TimelineEntryList, TimelineEntryView, TimelineFilter},
    service::{self, Entry},
};
use crate::platform::{Ctx, ListQuery, PageQuery, Problem, Reply, View};

impl View for TimelineEntryView {
    type Record = Entry;

    fn view(Entry { kind, summary, href, moved }: Entry, _: &Ctx) -> Self {
        Self {
            actor_id: moved.own_actor(),
            id: moved.id,
            kind,
            resource_id: moved.resource_id,
            resource_version: moved.resource_version,
            href,
            summary,
            event: moved.event,
            machine: moved.machine,
            from: moved.from_status,
            to: moved.to_status,
            effective_at: moved.effective_at,
            recorded_at: moved.created_at,
            actor_agency_id: moved.actor_agency_id,
            reason_code: moved.reason_code,
        }
    }
}

/// List what happened in a client's record, newest first.
///
/// Only kinds of resources that both the caller's roles and the token let them read are told:
/// consents need `consents:read`, and so on. Sort key: `createdAt`, which is when it was recorded;
/// `sort=createdAt` tells the story from its beginning.
#[utoipa::path(
    tag = "timeline",
    params(("clientId" = ClientId, Path), TimelineFilter, PageQuery),
    security(("bearer" = ["clients:read"])),
    responses((status = 200, description = "One page", body = TimelineEntryList)),
)]
#[get("/v1/clients/{clientId}/timeline")]
pub async fn list_client_timeline(
    ctx: Ctx,
    id: Path<ClientId>,
    query: ListQuery<TimelineFilter>,
) -> Result<Reply<TimelineEntryList>, Problem> {
    let slice = service::list(&ctx, id.into_inner(), query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
