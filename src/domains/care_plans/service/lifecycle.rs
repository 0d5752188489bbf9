//! The life of a plan: review, activation, hold, completion, revocation.

use entity::{CarePlanId, care_plan, care_plan::Event, goal, plan_version::PlanSnapshot};

use super::{
    super::{
        dto::{CarePlanCompletion, CarePlanReason, CarePlanReturn},
        repository::{self, CarePlanRecord},
        rules,
    },
    reviews,
    work::{self, Work, move_tasks},
};
use crate::{
    domains::{clients, preferences},
    platform::{
        Change, Ctx, FieldProblem, IfMatch, Permission, Problem, UnitOfWork, check_may_retract,
        store,
    },
};

pub async fn submit(ctx: &Ctx, id: CarePlanId, seen: IfMatch) -> Result<CarePlanRecord, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let current = store::lock::<care_plan::Entity>(uow, id, seen).await?;
        let step = rules::PLANS.fire(current.status, Event::Submit)?;
        let record = repository::load(uow, current).await?;
        refuse_incomplete(&record)?;
        let plan = repository::submit(uow, &record.plan, &step).await?;
        let change = Change::of("submitted", &plan).by(&step);
        Ok((CarePlanRecord { plan, ..record }, change))
    })
    .await
}

/// Refuses what must not be agreed on yet.
pub fn refuse_incomplete(record: &CarePlanRecord) -> Result<(), Problem> {
    let CarePlanRecord { problems, goals, interventions, .. } = record;
    let gaps = rules::gaps(problems, goals, interventions);
    if gaps.is_empty() {
        return Ok(());
    }
    let errors = gaps
        .into_iter()
        .map(|gap| FieldProblem::at(gap.pointer.trim_start_matches('#'), gap.code, gap.detail));
    Err(Problem::new(&rules::INCOMPLETE).with_errors(errors.collect()))
}

/// What becomes of all that is open for the plan: the tasks of its
/// interventions, and the review that is ahead of it.
async fn move_work(
    uow: &UnitOfWork<'_>,
    record: &CarePlanRecord,
    work: Work,
    why: &str,
) -> Result<(), Problem> {
    move_tasks(uow, &record.interventions, work, why).await?;
    reviews::move_with_plan(uow, record.plan.id, work, why).await
}

/// Whether the caller may put the plan in force as it is, or change it: where
/// approval is asked for, four eyes have seen it.
pub fn may_approve(ctx: &Ctx, plan: &care_plan::Model) -> bool {
    let by_another = plan.submitted_by != Some(ctx.actor());
    !plan.requires_approval || (ctx.may(Permission::ApproveCarePlans) && by_another)
}

/// Moves the plan on by an event that is about the plan alone, but for the tasks
/// of its interventions.
async fn move_plan(
    ctx: &Ctx,
    id: CarePlanId,
    seen: IfMatch,
    (event, done, reason): (Event, &'static str, String),
    tasks: Option<(Work, &'static str)>,
) -> Result<CarePlanRecord, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let current = store::lock::<care_plan::Entity>(uow, id, seen).await?;
        let step = rules::PLANS.fire(current.status, event)?;
        let plan = repository::apply_step(uow, &current, &step).await?;
        let record = repository::load(uow, plan).await?;
        if let Some((work, why)) = tasks {
            move_work(uow, &record, work, why).await?;
        }
        let change = Change::of(done, &record.plan).by(&step);
        Ok((record, change.because(None, Some(reason.clone()))))
    })
    .await
}

pub async fn return_to_draft(
    ctx: &Ctx,
    id: CarePlanId,
    seen: IfMatch,
    input: CarePlanReturn,
) -> Result<CarePlanRecord, Problem> {
    let event = (Event::Return, "returned", input.comment);
    move_plan(ctx, id, seen, event, None).await
}

/// Locks a plan that is to become active. Two of the same client come one
/// after the other, so that the second one sees what the first one did.
async fn lock_to_activate(
    uow: &UnitOfWork<'_>,
    id: CarePlanId,
    seen: IfMatch,
) -> Result<care_plan::Model, Problem> {
    let client_id = store::find::<care_plan::Entity>(uow, id).await?.client_id;
    clients::service::require_active(uow, client_id).await?;
    store::one_at_a_time(uow, &format!("active care plan of {client_id}")).await?;
    store::lock::<care_plan::Entity>(uow, id, seen).await
}

pub async fn activate(ctx: &Ctx, id: CarePlanId, seen: IfMatch) -> Result<CarePlanRecord, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let current = lock_to_activate(uow, id, seen).await?;
        let step = rules::PLANS.fire(current.status, Event::Activate)?;
        let submitted = current.status == care_plan::Status::InReview;
        if !may_approve(ctx, &current) || (current.requires_approval && !submitted) {
            return Err(Problem::new(&rules::APPROVAL_NEEDED));
        }
        let record = repository::load(uow, current).await?;
        refuse_incomplete(&record)?;
        let (client_id, answers) = (record.plan.client_id, &record.plan.preference_answers);
        let pointer = "/preferenceAnswers";
        preferences::service::check_answered(uow, client_id, answers, pointer).await?;
        let former = replace_former(uow, &record.plan).await?;
        let interval = reviews::review_interval(uow, &record.plan).await?;
        let review = rules::review_day(record.today, interval);
        let plan = repository::activate(uow, &record.plan, &step, review, former).await?;
        let goals = start_goals(uow, record.goals.clone()).await?;
        let record = CarePlanRecord { plan, goals, ..record };
        work::raise(uow, &record.plan, &record.interventions).await?;
        reviews::follow(uow, &record.plan).await?;
        keep_version(uow, &record).await?;
        let change = Change::of("activated", &record.plan).by(&step);
        Ok((record, change))
    })
    .await
}

/// What the plan says now, for a version to keep.
pub fn snapshot_of(record: &CarePlanRecord) -> PlanSnapshot {
    let CarePlanRecord { plan, problems, goals, interventions, barriers, .. } = record;
    rules::snapshot(plan, problems, goals, interventions, barriers)
}

async fn keep_version(uow: &UnitOfWork<'_>, record: &CarePlanRecord) -> Result<(), Problem> {
    let plan = &record.plan;
    let approved_by = plan.requires_approval.then(|| uow.actor());
    let version =
        repository::insert_version(uow, plan, snapshot_of(record), None, approved_by).await?;
    uow.also(Change::created(&version));
    Ok(())
}

/// Takes the active plan of the same client and category out of force.
async fn replace_former(
    uow: &UnitOfWork<'_>,
    successor: &care_plan::Model,
) -> Result<Option<CarePlanId>, Problem> {
    let (client_id, category) = (successor.client_id, successor.category.as_str());
    let Some(former) = repository::active_of_category(uow, client_id, category).await? else {
        return Ok(None);
    };
    let former = store::lock_current::<care_plan::Entity>(uow, former.id).await?;
    // It may have come to an end before it was locked.
    if former.status != care_plan::Status::Active {
        return Ok(None);
    }
    let step = rules::PLANS.fire(former.status, Event::Replace)?;
    let replaced = repository::replace(uow, &former, &step, successor.id).await?;
    let record = repository::load(uow, replaced).await?;
    move_work(uow, &record, Work::Cancel, "The care plan was replaced.").await?;
    uow.also(Change::of("replaced", &record.plan).by(&step));
    Ok(Some(record.plan.id))
}

/// Goals that nobody rejected are accepted with the plan, and active with it.
pub async fn start_goals(
    uow: &UnitOfWork<'_>,
    goals: Vec<goal::Model>,
) -> Result<Vec<goal::Model>, Problem> {
    use goal::Status::{Accepted, Proposed};

    let mut started = Vec::with_capacity(goals.len());
    for mut goal in goals {
        let events: &[(goal::Event, &'static str)] = match goal.status {
            Proposed => &[(goal::Event::Accept, "accepted"), (goal::Event::Activate, "activated")],
            Accepted => &[(goal::Event::Activate, "activated")],
            _ => &[],
        };
        for (event, done) in events {
            let step = rules::GOALS.fire(goal.status, *event)?;
            goal = repository::apply_goal_step(uow, &goal, &step, None).await?;
            uow.also(Change::of(done, &goal).by(&step));
        }
        started.push(goal);
    }
    Ok(started)
}

pub async fn hold(
    ctx: &Ctx,
    id: CarePlanId,
    seen: IfMatch,
    input: CarePlanReason,
) -> Result<CarePlanRecord, Problem> {
    let event = (Event::Hold, "held", input.reason);
    let tasks = Some((Work::Hold, "The care plan is on hold."));
    move_plan(ctx, id, seen, event, tasks).await
}

pub async fn resume(ctx: &Ctx, id: CarePlanId, seen: IfMatch) -> Result<CarePlanRecord, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let current = lock_to_activate(uow, id, seen).await?;
        let step = rules::PLANS.fire(current.status, Event::Resume)?;
        let (client_id, category) = (current.client_id, current.category.as_str());
        if repository::active_of_category(uow, client_id, category).await?.is_some() {
            return Err(Problem::new(&rules::OTHER_ACTIVE));
        }
        let plan = repository::apply_step(uow, &current, &step).await?;
        let record = repository::load(uow, plan).await?;
        move_work(uow, &record, Work::Resume, "The care plan was resumed.").await?;
        let change = Change::of("resumed", &record.plan).by(&step);
        Ok((record, change))
    })
    .await
}

pub async fn complete(
    ctx: &Ctx,
    id: CarePlanId,
    seen: IfMatch,
    input: CarePlanCompletion,
) -> Result<CarePlanRecord, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let current = store::lock::<care_plan::Entity>(uow, id, seen).await?;
        let step = rules::PLANS.fire(current.status, Event::Complete)?;
        let record = repository::load(uow, current).await?;
        let open = rules::open_goals(&record.goals);
        if !open.is_empty() {
            return Err(Problem::new(&rules::GOALS_OPEN).with_errors(open));
        }
        let evaluation = &input.closing_evaluation;
        let plan = repository::complete(uow, &record.plan, &step, evaluation).await?;
        move_work(uow, &record, Work::Cancel, "The care plan was completed.").await?;
        let change = Change::of("completed", &plan).by(&step);
        Ok((CarePlanRecord { plan, ..record }, change))
    })
    .await
}

pub async fn revoke(
    ctx: &Ctx,
    id: CarePlanId,
    seen: IfMatch,
    input: CarePlanReason,
) -> Result<CarePlanRecord, Problem> {
    let event = (Event::Revoke, "revoked", input.reason);
    let tasks = Some((Work::Cancel, "The care plan was revoked."));
    move_plan(ctx, id, seen, event, tasks).await
}

/// Its author can within a day; a supervisor always. Nothing is done for it any more.
pub async fn enter_in_error(
    ctx: &Ctx,
    id: CarePlanId,
    seen: IfMatch,
    input: CarePlanReason,
) -> Result<CarePlanRecord, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let current = store::lock::<care_plan::Entity>(uow, id, seen).await?;
        check_may_retract(ctx, current.created_by, current.created_at)?;
        let step = rules::PLANS.fire(current.status, Event::EnterInError)?;
        let plan = repository::apply_step(uow, &current, &step).await?;
        let record = repository::load(uow, plan).await?;
        move_work(uow, &record, Work::Cancel, "The care plan was entered in error.").await?;
        let change = Change::of("entered_in_error", &record.plan).by(&step);
        Ok((record, change.because(None, Some(input.reason.clone()))))
    })
    .await
}
