//! Which clients are restricted: their records exist for those only to whom
//! access was granted. A small table of its own, since every query asks it.

use sea_orm::entity::prelude::*;

use crate::{AgencyId, ClientId, Timestamp, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "client_restriction")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub client_id: ClientId,
    pub restricted_at: Timestamp,
    pub restricted_by: UserId,
}

impl ActiveModelBehavior for ActiveModel {}

/// For whom a client's record exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Visibility {
    Open,
    Restricted,
}

/// What can happen to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Restrict,
    Unrestrict,
}
