//! HTTP for taxonomies and their terms. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::{TaxonomyId, TaxonomyTermId, taxonomy, taxonomy_term};

use super::super::{
    dto::{
        NewTaxonomy, NewTaxonomyTerm, TaxonomyList, TaxonomyPatch, TaxonomyTermFilter,
        TaxonomyTermList, TaxonomyTermPatch, TaxonomyTermView, TaxonomyView,
    },
    service,
};
use crate::platform::{
    Ctx, Header, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, View,
};

impl View for TaxonomyView {
    type Record = taxonomy::Model;

    fn view(row: taxonomy::Model, _: &Ctx) -> Self {
        Self {
            header: Header::of(&row),
            name: row.name,
            description: row.description,
            uri: row.uri,
            edition: row.edition,
            source: row.source,
            external_id: row.external_id,
        }
    }
}

impl View for TaxonomyTermView {
    type Record = taxonomy_term::Model;

    fn view(row: taxonomy_term::Model, _: &Ctx) -> Self {
        Self {
            header: Header::of(&row),
            taxonomy_id: row.taxonomy_id,
            parent_id: row.parent_id,
            code: row.code,
            name: row.name,
            description: row.description,
            language: row.language,
            term_uri: row.term_uri,
            source: row.source,
            external_id: row.external_id,
        }
    }
}

/// Add a taxonomy to the directory.
#[utoipa::path(
    tag = "service-directory",
    security(("bearer" = ["directory:write"])),
    responses((status = 201, description = "The new taxonomy", body = TaxonomyView)),
)]
#[post("/v1/taxonomies")]
pub async fn create_taxonomy(
    ctx: Ctx,
    Json(new): Json<NewTaxonomy>,
) -> Result<Reply<TaxonomyView>, Problem> {
    let record = service::terms::create_taxonomy(&ctx, new).await?;
    Ok(Reply::created(&ctx, "/v1/taxonomies", record))
}

/// List taxonomies, newest first.
#[utoipa::path(
    tag = "service-directory",
    params(PageQuery),
    security(("bearer" = ["directory:read"])),
    extensions(("x-sort" = json!(["updatedAt"]))),
    responses((status = 200, description = "One page", body = TaxonomyList)),
)]
#[get("/v1/taxonomies")]
pub async fn list_taxonomies(
    ctx: Ctx,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TaxonomyList>, Problem> {
    let slice = service::terms::list_taxonomies(&ctx, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a taxonomy.
#[utoipa::path(
    tag = "service-directory",
    params(("taxonomyId" = TaxonomyId, Path)),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "The taxonomy", body = TaxonomyView)),
)]
#[get("/v1/taxonomies/{taxonomyId}")]
pub async fn get_taxonomy(ctx: Ctx, id: Path<TaxonomyId>) -> Result<Reply<TaxonomyView>, Problem> {
    let record = service::terms::taxonomy(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Change a taxonomy.
#[utoipa::path(
    tag = "service-directory",
    params(("taxonomyId" = TaxonomyId, Path), IfMatch),
    security(("bearer" = ["directory:write"])),
    responses((status = 200, description = "The changed taxonomy", body = TaxonomyView)),
)]
#[patch("/v1/taxonomies/{taxonomyId}")]
pub async fn update_taxonomy(
    ctx: Ctx,
    id: Path<TaxonomyId>,
    seen: IfMatch,
    Json(patch): Json<TaxonomyPatch>,
) -> Result<Reply<TaxonomyView>, Problem> {
    let record = service::terms::update_taxonomy(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Add a taxonomy term to the directory.
#[utoipa::path(
    tag = "service-directory",
    security(("bearer" = ["directory:write"])),
    responses((status = 201, description = "The new taxonomy term", body = TaxonomyTermView)),
)]
#[post("/v1/taxonomy-terms")]
pub async fn create_taxonomy_term(
    ctx: Ctx,
    Json(new): Json<NewTaxonomyTerm>,
) -> Result<Reply<TaxonomyTermView>, Problem> {
    let record = service::terms::create(&ctx, new).await?;
    Ok(Reply::created(&ctx, "/v1/taxonomy-terms", record))
}

/// List taxonomy terms, newest first.
#[utoipa::path(
    tag = "service-directory",
    params(TaxonomyTermFilter, PageQuery),
    security(("bearer" = ["directory:read"])),
    extensions(("x-sort" = json!(["updatedAt"]))),
    responses((status = 200, description = "One page", body = TaxonomyTermList)),
)]
#[get("/v1/taxonomy-terms")]
pub async fn list_taxonomy_terms(
    ctx: Ctx,
    query: ListQuery<TaxonomyTermFilter>,
) -> Result<Reply<TaxonomyTermList>, Problem> {
    let slice = service::terms::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a taxonomy term.
#[utoipa::path(
    tag = "service-directory",
    params(("taxonomyTermId" = TaxonomyTermId, Path)),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "The taxonomy term", body = TaxonomyTermView)),
)]
#[get("/v1/taxonomy-terms/{taxonomyTermId}")]
pub async fn get_taxonomy_term(
    ctx: Ctx,
    id: Path<TaxonomyTermId>,
) -> Result<Reply<TaxonomyTermView>, Problem> {
    let record = service::terms::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Change a taxonomy term.
#[utoipa::path(
    tag = "service-directory",
    params(("taxonomyTermId" = TaxonomyTermId, Path), IfMatch),
    security(("bearer" = ["directory:write"])),
    responses((status = 200, description = "The changed taxonomy term", body = TaxonomyTermView)),
)]
#[patch("/v1/taxonomy-terms/{taxonomyTermId}")]
pub async fn update_taxonomy_term(
    ctx: Ctx,
    id: Path<TaxonomyTermId>,
    seen: IfMatch,
    Json(patch): Json<TaxonomyTermPatch>,
) -> Result<Reply<TaxonomyTermView>, Problem> {
    let record = service::terms::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, record))
}
