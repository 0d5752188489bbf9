//! Services of the service directory: what people can be referred to.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, JsonText, OrganizationId, Resource, Row, ServiceId, Timestamp, UserId,
    directory::{
        Capacity, CapacityStatus, DirectoryArea, DirectoryAttribute, DirectoryContact,
        DirectoryCost, DirectoryDocument, DirectoryFunding, DirectoryLanguage, DirectoryPhone,
        DirectorySchedule,
    },
    referral::NeedDomain,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "service")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ServiceId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub organization_id: OrganizationId,
    pub name: String,
    /// Folded name, for sorting.
    pub sort_name: String,
    pub status: Status,
    /// In years.
    pub minimum_age: Option<i32>,
    /// In years.
    pub maximum_age: Option<i32>,
    /// When what is said of the service was last changed, here or at the source.
    pub last_modified: Timestamp,
    /// When someone last checked that it is true.
    pub assured_on: Option<NaiveDate>,
    pub capacity_status: Option<CapacityStatus>,
    pub capacity_note: Option<String>,
    pub capacity_as_of: Option<Timestamp>,
    pub waitlist_days_est: Option<i32>,
    /// Where the record was imported from; none if it was entered by hand.
    pub source: Option<String>,
    /// What the source calls it.
    pub external_id: Option<String>,
    /// The social needs that it is for.
    pub need_domains: JsonText<Vec<NeedDomain>>,
    pub details: JsonText<ServiceDetails>,
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

/// What is known of a service beside its name and ages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceDetails {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 300)]
    pub alternate_name: Option<String>,
    /// What people get.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 20000)]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", max_length = 254)]
    pub email: Option<String>,
    /// Which interpreters there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 5000)]
    pub interpretation_services: Option<String>,
    /// What one has to do to get it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 20000)]
    pub application_process: Option<String>,
    /// What it costs, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 5000)]
    pub fees: Option<String>,
    /// How long people wait, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000)]
    pub wait_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 5000)]
    pub accreditations: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 5000)]
    pub licenses: Option<String>,
    /// For whom it is, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 20000)]
    pub eligibility_description: Option<String>,
    /// Who last checked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", max_length = 254)]
    pub assurer_email: Option<String>,
    /// What is different just now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 5000)]
    pub alert: Option<String>,
    /// The program of the organization that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program_id: Option<Uuid>,
    /// Terms of taxonomies.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub attributes: Vec<DirectoryAttribute>,
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
    pub required_documents: Vec<DirectoryDocument>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub cost_options: Vec<DirectoryCost>,
    /// Where people have to live. For everyone if empty.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub service_areas: Vec<DirectoryArea>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub funding: Vec<DirectoryFunding>,
}

/// Whether the service can be had.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = DirectoryServiceStatus)]
pub enum Status {
    Active,
    /// Not offered, and may be again.
    Inactive,
    /// Not offered any more.
    Defunct,
    TemporarilyClosed,
}

/// What can happen to a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Reactivate,
    Deactivate,
    CloseTemporarily,
    Discontinue,
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
    const KIND: &'static str = "service";

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
