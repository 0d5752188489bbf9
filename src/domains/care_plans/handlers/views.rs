//! How rows become views.

use entity::{
    care_plan, goal, goal_barrier, goal_progress, intervention, plan_acknowledgement, plan_problem,
    plan_template, plan_version,
};

use super::super::{
    dto::{
        CarePlanOutlineView, CarePlanView, GoalBarrierView, GoalProgressView, GoalView,
        InterventionView, PlanAcknowledgementView, PlanProblemView, PlanReviewView,
        PlanTemplateOutlineView, PlanTemplateView, PlanVersionOutlineView, PlanVersionView,
    },
    service::{self, CarePlanOutline, CarePlanRecord, PartRecord, ReviewRecord},
};
use crate::platform::{Ctx, Header, View};

impl View for CarePlanView {
    type Record = CarePlanRecord;

    fn view(record: CarePlanRecord, ctx: &Ctx) -> Self {
        let CarePlanRecord { plan, problems, goals, interventions, barriers, today } = record;
        let outline = CarePlanOutline { plan: plan.clone(), today };
        let of_goal = |row: &goal::Model| {
            let own = barriers.iter().filter(|barrier| barrier.goal_id == row.id);
            own.cloned().collect::<Vec<_>>()
        };
        Self {
            outline: CarePlanOutlineView::view(outline, ctx),
            problems: problems.into_iter().map(|row| problem(&plan, row)).collect(),
            goals: goals.into_iter().map(|row| goal(&plan, of_goal(&row), row, ctx)).collect(),
            interventions: interventions
                .into_iter()
                .map(|row| intervention(&plan, row, ctx))
                .collect(),
        }
    }
}

impl View for CarePlanOutlineView {
    type Record = CarePlanOutline;

    fn view(CarePlanOutline { plan, today }: CarePlanOutline, ctx: &Ctx) -> Self {
        Self {
            review_overdue: service::is_overdue(&plan, today),
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
            element_notes: plan.element_notes.0,
            preference_answers: plan.preference_answers.0,
            template_id: plan.template_id,
            requires_approval: plan.requires_approval,
            current_version: plan.current_version,
            activated_at: plan.activated_at,
            next_review_on: plan.next_review_on,
            replaces_id: plan.replaces_id,
            replaced_by_id: plan.replaced_by_id,
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
        source_template_id: row.source_template_id,
    }
}

impl View for GoalView {
    type Record = PartRecord<goal::Entity>;

    fn view(record: Self::Record, ctx: &Ctx) -> Self {
        goal(&record.plan, record.barriers, record.part, ctx)
    }
}

impl View for GoalBarrierView {
    type Record = PartRecord<goal_barrier::Entity>;

    fn view(record: Self::Record, ctx: &Ctx) -> Self {
        barrier(&record.plan, record.part, ctx)
    }
}

fn barrier(plan: &care_plan::Model, row: goal_barrier::Model, ctx: &Ctx) -> GoalBarrierView {
    GoalBarrierView {
        allowed_actions: service::barrier_actions(ctx, plan.status, &row),
        header: Header::of_part(&row, plan.version),
        care_plan_id: row.care_plan_id,
        goal_id: row.goal_id,
        code: row.code,
        text: row.text,
        status: row.status,
        resolution: row.resolution,
    }
}

fn goal(
    plan: &care_plan::Model,
    barriers: Vec<goal_barrier::Model>,
    row: goal::Model,
    ctx: &Ctx,
) -> GoalView {
    GoalView {
        allowed_actions: service::goal_actions(ctx, plan.status, &row),
        target_met: service::target_met(&row),
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
        latest_value: row.latest_value,
        latest_value_at: row.latest_value_at,
        barriers: barriers.into_iter().map(|row| barrier(plan, row, ctx)).collect(),
        owner: row.owner,
        owner_user_id: row.owner_user_id,
        status: row.status,
        achievement_status: row.achievement_status,
        source_assessment_id: row.source_assessment_id,
        source_suggestion_code: row.source_suggestion,
        source_template_id: row.source_template_id,
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
        responsible_role: row.responsible_role,
        frequency: row.frequency,
        starts_on: row.starts_on,
        due_on: row.due_on,
        status: row.status,
        linked_kind: row.linked_kind,
        linked_id: row.linked_id,
        outcome: row.outcome,
        source_assessment_id: row.source_assessment_id,
        source_suggestion_code: row.source_suggestion,
        source_template_id: row.source_template_id,
    }
}

impl View for GoalProgressView {
    type Record = goal_progress::Model;

    fn view(row: goal_progress::Model, ctx: &Ctx) -> Self {
        Self {
            allowed_actions: service::progress_actions(ctx, &row),
            header: Header::of(&row),
            care_plan_id: row.care_plan_id,
            goal_id: row.goal_id,
            observed_at: row.observed_at,
            value: row.value,
            achievement_status: row.achievement_status,
            note: row.note,
            status: row.status,
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
            approved_by: row.approved_by,
        }
    }
}

impl View for PlanVersionView {
    type Record = plan_version::Model;

    fn view(row: plan_version::Model, ctx: &Ctx) -> Self {
        Self { outline: PlanVersionOutlineView::view(row.clone(), ctx), snapshot: row.snapshot.0 }
    }
}

impl View for PlanReviewView {
    type Record = ReviewRecord;

    fn view(record: ReviewRecord, ctx: &Ctx) -> Self {
        let allowed_actions = service::review_actions(ctx, &record);
        let overdue = service::is_review_overdue(&record);
        let row = record.review;
        Self {
            header: Header::of(&row),
            care_plan_id: row.care_plan_id,
            due_on: row.due_on,
            overdue,
            reviewer_id: row.reviewer_id,
            done_on: row.done_on,
            participants: row.participants.0,
            effectiveness: row.effectiveness,
            changes_needed: row.changes_needed,
            summary: row.summary,
            next_review_on: row.next_review_on,
            status: row.status,
            allowed_actions,
        }
    }
}

impl View for PlanAcknowledgementView {
    type Record = plan_acknowledgement::Model;

    fn view(row: plan_acknowledgement::Model, _: &Ctx) -> Self {
        Self {
            header: Header::of(&row),
            care_plan_id: row.care_plan_id,
            version_number: row.version_number,
            party: row.party,
            user_id: row.user_id,
            agreement: row.agreement,
            method: row.method,
            acknowledged_at: row.acknowledged_at,
            comment: row.comment,
            signed_by: row.signed_by,
            signature_reference: row.signature_reference,
            copy_given: row.copy_given,
            copy_language: row.copy_language,
        }
    }
}

impl View for PlanTemplateOutlineView {
    type Record = plan_template::Model;

    fn view(row: plan_template::Model, ctx: &Ctx) -> Self {
        Self {
            allowed_actions: service::template_actions(ctx, &row),
            header: Header::of(&row),
            name: row.name,
            description: row.description,
            title: row.title,
            category: row.category,
            expected_outcome: row.expected_outcome,
            requires_approval: row.requires_approval,
            review_after_days: row.review_after_days,
            revises_id: row.revises_id,
            published_at: row.published_at,
            status: row.status,
        }
    }
}

impl View for PlanTemplateView {
    type Record = plan_template::Model;

    fn view(row: plan_template::Model, ctx: &Ctx) -> Self {
        let content = row.content.0.clone();
        Self { outline: PlanTemplateOutlineView::view(row, ctx), content }
    }
}
