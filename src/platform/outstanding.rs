//! What the records say is to be done: how work lists ask the domains for it,
//! and what they are told.

use chrono::NaiveDate;
use entity::{
    AgencyId, ClientId, Resource, Row, Timestamp, UserId, audit_entry, task,
    task::{Priority, TaskType},
    user_account,
};
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition, ExprTrait, QueryFilter, QuerySelect, Select,
    sea_query::{Expr, Query, SelectStatement},
};
use uuid::Uuid;

use super::{
    Access,
    access::{Reading, item},
    store,
};

/// Which records are asked for. All that is given must fit, and none is told of
/// for which there is a task already.
#[derive(Clone, Copy, Debug)]
pub struct Outstanding<'a> {
    /// Anyone's if absent.
    pub whose: Option<InCharge<'a>>,
    pub client_id: Option<ClientId>,
    pub id: Option<Uuid>,
    /// What kind of task asks for the same.
    pub task_type: TaskType,
    /// A task that was closed since then has settled it too.
    pub settled_since: Option<Timestamp>,
    pub most: u64,
}

/// In whose charge a record is.
#[derive(Clone, Copy, Debug)]
pub enum InCharge<'a> {
    Of(&'a [UserId]),
    /// Of no user who is active.
    Nobody,
}

impl Outstanding<'_> {
    /// The records of these people, as the column says.
    pub fn select<E: Resource>(&self, access: &impl Access, in_charge: E::Column) -> Select<E> {
        self.select_about(access, (E::ID, in_charge))
    }

    /// The same, where a task would be about what the first column refers to.
    pub fn select_about<E: Resource>(
        &self,
        access: &impl Access,
        (subject, in_charge): (E::Column, E::Column),
    ) -> Select<E> {
        let query = self.not_asked_for::<E>(access, subject);
        match self.whose {
            None => query,
            Some(InCharge::Of(users)) => query.filter(in_charge.is_in(users.iter().copied())),
            Some(InCharge::Nobody) => query.filter(Expr::not_exists(active_user(
                Expr::col(E::AGENCY.as_column_ref()),
                Expr::col(in_charge.as_column_ref()),
            ))),
        }
    }

    /// The records, whoever is in charge of them.
    pub fn select_anyones<E: Resource>(&self, access: &impl Access) -> Select<E> {
        self.not_asked_for::<E>(access, E::ID)
    }

    fn not_asked_for<E: Resource>(&self, access: &impl Access, subject: E::Column) -> Select<E> {
        let asking = self
            .task_about(Expr::col(E::AGENCY.as_column_ref()), Expr::col(subject.as_column_ref()));
        let client = self.client_id.zip(E::CLIENTS.first());
        let narrowed = Condition::all()
            .add_option(self.id.map(|id| subject.eq(id)))
            .add_option(client.map(|(client, column)| column.eq(client)));
        store::within::<E>(access.scope())
            .filter(narrowed)
            .filter(Expr::not_exists(asking))
            .limit(self.most)
    }

    /// The task that asks for the same already.
    fn task_about(&self, agency: Expr, subject: Expr) -> SelectStatement {
        use task::{Column, Entity as Tasks, Status};

        let column = |column: Column| Expr::col((Tasks, column));
        let open = Status::OPEN.map(|status| status.to_value());
        let closed = [Status::Completed, Status::Failed, Status::Cancelled];
        let settled = self.settled_since.map(|since| {
            Condition::all()
                .add(column(Column::Status).is_in(closed.map(|status| status.to_value())))
                .add(column(Column::UpdatedAt).gte(since))
        });
        let asks = Condition::any().add(column(Column::Status).is_in(open)).add_option(settled);
        Query::select()
            .expr(Expr::val(1))
            .from(Tasks)
            .and_where(column(Column::AgencyId).eq(agency))
            .and_where(column(Column::SubjectId).eq(subject))
            .and_where(column(Column::TaskType).eq(self.task_type.to_value()))
            .cond_where(asks)
            .to_owned()
    }
}

fn active_user(agency: Expr, user: Expr) -> SelectStatement {
    use user_account::{Column, Entity as Users, Status};

    Query::select()
        .expr(Expr::val(1))
        .from(Users)
        .and_where(Expr::col((Users, Column::AgencyId)).eq(agency))
        .and_where(Expr::col((Users, Column::Id)).eq(user))
        .and_where(Expr::col((Users, Column::Status)).eq(Status::Active.to_value()))
        .to_owned()
}

/// A record that has something left to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    agency: AgencyId,
    record: audit_entry::Item,
    /// What a task would be about: the record, unless `about` says otherwise.
    pub subject_id: Uuid,
    pub client_id: Option<ClientId>,
    pub in_charge: Option<UserId>,
    pub priority: Priority,
    pub by: DueBy,
}

/// Until when something is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueBy {
    /// The end of this day where the agency is.
    Day(NaiveDate),
    /// The end of the business day so many business days after the instant's.
    BusinessDaysAfter(Timestamp, u32),
    /// The end of the day so many days after the instant's.
    DaysAfter(Timestamp, u32),
    Instant(Timestamp),
    Whenever,
}

impl Due {
    pub fn of<M: Row>(row: &M, in_charge: Option<UserId>, by: DueBy) -> Self {
        Self {
            agency: row.agency_id().into(),
            record: item(row, "read"),
            subject_id: row.id(),
            client_id: row.client_id().map(Into::into),
            in_charge,
            priority: Priority::Routine,
            by,
        }
    }

    #[must_use]
    pub fn with_priority(self, priority: Priority) -> Self {
        Self { priority, ..self }
    }

    /// The same, as something to do about another record.
    #[must_use]
    pub fn about(self, subject_id: Uuid) -> Self {
        Self { subject_id, ..self }
    }

    /// Notes for the audit entry that the caller was told of it.
    pub fn seen(&self, reading: &Reading<'_>) {
        reading.ctx().touched().add(self.agency, self.record.clone());
    }
}
