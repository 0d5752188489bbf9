//! What a plan still lacks.
//!
//! The checklist is the comprehensive care plan of the CMS pages on chronic
//! care management. It tells the team where to look; it stops nobody.

use entity::{care_plan, goal, intervention, plan_problem};

use super::super::dto::{
    ChecklistElement, ChecklistItem, ChecklistStatus, PlanCompleteness, PlanGap,
};
use crate::platform::FieldProblem;

use goal::Status::{Cancelled, Completed, Rejected};

/// Goals that somebody still wants to reach.
fn is_wanted(goal: &goal::Model) -> bool {
    !matches!(goal.status, Completed | Rejected | Cancelled)
}

/// Interventions that have not been given up.
fn counts(intervention: &intervention::Model) -> bool {
    use intervention::Status::{Cancelled, Stopped};
    !matches!(intervention.status, Cancelled | Stopped)
}

/// What is missing for activation. Each gap points at its place in the plan.
pub fn gaps(
    problems: &[plan_problem::Model],
    goals: &[goal::Model],
    interventions: &[intervention::Model],
) -> Vec<PlanGap> {
    let gap = |pointer: String, code, detail| PlanGap { pointer, code, detail };
    let mut gaps = Vec::new();
    if problems.is_empty() {
        gaps.push(gap("#/problems".to_owned(), "no_problem", "Add a problem."));
    }
    // A goal that was reached is still a goal of the plan.
    if !goals.iter().any(|goal| !matches!(goal.status, Rejected | Cancelled)) {
        gaps.push(gap("#/goals".to_owned(), "no_goal", "Add a goal."));
    }
    for (place, goal) in goals.iter().enumerate().filter(|(_, goal)| is_wanted(goal)) {
        let mut serving = interventions
            .iter()
            .filter(|intervention| counts(intervention) && intervention.goal_ids.contains(&goal.id))
            .peekable();
        if serving.peek().is_none() {
            gaps.push(gap(
                format!("#/goals/{place}"),
                "goal_without_intervention",
                "Add an intervention that serves the goal.",
            ));
        } else if !serving.any(|intervention| intervention.responsible_user_id.is_some()) {
            gaps.push(gap(
                format!("#/goals/{place}"),
                "goal_without_responsible_person",
                "Name a responsible user in one of the goal's interventions.",
            ));
        }
    }
    gaps
}

/// The goals that keep a plan from being completed.
pub fn open_goals(goals: &[goal::Model]) -> Vec<FieldProblem> {
    let open = goals.iter().enumerate().filter(|(_, goal)| is_wanted(goal));
    open.map(|(place, _)| {
        FieldProblem::at(format!("/goals/{place}"), "goal_open", "Complete or cancel the goal.")
    })
    .collect()
}

pub fn completeness(
    plan: &care_plan::Model,
    problems: &[plan_problem::Model],
    goals: &[goal::Model],
    interventions: &[intervention::Model],
) -> PlanCompleteness {
    let missing = gaps(problems, goals, interventions);
    PlanCompleteness {
        ready_for_activation: missing.is_empty(),
        checklist: checklist(plan, problems, goals, interventions, &missing),
        missing,
    }
}

fn checklist(
    plan: &care_plan::Model,
    problems: &[plan_problem::Model],
    goals: &[goal::Model],
    interventions: &[intervention::Model],
    missing: &[PlanGap],
) -> Vec<ChecklistItem> {
    use ChecklistElement as Element;
    use intervention::Kind::{MedicationSupport, Referral, Service};

    let wanted: Vec<_> =
        goals.iter().filter(|goal| !matches!(goal.status, Rejected | Cancelled)).collect();
    let of_kind = |kinds: &[intervention::Kind]| {
        interventions.iter().any(|one| counts(one) && kinds.contains(&one.kind))
    };
    let symptoms_have_goals = problems
        .iter()
        .filter(|problem| {
            use plan_problem::Kind::{Behavioural, HealthConcern};
            matches!(problem.kind, HealthConcern | Behavioural)
        })
        .all(|problem| wanted.iter().any(|goal| goal.problem_ids.contains(&problem.id)));
    let medication = of_kind(&[MedicationSupport])
        || wanted.iter().any(|goal| goal.domain == goal::Domain::Medication);
    let goals_served =
        !wanted.is_empty() && missing.iter().all(|gap| !gap.code.starts_with("goal_without"));
    let tracked = |element, present, looks_at| ChecklistItem {
        element,
        status: if present { ChecklistStatus::Present } else { ChecklistStatus::Missing },
        looks_at,
    };
    let untracked = |element, looks_at| ChecklistItem {
        element,
        status: ChecklistStatus::NotTrackedYet,
        looks_at,
    };
    vec![
        tracked(Element::ProblemList, !problems.is_empty(), "At least one problem."),
        tracked(
            Element::ExpectedOutcomeAndPrognosis,
            plan.expected_outcome.is_some(),
            "`expectedOutcome` of the plan.",
        ),
        tracked(
            Element::MeasurableGoals,
            !wanted.is_empty() && wanted.iter().all(|goal| goal.target.is_some()),
            "At least one goal, and each goal has a `target`.",
        ),
        untracked(
            Element::CognitiveAndFunctionalAssessment,
            "No instrument for cognition or function is offered yet.",
        ),
        tracked(
            Element::SymptomManagement,
            !problems.is_empty() && symptoms_have_goals,
            "Each problem of kind `health_concern` or `behavioural` has a goal.",
        ),
        tracked(
            Element::PlannedInterventions,
            goals_served,
            "Each goal has an intervention with a responsible user.",
        ),
        tracked(
            Element::MedicationManagement,
            medication,
            "An intervention of kind `medication_support`, or a goal of the domain `medication`.",
        ),
        untracked(
            Element::EnvironmentalEvaluation,
            "Evaluations of the home are not recorded yet.",
        ),
        untracked(Element::CaregiverAssessment, "Caregivers are not assessed yet."),
        tracked(
            Element::OutsideResources,
            of_kind(&[Referral, Service]),
            "An intervention of kind `referral` or `service`.",
        ),
        tracked(
            Element::PeriodicReview,
            plan.next_review_on.is_some(),
            "`nextReviewOn` of the plan.",
        ),
        untracked(Element::CopyToClient, "Copies given to clients are not recorded yet."),
    ]
}

#[cfg(test)]
mod tests {
    use entity::{JsonText, UserId, Uuid};

    use super::{super::snapshot::samples, *};

    fn codes(gaps: &[PlanGap]) -> Vec<(&str, &str)> {
        gaps.iter().map(|gap| (gap.pointer.as_str(), gap.code)).collect()
    }

    #[test]
    fn an_empty_plan_lacks_a_problem_and_a_goal() {
        let found = gaps(&[], &[], &[]);
        assert_eq!(codes(&found), [("#/problems", "no_problem"), ("#/goals", "no_goal")]);
    }

    #[test]
    fn each_goal_needs_an_intervention_with_a_responsible_person() {
        let problem = samples::problem();
        let (first, second) = (samples::goal(&problem), samples::goal(&problem));
        let goals = [first.clone(), second.clone()];
        let mut help = samples::intervention(&second);
        help.responsible_user_id = None;
        let found = gaps(std::slice::from_ref(&problem), &goals, std::slice::from_ref(&help));
        assert_eq!(
            codes(&found),
            [
                ("#/goals/0", "goal_without_intervention"),
                ("#/goals/1", "goal_without_responsible_person")
            ]
        );
        help.responsible_user_id = Some(UserId::from(Uuid::from_u128(7)));
        help.goal_ids = JsonText(vec![first.id, second.id]);
        assert!(gaps(&[problem], &goals, &[help]).is_empty());
    }

    #[test]
    fn an_intervention_that_was_given_up_serves_no_goal() {
        let problem = samples::problem();
        let goal = samples::goal(&problem);
        let mut help = samples::intervention(&goal);
        help.status = intervention::Status::Cancelled;
        let found = gaps(&[problem], &[goal], &[help]);
        assert_eq!(codes(&found), [("#/goals/0", "goal_without_intervention")]);
    }

    #[test]
    fn a_rejected_goal_is_no_goal_and_needs_no_intervention() {
        let problem = samples::problem();
        let mut goal = samples::goal(&problem);
        goal.status = Rejected;
        assert_eq!(codes(&gaps(&[problem], &[goal], &[])), [("#/goals", "no_goal")]);
    }

    #[test]
    fn only_goals_that_are_over_let_a_plan_be_completed() {
        use entity::Iterable;
        let problem = samples::problem();
        for status in goal::Status::iter() {
            let goal = goal::Model { status, ..samples::goal(&problem) };
            let over = matches!(status, Completed | Rejected | Cancelled);
            assert_eq!(open_goals(&[goal]).is_empty(), over, "{status:?}");
        }
    }

    #[test]
    fn the_checklist_names_all_twelve_elements_and_what_it_looks_at() {
        let found = completeness(&samples::plan(), &[], &[], &[]);
        assert!(!found.ready_for_activation);
        assert_eq!(found.checklist.len(), 12);
        let untracked = found
            .checklist
            .iter()
            .filter(|item| item.status == ChecklistStatus::NotTrackedYet)
            .count();
        assert_eq!(untracked, 4);
        assert!(found.checklist.iter().all(|item| item.status != ChecklistStatus::Present));
    }
}
