//! When a task is due, and how that looks now. No I/O.

use chrono::{DateTime, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use entity::{Timestamp, agency, task::Model};

use super::super::dto::{DueState, TaskPatch};
use crate::platform::BusinessCalendar;

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
        use super::super::dto::TaskClearableField as Clear;

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
pub fn never() -> Timestamp {
    let end_of_9999 = 253_402_300_799_999;
    DateTime::from_timestamp_millis(end_of_9999).unwrap_or_default().into()
}

/// The day of the instant, where the task is.
pub fn day_of(task: &Model, instant: Timestamp) -> NaiveDate {
    // Checked when it was written.
    let zone: Tz = task.time_zone.parse().unwrap_or(Tz::UTC);
    instant.to_utc().with_timezone(&zone).date_naive()
}

/// When the task is due, as seen now; none once it is closed.
pub fn due_state(task: &Model, now: Timestamp) -> Option<DueState> {
    if !task.status.is_open() {
        return None;
    }
    Some(match due_day(task) {
        None => DueState::Unscheduled,
        Some(_) if now >= task.sort_due_at => DueState::Overdue,
        Some(day) => match (day - day_of(task, now)).num_days() {
            ..=0 => DueState::DueToday,
            1..=7 => DueState::Next7Days,
            _ => DueState::Later,
        },
    })
}

/// The day on which the task is due, where it is due.
fn due_day(task: &Model) -> Option<NaiveDate> {
    task.due_on.or_else(|| task.due_at.map(|instant| day_of(task, instant)))
}

/// When somebody else has to know that the task is overdue; never if it is never due.
pub fn escalates_at(due: &Due, after_hours: Option<i32>) -> Option<Timestamp> {
    let hours = after_hours.filter(|_| due.on.is_some() || due.at.is_some())?;
    Some(due.overdue_from.plus(TimeDelta::hours(hours.into())))
}
