//! Pairs of clients who may be the same person.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AgencyId, ClientId, DuplicateCandidateId, JsonText, Resource, Row, Timestamp, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "duplicate_candidate")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DuplicateCandidateId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    /// Whose record raised it, by being made or changed.
    pub client_id: ClientId,
    /// Who was on file.
    pub other_client_id: ClientId,
    /// Both ids, the lower one first: a pair is raised once.
    pub pair: String,
    /// In thousandths.
    pub score: i32,
    pub reasons: JsonText<Vec<MatchReason>>,
    pub status: Status,
    pub dismiss_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How one field of two records was compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchReason {
    pub field: MatchField,
    pub agreement: Agreement,
    /// What it adds to the sum of what agrees.
    #[schema(example = 0.3)]
    pub weight: f64,
    /// What it adds to the sum of what was compared; 0 where it was not.
    #[schema(example = 0.3)]
    pub of: f64,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum MatchField {
    /// The same number of a kind that only one person can have settles it.
    Identifier,
    BirthDate,
    FamilyName,
    GivenName,
    Phone,
    Address,
    SexAtBirth,
}

/// How a field agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    Same,
    /// Nearly: it counts half.
    Alike,
    Different,
    /// One of the two does not have it, so it counts neither way.
    Absent,
}

/// What has become of the question whether the two are one.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = DuplicateCandidateStatus)]
pub enum Status {
    Open,
    /// They are two people. The pair is never raised again.
    Dismissed,
}

/// What can happen to a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Dismiss,
}

impl Resource for Entity {
    const AGENCY: Column = Column::AgencyId;
    const ID: Column = Column::Id;
    const VERSION: Column = Column::Version;
    const CREATED_AT: Column = Column::CreatedAt;
    const CREATED_BY: Column = Column::CreatedBy;
    const UPDATED_AT: Column = Column::UpdatedAt;
    const UPDATED_BY: Column = Column::UpdatedBy;
    const CLIENTS: &'static [Column] = &[Column::ClientId, Column::OtherClientId];
}

impl Row for Model {
    const KIND: &'static str = "duplicate_candidate";

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
