//! HTTP for the directory as HSDS 3.0 has it. No decisions.

use actix_web::{get, web::Path};
use entity::{OrganizationId, ServiceAtLocationId, ServiceId, TaxonomyId, TaxonomyTermId};

use super::super::{
    dto::{
        HsdsApi, HsdsOrganization, HsdsOrganizationPage, HsdsOrganizationQuery, HsdsService,
        HsdsServiceAtLocation, HsdsServiceAtLocationPage, HsdsServiceAtLocationQuery,
        HsdsServicePage, HsdsServiceQuery, HsdsTaxonomy, HsdsTaxonomyPage, HsdsTaxonomyQuery,
        HsdsTaxonomyTerm, HsdsTaxonomyTermPage, HsdsTermQuery,
    },
    service,
};
use super::hsds_views::{facts, offer, organization, service as shown, taxonomy, term};
use crate::platform::{Ctx, ListQuery, Problem, Reply};

/// Get what this directory is in terms of HSDS.
///
/// HSDS 3.0 by GET. It differs in what it has to: a token is needed, errors are problems of
/// RFC 9457, there is no POST, and lists come as JSON only.
#[utoipa::path(
    tag = "hsds",
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "What it is", body = HsdsApi)),
)]
#[get("/hsds/")]
pub async fn get_hsds_api(ctx: Ctx) -> Result<Reply<HsdsApi>, Problem> {
    let openapi_url = service::hsds::description_url(&ctx)?;
    let profile = "https://docs.openreferral.org/en/3.0/";
    Ok(Reply::plain(HsdsApi { version: "3.0", profile, openapi_url }))
}

/// List services as HSDS has them.
#[utoipa::path(
    tag = "hsds",
    params(HsdsServiceQuery),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "One page", body = HsdsServicePage)),
)]
#[get("/hsds/services")]
pub async fn list_hsds_services(
    ctx: Ctx,
    query: ListQuery<HsdsServiceQuery>,
) -> Result<Reply<HsdsServicePage>, Problem> {
    let found = service::hsds::list_services(&ctx, &query.filter).await?;
    let full = query.filter.full == Some(true);
    let page = facts(&found);
    let contents = found.items.into_iter().map(|one| shown(one, full)).collect();
    Ok(Reply::plain(HsdsServicePage { page, contents }))
}

/// Get a service with all that belongs to it, as HSDS has it.
#[utoipa::path(
    tag = "hsds",
    params(("serviceId" = ServiceId, Path)),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "The service", body = HsdsService)),
)]
#[get("/hsds/services/{serviceId}")]
pub async fn get_hsds_service(
    ctx: Ctx,
    id: Path<ServiceId>,
) -> Result<Reply<HsdsService>, Problem> {
    let found = service::hsds::service(&ctx, id.into_inner()).await?;
    Ok(Reply::plain(shown(found, true)))
}

/// List organizations as HSDS has them.
#[utoipa::path(
    tag = "hsds",
    params(HsdsOrganizationQuery),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "One page", body = HsdsOrganizationPage)),
)]
#[get("/hsds/organizations")]
pub async fn list_hsds_organizations(
    ctx: Ctx,
    query: ListQuery<HsdsOrganizationQuery>,
) -> Result<Reply<HsdsOrganizationPage>, Problem> {
    let found = service::hsds::list_organizations(&ctx, &query.filter).await?;
    let full = query.filter.full == Some(true);
    let page = facts(&found);
    let contents = found.items.into_iter();
    let contents = contents.map(|one| organization(one.row, full.then_some(one.locations)));
    Ok(Reply::plain(HsdsOrganizationPage { page, contents: contents.collect() }))
}

/// Get an organization with all that belongs to it, as HSDS has it.
#[utoipa::path(
    tag = "hsds",
    params(("organizationId" = OrganizationId, Path)),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "The organization", body = HsdsOrganization)),
)]
#[get("/hsds/organizations/{organizationId}")]
pub async fn get_hsds_organization(
    ctx: Ctx,
    id: Path<OrganizationId>,
) -> Result<Reply<HsdsOrganization>, Problem> {
    let found = service::hsds::organization(&ctx, id.into_inner()).await?;
    Ok(Reply::plain(organization(found.row, Some(found.locations))))
}

/// List services at locations as HSDS has them.
#[utoipa::path(
    tag = "hsds",
    params(HsdsServiceAtLocationQuery),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "One page", body = HsdsServiceAtLocationPage)),
)]
#[get("/hsds/service_at_locations")]
pub async fn list_hsds_service_at_locations(
    ctx: Ctx,
    query: ListQuery<HsdsServiceAtLocationQuery>,
) -> Result<Reply<HsdsServiceAtLocationPage>, Problem> {
    let found = service::hsds::list_offers(&ctx, &query.filter).await?;
    let full = query.filter.full == Some(true);
    let page = facts(&found);
    let contents = found.items.into_iter().filter_map(|one| offer(one, full)).collect();
    Ok(Reply::plain(HsdsServiceAtLocationPage { page, contents }))
}

/// Get a service at a location with all that belongs to it, as HSDS has it.
#[utoipa::path(
    tag = "hsds",
    params(("serviceAtLocationId" = ServiceAtLocationId, Path)),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "The service at the location", body = HsdsServiceAtLocation)),
)]
#[get("/hsds/service_at_locations/{serviceAtLocationId}")]
pub async fn get_hsds_service_at_location(
    ctx: Ctx,
    id: Path<ServiceAtLocationId>,
) -> Result<Reply<HsdsServiceAtLocation>, Problem> {
    let found = service::hsds::offer(&ctx, id.into_inner()).await?;
    offer(found, true).map(Reply::plain).ok_or_else(Problem::not_found)
}

/// List taxonomies as HSDS has them.
#[utoipa::path(
    tag = "hsds",
    params(HsdsTaxonomyQuery),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "One page", body = HsdsTaxonomyPage)),
)]
#[get("/hsds/taxonomies")]
pub async fn list_hsds_taxonomies(
    ctx: Ctx,
    query: ListQuery<HsdsTaxonomyQuery>,
) -> Result<Reply<HsdsTaxonomyPage>, Problem> {
    let found = service::hsds::list_taxonomies(&ctx, &query.filter).await?;
    let page = facts(&found);
    let contents = found.items.into_iter().map(taxonomy).collect();
    Ok(Reply::plain(HsdsTaxonomyPage { page, contents }))
}

/// Get a taxonomy as HSDS has it.
#[utoipa::path(
    tag = "hsds",
    params(("taxonomyId" = TaxonomyId, Path)),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "The taxonomy", body = HsdsTaxonomy)),
)]
#[get("/hsds/taxonomies/{taxonomyId}")]
pub async fn get_hsds_taxonomy(
    ctx: Ctx,
    id: Path<TaxonomyId>,
) -> Result<Reply<HsdsTaxonomy>, Problem> {
    let found = service::hsds::taxonomy(&ctx, id.into_inner()).await?;
    Ok(Reply::plain(taxonomy(found)))
}

/// List taxonomy terms as HSDS has them.
#[utoipa::path(
    tag = "hsds",
    params(HsdsTermQuery),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "One page", body = HsdsTaxonomyTermPage)),
)]
#[get("/hsds/taxonomy_terms")]
pub async fn list_hsds_taxonomy_terms(
    ctx: Ctx,
    query: ListQuery<HsdsTermQuery>,
) -> Result<Reply<HsdsTaxonomyTermPage>, Problem> {
    let found = service::hsds::list_terms(&ctx, &query.filter).await?;
    let page = facts(&found);
    let contents = found.items.into_iter().map(term).collect();
    Ok(Reply::plain(HsdsTaxonomyTermPage { page, contents }))
}

/// Get a taxonomy term as HSDS has it.
#[utoipa::path(
    tag = "hsds",
    params(("taxonomyTermId" = TaxonomyTermId, Path)),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "The term", body = HsdsTaxonomyTerm)),
)]
#[get("/hsds/taxonomy_terms/{taxonomyTermId}")]
pub async fn get_hsds_taxonomy_term(
    ctx: Ctx,
    id: Path<TaxonomyTermId>,
) -> Result<Reply<HsdsTaxonomyTerm>, Problem> {
    let found = service::hsds::term(&ctx, id.into_inner()).await?;
    Ok(Reply::plain(term(found)))
}
