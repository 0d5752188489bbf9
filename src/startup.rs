//! Builds what all requests of a process share, from its settings.

use std::{
    num::NonZeroU32,
    sync::{Arc, OnceLock, atomic::AtomicBool, atomic::AtomicUsize},
    thread,
    time::Duration,
};

use tokio_util::task::TaskTracker;

use crate::{
    config::Config,
    openapi,
    platform::{
        App, AuditWriter, Clock, Description, Principals, RequestLimits,
        database::{Database, DatabaseError, DatabaseSettings},
        keys::{KeyError, KeyRing},
        operations::{Inconsistent, Operations},
        rate_limit::{Limit, Limits, RateLimits},
        tokens::{self, TokenIssuer, TokenPolicy, TokenVerifier},
    },
    server::Listening,
};

/// Why the process cannot start. No text holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error(transparent)]
    Description(#[from] Inconsistent),
    #[error("tokens cannot be signed and verified with the keys that are there")]
    Tokens,
}

/// Connects to the database of the settings, without looking at its schema.
pub async fn connect(config: &Config) -> Result<Database, StartError> {
    let settings = DatabaseSettings {
        max_connections: config.database.max_connections,
        read_connections: config.database.read_connections,
        acquire_timeout: config.database.acquire_timeout(),
        statement_timeout: config.database.statement_timeout(),
        lock_timeout: config.database.lock_timeout(),
    };
    Ok(Database::connect(config.database_url().expose(), &settings).await?)
}

/// The keys of the settings; made on the first start, but never in production.
pub fn keys(config: &Config) -> Result<KeyRing, StartError> {
    let directory = config.keys_directory();
    Ok(if config.generates_keys() {
        KeyRing::load_or_generate(&directory)?
    } else {
        KeyRing::load(&directory)?
    })
}

/// Builds the application on a database whose schema is up to date. It must be
/// called on the runtime that outlives all requests.
pub fn assemble(
    config: &Config,
    database: Database,
    keys: KeyRing,
    clock: Arc<dyn Clock>,
) -> Result<Arc<App>, StartError> {
    tokens::install_provider();
    let policy = TokenPolicy {
        issuer: config.issuer().to_owned(),
        audience: config.tokens.audience.clone(),
        longest_life: config.longest_token(),
    };
    let issuer = TokenIssuer::new(&keys, policy.clone());
    let verifier = TokenVerifier::new(&keys, policy);
    tokens::self_test(&issuer, &verifier, clock.now().to_utc()).map_err(|_| StartError::Tokens)?;
    let public_url = config.server.public_url.clone();
    Ok(Arc::new(App {
        clock,
        keys: Arc::new(keys),
        issuer,
        verifier,
        principals: Principals::default(),
        audit: AuditWriter::start(database.clone()),
        description: description()?,
        rate_limits: config.rate_limit.enabled.then(|| RateLimits::new(limits(config))),
        limits: RequestLimits {
            deadline: config.server.request_deadline(),
            long_deadline: config.server.long_body_deadline(),
            body_bytes: config.server.body_limit_bytes,
            body_time: Duration::from_secs(15),
            in_flight: config.server.max_in_flight,
            token_life: config.token_life().to_std().unwrap_or_default(),
            public_url: public_url.unwrap_or_else(|| format!("http://{}", config.server.listen)),
            hsts: config.server.hsts,
            trusted_proxies: config.server.trusted_proxies.clone(),
        },
        database,
        tracker: TaskTracker::new(),
        draining: AtomicBool::new(false),
        in_flight: AtomicUsize::new(0),
    }))
}

/// Made once: compiling the schemas of all bodies takes most of a start.
fn description() -> Result<Arc<Description>, StartError> {
    static DESCRIPTION: OnceLock<Arc<Description>> = OnceLock::new();
    if let Some(description) = DESCRIPTION.get() {
        return Ok(description.clone());
    }
    let document = openapi::document();
    let description = Arc::new(Description {
        operations: Operations::of(&document)?,
        document: openapi::published(&document),
        problems: openapi::problems(),
    });
    Ok(DESCRIPTION.get_or_init(|| description).clone())
}

fn limits(config: &Config) -> Limits {
    let limit = |per_minute, burst| Limit {
        per_minute: NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN),
        burst: NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN),
    };
    let rates = &config.rate_limit;
    Limits {
        principal: limit(rates.per_principal_per_minute, rates.per_principal_burst),
        agency: limit(rates.per_agency_per_minute, rates.per_agency_burst),
        sign_in_address: limit(
            rates.per_address_token_requests_per_minute,
            rates.per_address_token_requests_burst,
        ),
    }
}

/// How the listener is set by the settings.
pub fn listening(config: &Config) -> Listening {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Listening {
        workers: config.server.workers.unwrap_or(cores),
        max_connections: config.server.max_connections,
        header_timeout: config.server.header_timeout(),
        shutdown_timeout: Duration::from_secs(config.server.shutdown_timeout_seconds.into()),
        drain_delay: config.server.drain_delay(),
        allowed_origins: config.cors.allowed_origins.clone(),
    }
}
