//! Instruments of the agency's own: views and operations.

use actix_web::{get, patch, post, web::Path};
use entity::{AgencyInstrumentId, agency_instrument::Model};

use super::super::{
    dto::instruments::{
        AgencyInstrumentFilter, AgencyInstrumentOutlineList, AgencyInstrumentOutlineView,
        AgencyInstrumentPatch, AgencyInstrumentView, InstrumentFault, InstrumentRetirement,
        InstrumentValidation, NewAgencyInstrument,
    },
    service,
};
use crate::platform::{
    Ctx, Header, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
    View,
};

impl View for AgencyInstrumentOutlineView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        Self {
            allowed_actions: service::allowed_instrument_actions(ctx, &row),
            header: Header::of(&row),
            code: row.code,
            instrument_version: row.number.to_string(),
            title: row.title,
            status: row.status,
            published_at: row.published_at,
            retired_at: row.retired_at,
            retirement_reason: row.retirement_reason,
        }
    }
}

impl View for AgencyInstrumentView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        Self {
            definition: service::own_definition(&row),
            outline: AgencyInstrumentOutlineView::view(row, ctx),
        }
    }
}

/// Draft an instrument of your agency's own.
///
/// The draft may lack anything; publishing it needs it whole.
#[utoipa::path(
    tag = "agency-instruments",
    security(("bearer" = ["instruments:write"])),
    responses((status = 201, description = "The draft", body = AgencyInstrumentView)),
)]
#[post("/v1/agency-instruments")]
pub async fn create_agency_instrument(
    ctx: Ctx,
    Json(new): Json<NewAgencyInstrument>,
) -> Result<Reply<AgencyInstrumentView>, Problem> {
    let found = service::draft_instrument(&ctx, new).await?;
    Ok(Reply::created(&ctx, "/v1/agency-instruments", found))
}

/// List the versions of your agency's own instruments, newest first.
///
/// Sort keys: `createdAt`, `updatedAt`.
#[utoipa::path(
    tag = "agency-instruments",
    params(AgencyInstrumentFilter, PageQuery),
    security(("bearer" = ["assessments:read"])),
    extensions(("x-sort" = json!(["updatedAt"]))),
    responses((status = 200, description = "One page", body = AgencyInstrumentOutlineList)),
)]
#[get("/v1/agency-instruments")]
pub async fn list_agency_instruments(
    ctx: Ctx,
    query: ListQuery<AgencyInstrumentFilter>,
) -> Result<Reply<AgencyInstrumentOutlineList>, Problem> {
    let found = service::list_own_instruments(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, found))
}

/// Get a version of an instrument of your agency's own.
#[utoipa::path(
    tag = "agency-instruments",
    params(("agencyInstrumentId" = AgencyInstrumentId, Path)),
    security(("bearer" = ["assessments:read"])),
    responses((status = 200, description = "The instrument", body = AgencyInstrumentView)),
)]
#[get("/v1/agency-instruments/{agencyInstrumentId}")]
pub async fn get_agency_instrument(
    ctx: Ctx,
    id: Path<AgencyInstrumentId>,
) -> Result<Reply<AgencyInstrumentView>, Problem> {
    let found = service::get_own_instrument(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, found))
}

/// Change a draft.
#[utoipa::path(
    tag = "agency-instruments",
    params(("agencyInstrumentId" = AgencyInstrumentId, Path), IfMatch),
    security(("bearer" = ["instruments:write"])),
    responses((status = 200, description = "The changed draft", body = AgencyInstrumentView)),
)]
#[patch("/v1/agency-instruments/{agencyInstrumentId}")]
pub async fn update_agency_instrument(
    ctx: Ctx,
    id: Path<AgencyInstrumentId>,
    seen: IfMatch,
    Json(patch): Json<AgencyInstrumentPatch>,
) -> Result<Reply<AgencyInstrumentView>, Problem> {
    let found = service::update_instrument(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, found))
}

/// List everything that keeps an instrument from being published.
///
/// It changes nothing.
#[utoipa::path(
    tag = "agency-instruments",
    params(("agencyInstrumentId" = AgencyInstrumentId, Path)),
    security(("bearer" = ["instruments:write"])),
    extensions(("x-read-only" = json!(true))),
    responses((status = 200, description = "The faults", body = InstrumentValidation)),
)]
#[post("/v1/agency-instruments/{agencyInstrumentId}/validate")]
pub async fn validate_agency_instrument(
    ctx: Ctx,
    id: Path<AgencyInstrumentId>,
) -> Result<Reply<InstrumentValidation>, Problem> {
    let found = service::validate_instrument(&ctx, id.into_inner()).await?;
    let faults: Vec<_> = found
        .into_iter()
        .map(|one| InstrumentFault {
            pointer: format!("#{}", one.pointer),
            detail: one.message.to_owned(),
        })
        .collect();
    Ok(Reply::plain(InstrumentValidation { valid: faults.is_empty(), faults }))
}

/// Publish a draft.
///
/// From then on it can be taken and does not change; the version before it is retired. A draft with
/// faults is refused with 422 `instrument_invalid` and a pointer to each. One that has wording under
/// a licence that is not free needs an attestation first.
#[utoipa::path(
    tag = "agency-instruments",
    params(("agencyInstrumentId" = AgencyInstrumentId, Path), IfMatch),
    security(("bearer" = ["instruments:write"])),
    responses((status = 200, description = "The instrument, published", body = AgencyInstrumentView)),
)]
#[post("/v1/agency-instruments/{agencyInstrumentId}/publish")]
pub async fn publish_agency_instrument(
    ctx: Ctx,
    id: Path<AgencyInstrumentId>,
    seen: IfMatch,
) -> Result<Reply<AgencyInstrumentView>, Problem> {
    let found = service::publish_instrument(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::ok(&ctx, found))
}

/// Retire an instrument, or give a draft up.
///
/// No new assessment takes it; those that began with it go on.
#[utoipa::path(
    tag = "agency-instruments",
    params(("agencyInstrumentId" = AgencyInstrumentId, Path), IfMatch),
    security(("bearer" = ["instruments:write"])),
    responses((status = 200, description = "The instrument, retired", body = AgencyInstrumentView)),
)]
#[post("/v1/agency-instruments/{agencyInstrumentId}/retire")]
pub async fn retire_agency_instrument(
    ctx: Ctx,
    id: Path<AgencyInstrumentId>,
    seen: IfMatch,
    Json(input): Json<InstrumentRetirement>,
) -> Result<Reply<AgencyInstrumentView>, Problem> {
    let found = service::retire_instrument(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, found))
}

/// Draft the next version of an instrument, with what this version has.
#[utoipa::path(
    tag = "agency-instruments",
    params(("agencyInstrumentId" = AgencyInstrumentId, Path), IfMatch),
    security(("bearer" = ["instruments:write"])),
    responses((status = 201, description = "The draft", body = AgencyInstrumentView)),
)]
#[post("/v1/agency-instruments/{agencyInstrumentId}/revise")]
pub async fn revise_agency_instrument(
    ctx: Ctx,
    id: Path<AgencyInstrumentId>,
    seen: IfMatch,
) -> Result<Reply<AgencyInstrumentView>, Problem> {
    let found = service::revise_instrument(&ctx, id.into_inner(), seen).await?;
    Ok(Reply::created(&ctx, "/v1/agency-instruments", found))
}

/// How an instrument came to its present status, newest first.
#[utoipa::path(
    tag = "agency-instruments",
    params(("agencyInstrumentId" = AgencyInstrumentId, Path), PageQuery),
    security(("bearer" = ["assessments:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/agency-instruments/{agencyInstrumentId}/history")]
pub async fn list_agency_instrument_history(
    ctx: Ctx,
    id: Path<AgencyInstrumentId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let found = service::instrument_history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, found))
}
