//! How API clients get access tokens, and how others learn to check them.

use std::sync::Arc;

use chrono::TimeDelta;
use entity::{Iterable, Row, api_client::Model, audit_entry::Item, user_account::Status};

use super::super::{
    dto::{
        AccessToken, AuthorizationServer, JsonWebKeySet, ProtectedResource, TokenError,
        TokenErrorCode, TokenRequest,
    },
    repository::api_clients as repository,
    rules::{self, Credentials},
};
use crate::platform::{
    App, Ending, OpenCall, Permission, Principal, Problem,
    tokens::{Claims, Grant},
};

/// What the token endpoint answers.
pub enum TokenAnswer {
    Granted(AccessToken),
    Refused(TokenError),
}

/// Gives an API client a token by its secret.
///
/// Both endings are in the audit log of the client's agency before the answer
/// leaves; an unknown client's is in nobody's, under the nil agency.
pub async fn issue(
    call: &OpenCall,
    authorization: Option<&str>,
    form: Result<TokenRequest, Problem>,
) -> Result<TokenAnswer, Problem> {
    let form = match form {
        Ok(form) => Ok(form),
        Err(problem) if problem.kind().status == 400 => Err(TokenErrorCode::InvalidRequest),
        Err(problem) => return Err(problem),
    };
    let asked = form.and_then(|form| {
        let credentials = rules::credentials(authorization, &form)?;
        Ok((credentials, form.scope))
    });
    let (credentials, scope) = match asked {
        Ok(asked) => asked,
        Err(code) => return refuse(call, None, code).await,
    };
    let client = find(call.app(), &credentials).await?;
    match admit(client.as_ref(), &credentials.secret, scope.as_deref()) {
        Ok((client, scope)) => grant(call, client, scope).await,
        Err(code) => refuse(call, client.as_ref(), code).await,
    }
}

async fn find(app: &App, credentials: &Credentials) -> Result<Option<Model>, Problem> {
    // What is no id names no API client.
    let Ok(id) = credentials.id.parse() else { return Ok(None) };
    repository::of_any_agency(app.database.reader(), id).await
}

/// The API client, if the secret is its own, and the scopes that it gets.
fn admit<'c>(
    client: Option<&'c Model>,
    secret: &str,
    scope: Option<&str>,
) -> Result<(&'c Model, String), TokenErrorCode> {
    // Hashed for an unknown client too, so that the time it takes tells nothing.
    let hashes = client.map(|client| client.secret_hashes.0.as_slice()).unwrap_or_default();
    let known = rules::knows_secret(hashes, secret);
    let active = |client: &&Model| known && client.status == Status::Active;
    let client = client.filter(active).ok_or(TokenErrorCode::InvalidClient)?;
    Ok((client, rules::granted(&client.scopes, scope)?))
}

async fn grant(call: &OpenCall, client: &Model, scope: String) -> Result<TokenAnswer, Problem> {
    let app = call.app();
    let now = call.now();
    let grant = Grant {
        sub: client.id.uuid(),
        client_id: client.id.to_string(),
        agency: client.agency_id.uuid(),
        sid: entity::new_id(now),
        scope,
        jti: entity::new_id(now),
    };
    let life = TimeDelta::from_std(app.limits.token_life).map_err(Problem::internal)?;
    let claims = app.issuer.claims(grant, life, now.to_utc());
    let access_token = app.issuer.sign(&claims);
    let ending = Ending {
        agency: Some(client.agency_id),
        principal: Some(principal(client, &claims)),
        items: vec![item(client, "token_issued")],
        refused: None,
    };
    call.record(ending).await?;
    Ok(TokenAnswer::Granted(AccessToken {
        access_token,
        token_type: "Bearer",
        expires_in: claims.exp - claims.iat,
        scope: claims.scope,
    }))
}

async fn refuse(
    call: &OpenCall,
    client: Option<&Model>,
    code: TokenErrorCode,
) -> Result<TokenAnswer, Problem> {
    let ending = Ending {
        agency: client.map(|client| client.agency_id),
        principal: None,
        items: client.map(|client| item(client, "token_refused")).into_iter().collect(),
        refused: Some((code.status(), code.name())),
    };
    call.record(ending).await?;
    let error_description = code.advice();
    Ok(TokenAnswer::Refused(TokenError { error: code, error_description }))
}

fn principal(client: &Model, claims: &Claims) -> Principal {
    Principal {
        agency: client.agency_id,
        id: client.id.uuid(),
        roles: Arc::from(client.roles.as_slice()),
        scopes: Some(claims.scope.as_str().into()),
        application: Some(claims.client_id.as_str().into()),
        token_id: Some(claims.jti.to_string().into()),
    }
}

fn item(client: &Model, action: &str) -> Item {
    Item {
        kind: Model::KIND.to_owned(),
        id: client.id.uuid(),
        version: client.version,
        action: action.to_owned(),
        client_id: None,
    }
}

/// The public keys that tokens are checked with.
pub fn key_set(app: &App) -> Result<JsonWebKeySet, Problem> {
    serde_json::from_value(app.verifier.jwks().clone()).map_err(Problem::internal)
}

pub fn authorization_server(app: &App) -> AuthorizationServer {
    let url = public_url(app);
    AuthorizationServer {
        issuer: app.issuer.issuer().to_owned(),
        token_endpoint: format!("{url}/oauth2/token"),
        jwks_uri: format!("{url}/oauth2/jwks"),
        scopes_supported: scopes(),
        response_types_supported: Vec::new(),
        grant_types_supported: vec!["client_credentials"],
        token_endpoint_auth_methods_supported: vec!["client_secret_basic", "client_secret_post"],
        service_documentation: format!("{url}/docs/"),
    }
}

pub fn protected_resource(app: &App) -> ProtectedResource {
    let url = public_url(app);
    ProtectedResource {
        resource: url.to_owned(),
        authorization_servers: vec![app.issuer.issuer().to_owned()],
        jwks_uri: format!("{url}/oauth2/jwks"),
        scopes_supported: scopes(),
        bearer_methods_supported: vec!["header"],
        resource_documentation: format!("{url}/docs/"),
    }
}

fn public_url(app: &App) -> &str {
    app.limits.public_url.trim_end_matches('/')
}

fn scopes() -> Vec<&'static str> {
    Permission::iter().map(Permission::scope).collect()
}
