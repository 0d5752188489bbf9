//! Clients: the people who receive care.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AgencyId, ClientId, JsonText, Resource, Row, Timestamp, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "client")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ClientId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    /// Record number with a check digit, unique in the agency.
    pub mrn: String,
    pub names: JsonText<Vec<PersonName>>,
    /// Folded family name of the name in use, for sorting.
    pub sort_name: String,
    pub birth_date: Option<NaiveDate>,
    pub birth_date_precision: BirthDatePrecision,
    pub sex_at_birth: SexAtBirth,
    pub gender_identity: Option<String>,
    pub pronouns: Option<String>,
    pub telecom: JsonText<Vec<ContactPoint>>,
    pub addresses: JsonText<Vec<Address>>,
    pub languages: JsonText<Vec<LanguageSkill>>,
    pub interpreter_needed: bool,
    pub interpreter_language: Option<String>,
    pub status: Status,
    /// Why the record was created although someone like that was on file.
    pub duplicate_override_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

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
    /// When it is safe to call, in the person's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, example = "weekdays after 17:00")]
    pub safe_hours: Option<String>,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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

/// Whether the agency works with the client at present.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ClientStatus)]
pub enum Status {
    Active,
    Inactive,
}

/// What can happen to a client's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Deactivate,
    Reactivate,
}

impl Resource for Entity {
    const AGENCY: Column = Column::AgencyId;
    const ID: Column = Column::Id;
    const VERSION: Column = Column::Version;
    const CREATED_AT: Column = Column::CreatedAt;
    const CREATED_BY: Column = Column::CreatedBy;
    const UPDATED_AT: Column = Column::UpdatedAt;
    const UPDATED_BY: Column = Column::UpdatedBy;
}

impl Row for Model {
    const KIND: &'static str = "client";

    fn agency_id(&self) -> Uuid {
        self.agency_id.uuid()
    }
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn created_at(&self) -> Timestamp {
        self.created_at
    }
    fn client_id(&self) -> Option<Uuid> {
        Some(self.id.uuid())
    }
}
