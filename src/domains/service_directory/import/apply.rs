//! Writes records, a bounded number in each transaction, each with its audit
//! entry and events: so an import may be killed, and run again.

use std::collections::HashMap;

use entity::{Row, Uuid};
use serde_json::{Map, Value};

use super::{
    super::repository::{
        Origin,
        imported::{self, ModelOf},
    },
    kinds::Kind,
    records::Record,
    report::Report,
};
use crate::platform::{Access, Change, Ctx, Permission, Problem, Shown, UnitOfWork, store};

/// Records in one transaction.
const AT_ONCE: usize = 100;

/// What a batch answers with; it is never repeated as a request is.
struct Batch(Uuid);

impl Shown for Batch {
    const KIND: &'static str = "import";

    fn id(&self) -> Uuid {
        self.0
    }

    fn version(&self) -> i64 {
        1
    }

    async fn shown(_: &impl Access, id: Uuid) -> Result<Self, Problem> {
        Ok(Self(id))
    }
}

/// Writes what is new or has changed, and counts it; nothing is written by a dry run.
pub async fn settle<K: Kind>(
    ctx: &Ctx,
    records: &[Record],
    report: &mut Report,
) -> Result<(), Problem> {
    for batch in records.chunks(AT_ONCE) {
        let reading = ctx.read(Permission::ReadDirectory)?;
        let current = current::<K>(&reading, batch).await?;
        let mut work = Vec::new();
        let counts = report.records.entry(K::TABLE).or_default();
        for record in batch {
            match current.get(&record.id) {
                None => counts.created += 1,
                Some(row) if changed::<K>(row, record)?.is_some() => counts.updated += 1,
                Some(_) => {
                    counts.unchanged += 1;
                    continue;
                }
            }
            work.push(record);
        }
        if !work.is_empty() && !report.dry_run {
            let call = ctx.next_call();
            let write = async |uow: &UnitOfWork<'_>| write::<K>(uow, &work, &report.source).await;
            call.write(Permission::WriteDirectory, write).await?;
        }
    }
    Ok(())
}

async fn current<K: Kind>(
    access: &impl Access,
    records: &[Record],
) -> Result<HashMap<Uuid, ModelOf<K::Entity>>, Problem> {
    let ids: Vec<_> = records.iter().map(|record| record.id).collect();
    Ok(imported::of_ids::<K::Entity>(access, &ids).await?.into_iter().collect())
}

async fn write<K: Kind>(
    uow: &UnitOfWork<'_>,
    records: &[&Record],
    source: &str,
) -> Result<(Batch, Change), Problem> {
    store::one_at_a_time(uow, "import hsds").await?;
    let (mut created, mut updated, mut changes) = (Vec::new(), Vec::new(), Vec::new());
    for record in records {
        let known = imported::of_ids::<K::Entity>(uow, &[record.id]).await?;
        if known.is_empty() {
            let origin =
                Origin { source: source.to_owned(), external_id: record.external_id.clone() };
            let (row, change) = K::insert(uow, record, &draft::<K>(None, record)?, &origin).await?;
            created.push(row);
            changes.push(change);
        } else {
            let row = store::lock_current::<K::Entity>(uow, record.id).await?;
            // Another one may have been quicker.
            let Some(draft) = changed::<K>(&row, record)? else { continue };
            let (row, change) = K::update(uow, &row, record, &draft).await?;
            updated.push(row);
            changes.push(change);
        }
    }
    K::follow(uow, &created, &updated).await?;
    let mut changes = changes.into_iter();
    let nothing = || Problem::unavailable("another import has just written the same");
    let first = changes.next().ok_or_else(nothing)?;
    changes.for_each(|change| uow.also(change));
    let first_id = created.iter().chain(&updated).next().map(Row::id).unwrap_or_default();
    Ok((Batch(first_id), first))
}

/// What the row will be, if that is not what it is.
fn changed<K: Kind>(
    row: &ModelOf<K::Entity>,
    record: &Record,
) -> Result<Option<K::Draft>, Problem> {
    let before = K::Draft::from(row);
    let mut draft = draft::<K>(Some(&before), record)?;
    K::keep(row, &mut draft);
    let differs = draft != before || K::differs(row, record);
    Ok(differs.then_some(draft))
}

/// What the package says of the record, over what is there.
fn draft<K: Kind>(before: Option<&K::Draft>, record: &Record) -> Result<K::Draft, Problem> {
    let shape = |_| Problem::internal("a record has another shape than its draft");
    let covered = |name: &str| record.covered.contains(&name);
    let mut members = match before {
        None => Map::new(),
        Some(before) => match serde_json::to_value(before).map_err(shape)? {
            Value::Object(members) => members,
            _ => Map::new(),
        },
    };
    members.retain(|name, _| !covered(name));
    let said = record.members.iter().filter(|(name, _)| before.is_none() || covered(name));
    members.extend(said.map(|(name, value)| (name.clone(), value.clone())));
    serde_json::from_value(Value::Object(members)).map_err(shape)
}
