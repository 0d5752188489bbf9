//! How an answer leaves: problems rendered, common headers set, the log's line
//! written, and the time measured.

use std::{fmt, sync::Arc};

use actix_web::{
    Error, HttpResponse, ResponseError,
    body::BoxBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{HeaderMap, HeaderName, HeaderValue},
    },
};

use super::super::{App, Problem, catalogue, operations::Operation};
use super::request::Request;

pub(super) fn refuse(
    req: ServiceRequest,
    problem: &Problem,
    request: &Request,
) -> ServiceResponse<BoxBody> {
    log_failure(problem);
    req.into_response(problem.respond(&request.instance, &request.id))
}

/// Turns a failed answer into the problem that it stands for.
pub(super) fn rendered(
    answer: ServiceResponse<BoxBody>,
    request: &Request,
) -> ServiceResponse<BoxBody> {
    let response = answer.response().error().map(|error| {
        if let Some(problem) = error.as_error::<Problem>() {
            log_failure(problem);
            problem.respond(&request.instance, &request.id)
        } else {
            let kind = match error.as_response_error().status_code() {
                StatusCode::PAYLOAD_TOO_LARGE => &catalogue::BODY_TOO_LARGE,
                status if status.is_client_error() => &catalogue::NOT_FOUND,
                _ => &catalogue::INTERNAL_ERROR,
            };
            Problem::new(kind).respond(&request.instance, &request.id)
        }
    });
    match response {
        Some(response) => answer.into_response(response),
        None => answer,
    }
}

/// The only place where the cause of a failure is logged.
pub(super) fn log_failure(problem: &Problem) {
    if problem.status_code().is_server_error() {
        let cause = problem.cause().map(ToString::to_string).unwrap_or_default();
        tracing::error!(code = problem.kind().code, cause, "request failed");
    }
}

/// An answer given although the work has not come to its end.
pub(super) struct Unanswered {
    pub problem: Problem,
    pub request: Request,
    pub app: Arc<App>,
}

impl Unanswered {
    /// Counted and logged as every answer is.
    pub fn told(self, operation: &Operation) -> Error {
        note_answer(&self.request, Some(operation), self.problem.status_code());
        self.into()
    }
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
        let mut response = self.problem.respond(&self.request.instance, &self.request.id);
        common_headers(response.headers_mut(), &self.request, &self.app);
        response
    }
}

/// What every answer carries, the line in the log, and the measurements.
pub(super) fn finish(
    mut answer: ServiceResponse<BoxBody>,
    request: &Request,
    operation: Option<&Operation>,
    app: &App,
) -> ServiceResponse<BoxBody> {
    common_headers(answer.headers_mut(), request, app);
    note_answer(request, operation, answer.status());
    answer
}

fn note_answer(request: &Request, operation: Option<&Operation>, status: StatusCode) {
    let status = status.as_u16();
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
