//! Instruments that an agency has made: drafted, published, retired. What one asks and how it
//! scores is JSON that the domain reads; the database never looks into it.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AgencyId, AgencyInstrumentId, JsonText, Resource, Row, Timestamp, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "agency_instrument")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgencyInstrumentId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    /// Stable over the versions of one instrument.
    pub code: String,
    /// 1, 2, 3, … within the code.
    pub number: i32,
    pub title: String,
    pub definition: JsonText<serde_json::Value>,
    pub status: Status,
    pub published_at: Option<Timestamp>,
    pub retired_at: Option<Timestamp>,
    pub retirement_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How far an agency's instrument has come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = InstrumentStatus)]
pub enum Status {
    /// Being written; nobody can take it.
    Draft,
    /// It can be taken, and never changes.
    Published,
    /// No new assessment takes it. Those that began with it go on with it.
    Retired,
}

/// What can happen to an agency's instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Publish,
    Retire,
    /// A newer version was published.
    Supersede,
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
    const KIND: &'static str = "agency_instrument";

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
