//! What can be done with clients. REST handlers, imports and other domains all
//! come through here, so permissions and rules are checked here.

use chrono::NaiveDate;
use entity::{
    ClientId,
    client::{Event, Model, Status},
    transition,
};

use super::{
    dto::{
        ClientFilter, ClientMatchQuery, ClientPatch, ClientSearch, ClientStatusChange,
        MatchCandidate, NewClient,
    },
    matching::{self, Person},
    repository, rules,
};
use crate::{
    domains::agencies,
    platform::{
        Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, history,
        random_number, store,
    },
};

pub async fn create(ctx: &Ctx, new: NewClient) -> Result<Model, Problem> {
    ctx.write(Permission::WriteClients, async |uow| {
        check_born(uow, new.birth_date).await?;
        if new.duplicate_override.is_none() {
            refuse_duplicate(uow, &new).await?;
        }
        let client = repository::insert(uow, &new, rules::mrn(random_number()?)).await?;
        let change = Change::created(&client).entering(client.status);
        Ok((client, change))
    })
    .await
}

async fn check_born(uow: &UnitOfWork<'_>, birth_date: Option<NaiveDate>) -> Result<(), Problem> {
    if birth_date.is_none() {
        return Ok(());
    }
    let today = agencies::service::calendar(uow).await?.day_of(uow.now());
    rules::check_born(birth_date, today)
}

/// Two who create the same person at once come one after the other, so that
/// the second one sees the first one's.
async fn refuse_duplicate(uow: &UnitOfWork<'_>, new: &NewClient) -> Result<(), Problem> {
    if let Some(date) = new.birth_date {
        store::one_at_a_time(uow, &format!("client born {date}")).await?;
    }
    let alike = candidates(uow, Person::from(new)).await?;
    if alike.first().is_some_and(|likeliest| likeliest.score >= rules::SURE) {
        let candidates = serde_json::to_value(alike).unwrap_or_default();
        return Err(
            Problem::new(&rules::POSSIBLE_DUPLICATE).with_extension("candidates", candidates)
        );
    }
    Ok(())
}

/// Looks for a person among the clients on file.
pub async fn find_matches(
    ctx: &Ctx,
    query: ClientMatchQuery,
) -> Result<Vec<MatchCandidate>, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    candidates(&reading, Person::from(&query)).await
}

async fn candidates(
    access: &impl Access,
    person: Person<'_>,
) -> Result<Vec<MatchCandidate>, Problem> {
    let mut candidates = Vec::new();
    for client in repository::candidates(access, person).await? {
        let (score, reasons) = matching::compare(person, Person::from(&client));
        if score >= rules::WORTH_A_LOOK {
            access.saw(&client);
            candidates.push(MatchCandidate {
                client_id: client.id,
                mrn: client.mrn,
                display_name: rules::display_name(&client.names),
                birth_date: client.birth_date,
                score,
                reasons,
            });
        }
    }
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.client_id.cmp(&b.client_id)));
    candidates.truncate(20);
    Ok(candidates)
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
    let ClientSearch { limit, cursor, sort, .. } = &search;
    let page = PageQuery::of_search(*limit, cursor.clone(), sort.clone(), &search.criteria());
    repository::search(&reading, &search, &page).await
}

pub async fn update(
    ctx: &Ctx,
    id: ClientId,
    seen: IfMatch,
    patch: ClientPatch,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteClients, async |uow| {
        let current = store::lock::<entity::client::Entity>(uow, id, seen).await?;
        check_born(uow, patch.birth_date).await?;
        let client = repository::apply_patch(uow, &current, &patch).await?;
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
        let client = repository::apply_step(uow, &current, &step).await?;
        let change = Change::of(done, &client).by(&step).because(None, Some(reason.clone()));
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
    if client.status != Status::Active {
        return Err(Problem::new(&rules::INACTIVE));
    }
    Ok(client)
}

/// What the caller can do with the client now.
pub fn allowed_actions(ctx: &Ctx, client: &Model) -> Vec<String> {
    if ctx.may(Permission::WriteClients) {
        rules::MACHINE.allowed_actions(client.status)
    } else {
        Vec::new()
    }
}

/// The name to use with the client.
pub fn display_name(client: &Model) -> String {
    rules::display_name(&client.names)
}
