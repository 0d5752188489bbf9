//! The life of interventions, and of their tasks.

use entity::{
    CarePlanId, InterventionId,
    intervention::{self, Event},
    transition,
};

use super::{
    super::{
        dto::{InterventionCompletion, InterventionReason},
        repository::{self, PartRecord},
        rules,
    },
    parts::{lock_part, touch},
    work::{Work, move_tasks},
};
use crate::platform::{
    Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, history,
};

/// What happens to an intervention, with what is to be said of it.
#[derive(Debug)]
pub enum InterventionMove {
    Schedule,
    Start,
    Hold(InterventionReason),
    Resume,
    Complete(InterventionCompletion),
    Stop(InterventionReason),
    Cancel(InterventionReason),
}

pub async fn move_intervention(
    ctx: &Ctx,
    ids: (CarePlanId, InterventionId),
    seen: IfMatch,
    wanted: InterventionMove,
) -> Result<PartRecord<intervention::Entity>, Problem> {
    let (event, done, reason, outcome) = match wanted {
        InterventionMove::Schedule => (Event::Schedule, "scheduled", None, None),
        InterventionMove::Start => (Event::Start, "started", None, None),
        InterventionMove::Hold(why) => (Event::Hold, "held", Some(why.reason), None),
        InterventionMove::Resume => (Event::Resume, "resumed", None, None),
        InterventionMove::Complete(how) => (Event::Complete, "completed", None, Some(how.outcome)),
        InterventionMove::Stop(why) => (Event::Stop, "stopped", Some(why.reason), None),
        InterventionMove::Cancel(why) => (Event::Cancel, "cancelled", Some(why.reason), None),
    };
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let PartRecord { plan, part: current, .. } =
            lock_part::<intervention::Entity>(uow, ids, seen).await?;
        rules::check_active(plan.status)?;
        let step = rules::INTERVENTIONS.fire(current.status, event)?;
        let part =
            repository::apply_intervention_step(uow, &current, &step, outcome.clone()).await?;
        move_its_tasks(uow, &part, event).await?;
        let plan = touch(uow, &plan).await?;
        let change = Change::of(done, &part).by(&step).because(None, reason.clone());
        Ok((PartRecord::of(uow, plan, part).await?, change))
    })
    .await
}

/// Whoever does the tasks of a completed intervention completes them too.
pub async fn move_its_tasks(
    uow: &UnitOfWork<'_>,
    part: &intervention::Model,
    event: Event,
) -> Result<(), Problem> {
    let (work, why) = match event {
        Event::Hold => (Work::Hold, "The intervention is on hold."),
        Event::Resume => (Work::Resume, "The intervention was resumed."),
        Event::Stop => (Work::Cancel, "The intervention was stopped."),
        Event::Cancel => (Work::Cancel, "The intervention was cancelled."),
        Event::Schedule | Event::Start | Event::Complete => return Ok(()),
    };
    move_tasks(uow, std::slice::from_ref(part), work, why).await
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
