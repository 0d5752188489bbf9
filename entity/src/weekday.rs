//! Days of the week, written in one way wherever the API has them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A day of the week, as calendars of RFC 5545 write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Weekday {
    Mo,
    Tu,
    We,
    Th,
    Fr,
    Sa,
    Su,
}
