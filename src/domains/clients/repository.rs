//! The client queries that `platform::store` does not already have.

use chrono::NaiveDate;
use entity::{
    ClientId, JsonText, Row,
    client::{ActiveModel, BirthDatePrecision, Column, Entity, Model, SexAtBirth, Status},
    client_search_key::{self as search_key, Kind},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{
    dto::{ClientClearableField, ClientFilter, ClientPatch, NewClient},
    matching, rules,
};
use crate::platform::{Access, PageQuery, Problem, Shown, Slice, SortKey, Step, UnitOfWork, store};

pub mod duplicates;
pub mod households;
pub mod identifiers;
pub mod related_persons;
pub mod restrictions;
pub mod search;

const SORTS: &[SortKey<Entity>] = &[
    SortKey { name: "updatedAt", column: Column::UpdatedAt },
    SortKey { name: "familyName", column: Column::SortName },
];

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

pub async fn has_mrn(access: &impl Access, mrn: &str) -> Result<bool, Problem> {
    store::exists::<Entity>(access, Condition::all().add(Column::Mrn.eq(mrn))).await
}

pub async fn insert(uow: &UnitOfWork<'_>, new: &NewClient, mrn: String) -> Result<Model, Problem> {
    let reason = new.duplicate_override.as_ref().map(|given| given.reason.clone());
    let id = uow.id_or_new(new.id);
    let mut row = ActiveModel {
        id: Set(id),
        mrn: Set(mrn),
        names: Set(JsonText(new.names.clone())),
        sort_name: Set(rules::sort_name(&new.names)),
        birth_date: Set(new.birth_date),
        birth_date_precision: Set(new.birth_date_precision.unwrap_or(BirthDatePrecision::Day)),
        sex_at_birth: Set(new.sex_at_birth.unwrap_or(SexAtBirth::Unknown)),
        gender_identity: Set(new.gender_identity.clone()),
        pronouns: Set(new.pronouns.clone()),
        race: Set(JsonText(new.race.clone())),
        ethnicity: Set(new.ethnicity),
        identifiers: Set(JsonText(identifiers::sealed(uow, id, &new.identifiers))),
        telecom: Set(JsonText(new.telecom.clone())),
        addresses: Set(JsonText(new.addresses.clone())),
        languages: Set(JsonText(new.languages.clone())),
        interpreter_needed: Set(new.interpreter_needed),
        interpreter_language: Set(new.interpreter_language.clone()),
        sign_language: Set(new.sign_language.clone()),
        literacy_need: Set(new.literacy_need),
        cultural_needs: Set(JsonText(new.cultural_needs.clone())),
        accommodations: Set(JsonText(new.accommodations.clone())),
        living_situation: Set(new.living_situation),
        veteran: Set(new.veteran),
        legal_status: Set(JsonText(new.legal_status.clone())),
        primary_clinician_organization: Set(new
            .primary_clinician_organization
            .clone()
            .map(JsonText)),
        deceased_on: Set(None),
        status: Set(Status::Active),
        restricted: Set(false),
        duplicate_override_reason: Set(reason),
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    let client = store::insert::<Entity>(uow, row).await?;
    write_search_keys(uow, &client).await?;
    identifiers::write_unique(uow, &client).await?;
    Ok(client)
}

pub async fn apply_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &ClientPatch,
) -> Result<Model, Problem> {
    use ClientClearableField as Clear;

    let clears = |field| patch.clear_fields.contains(&field);
    let client = store::update_if_changed::<Entity>(uow, current, |row| {
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
        apply_circumstances(row, patch);
        if let Some(identifiers) = patch.identifiers.as_deref()
            && !identifiers::are(uow.ctx(), current, identifiers)
        {
            row.identifiers = Set(JsonText(identifiers::sealed(uow, current.id, identifiers)));
        }
    })
    .await?;
    if search_keys(uow, current)? != search_keys(uow, &client)? {
        write_search_keys(uow, &client).await?;
    }
    if patch.identifiers.is_some() {
        identifiers::write_unique(uow, &client).await?;
    }
    Ok(client)
}

fn apply_circumstances(row: &mut ActiveModel, patch: &ClientPatch) {
    use ClientClearableField as Clear;

    let clears = |field| patch.clear_fields.contains(&field);
    store::set_if(&mut row.race, patch.race.clone().map(JsonText));
    store::set_or_clear(&mut row.ethnicity, patch.ethnicity, clears(Clear::Ethnicity));
    let sign = patch.sign_language.clone();
    store::set_or_clear(&mut row.sign_language, sign, clears(Clear::SignLanguage));
    store::set_if(&mut row.literacy_need, patch.literacy_need);
    store::set_if(&mut row.cultural_needs, patch.cultural_needs.clone().map(JsonText));
    store::set_if(&mut row.accommodations, patch.accommodations.clone().map(JsonText));
    let living = patch.living_situation;
    store::set_or_clear(&mut row.living_situation, living, clears(Clear::LivingSituation));
    store::set_or_clear(&mut row.veteran, patch.veteran, clears(Clear::Veteran));
    store::set_if(&mut row.legal_status, patch.legal_status.clone().map(JsonText));
    let organization = patch.primary_clinician_organization.clone().map(JsonText);
    let cleared = clears(Clear::PrimaryClinicianOrganization);
    store::set_or_clear(&mut row.primary_clinician_organization, organization, cleared);
}

/// Moves the client on; `deceased_on` is what is known of their death from then on.
pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    deceased_on: Option<NaiveDate>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.deceased_on = Set(deceased_on);
    })
    .await
}

async fn write_search_keys(uow: &UnitOfWork<'_>, client: &Model) -> Result<(), Problem> {
    use search_key::Column as Key;

    store::remove_derived::<search_key::Entity>(uow, Key::AgencyId, Key::ClientId, client.id)
        .await?;
    let rows = search_keys(uow, client)?.into_iter().map(|(kind, value)| search_key::ActiveModel {
        agency_id: Set(client.agency_id),
        kind: Set(kind),
        value: Set(value),
        client_id: Set(client.id),
    });
    store::insert_derived(uow, rows.collect()).await
}

/// What the client can be found by.
fn search_keys(uow: &UnitOfWork<'_>, client: &Model) -> Result<Vec<(Kind, String)>, Problem> {
    let mut keys = vec![(Kind::Mrn, client.mrn.clone())];
    let mut words = Vec::new();
    for name in client.names.iter() {
        let parts = [name.given.as_deref(), name.middle.as_deref(), Some(name.family.as_str())];
        words.extend(parts.into_iter().flatten().flat_map(rules::words));
        keys.extend(matching::sounds(&name.family).into_iter().map(|sound| (Kind::Sound, sound)));
    }
    keys.extend(rules::pairs(&words).into_iter().map(|pair| (Kind::NamePair, pair)));
    keys.extend(words.into_iter().map(|word| (Kind::Name, word)));
    keys.extend(client.birth_date.map(|date| (Kind::BirthDate, date.to_string())));
    keys.extend(matching::phones(&client.telecom).into_iter().map(|phone| (Kind::Phone, phone)));
    let hashes = identifiers::search_hashes(uow, client)?;
    keys.extend(hashes.into_iter().map(|hash| (Kind::Identifier, hash)));
    let mut unique: Vec<(Kind, String)> = Vec::with_capacity(keys.len());
    for key in keys {
        if !unique.contains(&key) {
            unique.push(key);
        }
    }
    Ok(unique)
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
