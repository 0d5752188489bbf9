//! Who may come in: token, scope, role, rate, and what the query and the headers
//! say. No part of the body is read before this.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use actix_web::{
    HttpMessage,
    dev::ServiceRequest,
    http::{
        Method,
        header::{self, HeaderMap},
    },
};

use super::super::{
    App, Ctx, FieldProblem, Permission, Principal, Problem, catalogue,
    ctx::{self, CallFacts},
    input::{PendingKey, expect_key},
    operations::{Operation, Requirement},
    rate_limit::Allowance,
    strict_json::is_plain_name,
    tokens::{Claims, TokenError},
};
use super::request::Request;

pub(super) type Refusal = (Problem, Option<Principal>);

pub(super) async fn admit(
    req: &ServiceRequest,
    request: &Request,
    operation: &Arc<Operation>,
    app: &Arc<App>,
    limit: Duration,
) -> Result<(Option<Ctx>, Option<Allowance>), Refusal> {
    if operation.access == Requirement::Open {
        check_acceptable(req.headers(), operation).map_err(|problem| (problem, None))?;
    }
    let permissions = match &operation.access {
        Requirement::Open => return Ok((None, None)),
        Requirement::Token => &[][..],
        Requirement::AnyOf(permissions) => permissions,
    };
    // Not before: probes are answered however much there is to do.
    if app.in_flight.load(Ordering::Relaxed) > app.limits.in_flight {
        return Err((Problem::unavailable("too many requests at once"), None));
    }
    let principal = authenticate(req.headers(), app).await?;
    request.caller.get_or_init(|| principal.clone());
    let refused = |problem| (problem, Some(principal.clone()));
    let missing = |permission: &Permission| ctx::authorize(&principal, *permission).err();
    let missing: Vec<_> = permissions.iter().filter_map(missing).collect();
    if missing.len() == permissions.len() && !missing.is_empty() {
        return Err(refused(least_missing(missing, permissions)));
    }
    let allowance = match &app.rate_limits {
        Some(limits) => Some(limits.check(principal.agency, principal.id).map_err(refused)?),
        None => None,
    };
    check_acceptable(req.headers(), operation).map_err(refused)?;
    check_query(req.query_string(), operation).map_err(refused)?;
    check_no_body(req, operation).map_err(refused)?;
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

/// Of several rights that would do, what the caller is told to look for.
fn least_missing(missing: Vec<Problem>, permissions: &[Permission]) -> Problem {
    let scopes: Vec<_> = permissions.iter().map(|permission| permission.scope()).collect();
    let with_scope =
        missing.into_iter().find(|problem| problem.kind() != &catalogue::INSUFFICIENT_SCOPE);
    with_scope.unwrap_or_else(|| {
        let detail = format!("The token needs the scope {}.", scopes.join(" or "));
        Problem::saying(&catalogue::INSUFFICIENT_SCOPE, detail)
    })
}

/// Who calls. One who is known but may not come in any more is told apart in
/// the audit log of the agency, not in the answer.
async fn authenticate(headers: &HeaderMap, app: &App) -> Result<Principal, Refusal> {
    let claims = claims(headers, app).map_err(|problem| (problem, None))?;
    let agency = claims.agency.into();
    let standing = app.principals.standing(app.database.reader(), agency, claims.sub).await;
    let standing = standing.map_err(|problem| (problem, None))?;
    let (roles, scopes) = match &standing {
        Some(standing) => (Arc::clone(&standing.roles), Some(standing.narrow(&claims.scope))),
        None => (Arc::default(), None),
    };
    let principal = Principal {
        agency,
        id: claims.sub,
        roles,
        scopes,
        application: Some(claims.client_id.into()),
        token_id: Some(claims.jti.to_string().into()),
    };
    match standing {
        Some(_) => Ok(principal),
        None => Err((Problem::new(&catalogue::TOKEN_INVALID), Some(principal))),
    }
}

fn claims(headers: &HeaderMap, app: &App) -> Result<Claims, Problem> {
    let missing = || Problem::new(&catalogue::TOKEN_MISSING);
    let invalid = || Problem::new(&catalogue::TOKEN_INVALID);
    let header = headers.get(header::AUTHORIZATION).ok_or_else(missing)?;
    let header = header.to_str().map_err(|_| invalid())?;
    let (scheme, token) = header.split_once(' ').ok_or_else(invalid)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(missing());
    }
    app.verifier.verify(token.trim(), app.clock.now().to_utc()).map_err(|error| match error {
        TokenError::Expired => Problem::new(&catalogue::TOKEN_EXPIRED),
        TokenError::Invalid => invalid(),
    })
}

/// An answer is JSON, but for a few; a caller who cannot take that is told so.
fn check_acceptable(headers: &HeaderMap, operation: &Operation) -> Result<(), Problem> {
    let Some(accept) = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()) else {
        return Ok(());
    };
    let fits = accept.split(',').any(|range| {
        let essence = range.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        matches!(essence.as_str(), "*/*" | "application/*" | "application/json" | "")
            || essence == "application/problem+json"
            || operation.answers.iter().any(|answer| is_in_range(answer, &essence))
    });
    if fits { Ok(()) } else { Err(Problem::new(&catalogue::NOT_ACCEPTABLE)) }
}

/// Whether the media type is `range`, or one of those that `image/*` stands for.
fn is_in_range(media_type: &str, range: &str) -> bool {
    let all_of = |kind: &str| media_type.split('/').next() == Some(kind);
    media_type == range || range.strip_suffix("/*").is_some_and(all_of)
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

/// Who sends a reason where none is taken would think that it is kept. The
/// empty object of some clients says nothing.
fn check_no_body(req: &ServiceRequest, operation: &Operation) -> Result<(), Problem> {
    const EMPTY_OBJECT: usize = 2;

    let headers = req.headers();
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let length = length.and_then(|length| length.parse::<usize>().ok()).unwrap_or(0);
    let sent = length > EMPTY_OBJECT || headers.contains_key(header::TRANSFER_ENCODING);
    if sent && operation.media_types.is_empty() && req.method() == Method::POST {
        return Err(Problem::field("", "no_body", "This operation takes no body."));
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
    if !operation.can_repeat(req.headers()) {
        return Ok(());
    }
    if operation.media_types.is_empty() {
        expect_key(ctx, req.path(), key, b"");
    } else {
        req.extensions_mut().insert(PendingKey(key.to_owned()));
    }
    Ok(())
}
