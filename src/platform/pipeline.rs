//! What happens to every request before and after its handler.
//!
//! Route, method, token, scope and role are settled here, before any part of
//! the body is read. The handler runs as a task of its own: a caller who hangs
//! up cannot stop it half-way, and a panic becomes an answer. No answer leaves
//! before its audit entry is durable.

use std::{
    fmt,
    net::IpAddr,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use actix_web::{
    Error, HttpMessage, HttpResponse, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use entity::audit_entry::{Action, Outcome};
use tracing::Instrument;
use uuid::Uuid;

use super::{
    App, Ctx, Ending, FieldProblem, OpenCall, Principal, Problem, audit, catalogue,
    ctx::{self, CallFacts},
    input::{PendingKey, expect_key},
    operations::{Found, Operation, Requirement},
    problem::ProblemCode,
    rate_limit::Allowance,
    strict_json::is_plain_name,
    tokens::TokenError,
};

/// What is known of a request from its start.
#[derive(Clone)]
struct Request {
    id: Arc<str>,
    path: Arc<str>,
    address: Option<Arc<str>>,
    started: Instant,
}

pub async fn pipeline<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let app = Arc::clone(req.app_data::<Data<App>>().expect("the server has its state"));
    let request = Request {
        id: request_id(req.headers(), &app),
        path: req.path().into(),
        address: address(&req, &app),
        started: Instant::now(),
    };
    let method = req.method().clone();
    let head = method == Method::HEAD;
    let operation = match app.operations.find(&method, req.path()) {
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
    let work = answer(req, next, request.clone(), Arc::clone(&operation), Arc::clone(&app), limit);
    let task = actix_web::rt::spawn(app.tracker.track_future(work.instrument(span)));
    // A little more than the work itself has, so that its own answer comes first.
    match tokio::time::timeout(limit + Duration::from_millis(250), task).await {
        Ok(Ok(Ok(answer))) => Ok(finish(answer, &request, Some(&operation), &app)),
        Ok(Ok(Err(problem))) => Err(Unanswered { problem, request, app }.into()),
        Ok(Err(_)) => {
            metrics::counter!("carewright_panics_total").increment(1);
            let problem = Problem::internal("a handler panicked");
            Err(Unanswered { problem, request, app }.into())
        }
        Err(_) => {
            let problem = Problem::unavailable("the request's deadline has passed");
            Err(Unanswered { problem, request, app }.into())
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
                audit_refusal(&app, &request, &operation, principal, req.method(), &problem).await;
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
        let response = problem.respond(&request.path, &request.id);
        answer = answer.into_response(response);
    }
    if let Some(open) = open
        && let Err(problem) = audit_open_refusal(&open, &answer).await
    {
        log_failure(&problem);
        answer = answer.into_response(problem.respond(&request.path, &request.id));
    }
    if let Some(allowance) = allowance {
        allowance.write(answer.headers_mut());
    }
    Ok(answer)
}

type Refusal = (Problem, Option<Principal>);

async fn admit(
    req: &ServiceRequest,
    request: &Request,
    operation: &Arc<Operation>,
    app: &Arc<App>,
    limit: Duration,
) -> Result<(Option<Ctx>, Option<Allowance>), Refusal> {
    if operation.access == Requirement::Open {
        check_acceptable(req.headers()).map_err(|problem| (problem, None))?;
    }
    let permission = match operation.access {
        Requirement::Open => return Ok((None, None)),
        Requirement::Token => None,
        Requirement::Permission(permission) => Some(permission),
    };
    // Not before: probes are answered however much there is to do.
    if app.in_flight.load(Ordering::Relaxed) > app.limits.in_flight {
        return Err((Problem::unavailable("too many requests at once"), None));
    }
    let principal = authenticate(req.headers(), app).await.map_err(|problem| (problem, None))?;
    let refused = |problem| (problem, Some(principal.clone()));
    if let Some(permission) = permission {
        ctx::authorize(&principal, permission).map_err(refused)?;
    }
    let allowance = match &app.rate_limits {
        Some(limits) => Some(limits.check(principal.agency, principal.id).map_err(refused)?),
        None => None,
    };
    check_acceptable(req.headers()).map_err(refused)?;
    check_query(req.query_string(), operation).map_err(refused)?;
    let ctx = Ctx::new(
        Arc::clone(app),
        CallFacts {
            principal: principal.clone(),
            operation: Arc::clone(&operation.id),
            request_id: Arc::clone(&request.id),
            address: request.address.clone(),
            deadline: Some(request.started + limit),
        },
    );
    if req.method() == Method::POST {
        note_key(req, operation, &ctx).map_err(refused)?;
    }
    Ok((Some(ctx), allowance))
}

async fn authenticate(headers: &HeaderMap, app: &App) -> Result<Principal, Problem> {
    let missing = || Problem::new(&catalogue::TOKEN_MISSING);
    let invalid = || Problem::new(&catalogue::TOKEN_INVALID);
    let header = headers.get(header::AUTHORIZATION).ok_or_else(missing)?;
    let header = header.to_str().map_err(|_| invalid())?;
    let (scheme, token) = header.split_once(' ').ok_or_else(invalid)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(missing());
    }
    let claims =
        app.verifier.verify(token.trim(), app.clock.now().to_utc()).map_err(
            |error| match error {
                TokenError::Expired => Problem::new(&catalogue::TOKEN_EXPIRED),
                TokenError::Invalid => invalid(),
            },
        )?;
    let agency = claims.agency.into();
    let roles = app.principals.roles(app.database.reader(), agency, claims.sub).await?;
    Ok(Principal {
        agency,
        id: claims.sub,
        roles: roles.ok_or_else(invalid)?,
        scopes: Some(claims.scope.into()),
        application: Some(claims.client_id.into()),
        token_id: Some(claims.jti.to_string().into()),
    })
}

/// An answer is JSON; a caller who cannot take that is told so.
fn check_acceptable(headers: &HeaderMap) -> Result<(), Problem> {
    let Some(accept) = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()) else {
        return Ok(());
    };
    let fits = accept.split(',').any(|range| {
        let essence = range.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        matches!(essence.as_str(), "*/*" | "application/*" | "application/json" | "")
            || essence == "application/problem+json"
    });
    if fits { Ok(()) } else { Err(Problem::new(&catalogue::NOT_ACCEPTABLE)) }
}

/// A parameter that the operation does not have would be ignored otherwise, and
/// the caller would think that it counted; so would an empty one.
fn check_query(query: &str, operation: &Operation) -> Result<(), Problem> {
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let shown = if is_plain_name(&name) { name.to_string() } else { "?".to_owned() };
        let wrong = match operation.query.iter().find(|known| known.name == name) {
            None => Some(("unknown_parameter", "There is no such parameter.")),
            Some(_) if value.is_empty() => Some(("empty_parameter", "Give it a value.")),
            Some(known) => known
                .text
                .as_ref()
                .filter(|schema| !schema.is_valid(&serde_json::Value::String(value.into_owned())))
                .map(|_| ("invalid_value", "Send a documented value.")),
        };
        if let Some((code, detail)) = wrong {
            let problem = FieldProblem::parameter(shown, code, detail);
            return Err(Problem::new(&catalogue::INVALID_QUERY).with_errors(vec![problem]));
        }
    }
    Ok(())
}

fn note_key(req: &ServiceRequest, operation: &Operation, ctx: &Ctx) -> Result<(), Problem> {
    let Some(key) = req.headers().get("idempotency-key") else {
        return if operation.needs_idempotency_key {
            Err(Problem::new(&catalogue::IDEMPOTENCY_KEY_REQUIRED))
        } else {
            Ok(())
        };
    };
    let key = key.to_str().ok().filter(|key| {
        (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
    });
    let key = key.ok_or_else(|| Problem::new(&catalogue::MALFORMED_IDEMPOTENCY_KEY))?;
    if operation.media_types.is_empty() {
        expect_key(ctx, req.path(), key, b"");
    } else {
        req.extensions_mut().insert(PendingKey(key.to_owned()));
    }
    Ok(())
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

fn refuse(req: ServiceRequest, problem: &Problem, request: &Request) -> ServiceResponse<BoxBody> {
    log_failure(problem);
    req.into_response(problem.respond(&request.path, &request.id))
}

/// Turns a failed answer into the problem that it stands for.
fn rendered(answer: ServiceResponse<BoxBody>, request: &Request) -> ServiceResponse<BoxBody> {
    let response = answer.response().error().map(|error| {
        if let Some(problem) = error.as_error::<Problem>() {
            log_failure(problem);
            problem.respond(&request.path, &request.id)
        } else {
            let kind = match error.as_response_error().status_code() {
                StatusCode::PAYLOAD_TOO_LARGE => &catalogue::BODY_TOO_LARGE,
                status if status.is_client_error() => &catalogue::NOT_FOUND,
                _ => &catalogue::INTERNAL_ERROR,
            };
            Problem::new(kind).respond(&request.path, &request.id)
        }
    });
    match response {
        Some(response) => answer.into_response(response),
        None => answer,
    }
}

/// The only place where the cause of a failure is logged.
fn log_failure(problem: &Problem) {
    if problem.status_code().is_server_error() {
        let cause = problem.cause().map(ToString::to_string).unwrap_or_default();
        tracing::error!(code = problem.kind().code, cause, "request failed");
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

async fn audit_refusal(
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
            outcome: Outcome::Refused,
            status: problem.status_code().as_u16(),
            problem: Some(problem.kind().code),
        })
        .await
}

/// The entry of an open request that was refused before its handler ran.
async fn audit_open_refusal(
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
async fn audit_answer(
    ctx: &Ctx,
    method: &Method,
    answer: &ServiceResponse<BoxBody>,
) -> Result<(), Problem> {
    let status = answer.status();
    let problem = answer.response().extensions().get::<ProblemCode>().map(|code| code.0);
    let outcome = match status {
        _ if status.is_server_error() => Outcome::Failed,
        _ if status.is_client_error() => Outcome::Refused,
        _ => Outcome::Success,
    };
    let draft = audit::Draft {
        action: action(method),
        outcome,
        status: status.as_u16(),
        problem,
        ..ctx.audit_draft(ctx.agency())
    };
    ctx.app().audit.write(draft).await
}

/// An answer given although the work has not come to its end.
struct Unanswered {
    problem: Problem,
    request: Request,
    app: Arc<App>,
}

impl fmt::Debug for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(f)
    }
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.problem, f)
    }
}

impl ResponseError for Unanswered {
    fn status_code(&self) -> StatusCode {
        self.problem.status_code()
    }

    fn error_response(&self) -> HttpResponse {
        log_failure(&self.problem);
        let mut response = self.problem.respond(&self.request.path, &self.request.id);
        common_headers(response.headers_mut(), &self.request, &self.app);
        response
    }
}

/// What every answer carries, the line in the log, and the measurements.
fn finish(
    mut answer: ServiceResponse<BoxBody>,
    request: &Request,
    operation: Option<&Operation>,
    app: &App,
) -> ServiceResponse<BoxBody> {
    common_headers(answer.headers_mut(), request, app);
    let status = answer.status().as_u16();
    let seconds = request.started.elapsed().as_secs_f64();
    let name = operation.map_or("none", |operation| &operation.id).to_owned();
    let template = operation.map_or("-", |operation| &operation.template);
    tracing::info!(
        request_id = %request.id,
        operation = name,
        route = template,
        status,
        milliseconds = seconds * 1000.0,
        "answered"
    );
    let labels = [("operation", name), ("status", status.to_string())];
    metrics::histogram!("carewright_request_seconds", &labels).record(seconds);
    answer
}

fn common_headers(headers: &mut HeaderMap, request: &Request, app: &App) {
    let mut set = |name: &'static str, value: &'static str| {
        let name = HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set("cache-control", "no-store");
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "no-referrer");
    set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    if app.limits.hsts {
        set("strict-transport-security", "max-age=63072000; includeSubDomains");
    }
    if app.is_draining() {
        set("connection", "close");
    }
    if let Ok(id) = HeaderValue::from_str(&request.id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}

/// The caller's own id of the request, if it is safe to repeat, or a fresh one.
fn request_id(headers: &HeaderMap, app: &App) -> Arc<str> {
    let safe = |id: &&str| {
        (1..=128).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
    };
    if let Some(id) = headers.get("x-request-id").and_then(|id| id.to_str().ok()).filter(safe) {
        id.into()
    } else {
        let fresh: Uuid = entity::new_id(app.clock.now());
        fresh.to_string().into()
    }
}

/// Where the request comes from. What a header says counts only when a proxy
/// that the operator trusts has said it.
fn address(req: &ServiceRequest, app: &App) -> Option<Arc<str>> {
    let peer: IpAddr = req.peer_addr()?.ip();
    let proxies = &app.limits.trusted_proxies;
    let trusted = |address: &IpAddr| proxies.iter().any(|network| network.contains(*address));
    if !trusted(&peer) {
        return Some(peer.to_string().into());
    }
    let forwarded =
        req.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let hops: Vec<IpAddr> = forwarded
        .flat_map(|value| value.split(','))
        .filter_map(|hop| hop.trim().parse().ok())
        .collect();
    let client = hops.into_iter().rev().find(|hop| !trusted(hop)).unwrap_or(peer);
    Some(client.to_string().into())
}
