//! What the records of the service directory are made of: parts that are read
//! and written with their record. Their shape is that of the Human Services Data
//! Specification 3.0 (HSDS), and so are their ids, which are kept.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{TaxonomyTermId, Timestamp, Weekday};

/// A phone number of an organization, a service or a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DirectoryPhone {
    /// Made by the server if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// As it is dialled, with its country code if it has one.
    #[schema(min_length = 1, max_length = 100, example = "+1 312 555 0142")]
    pub number: String,
    /// Digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9]{1,10}$", example = "204")]
    pub extension: Option<String>,
    /// `voice`, `text`, `fax`, `cell`, `video`, `pager`, `textphone` or a word of the directory's own.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 50, example = "voice")]
    pub type_: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 2000)]
    pub description: Option<String>,
    /// Languages in which calls are answered.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub languages: Vec<DirectoryLanguage>,
}

/// A language that is spoken, without an interpreter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DirectoryLanguage {
    /// Made by the server if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, example = "Spanish")]
    pub name: Option<String>,
    /// ISO 639 code or BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 2, max_length = 35, example = "es")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
}

/// When something is open, as a rule of RFC 5545 in parts. A schedule without hours is open all
/// day; one that closes before it opens closes on the next day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DirectorySchedule {
    /// Made by the server if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// The first day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// The last day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    /// The first day of the rule: every second week is counted from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dtstart: Option<NaiveDate>,
    /// Hours ahead of UTC that the times are in. If absent, they are in the place's time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -14, maximum = 14, example = -6)]
    pub timezone: Option<f64>,
    /// The last day of the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// How often it happens in all, counted from `dtstart`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10000)]
    pub count: Option<i32>,
    /// The day on which a week begins; Monday if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wkst: Option<Weekday>,
    /// Weekly if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freq: Option<Frequency>,
    /// Every how many weeks or months; 1 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1000)]
    pub interval: Option<i32>,
    /// Days of the week, separated by commas. In a monthly rule with their place in the month:
    /// `2MO` is the second Monday, `-1FR` the last Friday. Every day if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(
        pattern = "^(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU))*$",
        max_length = 200,
        example = "MO,TU,WE"
    )]
    pub byday: Option<String>,
    /// Weeks of the year, separated by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^-?[0-9]{1,2}(,-?[0-9]{1,2})*$", max_length = 300)]
    pub byweekno: Option<String>,
    /// Days of the month, separated by commas; -1 is the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^-?[0-9]{1,2}(,-?[0-9]{1,2})*$", max_length = 300, example = "1,15")]
    pub bymonthday: Option<String>,
    /// Days of the year, separated by commas; -1 is the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^-?[0-9]{1,3}(,-?[0-9]{1,3})*$", max_length = 2000)]
    pub byyearday: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 5000)]
    pub description: Option<String>,
    /// `HH:MM`, with seconds or an offset from UTC if they matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(
        pattern = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(Z|[+-][01][0-9]:[0-5][0-9])?$",
        example = "09:00"
    )]
    pub opens_at: Option<String>,
    /// `HH:MM`; `24:00` is the end of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(
        pattern = "^(([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?|24:00(:00)?)(Z|[+-][01][0-9]:[0-5][0-9])?$",
        example = "17:30"
    )]
    pub closes_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub schedule_link: Option<String>,
    /// How one attends, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000)]
    pub attending_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 5000)]
    pub notes: Option<String>,
}

/// How a schedule repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Frequency {
    Weekly,
    Monthly,
}

/// A person or desk to turn to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DirectoryContact {
    /// Made by the server if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, example = "Intake desk")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub department: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", max_length = 254)]
    pub email: Option<String>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub phones: Vec<DirectoryPhone>,
}

/// How a place can be used by people with disabilities.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DirectoryAccessibility {
    /// Made by the server if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 2000, example = "Step-free entrance on Oak Street.")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 5000)]
    pub details: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub url: Option<String>,
}

/// An address of a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DirectoryAddress {
    /// Made by the server if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Whom mail is addressed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub attention: Option<String>,
    /// The first line.
    #[serde(rename = "address1")]
    #[schema(min_length = 1, max_length = 500, example = "120 Oak Street")]
    pub address_1: String,
    /// The second line.
    #[serde(rename = "address2", default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 500)]
    pub address_2: Option<String>,
    #[schema(min_length = 1, max_length = 200, example = "Springfield")]
    pub city: String,
    /// County or the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub region: Option<String>,
    #[schema(min_length = 1, max_length = 100, example = "IL")]
    pub state_province: String,
    #[schema(min_length = 1, max_length = 20, example = "62701")]
    pub postal_code: String,
    /// ISO 3166-1 alpha-2.
    #[schema(pattern = "^[A-Z]{2}$", example = "US")]
    pub country: String,
    pub address_type: LocationType,
}

/// What kind of place it is: somewhere to go, an address for mail, or online and by phone.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum LocationType {
    Physical,
    Postal,
    Virtual,
}

/// What a service costs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DirectoryCost {
    /// Made by the server if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    /// For whom, or for what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000, example = "Adults without coverage")]
    pub option: Option<String>,
    /// ISO 4217.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[A-Za-z]{3}$", example = "USD")]
    pub currency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1_000_000_000, example = 12.5)]
    pub amount: Option<f64>,
    /// What the amount is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000, example = "a visit")]
    pub amount_description: Option<String>,
}

/// A paper that one has to bring.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DirectoryDocument {
    /// Made by the server if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 5000, example = "Proof of address")]
    pub document: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub uri: Option<String>,
}

/// Where people have to live for a service to be for them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DirectoryArea {
    /// Made by the server if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000, example = "Cook County")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 5000)]
    pub description: Option<String>,
    /// A shape, as `extentType` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100_000)]
    pub extent: Option<String>,
    /// `geojson`, `topojson`, `kml` or `text`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 50)]
    pub extent_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub uri: Option<String>,
}

/// Who pays for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DirectoryFunding {
    /// Made by the server if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 5000)]
    pub source: Option<String>,
}

/// A number by which others know an organization.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrganizationIdentifier {
    /// Made by the server if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Scheme by org-id.guide, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, example = "US-EIN")]
    pub identifier_scheme: Option<String>,
    #[schema(min_length = 1, max_length = 200, example = "Employer identification number")]
    pub identifier_type: String,
    #[schema(min_length = 1, max_length = 200)]
    pub identifier: String,
}

/// A group of services that an organization runs together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DirectoryProgram {
    /// Made by the server if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[schema(min_length = 1, max_length = 300, example = "Senior nutrition")]
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 300)]
    pub alternate_name: Option<String>,
    #[schema(min_length = 1, max_length = 10_000)]
    pub description: String,
}

/// A term of a taxonomy that says what a service is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DirectoryAttribute {
    /// Made by the server if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    pub taxonomy_term_id: TaxonomyTermId,
    /// What the term is about, such as `eligibility`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100)]
    pub link_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000)]
    pub value: Option<String>,
}

/// How a referral reaches an organization that is no partner agency.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ReferralChannel {
    Api,
    Portal,
    MagicLink,
    Email,
    Phone,
    Fax,
    WalkIn,
}

/// Whether there is room for one more person.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CapacityStatus {
    HasCapacity,
    NoCapacity,
    Waitlist,
    /// It takes an assessment of their own to say.
    AdditionalAssessmentRequired,
}

/// Whether there is room, and since when that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Capacity {
    pub status: CapacityStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was so.
    pub as_of: Timestamp,
    /// How many days people wait, as they estimate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waitlist_days_est: Option<i32>,
}
