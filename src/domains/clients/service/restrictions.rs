//! Restricting a client: from then on the record exists for supervisors and for
//! those only who were granted access.

use entity::{
    AccessGrantId, ClientId, Code, UserId,
    access_grant::{self, Entity, Model, Origin},
    client,
    client_restriction::Event,
    transition,
};

use crate::{
    domains::{
        clients::{
            dto::{
                AccessGrantFilter, AccessGrantRevocation, ClientRestriction, ClientUnrestriction,
                NewAccessGrant,
            },
            repository::restrictions::{self as repository, Grantee},
            rules::restrictions as rules,
        },
        identity,
    },
    platform::{
        Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, catalogue,
        history, store,
    },
};

/// Supervisors, whoever created the client and whoever restricts them go on
/// seeing them; an API client that created them does not.
pub async fn restrict(
    ctx: &Ctx,
    id: ClientId,
    seen: IfMatch,
    input: ClientRestriction,
) -> Result<client::Model, Problem> {
    check_person(ctx)?;
    ctx.write(Permission::RestrictClients, async |uow| {
        let current = store::lock::<client::Entity>(uow, id, seen).await?;
        let step = rules::MACHINE.fire(rules::visibility(current.restricted), Event::Restrict)?;
        let mut grantees = vec![(uow.actor(), Origin::RestrictedClient)];
        if repository::is_user(uow, current.created_by).await? {
            grantees.push((current.created_by, Origin::CreatedClient));
        }
        for (place, user) in input.grant_to.iter().enumerate() {
            let found = identity::service::require_user(uow, *user).await;
            let pointer = format!("/grantTo/{place}");
            found.map_err(|problem| problem.of_reference(pointer, NO_USER))?;
            grantees.push((*user, Origin::Given));
        }
        let client = repository::set_restricted(uow, &current, true).await?;
        let mut granted: Vec<UserId> = Vec::new();
        for (user, origin) in grantees {
            if granted.contains(&user) {
                continue;
            }
            granted.push(user);
            let to = (Grantee::User(user), origin);
            let grant = repository::insert(uow, None, client.id, to, &input.reason).await?;
            uow.also(Change::created(&grant).entering(grant.status));
        }
        let change = Change::of("restricted", &client).by(&step);
        Ok((client, change.because(None, Some(input.reason.clone()))))
    })
    .await
}

/// An API client in a supervisor's role would give itself access.
fn check_person(ctx: &Ctx) -> Result<(), Problem> {
    if ctx.principal().is_program() {
        return Err(Problem::saying(&catalogue::FORBIDDEN, "Only a user can do this."));
    }
    Ok(())
}

const NO_USER: &str = "There is no such active user.";

/// The record exists for everyone again. The grants end, so that none of them
/// counts unseen if the client is restricted once more.
pub async fn unrestrict(
    ctx: &Ctx,
    id: ClientId,
    seen: IfMatch,
    input: ClientUnrestriction,
) -> Result<client::Model, Problem> {
    ctx.write(Permission::RestrictClients, async |uow| {
        let current = store::lock::<client::Entity>(uow, id, seen).await?;
        let step = rules::MACHINE.fire(rules::visibility(current.restricted), Event::Unrestrict)?;
        let client = repository::set_restricted(uow, &current, false).await?;
        for grant in repository::active(uow, id).await? {
            let change = end(uow, &grant, &input.reason).await?.1;
            uow.also(change);
        }
        let change = Change::of("unrestricted", &client).by(&step);
        Ok((client, change.because(None, Some(input.reason.clone()))))
    })
    .await
}

async fn end(
    uow: &UnitOfWork<'_>,
    grant: &Model,
    reason: &str,
) -> Result<(Model, Change), Problem> {
    let step = rules::GRANTS.fire(grant.status, access_grant::Event::Revoke)?;
    let grant = repository::apply_step(uow, grant, &step, reason).await?;
    let change = Change::of("revoked", &grant).by(&step);
    Ok((grant, change.because(None, Some(reason.to_owned()))))
}

pub async fn grant(ctx: &Ctx, client_id: ClientId, new: NewAccessGrant) -> Result<Model, Problem> {
    check_person(ctx)?;
    ctx.write(Permission::RestrictClients, async |uow| {
        let client = store::lock_current::<client::Entity>(uow, client_id).await?;
        if !client.restricted {
            return Err(Problem::new(&rules::NOT_RESTRICTED));
        }
        let grantee = grantee(uow, new.grantee_id).await?;
        let active = repository::active(uow, client_id).await?;
        if active.iter().any(|grant| grant.grantee_id == grantee.id()) {
            return Err(Problem::new(&rules::ALREADY_GRANTED));
        }
        let to = (grantee, Origin::Given);
        let grant = repository::insert(uow, new.id, client_id, to, &new.reason).await?;
        let change = Change::created(&grant).entering(grant.status);
        Ok((grant, change))
    })
    .await
}

async fn grantee(uow: &UnitOfWork<'_>, id: UserId) -> Result<Grantee, Problem> {
    if repository::is_user(uow, id).await? {
        let found = identity::service::require_user(uow, id).await;
        found.map_err(|problem| problem.of_reference("/granteeId", NO_GRANTEE))?;
        return Ok(Grantee::User(id));
    }
    let id = id.uuid().into();
    let found = identity::service::require_api_client(uow, id).await;
    found.map_err(|problem| problem.of_reference("/granteeId", NO_GRANTEE))?;
    Ok(Grantee::ApiClient(id))
}

const NO_GRANTEE: &str = "There is no such active user or API client.";

pub async fn revoke(
    ctx: &Ctx,
    id: AccessGrantId,
    seen: IfMatch,
    input: AccessGrantRevocation,
) -> Result<Model, Problem> {
    ctx.write(Permission::RestrictClients, async |uow| {
        let client_id = store::find::<Entity>(uow, id).await?.client_id;
        store::lock_current::<client::Entity>(uow, client_id).await?;
        let current = store::lock::<Entity>(uow, id, seen).await?;
        end(uow, &current, &input.reason).await
    })
    .await
}

pub async fn get(ctx: &Ctx, id: AccessGrantId) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    store::find::<Entity>(&reading, id).await
}

pub async fn list(
    ctx: &Ctx,
    client_id: ClientId,
    filter: AccessGrantFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    store::find::<client::Entity>(&reading, client_id).await?;
    repository::page(&reading, client_id, &filter, &page).await
}

pub async fn history_of_grant(
    ctx: &Ctx,
    id: AccessGrantId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    let grant = store::find::<Entity>(&reading, id).await?;
    history::of_row(&reading, &grant, &page).await
}

/// What of it the caller can do with the client now.
pub fn actions_on_client(ctx: &Ctx, client: &client::Model) -> Vec<String> {
    if ctx.may(Permission::RestrictClients) {
        rules::MACHINE.allowed_actions(rules::visibility(client.restricted))
    } else {
        Vec::new()
    }
}

/// What the caller can do with the grant now.
pub fn allowed_actions(ctx: &Ctx, grant: &Model) -> Vec<String> {
    if ctx.may(Permission::RestrictClients) {
        rules::GRANTS.allowed(grant.status).map(Code::code).collect()
    } else {
        Vec::new()
    }
}
