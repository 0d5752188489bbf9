//! The queries about related persons that `platform::store` does not have.

use chrono::NaiveDate;
use entity::{
    ClientId, JsonText, Period, RelatedPersonId, Row, Uuid,
    related_person::{ActiveModel, Column, Entity, Model, ProxyScope, RelatedRole, Status},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use crate::{
    domains::clients::dto::{
        NewRelatedPerson, RelatedPersonClearableField as Clear, RelatedPersonFilter,
        RelatedPersonPatch,
    },
    platform::{
        Access, PageQuery, Problem, Shown, Slice, SortKey, Step, UnitOfWork, restriction, store,
    },
};

const SORTS: &[SortKey<Entity>] = &[];

impl Shown for Model {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> Uuid {
        Row::id(self)
    }

    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        find(access, id.into()).await
    }
}

/// The person, as the caller may see them.
pub async fn find(access: &impl Access, id: RelatedPersonId) -> Result<Model, Problem> {
    let person = store::find::<Entity>(access, id).await?;
    discreet(access, person).await
}

/// The person, without the client who they are if that one is hidden.
pub async fn discreet(access: &impl Access, person: Model) -> Result<Model, Problem> {
    let mut people = vec![person];
    conceal(access, &mut people).await?;
    people.pop().ok_or_else(Problem::not_found)
}

async fn conceal(access: &impl Access, people: &mut [Model]) -> Result<(), Problem> {
    let clients: Vec<ClientId> = people.iter().filter_map(|person| person.is_client_id).collect();
    let hidden = restriction::hidden(access, &clients).await?;
    for person in people {
        person.is_client_id = person.is_client_id.filter(|id| !hidden.contains(id));
    }
    Ok(())
}

pub async fn page(
    access: &impl Access,
    client_id: ClientId,
    filter: &RelatedPersonFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let status = filter.status.as_ref().map_or(&[Status::Active][..], |any| any.0.as_slice());
    let roles = filter
        .role
        .as_ref()
        .map(|asked| asked.0.iter().fold(Condition::any(), |any, role| any.add(plays(*role))));
    let condition = Condition::all()
        .add(Column::ClientId.eq(client_id))
        .add(store::any_of(Column::Status, Some(status)))
        .add_option(roles)
        .add_option(filter.updated_after.map(|after| Column::UpdatedAt.gt(after)));
    let mut slice = store::page::<Entity>(access, condition, SORTS, page).await?;
    conceal(access, &mut slice.rows).await?;
    Ok(slice)
}

/// A code in quotes is in the list's text only as one of its items.
fn plays(role: RelatedRole) -> Condition {
    let code = serde_json::to_string(&role).unwrap_or_default();
    Condition::all().add(Column::Roles.contains(code))
}

/// The persons, for those who show their names.
pub async fn of_ids(access: &impl Access, ids: &[RelatedPersonId]) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all().add(Column::Id.is_in(ids.iter().copied()));
    store::all::<Entity>(access, condition, &[]).await
}

fn days(period: Option<Period>) -> (Option<NaiveDate>, Option<NaiveDate>) {
    period.map_or((None, None), |period| (period.from, period.to))
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    client_id: ClientId,
    new: &NewRelatedPerson,
) -> Result<Model, Problem> {
    let (proxy_from, proxy_to) = days(new.proxy_period);
    let (related_from, related_to) = days(new.period);
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        client_id: Set(client_id),
        relationship: Set(JsonText(new.relationship.clone())),
        roles: Set(JsonText(new.roles.clone())),
        names: Set(JsonText(new.names.clone())),
        languages: Set(JsonText(new.languages.clone())),
        telecom: Set(JsonText(new.telecom.clone())),
        consent_to_contact: Set(new.consent_to_contact),
        proxy_scope: Set(new.proxy_scope.unwrap_or(ProxyScope::None)),
        proxy_from: Set(proxy_from),
        proxy_to: Set(proxy_to),
        related_from: Set(related_from),
        related_to: Set(related_to),
        is_client_id: Set(new.is_client_id),
        status: Set(Status::Active),
        status_reason: NotSet,
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn apply_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &RelatedPersonPatch,
) -> Result<Model, Problem> {
    let clears = |field| patch.clear_fields.contains(&field);
    store::update_if_changed::<Entity>(uow, current, |row| {
        store::set_if(&mut row.relationship, patch.relationship.clone().map(JsonText));
        store::set_if(&mut row.roles, patch.roles.clone().map(JsonText));
        store::set_if(&mut row.names, patch.names.clone().map(JsonText));
        store::set_if(&mut row.languages, patch.languages.clone().map(JsonText));
        store::set_if(&mut row.telecom, patch.telecom.clone().map(JsonText));
        store::set_if(&mut row.consent_to_contact, patch.consent_to_contact);
        store::set_if(&mut row.proxy_scope, patch.proxy_scope);
        if patch.proxy_period.is_some() || clears(Clear::ProxyPeriod) {
            let (from, to) = days(patch.proxy_period);
            row.proxy_from = Set(from);
            row.proxy_to = Set(to);
        }
        if patch.period.is_some() || clears(Clear::Period) {
            let (from, to) = days(patch.period);
            row.related_from = Set(from);
            row.related_to = Set(to);
        }
        store::set_or_clear(&mut row.is_client_id, patch.is_client_id, clears(Clear::IsClientId));
    })
    .await
}

/// Moves it on; one that ends has a last day.
pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    last: Option<NaiveDate>,
    reason: &str,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.status_reason = Set(Some(reason.to_owned()));
        if last.is_some() {
            row.related_to = Set(last);
        }
    })
    .await
}
