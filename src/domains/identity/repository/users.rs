//! The user queries that `platform::store` does not already have.

use entity::{
    JsonText, Row, UserId,
    user_account::{ActiveModel, Column, Entity, Model, Role, Status},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter};

use super::{
    super::{
        dto::{UserClearableField, UserFilter, UserPatch},
        rules,
    },
    having_role,
};
use crate::platform::{Access, PageQuery, Problem, Shown, Slice, SortKey, Step, UnitOfWork, store};

const SORTS: &[SortKey<Entity>] = &[
    SortKey { name: "updatedAt", column: Column::UpdatedAt },
    SortKey { name: "displayName", column: Column::DisplayName },
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
    filter: &UserFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let condition = Condition::all()
        .add(store::any_of(Column::Status, filter.status.as_ref().map(|any| any.0.as_slice())))
        .add_option(filter.role.as_ref().map(|any| having_role(Column::Roles, &any.0)));
    store::page::<Entity>(access, condition, SORTS, page).await
}

/// The active administrator who was added first.
pub async fn first_admin(access: &impl Access) -> Result<Option<Model>, Problem> {
    let condition = Condition::all()
        .add(Column::Status.eq(Status::Active))
        .add(having_role(Column::Roles, &[Role::Admin]));
    let rows = store::all::<Entity>(access, condition, &[Column::CreatedAt]).await?;
    Ok(rows.into_iter().next())
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    id: UserId,
    display_name: &str,
    email: Option<&str>,
    roles: &[Role],
) -> Result<Model, Problem> {
    let mut row = ActiveModel {
        id: Set(id),
        display_name: Set(display_name.to_owned()),
        email: Set(email.map(rules::email_key)),
        roles: Set(JsonText(roles.to_vec())),
        status: Set(Status::Active),
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn apply_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &UserPatch,
) -> Result<Model, Problem> {
    store::update_if_changed::<Entity>(uow, current, |row| {
        store::set_if(&mut row.display_name, patch.display_name.clone());
        let cleared = patch.clear_fields.contains(&UserClearableField::Email);
        let email = patch.email.as_deref().map(rules::email_key);
        store::set_or_clear(&mut row.email, email, cleared);
        store::set_if(&mut row.roles, patch.roles.clone().map(JsonText));
    })
    .await
}

pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| row.status = Set(step.to)).await
}

/// Whether the agency has an active administrator beside the user.
pub async fn has_other_admin(access: &impl Access, user: UserId) -> Result<bool, Problem> {
    let condition = having_role(Column::Roles, &[Role::Admin]);
    let others = Condition::all()
        .add(condition)
        .add(Column::Status.eq(Status::Active))
        .add(Column::Id.ne(user));
    store::exists::<Entity>(access, others).await
}

/// Whether someone beside the user has the address.
pub async fn has_email(
    access: &impl Access,
    email: &str,
    except: Option<UserId>,
) -> Result<bool, Problem> {
    let condition = Condition::all()
        .add(Column::Email.eq(rules::email_key(email)))
        .add_option(except.map(|user| Column::Id.ne(user)));
    store::exists::<Entity>(access, condition).await
}

/// The user, if the id is one's.
pub async fn of_id(access: &impl Access, id: UserId) -> Result<Option<Model>, Problem> {
    let query = store::within::<Entity>(access.scope()).filter(Column::Id.eq(id));
    let user = query.one(access.connection()).await?;
    if let Some(user) = &user {
        access.saw(user);
    }
    Ok(user)
}
