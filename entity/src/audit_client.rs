//! Which clients an audit entry is about, so that a client's own access log can
//! be read without reading every entry. Append-only.

use sea_orm::entity::prelude::*;

use crate::{AgencyId, AuditEntryId, ClientId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_client")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub client_id: ClientId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub audit_entry_id: AuditEntryId,
}

impl ActiveModelBehavior for ActiveModel {}
