//! The demo: three agencies with invented people and cases of their own.
//!
//! Everything goes through the services, in the name of the people who would
//! do it: audit log, events and histories are as real ones are.

mod cases;
mod lan;
mod people;
mod whitfield;

use std::sync::Arc;

use entity::{AgencyId, ClientId, UserId, Uuid, user_account::Role};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    domains::{
        agencies,
        agencies::service::{FirstAdmin, NewAgency},
        clients,
        identity::{self, service::users},
        tasks,
    },
    platform::{App, CallFacts, Ctx, Principal, Problem, catalogue},
};

const COMMAND: &str = "seed";

/// An agency of the demo, with one user in each role.
pub struct DemoAgency {
    pub id: AgencyId,
    pub name: &'static str,
    pub users: Vec<(Role, UserId)>,
}

impl DemoAgency {
    fn user(&self, role: Role) -> UserId {
        let found = self.users.iter().find(|(known, _)| *known == role);
        found.map_or(Uuid::nil().into(), |(_, user)| *user)
    }

    fn id_at(&self, place: u8) -> Uuid {
        fixed_id(self.id.uuid().as_fields().0, place)
    }

    /// A call of the operator, which does not depend on what has become of the
    /// agency's users since they were made. It is for looking only.
    fn operator(&self, app: &Arc<App>) -> Ctx {
        let principal = Principal {
            agency: self.id,
            id: self.user(Role::Admin).uuid(),
            roles: [Role::Admin].into(),
            scopes: None,
            application: None,
            token_id: None,
        };
        let facts = CallFacts {
            principal,
            operation: COMMAND.into(),
            request_id: entity::new_id(app.clock.now()).to_string().into(),
            address: None,
            deadline: None,
        };
        Ctx::new(Arc::clone(app), facts)
    }

    /// A call in the name of the agency's user in this role.
    async fn call(&self, app: &Arc<App>, role: Role) -> Result<Ctx, Problem> {
        identity::service::call_as(app, self.id, self.user(role), COMMAND).await
    }
}

/// Why there is no demo to show.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    #[error(
        "the demo's data is not complete: its seeding was interrupted, or is still going on \
         elsewhere; start again on an empty database"
    )]
    Unfinished,
    #[error(
        "the database has agencies that are not the demo's: invented people do not belong beside \
         real ones; start it on an empty database"
    )]
    InUse,
    #[error("the demo's data could not be written: {0:?}")]
    Problem(#[from] Problem),
}

/// How much of the demo the database has.
enum Found {
    Nothing,
    /// None of it, but other agencies.
    Others,
    Part,
    All,
}

/// The demo's agencies; they, their people and their cases are made if the
/// database does not have them. What is there is left as it is.
pub async fn seed_if_empty(app: &Arc<App>) -> Result<Vec<DemoAgency>, SeedError> {
    let agencies: Vec<_> =
        (1..).zip(&people::AGENCIES).map(|(n, agency)| describe(n, agency)).collect();
    match find(app, &agencies).await? {
        Found::All => {}
        Found::Part => return Err(SeedError::Unfinished),
        Found::Others => return Err(SeedError::InUse),
        Found::Nothing => seed(app, &agencies).await?,
    }
    Ok(agencies)
}

/// Seeding is many transactions. It begins with the first agency and ends with
/// the last one's task, so that what lies between them is there if that is.
async fn find(app: &Arc<App>, agencies: &[DemoAgency]) -> Result<Found, Problem> {
    let (Some(first), Some(last)) = (agencies.first(), agencies.last()) else {
        return Ok(Found::All);
    };
    if !is_there(agencies::service::current(&first.operator(app)).await)? {
        let others = agencies::service::list(&first.operator(app)).await?;
        return Ok(if others.is_empty() { Found::Nothing } else { Found::Others });
    }
    let ending = last.id_at(cases::LAST).into();
    let ending = tasks::service::get(&last.operator(app), ending).await;
    Ok(if is_there(ending)? { Found::All } else { Found::Part })
}

fn is_there<T>(found: Result<T, Problem>) -> Result<bool, Problem> {
    match found {
        Ok(_) => Ok(true),
        Err(problem) if problem.kind() == &catalogue::NOT_FOUND => Ok(false),
        Err(problem) => Err(problem),
    }
}

async fn seed(app: &Arc<App>, agencies: &[DemoAgency]) -> Result<(), Problem> {
    let mut clients = Vec::new();
    for (agency, described) in agencies.iter().zip(&people::AGENCIES) {
        clients.push(establish(app, agency, described).await?);
    }
    cases::open(app, agencies, &clients).await
}

fn describe(number: u32, agency: &people::Agency) -> DemoAgency {
    let users = (1..).zip(agency.users);
    let users = users.map(|(place, (role, _))| (*role, fixed_id(number, place).into()));
    DemoAgency { id: fixed_id(number, 0).into(), name: agency.name, users: users.collect() }
}

/// An id that is the same in every demo, so that it can be written down.
fn fixed_id(number: u32, place: u8) -> Uuid {
    Uuid::from_fields(number, 0, 0x4000, &[0x80, 0, 0, 0, 0, 0, 0, place])
}

async fn establish(
    app: &Arc<App>,
    agency: &DemoAgency,
    described: &people::Agency,
) -> Result<Vec<ClientId>, Problem> {
    let new = NewAgency {
        id: Some(agency.id),
        name: agency.name.to_owned(),
        time_zone: "America/Chicago".to_owned(),
        holidays: Vec::new(),
        admin: FirstAdmin {
            id: Some(agency.user(Role::Admin)),
            display_name: described.name_of(Role::Admin).to_owned(),
            email: None,
        },
    };
    agencies::service::establish(app, COMMAND, &new).await?;
    // That there was no such user was looked up just now.
    app.principals.forget_all();
    let admin = agency.call(app, Role::Admin).await?;
    for (role, user) in agency.users.iter().filter(|(role, _)| *role != Role::Admin) {
        let new = serde_json::json!({
            "id": user,
            "displayName": described.name_of(*role),
            "roles": [role],
        });
        users::create(&again(&admin), read(new)?).await?;
    }
    let manager = agency.call(app, Role::CareManager).await?;
    let mut clients = Vec::new();
    for client in (described.clients)() {
        clients.push(clients::service::create(&again(&manager), read(client)?).await?.id);
    }
    Ok(clients)
}

/// What a caller would send, as the service takes it.
fn read<T: DeserializeOwned>(body: Value) -> Result<T, Problem> {
    serde_json::from_value(body).map_err(|error| Problem::internal(format!("seed: {error}")))
}

/// The same caller's next call.
fn again(ctx: &Ctx) -> Ctx {
    ctx.next_call()
}
