//! What work lists ask of referrals, on either side.

use entity::{
    Timestamp, UserId,
    referral::{
        Direction, LoopStatus, Status,
        outline::{Column, Entity, Model},
    },
};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};

use crate::platform::{
    Access, Problem,
    outstanding::{Due, DueBy, InCharge, Outstanding},
};

/// Business days to look at a result after it came.
const RESULT_DAYS: u32 = 3;

/// Sent referrals that nobody has answered in time.
pub async fn unanswered(
    access: &impl Access,
    asked: Outstanding<'_>,
    now: Timestamp,
) -> Result<Vec<Due>, Problem> {
    let query = asked
        .select::<Entity>(access, Column::CreatedBy)
        .filter(Column::Direction.eq(Direction::Outgoing))
        .filter(Column::Status.eq(Status::Requested))
        .filter(Column::AckDueAt.lte(now))
        .order_by_asc(Column::AckDueAt);
    let rows = query.all(access.connection()).await?;
    Ok(rows.iter().map(|row| due(row, acknowledged_by(row), Some(row.created_by))).collect())
}

/// Sent referrals that have come to an end, and whose result nobody has looked at.
pub async fn to_review(access: &impl Access, asked: Outstanding<'_>) -> Result<Vec<Due>, Problem> {
    let query = asked
        .select::<Entity>(access, Column::CreatedBy)
        .filter(Column::Direction.eq(Direction::Outgoing))
        .filter(Column::LoopStatus.eq(LoopStatus::ResultReceived))
        .order_by_asc(Column::StatusChangedAt);
    let rows = query.all(access.connection()).await?;
    let by = |row: &Model| DueBy::BusinessDaysAfter(row.status_changed_at, RESULT_DAYS);
    Ok(rows.iter().map(|row| due(row, by(row), Some(row.created_by))).collect())
}

/// Referrals that came in and wait for an answer. They are in nobody's charge.
pub async fn to_answer(access: &impl Access, asked: Outstanding<'_>) -> Result<Vec<Due>, Problem> {
    if let Some(InCharge::Of(_)) = asked.whose {
        return Ok(Vec::new());
    }
    let query = asked
        .select_anyones::<Entity>(access)
        .filter(Column::Direction.eq(Direction::Incoming))
        .filter(Column::Status.eq(Status::Requested))
        .order_by_asc(Column::AckDueAt);
    let rows = query.all(access.connection()).await?;
    Ok(rows.iter().map(|row| due(row, acknowledged_by(row), None)).collect())
}

fn acknowledged_by(row: &Model) -> DueBy {
    row.ack_due_at.map_or(DueBy::Whenever, DueBy::Instant)
}

fn due(row: &Model, by: DueBy, in_charge: Option<UserId>) -> Due {
    Due::of(row, in_charge, by).with_priority(row.priority)
}
