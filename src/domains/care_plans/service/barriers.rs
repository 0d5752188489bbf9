//! What stands in the way of goals. Barriers come and go in day-to-day work: they
//! are no part of what is agreed, and need no amendment.

use entity::{
    CarePlanId, GoalBarrierId, GoalId, care_plan, goal, goal_barrier, goal_barrier::Event,
    transition,
};

use super::{
    super::{
        dto::{GoalBarrierPatch, NewGoalBarrier},
        repository::{self, CarePlanRecord, PartRecord},
        rules,
    },
    parts::{lock_part, touch, touch_with},
};
use crate::platform::{
    Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, history, store,
};

/// A barrier's place: plan, goal, barrier.
type Ids = (CarePlanId, GoalId, GoalBarrierId);

/// What happens to a barrier, with what is to be said of it.
#[derive(Debug)]
pub enum BarrierMove {
    Start,
    /// How it was overcome.
    Resolve(String),
    /// Why it stays.
    Accept(String),
    /// Why it stands in the way again.
    Reopen(String),
}

pub async fn add_barrier(
    ctx: &Ctx,
    (plan_id, goal_id): (CarePlanId, GoalId),
    seen: IfMatch,
    new: NewGoalBarrier,
) -> Result<PartRecord<goal_barrier::Entity>, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let found: PartRecord<goal::Entity> = lock_part(uow, (plan_id, goal_id), seen).await?;
        rules::check_lives(found.plan.status)?;
        let said = (new.code.as_deref(), new.text.as_str());
        let barrier = repository::insert_barrier(uow, &found.part, new.id, said).await?;
        let plan = touch(uow, &found.plan).await?;
        let change = Change::created(&barrier).entering(barrier.status);
        Ok((PartRecord::of(uow, plan, barrier).await?, change))
    })
    .await
}

/// The barrier, if it is one of this goal of this plan.
async fn of_goal(access: &impl Access, ids: Ids) -> Result<goal_barrier::Model, Problem> {
    let (plan_id, goal_id, id) = ids;
    repository::part_of::<goal::Entity>(access, plan_id, goal_id).await?;
    let barrier = repository::part_of::<goal_barrier::Entity>(access, plan_id, id).await?;
    if barrier.goal_id == goal_id { Ok(barrier) } else { Err(Problem::not_found()) }
}

async fn lock_barrier(
    uow: &UnitOfWork<'_>,
    ids: Ids,
    seen: IfMatch,
) -> Result<PartRecord<goal_barrier::Entity>, Problem> {
    of_goal(uow, ids).await?;
    lock_part(uow, (ids.0, ids.2), seen).await
}

pub async fn get_barrier(ctx: &Ctx, ids: Ids) -> Result<PartRecord<goal_barrier::Entity>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let plan = store::find::<care_plan::Entity>(&reading, ids.0).await?;
    let barrier = of_goal(&reading, ids).await?;
    PartRecord::of(&reading, plan, barrier).await
}

pub async fn update_barrier(
    ctx: &Ctx,
    ids: Ids,
    seen: IfMatch,
    patch: GoalBarrierPatch,
) -> Result<PartRecord<goal_barrier::Entity>, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let current = lock_barrier(uow, ids, seen).await?;
        rules::check_lives(current.plan.status)?;
        let barrier = repository::apply_barrier_patch(uow, &current.part, &patch).await?;
        let plan = touch_with(uow, &current.plan, (&current.part, &barrier)).await?;
        let change = Change::updated(&barrier);
        Ok((PartRecord::of(uow, plan, barrier).await?, change))
    })
    .await
}

pub async fn move_barrier(
    ctx: &Ctx,
    ids: Ids,
    seen: IfMatch,
    wanted: BarrierMove,
) -> Result<PartRecord<goal_barrier::Entity>, Problem> {
    let (event, done, said) = match wanted {
        BarrierMove::Start => (Event::Start, "started", None),
        BarrierMove::Resolve(how) => (Event::Resolve, "resolved", Some(how)),
        BarrierMove::Accept(why) => (Event::Accept, "accepted", Some(why)),
        BarrierMove::Reopen(why) => (Event::Reopen, "reopened", Some(why)),
    };
    // A barrier that is open again has neither been overcome nor does it stay.
    let resolution = said.clone().filter(|_| event != Event::Reopen);
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let current = lock_barrier(uow, ids, seen).await?;
        rules::check_lives(current.plan.status)?;
        let step = rules::BARRIERS.fire(current.part.status, event)?;
        let resolution = resolution.clone();
        let barrier = repository::apply_barrier_step(uow, &current.part, &step, resolution).await?;
        let plan = touch(uow, &current.plan).await?;
        let change = Change::of(done, &barrier).by(&step).because(None, said.clone());
        Ok((PartRecord::of(uow, plan, barrier).await?, change))
    })
    .await
}

/// Takes a barrier out of a draft; later it is resolved or accepted.
pub async fn remove_barrier(ctx: &Ctx, ids: Ids, seen: IfMatch) -> Result<CarePlanRecord, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let PartRecord { plan, part, .. } = lock_barrier(uow, ids, seen).await?;
        rules::check_draft(plan.status)?;
        let removed = repository::remove::<goal_barrier::Entity>(uow, &part, None).await?;
        let plan = touch(uow, &plan).await?;
        Ok((repository::load(uow, plan).await?, Change::of("deleted", &removed)))
    })
    .await
}

pub async fn barrier_history(
    ctx: &Ctx,
    ids: Ids,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let barrier = of_goal(&reading, ids).await?;
    history::of_row(&reading, &barrier, &page).await
}

/// What the caller can do with the barrier now.
pub fn barrier_actions(
    ctx: &Ctx,
    plan: care_plan::Status,
    barrier: &goal_barrier::Model,
) -> Vec<String> {
    super::if_may_write(ctx, || rules::barrier_actions(plan, barrier.status))
}
