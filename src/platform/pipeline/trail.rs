//! The audit entries of requests that committed nothing: readings, and those
//! that were refused or failed.

use actix_web::{
    ResponseError,
    body::BoxBody,
    dev::ServiceResponse,
    http::{Method, StatusCode},
};
use entity::audit_entry::{Action, Outcome};
use uuid::Uuid;

use super::super::{
    App, Ctx, Ending, OpenCall, Principal, Problem, audit, operations::Operation,
    problem::ProblemCode,
};
use super::request::Request;
fn outcome(status: StatusCode) -> Outcome {
    match status {
        _ if status.is_server_error() => Outcome::Failed,
        _ if status.is_client_error() => Outcome::Refused,
        _ => Outcome::Success,
    }
}

fn action(method: &Method) -> Action {
    match *method {
        Method::GET | Method::HEAD => Action::Read,
        Method::PATCH | Method::PUT => Action::Update,
        Method::DELETE => Action::Delete,
        _ => Action::Execute,
    }
}

/// The entry of a request that no handler has answered: refused, or failed.
pub(super) async fn audit_failure(
    app: &App,
    request: &Request,
    operation: &Operation,
    principal: Option<Principal>,
    method: &Method,
    problem: &Problem,
) -> Result<(), Problem> {
    // A flood that is being turned away must not become a flood of writes.
    if matches!(problem.kind().code, "rate_limited" | "temporarily_unavailable") {
        return Ok(());
    }
    app.audit
        .write(audit::Draft {
            agency: principal.as_ref().map_or(Uuid::nil().into(), |principal| principal.agency),
            operation: operation.id.to_string(),
            request_id: request.id.to_string(),
            address: request.address.as_deref().map(str::to_owned),
            principal,
            items: Vec::new(),
            at: app.clock.now(),
            action: action(method),
            outcome: outcome(problem.status_code()),
            status: problem.status_code().as_u16(),
            problem: Some(problem.kind().code),
        })
        .await
}

/// The entry of an open request that was refused before its handler ran.
pub(super) async fn audit_open_refusal(
    open: &OpenCall,
    answer: &ServiceResponse<BoxBody>,
) -> Result<(), Problem> {
    let problem = answer.response().extensions().get::<ProblemCode>().map(|code| code.0);
    match problem {
        // A flood that is being turned away must not become a flood of writes.
        None | Some("rate_limited" | "temporarily_unavailable") => Ok(()),
        Some(_) if open.is_audited() => Ok(()),
        Some(code) => {
            let refused = Some((answer.status().as_u16(), code));
            open.record(Ending { refused, ..Ending::default() }).await
        }
    }
}

/// The entry of a request that committed nothing: a reading, or one refused.
pub(super) async fn audit_answer(
    ctx: &Ctx,
    method: &Method,
    answer: &ServiceResponse<BoxBody>,
) -> Result<(), Problem> {
    let status = answer.status();
    let problem = answer.response().extensions().get::<ProblemCode>().map(|code| code.0);
    let draft = audit::Draft {
        action: action(method),
        outcome: outcome(status),
        status: status.as_u16(),
        problem,
        ..ctx.audit_draft(ctx.agency())
    };
    ctx.app().audit.write(draft).await
}
