//! How a task moves, who may act on it, and when it is due. No I/O.

use Status::*;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use entity::{
    Code, Timestamp, UserId, agency,
    task::{Assignment, AssignmentEvent, Event, Model, Status},
    user_account::Role,
};
use validator::ValidationError;

use super::dto::{NewTask, TaskCompletion, TaskHold, TaskPatch};
use crate::platform::{
    BusinessCalendar, Machine, Problem, ProblemKind, Reach, Step, broken_rule, catalogue,
};

/// `resume` leads back to where the task was held: see [`resume`]. `fulfil`
/// happens to a task when what it asks for is done elsewhere: no caller asks for it.
pub const MACHINE: Machine<Status, Event> = Machine::new(&[
    (Draft, Event::Ready, Ready),
    (Draft, Event::Fulfil, Completed),
    (Draft, Event::Cancel, Cancelled),
    (Ready, Event::Claim, InProgress),
    (Ready, Event::Start, InProgress),
    (Ready, Event::Fulfil, Completed),
    (Ready, Event::Hold, OnHold),
    (Ready, Event::Cancel, Cancelled),
    (InProgress, Event::Complete, Completed),
    (InProgress, Event::Fulfil, Completed),
    (InProgress, Event::Fail, Failed),
    (InProgress, Event::Hold, OnHold),
    (InProgress, Event::Cancel, Cancelled),
    (OnHold, Event::Resume, Ready),
    (OnHold, Event::Fulfil, Completed),
    (OnHold, Event::Cancel, Cancelled),
    (Completed, Event::Reopen, Ready),
]);

/// A task changes hands while its status stays.
pub const ASSIGNMENT: Machine<Assignment, AssignmentEvent> = Machine {
    name: "assignment",
    edges: &[
        (Assignment::Unowned, AssignmentEvent::Reassign, Assignment::Owned),
        (Assignment::Owned, AssignmentEvent::Reassign, Assignment::Owned),
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
    fn owns(self, task: &Model) -> bool {
        task.owner_id == Some(self.id)
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
        // Claiming is how an unowned task becomes one's own.
        if !(event == Event::Claim && task.owner_id.is_none()) {
            self.check_reach(task)?;
        }
        let step = MACHINE
            .fire(task.status, event)
            .map_err(|problem| problem.with_allowed_actions(self.allowed_actions(task)))?;
        match event {
            Event::Claim if task.owner_id.is_some() && !self.owns(task) => {
                Err(Problem::new(&OWNED))
            }
            Event::Claim if task.owner_id.is_none() && !self.fits(task) => Err(Problem::saying(
                &catalogue::FORBIDDEN,
                "The task is for other roles: see `performerRoles`.",
            )),
            Event::Start if task.owner_id.is_none() => Err(Problem::new(&UNOWNED)),
            Event::Reopen if !is_reopenable(task, self.now) => {
                Err(Problem::new(&REOPENED_TOO_LATE))
            }
            _ => Ok(resume(task, step)),
        }
    }

    /// The move to another owner.
    pub fn reassign(self, task: &Model) -> Result<Step<Assignment>, Problem> {
        self.check_reach(task)?;
        check_open(task)?;
        let held_by = if task.owner_id.is_some() { Assignment::Owned } else { Assignment::Unowned };
        ASSIGNMENT.fire(held_by, AssignmentEvent::Reassign)
    }

    pub fn allowed_actions(self, task: &Model) -> Vec<String> {
        let events = MACHINE.allowed(task.status).filter(|event| *event != Event::Fulfil);
        let possible = events.filter(|event| self.step(task, *event).is_ok());
        let mut actions: Vec<_> = possible.map(Code::code).collect();
        if self.reassign(task).is_ok() {
            actions.push(AssignmentEvent::Reassign.code());
        }
        actions
    }
}

/// Resuming leads back to where the task was held; other moves lead where they do.
pub fn resume(task: &Model, step: Step<Status>) -> Step<Status> {
    let before = task.status_before_hold.filter(|_| step.event == Event::Resume.code());
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
    }
}

fn is_reopenable(task: &Model, now: Timestamp) -> bool {
    task.completed_at.is_some_and(|completed| now.since(completed) <= REOPENABLE_FOR)
}

/// Closed tasks stay as they are.
pub fn check_open(task: &Model) -> Result<(), Problem> {
    if task.status.is_open() { Ok(()) } else { Err(Problem::new(&CLOSED)) }
}

/// When a task is due, and where that day ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub on: Option<NaiveDate>,
    pub at: Option<Timestamp>,
    pub time_zone: String,
    pub overdue_from: Timestamp,
}

impl Due {
    /// Days end in the zone given, or where the agency is.
    pub fn new(
        on: Option<NaiveDate>,
        at: Option<Timestamp>,
        time_zone: Option<&str>,
        agency: &agency::Model,
    ) -> Self {
        let time_zone = time_zone.unwrap_or(&agency.time_zone).to_owned();
        let there = agency::Model { time_zone: time_zone.clone(), ..agency.clone() };
        let overdue_from = at.or_else(|| on.map(|day| BusinessCalendar::from(&there).end_of(day)));
        Self { on, at, time_zone, overdue_from: overdue_from.unwrap_or_else(never) }
    }

    /// As the patch leaves it: a day takes the place of an instant, and the
    /// other way round.
    pub fn patched(current: &Model, patch: &TaskPatch, agency: &agency::Model) -> Self {
        use super::dto::TaskClearableField as Clear;

        let clears = |field| patch.clear_fields.contains(&field);
        let (on, at) = match (patch.due_on, patch.due_at) {
            (None, None) => (
                current.due_on.filter(|_| !clears(Clear::DueOn)),
                current.due_at.filter(|_| !clears(Clear::DueAt)),
            ),
            given => given,
        };
        let time_zone = patch.time_zone.as_deref().unwrap_or(&current.time_zone);
        Self::new(on, at, Some(time_zone), agency)
    }
}

/// What is never due is due when all that is due has been, so that it sorts.
fn never() -> Timestamp {
    let end_of_9999 = 253_402_300_799_999;
    DateTime::from_timestamp_millis(end_of_9999).unwrap_or_default().into()
}

pub fn check_new(new: &NewTask) -> Result<(), ValidationError> {
    check_zone(new.time_zone.as_deref())?;
    check_due(new.due_on, new.due_at)?;
    check_year("/startAfter", new.start_after.map(Timestamp::to_utc))?;
    check_pair(
        ("/subjectKind", new.subject_kind.is_some()),
        ("/subjectId", new.subject_id.is_some()),
    )
}

pub fn check_patch(patch: &TaskPatch) -> Result<(), ValidationError> {
    check_zone(patch.time_zone.as_deref())?;
    check_due(patch.due_on, patch.due_at)?;
    check_year("/startAfter", patch.start_after.map(Timestamp::to_utc))
}

pub fn check_completion(completion: &TaskCompletion) -> Result<(), ValidationError> {
    let TaskCompletion { evidence_kind, evidence_id, .. } = completion;
    check_pair(("/evidenceKind", evidence_kind.is_some()), ("/evidenceId", evidence_id.is_some()))
}

pub fn check_hold(hold: &TaskHold) -> Result<(), ValidationError> {
    check_year("/resumeOn", hold.resume_on)
}

/// A held task is looked at again today or later, where the task is.
pub fn check_resume_on(task: &Model, on: Option<NaiveDate>, now: Timestamp) -> Result<(), Problem> {
    if on.is_some_and(|day| day < day_of(task, now)) {
        return Err(Problem::field("/resumeOn", "in_the_past", "Today or later."));
    }
    Ok(())
}

/// The day of the instant, where the task is.
pub fn day_of(task: &Model, instant: Timestamp) -> NaiveDate {
    // Checked when it was written.
    let zone: Tz = task.time_zone.parse().unwrap_or(Tz::UTC);
    instant.to_utc().with_timezone(&zone).date_naive()
}

fn check_zone(zone: Option<&str>) -> Result<(), ValidationError> {
    if zone.is_some_and(|zone| zone.parse::<Tz>().is_err()) {
        let detail = "A time zone has a name of IANA, such as America/Chicago.";
        return Err(broken_rule("/timeZone", "time_zone", detail));
    }
    Ok(())
}

fn check_due(on: Option<NaiveDate>, at: Option<Timestamp>) -> Result<(), ValidationError> {
    if on.is_some() && at.is_some() {
        return Err(broken_rule("/dueAt", "due_twice", "Send `dueOn` or `dueAt`, not both."));
    }
    check_year("/dueOn", on)?;
    check_year("/dueAt", at.map(Timestamp::to_utc))
}

fn check_year(pointer: &'static str, day: Option<impl Datelike>) -> Result<(), ValidationError> {
    if day.is_some_and(|day| !(2000..2200).contains(&day.year())) {
        return Err(broken_rule(pointer, "out_of_range", "Of the years 2000 to 2199."));
    }
    Ok(())
}

/// Both halves of a reference are there, or neither.
fn check_pair(
    (kind, has_kind): (&'static str, bool),
    (id, has_id): (&'static str, bool),
) -> Result<(), ValidationError> {
    if has_kind == has_id {
        return Ok(());
    }
    let missing = if has_kind { id } else { kind };
    Err(broken_rule(missing, "half_a_reference", "A reference has both a kind and an id."))
}
