//! The one error type that handlers and services return: what the caller is
//! told, and what the log is told.

use std::{borrow::Cow, error::Error, fmt};

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::catalogue::{self, ProblemKind};

/// Why a request was not carried out.
pub struct Problem(Box<Inner>);

struct Inner {
    kind: &'static ProblemKind,
    detail: Cow<'static, str>,
    errors: Vec<FieldProblem>,
    allowed_actions: Option<Vec<String>>,
    current_etag: Option<String>,
    retry_after_seconds: Option<u64>,
    extensions: Vec<(&'static str, serde_json::Value)>,
    source: Option<Box<dyn Error + Send + Sync>>,
    retryable: bool,
}

/// Tells the audit log which problem an answer is.
pub(super) struct ProblemCode(pub &'static str);

/// What is wrong with one part of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// JSON Pointer into the request body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "#/addresses/1/postalCode")]
    pub pointer: Option<String>,
    /// Name of a query parameter or header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// Stable, for programs.
    #[schema(example = "too_long")]
    pub code: Cow<'static, str>,
    /// What to do about it.
    #[schema(example = "At most 20 characters.")]
    pub detail: Cow<'static, str>,
}

/// An error as described by RFC 9457. It never repeats a value of the request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Problem)]
pub struct ProblemBody<'p> {
    /// Where this kind of problem is explained.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference", example = "/problems/validation-failed")]
    type_: String,
    #[schema(example = "The request is not valid")]
    title: &'static str,
    #[schema(minimum = 400, maximum = 599, example = 422)]
    status: i32,
    /// What to do about it.
    detail: &'p str,
    /// The path of the request.
    #[schema(format = "uri-reference")]
    instance: &'p str,
    /// Stable, for programs; the catalogue is at `/problems`.
    #[schema(example = "validation_failed")]
    code: &'static str,
    /// Quote it when you ask for help.
    request_id: &'p str,
    /// What is wrong with which part of the request.
    errors: &'p [FieldProblem],
    /// With `transition_not_allowed`: what is possible now.
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed_actions: Option<&'p [String]>,
}

impl FieldProblem {
    pub fn at(
        pointer: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            pointer: Some(format!("#{}", pointer.into())),
            parameter: None,
            code: code.into(),
            detail: detail.into(),
        }
    }

    pub fn parameter(
        name: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            pointer: None,
            parameter: Some(name.into()),
            code: code.into(),
            detail: detail.into(),
        }
    }
}

impl Problem {
    pub fn new(kind: &'static ProblemKind) -> Self {
        Self::saying(kind, kind.advice)
    }

    /// A problem whose advice depends on the case. It must not hold a value of
    /// the request: that is personal data.
    pub fn saying(kind: &'static ProblemKind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            detail: detail.into(),
            errors: Vec::new(),
            allowed_actions: None,
            current_etag: None,
            retry_after_seconds: None,
            extensions: Vec::new(),
            source: None,
            retryable: false,
        }))
    }

    /// The row does not exist, or the caller may not know that it does.
    pub fn not_found() -> Self {
        Self::new(&catalogue::NOT_FOUND)
    }

    pub fn invalid(errors: Vec<FieldProblem>) -> Self {
        Self::new(&catalogue::VALIDATION_FAILED).with_errors(errors)
    }

    /// One field of the body is wrong; `pointer` begins with `/`.
    pub fn field(
        pointer: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::invalid(vec![FieldProblem::at(pointer, code, detail)])
    }

    /// What a body refers to and is not there is a fault of the body, not of the path.
    #[must_use]
    pub fn of_reference(self, pointer: impl Into<String>, detail: &'static str) -> Self {
        if self.kind() == &catalogue::NOT_FOUND {
            Self::field(pointer, "not_found", detail)
        } else {
            self
        }
    }

    pub fn internal(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(&catalogue::INTERNAL_ERROR).because(error)
    }

    pub fn unavailable(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(&catalogue::TEMPORARILY_UNAVAILABLE).because(error).retry_after(1)
    }

    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldProblem>) -> Self {
        self.0.errors = errors;
        self
    }

    #[must_use]
    pub fn with_allowed_actions(mut self, actions: Vec<String>) -> Self {
        self.0.allowed_actions = Some(actions);
        self
    }

    #[must_use]
    pub fn with_current_etag(mut self, version: i64) -> Self {
        self.0.current_etag = Some(format!("\"{version}\""));
        self
    }

    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after_seconds = Some(seconds);
        self
    }

    /// One more member of the body, of the kind's own.
    #[must_use]
    pub fn with_extension(mut self, member: &'static str, value: serde_json::Value) -> Self {
        self.0.extensions.push((member, value));
        self
    }

    /// What the log is told. The text must hold no value of a row or request.
    #[must_use]
    pub fn because(mut self, error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.source = Some(error.into());
        self
    }

    /// The same work may succeed when it is done again from the start.
    #[must_use]
    pub(super) fn retryable(mut self) -> Self {
        self.0.retryable = true;
        self
    }

    pub(super) fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    pub fn kind(&self) -> &'static ProblemKind {
        self.0.kind
    }

    pub fn errors(&self) -> &[FieldProblem] {
        &self.0.errors
    }

    pub(super) fn cause(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.0.source.as_deref()
    }

    /// The answer, with the request it answers.
    pub(super) fn respond(&self, instance: &str, request_id: &str) -> HttpResponse {
        let inner = &self.0;
        let kind = inner.kind;
        let body = ProblemBody {
            type_: kind.path(),
            title: kind.title,
            status: i32::from(kind.status),
            detail: &inner.detail,
            instance,
            code: kind.code,
            request_id,
            errors: &inner.errors,
            allowed_actions: inner.allowed_actions.as_deref(),
        };
        let mut json = serde_json::to_value(&body).unwrap_or_default();
        for (member, value) in &inner.extensions {
            json[*member] = value.clone();
        }
        let mut response = HttpResponse::build(self.status_code());
        response.content_type("application/problem+json");
        if let Some(etag) = &inner.current_etag {
            response.insert_header(("etag", etag.as_str()));
        }
        if let Some(seconds) = inner.retry_after_seconds {
            response.insert_header(("retry-after", seconds.to_string()));
        }
        if let Some(challenge) = kind.challenge() {
            response.insert_header(("www-authenticate", challenge));
        }
        let mut response = response.body(json.to_string());
        response.extensions_mut().insert(ProblemCode(kind.code));
        response
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.kind.code)?;
        for error in &self.0.errors {
            let place = error.pointer.as_ref().or(error.parameter.as_ref());
            write!(f, " {} {}", place.map_or("", String::as_str), error.code)?;
        }
        if let Some(source) = &self.0.source {
            write!(f, ": {source}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.kind.code)
    }
}

impl Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The pipeline renders problems, since it knows the request; this is what
    /// it finds the problem in.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}
