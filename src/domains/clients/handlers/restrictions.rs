//! HTTP in, HTTP out, about restricted clients. No decisions.

use actix_web::{get, post, web::Path};
use entity::{AccessGrantId, ClientId, access_grant::Model};

use crate::{
    domains::clients::{
        dto::{
            AccessGrantFilter, AccessGrantList, AccessGrantRevocation, AccessGrantView,
            ClientRestriction, ClientUnrestriction, ClientView, NewAccessGrant,
        },
        service::restrictions as service,
    },
    platform::{
        Ctx, Header, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
        View,
    },
};

impl View for AccessGrantView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        Self {
            allowed_actions: service::allowed_actions(ctx, &row),
            header: Header::of(&row),
            client_id: row.client_id,
            grantee_id: row.grantee_id.into(),
            grantee_kind: row.grantee_kind(),
            origin: row.origin,
            reason: row.reason,
            status: row.status,
            revoked_at: row.revoked_at,
            revoke_reason: row.revoke_reason,
        }
    }
}

/// Restrict a client.
///
/// From now on the client, and all that is tied to them, exists only for supervisors, for whoever
/// created or restricted them, and for those to whom access is granted. To everyone else it is as if
/// there were no such client.
#[utoipa::path(
    tag = "clients",
    params(("clientId" = ClientId, Path), IfMatch),
    security(("bearer" = ["clients:restrict"])),
    responses((status = 200, description = "The client, restricted", body = ClientView)),
)]
#[post("/v1/clients/{clientId}/restrict")]
pub async fn restrict_client(
    ctx: Ctx,
    id: Path<ClientId>,
    seen: IfMatch,
    Json(input): Json<ClientRestriction>,
) -> Result<Reply<ClientView>, Problem> {
    let client = service::restrict(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, client))
}

/// Take a client's restriction back.
///
/// All access that was granted ends with it.
#[utoipa::path(
    tag = "clients",
    params(("clientId" = ClientId, Path), IfMatch),
    security(("bearer" = ["clients:restrict"])),
    responses((status = 200, description = "The client, open again", body = ClientView)),
)]
#[post("/v1/clients/{clientId}/unrestrict")]
pub async fn unrestrict_client(
    ctx: Ctx,
    id: Path<ClientId>,
    seen: IfMatch,
    Json(input): Json<ClientUnrestriction>,
) -> Result<Reply<ClientView>, Problem> {
    let client = service::unrestrict(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, client))
}

/// Grant someone access to a restricted client.
#[utoipa::path(
    tag = "clients",
    params(("clientId" = ClientId, Path)),
    security(("bearer" = ["clients:restrict"])),
    responses((status = 201, description = "The new grant", body = AccessGrantView)),
)]
#[post("/v1/clients/{clientId}/access-grants")]
pub async fn create_access_grant(
    ctx: Ctx,
    client_id: Path<ClientId>,
    Json(new): Json<NewAccessGrant>,
) -> Result<Reply<AccessGrantView>, Problem> {
    let grant = service::grant(&ctx, client_id.into_inner(), new).await?;
    Ok(Reply::created(&ctx, "/v1/access-grants", grant))
}

/// List who may see a restricted client, newest first.
///
/// Supervisors may too, and are not listed for that.
#[utoipa::path(
    tag = "clients",
    params(("clientId" = ClientId, Path), AccessGrantFilter, PageQuery),
    security(("bearer" = ["clients:read"])),
    responses((status = 200, description = "One page", body = AccessGrantList)),
)]
#[get("/v1/clients/{clientId}/access-grants")]
pub async fn list_client_access_grants(
    ctx: Ctx,
    client_id: Path<ClientId>,
    query: ListQuery<AccessGrantFilter>,
) -> Result<Reply<AccessGrantList>, Problem> {
    let slice = service::list(&ctx, client_id.into_inner(), query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get an access grant.
#[utoipa::path(
    tag = "clients",
    params(("accessGrantId" = AccessGrantId, Path)),
    security(("bearer" = ["clients:read"])),
    responses((status = 200, description = "The grant", body = AccessGrantView)),
)]
#[get("/v1/access-grants/{accessGrantId}")]
pub async fn get_access_grant(
    ctx: Ctx,
    id: Path<AccessGrantId>,
) -> Result<Reply<AccessGrantView>, Problem> {
    let grant = service::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, grant))
}

/// End someone's access to a restricted client.
#[utoipa::path(
    tag = "clients",
    params(("accessGrantId" = AccessGrantId, Path), IfMatch),
    security(("bearer" = ["clients:restrict"])),
    responses((status = 200, description = "The grant, revoked", body = AccessGrantView)),
)]
#[post("/v1/access-grants/{accessGrantId}/revoke")]
pub async fn revoke_access_grant(
    ctx: Ctx,
    id: Path<AccessGrantId>,
    seen: IfMatch,
    Json(input): Json<AccessGrantRevocation>,
) -> Result<Reply<AccessGrantView>, Problem> {
    let grant = service::revoke(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, grant))
}

/// How an access grant came to its present status, newest first.
#[utoipa::path(
    tag = "clients",
    params(("accessGrantId" = AccessGrantId, Path), PageQuery),
    security(("bearer" = ["clients:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/access-grants/{accessGrantId}/history")]
pub async fn list_access_grant_history(
    ctx: Ctx,
    id: Path<AccessGrantId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::history_of_grant(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
