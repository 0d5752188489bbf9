//! HTTP for services at locations. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::{
    ServiceAtLocationId,
    service_at_location::{Event, Model},
};

use super::super::{
    dto::{
        CapacityReport, NewServiceAtLocation, ServiceAtLocationFilter, ServiceAtLocationList,
        ServiceAtLocationPatch, ServiceAtLocationStatusChange, ServiceAtLocationView,
    },
    service,
};
use crate::platform::{
    Ctx, Header, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
    View,
};

impl View for ServiceAtLocationView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        Self {
            header: Header::of(&row),
            allowed_actions: service::offers::allowed_actions(ctx, &row),
            capacity: row.capacity(),
            service_id: row.service_id,
            location_id: row.location_id,
            status: row.status,
            source: row.source,
            external_id: row.external_id,
            schedules: row.schedules.0,
            details: row.details.0,
        }
    }
}

/// Add a service at a location to the directory.
#[utoipa::path(
    tag = "service-directory",
    security(("bearer" = ["directory:write"])),
    responses((status = 201, description = "The new service at a location", body = ServiceAtLocationView)),
)]
#[post("/v1/service-at-locations")]
pub async fn create_service_at_location(
    ctx: Ctx,
    Json(new): Json<NewServiceAtLocation>,
) -> Result<Reply<ServiceAtLocationView>, Problem> {
    let record = service::offers::create(&ctx, new).await?;
    Ok(Reply::created(&ctx, "/v1/service-at-locations", record))
}

/// List services at locations, newest first.
#[utoipa::path(
    tag = "service-directory",
    params(ServiceAtLocationFilter, PageQuery),
    security(("bearer" = ["directory:read"])),
    extensions(("x-sort" = json!(["updatedAt"]))),
    responses((status = 200, description = "One page", body = ServiceAtLocationList)),
)]
#[get("/v1/service-at-locations")]
pub async fn list_service_at_locations(
    ctx: Ctx,
    query: ListQuery<ServiceAtLocationFilter>,
) -> Result<Reply<ServiceAtLocationList>, Problem> {
    let slice = service::offers::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a service at a location.
#[utoipa::path(
    tag = "service-directory",
    params(("serviceAtLocationId" = ServiceAtLocationId, Path)),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "The service at a location", body = ServiceAtLocationView)),
)]
#[get("/v1/service-at-locations/{serviceAtLocationId}")]
pub async fn get_service_at_location(
    ctx: Ctx,
    id: Path<ServiceAtLocationId>,
) -> Result<Reply<ServiceAtLocationView>, Problem> {
    let record = service::offers::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Change a service at a location.
#[utoipa::path(
    tag = "service-directory",
    params(("serviceAtLocationId" = ServiceAtLocationId, Path), IfMatch),
    security(("bearer" = ["directory:write"])),
    responses((status = 200, description = "The changed service at a location", body = ServiceAtLocationView)),
)]
#[patch("/v1/service-at-locations/{serviceAtLocationId}")]
pub async fn update_service_at_location(
    ctx: Ctx,
    id: Path<ServiceAtLocationId>,
    seen: IfMatch,
    Json(patch): Json<ServiceAtLocationPatch>,
) -> Result<Reply<ServiceAtLocationView>, Problem> {
    let record = service::offers::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Note that a service is offered at a place again.
#[utoipa::path(
    tag = "service-directory",
    params(("serviceAtLocationId" = ServiceAtLocationId, Path), IfMatch),
    security(("bearer" = ["directory:write"])),
    responses((status = 200, description = "The service at the location, active", body = ServiceAtLocationView)),
)]
#[post("/v1/service-at-locations/{serviceAtLocationId}/reactivate")]
pub async fn reactivate_service_at_location(
    ctx: Ctx,
    id: Path<ServiceAtLocationId>,
    seen: IfMatch,
    Json(input): Json<ServiceAtLocationStatusChange>,
) -> Result<Reply<ServiceAtLocationView>, Problem> {
    let record =
        service::offers::change_status(&ctx, id.into_inner(), seen, Event::Reactivate, input)
            .await?;
    Ok(Reply::ok(&ctx, record))
}

/// Note that a service is not offered at a place any more.
#[utoipa::path(
    tag = "service-directory",
    params(("serviceAtLocationId" = ServiceAtLocationId, Path), IfMatch),
    security(("bearer" = ["directory:write"])),
    responses((status = 200, description = "The service at the location, inactive", body = ServiceAtLocationView)),
)]
#[post("/v1/service-at-locations/{serviceAtLocationId}/deactivate")]
pub async fn deactivate_service_at_location(
    ctx: Ctx,
    id: Path<ServiceAtLocationId>,
    seen: IfMatch,
    Json(input): Json<ServiceAtLocationStatusChange>,
) -> Result<Reply<ServiceAtLocationView>, Problem> {
    let record =
        service::offers::change_status(&ctx, id.into_inner(), seen, Event::Deactivate, input)
            .await?;
    Ok(Reply::ok(&ctx, record))
}

/// Say whether a service has room at a place.
#[utoipa::path(
    tag = "service-directory",
    params(("serviceAtLocationId" = ServiceAtLocationId, Path), IfMatch),
    security(("bearer" = ["directory:report"])),
    responses((status = 200, description = "The service at the location", body = ServiceAtLocationView)),
)]
#[post("/v1/service-at-locations/{serviceAtLocationId}/report-capacity")]
pub async fn report_capacity(
    ctx: Ctx,
    id: Path<ServiceAtLocationId>,
    seen: IfMatch,
    Json(input): Json<CapacityReport>,
) -> Result<Reply<ServiceAtLocationView>, Problem> {
    let record = service::offers::report_capacity(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, record))
}

/// List how a service at a location came to its status, newest first.
#[utoipa::path(
    tag = "service-directory",
    params(("serviceAtLocationId" = ServiceAtLocationId, Path), PageQuery),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/service-at-locations/{serviceAtLocationId}/history")]
pub async fn list_service_at_location_history(
    ctx: Ctx,
    id: Path<ServiceAtLocationId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::offers::history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
