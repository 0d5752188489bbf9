//! The way to data: what the caller may reach, a connection, and a note of each
//! row that was seen.

use std::cell::RefCell;

use entity::{AgencyId, Row, audit_entry};
use sea_orm::{ConnectionTrait, DatabaseConnection};

use super::{Ctx, permission::Reach};

/// The rows a caller may reach. Every query in `store` demands one, and only
/// [`Ctx::read`], [`Ctx::write`] and the exchange with a partner agency make
/// one: what was not authorized cannot be queried.
#[derive(Clone, Debug)]
pub struct Scope {
    agency: AgencyId,
    reach: Reach,
    actor: uuid::Uuid,
    sees_restricted: bool,
}

impl Scope {
    /// It leaves out restricted clients to whom the actor was not granted access.
    pub(super) fn new(agency: AgencyId, reach: Reach, actor: uuid::Uuid) -> Self {
        Self { agency, reach, actor, sees_restricted: false }
    }

    /// The same, with restricted clients.
    #[must_use]
    pub(super) fn without_restrictions(mut self) -> Self {
        self.sees_restricted = true;
        self
    }

    /// Who sees a restricted client only if access was granted to them.
    pub(super) fn needs_grant(&self) -> Option<uuid::Uuid> {
        (!self.sees_restricted).then_some(self.actor)
    }

    pub fn agency(&self) -> AgencyId {
        self.agency
    }

    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// Whose own rows they are, where the reach is [`Reach::Own`].
    pub fn actor(&self) -> uuid::Uuid {
        self.actor
    }
}

/// What queries run on: a [`Reading`] or a unit of work.
pub trait Access {
    type Connection: ConnectionTrait;

    fn connection(&self) -> &Self::Connection;
    fn scope(&self) -> &Scope;
    /// Notes for the audit entry that the caller has seen the row.
    fn saw<M: Row>(&self, row: &M);
    fn ctx(&self) -> &Ctx;
}

/// Reads within what a permission reaches.
pub struct Reading<'c> {
    ctx: &'c Ctx,
    scope: Scope,
}

impl<'c> Reading<'c> {
    pub(super) fn new(ctx: &'c Ctx, scope: Scope) -> Self {
        Self { ctx, scope }
    }
}

impl Access for Reading<'_> {
    type Connection = DatabaseConnection;

    fn connection(&self) -> &DatabaseConnection {
        self.ctx.app().database.reader()
    }

    fn scope(&self) -> &Scope {
        &self.scope
    }

    fn saw<M: Row>(&self, row: &M) {
        self.ctx.saw(row);
    }

    fn ctx(&self) -> &Ctx {
        self.ctx
    }
}

/// The rows that a request has touched so far, each once.
#[derive(Default)]
pub(super) struct Touched(RefCell<Vec<(AgencyId, audit_entry::Item)>>);

impl Touched {
    pub fn add(&self, agency: AgencyId, item: audit_entry::Item) {
        let mut items = self.0.borrow_mut();
        // A change says more than the reading that came before it.
        if let Some((_, known)) = items.iter_mut().find(|(owner, known)| {
            *owner == agency && known.kind == item.kind && known.id == item.id
        }) {
            if item.action != "read" {
                *known = item;
            }
        } else {
            items.push((agency, item));
        }
    }

    pub fn of(&self, agency: AgencyId) -> Vec<audit_entry::Item> {
        let items = self.0.borrow();
        items.iter().filter(|(owner, _)| *owner == agency).map(|(_, item)| item.clone()).collect()
    }

    pub fn agencies(&self) -> Vec<AgencyId> {
        let mut agencies: Vec<_> = self.0.borrow().iter().map(|(agency, _)| *agency).collect();
        agencies.sort();
        agencies.dedup();
        agencies
    }

    /// The changes were rolled back: what is left of them is that the rows were seen.
    pub fn nothing_was_changed(&self) {
        for (_, item) in self.0.borrow_mut().iter_mut() {
            "read".clone_into(&mut item.action);
        }
    }
}

pub(super) fn item<M: Row>(row: &M, action: &str) -> audit_entry::Item {
    audit_entry::Item {
        kind: M::KIND.to_owned(),
        id: row.id(),
        version: row.version(),
        action: action.to_owned(),
        client_id: row.client_id(),
    }
}
