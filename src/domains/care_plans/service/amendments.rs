//! Amendments: how an active plan changes. Each makes the plan's next version,
//! with a reason, and settles what becomes of open tasks.

use entity::{
    CarePlanId, Code, GoalId, Id, PlanProblemId, Row, Uuid, care_plan, care_plan::Event, goal,
    intervention, plan_problem,
};
use serde_json::json;

use super::{
    super::{
        dto::{AmendmentSource, OpenTasks, PlanAmendment},
        repository::{self, CarePlanRecord, Part},
        rules,
    },
    lifecycle::{snapshot_of, start_goals},
    new_parts::{Adding, NewParts},
    parts,
    references::check_answers,
    reviews,
    work::{self, Work, move_tasks},
};
use crate::{
    domains::clients,
    platform::{Change, Ctx, FieldProblem, IfMatch, Permission, Problem, Step, UnitOfWork, store},
};

pub async fn amend(
    ctx: &Ctx,
    id: CarePlanId,
    seen: IfMatch,
    amendment: PlanAmendment,
) -> Result<CarePlanRecord, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        hold_client(uow, id).await?;
        let current = store::lock::<care_plan::Entity>(uow, id, seen).await?;
        // A conference is approval enough; one person may need the right to approve.
        if current.requires_approval && !ctx.may(Permission::ApproveCarePlans) {
            return Err(Problem::new(&rules::APPROVAL_NEEDED));
        }
        let source = match amendment.review_id {
            Some(id) => AmendmentSource::Review(reviews::done_review(uow, &current, id).await?),
            None => AmendmentSource::Person,
        };
        carry_out(uow, current, &amendment, source).await
    })
    .await
}

/// Amends the plan inside another unit of work, such as the signing of a care
/// conference's minutes. Pointers of what is wrong are into the amendment.
pub async fn amend_within(
    uow: &UnitOfWork<'_>,
    plan_id: CarePlanId,
    amendment: &PlanAmendment,
    source: AmendmentSource,
) -> Result<care_plan::Model, Problem> {
    hold_client(uow, plan_id).await?;
    let current = store::lock_current::<care_plan::Entity>(uow, plan_id).await?;
    let before = uow.noted();
    let (record, change) = carry_out(uow, current, amendment, source).await?;
    uow.also_before(before, change);
    Ok(record.plan)
}

/// Clients are locked before their plans, everywhere.
async fn hold_client(uow: &UnitOfWork<'_>, id: CarePlanId) -> Result<(), Problem> {
    let client_id = store::find::<care_plan::Entity>(uow, id).await?.client_id;
    clients::service::require_active(uow, client_id).await?;
    Ok(())
}

async fn carry_out(
    uow: &UnitOfWork<'_>,
    current: care_plan::Model,
    amendment: &PlanAmendment,
    source: AmendmentSource,
) -> Result<(CarePlanRecord, Change), Problem> {
    let step = rules::PLANS.fire(current.status, Event::Amend)?;
    let plan = repository::amend(uow, &current, &step, amendment.plan.as_ref()).await?;
    rules::check_plan(&plan, "/plan")?;
    let answers = amendment.plan.as_ref().and_then(|plan| plan.preference_answers.as_ref());
    if let Some(answers) = answers {
        check_answers(uow, plan.client_id, answers, "/plan/preferenceAnswers").await?;
    }
    let former = repository::load(uow, current).await?;
    let before = snapshot_of(&former);
    let former = CarePlanRecord { plan, ..former };
    end_parts(uow, &former, amendment).await?;
    // What ends is gone before anything new refers to what is left.
    let mut record = repository::load(uow, former.plan.clone()).await?;
    let added = add_parts(uow, &mut record, amendment).await?;
    change_parts(uow, &record, amendment).await?;
    let moved = added.problems.into_iter().chain(ranked_anew(amendment)).collect::<Vec<_>>();
    parts::settle_priorities(uow, &record.plan, &moved).await?;
    let record = repository::load(uow, record.plan).await?;
    refuse_gaps(&record, amendment, (&added.goals, &former.interventions))?;
    let CarePlanRecord { plan, problems, goals, interventions, .. } = &record;
    rules::check_size(problems.len(), goals.len(), interventions.len())?;
    let snapshot = snapshot_of(&record);
    if rules::diff(Some(&before), &snapshot).is_empty() {
        return Err(Problem::field("", "nothing_to_change", "An amendment changes something."));
    }
    let approved_by = plan.requires_approval.then(|| uow.actor());
    let amended = Some((amendment, source));
    let version = repository::insert_version(uow, plan, snapshot, amended, approved_by).await?;
    uow.also(Change::created(&version));
    reviews::follow(uow, plan).await?;
    let code = amendment.reason_code.code();
    let change = Change::of("amended", plan).by(&step);
    let change = change.because(Some(code), Some(amendment.reason.clone()));
    Ok((record, change))
}

/// The problems to which the amendment gives other places.
fn ranked_anew(amendment: &PlanAmendment) -> impl Iterator<Item = PlanProblemId> {
    let ranked = amendment.change_problems.iter();
    ranked.filter(|change| change.changes.client_priority.is_some()).map(|change| change.id)
}

/// Refuses to leave the plan with gaps; each is pointed at in the amendment.
fn refuse_gaps(
    record: &CarePlanRecord,
    amendment: &PlanAmendment,
    before: (&[GoalId], &[intervention::Model]),
) -> Result<(), Problem> {
    let CarePlanRecord { problems, goals, interventions, .. } = record;
    let gaps = rules::gaps(problems, goals, interventions);
    if gaps.is_empty() {
        return Ok(());
    }
    let errors = rules::gaps_in_amendment(&gaps, goals, amendment, before);
    Err(Problem::new(&rules::INCOMPLETE).with_errors(errors))
}

/// The part that the amendment names, or where it names what the plan has not.
fn named<'p, M: Row, E>(parts: &'p [M], id: Id<E>, place: &str) -> Result<&'p M, Problem> {
    parts.iter().find(|part| part.id() == id.uuid()).ok_or_else(|| {
        Problem::field(format!("{place}/id"), "not_found", "The plan has no such part.")
    })
}

async fn end_parts(
    uow: &UnitOfWork<'_>,
    record: &CarePlanRecord,
    amendment: &PlanAmendment,
) -> Result<(), Problem> {
    settle_tasks(uow, record, amendment).await?;
    for (place, ended) in amendment.end_interventions.iter().enumerate() {
        let place = format!("/endInterventions/{place}");
        let current = named(&record.interventions, ended.id, &place)?;
        end_intervention(uow, current, &ended.reason).await?;
    }
    for (place, ended) in amendment.end_goals.iter().enumerate() {
        let current = named(&record.goals, ended.id, &format!("/endGoals/{place}"))?;
        end_goal(uow, current, &ended.reason).await?;
        forget(uow, record, ended.id.uuid()).await?;
    }
    for (place, ended) in amendment.end_problems.iter().enumerate() {
        let current = named(&record.problems, ended.id, &format!("/endProblems/{place}"))?;
        let status = Some(ended.status);
        let removed = repository::remove::<plan_problem::Entity>(uow, current, status).await?;
        uow.also(Change::of("ended", &removed));
        forget(uow, record, ended.id.uuid()).await?;
    }
    Ok(())
}

/// Nothing that is left in the plan, as it is now, refers to what is gone.
async fn forget(uow: &UnitOfWork<'_>, record: &CarePlanRecord, gone: Uuid) -> Result<(), Problem> {
    let left = repository::load(uow, record.plan.clone()).await?;
    parts::forget(uow, &left, gone).await
}

/// Keeps, cancels or replaces the open tasks of what leaves the plan, as the
/// amendment says; it must say so where there are any.
async fn settle_tasks(
    uow: &UnitOfWork<'_>,
    record: &CarePlanRecord,
    amendment: &PlanAmendment,
) -> Result<(), Problem> {
    let (mut undecided, mut left) = (Vec::new(), Vec::new());
    for (place, ended) in amendment.end_interventions.iter().enumerate() {
        let place = format!("/endInterventions/{place}");
        let current = named(&record.interventions, ended.id, &place)?;
        match ended.open_tasks {
            Some(OpenTasks::Cancel | OpenTasks::Replace) => {
                let current = std::slice::from_ref(current);
                move_tasks(uow, current, Work::Cancel, &ended.reason).await?;
            }
            Some(OpenTasks::Keep) => {}
            None => {
                let open = work::open(uow, current).await?;
                if !open.is_empty() {
                    undecided.push(FieldProblem::at(
                        format!("{place}/openTasks"),
                        "tasks_open",
                        "The intervention has open tasks: say keep, cancel or replace.",
                    ));
                    let ids: Vec<_> = open.iter().map(|task| task.id).collect();
                    left.push(json!({ "interventionId": current.id, "taskIds": ids }));
                }
            }
        }
    }
    if undecided.is_empty() {
        return Ok(());
    }
    let problem = Problem::new(&rules::TASKS_LEFT).with_errors(undecided);
    Err(problem.with_extension("openTasks", json!(left)))
}

async fn end_intervention(
    uow: &UnitOfWork<'_>,
    current: &intervention::Model,
    reason: &str,
) -> Result<(), Problem> {
    let event = rules::ending(current.status);
    let step = event.map(|event| rules::INTERVENTIONS.fire(current.status, event)).transpose()?;
    remove::<intervention::Entity>(uow, current, step, reason).await
}

async fn end_goal(
    uow: &UnitOfWork<'_>,
    current: &goal::Model,
    reason: &str,
) -> Result<(), Problem> {
    use goal::{Event, Status::*};

    let event = match current.status {
        Active | OnHold => Some(Event::Cancel),
        Proposed => Some(Event::Reject),
        Accepted | Rejected | Completed | Cancelled => None,
    };
    let step = event.map(|event| rules::GOALS.fire(current.status, event)).transpose()?;
    remove::<goal::Entity>(uow, current, step, reason).await
}

/// Takes a part out of the plan, by the step that ends it if it was not over.
async fn remove<E: Part>(
    uow: &UnitOfWork<'_>,
    current: &E::Model,
    step: Option<Step<E::Status>>,
    reason: &str,
) -> Result<(), Problem> {
    let status = step.as_ref().map(|step| step.to);
    let removed = repository::remove::<E>(uow, current, status).await?;
    let change = Change::of("ended", &removed);
    uow.also(match &step {
        Some(step) => change.by(step).because(None, Some(reason.to_owned())),
        None => change,
    });
    Ok(())
}

/// What an amendment has added, in its order.
struct Added {
    problems: Vec<PlanProblemId>,
    goals: Vec<GoalId>,
}

async fn add_parts(
    uow: &UnitOfWork<'_>,
    record: &mut CarePlanRecord,
    amendment: &PlanAmendment,
) -> Result<Added, Problem> {
    let problems = record.problems.len();
    let (goals, interventions) = (record.goals.len(), record.interventions.len());
    let new = NewParts {
        problems: (&amendment.add_problems, "/addProblems"),
        goals: (&amendment.add_goals, "/addGoals"),
        interventions: (&amendment.add_interventions, "/addInterventions"),
        template: None,
    };
    Adding::to(record).add_all(uow, record, new).await?;
    let started = start_goals(uow, record.goals.split_off(goals)).await?;
    record.goals.extend(started);
    work::raise(uow, &record.plan, &record.interventions[interventions..]).await?;
    Ok(Added {
        problems: record.problems[problems..].iter().map(|problem| problem.id).collect(),
        goals: record.goals[goals..].iter().map(|goal| goal.id).collect(),
    })
}

async fn change_parts(
    uow: &UnitOfWork<'_>,
    record: &CarePlanRecord,
    amendment: &PlanAmendment,
) -> Result<(), Problem> {
    for (place, change) in amendment.change_problems.iter().enumerate() {
        let place = format!("/changeProblems/{place}");
        let current = named(&record.problems, change.id, &place)?;
        let patch = (&change.changes, &*format!("{place}/changes"));
        let changed = parts::change_problem(uow, record, current, patch).await?;
        uow.also(Change::updated(&changed));
    }
    for (place, change) in amendment.change_goals.iter().enumerate() {
        let place = format!("/changeGoals/{place}");
        let current = named(&record.goals, change.id, &place)?;
        let patch = (&change.changes, &*format!("{place}/changes"));
        let changed = parts::change_goal(uow, record, current, patch).await?;
        uow.also(Change::updated(&changed));
    }
    for (place, change) in amendment.change_interventions.iter().enumerate() {
        let place = format!("/changeInterventions/{place}");
        let current = named(&record.interventions, change.id, &place)?;
        let patch = (&change.changes, &*format!("{place}/changes"));
        let changed = parts::change_intervention(uow, record, current, patch).await?;
        uow.also(Change::updated(&changed));
        renew_task(uow, record, current, changed).await?;
    }
    Ok(())
}

/// A task that someone else is to do, or by another day, is another task.
async fn renew_task(
    uow: &UnitOfWork<'_>,
    record: &CarePlanRecord,
    former: &intervention::Model,
    changed: intervention::Model,
) -> Result<(), Problem> {
    let same = former.responsible_user_id == changed.responsible_user_id
        && former.due_on == changed.due_on
        && former.frequency == changed.frequency
        && former.kind == changed.kind;
    if same || work::open(uow, former).await?.is_empty() {
        return Ok(());
    }
    let changed = [changed];
    move_tasks(uow, &changed, Work::Cancel, "The intervention was changed.").await?;
    work::raise(uow, &record.plan, &changed).await
}
