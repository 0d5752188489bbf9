//! What can be done with the audit log: it can be read.

use entity::{AuditEntryId, audit_entry::Model};

use super::{dto::AuditEventFilter, repository};
use crate::platform::{Ctx, PageQuery, Permission, Problem, Slice};

pub async fn list(
    ctx: &Ctx,
    filter: AuditEventFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadAudit)?;
    repository::page(&reading, &filter, &page).await
}

pub async fn get(ctx: &Ctx, id: AuditEntryId) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadAudit)?;
    repository::find(&reading, id).await
}
