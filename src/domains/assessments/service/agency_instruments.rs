//! Instruments of the agency's own: drafted, validated, published, retired.

use entity::{
    AgencyInstrumentId, Code,
    agency_instrument::{Entity, Event, Model, Status},
    transition,
};

use super::super::{
    definition::Definition,
    dto::instruments::{
        AgencyInstrumentFilter, AgencyInstrumentPatch, InstrumentRetirement, NewAgencyInstrument,
    },
    instrument::{Instrument, builtin, checks::Finding},
    repository::{self, instruments as rows},
    rules,
};
use crate::platform::{
    Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, Step, UnitOfWork, history, store,
};

pub async fn draft_instrument(ctx: &Ctx, new: NewAgencyInstrument) -> Result<Model, Problem> {
    ctx.write(Permission::WriteInstruments, async |uow| {
        store::one_at_a_time(uow, &format!("instrument {}", new.code)).await?;
        let taken = builtin::find(&new.code, None).is_some()
            || !rows::versions(uow, &new.code).await?.is_empty();
        if taken {
            let detail = "There is such an instrument; make the next version of it.";
            return Err(Problem::field("/code", "in_use", detail));
        }
        let row = rows::insert_draft(uow, &new, 1).await?;
        let change = Change::created(&row).entering(row.status);
        Ok((row, change))
    })
    .await
}

pub async fn get_own_instrument(ctx: &Ctx, id: AgencyInstrumentId) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadAssessments)?;
    store::find::<Entity>(&reading, id).await
}

pub async fn list_own_instruments(
    ctx: &Ctx,
    filter: AgencyInstrumentFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadAssessments)?;
    rows::page(&reading, &filter, &page).await
}

pub async fn instrument_history(
    ctx: &Ctx,
    id: AgencyInstrumentId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadAssessments)?;
    let row = store::find::<Entity>(&reading, id).await?;
    history::of_row(&reading, &row, &page).await
}

pub async fn update_instrument(
    ctx: &Ctx,
    id: AgencyInstrumentId,
    seen: IfMatch,
    patch: AgencyInstrumentPatch,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteInstruments, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        if current.status != Status::Draft {
            return Err(Problem::new(&rules::NOT_A_DRAFT));
        }
        let row = rows::apply_patch(uow, &current, &patch).await?;
        let change = Change::updated(&row);
        Ok((row, change))
    })
    .await
}

/// Everything that keeps it from being published.
pub async fn validate_instrument(
    ctx: &Ctx,
    id: AgencyInstrumentId,
) -> Result<Vec<Finding>, Problem> {
    let reading = ctx.read(Permission::WriteInstruments)?;
    let row = store::find::<Entity>(&reading, id).await?;
    Ok(read(&row)?.err().unwrap_or_default())
}

fn read(row: &Model) -> Result<Result<Instrument, Vec<Finding>>, Problem> {
    Ok(rows::definition(row)?.instrument(&row.code, row.number, &row.title))
}

/// What the row asks, and how it scores.
pub fn own_definition(row: &Model) -> Definition {
    rows::definition(row).unwrap_or_default()
}

/// From now on it can be taken, and does not change. The version before it is retired.
pub async fn publish_instrument(
    ctx: &Ctx,
    id: AgencyInstrumentId,
    seen: IfMatch,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteInstruments, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = fire(ctx, &current, Event::Publish)?;
        let instrument = read(&current)?.map_err(|findings| rules::invalid(&findings))?;
        let today = repository::today(uow).await?;
        if rules::needs_attestation(&instrument)
            && instrument.carries_text()
            && !rows::is_attested(uow, &instrument.code, today).await?
        {
            return Err(Problem::new(&rules::LICENCE_REQUIRED));
        }
        for before in rows::versions(uow, &current.code).await? {
            if before.status == Status::Published {
                supersede(uow, before.id).await?;
            }
        }
        let row = rows::apply_step(uow, &current, &step, None).await?;
        let change = Change::of("published", &row).by(&step);
        Ok((row, change))
    })
    .await
}

async fn supersede(uow: &UnitOfWork<'_>, id: AgencyInstrumentId) -> Result<(), Problem> {
    let before = store::lock_current::<Entity>(uow, id).await?;
    let step = rules::INSTRUMENT_MACHINE.fire(before.status, Event::Supersede)?;
    let before = rows::apply_step(uow, &before, &step, None).await?;
    uow.also(Change::of("superseded", &before).by(&step));
    Ok(())
}

pub async fn retire_instrument(
    ctx: &Ctx,
    id: AgencyInstrumentId,
    seen: IfMatch,
    input: InstrumentRetirement,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteInstruments, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = fire(ctx, &current, Event::Retire)?;
        let row = rows::apply_step(uow, &current, &step, Some(&input.reason)).await?;
        let change =
            Change::of("retired", &row).by(&step).because(None, Some(input.reason.clone()));
        Ok((row, change))
    })
    .await
}

/// The draft of the next version, with what this one has.
pub async fn revise_instrument(
    ctx: &Ctx,
    id: AgencyInstrumentId,
    seen: IfMatch,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteInstruments, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        if current.status == Status::Draft {
            return Err(Problem::new(&rules::STILL_DRAFT));
        }
        store::one_at_a_time(uow, &format!("instrument {}", current.code)).await?;
        let versions = rows::versions(uow, &current.code).await?;
        if versions.iter().any(|version| version.status == Status::Draft) {
            return Err(Problem::new(&rules::HAS_DRAFT));
        }
        let newest = versions.iter().map(|version| version.number).max().unwrap_or_default();
        let row = rows::revise(uow, &current, newest + 1).await?;
        let change = Change::created(&row).entering(row.status);
        Ok((row, change))
    })
    .await
}

fn fire(ctx: &Ctx, row: &Model, event: Event) -> Result<Step<Status>, Problem> {
    let fired = rules::INSTRUMENT_MACHINE.fire(row.status, event);
    fired.map_err(|problem| problem.with_allowed_actions(allowed_instrument_actions(ctx, row)))
}

/// What the caller can do with it now.
pub fn allowed_instrument_actions(ctx: &Ctx, row: &Model) -> Vec<String> {
    if !ctx.may(Permission::WriteInstruments) {
        return Vec::new();
    }
    let by_people = |event: &Event| *event != Event::Supersede;
    rules::INSTRUMENT_MACHINE.allowed(row.status).filter(by_people).map(Code::code).collect()
}
