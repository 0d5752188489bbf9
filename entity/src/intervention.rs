//! Interventions of care plans: what is done for a goal, and by whom.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, AssessmentId, CarePlanId, ClientId, GoalId, InterventionId, JsonText, PlanTemplateId,
    Resource, Row, Timestamp, UserId, user_account::Role,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "intervention")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InterventionId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub care_plan_id: CarePlanId,
    pub client_id: ClientId,
    pub goal_ids: JsonText<Vec<GoalId>>,
    pub kind: Kind,
    pub description: String,
    /// The social need that a referral is for, as a Gravity domain code.
    pub need_domain: Option<String>,
    pub responsible_user_id: Option<UserId>,
    /// Whose part it is by the template, until someone is named.
    pub responsible_role: Option<Role>,
    /// A recurrence rule of RFC 5545.
    pub frequency: Option<String>,
    pub starts_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub status: Status,
    /// What carries it out, such as a referral.
    pub linked_kind: Option<String>,
    pub linked_id: Option<Uuid>,
    pub outcome: Option<String>,
    /// The assessment that suggested it, with the code of its suggestion.
    pub source_assessment_id: Option<AssessmentId>,
    pub source_suggestion: Option<String>,
    /// The template that it came with.
    pub source_template_id: Option<PlanTemplateId>,
    /// When it was taken out of the plan; earlier versions still show it.
    pub removed_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is done.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = InterventionKind)]
pub enum Kind {
    Appointment,
    Test,
    Treatment,
    Service,
    Education,
    /// Another agency is asked to help; it makes no task, the referral does.
    Referral,
    MedicationSupport,
    Monitoring,
    SelfManagement,
    Advocacy,
    Financial,
    Equipment,
    Other,
}

/// How far an intervention has come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = InterventionStatus)]
pub enum Status {
    NotStarted,
    Scheduled,
    InProgress,
    OnHold,
    Completed,
    /// Ended after it had begun.
    Stopped,
    /// Given up before it was done.
    Cancelled,
}

/// What can happen to an intervention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Schedule,
    Start,
    Hold,
    Resume,
    Complete,
    Stop,
    Cancel,
}

/// What can become of the link to what carries an intervention out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum LinkEvent {
    /// What was to carry it out, or was taken to have done so, was entered in error.
    Free,
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
    const KIND: &'static str = "intervention";

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
