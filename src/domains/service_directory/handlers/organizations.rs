//! HTTP for organizations. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::{OrganizationId, organization::Model};

use super::super::{
    dto::{
        NewOrganization, OrganizationFilter, OrganizationOutline, OrganizationOutlineList,
        OrganizationPatch, OrganizationView,
    },
    service,
};
use crate::platform::{Ctx, Header, IfMatch, Json, ListQuery, PageQuery, Problem, Reply, View};

impl View for OrganizationOutline {
    type Record = Model;

    fn view(row: Model, _: &Ctx) -> Self {
        Self {
            header: Header::of(&row),
            name: row.name,
            partner_agency_id: row.partner_agency_id,
            referral_channel: row.referral_channel,
            sla_ack_business_days: row.sla_ack_business_days,
            source: row.source,
            external_id: row.external_id,
        }
    }
}

impl View for OrganizationView {
    type Record = Model;

    fn view(mut row: Model, ctx: &Ctx) -> Self {
        let details = std::mem::take(&mut row.details.0);
        Self { outline: OrganizationOutline::view(row, ctx), details }
    }
}

/// Add an organization to the directory.
#[utoipa::path(
    tag = "service-directory",
    security(("bearer" = ["directory:write"])),
    responses((status = 201, description = "The new organization", body = OrganizationView)),
)]
#[post("/v1/organizations")]
pub async fn create_organization(
    ctx: Ctx,
    Json(new): Json<NewOrganization>,
) -> Result<Reply<OrganizationView>, Problem> {
    let record = service::organizations::create(&ctx, new).await?;
    Ok(Reply::created(&ctx, "/v1/organizations", record))
}

/// List organizations, newest first.
#[utoipa::path(
    tag = "service-directory",
    params(OrganizationFilter, PageQuery),
    security(("bearer" = ["directory:read"])),
    extensions(("x-sort" = json!(["updatedAt", "name"]))),
    responses((status = 200, description = "One page", body = OrganizationOutlineList)),
)]
#[get("/v1/organizations")]
pub async fn list_organizations(
    ctx: Ctx,
    query: ListQuery<OrganizationFilter>,
) -> Result<Reply<OrganizationOutlineList>, Problem> {
    let slice = service::organizations::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get an organization.
#[utoipa::path(
    tag = "service-directory",
    params(("organizationId" = OrganizationId, Path)),
    security(("bearer" = ["directory:read"])),
    responses((status = 200, description = "The organization", body = OrganizationView)),
)]
#[get("/v1/organizations/{organizationId}")]
pub async fn get_organization(
    ctx: Ctx,
    id: Path<OrganizationId>,
) -> Result<Reply<OrganizationView>, Problem> {
    let record = service::organizations::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, record))
}

/// Change an organization.
#[utoipa::path(
    tag = "service-directory",
    params(("organizationId" = OrganizationId, Path), IfMatch),
    security(("bearer" = ["directory:write"])),
    responses((status = 200, description = "The changed organization", body = OrganizationView)),
)]
#[patch("/v1/organizations/{organizationId}")]
pub async fn update_organization(
    ctx: Ctx,
    id: Path<OrganizationId>,
    seen: IfMatch,
    Json(patch): Json<OrganizationPatch>,
) -> Result<Reply<OrganizationView>, Problem> {
    let record = service::organizations::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, record))
}
