//! The directory in the words of HSDS 3.0, for programs that read that. Names are
//! those of the specification, and so are the shapes; only what is known is sent.

use entity::{OrganizationId, TaxonomyId, TaxonomyTermId, Timestamp, Uuid};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What this reads and is: HSDS 3.0, and where it is described.
#[derive(Debug, Serialize, ToSchema)]
pub struct HsdsApi {
    /// Version of HSDS.
    #[schema(example = "3.0")]
    pub version: &'static str,
    /// Which profile of HSDS: none but HSDS itself.
    #[schema(format = "uri", example = "https://docs.openreferral.org/en/3.0/")]
    pub profile: &'static str,
    /// Where the API is described.
    #[schema(format = "uri", example = "https://api.example.org/openapi.json")]
    pub openapi_url: String,
}

/// Which page of a list, counted from 1.
#[derive(Debug, Serialize, ToSchema)]
pub struct HsdsPageFacts {
    pub total_items: u64,
    pub total_pages: u64,
    pub page_number: u64,
    /// How many items are on this page.
    pub size: u64,
    pub first_page: bool,
    pub last_page: bool,
    pub empty: bool,
}

/// One page of services.
#[derive(Debug, Serialize, ToSchema)]
pub struct HsdsServicePage {
    #[serde(flatten)]
    pub page: HsdsPageFacts,
    pub contents: Vec<HsdsService>,
}

/// One page of organizations.
#[derive(Debug, Serialize, ToSchema)]
pub struct HsdsOrganizationPage {
    #[serde(flatten)]
    pub page: HsdsPageFacts,
    pub contents: Vec<HsdsOrganization>,
}

/// One page of services at locations.
#[derive(Debug, Serialize, ToSchema)]
pub struct HsdsServiceAtLocationPage {
    #[serde(flatten)]
    pub page: HsdsPageFacts,
    pub contents: Vec<HsdsServiceAtLocation>,
}

/// One page of taxonomies.
#[derive(Debug, Serialize, ToSchema)]
pub struct HsdsTaxonomyPage {
    #[serde(flatten)]
    pub page: HsdsPageFacts,
    pub contents: Vec<HsdsTaxonomy>,
}

/// One page of terms.
#[derive(Debug, Serialize, ToSchema)]
pub struct HsdsTaxonomyTermPage {
    #[serde(flatten)]
    pub page: HsdsPageFacts,
    pub contents: Vec<HsdsTaxonomyTerm>,
}

/// Which services to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HsdsServiceQuery {
    /// Beginnings of words, in any order.
    #[param(max_length = 200)]
    pub search: Option<String>,
    /// Which page, counted from 1.
    #[param(minimum = 1, maximum = 1_000_000)]
    pub page: Option<u64>,
    /// How many on a page.
    #[param(minimum = 1, maximum = 200)]
    pub per_page: Option<u64>,
    /// Only services with this term, or one below it.
    pub taxonomy_term_id: Option<TaxonomyTermId>,
    /// Only services of this organization.
    pub organization_id: Option<OrganizationId>,
    /// Only what has changed after this instant.
    pub modified_after: Option<Timestamp>,
    /// Whether what belongs to each is shown too.
    pub full: Option<bool>,
}

/// Which organizations to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HsdsOrganizationQuery {
    /// Beginnings of words, in any order.
    #[param(max_length = 200)]
    pub search: Option<String>,
    /// Which page, counted from 1.
    #[param(minimum = 1, maximum = 1_000_000)]
    pub page: Option<u64>,
    /// How many on a page.
    #[param(minimum = 1, maximum = 200)]
    pub per_page: Option<u64>,
    /// Only what has changed after this instant.
    pub modified_after: Option<Timestamp>,
    /// Whether what belongs to each is shown too.
    pub full: Option<bool>,
}

/// Which services at locations to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HsdsServiceAtLocationQuery {
    /// Beginnings of words, in any order.
    #[param(max_length = 200)]
    pub search: Option<String>,
    /// Which page, counted from 1.
    #[param(minimum = 1, maximum = 1_000_000)]
    pub page: Option<u64>,
    /// How many on a page.
    #[param(minimum = 1, maximum = 200)]
    pub per_page: Option<u64>,
    /// Only services with this term, or one below it.
    pub taxonomy_term_id: Option<TaxonomyTermId>,
    /// Only services of this organization.
    pub organization_id: Option<OrganizationId>,
    /// Only what has changed after this instant.
    pub modified_after: Option<Timestamp>,
    /// Only at postal codes that begin so.
    #[param(min_length = 2, max_length = 20)]
    pub postcode: Option<String>,
    /// Whether what belongs to each is shown too.
    pub full: Option<bool>,
}

/// Which taxonomies to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HsdsTaxonomyQuery {
    /// Which page, counted from 1.
    #[param(minimum = 1, maximum = 1_000_000)]
    pub page: Option<u64>,
    /// How many on a page.
    #[param(minimum = 1, maximum = 200)]
    pub per_page: Option<u64>,
}

/// Which terms to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HsdsTermQuery {
    /// Which page, counted from 1.
    #[param(minimum = 1, maximum = 1_000_000)]
    pub page: Option<u64>,
    /// How many on a page.
    #[param(minimum = 1, maximum = 200)]
    pub per_page: Option<u64>,
    /// Only terms of this taxonomy.
    pub taxonomy_id: Option<TaxonomyId>,
    /// Only terms right below this one.
    pub parent_id: Option<TaxonomyTermId>,
    /// Only terms with none above them.
    pub top_only: Option<bool>,
}

/// A phone number.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsPhone {
    pub id: Uuid,
    pub number: String,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "number")]
    pub extension: Option<u64>,
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default)]
    pub languages: Vec<HsdsLanguage>,
}

/// A language.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsLanguage {
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// When something is open, as a rule of RFC 5545 in parts.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsSchedule {
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "date")]
    pub valid_from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "date")]
    pub valid_to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "date")]
    pub dtstart: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "date")]
    pub until: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wkst: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freq: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byday: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byweekno: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bymonthday: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byyearday: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub schedule_link: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attending_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}

/// A person or desk to turn to.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsContact {
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "email")]
    pub email: Option<String>,
    #[serde(default)]
    pub phones: Vec<HsdsPhone>,
}

/// How a place can be used by people with disabilities.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsAccessibility {
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub url: Option<String>,
}

/// An address.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsAddress {
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attention: Option<String>,
    #[serde(rename(deserialize = "address1"))]
    pub address_1: String,
    #[serde(rename(deserialize = "address2"), default, skip_serializing_if = "Option::is_none")]
    pub address_2: Option<String>,
    pub city: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    pub state_province: String,
    pub postal_code: String,
    pub country: String,
    /// `physical`, `postal` or `virtual`.
    pub address_type: String,
}

/// What a service costs.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsCostOption {
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "date")]
    pub valid_from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "date")]
    pub valid_to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_description: Option<String>,
}

/// A paper that one has to bring.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsRequiredDocument {
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub uri: Option<String>,
}

/// Where people have to live.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsServiceArea {
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extent_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub uri: Option<String>,
}

/// Who pays for it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsFunding {
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// A number by which others know an organization.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsOrganizationIdentifier {
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier_scheme: Option<String>,
    pub identifier_type: String,
    pub identifier: String,
}

/// A group of services.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsProgram {
    pub id: Uuid,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternate_name: Option<String>,
    pub description: String,
}

/// A system of terms.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsTaxonomy {
    pub id: Uuid,
    pub name: String,
    pub description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub uri: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// A term of a taxonomy.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsTaxonomyTerm {
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    pub name: String,
    pub description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxonomy: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxonomy_detail: Option<HsdsTaxonomy>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub term_uri: Option<String>,
}

/// A term that says what a service is.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct HsdsAttribute {
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_type: Option<String>,
    pub link_entity: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxonomy_term: Option<HsdsTaxonomyTerm>,
}

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

/// HSDS has extensions as numbers.
fn number<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<u64>, D::Error> {
    Ok(Option::<String>::deserialize(reader)?.and_then(|digits| digits.parse().ok()))
}
