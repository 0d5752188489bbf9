//! The queries about households that `platform::store` does not have.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::{
    ClientId, HouseholdId, HouseholdMemberId, RelatedPersonId, Row, Uuid, client,
    household::{ActiveModel, Column, Entity, Model},
    household_member::{self as member, HouseholdRole},
    related_person,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use super::related_persons;
use crate::{
    domains::clients::{
        dto::{HouseholdClearableField, HouseholdMemberPatch, HouseholdPatch},
        rules,
    },
    platform::{Access, PageQuery, Problem, Shown, Slice, UnitOfWork, restriction::Whole, store},
};

/// A household with those of its members of whom the caller may know, each with
/// the name to show.
#[derive(Clone, Debug)]
pub struct Household {
    pub row: Model,
    pub members: Vec<(member::Model, String)>,
}

impl Shown for Household {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> Uuid {
        self.row.id.uuid()
    }

    fn version(&self) -> i64 {
        self.row.version
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        find(access, id.into()).await
    }
}

/// The household, if one of its members at least is there for the caller.
pub async fn find(access: &impl Access, id: HouseholdId) -> Result<Household, Problem> {
    let row = store::find::<Entity>(access, id).await?;
    with_members(access, vec![row]).await?.pop().ok_or_else(Problem::not_found)
}

/// Those of the households in which somebody is there for the caller.
async fn with_members(access: &impl Access, rows: Vec<Model>) -> Result<Vec<Household>, Problem> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let condition = Condition::all().add(member::Column::HouseholdId.is_in(ids));
    let order = [member::Column::CreatedAt];
    let members = store::all::<member::Entity>(access, condition, &order).await?;
    let names = names(access, &members).await?;
    let mut of: BTreeMap<HouseholdId, Vec<_>> = BTreeMap::new();
    for member in members {
        access.saw(&member);
        let person = (member.client_id, member.related_person_id);
        let name = names.get(&person).cloned().unwrap_or_default();
        of.entry(member.household_id).or_default().push((member, name));
    }
    let shown = rows.into_iter().filter_map(|row| {
        let members = of.remove(&row.id)?;
        Some(Household { row, members })
    });
    Ok(shown.collect())
}

type Person = (ClientId, Option<RelatedPersonId>);

async fn names(
    access: &impl Access,
    members: &[member::Model],
) -> Result<BTreeMap<Person, String>, Problem> {
    let ids: Vec<_> = members.iter().filter_map(|member| member.related_person_id).collect();
    let people = related_persons::of_ids(access, &ids).await?;
    let clients = members.iter().filter(|member| member.related_person_id.is_none());
    let ids: Vec<_> = clients.map(|member| member.client_id).collect();
    let clients = super::of_ids(access, &ids).await?;
    let of_client = |client: client::Model| {
        access.saw(&client);
        ((client.id, None), rules::display_name(&client.names))
    };
    let of_person = |person: related_person::Model| {
        access.saw(&person);
        ((person.client_id, Some(person.id)), rules::display_name(&person.names))
    };
    Ok(clients.into_iter().map(of_client).chain(people.into_iter().map(of_person)).collect())
}

/// The households of a client.
pub async fn page(
    access: &impl Access,
    client_id: ClientId,
    current: Option<bool>,
    page: &PageQuery,
) -> Result<Slice<Household>, Problem> {
    let lives = current.map(|current| {
        let lives = Condition::all().add(member::Column::ToOn.is_null());
        if current { lives } else { lives.not() }
    });
    let condition = Condition::all()
        .add(member::Column::ClientId.eq(client_id))
        .add(member::Column::RelatedPersonId.is_null())
        .add_option(lives);
    let memberships = store::all::<member::Entity>(access, condition, &[]).await?;
    let ids = memberships.iter().map(|member| member.household_id);
    let condition = Condition::all().add(Column::Id.is_in(ids));
    let Slice { rows, next, total } = store::page::<Entity>(access, condition, &[], page).await?;
    Ok(Slice { rows: with_members(access, rows).await?, next, total })
}

/// All who live or have lived in it, hidden ones too: for rules about the whole.
pub async fn everyone(
    uow: &UnitOfWork<'_>,
    id: HouseholdId,
) -> Result<Vec<member::Model>, Problem> {
    let condition = Condition::all().add(member::Column::HouseholdId.eq(id));
    store::all::<member::Entity>(&Whole::of(uow), condition, &[member::Column::CreatedAt]).await
}

/// Whether the person lives in a household now.
pub async fn lives_in_one(
    uow: &UnitOfWork<'_>,
    (client_id, related_person_id): Person,
) -> Result<bool, Problem> {
    let person = match related_person_id {
        Some(id) => member::Column::RelatedPersonId.eq(id),
        None => member::Column::RelatedPersonId.is_null(),
    };
    let condition = Condition::all()
        .add(member::Column::ClientId.eq(client_id))
        .add(person)
        .add(member::Column::ToOn.is_null());
    store::exists::<member::Entity>(uow, condition).await
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    id: Option<HouseholdId>,
    name: Option<String>,
) -> Result<Model, Problem> {
    let mut row = ActiveModel { id: Set(uow.id_or_new(id)), name: Set(name), ..Default::default() };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn insert_member(
    uow: &UnitOfWork<'_>,
    household: HouseholdId,
    (client_id, related_person_id): Person,
    role: HouseholdRole,
    from: NaiveDate,
) -> Result<member::Model, Problem> {
    let mut row = member::ActiveModel {
        id: Set(HouseholdMemberId::new(uow.now())),
        household_id: Set(household),
        client_id: Set(client_id),
        related_person_id: Set(related_person_id),
        role: Set(role),
        from_on: Set(from),
        to_on: NotSet,
        leave_reason: NotSet,
        ..Default::default()
    };
    store::stamp::<member::Entity>(uow, &mut row);
    store::insert::<member::Entity>(uow, row).await
}

pub async fn patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &HouseholdPatch,
) -> Result<Model, Problem> {
    let cleared = patch.clear_fields.contains(&HouseholdClearableField::Name);
    store::update_if_changed::<Entity>(uow, current, |row| {
        store::set_or_clear(&mut row.name, patch.name.clone(), cleared);
    })
    .await
}

/// The next version of the whole, one of whose members changed.
pub async fn touch(uow: &UnitOfWork<'_>, current: &Model) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |_| {}).await
}

pub async fn patch_member(
    uow: &UnitOfWork<'_>,
    current: &member::Model,
    patch: &HouseholdMemberPatch,
) -> Result<member::Model, Problem> {
    store::update_if_changed::<member::Entity>(uow, current, |row| {
        store::set_if(&mut row.role, patch.role);
        store::set_if(&mut row.from_on, patch.from);
    })
    .await
}

pub async fn leave(
    uow: &UnitOfWork<'_>,
    current: &member::Model,
    last: NaiveDate,
    reason: Option<String>,
) -> Result<member::Model, Problem> {
    store::update::<member::Entity>(uow, current, |row| {
        row.to_on = Set(Some(last));
        row.leave_reason = Set(reason);
    })
    .await
}
