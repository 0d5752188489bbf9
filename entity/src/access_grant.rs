//! Access grants: who may see a restricted client.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AccessGrantId, AgencyId, ApiClientId, ClientId, Resource, Row, Timestamp, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_grant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccessGrantId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub client_id: ClientId,
    pub user_id: Option<UserId>,
    pub api_client_id: Option<ApiClientId>,
    /// The one of the two that is there: who calls.
    pub grantee_id: Uuid,
    pub origin: Origin,
    pub reason: String,
    pub status: Status,
    pub revoked_at: Option<Timestamp>,
    pub revoke_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    pub fn grantee_kind(&self) -> GranteeKind {
        if self.user_id.is_some() { GranteeKind::User } else { GranteeKind::ApiClient }
    }
}

/// Who may be granted access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AccessGranteeKind)]
pub enum GranteeKind {
    User,
    ApiClient,
}

/// How someone came by their access.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = AccessGrantOrigin)]
pub enum Origin {
    /// A supervisor gave it.
    Given,
    /// They had created the client.
    CreatedClient,
    /// They restricted the client.
    RestrictedClient,
}

/// Whether someone may see the client now.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = AccessGrantStatus)]
pub enum Status {
    Active,
    Revoked,
}

/// What can happen to a grant.
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
    const CLIENTS: &'static [Column] = &[Column::ClientId];
}

impl Row for Model {
    const KIND: &'static str = "access_grant";

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
