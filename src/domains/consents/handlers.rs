//! HTTP in, HTTP out. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::{ClientId, ConsentId};

use super::{
    dto::{
        ConsentDecision, ConsentFilter, ConsentOutlineList, ConsentPatch, ConsentQuestion,
        ConsentStatusChange, ConsentView, DisclosureFilter, DisclosureList, NewConsent,
    },
    service,
};
use crate::platform::{
    Ctx, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
};

mod views;

/// Record a consent as a draft.
///
/// A draft may be incomplete; activating it names what is missing.
#[utoipa::path(
    tag = "consents",
    params(("clientId" = ClientId, Path)),
    security(("bearer" = ["consents:write"])),
    responses((status = 201, description = "The new draft", body = ConsentView)),
)]
#[post("/v1/clients/{clientId}/consents")]
pub async fn create_consent(
    ctx: Ctx,
    client_id: Path<ClientId>,
    Json(new): Json<NewConsent>,
) -> Result<Reply<ConsentView>, Problem> {
    let consent = service::create(&ctx, client_id.into_inner(), new).await?;
    Ok(Reply::created(&ctx, "/v1/consents", consent))
}

/// List a client's consents, newest first.
///
/// Sort keys: `createdAt`, `updatedAt`.
#[utoipa::path(
    tag = "consents",
    params(("clientId" = ClientId, Path), ConsentFilter, PageQuery),
    security(("bearer" = ["consents:read"])),
    extensions(("x-sort" = json!(["updatedAt"]))),
    responses((status = 200, description = "One page", body = ConsentOutlineList)),
)]
#[get("/v1/clients/{clientId}/consents")]
pub async fn list_client_consents(
    ctx: Ctx,
    client_id: Path<ClientId>,
    query: ListQuery<ConsentFilter>,
) -> Result<Reply<ConsentOutlineList>, Problem> {
    let client_id = client_id.into_inner();
    let slice = service::list_of_client(&ctx, client_id, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// List the consents of all clients, newest first.
///
/// Sort keys: `createdAt`, `updatedAt`.
#[utoipa::path(
    tag = "consents",
    params(ConsentFilter, PageQuery),
    security(("bearer" = ["consents:read"])),
    extensions(("x-sort" = json!(["updatedAt"]))),
    responses((status = 200, description = "One page", body = ConsentOutlineList)),
)]
#[get("/v1/consents")]
pub async fn list_consents(
    ctx: Ctx,
    query: ListQuery<ConsentFilter>,
) -> Result<Reply<ConsentOutlineList>, Problem> {
    let slice = service::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Ask whether a client's consents allow a disclosure.
///
/// Each kind of information is decided on its own: what the client forbids comes first, then how
/// sensitive it is, then what a consent in force allows by name; all else is withheld. Nothing is
/// disclosed or recorded by asking.
#[utoipa::path(
    tag = "consents",
    security(("bearer" = ["consents:read"])),
    extensions(("x-read-only" = json!(true))),
    responses((status = 200, description = "The decision", body = ConsentDecision)),
)]
#[post("/v1/consents/evaluate")]
pub async fn evaluate_consents(
    ctx: Ctx,
    Json(question): Json<ConsentQuestion>,
) -> Result<Reply<ConsentDecision>, Problem> {
    let decision = service::answer(&ctx, question).await?;
    Ok(Reply::plain(decision))
}

/// Get a consent.
#[utoipa::path(
    tag = "consents",
    params(("consentId" = ConsentId, Path)),
    security(("bearer" = ["consents:read"])),
    responses((status = 200, description = "The consent", body = ConsentView)),
)]
#[get("/v1/consents/{consentId}")]
pub async fn get_consent(ctx: Ctx, id: Path<ConsentId>) -> Result<Reply<ConsentView>, Problem> {
    let consent = service::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, consent))
}

/// Change a draft.
#[utoipa::path(
    tag = "consents",
    params(("consentId" = ConsentId, Path), IfMatch),
    security(("bearer" = ["consents:write"])),
    responses((status = 200, description = "The changed draft", body = ConsentView)),
)]
#[patch("/v1/consents/{consentId}")]
pub async fn update_consent(
    ctx: Ctx,
    id: Path<ConsentId>,
    seen: IfMatch,
    Json(patch): Json<ConsentPatch>,
) -> Result<Reply<ConsentView>, Problem> {
    let consent = service::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, consent))
}

/// Put a draft before the client.
#[utoipa::path(
    tag = "consents",
    params(("consentId" = ConsentId, Path), IfMatch),
    security(("bearer" = ["consents:write"])),
    responses((status = 200, description = "The consent, proposed", body = ConsentView)),
)]
#[post("/v1/consents/{consentId}/propose")]
pub async fn propose_consent(
    ctx: Ctx,
    id: Path<ConsentId>,
    seen: IfMatch,
) -> Result<Reply<ConsentView>, Problem> {
    let consent = service::propose(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, consent))
}

/// Put a consent into force.
///
/// What is missing answers 422 with a pointer into the consent for each element. A consent of a
/// `part2` type needs every element of 42 CFR 2.31. The consent that it supersedes ends.
#[utoipa::path(
    tag = "consents",
    params(("consentId" = ConsentId, Path), IfMatch),
    security(("bearer" = ["consents:write"])),
    responses((status = 200, description = "The consent, active", body = ConsentView)),
)]
#[post("/v1/consents/{consentId}/activate")]
pub async fn activate_consent(
    ctx: Ctx,
    id: Path<ConsentId>,
    seen: IfMatch,
) -> Result<Reply<ConsentView>, Problem> {
    let consent = service::activate(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, consent))
}

/// Record that the client did not agree to a proposed consent.
#[utoipa::path(
    tag = "consents",
    params(("consentId" = ConsentId, Path), IfMatch),
    security(("bearer" = ["consents:write"])),
    responses((status = 200, description = "The consent, rejected", body = ConsentView)),
)]
#[post("/v1/consents/{consentId}/reject")]
pub async fn reject_consent(
    ctx: Ctx,
    id: Path<ConsentId>,
    seen: IfMatch,
    Json(input): Json<ConsentStatusChange>,
) -> Result<Reply<ConsentView>, Problem> {
    let consent = service::reject(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, consent))
}

/// Revoke a consent.
///
/// It allows nothing from this moment on. What was disclosed before stays in the ledger.
#[utoipa::path(
    tag = "consents",
    params(("consentId" = ConsentId, Path), IfMatch),
    security(("bearer" = ["consents:write"])),
    responses((status = 200, description = "The consent, revoked", body = ConsentView)),
)]
#[post("/v1/consents/{consentId}/revoke")]
pub async fn revoke_consent(
    ctx: Ctx,
    id: Path<ConsentId>,
    seen: IfMatch,
    Json(input): Json<ConsentStatusChange>,
) -> Result<Reply<ConsentView>, Problem> {
    let consent = service::revoke(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, consent))
}

/// Take out a consent that was recorded in error.
///
/// Its author can within 24 hours; after that, a supervisor. It stays readable by its id and
/// leaves the lists.
#[utoipa::path(
    tag = "consents",
    params(("consentId" = ConsentId, Path), IfMatch),
    security(("bearer" = ["consents:write"])),
    responses((status = 200, description = "The consent, in error", body = ConsentView)),
)]
#[post("/v1/consents/{consentId}/enter-in-error")]
pub async fn enter_consent_in_error(
    ctx: Ctx,
    id: Path<ConsentId>,
    seen: IfMatch,
    Json(input): Json<ConsentStatusChange>,
) -> Result<Reply<ConsentView>, Problem> {
    let consent = service::enter_in_error(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, consent))
}

/// How a consent came to its present status, newest first.
#[utoipa::path(
    tag = "consents",
    params(("consentId" = ConsentId, Path), PageQuery),
    security(("bearer" = ["consents:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/consents/{consentId}/history")]
pub async fn list_consent_history(
    ctx: Ctx,
    id: Path<ConsentId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// List what of a client's record was disclosed, newest first.
///
/// The accounting of disclosures: to whom, when, what, for which purpose and on what ground.
#[utoipa::path(
    tag = "disclosures",
    params(("clientId" = ClientId, Path), DisclosureFilter, PageQuery),
    security(("bearer" = ["disclosures:read"])),
    responses((status = 200, description = "One page", body = DisclosureList)),
)]
#[get("/v1/clients/{clientId}/disclosures")]
pub async fn list_client_disclosures(
    ctx: Ctx,
    client_id: Path<ClientId>,
    query: ListQuery<DisclosureFilter>,
) -> Result<Reply<DisclosureList>, Problem> {
    let client_id = client_id.into_inner();
    let slice = service::disclosures(&ctx, client_id, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
