//! What an agency may show of instruments whose wording is not free.

use entity::{
    LicenceAttestationId, instrument_wording,
    licence_attestation::{Entity, Event, Model},
};

use super::{
    super::{
        dto::instruments::{
            AttestationFilter, AttestationRevocation, InstrumentWordingInput, NewLicenceAttestation,
        },
        repository::{self, instruments as rows},
        rules,
    },
    instruments,
};
use crate::platform::{Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, store};

/// Notes that the agency says that it may use the wording.
pub async fn attest(ctx: &Ctx, new: NewLicenceAttestation) -> Result<Model, Problem> {
    ctx.write(Permission::WriteInstruments, async |uow| {
        let code = &new.instrument_code;
        let instrument = match instruments::known(uow, code, None).await? {
            Some(known) => Some(known),
            // A draft of the agency's own is attested before it is published.
            None => match rows::versions(uow, code).await?.last() {
                Some(draft) => rows::own_instrument(draft).ok(),
                None => None,
            },
        };
        let missing = "There is no such instrument, or its draft has faults.";
        let instrument =
            instrument.ok_or_else(|| Problem::field("/instrumentCode", "not_found", missing))?;
        if !rules::needs_attestation(&instrument) {
            let detail = "Anyone may use the wording of this instrument.";
            return Err(Problem::field("/instrumentCode", "not_needed", detail));
        }
        let today = repository::today(uow).await?;
        if new.valid_until.is_some_and(|day| day < today) {
            return Err(Problem::field("/validUntil", "out_of_range", "Not in the past."));
        }
        let row = rows::insert_attestation(uow, &new).await?;
        let change = Change::created(&row).entering(row.status);
        Ok((row, change))
    })
    .await
}

pub async fn get_attestation(ctx: &Ctx, id: LicenceAttestationId) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadAssessments)?;
    store::find::<Entity>(&reading, id).await
}

pub async fn list_attestations(
    ctx: &Ctx,
    filter: AttestationFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadAssessments)?;
    rows::page_of_attestations(&reading, &filter, &page).await
}

/// From now on the wording is not served any more.
pub async fn revoke(
    ctx: &Ctx,
    id: LicenceAttestationId,
    seen: IfMatch,
    input: AttestationRevocation,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteInstruments, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = rules::ATTESTATION_MACHINE.fire(current.status, Event::Revoke)?;
        let row = rows::revoke(uow, &current, &step, &input.reason).await?;
        let change =
            Change::of("revoked", &row).by(&step).because(None, Some(input.reason.clone()));
        Ok((row, change))
    })
    .await
}

/// What the caller can do with the attestation now.
pub fn allowed_attestation_actions(ctx: &Ctx, row: &Model) -> Vec<String> {
    if ctx.may(Permission::WriteInstruments) {
        rules::ATTESTATION_MACHINE.allowed_actions(row.status)
    } else {
        Vec::new()
    }
}

/// Loads the wording in one language, in place of what was loaded before.
pub async fn put_wording(
    ctx: &Ctx,
    code: &str,
    language: &str,
    version: Option<&str>,
    input: InstrumentWordingInput,
) -> Result<instrument_wording::Model, Problem> {
    ctx.write(Permission::WriteInstruments, async |uow| {
        let instrument =
            instruments::known(uow, code, version).await?.ok_or_else(Problem::not_found)?;
        let today = repository::today(uow).await?;
        // What is free has its wording, and who has no right to other wording keeps none.
        let is_attested = rows::is_attested(uow, code, today).await?;
        if !rules::needs_attestation(&instrument) || instrument.carries_text() {
            return Err(Problem::new(&rules::HAS_WORDING));
        }
        if !is_attested {
            return Err(Problem::new(&rules::LICENCE_REQUIRED));
        }
        rules::check_wording(&input, &instrument)?;
        store::one_at_a_time(uow, &format!("wording of {code}")).await?;
        let row = rows::write_wording(uow, &instrument, language, &input).await?;
        let change = Change::of("loaded", &row);
        Ok((row, change))
    })
    .await
}
