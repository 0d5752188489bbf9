//! Where work stands in a list, and what its place comes from. No I/O.

use std::cmp::Reverse;

use chrono::{Days, NaiveDate, TimeDelta};
use entity::{
    ClientId, Code, Row, Timestamp, UserId, Uuid, assessment, assessment_flag, care_conference,
    client, consent, plan_review, referral,
    task::{OwnerKind, Priority, Status, TaskType},
};
use serde::{Deserialize, Serialize};

use validator::ValidationError;

use super::dto::{WorkItemTask, WorkKind, WorkListGroup, WorkListScore};
use crate::{
    domains::tasks::service::lists::OpenTask,
    platform::{
        BusinessCalendar, Permission, ProblemKind, broken_rule,
        outstanding::{Due, DueBy},
    },
};

pub const NOTHING_TO_DO: ProblemKind = ProblemKind::conflict(
    "work_item_gone",
    "There is nothing to do there",
    "Get the work list again: the record says so no more, or a task asks for it already.",
);

/// A task is none that could be made one.
pub fn check_new_task(new: &WorkItemTask) -> Result<(), ValidationError> {
    if new.kind == WorkKind::Task {
        return Err(broken_rule("/kind", "not_possible", "It is a task already."));
    }
    Ok(())
}

/// What is said of a kind of work that comes from records.
#[derive(Clone, Copy, Debug)]
pub struct Derived {
    pub title: &'static str,
    pub subject_kind: &'static str,
    pub task_type: TaskType,
    /// Who may read the records is told of it.
    pub permission: Permission,
    /// Whether a task that was closed settles it for some time, whatever the record says. What
    /// somebody waits for comes back at once.
    pub can_be_settled: bool,
}

impl WorkKind {
    pub const DERIVED: [Self; 9] = [
        Self::FlagUnacknowledged,
        Self::ReferralToAnswer,
        Self::ReferralUnanswered,
        Self::ReferralResultReview,
        Self::PlanReviewDue,
        Self::PlanMissing,
        Self::AssessmentDue,
        Self::MinutesUnsigned,
        Self::ConsentExpiring,
    ];

    /// The key of the task that asks for it, as the domain of the record has it.
    pub fn key(self, derived: &Derived, subject: Uuid) -> String {
        let kind = derived.subject_kind;
        match self {
            Self::FlagUnacknowledged | Self::PlanReviewDue => format!("{kind} {subject}"),
            Self::MinutesUnsigned => format!("minutes of {subject}"),
            _ => format!("{kind} {subject} {}", derived.task_type.code()),
        }
    }

    /// None of a task, which says all this itself.
    pub fn derived(self) -> Option<Derived> {
        let (title, subject_kind, task_type, permission, can_be_settled) = match self {
            Self::Task => return None,
            Self::FlagUnacknowledged => (
                "Respond to a flag of an assessment",
                assessment_flag::Model::KIND,
                TaskType::Alert,
                Permission::ReadAssessments,
                false,
            ),
            Self::ReferralToAnswer => (
                "Accept or reject the referral",
                referral::Model::KIND,
                TaskType::ReferralFollowup,
                Permission::ReadReferrals,
                false,
            ),
            Self::ReferralUnanswered => (
                "See to an answer: the referral is overdue",
                referral::Model::KIND,
                TaskType::ReferralFollowup,
                Permission::ReadReferrals,
                false,
            ),
            Self::ReferralResultReview => (
                "Review what came of the referral",
                referral::Model::KIND,
                TaskType::ResultsReview,
                Permission::ReadReferrals,
                false,
            ),
            Self::PlanReviewDue => (
                "Review the care plan",
                plan_review::Model::KIND,
                TaskType::PlanReview,
                Permission::ReadCarePlans,
                false,
            ),
            Self::PlanMissing => (
                "Write a care plan: the assessment is completed",
                client::Model::KIND,
                TaskType::PlanReview,
                Permission::ReadCarePlans,
                true,
            ),
            Self::AssessmentDue => (
                "Take the planned assessment",
                assessment::Model::KIND,
                TaskType::Assessment,
                Permission::ReadAssessments,
                false,
            ),
            Self::MinutesUnsigned => (
                "Sign the minutes of the care conference",
                care_conference::Model::KIND,
                TaskType::Document,
                Permission::ReadCareConferences,
                false,
            ),
            Self::ConsentExpiring => (
                "Renew the consent before it expires",
                consent::Model::KIND,
                TaskType::Document,
                Permission::ReadConsents,
                true,
            ),
        };
        Some(Derived { title, subject_kind, task_type, permission, can_be_settled })
    }
}

/// The clients of open critical flags weigh so much more than others.
const RAISED: i64 = 2;

/// Something to do, with what its place comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    pub kind: WorkKind,
    /// Of the task, or of the record that it is about.
    pub id: Uuid,
    pub client_id: Option<ClientId>,
    pub user_id: Option<UserId>,
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
            kind: WorkKind::Task,
            id: task.id.uuid(),
            client_id: task.client_id,
            user_id: task.follower_id,
            priority: task.priority,
            overdue_from: task.overdue_from(),
            held: task.status == Status::OnHold,
            look_again_on: task.resume_on,
            outside: task.owner_kind.is_some_and(OwnerKind::is_outside),
            start_after: task.start_after,
            escalated: false,
        }
    }

    pub fn of_record(kind: WorkKind, due: &Due, days: &ListDays) -> Self {
        Self {
            kind,
            id: due.subject_id,
            client_id: due.client_id,
            user_id: due.in_charge,
            priority: due.priority,
            overdue_from: days.overdue_from(due.by),
            held: false,
            look_again_on: None,
            outside: false,
            start_after: None,
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
        let last = after(today, 7);
        let (end_of_today, end_of_week) = (calendar.end_of(today), calendar.end_of(last));
        Self { now, today, calendar, end_of_today, end_of_week }
    }

    /// IANA name of the agency's zone.
    pub fn time_zone(&self) -> String {
        self.calendar.zone().name().to_owned()
    }

    /// From when on it is overdue.
    fn overdue_from(&self, by: DueBy) -> Option<Timestamp> {
        match by {
            DueBy::Day(day) => Some(self.calendar.end_of(day)),
            DueBy::Instant(at) => Some(at),
            DueBy::Whenever => None,
            DueBy::DaysAfter(from, days) => {
                Some(self.calendar.end_of(after(self.calendar.day_of(from), days)))
            }
            DueBy::BusinessDaysAfter(from, days) => {
                Some(self.calendar.due_after_business_days(from, days))
            }
        }
    }

    /// The day that is so many days from today.
    pub fn in_days(&self, days: u32) -> NaiveDate {
        after(self.today, days)
    }

    /// The day on which work is due that is overdue from this instant on.
    pub fn due_day(&self, overdue_from: Timestamp) -> NaiveDate {
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

fn after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(day)
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
    kind: WorkKind,
    id: Uuid,
}

impl Place {
    pub fn of(work: &Work, score: &WorkListScore) -> Self {
        Self {
            score: Reverse(score.value),
            acuity: Reverse(score.acuity_weight),
            priority: Reverse(work.priority.rank()),
            never: work.overdue_from.is_none(),
            due: work.overdue_from,
            kind: work.kind,
            id: work.id,
        }
    }
}
