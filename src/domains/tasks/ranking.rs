//! How urgent a task is now, and in which order a work list shows tasks. No I/O.

use std::cmp::Reverse;

use chrono::NaiveDate;
use entity::{
    Timestamp,
    task::{Model, Priority, Status},
};

use super::{dto::DueState, rules::day_of};

/// Most tasks that a group shows.
pub const MOST_SHOWN: usize = 100;

/// What a task's place in its group comes from. Two with the same score are
/// ordered by priority, then by when they are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score {
    pub value: i64,
    /// Days since the due day, counted where the task is due; 1 from the first moment on.
    pub overdue_days: i64,
    pub priority_weight: i64,
}

/// The part of a work list that a task is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Overdue,
    DueToday,
    Next7Days,
    Later,
    Unscheduled,
    WaitingOnOthers,
}

/// The tasks of a group that are shown, the most urgent first.
#[derive(Debug, Default)]
pub struct Ranked {
    pub tasks: Vec<(Model, Score)>,
    /// How many more there are.
    pub more: usize,
}

/// A caller's tasks, by urgency.
#[derive(Debug)]
pub struct WorkList {
    pub as_of: Timestamp,
    pub explain: bool,
    pub overdue: Ranked,
    pub due_today: Ranked,
    pub next_7_days: Ranked,
    pub later: Ranked,
    pub unscheduled: Ranked,
    pub waiting_on_others: Ranked,
    pub claimable: Ranked,
    pub truncated: bool,
}

impl WorkList {
    /// Sorts the caller's own tasks into groups, and ranks each of them.
    pub fn new(own: Vec<Model>, claimable: Vec<Model>, now: Timestamp) -> Self {
        let mut by_group: [(Group, Vec<Model>); 6] = [
            (Group::Overdue, Vec::new()),
            (Group::DueToday, Vec::new()),
            (Group::Next7Days, Vec::new()),
            (Group::Later, Vec::new()),
            (Group::Unscheduled, Vec::new()),
            (Group::WaitingOnOthers, Vec::new()),
        ];
        for task in own {
            let wanted = group(&task, now);
            if let Some((_, tasks)) = by_group.iter_mut().find(|(group, _)| *group == wanted) {
                tasks.push(task);
            }
        }
        let [overdue, due_today, next_7_days, later, unscheduled, waiting_on_others] =
            by_group.map(|(_, tasks)| rank(tasks, now));
        Self {
            as_of: now,
            explain: false,
            overdue,
            due_today,
            next_7_days,
            later,
            unscheduled,
            waiting_on_others,
            claimable: rank(claimable, now),
            truncated: false,
        }
    }

    /// All tasks that are shown.
    pub fn shown(&self) -> impl Iterator<Item = &Model> {
        let groups = [
            &self.overdue,
            &self.due_today,
            &self.next_7_days,
            &self.later,
            &self.unscheduled,
            &self.waiting_on_others,
            &self.claimable,
        ];
        groups.into_iter().flat_map(|group| group.tasks.iter().map(|(task, _)| task))
    }
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

/// Where the task is in a work list. What is not to be started yet can wait,
/// unless it is overdue all the same.
pub fn group(task: &Model, now: Timestamp) -> Group {
    if task.status == Status::OnHold {
        return Group::WaitingOnOthers;
    }
    let starts_later = task.start_after.is_some_and(|start| start > now);
    match due_state(task, now) {
        Some(DueState::Overdue) => Group::Overdue,
        _ if starts_later => Group::Later,
        Some(DueState::DueToday) => Group::DueToday,
        Some(DueState::Next7Days) => Group::Next7Days,
        Some(DueState::Later) => Group::Later,
        Some(DueState::Unscheduled) | None => Group::Unscheduled,
    }
}

/// Overdue days × priority weight.
pub fn score(task: &Model, now: Timestamp) -> Score {
    let overdue = due_state(task, now) == Some(DueState::Overdue);
    let overdue_days = match due_day(task) {
        Some(day) if overdue => (day_of(task, now) - day).num_days().max(1),
        _ => 0,
    };
    let priority_weight = weight(task.priority);
    Score { value: overdue_days * priority_weight, overdue_days, priority_weight }
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

/// The most urgent first; no more than are shown.
pub fn rank(tasks: Vec<Model>, now: Timestamp) -> Ranked {
    let mut tasks: Vec<_> = tasks.into_iter().map(|task| (score(&task, now), task)).collect();
    tasks.sort_by_key(|(score, task)| {
        (Reverse(score.value), Reverse(task.priority_rank), task.sort_due_at, task.id)
    });
    let more = tasks.len().saturating_sub(MOST_SHOWN);
    tasks.truncate(MOST_SHOWN);
    Ranked { tasks: tasks.into_iter().map(|(score, task)| (task, score)).collect(), more }
}
