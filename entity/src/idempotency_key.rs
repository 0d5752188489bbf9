//! Requests already carried out, so that a repetition has no second effect.
//!
//! A row keeps a reference to what the request made, not the answer: no
//! personal data is kept twice.

use sea_orm::entity::prelude::*;

use crate::{AgencyId, Timestamp};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    /// Whose key it is; the nil UUID for ids made by clients, which are the agency's.
    #[sea_orm(primary_key, auto_increment = false)]
    pub principal_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Keyed hash of method, path and body.
    pub fingerprint: String,
    pub resource_kind: Option<String>,
    pub resource_id: Option<Uuid>,
    pub created_at: Timestamp,
    /// Absent for ids made by clients, which are remembered for good.
    pub expires_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
