//! Care plans: what a client and their team agreed to do, and why.
//!
//! A plan is one aggregate with its problems, goals and interventions: its
//! version grows with each change of any of them.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, CarePlanId, ClientId, JsonText, PlanTemplateId, Resource, Row, Timestamp, UserId,
    preference::PreferenceAnswer,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "care_plan")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CarePlanId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub client_id: ClientId,
    pub title: String,
    /// A client has one active plan of each category at most.
    pub category: String,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub plain_language_summary: Option<String>,
    pub client_goals_statement: Option<String>,
    pub expected_outcome: Option<String>,
    pub strengths: JsonText<Vec<String>>,
    pub risks: JsonText<Vec<String>>,
    /// What the team says of elements that the server cannot see by itself.
    pub element_notes: JsonText<Vec<ElementNote>>,
    /// How the plan answers to the client's preferences.
    pub preference_answers: JsonText<Vec<PreferenceAnswer>>,
    /// The template that it began with.
    pub template_id: Option<PlanTemplateId>,
    /// Whether someone who may approve plans has to activate it.
    pub requires_approval: bool,
    /// Who asked for the review that it is in or came through.
    pub submitted_by: Option<UserId>,
    /// Number of the agreed version; 0 until the plan is activated.
    pub current_version: i32,
    pub activated_at: Option<Timestamp>,
    pub next_review_on: Option<NaiveDate>,
    /// The plan whose place this one took.
    pub replaces_id: Option<CarePlanId>,
    /// The plan that took the place of this one.
    pub replaced_by_id: Option<CarePlanId>,
    pub closing_evaluation: Option<String>,
    pub status: Status,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the team says of an element of a comprehensive care plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ElementNote {
    pub element: Element,
    /// False where the element does not apply to this client.
    pub applies: bool,
    /// What was found or arranged and where it is written, or why the element does not apply.
    #[schema(
        min_length = 1,
        max_length = 1000,
        example = "Home visit of 3 March: rails in the bathroom are ordered."
    )]
    pub note: String,
}

/// The elements of a comprehensive care plan, as CMS lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CarePlanElement)]
pub enum Element {
    ProblemList,
    ExpectedOutcomeAndPrognosis,
    MeasurableGoals,
    CognitiveAndFunctionalAssessment,
    SymptomManagement,
    PlannedInterventions,
    MedicationManagement,
    EnvironmentalEvaluation,
    CaregiverAssessment,
    OutsideResources,
    PeriodicReview,
    CopyToClient,
}

/// Where a care plan is in its life.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = CarePlanStatus)]
pub enum Status {
    /// Being written; its parts are changed directly.
    Draft,
    /// Waiting for someone to approve it; it goes back to draft or becomes active.
    InReview,
    /// Agreed and worked on; what it says changes by amendment only.
    Active,
    /// Set aside for a while; its tasks are paused.
    OnHold,
    /// Every goal has come to an end.
    Completed,
    /// Given up.
    Revoked,
    /// Another plan of the same category took its place.
    Replaced,
    /// Should never have been written; it is in no list, but by its status.
    EnteredInError,
}

/// What can happen to a care plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Submit,
    Return,
    Activate,
    Amend,
    Hold,
    Resume,
    Complete,
    Revoke,
    /// Happens to the active plan when its successor is activated; nobody asks for it.
    Replace,
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
}

impl Row for Model {
    const KIND: &'static str = "care_plan";

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
