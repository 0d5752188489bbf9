//! The steps of a task, done one by one.

use entity::{
    TaskId, Uuid,
    task::{Entity, Model},
};

use super::{
    super::{repository, rules},
    actor,
};
use crate::platform::{Access, Change, Ctx, IfMatch, Permission, Problem, store};

pub async fn check_item(
    ctx: &Ctx,
    id: TaskId,
    item: Uuid,
    seen: IfMatch,
) -> Result<Model, Problem> {
    set(ctx, id, item, seen, true).await
}

pub async fn uncheck_item(
    ctx: &Ctx,
    id: TaskId,
    item: Uuid,
    seen: IfMatch,
) -> Result<Model, Problem> {
    set(ctx, id, item, seen, false).await
}

async fn set(
    ctx: &Ctx,
    id: TaskId,
    item: Uuid,
    seen: IfMatch,
    done: bool,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteTasks, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        actor(uow.ctx(), uow.scope()).check_reach(&current)?;
        let by = done.then(|| (uow.actor(), uow.now()));
        let items = rules::checked(&current, item, by)?;
        rules::check_open(&current)?;
        let task = repository::set_checklist(uow, &current, items).await?;
        let change = Change::of(if done { "checked" } else { "unchecked" }, &task);
        Ok((task, change))
    })
    .await
}
