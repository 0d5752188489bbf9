//! HTTP in, HTTP out. No decisions.

use actix_web::get;

use super::{
    dto::{
        SharedWorkListQuery, WorkItemView, WorkListGroupView, WorkListPage, WorkListQuery,
        WorkListView,
    },
    service::{self, Item, WorkList},
};
use crate::{
    domains::tasks::dto::TaskOutlineView,
    platform::{Ctx, ListQuery, Problem, Reply, View},
};

/// Get the caller's work list.
///
/// What the caller owns or follows up and is ready, in progress or on hold, and what others are so
/// late with that its escalation names the caller; besides, what is needed at once (`stat`) and
/// nobody has taken, if the caller's roles may claim it. Snoozed tasks are left out until then.
///
/// In each group, the highest score comes first: see `explain`. Each group has a first page of
/// `limit` items; send its `nextCursor` with `group` for the next.
#[utoipa::path(
    tag = "worklists",
    params(WorkListQuery, WorkListPage),
    security(("bearer" = ["tasks:read"])),
    responses((status = 200, description = "The work list", body = WorkListView)),
)]
#[get("/v1/worklists/me")]
pub async fn get_my_work_list(
    ctx: Ctx,
    query: ListQuery<WorkListQuery>,
) -> Result<Reply<WorkListView>, Problem> {
    let work_list = service::mine(&ctx, query.filter, query.page).await?;
    Ok(Reply::plain(WorkListView::view(work_list, &ctx)))
}

/// Get a team's work list.
///
/// What the members of a team queue have to do, and what waits in the queue. Without `queueId`: of
/// all queues that the caller is a member of.
#[utoipa::path(
    tag = "worklists",
    params(SharedWorkListQuery, WorkListPage),
    security(("bearer" = ["tasks:read"])),
    responses((status = 200, description = "The work list", body = WorkListView)),
)]
#[get("/v1/worklists/team")]
pub async fn get_team_work_list(
    ctx: Ctx,
    query: ListQuery<SharedWorkListQuery>,
) -> Result<Reply<WorkListView>, Problem> {
    let work_list = service::team(&ctx, query.filter, query.page).await?;
    Ok(Reply::plain(WorkListView::view(work_list, &ctx)))
}

/// Get what waits to be claimed.
///
/// In the queue that `queueId` names; without one, what waits in no queue and the caller's roles
/// may claim.
#[utoipa::path(
    tag = "worklists",
    params(SharedWorkListQuery, WorkListPage),
    security(("bearer" = ["tasks:read"])),
    responses((status = 200, description = "The work list", body = WorkListView)),
)]
#[get("/v1/worklists/queue")]
pub async fn get_queue_work_list(
    ctx: Ctx,
    query: ListQuery<SharedWorkListQuery>,
) -> Result<Reply<WorkListView>, Problem> {
    let work_list = service::queue(&ctx, query.filter, query.page).await?;
    Ok(Reply::plain(WorkListView::view(work_list, &ctx)))
}

impl View for WorkListView {
    type Record = WorkList;

    fn view(record: WorkList, ctx: &Ctx) -> Self {
        let explain = record.explain;
        let groups = record.groups.into_iter().map(|page| WorkListGroupView {
            group: page.group,
            count: page.count as u64,
            next_cursor: page.next,
        });
        Self {
            as_of: record.as_of,
            time_zone: record.time_zone,
            today: record.today,
            groups: groups.collect(),
            items: record.items.into_iter().map(|item| view(item, explain, ctx)).collect(),
            truncated: record.truncated,
        }
    }
}

fn view(item: Item, explain: bool, ctx: &Ctx) -> WorkItemView {
    WorkItemView {
        group: item.group,
        title: item.task.title.clone(),
        client_id: item.work.client_id,
        client_name: item.client_name,
        subject_kind: item.task.subject_kind.clone(),
        subject_id: item.task.subject_id,
        priority: item.work.priority,
        overdue_from: item.work.overdue_from,
        escalated: item.work.escalated,
        task: TaskOutlineView::view(item.task, ctx),
        score: explain.then_some(item.score),
    }
}
