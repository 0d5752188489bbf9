//! What all calls of one process share.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio_util::task::TaskTracker;

use crate::config::Network;

use super::{
    AuditWriter, Clock,
    catalogue::ProblemKind,
    database::Database,
    keys::KeyRing,
    operations::Operations,
    principal::Principals,
    rate_limit::RateLimits,
    tokens::{TokenIssuer, TokenVerifier},
};

pub struct App {
    pub clock: Arc<dyn Clock>,
    pub database: Database,
    pub keys: Arc<KeyRing>,
    pub issuer: TokenIssuer,
    pub verifier: TokenVerifier,
    pub principals: Principals,
    pub audit: AuditWriter,
    pub description: Arc<Description>,
    /// None where limits are switched off.
    pub rate_limits: Option<RateLimits>,
    pub limits: RequestLimits,
    pub tracker: TaskTracker,
    pub draining: AtomicBool,
    pub in_flight: AtomicUsize,
}

/// What the program is by its routes alone: all servers of a process share it.
pub struct Description {
    pub operations: Operations,
    /// The published document, as it is served.
    pub document: String,
    pub problems: Vec<&'static ProblemKind>,
}

/// How long a request may take, and how large and how many they may be.
#[derive(Clone, Debug)]
pub struct RequestLimits {
    pub deadline: Duration,
    /// For requests whose body is longer than 64 KiB.
    pub long_deadline: Duration,
    pub body_bytes: usize,
    pub body_time: Duration,
    pub in_flight: usize,
    pub token_life: Duration,
    /// Where the API is reached from outside.
    pub public_url: String,
    pub hsts: bool,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
}

impl App {
    /// From now on the process takes no new work: `/readyz` says so.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::SeqCst);
    }

    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::SeqCst)
    }
}
