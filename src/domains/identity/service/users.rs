//! What can be done with users.

use entity::{
    UserId, transition,
    user_account::{Entity, Event, Model, Role, Status},
};

use super::super::{
    dto::{AccountStatusChange, NewUser, UserFilter, UserPatch},
    repository::users as repository,
    rules,
};
use crate::platform::{
    Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, history, store,
};

pub async fn create(ctx: &Ctx, new: NewUser) -> Result<Model, Problem> {
    ctx.write(Permission::WriteUsers, async |uow| {
        let id = uow.id_or_new(new.id);
        refuse_used_email(uow, new.email.as_deref(), None).await?;
        let email = new.email.as_deref();
        let user = repository::insert(uow, id, &new.display_name, email, &new.roles).await?;
        let change = Change::created(&user).entering(user.status);
        Ok((user, change))
    })
    .await
}

/// Adds the first user of an agency that is being established in the same unit of work.
pub async fn add_first_admin(
    uow: &UnitOfWork<'_>,
    id: UserId,
    display_name: &str,
    email: Option<&str>,
) -> Result<Model, Problem> {
    let user = repository::insert(uow, id, display_name, email, &[Role::Admin]).await?;
    uow.also(Change::created(&user).entering(user.status));
    Ok(user)
}

pub async fn get(ctx: &Ctx, id: UserId) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadUsers)?;
    store::find::<Entity>(&reading, id).await
}

pub async fn list(ctx: &Ctx, filter: UserFilter, page: PageQuery) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadUsers)?;
    repository::page(&reading, &filter, &page).await
}

pub async fn update(
    ctx: &Ctx,
    id: UserId,
    seen: IfMatch,
    patch: UserPatch,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteUsers, async |uow| {
        serialize_admins(uow).await?;
        let current = store::lock::<Entity>(uow, id, seen).await?;
        refuse_used_email(uow, patch.email.as_deref(), Some(id)).await?;
        let roles = patch.roles.as_ref().unwrap_or(&current.roles);
        if rules::takes_admin_away(current.status, &current.roles, roles) {
            require_other_admin(uow, id).await?;
        }
        let user = repository::apply_patch(uow, &current, &patch).await?;
        let change = Change::updated(&user);
        Ok((user, change))
    })
    .await
}

pub async fn disable(
    ctx: &Ctx,
    id: UserId,
    seen: IfMatch,
    input: AccountStatusChange,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteUsers, async |uow| {
        serialize_admins(uow).await?;
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, Event::Disable)?;
        if rules::takes_admin_away(current.status, &current.roles, &[]) {
            require_other_admin(uow, id).await?;
        }
        if id == uow.actor() {
            return Err(Problem::new(&rules::OWN_ACCOUNT));
        }
        let user = repository::apply_step(uow, &current, &step).await?;
        let reason = Some(input.reason.clone());
        let change = Change::of("disabled", &user).by(&step).because(None, reason);
        Ok((user, change))
    })
    .await
}

pub async fn enable(
    ctx: &Ctx,
    id: UserId,
    seen: IfMatch,
    input: AccountStatusChange,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteUsers, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, Event::Enable)?;
        let user = repository::apply_step(uow, &current, &step).await?;
        let reason = Some(input.reason.clone());
        let change = Change::of("enabled", &user).by(&step).because(None, reason);
        Ok((user, change))
    })
    .await
}

pub async fn history(
    ctx: &Ctx,
    id: UserId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadUsers)?;
    let user = store::find::<Entity>(&reading, id).await?;
    history::of_row(&reading, &user, &page).await
}

/// An active user of the agency, for other domains that name one in charge.
pub async fn require_user(access: &impl Access, id: UserId) -> Result<Model, Problem> {
    let user = store::find::<Entity>(access, id).await?;
    if user.status != Status::Active {
        return Err(Problem::not_found());
    }
    Ok(user)
}

/// What the caller can do with the user now.
pub fn allowed_actions(ctx: &Ctx, user: &Model) -> Vec<String> {
    if !ctx.may(Permission::WriteUsers) || user.id == ctx.actor() {
        return Vec::new();
    }
    rules::MACHINE.allowed_actions(user.status)
}

/// Two who each take away the other's rights come one after the other, so that
/// the second one sees who is left. Asked for before any row is locked.
async fn serialize_admins(uow: &UnitOfWork<'_>) -> Result<(), Problem> {
    store::one_at_a_time(uow, "administrators").await
}

async fn require_other_admin(uow: &UnitOfWork<'_>, user: UserId) -> Result<(), Problem> {
    if repository::has_other_admin(uow, user).await? {
        return Ok(());
    }
    Err(Problem::new(&rules::LAST_ADMIN))
}

/// Two who give the same address at once come one after the other, so that the
/// second one is told that it is taken.
async fn refuse_used_email(
    uow: &UnitOfWork<'_>,
    email: Option<&str>,
    owner: Option<UserId>,
) -> Result<(), Problem> {
    let Some(email) = email else { return Ok(()) };
    store::one_at_a_time(uow, "e-mail addresses").await?;
    if repository::has_email(uow, email, owner).await? {
        return Err(Problem::new(&rules::EMAIL_IN_USE));
    }
    Ok(())
}
