//! Which client has an identifier that only one can have: by a keyed hash, in
//! which nobody can read the number.

use sea_orm::entity::prelude::*;

use crate::{AgencyId, ClientId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "client_identifier")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    /// Of type, system and value.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    pub client_id: ClientId,
}

impl ActiveModelBehavior for ActiveModel {}
