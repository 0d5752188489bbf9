//! The parts of a draft, changed one by one. Each change makes the plan's next
//! version, since a plan is one aggregate.

use entity::{
    CarePlanId, GoalId, InterventionId, PlanProblemId, Uuid, care_plan, goal, intervention,
    plan_problem,
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

/// The next version of the plan whose part has changed.
async fn touch(uow: &UnitOfWork<'_>, plan: &care_plan::Model) -> Result<care_plan::Model, Problem> {
    let plan = repository::touch(uow, plan).await?;
    uow.also(Change::updated(&plan));
    Ok(plan)
}

/// The part, with the plan whose version counts for it.
async fn get<E: Part>(ctx: &Ctx, plan_id: CarePlanId, id: Uuid) -> Result<PartRecord<E>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let plan = store::find::<care_plan::Entity>(&reading, plan_id).await?;
    let part = repository::part_of::<E>(&reading, plan.id, id).await?;
    Ok(PartRecord { plan, part })
}

pub async fn get_problem(
    ctx: &Ctx,
    plan_id: CarePlanId,
    id: PlanProblemId,
) -> Result<PartRecord<plan_problem::Entity>, Problem> {
    get(ctx, plan_id, id.uuid()).await
}

pub async fn get_goal(
    ctx: &Ctx,
    plan_id: CarePlanId,
    id: GoalId,
) -> Result<PartRecord<goal::Entity>, Problem> {
    get(ctx, plan_id, id.uuid()).await
}

pub async fn get_intervention(
    ctx: &Ctx,
    plan_id: CarePlanId,
    id: InterventionId,
) -> Result<PartRecord<intervention::Entity>, Problem> {
    get(ctx, plan_id, id.uuid()).await
}

pub async fn add_problem(
    ctx: &Ctx,
    plan_id: CarePlanId,
    seen: IfMatch,
    new: NewPlanProblem,
) -> Result<PartRecord<plan_problem::Entity>, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let record = lock_draft(uow, plan_id, seen).await?;
        rules::check_size(record.problems.len() + 1, 0, 0)?;
        let mut references = References::of(record.plan.client_id);
        let part = new_parts::problem(uow, &record.plan, &mut references, (&new, "")).await?;
        let plan = touch(uow, &record.plan).await?;
        let change = Change::created(&part);
        Ok((PartRecord { plan, part }, change))
    })
    .await
}

pub async fn add_goal(
    ctx: &Ctx,
    plan_id: CarePlanId,
    seen: IfMatch,
    new: NewGoal,
) -> Result<PartRecord<goal::Entity>, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let record = lock_draft(uow, plan_id, seen).await?;
        rules::check_size(0, record.goals.len() + 1, 0)?;
        let (links, mut references) = (links_of(&record), References::of(record.plan.client_id));
        let checks = (&links, &mut references);
        let part = new_parts::goal(uow, &record.plan, checks, (&new, "")).await?;
        let plan = touch(uow, &record.plan).await?;
        let change = Change::created(&part).entering(part.status);
        Ok((PartRecord { plan, part }, change))
    })
    .await
}

pub async fn add_intervention(
    ctx: &Ctx,
    plan_id: CarePlanId,
    seen: IfMatch,
    new: NewIntervention,
) -> Result<PartRecord<intervention::Entity>, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let record = lock_draft(uow, plan_id, seen).await?;
        rules::check_size(0, 0, record.interventions.len() + 1)?;
        let (links, mut references) = (links_of(&record), References::of(record.plan.client_id));
        let checks = (&links, &mut references);
        let part = new_parts::intervention(uow, &record.plan, checks, (&new, "")).await?;
        let plan = touch(uow, &record.plan).await?;
        let change = Change::created(&part).entering(part.status);
        Ok((PartRecord { plan, part }, change))
    })
    .await
}

pub async fn update_problem(
    ctx: &Ctx,
    plan_id: CarePlanId,
    id: PlanProblemId,
    seen: IfMatch,
    patch: PlanProblemPatch,
) -> Result<PartRecord<plan_problem::Entity>, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let record = lock_draft(uow, plan_id, seen).await?;
        let current = repository::part_of::<plan_problem::Entity>(uow, plan_id, id).await?;
        let part = change_problem(uow, &record, &current, (&patch, "")).await?;
        let plan = touch(uow, &record.plan).await?;
        let change = Change::updated(&part);
        Ok((PartRecord { plan, part }, change))
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
    plan_id: CarePlanId,
    id: GoalId,
    seen: IfMatch,
    patch: GoalPatch,
) -> Result<PartRecord<goal::Entity>, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let record = lock_draft(uow, plan_id, seen).await?;
        let current = repository::part_of::<goal::Entity>(uow, plan_id, id).await?;
        let part = change_goal(uow, &record, &current, (&patch, "")).await?;
        let plan = touch(uow, &record.plan).await?;
        let change = Change::updated(&part);
        Ok((PartRecord { plan, part }, change))
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
    plan_id: CarePlanId,
    id: InterventionId,
    seen: IfMatch,
    patch: InterventionPatch,
) -> Result<PartRecord<intervention::Entity>, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let record = lock_draft(uow, plan_id, seen).await?;
        let current = repository::part_of::<intervention::Entity>(uow, plan_id, id).await?;
        let part = change_intervention(uow, &record, &current, (&patch, "")).await?;
        let plan = touch(uow, &record.plan).await?;
        let change = Change::updated(&part);
        Ok((PartRecord { plan, part }, change))
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

pub async fn remove_problem(
    ctx: &Ctx,
    plan_id: CarePlanId,
    id: PlanProblemId,
    seen: IfMatch,
) -> Result<CarePlanRecord, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let record = lock_draft(uow, plan_id, seen).await?;
        let current = repository::part_of::<plan_problem::Entity>(uow, plan_id, id).await?;
        let removed = repository::end_problem(uow, &current, current.status).await?;
        forget_problem(uow, &record.goals, id).await?;
        let plan = touch(uow, &record.plan).await?;
        Ok((repository::load(uow, plan).await?, Change::of("deleted", &removed)))
    })
    .await
}

/// Goals are no longer about a problem that has left the plan.
pub async fn forget_problem(
    uow: &UnitOfWork<'_>,
    goals: &[goal::Model],
    id: PlanProblemId,
) -> Result<(), Problem> {
    for goal in goals.iter().filter(|goal| goal.problem_ids.contains(&id)) {
        let goal = repository::drop_problem(uow, goal, id).await?;
        uow.also(Change::updated(&goal));
    }
    Ok(())
}

pub async fn remove_goal(
    ctx: &Ctx,
    plan_id: CarePlanId,
    id: GoalId,
    seen: IfMatch,
) -> Result<CarePlanRecord, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let record = lock_draft(uow, plan_id, seen).await?;
        let current = repository::part_of::<goal::Entity>(uow, plan_id, id).await?;
        let removed = repository::remove_goal(uow, &current, None).await?;
        forget_goal(uow, &record.interventions, id).await?;
        let plan = touch(uow, &record.plan).await?;
        Ok((repository::load(uow, plan).await?, Change::of("deleted", &removed)))
    })
    .await
}

/// Interventions no longer serve a goal that has left the plan.
pub async fn forget_goal(
    uow: &UnitOfWork<'_>,
    interventions: &[intervention::Model],
    id: GoalId,
) -> Result<(), Problem> {
    for intervention in interventions.iter().filter(|one| one.goal_ids.contains(&id)) {
        let intervention = repository::drop_goal(uow, intervention, id).await?;
        uow.also(Change::updated(&intervention));
    }
    Ok(())
}

pub async fn remove_intervention(
    ctx: &Ctx,
    plan_id: CarePlanId,
    id: InterventionId,
    seen: IfMatch,
) -> Result<CarePlanRecord, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let record = lock_draft(uow, plan_id, seen).await?;
        let current = repository::part_of::<intervention::Entity>(uow, plan_id, id).await?;
        let removed = repository::remove_intervention(uow, &current, None).await?;
        let plan = touch(uow, &record.plan).await?;
        Ok((repository::load(uow, plan).await?, Change::of("deleted", &removed)))
    })
    .await
}
