//! What inputs must satisfy that their schemas cannot say.

use std::borrow::Cow;

use chrono::{NaiveDate, TimeDelta};
use entity::{
    Timestamp, Uuid, care_plan,
    goal::{self, Achievement, GoalOwner},
    intervention, plan_problem,
};
use validator::ValidationError;

use super::super::dto::{
    CarePlanPatch, GoalCompletion, GoalPatch, InterventionPatch, NewCarePlan, NewGoal,
    NewGoalProgress, NewIntervention, NewPlanProblem, PlanAmendment,
};
use crate::platform::Problem;

fn refuse(code: &'static str, message: &'static str) -> ValidationError {
    ValidationError::new(code).with_message(Cow::Borrowed(message))
}

pub fn check_new_plan(new: &NewCarePlan) -> Result<(), ValidationError> {
    check_lines(&new.strengths)?;
    check_lines(&new.risks)?;
    check_order(new.starts_on, new.ends_on)?;
    let keys = new.problems.iter().filter_map(|problem| problem.key.as_deref());
    check_distinct(keys)?;
    check_distinct(new.goals.iter().filter_map(|goal| goal.key.as_deref()))
}

pub fn check_plan_patch(patch: &CarePlanPatch) -> Result<(), ValidationError> {
    check_lines(patch.strengths.as_deref().unwrap_or_default())?;
    check_lines(patch.risks.as_deref().unwrap_or_default())?;
    check_order(patch.starts_on, patch.ends_on)
}

pub fn check_new_problem(new: &NewPlanProblem) -> Result<(), ValidationError> {
    check_id(new.id.map(entity::Id::uuid))
}

pub fn check_new_goal(new: &NewGoal) -> Result<(), ValidationError> {
    check_id(new.id.map(entity::Id::uuid))?;
    check_keys(&new.problem_keys)?;
    check_order(new.starts_on, new.due_on)?;
    check_owner(new.owner, new.owner_user_id.is_some())
}

pub fn check_goal_patch(patch: &GoalPatch) -> Result<(), ValidationError> {
    check_order(patch.starts_on, patch.due_on)
}

pub fn check_new_intervention(new: &NewIntervention) -> Result<(), ValidationError> {
    check_id(new.id.map(entity::Id::uuid))?;
    check_keys(&new.goal_keys)?;
    check_order(new.starts_on, new.due_on)
}

pub fn check_intervention_patch(patch: &InterventionPatch) -> Result<(), ValidationError> {
    check_order(patch.starts_on, patch.due_on)
}

pub fn check_progress(new: &NewGoalProgress) -> Result<(), ValidationError> {
    if new.value.is_none() && new.achievement_status.is_none() && new.note.is_none() {
        return Err(refuse("nothing_seen", "Give a value, an achievement status or a note."));
    }
    Ok(())
}

/// A goal is over as reached, or with a reason why it was not.
pub fn check_goal_completion(completion: &GoalCompletion) -> Result<(), ValidationError> {
    use Achievement::{Achieved, NotAchieved, NotAttainable, Sustaining};
    match completion.achievement_status {
        Achieved | Sustaining => Ok(()),
        NotAchieved | NotAttainable if completion.reason.is_some() => Ok(()),
        NotAchieved | NotAttainable => {
            Err(refuse("reason_needed", "Say in `reason` why the goal was not reached."))
        }
        _ => Err(refuse(
            "not_an_end",
            "A goal ends as achieved, sustaining, not_achieved or not_attainable.",
        )),
    }
}

pub fn check_amendment(amendment: &PlanAmendment) -> Result<(), ValidationError> {
    let PlanAmendment { plan, add_problems, change_problems, end_problems, .. } = amendment;
    let PlanAmendment { add_goals, change_goals, end_goals, .. } = amendment;
    let PlanAmendment { add_interventions, change_interventions, end_interventions, .. } =
        amendment;
    let parts = [
        add_problems.len() + change_problems.len() + end_problems.len(),
        add_goals.len() + change_goals.len() + end_goals.len(),
        add_interventions.len() + change_interventions.len() + end_interventions.len(),
    ];
    if plan.is_none() && parts.iter().all(|count| *count == 0) {
        return Err(refuse("nothing_to_change", "An amendment changes something."));
    }
    if plan.as_ref().is_some_and(|plan| plan.category.is_some()) {
        return Err(refuse("category_fixed", "The category changes in a draft only."));
    }
    let is_end =
        |status| matches!(status, plan_problem::Status::Resolved | plan_problem::Status::Inactive);
    if end_problems.iter().any(|ended| !is_end(ended.status)) {
        return Err(refuse("problem_not_ended", "A problem ends as resolved or inactive."));
    }
    let problems = change_problems.iter().map(|change| change.id.uuid());
    let goals = change_goals.iter().map(|change| change.id.uuid());
    let interventions = change_interventions.iter().map(|change| change.id.uuid());
    let named = problems
        .chain(end_problems.iter().map(|ended| ended.id.uuid()))
        .chain(goals)
        .chain(end_goals.iter().map(|ended| ended.id.uuid()))
        .chain(interventions)
        .chain(end_interventions.iter().map(|ended| ended.id.uuid()));
    let mut seen = Vec::new();
    for id in named {
        if seen.contains(&id) {
            return Err(refuse("named_twice", "Change or end each part once."));
        }
        seen.push(id);
    }
    check_distinct(add_problems.iter().filter_map(|problem| problem.key.as_deref()))?;
    check_distinct(add_goals.iter().filter_map(|goal| goal.key.as_deref()))
}

/// What a plan must satisfy after a change; `place` is where the change is in the body.
pub fn check_plan(plan: &care_plan::Model, place: &str) -> Result<(), Problem> {
    ordered(plan.starts_on, plan.ends_on, &format!("{place}/endsOn"))
}

/// What a goal must satisfy after a change.
pub fn check_goal(goal: &goal::Model, place: &str) -> Result<(), Problem> {
    ordered(goal.starts_on, goal.due_on, &format!("{place}/dueOn"))?;
    check_owner(goal.owner, goal.owner_user_id.is_some()).map_err(|_| {
        let detail = "Only a goal of staff has a user as owner.";
        Problem::field(format!("{place}/ownerUserId"), "not_staff", detail)
    })
}

/// What an intervention must satisfy after a change.
pub fn check_intervention(intervention: &intervention::Model, place: &str) -> Result<(), Problem> {
    ordered(intervention.starts_on, intervention.due_on, &format!("{place}/dueOn"))
}

/// What was seen was seen before it is recorded; a device's clock may be a little ahead.
pub fn check_observed(observed_at: Timestamp, now: Timestamp) -> Result<(), Problem> {
    if observed_at > now.plus(TimeDelta::hours(1)) {
        return Err(Problem::field("/observedAt", "in_future", "Not after the present time."));
    }
    Ok(())
}

fn ordered(start: Option<NaiveDate>, end: Option<NaiveDate>, pointer: &str) -> Result<(), Problem> {
    check_order(start, end)
        .map_err(|_| Problem::field(pointer, "end_before_start", "Not before `startsOn`."))
}

fn check_order(start: Option<NaiveDate>, end: Option<NaiveDate>) -> Result<(), ValidationError> {
    match (start, end) {
        (Some(start), Some(end)) if end < start => {
            Err(refuse("end_before_start", "The end is not before the start."))
        }
        _ => Ok(()),
    }
}

fn check_owner(owner: Option<GoalOwner>, has_user: bool) -> Result<(), ValidationError> {
    if has_user && owner != Some(GoalOwner::Staff) {
        return Err(refuse("not_staff", "Only a goal of staff has a user as owner."));
    }
    Ok(())
}

fn check_lines(lines: &[String]) -> Result<(), ValidationError> {
    if lines.iter().any(|line| line.trim().is_empty() || line.chars().count() > 500) {
        return Err(refuse("line_length", "Each strength and risk has 1 to 500 characters."));
    }
    Ok(())
}

fn check_keys(keys: &[String]) -> Result<(), ValidationError> {
    if keys.iter().any(|key| key.is_empty() || key.chars().count() > 50) {
        return Err(refuse("key_length", "A key has 1 to 50 characters."));
    }
    Ok(())
}

fn check_distinct<'k>(keys: impl Iterator<Item = &'k str>) -> Result<(), ValidationError> {
    let mut seen = Vec::new();
    for key in keys {
        if seen.contains(&key) {
            return Err(refuse("duplicate_key", "Give each part a key of its own."));
        }
        seen.push(key);
    }
    Ok(())
}

fn check_id(id: Option<Uuid>) -> Result<(), ValidationError> {
    if id.is_some_and(|id| !matches!(id.get_version_num(), 4 | 7)) {
        return Err(refuse("wrong_format", "An id is a UUID of version 4 or 7."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use entity::Iterable;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_goal_ends_as_reached_or_with_a_reason_why_not() {
        for achievement_status in Achievement::iter() {
            for reason in [None, Some("Moved away.".to_owned())] {
                use Achievement::{Achieved, NotAchieved, NotAttainable, Sustaining};
                let fits = match achievement_status {
                    Achieved | Sustaining => true,
                    NotAchieved | NotAttainable => reason.is_some(),
                    _ => false,
                };
                let completion = GoalCompletion { achievement_status, reason };
                assert_eq!(check_goal_completion(&completion).is_ok(), fits, "{completion:?}");
            }
        }
    }

    fn amendment(mut body: serde_json::Value) -> PlanAmendment {
        body["reasonCode"] = json!("review");
        body["reason"] = json!("r");
        body["changeSummary"] = json!("c");
        serde_json::from_value(body).unwrap()
    }

    #[test]
    fn an_amendment_changes_something_and_each_part_once() {
        let id = "01936b2a-7c00-7a3e-9b1d-2f6c1a4e8d01";
        assert!(check_amendment(&amendment(json!({}))).is_err());
        let once = json!({ "endGoals": [{ "id": id, "reason": "r" }] });
        assert!(check_amendment(&amendment(once)).is_ok());
        let twice = json!({
            "endGoals": [{ "id": id, "reason": "r" }],
            "changeGoals": [{ "id": id, "changes": { "description": "d" } }],
        });
        assert!(check_amendment(&amendment(twice)).is_err());
    }

    #[test]
    fn an_amendment_leaves_the_category_and_ends_problems_as_ended() {
        let category = json!({ "plan": { "category": "crisis" } });
        assert!(check_amendment(&amendment(category)).is_err());
        let id = "01936b2a-7c00-7a3e-9b1d-2f6c1a4e8d01";
        for (status, fits) in
            [("active", false), ("improving", false), ("resolved", true), ("inactive", true)]
        {
            let ended = json!({ "endProblems": [{ "id": id, "status": status }] });
            assert_eq!(check_amendment(&amendment(ended)).is_ok(), fits, "{status}");
        }
    }

    #[test]
    fn an_end_is_not_before_its_start() {
        let day = |text: &str| Some(text.parse().unwrap());
        assert!(check_order(day("2026-01-05"), day("2026-01-05")).is_ok());
        assert!(check_order(day("2026-01-05"), day("2026-01-04")).is_err());
        assert!(check_order(None, day("2026-01-04")).is_ok());
    }
}
