//! HTTP in, HTTP out. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::{ClientId, PreferenceId};

use super::{
    dto::{
        NewPreference, NewPreferenceSuccessor, PreferenceFilter, PreferenceOutlineList,
        PreferencePatch, PreferenceStatusChange, PreferenceTelling, PreferenceView,
    },
    service,
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
};

mod views;

/// Record what a client wants, or does not want.
#[utoipa::path(
    tag = "preferences",
    params(("clientId" = ClientId, Path)),
    security(("bearer" = ["preferences:write"])),
    responses((status = 201, description = "The new preference", body = PreferenceView)),
)]
#[post("/v1/clients/{clientId}/preferences")]
pub async fn create_preference(
    ctx: Ctx,
    client_id: Path<ClientId>,
    Json(new): Json<NewPreference>,
) -> Result<Reply<PreferenceView>, Problem> {
    let preference = service::create(&ctx, client_id.into_inner(), new).await?;
    Ok(Reply::created(&ctx, "/v1/preferences", preference))
}

/// List a client's preferences, newest first.
///
/// `inForce=true` leaves those that plans and decisions answer to.
///
/// Sort keys: `createdAt`, `statedAt`.
#[utoipa::path(
    tag = "preferences",
    params(("clientId" = ClientId, Path), PreferenceFilter, PageQuery),
    security(("bearer" = ["preferences:read"])),
    extensions(("x-sort" = json!(["statedAt"]))),
    responses((status = 200, description = "One page", body = PreferenceOutlineList)),
)]
#[get("/v1/clients/{clientId}/preferences")]
pub async fn list_client_preferences(
    ctx: Ctx,
    client_id: Path<ClientId>,
    query: ListQuery<PreferenceFilter>,
) -> Result<Reply<PreferenceOutlineList>, Problem> {
    let client_id = client_id.into_inner();
    let slice = service::list_of_client(&ctx, client_id, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a preference, with who was told.
#[utoipa::path(
    tag = "preferences",
    params(("preferenceId" = PreferenceId, Path)),
    security(("bearer" = ["preferences:read"])),
    responses((status = 200, description = "The preference", body = PreferenceView)),
)]
#[get("/v1/preferences/{preferenceId}")]
pub async fn get_preference(
    ctx: Ctx,
    id: Path<PreferenceId>,
) -> Result<Reply<PreferenceView>, Problem> {
    let preference = service::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, preference))
}

/// Change what a preference is filed under, how long it counts, or its documents.
///
/// What the client said is not changed: other words supersede it.
#[utoipa::path(
    tag = "preferences",
    params(("preferenceId" = PreferenceId, Path), IfMatch),
    security(("bearer" = ["preferences:write"])),
    responses((status = 200, description = "The changed preference", body = PreferenceView)),
)]
#[patch("/v1/preferences/{preferenceId}")]
pub async fn update_preference(
    ctx: Ctx,
    id: Path<PreferenceId>,
    seen: IfMatch,
    Json(patch): Json<PreferencePatch>,
) -> Result<Reply<PreferenceView>, Problem> {
    let preference = service::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, preference))
}

/// Record what the client wants instead.
///
/// The former preference ends in the same moment. Nobody has been told of the new one yet: look at
/// `toldTo` of the former one for whom to tell.
#[utoipa::path(
    tag = "preferences",
    params(("preferenceId" = PreferenceId, Path), IfMatch),
    security(("bearer" = ["preferences:write"])),
    responses((status = 201, description = "The preference that counts now", body = PreferenceView)),
)]
#[post("/v1/preferences/{preferenceId}/supersede")]
pub async fn supersede_preference(
    ctx: Ctx,
    id: Path<PreferenceId>,
    seen: IfMatch,
    Json(new): Json<NewPreferenceSuccessor>,
) -> Result<Reply<PreferenceView>, Problem> {
    let preference = service::supersede(&ctx, id.into_inner(), seen, new).await?;
    Ok(Reply::created(&ctx, "/v1/preferences", preference))
}

/// Record that a client no longer wants it.
#[utoipa::path(
    tag = "preferences",
    params(("preferenceId" = PreferenceId, Path), IfMatch),
    security(("bearer" = ["preferences:write"])),
    responses((status = 200, description = "The preference, withdrawn", body = PreferenceView)),
)]
#[post("/v1/preferences/{preferenceId}/withdraw")]
pub async fn withdraw_preference(
    ctx: Ctx,
    id: Path<PreferenceId>,
    seen: IfMatch,
    Json(input): Json<PreferenceStatusChange>,
) -> Result<Reply<PreferenceView>, Problem> {
    let preference = service::withdraw(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, preference))
}

/// Record who was told of a preference.
#[utoipa::path(
    tag = "preferences",
    params(("preferenceId" = PreferenceId, Path), IfMatch),
    security(("bearer" = ["preferences:write"])),
    responses((status = 200, description = "The preference", body = PreferenceView)),
)]
#[post("/v1/preferences/{preferenceId}/tell")]
pub async fn tell_preference(
    ctx: Ctx,
    id: Path<PreferenceId>,
    seen: IfMatch,
    Json(telling): Json<PreferenceTelling>,
) -> Result<Reply<PreferenceView>, Problem> {
    let preference = service::tell(&ctx, id.into_inner(), seen, telling).await?;
    Ok(Reply::ok(&ctx, preference))
}

/// Take out a preference that was recorded in error.
///
/// Its author can within 24 hours; after that, a supervisor. It stays readable by its id and
/// leaves the lists.
#[utoipa::path(
    tag = "preferences",
    params(("preferenceId" = PreferenceId, Path), IfMatch),
    security(("bearer" = ["preferences:write"])),
    responses((status = 200, description = "The preference, in error", body = PreferenceView)),
)]
#[post("/v1/preferences/{preferenceId}/enter-in-error")]
pub async fn enter_preference_in_error(
    ctx: Ctx,
    id: Path<PreferenceId>,
    seen: IfMatch,
    Json(input): Json<PreferenceStatusChange>,
) -> Result<Reply<PreferenceView>, Problem> {
    let preference = service::enter_in_error(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, preference))
}

/// How a preference came to its present status, newest first.
#[utoipa::path(
    tag = "preferences",
    params(("preferenceId" = PreferenceId, Path), PageQuery),
    security(("bearer" = ["preferences:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/preferences/{preferenceId}/history")]
pub async fn list_preference_history(
    ctx: Ctx,
    id: Path<PreferenceId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
