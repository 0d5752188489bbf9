//! What a client can be found by: folded words, sounds, dates and numbers, as
//! computed in Rust, so that both databases find the same.

use sea_orm::entity::prelude::*;

use crate::{AgencyId, ClientId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "client_search_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: Kind,
    #[sea_orm(primary_key, auto_increment = false)]
    pub value: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub client_id: ClientId,
}

impl ActiveModelBehavior for ActiveModel {}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Kind {
    /// A folded word of a name.
    Name,
    /// The beginnings of two words of names, by which the few are found who have both.
    NamePair,
    /// How a family name sounds: each of its codes.
    Sound,
    BirthDate,
    /// The digits of a phone number.
    Phone,
    Mrn,
    /// A keyed hash of an identifier: of its value, also with its type, its
    /// system, or both.
    Identifier,
}
