//! What the service says of itself.

use serde::Serialize;
use utoipa::ToSchema;

/// Whether the service can work.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceStatus {
    /// `ok`, or what keeps the service from working.
    #[schema(example = "ok")]
    pub status: &'static str,
}

/// A kind of problem that an operation can answer with.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemDescription {
    /// The `type` of such problems.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference", example = "/problems/version-mismatch")]
    pub type_: String,
    #[schema(example = "version_mismatch")]
    pub code: &'static str,
    #[schema(example = 412)]
    pub status: i32,
    pub title: &'static str,
    /// What a caller can do.
    pub advice: &'static str,
}

/// The closed catalogue of problems.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemCatalogue {
    pub items: Vec<ProblemDescription>,
}
