//! The demo: three agencies with invented people and cases of their own.
//!
//! Each case is a story in `stories/`: requests to the API in the name of the
//! people who would send them, on the day on which they would. So audit log,
//! events and histories are as real ones are, and go back for months.

mod clock;
mod people;
mod script;
mod stage;

use std::{cell::Cell, sync::Arc};

use entity::{AgencyId, UserId, Uuid, user_account::Role};
use serde_json::{Map, Value, json};
use tokio::task::LocalSet;

use self::{
    clock::StageClock,
    script::{Mistake, Today},
    stage::{Failed, Stage},
};
use crate::{
    domains::{
        agencies,
        agencies::service::{FirstAdmin, NewAgency},
        identity::{self, service::users},
        tasks,
    },
    platform::{App, CallFacts, Clock, Ctx, Principal, Problem, catalogue},
    startup::StartError,
};

const COMMAND: &str = "seed";

/// When the agencies began to work with this server.
const BEGINNING: &str = "-400d 08:00";

/// Place, among the last agency's fixed ids, of the task that is written when
/// all else is there.
const LAST: u8 = 0xff;

const STORIES: [(&str, &str); 11] = [
    ("directory", include_str!("stories/directory.json")),
    ("lan", include_str!("stories/lan.json")),
    ("whitfield", include_str!("stories/whitfield.json")),
    ("abdi", include_str!("stories/abdi.json")),
    ("finch", include_str!("stories/finch.json")),
    ("bakri", include_str!("stories/bakri.json")),
    ("kowalski", include_str!("stories/kowalski.json")),
    ("bell", include_str!("stories/bell.json")),
    ("brandt", include_str!("stories/brandt.json")),
    ("ortiz", include_str!("stories/ortiz.json")),
    ("ending", include_str!("stories/ending.json")),
];

/// An agency of the demo, with one user in each role.
pub struct DemoAgency {
    pub id: AgencyId,
    pub name: &'static str,
    pub users: Vec<(Role, UserId)>,
    /// What the stories call it.
    short: &'static str,
}

impl DemoAgency {
    fn user(&self, role: Role) -> UserId {
        let found = self.users.iter().find(|(known, _)| *known == role);
        found.map_or(Uuid::nil().into(), |(_, user)| *user)
    }

    fn id_at(&self, place: u8) -> Uuid {
        fixed_id(self.id.uuid().as_fields().0, place)
    }

    /// Who is meant by `lakeside.care_manager`, if it is somebody here.
    fn member(&self, who: &str) -> Option<(AgencyId, UserId)> {
        let role = who.strip_prefix(self.short)?.strip_prefix('.')?;
        let found = self.users.iter().find(|(known, _)| known.to_string() == role);
        found.map(|(_, user)| (self.id, *user))
    }

    /// What the stories know it by.
    fn cast(&self) -> Value {
        let mut cast: Map<_, _> =
            self.users.iter().map(|(role, user)| (role.to_string(), json!(user))).collect();
        cast.insert("agency".to_owned(), json!(self.id));
        cast.insert("last".to_owned(), json!(self.id_at(LAST)));
        Value::Object(cast)
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
    #[error("a story of the demo cannot be played: {0}")]
    Failed(#[from] Failed),
    #[error("a story of the demo is not well written: {0}")]
    Mistake(#[from] Mistake),
    #[error(transparent)]
    Start(#[from] StartError),
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
///
/// `backstage` makes another application on the same database, with the clock
/// that it is given and without limits of rate: the stories are played there.
pub async fn seed_if_empty(
    app: &Arc<App>,
    backstage: impl FnOnce(Arc<dyn Clock>) -> Result<Arc<App>, StartError>,
) -> Result<Vec<DemoAgency>, SeedError> {
    let agencies: Vec<_> =
        (1..).zip(&people::AGENCIES).map(|(n, agency)| describe(n, agency)).collect();
    match find(app, &agencies).await? {
        Found::All => {}
        Found::Part => return Err(SeedError::Unfinished),
        Found::Others => return Err(SeedError::InUse),
        Found::Nothing => {
            let today = Today::of(app.clock.now());
            let clock = Arc::new(StageClock::at(app.clock.now()));
            let stage = backstage(Arc::clone(&clock) as Arc<dyn Clock>)?;
            seed(&Stage {
                app: &stage,
                clock: &clock,
                agencies: &agencies,
                today: &today,
                sent: Cell::new(0),
            })
            .await?;
        }
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
    let ending = last.id_at(LAST).into();
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

async fn seed(stage: &Stage<'_>) -> Result<(), SeedError> {
    let scenes = script::scenes(&STORIES, stage.today)?;
    if let Some(beginning) = stage.today.instant(BEGINNING) {
        stage.clock.set(beginning.into());
    }
    for (agency, described) in stage.agencies.iter().zip(&people::AGENCIES) {
        establish(stage.app, agency, described).await?;
    }
    // The pipeline runs each request as a task of this thread.
    Ok(LocalSet::new().run_until(stage.play(&scenes)).await?)
}

fn describe(number: u32, agency: &people::Agency) -> DemoAgency {
    let users = (1..).zip(agency.users);
    let users = users.map(|(place, (role, _))| (*role, fixed_id(number, place).into()));
    DemoAgency {
        id: fixed_id(number, 0).into(),
        name: agency.name,
        users: users.collect(),
        short: agency.short,
    }
}

/// An id that is the same in every demo, so that it can be written down.
fn fixed_id(number: u32, place: u8) -> Uuid {
    Uuid::from_fields(number, 0, 0x4000, &[0x80, 0, 0, 0, 0, 0, 0, place])
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
    let admin = agency.user(Role::Admin);
    let admin = identity::service::call_as(app, agency.id, admin, COMMAND).await?;
    for (role, user) in agency.users.iter().filter(|(role, _)| *role != Role::Admin) {
        let new = json!({
            "id": user,
            "displayName": described.name_of(*role),
            "roles": [role],
        });
        let new = serde_json::from_value(new)
            .map_err(|error| Problem::internal(format!("seed: {error}")))?;
        users::create(&admin.next_call(), new).await?;
    }
    Ok(())
}
