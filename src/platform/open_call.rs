//! A call to an operation that is open to all and still leaves a trace, such
//! as asking for a token: who calls is only found out by carrying it out.

use std::{
    cell::Cell,
    future::{Ready, ready},
    rc::Rc,
    sync::Arc,
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};
use entity::{
    AgencyId, Timestamp,
    audit_entry::{Action, Item, Outcome},
};

use super::{App, Principal, Problem, audit};

#[derive(Clone)]
pub struct OpenCall(Rc<Call>);

struct Call {
    app: Arc<App>,
    operation: Arc<str>,
    request_id: Arc<str>,
    address: Option<Arc<str>>,
    audited: Cell<bool>,
}

/// How an open call ended, as the audit log will say it.
#[derive(Default)]
pub struct Ending {
    /// Whose log it belongs to; none where no agency was recognised.
    pub agency: Option<AgencyId>,
    /// Who was recognised.
    pub principal: Option<Principal>,
    pub items: Vec<Item>,
    /// Status and code of the answer that refused it.
    pub refused: Option<(u16, &'static str)>,
}

impl OpenCall {
    pub(super) fn new(
        app: Arc<App>,
        operation: Arc<str>,
        request_id: Arc<str>,
        address: Option<Arc<str>>,
    ) -> Self {
        Self(Rc::new(Call { app, operation, request_id, address, audited: Cell::new(false) }))
    }

    pub fn app(&self) -> &Arc<App> {
        &self.0.app
    }

    pub fn now(&self) -> Timestamp {
        self.0.app.clock.now()
    }

    /// Writes the audit entry. The answer leaves only after it is durable.
    pub async fn record(&self, ending: Ending) -> Result<(), Problem> {
        let call = &self.0;
        let outcome = if ending.refused.is_some() { Outcome::Refused } else { Outcome::Success };
        let draft = audit::Draft {
            agency: ending.agency.unwrap_or_else(|| entity::Uuid::nil().into()),
            operation: call.operation.to_string(),
            request_id: call.request_id.to_string(),
            principal: ending.principal,
            address: call.address.as_deref().map(str::to_owned),
            items: ending.items,
            at: self.now(),
            action: Action::Execute,
            outcome,
            status: ending.refused.map_or(200, |(status, _)| status),
            problem: ending.refused.map(|(_, code)| code),
        };
        call.app.audit.write(draft).await?;
        call.audited.set(true);
        Ok(())
    }

    pub(super) fn is_audited(&self) -> bool {
        self.0.audited.get()
    }
}

/// Counts the attempt, before any of the body is read: here secrets are guessed.
impl FromRequest for OpenCall {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let call = request.extensions().get::<Self>().cloned();
        ready(call.ok_or_else(|| Problem::internal("the pipeline has not run")).and_then(|call| {
            if let Some(limits) = &call.app().rate_limits {
                limits.check_sign_in(call.0.address.as_deref().unwrap_or_default())?;
            }
            Ok(call)
        }))
    }
}
