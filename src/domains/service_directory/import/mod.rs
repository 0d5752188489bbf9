//! The import of directories that others keep, in HSDS: 3.0 as JSON and CSV, and
//! the CSV of 1.1. See docs/import-hsds.md.
//!
//! [`read`] makes tables of a package, [`records`] makes records of tables, and
//! [`apply`] writes those that are new or have changed.

mod apply;
mod check;
mod columns;
mod json;
mod kinds;
mod parts;
mod read;
mod records;
mod report;
mod tables;
mod text;

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use entity::Uuid;

use self::{
    apply::settle,
    check::Checker,
    kinds::{Kind, Locations, Offers, Organizations, Services, Taxonomies, Terms},
    parts::Parts,
    records::{Assembly, Ids},
    tables::Tables,
};
use super::repository::imported;
use crate::{
    domains::agencies,
    platform::{BusinessCalendar, Ctx, Permission, Problem, Reading},
};

pub use read::Unreadable;
pub use report::{Counts, Finding, Report, Severity};

/// Longest name of a source.
const LONGEST_SOURCE: usize = 100;

/// Why an import could not go on.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("the directory could not be read or written: {0:?}")]
    Problem(Problem),
}

impl From<Problem> for ImportError {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Imports the package into the directory of the caller's agency. `source` names where it
/// comes from: a record is the same as before if the source and its id there are.
pub async fn hsds(
    ctx: &Ctx,
    path: &Path,
    source: &str,
    dry_run: bool,
) -> Result<Report, ImportError> {
    if source.trim().is_empty() || source.chars().count() > LONGEST_SOURCE {
        return Err(Unreadable::Source.into());
    }
    ctx.authorize(Permission::WriteDirectory)?;
    let mut report = Report { source: source.to_owned(), dry_run, ..Report::default() };
    let tables = read::package(path, &mut report)?;
    let reading = ctx.read(Permission::ReadDirectory)?;
    let mut seen = Seen::default();
    look::<Taxonomies>(&reading, &tables, source, &mut seen).await?;
    look::<Terms>(&reading, &tables, source, &mut seen).await?;
    look::<Organizations>(&reading, &tables, source, &mut seen).await?;
    look::<Locations>(&reading, &tables, source, &mut seen).await?;
    look::<Services>(&reading, &tables, source, &mut seen).await?;
    look::<Offers>(&reading, &tables, source, &mut seen).await?;
    let calendar: BusinessCalendar = agencies::service::calendar(&reading).await?;
    let today = calendar.day_of(ctx.now());
    let assembly = Assembly {
        tables: &tables,
        parts: Parts::new(&tables, source, Checker { app: ctx.app() }),
        known: seen.known,
        taken: seen.taken,
        today,
        report: &mut report,
    };
    let records = assembly.records();
    settle::<Taxonomies>(ctx, &records.taxonomies, &mut report).await?;
    settle::<Terms>(ctx, &records.terms, &mut report).await?;
    settle::<Organizations>(ctx, &records.organizations, &mut report).await?;
    settle::<Locations>(ctx, &records.locations, &mut report).await?;
    settle::<Services>(ctx, &records.services, &mut report).await?;
    settle::<Offers>(ctx, &records.offers, &mut report).await?;
    report.findings.sort();
    Ok(report)
}

/// What the directory has already.
#[derive(Default)]
struct Seen {
    known: HashMap<&'static str, Ids>,
    /// Ids of the package that are those of other records.
    taken: HashSet<Uuid>,
}

async fn look<K: Kind>(
    reading: &Reading<'_>,
    tables: &Tables,
    source: &str,
    seen: &mut Seen,
) -> Result<(), Problem> {
    let found = imported::of_source::<K::Entity>(reading, source).await?;
    let known: Ids = found.into_iter().map(|(id, external_id)| (external_id, id)).collect();
    let ids = tables.rows(K::TABLE).iter().filter_map(|row| row.get("id"));
    let fresh = ids.filter(|id| !known.contains_key(*id)).filter_map(|id| id.parse().ok());
    let fresh: Vec<Uuid> = fresh.collect();
    seen.taken.extend(imported::existing::<K::Entity>(reading, &fresh).await?);
    seen.known.insert(K::TABLE, known);
    Ok(())
}
