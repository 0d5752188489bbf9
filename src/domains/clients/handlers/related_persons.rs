//! HTTP in, HTTP out, about the people around clients. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::{ClientId, RelatedPersonId, related_person::Model};

use crate::{
    domains::clients::{
        dto::{
            NewRelatedPerson, RelatedPersonEnding, RelatedPersonFilter, RelatedPersonList,
            RelatedPersonPatch, RelatedPersonRetraction, RelatedPersonView,
        },
        service::related_persons as service,
    },
    platform::{
        Ctx, Header, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
        View,
    },
};

impl View for RelatedPersonView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        Self {
            allowed_actions: service::allowed_actions(ctx, &row),
            header: Header::of(&row),
            client_id: row.client_id,
            display_name: service::display_name(&row),
            relationship: row.relationship.0,
            roles: row.roles.0,
            names: row.names.0,
            languages: row.languages.0,
            telecom: row.telecom.0,
            consent_to_contact: row.consent_to_contact,
            proxy_scope: row.proxy_scope,
            proxy_period: service::period(row.proxy_from, row.proxy_to),
            period: service::period(row.related_from, row.related_to),
            is_client_id: row.is_client_id,
            status: row.status,
            status_reason: row.status_reason,
        }
    }
}

/// Record someone who matters in a client's care.
#[utoipa::path(
    tag = "related-persons",
    params(("clientId" = ClientId, Path)),
    security(("bearer" = ["clients:write"])),
    responses((status = 201, description = "The new related person", body = RelatedPersonView)),
)]
#[post("/v1/clients/{clientId}/related-persons")]
pub async fn create_related_person(
    ctx: Ctx,
    client_id: Path<ClientId>,
    Json(new): Json<NewRelatedPerson>,
) -> Result<Reply<RelatedPersonView>, Problem> {
    let person = service::create(&ctx, client_id.into_inner(), new).await?;
    Ok(Reply::created(&ctx, "/v1/related-persons", person))
}

/// List the people around a client, newest first.
///
/// With `role=emergency`, whom to call in an emergency.
#[utoipa::path(
    tag = "related-persons",
    params(("clientId" = ClientId, Path), RelatedPersonFilter, PageQuery),
    security(("bearer" = ["clients:read"])),
    responses((status = 200, description = "One page", body = RelatedPersonList)),
)]
#[get("/v1/clients/{clientId}/related-persons")]
pub async fn list_client_related_persons(
    ctx: Ctx,
    client_id: Path<ClientId>,
    query: ListQuery<RelatedPersonFilter>,
) -> Result<Reply<RelatedPersonList>, Problem> {
    let slice = service::list(&ctx, client_id.into_inner(), query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a related person.
#[utoipa::path(
    tag = "related-persons",
    params(("relatedPersonId" = RelatedPersonId, Path)),
    security(("bearer" = ["clients:read"])),
    responses((status = 200, description = "The related person", body = RelatedPersonView)),
)]
#[get("/v1/related-persons/{relatedPersonId}")]
pub async fn get_related_person(
    ctx: Ctx,
    id: Path<RelatedPersonId>,
) -> Result<Reply<RelatedPersonView>, Problem> {
    let person = service::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, person))
}

/// Change a related person.
#[utoipa::path(
    tag = "related-persons",
    params(("relatedPersonId" = RelatedPersonId, Path), IfMatch),
    security(("bearer" = ["clients:write"])),
    responses((status = 200, description = "The changed related person", body = RelatedPersonView)),
)]
#[patch("/v1/related-persons/{relatedPersonId}")]
pub async fn update_related_person(
    ctx: Ctx,
    id: Path<RelatedPersonId>,
    seen: IfMatch,
    Json(patch): Json<RelatedPersonPatch>,
) -> Result<Reply<RelatedPersonView>, Problem> {
    let person = service::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, person))
}

/// Record that someone is no longer related so.
///
/// The record stays, and leaves the lists unless they are asked for what has ended. What the person
/// might use of the client's record ends with it.
#[utoipa::path(
    tag = "related-persons",
    params(("relatedPersonId" = RelatedPersonId, Path), IfMatch),
    security(("bearer" = ["clients:write"])),
    responses((status = 200, description = "The related person, ended", body = RelatedPersonView)),
)]
#[post("/v1/related-persons/{relatedPersonId}/end")]
pub async fn end_related_person(
    ctx: Ctx,
    id: Path<RelatedPersonId>,
    seen: IfMatch,
    Json(input): Json<RelatedPersonEnding>,
) -> Result<Reply<RelatedPersonView>, Problem> {
    let person = service::end(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, person))
}

/// Take out a related person who was recorded in error.
///
/// Its author can within 24 hours; after that, a supervisor. It stays readable by its id and
/// leaves the lists.
#[utoipa::path(
    tag = "related-persons",
    params(("relatedPersonId" = RelatedPersonId, Path), IfMatch),
    security(("bearer" = ["clients:write"])),
    responses((status = 200, description = "The related person, in error", body = RelatedPersonView)),
)]
#[post("/v1/related-persons/{relatedPersonId}/enter-in-error")]
pub async fn enter_related_person_in_error(
    ctx: Ctx,
    id: Path<RelatedPersonId>,
    seen: IfMatch,
    Json(input): Json<RelatedPersonRetraction>,
) -> Result<Reply<RelatedPersonView>, Problem> {
    let person = service::enter_in_error(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, person))
}

/// How a related person's record came to its present status, newest first.
#[utoipa::path(
    tag = "related-persons",
    params(("relatedPersonId" = RelatedPersonId, Path), PageQuery),
    security(("bearer" = ["clients:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/related-persons/{relatedPersonId}/history")]
pub async fn list_related_person_history(
    ctx: Ctx,
    id: Path<RelatedPersonId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
