//! What other domains ask of care plans, inside their own reads and units of
//! work.

use entity::{ClientId, Code, InterventionId, Row, Uuid, care_plan, intervention, referral};

use super::{
    super::{
        dto::PlanSummary,
        repository::{self, Part},
        rules::{self, Conclusion},
    },
    interventions::move_its_tasks,
    parts::touch,
};
use crate::platform::{Access, Change, Problem, Step, UnitOfWork, store};

/// The intervention, if it is in its plan still.
pub async fn intervention(
    access: &impl Access,
    id: InterventionId,
) -> Result<intervention::Model, Problem> {
    let found = store::find::<intervention::Entity>(access, id).await?;
    if intervention::Entity::is_removed(&found) { Err(Problem::not_found()) } else { Ok(found) }
}

/// The intervention, if something may still carry it out.
pub async fn open_intervention(
    access: &impl Access,
    id: InterventionId,
) -> Result<Option<InterventionId>, Problem> {
    let found = store::find::<intervention::Entity>(access, id).await?;
    let open = !rules::is_over(found.status) && !intervention::Entity::is_removed(&found);
    Ok(open.then_some(id))
}

/// Notes what carries the intervention out, such as a referral; it is then
/// scheduled, unless it has gone further. A second link takes the place of the
/// first: a rejected referral is followed by another.
pub async fn link_intervention(
    uow: &UnitOfWork<'_>,
    id: InterventionId,
    kind: &'static str,
    linked: Uuid,
) -> Result<(), Problem> {
    use intervention::{Event, Status};

    let plan_id = intervention(uow, id).await?.care_plan_id;
    let plan = store::lock_current::<care_plan::Entity>(uow, plan_id).await?;
    rules::check_active(plan.status)?;
    // As it is now that the plan is locked.
    let current = intervention(uow, id).await?;
    if rules::is_over(current.status) {
        return Err(Problem::new(&rules::INTERVENTION_OVER));
    }
    let step = match current.status {
        Status::NotStarted => Some(rules::INTERVENTIONS.fire(current.status, Event::Schedule)?),
        _ => None,
    };
    let linked = repository::link(uow, &current, step.as_ref(), (kind, linked)).await?;
    touch(uow, &plan).await?;
    uow.also(match &step {
        Some(step) => Change::of("scheduled", &linked).by(step),
        None => Change::updated(&linked),
    });
    Ok(())
}

/// Concludes the intervention that a referral carries out, now that the sender
/// has closed its loop. An intervention that has gone on with another referral,
/// or that is over, stays as it is; so does one whose plan is not active.
pub async fn conclude_with(uow: &UnitOfWork<'_>, closed: &referral::Model) -> Result<(), Problem> {
    let Some(id) = closed.plan_intervention_id else { return Ok(()) };
    let plan_id = store::find::<intervention::Entity>(uow, id).await?.care_plan_id;
    let plan = store::lock_current::<care_plan::Entity>(uow, plan_id).await?;
    // As it is now that the plan is locked.
    let current = store::find::<intervention::Entity>(uow, id).await?;
    let carried_out = current.linked_kind.as_deref() == Some(referral::Model::KIND)
        && current.linked_id == Some(closed.id.uuid());
    let in_force =
        plan.status == care_plan::Status::Active && !intervention::Entity::is_removed(&current);
    if !carried_out || !in_force {
        return Ok(());
    }
    let Conclusion { events, done, outcome } = rules::conclusion(current.status, closed);
    let mut steps: Vec<Step<intervention::Status>> = Vec::new();
    for event in events {
        let status = steps.last().map_or(current.status, |step| step.to);
        steps.push(rules::INTERVENTIONS.fire(status, *event)?);
        move_its_tasks(uow, &current, *event).await?;
    }
    let Some(last) = steps.last() else { return Ok(()) };
    let concluded = repository::apply_intervention_step(uow, &current, last, outcome).await?;
    touch(uow, &plan).await?;
    let change = steps.iter().fold(Change::of(done, &concluded), Change::by);
    let code = closed.closure_reason.map(Code::code);
    uow.also(change.because(code, closed.closure_note.clone()));
    Ok(())
}

/// Frees the intervention that a referral was to carry out and that was entered in error, so that
/// another referral can. Where the closing of the referral had concluded it, it begins anew;
/// what somebody has begun or concluded stays so. A plan that is over stays as it was.
pub async fn free_from(uow: &UnitOfWork<'_>, mistaken: &referral::Model) -> Result<(), Problem> {
    use intervention::{LinkEvent, Status};

    let Some(id) = mistaken.plan_intervention_id else { return Ok(()) };
    let plan_id = store::find::<intervention::Entity>(uow, id).await?.care_plan_id;
    let plan = store::lock_current::<care_plan::Entity>(uow, plan_id).await?;
    // As it is now that the plan is locked.
    let current = store::find::<intervention::Entity>(uow, id).await?;
    let was_for_it = current.linked_kind.as_deref() == Some(referral::Model::KIND)
        && current.linked_id == Some(mistaken.id.uuid());
    if !was_for_it || rules::check_lives(plan.status).is_err() {
        return Ok(());
    }
    // Both were written in one moment, if the end of the one was that of the other.
    let concluded =
        rules::is_over(current.status) && mistaken.loop_closed_at == Some(current.updated_at);
    let step = if concluded || current.status == Status::Scheduled {
        Some(rules::LINKS.fire(current.status, LinkEvent::Free)?)
    } else {
        None
    };
    let freed = repository::unlink(uow, &current, step.as_ref()).await?;
    touch(uow, &plan).await?;
    uow.also(match &step {
        Some(step) => Change::of("freed", &freed).by(step),
        None => Change::updated(&freed),
    });
    Ok(())
}

/// The plan that is in force for the client; of several categories, the one
/// that was activated last.
pub async fn active_plan_of(
    access: &impl Access,
    client_id: ClientId,
) -> Result<Option<care_plan::Model>, Problem> {
    let plan = repository::active_of_client(access, client_id).await?.pop();
    if let Some(plan) = &plan {
        access.saw(plan);
    }
    Ok(plan)
}

/// What a partner who helps the client is told of the plan.
pub async fn plan_summary(
    access: &impl Access,
    client_id: ClientId,
) -> Result<Option<PlanSummary>, Problem> {
    let Some(plan) = active_plan_of(access, client_id).await? else { return Ok(None) };
    let record = repository::load(access, plan).await?;
    record.goals.iter().for_each(|goal| access.saw(goal));
    Ok(Some(rules::summary(&record.plan, &record.goals)))
}
