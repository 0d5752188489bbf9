//! How a client's timeline is told.

use entity::{ClientId, transition};

use super::{
    dto::{TimelineFilter, TimelineKind},
    rules,
};
use crate::{
    domains::clients,
    platform::{Ctx, PageQuery, Permission, Problem, Slice, history},
};

/// A move, with what it is told with.
pub struct Entry {
    pub kind: TimelineKind,
    pub summary: String,
    pub href: Option<String>,
    pub moved: transition::Model,
}

/// What happened in the client's record, of the kinds that the caller may read.
pub async fn list(
    ctx: &Ctx,
    client: ClientId,
    filter: TimelineFilter,
    page: PageQuery,
) -> Result<Slice<Entry>, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    let client = clients::service::find(&reading, client).await?;
    let asked = filter.kinds.as_ref().map(|kinds| kinds.0.as_slice());
    let names = rules::names(asked, |permission| ctx.may(permission));
    let slice = history::of_client(&reading, client.id, Some(&names), &page).await?;
    // All of them have a kind, since they were asked for by its name.
    let rows = slice.rows.into_iter().filter_map(entry).collect();
    Ok(Slice { rows, next: slice.next, total: slice.total })
}

fn entry(moved: transition::Model) -> Option<Entry> {
    let kind = rules::kind(&moved.resource_kind)?;
    let transition::Model { resource_kind, machine, event, to_status, .. } = &moved;
    Some(Entry {
        kind,
        summary: rules::summary(resource_kind, machine, event, to_status),
        href: rules::href(kind, moved.resource_id),
        moved,
    })
}
