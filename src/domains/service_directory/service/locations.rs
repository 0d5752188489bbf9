//! What can be done with locations.

use entity::{
    LocationId, OrganizationId,
    location::{Entity, Model},
    organization,
};

use super::super::{
    dto::{LocationFilter, LocationPatch, NewLocation},
    repository::{keys, locations as repository},
    rules::{self, LocationDraft},
};
use crate::platform::{
    Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, store,
};

pub async fn create(ctx: &Ctx, new: NewLocation) -> Result<Model, Problem> {
    ctx.write(Permission::WriteDirectory, async |uow| {
        let draft: LocationDraft = rules::drafted(&new, || entity::new_id(uow.now()))?;
        check(uow, None, &draft).await?;
        let row = repository::insert(uow, uow.id_or_new(new.id), &draft, None).await?;
        let change = Change::created(&row);
        Ok((row, change))
    })
    .await
}

pub async fn get(ctx: &Ctx, id: LocationId) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    store::find::<Entity>(&reading, id).await
}

pub async fn list(
    ctx: &Ctx,
    filter: LocationFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    repository::page(&reading, &filter, &page).await
}

pub async fn update(
    ctx: &Ctx,
    id: LocationId,
    seen: IfMatch,
    patch: LocationPatch,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteDirectory, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let draft =
            rules::patched(&LocationDraft::from(&current), &patch, || entity::new_id(uow.now()))?;
        check(uow, current.organization_id, &draft).await?;
        let row = repository::update(uow, &current, &draft).await?;
        keys::refresh_of_location(uow, row.id).await?;
        let change = Change::updated(&row);
        Ok((row, change))
    })
    .await
}

async fn check(
    uow: &UnitOfWork<'_>,
    known: Option<OrganizationId>,
    draft: &LocationDraft,
) -> Result<(), Problem> {
    rules::check_location(draft)?;
    if let Some(id) = draft.organization_id.filter(|id| Some(*id) != known) {
        let owner = store::hold::<organization::Entity>(uow, id).await;
        owner.map_err(|problem| {
            problem.of_reference("/organizationId", "There is no such organization.")
        })?;
    }
    Ok(())
}
