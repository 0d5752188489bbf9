//! What work lists ask of assessments.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::{
    ClientId,
    assessment::{Column, Entity, Status},
    assessment_flag as flag,
    task::Priority,
};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::platform::{
    Access, Problem,
    outstanding::{Due, DueBy, Outstanding},
    store,
};

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

/// Flags to which nobody has reacted.
pub async fn flags(access: &impl Access, asked: Outstanding<'_>) -> Result<Vec<Due>, Problem> {
    use flag::{Column, Entity, Severity, Status};

    let query = asked
        .select::<Entity>(access, Column::CreatedBy)
        .filter(Column::Status.eq(Status::Open))
        .filter(Column::Severity.ne(Severity::Info))
        .order_by_asc(Column::CreatedAt);
    let flags = query.all(access.connection()).await?;
    let due = flags.iter().map(|row| {
        let by = row.acknowledge_by.map_or(DueBy::DaysAfter(row.created_at, 7), DueBy::Instant);
        let priority = match row.severity {
            Severity::Info | Severity::Warning => Priority::Routine,
            Severity::Urgent => Priority::Urgent,
            Severity::Critical => Priority::Stat,
        };
        Due::of(row, Some(row.created_by), by).with_priority(priority)
    });
    Ok(due.collect())
}

/// Assessments that are planned until this day.
pub async fn planned(
    access: &impl Access,
    asked: Outstanding<'_>,
    until: NaiveDate,
) -> Result<Vec<Due>, Problem> {
    let query = asked
        .select::<Entity>(access, Column::CreatedBy)
        .filter(Column::Status.eq(Status::Planned))
        .filter(Column::DueOn.lte(until))
        .order_by_asc(Column::DueOn);
    let planned = query.all(access.connection()).await?;
    let due = planned.iter().map(|row| {
        let by = row.due_on.map_or(DueBy::Whenever, DueBy::Day);
        Due::of(row, Some(row.created_by), by)
    });
    Ok(due.collect())
}
