//! What a plan still lacks.
//!
//! The checklist is the comprehensive care plan of the CMS pages on chronic
//! care management. It tells the team where to look; it stops nobody.

use entity::{
    AssessmentId, GoalId, InterventionId, care_plan, care_plan::Element, goal, intervention,
    plan_problem,
};

use super::super::dto::{ChecklistItem, ChecklistStatus, PlanAmendment, PlanCompleteness, PlanGap};
use crate::platform::FieldProblem;

use goal::Status::{Cancelled, Completed, Rejected};

/// Goals that somebody still wants to reach.
pub fn is_wanted(goal: &goal::Model) -> bool {
    !matches!(goal.status, Completed | Rejected | Cancelled)
}

/// Interventions that have not been given up.
pub fn counts(intervention: &intervention::Model) -> bool {
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

/// That the plan leaves open what it makes of a preference.
pub fn unanswered() -> PlanGap {
    PlanGap {
        pointer: "#/preferenceAnswers".to_owned(),
        code: "preference_unanswered",
        detail: "Answer each `must` and `strong` preference of the client.",
    }
}

/// The goals that keep a plan from being completed.
pub fn open_goals(goals: &[goal::Model]) -> Vec<FieldProblem> {
    let open = goals.iter().enumerate().filter(|(_, goal)| is_wanted(goal));
    open.map(|(place, _)| {
        FieldProblem::at(format!("/goals/{place}"), "goal_open", "Complete or cancel the goal.")
    })
    .collect()
}

/// Where a gap that an amendment leaves comes from: a place in the amendment.
/// `added` are the ids of the goals that it adds, in their order; `former` are
/// the interventions as they were before.
pub fn gaps_in_amendment(
    gaps: &[PlanGap],
    goals: &[goal::Model],
    amendment: &PlanAmendment,
    (added, former): (&[GoalId], &[intervention::Model]),
) -> Vec<FieldProblem> {
    let served = |id: InterventionId, goal: GoalId| {
        former.iter().any(|one| one.id == id && one.goal_ids.contains(&goal))
    };
    let of_goal = |goal: GoalId| {
        if let Some(place) = added.iter().position(|id| *id == goal) {
            return format!("/addGoals/{place}");
        }
        let mut changed = amendment.change_interventions.iter();
        if let Some(place) = changed.position(|change| served(change.id, goal)) {
            return format!("/changeInterventions/{place}/changes");
        }
        let mut ended = amendment.end_interventions.iter();
        if let Some(place) = ended.position(|ended| served(ended.id, goal)) {
            return format!("/endInterventions/{place}");
        }
        String::new()
    };
    let pointer = |gap: &PlanGap| match gap.pointer.strip_prefix("#/goals/") {
        Some(place) => {
            let goal = place.parse().ok().and_then(|place: usize| goals.get(place));
            goal.map_or_else(String::new, |goal| of_goal(goal.id))
        }
        None if gap.pointer == "#/problems" => "/endProblems".to_owned(),
        None => "/endGoals".to_owned(),
    };
    gaps.iter().map(|gap| FieldProblem::at(pointer(gap), gap.code, gap.detail)).collect()
}

/// What the checklist is held against, beside the plan as a whole.
#[derive(Clone, Copy)]
pub struct Evidence<'e> {
    pub problems: &'e [plan_problem::Model],
    pub goals: &'e [goal::Model],
    pub interventions: &'e [intervention::Model],
    /// The client's newest completed assessment by each instrument, by its code.
    pub assessed: &'e [(String, AssessmentId)],
    /// Whether the client has a copy of the current version.
    pub copy_given: bool,
}

/// Instruments that tell of cognition or of what a person can do alone.
const FUNCTION: &[&str] = &["basic-daily-living-check", "independent-living-check"];

/// Instruments that tell how those fare who care for the client.
const CAREGIVER: &[&str] = &["caregiver-check"];

/// Instruments that tell of dangers at home.
const SURROUNDINGS: &[&str] = &["fall-check"];

/// Elements that only people can tell of, or tell better than the server.
const TOLD_BY_PEOPLE: [Element; 6] = [
    Element::CognitiveAndFunctionalAssessment,
    Element::SymptomManagement,
    Element::MedicationManagement,
    Element::EnvironmentalEvaluation,
    Element::CaregiverAssessment,
    Element::OutsideResources,
];

/// Whether the team may say of the element what the server cannot see.
pub fn is_told_by_people(element: Element) -> bool {
    TOLD_BY_PEOPLE.contains(&element)
}

pub fn completeness(plan: &care_plan::Model, evidence: &Evidence<'_>) -> PlanCompleteness {
    let missing = gaps(evidence.problems, evidence.goals, evidence.interventions);
    let mut checklist = seen(plan, evidence, &missing);
    checklist.extend(told(plan, evidence));
    checklist.sort_by_key(|item| item.element as usize);
    PlanCompleteness { ready_for_activation: missing.is_empty(), checklist, missing }
}

/// Goals that are part of what the plan is about, reached or not.
fn meant(evidence: &Evidence<'_>) -> Vec<goal::Model> {
    let goals = evidence.goals.iter();
    goals.filter(|goal| !matches!(goal.status, Rejected | Cancelled)).cloned().collect()
}

/// What the plan itself shows.
fn seen(
    plan: &care_plan::Model,
    evidence: &Evidence<'_>,
    missing: &[PlanGap],
) -> Vec<ChecklistItem> {
    let meant = meant(evidence);
    let served =
        !meant.is_empty() && missing.iter().all(|gap| !gap.code.starts_with("goal_without"));
    let measurable = !meant.is_empty() && meant.iter().all(|goal| goal.target.is_some());
    let item = |element, is_met, looks_at, see: &str| ChecklistItem {
        element,
        status: if is_met { ChecklistStatus::Met } else { ChecklistStatus::NotMet },
        looks_at,
        see: vec![see.to_owned()],
        note: None,
    };
    let acknowledgements = format!("/v1/care-plans/{}/acknowledgements", plan.id);
    vec![
        item(
            Element::ProblemList,
            !evidence.problems.is_empty(),
            "At least one problem.",
            "#/problems",
        ),
        item(
            Element::ExpectedOutcomeAndPrognosis,
            plan.expected_outcome.is_some(),
            "`expectedOutcome` of the plan.",
            "#/expectedOutcome",
        ),
        item(
            Element::MeasurableGoals,
            measurable,
            "At least one goal, and each goal has a `target`.",
            "#/goals",
        ),
        item(
            Element::PlannedInterventions,
            served,
            "Each goal has an intervention with a responsible user.",
            "#/interventions",
        ),
        item(
            Element::PeriodicReview,
            plan.next_review_on.is_some(),
            "`nextReviewOn` of the plan.",
            "#/nextReviewOn",
        ),
        item(
            Element::CopyToClient,
            evidence.copy_given,
            "An acknowledgement of the current version by the client, with `copyGiven`.",
            &acknowledgements,
        ),
    ]
}

/// What the plan or the client's assessments show, or else what the team says.
fn told(plan: &care_plan::Model, evidence: &Evidence<'_>) -> Vec<ChecklistItem> {
    use intervention::Kind::{MedicationSupport, Referral, Service};

    let meant = meant(evidence);
    let of_kind = |kinds: &[intervention::Kind]| {
        let all = evidence.interventions.iter().enumerate();
        let found = all.filter(|(_, one)| counts(one) && kinds.contains(&one.kind));
        found.map(|(place, _)| format!("#/interventions/{place}")).collect::<Vec<_>>()
    };
    let assessed = |codes: &[&str]| {
        let found = evidence.assessed.iter().filter(|(code, _)| codes.contains(&code.as_str()));
        found.map(|(_, id)| format!("/v1/assessments/{id}")).collect::<Vec<_>>()
    };
    let mut medication = of_kind(&[MedicationSupport]);
    let on_medication = |goal: &goal::Model| goal.domain == goal::Domain::Medication;
    if meant.iter().any(on_medication) {
        medication.push("#/goals".to_owned());
    }
    let symptoms: Vec<_> = evidence.problems.iter().filter(|problem| is_symptom(problem)).collect();
    let treated = |problem: &&plan_problem::Model| {
        meant.iter().any(|goal| goal.problem_ids.contains(&problem.id))
    };
    let managed = if !symptoms.is_empty() && symptoms.iter().all(treated) {
        vec!["#/goals".to_owned()]
    } else {
        Vec::new()
    };
    let found = [
        (
            Element::CognitiveAndFunctionalAssessment,
            assessed(FUNCTION),
            "A completed check of daily or independent living, or the team's note.",
        ),
        (
            Element::SymptomManagement,
            managed,
            "Each problem of kind `health_concern` or `behavioural` has a goal, or the team's note.",
        ),
        (
            Element::MedicationManagement,
            medication,
            "An intervention of kind `medication_support`, a goal of the domain `medication`, or \
             the team's note.",
        ),
        (
            Element::EnvironmentalEvaluation,
            assessed(SURROUNDINGS),
            "A completed fall check, or the team's note.",
        ),
        (
            Element::CaregiverAssessment,
            assessed(CAREGIVER),
            "A completed caregiver check, or the team's note.",
        ),
        (
            Element::OutsideResources,
            of_kind(&[Referral, Service]),
            "An intervention of kind `referral` or `service`, or the team's note.",
        ),
    ];
    let none_needed = |element| element == Element::SymptomManagement && symptoms.is_empty();
    let items = found.into_iter().map(|(element, see, looks_at)| {
        let note = plan.element_notes.iter().find(|note| note.element == element);
        let status = match note {
            _ if !see.is_empty() => ChecklistStatus::Met,
            Some(note) if note.applies => ChecklistStatus::Met,
            Some(_) => ChecklistStatus::NotApplicable,
            None if none_needed(element) => ChecklistStatus::NotApplicable,
            None => ChecklistStatus::NotMet,
        };
        let see = if see.is_empty() { vec!["#/elementNotes".to_owned()] } else { see };
        ChecklistItem { element, status, looks_at, see, note: note.map(|note| note.note.clone()) }
    });
    items.collect()
}

fn is_symptom(problem: &plan_problem::Model) -> bool {
    use plan_problem::Kind::{Behavioural, HealthConcern};
    matches!(problem.kind, HealthConcern | Behavioural)
}

#[cfg(test)]
mod tests {
    use entity::{JsonText, UserId, Uuid, care_plan::ElementNote};

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

    fn evidence<'e>() -> Evidence<'e> {
        Evidence { problems: &[], goals: &[], interventions: &[], assessed: &[], copy_given: false }
    }

    fn status(found: &PlanCompleteness, element: Element) -> ChecklistStatus {
        found.checklist.iter().find(|item| item.element == element).unwrap().status
    }

    #[test]
    fn the_checklist_names_all_twelve_elements_and_where_to_look() {
        let found = completeness(&samples::plan(), &evidence());
        assert!(!found.ready_for_activation);
        assert_eq!(found.checklist.len(), 12);
        assert!(found.checklist.iter().all(|item| item.status != ChecklistStatus::Met));
        assert!(found.checklist.iter().all(|item| !item.see.is_empty()));
        let places: Vec<_> = found.checklist.iter().map(|item| item.element as usize).collect();
        assert_eq!(places, (0..12).collect::<Vec<_>>(), "each once, in the order of the list");
    }

    #[test]
    fn an_assessment_shows_an_element_and_a_note_stands_in_for_one() {
        let id = Uuid::from_u128(7).into();
        let assessed = [("basic-daily-living-check".to_owned(), id)];
        let found = completeness(&samples::plan(), &Evidence { assessed: &assessed, ..evidence() });
        let function = Element::CognitiveAndFunctionalAssessment;
        assert_eq!(status(&found, function), ChecklistStatus::Met);
        assert_eq!(status(&found, Element::CaregiverAssessment), ChecklistStatus::NotMet);
        let note = |element, applies| ElementNote { element, applies, note: "n".to_owned() };
        let plan = care_plan::Model {
            element_notes: JsonText(vec![
                note(Element::CaregiverAssessment, false),
                note(Element::EnvironmentalEvaluation, true),
            ]),
            ..samples::plan()
        };
        let found = completeness(&plan, &evidence());
        assert_eq!(status(&found, Element::CaregiverAssessment), ChecklistStatus::NotApplicable);
        assert_eq!(status(&found, Element::EnvironmentalEvaluation), ChecklistStatus::Met);
    }

    #[test]
    fn symptoms_are_managed_by_goals_where_there_are_any() {
        let social = samples::problem();
        let mut pain = samples::problem();
        pain.kind = plan_problem::Kind::HealthConcern;
        let goal = samples::goal(&pain);
        let managed = |problems: &[plan_problem::Model], goals: &[goal::Model]| {
            let found = completeness(&samples::plan(), &Evidence { problems, goals, ..evidence() });
            status(&found, Element::SymptomManagement)
        };
        assert_eq!(managed(&[social], &[]), ChecklistStatus::NotApplicable);
        assert_eq!(managed(std::slice::from_ref(&pain), &[]), ChecklistStatus::NotMet);
        assert_eq!(managed(&[pain], &[goal]), ChecklistStatus::Met);
    }
}
