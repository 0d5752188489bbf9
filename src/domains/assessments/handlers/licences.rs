//! Attestations of licences: views and operations.

use actix_web::{get, post, web::Path};
use entity::{LicenceAttestationId, licence_attestation::Model};

use super::super::{
    dto::instruments::{
        AttestationFilter, AttestationList, AttestationRevocation, AttestationView,
        NewLicenceAttestation,
    },
    service,
};
use crate::platform::{Ctx, Header, IfMatch, Json, ListQuery, PageQuery, Problem, Reply, View};

impl View for AttestationView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        Self {
            allowed_actions: service::allowed_attestation_actions(ctx, &row),
            header: Header::of(&row),
            instrument_code: row.instrument_code,
            reference: row.reference,
            note: row.note,
            valid_until: row.valid_until,
            status: row.status,
            revoked_at: row.revoked_at,
            revoked_by: row.revoked_by,
            revocation_reason: row.revocation_reason,
        }
    }
}

/// Attest that your agency may use an instrument's wording.
///
/// While it holds, the wording is served to your agency, once it is loaded.
#[utoipa::path(
    tag = "licence-attestations",
    security(("bearer" = ["instruments:write"])),
    responses((status = 201, description = "The attestation", body = AttestationView)),
)]
#[post("/v1/licence-attestations")]
pub async fn create_licence_attestation(
    ctx: Ctx,
    Json(new): Json<NewLicenceAttestation>,
) -> Result<Reply<AttestationView>, Problem> {
    let attestation = service::attest(&ctx, new).await?;
    Ok(Reply::created(&ctx, "/v1/licence-attestations", attestation))
}

/// List your agency's attestations, newest first.
#[utoipa::path(
    tag = "licence-attestations",
    params(AttestationFilter, PageQuery),
    security(("bearer" = ["assessments:read"])),
    responses((status = 200, description = "One page", body = AttestationList)),
)]
#[get("/v1/licence-attestations")]
pub async fn list_licence_attestations(
    ctx: Ctx,
    query: ListQuery<AttestationFilter>,
) -> Result<Reply<AttestationList>, Problem> {
    let slice = service::list_attestations(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get an attestation.
#[utoipa::path(
    tag = "licence-attestations",
    params(("attestationId" = LicenceAttestationId, Path)),
    security(("bearer" = ["assessments:read"])),
    responses((status = 200, description = "The attestation", body = AttestationView)),
)]
#[get("/v1/licence-attestations/{attestationId}")]
pub async fn get_licence_attestation(
    ctx: Ctx,
    id: Path<LicenceAttestationId>,
) -> Result<Reply<AttestationView>, Problem> {
    let attestation = service::get_attestation(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, attestation))
}

/// Revoke an attestation.
///
/// Unless another one holds, the wording is not served any more.
#[utoipa::path(
    tag = "licence-attestations",
    params(("attestationId" = LicenceAttestationId, Path), IfMatch),
    security(("bearer" = ["instruments:write"])),
    responses((status = 200, description = "The attestation, revoked", body = AttestationView)),
)]
#[post("/v1/licence-attestations/{attestationId}/revoke")]
pub async fn revoke_licence_attestation(
    ctx: Ctx,
    id: Path<LicenceAttestationId>,
    seen: IfMatch,
    Json(input): Json<AttestationRevocation>,
) -> Result<Reply<AttestationView>, Problem> {
    let attestation = service::revoke(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, attestation))
}
