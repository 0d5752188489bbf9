//! The directory as HSDS 3.0 has it. The social needs are a taxonomy there,
//! which every directory has without keeping it.

use std::collections::BTreeMap;

use entity::{
    Code, Iterable, OrganizationId, ServiceAtLocationId, ServiceId, TaxonomyId, TaxonomyTermId,
    directory_service, location, organization, referral::NeedDomain, service_at_location, taxonomy,
    taxonomy_term,
};

use super::super::{
    dto::{
        HsdsOrganizationQuery, HsdsServiceAtLocationQuery, HsdsServiceQuery, HsdsTaxonomyQuery,
        HsdsTermQuery,
    },
    repository::{
        ServiceRecord, hsds as repository, locations, records, services, taxonomies, terms,
    },
    rules,
};
use crate::platform::{Access, Ctx, Permission, Problem, Reading, store};

const ON_A_PAGE: u64 = 50;

/// A page by its number.
pub struct NumberedPage<T> {
    pub items: Vec<T>,
    pub total: u64,
    /// From 1.
    pub number: u64,
    pub most: u64,
}

/// A service with its terms.
pub struct WholeService {
    pub record: ServiceRecord,
    pub terms: Vec<Term>,
}

/// An organization with its places.
pub struct WholeOrganization {
    pub row: organization::Model,
    pub locations: Vec<location::Model>,
}

/// A term with its taxonomy, as HSDS shows both.
#[derive(Clone)]
pub struct Term {
    pub id: TaxonomyTermId,
    pub code: Option<String>,
    pub name: String,
    pub description: String,
    pub parent_id: Option<TaxonomyTermId>,
    pub taxonomy_name: Option<String>,
    pub taxonomy: Option<Taxonomy>,
    pub language: Option<String>,
    pub term_uri: Option<String>,
}

impl Term {
    /// The id of the attribute by which a service has the term.
    pub fn attribute_of(&self, service: ServiceId) -> entity::Uuid {
        rules::id_of(&["attribute", &service.to_string(), &self.id.to_string()])
    }
}

#[derive(Clone)]
pub struct Taxonomy {
    pub id: TaxonomyId,
    pub name: String,
    pub description: String,
    pub uri: Option<String>,
    pub version: Option<String>,
}

impl From<taxonomy::Model> for Taxonomy {
    fn from(row: taxonomy::Model) -> Self {
        let taxonomy::Model { id, name, description, uri, edition, .. } = row;
        Self { id, name, description, uri, version: edition }
    }
}

fn needs() -> Taxonomy {
    Taxonomy {
        id: rules::need_taxonomy_id(),
        name: "Social need domains".to_owned(),
        description:
            "The social needs that services are for, with the codes of the Gravity Project."
                .to_owned(),
        uri: Some(rules::NEED_SYSTEM.to_owned()),
        version: None,
    }
}

/// The term for a social need.
pub fn need(domain: NeedDomain) -> Term {
    let code = domain.code();
    let mut name = code.replace('-', " ");
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    Term {
        id: rules::need_term_id(domain),
        description: name.clone(),
        code: Some(code),
        name,
        parent_id: None,
        taxonomy_name: Some(needs().name),
        taxonomy: Some(needs()),
        language: Some("en".to_owned()),
        term_uri: None,
    }
}

/// Where this API is described.
pub fn description_url(ctx: &Ctx) -> Result<String, Problem> {
    ctx.read(Permission::ReadDirectory)?;
    Ok(format!("{}/openapi.json", ctx.app().issuer.issuer()))
}

/// Which page is asked for: its number, and how many are on it.
fn place(number: Option<u64>, most: Option<u64>) -> (u64, u64) {
    (number.unwrap_or(1).max(1), most.unwrap_or(ON_A_PAGE).clamp(1, 200))
}

fn skipped((number, most): (u64, u64)) -> (u64, u64) {
    ((number - 1).saturating_mul(most).min(i64::MAX.unsigned_abs()), most)
}

pub async fn list_services(
    ctx: &Ctx,
    query: &HsdsServiceQuery,
) -> Result<NumberedPage<WholeService>, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    let (number, most) = place(query.page, query.per_page);
    let part = repository::services(&reading, query, skipped((number, most))).await?;
    let items = whole(&reading, part.rows).await?;
    Ok(NumberedPage { items, total: part.total, number, most })
}

pub async fn service(ctx: &Ctx, id: ServiceId) -> Result<WholeService, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    let row = store::find::<directory_service::Entity>(&reading, id).await?;
    whole(&reading, vec![row]).await?.pop().ok_or_else(Problem::not_found)
}

async fn whole(
    reading: &Reading<'_>,
    rows: Vec<directory_service::Model>,
) -> Result<Vec<WholeService>, Problem> {
    let attributes = rows.iter().flat_map(|row| &row.details.attributes);
    let mut ids: Vec<_> = attributes.map(|one| one.taxonomy_term_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let known = terms::of_ids(reading, &ids).await?;
    let known = with_taxonomies(reading, known).await?;
    let records = records::of_all(reading, rows).await?;
    let whole = records.into_iter().map(|record| {
        let own = &record.row.details.attributes;
        let uses = |term: &&Term| own.iter().any(|one| one.taxonomy_term_id == term.id);
        let terms = known.iter().filter(uses).cloned().collect();
        WholeService { record, terms }
    });
    Ok(whole.collect())
}

async fn with_taxonomies(
    access: &impl Access,
    rows: Vec<taxonomy_term::Model>,
) -> Result<Vec<Term>, Problem> {
    let mut ids: Vec<_> = rows.iter().filter_map(|row| row.taxonomy_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let known = taxonomies::of_ids(access, &ids).await?;
    let known: BTreeMap<_, Taxonomy> = known.into_iter().map(|row| (row.id, row.into())).collect();
    let terms = rows.into_iter().map(|row| {
        let taxonomy = row.taxonomy_id.and_then(|id| known.get(&id).cloned());
        Term {
            id: row.id,
            code: row.code,
            name: row.name,
            description: row.description,
            parent_id: row.parent_id,
            taxonomy_name: row.taxonomy.or(taxonomy.as_ref().map(|one| one.name.clone())),
            taxonomy,
            language: row.language,
            term_uri: row.term_uri,
        }
    });
    Ok(terms.collect())
}

pub async fn list_organizations(
    ctx: &Ctx,
    query: &HsdsOrganizationQuery,
) -> Result<NumberedPage<WholeOrganization>, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    let (number, most) = place(query.page, query.per_page);
    let part = repository::organizations(&reading, query, skipped((number, most))).await?;
    let ids: Vec<_> = part.rows.iter().map(|row| row.id).collect();
    let places = locations::of_organizations(&reading, &ids).await?;
    let items = part.rows.into_iter().map(|row| {
        let own = places.iter().filter(|place| place.organization_id == Some(row.id));
        WholeOrganization { locations: own.cloned().collect(), row }
    });
    Ok(NumberedPage { items: items.collect(), total: part.total, number, most })
}

pub async fn organization(ctx: &Ctx, id: OrganizationId) -> Result<WholeOrganization, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    let row = store::find::<organization::Entity>(&reading, id).await?;
    let locations = locations::of_organizations(&reading, &[id]).await?;
    Ok(WholeOrganization { row, locations })
}

/// A service at a place: the service as a whole, and the id of the place.
pub type WholeOffer = (ServiceAtLocationId, WholeService);

pub async fn list_offers(
    ctx: &Ctx,
    query: &HsdsServiceAtLocationQuery,
) -> Result<NumberedPage<WholeOffer>, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    let (number, most) = place(query.page, query.per_page);
    let part = repository::offers(&reading, query, skipped((number, most))).await?;
    let items = of_offers(&reading, &part.rows).await?;
    Ok(NumberedPage { items, total: part.total, number, most })
}

pub async fn offer(ctx: &Ctx, id: ServiceAtLocationId) -> Result<WholeOffer, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    let row = store::find::<service_at_location::Entity>(&reading, id).await?;
    of_offers(&reading, &[row]).await?.pop().ok_or_else(Problem::not_found)
}

async fn of_offers(
    reading: &Reading<'_>,
    rows: &[service_at_location::Model],
) -> Result<Vec<WholeOffer>, Problem> {
    let mut ids: Vec<_> = rows.iter().map(|row| row.service_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = services::of_ids(reading, &ids).await?;
    let whole = whole(reading, found).await?;
    let of = |row: &service_at_location::Model| {
        let service = whole.iter().find(|one| one.record.row.id == row.service_id)?;
        let record = service.record.clone();
        Some((row.id, WholeService { record, terms: service.terms.clone() }))
    };
    Ok(rows.iter().filter_map(of).collect())
}

pub async fn list_taxonomies(
    ctx: &Ctx,
    query: &HsdsTaxonomyQuery,
) -> Result<NumberedPage<Taxonomy>, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    let (number, most) = place(query.page, query.per_page);
    let (own, rest) = after_own(vec![needs()], skipped((number, most)));
    let part = repository::taxonomies(&reading, rest).await?;
    let items = own.into_iter().chain(part.rows.into_iter().map(Taxonomy::from)).collect();
    Ok(NumberedPage { items, total: part.total + 1, number, most })
}

/// What is on the page of those that no directory keeps, and where to go on.
fn after_own<T>(own: Vec<T>, (skipped, most): (u64, u64)) -> (Vec<T>, (u64, u64)) {
    let known = own.len() as u64;
    let first = usize::try_from(skipped).unwrap_or(usize::MAX);
    let count = usize::try_from(most).unwrap_or(usize::MAX);
    let shown: Vec<_> = own.into_iter().skip(first).take(count).collect();
    let left = most - shown.len() as u64;
    (shown, (skipped.saturating_sub(known), left))
}

pub async fn taxonomy(ctx: &Ctx, id: TaxonomyId) -> Result<Taxonomy, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    if id == rules::need_taxonomy_id() {
        return Ok(needs());
    }
    Ok(store::find::<taxonomy::Entity>(&reading, id).await?.into())
}

pub async fn list_terms(ctx: &Ctx, query: &HsdsTermQuery) -> Result<NumberedPage<Term>, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    let (number, most) = place(query.page, query.per_page);
    let asked = query.taxonomy_id.is_none_or(|id| id == rules::need_taxonomy_id());
    let own: Vec<_> = if asked && query.parent_id.is_none() {
        NeedDomain::iter().map(need).collect()
    } else {
        Vec::new()
    };
    let known = own.len() as u64;
    let (own, rest) = after_own(own, skipped((number, most)));
    let part = repository::terms(&reading, query, rest).await?;
    let kept = with_taxonomies(&reading, part.rows).await?;
    let items = own.into_iter().chain(kept).collect();
    Ok(NumberedPage { items, total: part.total + known, number, most })
}

pub async fn term(ctx: &Ctx, id: TaxonomyTermId) -> Result<Term, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    if let Some(domain) = NeedDomain::iter().find(|domain| rules::need_term_id(*domain) == id) {
        return Ok(need(domain));
    }
    let row = store::find::<taxonomy_term::Entity>(&reading, id).await?;
    with_taxonomies(&reading, vec![row]).await?.pop().ok_or_else(Problem::not_found)
}
