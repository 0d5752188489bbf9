//! API clients over HTTP.

use actix_web::{get, patch, post, web::Path};
use entity::ApiClientId;

use super::super::{
    dto::{
        AccountStatusChange, ApiClientFilter, ApiClientList, ApiClientPatch, ApiClientView,
        NewApiClient,
    },
    service::api_clients::{self, Record},
};
use crate::platform::{
    Ctx, Header, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
    View,
};

impl View for ApiClientView {
    type Record = Record;

    fn view(Record { row, secret }: Record, ctx: &Ctx) -> Self {
        Self {
            allowed_actions: api_clients::allowed_actions(ctx, &row),
            header: Header::of(&row),
            name: row.name,
            roles: row.roles.0,
            scopes: row.scopes.0,
            active_secrets: i32::try_from(row.secret_hashes.len()).unwrap_or_default(),
            secret,
            status: row.status,
        }
    }
}

/// Create an API client.
///
/// The answer shows its secret, this once. When the request is repeated with the same
/// `Idempotency-Key`, the answer has no secret.
#[utoipa::path(
    tag = "api-clients",
    security(("bearer" = ["users:write"])),
    responses((status = 201, description = "The new API client, with its secret", body = ApiClientView)),
)]
#[post("/v1/api-clients")]
pub async fn create_api_client(
    ctx: Ctx,
    Json(new): Json<NewApiClient>,
) -> Result<Reply<ApiClientView>, Problem> {
    let client = api_clients::create(&ctx, new).await?;
    Ok(Reply::created(&ctx, "/v1/api-clients", client))
}

/// List API clients, newest first.
///
/// Sort keys: `createdAt`, `updatedAt`, `name`.
#[utoipa::path(
    tag = "api-clients",
    params(ApiClientFilter, PageQuery),
    security(("bearer" = ["users:read"])),
    extensions(("x-sort" = json!(["updatedAt", "name"]))),
    responses((status = 200, description = "One page", body = ApiClientList)),
)]
#[get("/v1/api-clients")]
pub async fn list_api_clients(
    ctx: Ctx,
    query: ListQuery<ApiClientFilter>,
) -> Result<Reply<ApiClientList>, Problem> {
    let slice = api_clients::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get an API client.
#[utoipa::path(
    tag = "api-clients",
    params(("apiClientId" = ApiClientId, Path)),
    security(("bearer" = ["users:read"])),
    responses((status = 200, description = "The API client", body = ApiClientView)),
)]
#[get("/v1/api-clients/{apiClientId}")]
pub async fn get_api_client(
    ctx: Ctx,
    id: Path<ApiClientId>,
) -> Result<Reply<ApiClientView>, Problem> {
    let client = api_clients::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, client))
}

/// Change an API client.
#[utoipa::path(
    tag = "api-clients",
    params(("apiClientId" = ApiClientId, Path), IfMatch),
    security(("bearer" = ["users:write"])),
    responses((status = 200, description = "The changed API client", body = ApiClientView)),
)]
#[patch("/v1/api-clients/{apiClientId}")]
pub async fn update_api_client(
    ctx: Ctx,
    id: Path<ApiClientId>,
    seen: IfMatch,
    Json(patch): Json<ApiClientPatch>,
) -> Result<Reply<ApiClientView>, Problem> {
    let client = api_clients::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, client))
}

/// Add a secret to an API client.
///
/// The answer shows it, this once. The secret before it stays valid until the next rotation, so
/// that the program can be changed over; older ones are refused from now on. To shut out a secret
/// that has leaked, rotate twice. When the request is repeated with the same `Idempotency-Key`,
/// the answer has no secret.
#[utoipa::path(
    tag = "api-clients",
    params(("apiClientId" = ApiClientId, Path), IfMatch),
    security(("bearer" = ["users:write"])),
    responses((status = 200, description = "The API client, with the secret", body = ApiClientView)),
)]
#[post("/v1/api-clients/{apiClientId}/rotate-secret")]
pub async fn rotate_api_client_secret(
    ctx: Ctx,
    id: Path<ApiClientId>,
    seen: IfMatch,
) -> Result<Reply<ApiClientView>, Problem> {
    let client = api_clients::rotate_secret(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, client))
}

/// Disable an API client.
///
/// Within a second it is refused everywhere, whatever tokens are still out.
#[utoipa::path(
    tag = "api-clients",
    params(("apiClientId" = ApiClientId, Path), IfMatch),
    security(("bearer" = ["users:write"])),
    responses((status = 200, description = "The API client, disabled", body = ApiClientView)),
)]
#[post("/v1/api-clients/{apiClientId}/disable")]
pub async fn disable_api_client(
    ctx: Ctx,
    id: Path<ApiClientId>,
    seen: IfMatch,
    Json(input): Json<AccountStatusChange>,
) -> Result<Reply<ApiClientView>, Problem> {
    let client = api_clients::disable(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, client))
}

/// Enable a disabled API client.
#[utoipa::path(
    tag = "api-clients",
    params(("apiClientId" = ApiClientId, Path), IfMatch),
    security(("bearer" = ["users:write"])),
    responses((status = 200, description = "The API client, active", body = ApiClientView)),
)]
#[post("/v1/api-clients/{apiClientId}/enable")]
pub async fn enable_api_client(
    ctx: Ctx,
    id: Path<ApiClientId>,
    seen: IfMatch,
    Json(input): Json<AccountStatusChange>,
) -> Result<Reply<ApiClientView>, Problem> {
    let client = api_clients::enable(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, client))
}

/// How an API client came to its present status, newest first.
#[utoipa::path(
    tag = "api-clients",
    params(("apiClientId" = ApiClientId, Path), PageQuery),
    security(("bearer" = ["users:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/api-clients/{apiClientId}/history")]
pub async fn list_api_client_history(
    ctx: Ctx,
    id: Path<ApiClientId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = api_clients::history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
