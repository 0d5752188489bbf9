//! Who saw or did what: one entry per request and agency. Append-only.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AgencyId, AuditEntryId, Further, JsonText, Resource, Row, Timestamp, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditEntryId,
    pub version: i64,
    /// When it was recorded.
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub request_id: String,
    /// The operation of the published document, or the command.
    pub operation: String,
    pub action: Action,
    pub outcome: Outcome,
    /// HTTP status of the answer.
    pub status: i32,
    /// The problem's code, when it was refused or failed.
    pub problem: Option<String>,
    /// The user or API client; the nil UUID when nobody was recognised.
    pub actor_id: UserId,
    /// The agency that the actor belongs to: another one where a partner acted.
    pub actor_agency_id: AgencyId,
    pub actor_roles: JsonText<Vec<String>>,
    /// The application that the token was issued to.
    pub application: Option<String>,
    /// The last part of the token's id, to tell sessions apart.
    pub token_id: Option<String>,
    pub address: Option<String>,
    /// The rows that were read or changed.
    pub items: JsonText<Vec<Item>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// One row that a request read or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditItem)]
pub struct Item {
    /// What kind of resource it is.
    #[schema(example = "client")]
    pub kind: String,
    pub id: Uuid,
    /// The version that was seen or made.
    pub version: i64,
    /// `read`, or what was done, such as `created` or `accepted`.
    #[schema(example = "read")]
    pub action: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<Uuid>,
}

/// What kind of access it was.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = AuditAction)]
pub enum Action {
    Create,
    Read,
    Update,
    Delete,
    Execute,
}

/// How it ended.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = AuditOutcome)]
pub enum Outcome {
    Success,
    /// Refused by authentication, authorization, consent, a rule or validation.
    Refused,
    /// A fault of the server.
    Failed,
}

impl Resource for Entity {
    const AGENCY: Column = Column::AgencyId;
    const ID: Column = Column::Id;
    const VERSION: Column = Column::Version;
    const CREATED_AT: Column = Column::CreatedAt;
    const CREATED_BY: Column = Column::CreatedBy;
    const UPDATED_AT: Column = Column::UpdatedAt;
    const UPDATED_BY: Column = Column::UpdatedBy;
    const FURTHER: Option<Further<Column>> = Some(Further {
        table: "audit_client",
        client: "client_id",
        key: "audit_entry_id",
        of: Column::Id,
    });
}

impl Row for Model {
    const KIND: &'static str = "audit_event";

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
