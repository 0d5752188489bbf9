//! Which tokens are believed, and a collection of those that are not.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::super::keys::to_hex;
use super::*;

const ISSUER: &str = "https://care.example";
const AUDIENCE: &str = "carewright";

struct Fixture {
    ring: KeyRing,
    issuer: TokenIssuer,
    verifier: TokenVerifier,
}

fn policy() -> TokenPolicy {
    TokenPolicy {
        issuer: ISSUER.to_owned(),
        audience: AUDIENCE.to_owned(),
        longest_life: TimeDelta::minutes(10),
    }
}

fn fixture_of(ring: KeyRing) -> Fixture {
    install_provider();
    let issuer = TokenIssuer::new(&ring, policy());
    let verifier = TokenVerifier::new(&ring, policy());
    Fixture { ring, issuer, verifier }
}

fn fixture() -> Fixture {
    fixture_of(KeyRing::ephemeral().unwrap())
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 250_000_000).unwrap()
}

fn grant() -> Grant {
    Grant {
        sub: Uuid::from_u128(1),
        client_id: "mobile".to_owned(),
        agency: Uuid::from_u128(2),
        sid: Uuid::from_u128(3),
        scope: "clients:read clients:write".to_owned(),
        jti: Uuid::from_u128(4),
    }
}

fn encode(json: &str) -> String {
    URL_SAFE_NO_PAD.encode(json)
}

impl Fixture {
    fn good_claims(&self) -> Claims {
        self.issuer.claims(grant(), TimeDelta::minutes(10), now())
    }

    fn good_token(&self) -> String {
        self.issuer.sign(&self.good_claims())
    }

    fn good_header(&self) -> Value {
        json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": self.issuer.header.kid })
    }

    /// A token with a good signature over exactly these texts.
    fn sign_raw(&self, header: &str, payload: &str) -> String {
        let (_, seed) = self.ring.current(Purpose::Signing);
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).unwrap();
        let message = format!("{}.{}", encode(header), encode(payload));
        let signature = URL_SAFE_NO_PAD.encode(pair.sign(message.as_bytes()));
        format!("{message}.{signature}")
    }

    fn with_header(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut header = self.good_header();
        change(&mut header);
        let claims = serde_json::to_string(&self.good_claims()).unwrap();
        self.sign_raw(&header.to_string(), &claims)
    }

    fn with_claims(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut claims = serde_json::to_value(self.good_claims()).unwrap();
        change(&mut claims);
        self.sign_raw(&self.good_header().to_string(), &claims.to_string())
    }

    fn with_claims_text(&self, change: impl FnOnce(String) -> String) -> String {
        let claims = serde_json::to_string(&self.good_claims()).unwrap();
        self.sign_raw(&self.good_header().to_string(), &change(claims))
    }

    fn outcome(&self, token: &str) -> Result<Claims, TokenError> {
        self.verifier.verify(token, now())
    }

    fn refused(&self, what: &str, token: &str) {
        assert_eq!(self.outcome(token), Err(TokenError::Invalid), "{what}");
    }
}

#[test]
fn a_good_token_is_believed_and_says_what_was_granted() {
    let fixture = fixture();
    let claims = fixture.outcome(&fixture.good_token()).unwrap();
    assert_eq!(claims, fixture.good_claims());
    assert_eq!((claims.iat, claims.nbf, claims.exp), (1_800_000_000, 1_800_000_000, 1_800_000_600));
    assert_eq!(claims.scopes().collect::<Vec<_>>(), ["clients:read", "clients:write"]);
    fixture.outcome(&fixture.with_header(|_| {})).unwrap();
    fixture.outcome(&fixture.with_claims(|_| {})).unwrap();
    fixture.outcome(&fixture.with_claims(|claims| claims["extra"] = json!([1]))).unwrap();
    self_test(&fixture.issuer, &fixture.verifier, now()).unwrap();
}

#[test]
fn the_type_is_compared_as_a_media_type() {
    let fixture = fixture();
    for accepted in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"] {
        fixture.outcome(&fixture.with_header(|header| header["typ"] = json!(accepted))).unwrap();
    }
    let refused =
        ["", "JWT", "jwt", "refresh", "at", "at+jwt ", "at+jwt;x=1", "text/at+jwt", "rt+jwt"];
    for typ in refused {
        fixture.refused(typ, &fixture.with_header(|header| header["typ"] = json!(typ)));
    }
    for typ in [json!(null), json!(1), json!(["at+jwt"])] {
        fixture.refused("typ", &fixture.with_header(|header| header["typ"] = typ));
    }
}

#[test]
fn only_eddsa_with_a_key_of_ours_is_verified() {
    let fixture = fixture();
    for alg in ["none", "None", "", "HS256", "HS512", "RS256", "PS256", "ES256", "Ed25519", "eddsa"]
    {
        fixture.refused(alg, &fixture.with_header(|header| header["alg"] = json!(alg)));
    }
    for kid in [json!("unknown"), json!(""), json!(null), json!(1), json!("../signing-1.key")] {
        fixture.refused("kid", &fixture.with_header(|header| header["kid"] = kid));
    }
    for missing in ["alg", "typ", "kid"] {
        let without = |header: &mut Value| drop(header.as_object_mut().unwrap().remove(missing));
        fixture.refused(missing, &fixture.with_header(without));
    }
    let stranger = fixture_of(KeyRing::ephemeral().unwrap());
    fixture.refused("a key of someone else", &stranger.good_token());
    let posing = stranger.with_header(|header| *header = fixture.good_header());
    fixture.refused("a key of someone else under our name", &posing);
}

#[test]
fn the_public_key_is_no_shared_secret() {
    let fixture = fixture();
    let (_, seed) = fixture.ring.current(Purpose::Signing);
    let public = public_part(seed);
    let x = URL_SAFE_NO_PAD.encode(public);
    for secret in [public.as_slice(), x.as_bytes(), b""] {
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TOKEN_TYPE.to_owned());
        header.kid.clone_from(&fixture.issuer.header.kid);
        let key = EncodingKey::from_secret(secret);
        let token = jsonwebtoken::encode(&header, &fixture.good_claims(), &key).unwrap();
        fixture.refused("HS256 over the public key", &token);
    }
}

#[test]
fn a_header_that_offers_or_demands_more_is_refused() {
    let fixture = fixture();
    let offers = [
        ("jku", json!("https://evil.example/jwks")),
        ("x5u", json!("https://evil.example/cert")),
        ("jwk", fixture.verifier.jwks()["keys"][0].clone()),
        ("x5c", json!(["AAAA"])),
        ("crit", json!(["exp"])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("cty", json!("JWT")),
        ("nonce", json!("1")),
    ];
    for (name, value) in offers {
        fixture.refused(name, &fixture.with_header(|header| header[name] = value));
    }
    let claims = serde_json::to_string(&fixture.good_claims()).unwrap();
    let kid = fixture.issuer.header.kid.clone().unwrap();
    for header in [
        format!(r#"{{"alg":"EdDSA","alg":"EdDSA","typ":"at+jwt","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{kid}","kid":"{kid}"}}"#),
        format!(r#"["EdDSA","at+jwt","{kid}"]"#),
        "null".to_owned(),
        String::new(),
    ] {
        fixture.refused("header", &fixture.sign_raw(&header, &claims));
    }
}

#[test]
fn every_claim_is_required_and_typed() {
    let fixture = fixture();
    let all =
        ["iss", "aud", "sub", "client_id", "agency", "sid", "scope", "iat", "nbf", "exp", "jti"];
    for claim in all {
        let without = |claims: &mut Value| drop(claims.as_object_mut().unwrap().remove(claim));
        fixture.refused(claim, &fixture.with_claims(without));
        for value in [json!(null), json!({}), json!([]), json!(true), json!(1.5), json!("")] {
            if (claim, &value) != ("scope", &json!("")) {
                fixture.refused(claim, &fixture.with_claims(|claims| claims[claim] = value));
            }
        }
    }
    for claim in ["iat", "nbf", "exp"] {
        let text = json!("1800000300");
        fixture.refused(claim, &fixture.with_claims(|claims| claims[claim] = text));
        let float = |claims: &mut Value| claims[claim] = json!(claims[claim].as_f64().unwrap());
        fixture.refused(claim, &fixture.with_claims(float));
    }
    for exp in ["1e30", "1.8000003e9", "18446744073709551615", "9223372036854775807", "-1"] {
        let changed = |text: String| text.replace("1800000600", exp);
        fixture.refused(exp, &fixture.with_claims_text(changed));
    }
    for sub in ["mobile", "00000000-0000-0000-0000-00000000000g", "0"] {
        fixture.refused(sub, &fixture.with_claims(|claims| claims["sub"] = json!(sub)));
    }
}

#[test]
fn issuer_and_audience_are_one_string_each_and_ours() {
    let fixture = fixture();
    let others = |ours: &str| {
        [
            json!([ours]),
            json!(["https://evil.example", ours]),
            json!("https://evil.example"),
            json!(format!("{ours}/")),
            json!(ours.to_uppercase()),
            json!(5),
        ]
    };
    for (claim, ours) in [("iss", ISSUER), ("aud", AUDIENCE)] {
        for value in others(ours) {
            fixture.refused(claim, &fixture.with_claims(|claims| claims[claim] = value));
        }
    }
}

#[test]
fn a_claim_that_comes_twice_is_refused() {
    let fixture = fixture();
    let agency = Uuid::from_u128(9);
    for addition in [
        format!(r#","agency":"{agency}"}}"#),
        r#","exp":1800000600}"#.to_owned(),
        r#","extra":1,"extra":2}"#.to_owned(),
        r#","extra":1,"\u0065xtra":2}"#.to_owned(),
    ] {
        let twice = |text: String| text.strip_suffix('}').unwrap().to_owned() + &addition;
        fixture.refused(&addition, &fixture.with_claims_text(twice));
    }
    let list =
        json!(fixture.good_claims()).as_object().unwrap().values().cloned().collect::<Vec<_>>();
    fixture.refused("a list of claims", &fixture.with_claims(|claims| *claims = json!(list)));
}

#[test]
fn times_are_compared_with_the_given_clock() {
    let fixture = fixture();
    let token = fixture.good_token();
    let at = |seconds: i64| fixture.verifier.verify(&token, now() + TimeDelta::seconds(seconds));
    assert_eq!(at(-6), Err(TokenError::Invalid), "issued in the future");
    at(-5).unwrap();
    at(604).unwrap();
    assert_eq!(at(605), Err(TokenError::Expired));
    assert_eq!(at(1_000_000), Err(TokenError::Expired));

    let start = 1_800_000_000;
    let times = |iat: i64, nbf: i64, exp: i64| {
        fixture.outcome(&fixture.with_claims(|claims| {
            claims["iat"] = json!(iat);
            claims["nbf"] = json!(nbf);
            claims["exp"] = json!(exp);
        }))
    };
    times(start + 5, start + 5, start + 600).unwrap();
    times(start - 300, start - 400, start + 300).unwrap();
    for (what, iat, nbf, exp) in [
        ("not valid yet", start, start + 6, start + 600),
        ("issued in the future", start + 6, start, start + 600),
        ("one second too long", start, start, start + 601),
        ("a year", start, start, start + 31_536_000),
        ("long, and expired", start - 4_000, start, start - 1_000),
        ("ends when it begins", start, start, start),
        ("ends before it begins", start, start, start - 1),
        ("never valid", start - 10, start + 4, start + 3),
        ("no beginning", i64::MIN, start, start + 600),
        ("no end", start, start, i64::MAX),
    ] {
        assert_eq!(times(iat, nbf, exp), Err(TokenError::Invalid), "{what}");
    }
    assert_eq!(times(start - 605, start - 605, start - 5), Err(TokenError::Expired));
}

#[test]
fn an_expired_token_that_is_bad_in_another_way_is_just_invalid() {
    let fixture = fixture();
    let later = now() + TimeDelta::hours(1);
    let token = fixture.with_claims(|claims| claims["aud"] = json!("another"));
    assert_eq!(fixture.verifier.verify(&token, later), Err(TokenError::Invalid));
    let mut token = fixture.good_token();
    token.pop();
    assert_eq!(fixture.verifier.verify(&token, later), Err(TokenError::Invalid));
}

#[test]
fn a_longer_life_is_believed_only_where_it_is_allowed() {
    let fixture = fixture();
    let mut demo = policy();
    demo.longest_life = TimeDelta::hours(12);
    let issuer = TokenIssuer::new(&fixture.ring, demo.clone());
    let token = issuer.sign(&issuer.claims(grant(), TimeDelta::days(9), now()));
    let claims = TokenVerifier::new(&fixture.ring, demo).verify(&token, now()).unwrap();
    assert_eq!(claims.exp - claims.iat, 43_200);
    fixture.refused("a demo token", &token);
    assert!(self_test(&issuer, &fixture.verifier, now()).is_err());
    let stranger = fixture_of(KeyRing::ephemeral().unwrap());
    assert!(self_test(&fixture.issuer, &stranger.verifier, now()).is_err());
}

#[test]
fn every_changed_character_is_noticed() {
    let fixture = fixture();
    let token = fixture.good_token();
    for position in 0..token.len() {
        for replacement in ["A", "b", "."] {
            let mut changed = token.clone();
            changed.replace_range(position..=position, replacement);
            if changed != token {
                fixture.refused(&format!("position {position}"), &changed);
            }
        }
    }
}

#[test]
fn what_is_not_three_parts_of_base64_is_refused() {
    let fixture = fixture();
    let token = fixture.good_token();
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts[..] else { panic!("three parts") };
    let none = encode(r#"{"alg":"none","typ":"at+jwt"}"#);
    for bad in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "...".to_owned(),
        "\u{0}".to_owned(),
        "\u{1f512}.\u{1f512}.\u{1f512}".to_owned(),
        format!("{header}.{payload}"),
        format!("{header}.{payload}."),
        format!("{none}.{payload}."),
        format!("{header}..{signature}"),
        format!(".{payload}.{signature}"),
        format!("{token}."),
        format!("{token}.{signature}"),
        format!("{token}="),
        format!("{token}\n"),
        format!(" {token}"),
        format!("Bearer {token}"),
        format!("{header}.{payload}.{}", "A".repeat(86)),
        format!("{header}.{payload}.{}", &signature[..80]),
        format!("{payload}.{header}.{signature}"),
    ] {
        fixture.refused(&bad, &bad);
    }
}

#[test]
fn an_over_long_token_is_refused_whatever_it_says() {
    let fixture = fixture();
    let scoped =
        |length: usize| fixture.with_claims(|claims| claims["scope"] = json!("s".repeat(length)));
    let overhead = scoped(0).len();
    let fits = scoped((MAX_TOKEN_BYTES - overhead) * 3 / 4 - 3);
    assert!(fits.len() <= MAX_TOKEN_BYTES && fits.len() > MAX_TOKEN_BYTES - 10);
    fixture.outcome(&fits).unwrap();
    fixture.refused("too long", &scoped((MAX_TOKEN_BYTES - overhead) * 3 / 4 + 3));
}

#[test]
fn the_published_keys_are_public_parts_under_their_thumbprints() {
    let fixture = fixture();
    let jwks = fixture.verifier.jwks();
    let key = jwks["keys"][0].as_object().unwrap();
    let names: Vec<_> = key.keys().map(String::as_str).collect();
    assert_eq!(HashSet::from_iter(names), HashSet::from(["alg", "crv", "kid", "kty", "use", "x"]));
    assert_eq!(key["kid"], json!(fixture.issuer.header.kid));
    let seed = URL_SAFE_NO_PAD.encode(fixture.ring.current(Purpose::Signing).1);
    assert!(!jwks.to_string().contains(&seed));

    // A reader that knows only the published set can verify.
    let published: jsonwebtoken::jwk::JwkSet = serde_json::from_value(jwks.clone()).unwrap();
    let header = jsonwebtoken::decode_header(fixture.good_token()).unwrap();
    let jwk = published.find(&header.kid.unwrap()).unwrap();
    let key = DecodingKey::from_jwk(jwk).unwrap();
    let validation = &fixture.verifier.validation;
    jsonwebtoken::decode::<Claims>(fixture.good_token(), &key, validation).unwrap();
}

#[test]
fn the_thumbprint_agrees_with_the_published_vector() {
    // RFC 8037, appendix A.1 to A.3
    let seed = URL_SAFE_NO_PAD.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
    let public = public_part(seed.as_slice().try_into().unwrap());
    assert_eq!(URL_SAFE_NO_PAD.encode(public), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    assert_eq!(thumbprint(&public), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

#[test]
fn no_good_token_is_refused_while_keys_rotate() {
    let directory = TempDir::new().unwrap();
    let path = |name: &str| directory.path().join(name);
    let load = || fixture_of(KeyRing::load_or_generate(directory.path()).unwrap());
    let before = load();
    fs::write(path("signing-2.next.key"), to_hex(&[2; KEY_BYTES])).unwrap();
    fs::set_permissions(path("signing-2.next.key"), fs::Permissions::from_mode(0o600)).unwrap();
    let waiting = load();
    assert_eq!(waiting.verifier.jwks()["keys"].as_array().unwrap().len(), 2);
    before.outcome(&waiting.good_token()).unwrap();
    waiting.outcome(&before.good_token()).unwrap();
    fs::rename(path("signing-2.next.key"), path("signing-2.key")).unwrap();
    let rotated = load();
    assert_ne!(rotated.issuer.header.kid, waiting.issuer.header.kid);
    waiting.outcome(&rotated.good_token()).unwrap();
    rotated.outcome(&waiting.good_token()).unwrap();
    fs::remove_file(path("signing-1.key")).unwrap();
    let after = load();
    after.outcome(&rotated.good_token()).unwrap();
    after.refused("signed with a removed key", &before.good_token());
}
