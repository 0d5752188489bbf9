//! How tasks and work lists are shown.

use entity::task::Model;

use super::super::{
    dto::{
        DueState, TaskOutlineView, TaskView, WorkListGroup, WorkListItem, WorkListScore,
        WorkListView,
    },
    ranking::{Ranked, Score, WorkList},
    service,
};
use crate::platform::{Ctx, View};

impl View for TaskView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        Self {
            outline: TaskOutlineView::view(row.clone(), ctx),
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
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            created_by: service::own_user(&row, row.created_by),
            updated_by: service::own_user(&row, row.updated_by),
            title: row.title,
            task_type: row.task_type,
            client_id: row.client_id,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            priority: row.priority,
            due_on: row.due_on,
            due_at: row.due_at,
            time_zone: row.time_zone,
            start_after: row.start_after,
            owner_id: row.owner_id,
            performer_roles: row.performer_roles.0,
            origin: row.origin,
            completed_at: row.completed_at,
            resume_on: row.resume_on,
            status: row.status,
        }
    }
}

impl View for WorkListView {
    type Record = WorkList;

    fn view(record: WorkList, ctx: &Ctx) -> Self {
        let explain = record.explain;
        let group = |ranked: Ranked| WorkListGroup {
            more: ranked.more as u64,
            items: ranked
                .tasks
                .into_iter()
                .map(|(task, score)| WorkListItem {
                    task: TaskOutlineView::view(task, ctx),
                    score: explain.then(|| score.into()),
                })
                .collect(),
        };
        Self {
            as_of: record.as_of,
            overdue: group(record.overdue),
            due_today: group(record.due_today),
            next_7_days: group(record.next_7_days),
            later: group(record.later),
            unscheduled: group(record.unscheduled),
            waiting_on_others: group(record.waiting_on_others),
            claimable: group(record.claimable),
            truncated: record.truncated,
        }
    }
}

impl From<Score> for WorkListScore {
    fn from(score: Score) -> Self {
        Self {
            value: score.value,
            overdue_days: score.overdue_days,
            priority_weight: score.priority_weight,
        }
    }
}
