//! What can be done with households.

use chrono::NaiveDate;
use entity::{
    ClientId, HouseholdId, HouseholdMemberId, RelatedPersonId,
    household::{Entity, Model},
    household_member,
};

pub use crate::domains::clients::repository::households::Household;
use crate::{
    domains::{
        agencies,
        clients::{
            dto::{
                HouseholdFilter, HouseholdLeaving, HouseholdMemberPatch, HouseholdPatch,
                NewHousehold, NewHouseholdMember,
            },
            repository::{households as repository, related_persons},
            rules::{households as rules, related_persons::check_current},
        },
    },
    platform::{
        Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, store,
    },
};

pub async fn create(ctx: &Ctx, new: NewHousehold) -> Result<Household, Problem> {
    ctx.write(Permission::WriteClients, async |uow| {
        one_at_a_time(uow).await?;
        let household = repository::insert(uow, new.id, new.name.clone()).await?;
        for (place, member) in new.members.iter().enumerate() {
            let joined = join(uow, household.id, &format!("/members/{place}"), member).await?;
            uow.also(Change::created(&joined));
        }
        let change = Change::created(&household);
        Ok((repository::find(uow, household.id).await?, change))
    })
    .await
}

/// Two who put the same person into two households come one after the other, so
/// that the second one sees the first one's.
async fn one_at_a_time(uow: &UnitOfWork<'_>) -> Result<(), Problem> {
    store::one_at_a_time(uow, "households").await
}

async fn today(access: &impl Access) -> Result<NaiveDate, Problem> {
    Ok(agencies::service::calendar(access).await?.day_of(access.ctx().now()))
}

async fn join(
    uow: &UnitOfWork<'_>,
    household: HouseholdId,
    pointer: &str,
    new: &NewHouseholdMember,
) -> Result<household_member::Model, Problem> {
    let person = person(uow, pointer, new).await?;
    let today = today(uow).await?;
    let from = new.from.unwrap_or(today);
    rules::check_moved_in(pointer, from, today)?;
    if repository::lives_in_one(uow, person).await? {
        return Err(Problem::new(&rules::ALREADY_IN_ONE));
    }
    repository::insert_member(uow, household, person, new.role, from).await
}

/// The client, or whose related person it is and which one.
async fn person(
    uow: &UnitOfWork<'_>,
    pointer: &str,
    new: &NewHouseholdMember,
) -> Result<(ClientId, Option<RelatedPersonId>), Problem> {
    if let Some(id) = new.related_person_id {
        let pointer = format!("{pointer}/relatedPersonId");
        let found = related_persons::find(uow, id).await;
        let person = found.map_err(|problem| {
            problem.of_reference(pointer.as_str(), "There is no such related person.")
        })?;
        check_current(&person)?;
        if person.is_client_id.is_some() {
            let detail = "The person is a client: give clientId instead.";
            return Err(Problem::field(pointer, "is_client", detail));
        }
        return Ok((person.client_id, Some(id)));
    }
    // The schema's rule has seen that there is one of the two.
    let id = new.client_id.ok_or_else(Problem::not_found)?;
    let pointer = format!("{pointer}/clientId");
    let client = super::require_active(uow, id).await;
    client.map_err(|problem| problem.of_reference(pointer, "There is no such client."))?;
    Ok((id, None))
}

pub async fn get(ctx: &Ctx, id: HouseholdId) -> Result<Household, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    repository::find(&reading, id).await
}

pub async fn list(
    ctx: &Ctx,
    client_id: ClientId,
    filter: HouseholdFilter,
    page: PageQuery,
) -> Result<Slice<Household>, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    super::find(&reading, client_id).await?;
    repository::page(&reading, client_id, filter.current, &page).await
}

pub async fn update(
    ctx: &Ctx,
    id: HouseholdId,
    seen: IfMatch,
    patch: HouseholdPatch,
) -> Result<Household, Problem> {
    ctx.write(Permission::WriteClients, async |uow| {
        let current = locked(uow, id, seen).await?;
        let household = repository::patch(uow, &current, &patch).await?;
        let change = Change::updated(&household);
        Ok((repository::find(uow, id).await?, change))
    })
    .await
}

/// The household, if the caller may know of it, as the caller has seen it.
async fn locked(uow: &UnitOfWork<'_>, id: HouseholdId, seen: IfMatch) -> Result<Model, Problem> {
    repository::find(uow, id).await?;
    store::lock::<Entity>(uow, id, seen).await
}

pub async fn add_member(
    ctx: &Ctx,
    id: HouseholdId,
    seen: IfMatch,
    new: NewHouseholdMember,
) -> Result<Household, Problem> {
    ctx.write(Permission::WriteClients, async |uow| {
        one_at_a_time(uow).await?;
        let current = locked(uow, id, seen).await?;
        if repository::everyone(uow, id).await?.len() >= rules::MOST_MEMBERS {
            return Err(Problem::field("", "too_many_items", "At most 100 in all."));
        }
        let member = join(uow, id, "", &new).await?;
        uow.also(Change::created(&member));
        whole(uow, &current).await
    })
    .await
}

/// The household after one of its members has changed.
async fn whole(uow: &UnitOfWork<'_>, current: &Model) -> Result<(Household, Change), Problem> {
    rules::check_head(&repository::everyone(uow, current.id).await?)?;
    let household = repository::touch(uow, current).await?;
    Ok((repository::find(uow, household.id).await?, Change::updated(&household)))
}

async fn member_of(
    uow: &UnitOfWork<'_>,
    household: HouseholdId,
    id: HouseholdMemberId,
) -> Result<household_member::Model, Problem> {
    let member = store::lock_current::<household_member::Entity>(uow, id).await?;
    if member.household_id != household {
        return Err(Problem::not_found());
    }
    rules::check_lives_there(&member)?;
    Ok(member)
}

pub async fn update_member(
    ctx: &Ctx,
    (id, member): (HouseholdId, HouseholdMemberId),
    seen: IfMatch,
    patch: HouseholdMemberPatch,
) -> Result<Household, Problem> {
    ctx.write(Permission::WriteClients, async |uow| {
        let current = locked(uow, id, seen).await?;
        let member = member_of(uow, id, member).await?;
        if let Some(from) = patch.from {
            rules::check_moved_in("", from, today(uow).await?)?;
        }
        let changed = repository::patch_member(uow, &member, &patch).await?;
        uow.also(Change::updated(&changed));
        rules::check_head(&repository::everyone(uow, id).await?)?;
        let part = (&member, &changed);
        let household = store::update_with_part::<Entity, _>(uow, &current, part).await?;
        Ok((repository::find(uow, id).await?, Change::updated(&household)))
    })
    .await
}

pub async fn leave(
    ctx: &Ctx,
    (id, member): (HouseholdId, HouseholdMemberId),
    seen: IfMatch,
    input: HouseholdLeaving,
) -> Result<Household, Problem> {
    ctx.write(Permission::WriteClients, async |uow| {
        let current = locked(uow, id, seen).await?;
        let member = member_of(uow, id, member).await?;
        let today = today(uow).await?;
        let last = input.on.unwrap_or(today);
        rules::check_last_day(&member, last, today)?;
        let member = repository::leave(uow, &member, last, input.reason.clone()).await?;
        uow.also(Change::of("left", &member));
        whole(uow, &current).await
    })
    .await
}
