//! What is asked of the directory in the words of HSDS 3.0, and its pages.

use entity::{OrganizationId, TaxonomyId, TaxonomyTermId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{HsdsOrganization, HsdsService, HsdsServiceAtLocation, HsdsTaxonomy, HsdsTaxonomyTerm};

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
