//! What is to be done about a referral by the sender's people.

use chrono::NaiveDate;
use entity::{
    Code, Row, Timestamp,
    referral::{Event, Model},
    task::{Origin, TaskType},
    user_account::Role,
};

use crate::domains::tasks::dto::RaisedTask;

/// Something that the sender's people are to do.
pub struct FollowUp {
    pub title: &'static str,
    pub task_type: TaskType,
    pub due: Due,
    pub roles: &'static [Role],
}

/// By when.
#[derive(Clone, Copy)]
pub enum Due {
    BusinessDays(u32),
    /// On that day and not before, counted with weekends and holidays.
    OnDay(u32),
}

const WORKERS: &[Role] = &[Role::CareManager, Role::Supervisor];

/// The sender's tasks after the recipient's move.
pub fn follow_ups(event: Event) -> Vec<FollowUp> {
    let task = |title, task_type, days| FollowUp {
        title,
        task_type,
        due: Due::BusinessDays(days),
        roles: WORKERS,
    };
    let review = |title| task(title, TaskType::ResultsReview, 3);
    match event {
        Event::Reject => {
            let title = "Refer to another agency: the referral was rejected";
            vec![task(title, TaskType::ReferralFollowup, 1)]
        }
        Event::Complete => vec![review("Review what the referral delivered"), feedback()],
        Event::Fail => vec![review("Review why the referral failed")],
        Event::Cancel => vec![review("Review why the receiving agency cancelled the referral")],
        Event::Send
        | Event::Accept
        | Event::Claim
        | Event::Waitlist
        | Event::Start
        | Event::Pause
        | Event::Escalate
        | Event::EnterInError => Vec::new(),
    }
}

/// To ask the client, two weeks after the service.
pub fn feedback() -> FollowUp {
    FollowUp {
        title: "Ask the client whether the need was met",
        task_type: TaskType::Contact,
        due: Due::OnDay(14),
        roles: WORKERS,
    }
}

/// To look at a loop that was opened again.
pub fn reopened() -> FollowUp {
    FollowUp {
        title: "Review the referral: its loop was opened again",
        task_type: TaskType::ResultsReview,
        due: Due::BusinessDays(3),
        roles: WORKERS,
    }
}

/// To see to it that a referral is answered.
pub fn escalation_task() -> FollowUp {
    FollowUp {
        title: "See to an answer: the referral is overdue",
        task_type: TaskType::ReferralFollowup,
        due: Due::BusinessDays(1),
        roles: &[Role::Supervisor],
    }
}

/// That task, about the sender's row.
pub fn task_of(
    referral: &Model,
    follow_up: &FollowUp,
    (due_on, start_after): (NaiveDate, Option<Timestamp>),
) -> RaisedTask {
    RaisedTask {
        title: follow_up.title.to_owned(),
        task_type: follow_up.task_type,
        client_id: referral.client_id,
        subject: Some((Model::KIND, referral.id.uuid())),
        priority: referral.priority,
        due_on: Some(due_on),
        due_at: None,
        start_after,
        owner_id: None,
        performer_roles: follow_up.roles.to_vec(),
        origin: Origin::Referral,
        dedupe_key: Some(format!("referral {} {}", referral.id, follow_up.task_type.code())),
        recurrence: None,
    }
}
