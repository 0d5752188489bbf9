//! What callers send and receive about work lists.

use chrono::NaiveDate;
use entity::{
    ClientId, TeamQueueId, Timestamp, UserId, Uuid,
    task::{Priority, TaskType},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::rules;
use crate::{domains::tasks::dto::TaskOutlineView, platform::AnyOf};

/// Which part of a work list is asked for. All that is given must fit.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct WorkListQuery {
    /// Show what each item's place comes from.
    #[serde(default)]
    #[param(default = false)]
    pub explain: bool,
    /// Only this group; needed with a cursor.
    pub group: Option<WorkListGroup>,
    /// Work for this client.
    pub client_id: Option<ClientId>,
    /// Kinds of work, separated by commas.
    #[param(explode = false)]
    pub kind: Option<AnyOf<WorkKind>>,
    /// Types of tasks, or of those that can be made of the work, separated by commas.
    #[serde(rename = "type")]
    #[param(explode = false)]
    pub task_type: Option<AnyOf<TaskType>>,
    /// Priorities, separated by commas.
    #[param(explode = false)]
    pub priority: Option<AnyOf<Priority>>,
}

/// Which part of a team's or a queue's work list is asked for. All that is given must fit.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct SharedWorkListQuery {
    /// Show what each item's place comes from.
    #[serde(default)]
    #[param(default = false)]
    pub explain: bool,
    /// Only this group; needed with a cursor.
    pub group: Option<WorkListGroup>,
    /// The team queue.
    pub queue_id: Option<TeamQueueId>,
    /// What stands on the lists of these users, separated by commas.
    #[param(explode = false)]
    pub owner_id: Option<AnyOf<UserId>>,
    /// Work for this client.
    pub client_id: Option<ClientId>,
    /// Kinds of work, separated by commas.
    #[param(explode = false)]
    pub kind: Option<AnyOf<WorkKind>>,
    /// Types of tasks, or of those that can be made of the work, separated by commas.
    #[serde(rename = "type")]
    #[param(explode = false)]
    pub task_type: Option<AnyOf<TaskType>>,
    /// Priorities, separated by commas.
    #[param(explode = false)]
    pub priority: Option<AnyOf<Priority>>,
}

/// The pages of a work list's groups.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents what every list's query is read by")]
pub struct WorkListPage {
    /// How many items of each group to return at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u64>,
    /// `nextCursor` of the group: send it with `group` and the same filters.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

/// A part of a work list, by the days of the agency's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum WorkListGroup {
    #[serde(rename = "overdue")]
    Overdue,
    /// Due by the end of today, or on hold and to be looked at again by today.
    #[serde(rename = "due_today")]
    DueToday,
    /// Due within the seven days after today.
    #[serde(rename = "next_7_days")]
    Next7Days,
    /// Due after that, or not to be started yet.
    #[serde(rename = "later")]
    Later,
    /// Never due.
    #[serde(rename = "unscheduled")]
    Unscheduled,
    /// On hold, or with someone outside the staff and not overdue.
    #[serde(rename = "waiting_on_others")]
    WaitingOnOthers,
}

impl WorkListGroup {
    pub const ALL: [Self; 6] = [
        Self::Overdue,
        Self::DueToday,
        Self::Next7Days,
        Self::Later,
        Self::Unscheduled,
        Self::WaitingOnOthers,
    ];
}

/// What there is to do: a task, or what the records say is to be done and no task asks for yet.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkItemKind)]
pub enum WorkKind {
    /// A task.
    Task,
    /// Nobody has reacted to a flag of an assessment that is more than information.
    FlagUnacknowledged,
    /// A referral came in and waits for an answer.
    ReferralToAnswer,
    /// A referral was sent and not answered in time.
    ReferralUnanswered,
    /// A referral has come to an end, and nobody has looked at its result.
    ReferralResultReview,
    /// The review of an active care plan is due within 14 days, or was.
    PlanReviewDue,
    /// The initial assessment was completed more than 7 days ago, and the client has no care plan.
    PlanMissing,
    /// A planned assessment is due within 7 days, or was.
    AssessmentDue,
    /// A care conference was held, and its minutes are not signed.
    MinutesUnsigned,
    /// A consent expires within 30 days.
    ConsentExpiring,
}

/// What to make a task of.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new_task))]
pub struct WorkItemTask {
    /// The item's kind, which is not `task`.
    pub kind: WorkKind,
    /// The item's `subjectId`.
    pub subject_id: Uuid,
    /// An active user who is to do it; the caller if absent.
    #[serde(default)]
    pub owner_id: Option<UserId>,
}

/// What there is to do, group by group, the most urgent first in each.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WorkList)]
pub struct WorkListView {
    /// The moment for which the groups are right.
    pub as_of: Timestamp,
    /// IANA name of the zone by whose days the groups are made: the agency's.
    #[schema(example = "America/Chicago")]
    pub time_zone: String,
    /// The day that it is there.
    pub today: NaiveDate,
    /// All groups in their order, or the one that was asked for.
    pub groups: Vec<WorkListGroupView>,
    /// The items of all these groups, in the order of the groups.
    pub items: Vec<WorkItemView>,
    /// Whether there are so many tasks (more than 5,000), or records of a kind (more than 200), that
    /// only those due first were looked at.
    pub truncated: bool,
}

/// A group of a work list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WorkListGroupSummary)]
pub struct WorkListGroupView {
    pub group: WorkListGroup,
    /// How many items it has in all.
    #[schema(minimum = 0)]
    pub count: u64,
    /// Send it as `cursor` with `group` to get the group's next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Something to do.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WorkItem)]
pub struct WorkItemView {
    pub group: WorkListGroup,
    pub kind: WorkKind,
    /// The type of the task, or of that which can be made of it.
    #[serde(rename = "type")]
    pub task_type: TaskType,
    #[schema(example = "Call about the food pantry")]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// The name to use with the client; absent for callers who may not read clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Rosa Delgado")]
    pub client_name: Option<String>,
    /// Kind of the record that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "referral")]
    pub subject_kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_id: Option<Uuid>,
    pub priority: Priority,
    /// The instant from which it is overdue: for what is due on a day, the end of that day. Absent
    /// if it is never due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overdue_from: Option<Timestamp>,
    /// It stands here because somebody else did not do it in time.
    pub escalated: bool,
    /// Whose work it is: on their list it stands. Absent while it is nobody's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// Of the kind `task`, and of no other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskOutlineView>,
    /// Only with `explain=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<WorkListScore>,
}

/// What an item's place comes from: `overdueDays` × `priorityWeight` × `acuityWeight`. Among
/// equals, the client with the higher weight comes first, then the higher priority, then what is
/// due earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkListScore {
    #[schema(example = 6)]
    pub value: i64,
    /// Days since the due day; 1 from the first moment on, 0 if the item is not overdue.
    #[schema(example = 3)]
    pub overdue_days: i64,
    /// `routine` 1, `urgent` 2, `asap` 4, `stat` 8.
    #[schema(example = 2)]
    pub priority_weight: i64,
    /// 2 while the client has a critical flag that nobody has acknowledged, else 1.
    #[schema(example = 1)]
    pub acuity_weight: i64,
}
