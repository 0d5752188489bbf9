//! What happens to every request before and after its handler.
//!
//! Route, method, token, scope and role are settled here, before any part of
//! the body is read. The handler runs as a task of its own: a caller who hangs
//! up cannot stop it half-way, and a panic becomes an answer. No answer leaves
//! before its audit entry is durable.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use actix_web::{
    Error, HttpMessage, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use tracing::Instrument;

use crate::telemetry;

use super::{
    App, OpenCall, Problem, catalogue,
    operations::{Found, Operation},
};
use admission::admit;
use ending::{Unanswered, finish, log_failure, refuse, rendered};
use request::Request;
use trail::{audit_answer, audit_failure, audit_open_refusal};

mod admission;
mod ending;
mod request;
mod trail;

pub async fn pipeline<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let app = Arc::clone(req.app_data::<Data<App>>().expect("the server has its state"));
    let request = Request::of(&req, &app);
    let method = req.method().clone();
    let head = method == Method::HEAD;
    let operation = match app.description.operations.find(&method, req.path()) {
        Found::Operation(operation) => Arc::clone(operation),
        Found::OtherMethods(allow) => {
            let problem = Problem::new(&catalogue::METHOD_NOT_ALLOWED);
            let mut answer = refuse(req, &problem, &request);
            if let Ok(allow) = HeaderValue::from_str(&allow) {
                answer.headers_mut().insert(header::ALLOW, allow);
            }
            return Ok(finish(answer, &request, None, &app));
        }
        Found::Nothing if is_docs(req.path()) && matches!(method, Method::GET | Method::HEAD) => {
            return docs(req, next, &request, &app).await;
        }
        Found::Nothing => {
            let answer = refuse(req, &Problem::new(&catalogue::ROUTE_NOT_FOUND), &request);
            return Ok(finish(answer, &request, None, &app));
        }
    };
    if head {
        // The server leaves out the body of the answer to a HEAD by itself.
        req.head_mut().method = Method::GET;
    }
    let limit = if long_body(&req) { app.limits.long_deadline } else { app.limits.deadline };
    let span = tracing::info_span!("request", request_id = %request.id, operation = %operation.id);
    telemetry::continue_trace(&span, req.headers());
    let work = answer(req, next, request.clone(), Arc::clone(&operation), Arc::clone(&app), limit);
    let task = actix_web::rt::spawn(app.tracker.track_future(work.instrument(span)));
    // A little more than the work itself has, so that its own answer comes first.
    match tokio::time::timeout(limit + Duration::from_millis(250), task).await {
        Ok(Ok(Ok(answer))) => Ok(finish(answer, &request, Some(&operation), &app)),
        Ok(Ok(Err(problem))) => Err(Unanswered { problem, request, app }.told(&operation)),
        Ok(Err(_)) => {
            metrics::counter!("carewright_panics_total").increment(1);
            let problem = Problem::internal("a handler panicked");
            let caller = request.caller.get().cloned();
            // Whatever it was about to write is undone; that it was tried is not.
            let audited = audit_failure(&app, &request, &operation, caller, &method, &problem);
            let problem = audited.await.err().unwrap_or(problem);
            Err(Unanswered { problem, request, app }.told(&operation))
        }
        // The work goes on to its end, and leaves its own audit entry.
        Err(_) => {
            let problem = Problem::unavailable("the request's deadline has passed");
            Err(Unanswered { problem, request, app }.told(&operation))
        }
    }
}

fn long_body(req: &ServiceRequest) -> bool {
    let length = req.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    length.unwrap_or(0) > 64 * 1024 || req.headers().contains_key(header::TRANSFER_ENCODING)
}

fn is_docs(path: &str) -> bool {
    path == "/docs" || path.starts_with("/docs/")
}

async fn docs<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
    request: &Request,
    app: &App,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if req.method() == Method::HEAD {
        req.head_mut().method = Method::GET;
    }
    if req.path() == "/docs" {
        // The page's own links are relative to the folder.
        let mut there = HttpResponse::PermanentRedirect();
        let there = there.insert_header((header::LOCATION, "/docs/")).finish();
        return Ok(finish(req.into_response(there), request, None, app));
    }
    let mut answer = next.call(req).await?.map_into_boxed_body();
    if answer.status().is_client_error() {
        let problem = Problem::new(&catalogue::ROUTE_NOT_FOUND);
        let problem = problem.respond(&request.instance, &request.id);
        return Ok(finish(answer.into_response(problem), request, None, app));
    }
    // The page has scripts and styles of its own, all from this server.
    answer.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; \
             script-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
        ),
    );
    Ok(finish(answer, request, None, app))
}

/// All of a request that must not be cut off: it runs to its end even when
/// nobody waits for it any more.
async fn answer<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
    request: Request,
    operation: Arc<Operation>,
    app: Arc<App>,
    limit: Duration,
) -> Result<ServiceResponse<BoxBody>, Problem> {
    let _in_flight = InFlight::enter(&app);
    req.extensions_mut().insert(Arc::clone(&operation));
    let admitted = admit(&req, &request, &operation, &app, limit).await;
    let (ctx, allowance) = match admitted {
        Ok(admitted) => admitted,
        Err((problem, principal)) => {
            let audited =
                audit_failure(&app, &request, &operation, principal, req.method(), &problem).await;
            return Ok(match audited {
                Ok(()) => refuse(req, &problem, &request),
                Err(unavailable) => refuse(req, &unavailable, &request),
            });
        }
    };
    let method = req.method().clone();
    if let Some(ctx) = &ctx {
        req.extensions_mut().insert(ctx.clone());
    }
    let open = (ctx.is_none() && method == Method::POST).then(|| {
        let (operation, id) = (Arc::clone(&operation.id), Arc::clone(&request.id));
        OpenCall::new(Arc::clone(&app), operation, id, request.address.clone())
    });
    if let Some(open) = &open {
        req.extensions_mut().insert(open.clone());
    }
    // Nothing between here and the handler fails on its own.
    let called = next.call(req).await.map_err(|_| Problem::internal("a layer failed"))?;
    let mut answer = rendered(called.map_into_boxed_body(), &request);
    if let Some(ctx) = ctx
        && !ctx.is_audited()
        && let Err(problem) = audit_answer(&ctx, &method, &answer).await
    {
        log_failure(&problem);
        let response = problem.respond(&request.instance, &request.id);
        answer = answer.into_response(response);
    }
    if let Some(open) = open
        && let Err(problem) = audit_open_refusal(&open, &answer).await
    {
        log_failure(&problem);
        answer = answer.into_response(problem.respond(&request.instance, &request.id));
    }
    if let Some(allowance) = allowance {
        allowance.write(answer.headers_mut());
    }
    Ok(answer)
}

/// Counts the requests that are being carried out.
struct InFlight<'a>(&'a App);

impl<'a> InFlight<'a> {
    fn enter(app: &'a App) -> Self {
        app.in_flight.fetch_add(1, Ordering::Relaxed);
        metrics::gauge!("carewright_requests_in_flight").increment(1.0);
        Self(app)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
        metrics::gauge!("carewright_requests_in_flight").decrement(1.0);
    }
}
