//! The queries that every resource needs, within what the caller may reach.

use entity::{Resource, Row, Timestamp};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait,
    IntoActiveModel, Iterable, ModelTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select, Statement, Value, sea_query::LockType,
};

use super::{
    Access, IfMatch, Problem, Scope, UnitOfWork,
    page::{PageQuery, Slice, SortKey},
    restriction,
};

/// The rows of `E` within the caller's reach: the start of every query. What is
/// tied to a restricted client is not among them, unless the caller may see it.
#[expect(clippy::disallowed_methods, reason = "this is what everyone else should use")]
pub fn within<E: Resource>(scope: &Scope) -> Select<E> {
    let rows = E::find().filter(E::AGENCY.eq(scope.agency()));
    match scope.needs_grant() {
        Some(caller) => restriction::visible(rows, caller),
        None => rows,
    }
}

/// The row, if the caller may know of it.
pub async fn find<E: Resource>(
    access: &impl Access,
    id: impl Into<Value>,
) -> Result<E::Model, Problem> {
    let row = within::<E>(access.scope()).filter(E::ID.eq(id)).one(access.connection()).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    access.saw(&row);
    Ok(row)
}

/// Finds the row, locks it until the end of the transaction, and checks that it
/// is the version that the caller has seen.
pub async fn lock<E: Resource>(
    uow: &UnitOfWork<'_>,
    id: impl Into<Value>,
    seen: IfMatch,
) -> Result<E::Model, Problem> {
    let row = lock_current::<E>(uow, id).await?;
    seen.check(row.version())?;
    Ok(row)
}

/// Finds and locks a row that the work depends on, whatever its version.
pub async fn lock_current<E: Resource>(
    uow: &UnitOfWork<'_>,
    id: impl Into<Value>,
) -> Result<E::Model, Problem> {
    locked::<E>(uow, id, LockType::Update).await
}

/// Finds a row that must stay as it is until the end of the transaction, such
/// as the client that new work is for. Others may hold it in the same way.
pub async fn hold<E: Resource>(
    uow: &UnitOfWork<'_>,
    id: impl Into<Value>,
) -> Result<E::Model, Problem> {
    locked::<E>(uow, id, LockType::Share).await
}

async fn locked<E: Resource>(
    uow: &UnitOfWork<'_>,
    id: impl Into<Value>,
    lock: LockType,
) -> Result<E::Model, Problem> {
    let mut query = within::<E>(uow.scope()).filter(E::ID.eq(id));
    // SQLite has no row locks; its one writer holds the whole database.
    if uow.connection().get_database_backend() == DbBackend::Postgres {
        query = query.lock(lock);
    }
    let row = query.one(uow.connection()).await?.ok_or_else(Problem::not_found)?;
    uow.saw(&row);
    Ok(row)
}

/// All rows that satisfy the condition, in the order given. For the parts of
/// one resource, whose number is bounded; lists for callers are pages.
pub async fn all<E: Resource>(
    access: &impl Access,
    condition: Condition,
    order: &[E::Column],
) -> Result<Vec<E::Model>, Problem> {
    let mut query = within::<E>(access.scope()).filter(condition);
    for column in order {
        query = query.order_by_asc(*column);
    }
    let rows = query.order_by_asc(E::ID).all(access.connection()).await?;
    Ok(rows)
}

/// Whether a row satisfies the condition.
pub async fn exists<E: Resource>(
    access: &impl Access,
    condition: Condition,
) -> Result<bool, Problem> {
    let query = within::<E>(access.scope()).filter(condition).select_only().column(E::ID).limit(1);
    let found = query.into_tuple::<uuid::Uuid>().one(access.connection()).await?;
    Ok(found.is_some())
}

/// One page of the rows that satisfy the condition.
pub async fn page<E: Resource>(
    access: &impl Access,
    condition: Condition,
    sorts: &'static [SortKey<E>],
    query: &PageQuery,
) -> Result<Slice<E::Model>, Problem> {
    let order = query.order(sorts)?;
    let position = query.position(access, &order)?;
    let total = if query.include_total {
        let rows = within::<E>(access.scope()).filter(condition.clone());
        Some(rows.count(access.connection()).await?)
    } else {
        None
    };
    let mut select = within::<E>(access.scope()).filter(condition);
    if let Some(last_seen) = position {
        select = select.filter(after(&order, &last_seen));
    }
    for (column, descending) in &order.columns {
        select =
            if *descending { select.order_by_desc(*column) } else { select.order_by_asc(*column) };
    }
    // One row more than asked for tells whether there is a next page.
    let limit = query.limit();
    let mut rows = select.limit(limit + 1).all(access.connection()).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    for row in &rows {
        access.saw(row);
    }
    let next = rows.last().filter(|_| more).map(|last| query.cursor_after(access, &order, last));
    Ok(Slice { rows, next, total })
}

/// The rows that come after the last one seen, by the order of the list.
fn after<E: Resource>(order: &super::page::Order<E>, last_seen: &[Value]) -> Condition {
    let mut any = Condition::any();
    for (place, ((column, descending), value)) in order.columns.iter().zip(last_seen).enumerate() {
        let mut all = Condition::all();
        for ((earlier, _), value) in order.columns.iter().zip(last_seen).take(place) {
            all = all.add(earlier.eq(value.clone()));
        }
        let beyond = if *descending { column.lt(value.clone()) } else { column.gt(value.clone()) };
        any = any.add(all.add(beyond));
    }
    any
}

/// Writes the new row.
pub async fn insert<E: Resource>(
    uow: &UnitOfWork<'_>,
    row: E::ActiveModel,
) -> Result<E::Model, Problem> {
    row.insert(uow.connection()).await.map_err(Problem::of_insert)
}

/// Writes the changed columns of a row that was locked, as its next version.
pub async fn update<E: Resource>(
    uow: &UnitOfWork<'_>,
    current: &E::Model,
    change: impl FnOnce(&mut E::ActiveModel),
) -> Result<E::Model, Problem> {
    let mut row = current.clone().into_active_model();
    change(&mut row);
    row.set(E::VERSION, (current.version() + 1).into());
    row.set(E::UPDATED_AT, uow.now().into());
    row.set(E::UPDATED_BY, uow.actor().into());
    Ok(row.update(uow.connection()).await?)
}

/// The same, unless that would leave every column as it is: then the row keeps its version, and
/// a `Change::updated` of it tells of nothing.
pub async fn update_if_changed<E: Resource>(
    uow: &UnitOfWork<'_>,
    current: &E::Model,
    change: impl FnOnce(&mut E::ActiveModel),
) -> Result<E::Model, Problem> {
    let mut row = current.clone().into_active_model();
    change(&mut row);
    if !differs::<E>(&row, current) {
        uow.leaves(current);
        return Ok(current.clone());
    }
    update::<E>(uow, current, |to| *to = row).await
}

/// Whether what is to be written says anything else than the row that is there.
pub fn differs<E: Resource>(row: &E::ActiveModel, current: &E::Model) -> bool {
    E::Column::iter().any(|column| {
        let value = row.get(column).into_value();
        value.is_some_and(|value| value != current.get(column))
    })
}

/// The next version of a row whose version counts for its part, which was updated: the same row,
/// of which a `Change::updated` tells nothing, if the part was left as it is.
pub async fn update_with_part<E: Resource, P: Row>(
    uow: &UnitOfWork<'_>,
    current: &E::Model,
    (before, after): (&P, &P),
) -> Result<E::Model, Problem> {
    if before.version() == after.version() {
        uow.leaves(current);
        return Ok(current.clone());
    }
    update::<E>(uow, current, |_| {}).await
}

/// Sets the columns that every new row has.
pub fn stamp<E: Resource>(uow: &UnitOfWork<'_>, row: &mut E::ActiveModel) {
    let now: Timestamp = uow.now();
    row.set(E::AGENCY, uow.scope().agency().into());
    row.set(E::VERSION, 1_i64.into());
    row.set(E::CREATED_AT, now.into());
    row.set(E::UPDATED_AT, now.into());
    row.set(E::CREATED_BY, uow.actor().into());
    row.set(E::UPDATED_BY, uow.actor().into());
}

/// Removes the parts of a row that are replaced as a whole, such as its search
/// keys. Rows with an identity of their own are never removed.
#[expect(clippy::disallowed_methods, reason = "only for derived rows")]
pub async fn remove_derived<E: EntityTrait>(
    uow: &UnitOfWork<'_>,
    agency: E::Column,
    owner: E::Column,
    id: impl Into<Value>,
) -> Result<(), Problem> {
    let delete = E::delete_many().filter(agency.eq(uow.scope().agency())).filter(owner.eq(id));
    delete.exec(uow.connection()).await?;
    Ok(())
}

/// Writes derived rows.
pub async fn insert_derived<A>(uow: &UnitOfWork<'_>, rows: Vec<A>) -> Result<(), Problem>
where
    A: ActiveModelTrait + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    if !rows.is_empty() {
        let insert = <A::Entity as EntityTrait>::insert_many(rows);
        insert.exec_without_returning(uow.connection()).await?;
    }
    Ok(())
}

/// `column = ANY(values)`, or everything when no value is asked for.
pub fn any_of<C: ColumnTrait, V: Into<Value> + Clone>(
    column: C,
    values: Option<&[V]>,
) -> Condition {
    match values {
        Some(values) => Condition::all().add(column.is_in(values.iter().cloned())),
        None => Condition::all(),
    }
}

/// Text that begins with the prefix, by a range that an index can serve.
pub fn begins_with<C: ColumnTrait>(column: C, prefix: &str) -> Condition {
    let condition = Condition::all().add(column.gte(prefix));
    // The highest character there is closes the range.
    condition.add(column.lt(format!("{prefix}\u{10FFFF}")))
}

/// Sets a column to the new value, if there is one.
pub fn set_if<T: Into<Value>>(column: &mut ActiveValue<T>, value: Option<T>) {
    if let Some(value) = value {
        *column = ActiveValue::Set(value);
    }
}

/// Sets, clears or keeps a column that may be empty, as a PATCH says.
pub fn set_or_clear<T>(column: &mut ActiveValue<Option<T>>, value: Option<T>, cleared: bool)
where
    Option<T>: Into<Value>,
{
    if value.is_some() {
        *column = ActiveValue::Set(value);
    } else if cleared {
        *column = ActiveValue::Set(None);
    }
}

/// Lets one unit of work of the agency at a time go on with this key, until it
/// ends: for rules that no row and no unique key can guard.
pub async fn one_at_a_time(uow: &UnitOfWork<'_>, key: &str) -> Result<(), Problem> {
    // SQLite's one writer is alone in any case.
    if uow.connection().get_database_backend() == DbBackend::Postgres {
        let agency = uow.scope().agency();
        let statement = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
            [format!("{agency} {key}").into()],
        );
        uow.connection().execute_raw(statement).await?;
    }
    Ok(())
}
