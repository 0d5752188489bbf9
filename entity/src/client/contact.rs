//! How a person is reached.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Period, Weekday, number};

/// A way to reach a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactPoint {
    pub system: ContactSystem,
    /// A phone number in E.164 form (`+15550100123`), an e-mail address or a URL.
    #[schema(min_length = 3, max_length = 200, example = "+15550100123")]
    pub value: String,
    /// Order of preference: 1 is tried first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 20)]
    pub rank: Option<i32>,
    /// Whether a message may be left: others may listen to it.
    #[serde(default)]
    pub ok_to_leave_message: bool,
    #[serde(default)]
    pub ok_to_text: bool,
    /// When it is safe to reach the person this way; at any time if there is none. Somebody else
    /// may pick up or read along at other times.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 14)]
    pub safe_hours: Vec<SafeHours>,
}

/// A part of some days of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SafeHours {
    #[schema(min_items = 1, max_items = 7, example = json!(["MO", "TU", "WE", "TH", "FR"]))]
    pub days: Vec<Weekday>,
    /// Where the person's clock is, `HH:MM`.
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", example = "17:00")]
    pub from: String,
    /// Later on the same day; `24:00` is its end.
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$", example = "20:30")]
    pub to: String,
    /// IANA name of the time zone that the person lives in.
    #[schema(min_length = 3, max_length = 50, example = "America/Chicago")]
    pub time_zone: String,
}

/// The kind of a contact point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactSystem {
    Phone,
    Sms,
    Email,
    Url,
}

/// Where a person lives or can be reached by mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Address {
    #[serde(rename = "use")]
    pub use_: AddressUse,
    #[serde(default)]
    #[schema(max_items = 5)]
    pub lines: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub city: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub region: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 20)]
    pub postal_code: Option<String>,
    /// ISO 3166-1 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[A-Z]{2}$", example = "US")]
    pub country: Option<String>,
    /// The person has no fixed address; the other parts say where to look.
    #[serde(default)]
    pub no_fixed_address: bool,
    /// Degrees north, of WGS 84; `longitude` goes with it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "number::plain_if_any"
    )]
    #[schema(minimum = -90, maximum = 90, example = 41.9028)]
    pub latitude: Option<f64>,
    /// Degrees east, of WGS 84; `latitude` goes with it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "number::plain_if_any"
    )]
    #[schema(minimum = -180, maximum = 180, example = -87.6712)]
    pub longitude: Option<f64>,
    /// When the person lived or lives there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
}

/// What an address is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AddressUse {
    Home,
    Mailing,
    Temporary,
    Previous,
}
