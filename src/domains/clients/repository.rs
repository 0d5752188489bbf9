//! The client queries that `platform::store` does not already have.

use entity::{
    ClientId, JsonText, Row,
    client::{ActiveModel, BirthDatePrecision, Column, Entity, Model, SexAtBirth, Status},
    client_search_key::{self as search_key, Kind},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, QuerySelect, QueryTrait};

use super::{
    dto::{ClientClearableField, ClientFilter, ClientPatch, ClientSearch, NewClient},
    matching::{self, Person},
    rules,
};
use crate::platform::{Access, PageQuery, Problem, Shown, Slice, SortKey, Step, UnitOfWork, store};

const SORTS: &[SortKey<Entity>] = &[
    SortKey { name: "updatedAt", column: Column::UpdatedAt },
    SortKey { name: "familyName", column: Column::SortName },
];

/// Most candidates that a match looks at.
const MOST_CANDIDATES: u64 = 200;

impl Shown for Model {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> entity::Uuid {
        Row::id(self)
    }

    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: entity::Uuid) -> Result<Self, Problem> {
        store::find::<Entity>(access, id).await
    }
}

pub async fn page(
    access: &impl Access,
    filter: &ClientFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let condition = Condition::all()
        .add(store::any_of(Column::Status, filter.status.as_ref().map(|any| any.0.as_slice())))
        .add_option(filter.updated_after.map(|after| Column::UpdatedAt.gt(after)));
    store::page::<Entity>(access, condition, SORTS, page).await
}

/// Clients who fit all that is searched for.
pub async fn search(
    access: &impl Access,
    search: &ClientSearch,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let mut condition = Condition::all();
    for word in search.name.iter().flat_map(|name| words(name)) {
        let begins = store::begins_with(search_key::Column::Value, &word);
        condition = condition.add(found_by(access, Kind::Name, begins));
    }
    let exact = [
        (Kind::Sound, search.sounds_like.as_deref().map(matching::sound)),
        (Kind::BirthDate, search.birth_date.map(|date| date.to_string())),
        (Kind::Phone, search.phone.as_deref().map(matching::digits)),
        (Kind::Mrn, search.mrn.clone()),
    ];
    for (kind, value) in exact {
        if let Some(value) = value {
            let same = Condition::all().add(search_key::Column::Value.eq(value));
            condition = condition.add(found_by(access, kind, same));
        }
    }
    if !search.status.is_empty() {
        condition = condition.add(Column::Status.is_in(search.status.iter().copied()));
    }
    store::page::<Entity>(access, condition, SORTS, page).await
}

fn words(name: &str) -> Vec<String> {
    rules::fold(name).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// `id IN (SELECT client_id FROM client_search_key …)`.
#[expect(clippy::disallowed_methods, reason = "the agency is part of the condition")]
fn found_by(access: &impl Access, kind: Kind, value: Condition) -> Condition {
    use sea_orm::EntityTrait;

    let keys = search_key::Entity::find()
        .select_only()
        .column(search_key::Column::ClientId)
        .filter(search_key::Column::AgencyId.eq(access.scope().agency()))
        .filter(search_key::Column::Kind.eq(kind))
        .filter(value);
    Condition::all().add(Column::Id.in_subquery(keys.into_query()))
}

/// Clients who have enough in common with the person to be compared.
pub async fn candidates(access: &impl Access, person: Person<'_>) -> Result<Vec<Model>, Problem> {
    let mut any = Condition::any();
    let values =
        |values: Vec<String>| Condition::all().add(search_key::Column::Value.is_in(values));
    if let Some(date) = person.birth_date {
        any = any.add(found_by(access, Kind::BirthDate, values(vec![date.to_string()])));
    }
    let phones = matching::phones(person.telecom);
    if !phones.is_empty() {
        any = any.add(found_by(access, Kind::Phone, values(phones)));
    }
    let sounds = person.names.iter().map(|name| matching::sound(&name.family)).collect();
    let givens: Vec<_> = person.names.iter().filter_map(|name| name.given.as_deref()).collect();
    let given_words = givens.into_iter().flat_map(words).collect();
    any =
        any.add(Condition::all().add(found_by(access, Kind::Sound, values(sounds))).add(found_by(
            access,
            Kind::Name,
            values(given_words),
        )));
    let query = store::within::<Entity>(access.scope()).filter(any).limit(MOST_CANDIDATES);
    Ok(query.all(access.connection()).await?)
}

pub async fn insert(uow: &UnitOfWork<'_>, new: &NewClient, mrn: String) -> Result<Model, Problem> {
    let reason = new.duplicate_override.as_ref().map(|given| given.reason.clone());
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        mrn: Set(mrn),
        names: Set(JsonText(new.names.clone())),
        sort_name: Set(rules::sort_name(&new.names)),
        birth_date: Set(new.birth_date),
        birth_date_precision: Set(new.birth_date_precision.unwrap_or(BirthDatePrecision::Day)),
        sex_at_birth: Set(new.sex_at_birth.unwrap_or(SexAtBirth::Unknown)),
        gender_identity: Set(new.gender_identity.clone()),
        pronouns: Set(new.pronouns.clone()),
        telecom: Set(JsonText(new.telecom.clone())),
        addresses: Set(JsonText(new.addresses.clone())),
        languages: Set(JsonText(new.languages.clone())),
        interpreter_needed: Set(new.interpreter_needed),
        interpreter_language: Set(new.interpreter_language.clone()),
        status: Set(Status::Active),
        duplicate_override_reason: Set(reason),
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    let client = store::insert::<Entity>(uow, row).await?;
    write_search_keys(uow, &client).await?;
    Ok(client)
}

pub async fn apply_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &ClientPatch,
) -> Result<Model, Problem> {
    use ClientClearableField as Clear;

    let clears = |field| patch.clear_fields.contains(&field);
    let client = store::update::<Entity>(uow, current, |row| {
        if let Some(names) = &patch.names {
            row.sort_name = Set(rules::sort_name(names));
            row.names = Set(JsonText(names.clone()));
        }
        store::set_or_clear(&mut row.birth_date, patch.birth_date, clears(Clear::BirthDate));
        store::set_if(&mut row.birth_date_precision, patch.birth_date_precision);
        store::set_if(&mut row.sex_at_birth, patch.sex_at_birth);
        let gender = patch.gender_identity.clone();
        store::set_or_clear(&mut row.gender_identity, gender, clears(Clear::GenderIdentity));
        store::set_or_clear(&mut row.pronouns, patch.pronouns.clone(), clears(Clear::Pronouns));
        store::set_if(&mut row.telecom, patch.telecom.clone().map(JsonText));
        store::set_if(&mut row.addresses, patch.addresses.clone().map(JsonText));
        store::set_if(&mut row.languages, patch.languages.clone().map(JsonText));
        store::set_if(&mut row.interpreter_needed, patch.interpreter_needed);
        let language = patch.interpreter_language.clone();
        let cleared = clears(Clear::InterpreterLanguage);
        store::set_or_clear(&mut row.interpreter_language, language, cleared);
    })
    .await?;
    if search_keys(current) != search_keys(&client) {
        write_search_keys(uow, &client).await?;
    }
    Ok(client)
}

pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| row.status = Set(step.to)).await
}

async fn write_search_keys(uow: &UnitOfWork<'_>, client: &Model) -> Result<(), Problem> {
    use search_key::Column as Key;

    store::remove_derived::<search_key::Entity>(uow, Key::AgencyId, Key::ClientId, client.id)
        .await?;
    let rows = search_keys(client).into_iter().map(|(kind, value)| search_key::ActiveModel {
        agency_id: Set(client.agency_id),
        kind: Set(kind),
        value: Set(value),
        client_id: Set(client.id),
    });
    store::insert_derived(uow, rows.collect()).await
}

/// What the client can be found by.
fn search_keys(client: &Model) -> Vec<(Kind, String)> {
    let mut keys = vec![(Kind::Mrn, client.mrn.clone())];
    for name in client.names.iter() {
        let parts = [name.given.as_deref(), name.middle.as_deref(), Some(name.family.as_str())];
        for word in parts.into_iter().flatten().flat_map(words) {
            keys.push((Kind::Name, word));
        }
        keys.push((Kind::Sound, matching::sound(&name.family)));
    }
    keys.extend(client.birth_date.map(|date| (Kind::BirthDate, date.to_string())));
    keys.extend(matching::phones(&client.telecom).into_iter().map(|phone| (Kind::Phone, phone)));
    let mut unique: Vec<(Kind, String)> = Vec::with_capacity(keys.len());
    for key in keys {
        if !unique.contains(&key) {
            unique.push(key);
        }
    }
    unique
}

/// Checks that the id names a client of the agency, which then stays as it is
/// until the unit of work ends.
pub async fn hold(uow: &UnitOfWork<'_>, id: ClientId) -> Result<Model, Problem> {
    store::hold::<Entity>(uow, id).await
}

/// Names of the clients, for those who show them beside other things.
pub async fn of_ids(access: &impl Access, ids: &[ClientId]) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all().add(Column::Id.is_in(ids.iter().copied()));
    store::all::<Entity>(access, condition, &[]).await
}
