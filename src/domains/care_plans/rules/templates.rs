//! What makes a template sound, and what a plan takes from one, or from what an
//! assessment suggests.

use chrono::{Days, NaiveDate};
use entity::{
    AssessmentId, UserId, plan_problem::ProblemCode, plan_template::TemplateContent,
    user_account::Role,
};
use validator::ValidationError;

use super::{
    super::dto::{NewGoal, NewIntervention, NewPlanProblem, NewPlanTemplate, PartSource},
    checks::{check_distinct, check_frequency, check_keys},
};
use crate::{domains::assessments::service::Suggestion, platform::broken_rule};

/// Parts that a plan begins with.
#[derive(Debug, Default)]
pub struct Beginnings {
    pub problems: Vec<NewPlanProblem>,
    pub goals: Vec<NewGoal>,
    pub interventions: Vec<NewIntervention>,
}

pub fn check_new_template(new: &NewPlanTemplate) -> Result<(), ValidationError> {
    let content = TemplateContent {
        problems: new.problems.clone(),
        goals: new.goals.clone(),
        interventions: new.interventions.clone(),
    };
    check_template(&content)
}

/// Every key is there once, what refers to it finds it, and no part is due
/// before it starts.
pub fn check_template(content: &TemplateContent) -> Result<(), ValidationError> {
    let TemplateContent { problems, goals, interventions } = content;
    check_distinct("problems", problems.iter().map(|problem| Some(problem.key.as_str())))?;
    check_distinct("goals", goals.iter().map(|goal| Some(goal.key.as_str())))?;
    for (place, goal) in goals.iter().enumerate() {
        check_keys(&format!("goals/{place}/problemKeys"), &goal.problem_keys)?;
        let known = |key: &String| problems.iter().any(|problem| problem.key == *key);
        check_known(&goal.problem_keys, known, &format!("/goals/{place}/problemKeys"))?;
    }
    for (place, intervention) in interventions.iter().enumerate() {
        check_keys(&format!("interventions/{place}/goalKeys"), &intervention.goal_keys)?;
        let known = |key: &String| goals.iter().any(|goal| goal.key == *key);
        check_known(&intervention.goal_keys, known, &format!("/interventions/{place}/goalKeys"))?;
        let pointer = format!("/interventions/{place}");
        check_frequency(intervention.frequency.as_deref(), &pointer)?;
        if let (Some(start), Some(due)) = (intervention.starts_in_days, intervention.due_in_days)
            && due < start
        {
            let detail = "Not before `startsInDays`.";
            return Err(broken_rule(format!("{pointer}/dueInDays"), "end_before_start", detail));
        }
    }
    Ok(())
}

fn check_known(
    keys: &[String],
    known: impl Fn(&String) -> bool,
    pointer: &str,
) -> Result<(), ValidationError> {
    match keys.iter().position(|key| !known(key)) {
        Some(place) => {
            let detail = "The template has no such part.";
            Err(broken_rule(format!("{pointer}/{place}"), "not_found", detail))
        }
        None => Ok(()),
    }
}

fn after(start: NaiveDate, days: Option<i32>) -> Option<NaiveDate> {
    start.checked_add_days(Days::new(u64::try_from(days?).ok()?))
}

/// The template's parts for a plan that starts on that day, with whoever fills
/// the roles that they name.
pub fn begin(content: &TemplateContent, start: NaiveDate, people: &[(Role, UserId)]) -> Beginnings {
    let problems = content.problems.iter().map(|problem| NewPlanProblem {
        key: Some(problem.key.clone()),
        codes: problem.codes.clone(),
        ..NewPlanProblem::of(problem.kind, &problem.description)
    });
    let goals = content.goals.iter().map(|goal| NewGoal {
        key: Some(goal.key.clone()),
        problem_keys: goal.problem_keys.clone(),
        priority: goal.priority,
        due_on: after(start, goal.due_in_days),
        target: goal.target.clone(),
        ..NewGoal::of(goal.domain, &goal.description)
    });
    let interventions = content.interventions.iter().map(|intervention| {
        let role = intervention.responsible_role;
        let person = people.iter().find(|(known, _)| Some(*known) == role);
        NewIntervention {
            goal_keys: intervention.goal_keys.clone(),
            need_domain: intervention.need_domain.clone(),
            responsible_user_id: person.map(|(_, user)| *user),
            responsible_role: role,
            frequency: intervention.frequency.clone(),
            starts_on: after(start, intervention.starts_in_days),
            due_on: after(start, intervention.due_in_days),
            ..NewIntervention::of(intervention.kind, &intervention.description)
        }
    });
    Beginnings {
        problems: problems.collect(),
        goals: goals.collect(),
        interventions: interventions.collect(),
    }
}

/// The parts that the suggestion offers; `number` tells its keys from those of others.
pub fn take_up(id: AssessmentId, suggestion: &Suggestion, number: usize) -> Beginnings {
    let source =
        || Some(PartSource { assessment_id: id, suggestion_code: Some(suggestion.code.clone()) });
    let problem_key = format!("suggestion {number}");
    let goal_key = |place: usize| format!("suggestion {number} goal {place}");
    let codes = suggestion.problem.codes.iter().map(|coding| ProblemCode {
        system: coding.system.clone(),
        code: coding.code.clone(),
        display: Some(coding.display.clone()),
    });
    let problem = NewPlanProblem {
        key: Some(problem_key.clone()),
        codes: codes.collect(),
        evidence_assessment_ids: vec![id],
        source: source(),
        ..NewPlanProblem::of(suggestion.problem.kind, &suggestion.problem.description)
    };
    let goals = suggestion.goals.iter().enumerate().map(|(place, goal)| NewGoal {
        key: Some(goal_key(place)),
        problem_keys: vec![problem_key.clone()],
        source: source(),
        ..NewGoal::of(goal.domain, &goal.description)
    });
    let keys: Vec<_> = (0..suggestion.goals.len()).map(goal_key).collect();
    let interventions = suggestion.interventions.iter().map(|intervention| NewIntervention {
        goal_keys: keys.clone(),
        need_domain: intervention.need_domain.clone(),
        source: source(),
        ..NewIntervention::of(intervention.kind, &intervention.description)
    });
    Beginnings {
        problems: vec![problem],
        goals: goals.collect(),
        interventions: interventions.collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn content() -> serde_json::Value {
        json!({
            "problems": [{ "key": "food", "kind": "social_need", "description": "Food runs out." }],
            "goals": [{
                "key": "meals", "description": "Two warm meals", "domain": "food",
                "problemKeys": ["food"], "dueInDays": 90,
            }],
            "interventions": [{
                "goalKeys": ["meals"], "kind": "service", "description": "Meals on wheels.",
                "responsibleRole": "care_manager", "startsInDays": 7, "dueInDays": 14,
                "frequency": "FREQ=WEEKLY;BYDAY=MO",
            }],
        })
    }

    fn read(content: serde_json::Value) -> TemplateContent {
        serde_json::from_value(content).unwrap()
    }

    #[test]
    fn a_template_refers_to_its_own_parts_only() {
        assert!(check_template(&read(content())).is_ok());
        for (place, wrong) in [
            ("/goals/0/problemKeys", json!(["rent"])),
            ("/interventions/0/goalKeys", json!(["rent"])),
            ("/interventions/0/dueInDays", json!(3)),
            ("/interventions/0/frequency", json!("FREQ=WEEKLY;BYDAY=XX")),
        ] {
            let mut broken = content();
            *broken.pointer_mut(place).unwrap() = wrong;
            assert!(check_template(&read(broken)).is_err(), "{place}");
        }
        let mut twice = content();
        let first = twice["problems"][0].clone();
        twice["problems"].as_array_mut().unwrap().push(first);
        assert!(check_template(&read(twice)).is_err());
    }

    #[test]
    fn days_count_from_the_start_and_roles_become_people() {
        let start = "2026-01-05".parse().unwrap();
        let user = entity::Uuid::from_u128(9).into();
        let begun = begin(&read(content()), start, &[(Role::CareManager, user)]);
        assert_eq!(begun.goals[0].due_on, "2026-04-05".parse().ok());
        let work = &begun.interventions[0];
        assert_eq!(work.starts_on, "2026-01-12".parse().ok());
        assert_eq!(work.due_on, "2026-01-19".parse().ok());
        assert_eq!(work.responsible_user_id, Some(user));
        let nobody = begin(&read(content()), start, &[(Role::Clinician, user)]);
        assert_eq!(nobody.interventions[0].responsible_user_id, None);
        assert_eq!(nobody.interventions[0].responsible_role, Some(Role::CareManager));
    }
}
