//! Who calls, and as whom commands of the operator work.

use std::sync::Arc;

use chrono::TimeDelta;
use entity::{AgencyId, Iterable, UserId, user_account::Role};

use super::super::{
    dto::{Caller, CallerKind},
    repository,
};
use crate::platform::{App, CallFacts, Ctx, Permission, Principal, Problem, reach, tokens::Grant};

/// The application that tokens of the command line are issued to.
const COMMAND_LINE: &str = "carewright-cli";

/// Who calls, and what they may do now.
pub async fn caller(ctx: &Ctx) -> Result<Caller, Problem> {
    let reading = ctx.read_self();
    let id = ctx.actor();
    let (kind, display_name, email) =
        if let Some(user) = repository::users::of_id(&reading, id).await? {
            (CallerKind::User, user.display_name, user.email)
        } else {
            let client = repository::api_clients::find(&reading, id.uuid().into()).await?;
            (CallerKind::ApiClient, client.name, None)
        };
    let scopes = Permission::iter().filter(|permission| ctx.may(*permission));
    Ok(Caller {
        kind,
        id,
        agency_id: ctx.agency(),
        display_name,
        email,
        roles: ctx.principal().roles.to_vec(),
        scopes: scopes.map(|permission| permission.scope().to_owned()).collect(),
        application: ctx.principal().application.as_deref().map(str::to_owned),
    })
}

/// A call in the name of an active user, for commands of the operator: it may
/// do what the user may do. `command` is what the audit log names.
pub async fn call_as(
    app: &Arc<App>,
    agency: AgencyId,
    user: UserId,
    command: &str,
) -> Result<Ctx, Problem> {
    let principal = Principal {
        agency,
        id: user.uuid(),
        roles: roles(app, agency, user).await?,
        scopes: None,
        application: Some(COMMAND_LINE.into()),
        token_id: None,
    };
    let facts = CallFacts {
        principal,
        operation: command.into(),
        request_id: entity::new_id(app.clock.now()).to_string().into(),
        address: None,
        deadline: None,
    };
    Ok(Ctx::new(Arc::clone(app), facts))
}

/// A call of the operator in the agency, whether or not it is there: for commands that look
/// for what they are to work on. Nothing is written by it.
pub fn operator(app: &Arc<App>, agency: AgencyId, command: &str) -> Ctx {
    let principal = Principal {
        agency,
        id: entity::Uuid::nil(),
        roles: [Role::Admin].into(),
        scopes: None,
        application: Some(COMMAND_LINE.into()),
        token_id: None,
    };
    let facts = CallFacts {
        principal,
        operation: command.into(),
        request_id: entity::new_id(app.clock.now()).to_string().into(),
        address: None,
        deadline: None,
    };
    Ctx::new(Arc::clone(app), facts)
}

/// A call in the name of the administrator who has been there longest, for commands that
/// belong to no user in particular. The audit log names the command and the command line.
pub async fn call_as_admin(
    app: &Arc<App>,
    agency: AgencyId,
    command: &str,
) -> Result<Ctx, Problem> {
    let ctx = operator(app, agency, command);
    let reading = ctx.read(Permission::ReadUsers)?;
    let admin = repository::users::first_admin(&reading).await?.ok_or_else(Problem::not_found)?;
    call_as(app, agency, admin.id, command).await
}

/// An access token for an active user, without signing in: for `demo`, `token
/// mint` and tests. It has the scopes given, or all that the user's roles give.
pub async fn mint(
    app: &App,
    agency: AgencyId,
    user: UserId,
    scopes: Option<&str>,
    life: TimeDelta,
) -> Result<String, Problem> {
    let roles = roles(app, agency, user).await?;
    let now = app.clock.now();
    let grant = Grant {
        sub: user.uuid(),
        client_id: COMMAND_LINE.to_owned(),
        agency: agency.uuid(),
        sid: entity::new_id(now),
        scope: scopes.map_or_else(|| scopes_of(&roles), str::to_owned),
        jti: entity::new_id(now),
    };
    Ok(app.issuer.sign(&app.issuer.claims(grant, life, now.to_utc())))
}

async fn roles(app: &App, agency: AgencyId, user: UserId) -> Result<Arc<[Role]>, Problem> {
    let found = app.principals.standing(app.database.reader(), agency, user.uuid()).await?;
    found.map(|standing| standing.roles).ok_or_else(Problem::not_found)
}

/// All scopes that the roles give, with a space between them.
fn scopes_of(roles: &[Role]) -> String {
    let given =
        |permission: &Permission| roles.iter().any(|role| reach(*role, *permission).is_some());
    Permission::iter().filter(given).map(Permission::scope).collect::<Vec<_>>().join(" ")
}
