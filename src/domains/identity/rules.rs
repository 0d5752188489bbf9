//! What makes accounts sound, and when they may change. No I/O.

use Event::*;
use Status::*;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use entity::user_account::{Event, Role, Status};
use sha2::{Digest, Sha256};
use validator::{ValidateEmail, ValidationError};

use super::dto::{ApiClientPatch, NewApiClient, NewUser, TokenErrorCode, TokenRequest, UserPatch};
use crate::platform::{Machine, Permission, ProblemKind, broken_rule};

/// Of users and of API clients.
pub const MACHINE: Machine<Status, Event> =
    Machine::new(&[(Active, Disable, Disabled), (Disabled, Enable, Active)]);

pub const LAST_ADMIN: ProblemKind = ProblemKind::conflict(
    "last_admin",
    "The agency would be left without an administrator",
    "Make another active user an administrator first.",
);

pub const OWN_ACCOUNT: ProblemKind = ProblemKind::conflict(
    "own_account",
    "Nobody disables themselves",
    "Ask another administrator of your agency.",
);

pub const EMAIL_IN_USE: ProblemKind = ProblemKind::conflict(
    "email_in_use",
    "Another user of the agency has this e-mail address",
    "Look for the address among the agency's users, the disabled ones too.",
);

pub fn check_new_user(new: &NewUser) -> Result<(), ValidationError> {
    new.email.as_deref().map_or(Ok(()), check_email)?;
    check_user_roles(&new.roles)
}

pub fn check_user_patch(patch: &UserPatch) -> Result<(), ValidationError> {
    patch.email.as_deref().map_or(Ok(()), check_email)?;
    patch.roles.as_deref().map_or(Ok(()), check_user_roles)?;
    if patch.email.is_some() && !patch.clear_fields.is_empty() {
        return Err(broken_rule("/email", "set_and_cleared", "It is either set or cleared."));
    }
    Ok(())
}

fn check_email(email: &str) -> Result<(), ValidationError> {
    if !email.validate_email() {
        return Err(broken_rule("/email", "email", "This is not an e-mail address."));
    }
    Ok(())
}

fn check_user_roles(roles: &[Role]) -> Result<(), ValidationError> {
    if roles.contains(&Role::Integration) {
        let advice = "The role `integration` is for API clients.";
        return Err(broken_rule("/roles", "integration_role", advice));
    }
    check_roles(roles)
}

fn check_roles(roles: &[Role]) -> Result<(), ValidationError> {
    if roles.iter().enumerate().any(|(place, role)| roles[..place].contains(role)) {
        return Err(broken_rule("/roles", "duplicate_role", "Each role once."));
    }
    Ok(())
}

pub fn check_new_api_client(new: &NewApiClient) -> Result<(), ValidationError> {
    new.roles.as_deref().map_or(Ok(()), check_roles)?;
    check_scopes(&new.scopes)
}

pub fn check_api_client_patch(patch: &ApiClientPatch) -> Result<(), ValidationError> {
    patch.roles.as_deref().map_or(Ok(()), check_roles)?;
    patch.scopes.as_deref().map_or(Ok(()), check_scopes)
}

fn check_scopes(scopes: &[String]) -> Result<(), ValidationError> {
    if let Some(place) = scopes.iter().position(|scope| Permission::of_scope(scope).is_none()) {
        let pointer = format!("/scopes/{place}");
        return Err(broken_rule(pointer, "unknown_scope", "There is no such scope."));
    }
    if scopes.iter().enumerate().any(|(place, scope)| scopes[..place].contains(scope)) {
        return Err(broken_rule("/scopes", "duplicate_scope", "Each scope once."));
    }
    Ok(())
}

/// A secret as it is shown, once: 256 random bits in 43 characters.
pub fn secret(random: [u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(random)
}

/// A secret as it is kept. A plain hash is enough, since nobody can try out
/// 256 random bits.
pub fn hash(secret: &str) -> String {
    use std::fmt::Write;

    Sha256::digest(secret).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Whether the secret is one of those kept. All are compared in full, so that
/// the time it takes tells nothing.
pub fn knows_secret(hashes: &[String], secret: &str) -> bool {
    let given = hash(secret);
    let same = |known: &String| {
        aws_lc_rs::constant_time::verify_slices_are_equal(known.as_bytes(), given.as_bytes())
            .is_ok()
    };
    hashes.iter().filter(|known| same(known)).count() > 0
}

/// The hashes once a secret is added: its own, and the newest one before it.
pub fn rotated(hashes: &[String], added: String) -> Vec<String> {
    hashes.last().cloned().into_iter().chain([added]).collect()
}

/// What an API client shows of itself.
#[derive(PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Credentials {
    pub id: String,
    pub secret: String,
}

/// The grant is the only one there is, and the credentials come in one way only
/// (RFC 6749, 2.3 and 4.4.2).
pub fn credentials(
    authorization: Option<&str>,
    form: &TokenRequest,
) -> Result<Credentials, TokenErrorCode> {
    match form.grant_type.as_deref() {
        None => return Err(TokenErrorCode::InvalidRequest),
        Some("client_credentials") => {}
        Some(_) => return Err(TokenErrorCode::UnsupportedGrantType),
    }
    let Some(authorization) = authorization else {
        let (Some(id), Some(secret)) = (form.client_id.clone(), form.client_secret.clone()) else {
            return Err(TokenErrorCode::InvalidClient);
        };
        return Ok(Credentials { id, secret });
    };
    if form.client_secret.is_some() {
        return Err(TokenErrorCode::InvalidRequest);
    }
    let credentials = basic(authorization).ok_or(TokenErrorCode::InvalidClient)?;
    if form.client_id.as_ref().is_some_and(|id| *id != credentials.id) {
        return Err(TokenErrorCode::InvalidRequest);
    }
    Ok(credentials)
}

/// `Basic`, then id and secret in base64, each escaped as in a form.
fn basic(authorization: &str) -> Option<Credentials> {
    let (scheme, encoded) = authorization.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some(Credentials { id: unescape(id)?, secret: unescape(secret)? })
}

fn unescape(text: &str) -> Option<String> {
    // A name without a value, so `=` and `&` cannot be in it unescaped.
    let mut pairs = form_urlencoded::parse(text.as_bytes());
    match (pairs.next(), pairs.next()) {
        (Some((name, value)), None) if value.is_empty() => Some(name.into_owned()),
        _ => None,
    }
}

/// The scopes that a token gets: those asked for, all of which must be
/// registered, or all that are.
pub fn granted(registered: &[String], asked: Option<&str>) -> Result<String, TokenErrorCode> {
    let Some(asked) = asked else { return Ok(registered.join(" ")) };
    let asked: Vec<_> = asked.split(' ').filter(|scope| !scope.is_empty()).collect();
    let known = |scope: &&str| registered.iter().any(|known| known == scope);
    if asked.is_empty() || !asked.iter().all(known) {
        return Err(TokenErrorCode::InvalidScope);
    }
    let granted = registered.iter().map(String::as_str).filter(|scope| asked.contains(scope));
    Ok(granted.collect::<Vec<_>>().join(" "))
}

impl TokenErrorCode {
    pub fn status(self) -> u16 {
        match self {
            Self::InvalidClient => 401,
            Self::InvalidRequest | Self::UnsupportedGrantType | Self::InvalidScope => 400,
        }
    }

    /// As RFC 6749 spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
        }
    }

    pub fn advice(self) -> &'static str {
        match self {
            Self::InvalidRequest => {
                "Send grant_type once, and the credentials once, in the header or in the form."
            }
            Self::InvalidClient => "Send the id and a valid secret of an active API client.",
            Self::UnsupportedGrantType => "The only grant_type is client_credentials.",
            Self::InvalidScope => "Ask for scopes that are registered for the API client.",
        }
    }
}

/// An address as it is stored and compared.
pub fn email_key(email: &str) -> String {
    email.to_lowercase()
}

/// Whether the change takes an active administrator away from the agency.
pub fn takes_admin_away(status: Status, before: &[Role], after: &[Role]) -> bool {
    status == Active && before.contains(&Role::Admin) && !after.contains(&Role::Admin)
}

#[cfg(test)]
mod tests {
    use entity::{Code, Iterable};

    use super::*;

    #[test]
    fn every_status_has_exactly_the_moves_of_the_table() {
        for status in Status::iter() {
            for event in Event::iter() {
                let wanted = match (status, event) {
                    (Active, Disable) => Some(Disabled),
                    (Disabled, Enable) => Some(Active),
                    (Active, Enable) | (Disabled, Disable) => None,
                };
                let step = MACHINE.fire(status, event).ok();
                assert_eq!(step.map(|step| step.to), wanted, "{status:?} {event:?}");
            }
        }
        assert_eq!(MACHINE.allowed_actions(Active), [Disable.code()]);
        assert_eq!(MACHINE.allowed_actions(Disabled), [Enable.code()]);
    }

    #[test]
    fn an_admin_is_taken_away_only_from_those_who_count_as_one() {
        let admin = [Role::Auditor, Role::Admin];
        let auditor = [Role::Auditor];
        assert!(takes_admin_away(Active, &admin, &auditor));
        assert!(!takes_admin_away(Disabled, &admin, &auditor));
        assert!(!takes_admin_away(Active, &auditor, &auditor));
        assert!(!takes_admin_away(Active, &admin, &admin));
    }

    #[test]
    fn a_person_has_each_role_once_and_none_of_a_program() {
        assert!(check_user_roles(&[Role::Admin, Role::Auditor]).is_ok());
        assert!(check_user_roles(&[Role::Admin, Role::Admin]).is_err());
        assert!(check_user_roles(&[Role::Integration]).is_err());
    }

    #[test]
    fn a_secret_is_known_by_its_hash_until_two_have_come_after_it() {
        let secrets: Vec<_> = (0..3).map(|byte| secret([byte; 32])).collect();
        let mut hashes = vec![hash(&secrets[0])];
        hashes = rotated(&hashes, hash(&secrets[1]));
        assert!(knows_secret(&hashes, &secrets[0]) && knows_secret(&hashes, &secrets[1]));
        hashes = rotated(&hashes, hash(&secrets[2]));
        assert!(!knows_secret(&hashes, &secrets[0]));
        assert!(knows_secret(&hashes, &secrets[1]) && knows_secret(&hashes, &secrets[2]));
        assert!(!knows_secret(&hashes, "") && !knows_secret(&[], &secrets[0]));
    }

    #[test]
    fn a_hash_is_that_of_the_standard() {
        // FIPS 180-4's example of one block.
        let wanted = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hash("abc"), wanted);
    }

    #[test]
    fn a_scope_is_one_that_there_is_and_named_once() {
        let scopes = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        assert!(check_scopes(&scopes(&["clients:read", "tasks:write"])).is_ok());
        assert!(check_scopes(&scopes(&["clients:read", "clients:read"])).is_err());
        assert!(check_scopes(&scopes(&["clients:everything"])).is_err());
    }

    fn form(pairs: &[(&str, &str)]) -> TokenRequest {
        let value = |name| {
            pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        TokenRequest {
            grant_type: value("grant_type"),
            scope: value("scope"),
            client_id: value("client_id"),
            client_secret: value("client_secret"),
        }
    }

    #[test]
    fn credentials_come_in_the_header_or_in_the_form_but_not_in_both() {
        let grant = ("grant_type", "client_credentials");
        let (id, secret) = (("client_id", "an-id"), ("client_secret", "a secret"));
        let header = format!("Basic {}", STANDARD.encode("an-id:a+s%65cret"));
        let wanted = || Credentials { id: "an-id".into(), secret: "a secret".into() };
        assert_eq!(credentials(None, &form(&[grant, id, secret])), Ok(wanted()));
        assert_eq!(credentials(Some(&header), &form(&[grant])), Ok(wanted()));
        assert_eq!(credentials(Some(&header), &form(&[grant, id])), Ok(wanted()));

        let other = ("client_id", "another");
        for (authorization, pairs, code) in [
            (None, &[id, secret][..], TokenErrorCode::InvalidRequest),
            (None, &[("grant_type", "password"), id], TokenErrorCode::UnsupportedGrantType),
            (None, &[grant, id], TokenErrorCode::InvalidClient),
            (None, &[grant], TokenErrorCode::InvalidClient),
            (Some(header.as_str()), &[grant, secret], TokenErrorCode::InvalidRequest),
            (Some(&header), &[grant, other], TokenErrorCode::InvalidRequest),
            (Some("Bearer x"), &[grant], TokenErrorCode::InvalidClient),
            (Some("Basic ?"), &[grant], TokenErrorCode::InvalidClient),
        ] {
            assert_eq!(credentials(authorization, &form(pairs)), Err(code), "{authorization:?}");
        }
    }

    #[test]
    fn a_token_gets_what_is_asked_for_of_what_is_registered() {
        let registered = ["clients:read".to_owned(), "tasks:read".to_owned()];
        assert_eq!(granted(&registered, None).as_deref(), Ok("clients:read tasks:read"));
        assert_eq!(granted(&registered, Some("tasks:read")).as_deref(), Ok("tasks:read"));
        let twice = granted(&registered, Some("tasks:read tasks:read clients:read"));
        assert_eq!(twice.as_deref(), Ok("clients:read tasks:read"));
        for asked in ["audit:read", "tasks:read audit:read", " "] {
            assert_eq!(granted(&registered, Some(asked)), Err(TokenErrorCode::InvalidScope));
        }
    }

    #[test]
    fn an_error_is_named_as_its_standard_spells_it() {
        use TokenErrorCode::*;
        for code in [InvalidRequest, InvalidClient, UnsupportedGrantType, InvalidScope] {
            assert_eq!(serde_json::to_value(code).unwrap(), code.name());
        }
    }
}
