//! The directory in the words of HSDS 3.0, for programs that read that. Names are
//! those of the specification, and so are the shapes; only what is known is sent.

use entity::Uuid;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    HsdsAccessibility, HsdsAddress, HsdsAttribute, HsdsContact, HsdsCostOption, HsdsFunding,
    HsdsLanguage, HsdsOrganizationIdentifier, HsdsPhone, HsdsProgram, HsdsRequiredDocument,
    HsdsSchedule, HsdsServiceArea,
};

/// An organization. What is a list is there where the whole is shown.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsOrganization {
    pub id: Uuid,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternate_name: Option<String>,
    pub description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "email")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub website: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_incorporated: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub logo: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub uri: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_organization_id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding: Option<Vec<HsdsFunding>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Vec<HsdsContact>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phones: Option<Vec<HsdsPhone>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locations: Option<Vec<HsdsLocation>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub programs: Option<Vec<HsdsProgram>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_identifiers: Option<Vec<HsdsOrganizationIdentifier>>,
}

/// A place.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsLocation {
    pub id: Uuid,
    /// `physical`, `postal` or `virtual`.
    pub location_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternate_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transportation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_identifier: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_identifier_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub languages: Option<Vec<HsdsLanguage>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Vec<HsdsAddress>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Vec<HsdsContact>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accessibility: Option<Vec<HsdsAccessibility>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phones: Option<Vec<HsdsPhone>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedules: Option<Vec<HsdsSchedule>>,
}

/// A service. What is a list is there where the whole is shown.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsService {
    pub id: Uuid,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternate_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "email")]
    pub email: Option<String>,
    /// `active`, `inactive`, `defunct` or `temporarily closed`.
    pub status: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpretation_services: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_process: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees_description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accreditations: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eligibility_description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_age: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_age: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "date")]
    pub assured_date: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "email")]
    pub assurer_email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licenses: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "date-time")]
    pub last_modified: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phones: Option<Vec<HsdsPhone>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedules: Option<Vec<HsdsSchedule>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_areas: Option<Vec<HsdsServiceArea>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_at_locations: Option<Vec<HsdsServicePlace>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub languages: Option<Vec<HsdsLanguage>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<Box<HsdsOrganization>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding: Option<Vec<HsdsFunding>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_options: Option<Vec<HsdsCostOption>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<HsdsProgram>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_documents: Option<Vec<HsdsRequiredDocument>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Vec<HsdsContact>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Vec<HsdsAttribute>>,
}

/// Where a service is offered.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsServicePlace {
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Vec<HsdsContact>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phones: Option<Vec<HsdsPhone>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedules: Option<Vec<HsdsSchedule>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<HsdsLocation>,
}

/// A service at a place.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsServiceAtLocation {
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Vec<HsdsContact>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phones: Option<Vec<HsdsPhone>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedules: Option<Vec<HsdsSchedule>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<HsdsLocation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<HsdsService>,
}
