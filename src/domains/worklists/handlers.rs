//! HTTP in, HTTP out. No decisions.

use actix_web::{get, post};

use super::{
    dto::{
        SharedWorkListQuery, WorkItemTask, WorkItemView, WorkListGroupView, WorkListPage,
        WorkListQuery, WorkListView,
    },
    service::{self, Item, ShownWork, WorkList},
};
use crate::{
    domains::tasks::dto::{TaskOutlineView, TaskView},
    platform::{Ctx, Json, ListQuery, Problem, Reply, View},
};

/// Get the caller's work list.
///
/// What the caller owns or follows up and is ready, in progress or on hold, and what others are so
/// late with that its escalation names the caller; besides, what is needed at once (`stat`) and
/// nobody has taken, if the caller's roles may claim it. Snoozed tasks are left out until then.
///
/// Besides tasks there is what the records say is to be done and no task asks for: see `kind`. It
/// stands with whoever is in charge of the record, and only for those who may read it. It leaves
/// the list when the record says otherwise, or when it is made a task.
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
/// What the members of a team queue have to do, as tasks or by their records, and what waits in the
/// queue. Without `queueId`: of
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
/// may claim, and what is to be done about records in nobody's charge: referrals that came in, and
/// those of users who have left.
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

/// Make a task of what the records say is to be done.
///
/// For an item of a work list that is no task. It is made once: of two who try at the same time, one
/// gets 409 `task_already_open` with the other's task as `openTaskId`. From then on it is a task
/// like any other, due when the item was.
#[utoipa::path(
    tag = "worklists",
    security(("bearer" = ["tasks:write"])),
    responses((status = 201, description = "The new task", body = TaskView)),
)]
#[post("/v1/worklists/tasks")]
pub async fn create_task_from_work_item(
    ctx: Ctx,
    Json(new): Json<WorkItemTask>,
) -> Result<Reply<TaskView>, Problem> {
    let task = service::make_task(&ctx, new).await?;
    Ok(Reply::created(&ctx, "/v1/tasks", task))
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
    let Item { group, work, score, client_name, shown } = item;
    let (title, task_type, subject, task) = match shown {
        ShownWork::Task(task) => {
            let subject = task.subject_kind.clone().zip(task.subject_id);
            (task.title.clone(), task.task_type, subject, Some(TaskOutlineView::view(*task, ctx)))
        }
        ShownWork::Record(derived) => {
            let subject = Some((derived.subject_kind.to_owned(), work.id));
            (derived.title.to_owned(), derived.task_type, subject, None)
        }
    };
    let (subject_kind, subject_id) = subject.unzip();
    WorkItemView {
        group,
        kind: work.kind,
        task_type,
        title,
        client_id: work.client_id,
        client_name,
        subject_kind,
        subject_id,
        priority: work.priority,
        overdue_from: work.overdue_from,
        escalated: work.escalated,
        user_id: work.user_id,
        task,
        score: explain.then_some(score),
    }
}
