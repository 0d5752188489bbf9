//! The demo: three agencies with invented people and cases of their own.
//!
//! Everything goes through the services, in the name of the people who would
//! do it: audit log, events and histories are as real ones are.

mod people;

use std::sync::Arc;

use entity::{AgencyId, UserId, Uuid, user_account::Role};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    domains::{
        agencies,
        agencies::service::{FirstAdmin, NewAgency},
        clients,
        identity::{self, service::users},
    },
    platform::{App, Ctx, Problem},
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

    /// A call in the name of the agency's user in this role.
    async fn call(&self, app: &Arc<App>, role: Role) -> Result<Ctx, Problem> {
        identity::service::call_as(app, self.id, self.user(role), COMMAND).await
    }
}

/// The demo's agencies; they and their people are made if the database has no
/// agency at all.
pub async fn seed_if_empty(app: &Arc<App>) -> Result<Vec<DemoAgency>, Problem> {
    let agencies: Vec<_> =
        (1..).zip(&people::AGENCIES).map(|(n, agency)| describe(n, agency)).collect();
    for (place, agency) in agencies.iter().enumerate() {
        let known =
            app.principals.roles(app.database.reader(), agency.id, agency.user(Role::Admin).uuid());
        if known.await?.is_none() {
            establish(app, agency, &people::AGENCIES[place]).await?;
        }
    }
    Ok(agencies)
}

/// Ids that are the same in every demo, so that they can be written down.
fn describe(number: u32, agency: &people::Agency) -> DemoAgency {
    let id = |place: u32| -> Uuid {
        Uuid::from_fields(
            number,
            0,
            0x4000,
            &[0x80, 0, 0, 0, 0, 0, 0, u8::try_from(place).unwrap_or(u8::MAX)],
        )
    };
    let users = (1..).zip(agency.users).map(|(place, (role, _))| (*role, id(place).into()));
    DemoAgency { id: id(0).into(), name: agency.name, users: users.collect() }
}

async fn establish(
    app: &Arc<App>,
    agency: &DemoAgency,
    described: &people::Agency,
) -> Result<(), Problem> {
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
    for client in (described.clients)() {
        clients::service::create(&again(&manager), read(client)?).await?;
    }
    Ok(())
}

/// What a caller would send, as the service takes it.
fn read<T: DeserializeOwned>(body: Value) -> Result<T, Problem> {
    serde_json::from_value(body).map_err(|error| Problem::internal(format!("seed: {error}")))
}

/// The same caller's next call.
fn again(ctx: &Ctx) -> Ctx {
    ctx.next_call()
}
