//! Locations of the service directory: where services are.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, JsonText, LocationId, OrganizationId, Resource, Row, Timestamp, UserId,
    directory::{
        DirectoryAccessibility, DirectoryAddress, DirectoryContact, DirectoryLanguage,
        DirectoryPhone, DirectorySchedule, LocationType,
    },
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "location")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LocationId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub organization_id: Option<OrganizationId>,
    pub name: Option<String>,
    pub location_type: LocationType,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    /// IANA name; the agency's zone if absent.
    pub time_zone: Option<String>,
    /// Where the record was imported from; none if it was entered by hand.
    pub source: Option<String>,
    /// What the source calls it.
    pub external_id: Option<String>,
    pub details: JsonText<LocationDetails>,
    pub schedules: JsonText<Vec<DirectorySchedule>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is known of a place beside where it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LocationDetails {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 300)]
    pub alternate_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 20000)]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub url: Option<String>,
    /// How to get there without a car.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 5000)]
    pub transportation: Option<String>,
    /// A number by which others know the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub external_identifier: Option<String>,
    /// What kind of number that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100)]
    pub external_identifier_type: Option<String>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub addresses: Vec<DirectoryAddress>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub phones: Vec<DirectoryPhone>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub contacts: Vec<DirectoryContact>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub languages: Vec<DirectoryLanguage>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub accessibility: Vec<DirectoryAccessibility>,
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
    const KIND: &'static str = "location";

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
