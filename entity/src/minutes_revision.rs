//! The draft of minutes as it was saved each time. Written once.

use sea_orm::entity::prelude::*;

use crate::{
    AgencyId, CareConferenceId, ClientId, ConferenceMinutesId, MinutesRevisionId, Resource, Row,
    Timestamp, UserId,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "minutes_revision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MinutesRevisionId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    /// Absent in a caseload review.
    pub client_id: Option<ClientId>,
    pub conference_id: CareConferenceId,
    pub minutes_id: ConferenceMinutesId,
    /// 1 for the first draft.
    pub number: i32,
    pub body: String,
    pub plain_language: Option<String>,
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
    const KIND: &'static str = "minutes_revision";

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
