//! What was imported from a source, by what the source calls it.

use entity::{
    Resource, Row, Uuid, directory_service, location, organization, service_at_location, taxonomy,
    taxonomy_term,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};

use crate::platform::{Access, Problem, store};

/// Values in one statement.
const AT_ONCE: usize = 500;

/// Rows that know where they were imported from.
pub trait Sourced: Resource {
    const SOURCE: Self::Column;
    const EXTERNAL_ID: Self::Column;
}

pub type ModelOf<E> = <E as EntityTrait>::Model;

impl Sourced for taxonomy::Entity {
    const SOURCE: taxonomy::Column = taxonomy::Column::Source;
    const EXTERNAL_ID: taxonomy::Column = taxonomy::Column::ExternalId;
}

impl Sourced for taxonomy_term::Entity {
    const SOURCE: taxonomy_term::Column = taxonomy_term::Column::Source;
    const EXTERNAL_ID: taxonomy_term::Column = taxonomy_term::Column::ExternalId;
}

impl Sourced for organization::Entity {
    const SOURCE: organization::Column = organization::Column::Source;
    const EXTERNAL_ID: organization::Column = organization::Column::ExternalId;
}

impl Sourced for location::Entity {
    const SOURCE: location::Column = location::Column::Source;
    const EXTERNAL_ID: location::Column = location::Column::ExternalId;
}

impl Sourced for directory_service::Entity {
    const SOURCE: directory_service::Column = directory_service::Column::Source;
    const EXTERNAL_ID: directory_service::Column = directory_service::Column::ExternalId;
}

impl Sourced for service_at_location::Entity {
    const SOURCE: service_at_location::Column = service_at_location::Column::Source;
    const EXTERNAL_ID: service_at_location::Column = service_at_location::Column::ExternalId;
}

/// Ids of all that came from the source, with what it calls them.
pub async fn of_source<E: Sourced>(
    access: &impl Access,
    source: &str,
) -> Result<Vec<(Uuid, String)>, Problem> {
    let query = store::within::<E>(access.scope())
        .filter(E::SOURCE.eq(source))
        .filter(E::EXTERNAL_ID.is_not_null())
        .select_only()
        .column(E::ID)
        .column(E::EXTERNAL_ID);
    Ok(query.into_tuple().all(access.connection()).await?)
}

/// Which of the ids there are already.
pub async fn existing<E: Resource>(
    access: &impl Access,
    ids: &[Uuid],
) -> Result<Vec<Uuid>, Problem> {
    let mut found = Vec::new();
    for ids in ids.chunks(AT_ONCE) {
        let query = store::within::<E>(access.scope()).filter(E::ID.is_in(ids.iter().copied()));
        let query = query.select_only().column(E::ID);
        found.extend(query.into_tuple::<Uuid>().all(access.connection()).await?);
    }
    Ok(found)
}

/// The rows with these ids, those that there are.
pub async fn of_ids<E: Resource>(
    access: &impl Access,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, E::Model)>, Problem> {
    let condition = Condition::all().add(E::ID.is_in(ids.iter().copied()));
    let rows = store::all::<E>(access, condition, &[]).await?;
    Ok(rows.into_iter().map(|row| (Row::id(&row), row)).collect())
}
