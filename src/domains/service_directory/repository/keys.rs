//! What services are found by, written anew when what it follows from changes.

use std::collections::BTreeSet;

use entity::{
    LocationId, OrganizationId, ServiceId, TaxonomyTermId, directory_service, service_at_location,
    service_search_key::{self as search_key, Column as Key},
    taxonomy_term,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{super::rules, records, services};
use crate::platform::{Access, Problem, UnitOfWork, store};

/// Rows in one statement: databases bound how many values it may have.
const AT_ONCE: usize = 2000;

/// Above a term there are at most this many.
const DEEPEST: usize = 20;

pub async fn refresh(uow: &UnitOfWork<'_>, ids: &[ServiceId]) -> Result<(), Problem> {
    let rows = services::of_ids(uow, ids).await?;
    let terms = ancestors(uow, &rows).await?;
    let mut fresh = Vec::new();
    for record in records::of_all(uow, rows).await? {
        let active = service_at_location::Status::Active;
        let offers = record.offers.into_iter().filter(|offer| offer.row.status == active);
        let offers: Vec<_> = offers.map(|offer| (offer.row, offer.location)).collect();
        let own = record.row.details.attributes.iter().map(|one| one.taxonomy_term_id);
        let above = own.flat_map(|term| with_ancestors(&terms, term));
        let above: Vec<_> = above.collect();
        let keys = rules::search_keys(&record.row, &record.organization, &offers, &above);
        let (agency, service) = (record.row.agency_id, record.row.id);
        store::remove_derived::<search_key::Entity>(uow, Key::AgencyId, Key::ServiceId, service)
            .await?;
        fresh.extend(keys.into_iter().map(|(kind, value)| search_key::ActiveModel {
            agency_id: Set(agency),
            kind: Set(kind),
            value: Set(value),
            service_id: Set(service),
        }));
    }
    while !fresh.is_empty() {
        let rest = fresh.split_off(fresh.len().min(AT_ONCE));
        store::insert_derived(uow, fresh).await?;
        fresh = rest;
    }
    Ok(())
}

pub async fn refresh_of_organization(
    uow: &UnitOfWork<'_>,
    id: OrganizationId,
) -> Result<(), Problem> {
    let condition = Condition::all().add(directory_service::Column::OrganizationId.eq(id));
    let rows = store::all::<directory_service::Entity>(uow, condition, &[]).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    refresh(uow, &ids).await
}

pub async fn refresh_of_location(uow: &UnitOfWork<'_>, id: LocationId) -> Result<(), Problem> {
    let here = super::offers::of_locations(uow, &[id]).await?;
    let mut ids: Vec<_> = here.iter().map(|offer| offer.service_id).collect();
    ids.sort_unstable();
    ids.dedup();
    refresh(uow, &ids).await
}

/// The services' terms, and all that stand above them.
async fn ancestors(
    access: &impl Access,
    rows: &[directory_service::Model],
) -> Result<Vec<taxonomy_term::Model>, Problem> {
    let attributes = rows.iter().flat_map(|row| &row.details.attributes);
    let mut wanted: BTreeSet<_> = attributes.map(|one| one.taxonomy_term_id).collect();
    let mut found: Vec<taxonomy_term::Model> = Vec::new();
    for _ in 0..DEEPEST {
        wanted.retain(|id| found.iter().all(|term| term.id != *id));
        if wanted.is_empty() {
            break;
        }
        let ids: Vec<_> = wanted.iter().copied().collect();
        let terms = super::terms::of_ids(access, &ids).await?;
        wanted = terms.iter().filter_map(|term| term.parent_id).collect();
        found.extend(terms);
    }
    Ok(found)
}

fn with_ancestors(terms: &[taxonomy_term::Model], id: TaxonomyTermId) -> Vec<TaxonomyTermId> {
    let mut line = vec![id];
    let parent = |id| terms.iter().find(|term| term.id == id).and_then(|term| term.parent_id);
    while let Some(above) = line.last().and_then(|last| parent(*last)) {
        if line.len() >= DEEPEST || line.contains(&above) {
            break;
        }
        line.push(above);
    }
    line
}
