//! Questions whether others could take someone, before anybody is named. The
//! agency that asks has a row, and so has each agency that is asked.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, CapacityInquiryId, JsonText, Resource, Row, Timestamp, UserId,
    referral::{Area, Capacity, ClinicalSpecialty, Direction, NeedDomain},
    task::Priority,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "capacity_inquiry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CapacityInquiryId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    /// Asked by this agency, or of it.
    pub direction: Direction,
    /// The same on all sides.
    pub exchange_id: Uuid,
    pub asking_agency_id: AgencyId,
    /// Whose user `updated_by` is.
    pub updated_by_agency_id: AgencyId,
    pub need_domain: Option<NeedDomain>,
    pub clinical_specialty: Option<ClinicalSpecialty>,
    pub priority: Priority,
    pub area: Option<JsonText<Area>>,
    /// Who is asked, and what they say: on an incoming row the agency alone.
    pub asked: JsonText<Vec<Asked>>,
    pub expires_at: Timestamp,
    pub status: Status,
}

impl ActiveModelBehavior for ActiveModel {}

/// One of those who are asked, with the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CapacityInquiryRecipient)]
pub struct Asked {
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency_id: Option<AgencyId>,
    /// Of the directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_id: Option<Uuid>,
    #[schema(example = "Harbor Meals")]
    pub name: String,
    /// Absent until it is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// About how long the wait is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 3650)]
    pub waitlist_days: Option<i32>,
    /// The last day on which the answer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
}

/// How far an inquiry is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = CapacityInquiryStatus)]
pub enum Status {
    Open,
    /// All who were asked have answered.
    Answered,
    Withdrawn,
}

/// What can happen to an inquiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Answer,
    Withdraw,
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
    const KIND: &'static str = "capacity_inquiry";

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
