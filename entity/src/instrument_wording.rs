//! Wording of instruments that an agency has loaded, because it may use it: one row for each
//! version and language.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AgencyId, InstrumentWordingId, JsonText, Resource, Row, Timestamp, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instrument_wording")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InstrumentWordingId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub instrument_code: String,
    pub instrument_version: String,
    /// BCP 47 tag.
    pub language: String,
    pub stem: Option<String>,
    pub items: JsonText<Vec<ItemWording>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How an item is worded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ItemWording {
    #[schema(min_length = 1, max_length = 60, example = "who5-1")]
    pub link_id: String,
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
    /// Of a `choice` or `multi` item: each option once.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub options: Vec<OptionWording>,
}

/// How a possible answer is worded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OptionWording {
    #[schema(min_length = 1, max_length = 60, example = "often")]
    pub code: String,
    #[schema(min_length = 1, max_length = 2000)]
    pub label: String,
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
    const KIND: &'static str = "instrument_wording";

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
