//! What a care conference decided, by whom and against whose objection.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, AgendaItemId, CareConferenceId, CarePlanId, ClientId, ConferenceDecisionId,
    ConferenceParticipantId, JsonText, Resource, Row, Timestamp, UserId,
    preference::PreferenceAnswer,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conference_decision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConferenceDecisionId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    /// Absent where a caseload review has not said which of its clients it is about.
    pub client_id: Option<ClientId>,
    pub conference_id: CareConferenceId,
    pub agenda_item_id: Option<AgendaItemId>,
    pub text: String,
    pub decision_type: DecisionType,
    pub decided_by: DecidedBy,
    pub dissent: JsonText<Vec<Dissent>>,
    pub client_agrees: ClientAgrees,
    /// What it makes of the client's preferences.
    pub preference_answers: JsonText<Vec<PreferenceAnswer>>,
    /// JSON of the plan amendment that signing the minutes makes.
    pub amendment: Option<String>,
    /// The plan that it has amended, and the plan's version that this made.
    pub amended_plan_id: Option<CarePlanId>,
    pub amended_plan_version: Option<i32>,
    pub removed_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What a decision is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ConferenceDecisionType)]
pub enum DecisionType {
    /// Signing the minutes makes the amendment that it carries.
    PlanChange,
    Referral,
    Appointment,
    MedicationQuestion,
    Safety,
    Advocacy,
    NoChange,
    Other,
}

/// How a decision was reached.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ConferenceDecidedBy)]
pub enum DecidedBy {
    Consensus,
    Majority,
    ClientChoice,
    Clinician,
}

/// Whether the client agrees with a decision.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ConferenceClientAgrees)]
pub enum ClientAgrees {
    Yes,
    No,
    NotPresent,
    /// The client could not say.
    Unable,
}

/// A participant's objection to a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Dissent {
    pub participant_id: ConferenceParticipantId,
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
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
    const KIND: &'static str = "conference_decision";

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
