//! Tokens over HTTP.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    body::BoxBody,
    get,
    http::{
        StatusCode,
        header::{self, CacheControl, CacheDirective},
    },
    post,
    web::Data,
};
use serde::Serialize;

use super::super::{
    dto::{
        AccessToken, AuthorizationServer, JsonWebKeySet, ProtectedResource, TokenError,
        TokenRequest,
    },
    service::tokens::{self, TokenAnswer},
};
use crate::platform::{App, Form, OpenCall, Problem};

/// A public document, which may be kept for five minutes.
struct Cached<T>(T);

impl<T: Serialize> Responder for Cached<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let cache = CacheControl(vec![CacheDirective::Public, CacheDirective::MaxAge(300)]);
        HttpResponse::Ok().insert_header(cache).json(self.0)
    }
}

impl Responder for TokenAnswer {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut response = match &self {
            Self::Granted(_) => HttpResponse::Ok(),
            Self::Refused(refusal) => {
                let status = StatusCode::from_u16(refusal.error.status());
                HttpResponse::build(status.unwrap_or(StatusCode::BAD_REQUEST))
            }
        };
        // RFC 6749, 5.1: no token may stay in a cache.
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        response.insert_header((header::PRAGMA, "no-cache"));
        match self {
            Self::Granted(token) => response.json(token),
            Self::Refused(refusal) => {
                // Told only to those who used the header: a browser would ask its user.
                if refusal.error.status() == 401
                    && request.headers().contains_key(header::AUTHORIZATION)
                {
                    let challenge = "Basic realm=\"carewright\"";
                    response.insert_header((header::WWW_AUTHENTICATE, challenge));
                }
                response.json(refusal)
            }
        }
    }
}

/// Get an access token by an API client's id and secret.
///
/// `client_credentials` of RFC 6749, with the credentials in an `Authorization: Basic` header or
/// in the form, not in both. Errors are those of RFC 6749 too.
#[utoipa::path(
    tag = "tokens",
    security(()),
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The access token", body = AccessToken),
        (status = 400, description = "The request is not valid", body = TokenError),
        (status = 401, description = "The API client is not recognised", body = TokenError),
    ),
)]
#[post("/oauth2/token")]
pub async fn create_access_token(
    call: OpenCall,
    request: HttpRequest,
    form: Result<Form<TokenRequest>, Problem>,
) -> Result<TokenAnswer, Problem> {
    let authorization = request.headers().get(header::AUTHORIZATION);
    // What is not text is no credential either.
    let authorization = authorization.map(|value| value.to_str().unwrap_or_default());
    tokens::issue(&call, authorization, form.map(|Form(form)| form)).await
}

/// Get the public keys that access tokens are checked with.
#[utoipa::path(
    tag = "tokens",
    security(()),
    responses((status = 200, description = "The keys (RFC 7517)", body = JsonWebKeySet)),
)]
#[get("/oauth2/jwks")]
pub async fn get_json_web_key_set(app: Data<App>) -> Result<impl Responder, Problem> {
    Ok(Cached(tokens::key_set(&app)?))
}

/// Get what a program needs to know to ask for access tokens.
#[utoipa::path(
    tag = "tokens",
    security(()),
    responses((status = 200, description = "The metadata (RFC 8414)", body = AuthorizationServer)),
)]
#[get("/.well-known/oauth-authorization-server")]
pub async fn get_authorization_server(app: Data<App>) -> impl Responder {
    Cached(tokens::authorization_server(&app))
}

/// Get what this API needs of an access token.
#[utoipa::path(
    tag = "tokens",
    security(()),
    responses((status = 200, description = "The metadata (RFC 9728)", body = ProtectedResource)),
)]
#[get("/.well-known/oauth-protected-resource")]
pub async fn get_protected_resource(app: Data<App>) -> impl Responder {
    Cached(tokens::protected_resource(&app))
}
