//! HTTP in, HTTP out. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::TaskId;

use super::{
    dto::{
        NewTask, TaskCompletion, TaskFilter, TaskHold, TaskOutlineList, TaskPatch, TaskReason,
        TaskReassignment, TaskView, WorkListQuery, WorkListView,
    },
    service,
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList, View,
};

mod views;

/// Create a task.
///
/// It is ready at once, unless it is to be a draft.
#[utoipa::path(
    tag = "tasks",
    security(("bearer" = ["tasks:write"])),
    responses((status = 201, description = "The new task", body = TaskView)),
)]
#[post("/v1/tasks")]
pub async fn create_task(ctx: Ctx, Json(new): Json<NewTask>) -> Result<Reply<TaskView>, Problem> {
    let task = service::create(&ctx, new).await?;
    Ok(Reply::created(&ctx, "/v1/tasks", task))
}

/// List tasks, newest first.
///
/// Each without its checklist and notes, which the task itself has.
///
/// Sort keys: `createdAt`, `updatedAt`, `due` (never due comes last), `priority` (`routine` is the
/// lowest).
#[utoipa::path(
    tag = "tasks",
    params(TaskFilter, PageQuery),
    security(("bearer" = ["tasks:read"])),
    extensions(("x-sort" = json!(["updatedAt", "due", "priority"]))),
    responses((status = 200, description = "One page", body = TaskOutlineList)),
)]
#[get("/v1/tasks")]
pub async fn list_tasks(
    ctx: Ctx,
    query: ListQuery<TaskFilter>,
) -> Result<Reply<TaskOutlineList>, Problem> {
    let slice = service::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a task.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path)),
    security(("bearer" = ["tasks:read"])),
    responses((status = 200, description = "The task", body = TaskView)),
)]
#[get("/v1/tasks/{taskId}")]
pub async fn get_task(ctx: Ctx, id: Path<TaskId>) -> Result<Reply<TaskView>, Problem> {
    let task = service::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, task))
}

/// Change an open task.
///
/// Callers who may only work on their own tasks get 403 `forbidden` for another's, here and in
/// every action.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), IfMatch),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The changed task", body = TaskView)),
)]
#[patch("/v1/tasks/{taskId}")]
pub async fn update_task(
    ctx: Ctx,
    id: Path<TaskId>,
    seen: IfMatch,
    Json(patch): Json<TaskPatch>,
) -> Result<Reply<TaskView>, Problem> {
    let task = service::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, task))
}

/// Make a draft ready to be worked on.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), IfMatch),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The task, ready", body = TaskView)),
)]
#[post("/v1/tasks/{taskId}/ready")]
pub async fn make_task_ready(
    ctx: Ctx,
    id: Path<TaskId>,
    seen: IfMatch,
) -> Result<Reply<TaskView>, Problem> {
    let task = service::make_ready(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, task))
}

/// Claim a task and begin with it.
///
/// The caller becomes its owner. Of several who claim it at once, one gets it; the others get 412.
/// Someone else's task is refused with 409 `task_owned`, a task for other roles with 403.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), IfMatch),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The task, in progress", body = TaskView)),
)]
#[post("/v1/tasks/{taskId}/claim")]
pub async fn claim_task(
    ctx: Ctx,
    id: Path<TaskId>,
    seen: IfMatch,
) -> Result<Reply<TaskView>, Problem> {
    let task = service::claim(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, task))
}

/// Begin with a task that has an owner.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), IfMatch),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The task, in progress", body = TaskView)),
)]
#[post("/v1/tasks/{taskId}/start")]
pub async fn start_task(
    ctx: Ctx,
    id: Path<TaskId>,
    seen: IfMatch,
) -> Result<Reply<TaskView>, Problem> {
    let task = service::start(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, task))
}

/// Complete a task, and say what came of it.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), IfMatch),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The task, completed", body = TaskView)),
)]
#[post("/v1/tasks/{taskId}/complete")]
pub async fn complete_task(
    ctx: Ctx,
    id: Path<TaskId>,
    seen: IfMatch,
    Json(input): Json<TaskCompletion>,
) -> Result<Reply<TaskView>, Problem> {
    let task = service::complete(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, task))
}

/// Give up a task that could not be done.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), IfMatch),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The task, failed", body = TaskView)),
)]
#[post("/v1/tasks/{taskId}/fail")]
pub async fn fail_task(
    ctx: Ctx,
    id: Path<TaskId>,
    seen: IfMatch,
    Json(input): Json<TaskReason>,
) -> Result<Reply<TaskView>, Problem> {
    let task = service::fail(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, task))
}

/// Let a task wait.
///
/// Work lists show it under `waitingOnOthers`, whenever it is due.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), IfMatch),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The task, on hold", body = TaskView)),
)]
#[post("/v1/tasks/{taskId}/hold")]
pub async fn hold_task(
    ctx: Ctx,
    id: Path<TaskId>,
    seen: IfMatch,
    Json(input): Json<TaskHold>,
) -> Result<Reply<TaskView>, Problem> {
    let task = service::hold(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, task))
}

/// Take up a task that is on hold.
///
/// It goes back to where it was held: ready or in progress.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), IfMatch),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The task, ready or in progress", body = TaskView)),
)]
#[post("/v1/tasks/{taskId}/resume")]
pub async fn resume_task(
    ctx: Ctx,
    id: Path<TaskId>,
    seen: IfMatch,
) -> Result<Reply<TaskView>, Problem> {
    let task = service::resume(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, task))
}

/// Cancel a task that need not be done.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), IfMatch),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The task, cancelled", body = TaskView)),
)]
#[post("/v1/tasks/{taskId}/cancel")]
pub async fn cancel_task(
    ctx: Ctx,
    id: Path<TaskId>,
    seen: IfMatch,
    Json(input): Json<TaskReason>,
) -> Result<Reply<TaskView>, Problem> {
    let task = service::cancel(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, task))
}

/// Reopen a task that was completed in the last 30 days.
///
/// It keeps its owner. What was noted at its completion stays in its history.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), IfMatch),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The task, ready", body = TaskView)),
)]
#[post("/v1/tasks/{taskId}/reopen")]
pub async fn reopen_task(
    ctx: Ctx,
    id: Path<TaskId>,
    seen: IfMatch,
    Json(input): Json<TaskReason>,
) -> Result<Reply<TaskView>, Problem> {
    let task = service::reopen(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, task))
}

/// Give an open task to another owner.
///
/// Its status stays. The history shows it as a move of the machine `assignment`.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), IfMatch),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The task with its new owner", body = TaskView)),
)]
#[post("/v1/tasks/{taskId}/reassign")]
pub async fn reassign_task(
    ctx: Ctx,
    id: Path<TaskId>,
    seen: IfMatch,
    Json(input): Json<TaskReassignment>,
) -> Result<Reply<TaskView>, Problem> {
    let task = service::reassign(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, task))
}

/// How a task came to its present status, newest first.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), PageQuery),
    security(("bearer" = ["tasks:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/tasks/{taskId}/history")]
pub async fn list_task_history(
    ctx: Ctx,
    id: Path<TaskId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get the caller's work list.
///
/// The caller's own tasks that are ready, in progress or on hold, and those that the caller may
/// claim. In each group, what is overdue longest and most urgent comes first.
#[utoipa::path(
    tag = "tasks",
    params(WorkListQuery),
    security(("bearer" = ["tasks:read"])),
    responses((status = 200, description = "The work list", body = WorkListView)),
)]
#[get("/v1/worklists/me")]
pub async fn get_my_work_list(
    ctx: Ctx,
    query: ListQuery<WorkListQuery>,
) -> Result<Reply<WorkListView>, Problem> {
    let work_list = service::work_list(&ctx, query.filter).await?;
    Ok(Reply::plain(WorkListView::view(work_list, &ctx)))
}
