//! Assessments: an instrument taken with a client at some time.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AgencyId, AssessmentId, ClientId, JsonText, Resource, Row, Timestamp, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AssessmentId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub client_id: ClientId,
    pub instrument_code: String,
    /// Published versions never change, so this pins items, scoring and bands.
    pub instrument_version: String,
    pub kind: Kind,
    pub respondent: Respondent,
    pub mode: Mode,
    /// BCP 47 tag of the language it is taken in.
    pub language: String,
    pub interpreter_used: bool,
    /// Who asks; absent while it is planned, and when the respondent is alone with it.
    pub interviewer_id: Option<UserId>,
    pub status: Status,
    pub due_on: Option<NaiveDate>,
    pub started_at: Option<Timestamp>,
    pub completed_at: Option<Timestamp>,
    pub stopped_at: Option<Timestamp>,
    pub stop_reason: Option<String>,
    /// The app that took it had come to another score than the server.
    pub reported_score_mismatch: bool,
    pub review_narrative: Option<String>,
    pub reviewed_by: Option<UserId>,
    pub reviewed_at: Option<Timestamp>,
    /// Why it is taken although the last one with the instrument was not long ago.
    pub interval_override_reason: Option<String>,
    pub component_dates: JsonText<Vec<ComponentDate>>,
    /// The version of this assessment that it amends.
    pub supersedes_id: Option<AssessmentId>,
    pub amendment_reason: Option<String>,
    pub missed_at: Option<Timestamp>,
    pub missed_reason: Option<String>,
    pub error_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What an assessment is for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = AssessmentKind)]
pub enum Kind {
    Initial,
    Reassessment,
    Screening,
    Focused,
    Caregiver,
    Discharge,
}

/// Who answers.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Respondent {
    Client,
    /// Someone who answers for the client.
    Proxy,
    /// A member of the care team, from what they know or see.
    Staff,
}

/// How an assessment is taken.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = AssessmentMode)]
pub enum Mode {
    InPerson,
    Phone,
    Video,
    /// The respondent fills it in alone.
    SelfAdministered,
    /// Answers on paper, entered later.
    Paper,
}

/// The day on which a part of a comprehensive assessment was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AssessmentComponentDate)]
pub struct ComponentDate {
    pub component: Component,
    #[schema(example = "2026-01-31")]
    pub date: NaiveDate,
}

/// The parts of a comprehensive assessment in case management.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AssessmentComponent)]
pub enum Component {
    HealthStatus,
    ClinicalHistory,
    Medications,
    DailyLiving,
    BehaviouralHealth,
    Cognition,
    SocialNeeds,
    LifePlanning,
    CultureAndLanguage,
    VisionAndHearing,
    Caregivers,
    Benefits,
    CommunityResources,
}

/// How far an assessment has come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = AssessmentStatus)]
pub enum Status {
    /// To be taken by `dueOn`.
    Planned,
    /// Answers are being saved.
    InProgress,
    /// Scored; its answers do not change any more.
    Completed,
    /// Given up before it was completed; it has no scores.
    Stopped,
    /// Completed, and signed by a clinician or supervisor.
    Reviewed,
    /// Completed once; a corrected version counts instead of it.
    Amended,
    /// It was planned, and not taken.
    Missed,
    /// It should not have been recorded. It counts nowhere.
    EnteredInError,
}

/// What can happen to an assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Start,
    Complete,
    Stop,
    Review,
    Amend,
    MarkMissed,
    EnterInError,
    /// The amendment was itself entered in error, so this version counts again.
    Reinstate,
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
    const KIND: &'static str = "assessment";

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
