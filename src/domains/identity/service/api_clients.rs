//! What can be done with API clients.

use entity::{
    ApiClientId,
    api_client::{Entity, Model},
    transition,
    user_account::{Event, Status},
};

pub use super::super::repository::api_clients::Record;
use super::super::{
    dto::{AccountStatusChange, ApiClientFilter, ApiClientPatch, NewApiClient},
    repository::api_clients as repository,
    rules,
};
use crate::platform::{
    Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, history, random_bytes,
    store,
};

pub async fn create(ctx: &Ctx, new: NewApiClient) -> Result<Record, Problem> {
    ctx.write(Permission::WriteUsers, async |uow| {
        let secret = rules::secret(random_bytes()?);
        let row = repository::insert(uow, &new, rules::hash(&secret)).await?;
        let change = Change::created(&row).entering(row.status);
        Ok((Record { row, secret: Some(secret) }, change))
    })
    .await
}

pub async fn get(ctx: &Ctx, id: ApiClientId) -> Result<Record, Problem> {
    let reading = ctx.read(Permission::ReadUsers)?;
    Ok(repository::find(&reading, id).await?.into())
}

pub async fn list(
    ctx: &Ctx,
    filter: ApiClientFilter,
    page: PageQuery,
) -> Result<Slice<Record>, Problem> {
    let reading = ctx.read(Permission::ReadUsers)?;
    repository::page(&reading, &filter, &page).await
}

pub async fn update(
    ctx: &Ctx,
    id: ApiClientId,
    seen: IfMatch,
    patch: ApiClientPatch,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteUsers, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let row = repository::apply_patch(uow, &current, &patch).await?;
        let change = Change::updated(&row);
        Ok((row.into(), change))
    })
    .await
}

/// Adds a secret; of those before only the newest stays valid.
pub async fn rotate_secret(ctx: &Ctx, id: ApiClientId, seen: IfMatch) -> Result<Record, Problem> {
    ctx.write(Permission::WriteUsers, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let secret = rules::secret(random_bytes()?);
        let hashes = rules::rotated(&current.secret_hashes, rules::hash(&secret));
        let row = repository::set_secrets(uow, &current, hashes).await?;
        let change = Change::of("secret_rotated", &row);
        Ok((Record { row, secret: Some(secret) }, change))
    })
    .await
}

pub async fn disable(
    ctx: &Ctx,
    id: ApiClientId,
    seen: IfMatch,
    input: AccountStatusChange,
) -> Result<Record, Problem> {
    transition(ctx, id, seen, (Event::Disable, "disabled"), input.reason).await
}

pub async fn enable(
    ctx: &Ctx,
    id: ApiClientId,
    seen: IfMatch,
    input: AccountStatusChange,
) -> Result<Record, Problem> {
    transition(ctx, id, seen, (Event::Enable, "enabled"), input.reason).await
}

async fn transition(
    ctx: &Ctx,
    id: ApiClientId,
    seen: IfMatch,
    (event, done): (Event, &'static str),
    reason: String,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteUsers, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, event)?;
        let row = repository::apply_step(uow, &current, &step).await?;
        let change = Change::of(done, &row).by(&step).because(None, Some(reason.clone()));
        Ok((row.into(), change))
    })
    .await
}

pub async fn history(
    ctx: &Ctx,
    id: ApiClientId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadUsers)?;
    let client = repository::find(&reading, id).await?;
    history::of_row(&reading, &client, &page).await
}

/// What the caller can do with the API client now.
pub fn allowed_actions(ctx: &Ctx, client: &Model) -> Vec<String> {
    if !ctx.may(Permission::WriteUsers) {
        return Vec::new();
    }
    let mut actions = rules::MACHINE.allowed_actions(client.status);
    actions.push("rotate-secret".to_owned());
    actions
}

/// An active API client of the agency, for other domains that name one.
pub async fn require_api_client(access: &impl Access, id: ApiClientId) -> Result<Model, Problem> {
    let client = store::find::<Entity>(access, id).await?;
    if client.status != Status::Active {
        return Err(Problem::not_found());
    }
    Ok(client)
}
