//! Attestations: an agency says that it may use an instrument's wording, and on what grounds.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AgencyId, LicenceAttestationId, Resource, Row, Timestamp, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "licence_attestation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LicenceAttestationId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub instrument_code: String,
    /// The contract, letter or terms that give the right.
    pub reference: String,
    /// What else there is to know, such as limits.
    pub note: Option<String>,
    /// The last day of the right, if it ends.
    pub valid_until: Option<NaiveDate>,
    pub status: Status,
    pub revoked_at: Option<Timestamp>,
    pub revoked_by: Option<UserId>,
    pub revocation_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Whether an attestation holds.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = AttestationStatus)]
pub enum Status {
    Active,
    /// Taken back: the wording is not served any more.
    Revoked,
}

/// What can happen to an attestation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Revoke,
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
    const KIND: &'static str = "licence_attestation";

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
