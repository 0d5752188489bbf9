//! The minutes of a care conference and their addenda. What is signed is never
//! changed: the database itself refuses it.

use sea_orm::entity::prelude::*;

use crate::{
    AgencyId, CareConferenceId, ClientId, ConferenceMinutesId, Resource, Row, Timestamp, UserId,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conference_minutes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConferenceMinutesId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    /// Absent in a caseload review.
    pub client_id: Option<ClientId>,
    pub conference_id: CareConferenceId,
    /// 0 for the minutes, 1 and up for addenda, which are signed when they are added.
    pub number: i32,
    pub body: String,
    /// The same in plain language, for the client.
    pub plain_language: Option<String>,
    pub author_id: UserId,
    pub signed_by: Option<UserId>,
    pub signed_at: Option<Timestamp>,
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
    const KIND: &'static str = "conference_minutes";

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
