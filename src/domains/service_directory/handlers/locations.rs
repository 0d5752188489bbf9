//! HTTP for locations. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::{LocationId, location::Model};

use super::super::{
    dto::{LocationFilter, LocationList, LocationPatch, LocationView, NewLocation},
    service,
};
use crate::platform::{Ctx, Header, IfMatch, Json, ListQuery, PageQuery, Problem, Reply, View};

impl View for LocationView {
    type Record = Model;

    fn view(row: Model, _: &Ctx) -> Self {
        Self {
            header: Header::of(&row),
            organization_id: row.organization_id,
            name: row.name,
            location_type: row.location_type,
            latitude: row.latitude,
            longitude: row.longitude,
            time_zone: row.time_zone,
            source: row.source,
            external_id: row.external_id,
            schedules: row.schedules.0,
            details: row.details.0,
        }
    }
}

/// Add a location to the directory.
#[utoipa::path(
    tag = "service-directory",
    security(("bearer" = ["directory:write"])),
    responses((status = 201, description = "The new location", body = LocationView)),
)]
#[post("/v1/locations")]
pub async fn create_location(
    ctx: Ctx,
    Json(new): Json<NewLocation>,
) -> Result<Reply<LocationView>, Problem> {
    let record = service::locations::create(&ctx, new).await?;
    Ok(Reply::created(&ctx, "/v1/locations", record))
}

/// List locations, newest first.
#[utoipa::path(
    tag = "service-directory",
    params(LocationFilter, PageQuery),
    security(("bearer" = ["directory:read"])),
    extensions(("x-sort" = json!(["updatedAt"]))),
    responses((status = 200, description = "One page", body = LocationList)),
)]
#[get("/v1/locations")]
pub async fn list_locations(
    ctx: Ctx,
    query: ListQuery<LocationFilter>,
) -> Result<Reply<LocationList>, Problem> {
    let slice = service::locations::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a location.
#[utoipa::path(
    tag = "service-directory",
    params(("locationId" = LocationId, Path)),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "The location", body = LocationView)),
)]
#[get("/v1/locations/{locationId}")]
pub async fn get_location(ctx: Ctx, id: Path<LocationId>) -> Result<Reply<LocationView>, Problem> {
    let record = service::locations::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Change a location.
#[utoipa::path(
    tag = "service-directory",
    params(("locationId" = LocationId, Path), IfMatch),
    security(("bearer" = ["directory:write"])),
    responses((status = 200, description = "The changed location", body = LocationView)),
)]
#[patch("/v1/locations/{locationId}")]
pub async fn update_location(
    ctx: Ctx,
    id: Path<LocationId>,
    seen: IfMatch,
    Json(patch): Json<LocationPatch>,
) -> Result<Reply<LocationView>, Problem> {
    let record = service::locations::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, record))
}
