//! What can be done with clients. REST handlers, imports and other domains all
//! come through here, so permissions and rules are checked here.

use chrono::NaiveDate;
use entity::{
    ClientId, Code,
    client::{Event, Model, Status},
    transition,
    user_account::Role,
};

pub mod duplicates;
pub mod households;
pub mod identifiers;
pub mod related_persons;
pub mod restrictions;

pub use related_persons::related_person;

use super::{
    dto::{ClientDeath, ClientFilter, ClientPatch, ClientSearch, ClientStatusChange, NewClient},
    matching::Person,
    repository, rules,
};
use crate::{
    domains::agencies,
    platform::{
        Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, catalogue,
        history, random_number, restriction::Whole, store,
    },
};

/// How often a record number is drawn before it is given up.
const DRAWS: usize = 20;

pub async fn create(ctx: &Ctx, new: NewClient) -> Result<Model, Problem> {
    identifiers::check_may_send(ctx, !new.identifiers.is_empty())?;
    ctx.write(Permission::WriteClients, async |uow| {
        check_born(uow, new.birth_date).await?;
        duplicates::one_at_a_time(uow).await?;
        let everyone = Whole::of(uow);
        let alike = duplicates::alike(&everyone, Person::from(&new), &new.identifiers).await?;
        let sure = alike.first().is_some_and(|likeliest| likeliest.score >= rules::SURE);
        if sure && new.duplicate_override.is_none() {
            let candidates = serde_json::to_value(duplicates::shown(uow, alike).await?);
            return Err(Problem::new(&rules::POSSIBLE_DUPLICATE)
                .with_extension("candidates", candidates.unwrap_or_default()));
        }
        duplicates::refuse_taken(uow, &new.identifiers, None).await?;
        let mrn = free_mrn(&everyone).await?;
        let client = repository::insert(uow, &new, mrn).await?;
        duplicates::raise(uow, &client, alike).await?;
        let change = Change::created(&client).entering(client.status);
        Ok((client, change))
    })
    .await
}

/// A record number that no client of the agency has. Numbers are drawn, so that they tell
/// nothing; of a hundred thousand, a few are drawn twice. Creating is one at a time.
async fn free_mrn(everyone: &impl Access) -> Result<String, Problem> {
    for _ in 0..DRAWS {
        let mrn = rules::mrn(random_number()?);
        if !repository::has_mrn(everyone, &mrn).await? {
            return Ok(mrn);
        }
    }
    Err(Problem::internal("no record number is free"))
}

async fn check_born(uow: &UnitOfWork<'_>, birth_date: Option<NaiveDate>) -> Result<(), Problem> {
    if birth_date.is_none() {
        return Ok(());
    }
    let today = agencies::service::calendar(uow).await?.day_of(uow.now());
    rules::check_born(birth_date, today)
}

pub async fn get(ctx: &Ctx, id: ClientId) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    find(&reading, id).await
}

pub async fn list(
    ctx: &Ctx,
    filter: ClientFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    repository::page(&reading, &filter, &page).await
}

pub async fn search(ctx: &Ctx, search: ClientSearch) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    let page = PageQuery::of_search(search.limit, search.cursor.clone(), search.criteria());
    repository::search::search(&reading, &search, &page).await
}

pub async fn update(
    ctx: &Ctx,
    id: ClientId,
    seen: IfMatch,
    patch: ClientPatch,
) -> Result<Model, Problem> {
    identifiers::check_may_send(ctx, patch.identifiers.is_some())?;
    ctx.write(Permission::WriteClients, async |uow| {
        let says_who = patch.says_who_it_is();
        if says_who {
            duplicates::one_at_a_time(uow).await?;
        }
        let current = store::lock::<entity::client::Entity>(uow, id, seen).await?;
        check_born(uow, patch.birth_date).await?;
        rules::check_born_before_death(patch.birth_date, current.deceased_on)?;
        let sent = patch.identifiers.as_deref().unwrap_or_default();
        duplicates::refuse_taken(uow, sent, Some(id)).await?;
        let client = repository::apply_patch(uow, &current, &patch).await?;
        if says_who {
            let everyone = Whole::of(uow);
            let alike = duplicates::alike(&everyone, Person::from(&client), &[]).await?;
            duplicates::raise(uow, &client, alike).await?;
        }
        let change = Change::updated(&client);
        Ok((client, change))
    })
    .await
}

pub async fn deactivate(
    ctx: &Ctx,
    id: ClientId,
    seen: IfMatch,
    input: ClientStatusChange,
) -> Result<Model, Problem> {
    transition(ctx, id, seen, (Event::Deactivate, "deactivated"), input.reason).await
}

pub async fn reactivate(
    ctx: &Ctx,
    id: ClientId,
    seen: IfMatch,
    input: ClientStatusChange,
) -> Result<Model, Problem> {
    transition(ctx, id, seen, (Event::Reactivate, "reactivated"), input.reason).await
}

/// Puts right a death that was recorded by mistake.
pub async fn correct_death(
    ctx: &Ctx,
    id: ClientId,
    seen: IfMatch,
    input: ClientStatusChange,
) -> Result<Model, Problem> {
    ctx.authorize(Permission::WriteClients)?;
    if !may_correct_deaths(ctx) {
        return Err(Problem::saying(&catalogue::FORBIDDEN, "A supervisor can do this."));
    }
    transition(ctx, id, seen, (Event::CorrectDeath, "death_corrected"), input.reason).await
}

fn may_correct_deaths(ctx: &Ctx) -> bool {
    ctx.principal().roles.contains(&Role::Supervisor)
}

async fn transition(
    ctx: &Ctx,
    id: ClientId,
    seen: IfMatch,
    (event, done): (Event, &'static str),
    reason: String,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteClients, async |uow| {
        let current = store::lock::<entity::client::Entity>(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, event)?;
        let client = repository::apply_step(uow, &current, &step, None).await?;
        let change = Change::of(done, &client).by(&step).because(None, Some(reason.clone()));
        Ok((client, change))
    })
    .await
}

/// Records that the client has died. Work that is open stays open, for those
/// whose it is to end; new work is refused.
pub async fn record_death(
    ctx: &Ctx,
    id: ClientId,
    seen: IfMatch,
    input: ClientDeath,
) -> Result<Model, Problem> {
    let ClientDeath { deceased_on, reason } = input;
    ctx.write(Permission::WriteClients, async |uow| {
        let current = store::lock::<entity::client::Entity>(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, Event::RecordDeath)?;
        let calendar = agencies::service::calendar(uow).await?;
        rules::check_died(current.birth_date, deceased_on, calendar.day_of(uow.now()))?;
        let client = repository::apply_step(uow, &current, &step, Some(deceased_on)).await?;
        let change = Change::of("death_recorded", &client)
            .by(&step)
            .because(None, Some(reason.clone()))
            .effective(calendar.start_of(deceased_on));
        Ok((client, change))
    })
    .await
}

pub async fn history(
    ctx: &Ctx,
    id: ClientId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    let client = find(&reading, id).await?;
    history::of_row(&reading, &client, &page).await
}

/// The client, for other domains that show something of them.
pub async fn find(access: &impl Access, id: ClientId) -> Result<Model, Problem> {
    store::find::<entity::client::Entity>(access, id).await
}

/// The clients, for other domains that show their names.
pub async fn of_ids(access: &impl Access, ids: &[ClientId]) -> Result<Vec<Model>, Problem> {
    repository::of_ids(access, ids).await
}

/// Checks that new work may be recorded for the client, who stays as they are
/// until the unit of work ends.
pub async fn require_active(uow: &UnitOfWork<'_>, id: ClientId) -> Result<Model, Problem> {
    let client = repository::hold(uow, id).await?;
    match client.status {
        Status::Active => Ok(client),
        Status::Inactive => Err(Problem::new(&rules::INACTIVE)),
        Status::Deceased => Err(Problem::new(&rules::DECEASED)),
    }
}

/// What the caller can do with the client now.
pub fn allowed_actions(ctx: &Ctx, client: &Model) -> Vec<String> {
    if !ctx.may(Permission::WriteClients) {
        return Vec::new();
    }
    let possible = |event: &Event| *event != Event::CorrectDeath || may_correct_deaths(ctx);
    let possible = rules::MACHINE.allowed(client.status).filter(possible).map(Code::code);
    possible.chain(restrictions::actions_on_client(ctx, client)).collect()
}

/// The tag of the language to use with the client.
pub fn preferred_language(client: &Model) -> Option<String> {
    let preferred = client.languages.iter().find(|skill| skill.preferred);
    preferred.map(|skill| skill.language.clone())
}

/// The name to use with the client.
pub fn display_name(client: &Model) -> String {
    rules::display_name(&client.names)
}
