//! The kinds of problems that any operation can answer with. Each domain adds
//! its own; together they are the closed catalogue at `/problems`.

/// A kind of problem, with what a developer needs to know about it.
#[derive(Debug, PartialEq, Eq)]
pub struct ProblemKind {
    /// Stable, `snake_case`.
    pub code: &'static str,
    pub status: u16,
    pub title: &'static str,
    /// What the caller can do.
    pub advice: &'static str,
}

impl ProblemKind {
    pub const fn new(
        code: &'static str,
        status: u16,
        title: &'static str,
        advice: &'static str,
    ) -> Self {
        Self { code, status, title, advice }
    }

    /// A rule of care management that forbids the request in the present state.
    pub const fn conflict(code: &'static str, title: &'static str, advice: &'static str) -> Self {
        Self::new(code, 409, title, advice)
    }

    /// A rule about the body that no schema can say.
    pub const fn unprocessable(
        code: &'static str,
        title: &'static str,
        advice: &'static str,
    ) -> Self {
        Self::new(code, 422, title, advice)
    }

    /// Its page: `/problems/<kebab-code>`.
    pub fn path(&self) -> String {
        format!("/problems/{}", self.code.replace('_', "-"))
    }

    /// The challenge of RFC 6750 for answers about tokens.
    pub(super) fn challenge(&self) -> Option<&'static str> {
        match self.code {
            "token_missing" => Some("Bearer"),
            "token_invalid" | "token_expired" => Some("Bearer error=\"invalid_token\""),
            "insufficient_scope" => Some("Bearer error=\"insufficient_scope\""),
            "client_credentials_invalid" => Some("Basic realm=\"carewright\""),
            _ => None,
        }
    }
}

pub const MALFORMED_JSON: ProblemKind = ProblemKind::new(
    "malformed_json",
    400,
    "The body is not JSON",
    "Send one JSON object in UTF-8, nested at most 32 deep.",
);
pub const MALFORMED_FORM: ProblemKind = ProblemKind::new(
    "malformed_form",
    400,
    "The body is not a form",
    "Send each parameter once, in UTF-8, as application/x-www-form-urlencoded.",
);
pub const INVALID_QUERY: ProblemKind = ProblemKind::new(
    "invalid_query",
    400,
    "A query parameter is not valid",
    "See `errors` for the parameter. Unknown parameters are refused.",
);
pub const MALFORMED_IF_MATCH: ProblemKind = ProblemKind::new(
    "malformed_if_match",
    400,
    "If-Match is not one entity tag",
    "Send the ETag that you last saw, such as \"7\" with its quotes.",
);
pub const MALFORMED_IDEMPOTENCY_KEY: ProblemKind = ProblemKind::new(
    "malformed_idempotency_key",
    400,
    "Idempotency-Key is not valid",
    "Send 1 to 255 visible ASCII characters, best a fresh UUID.",
);
pub const IDEMPOTENCY_KEY_REQUIRED: ProblemKind = ProblemKind::new(
    "idempotency_key_required",
    400,
    "Idempotency-Key is missing",
    "Send a fresh Idempotency-Key, and the same one when you repeat the request.",
);
pub const CURSOR_MISMATCH: ProblemKind = ProblemKind::new(
    "cursor_mismatch",
    400,
    "The cursor belongs to another list",
    "Repeat the request that gave the cursor, with the same filters and sort, or start without a cursor.",
);
pub const CURSOR_EXPIRED: ProblemKind = ProblemKind::new(
    "cursor_expired",
    400,
    "The cursor has expired",
    "Start again without a cursor.",
);
pub const TOKEN_MISSING: ProblemKind = ProblemKind::new(
    "token_missing",
    401,
    "No access token",
    "Send `Authorization: Bearer` with an access token.",
);
pub const TOKEN_EXPIRED: ProblemKind = ProblemKind::new(
    "token_expired",
    401,
    "The access token has expired",
    "Get a new access token and repeat the request.",
);
pub const TOKEN_INVALID: ProblemKind = ProblemKind::new(
    "token_invalid",
    401,
    "The access token is not valid",
    "Get a new access token from this deployment's issuer.",
);
pub const INSUFFICIENT_SCOPE: ProblemKind = ProblemKind::new(
    "insufficient_scope",
    403,
    "The token lacks a scope",
    "Ask for a token with the scope that the operation's description names.",
);
pub const FORBIDDEN: ProblemKind = ProblemKind::new(
    "forbidden",
    403,
    "Your role does not allow this",
    "Ask someone whose role allows it, or an administrator of your agency.",
);
pub const NOT_FOUND: ProblemKind = ProblemKind::new(
    "not_found",
    404,
    "There is no such resource",
    "Check the id. What you may not see answers in the same way.",
);
pub const ROUTE_NOT_FOUND: ProblemKind = ProblemKind::new(
    "route_not_found",
    404,
    "There is no such route",
    "See /openapi.json for the routes. A trailing slash makes another route.",
);
pub const METHOD_NOT_ALLOWED: ProblemKind = ProblemKind::new(
    "method_not_allowed",
    405,
    "The route does not have this method",
    "The Allow header lists its methods.",
);
pub const NOT_ACCEPTABLE: ProblemKind = ProblemKind::new(
    "not_acceptable",
    406,
    "No such representation",
    "Accept application/json and application/problem+json.",
);
pub const IDEMPOTENCY_IN_PROGRESS: ProblemKind = ProblemKind::new(
    "idempotency_in_progress",
    409,
    "A request with this key is being carried out",
    "Wait and repeat the request with the same key.",
);
pub const ID_IN_USE: ProblemKind = ProblemKind::conflict(
    "id_in_use",
    "The id is taken",
    "Make a fresh UUID, unless this repeats a request whose body has changed since.",
);
pub const TRANSITION_NOT_ALLOWED: ProblemKind = ProblemKind::conflict(
    "transition_not_allowed",
    "Not possible in the present status",
    "`allowedActions` lists what is possible now.",
);
pub const VERSION_MISMATCH: ProblemKind = ProblemKind::new(
    "version_mismatch",
    412,
    "It has changed since you saw it",
    "Get it again, look at what changed, and repeat your change with the new ETag.",
);
pub const BODY_TOO_LARGE: ProblemKind =
    ProblemKind::new("body_too_large", 413, "The body is too large", "Send at most one mebibyte.");
pub const REQUEST_TIMEOUT: ProblemKind = ProblemKind::new(
    "request_timeout",
    408,
    "The body took too long to arrive",
    "Send the whole body within 15 seconds.",
);
pub const UNSUPPORTED_MEDIA_TYPE: ProblemKind = ProblemKind::new(
    "unsupported_media_type",
    415,
    "The body's media type is not supported",
    "Send application/json; a PATCH may also be application/merge-patch+json.",
);
pub const VALIDATION_FAILED: ProblemKind = ProblemKind::new(
    "validation_failed",
    422,
    "The request is not valid",
    "See `errors` for each part that is wrong.",
);
pub const UNKNOWN_FIELD: ProblemKind = ProblemKind::new(
    "unknown_field",
    422,
    "The body has an unknown field",
    "See `errors` for each one; the operation's description lists the known ones.",
);
pub const IDEMPOTENCY_KEY_REUSED: ProblemKind = ProblemKind::new(
    "idempotency_key_reused",
    422,
    "The Idempotency-Key was used for another request",
    "Use a fresh key for each new request.",
);
pub const PRECONDITION_REQUIRED: ProblemKind = ProblemKind::new(
    "precondition_required",
    428,
    "If-Match is missing",
    "Send the ETag that you last saw as If-Match.",
);
pub const RATE_LIMITED: ProblemKind = ProblemKind::new(
    "rate_limited",
    429,
    "Too many requests",
    "Wait for the seconds in Retry-After, then repeat the request.",
);
pub const INTERNAL_ERROR: ProblemKind = ProblemKind::new(
    "internal_error",
    500,
    "The server failed",
    "Repeat the request later; quote the request id when you report it.",
);
pub const TEMPORARILY_UNAVAILABLE: ProblemKind = ProblemKind::new(
    "temporarily_unavailable",
    503,
    "The server cannot answer now",
    "Wait for the seconds in Retry-After, then repeat the request, a POST with its Idempotency-Key.",
);

/// The platform's part of the catalogue.
pub const PROBLEMS: &[&ProblemKind] = &[
    &MALFORMED_JSON,
    &MALFORMED_FORM,
    &INVALID_QUERY,
    &MALFORMED_IF_MATCH,
    &MALFORMED_IDEMPOTENCY_KEY,
    &IDEMPOTENCY_KEY_REQUIRED,
    &CURSOR_MISMATCH,
    &CURSOR_EXPIRED,
    &TOKEN_MISSING,
    &TOKEN_EXPIRED,
    &TOKEN_INVALID,
    &INSUFFICIENT_SCOPE,
    &FORBIDDEN,
    &NOT_FOUND,
    &ROUTE_NOT_FOUND,
    &METHOD_NOT_ALLOWED,
    &NOT_ACCEPTABLE,
    &IDEMPOTENCY_IN_PROGRESS,
    &ID_IN_USE,
    &TRANSITION_NOT_ALLOWED,
    &VERSION_MISMATCH,
    &REQUEST_TIMEOUT,
    &BODY_TOO_LARGE,
    &UNSUPPORTED_MEDIA_TYPE,
    &VALIDATION_FAILED,
    &UNKNOWN_FIELD,
    &IDEMPOTENCY_KEY_REUSED,
    &PRECONDITION_REQUIRED,
    &RATE_LIMITED,
    &INTERNAL_ERROR,
    &TEMPORARILY_UNAVAILABLE,
];
