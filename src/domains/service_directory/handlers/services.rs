//! HTTP for services. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::{
    ServiceId,
    directory_service::{Event, Model},
};

use super::super::{
    dto::{
        CapacityReport, NewService, ServiceAssurance, ServiceFilter, ServiceLocation,
        ServiceOutline, ServiceOutlineList, ServicePatch, ServiceStatusChange, ServiceView,
    },
    service::{self, Offer, ServiceRecord},
};
use crate::platform::{
    Ctx, Header, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
    View,
};

impl View for ServiceOutline {
    /// The service, and the name of who offers it.
    type Record = (Model, String);

    fn view((row, organization_name): (Model, String), ctx: &Ctx) -> Self {
        Self {
            header: Header::of(&row),
            organization_id: row.organization_id,
            organization_name,
            capacity: row.capacity(),
            allowed_actions: service::services::allowed_actions(ctx, &row),
            name: row.name,
            status: row.status,
            need_domains: row.need_domains.0,
            minimum_age: row.minimum_age,
            maximum_age: row.maximum_age,
            last_modified: row.last_modified,
            assured_on: row.assured_on,
            source: row.source,
            external_id: row.external_id,
        }
    }
}

impl View for ServiceView {
    type Record = ServiceRecord;

    fn view(record: ServiceRecord, ctx: &Ctx) -> Self {
        let mut row = record.row;
        let details = std::mem::take(&mut row.details.0);
        let schedules = std::mem::take(&mut row.schedules.0);
        Self {
            outline: ServiceOutline::view((row, record.organization.name), ctx),
            schedules,
            locations: record.offers.into_iter().map(place).collect(),
            details,
        }
    }
}

pub(super) fn place(offer: Offer) -> ServiceLocation {
    ServiceLocation {
        service_at_location_id: offer.row.id,
        location_id: offer.location.id,
        status: offer.row.status,
        capacity: offer.row.capacity(),
        name: offer.location.name,
        address: offer.location.details.0.addresses.into_iter().next(),
        latitude: offer.location.latitude,
        longitude: offer.location.longitude,
    }
}

/// Add a service to the directory.
#[utoipa::path(
    tag = "service-directory",
    security(("bearer" = ["directory:write"])),
    responses((status = 201, description = "The new service", body = ServiceView)),
)]
#[post("/v1/services")]
pub async fn create_service(
    ctx: Ctx,
    Json(new): Json<NewService>,
) -> Result<Reply<ServiceView>, Problem> {
    let record = service::services::create(&ctx, new).await?;
    Ok(Reply::created(&ctx, "/v1/services", record))
}

/// List services, newest first.
#[utoipa::path(
    tag = "service-directory",
    params(ServiceFilter, PageQuery),
    security(("bearer" = ["directory:read"])),
    extensions(("x-sort" = json!(["updatedAt", "name", "lastModified"]))),
    responses((status = 200, description = "One page", body = ServiceOutlineList)),
)]
#[get("/v1/services")]
pub async fn list_services(
    ctx: Ctx,
    query: ListQuery<ServiceFilter>,
) -> Result<Reply<ServiceOutlineList>, Problem> {
    let slice = service::services::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a service.
#[utoipa::path(
    tag = "service-directory",
    params(("serviceId" = ServiceId, Path)),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "The service", body = ServiceView)),
)]
#[get("/v1/services/{serviceId}")]
pub async fn get_service(ctx: Ctx, id: Path<ServiceId>) -> Result<Reply<ServiceView>, Problem> {
    let record = service::services::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Change a service.
#[utoipa::path(
    tag = "service-directory",
    params(("serviceId" = ServiceId, Path), IfMatch),
    security(("bearer" = ["directory:write"])),
    responses((status = 200, description = "The changed service", body = ServiceView)),
)]
#[patch("/v1/services/{serviceId}")]
pub async fn update_service(
    ctx: Ctx,
    id: Path<ServiceId>,
    seen: IfMatch,
    Json(patch): Json<ServicePatch>,
) -> Result<Reply<ServiceView>, Problem> {
    let record = service::services::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Take a service up again.
#[utoipa::path(
    tag = "service-directory",
    params(("serviceId" = ServiceId, Path), IfMatch),
    security(("bearer" = ["directory:write"])),
    responses((status = 200, description = "The service, active", body = ServiceView)),
)]
#[post("/v1/services/{serviceId}/reactivate")]
pub async fn reactivate_service(
    ctx: Ctx,
    id: Path<ServiceId>,
    seen: IfMatch,
    Json(input): Json<ServiceStatusChange>,
) -> Result<Reply<ServiceView>, Problem> {
    let record =
        service::services::change_status(&ctx, id.into_inner(), seen, Event::Reactivate, input)
            .await?;
    Ok(Reply::ok(&ctx, record))
}

/// Set a service aside: it is not offered, and may be again.
#[utoipa::path(
    tag = "service-directory",
    params(("serviceId" = ServiceId, Path), IfMatch),
    security(("bearer" = ["directory:write"])),
    responses((status = 200, description = "The service, inactive", body = ServiceView)),
)]
#[post("/v1/services/{serviceId}/deactivate")]
pub async fn deactivate_service(
    ctx: Ctx,
    id: Path<ServiceId>,
    seen: IfMatch,
    Json(input): Json<ServiceStatusChange>,
) -> Result<Reply<ServiceView>, Problem> {
    let record =
        service::services::change_status(&ctx, id.into_inner(), seen, Event::Deactivate, input)
            .await?;
    Ok(Reply::ok(&ctx, record))
}

/// Note that a service is closed for a while.
#[utoipa::path(
    tag = "service-directory",
    params(("serviceId" = ServiceId, Path), IfMatch),
    security(("bearer" = ["directory:write"])),
    responses((status = 200, description = "The service, temporarily closed", body = ServiceView)),
)]
#[post("/v1/services/{serviceId}/close-temporarily")]
pub async fn close_service_temporarily(
    ctx: Ctx,
    id: Path<ServiceId>,
    seen: IfMatch,
    Json(input): Json<ServiceStatusChange>,
) -> Result<Reply<ServiceView>, Problem> {
    let record = service::services::change_status(
        &ctx,
        id.into_inner(),
        seen,
        Event::CloseTemporarily,
        input,
    )
    .await?;
    Ok(Reply::ok(&ctx, record))
}

/// Note that a service is not offered any more.
#[utoipa::path(
    tag = "service-directory",
    params(("serviceId" = ServiceId, Path), IfMatch),
    security(("bearer" = ["directory:write"])),
    responses((status = 200, description = "The service, defunct", body = ServiceView)),
)]
#[post("/v1/services/{serviceId}/discontinue")]
pub async fn discontinue_service(
    ctx: Ctx,
    id: Path<ServiceId>,
    seen: IfMatch,
    Json(input): Json<ServiceStatusChange>,
) -> Result<Reply<ServiceView>, Problem> {
    let record =
        service::services::change_status(&ctx, id.into_inner(), seen, Event::Discontinue, input)
            .await?;
    Ok(Reply::ok(&ctx, record))
}

/// Note that someone has checked a service: what the directory says of it is true.
#[utoipa::path(
    tag = "service-directory",
    params(("serviceId" = ServiceId, Path), IfMatch),
    security(("bearer" = ["directory:write"])),
    responses((status = 200, description = "The service", body = ServiceView)),
)]
#[post("/v1/services/{serviceId}/assure")]
pub async fn assure_service(
    ctx: Ctx,
    id: Path<ServiceId>,
    seen: IfMatch,
    Json(input): Json<ServiceAssurance>,
) -> Result<Reply<ServiceView>, Problem> {
    let record = service::services::assure(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Say whether a service has room, wherever it is offered.
///
/// Where it has several places, say it of the place.
#[utoipa::path(
    tag = "service-directory",
    params(("serviceId" = ServiceId, Path), IfMatch),
    security(("bearer" = ["directory:report"])),
    responses((status = 200, description = "The service", body = ServiceView)),
)]
#[post("/v1/services/{serviceId}/report-capacity")]
pub async fn report_service_capacity(
    ctx: Ctx,
    id: Path<ServiceId>,
    seen: IfMatch,
    Json(input): Json<CapacityReport>,
) -> Result<Reply<ServiceView>, Problem> {
    let record = service::services::report_capacity(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, record))
}

/// List how a service came to its status, newest first.
#[utoipa::path(
    tag = "service-directory",
    params(("serviceId" = ServiceId, Path), PageQuery),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/services/{serviceId}/history")]
pub async fn list_service_history(
    ctx: Ctx,
    id: Path<ServiceId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::services::history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
