//! What can be done with the people around a client.

use chrono::NaiveDate;
use entity::{
    ClientId, Code, RelatedPersonId,
    related_person::{Entity, Event, Model},
    transition,
};

use crate::{
    domains::{
        agencies,
        clients::{
            dto::{
                NewRelatedPerson, RelatedPersonEnding, RelatedPersonFilter, RelatedPersonPatch,
                RelatedPersonRetraction,
            },
            repository::related_persons as repository,
            rules::{self as client_rules, related_persons as rules},
        },
    },
    platform::{
        Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork,
        check_may_retract, history, may_retract, store,
    },
};

pub async fn create(
    ctx: &Ctx,
    client_id: ClientId,
    new: NewRelatedPerson,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteClients, async |uow| {
        super::require_active(uow, client_id).await?;
        check_client(uow, new.is_client_id).await?;
        let person = repository::insert(uow, client_id, &new).await?;
        rules::check_proxy(&person)?;
        rules::check_other(&person)?;
        let change = Change::created(&person).entering(person.status);
        Ok((person, change))
    })
    .await
}

async fn check_client(uow: &UnitOfWork<'_>, id: Option<ClientId>) -> Result<(), Problem> {
    if let Some(id) = id {
        let found = super::find(uow, id).await;
        let missing = "There is no such client.";
        found.map_err(|problem| problem.of_reference("/isClientId", missing))?;
    }
    Ok(())
}

pub async fn get(ctx: &Ctx, id: RelatedPersonId) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    repository::find(&reading, id).await
}

pub async fn list(
    ctx: &Ctx,
    client_id: ClientId,
    filter: RelatedPersonFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    super::find(&reading, client_id).await?;
    repository::page(&reading, client_id, &filter, &page).await
}

pub async fn update(
    ctx: &Ctx,
    id: RelatedPersonId,
    seen: IfMatch,
    patch: RelatedPersonPatch,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteClients, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        rules::check_current(&current)?;
        check_client(uow, patch.is_client_id).await?;
        let person = repository::apply_patch(uow, &current, &patch).await?;
        rules::check_proxy(&person)?;
        rules::check_other(&person)?;
        let change = Change::updated(&person);
        Ok((repository::discreet(uow, person).await?, change))
    })
    .await
}

/// The person is related so no longer; the record stays.
pub async fn end(
    ctx: &Ctx,
    id: RelatedPersonId,
    seen: IfMatch,
    input: RelatedPersonEnding,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteClients, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let today = agencies::service::calendar(uow).await?.day_of(uow.now());
        let last = input.on.unwrap_or(today);
        transition(uow, &current, (Event::End, "ended"), Some((last, today)), &input.reason).await
    })
    .await
}

/// Its author can within a day; a supervisor always.
pub async fn enter_in_error(
    ctx: &Ctx,
    id: RelatedPersonId,
    seen: IfMatch,
    input: RelatedPersonRetraction,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteClients, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        check_may_retract(ctx, current.created_by, current.created_at)?;
        let event = (Event::EnterInError, "entered_in_error");
        transition(uow, &current, event, None, &input.reason).await
    })
    .await
}

/// `days` are the last day, and today.
async fn transition(
    uow: &UnitOfWork<'_>,
    current: &Model,
    (event, done): (Event, &'static str),
    days: Option<(NaiveDate, NaiveDate)>,
    reason: &str,
) -> Result<(Model, Change), Problem> {
    let step = rules::MACHINE.fire(current.status, event);
    let step =
        step.map_err(|problem| problem.with_allowed_actions(allowed_actions(uow.ctx(), current)))?;
    if let Some((last, today)) = days {
        rules::check_last_day(current, last, today)?;
    }
    let last = days.map(|(last, _)| last);
    let person = repository::apply_step(uow, current, &step, last, reason).await?;
    let change = Change::of(done, &person).by(&step).because(None, Some(reason.to_owned()));
    Ok((repository::discreet(uow, person).await?, change))
}

pub async fn history(
    ctx: &Ctx,
    id: RelatedPersonId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    let person = store::find::<Entity>(&reading, id).await?;
    history::of_row(&reading, &person, &page).await
}

/// The person, for other domains that name one.
pub async fn related_person(access: &impl Access, id: RelatedPersonId) -> Result<Model, Problem> {
    repository::find(access, id).await
}

/// The name to use with the person.
pub fn display_name(person: &Model) -> String {
    client_rules::display_name(&person.names)
}

pub use rules::period;

/// What the caller can do with it now.
pub fn allowed_actions(ctx: &Ctx, person: &Model) -> Vec<String> {
    if !ctx.may(Permission::WriteClients) {
        return Vec::new();
    }
    let possible = rules::MACHINE.allowed(person.status).filter(|event| match event {
        Event::EnterInError => may_retract(ctx, person.created_by, person.created_at),
        Event::End => true,
    });
    possible.map(Code::code).collect()
}
