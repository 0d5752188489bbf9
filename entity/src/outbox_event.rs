//! What happened, for those who subscribe: written with the change itself.

use sea_orm::entity::prelude::*;

use crate::{AgencyId, ClientId, Timestamp};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: Timestamp,
    /// `<kind>.<past participle>`, such as `referral.accepted`.
    pub event_type: String,
    pub resource_kind: String,
    pub resource_id: Uuid,
    pub resource_version: i64,
    pub client_id: Option<ClientId>,
    pub request_id: String,
}

impl ActiveModelBehavior for ActiveModel {}
