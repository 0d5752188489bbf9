//! Who a person is: names, birth, languages, what they say of themselves.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Period;

/// A name of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonName {
    #[serde(rename = "use")]
    pub use_: NameUse,
    /// Given name; may be left out for people who have one name only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, example = "Rosa")]
    pub given: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100)]
    pub middle: Option<String>,
    #[schema(min_length = 1, max_length = 100, example = "Delgado")]
    pub family: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 20)]
    pub suffix: Option<String>,
    /// When the name was or is in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
}

/// What a name is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NameUse {
    /// As on official papers.
    Official,
    /// What the person wants to be called.
    Preferred,
    Previous,
    Alias,
}

/// How exactly the birth date is known.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum BirthDatePrecision {
    Day,
    Month,
    Year,
    Estimated,
}

/// Sex as recorded at birth.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum SexAtBirth {
    Female,
    Male,
    Intersex,
    Unknown,
    NotDisclosed,
}

/// A race, as the Office of Management and Budget's categories have it. The code of each in the
/// CDC's code system (urn:oid:2.16.840.1.113883.6.238) stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Race {
    /// 1002-5
    AmericanIndianOrAlaskaNative,
    /// 2028-9
    Asian,
    /// 2054-5
    BlackOrAfricanAmerican,
    /// 2118-8, a category of its own since 2024
    MiddleEasternOrNorthAfrican,
    /// 2076-8
    NativeHawaiianOrPacificIslander,
    /// 2106-3
    White,
    /// 2131-1
    Other,
    /// UNK: the person does not know, or was not asked
    Unknown,
    /// ASKU: the person was asked and did not say
    NotDisclosed,
}

/// An ethnicity, as the Office of Management and Budget's categories have it, with its code in the
/// CDC's code system (urn:oid:2.16.840.1.113883.6.238).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Ethnicity {
    /// 2135-2
    HispanicOrLatino,
    /// 2186-5
    NotHispanicOrLatino,
    /// UNK: the person does not know, or was not asked
    Unknown,
    /// ASKU: the person was asked and did not say
    NotDisclosed,
}

/// A language and how well the person knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LanguageSkill {
    /// BCP 47 tag, such as `es-MX`.
    #[schema(min_length = 2, max_length = 35, example = "es")]
    pub language: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoken: Option<LanguageLevel>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<LanguageLevel>,
    /// The language to use with the person; at most one.
    #[serde(default)]
    pub preferred: bool,
}

/// How well a language is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LanguageLevel {
    None,
    Basic,
    Good,
    Native,
}
