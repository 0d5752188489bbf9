//! Taxonomies and their terms: what callers send and receive.

use entity::{TaxonomyId, TaxonomyTermId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::{Header, Page};

/// A system of terms to be taken into the directory.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTaxonomy {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<TaxonomyId>,
    #[schema(min_length = 1, max_length = 300, example = "Open Eligibility")]
    pub name: String,
    #[schema(min_length = 1, max_length = 10000)]
    pub description: String,
    #[serde(default)]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub uri: Option<String>,
    /// Which edition of it it is.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub edition: Option<String>,
}

/// Changes of a taxonomy. What is left out stays; lists are replaced as a whole.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TaxonomyPatch {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300, example = "Open Eligibility")]
    pub name: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 10000)]
    pub description: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub uri: Option<String>,
    /// Which edition of it it is.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub edition: Option<String>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 2)]
    pub clear_fields: Vec<TaxonomyClearableField>,
}

/// A field of a taxonomy that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum TaxonomyClearableField {
    Uri,
    Edition,
}

/// A term to be taken into the directory.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTaxonomyTerm {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<TaxonomyTermId>,
    #[serde(default)]
    pub taxonomy_id: Option<TaxonomyId>,
    /// The term above it.
    #[serde(default)]
    pub parent_id: Option<TaxonomyTermId>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100, example = "BD-1800")]
    pub code: Option<String>,
    #[schema(min_length = 1, max_length = 300, example = "Food pantries")]
    pub name: String,
    #[schema(min_length = 1, max_length = 10000)]
    pub description: String,
    /// BCP 47 tag or ISO 639 code.
    #[serde(default)]
    #[schema(min_length = 2, max_length = 35)]
    pub language: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub term_uri: Option<String>,
}

/// Changes of a taxonomy term. What is left out stays; lists are replaced as a whole.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TaxonomyTermPatch {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100, example = "BD-1800")]
    pub code: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300, example = "Food pantries")]
    pub name: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 10000)]
    pub description: Option<String>,
    /// BCP 47 tag or ISO 639 code.
    #[serde(default)]
    #[schema(min_length = 2, max_length = 35)]
    pub language: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub term_uri: Option<String>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 5)]
    pub clear_fields: Vec<TaxonomyTermClearableField>,
}

/// A field of a taxonomy term that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum TaxonomyTermClearableField {
    Code,
    Language,
    TermUri,
}

/// Which terms to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct TaxonomyTermFilter {
    /// Only terms of this taxonomy.
    pub taxonomy_id: Option<TaxonomyId>,
    /// Only those right below this one.
    pub parent_id: Option<TaxonomyTermId>,
}

/// A system of terms that services are sorted by.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Taxonomy)]
pub struct TaxonomyView {
    #[serde(flatten)]
    pub header: Header,
    #[schema(example = "Open Eligibility")]
    pub name: String,
    pub description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// Which edition of it it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// Where it was imported from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What the source calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}

/// A term of a taxonomy.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TaxonomyTerm)]
pub struct TaxonomyTermView {
    #[serde(flatten)]
    pub header: Header,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taxonomy_id: Option<TaxonomyId>,
    /// The term above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<TaxonomyTermId>,
    #[schema(example = "BD-1800")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[schema(example = "Food pantries")]
    pub name: String,
    pub description: String,
    /// BCP 47 tag or ISO 639 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term_uri: Option<String>,
    /// Where it was imported from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What the source calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}

/// The alias names the list's schema in the API description.
pub type TaxonomyList = Page<TaxonomyView>;

/// The alias names the list's schema in the API description.
pub type TaxonomyTermList = Page<TaxonomyTermView>;
