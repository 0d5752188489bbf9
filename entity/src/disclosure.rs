//! The disclosure ledger: what of a client's record went to whom, and on what
//! ground. Rows are written once; the database refuses to change them.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, ClientId, ConsentId, DisclosureId, JsonText, Resource, Row, Timestamp, UserId,
    consent::{DataClass, Purpose},
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "disclosure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DisclosureId,
    pub version: i64,
    /// When it was disclosed.
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Who disclosed it.
    pub created_by: UserId,
    pub updated_by: UserId,
    pub client_id: ClientId,
    /// Where the recipient is an agency of this deployment.
    pub recipient_agency_id: Option<AgencyId>,
    pub recipient_name: String,
    pub recipient_address: Option<String>,
    pub purpose: Purpose,
    pub basis: Basis,
    pub consent_id: Option<ConsentId>,
    pub description: String,
    pub data_classes: JsonText<Vec<DataClass>>,
    pub records: JsonText<Vec<DisclosedRecord>>,
    /// SHA-256 of what was sent, in hexadecimal.
    pub payload_hash: String,
    pub channel: Channel,
}

impl ActiveModelBehavior for ActiveModel {}

/// What allows a disclosure.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = DisclosureBasis)]
pub enum Basis {
    Consent,
    /// Treatment, payment and health care operations.
    Tpo,
    RequiredByLaw,
    Emergency,
    ClientRequest,
}

/// How the information went.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = DisclosureChannel)]
pub enum Channel {
    /// To another agency of this deployment.
    Exchange,
    Export,
    Phone,
    Fax,
    Mail,
    InPerson,
}

/// A record that was disclosed, in the version that it then had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DisclosedRecord {
    #[schema(example = "assessment")]
    pub kind: String,
    pub id: Uuid,
    pub version: i64,
}

impl Resource for Entity {
    const AGENCY: Column = Column::AgencyId;
    const ID: Column = Column::Id;
    const VERSION: Column = Column::Version;
    const CREATED_AT: Column = Column::CreatedAt;
    const CREATED_BY: Column = Column::CreatedBy;
    const UPDATED_AT: Column = Column::UpdatedAt;
    const UPDATED_BY: Column = Column::UpdatedBy;
    const CLIENTS: &'static [Column] = &[Column::ClientId];
}

impl Row for Model {
    const KIND: &'static str = "disclosure";

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
        Some(self.client_id.uuid())
    }
}
