//! The answers that operations share: every error, and the headers.

use serde_json::{Map, Value, json};

use super::problems;

pub(super) const STATUSES: [(u16, &str, &str); 14] = [
    (400, "BadRequest", "The request cannot be read."),
    (401, "Unauthorized", "There is no valid access token."),
    (
        403,
        "Forbidden",
        "The token's scopes, the caller's roles or the client's consent do not allow it.",
    ),
    (404, "NotFound", "There is no such resource, or the caller may not know of it."),
    (406, "NotAcceptable", "The caller accepts no media type that the answer has."),
    (408, "RequestTimeout", "The body took too long to arrive."),
    (409, "Conflict", "The present state does not allow it."),
    (412, "PreconditionFailed", "The resource has changed since the version in `If-Match`."),
    (413, "ContentTooLarge", "The body is too large."),
    (415, "UnsupportedMediaType", "The body's media type is not supported."),
    (422, "UnprocessableContent", "The request is readable but not valid."),
    (428, "PreconditionRequired", "`If-Match` is missing."),
    (429, "TooManyRequests", "The caller has made too many requests."),
    (503, "ServiceUnavailable", "The server cannot answer now."),
];

pub(super) fn errors() -> Value {
    let mut responses = Map::new();
    let internal = (500, "InternalServerError", "The server failed.");
    for (status, name, description) in STATUSES.into_iter().chain([internal]) {
        let mut headers = json!({ "X-Request-Id": { "$ref": "#/components/headers/RequestId" } });
        if matches!(status, 429 | 503) {
            headers["Retry-After"] = json!({ "$ref": "#/components/headers/RetryAfter" });
        }
        if status == 401 {
            headers["WWW-Authenticate"] = json!({ "$ref": "#/components/headers/Challenge" });
        }
        if status == 412 {
            headers["ETag"] = json!({ "$ref": "#/components/headers/ETag" });
        }
        responses.insert(
            name.to_owned(),
            json!({
                "description": description,
                "headers": headers,
                "content": { "application/problem+json": {
                    "schema": { "$ref": "#/components/schemas/Problem" },
                    "example": example(status),
                } },
            }),
        );
    }
    Value::Object(responses)
}

/// A problem of the catalogue with this status, as it is sent.
fn example(status: u16) -> Value {
    let Some(kind) = problems().into_iter().find(|kind| kind.status == status) else {
        return Value::Null;
    };
    json!({
        "type": kind.path(),
        "title": kind.title,
        "status": status,
        "detail": kind.advice,
        "instance": "/v1/clients",
        "code": kind.code,
        "requestId": "01936b2a-7c00-7a3e-9b1d-2f6c1a4e8d01",
        "errors": [],
    })
}

pub(super) fn headers() -> Value {
    let header = |description: &str, example: &str| {
        json!({
            "description": description,
            "schema": { "type": "string" },
            "example": example,
        })
    };
    json!({
        "RequestId": header("Names the request in logs and the audit log.", "01936b2a-7c00-7a3e-9b1d-2f6c1a4e8d01"),
        "ETag": header("The resource's version; send it as `If-Match` with the next change.", "\"7\""),
        "Location": header("Path of the new resource.", "/v1/clients/01936b2a-7c00-7a3e-9b1d-2f6c1a4e8d01"),
        "Link": header("The next page, with `rel=\"next\"`.", "</v1/clients?cursor=AbC>; rel=\"next\""),
        "IdempotencyReplayed": header("`true` when the request repeats an earlier one and did nothing.", "true"),
        "RetryAfter": header("Seconds to wait.", "1"),
        "Challenge": header("What is missing, by RFC 6750.", "Bearer"),
    })
}
