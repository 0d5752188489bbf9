//! The API client queries that `platform::store` does not already have.

use entity::{
    ApiClientId, JsonText, Row,
    api_client::{ActiveModel, Column, Entity, Model},
    user_account::{Role, Status},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter,
};

use super::super::dto::{ApiClientFilter, ApiClientPatch, NewApiClient};
use crate::platform::{Access, PageQuery, Problem, Shown, Slice, SortKey, Step, UnitOfWork, store};

const SORTS: &[SortKey<Entity>] = &[
    SortKey { name: "updatedAt", column: Column::UpdatedAt },
    SortKey { name: "name", column: Column::Name },
];

/// An API client, with the secret if it was made just now.
pub struct Record {
    pub row: Model,
    pub secret: Option<String>,
}

impl From<Model> for Record {
    fn from(row: Model) -> Self {
        Self { row, secret: None }
    }
}

impl Shown for Record {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> entity::Uuid {
        Row::id(&self.row)
    }

    fn version(&self) -> i64 {
        Row::version(&self.row)
    }

    /// Without the secret: only its hash was kept.
    async fn shown(access: &impl Access, id: entity::Uuid) -> Result<Self, Problem> {
        Ok(find(access, id.into()).await?.into())
    }
}

pub async fn find(access: &impl Access, id: ApiClientId) -> Result<Model, Problem> {
    store::find::<Entity>(access, id).await
}

/// The API client, whichever agency it belongs to: its id is all that a program
/// which asks for a token says of itself. The server makes these ids, so no
/// agency can take another one's.
#[expect(clippy::disallowed_methods, reason = "who calls is settled before there is a scope")]
pub async fn of_any_agency(
    connection: &DatabaseConnection,
    id: ApiClientId,
) -> Result<Option<Model>, Problem> {
    Ok(Entity::find().filter(Column::Id.eq(id)).one(connection).await?)
}

pub async fn page(
    access: &impl Access,
    filter: &ApiClientFilter,
    page: &PageQuery,
) -> Result<Slice<Record>, Problem> {
    let statuses = filter.status.as_ref().map(|any| any.0.as_slice());
    let condition = Condition::all().add(store::any_of(Column::Status, statuses));
    let slice = store::page::<Entity>(access, condition, SORTS, page).await?;
    Ok(slice.map(Record::from))
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    new: &NewApiClient,
    secret_hash: String,
) -> Result<Model, Problem> {
    let roles = new.roles.clone().unwrap_or_else(|| vec![Role::Integration]);
    let mut row = ActiveModel {
        id: Set(ApiClientId::new(uow.now())),
        name: Set(new.name.clone()),
        roles: Set(JsonText(roles)),
        scopes: Set(JsonText(new.scopes.clone())),
        secret_hashes: Set(JsonText(vec![secret_hash])),
        status: Set(Status::Active),
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn apply_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &ApiClientPatch,
) -> Result<Model, Problem> {
    store::update_if_changed::<Entity>(uow, current, |row| {
        store::set_if(&mut row.name, patch.name.clone());
        store::set_if(&mut row.roles, patch.roles.clone().map(JsonText));
        store::set_if(&mut row.scopes, patch.scopes.clone().map(JsonText));
    })
    .await
}

pub async fn set_secrets(
    uow: &UnitOfWork<'_>,
    current: &Model,
    hashes: Vec<String>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| row.secret_hashes = Set(JsonText(hashes))).await
}

pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| row.status = Set(step.to)).await
}
