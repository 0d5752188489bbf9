//! What callers send and receive about tokens. Names and shapes are those of
//! RFC 6749, 7517, 8414 and 9728.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Asks for an access token, as a form.
#[derive(Deserialize, ToSchema)]
pub struct TokenRequest {
    /// `client_credentials`.
    #[schema(required = true, max_length = 100, example = "client_credentials")]
    pub grant_type: Option<String>,
    /// Scopes with a space between them; all that are registered if absent.
    #[schema(max_length = 2000, example = "referrals:read referrals:respond")]
    pub scope: Option<String>,
    /// Id of the API client, unless it is in the `Authorization` header.
    #[schema(max_length = 100, example = "01936b2a-7c00-7a3e-9b1d-2f6c1a4e8d01")]
    pub client_id: Option<String>,
    /// Secret of the API client, unless it is in the `Authorization` header.
    #[schema(max_length = 200)]
    pub client_secret: Option<String>,
}

/// An access token (RFC 6749, 5.1).
#[derive(Serialize, ToSchema)]
pub struct AccessToken {
    /// Send it as `Authorization: Bearer` and look at nothing in it.
    pub access_token: String,
    /// `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds for which it is good.
    #[schema(example = 600)]
    pub expires_in: i64,
    /// The scopes that were granted, with a space between them.
    #[schema(example = "referrals:read referrals:respond")]
    pub scope: String,
}

/// Why there is no access token (RFC 6749, 5.2): not a problem of the catalogue, since programs
/// that know OAuth expect this form.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenError {
    pub error: TokenErrorCode,
    /// What to do about it.
    pub error_description: &'static str,
}

/// Why there is no access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenErrorCode {
    /// A parameter is missing or comes twice, or there are two kinds of credentials.
    InvalidRequest,
    /// Id or secret are wrong, or the API client is disabled.
    InvalidClient,
    UnsupportedGrantType,
    /// A scope is not among those that are registered for the API client.
    InvalidScope,
}

/// The public keys that access tokens are checked with (RFC 7517).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct JsonWebKeySet {
    pub keys: Vec<JsonWebKey>,
}

/// A public key: Ed25519, by RFC 8037.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct JsonWebKey {
    #[schema(example = "OKP")]
    pub kty: String,
    #[schema(example = "Ed25519")]
    pub crv: String,
    /// The key, in base64url.
    pub x: String,
    /// The `kid` in the header of tokens that were signed with it.
    pub kid: String,
    /// Always `sig`.
    #[serde(rename = "use")]
    #[schema(example = "sig")]
    pub use_: String,
    #[schema(example = "EdDSA")]
    pub alg: String,
}

/// How to get access tokens here (RFC 8414).
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorizationServer {
    /// The `iss` of tokens.
    #[schema(format = "uri", example = "https://api.example.org")]
    pub issuer: String,
    #[schema(format = "uri", example = "https://api.example.org/oauth2/token")]
    pub token_endpoint: String,
    #[schema(format = "uri", example = "https://api.example.org/oauth2/jwks")]
    pub jwks_uri: String,
    pub scopes_supported: Vec<&'static str>,
    /// None: there is no sign-in page.
    pub response_types_supported: Vec<&'static str>,
    #[schema(example = json!(["client_credentials"]))]
    pub grant_types_supported: Vec<&'static str>,
    #[schema(example = json!(["client_secret_basic", "client_secret_post"]))]
    pub token_endpoint_auth_methods_supported: Vec<&'static str>,
    #[schema(format = "uri", example = "https://api.example.org/docs/")]
    pub service_documentation: String,
}

/// What this API needs of an access token (RFC 9728).
#[derive(Debug, Serialize, ToSchema)]
pub struct ProtectedResource {
    #[schema(format = "uri", example = "https://api.example.org")]
    pub resource: String,
    /// Whose tokens are accepted.
    #[schema(example = json!(["https://api.example.org"]))]
    pub authorization_servers: Vec<String>,
    #[schema(format = "uri", example = "https://api.example.org/oauth2/jwks")]
    pub jwks_uri: String,
    pub scopes_supported: Vec<&'static str>,
    /// How to send the token: `header`.
    #[schema(example = json!(["header"]))]
    pub bearer_methods_supported: Vec<&'static str>,
    #[schema(format = "uri", example = "https://api.example.org/docs/")]
    pub resource_documentation: String,
}
