//! Services: what callers send and receive.

use chrono::NaiveDate;
use entity::{
    LocationId, OrganizationId, ServiceAtLocationId, ServiceId, Timestamp, Uuid,
    directory::{
        Capacity, DirectoryAddress, DirectoryArea, DirectoryAttribute, DirectoryContact,
        DirectoryCost, DirectoryDocument, DirectoryFunding, DirectoryLanguage, DirectoryPhone,
        DirectorySchedule,
    },
    directory_service::{ServiceDetails, Status},
    referral::NeedDomain,
    service_at_location,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::{AnyOf, Header, Page};

/// A service to be taken into the directory.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewService {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<ServiceId>,
    /// Who offers it.
    pub organization_id: OrganizationId,
    #[schema(min_length = 1, max_length = 300, example = "Home-delivered meals")]
    pub name: String,
    /// The social needs that it is for.
    #[serde(default)]
    #[schema(max_items = 24)]
    pub need_domains: Vec<NeedDomain>,
    /// In years.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 130)]
    pub minimum_age: Option<i32>,
    /// In years.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 130)]
    pub maximum_age: Option<i32>,
    /// When it can be had.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub schedules: Vec<DirectorySchedule>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300)]
    pub alternate_name: Option<String>,
    /// What people get.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 20000)]
    pub description: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub url: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", max_length = 254)]
    pub email: Option<String>,
    /// Which interpreters there are.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub interpretation_services: Option<String>,
    /// What one has to do to get it.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 20000)]
    pub application_process: Option<String>,
    /// What it costs, in words.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub fees: Option<String>,
    /// How long people wait, in words.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub wait_time: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub accreditations: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub licenses: Option<String>,
    /// For whom it is, in words.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 20000)]
    pub eligibility_description: Option<String>,
    /// Who last checked it.
    #[serde(default)]
    #[schema(pattern = "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", max_length = 254)]
    pub assurer_email: Option<String>,
    /// What is different just now.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub alert: Option<String>,
    /// The program of the organization that it belongs to.
    #[serde(default)]
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

/// Changes of a service. What is left out stays; lists are replaced as a whole.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServicePatch {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300, example = "Home-delivered meals")]
    pub name: Option<String>,
    /// The social needs that it is for.
    #[serde(default)]
    #[schema(max_items = 24)]
    pub need_domains: Option<Vec<NeedDomain>>,
    /// In years.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 130)]
    pub minimum_age: Option<i32>,
    /// In years.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 130)]
    pub maximum_age: Option<i32>,
    /// When it can be had.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub schedules: Option<Vec<DirectorySchedule>>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300)]
    pub alternate_name: Option<String>,
    /// What people get.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 20000)]
    pub description: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub url: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", max_length = 254)]
    pub email: Option<String>,
    /// Which interpreters there are.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub interpretation_services: Option<String>,
    /// What one has to do to get it.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 20000)]
    pub application_process: Option<String>,
    /// What it costs, in words.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub fees: Option<String>,
    /// How long people wait, in words.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub wait_time: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub accreditations: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub licenses: Option<String>,
    /// For whom it is, in words.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 20000)]
    pub eligibility_description: Option<String>,
    /// Who last checked it.
    #[serde(default)]
    #[schema(pattern = "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", max_length = 254)]
    pub assurer_email: Option<String>,
    /// What is different just now.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub alert: Option<String>,
    /// The program of the organization that it belongs to.
    #[serde(default)]
    pub program_id: Option<Uuid>,
    /// Terms of taxonomies.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub attributes: Option<Vec<DirectoryAttribute>>,
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
    pub required_documents: Option<Vec<DirectoryDocument>>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub cost_options: Option<Vec<DirectoryCost>>,
    /// Where people have to live. For everyone if empty.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub service_areas: Option<Vec<DirectoryArea>>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub funding: Option<Vec<DirectoryFunding>>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 16)]
    pub clear_fields: Vec<ServiceClearableField>,
}

/// A field of a service that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ServiceClearableField {
    MinimumAge,
    MaximumAge,
    AlternateName,
    Description,
    Url,
    Email,
    InterpretationServices,
    ApplicationProcess,
    Fees,
    WaitTime,
    Accreditations,
    Licenses,
    EligibilityDescription,
    AssurerEmail,
    Alert,
    ProgramId,
}

/// Why a service's status changes.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceStatusChange {
    #[schema(min_length = 1, max_length = 1000, example = "The kitchen is being rebuilt.")]
    pub reason: String,
}

/// That someone has checked that what the directory says is true.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceAssurance {
    /// When it was checked; today if absent.
    #[serde(default)]
    pub assured_on: Option<NaiveDate>,
    /// Who stands for it at the organization.
    #[serde(default)]
    #[schema(pattern = "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", max_length = 254)]
    pub assurer_email: Option<String>,
}

/// Which services to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ServiceFilter {
    /// Only services of this organization.
    pub organization_id: Option<OrganizationId>,
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Only what nobody has checked since this day, or ever.
    pub not_assured_since: Option<NaiveDate>,
    /// Only what has changed after this instant.
    pub updated_after: Option<Timestamp>,
}

/// A service, as lists show it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ServiceOutline)]
pub struct ServiceOutline {
    #[serde(flatten)]
    pub header: Header,
    pub organization_id: OrganizationId,
    #[schema(example = "Harbor Community Kitchen")]
    pub organization_name: String,
    #[schema(example = "Home-delivered meals")]
    pub name: String,
    pub status: Status,
    pub need_domains: Vec<NeedDomain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_age: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_age: Option<i32>,
    /// Whether there is room; a place may know better.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    /// When what is said of it was last changed, here or at the source.
    pub last_modified: Timestamp,
    /// When someone last checked that it is true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assured_on: Option<NaiveDate>,
    /// Where it was imported from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What the source calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// What the caller can do with it now.
    #[schema(example = json!(["deactivate"]))]
    pub allowed_actions: Vec<String>,
}

/// A service of the directory.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Service)]
pub struct ServiceView {
    #[serde(flatten)]
    pub outline: ServiceOutline,
    pub schedules: Vec<DirectorySchedule>,
    /// Where it is offered.
    pub locations: Vec<ServiceLocation>,
    #[serde(flatten)]
    pub details: ServiceDetails,
}

/// A place where a service is offered, in short.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceLocation {
    pub service_at_location_id: ServiceAtLocationId,
    pub location_id: LocationId,
    pub status: service_at_location::Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<DirectoryAddress>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// Whether there is room here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
}

/// The alias names the list's schema in the API description.
pub type ServiceOutlineList = Page<ServiceOutline>;
