//! Services at locations: what is offered where, and whether there is room.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, JsonText, LocationId, Resource, Row, ServiceAtLocationId, ServiceId, Timestamp,
    UserId,
    directory::{Capacity, CapacityStatus, DirectoryContact, DirectoryPhone, DirectorySchedule},
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "service_at_location")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ServiceAtLocationId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub service_id: ServiceId,
    pub location_id: LocationId,
    pub status: Status,
    pub capacity_status: Option<CapacityStatus>,
    pub capacity_note: Option<String>,
    pub capacity_as_of: Option<Timestamp>,
    pub waitlist_days_est: Option<i32>,
    /// Where the record was imported from; none if it was entered by hand.
    pub source: Option<String>,
    /// What the source calls it.
    pub external_id: Option<String>,
    pub details: JsonText<ServiceAtLocationDetails>,
    pub schedules: JsonText<Vec<DirectorySchedule>>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether there is room, if anyone has said so.
    pub fn capacity(&self) -> Option<Capacity> {
        Some(Capacity {
            status: self.capacity_status?,
            note: self.capacity_note.clone(),
            as_of: self.capacity_as_of?,
            waitlist_days_est: self.waitlist_days_est,
        })
    }
}

/// What is known of a service at one place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceAtLocationDetails {
    /// What is different here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 20000)]
    pub description: Option<String>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub phones: Vec<DirectoryPhone>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub contacts: Vec<DirectoryContact>,
}

/// Whether the service is offered here.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ServiceAtLocationStatus)]
pub enum Status {
    Active,
    Inactive,
}

/// What can happen to a service at a location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Reactivate,
    Deactivate,
}

impl Resource for Entity {
    const AGENCY: Column = Column::AgencyId;
    const ID: Column = Column::Id;
    const VERSION: Column = Column::Version;
    const CREATED_AT: Column = Column::CreatedAt;
    const CREATED_BY: Column = Column::CreatedBy;
    const UPDATED_AT: Column = Column::UpdatedAt;
    const UPDATED_BY: Column = Column::UpdatedBy;
}

impl Row for Model {
    const KIND: &'static str = "service_at_location";

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
        None
    }
}
