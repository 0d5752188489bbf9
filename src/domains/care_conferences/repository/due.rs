//! What work lists ask of care conferences.

use entity::care_conference::{Column, Entity, Status};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};

use crate::platform::{
    Access, Problem,
    outstanding::{Due, DueBy, Outstanding},
};

/// Conferences that were held and whose minutes nobody has signed. Who organized
/// one sees to its minutes.
pub async fn unsigned(access: &impl Access, asked: Outstanding<'_>) -> Result<Vec<Due>, Problem> {
    let query = asked
        .select::<Entity>(access, Column::OrganizerId)
        .filter(Column::Status.is_in([Status::Held, Status::MinutesDraft]))
        .order_by_asc(Column::MinutesDueAt);
    let conferences = query.all(access.connection()).await?;
    let due = conferences.iter().map(|row| {
        let by = row.minutes_due_at.map_or(DueBy::Whenever, DueBy::Instant);
        Due::of(row, Some(row.organizer_id), by)
    });
    Ok(due.collect())
}
