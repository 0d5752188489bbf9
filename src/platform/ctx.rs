//! One call to the API: who calls, what they may reach, the clock and the
//! database. A function without it has no way to data.

use std::{
    cell::{Cell, RefCell},
    future::{Ready, ready},
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};
use entity::{AgencyId, Row, Timestamp, UserId, audit_entry};

use super::{
    App, Permission, Principal, Problem, Reach, Scope,
    access::{Reading, Touched, item},
    catalogue,
    unit_of_work::{self, Shown, UnitOfWork},
};

#[derive(Clone)]
pub struct Ctx(Rc<Call>);

struct Call {
    app: Arc<App>,
    principal: Principal,
    operation: Arc<str>,
    request_id: Arc<str>,
    address: Option<Arc<str>>,
    started: Timestamp,
    deadline: Option<Instant>,
    idempotency: RefCell<Vec<IdempotencyKey>>,
    touched: Touched,
    audited: Cell<bool>,
    replayed: Cell<Option<Replay>>,
}

/// What makes a repetition of the request recognisable.
#[derive(Clone, Debug)]
pub(super) struct IdempotencyKey {
    pub key: String,
    /// Keyed hashes of method, path and body, by the current key first.
    pub fingerprints: Vec<String>,
    /// Made by the client as the id of what is created; remembered for good.
    pub is_id: bool,
}

/// In which way the request repeats an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Replay {
    Key,
    Id,
}

/// What the pipeline knows of a request when it makes its [`Ctx`].
pub struct CallFacts {
    pub principal: Principal,
    /// Operation of the published document, or the command.
    pub operation: Arc<str>,
    pub request_id: Arc<str>,
    pub address: Option<Arc<str>>,
    pub deadline: Option<Instant>,
}

impl Ctx {
    pub fn new(app: Arc<App>, facts: CallFacts) -> Self {
        let started = app.clock.now();
        Self(Rc::new(Call {
            app,
            principal: facts.principal,
            operation: facts.operation,
            request_id: facts.request_id,
            address: facts.address,
            started,
            deadline: facts.deadline,
            idempotency: RefCell::default(),
            touched: Touched::default(),
            audited: Cell::new(false),
            replayed: Cell::new(None),
        }))
    }

    /// The same caller's next call: each has an audit entry of its own.
    #[must_use]
    pub fn next_call(&self) -> Self {
        let now = self.0.app.clock.now();
        let facts = CallFacts {
            principal: self.0.principal.clone(),
            operation: Arc::clone(&self.0.operation),
            request_id: entity::new_id(now).to_string().into(),
            address: self.0.address.clone(),
            deadline: None,
        };
        Self::new(Arc::clone(&self.0.app), facts)
    }

    /// Checks that a role and the token both give the permission.
    pub fn authorize(&self, permission: Permission) -> Result<Scope, Problem> {
        let principal = &self.0.principal;
        let reach = authorize(principal, permission)?;
        let scope = Scope::new(self.agency(), reach, principal.id);
        let sees_all = principal.sees_restricted(permission);
        Ok(if sees_all { scope.without_restrictions() } else { scope })
    }

    /// Checks the permission and opens the way to reading.
    pub fn read(&self, permission: Permission) -> Result<Reading<'_>, Problem> {
        Ok(Reading::new(self, self.authorize(permission)?))
    }

    /// Opens the way to what every caller may read without a permission: who
    /// they are themselves. Nothing else may use it.
    pub fn read_self(&self) -> Reading<'_> {
        Reading::new(self, Scope::new(self.agency(), Reach::Own, self.0.principal.id))
    }

    /// Checks the permission, runs the work in one transaction and commits it
    /// with its audit entry, events and transitions.
    ///
    /// The work may run more than once, when the database asks for it. It
    /// gives back what the answer shows and the change that it made. When the
    /// request repeats an earlier one, it does not run: what the earlier one
    /// made is given back as it is now.
    pub async fn write<T: Shown>(
        &self,
        permission: Permission,
        work: impl AsyncFn(&UnitOfWork<'_>) -> Result<(T, unit_of_work::Change), Problem>,
    ) -> Result<T, Problem> {
        unit_of_work::run(self, self.authorize(permission)?, work).await
    }

    /// Notes for the audit entry that the caller has seen the row.
    pub fn saw<M: Row>(&self, row: &M) {
        self.0.touched.add(row.agency_id().into(), item(row, "read"));
    }

    pub fn app(&self) -> &Arc<App> {
        &self.0.app
    }

    pub fn principal(&self) -> &Principal {
        &self.0.principal
    }

    pub fn agency(&self) -> AgencyId {
        self.0.principal.agency
    }

    /// Who is noted as author: the user, or the API client.
    pub fn actor(&self) -> UserId {
        self.0.principal.id.into()
    }

    /// Whether the caller could do it; for `allowedActions`.
    pub fn may(&self, permission: Permission) -> bool {
        authorize(&self.0.principal, permission).is_ok()
    }

    /// The moment the request came in: one value for all that it reads.
    pub fn now(&self) -> Timestamp {
        self.0.started
    }

    pub fn request_id(&self) -> &str {
        &self.0.request_id
    }

    pub(super) fn operation(&self) -> &str {
        &self.0.operation
    }

    pub(super) fn touched(&self) -> &Touched {
        &self.0.touched
    }

    pub(super) fn expect_key(&self, key: IdempotencyKey) {
        self.0.idempotency.borrow_mut().push(key);
    }

    pub(super) fn idempotency(&self) -> Vec<IdempotencyKey> {
        self.0.idempotency.borrow().clone()
    }

    pub(super) fn mark_replayed(&self, how: Replay) {
        self.0.replayed.set(Some(how));
    }

    pub(super) fn replayed(&self) -> Option<Replay> {
        self.0.replayed.get()
    }

    pub(super) fn mark_audited(&self) {
        self.0.audited.set(true);
    }

    pub(super) fn is_audited(&self) -> bool {
        self.0.audited.get()
    }

    /// How long the request may still take; none for commands of the operator.
    pub(super) fn time_left(&self) -> Option<Duration> {
        self.0.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// Refuses to go on once the caller has been told that it took too long.
    pub(super) fn check_deadline(&self) -> Result<(), Problem> {
        match self.0.deadline {
            Some(deadline) if Instant::now() >= deadline => {
                Err(Problem::unavailable("the request's deadline has passed"))
            }
            _ => Ok(()),
        }
    }

    /// The audit entry of this request for one agency's log.
    pub(super) fn audit_draft(&self, agency: AgencyId) -> super::audit::Draft {
        super::audit::Draft {
            agency,
            operation: self.0.operation.to_string(),
            request_id: self.0.request_id.to_string(),
            principal: Some(self.0.principal.clone()),
            address: self.0.address.as_deref().map(str::to_owned),
            items: self.0.touched.of(agency),
            at: self.0.app.clock.now(),
            action: audit_entry::Action::Execute,
            outcome: audit_entry::Outcome::Success,
            status: 200,
            problem: None,
        }
    }
}

/// The reach that a role gives, unless the token's scopes leave it out.
pub(super) fn authorize(principal: &Principal, permission: Permission) -> Result<Reach, Problem> {
    if !principal.has_scope(permission) {
        return Err(Problem::saying(
            &catalogue::INSUFFICIENT_SCOPE,
            format!("The token needs the scope {}.", permission.scope()),
        ));
    }
    principal.reach(permission).ok_or_else(|| Problem::new(&catalogue::FORBIDDEN))
}

impl FromRequest for Ctx {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let ctx = request.extensions().get::<Self>().cloned();
        // The pipeline refuses requests without a valid token before this.
        ready(ctx.ok_or_else(|| Problem::new(&catalogue::TOKEN_MISSING)))
    }
}
