//! What can be done with agencies.

use std::sync::Arc;

use entity::{
    AgencyId, UserId,
    agency::{Entity, Holiday, Model},
    user_account::{self, Role},
};

use super::{dto::AgencyPatch, repository, rules};
use crate::{
    domains::identity,
    platform::{
        Access, App, BusinessCalendar, CallFacts, Change, Ctx, IfMatch, Permission, Principal,
        Problem, broken_at, catalogue, exchange, store,
    },
};

pub async fn list(ctx: &Ctx) -> Result<Vec<Model>, Problem> {
    let reading = ctx.read(Permission::ReadAgency)?;
    exchange::agencies(&reading).await
}

pub async fn current(ctx: &Ctx) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadAgency)?;
    store::find::<Entity>(&reading, ctx.agency()).await
}

pub async fn update(ctx: &Ctx, seen: IfMatch, patch: AgencyPatch) -> Result<Model, Problem> {
    ctx.write(Permission::WriteAgency, async |uow| {
        let current = store::lock::<Entity>(uow, uow.agency(), seen).await?;
        let agency = repository::apply_patch(uow, &current, &patch).await?;
        let change = Change::updated(&agency);
        Ok((agency, change))
    })
    .await
}

/// The agency whose rows are being read or written. Since every deadline asks
/// for it, it is not noted in the audit entry as read.
pub async fn own(access: &impl Access) -> Result<Model, Problem> {
    exchange::partner_agency(access, access.scope().agency()).await
}

/// The business calendar of the agency whose rows are being read or written.
pub async fn calendar(access: &impl Access) -> Result<BusinessCalendar, Problem> {
    Ok(BusinessCalendar::from(&own(access).await?))
}

/// An agency of this deployment that may be another one.
pub async fn partner(access: &impl Access, id: AgencyId) -> Result<Model, Problem> {
    exchange::partner_agency(access, id).await
}

/// All agencies of this deployment, the caller's own among them.
pub async fn all(access: &impl Access) -> Result<Vec<Model>, Problem> {
    exchange::agencies(access).await
}

/// An agency that the operator takes into the deployment. Its weekend is
/// Saturday and Sunday and its deadlines are the usual ones, until it changes them.
#[derive(Clone, Debug)]
pub struct NewAgency {
    /// A fresh one if absent.
    pub id: Option<AgencyId>,
    pub name: String,
    /// IANA name.
    pub time_zone: String,
    pub holidays: Vec<Holiday>,
    pub admin: FirstAdmin,
}

/// The user who can add all others.
#[derive(Clone, Debug)]
pub struct FirstAdmin {
    /// A fresh one if absent.
    pub id: Option<UserId>,
    pub display_name: String,
    pub email: Option<String>,
}

/// Takes an agency into the deployment, with its first administrator, who
/// counts as the author of both: there is nobody else yet. No operation of the
/// API leads here. `command` is what the audit log names.
///
/// An id that is taken answers `id_in_use`, and nothing has changed.
pub async fn establish(
    app: &Arc<App>,
    command: &str,
    new: &NewAgency,
) -> Result<(Model, user_account::Model), Problem> {
    rules::check_new(new).map_err(|error| broken_at("", &error))?;
    let now = app.clock.now();
    let id = new.id.unwrap_or_else(|| AgencyId::new(now));
    let admin_id = new.admin.id.unwrap_or_else(|| UserId::new(now));
    let principal = Principal {
        agency: id,
        id: admin_id.uuid(),
        roles: [Role::Admin].into(),
        scopes: None,
        application: None,
        token_id: None,
    };
    let facts = CallFacts {
        principal,
        operation: command.into(),
        request_id: entity::new_id(now).to_string().into(),
        address: None,
        deadline: None,
    };
    let ctx = Ctx::new(Arc::clone(app), facts);
    let agency = ctx
        .write(Permission::WriteAgency, async |uow| {
            if own(uow).await.is_ok() {
                return Err(Problem::new(&catalogue::ID_IN_USE));
            }
            let agency = repository::insert(uow, id, new).await?;
            let (name, email) = (&new.admin.display_name, new.admin.email.as_deref());
            identity::service::add_first_admin(uow, admin_id, name, email).await?;
            let change = Change::created(&agency);
            Ok((agency, change))
        })
        .await?;
    let reading = ctx.read(Permission::ReadUsers)?;
    let admin = identity::service::require_user(&reading, admin_id).await?;
    Ok((agency, admin))
}
