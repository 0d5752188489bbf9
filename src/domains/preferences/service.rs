//! What can be done with preferences, and what they ask of plans and decisions.

use chrono::NaiveDate;
use entity::{
    ClientId, Code, PreferenceId, Timestamp, UserId,
    preference::{Entity, Event, Model, PreferenceAnswer, StatedBy, Told},
    transition,
};
use serde_json::json;

use super::{
    dto::{
        NewPreference, NewPreferenceSuccessor, PreferenceFilter, PreferencePatch,
        PreferenceStatusChange, PreferenceTelling,
    },
    repository::{self, Wish},
    rules,
};
use crate::{
    domains::{agencies, clients, identity},
    platform::{
        Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork,
        check_may_retract, history, may_retract, store,
    },
};

pub async fn create(ctx: &Ctx, client_id: ClientId, new: NewPreference) -> Result<Model, Problem> {
    ctx.write(Permission::WritePreferences, async |uow| {
        clients::service::require_active(uow, client_id).await?;
        let wish = Wish {
            id: new.id,
            category: new.category,
            text: new.text.clone(),
            strength: new.strength,
            stated_by: new.stated_by.clone(),
            stated_at: new.stated_at.unwrap_or(uow.now()),
            valid_until: new.valid_until,
            documents: new.documents.clone(),
            supersedes_id: None,
        };
        let preference = insert(uow, client_id, wish).await?;
        let change = Change::created(&preference).entering(preference.status);
        Ok((preference, change))
    })
    .await
}

async fn insert(uow: &UnitOfWork<'_>, client_id: ClientId, wish: Wish) -> Result<Model, Problem> {
    check_speaker(uow, &wish.stated_by).await?;
    let stated_on = day_of(uow, wish.stated_at).await?;
    rules::check_times(wish.stated_at, stated_on, wish.valid_until, uow.now())?;
    repository::insert(uow, client_id, wish).await
}

/// The day that it was in the agency's zone.
async fn day_of(access: &impl Access, instant: Timestamp) -> Result<NaiveDate, Problem> {
    Ok(agencies::service::calendar(access).await?.day_of(instant))
}

async fn check_speaker(uow: &UnitOfWork<'_>, said: &StatedBy) -> Result<(), Problem> {
    match said.user_id {
        Some(user) => check_user(uow, user, "/statedBy/userId".to_owned()).await,
        None => Ok(()),
    }
}

async fn check_user(uow: &UnitOfWork<'_>, user: UserId, pointer: String) -> Result<(), Problem> {
    let found = identity::service::require_user(uow, user).await;
    found.map_err(|problem| problem.of_reference(pointer, "There is no such active user."))?;
    Ok(())
}

pub async fn get(ctx: &Ctx, id: PreferenceId) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadPreferences)?;
    store::find::<Entity>(&reading, id).await
}

pub async fn list_of_client(
    ctx: &Ctx,
    client_id: ClientId,
    filter: PreferenceFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadPreferences)?;
    clients::service::find(&reading, client_id).await?;
    let today = day_of(&reading, ctx.now()).await?;
    repository::page(&reading, client_id, &filter, today, &page).await
}

pub async fn update(
    ctx: &Ctx,
    id: PreferenceId,
    seen: IfMatch,
    patch: PreferencePatch,
) -> Result<Model, Problem> {
    ctx.write(Permission::WritePreferences, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        rules::check_active(&current)?;
        rules::check_end(day_of(uow, current.stated_at).await?, patch.valid_until)?;
        let preference = repository::apply_patch(uow, &current, &patch).await?;
        let change = Change::updated(&preference);
        Ok((preference, change))
    })
    .await
}

/// Records what the client wants instead. The former ends in the same moment.
pub async fn supersede(
    ctx: &Ctx,
    id: PreferenceId,
    seen: IfMatch,
    new: NewPreferenceSuccessor,
) -> Result<Model, Problem> {
    ctx.write(Permission::WritePreferences, async |uow| {
        let client_id = store::find::<Entity>(uow, id).await?.client_id;
        let client = clients::service::require_active(uow, client_id).await;
        let former = store::lock::<Entity>(uow, id, seen).await?;
        client?;
        let step = rules::MACHINE.fire(former.status, Event::Supersede);
        let step = step.map_err(|problem| of_caller(ctx, problem, &former))?;
        let reason = new.reason.as_deref();
        let former = repository::apply_step(uow, &former, &step, reason).await?;
        let change = Change::of("superseded", &former).by(&step);
        uow.also(change.because(None, new.reason.clone()));
        let documents = new.documents.clone().unwrap_or_else(|| former.documents.0.clone());
        let wish = Wish {
            id: new.id,
            category: new.category.unwrap_or(former.category),
            text: new.text.clone(),
            strength: new.strength.unwrap_or(former.strength),
            stated_by: new.stated_by.clone(),
            stated_at: new.stated_at.unwrap_or(uow.now()),
            valid_until: new.valid_until,
            documents,
            supersedes_id: Some(former.id),
        };
        let preference = insert(uow, former.client_id, wish).await?;
        let change = Change::created(&preference).entering(preference.status);
        Ok((preference, change))
    })
    .await
}

/// The client no longer wants it.
pub async fn withdraw(
    ctx: &Ctx,
    id: PreferenceId,
    seen: IfMatch,
    input: PreferenceStatusChange,
) -> Result<Model, Problem> {
    end(ctx, id, seen, (Event::Withdraw, "withdrawn"), input.reason).await
}

/// Its author can within a day; a supervisor always.
pub async fn enter_in_error(
    ctx: &Ctx,
    id: PreferenceId,
    seen: IfMatch,
    input: PreferenceStatusChange,
) -> Result<Model, Problem> {
    end(ctx, id, seen, (Event::EnterInError, "entered_in_error"), input.reason).await
}

async fn end(
    ctx: &Ctx,
    id: PreferenceId,
    seen: IfMatch,
    (event, done): (Event, &'static str),
    reason: String,
) -> Result<Model, Problem> {
    ctx.write(Permission::WritePreferences, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        if event == Event::EnterInError {
            check_may_retract(ctx, current.created_by, current.created_at)?;
        }
        let step = rules::MACHINE.fire(current.status, event);
        let step = step.map_err(|problem| of_caller(ctx, problem, &current))?;
        let preference = repository::apply_step(uow, &current, &step, Some(&reason)).await?;
        let change = Change::of(done, &preference).by(&step);
        Ok((preference, change.because(None, Some(reason.clone()))))
    })
    .await
}

/// With what the caller can do instead.
fn of_caller(ctx: &Ctx, problem: Problem, preference: &Model) -> Problem {
    problem.with_allowed_actions(allowed_actions(ctx, preference))
}

/// Notes who was told.
pub async fn tell(
    ctx: &Ctx,
    id: PreferenceId,
    seen: IfMatch,
    telling: PreferenceTelling,
) -> Result<Model, Problem> {
    ctx.write(Permission::WritePreferences, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        rules::check_active(&current)?;
        if current.told_to.len() + telling.told_to.len() > rules::MOST_TOLD {
            let detail = "At most 500 in all can be noted.";
            return Err(Problem::field("/toldTo", "too_many_items", detail));
        }
        let mut told = Vec::with_capacity(telling.told_to.len());
        for (place, listener) in telling.told_to.iter().enumerate() {
            if let Some(user) = listener.user_id {
                check_user(uow, user, format!("/toldTo/{place}/userId")).await?;
            }
            let at = listener.at.unwrap_or(uow.now());
            rules::check_told_at(place, at, current.stated_at, uow.now())?;
            let (user_id, name) = (listener.user_id, listener.name.clone());
            told.push(Told { user_id, name, at, recorded_by: uow.actor() });
        }
        let preference = repository::add_told(uow, &current, told).await?;
        let change = Change::of("told", &preference);
        Ok((preference, change))
    })
    .await
}

pub async fn history(
    ctx: &Ctx,
    id: PreferenceId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadPreferences)?;
    let preference = store::find::<Entity>(&reading, id).await?;
    history::of_row(&reading, &preference, &page).await
}

/// What the client wants today, for plans and decisions: active, and not past
/// its last day.
pub async fn active_of(access: &impl Access, client_id: ClientId) -> Result<Vec<Model>, Problem> {
    let today = day_of(access, access.ctx().now()).await?;
    let preferences = repository::in_force(access, client_id, today).await?;
    for preference in &preferences {
        access.saw(preference);
    }
    Ok(preferences)
}

/// Refuses a plan or a decision that leaves open what it makes of the client's
/// preferences: each that is a `must` or `strong` and counts today has an
/// answer, a conflict says why, and no answer is to a preference of someone
/// else. One that ended since it was answered does no harm.
///
/// `pointer` leads to the answers in the body, or in the record.
pub async fn check_answered(
    access: &impl Access,
    client_id: ClientId,
    answers: &[PreferenceAnswer],
    pointer: &str,
) -> Result<(), Problem> {
    let ids: Vec<_> = answers.iter().map(|answer| answer.preference_id).collect();
    let known = repository::of_ids(access, client_id, &ids).await?;
    let is_known = |id| known.iter().any(|preference| preference.id == id);
    let faults = rules::faults(answers, is_known, pointer);
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let active = active_of(access, client_id).await?;
    let open: Vec<_> = rules::unanswered(&active, answers)
        .map(|preference| {
            json!({
                "preferenceId": preference.id,
                "category": preference.category,
                "strength": preference.strength,
            })
        })
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    Err(Problem::new(&rules::UNANSWERED).with_extension("preferences", open.into()))
}

/// What the caller can do with the preference now.
pub fn allowed_actions(ctx: &Ctx, preference: &Model) -> Vec<String> {
    if !ctx.may(Permission::WritePreferences) {
        return Vec::new();
    }
    let possible = rules::MACHINE.allowed(preference.status).filter(|event| match event {
        Event::EnterInError => may_retract(ctx, preference.created_by, preference.created_at),
        Event::Supersede | Event::Withdraw => true,
    });
    let mut actions: Vec<_> = possible.map(Code::code).collect();
    if rules::check_active(preference).is_ok() {
        actions.push("tell".to_owned());
    }
    actions
}
