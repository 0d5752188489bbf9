//! Adding parts to a plan, one at a time or many in one request.

use entity::{PlanTemplateId, care_plan, goal, goal_barrier, intervention, plan_problem};

use super::{
    super::{
        dto::{NewGoal, NewIntervention, NewPlanProblem},
        repository::{self, CarePlanRecord},
        rules::{Beginnings, Links},
    },
    references::References,
};
use crate::platform::{Change, Problem, UnitOfWork};

/// Parts that are added together, and where they are in the body.
pub struct NewParts<'n> {
    pub problems: (&'n [NewPlanProblem], &'static str),
    pub goals: (&'n [NewGoal], &'static str),
    pub interventions: (&'n [NewIntervention], &'static str),
    /// The template that they come from.
    pub template: Option<PlanTemplateId>,
}

impl<'n> NewParts<'n> {
    /// What a template or a suggestion gives: it has no place in the body.
    pub fn of(begun: &'n Beginnings, template: Option<PlanTemplateId>) -> Self {
        Self {
            problems: (&begun.problems, ""),
            goals: (&begun.goals, ""),
            interventions: (&begun.interventions, ""),
            template,
        }
    }
}

/// The parts that the plan has, for new ones to refer to.
pub fn links_of(record: &CarePlanRecord) -> Links {
    let mut links = Links::default();
    record.problems.iter().for_each(|problem| links.add_problem(None, problem.id));
    record.goals.iter().for_each(|goal| links.add_goal(None, goal.id));
    links
}

/// What is known while parts are added to a plan.
pub struct Adding {
    links: Links,
    references: References,
}

impl Adding {
    pub fn to(record: &CarePlanRecord) -> Self {
        Self { links: links_of(record), references: References::of(record.plan.client_id) }
    }

    /// Adds all of them to the record, and notes a change for each.
    pub async fn add_all(
        &mut self,
        uow: &UnitOfWork<'_>,
        record: &mut CarePlanRecord,
        new: NewParts<'_>,
    ) -> Result<(), Problem> {
        let Self { links, references } = self;
        let (plan, template) = (&record.plan, new.template);
        let (problems, at) = new.problems;
        for (place, new) in problems.iter().enumerate() {
            let place = format!("{at}/{place}");
            let row = problem(uow, plan, references, (new, template, &place)).await?;
            links.add_problem(new.key.as_deref(), row.id);
            uow.also(Change::created(&row));
            record.problems.push(row);
        }
        let (goals, at) = new.goals;
        for (place, new) in goals.iter().enumerate() {
            let place = format!("{at}/{place}");
            let row = goal(uow, plan, (links, references), (new, template, &place)).await?;
            links.add_goal(new.key.as_deref(), row.id);
            uow.also(Change::created(&row).entering(row.status));
            record.barriers.extend(known_barriers(uow, &row, new).await?);
            record.goals.push(row);
        }
        let (interventions, at) = new.interventions;
        for (place, new) in interventions.iter().enumerate() {
            let place = format!("{at}/{place}");
            let links = (&*links, &mut *references);
            let row = intervention(uow, plan, links, (new, template, &place)).await?;
            uow.also(Change::created(&row).entering(row.status));
            record.interventions.push(row);
        }
        Ok(())
    }
}

/// Adds what is known to stand in the way of a new goal.
pub async fn known_barriers(
    uow: &UnitOfWork<'_>,
    goal: &goal::Model,
    new: &NewGoal,
) -> Result<Vec<goal_barrier::Model>, Problem> {
    let mut barriers = Vec::new();
    for known in &new.barriers {
        let said = (known.code.as_deref(), known.text.as_str());
        let barrier = repository::insert_barrier(uow, goal, None, said).await?;
        uow.also(Change::created(&barrier).entering(barrier.status));
        barriers.push(barrier);
    }
    Ok(barriers)
}

/// Adds a problem; the caller notes the change.
pub async fn problem(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    references: &mut References,
    (new, template, place): (&NewPlanProblem, Option<PlanTemplateId>, &str),
) -> Result<plan_problem::Model, Problem> {
    references.source(uow, new.source.as_ref(), place).await?;
    let pointer = format!("{place}/evidenceAssessmentIds");
    references.assessments(uow, &new.evidence_assessment_ids, &pointer).await?;
    repository::insert_problem(uow, plan, (new, template)).await
}

/// Adds a goal; the caller notes the change.
pub async fn goal(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    (links, references): (&Links, &mut References),
    (new, template, place): (&NewGoal, Option<PlanTemplateId>, &str),
) -> Result<goal::Model, Problem> {
    let problems = links.problems(place, &new.problem_ids, &new.problem_keys)?;
    references.source(uow, new.source.as_ref(), place).await?;
    references.user(uow, new.owner_user_id, format!("{place}/ownerUserId")).await?;
    repository::insert_goal(uow, plan, (new, template), problems).await
}

/// Adds an intervention; the caller notes the change.
pub async fn intervention(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    (links, references): (&Links, &mut References),
    (new, template, place): (&NewIntervention, Option<PlanTemplateId>, &str),
) -> Result<intervention::Model, Problem> {
    let goals = links.goals(place, &new.goal_ids, &new.goal_keys)?;
    references.source(uow, new.source.as_ref(), place).await?;
    references.user(uow, new.responsible_user_id, format!("{place}/responsibleUserId")).await?;
    repository::insert_intervention(uow, plan, (new, template), goals).await
}
