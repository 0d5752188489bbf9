//! Access tokens: what is in one (RFC 9068), how it is signed, and when it is believed. What its
//! bearer may do is not in it: roles and rights come from the database.
//!
//! | Checked | Refused otherwise |
//! |---|---|
//! | length | more than 4 KiB |
//! | header | anything but `alg: EdDSA`, `typ: at+jwt` and the `kid` of a key of ours; `jku`, `jwk`, `x5u`, `crit` and the like |
//! | signature | by the key that `kid` names, whatever else the token says |
//! | claims | one missing, of another type or twice; `iss` and `aud` other than ours, or lists |
//! | times | issued or valid later than now, or for longer than allowed; then: expired |
//!
//! Times are compared with the `now` that is given, so that a test can set the clock: the library
//! would ask the system.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::de::{DeserializeOwned, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::keys::{KEY_BYTES, KeyRing, Purpose};

/// The `typ` of an access token.
const TOKEN_TYPE: &str = "at+jwt";
/// The longest token that is looked at.
const MAX_TOKEN_BYTES: usize = 4 * 1024;
/// How far the clocks of two processes may be apart.
const LEEWAY_SECONDS: i64 = 5;
/// PKCS#8 version 1 (RFC 8410): what stands before the 32 bytes of an Ed25519 seed. Version 2,
/// which carries the public key too, is refused by the library.
const PKCS8_ED25519: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// What an access token says, in the order and under the names of RFC 9068.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The issuer: one string, ours.
    pub iss: String,
    /// Whom the token is for: one string, ours.
    pub aud: String,
    /// The user, or the service account, that acts.
    pub sub: Uuid,
    /// The application that acts for them.
    pub client_id: String,
    /// The agency whose data it is.
    pub agency: Uuid,
    /// The session; ending it ends the token.
    pub sid: Uuid,
    /// Scopes with a space between them.
    pub scope: String,
    /// Issued at, in seconds since 1970.
    pub iat: i64,
    /// Not valid before, in seconds since 1970.
    pub nbf: i64,
    /// Not valid from then on, in seconds since 1970.
    pub exp: i64,
    /// Id of the token itself.
    pub jti: Uuid,
}

impl Claims {
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.scope.split(' ').filter(|scope| !scope.is_empty())
    }
}

/// For whom a token is to be made; the issuer adds the rest.
#[derive(Clone, Debug)]
pub struct Grant {
    pub sub: Uuid,
    pub client_id: String,
    pub agency: Uuid,
    pub sid: Uuid,
    /// Scopes with a space between them.
    pub scope: String,
    pub jti: Uuid,
}

/// What issuer and verifiers agree on.
#[derive(Clone, Debug)]
pub struct TokenPolicy {
    pub issuer: String,
    pub audience: String,
    /// The longest a token may be good for: 10 minutes, in demo and development 12 hours.
    pub longest_life: TimeDelta,
}

/// Why a token is not believed. An `Expired` one was good in all else; of an `Invalid` one nothing
/// more is said, to its bearer or to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    #[error("the token is not valid")]
    Invalid,
    #[error("the token has expired")]
    Expired,
}

/// Chooses the implementation that the token library uses. To be called before any other thing
/// here; calling it again does nothing.
pub fn install_provider() {
    // The only possible error is that one was chosen before: by an earlier call.
    let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
}

/// Signs tokens with the current signing key.
pub struct TokenIssuer {
    key: EncodingKey,
    header: Header,
    policy: TokenPolicy,
}

impl TokenIssuer {
    pub fn new(ring: &KeyRing, policy: TokenPolicy) -> Self {
        let (_, seed) = ring.current(Purpose::Signing);
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TOKEN_TYPE.to_owned());
        header.kid = Some(thumbprint(&public_part(seed)));
        Self { key: signing_key(seed), header, policy }
    }

    /// The claims of a token that is good from `now` on, for `life` or the longest allowed.
    pub fn claims(&self, grant: Grant, life: TimeDelta, now: DateTime<Utc>) -> Claims {
        let Grant { sub, client_id, agency, sid, scope, jti } = grant;
        let iat = now.timestamp();
        let exp = iat + life.min(self.policy.longest_life).num_seconds();
        let (iss, aud) = (self.policy.issuer.clone(), self.policy.audience.clone());
        Claims { iss, aud, sub, client_id, agency, sid, scope, iat, nbf: iat, exp, jti }
    }

    /// The `iss` of the tokens.
    pub fn issuer(&self) -> &str {
        &self.policy.issuer
    }

    pub fn sign(&self, claims: &Claims) -> String {
        jsonwebtoken::encode(&self.header, claims, &self.key)
            .expect("any 32 bytes are an Ed25519 seed, and the claims are plain JSON")
    }
}

/// Decides whether a token is believed; made from every accepted signing key.
pub struct TokenVerifier {
    keys: HashMap<String, DecodingKey>,
    published: serde_json::Value,
    validation: Validation,
    policy: TokenPolicy,
}

impl TokenVerifier {
    pub fn new(ring: &KeyRing, policy: TokenPolicy) -> Self {
        let parts: Vec<_> = ring.accepted(Purpose::Signing).map(public_part).collect();
        let keys = parts.iter().map(|part| (thumbprint(part), DecodingKey::from_ed_der(part)));
        let published = parts.iter().map(published_key).collect::<Vec<_>>();

        // The library checks the signature only: its own checks ask the system's clock, pass over
        // claims of a wrong type, and take a list of issuers for an issuer.
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;

        Self {
            keys: keys.collect(),
            published: serde_json::json!({ "keys": published }),
            validation,
            policy,
        }
    }

    /// The claims of a token that is ours and good at `now`.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, TokenError> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenError::Invalid);
        }
        let mut parts = token.split('.');
        let (Some(header), Some(payload), Some(_), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(TokenError::Invalid);
        };
        let header: ProtectedHeader = decode_part(header)?;
        header.check()?;
        let key = self.keys.get(&header.kid).ok_or(TokenError::Invalid)?;
        let claims = jsonwebtoken::decode::<Claims>(token, key, &self.validation)
            .map_err(|_| TokenError::Invalid)?
            .claims;
        let UniqueMembers = decode_part(payload)?;
        self.check(&claims, now.timestamp())?;
        Ok(claims)
    }

    /// The public parts of all accepted signing keys, as `/oauth2/jwks` publishes them (RFC 7517).
    pub fn jwks(&self) -> &serde_json::Value {
        &self.published
    }

    fn check(&self, claims: &Claims, now: i64) -> Result<(), TokenError> {
        let life = claims.exp.checked_sub(claims.iat).ok_or(TokenError::Invalid)?;
        let ours = claims.iss == self.policy.issuer && claims.aud == self.policy.audience;
        let timely = life > 0
            && life <= self.policy.longest_life.num_seconds()
            && claims.iat <= now + LEEWAY_SECONDS
            && claims.nbf <= now + LEEWAY_SECONDS
            && claims.nbf < claims.exp;
        if !ours || !timely || claims.client_id.is_empty() {
            Err(TokenError::Invalid)
        } else if claims.exp.saturating_add(LEEWAY_SECONDS) <= now {
            Err(TokenError::Expired)
        } else {
            Ok(())
        }
    }
}

/// The start-up check that signing and verifying work together, that a changed token is noticed,
/// and that the configured life is allowed.
pub fn self_test(
    issuer: &TokenIssuer,
    verifier: &TokenVerifier,
    now: DateTime<Utc>,
) -> Result<(), TokenError> {
    let nobody = Grant {
        sub: Uuid::nil(),
        client_id: "self-test".to_owned(),
        agency: Uuid::nil(),
        sid: Uuid::nil(),
        scope: String::new(),
        jti: Uuid::nil(),
    };
    let claims = issuer.claims(nobody, issuer.policy.longest_life, now);
    let token = issuer.sign(&claims);
    let believed = verifier.verify(&token, now)?;

    let mut other = claims.clone();
    other.agency = Uuid::max();
    let signature = token.rsplit_once('.').map_or("", |(_, signature)| signature);
    let message = issuer.sign(&other);
    let message = message.rsplit_once('.').map_or("", |(message, _)| message);
    let forged = verifier.verify(&format!("{message}.{signature}"), now);
    let works = believed == claims && forged == Err(TokenError::Invalid);
    if works { Ok(()) } else { Err(TokenError::Invalid) }
}

/// All that the header of a token of ours has. Another member is a reason to refuse it: some
/// (`jku`, `jwk`, `x5c`) offer a key, and `crit` demands what we do not do.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProtectedHeader {
    alg: String,
    typ: String,
    kid: String,
}

impl ProtectedHeader {
    fn check(&self) -> Result<(), TokenError> {
        // A media type may be given without its `application/` (RFC 7515, 4.1.9).
        let names = [TOKEN_TYPE, "application/at+jwt"];
        let right_type = names.iter().any(|name| self.typ.eq_ignore_ascii_case(name));
        if self.alg == "EdDSA" && right_type { Ok(()) } else { Err(TokenError::Invalid) }
    }
}

/// A JSON object none of whose members comes twice: two readers might each believe another one.
struct UniqueMembers;

impl<'de> Deserialize<'de> for UniqueMembers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Self)
    }
}

impl<'de> Visitor<'de> for UniqueMembers {
    type Value = Self;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        let mut names = HashSet::new();
        while let Some((name, IgnoredAny)) = members.next_entry::<Cow<'de, str>, IgnoredAny>()? {
            if !names.insert(name) {
                return Err(A::Error::custom("a member comes twice"));
            }
        }
        Ok(self)
    }
}

fn decode_part<T: DeserializeOwned>(part: &str) -> Result<T, TokenError> {
    let json = URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Invalid)?;
    serde_json::from_slice(&json).map_err(|_| TokenError::Invalid)
}

fn signing_key(seed: &[u8; KEY_BYTES]) -> EncodingKey {
    let document = secrecy::zeroize::Zeroizing::new([PKCS8_ED25519.as_slice(), seed].concat());
    EncodingKey::from_ed_der(&document)
}

fn public_part(seed: &[u8; KEY_BYTES]) -> [u8; KEY_BYTES] {
    let pair = Ed25519KeyPair::from_seed_unchecked(seed).expect("any 32 bytes are a seed");
    pair.public_key().as_ref().try_into().expect("an Ed25519 public key has 32 bytes")
}

/// The key's name: RFC 7638, with the members that RFC 8037 says. The spelling is the standard's,
/// to the byte.
fn thumbprint(public: &[u8; KEY_BYTES]) -> String {
    let x = URL_SAFE_NO_PAD.encode(public);
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(members.as_bytes()))
}

fn published_key(public: &[u8; KEY_BYTES]) -> serde_json::Value {
    serde_json::json!({
        "kty": "OKP",
        "crv": "Ed25519",
        "x": URL_SAFE_NO_PAD.encode(public),
        "kid": thumbprint(public),
        "use": "sig",
        "alg": "EdDSA",
    })
}

#[cfg(test)]
mod tests;
