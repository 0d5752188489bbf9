//! What clients are searched by.

use std::fmt::Write;

use chrono::NaiveDate;
use entity::client::Status;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::IdentifierSearch;

/// What to find clients by. All that is given must fit.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = super::rules::check_search))]
pub struct ClientSearch {
    /// Beginnings of words of any of the names, in any order.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "delg ros")]
    pub name: Option<String>,
    /// A family name as it sounds.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100, example = "Delgato")]
    pub sounds_like: Option<String>,
    #[serde(default)]
    pub birth_date: Option<NaiveDate>,
    /// A phone number; only its digits count.
    #[serde(default)]
    #[schema(min_length = 3, max_length = 40)]
    pub phone: Option<String>,
    #[serde(default)]
    #[schema(min_length = 3, max_length = 20)]
    pub mrn: Option<String>,
    /// A number that others know the person by.
    #[serde(default)]
    pub identifier: Option<IdentifierSearch>,
    #[serde(default)]
    #[schema(max_items = 5)]
    pub status: Vec<Status>,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
    /// `nextCursor` of the page before.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub cursor: Option<String>,
}

impl ClientSearch {
    /// What is searched for, without which part of the list is asked for.
    pub fn criteria(&self) -> String {
        let Self { name, sounds_like, birth_date, phone, mrn, identifier, status, .. } = self;
        let mut criteria =
            format!("{name:?} {sounds_like:?} {birth_date:?} {phone:?} {mrn:?} {status:?}");
        if let Some(IdentifierSearch { identifier_type, system, value }) = identifier {
            // Writing to a string cannot fail.
            let _ = write!(criteria, " {identifier_type:?} {system:?} {value:?}");
        }
        criteria
    }
}
