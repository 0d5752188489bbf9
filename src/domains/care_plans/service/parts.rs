//! The parts of a draft, changed one by one. Each change makes the plan's next
//! version, since a plan is one aggregate.

use entity::{
    CarePlanId, GoalId, Id, InterventionId, PlanProblemId, Row, Uuid, care_plan, goal,
    intervention, plan_problem,
};

use super::{
    super::{
        dto::{
            GoalPatch, InterventionPatch, NewGoal, NewIntervention, NewPlanProblem,
            PlanProblemPatch,
        },
        repository::{self, CarePlanRecord, Part, PartRecord},
        rules,
    },
    new_parts::{self, links_of},
    references::References,
};
use crate::platform::{Change, Ctx, IfMatch, Permission, Problem, UnitOfWork, store};

/// Locks a plan whose parts are to be changed directly.
async fn lock_draft(
    uow: &UnitOfWork<'_>,
    id: CarePlanId,
    seen: IfMatch,
) -> Result<CarePlanRecord, Problem> {
    let plan = store::lock::<care_plan::Entity>(uow, id, seen).await?;
    rules::check_draft(plan.status)?;
    repository::load(uow, plan).await
}

/// Locks the plan whose part the path names. That the part is not there is
/// said before that the plan's version is an old one.
pub async fn lock_part<E: Part>(
    uow: &UnitOfWork<'_>,
    (plan_id, id): (CarePlanId, Id<E>),
    seen: IfMatch,
) -> Result<PartRecord<E>, Problem> {
    repository::part_of(uow, plan_id, id).await?;
    let plan = store::lock::<care_plan::Entity>(uow, plan_id, seen).await?;
    // As it is now that the plan is locked.
    let part = repository::part_of(uow, plan_id, id).await?;
    PartRecord::of(uow, plan, part).await
}

/// The next version of the plan whose part has changed.
pub async fn touch(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
) -> Result<care_plan::Model, Problem> {
    let plan = repository::touch(uow, plan).await?;
    uow.also(Change::updated(&plan));
    Ok(plan)
}

/// The same, unless the part was left as it is.
pub async fn touch_with<P: Row>(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    part: (&P, &P),
) -> Result<care_plan::Model, Problem> {
    let plan = store::update_with_part::<care_plan::Entity, P>(uow, plan, part).await?;
    uow.also(Change::updated(&plan));
    Ok(plan)
}

/// The part, with the plan whose version counts for it.
pub async fn get_part<E: Part>(
    ctx: &Ctx,
    (plan_id, id): (CarePlanId, Id<E>),
) -> Result<PartRecord<E>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let plan = store::find::<care_plan::Entity>(&reading, plan_id).await?;
    let part = repository::part_of(&reading, plan.id, id).await?;
    PartRecord::of(&reading, plan, part).await
}

/// Adds a part to a draft.
async fn add<E: Part>(
    ctx: &Ctx,
    plan_id: CarePlanId,
    seen: IfMatch,
    insert: impl AsyncFn(&UnitOfWork<'_>, &CarePlanRecord) -> Result<(E::Model, Change), Problem>,
) -> Result<PartRecord<E>, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let record = lock_draft(uow, plan_id, seen).await?;
        let (part, change) = insert(uow, &record).await?;
        let plan = touch(uow, &record.plan).await?;
        Ok((PartRecord::of(uow, plan, part).await?, change))
    })
    .await
}

pub async fn add_problem(
    ctx: &Ctx,
    plan_id: CarePlanId,
    seen: IfMatch,
    new: NewPlanProblem,
) -> Result<PartRecord<plan_problem::Entity>, Problem> {
    add(ctx, plan_id, seen, async |uow, record| {
        rules::check_size(record.problems.len() + 1, 0, 0)?;
        let mut references = References::of(record.plan.client_id);
        let part = new_parts::problem(uow, &record.plan, &mut references, (&new, None, "")).await?;
        let change = Change::created(&part);
        Ok((settle_priority(uow, part).await?, change))
    })
    .await
}

pub async fn add_goal(
    ctx: &Ctx,
    plan_id: CarePlanId,
    seen: IfMatch,
    new: NewGoal,
) -> Result<PartRecord<goal::Entity>, Problem> {
    add(ctx, plan_id, seen, async |uow, record| {
        rules::check_size(0, record.goals.len() + 1, 0)?;
        let (links, mut references) = (links_of(record), References::of(record.plan.client_id));
        let checks = (&links, &mut references);
        let part = new_parts::goal(uow, &record.plan, checks, (&new, None, "")).await?;
        new_parts::known_barriers(uow, &part, &new).await?;
        let change = Change::created(&part).entering(part.status);
        Ok((part, change))
    })
    .await
}

pub async fn add_intervention(
    ctx: &Ctx,
    plan_id: CarePlanId,
    seen: IfMatch,
    new: NewIntervention,
) -> Result<PartRecord<intervention::Entity>, Problem> {
    add(ctx, plan_id, seen, async |uow, record| {
        rules::check_size(0, 0, record.interventions.len() + 1)?;
        let (links, mut references) = (links_of(record), References::of(record.plan.client_id));
        let checks = (&links, &mut references);
        let part = new_parts::intervention(uow, &record.plan, checks, (&new, None, "")).await?;
        let change = Change::created(&part).entering(part.status);
        Ok((part, change))
    })
    .await
}

/// Changes a part of a draft.
async fn update<E: Part>(
    ctx: &Ctx,
    ids: (CarePlanId, Id<E>),
    seen: IfMatch,
    change: impl AsyncFn(&UnitOfWork<'_>, &CarePlanRecord, &E::Model) -> Result<E::Model, Problem>,
) -> Result<PartRecord<E>, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let PartRecord { plan, part, .. } = lock_part(uow, ids, seen).await?;
        rules::check_draft(plan.status)?;
        let record = repository::load(uow, plan).await?;
        let changed = change(uow, &record, &part).await?;
        let plan = touch_with(uow, &record.plan, (&part, &changed)).await?;
        let change = Change::updated(&changed);
        Ok((PartRecord::of(uow, plan, changed).await?, change))
    })
    .await
}

pub async fn update_problem(
    ctx: &Ctx,
    ids: (CarePlanId, PlanProblemId),
    seen: IfMatch,
    patch: PlanProblemPatch,
) -> Result<PartRecord<plan_problem::Entity>, Problem> {
    update(ctx, ids, seen, async |uow, record, current| {
        let part = change_problem(uow, record, current, (&patch, "")).await?;
        settle_priority(uow, part).await
    })
    .await
}

/// Changes a problem of the plan; the caller notes the change.
pub async fn change_problem(
    uow: &UnitOfWork<'_>,
    record: &CarePlanRecord,
    current: &plan_problem::Model,
    (patch, place): (&PlanProblemPatch, &str),
) -> Result<plan_problem::Model, Problem> {
    let evidence = patch.evidence_assessment_ids.as_deref().unwrap_or_default();
    let pointer = format!("{place}/evidenceAssessmentIds");
    let mut references = References::of(record.plan.client_id);
    references.assessments(uow, evidence, &pointer).await?;
    repository::apply_problem_patch(uow, current, patch).await
}

pub async fn update_goal(
    ctx: &Ctx,
    ids: (CarePlanId, GoalId),
    seen: IfMatch,
    patch: GoalPatch,
) -> Result<PartRecord<goal::Entity>, Problem> {
    update(ctx, ids, seen, async |uow, record, current| {
        change_goal(uow, record, current, (&patch, "")).await
    })
    .await
}

/// Changes a goal of the plan; the caller notes the change.
pub async fn change_goal(
    uow: &UnitOfWork<'_>,
    record: &CarePlanRecord,
    current: &goal::Model,
    (patch, place): (&GoalPatch, &str),
) -> Result<goal::Model, Problem> {
    let problems = patch.problem_ids.as_deref().unwrap_or_default();
    let problems = links_of(record).problems(place, problems, &[])?;
    let mut references = References::of(record.plan.client_id);
    references.user(uow, patch.owner_user_id, format!("{place}/ownerUserId")).await?;
    let patch =
        GoalPatch { problem_ids: patch.problem_ids.as_ref().map(|_| problems), ..patch.clone() };
    let goal = repository::apply_goal_patch(uow, current, &patch).await?;
    rules::check_goal(&goal, place)?;
    Ok(goal)
}

pub async fn update_intervention(
    ctx: &Ctx,
    ids: (CarePlanId, InterventionId),
    seen: IfMatch,
    patch: InterventionPatch,
) -> Result<PartRecord<intervention::Entity>, Problem> {
    update(ctx, ids, seen, async |uow, record, current| {
        change_intervention(uow, record, current, (&patch, "")).await
    })
    .await
}

/// Changes an intervention of the plan; the caller notes the change.
pub async fn change_intervention(
    uow: &UnitOfWork<'_>,
    record: &CarePlanRecord,
    current: &intervention::Model,
    (patch, place): (&InterventionPatch, &str),
) -> Result<intervention::Model, Problem> {
    let goals = patch.goal_ids.as_deref().unwrap_or_default();
    let goals = links_of(record).goals(place, goals, &[])?;
    let mut references = References::of(record.plan.client_id);
    let pointer = format!("{place}/responsibleUserId");
    references.user(uow, patch.responsible_user_id, pointer).await?;
    let patch =
        InterventionPatch { goal_ids: patch.goal_ids.as_ref().map(|_| goals), ..patch.clone() };
    let intervention = repository::apply_intervention_patch(uow, current, &patch).await?;
    rules::check_intervention(&intervention, place)?;
    Ok(intervention)
}

/// Takes a part out of a draft.
pub async fn remove_part<E: Part>(
    ctx: &Ctx,
    ids: (CarePlanId, Id<E>),
    seen: IfMatch,
) -> Result<CarePlanRecord, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let PartRecord { plan, part, .. } = lock_part(uow, ids, seen).await?;
        rules::check_draft(plan.status)?;
        let removed = repository::remove::<E>(uow, &part, None).await?;
        let record = repository::load(uow, plan).await?;
        forget(uow, &record, removed.id()).await?;
        settle_priorities(uow, &record.plan, &[]).await?;
        let plan = touch(uow, &record.plan).await?;
        Ok((repository::load(uow, plan).await?, Change::of("deleted", &removed)))
    })
    .await
}

/// Problems are numbered from 1 without gaps or doubles, after those in `moved`
/// were given their places.
pub async fn settle_priorities(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    moved: &[PlanProblemId],
) -> Result<(), Problem> {
    let problems = repository::load(uow, plan.clone()).await?.problems;
    for (id, place) in rules::renumbered(&problems, moved) {
        if let Some(current) = problems.iter().find(|problem| problem.id == id) {
            let changed = repository::set_priority(uow, current, place).await?;
            uow.also(Change::updated(&changed));
        }
    }
    Ok(())
}

/// The problem that was added or changed, in the place that it gets among the others.
async fn settle_priority(
    uow: &UnitOfWork<'_>,
    part: plan_problem::Model,
) -> Result<plan_problem::Model, Problem> {
    let plan = store::find::<care_plan::Entity>(uow, part.care_plan_id).await?;
    settle_priorities(uow, &plan, &[part.id]).await?;
    store::find::<plan_problem::Entity>(uow, part.id).await
}

/// Goals are no longer about a problem that has left the plan, and
/// interventions no longer serve a goal that has.
pub async fn forget(
    uow: &UnitOfWork<'_>,
    record: &CarePlanRecord,
    gone: Uuid,
) -> Result<(), Problem> {
    let (problem, goal) = (gone.into(), gone.into());
    for current in record.goals.iter().filter(|one| one.problem_ids.contains(&problem)) {
        let changed = repository::drop_problem(uow, current, problem).await?;
        uow.also(Change::updated(&changed));
    }
    for current in record.interventions.iter().filter(|one| one.goal_ids.contains(&goal)) {
        let changed = repository::drop_goal(uow, current, goal).await?;
        uow.also(Change::updated(&changed));
    }
    Ok(())
}
