//! How rows become views.

use entity::{care_plan, goal, goal_progress, intervention, plan_problem, plan_version};

use super::super::{
    dto::{
        CarePlanOutlineView, CarePlanView, GoalProgressView, GoalView, InterventionView,
        PlanProblemView, PlanVersionOutlineView, PlanVersionView,
    },
    service::{self, CarePlanRecord, PartRecord},
};
use crate::platform::{Ctx, Header, View};

impl View for CarePlanView {
    type Record = CarePlanRecord;

    fn view(record: CarePlanRecord, ctx: &Ctx) -> Self {
        let CarePlanRecord { plan, problems, goals, interventions } = record;
        Self {
            outline: CarePlanOutlineView::view(plan.clone(), ctx),
            problems: problems.into_iter().map(|row| problem(&plan, row)).collect(),
            goals: goals.into_iter().map(|row| goal(&plan, row, ctx)).collect(),
            interventions: interventions
                .into_iter()
                .map(|row| intervention(&plan, row, ctx))
                .collect(),
        }
    }
}

impl View for CarePlanOutlineView {
    type Record = care_plan::Model;

    fn view(plan: care_plan::Model, ctx: &Ctx) -> Self {
        Self {
            allowed_actions: service::allowed_actions(ctx, &plan),
            header: Header::of(&plan),
            client_id: plan.client_id,
            title: plan.title,
            category: plan.category,
            starts_on: plan.starts_on,
            ends_on: plan.ends_on,
            plain_language_summary: plan.plain_language_summary,
            client_goals_statement: plan.client_goals_statement,
            expected_outcome: plan.expected_outcome,
            strengths: plan.strengths.0,
            risks: plan.risks.0,
            current_version: plan.current_version,
            activated_at: plan.activated_at,
            next_review_on: plan.next_review_on,
            replaces_id: plan.replaces_id,
            closing_evaluation: plan.closing_evaluation,
            status: plan.status,
        }
    }
}

impl View for PlanProblemView {
    type Record = PartRecord<plan_problem::Entity>;

    fn view(record: Self::Record, _: &Ctx) -> Self {
        problem(&record.plan, record.part)
    }
}

fn problem(plan: &care_plan::Model, row: plan_problem::Model) -> PlanProblemView {
    PlanProblemView {
        header: Header::of_part(&row, plan.version),
        care_plan_id: row.care_plan_id,
        kind: row.kind,
        description: row.description,
        codes: row.codes.0,
        onset_on: row.onset_on,
        evidence_assessment_ids: row.evidence_assessment_ids.0,
        client_priority: row.client_priority,
        status: row.status,
        source_assessment_id: row.source_assessment_id,
        source_suggestion_code: row.source_suggestion,
    }
}

impl View for GoalView {
    type Record = PartRecord<goal::Entity>;

    fn view(record: Self::Record, ctx: &Ctx) -> Self {
        goal(&record.plan, record.part, ctx)
    }
}

fn goal(plan: &care_plan::Model, row: goal::Model, ctx: &Ctx) -> GoalView {
    GoalView {
        allowed_actions: service::goal_actions(ctx, plan.status, &row),
        header: Header::of_part(&row, plan.version),
        care_plan_id: row.care_plan_id,
        description: row.description,
        client_words: row.client_words,
        problem_ids: row.problem_ids.0,
        domain: row.domain,
        priority: row.priority,
        importance: row.importance,
        confidence: row.confidence,
        starts_on: row.starts_on,
        due_on: row.due_on,
        target: row.target.map(|target| target.0),
        barriers: row.barriers.0,
        owner: row.owner,
        owner_user_id: row.owner_user_id,
        status: row.status,
        achievement_status: row.achievement_status,
        source_assessment_id: row.source_assessment_id,
        source_suggestion_code: row.source_suggestion,
    }
}

impl View for InterventionView {
    type Record = PartRecord<intervention::Entity>;

    fn view(record: Self::Record, ctx: &Ctx) -> Self {
        intervention(&record.plan, record.part, ctx)
    }
}

fn intervention(plan: &care_plan::Model, row: intervention::Model, ctx: &Ctx) -> InterventionView {
    InterventionView {
        allowed_actions: service::intervention_actions(ctx, plan.status, &row),
        header: Header::of_part(&row, plan.version),
        care_plan_id: row.care_plan_id,
        goal_ids: row.goal_ids.0,
        kind: row.kind,
        description: row.description,
        need_domain: row.need_domain,
        responsible_user_id: row.responsible_user_id,
        frequency: row.frequency,
        starts_on: row.starts_on,
        due_on: row.due_on,
        status: row.status,
        linked_kind: row.linked_kind,
        linked_id: row.linked_id,
        outcome: row.outcome,
        source_assessment_id: row.source_assessment_id,
        source_suggestion_code: row.source_suggestion,
    }
}

impl View for GoalProgressView {
    type Record = goal_progress::Model;

    fn view(row: goal_progress::Model, _: &Ctx) -> Self {
        Self {
            header: Header::of(&row),
            care_plan_id: row.care_plan_id,
            goal_id: row.goal_id,
            observed_at: row.observed_at,
            value: row.value,
            achievement_status: row.achievement_status,
            note: row.note,
        }
    }
}

impl View for PlanVersionOutlineView {
    type Record = plan_version::Model;

    fn view(row: plan_version::Model, _: &Ctx) -> Self {
        Self {
            header: Header::of(&row),
            care_plan_id: row.care_plan_id,
            number: row.number,
            reason_code: row.reason_code,
            reason: row.reason,
            change_summary: row.change_summary,
            source: row.source,
            source_id: row.source_id,
        }
    }
}

impl View for PlanVersionView {
    type Record = plan_version::Model;

    fn view(row: plan_version::Model, ctx: &Ctx) -> Self {
        Self { outline: PlanVersionOutlineView::view(row.clone(), ctx), snapshot: row.snapshot.0 }
    }
}
