//! Agencies: the tenants. Every other row belongs to exactly one.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, JsonText, Resource, Row, Timestamp, UserId,
    referral::{Area, ClinicalSpecialty, NeedDomain},
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agency")]
pub struct Model {
    /// The same as `id`: an agency belongs to itself, so the rules for rows hold for it too.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgencyId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub name: String,
    /// IANA name, such as `America/Chicago`.
    pub time_zone: String,
    /// Days on which the agency does not work, Monday = 1 to Sunday = 7.
    pub weekend_days: JsonText<Vec<i32>>,
    pub holidays: JsonText<Vec<Holiday>>,
    /// Business days within which an incoming referral is to be answered.
    pub referral_answer_days: i32,
    /// Business days within which minutes are to be signed.
    pub minutes_days: i32,
    pub referral_intake: JsonText<ReferralIntake>,
    /// Scores may estimate items that are missing, where the instrument allows it.
    pub estimate_missing_items: bool,
}

impl ActiveModelBehavior for ActiveModel {}

/// A day on which the agency is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    #[schema(example = "2026-12-25")]
    pub date: NaiveDate,
    #[schema(min_length = 1, max_length = 100, example = "Christmas Day")]
    pub name: String,
}

/// Which open referrals are offered to an agency that is not named by them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReferralIntake {
    /// Whether any are.
    pub takes_open_referrals: bool,
    /// For these needs.
    #[serde(default)]
    #[schema(max_items = 24, example = json!(["food-insecurity"]))]
    pub need_domains: Vec<NeedDomain>,
    /// For these specialties.
    #[serde(default)]
    #[schema(max_items = 40)]
    pub clinical_specialties: Vec<ClinicalSpecialty>,
    /// Where the agency helps; everywhere if empty.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub areas: Vec<Area>,
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
    const KIND: &'static str = "agency";

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
        None
    }
}
