//! Requests that are sent again have no second effect.
//!
//! The key is claimed at the start of the transaction and commits with the
//! change. A second sender waits for the first one's transaction; when that
//! commits, the second is shown what the first one made.

use chrono::TimeDelta;
use entity::idempotency_key::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::{
    Problem, UnitOfWork,
    access::Access,
    catalogue,
    ctx::{IdempotencyKey, Replay},
};

const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

/// Claims the key. Gives the id of what an earlier request with it made, or
/// none when this is the first.
pub(super) async fn claim(
    uow: &UnitOfWork<'_>,
    key: &IdempotencyKey,
    kind: &str,
) -> Result<Option<Uuid>, Problem> {
    let row = ActiveModel {
        agency_id: Set(uow.ctx().agency()),
        principal_id: Set(owner(uow, key)),
        key: Set(key.key.clone()),
        fingerprint: Set(key.fingerprints.first().cloned().unwrap_or_default()),
        resource_kind: Set(None),
        resource_id: Set(None),
        created_at: Set(uow.now()),
        expires_at: Set((!key.is_id).then(|| uow.now().plus(KEPT_FOR))),
    };
    let mut on_conflict = OnConflict::columns([Column::AgencyId, Column::PrincipalId, Column::Key]);
    let insert = Entity::insert(row.clone()).on_conflict(on_conflict.do_nothing().to_owned());
    let inserted = insert.exec_without_returning(uow.connection()).await.map_err(in_progress)?;
    if inserted == 1 {
        return Ok(None);
    }
    let Some(earlier) = find(uow, key).await? else {
        // Rolled back between the two statements; the next attempt claims it.
        return Err(Problem::unavailable("idempotency key was released").retryable());
    };
    if earlier.expires_at.is_some_and(|expiry| expiry <= uow.now()) {
        let fresh = row.reset_all();
        fresh.update(uow.connection()).await?;
        return Ok(None);
    }
    let same = key.fingerprints.contains(&earlier.fingerprint)
        && earlier.resource_kind.as_deref() == Some(kind);
    if !same {
        return Err(Problem::new(if key.is_id {
            &catalogue::ID_IN_USE
        } else {
            &catalogue::IDEMPOTENCY_KEY_REUSED
        }));
    }
    uow.ctx().mark_replayed(if key.is_id { Replay::Id } else { Replay::Key });
    Ok(earlier.resource_id)
}

/// Notes what the request made.
pub(super) async fn fulfil(
    uow: &UnitOfWork<'_>,
    key: &IdempotencyKey,
    kind: &str,
    id: Uuid,
) -> Result<(), Problem> {
    let row = ActiveModel {
        agency_id: Set(uow.ctx().agency()),
        principal_id: Set(owner(uow, key)),
        key: Set(key.key.clone()),
        resource_kind: Set(Some(kind.to_owned())),
        resource_id: Set(Some(id)),
        ..Default::default()
    };
    row.update(uow.connection()).await?;
    Ok(())
}

fn owner(uow: &UnitOfWork<'_>, key: &IdempotencyKey) -> Uuid {
    if key.is_id { Uuid::nil() } else { uow.ctx().principal().id }
}

#[expect(clippy::disallowed_methods, reason = "keys belong to callers, not to what they reach")]
async fn find(uow: &UnitOfWork<'_>, key: &IdempotencyKey) -> Result<Option<Model>, Problem> {
    let query = Entity::find()
        .filter(Column::AgencyId.eq(uow.ctx().agency()))
        .filter(Column::PrincipalId.eq(owner(uow, key)))
        .filter(Column::Key.eq(key.key.clone()));
    Ok(query.one(uow.connection()).await?)
}

/// A sender that cannot wait longer for the first one is told so.
fn in_progress(error: sea_orm::DbErr) -> Problem {
    let problem = Problem::from(error);
    let waited = problem.cause().is_some_and(|cause| cause.to_string().contains("55P03"));
    if waited { Problem::new(&catalogue::IDEMPOTENCY_IN_PROGRESS).retry_after(1) } else { problem }
}
