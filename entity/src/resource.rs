//! What the tables behind API resources have in common.

use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, EntityTrait, FromQueryResult, IntoActiveModel,
};
use uuid::Uuid;

use crate::Timestamp;

/// A table that backs an API resource or a part of one.
///
/// Implementing it gives the table lookup, locking, paging, version-checked
/// writing and scoping from `platform::store`; a domain's own repository adds
/// only what is special.
pub trait Resource:
    EntityTrait<
        Model: Row + FromQueryResult + IntoActiveModel<Self::ActiveModel> + Send + Sync,
        ActiveModel: ActiveModelBehavior + ActiveModelTrait<Entity = Self> + Send,
    >
{
    const AGENCY: Self::Column;
    const ID: Self::Column;
    const VERSION: Self::Column;
    const CREATED_AT: Self::Column;
    const CREATED_BY: Self::Column;
    const UPDATED_AT: Self::Column;
    const UPDATED_BY: Self::Column;
    /// The columns that name clients: when one of these is restricted, the row is
    /// there for those only who were granted access. Whoever may be null counts
    /// as nobody.
    const CLIENTS: &'static [Self::Column] = &[];
    /// Where further clients are named that the row is about.
    const FURTHER: Option<Further<Self::Column>> = None;
}

/// A table that names the clients whom a row of another table is about.
#[derive(Clone, Copy, Debug)]
pub struct Further<C> {
    pub table: &'static str,
    /// The column of the table that names a client.
    pub client: &'static str,
    /// The column of the table that refers to the row.
    pub key: &'static str,
    /// The column of the row that it refers to.
    pub of: C,
}

/// What every row of such a table can tell about itself.
pub trait Row {
    /// The resource's name in problems, audit entries, events and transitions.
    const KIND: &'static str;

    fn agency_id(&self) -> Uuid;
    fn id(&self) -> Uuid;
    /// Grows by one with each change; published as the `ETag`.
    fn version(&self) -> i64;
    fn created_at(&self) -> Timestamp;
    /// The client whose record this row belongs to, for the access log.
    fn client_id(&self) -> Option<Uuid>;
}
