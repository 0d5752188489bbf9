//! The queries about pairs of clients who may be one person.

use entity::{
    ClientId, DuplicateCandidateId, JsonText, Row,
    duplicate_candidate::{ActiveModel, Column, Entity, MatchReason, Model, Status},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use crate::{
    domains::clients::dto::DuplicateCandidateFilter,
    platform::{Access, PageQuery, Problem, Slice, SortKey, Step, UnitOfWork, store},
};

const SORTS: &[SortKey<Entity>] = &[SortKey { name: "score", column: Column::Score }];

/// A score as the row keeps it.
#[expect(clippy::cast_possible_truncation, reason = "a score is between 0 and 1")]
fn thousandths(score: f64) -> i32 {
    (score * 1000.0).round() as i32
}

pub async fn page(
    access: &impl Access,
    filter: &DuplicateCandidateFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let statuses = filter.status.as_ref().map(|any| any.0.as_slice());
    let condition = Condition::all()
        .add(store::any_of(Column::Status, statuses))
        .add_option(filter.client_id.map(of_client));
    store::page::<Entity>(access, condition, SORTS, page).await
}

fn of_client(id: ClientId) -> Condition {
    Condition::any().add(Column::ClientId.eq(id)).add(Column::OtherClientId.eq(id))
}

/// Every pair that the client is one of.
pub async fn of(access: &impl Access, id: ClientId) -> Result<Vec<Model>, Problem> {
    store::all::<Entity>(access, Condition::all().add(of_client(id)), &[]).await
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    (client_id, other_client_id): (ClientId, ClientId),
    (score, reasons): (f64, Vec<MatchReason>),
) -> Result<Model, Problem> {
    let (low, high) = (client_id.min(other_client_id), client_id.max(other_client_id));
    let mut row = ActiveModel {
        id: Set(DuplicateCandidateId::new(uow.now())),
        client_id: Set(client_id),
        other_client_id: Set(other_client_id),
        pair: Set(format!("{low} {high}")),
        score: Set(thousandths(score)),
        reasons: Set(JsonText(reasons)),
        status: Set(Status::Open),
        dismiss_reason: Set(None),
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

/// Notes how alike the two are now; none if that is what was known.
pub async fn rescore(
    uow: &UnitOfWork<'_>,
    current: &Model,
    (score, reasons): (f64, Vec<MatchReason>),
) -> Result<Option<Model>, Problem> {
    if current.score == thousandths(score) && current.reasons.0 == reasons {
        return Ok(None);
    }
    let updated = store::update::<Entity>(uow, current, |row| {
        row.score = Set(thousandths(score));
        row.reasons = Set(JsonText(reasons));
    });
    updated.await.map(Some)
}

pub async fn dismiss(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    reason: &str,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.dismiss_reason = Set(Some(reason.to_owned()));
    })
    .await
}

/// A pair with the two clients, as far as the caller may see them.
#[derive(Clone, Debug)]
pub struct PairRecord {
    pub pair: Model,
    pub clients: Vec<entity::client::Model>,
}

impl crate::platform::Shown for PairRecord {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> entity::Uuid {
        self.pair.id.uuid()
    }

    fn version(&self) -> i64 {
        self.pair.version
    }

    async fn shown(access: &impl Access, id: entity::Uuid) -> Result<Self, Problem> {
        with_clients(access, store::find::<Entity>(access, id).await?).await
    }
}

pub async fn with_clients(access: &impl Access, pair: Model) -> Result<PairRecord, Problem> {
    let clients = super::of_ids(access, &[pair.client_id, pair.other_client_id]).await?;
    for client in &clients {
        access.saw(client);
    }
    Ok(PairRecord { pair, clients })
}
