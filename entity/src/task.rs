//! Tasks: what someone of the team is to do, by when.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, ClientId, JsonText, Resource, Row, TaskId, TeamQueueId, Timestamp, UserId,
    user_account::Role,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "task")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TaskId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub title: String,
    /// What to do, in plain words.
    pub instructions: Option<String>,
    /// BCP 47 tag of the language in which a client's to-do is written.
    pub language: Option<String>,
    pub task_type: TaskType,
    /// What a client's to-do asks for; of no other type.
    pub todo_code: Option<TodoCode>,
    pub questionnaire_category: Option<QuestionnaireCategory>,
    pub client_id: Option<ClientId>,
    /// Kind of the record that the task is about; there is an id if and only if there is a kind.
    pub subject_kind: Option<String>,
    pub subject_id: Option<Uuid>,
    pub priority: Priority,
    /// Rank of the priority, for sorting: codes do not sort by urgency.
    pub priority_rank: i32,
    /// Due by the end of this day in `time_zone`; never together with `due_at`.
    pub due_on: Option<NaiveDate>,
    pub due_at: Option<Timestamp>,
    /// IANA name: where the due day begins and ends.
    pub time_zone: String,
    /// The instant from which the task is overdue; far in the future if it is never due.
    pub sort_due_at: Timestamp,
    pub start_after: Option<Timestamp>,
    /// Work lists leave it out until then.
    pub snooze_until: Option<Timestamp>,
    pub owner_kind: Option<OwnerKind>,
    /// Of the kind that `owner_kind` says; there is an id if and only if there is a kind.
    pub owner_id: Option<Uuid>,
    /// On whose work list it stands: its owner, or who of the staff follows up what
    /// someone outside of it is to do. None while the task can be claimed.
    pub follower_id: Option<UserId>,
    /// The queue that it waits in, or was taken from.
    pub queue_id: Option<TeamQueueId>,
    /// Who may claim the task while nobody owns it; all who work on tasks if empty.
    pub performer_roles: JsonText<Vec<Role>>,
    pub origin: Origin,
    /// Unique among the agency's open tasks.
    pub dedupe_key: Option<String>,
    /// Who has to know, so many hours after it was due.
    pub escalate_to_id: Option<UserId>,
    pub escalate_after_hours: Option<i32>,
    /// None if it is never due.
    pub escalates_at: Option<Timestamp>,
    /// RRULE: completing the task makes the next one.
    pub recurrence: Option<String>,
    pub previous_task_id: Option<TaskId>,
    /// No foreign key: it is named before it is made, since two open tasks have no key in common.
    pub next_task_id: Option<TaskId>,
    pub checklist: JsonText<Vec<ChecklistItem>>,
    pub completed_at: Option<Timestamp>,
    pub completion_note: Option<String>,
    pub evidence_kind: Option<String>,
    pub evidence_id: Option<Uuid>,
    /// Why the task is in its present status, where that needs a reason.
    pub status_reason: Option<String>,
    pub status: Status,
    /// Where `resume` leads to.
    pub status_before_hold: Option<Status>,
    /// Held together with its subject, and resumed with it.
    pub held_with_subject: bool,
    /// When to look at a held task again.
    pub resume_on: Option<NaiveDate>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The user who is to do it.
    pub fn staff_owner(&self) -> Option<UserId> {
        self.follower_id.filter(|_| self.owner_kind == Some(OwnerKind::Staff))
    }

    /// Whether it waits in a queue, or for anyone, to be claimed.
    pub fn is_untaken(&self) -> bool {
        matches!(self.owner_kind, None | Some(OwnerKind::TeamQueue))
    }
}

/// One step of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ChecklistItem)]
pub struct ChecklistItem {
    pub id: Uuid,
    #[schema(example = "Call the landlord")]
    pub text: String,
    /// The task cannot be completed before it is done.
    pub required: bool,
    pub done: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_by: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_at: Option<Timestamp>,
}

/// Who is to do a task.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = TaskOwnerKind)]
pub enum OwnerKind {
    /// A user of the agency.
    Staff,
    /// A team queue: whoever works from it can claim the task.
    TeamQueue,
    /// The task's client.
    Client,
    /// Someone who is related to the task's client.
    RelatedPerson,
    /// Another agency of this deployment.
    Partner,
}

impl OwnerKind {
    /// Whether someone of the staff has to follow up what the owner does.
    pub fn is_outside(self) -> bool {
        matches!(self, Self::Client | Self::RelatedPerson | Self::Partner)
    }
}

/// What a client is asked to do, as the Gravity project names it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum TodoCode {
    MakeContact,
    ReviewMaterial,
    GeneralInformation,
    CompleteQuestionnaire,
}

/// What kind of questionnaire a client is asked to fill in, as the Gravity
/// project names it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum QuestionnaireCategory {
    Risk,
    Feedback,
    Application,
    PersonalCharacteristics,
}

/// What kind of work a task is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum TaskType {
    Assessment,
    PlanReview,
    Outreach,
    Contact,
    ReferralFollowup,
    ResultsReview,
    Appointment,
    Document,
    Benefit,
    Medication,
    Education,
    Transition,
    Alert,
    ConferenceAction,
    CoordinationIssue,
    ClientTodo,
    Other,
}

/// How soon something is needed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    Routine,
    Urgent,
    /// As soon as possible.
    Asap,
    /// At once.
    Stat,
}

impl Priority {
    /// The more urgent, the higher.
    pub const fn rank(self) -> i32 {
        match self {
            Self::Routine => 1,
            Self::Urgent => 2,
            Self::Asap => 3,
            Self::Stat => 4,
        }
    }
}

/// Where a task came from.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = TaskOrigin)]
pub enum Origin {
    Rule,
    Person,
    Conference,
    Plan,
    Transition,
    Referral,
    Assessment,
}

/// How far a task has come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = TaskStatus)]
pub enum Status {
    /// Not yet to be worked on.
    Draft,
    Ready,
    InProgress,
    OnHold,
    Completed,
    /// Tried, without success.
    Failed,
    Cancelled,
    EnteredInError,
}

impl Status {
    pub const OPEN: [Self; 4] = [Self::Draft, Self::Ready, Self::InProgress, Self::OnHold];

    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }
}

/// What can happen to a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Ready,
    Claim,
    Start,
    Complete,
    /// What it asked for was done by other means than the task itself.
    Fulfil,
    Fail,
    Hold,
    Resume,
    Cancel,
    Reopen,
    /// Its owner gives it back to those who can claim it.
    Release,
    EnterInError,
}

/// Whether a task has an owner: its second, smaller machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Assignment {
    Unowned,
    Queued,
    Owned,
}

/// What changes a task's owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum AssignmentEvent {
    Reassign,
    /// It goes to a team queue.
    Enqueue,
}

/// Whether work lists show a task: its third machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Attention {
    Awake,
    Snoozed,
}

/// What hides a task from work lists for a while, and shows it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum AttentionEvent {
    Snooze,
    Unsnooze,
}

impl Resource for Entity {
    const AGENCY: Column = Column::AgencyId;
    const ID: Column = Column::Id;
    const VERSION: Column = Column::Version;
    const CREATED_AT: Column = Column::CreatedAt;
    const CREATED_BY: Column = Column::CreatedBy;
    const UPDATED_AT: Column = Column::UpdatedAt;
    const UPDATED_BY: Column = Column::UpdatedBy;
    const CLIENTS: &'static [Column] = &[Column::ClientId];
}

impl Row for Model {
    const KIND: &'static str = "task";

    fn agency_id(&self) -> Uuid {
        self.agency_id.uuid()
    }
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn created_at(&self) -> Timestamp {
        self.created_at
    }
    fn client_id(&self) -> Option<Uuid> {
        self.client_id.map(crate::Id::uuid)
    }
}
