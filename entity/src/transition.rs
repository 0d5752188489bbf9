//! Every move of a resource from one status to another. Append-only.
//!
//! Queue age, turnaround and service levels are computed from it, never from
//! `updated_at`.

use sea_orm::entity::prelude::*;

use crate::{AgencyId, ClientId, Further, Resource, Row, Timestamp, TransitionId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "transition_log")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TransitionId,
    pub version: i64,
    /// When it was recorded.
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub resource_kind: String,
    pub resource_id: Uuid,
    pub resource_version: i64,
    pub client_id: Option<ClientId>,
    /// Which of the resource's machines moved; most have one.
    pub machine: String,
    /// Absent where the resource came to be.
    pub from_status: Option<String>,
    pub to_status: String,
    pub event: String,
    /// When it took effect in the world.
    pub effective_at: Timestamp,
    /// The agency of the actor: another one where the partner moved it.
    pub actor_agency_id: AgencyId,
    pub reason_code: Option<String>,
    pub reason_text: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Who did it, if it was one of the agency whose row moved: what another
    /// agency's users are called is not told.
    pub fn own_actor(&self) -> Option<UserId> {
        (self.actor_agency_id == self.agency_id).then_some(self.created_by)
    }
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
    /// A pair of clients is told of with the one whose record raised it.
    const FURTHER: Option<Further<Column>> = Some(Further {
        table: "duplicate_candidate",
        client: "other_client_id",
        key: "id",
        of: Column::ResourceId,
    });
}

impl Row for Model {
    const KIND: &'static str = "transition";

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
