//! What work lists ask of care plans.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::{Timestamp, assessment, care_plan, plan_review};
use sea_orm::{
    ActiveEnum, ColumnTrait, ExprTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, Query, SelectStatement},
};

use crate::platform::{
    Access, Problem,
    outstanding::{Due, DueBy, Outstanding},
};

/// Days until there is to be a plan, from the end of the initial assessment on.
const PLAN_DAYS: u32 = 14;

/// Reviews of active plans that are due until this day.
pub async fn reviews(
    access: &impl Access,
    asked: Outstanding<'_>,
    until: NaiveDate,
) -> Result<Vec<Due>, Problem> {
    use plan_review::{Column, Entity, Status};

    let query = asked
        .select::<Entity>(access, Column::ReviewerId)
        .filter(Column::Status.eq(Status::Scheduled))
        .filter(Column::DueOn.lte(until))
        .filter(Expr::exists(active_plan()))
        .order_by_asc(Column::DueOn);
    let reviews = query.all(access.connection()).await?;
    let due = reviews.iter().map(|row| Due::of(row, row.reviewer_id, DueBy::Day(row.due_on)));
    Ok(due.collect())
}

/// The plan that is reviewed, while it is active.
fn active_plan() -> SelectStatement {
    use care_plan::{Column, Entity, Status};
    use plan_review::{Column as Reviewed, Entity as Reviews};

    Query::select()
        .expr(Expr::val(1))
        .from(Entity)
        .and_where(Expr::col((Entity, Column::AgencyId)).equals((Reviews, Reviewed::AgencyId)))
        .and_where(Expr::col((Entity, Column::Id)).equals((Reviews, Reviewed::CarePlanId)))
        .and_where(Expr::col((Entity, Column::Status)).eq(Status::Active.to_value()))
        .to_owned()
}

/// Clients whose initial assessment was completed within this time, and who have
/// no plan, not even a draft. Each once.
pub async fn missing(
    access: &impl Access,
    asked: Outstanding<'_>,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Due>, Problem> {
    use assessment::{Column, Entity, Kind, Status};

    let query = asked
        .select_about::<Entity>(access, (Column::ClientId, Column::CreatedBy))
        .filter(Column::Status.is_in([Status::Completed, Status::Reviewed]))
        .filter(Column::Kind.eq(Kind::Initial))
        .filter(Column::CompletedAt.between(from, until))
        .filter(Expr::not_exists(open_plan()))
        .order_by_asc(Column::CompletedAt);
    let assessments = query.all(access.connection()).await?;
    let mut clients = HashSet::new();
    let firsts = assessments.iter().filter(|row| clients.insert(row.client_id));
    let due = firsts.map(|row| {
        let by = row.completed_at.map_or(DueBy::Whenever, |at| DueBy::DaysAfter(at, PLAN_DAYS));
        Due::of(row, Some(row.created_by), by).about(row.client_id.uuid())
    });
    Ok(due.collect())
}

/// A plan of the assessment's client that is not over.
fn open_plan() -> SelectStatement {
    use assessment::{Column as Assessed, Entity as Assessments};
    use care_plan::{Column, Entity, Status};

    let open = [Status::Draft, Status::InReview, Status::Active, Status::OnHold];
    Query::select()
        .expr(Expr::val(1))
        .from(Entity)
        .and_where(Expr::col((Entity, Column::AgencyId)).equals((Assessments, Assessed::AgencyId)))
        .and_where(Expr::col((Entity, Column::ClientId)).equals((Assessments, Assessed::ClientId)))
        .and_where(Expr::col((Entity, Column::Status)).is_in(open.map(|status| status.to_value())))
        .to_owned()
}
