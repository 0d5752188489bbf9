//! The life of interventions, and of their tasks.

use entity::{
    CarePlanId, InterventionId,
    intervention::{self, Event},
    transition,
};

use super::{
    super::{
        dto::InterventionCompletion,
        repository::{self, PartRecord},
        rules,
    },
    parts::{lock_part, touch},
    work,
};
use crate::platform::{
    Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, history,
};

/// What happens to an intervention that needs nothing but a reason.
#[derive(Clone, Copy, Debug)]
pub enum InterventionMove {
    Schedule,
    Start,
    Hold,
    Resume,
    Stop,
    Cancel,
}

pub async fn move_intervention(
    ctx: &Ctx,
    ids: (CarePlanId, InterventionId),
    seen: IfMatch,
    wanted: InterventionMove,
    reason: Option<String>,
) -> Result<PartRecord<intervention::Entity>, Problem> {
    let (event, done) = match wanted {
        InterventionMove::Schedule => (Event::Schedule, "scheduled"),
        InterventionMove::Start => (Event::Start, "started"),
        InterventionMove::Hold => (Event::Hold, "held"),
        InterventionMove::Resume => (Event::Resume, "resumed"),
        InterventionMove::Stop => (Event::Stop, "stopped"),
        InterventionMove::Cancel => (Event::Cancel, "cancelled"),
    };
    apply(ctx, ids, seen, (event, done), (reason, None)).await
}

pub async fn complete_intervention(
    ctx: &Ctx,
    ids: (CarePlanId, InterventionId),
    seen: IfMatch,
    input: InterventionCompletion,
) -> Result<PartRecord<intervention::Entity>, Problem> {
    apply(ctx, ids, seen, (Event::Complete, "completed"), (None, Some(input.outcome))).await
}

async fn apply(
    ctx: &Ctx,
    ids: (CarePlanId, InterventionId),
    seen: IfMatch,
    (event, done): (Event, &'static str),
    (reason, outcome): (Option<String>, Option<String>),
) -> Result<PartRecord<intervention::Entity>, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let PartRecord { plan, part: current } = lock_part(uow, ids, seen).await?;
        rules::check_active(plan.status)?;
        let step = rules::INTERVENTIONS.fire(current.status, event)?;
        let part =
            repository::apply_intervention_step(uow, &current, &step, outcome.clone()).await?;
        move_tasks(uow, &part, event).await?;
        let plan = touch(uow, &plan).await?;
        let change = Change::of(done, &part).by(&step).because(None, reason.clone());
        Ok((PartRecord { plan, part }, change))
    })
    .await
}

/// Whoever does the tasks of a completed intervention completes them too.
pub async fn move_tasks(
    uow: &UnitOfWork<'_>,
    part: &intervention::Model,
    event: Event,
) -> Result<(), Problem> {
    let part = std::slice::from_ref(part);
    match event {
        Event::Hold => work::hold(uow, part, "The intervention is on hold.").await,
        Event::Resume => work::resume(uow, part, "The intervention was resumed.").await,
        Event::Stop => work::cancel(uow, part, "The intervention was stopped.").await,
        Event::Cancel => work::cancel(uow, part, "The intervention was cancelled.").await,
        Event::Schedule | Event::Start | Event::Complete => Ok(()),
    }
}

pub async fn intervention_history(
    ctx: &Ctx,
    (plan_id, id): (CarePlanId, InterventionId),
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let part = repository::part_of(&reading, plan_id, id).await?;
    history::of_row(&reading, &part, &page).await
}
