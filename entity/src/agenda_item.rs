//! Topics of a care conference, and what came of them.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, AgendaItemId, CareConferenceId, ClientId, ConferenceParticipantId, JsonText,
    Resource, Row, Timestamp, UserId, Uuid,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agenda_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgendaItemId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    /// Absent where a caseload review has not said which of its clients it is about.
    pub client_id: Option<ClientId>,
    pub conference_id: CareConferenceId,
    /// Topics are taken up in this order.
    pub position: i32,
    pub topic: String,
    pub kind: Kind,
    pub presenter_id: Option<ConferenceParticipantId>,
    pub minutes_planned: Option<i32>,
    pub minutes_used: Option<i32>,
    pub outcome: Option<String>,
    /// It was not dealt with, and is left for another meeting.
    pub deferred: bool,
    pub may_see: Audience,
    /// Who may see it, where only some participants may.
    pub may_see_participant_ids: JsonText<Vec<ConferenceParticipantId>>,
    /// What it is about: a record of the client.
    pub linked_kind: Option<LinkedKind>,
    pub linked_id: Option<Uuid>,
    /// The topic of an earlier conference that was left for this one.
    pub carried_from_id: Option<AgendaItemId>,
    /// The topic of a later conference that this one was left for.
    pub carried_to_id: Option<AgendaItemId>,
    pub removed_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What a topic of a care conference is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = AgendaItemKind)]
pub enum Kind {
    Progress,
    Problem,
    Goal,
    Medication,
    Service,
    Transition,
    Conflict,
    Preference,
    Safety,
    Other,
}

/// Who may see a topic, and what is decided under it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = AgendaItemAudience)]
pub enum Audience {
    Everyone,
    /// The agency's own people: neither the client nor family nor other organizations.
    Staff,
    /// Clinicians and supervisors of the agency.
    Clinicians,
    /// The participants in `maySeeParticipantIds`, and supervisors.
    Named,
}

/// What kind of record a topic is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = AgendaItemLinkedKind)]
pub enum LinkedKind {
    Assessment,
    CarePlan,
    PlanProblem,
    Goal,
    Intervention,
    Referral,
    Task,
    Preference,
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
    const KIND: &'static str = "agenda_item";

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
