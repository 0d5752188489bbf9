//! Care conferences: meetings about one client, from the plan of them to the
//! signed minutes.

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
    pub client_id: ClientId,
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
    pub interpreter_booking: Option<String>,
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
    /// Not yet for several clients at once.
    CaseloadReview,
    Mediation,
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
}

/// What can happen to a care conference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Schedule,
    Reschedule,
    Start,
    Cancel,
    End,
    RecordMinutes,
    Sign,
    Addend,
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
        Some(self.client_id.uuid())
    }
}
