//! HTTP in, HTTP out. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::{ClientId, client::Model};

use super::{
    dto::{
        ClientFilter, ClientList, ClientMatchQuery, ClientMatches, ClientPatch, ClientSearch,
        ClientStatusChange, ClientView, NewClient,
    },
    service,
};
use crate::platform::{
    Ctx, Header, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
    View,
};

impl View for ClientView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        Self {
            allowed_actions: service::allowed_actions(ctx, &row),
            header: Header::of(&row),
            display_name: service::display_name(&row),
            mrn: row.mrn,
            names: row.names.0,
            birth_date: row.birth_date,
            birth_date_precision: row.birth_date_precision,
            sex_at_birth: row.sex_at_birth,
            gender_identity: row.gender_identity,
            pronouns: row.pronouns,
            telecom: row.telecom.0,
            addresses: row.addresses.0,
            languages: row.languages.0,
            interpreter_needed: row.interpreter_needed,
            interpreter_language: row.interpreter_language,
            status: row.status,
        }
    }
}

/// Create a client.
///
/// When someone like that is on file, the answer is 409 `client_possible_duplicate` with
/// `candidates`; repeat the request with `duplicateOverride` if none is the person.
#[utoipa::path(
    tag = "clients",
    security(("bearer" = ["clients:write"])),
    responses((status = 201, description = "The new client", body = ClientView)),
)]
#[post("/v1/clients")]
pub async fn create_client(
    ctx: Ctx,
    Json(new): Json<NewClient>,
) -> Result<Reply<ClientView>, Problem> {
    let client = service::create(&ctx, new).await?;
    Ok(Reply::created(&ctx, "/v1/clients", client))
}

/// List clients, newest first.
#[utoipa::path(
    tag = "clients",
    params(ClientFilter, PageQuery),
    security(("bearer" = ["clients:read"])),
    extensions(("x-sort" = json!(["updatedAt", "familyName"]))),
    responses((status = 200, description = "One page", body = ClientList)),
)]
#[get("/v1/clients")]
pub async fn list_clients(
    ctx: Ctx,
    query: ListQuery<ClientFilter>,
) -> Result<Reply<ClientList>, Problem> {
    let slice = service::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Search clients.
///
/// A POST, so that nothing personal is in a URL. All that is given must fit.
#[utoipa::path(
    tag = "clients",
    security(("bearer" = ["clients:read"])),
    extensions(("x-read-only" = json!(true))),
    responses((status = 200, description = "One page", body = ClientList)),
)]
#[post("/v1/clients/search")]
pub async fn search_clients(
    ctx: Ctx,
    Json(search): Json<ClientSearch>,
) -> Result<Reply<ClientList>, Problem> {
    let slice = service::search(&ctx, search).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Look for a person among the clients.
///
/// Ask this before you create a client: it gives scored candidates with reasons. Without a birth
/// date nobody can be matched.
#[utoipa::path(
    tag = "clients",
    security(("bearer" = ["clients:read"])),
    extensions(("x-read-only" = json!(true))),
    responses((status = 200, description = "Who it may be", body = ClientMatches)),
)]
#[post("/v1/clients/match")]
pub async fn match_clients(
    ctx: Ctx,
    Json(query): Json<ClientMatchQuery>,
) -> Result<Reply<ClientMatches>, Problem> {
    let candidates = service::find_matches(&ctx, query).await?;
    Ok(Reply::plain(ClientMatches { candidates }))
}

/// Get a client.
#[utoipa::path(
    tag = "clients",
    params(("clientId" = ClientId, Path)),
    security(("bearer" = ["clients:read"])),
    responses((status = 200, description = "The client", body = ClientView)),
)]
#[get("/v1/clients/{clientId}")]
pub async fn get_client(ctx: Ctx, id: Path<ClientId>) -> Result<Reply<ClientView>, Problem> {
    let client = service::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, client))
}

/// Change a client.
#[utoipa::path(
    tag = "clients",
    params(("clientId" = ClientId, Path), IfMatch),
    security(("bearer" = ["clients:write"])),
    responses((status = 200, description = "The changed client", body = ClientView)),
)]
#[patch("/v1/clients/{clientId}")]
pub async fn update_client(
    ctx: Ctx,
    id: Path<ClientId>,
    seen: IfMatch,
    Json(patch): Json<ClientPatch>,
) -> Result<Reply<ClientView>, Problem> {
    let client = service::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, client))
}

/// Set a client's record aside.
///
/// No new work can be added to it until it is reactivated.
#[utoipa::path(
    tag = "clients",
    params(("clientId" = ClientId, Path), IfMatch),
    security(("bearer" = ["clients:write"])),
    responses((status = 200, description = "The client, inactive", body = ClientView)),
)]
#[post("/v1/clients/{clientId}/deactivate")]
pub async fn deactivate_client(
    ctx: Ctx,
    id: Path<ClientId>,
    seen: IfMatch,
    Json(input): Json<ClientStatusChange>,
) -> Result<Reply<ClientView>, Problem> {
    let client = service::deactivate(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, client))
}

/// Take up an inactive client's record again.
#[utoipa::path(
    tag = "clients",
    params(("clientId" = ClientId, Path), IfMatch),
    security(("bearer" = ["clients:write"])),
    responses((status = 200, description = "The client, active", body = ClientView)),
)]
#[post("/v1/clients/{clientId}/reactivate")]
pub async fn reactivate_client(
    ctx: Ctx,
    id: Path<ClientId>,
    seen: IfMatch,
    Json(input): Json<ClientStatusChange>,
) -> Result<Reply<ClientView>, Problem> {
    let client = service::reactivate(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, client))
}

/// How a client's record came to its present status, newest first.
#[utoipa::path(
    tag = "clients",
    params(("clientId" = ClientId, Path), PageQuery),
    security(("bearer" = ["clients:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/clients/{clientId}/history")]
pub async fn list_client_history(
    ctx: Ctx,
    id: Path<ClientId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
