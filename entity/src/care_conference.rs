//! Care conferences: meetings about a client, or about several in a caseload
//! review, from the plan of them to the signed minutes.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AgencyId, CareConferenceId, CarePlanId, ClientId, Resource, Row, Timestamp, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "care_conference")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CareConferenceId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    /// Absent of a caseload review, which is about several clients.
    pub client_id: Option<ClientId>,
    /// The plan that decisions amend; the client's active one if absent.
    pub care_plan_id: Option<CarePlanId>,
    pub conference_type: ConferenceType,
    pub title: String,
    pub purpose: Option<String>,
    /// Absent while it is a draft.
    pub starts_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
    /// IANA name of the zone in which the meeting was arranged.
    pub time_zone: Option<String>,
    /// When it starts; while that is open, when it was planned. For sorting.
    pub sort_at: Timestamp,
    pub modality: Option<Modality>,
    pub location: Option<String>,
    pub join_url: Option<String>,
    pub organizer_id: UserId,
    pub chair_id: Option<UserId>,
    pub note_taker_id: Option<UserId>,
    pub client_invited: bool,
    /// Why the client is not invited.
    pub client_absent_reason: Option<String>,
    pub interpreter_status: InterpreterStatus,
    /// BCP 47.
    pub interpreter_language: Option<String>,
    pub interpreter_booking: Option<String>,
    /// RFC 5545, without `RRULE:`; by it the next one is planned.
    pub recurrence_rule: Option<String>,
    /// The first conference of the series that it belongs to.
    pub series_id: Option<CareConferenceId>,
    /// The conference that it follows.
    pub previous_id: Option<CareConferenceId>,
    /// When a draft is to be held by the recurrence rule of the one before.
    pub proposed_starts_at: Option<Timestamp>,
    pub proposed_ends_at: Option<Timestamp>,
    /// Why it is held at nearly the time of another one of the client.
    pub clash_reason: Option<String>,
    /// Why it was started although a required participant had declined.
    pub quorum_reason: Option<String>,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// When the minutes are overdue; set when the meeting has ended.
    pub minutes_due_at: Option<Timestamp>,
    pub status: Status,
}

impl ActiveModelBehavior for ActiveModel {}

/// What a care conference is held for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ConferenceType)]
pub enum ConferenceType {
    Initial,
    PeriodicReview,
    DischargePlanning,
    Crisis,
    FamilyMeeting,
    /// About several clients, one after the other, without them.
    CaseloadReview,
    /// Between people who disagree, led by someone who takes no side.
    Mediation,
    /// Without the client and their family.
    TeamOnly,
}

/// How people meet.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ConferenceModality)]
pub enum Modality {
    InPerson,
    Video,
    Phone,
    Hybrid,
}

/// Whether an interpreter is needed for the client, and has been found.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ConferenceInterpreterStatus)]
pub enum InterpreterStatus {
    NotNeeded,
    Needed,
    Booked,
    /// The interpreter has said that they will be there.
    Confirmed,
}

/// How far a care conference has come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = CareConferenceStatus)]
pub enum Status {
    Draft,
    Scheduled,
    InProgress,
    /// It has ended; the minutes are still to be written.
    Held,
    MinutesDraft,
    /// The minutes are signed.
    Closed,
    Cancelled,
    /// It was scheduled and did not take place.
    Missed,
    EnteredInError,
}

/// What can happen to a care conference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Schedule,
    Reschedule,
    Start,
    Cancel,
    MarkMissed,
    End,
    /// It is told afterwards that it was held.
    RecordHeld,
    RecordMinutes,
    Sign,
    Addend,
    EnterInError,
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
    const FURTHER: Option<crate::resource::Further<Column>> = Some(crate::resource::Further {
        table: "caseload_review",
        client: "client_id",
        key: "conference_id",
        of: Column::Id,
    });
}

impl Row for Model {
    const KIND: &'static str = "care_conference";

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
