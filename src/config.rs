//! The settings: one struct per concern, read once at start and checked before anything else runs.
//! A setting comes from a flag, else the environment, else the file, else its default.
//!
//! | Where | Form |
//! |---|---|
//! | file (`--config`) | TOML: `[server]`, `listen = "127.0.0.1:8080"` |
//! | environment | `CAREWRIGHT_SERVER__LISTEN=127.0.0.1:8080`; lists with commas; and `DATABASE_URL` |
//!
//! An unknown setting is an error, so that a misspelt one is not silently without effect. No error
//! shows a value: it may be a password.

mod checks;
mod source;
mod values;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::TimeDelta;
use figment::Figment;
use figment::providers::{Format, Toml};
use serde::Deserialize;

pub use values::{DatabaseUrl, Network};

use source::Environment;

/// The `iss` of tokens where nobody outside can ask for it.
const LOCAL_ISSUER: &str = "http://carewright.localhost";
/// 12 hours: a working day with a ready-made token.
const LONGEST_LOCAL_TOKEN_SECONDS: u32 = 12 * 60 * 60;
const LONGEST_TOKEN_SECONDS: u32 = 10 * 60;

/// What is wrong with the settings: a sentence each, beginning with the setting's key.
#[derive(Debug, thiserror::Error)]
#[error("the configuration cannot be used:\n  {}", problems.join("\n  "))]
pub struct ConfigError {
    pub problems: Vec<String>,
}

/// What kind of run this is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// On one's own machine: keys are generated, long tokens are accepted, loopback only.
    #[default]
    Development,
    /// With real people's data.
    Production,
    /// Like development, with invented people to try things on.
    Demo,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub mode: Mode,
    /// Where files go that are not said to go elsewhere: the SQLite database, the keys.
    pub data_dir: PathBuf,
    pub server: ServerConfig,
    pub database: DatabaseConfig,
    pub keys: KeysConfig,
    pub tokens: TokensConfig,
    pub cors: CorsConfig,
    pub rate_limit: RateLimitConfig,
    pub metrics: MetricsConfig,
    pub log: LogConfig,
}

/// The HTTP listener and its limits.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerConfig {
    /// Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Threads that serve requests; as many as there are processors unless set.
    pub workers: Option<usize>,
    /// The address clients use, without a slash at its end: `https://care.example.org`.
    pub public_url: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed: addresses or networks.
    #[serde(deserialize_with = "values::list")]
    pub trusted_proxies: Vec<Network>,
    pub body_limit_bytes: usize,
    pub request_deadline_seconds: u32,
    /// The deadline where a body over 64 KiB is read.
    pub long_body_deadline_seconds: u32,
    pub header_timeout_seconds: u32,
    /// Of all workers together.
    pub max_connections: usize,
    /// How long `/readyz` says no before the listener closes, for load balancers to notice.
    pub drain_delay_ms: u32,
    /// How long requests that are running at shutdown may take to finish.
    pub shutdown_timeout_seconds: u32,
    /// Requests that are worked on at the same time; more are answered 503 at once.
    pub max_in_flight: usize,
    /// Whether answers tell browsers to come by TLS only. Over plain HTTP they ignore it.
    pub hsts: bool,
}

/// The database and the patience with it.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseConfig {
    /// `postgres://…` or `sqlite://…`; a SQLite file in the data directory unless set. Keep the
    /// password out of it: `PGPASSFILE` names a file that holds it.
    pub url: Option<DatabaseUrl>,
    /// Connections that write. SQLite has one, whatever is set.
    pub max_connections: u32,
    /// Connections that only read.
    pub read_connections: u32,
    pub acquire_timeout_ms: u32,
    pub statement_timeout_ms: u32,
    pub lock_timeout_ms: u32,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KeysConfig {
    /// `keys` in the data directory unless set. The same for every process of a deployment.
    pub directory: Option<PathBuf>,
}

/// Access tokens.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TokensConfig {
    /// The public URL unless set.
    pub issuer: Option<String>,
    pub audience: String,
    pub lifetime_seconds: u32,
}

/// Which pages may call the API from a browser.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CorsConfig {
    /// Origins: `https://app.example.org`. None unless set.
    #[serde(deserialize_with = "values::list")]
    pub allowed_origins: Vec<String>,
}

/// Requests per minute, and how many of them may come at once.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateLimitConfig {
    pub enabled: bool,
    pub per_principal_per_minute: u32,
    pub per_principal_burst: u32,
    pub per_agency_per_minute: u32,
    pub per_agency_burst: u32,
    /// Requests for a token, where guessing would happen.
    pub per_address_token_requests_per_minute: u32,
    pub per_address_token_requests_burst: u32,
}

/// The listener for Prometheus.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MetricsConfig {
    pub enabled: bool,
    pub listen: SocketAddr,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogConfig {
    /// JSON in production, pretty elsewhere, unless set.
    pub format: Option<LogFormat>,
    /// A level, or levels by module: `info,carewright::platform=debug`.
    pub level: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One object per line.
    Json,
    /// For people.
    Pretty,
}

/// What the command line said. It comes before the environment and the file.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    pub mode: Option<Mode>,
    pub listen: Option<SocketAddr>,
    pub database_url: Option<String>,
    pub data_dir: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            mode: Mode::default(),
            data_dir: PathBuf::from("./.data"),
            server: ServerConfig::default(),
            database: DatabaseConfig::default(),
            keys: KeysConfig::default(),
            tokens: TokensConfig::default(),
            cors: CorsConfig::default(),
            rate_limit: RateLimitConfig::default(),
            metrics: MetricsConfig::default(),
            log: LogConfig::default(),
        }
    }
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            workers: None,
            public_url: None,
            trusted_proxies: vec![],
            body_limit_bytes: 1024 * 1024,
            request_deadline_seconds: 10,
            long_body_deadline_seconds: 20,
            header_timeout_seconds: 5,
            max_connections: 10_000,
            drain_delay_ms: 0,
            shutdown_timeout_seconds: 10,
            max_in_flight: 512,
            hsts: true,
        }
    }
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self {
            url: None,
            max_connections: 10,
            read_connections: 4,
            acquire_timeout_ms: 2_000,
            statement_timeout_ms: 5_000,
            lock_timeout_ms: 2_000,
        }
    }
}

impl Default for TokensConfig {
    fn default() -> Self {
        Self {
            issuer: None,
            audience: "carewright".to_owned(),
            lifetime_seconds: LONGEST_TOKEN_SECONDS,
        }
    }
}

impl Default for RateLimitConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            per_principal_per_minute: 600,
            per_principal_burst: 120,
            per_agency_per_minute: 6_000,
            per_agency_burst: 1_200,
            per_address_token_requests_per_minute: 30,
            per_address_token_requests_burst: 10,
        }
    }
}

impl Default for MetricsConfig {
    fn default() -> Self {
        Self { enabled: true, listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 9464)) }
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { format: None, level: "info".to_owned() }
    }
}

impl Config {
    /// Reads and checks the settings of this process.
    pub fn load(file: Option<&Path>, flags: &Flags) -> Result<Self, ConfigError> {
        let text = match file {
            None => String::new(),
            Some(path) => std::fs::read_to_string(path).map_err(|error| ConfigError {
                problems: vec![format!("--config: {} cannot be read: {error}", path.display())],
            })?,
        };
        Self::assemble(&text, Environment::of_process(), flags)
    }

    fn assemble(file: &str, environment: Environment, flags: &Flags) -> Result<Self, ConfigError> {
        let figment = Figment::from(Toml::string(file)).merge(environment);
        let mut config: Self = figment.extract().map_err(source::explain)?;
        config.apply(flags)?;
        config.check()?;
        Ok(config)
    }

    fn apply(&mut self, flags: &Flags) -> Result<(), ConfigError> {
        if let Some(mode) = flags.mode {
            self.mode = mode;
        }
        if let Some(listen) = flags.listen {
            self.server.listen = listen;
        }
        if let Some(url) = &flags.database_url {
            let url = DatabaseUrl::try_from(url.clone());
            let refused = |reason| ConfigError { problems: vec![format!("database.url {reason}")] };
            self.database.url = Some(url.map_err(refused)?);
        }
        if let Some(data_dir) = &flags.data_dir {
            self.data_dir.clone_from(data_dir);
        }
        Ok(())
    }

    /// The database: a file in the data directory unless one is set.
    pub fn database_url(&self) -> DatabaseUrl {
        self.database
            .url
            .clone()
            .unwrap_or_else(|| DatabaseUrl::sqlite_file(&self.data_dir.join("carewright.db")))
    }

    pub fn keys_directory(&self) -> PathBuf {
        self.keys.directory.clone().unwrap_or_else(|| self.data_dir.join("keys"))
    }

    /// Whether missing keys are made. In production they are demanded: a process that invents its
    /// own could read nothing that the others wrote.
    pub fn generates_keys(&self) -> bool {
        self.mode != Mode::Production
    }

    /// The `iss` of tokens. It does not depend on the address that is listened on, so that a token
    /// of `token mint` is good for a server on any port.
    pub fn issuer(&self) -> &str {
        let set = self.tokens.issuer.as_ref().or(self.server.public_url.as_ref());
        set.map_or(LOCAL_ISSUER, String::as_str)
    }

    /// The longest life of a token that is accepted; more than in production where the server can
    /// be reached from the same machine only.
    pub fn longest_token(&self) -> TimeDelta {
        TimeDelta::seconds(self.longest_token_seconds().into())
    }

    /// The life of the tokens that are issued.
    pub fn token_life(&self) -> TimeDelta {
        TimeDelta::seconds(self.tokens.lifetime_seconds.into())
    }

    pub fn log_format(&self) -> LogFormat {
        let usual = if self.mode == Mode::Production { LogFormat::Json } else { LogFormat::Pretty };
        self.log.format.unwrap_or(usual)
    }

    fn longest_token_seconds(&self) -> u32 {
        if self.mode == Mode::Production {
            LONGEST_TOKEN_SECONDS
        } else {
            LONGEST_LOCAL_TOKEN_SECONDS
        }
    }
}

impl ServerConfig {
    pub fn request_deadline(&self) -> Duration {
        Duration::from_secs(self.request_deadline_seconds.into())
    }

    pub fn long_body_deadline(&self) -> Duration {
        Duration::from_secs(self.long_body_deadline_seconds.into())
    }

    pub fn header_timeout(&self) -> Duration {
        Duration::from_secs(self.header_timeout_seconds.into())
    }

    pub fn drain_delay(&self) -> Duration {
        Duration::from_millis(self.drain_delay_ms.into())
    }
}

impl DatabaseConfig {
    pub fn acquire_timeout(&self) -> Duration {
        Duration::from_millis(self.acquire_timeout_ms.into())
    }

    pub fn statement_timeout(&self) -> Duration {
        Duration::from_millis(self.statement_timeout_ms.into())
    }

    pub fn lock_timeout(&self) -> Duration {
        Duration::from_millis(self.lock_timeout_ms.into())
    }
}

#[cfg(test)]
mod tests;
