//! Numbers that others know a person by, as they are sent and shown.

use std::fmt;

use entity::client::IdentifierType;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A number that others know a person by. To send some takes the scope `clients:identifiers`.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewClientIdentifier)]
pub struct NewIdentifier {
    #[serde(rename = "type")]
    pub identifier_type: IdentifierType,
    /// Who gives the number out, such as a state (`US-IL`) or a country; needed for `other`.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100, example = "US-IL")]
    pub system: Option<String>,
    /// Spaces, hyphens and case do not count. Kept encrypted.
    #[schema(min_length = 1, max_length = 64, example = "1EG4-TE5-MK73")]
    pub value: String,
}

/// The value is for the database alone.
impl fmt::Debug for NewIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewIdentifier")
            .field("identifier_type", &self.identifier_type)
            .finish_non_exhaustive()
    }
}

/// An identifier to look for.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IdentifierSearch {
    /// Any kind if absent.
    #[serde(default, rename = "type")]
    pub identifier_type: Option<IdentifierType>,
    /// Anyone's if absent.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub system: Option<String>,
    /// The whole value; spaces, hyphens and case do not count.
    #[schema(min_length = 1, max_length = 64)]
    pub value: String,
}

impl fmt::Debug for IdentifierSearch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentifierSearch")
            .field("identifier_type", &self.identifier_type)
            .finish_non_exhaustive()
    }
}

/// A number that others know a person by.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ClientIdentifier)]
pub struct IdentifierView {
    #[serde(rename = "type")]
    pub identifier_type: IdentifierType,
    /// Who gives the number out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "US-IL")]
    pub system: Option<String>,
    /// Its last four characters, if it has more than six.
    #[schema(example = "•••• MK73")]
    pub masked_value: String,
    /// The whole; only with the scope `clients:identifiers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "1EG4-TE5-MK73")]
    pub value: Option<String>,
}

impl fmt::Debug for IdentifierView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentifierView")
            .field("identifier_type", &self.identifier_type)
            .finish_non_exhaustive()
    }
}
