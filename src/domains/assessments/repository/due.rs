//! What work lists ask of assessments.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::{
    ClientId, Timestamp,
    assessment::{Column, Entity, Kind, Model, Status},
    assessment_flag as flag,
};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};

use crate::platform::{Access, Problem, store};

/// Those of the clients of whom a critical flag is open.
pub async fn with_open_critical_flags(
    access: &impl Access,
    clients: &[ClientId],
) -> Result<HashSet<ClientId>, Problem> {
    let query = store::within::<flag::Entity>(access.scope())
        .select_only()
        .column(flag::Column::ClientId)
        .distinct()
        .filter(flag::Column::ClientId.is_in(clients.iter().copied()))
        .filter(flag::Column::Status.eq(flag::Status::Open))
        .filter(flag::Column::Severity.eq(flag::Severity::Critical));
    let found: Vec<ClientId> = query.into_tuple().all(access.connection()).await?;
    Ok(found.into_iter().collect())
}

/// Open flags that ask for a reaction by some time, of those who took the assessment.
pub async fn flags_to_acknowledge(
    access: &impl Access,
    whose: store::Pick<'_>,
    most: u64,
) -> Result<Vec<flag::Model>, Problem> {
    let query = store::within::<flag::Entity>(access.scope())
        .filter(whose.condition::<flag::Entity>(flag::Column::CreatedBy))
        .filter(flag::Column::Status.eq(flag::Status::Open))
        .filter(flag::Column::AcknowledgeBy.is_not_null())
        .order_by_asc(flag::Column::AcknowledgeBy)
        .limit(most);
    Ok(query.all(access.connection()).await?)
}

/// Planned assessments that are due by then, of those who planned them.
pub async fn planned_until(
    access: &impl Access,
    whose: store::Pick<'_>,
    day: NaiveDate,
    most: u64,
) -> Result<Vec<Model>, Problem> {
    let query = store::within::<Entity>(access.scope())
        .filter(whose.condition::<Entity>(Column::CreatedBy))
        .filter(Column::Status.eq(Status::Planned))
        .filter(Column::DueOn.lte(day))
        .order_by_asc(Column::DueOn)
        .limit(most);
    Ok(query.all(access.connection()).await?)
}

/// First assessments that were completed between these moments, of those who
/// began them.
pub async fn initial_completed(
    access: &impl Access,
    whose: store::Pick<'_>,
    (from, to): (Timestamp, Timestamp),
    most: u64,
) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all()
        .add(whose.condition::<Entity>(Column::CreatedBy))
        .add(Column::Status.is_in([Status::Completed, Status::Reviewed]))
        .add(Column::Kind.eq(Kind::Initial))
        .add(Column::CompletedAt.gt(from))
        .add(Column::CompletedAt.lte(to));
    let query = store::within::<Entity>(access.scope())
        .filter(condition)
        .order_by_asc(Column::CompletedAt)
        .limit(most);
    Ok(query.all(access.connection()).await?)
}
