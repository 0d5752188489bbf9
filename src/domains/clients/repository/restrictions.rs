//! Which clients are restricted, and who may see them.

use entity::{
    AccessGrantId, ApiClientId, ClientId, Row, UserId, Uuid,
    access_grant::{ActiveModel, Column, Entity, Model, Origin, Status},
    client, client_restriction as restriction,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use crate::{
    domains::clients::dto::AccessGrantFilter,
    platform::{Access, PageQuery, Problem, Shown, Slice, Step, UnitOfWork, store},
};

impl Shown for Model {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> Uuid {
        Row::id(self)
    }

    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        store::find::<Entity>(access, id).await
    }
}

/// Who is to see a client.
#[derive(Clone, Copy)]
pub enum Grantee {
    User(UserId),
    ApiClient(ApiClientId),
}

impl Grantee {
    pub fn id(self) -> Uuid {
        match self {
            Self::User(id) => id.uuid(),
            Self::ApiClient(id) => id.uuid(),
        }
    }
}

/// Hides the client, or shows them again. The row that queries ask for goes
/// with the flag that the client shows.
pub async fn set_restricted(
    uow: &UnitOfWork<'_>,
    current: &client::Model,
    restricted: bool,
) -> Result<client::Model, Problem> {
    use restriction::Column as Key;

    store::remove_derived::<restriction::Entity>(uow, Key::AgencyId, Key::ClientId, current.id)
        .await?;
    if restricted {
        let row = restriction::ActiveModel {
            agency_id: Set(current.agency_id),
            client_id: Set(current.id),
            restricted_at: Set(uow.now()),
            restricted_by: Set(uow.actor()),
        };
        store::insert_derived(uow, vec![row]).await?;
    }
    store::update::<client::Entity>(uow, current, |row| row.restricted = Set(restricted)).await
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    id: Option<AccessGrantId>,
    client_id: ClientId,
    (grantee, origin): (Grantee, Origin),
    reason: &str,
) -> Result<Model, Problem> {
    let (user_id, api_client_id) = match grantee {
        Grantee::User(id) => (Some(id), None),
        Grantee::ApiClient(id) => (None, Some(id)),
    };
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(id)),
        client_id: Set(client_id),
        user_id: Set(user_id),
        api_client_id: Set(api_client_id),
        grantee_id: Set(grantee.id()),
        origin: Set(origin),
        reason: Set(reason.to_owned()),
        status: Set(Status::Active),
        revoked_at: NotSet,
        revoke_reason: NotSet,
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    reason: &str,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.revoked_at = Set(Some(uow.now()));
        row.revoke_reason = Set(Some(reason.to_owned()));
    })
    .await
}

/// The client's grants that count.
pub async fn active(access: &impl Access, client_id: ClientId) -> Result<Vec<Model>, Problem> {
    let condition =
        Condition::all().add(Column::ClientId.eq(client_id)).add(Column::Status.eq(Status::Active));
    store::all::<Entity>(access, condition, &[Column::CreatedAt]).await
}

/// Whether it is a user of the agency, whatever their status.
pub async fn is_user(access: &impl Access, id: UserId) -> Result<bool, Problem> {
    use entity::user_account;

    let condition = Condition::all().add(user_account::Column::Id.eq(id));
    store::exists::<user_account::Entity>(access, condition).await
}

pub async fn page(
    access: &impl Access,
    client_id: ClientId,
    filter: &AccessGrantFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let asked = filter.status.as_ref().map_or(&[Status::Active][..], |any| any.0.as_slice());
    let condition = Condition::all()
        .add(Column::ClientId.eq(client_id))
        .add(store::any_of(Column::Status, Some(asked)));
    store::page::<Entity>(access, condition, &[], page).await
}
