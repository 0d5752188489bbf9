//! The queries of the audit log.

use entity::{
    AuditEntryId, ClientId, Row, audit_client,
    audit_entry::{Column, Entity, Model},
};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QuerySelect, QueryTrait};

use super::dto::AuditEventFilter;
use crate::platform::{Access, Ctx, PageQuery, Problem, Reach, Scope, Slice, store};

/// Reads without a note of each row in the audit entry of the reading.
///
/// An entry about a list of entries would name each of them, up to 200, and
/// whoever looks at the log page by page would make it grow by as much as they
/// read. That the log was read, by whom, when and by which operation is in the
/// entry all the same.
struct Unnoted<'a, A>(&'a A);

impl<A: Access> Access for Unnoted<'_, A> {
    type Connection = A::Connection;

    fn connection(&self) -> &A::Connection {
        self.0.connection()
    }

    fn scope(&self) -> &Scope {
        self.0.scope()
    }

    fn saw<M: Row>(&self, _: &M) {}

    fn ctx(&self) -> &Ctx {
        self.0.ctx()
    }
}

pub async fn page(
    access: &impl Access,
    filter: &AuditEventFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let condition = Condition::all()
        .add(reached(access.scope()))
        .add_option(filter.actor_id.map(|actor| Column::ActorId.eq(actor)))
        .add_option(filter.client_id.map(|client| about(access.scope(), client)))
        .add_option(filter.operation.as_deref().map(|name| Column::Operation.eq(name)))
        .add(store::any_of(Column::Outcome, filter.outcome.as_ref().map(|any| any.0.as_slice())))
        .add_option(filter.since.map(|since| Column::CreatedAt.gte(since)))
        .add_option(filter.until.map(|until| Column::CreatedAt.lt(until)));
    store::page::<Entity>(&Unnoted(access), condition, &[], page).await
}

pub async fn find(access: &impl Access, id: AuditEntryId) -> Result<Model, Problem> {
    let query = store::within::<Entity>(access.scope())
        .filter(Column::Id.eq(id))
        .filter(reached(access.scope()));
    let entry = query.one(access.connection()).await?.ok_or_else(Problem::not_found)?;
    access.saw(&entry);
    Ok(entry)
}

/// All of the agency's log, or what the caller did.
fn reached(scope: &Scope) -> Condition {
    match scope.reach() {
        Reach::Agency => Condition::all(),
        Reach::Own | Reach::Incoming => Condition::all().add(Column::ActorId.eq(scope.actor())),
    }
}

/// `id IN (SELECT audit_entry_id FROM audit_client …)`.
#[expect(clippy::disallowed_methods, reason = "the agency is part of the condition")]
fn about(scope: &Scope, client: ClientId) -> Condition {
    use sea_orm::EntityTrait;

    let entries = audit_client::Entity::find()
        .select_only()
        .column(audit_client::Column::AuditEntryId)
        .filter(audit_client::Column::AgencyId.eq(scope.agency()))
        .filter(audit_client::Column::ClientId.eq(client));
    Condition::all().add(Column::Id.in_subquery(entries.into_query()))
}
