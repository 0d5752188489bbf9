//! How a task moves, who may act on it, and when it is due. No I/O.

use Status::*;
use chrono::NaiveDate;
use entity::{
    Timestamp,
    task::{Event, Model, Status},
};

use crate::platform::{BusinessCalendar, Machine, Problem, ProblemKind, Step};

/// `resume` leads back to where the task was held: see [`resume`].
pub const MACHINE: Machine<Status, Event> = Machine::new(&[
    (Draft, Event::Ready, Ready),
    (Draft, Event::Cancel, Cancelled),
    (Ready, Event::Claim, InProgress),
    (Ready, Event::Start, InProgress),
    (Ready, Event::Hold, OnHold),
    (Ready, Event::Cancel, Cancelled),
    (InProgress, Event::Complete, Completed),
    (InProgress, Event::Fail, Failed),
    (InProgress, Event::Hold, OnHold),
    (InProgress, Event::Cancel, Cancelled),
    (OnHold, Event::Resume, Ready),
    (OnHold, Event::Cancel, Cancelled),
    (Completed, Event::Reopen, Ready),
]);

pub const ALREADY_OPEN: ProblemKind = ProblemKind::conflict(
    "task_already_open",
    "There is an open task with this key",
    "Work with the task that `openTaskId` names, or close it first.",
);

/// The move back to where the task was held.
pub fn resume(task: &Model) -> Result<Step<Status>, Problem> {
    let step = MACHINE.fire(task.status, Event::Resume)?;
    Ok(Step { to: task.status_before_hold.unwrap_or(step.to), ..step })
}

/// The instant from which a task is overdue: the end of its day where the
/// calendar is, or the instant itself. A task that is never due has one that
/// does not come, so that all tasks sort.
pub fn overdue_from(
    due_on: Option<NaiveDate>,
    due_at: Option<Timestamp>,
    calendar: &BusinessCalendar,
) -> Timestamp {
    due_at.or_else(|| due_on.map(|day| calendar.end_of(day))).unwrap_or_else(never)
}

fn never() -> Timestamp {
    let last_moment_of_9999 = 253_402_300_799_999;
    chrono::DateTime::from_timestamp_millis(last_moment_of_9999).unwrap_or_default().into()
}
