//! HTTP in, HTTP out. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::{ClientId, client::Model};

use super::{
    dto::{
        ClientDeath, ClientFilter, ClientMatchQuery, ClientMatches, ClientOutlineList,
        ClientOutlineView, ClientPatch, ClientSearch, ClientStatusChange, ClientView,
        IdentifierView, NewClient,
    },
    service::{self, identifiers::KnownIdentifier},
};
use crate::platform::{
    Ctx, Header, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
    View,
};

pub mod duplicates;
pub mod households;
pub mod related_persons;
pub mod restrictions;

impl View for ClientOutlineView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        Self {
            allowed_actions: service::allowed_actions(ctx, &row),
            header: Header::of(&row),
            display_name: service::display_name(&row),
            preferred_language: service::preferred_language(&row),
            mrn: row.mrn,
            birth_date: row.birth_date,
            birth_date_precision: row.birth_date_precision,
            sex_at_birth: row.sex_at_birth,
            pronouns: row.pronouns,
            interpreter_needed: row.interpreter_needed,
            deceased_on: row.deceased_on,
            status: row.status,
            restricted: row.restricted,
        }
    }
}

impl View for ClientView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        let known = service::identifiers::known(ctx, &row);
        Self {
            outline: ClientOutlineView::view(row.clone(), ctx),
            names: row.names.0,
            gender_identity: row.gender_identity,
            race: row.race.0,
            ethnicity: row.ethnicity,
            identifiers: known.into_iter().map(identifier).collect(),
            telecom: row.telecom.0,
            addresses: row.addresses.0,
            languages: row.languages.0,
            interpreter_language: row.interpreter_language,
            sign_language: row.sign_language,
            literacy_need: row.literacy_need,
            cultural_needs: row.cultural_needs.0,
            accommodations: row.accommodations.0,
            living_situation: row.living_situation,
            veteran: row.veteran,
            legal_status: row.legal_status.0,
            primary_clinician_organization: row
                .primary_clinician_organization
                .map(|organization| organization.0),
            duplicate_override_reason: row.duplicate_override_reason,
        }
    }
}

fn identifier(known: KnownIdentifier) -> IdentifierView {
    IdentifierView {
        identifier_type: known.identifier_type,
        system: known.system,
        masked_value: known.masked,
        value: known.whole,
    }
}

/// Create a client.
///
/// When someone like that is on file, the answer is 409 `client_possible_duplicate` with
/// `candidates`; repeat the request with `duplicateOverride` if none is the person. When someone is
/// less alike, but enough to be looked at, the client is created and a pair is raised at
/// `/v1/duplicate-candidates`.
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
    responses((status = 200, description = "One page", body = ClientOutlineList)),
)]
#[get("/v1/clients")]
pub async fn list_clients(
    ctx: Ctx,
    query: ListQuery<ClientFilter>,
) -> Result<Reply<ClientOutlineList>, Problem> {
    let slice = service::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Search clients.
///
/// A POST, so that nothing personal is in a URL. All that is given must fit. A search by one word
/// of a name gives the nearest to what was typed first; others have no order that means something.
#[utoipa::path(
    tag = "clients",
    security(("bearer" = ["clients:read"])),
    extensions(("x-read-only" = json!(true))),
    responses((status = 200, description = "One page", body = ClientOutlineList)),
)]
#[post("/v1/clients/search")]
pub async fn search_clients(
    ctx: Ctx,
    Json(search): Json<ClientSearch>,
) -> Result<Reply<ClientOutlineList>, Problem> {
    let slice = service::search(&ctx, search).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Look for a person among the clients.
///
/// Ask this before you create a client: it gives scored candidates with reasons. Without a birth
/// date nobody can be matched, unless by an identifier that only one person can have.
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
    let candidates = service::duplicates::find_matches(&ctx, query).await?;
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

/// Record that a client has died.
///
/// No new work can be added to the record. What is open stays open: tasks, plans, referrals and
/// conferences are ended by those whose they are, each with its own reason.
#[utoipa::path(
    tag = "clients",
    params(("clientId" = ClientId, Path), IfMatch),
    security(("bearer" = ["clients:write"])),
    responses((status = 200, description = "The client, deceased", body = ClientView)),
)]
#[post("/v1/clients/{clientId}/record-death")]
pub async fn record_client_death(
    ctx: Ctx,
    id: Path<ClientId>,
    seen: IfMatch,
    Json(input): Json<ClientDeath>,
) -> Result<Reply<ClientView>, Problem> {
    let client = service::record_death(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, client))
}

/// Correct a death that was recorded by mistake.
///
/// Supervisors only. The client is active again, and the day of the death is gone from the record.
#[utoipa::path(
    tag = "clients",
    params(("clientId" = ClientId, Path), IfMatch),
    security(("bearer" = ["clients:write"])),
    responses((status = 200, description = "The client, active", body = ClientView)),
)]
#[post("/v1/clients/{clientId}/correct-death")]
pub async fn correct_client_death(
    ctx: Ctx,
    id: Path<ClientId>,
    seen: IfMatch,
    Json(input): Json<ClientStatusChange>,
) -> Result<Reply<ClientView>, Problem> {
    let client = service::correct_death(&ctx, id.into_inner(), seen, input).await?;
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
