//! What work lists ask of consents.

use chrono::NaiveDate;
use entity::consent::{Column, Entity, Status};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};

use crate::platform::{
    Access, Problem,
    outstanding::{Due, DueBy, Outstanding},
};

/// Active consents that expire within these days.
pub async fn expiring(
    access: &impl Access,
    asked: Outstanding<'_>,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<Due>, Problem> {
    let query = asked
        .select::<Entity>(access, Column::CreatedBy)
        .filter(Column::Status.eq(Status::Active))
        .filter(Column::ExpiresOn.between(from, until))
        .order_by_asc(Column::ExpiresOn);
    let consents = query.all(access.connection()).await?;
    let due = consents.iter().map(|row| {
        let by = row.expires_on.map_or(DueBy::Whenever, DueBy::Day);
        Due::of(row, Some(row.created_by), by)
    });
    Ok(due.collect())
}
