//! What a version of a plan keeps.

use entity::{
    care_plan, goal, goal_barrier, intervention, plan_problem,
    plan_version::{
        PlanSnapshot, SnapshotBarrier, SnapshotGoal, SnapshotIntervention, SnapshotPlan,
        SnapshotProblem,
    },
};

pub fn snapshot(
    plan: &care_plan::Model,
    problems: &[plan_problem::Model],
    goals: &[goal::Model],
    interventions: &[intervention::Model],
    barriers: &[goal_barrier::Model],
) -> PlanSnapshot {
    PlanSnapshot {
        plan: SnapshotPlan {
            id: plan.id,
            title: plan.title.clone(),
            category: plan.category.clone(),
            starts_on: plan.starts_on,
            ends_on: plan.ends_on,
            plain_language_summary: plan.plain_language_summary.clone(),
            client_goals_statement: plan.client_goals_statement.clone(),
            expected_outcome: plan.expected_outcome.clone(),
            strengths: plan.strengths.0.clone(),
            risks: plan.risks.0.clone(),
            preference_answers: plan.preference_answers.0.clone(),
            element_notes: plan.element_notes.0.clone(),
            next_review_on: plan.next_review_on,
        },
        problems: problems.iter().map(problem).collect(),
        goals: goals.iter().map(|row| goal(row, barriers)).collect(),
        interventions: interventions.iter().map(intervention).collect(),
    }
}

fn problem(row: &plan_problem::Model) -> SnapshotProblem {
    SnapshotProblem {
        id: row.id,
        kind: row.kind,
        description: row.description.clone(),
        codes: row.codes.0.clone(),
        onset_on: row.onset_on,
        evidence_assessment_ids: row.evidence_assessment_ids.0.clone(),
        client_priority: row.client_priority,
        status: row.status,
    }
}

fn goal(row: &goal::Model, barriers: &[goal_barrier::Model]) -> SnapshotGoal {
    let barriers = barriers.iter().filter(|barrier| barrier.goal_id == row.id);
    SnapshotGoal {
        id: row.id,
        description: row.description.clone(),
        client_words: row.client_words.clone(),
        problem_ids: row.problem_ids.0.clone(),
        domain: row.domain,
        priority: row.priority,
        importance: row.importance,
        confidence: row.confidence,
        starts_on: row.starts_on,
        due_on: row.due_on,
        target: row.target.as_ref().map(|target| target.0.clone()),
        barriers: barriers
            .map(|barrier| SnapshotBarrier {
                id: barrier.id,
                code: barrier.code.clone(),
                text: barrier.text.clone(),
                status: barrier.status,
            })
            .collect(),
        owner: row.owner,
        owner_user_id: row.owner_user_id,
        status: row.status,
        achievement_status: row.achievement_status,
    }
}

fn intervention(row: &intervention::Model) -> SnapshotIntervention {
    SnapshotIntervention {
        id: row.id,
        goal_ids: row.goal_ids.0.clone(),
        kind: row.kind,
        description: row.description.clone(),
        need_domain: row.need_domain.clone(),
        responsible_user_id: row.responsible_user_id,
        responsible_role: row.responsible_role,
        frequency: row.frequency.clone(),
        starts_on: row.starts_on,
        due_on: row.due_on,
        status: row.status,
    }
}

/// Rows for tests of rules.
#[cfg(test)]
pub mod samples {
    use std::sync::atomic::{AtomicU64, Ordering};

    use chrono::DateTime;
    use entity::{
        JsonText, Timestamp, Uuid, care_plan, goal, intervention, plan_problem,
        plan_version::PlanSnapshot,
    };

    static NUMBER: AtomicU64 = AtomicU64::new(1000);

    /// An id of its own for each row.
    fn uuid() -> Uuid {
        Uuid::from_u128(NUMBER.fetch_add(1, Ordering::Relaxed).into())
    }

    fn at() -> Timestamp {
        DateTime::UNIX_EPOCH.into()
    }

    const NOBODY: Uuid = Uuid::from_u128(1);

    pub fn plan() -> care_plan::Model {
        care_plan::Model {
            agency_id: NOBODY.into(),
            id: Uuid::from_u128(2).into(),
            version: 1,
            created_at: at(),
            updated_at: at(),
            created_by: NOBODY.into(),
            updated_by: NOBODY.into(),
            client_id: Uuid::from_u128(3).into(),
            title: "Eating well".to_owned(),
            category: "comprehensive".to_owned(),
            starts_on: None,
            ends_on: None,
            plain_language_summary: None,
            client_goals_statement: None,
            expected_outcome: None,
            strengths: JsonText(Vec::new()),
            risks: JsonText(Vec::new()),
            element_notes: JsonText(Vec::new()),
            preference_answers: JsonText(Vec::new()),
            template_id: None,
            requires_approval: false,
            submitted_by: None,
            current_version: 0,
            activated_at: None,
            next_review_on: None,
            replaces_id: None,
            replaced_by_id: None,
            closing_evaluation: None,
            status: care_plan::Status::Draft,
        }
    }

    pub fn problem() -> plan_problem::Model {
        plan_problem::Model {
            agency_id: NOBODY.into(),
            id: uuid().into(),
            version: 1,
            created_at: at(),
            updated_at: at(),
            created_by: NOBODY.into(),
            updated_by: NOBODY.into(),
            care_plan_id: Uuid::from_u128(2).into(),
            client_id: Uuid::from_u128(3).into(),
            kind: plan_problem::Kind::SocialNeed,
            description: "Food runs out".to_owned(),
            codes: JsonText(Vec::new()),
            onset_on: None,
            evidence_assessment_ids: JsonText(Vec::new()),
            client_priority: None,
            status: plan_problem::Status::Active,
            source_assessment_id: None,
            source_suggestion: None,
            source_template_id: None,
            removed_at: None,
        }
    }

    pub fn goal(problem: &plan_problem::Model) -> goal::Model {
        goal::Model {
            agency_id: NOBODY.into(),
            id: uuid().into(),
            version: 1,
            created_at: at(),
            updated_at: at(),
            created_by: NOBODY.into(),
            updated_by: NOBODY.into(),
            care_plan_id: Uuid::from_u128(2).into(),
            client_id: Uuid::from_u128(3).into(),
            description: "Two warm meals".to_owned(),
            client_words: None,
            problem_ids: JsonText(vec![problem.id]),
            domain: goal::Domain::Food,
            priority: goal::GoalPriority::High,
            importance: None,
            confidence: None,
            starts_on: None,
            due_on: None,
            target: None,
            owner: None,
            owner_user_id: None,
            latest_value: None,
            latest_value_at: None,
            status: goal::Status::Proposed,
            achievement_status: None,
            source_assessment_id: None,
            source_suggestion: None,
            source_template_id: None,
            removed_at: None,
        }
    }

    pub fn intervention(goal: &goal::Model) -> intervention::Model {
        intervention::Model {
            agency_id: NOBODY.into(),
            id: uuid().into(),
            version: 1,
            created_at: at(),
            updated_at: at(),
            created_by: NOBODY.into(),
            updated_by: NOBODY.into(),
            care_plan_id: Uuid::from_u128(2).into(),
            client_id: Uuid::from_u128(3).into(),
            goal_ids: JsonText(vec![goal.id]),
            kind: intervention::Kind::Referral,
            description: "Refer to the pantry".to_owned(),
            need_domain: None,
            responsible_user_id: Some(NOBODY.into()),
            responsible_role: None,
            frequency: None,
            starts_on: None,
            due_on: None,
            status: intervention::Status::NotStarted,
            linked_kind: None,
            linked_id: None,
            outcome: None,
            source_assessment_id: None,
            source_suggestion: None,
            source_template_id: None,
            removed_at: None,
        }
    }

    pub fn snapshot() -> PlanSnapshot {
        let problem = problem();
        let goal = goal(&problem);
        let intervention = intervention(&goal);
        super::snapshot(&plan(), &[problem], &[goal], &[intervention], &[])
    }
}
