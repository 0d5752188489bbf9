//! Where work stands in a list, and what its place comes from. No I/O.

use std::cmp::Reverse;

use chrono::{Days, NaiveDate, TimeDelta};
use entity::{
    ClientId, TaskId, Timestamp,
    task::{OwnerKind, Priority, Status},
};
use serde::{Deserialize, Serialize};

use super::dto::{WorkListGroup, WorkListScore};
use crate::{domains::tasks::service::lists::OpenTask, platform::BusinessCalendar};

/// The clients of open critical flags weigh so much more than others.
const RAISED: i64 = 2;

/// Something to do, with what its place comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    pub task_id: TaskId,
    pub client_id: Option<ClientId>,
    pub priority: Priority,
    /// The instant from which it is overdue; none if it is never due.
    pub overdue_from: Option<Timestamp>,
    /// It waits for something, until it is to be looked at again if that is known.
    pub held: bool,
    pub look_again_on: Option<NaiveDate>,
    /// Someone outside the staff is to do it.
    pub outside: bool,
    pub start_after: Option<Timestamp>,
    /// It stands here because somebody else is late.
    pub escalated: bool,
}

impl Work {
    pub fn of_task(task: &OpenTask) -> Self {
        Self {
            task_id: task.id,
            client_id: task.client_id,
            priority: task.priority,
            overdue_from: task.overdue_from(),
            held: task.status == Status::OnHold,
            look_again_on: task.resume_on,
            outside: task.owner_kind.is_some_and(OwnerKind::is_outside),
            start_after: task.start_after,
            escalated: false,
        }
    }
}

/// The days by which a list is grouped: the agency's.
#[derive(Clone, Debug)]
pub struct ListDays {
    pub now: Timestamp,
    pub today: NaiveDate,
    calendar: BusinessCalendar,
    end_of_today: Timestamp,
    end_of_week: Timestamp,
}

impl ListDays {
    pub fn new(calendar: BusinessCalendar, now: Timestamp) -> Self {
        let today = calendar.day_of(now);
        let last = today.checked_add_days(Days::new(7)).unwrap_or(today);
        let (end_of_today, end_of_week) = (calendar.end_of(today), calendar.end_of(last));
        Self { now, today, calendar, end_of_today, end_of_week }
    }

    /// The day on which work is due that is overdue from this instant on.
    fn due_day(&self, overdue_from: Timestamp) -> NaiveDate {
        self.calendar.day_of(overdue_from.plus(TimeDelta::milliseconds(-1)))
    }

    /// Where the work stands. What is on hold waits until it is to be looked at
    /// again, whenever it is due; what someone outside does, and what is not to
    /// be started yet, only until it is overdue.
    pub fn group(&self, work: &Work) -> WorkListGroup {
        let look_again = work.look_again_on.is_some_and(|day| day <= self.today);
        if work.held && !look_again {
            return WorkListGroup::WaitingOnOthers;
        }
        if work.overdue_from.is_some_and(|due| due <= self.now) {
            return WorkListGroup::Overdue;
        }
        if work.held {
            return WorkListGroup::DueToday;
        }
        if work.outside {
            return WorkListGroup::WaitingOnOthers;
        }
        if work.start_after.is_some_and(|start| start > self.now) {
            return WorkListGroup::Later;
        }
        match work.overdue_from {
            None => WorkListGroup::Unscheduled,
            Some(due) if due <= self.end_of_today => WorkListGroup::DueToday,
            Some(due) if due <= self.end_of_week => WorkListGroup::Next7Days,
            Some(_) => WorkListGroup::Later,
        }
    }

    /// Overdue days × weight of the priority × weight of the client.
    pub fn score(&self, work: &Work, raised: bool) -> WorkListScore {
        let overdue_days = match work.overdue_from {
            Some(due) if due <= self.now => (self.today - self.due_day(due)).num_days().max(1),
            _ => 0,
        };
        let priority_weight = weight(work.priority);
        let acuity_weight = if raised { RAISED } else { 1 };
        let value = overdue_days * priority_weight * acuity_weight;
        WorkListScore { value, overdue_days, priority_weight, acuity_weight }
    }
}

/// One day late at the next priority weighs as much as two days late at this one.
const fn weight(priority: Priority) -> i64 {
    match priority {
        Priority::Routine => 1,
        Priority::Urgent => 2,
        Priority::Asap => 4,
        Priority::Stat => 8,
    }
}

/// A place in a list: the order of places is the order of the list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    score: Reverse<i64>,
    acuity: Reverse<i64>,
    priority: Reverse<i32>,
    never: bool,
    due: Option<Timestamp>,
    task_id: TaskId,
}

impl Place {
    pub fn of(work: &Work, score: &WorkListScore) -> Self {
        Self {
            score: Reverse(score.value),
            acuity: Reverse(score.acuity_weight),
            priority: Reverse(work.priority.rank()),
            never: work.overdue_from.is_none(),
            due: work.overdue_from,
            task_id: work.task_id,
        }
    }
}
