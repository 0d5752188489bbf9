//! The one way across agencies: the partner's side of a referral.
//!
//! Nothing else may use it. Each side's rows, audit entry, event and
//! transition are its own; they commit together or not at all.

use entity::{AgencyId, agency};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Access, Problem, Reach, Scope, UnitOfWork};

/// The same unit of work, writing the partner agency's side.
pub fn partner_side<'u>(uow: &'u UnitOfWork<'_>, partner: AgencyId) -> UnitOfWork<'u> {
    let actor = uow.scope().actor();
    // Whom the partner restricts is restricted for the partner's people.
    uow.within_agency(Scope::new(partner, Reach::Agency, actor).without_restrictions())
}

/// What agencies may know of each other: the agency itself, without its records.
#[expect(clippy::disallowed_methods, reason = "an agency's name and calendar are no secret")]
pub async fn partner_agency(
    access: &impl Access,
    partner: AgencyId,
) -> Result<agency::Model, Problem> {
    let query = agency::Entity::find().filter(agency::Column::Id.eq(partner));
    query.one(access.connection()).await?.ok_or_else(Problem::not_found)
}

/// All agencies of the deployment, by name.
#[expect(clippy::disallowed_methods, reason = "an agency's name and calendar are no secret")]
pub async fn agencies(access: &impl Access) -> Result<Vec<agency::Model>, Problem> {
    let query = agency::Entity::find().order_by_asc(agency::Column::Name);
    Ok(query.order_by_asc(agency::Column::Id).all(access.connection()).await?)
}
