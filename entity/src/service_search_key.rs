//! What a service can be found by: folded words and codes, as computed in Rust,
//! so that both databases find the same.

use sea_orm::entity::prelude::*;

use crate::{AgencyId, ServiceId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service_search_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: Kind,
    #[sea_orm(primary_key, auto_increment = false)]
    pub value: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub service_id: ServiceId,
}

impl ActiveModelBehavior for ActiveModel {}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Kind {
    /// A folded word of a name of the service or its organization.
    Name,
    /// A folded word of all that is said of it.
    Word,
    NeedDomain,
    /// A taxonomy term, or one above it.
    Term,
    /// A language's code or folded name.
    Language,
    /// A folded word of who it is for and what it costs.
    Eligibility,
    /// A folded word of where people have to live; empty for a service that does not say.
    Area,
    /// The folded postal code of a place where it is offered.
    PostalCode,
    /// Whether there is room, somewhere.
    Capacity,
    /// Four hours of the week in which it may be open.
    OpenBlock,
}
