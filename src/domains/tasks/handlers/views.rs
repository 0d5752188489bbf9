//! How tasks and team queues are shown.

use entity::{task::Model, team_queue};

use super::super::{
    dto::{DueState, TaskBatchView, TaskEscalationView, TaskOutlineView, TaskView, TeamQueueView},
    service,
};
use crate::platform::{Ctx, Header, View};

impl View for TaskView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        Self {
            outline: TaskOutlineView::view(row.clone(), ctx),
            escalation: escalation(&row),
            instructions: row.instructions,
            previous_task_id: row.previous_task_id,
            next_task_id: row.next_task_id,
            dedupe_key: row.dedupe_key,
            checklist: row.checklist.0,
            completion_note: row.completion_note,
            evidence_kind: row.evidence_kind,
            evidence_id: row.evidence_id,
            status_reason: row.status_reason,
        }
    }
}

impl View for TaskOutlineView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        let due_state = service::due_state(ctx, &row);
        Self {
            allowed_actions: service::allowed_actions(ctx, &row),
            overdue: due_state == Some(DueState::Overdue),
            due_state,
            snooze_until: service::snoozed_until(ctx, &row),
            escalated: service::is_escalated(ctx, &row),
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            created_by: service::own_user(&row, row.created_by),
            updated_by: service::own_user(&row, row.updated_by),
            title: row.title,
            task_type: row.task_type,
            todo_code: row.todo_code,
            questionnaire_category: row.questionnaire_category,
            language: row.language,
            client_id: row.client_id,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            priority: row.priority,
            due_on: row.due_on,
            due_at: row.due_at,
            time_zone: row.time_zone,
            start_after: row.start_after,
            recurrence: row.recurrence,
            owner_kind: row.owner_kind,
            owner_id: row.owner_id,
            follower_id: row.follower_id,
            queue_id: row.queue_id,
            performer_roles: row.performer_roles.0,
            origin: row.origin,
            completed_at: row.completed_at,
            resume_on: row.resume_on,
            status: row.status,
        }
    }
}

impl View for TaskBatchView {
    type Record = Vec<Model>;

    fn view(tasks: Vec<Model>, ctx: &Ctx) -> Self {
        Self { items: tasks.into_iter().map(|task| TaskOutlineView::view(task, ctx)).collect() }
    }
}

fn escalation(row: &Model) -> Option<TaskEscalationView> {
    let (to_user_id, after_hours) = row.escalate_to_id.zip(row.escalate_after_hours)?;
    Some(TaskEscalationView { to_user_id, after_hours, escalates_at: row.escalates_at })
}

impl View for TeamQueueView {
    type Record = team_queue::Model;

    fn view(row: team_queue::Model, ctx: &Ctx) -> Self {
        Self {
            header: Header::of(&row),
            allowed_actions: service::queues::allowed_actions(ctx, &row),
            name: row.name,
            description: row.description,
            performer_roles: row.performer_roles.0,
            member_ids: row.member_ids.0,
            status: row.status,
            status_reason: row.status_reason,
        }
    }
}
