//! One change to the database, with its audit entry, events and transitions.

use std::{cell::RefCell, time::Duration};

use entity::{
    AgencyId, Code, Row, Timestamp, TransitionId, UserId, audit_entry, new_id, outbox_event,
    transition,
};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};
use uuid::Uuid;

use super::{
    Ctx, Problem, Scope,
    access::{Access, item},
    audit, idempotency,
    machine::Step,
    random::random_number,
};

/// An open transaction. Dropping it rolls back.
pub struct UnitOfWork<'c> {
    ctx: &'c Ctx,
    scope: Scope,
    transaction: &'c DatabaseTransaction,
    changes: &'c RefCell<Vec<Change>>,
    /// Rows that were to be updated and stay as they are, with their versions.
    unchanged: &'c RefCell<Vec<(Uuid, i64)>>,
    now: Timestamp,
}

/// What was done to one row, as the audit log, subscribers and the row's
/// history will see it.
#[derive(Clone, Debug)]
pub struct Change {
    agency: AgencyId,
    item: audit_entry::Item,
    moves: Vec<Move>,
}

#[derive(Clone, Debug)]
struct Move {
    machine: &'static str,
    from: Option<String>,
    to: String,
    event: String,
    effective_at: Option<Timestamp>,
    reason_code: Option<String>,
    reason_text: Option<String>,
}

impl Change {
    /// `done` is a past participle: with the row's kind it names the event.
    pub fn of<M: Row>(done: &'static str, row: &M) -> Self {
        Self { agency: row.agency_id().into(), item: item(row, done), moves: Vec::new() }
    }

    pub fn created<M: Row>(row: &M) -> Self {
        Self::of("created", row)
    }

    pub fn updated<M: Row>(row: &M) -> Self {
        Self::of("updated", row)
    }

    /// The row came to be in this status.
    #[must_use]
    pub fn entering<S: Code>(self, status: S) -> Self {
        self.entering_machine("status", status, "create")
    }

    /// The row came to be in this status of the named machine, by this event.
    #[must_use]
    pub fn entering_machine<S: Code>(
        mut self,
        machine: &'static str,
        status: S,
        event: &str,
    ) -> Self {
        self.moves.push(Move {
            machine,
            from: None,
            to: status.code(),
            event: event.to_owned(),
            effective_at: None,
            reason_code: None,
            reason_text: None,
        });
        self
    }

    /// The row moved on.
    #[must_use]
    pub fn by<S: Code>(mut self, step: &Step<S>) -> Self {
        self.moves.push(Move {
            machine: step.machine,
            from: Some(step.from.code()),
            to: step.to.code(),
            event: step.event.clone(),
            effective_at: None,
            reason_code: None,
            reason_text: None,
        });
        self
    }

    /// Why the last move was made.
    #[must_use]
    pub fn because(mut self, code: Option<String>, text: Option<String>) -> Self {
        if let Some(last) = self.moves.last_mut() {
            last.reason_code = code;
            last.reason_text = text;
        }
        self
    }

    /// When the last move took effect in the world, if not just now.
    #[must_use]
    pub fn effective(mut self, at: Timestamp) -> Self {
        if let Some(last) = self.moves.last_mut() {
            last.effective_at = Some(at);
        }
        self
    }
}

/// What a write answers with, and how to find it again when the request is
/// repeated.
#[expect(async_fn_in_trait, reason = "all of it runs on the thread of the request")]
pub trait Shown: Sized {
    const KIND: &'static str;

    fn id(&self) -> Uuid;
    fn version(&self) -> i64;

    /// The same, as it is now, within what the caller may reach.
    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem>;
}

const ATTEMPTS: u32 = 5;

/// Runs the work until it commits, the database does not ask for a repetition,
/// or the deadline has passed.
pub(super) async fn run<T: Shown>(
    ctx: &Ctx,
    scope: Scope,
    work: impl AsyncFn(&UnitOfWork<'_>) -> Result<(T, Change), Problem>,
) -> Result<T, Problem> {
    let mut attempt = 1;
    loop {
        let answer = attempt_once(ctx, scope.clone(), &work).await;
        if answer.is_err() {
            ctx.touched().nothing_was_changed();
        }
        match answer {
            Err(problem) if problem.is_retryable() && attempt < ATTEMPTS => {
                metrics::counter!("carewright_transaction_retries_total").increment(1);
                ctx.check_deadline()?;
                // At random, so that those who collided do not collide again.
                let longest = 10 * 2_u64.pow(attempt);
                let pause = u64::from(random_number()?) % longest;
                tokio::time::sleep(Duration::from_millis(pause)).await;
                attempt += 1;
            }
            answer => return answer,
        }
    }
}

async fn attempt_once<T: Shown>(
    ctx: &Ctx,
    scope: Scope,
    work: &impl AsyncFn(&UnitOfWork<'_>) -> Result<(T, Change), Problem>,
) -> Result<T, Problem> {
    let transaction = ctx.app().database.begin().await?;
    let (changes, unchanged) = (&RefCell::default(), &RefCell::default());
    let now = ctx.app().clock.now();
    let uow = UnitOfWork { ctx, scope, transaction: &transaction, changes, unchanged, now };
    match uow.carry_out(work).await {
        Ok(shown) => {
            transaction.commit().await?;
            ctx.mark_audited();
            Ok(shown)
        }
        // What the database said comes first; a failed rollback adds nothing,
        // since the pool rolls back what comes to it open.
        Err(Stop::Problem(problem)) => {
            let _ = transaction.rollback().await;
            Err(problem)
        }
        Err(Stop::Replay(shown)) => {
            let _ = transaction.rollback().await;
            Ok(shown)
        }
    }
}

enum Stop<T> {
    Problem(Problem),
    Replay(T),
}

impl<T> From<Problem> for Stop<T> {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl UnitOfWork<'_> {
    async fn carry_out<T: Shown>(
        &self,
        work: &impl AsyncFn(&UnitOfWork<'_>) -> Result<(T, Change), Problem>,
    ) -> Result<T, Stop<T>> {
        let keys = self.ctx.idempotency();
        for key in &keys {
            if let Some(id) = idempotency::claim(self, key, T::KIND).await? {
                return Err(Stop::Replay(T::shown(self, id).await?));
            }
        }
        let (shown, change) = work(self).await?;
        // What was asked for comes first, then all that followed from it.
        self.changes.borrow_mut().insert(0, change);
        self.ctx.check_deadline()?;
        for key in &keys {
            idempotency::fulfil(self, key, T::KIND, shown.id()).await?;
        }
        self.record().await?;
        Ok(shown)
    }

    /// Notes a further change of the same unit of work.
    pub fn also(&self, change: Change) {
        self.changes.borrow_mut().push(change);
    }

    /// Notes that an update would leave the row as it is, and was not made. An
    /// earlier one of the same unit of work stays told.
    pub(super) fn leaves<M: Row>(&self, row: &M) {
        let same =
            |change: &Change| (change.item.id, change.item.version) == (row.id(), row.version());
        if !self.changes.borrow().iter().any(same) {
            self.unchanged.borrow_mut().push((row.id(), row.version()));
        }
    }

    /// How many changes are noted so far.
    pub fn noted(&self) -> usize {
        self.changes.borrow().len()
    }

    /// Notes a change from which those followed that were noted since then.
    pub fn also_before(&self, noted: usize, change: Change) {
        self.changes.borrow_mut().insert(noted, change);
    }

    /// Writes audit entries, events and transitions of all changes.
    async fn record(&self) -> Result<(), Problem> {
        let mut changes = self.changes.take();
        let action = match changes.first().map(|change| change.item.action.as_str()) {
            Some("created") => audit_entry::Action::Create,
            Some("deleted") => audit_entry::Action::Delete,
            Some("updated") => audit_entry::Action::Update,
            _ => audit_entry::Action::Execute,
        };
        // An update that left the row as it was has changed nothing.
        changes.retain(|change| {
            let updated = change.item.action == "updated" && change.moves.is_empty();
            let row = (change.item.id, change.item.version);
            !(updated && self.unchanged.borrow().contains(&row))
        });
        for change in &changes {
            self.ctx.touched().add(change.agency, change.item.clone());
        }
        let own = self.ctx.agency();
        let mut agencies = self.ctx.touched().agencies();
        if !agencies.contains(&own) {
            agencies.push(own);
        }
        let drafts = agencies.into_iter().map(|agency| {
            let status = if action == audit_entry::Action::Create { 201 } else { 200 };
            audit::Draft { action, status, ..self.ctx.audit_draft(agency) }
        });
        audit::insert(self.transaction, drafts.collect()).await?;
        self.record_events(&changes).await?;
        self.record_transitions(changes).await
    }

    async fn record_events(&self, changes: &[Change]) -> Result<(), Problem> {
        if changes.is_empty() {
            return Ok(());
        }
        let events = changes.iter().map(|change| outbox_event::ActiveModel {
            agency_id: Set(change.agency),
            id: Set(new_id(self.now)),
            created_at: Set(self.now),
            event_type: Set(format!("{}.{}", change.item.kind, change.item.action)),
            resource_kind: Set(change.item.kind.clone()),
            resource_id: Set(change.item.id),
            resource_version: Set(change.item.version),
            client_id: Set(change.item.client_id.map(Into::into)),
            request_id: Set(self.ctx.request_id().to_owned()),
        });
        let insert = outbox_event::Entity::insert_many(events);
        insert.exec_without_returning(self.transaction).await?;
        Ok(())
    }

    async fn record_transitions(&self, changes: Vec<Change>) -> Result<(), Problem> {
        let mut rows = Vec::new();
        for Change { agency, item, moves } in changes {
            for step in moves {
                rows.push(transition::ActiveModel {
                    agency_id: Set(agency),
                    id: Set(TransitionId::new(self.now)),
                    version: Set(1),
                    created_at: Set(self.now),
                    updated_at: Set(self.now),
                    created_by: Set(self.actor()),
                    updated_by: Set(self.actor()),
                    resource_kind: Set(item.kind.clone()),
                    resource_id: Set(item.id),
                    resource_version: Set(item.version),
                    client_id: Set(item.client_id.map(Into::into)),
                    machine: Set(step.machine.to_owned()),
                    from_status: Set(step.from),
                    to_status: Set(step.to),
                    event: Set(step.event),
                    effective_at: Set(step.effective_at.unwrap_or(self.now)),
                    actor_agency_id: Set(self.ctx.agency()),
                    reason_code: Set(step.reason_code),
                    reason_text: Set(step.reason_text),
                });
            }
        }
        if !rows.is_empty() {
            let insert = transition::Entity::insert_many(rows);
            insert.exec_without_returning(self.transaction).await?;
        }
        Ok(())
    }

    pub fn actor(&self) -> UserId {
        self.ctx.actor()
    }

    /// The moment the change happens: one value for all its timestamps.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub fn agency(&self) -> AgencyId {
        self.scope.agency()
    }

    /// The id that the caller made for what it creates, or a fresh one.
    pub fn id_or_new<E>(&self, chosen: Option<entity::Id<E>>) -> entity::Id<E> {
        chosen.unwrap_or_else(|| entity::Id::new(self.now))
    }

    /// The same unit of work, within another agency: for the exchange of
    /// referrals, and for nothing else.
    pub(super) fn within_agency(&self, scope: Scope) -> UnitOfWork<'_> {
        UnitOfWork {
            ctx: self.ctx,
            scope,
            transaction: self.transaction,
            changes: self.changes,
            unchanged: self.unchanged,
            now: self.now,
        }
    }
}

impl Access for UnitOfWork<'_> {
    type Connection = DatabaseTransaction;

    fn connection(&self) -> &DatabaseTransaction {
        self.transaction
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
