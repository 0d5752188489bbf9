//! How the parts of a conference are read and changed: the part that the path
//! names is looked for first, and each change makes the next version of the
//! whole.

use entity::{
    CareConferenceId, Id, Row,
    care_conference::{Entity, Model},
};

use super::{PartRecord, Record, Sight};
use crate::{
    domains::care_conferences::{
        repository::{self, Part},
        rules,
    },
    platform::{Access, Change, Ctx, IfMatch, Permission, Problem, UnitOfWork, store},
};

pub async fn get_part<E: Part>(
    ctx: &Ctx,
    (id, part_id): (CareConferenceId, Id<E>),
) -> Result<PartRecord<E>, Problem> {
    let reading = ctx.read(Permission::ReadCareConferences)?;
    let conference = store::find::<Entity>(&reading, id).await?;
    let part = visible_part(&reading, conference.id, part_id).await?;
    PartRecord::of(&reading, conference, part).await
}

/// The part, if it is in the conference and the caller may see it.
async fn visible_part<E: Part>(
    access: &impl Access,
    id: CareConferenceId,
    part_id: Id<E>,
) -> Result<E::Model, Problem> {
    let part = repository::part(access, id, part_id).await?;
    let apart = E::topic(&part).is_none() && E::decision(&part).is_none();
    if apart || Sight::into(access, id).await?.part::<E>(&part) {
        return Ok(part);
    }
    Err(Problem::not_found())
}

/// Locks the conference whose part the path names. That the part is not there
/// is said before that the conference's version is an old one.
pub(super) async fn lock_part<E: Part>(
    uow: &UnitOfWork<'_>,
    (id, part_id): (CareConferenceId, Id<E>),
    seen: IfMatch,
) -> Result<(Model, E::Model), Problem> {
    visible_part(uow, id, part_id).await?;
    let conference = store::lock::<Entity>(uow, id, seen).await?;
    // As it is now that the conference is locked.
    let part = visible_part(uow, id, part_id).await?;
    Ok((conference, part))
}

/// The next version of the conference whose part has changed.
pub(super) async fn touch(uow: &UnitOfWork<'_>, conference: &Model) -> Result<Model, Problem> {
    let conference = repository::touch(uow, conference).await?;
    uow.also(Change::updated(&conference));
    Ok(conference)
}

/// The same, unless the part was left as it is.
pub(super) async fn touch_with<P: Row>(
    uow: &UnitOfWork<'_>,
    conference: &Model,
    part: (&P, &P),
) -> Result<Model, Problem> {
    let conference = store::update_with_part::<Entity, P>(uow, conference, part).await?;
    uow.also(Change::updated(&conference));
    Ok(conference)
}

/// Adds a part while parts of its kind may be changed.
pub(super) async fn add_part<E: Part>(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    kind: rules::Part,
    insert: impl AsyncFn(&UnitOfWork<'_>, &Model) -> Result<E::Model, Problem>,
) -> Result<PartRecord<E>, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        rules::check_editable(kind, current.status)?;
        let part = insert(uow, &current).await?;
        let conference = touch(uow, &current).await?;
        let change = Change::created(&part);
        Ok((PartRecord::of(uow, conference, part).await?, change))
    })
    .await
}

/// Changes a part while parts of its kind may be changed.
pub(super) async fn change_part<E: Part>(
    ctx: &Ctx,
    ids: (CareConferenceId, Id<E>),
    seen: IfMatch,
    kind: rules::Part,
    change: impl AsyncFn(&UnitOfWork<'_>, &Model, &E::Model) -> Result<E::Model, Problem>,
) -> Result<PartRecord<E>, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let (current, part) = lock_part(uow, ids, seen).await?;
        rules::check_editable(kind, current.status)?;
        let changed = change(uow, &current, &part).await?;
        let conference = touch_with(uow, &current, (&part, &changed)).await?;
        let change = Change::updated(&changed);
        Ok((PartRecord::of(uow, conference, changed).await?, change))
    })
    .await
}

/// Removes a part while parts of its kind may be changed, unless something
/// stands against it.
pub(super) async fn remove_part<E: Part>(
    ctx: &Ctx,
    ids: (CareConferenceId, Id<E>),
    seen: IfMatch,
    kind: rules::Part,
    check: impl AsyncFn(&UnitOfWork<'_>, &Model, &E::Model) -> Result<(), Problem>,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let (current, part) = lock_part(uow, ids, seen).await?;
        rules::check_editable(kind, current.status)?;
        check(uow, &current, &part).await?;
        let removed = repository::remove::<E>(uow, &part).await?;
        let conference = touch(uow, &current).await?;
        Ok((Record::of(uow, conference).await?, Change::of("deleted", &removed)))
    })
    .await
}
