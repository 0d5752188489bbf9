//! Instruments as they can be taken, in the words that may be served.

use std::sync::Arc;

use entity::{AssessmentId, assessment};

use super::{
    super::{
        dto::{
            NewAssessment,
            instruments::{InstrumentOrigin, WordingStatus},
        },
        instrument::{Instrument, builtin},
        repository::{self, instruments as rows},
        rules,
    },
    find, wording_language,
};
use crate::platform::{Access, Ctx, Permission, Problem, UnitOfWork};

/// An instrument that can be taken.
pub struct Listed {
    pub instrument: Arc<Instrument>,
    pub origin: InstrumentOrigin,
    pub wording: WordingStatus,
}

/// An instrument in the words that may be served.
pub struct Served {
    pub instrument: Instrument,
    pub origin: InstrumentOrigin,
    pub wording: WordingStatus,
}

/// An instrument in one language.
pub struct Spoken {
    pub assessment: Option<assessment::Model>,
    pub instrument: Instrument,
    pub language: String,
}

/// The newest version of each instrument that can be taken, by code.
pub async fn instruments(ctx: &Ctx) -> Result<Vec<Listed>, Problem> {
    let reading = ctx.read(Permission::ReadAssessments)?;
    let today = repository::today(&reading).await?;
    let attested = rows::attested(&reading, today).await?;
    let worded = rows::worded(&reading).await?;
    let listed = |instrument: Arc<Instrument>, origin| {
        let is_attested = attested.contains(&instrument.code);
        let is_loaded = worded.contains(&(instrument.code.clone(), instrument.version.clone()));
        let wording = rules::wording_status(&instrument, is_attested, is_loaded);
        Listed { instrument, origin, wording }
    };
    let newest = builtin::newest().into_iter().cloned();
    let mut all: Vec<_> =
        newest.map(|instrument| listed(instrument, InstrumentOrigin::BuiltIn)).collect();
    for row in rows::published(&reading).await? {
        all.push(listed(rows::own_instrument(&row)?, InstrumentOrigin::Agency));
    }
    all.sort_by(|one, other| one.instrument.code.cmp(&other.instrument.code));
    Ok(all)
}

/// The instrument, its codes and scoring, with the wording that the agency may have.
pub async fn instrument(ctx: &Ctx, code: &str, version: Option<&str>) -> Result<Served, Problem> {
    let reading = ctx.read(Permission::ReadAssessments)?;
    let instrument = known(&reading, code, version).await?.ok_or_else(Problem::not_found)?;
    serve(&reading, &instrument).await
}

/// The instrument in that version, or in that which can be taken.
pub(super) async fn known(
    access: &impl Access,
    code: &str,
    version: Option<&str>,
) -> Result<Option<Arc<Instrument>>, Problem> {
    if let Some(found) = builtin::find(code, version) {
        return Ok(Some(Arc::clone(found)));
    }
    if builtin::find(code, None).is_some() {
        return Ok(None);
    }
    if let Some(version) = version {
        let known = repository::Known::of(access, [code]).await?;
        return Ok(known.find(code, version));
    }
    let published = rows::published(access).await?;
    published.iter().find(|row| row.code == code).map(rows::own_instrument).transpose()
}

async fn serve(access: &impl Access, instrument: &Instrument) -> Result<Served, Problem> {
    let (code, version) = (&instrument.code, &instrument.version);
    let today = repository::today(access).await?;
    let is_attested = rows::is_attested(access, code, today).await?;
    let loaded =
        if is_attested { rows::wordings(access, code, version).await? } else { Vec::new() };
    let is_own = builtin::find(code, None).is_none();
    Ok(Served {
        wording: rules::wording_status(instrument, is_attested, !loaded.is_empty()),
        instrument: rules::worded(instrument, is_attested, &loaded),
        origin: if is_own { InstrumentOrigin::Agency } else { InstrumentOrigin::BuiltIn },
    })
}

/// The instrument as it is worded in one language.
pub async fn wording(
    ctx: &Ctx,
    code: &str,
    language: &str,
    version: Option<&str>,
) -> Result<Spoken, Problem> {
    let served = instrument(ctx, code, version).await?;
    refuse_withheld(&served)?;
    let is_worded = served.instrument.items.iter().any(|item| item.text.contains_key(language));
    if !is_worded {
        return Err(Problem::not_found());
    }
    let language = language.to_owned();
    Ok(Spoken { assessment: None, instrument: served.instrument, language })
}

fn refuse_withheld(served: &Served) -> Result<(), Problem> {
    if served.wording == WordingStatus::LicenceRequired {
        return Err(Problem::new(&rules::LICENCE_REQUIRED));
    }
    Ok(())
}

/// The assessment as it is read to the respondent.
pub async fn form(ctx: &Ctx, id: AssessmentId) -> Result<Spoken, Problem> {
    let reading = ctx.read(Permission::ReadAssessments)?;
    let record = find(&reading, id).await?;
    let served = serve(&reading, &record.instrument).await?;
    refuse_withheld(&served)?;
    let language = wording_language(&record.row, &served.instrument);
    Ok(Spoken { assessment: Some(record.row), instrument: served.instrument, language })
}

/// The instrument that a new assessment takes.
pub(super) async fn to_take(
    uow: &UnitOfWork<'_>,
    new: &NewAssessment,
) -> Result<Arc<Instrument>, Problem> {
    let NewAssessment { instrument_code: code, instrument_version: version, .. } = new;
    let unknown = |field, detail| Problem::field(field, "not_found", detail);
    let newest = known(uow, code, None).await?;
    let newest =
        newest.ok_or_else(|| unknown("/instrumentCode", "There is no such instrument."))?;
    let Some(version) = version else { return Ok(newest) };
    // Of an agency's own, only the published version is taken.
    let chosen = builtin::find(code, Some(version));
    let chosen = chosen.or_else(|| (newest.version == *version).then_some(&newest));
    let missing = "The instrument has no such version that can be taken.";
    chosen.cloned().ok_or_else(|| unknown("/instrumentVersion", missing))
}
