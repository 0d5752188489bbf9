//! Locations: what callers send and receive.

use entity::{
    LocationId, OrganizationId, Timestamp,
    directory::{
        DirectoryAccessibility, DirectoryAddress, DirectoryContact, DirectoryLanguage,
        DirectoryPhone, DirectorySchedule, LocationType,
    },
    location::LocationDetails,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::{Header, Page};

/// A place to be taken into the directory.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewLocation {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<LocationId>,
    /// Whose place it is.
    #[serde(default)]
    pub organization_id: Option<OrganizationId>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300, example = "Oak Street kitchen")]
    pub name: Option<String>,
    pub location_type: LocationType,
    /// In degrees, WGS 84; with the longitude or not at all.
    #[serde(default)]
    #[schema(minimum = -90, maximum = 90)]
    pub latitude: Option<f64>,
    #[serde(default)]
    #[schema(minimum = -180, maximum = 180)]
    pub longitude: Option<f64>,
    /// IANA name of the zone that its hours are in; the agency's zone if absent.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 64, example = "America/Chicago")]
    pub time_zone: Option<String>,
    /// When it is open.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub schedules: Vec<DirectorySchedule>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300)]
    pub alternate_name: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 20000)]
    pub description: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub url: Option<String>,
    /// How to get there without a car.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub transportation: Option<String>,
    /// A number by which others know the place.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub external_identifier: Option<String>,
    /// What kind of number that is.
    #[serde(default)]
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

/// Changes of a location. What is left out stays; lists are replaced as a whole.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LocationPatch {
    /// Whose place it is.
    #[serde(default)]
    pub organization_id: Option<OrganizationId>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300, example = "Oak Street kitchen")]
    pub name: Option<String>,
    #[serde(default)]
    pub location_type: Option<LocationType>,
    /// In degrees, WGS 84; with the longitude or not at all.
    #[serde(default)]
    #[schema(minimum = -90, maximum = 90)]
    pub latitude: Option<f64>,
    #[serde(default)]
    #[schema(minimum = -180, maximum = 180)]
    pub longitude: Option<f64>,
    /// IANA name of the zone that its hours are in; the agency's zone if absent.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 64, example = "America/Chicago")]
    pub time_zone: Option<String>,
    /// When it is open.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub schedules: Option<Vec<DirectorySchedule>>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300)]
    pub alternate_name: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 20000)]
    pub description: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub url: Option<String>,
    /// How to get there without a car.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub transportation: Option<String>,
    /// A number by which others know the place.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub external_identifier: Option<String>,
    /// What kind of number that is.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub external_identifier_type: Option<String>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub addresses: Option<Vec<DirectoryAddress>>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub phones: Option<Vec<DirectoryPhone>>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub contacts: Option<Vec<DirectoryContact>>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub languages: Option<Vec<DirectoryLanguage>>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub accessibility: Option<Vec<DirectoryAccessibility>>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 11)]
    pub clear_fields: Vec<LocationClearableField>,
}

/// A field of a location that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum LocationClearableField {
    OrganizationId,
    Name,
    Latitude,
    Longitude,
    TimeZone,
    AlternateName,
    Description,
    Url,
    Transportation,
    ExternalIdentifier,
    ExternalIdentifierType,
}

/// Which locations to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct LocationFilter {
    /// Only places of this organization.
    pub organization_id: Option<OrganizationId>,
    /// Only what has changed after this instant.
    pub updated_after: Option<Timestamp>,
}

/// A place where services are offered.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Location)]
pub struct LocationView {
    #[serde(flatten)]
    pub header: Header,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<OrganizationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub location_type: LocationType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Where it was imported from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What the source calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    pub schedules: Vec<DirectorySchedule>,
    #[serde(flatten)]
    pub details: LocationDetails,
}

/// The alias names the list's schema in the API description.
pub type LocationList = Page<LocationView>;
