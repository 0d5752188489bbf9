//! How a task moves, and who may act on it. No I/O.

use Status::*;
use chrono::TimeDelta;
use entity::{
    Code, Timestamp, UserId,
    task::{
        Assignment, AssignmentEvent, Attention, AttentionEvent, Event, Model, OwnerKind, Priority,
        Status, TaskType,
    },
    user_account::Role,
};

use crate::platform::{Machine, Problem, ProblemKind, Reach, Step, catalogue};

mod checklist;
mod checks;
mod due;
pub mod queues;
pub mod recurrence;

pub use checklist::{CHECKLIST_UNCHANGED, anew, check_done, checked, written};
pub use checks::{
    check_batch, check_completion, check_hold, check_new, check_patch, check_reassignment,
    check_recurs, check_resume_on, check_snooze,
};
pub use due::{Due, day_of, due_state, escalates_at, never};

/// The machine of the team's tasks. `resume` leads back to where the task was
/// held: see [`resume`]. `fulfil` happens to a task when what it asks for is
/// done elsewhere: no caller asks for it.
pub const TEAM: Machine<Status, Event> = Machine::new(&[
    (Draft, Event::Ready, Ready),
    (Draft, Event::Fulfil, Completed),
    (Draft, Event::Cancel, Cancelled),
    (Draft, Event::EnterInError, EnteredInError),
    (Ready, Event::Claim, InProgress),
    (Ready, Event::Start, InProgress),
    (Ready, Event::Release, Ready),
    (Ready, Event::Fulfil, Completed),
    (Ready, Event::Hold, OnHold),
    (Ready, Event::Cancel, Cancelled),
    (Ready, Event::EnterInError, EnteredInError),
    (InProgress, Event::Release, Ready),
    (InProgress, Event::Complete, Completed),
    (InProgress, Event::Fulfil, Completed),
    (InProgress, Event::Fail, Failed),
    (InProgress, Event::Hold, OnHold),
    (InProgress, Event::Cancel, Cancelled),
    (InProgress, Event::EnterInError, EnteredInError),
    (OnHold, Event::Resume, Ready),
    (OnHold, Event::Fulfil, Completed),
    (OnHold, Event::Cancel, Cancelled),
    (OnHold, Event::EnterInError, EnteredInError),
    (Completed, Event::Reopen, Ready),
    (Completed, Event::EnterInError, EnteredInError),
    (Failed, Event::EnterInError, EnteredInError),
    (Cancelled, Event::EnterInError, EnteredInError),
]);

/// The machine of clients' to-dos, as the Gravity project draws it for tasks of
/// patients. A client may be done with something without having said that they
/// began, and nobody takes it over from them.
pub const TO_DO: Machine<Status, Event> = Machine::new(&[
    (Ready, Event::Start, InProgress),
    (Ready, Event::Hold, OnHold),
    (Ready, Event::Complete, Completed),
    (Ready, Event::Fulfil, Completed),
    (Ready, Event::Fail, Failed),
    (Ready, Event::Cancel, Cancelled),
    (Ready, Event::EnterInError, EnteredInError),
    (InProgress, Event::Hold, OnHold),
    (InProgress, Event::Complete, Completed),
    (InProgress, Event::Fulfil, Completed),
    (InProgress, Event::Fail, Failed),
    (InProgress, Event::Cancel, Cancelled),
    (InProgress, Event::EnterInError, EnteredInError),
    (OnHold, Event::Resume, InProgress),
    (OnHold, Event::Complete, Completed),
    (OnHold, Event::Fulfil, Completed),
    (OnHold, Event::Fail, Failed),
    (OnHold, Event::Cancel, Cancelled),
    (OnHold, Event::EnterInError, EnteredInError),
    (Completed, Event::EnterInError, EnteredInError),
    (Failed, Event::EnterInError, EnteredInError),
    (Cancelled, Event::EnterInError, EnteredInError),
]);

/// The machine that the task moves by.
pub fn machine(task: &Model) -> &'static Machine<Status, Event> {
    if task.task_type == TaskType::ClientTodo { &TO_DO } else { &TEAM }
}

/// A task changes hands while its status stays.
pub const ASSIGNMENT: Machine<Assignment, AssignmentEvent> = Machine {
    name: "assignment",
    edges: &[
        (Assignment::Unowned, AssignmentEvent::Reassign, Assignment::Owned),
        (Assignment::Queued, AssignmentEvent::Reassign, Assignment::Owned),
        (Assignment::Owned, AssignmentEvent::Reassign, Assignment::Owned),
        (Assignment::Unowned, AssignmentEvent::Enqueue, Assignment::Queued),
        (Assignment::Queued, AssignmentEvent::Enqueue, Assignment::Queued),
        (Assignment::Owned, AssignmentEvent::Enqueue, Assignment::Queued),
    ],
};

/// A task leaves work lists for a while. Who snoozes it again, moves the moment.
pub const ATTENTION: Machine<Attention, AttentionEvent> = Machine {
    name: "attention",
    edges: &[
        (Attention::Awake, AttentionEvent::Snooze, Attention::Snoozed),
        (Attention::Snoozed, AttentionEvent::Snooze, Attention::Snoozed),
        (Attention::Snoozed, AttentionEvent::Unsnooze, Attention::Awake),
    ],
};

pub const ALREADY_OPEN: ProblemKind = ProblemKind::conflict(
    "task_already_open",
    "There is an open task with this key",
    "Work with the task that `openTaskId` names, or close it first.",
);

pub const OWNED: ProblemKind = ProblemKind::conflict(
    "task_owned",
    "Someone else owns the task",
    "Leave it to its owner, or reassign it and say why.",
);

pub const UNOWNED: ProblemKind = ProblemKind::conflict(
    "task_unowned",
    "Nobody owns the task",
    "Claim it, or reassign it to whoever is to do it.",
);

pub const CLOSED: ProblemKind = ProblemKind::conflict(
    "task_closed",
    "The task is closed",
    "Reopen it if it was completed in the last 30 days, or create another one.",
);

pub const REOPENED_TOO_LATE: ProblemKind = ProblemKind::conflict(
    "task_reopened_too_late",
    "The task was completed more than 30 days ago",
    "Create another task.",
);

pub const CHECKLIST_OPEN: ProblemKind = ProblemKind::conflict(
    "task_checklist_open",
    "Required items of the checklist are not done",
    "Check the items that `checklistItemIds` names, or say that they are not required.",
);

pub const NOT_REASSIGNED: ProblemKind = ProblemKind::conflict(
    "tasks_not_reassigned",
    "Some of the tasks cannot be reassigned",
    "None was. Leave out the items that `errors` points to, or mend what it says of them.",
);

pub const BEGUN: ProblemKind = ProblemKind::conflict(
    "task_begun",
    "Somebody has begun with the task",
    "Release it to the queue: then it is ready again.",
);

pub const STAFF_ONLY: ProblemKind = ProblemKind::conflict(
    "task_not_with_staff",
    "Nobody of the staff owns the task",
    "Reassign it instead.",
);

pub const NOT_SNOOZABLE: ProblemKind = ProblemKind::conflict(
    "task_not_snoozable",
    "The task cannot be snoozed",
    "Only what is ready or in progress can be snoozed, and nothing of the priority `stat`.",
);

pub const NOT_SNOOZED: ProblemKind = ProblemKind::conflict(
    "task_not_snoozed",
    "The task is not snoozed",
    "Nothing is to be done: work lists show it.",
);

/// A completed task may be reopened for so long.
const REOPENABLE_FOR: TimeDelta = TimeDelta::days(30);

/// What the rules need to know of the caller.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    pub id: UserId,
    pub roles: &'a [Role],
    pub reach: Reach,
    pub now: Timestamp,
}

impl Actor<'_> {
    /// Whether it stands on the caller's own work list.
    fn owns(self, task: &Model) -> bool {
        task.follower_id == Some(self.id)
    }

    /// Whether the task is for one of the caller's roles.
    pub fn fits(self, task: &Model) -> bool {
        let roles = &task.performer_roles;
        roles.is_empty() || roles.iter().any(|role| self.roles.contains(role))
    }

    /// Whose reach ends at their own tasks may do nothing with another's.
    pub fn check_reach(self, task: &Model) -> Result<(), Problem> {
        if self.reach == Reach::Agency || self.owns(task) {
            Ok(())
        } else {
            Err(Problem::new(&catalogue::FORBIDDEN))
        }
    }

    /// The move that the event makes, if the caller may make it now.
    pub fn step(self, task: &Model, event: Event) -> Result<Step<Status>, Problem> {
        // Claiming is how an untaken task becomes one's own.
        if !(event == Event::Claim && task.is_untaken()) {
            self.check_reach(task)?;
        }
        let step = machine(task)
            .fire(task.status, event)
            .map_err(|problem| problem.with_allowed_actions(self.allowed_actions(task)))?;
        match event {
            Event::Claim if !task.is_untaken() && !self.owns_as_staff(task) => {
                Err(Problem::new(&OWNED))
            }
            Event::Claim if task.is_untaken() && !self.fits(task) => Err(Problem::saying(
                &catalogue::FORBIDDEN,
                "The task is for other roles: see `performerRoles`.",
            )),
            Event::Start | Event::Release if task.is_untaken() => Err(Problem::new(&UNOWNED)),
            Event::Release if task.owner_kind != Some(OwnerKind::Staff) => {
                Err(Problem::new(&STAFF_ONLY))
            }
            Event::Complete => check_done(task).map(|()| step),
            Event::Reopen if !is_reopenable(task, self.now) => {
                Err(Problem::new(&REOPENED_TOO_LATE))
            }
            _ => Ok(resume(task, step)),
        }
    }

    fn owns_as_staff(self, task: &Model) -> bool {
        task.staff_owner() == Some(self.id)
    }

    /// The move to another owner.
    pub fn reassign(self, task: &Model, to: OwnerKind) -> Result<Step<Assignment>, Problem> {
        self.check_reach(task)?;
        check_open(task)?;
        let held_by = match task.owner_kind {
            None => Assignment::Unowned,
            Some(OwnerKind::TeamQueue) => Assignment::Queued,
            Some(_) => Assignment::Owned,
        };
        if to != OwnerKind::TeamQueue {
            return ASSIGNMENT.fire(held_by, AssignmentEvent::Reassign);
        }
        // Nobody could claim what is in progress.
        if task.status == InProgress || task.status_before_hold == Some(InProgress) {
            return Err(Problem::new(&BEGUN));
        }
        ASSIGNMENT.fire(held_by, AssignmentEvent::Enqueue)
    }

    pub fn snooze(self, task: &Model) -> Result<Step<Attention>, Problem> {
        self.check_reach(task)?;
        check_open(task)?;
        if !matches!(task.status, Ready | InProgress) || task.priority == Priority::Stat {
            return Err(Problem::new(&NOT_SNOOZABLE));
        }
        ATTENTION.fire(attention(task, self.now), AttentionEvent::Snooze)
    }

    pub fn unsnooze(self, task: &Model) -> Result<Step<Attention>, Problem> {
        self.check_reach(task)?;
        if attention(task, self.now) == Attention::Awake {
            return Err(Problem::new(&NOT_SNOOZED));
        }
        ATTENTION.fire(Attention::Snoozed, AttentionEvent::Unsnooze)
    }

    /// What the caller can do, but for `enter_in_error`, which depends on more.
    pub fn allowed_actions(self, task: &Model) -> Vec<String> {
        let events = machine(task).allowed(task.status);
        let offered = events.filter(|event| !matches!(event, Event::Fulfil | Event::EnterInError));
        let possible = offered.filter(|event| self.step(task, *event).is_ok());
        let mut actions: Vec<_> = possible.map(Code::code).collect();
        if self.reassign(task, OwnerKind::Staff).is_ok() {
            actions.push(AssignmentEvent::Reassign.code());
        }
        if self.snooze(task).is_ok() {
            actions.push(AttentionEvent::Snooze.code());
        }
        if self.unsnooze(task).is_ok() {
            actions.push(AttentionEvent::Unsnooze.code());
        }
        actions
    }
}

fn attention(task: &Model, now: Timestamp) -> Attention {
    if is_snoozed(task, now) { Attention::Snoozed } else { Attention::Awake }
}

/// Whether work lists leave the task out for now.
pub fn is_snoozed(task: &Model, now: Timestamp) -> bool {
    task.status.is_open() && task.snooze_until.is_some_and(|until| until > now)
}

/// Resuming leads back to where the team's task was held; other moves lead where they do.
pub fn resume(task: &Model, step: Step<Status>) -> Step<Status> {
    let resumes = step.event == Event::Resume.code() && task.task_type != TaskType::ClientTodo;
    let before = task.status_before_hold.filter(|_| resumes);
    Step { to: before.unwrap_or(step.to), ..step }
}

/// What was done to a task by the event.
pub const fn done(event: Event) -> &'static str {
    match event {
        Event::Ready => "readied",
        Event::Claim => "claimed",
        Event::Start => "started",
        Event::Complete | Event::Fulfil => "completed",
        Event::Fail => "failed",
        Event::Hold => "held",
        Event::Resume => "resumed",
        Event::Cancel => "cancelled",
        Event::Reopen => "reopened",
        Event::Release => "released",
        Event::EnterInError => "entered_in_error",
    }
}

fn is_reopenable(task: &Model, now: Timestamp) -> bool {
    task.completed_at.is_some_and(|completed| now.since(completed) <= REOPENABLE_FOR)
}

/// Closed tasks stay as they are.
pub fn check_open(task: &Model) -> Result<(), Problem> {
    if task.status.is_open() { Ok(()) } else { Err(Problem::new(&CLOSED)) }
}
