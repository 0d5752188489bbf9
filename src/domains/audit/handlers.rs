//! HTTP in, HTTP out. No decisions.

use actix_web::{get, web::Path};
use entity::{AuditEntryId, audit_entry::Model};

use super::{
    dto::{AuditEventFilter, AuditEventList, AuditEventView},
    service,
};
use crate::platform::{Ctx, ListQuery, PageQuery, Problem, Reply, View};

impl View for AuditEventView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        // Of a partner's user: who acted for which agency. How they signed in is not ours to see.
        let own = row.actor_agency_id == ctx.agency();
        Self {
            id: row.id,
            created_at: row.created_at,
            request_id: row.request_id,
            operation: row.operation,
            action: row.action,
            outcome: row.outcome,
            status: row.status,
            problem: row.problem,
            actor_id: (!row.actor_id.uuid().is_nil()).then_some(row.actor_id),
            actor_agency_id: row.actor_agency_id,
            actor_roles: if own { row.actor_roles.0 } else { Vec::new() },
            application: row.application.filter(|_| own),
            token_id: row.token_id.filter(|_| own),
            address: row.address.filter(|_| own),
            items: row.items.0,
        }
    }
}

/// List audit events, newest first.
///
/// One event per request that read or changed something of the agency, or was refused. Roles that
/// may see their own actions only get these. Listing is itself recorded, without the events that
/// were listed. Sort key: `createdAt`.
#[utoipa::path(
    tag = "audit",
    params(AuditEventFilter, PageQuery),
    security(("bearer" = ["audit:read"])),
    responses((status = 200, description = "One page", body = AuditEventList)),
)]
#[get("/v1/audit-events")]
pub async fn list_audit_events(
    ctx: Ctx,
    query: ListQuery<AuditEventFilter>,
) -> Result<Reply<AuditEventList>, Problem> {
    let slice = service::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get an audit event.
#[utoipa::path(
    tag = "audit",
    params(("auditEventId" = AuditEntryId, Path)),
    security(("bearer" = ["audit:read"])),
    responses((status = 200, description = "The audit event", body = AuditEventView)),
)]
#[get("/v1/audit-events/{auditEventId}")]
pub async fn get_audit_event(
    ctx: Ctx,
    id: Path<AuditEntryId>,
) -> Result<Reply<AuditEventView>, Problem> {
    let entry = service::get(&ctx, id.into_inner()).await?;
    Ok(Reply::plain(AuditEventView::view(entry, &ctx)))
}
