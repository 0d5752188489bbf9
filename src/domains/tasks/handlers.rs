//! HTTP in, HTTP out. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::{TaskId, Uuid};

use super::{
    dto::{
        NewTask, TaskBatchReassignment, TaskBatchView, TaskCompletion, TaskFilter, TaskHold,
        TaskOutlineList, TaskPatch, TaskReason, TaskReassignment, TaskRelease, TaskSnooze,
        TaskView,
    },
    service,
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, RequiredKey,
    TransitionList, View,
};

pub mod queues;
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
///
/// While required items of its checklist are not done, this is refused with 409
/// `task_checklist_open` and `checklistItemIds`. If the task recurs, the next one is made: see
/// `nextTaskId`.
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
///
/// If it recurs, the next one is made all the same.
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
/// Work lists show it under `waiting_on_others`, until the day on which it is to be looked at again.
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
/// It goes back to where it was held, ready or in progress; a client's to-do is in progress.
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
/// To a user, a team queue, the task's client or someone related to them, or another agency. Its status stays; what is in
/// progress cannot go to a queue (409 `task_begun`): release it. If the new owner is someone
/// outside the staff, it stands on its follower's work list. The history shows it as a move of the
/// machine `assignment`.
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

/// Give several open tasks to another owner.
///
/// All of them, or none: if one cannot be given, the answer is 409 `tasks_not_reassigned`, and
/// `errors` points to each such item (`#/items/3`) with the code that `reassignTask` would answer,
/// such as `version_mismatch` or `task_closed`.
#[utoipa::path(
    tag = "tasks",
    params(RequiredKey),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The tasks with their new owner", body = TaskBatchView)),
)]
#[post("/v1/tasks/batch-reassign")]
pub async fn batch_reassign_tasks(
    ctx: Ctx,
    Json(input): Json<TaskBatchReassignment>,
) -> Result<Reply<TaskBatchView>, Problem> {
    let tasks = service::batch_reassign(&ctx, input).await?;
    Ok(Reply::plain(TaskBatchView::view(tasks, &ctx)))
}

/// Give a task back to those who can claim it.
///
/// It is ready again, and waits in the queue that the body names, else in the one that it was taken
/// from, else for anyone.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), IfMatch),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The task, ready", body = TaskView)),
)]
#[post("/v1/tasks/{taskId}/release")]
pub async fn release_task(
    ctx: Ctx,
    id: Path<TaskId>,
    seen: IfMatch,
    Json(input): Json<TaskRelease>,
) -> Result<Reply<TaskView>, Problem> {
    let task = service::release(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, task))
}

/// Leave a task out of work lists until later.
///
/// Its status stays. Any action on the task but a change of its fields ends it. What has the
/// priority `stat` cannot be snoozed. The history shows it as a move of the machine `attention`.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), IfMatch),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The task, snoozed", body = TaskView)),
)]
#[post("/v1/tasks/{taskId}/snooze")]
pub async fn snooze_task(
    ctx: Ctx,
    id: Path<TaskId>,
    seen: IfMatch,
    Json(input): Json<TaskSnooze>,
) -> Result<Reply<TaskView>, Problem> {
    let task = service::snooze(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, task))
}

/// Show a snoozed task in work lists again.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), IfMatch),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The task", body = TaskView)),
)]
#[post("/v1/tasks/{taskId}/unsnooze")]
pub async fn unsnooze_task(
    ctx: Ctx,
    id: Path<TaskId>,
    seen: IfMatch,
) -> Result<Reply<TaskView>, Problem> {
    let task = service::unsnooze(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, task))
}

/// Declare a task entered in error.
///
/// Its author can within 24 hours, a supervisor at any time. It leaves lists that do not ask for
/// the status, and stays readable by its id.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), IfMatch),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The task, entered in error", body = TaskView)),
)]
#[post("/v1/tasks/{taskId}/enter-in-error")]
pub async fn enter_task_in_error(
    ctx: Ctx,
    id: Path<TaskId>,
    seen: IfMatch,
    Json(input): Json<TaskReason>,
) -> Result<Reply<TaskView>, Problem> {
    let task = service::enter_in_error(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, task))
}

/// Say that a step of a task's checklist is done.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), ("checklistItemId" = Uuid, Path), IfMatch),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The task with its checklist", body = TaskView)),
)]
#[post("/v1/tasks/{taskId}/checklist/{checklistItemId}/check")]
pub async fn check_task_item(
    ctx: Ctx,
    ids: Path<(TaskId, Uuid)>,
    seen: IfMatch,
) -> Result<Reply<TaskView>, Problem> {
    let (id, item) = ids.into_inner();
    let task = service::check_item(&ctx, id, item, seen).await?;
    Ok(Reply::ok(&ctx, task))
}

/// Say that a step of a task's checklist is not done after all.
#[utoipa::path(
    tag = "tasks",
    params(("taskId" = TaskId, Path), ("checklistItemId" = Uuid, Path), IfMatch),
    security(("bearer" = ["tasks:write"])),
    responses((status = 200, description = "The task with its checklist", body = TaskView)),
)]
#[post("/v1/tasks/{taskId}/checklist/{checklistItemId}/uncheck")]
pub async fn uncheck_task_item(
    ctx: Ctx,
    ids: Path<(TaskId, Uuid)>,
    seen: IfMatch,
) -> Result<Reply<TaskView>, Problem> {
    let (id, item) = ids.into_inner();
    let task = service::uncheck_item(&ctx, id, item, seen).await?;
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
