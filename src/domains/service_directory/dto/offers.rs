//! Services at locations, and whether there is room: what callers send and receive.

use entity::{
    LocationId, ServiceAtLocationId, ServiceId, Timestamp,
    directory::{Capacity, CapacityStatus, DirectoryContact, DirectoryPhone, DirectorySchedule},
    service_at_location::{ServiceAtLocationDetails, Status},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::{AnyOf, Header, Page};

/// A service that is offered at a place, to be taken into the directory.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewServiceAtLocation {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<ServiceAtLocationId>,
    pub service_id: ServiceId,
    pub location_id: LocationId,
    /// When it can be had here; if empty, as the service and the place are open.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub schedules: Vec<DirectorySchedule>,
    /// What is different here.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 20000)]
    pub description: Option<String>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub phones: Vec<DirectoryPhone>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub contacts: Vec<DirectoryContact>,
}

/// Changes of a service at a location. What is left out stays; lists are replaced as a whole.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceAtLocationPatch {
    /// When it can be had here; if empty, as the service and the place are open.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub schedules: Option<Vec<DirectorySchedule>>,
    /// What is different here.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 20000)]
    pub description: Option<String>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub phones: Option<Vec<DirectoryPhone>>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub contacts: Option<Vec<DirectoryContact>>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 1)]
    pub clear_fields: Vec<ServiceAtLocationClearableField>,
}

/// A field of a service at a location that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ServiceAtLocationClearableField {
    Description,
}

/// Whether a service is offered at a place.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceAtLocationStatusChange {
    #[schema(min_length = 1, max_length = 1000, example = "They moved to Elm Street.")]
    pub reason: String,
}

/// Whether there is room for one more person, as someone has heard.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CapacityReport {
    pub status: CapacityStatus,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000, example = "Two places from Monday on.")]
    pub note: Option<String>,
    /// When it was so; now if absent.
    #[serde(default)]
    pub as_of: Option<Timestamp>,
    /// How many days people wait; with `waitlist` only.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 3650)]
    pub waitlist_days_est: Option<i32>,
}

/// Which services at locations to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ServiceAtLocationFilter {
    /// Only where this service is offered.
    pub service_id: Option<ServiceId>,
    /// Only what is offered at this place.
    pub location_id: Option<LocationId>,
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Only what has changed after this instant.
    pub updated_after: Option<Timestamp>,
}

/// A service at a place.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ServiceAtLocation)]
pub struct ServiceAtLocationView {
    #[serde(flatten)]
    pub header: Header,
    pub service_id: ServiceId,
    pub location_id: LocationId,
    pub status: Status,
    /// Whether there is room here; as the service says if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    /// Where it was imported from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What the source calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    pub schedules: Vec<DirectorySchedule>,
    #[serde(flatten)]
    pub details: ServiceAtLocationDetails,
    /// What the caller can do with it now.
    #[schema(example = json!(["deactivate", "report_capacity"]))]
    pub allowed_actions: Vec<String>,
}

/// The alias names the list's schema in the API description.
pub type ServiceAtLocationList = Page<ServiceAtLocationView>;
