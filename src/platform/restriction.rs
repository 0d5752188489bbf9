//! Restricted clients. Their records, and whatever is tied to them, do not exist
//! for a caller to whom no access was granted: every query of `store` leaves
//! them out, by the one condition that is made here.

use std::collections::BTreeSet;

use entity::{ClientId, Further, Resource, Row, access_grant, client, client_restriction};
use sea_orm::{
    ActiveEnum, ColumnTrait, ExprTrait, QueryFilter, QuerySelect, Select,
    sea_query::{Alias, Expr, Query, SelectStatement},
};
use uuid::Uuid;

use super::{Access, Ctx, Problem, Scope, store};

/// The rows of the query that are about no client who is hidden from the caller.
pub(super) fn visible<E: Resource>(query: Select<E>, caller: Uuid) -> Select<E> {
    let agency = || Expr::col(E::AGENCY.as_column_ref());
    let mut query = query;
    for client in E::CLIENTS {
        let hidden = hiding(agency(), Expr::col(client.as_column_ref()), caller);
        query = query.filter(Expr::not_exists(hidden));
    }
    if let Some(Further { table, client, key, of }) = E::FURTHER {
        let table = Alias::new(table);
        let column = |name: &'static str| Expr::col((table.clone(), Alias::new(name)));
        let hidden = hiding(column("agency_id"), column(client), caller);
        let clients = Query::select()
            .expr(Expr::val(1))
            .from(table.clone())
            .and_where(column("agency_id").eq(agency()))
            .and_where(column(key).eq(Expr::col(of.as_column_ref())))
            .and_where(Expr::exists(hidden))
            .to_owned();
        query = query.filter(Expr::not_exists(clients));
    }
    query
}

/// The restriction that hides this client from the caller, if there is one.
fn hiding(agency: Expr, client: Expr, caller: Uuid) -> SelectStatement {
    use access_grant::{Column as Grant, Entity as Grants};
    use client_restriction::{Column as Restriction, Entity as Restrictions};

    let grant = Query::select()
        .expr(Expr::val(1))
        .from(Grants)
        .and_where(
            Expr::col((Grants, Grant::AgencyId)).equals((Restrictions, Restriction::AgencyId)),
        )
        .and_where(
            Expr::col((Grants, Grant::ClientId)).equals((Restrictions, Restriction::ClientId)),
        )
        .and_where(Expr::col((Grants, Grant::GranteeId)).eq(caller))
        .and_where(Expr::col((Grants, Grant::Status)).eq(access_grant::Status::Active.to_value()))
        .to_owned();
    Query::select()
        .expr(Expr::val(1))
        .from(Restrictions)
        .and_where(Expr::col((Restrictions, Restriction::AgencyId)).eq(agency))
        .and_where(Expr::col((Restrictions, Restriction::ClientId)).eq(client))
        .and_where(Expr::not_exists(grant))
        .to_owned()
}

/// Those of these clients who are hidden from the caller, or not there at all.
pub async fn hidden(
    access: &impl Access,
    clients: &[ClientId],
) -> Result<BTreeSet<ClientId>, Problem> {
    let mut hidden: BTreeSet<_> = clients.iter().copied().collect();
    if hidden.is_empty() || access.scope().needs_grant().is_none() {
        return Ok(BTreeSet::new());
    }
    let seen: Vec<Uuid> = store::within::<client::Entity>(access.scope())
        .select_only()
        .column(client::Column::Id)
        .filter(client::Column::Id.is_in(hidden.iter().copied()))
        .into_tuple()
        .all(access.connection())
        .await?;
    for id in seen {
        hidden.remove(&id.into());
    }
    Ok(hidden)
}

/// The same way to data, restricted clients included: to keep rules that hold
/// for all clients of the agency, such as that nobody is taken in twice. What it
/// finds must not be shown; `clients` alone may use it.
pub struct Whole<'a, A> {
    access: &'a A,
    scope: Scope,
}

impl<'a, A: Access> Whole<'a, A> {
    pub fn of(access: &'a A) -> Self {
        Self { access, scope: access.scope().clone().without_restrictions() }
    }
}

impl<A: Access> Access for Whole<'_, A> {
    type Connection = A::Connection;

    fn connection(&self) -> &A::Connection {
        self.access.connection()
    }

    fn scope(&self) -> &Scope {
        &self.scope
    }

    fn saw<M: Row>(&self, row: &M) {
        self.access.saw(row);
    }

    fn ctx(&self) -> &Ctx {
        self.access.ctx()
    }
}
