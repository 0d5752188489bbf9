//! What inputs must satisfy that their schemas cannot say.

use chrono::{NaiveDate, TimeDelta, TimeZone};
use entity::{
    Timestamp, Uuid,
    care_plan::{self, ElementNote},
    goal::{self, Achievement, GoalOwner},
    intervention, plan_problem,
};
use rrule::{RRule, Unvalidated};
use validator::ValidationError;

use super::super::dto::{
    CarePlanPatch, GoalCompletion, GoalPatch, InterventionPatch, NewCarePlan, NewGoal,
    NewGoalProgress, NewIntervention, NewPlanProblem, OpenTasks, PlanAmendment,
};
use super::{completeness::is_told_by_people, priorities::first_misnumbered};
use crate::platform::{Problem, broken_at, broken_rule};

type Checked = Result<(), ValidationError>;

pub fn check_new_plan(new: &NewCarePlan) -> Checked {
    check_lines("strengths", &new.strengths)?;
    check_lines("risks", &new.risks)?;
    check_notes(&new.element_notes)?;
    check_order(new.starts_on, new.ends_on, "/endsOn")?;
    check_distinct("problems", new.problems.iter().map(|problem| problem.key.as_deref()))?;
    check_distinct("goals", new.goals.iter().map(|goal| goal.key.as_deref()))?;
    if new.title.is_none() && new.template_id.is_none() {
        return Err(broken_rule("/title", "required", "Without a template, give a title."));
    }
    let twice = |place: usize| {
        new.responsibles[..place].iter().any(|other| other.role == new.responsibles[place].role)
    };
    if let Some(place) = (0..new.responsibles.len()).find(|place| twice(*place)) {
        let detail = "Name one person for each role.";
        return Err(broken_rule(format!("/responsibles/{place}/role"), "duplicate_role", detail));
    }
    let priorities: Vec<_> = new.problems.iter().map(|problem| problem.client_priority).collect();
    match first_misnumbered(&priorities) {
        Some(place) => {
            let detail = "Number the problems from 1, without gaps or doubles.";
            let pointer = format!("/problems/{place}/clientPriority");
            Err(broken_rule(pointer, "priority_out_of_order", detail))
        }
        None => Ok(()),
    }
}

pub fn check_plan_patch(patch: &CarePlanPatch) -> Checked {
    check_lines("strengths", patch.strengths.as_deref().unwrap_or_default())?;
    check_lines("risks", patch.risks.as_deref().unwrap_or_default())?;
    check_notes(patch.element_notes.as_deref().unwrap_or_default())?;
    check_order(patch.starts_on, patch.ends_on, "/endsOn")
}

pub fn check_new_problem(new: &NewPlanProblem) -> Checked {
    check_id(new.id.map(entity::Id::uuid))
}

pub fn check_new_goal(new: &NewGoal) -> Checked {
    check_id(new.id.map(entity::Id::uuid))?;
    check_keys("problemKeys", &new.problem_keys)?;
    check_order(new.starts_on, new.due_on, "/dueOn")?;
    check_owner(new.owner, new.owner_user_id.is_some())
}

pub fn check_goal_patch(patch: &GoalPatch) -> Checked {
    check_order(patch.starts_on, patch.due_on, "/dueOn")
}

pub fn check_new_intervention(new: &NewIntervention) -> Checked {
    check_id(new.id.map(entity::Id::uuid))?;
    check_keys("goalKeys", &new.goal_keys)?;
    check_frequency(new.frequency.as_deref(), "")?;
    check_order(new.starts_on, new.due_on, "/dueOn")
}

pub fn check_intervention_patch(patch: &InterventionPatch) -> Checked {
    check_frequency(patch.frequency.as_deref(), "")?;
    check_order(patch.starts_on, patch.due_on, "/dueOn")
}

pub fn check_progress(new: &NewGoalProgress) -> Checked {
    if new.value.is_none() && new.achievement_status.is_none() && new.note.is_none() {
        let detail = "Give a value, an achievement status or a note.";
        return Err(broken_rule("", "nothing_seen", detail));
    }
    Ok(())
}

/// A goal is over as reached, or with a reason why it was not.
pub fn check_goal_completion(completion: &GoalCompletion) -> Checked {
    use Achievement::{Achieved, NotAchieved, NotAttainable, Sustaining};
    match completion.achievement_status {
        Achieved | Sustaining => Ok(()),
        NotAchieved | NotAttainable if completion.reason.is_some() => Ok(()),
        NotAchieved | NotAttainable => {
            Err(broken_rule("/reason", "reason_needed", "Say why the goal was not reached."))
        }
        _ => Err(broken_rule(
            "/achievementStatus",
            "not_an_end",
            "A goal ends as achieved, sustaining, not_achieved or not_attainable.",
        )),
    }
}

pub fn check_amendment(amendment: &PlanAmendment) -> Checked {
    let PlanAmendment { plan, add_problems, end_problems, add_goals, .. } = amendment;
    let named = named_parts(amendment);
    let adds = add_problems.len() + add_goals.len() + amendment.add_interventions.len();
    if plan.is_none() && named.is_empty() && adds == 0 {
        return Err(broken_rule("", "nothing_to_change", "An amendment changes something."));
    }
    if plan.as_ref().is_some_and(|plan| plan.category.is_some()) {
        let detail = "The category changes in a draft only.";
        return Err(broken_rule("/plan/category", "category_fixed", detail));
    }
    if plan.as_ref().is_some_and(|plan| plan.requires_approval.is_some()) {
        let detail = "Whether approval is needed changes in a draft only.";
        return Err(broken_rule("/plan/requiresApproval", "approval_fixed", detail));
    }
    check_replacements(amendment)?;
    let is_end =
        |status| matches!(status, plan_problem::Status::Resolved | plan_problem::Status::Inactive);
    if let Some(place) = end_problems.iter().position(|ended| !is_end(ended.status)) {
        let detail = "A problem ends as resolved or inactive.";
        return Err(broken_rule(
            format!("/endProblems/{place}/status"),
            "problem_not_ended",
            detail,
        ));
    }
    for (place, (list, number, id)) in named.iter().enumerate() {
        if named[..place].iter().any(|(_, _, earlier)| earlier == id) {
            let detail = "Change or end each part once.";
            return Err(broken_rule(format!("/{list}/{number}/id"), "named_twice", detail));
        }
    }
    check_distinct("addProblems", add_problems.iter().map(|problem| problem.key.as_deref()))?;
    check_distinct("addGoals", add_goals.iter().map(|goal| goal.key.as_deref()))
}

/// Tasks that are replaced are replaced by an intervention that is added.
fn check_replacements(amendment: &PlanAmendment) -> Checked {
    for (place, ended) in amendment.end_interventions.iter().enumerate() {
        let replaces = ended.open_tasks == Some(OpenTasks::Replace);
        let detail = match &ended.replaced_by_key {
            None if replaces => "Name the added intervention that takes over.",
            Some(_) if !replaces => "Only where `openTasks` is replace.",
            Some(key)
                if !amendment.add_interventions.iter().any(|new| new.key.as_ref() == Some(key)) =>
            {
                "No intervention that is added has this key."
            }
            _ => continue,
        };
        let pointer = format!("/endInterventions/{place}/replacedByKey");
        return Err(broken_rule(pointer, "replacement", detail));
    }
    let keys = amendment.add_interventions.iter().map(|new| new.key.as_deref());
    check_distinct("addInterventions", keys)
}

/// The parts that the amendment changes or ends: in which list, in which place,
/// and by which id.
fn named_parts(amendment: &PlanAmendment) -> Vec<(&'static str, usize, Uuid)> {
    let lists: [(_, Vec<Uuid>); 6] = [
        ("changeProblems", amendment.change_problems.iter().map(|one| one.id.uuid()).collect()),
        ("endProblems", amendment.end_problems.iter().map(|one| one.id.uuid()).collect()),
        ("changeGoals", amendment.change_goals.iter().map(|one| one.id.uuid()).collect()),
        ("endGoals", amendment.end_goals.iter().map(|one| one.id.uuid()).collect()),
        (
            "changeInterventions",
            amendment.change_interventions.iter().map(|one| one.id.uuid()).collect(),
        ),
        ("endInterventions", amendment.end_interventions.iter().map(|one| one.id.uuid()).collect()),
    ];
    let named = lists.into_iter().flat_map(|(list, ids)| {
        ids.into_iter().enumerate().map(move |(place, id)| (list, place, id))
    });
    named.collect()
}

/// What a plan must satisfy after a change; `place` is where the change is in the body.
pub fn check_plan(plan: &care_plan::Model, place: &str) -> Result<(), Problem> {
    check_order(plan.starts_on, plan.ends_on, "/endsOn").map_err(|error| broken_at(place, &error))
}

/// What a goal must satisfy after a change.
pub fn check_goal(goal: &goal::Model, place: &str) -> Result<(), Problem> {
    check_order(goal.starts_on, goal.due_on, "/dueOn")
        .and_then(|()| check_owner(goal.owner, goal.owner_user_id.is_some()))
        .map_err(|error| broken_at(place, &error))
}

/// What an intervention must satisfy after a change.
pub fn check_intervention(intervention: &intervention::Model, place: &str) -> Result<(), Problem> {
    check_order(intervention.starts_on, intervention.due_on, "/dueOn")
        .map_err(|error| broken_at(place, &error))
}

/// What was seen was seen before it is recorded; a device's clock may be a little ahead.
pub fn check_observed(observed_at: Timestamp, now: Timestamp) -> Result<(), Problem> {
    if observed_at > now.plus(TimeDelta::hours(1)) {
        return Err(Problem::field("/observedAt", "in_future", "Not after the present time."));
    }
    Ok(())
}

fn check_order(
    start: Option<NaiveDate>,
    end: Option<NaiveDate>,
    end_field: &'static str,
) -> Checked {
    match (start, end) {
        (Some(start), Some(end)) if end < start => {
            Err(broken_rule(end_field, "end_before_start", "Not before `startsOn`."))
        }
        _ => Ok(()),
    }
}

fn check_owner(owner: Option<GoalOwner>, has_user: bool) -> Checked {
    if has_user && owner != Some(GoalOwner::Staff) {
        let detail = "Only a goal of staff has a user as owner.";
        return Err(broken_rule("/ownerUserId", "not_staff", detail));
    }
    Ok(())
}

fn check_lines(field: &str, lines: &[String]) -> Checked {
    let wrong = |line: &String| line.trim().is_empty() || line.chars().count() > 500;
    match lines.iter().position(wrong) {
        Some(place) => {
            let detail = "Each strength and risk has 1 to 500 characters.";
            Err(broken_rule(format!("/{field}/{place}"), "line_length", detail))
        }
        None => Ok(()),
    }
}

pub(super) fn check_keys(field: &str, keys: &[String]) -> Checked {
    match keys.iter().position(|key| key.is_empty() || key.chars().count() > 50) {
        Some(place) => {
            let detail = "A key has 1 to 50 characters.";
            Err(broken_rule(format!("/{field}/{place}"), "key_length", detail))
        }
        None => Ok(()),
    }
}

/// How often something is done can be reckoned.
pub(super) fn check_frequency(frequency: Option<&str>, place: &str) -> Checked {
    let Some(frequency) = frequency else { return Ok(()) };
    // Only whether the rule makes sense matters here, and not when it starts.
    let long_ago = rrule::Tz::UTC.timestamp_opt(0, 0).single();
    let rule = frequency.parse::<RRule<Unvalidated>>().ok();
    let sound = rule.zip(long_ago).is_some_and(|(rule, start)| {
        // The library takes "every none" as a rule; nothing is ever due by it.
        rule.get_interval() > 0 && rule.validate(start).is_ok()
    });
    if sound {
        return Ok(());
    }
    let detail = "A recurrence rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=MO.";
    Err(broken_rule(format!("{place}/frequency"), "not_a_recurrence", detail))
}

/// Each element has one note, in words.
fn check_notes(notes: &[ElementNote]) -> Checked {
    for (place, note) in notes.iter().enumerate() {
        if notes[..place].iter().any(|earlier| earlier.element == note.element) {
            let detail = "One note for each element.";
            let pointer = format!("/elementNotes/{place}/element");
            return Err(broken_rule(pointer, "duplicate_element", detail));
        }
        if !is_told_by_people(note.element) {
            let detail = "The plan itself shows this element; it takes no note.";
            let pointer = format!("/elementNotes/{place}/element");
            return Err(broken_rule(pointer, "shown_by_plan", detail));
        }
    }
    Ok(())
}

/// Each part has a key of its own, if it has one.
pub(super) fn check_distinct<'k>(
    list: &str,
    keys: impl Iterator<Item = Option<&'k str>>,
) -> Checked {
    let mut seen = Vec::new();
    for (place, key) in keys.enumerate() {
        if key.is_some() && seen.contains(&key) {
            let detail = "Give each part a key of its own.";
            return Err(broken_rule(format!("/{list}/{place}/key"), "duplicate_key", detail));
        }
        seen.push(key);
    }
    Ok(())
}

fn check_id(id: Option<Uuid>) -> Checked {
    if id.is_some_and(|id| !matches!(id.get_version_num(), 4 | 7)) {
        return Err(broken_rule("/id", "wrong_format", "An id is a UUID of version 4 or 7."));
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
    fn a_frequency_can_be_reckoned() {
        for (frequency, sound) in [
            ("FREQ=WEEKLY;BYDAY=MO", true),
            ("FREQ=MONTHLY;BYMONTHDAY=1;COUNT=6", true),
            ("FREQ=DAILY;UNTIL=20260401T000000Z", true),
            ("FREQ=WEEKLY;BYDAY=XX", false),
            ("FREQ=MONTHLY;BYMONTHDAY=40", false),
            ("FREQ=DAILY;INTERVAL=0", false),
            ("FREQ=DAILY;OFTEN=YES", false),
        ] {
            assert_eq!(check_frequency(Some(frequency), "").is_ok(), sound, "{frequency}");
        }
        assert!(check_frequency(None, "").is_ok());
    }

    #[test]
    fn an_end_is_not_before_its_start() {
        let day = |text: &str| Some(text.parse().unwrap());
        assert!(check_order(day("2026-01-05"), day("2026-01-05"), "/dueOn").is_ok());
        assert!(check_order(day("2026-01-05"), day("2026-01-04"), "/dueOn").is_err());
        assert!(check_order(None, day("2026-01-04"), "/dueOn").is_ok());
    }
}
