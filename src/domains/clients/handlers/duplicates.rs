//! Pairs of clients who may be one person, in and out. No decisions.

use actix_web::{get, post, web::Path};
use entity::{ClientId, DuplicateCandidateId};

use crate::{
    domains::clients::{
        dto::{
            ClientDuplicateFilter, DuplicateCandidateFilter, DuplicateCandidateList,
            DuplicateCandidateView, DuplicateDismissal,
        },
        service::duplicates::{self as service, PairRecord},
    },
    platform::{
        Ctx, Header, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
        View,
    },
};

impl View for DuplicateCandidateView {
    type Record = PairRecord;

    fn view(record: PairRecord, ctx: &Ctx) -> Self {
        let PairRecord { pair, clients } = record;
        let of = |id: ClientId| service::candidate(clients.iter().find(|client| client.id == id));
        Self {
            allowed_actions: service::allowed_actions(ctx, &pair),
            header: Header::of(&pair),
            client: of(pair.client_id),
            other_client: of(pair.other_client_id),
            score: f64::from(pair.score) / 1000.0,
            reasons: pair.reasons.0,
            status: pair.status,
            dismiss_reason: pair.dismiss_reason,
        }
    }
}

/// List pairs of clients who may be one person, newest first.
///
/// A pair is raised when a client is created or changed and the two score 0.75 or more.
#[utoipa::path(
    tag = "clients",
    params(DuplicateCandidateFilter, PageQuery),
    security(("bearer" = ["clients:read"])),
    extensions(("x-sort" = json!(["score"]))),
    responses((status = 200, description = "One page", body = DuplicateCandidateList)),
)]
#[get("/v1/duplicate-candidates")]
pub async fn list_duplicate_candidates(
    ctx: Ctx,
    query: ListQuery<DuplicateCandidateFilter>,
) -> Result<Reply<DuplicateCandidateList>, Problem> {
    let slice = service::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// List the pairs that a client is one of, newest first.
#[utoipa::path(
    tag = "clients",
    params(("clientId" = ClientId, Path), ClientDuplicateFilter, PageQuery),
    security(("bearer" = ["clients:read"])),
    extensions(("x-sort" = json!(["score"]))),
    responses((status = 200, description = "One page", body = DuplicateCandidateList)),
)]
#[get("/v1/clients/{clientId}/duplicate-candidates")]
pub async fn list_client_duplicate_candidates(
    ctx: Ctx,
    id: Path<ClientId>,
    query: ListQuery<ClientDuplicateFilter>,
) -> Result<Reply<DuplicateCandidateList>, Problem> {
    let filter = DuplicateCandidateFilter { status: query.filter.status, client_id: None };
    let slice = service::list_of_client(&ctx, id.into_inner(), filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a pair of clients who may be one person.
#[utoipa::path(
    tag = "clients",
    params(("duplicateCandidateId" = DuplicateCandidateId, Path)),
    security(("bearer" = ["clients:read"])),
    responses((status = 200, description = "The pair", body = DuplicateCandidateView)),
)]
#[get("/v1/duplicate-candidates/{duplicateCandidateId}")]
pub async fn get_duplicate_candidate(
    ctx: Ctx,
    id: Path<DuplicateCandidateId>,
) -> Result<Reply<DuplicateCandidateView>, Problem> {
    let pair = service::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, pair))
}

/// Say that two clients are two people.
///
/// The pair is never raised again, whatever becomes of the two records.
#[utoipa::path(
    tag = "clients",
    params(("duplicateCandidateId" = DuplicateCandidateId, Path), IfMatch),
    security(("bearer" = ["clients:write"])),
    responses((status = 200, description = "The pair, dismissed", body = DuplicateCandidateView)),
)]
#[post("/v1/duplicate-candidates/{duplicateCandidateId}/dismiss")]
pub async fn dismiss_duplicate_candidate(
    ctx: Ctx,
    id: Path<DuplicateCandidateId>,
    seen: IfMatch,
    Json(input): Json<DuplicateDismissal>,
) -> Result<Reply<DuplicateCandidateView>, Problem> {
    let pair = service::dismiss(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, pair))
}

/// How a pair came to its present status, newest first.
#[utoipa::path(
    tag = "clients",
    params(("duplicateCandidateId" = DuplicateCandidateId, Path), PageQuery),
    security(("bearer" = ["clients:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/duplicate-candidates/{duplicateCandidateId}/history")]
pub async fn list_duplicate_candidate_history(
    ctx: Ctx,
    id: Path<DuplicateCandidateId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = service::history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
