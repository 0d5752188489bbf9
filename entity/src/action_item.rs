//! What somebody is to do after a care conference. Signing the minutes makes a
//! task of each.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::{
    ActionItemId, AgencyId, AgendaItemId, CareConferenceId, ClientId, ConferenceDecisionId,
    Resource, Row, TaskId, Timestamp, UserId, task::Priority,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ActionItemId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    /// Absent where a caseload review has not said which of its clients it is about.
    pub client_id: Option<ClientId>,
    pub conference_id: CareConferenceId,
    /// The topic that it belongs to, if not by its decision.
    pub agenda_item_id: Option<AgendaItemId>,
    /// The decision that it carries out.
    pub decision_id: Option<ConferenceDecisionId>,
    pub text: String,
    pub owner_id: UserId,
    pub due_on: NaiveDate,
    pub priority: Priority,
    /// Set when the minutes are signed.
    pub task_id: Option<TaskId>,
    pub removed_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}

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
    const KIND: &'static str = "action_item";

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
