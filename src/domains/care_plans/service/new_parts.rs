//! Adding parts to a plan, one at a time or many in one request.

use entity::{care_plan, goal, intervention, plan_problem};

use super::{
    super::{
        dto::{NewGoal, NewIntervention, NewPlanProblem},
        repository::{self, CarePlanRecord},
        rules::Links,
    },
    references::References,
};
use crate::platform::{Change, Problem, UnitOfWork};

/// Parts that are added together, and where they are in the body.
pub struct NewParts<'n> {
    pub problems: (&'n [NewPlanProblem], &'static str),
    pub goals: (&'n [NewGoal], &'static str),
    pub interventions: (&'n [NewIntervention], &'static str),
}

/// The parts that the plan has, for new ones to refer to.
pub fn links_of(record: &CarePlanRecord) -> Links {
    let mut links = Links::default();
    record.problems.iter().for_each(|problem| links.add_problem(None, problem.id));
    record.goals.iter().for_each(|goal| links.add_goal(None, goal.id));
    links
}

/// Adds all of them to the record, and notes a change for each.
pub async fn add_all(
    uow: &UnitOfWork<'_>,
    record: &mut CarePlanRecord,
    new: NewParts<'_>,
) -> Result<(), Problem> {
    let mut links = links_of(record);
    let mut references = References::of(record.plan.client_id);
    let plan = &record.plan;
    let (problems, at) = new.problems;
    for (place, new) in problems.iter().enumerate() {
        let row = problem(uow, plan, &mut references, (new, &format!("{at}/{place}"))).await?;
        links.add_problem(new.key.as_deref(), row.id);
        uow.also(Change::created(&row));
        record.problems.push(row);
    }
    let (goals, at) = new.goals;
    for (place, new) in goals.iter().enumerate() {
        let place = format!("{at}/{place}");
        let row = goal(uow, plan, (&links, &mut references), (new, &place)).await?;
        links.add_goal(new.key.as_deref(), row.id);
        uow.also(Change::created(&row).entering(row.status));
        record.goals.push(row);
    }
    let (interventions, at) = new.interventions;
    for (place, new) in interventions.iter().enumerate() {
        let place = format!("{at}/{place}");
        let row = intervention(uow, plan, (&links, &mut references), (new, &place)).await?;
        uow.also(Change::created(&row).entering(row.status));
        record.interventions.push(row);
    }
    Ok(())
}

/// Adds a problem; the caller notes the change.
pub async fn problem(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    references: &mut References,
    (new, place): (&NewPlanProblem, &str),
) -> Result<plan_problem::Model, Problem> {
    references.source(uow, new.source.as_ref(), place).await?;
    let pointer = format!("{place}/evidenceAssessmentIds");
    references.assessments(uow, &new.evidence_assessment_ids, &pointer).await?;
    repository::insert_problem(uow, plan, new).await
}

/// Adds a goal; the caller notes the change.
pub async fn goal(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    (links, references): (&Links, &mut References),
    (new, place): (&NewGoal, &str),
) -> Result<goal::Model, Problem> {
    let problems = links.problems(place, &new.problem_ids, &new.problem_keys)?;
    references.source(uow, new.source.as_ref(), place).await?;
    references.user(uow, new.owner_user_id, format!("{place}/ownerUserId")).await?;
    repository::insert_goal(uow, plan, new, problems).await
}

/// Adds an intervention; the caller notes the change.
pub async fn intervention(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    (links, references): (&Links, &mut References),
    (new, place): (&NewIntervention, &str),
) -> Result<intervention::Model, Problem> {
    let goals = links.goals(place, &new.goal_ids, &new.goal_keys)?;
    references.source(uow, new.source.as_ref(), place).await?;
    references.user(uow, new.responsible_user_id, format!("{place}/responsibleUserId")).await?;
    repository::insert_intervention(uow, plan, new, goals).await
}
