//! Users: the people who work with an agency's records.

use std::fmt;

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AgencyId, JsonText, Resource, Row, Timestamp, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UserId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub display_name: String,
    /// Lower case; unique in the agency.
    pub email: Option<String>,
    pub roles: JsonText<Vec<Role>>,
    pub status: Status,
}

impl ActiveModelBehavior for ActiveModel {}

/// What a person or a program may do in an agency.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Admin,
    Supervisor,
    CareManager,
    Clinician,
    TeamMember,
    PartnerAgency,
    Client,
    Proxy,
    Analyst,
    Integration,
    Auditor,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_value())
    }
}

/// Whether the user can work at present.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = UserStatus)]
pub enum Status {
    Active,
    /// Refused everywhere, within a second, whatever tokens are still out.
    Disabled,
}

/// What can happen to a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Disable,
    Enable,
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
    const KIND: &'static str = "user";

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
