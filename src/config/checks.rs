//! What settings must be, beyond their types. Every problem is found at once, each a sentence that
//! begins with the setting's key.

use std::ops::RangeInclusive;

use tracing_subscriber::EnvFilter;

use super::{Config, ConfigError, Mode, RateLimitConfig, ServerConfig};

/// No token is so short that it expires while it is used.
const SHORTEST_TOKEN_SECONDS: u32 = 60;

impl Config {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let mut findings = Findings::default();
        self.server.check(&mut findings);
        self.check_reach(&mut findings);
        self.check_database(&mut findings);
        self.check_tokens(&mut findings);
        self.rate_limit.check(&mut findings);
        for origin in &self.cors.allowed_origins {
            findings.demand(
                is_origin(origin),
                "cors.allowed_origins must hold origins: https://app.example.org, no path, no *",
            );
        }
        findings.demand(
            EnvFilter::builder().parse(&self.log.level).is_ok(),
            "log.level must be a level (error, warn, info, debug, trace) or levels by module",
        );
        if findings.0.is_empty() { Ok(()) } else { Err(ConfigError { problems: findings.0 }) }
    }

    /// Who can reach the server: outside production, nobody but this machine.
    fn check_reach(&self, findings: &mut Findings) {
        let listeners =
            [("server.listen", self.server.listen), ("metrics.listen", self.metrics.listen)];
        for (key, listen) in listeners {
            findings.demand(
                self.mode == Mode::Production || listen.ip().to_canonical().is_loopback(),
                &format!("{key} must be a loopback address unless mode is production"),
            );
        }
        findings.demand(
            !self.metrics.enabled
                || self.metrics.listen.port() == 0
                || self.metrics.listen != self.server.listen,
            "metrics.listen must not be the address of server.listen",
        );

        let url = self.server.public_url.as_deref();
        findings.demand(
            url.is_none_or(|url| is_web_url(url) && !url.ends_with('/')),
            "server.public_url must be an http(s) URL without query, and with no slash at its end",
        );
        if self.mode == Mode::Production {
            findings.demand(
                url.is_some_and(|url| url.starts_with("https://")),
                "server.public_url must be set, and begin with https://, in production: \
                 it is the issuer of tokens",
            );
        }
    }

    fn check_database(&self, findings: &mut Findings) {
        let database = &self.database;
        findings.within("database.max_connections", database.max_connections, 1..=200);
        findings.within("database.read_connections", database.read_connections, 1..=200);
        findings.within("database.acquire_timeout_ms", database.acquire_timeout_ms, 50..=60_000);
        findings.within(
            "database.statement_timeout_ms",
            database.statement_timeout_ms,
            50..=600_000,
        );
        findings.within("database.lock_timeout_ms", database.lock_timeout_ms, 10..=60_000);
        findings.demand(
            database.lock_timeout_ms <= database.statement_timeout_ms,
            "database.lock_timeout_ms must not be more than database.statement_timeout_ms",
        );
    }

    fn check_tokens(&self, findings: &mut Findings) {
        let allowed = SHORTEST_TOKEN_SECONDS.into()..=self.longest_token_seconds().into();
        findings.within("tokens.lifetime_seconds", self.tokens.lifetime_seconds, allowed);
        findings.demand(!self.tokens.audience.is_empty(), "tokens.audience must not be empty");
        let issuer = self.tokens.issuer.as_deref();
        findings.demand(
            issuer.is_none_or(is_web_url),
            "tokens.issuer must be an http(s) URL without query",
        );
        findings.demand(
            self.mode != Mode::Production
                || issuer.is_none_or(|issuer| issuer.starts_with("https://")),
            "tokens.issuer must begin with https:// in production",
        );
    }
}

impl ServerConfig {
    fn check(&self, findings: &mut Findings) {
        findings.within("server.workers", self.workers.unwrap_or(1), 1..=256);
        findings.within("server.body_limit_bytes", self.body_limit_bytes, 1_024..=16_777_216);
        findings.within("server.request_deadline_seconds", self.request_deadline_seconds, 1..=60);
        findings.within(
            "server.long_body_deadline_seconds",
            self.long_body_deadline_seconds,
            1..=300,
        );
        findings.within("server.header_timeout_seconds", self.header_timeout_seconds, 1..=60);
        findings.within("server.max_connections", self.max_connections, 1..=100_000);
        findings.within("server.drain_delay_ms", self.drain_delay_ms, 0..=60_000);
        findings.within("server.shutdown_timeout_seconds", self.shutdown_timeout_seconds, 1..=300);
        findings.within("server.max_in_flight", self.max_in_flight, 1..=100_000);
        findings.demand(
            self.long_body_deadline_seconds >= self.request_deadline_seconds,
            "server.long_body_deadline_seconds must not be less than server.request_deadline_seconds",
        );
    }
}

impl RateLimitConfig {
    fn check(&self, findings: &mut Findings) {
        for (name, value) in [
            ("per_principal_per_minute", self.per_principal_per_minute),
            ("per_principal_burst", self.per_principal_burst),
            ("per_agency_per_minute", self.per_agency_per_minute),
            ("per_agency_burst", self.per_agency_burst),
            ("per_address_token_requests_per_minute", self.per_address_token_requests_per_minute),
            ("per_address_token_requests_burst", self.per_address_token_requests_burst),
        ] {
            findings.within(&format!("rate_limit.{name}"), value, 1..=1_000_000);
        }
    }
}

#[derive(Default)]
struct Findings(Vec<String>);

impl Findings {
    fn demand(&mut self, holds: bool, sentence: &str) {
        if !holds {
            self.0.push(sentence.to_owned());
        }
    }

    fn within(&mut self, key: &str, value: impl TryInto<u64>, allowed: RangeInclusive<u64>) {
        let holds = value.try_into().is_ok_and(|value| allowed.contains(&value));
        let (least, most) = allowed.into_inner();
        self.demand(holds, &format!("{key} must be between {least} and {most}"));
    }
}

/// `https://host[:port][/path]`, without user, query or fragment.
fn is_web_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/[]".contains(&byte);
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && rest.bytes().all(plain))
}

/// As browsers write it: lower case, no path. Apps in a shell have schemes of their own.
fn is_origin(text: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._:[]".contains(&byte);
    text.split_once("://").is_some_and(|(scheme, host)| {
        !host.is_empty()
            && host.bytes().all(plain)
            && scheme.starts_with(|first: char| first.is_ascii_lowercase())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}
