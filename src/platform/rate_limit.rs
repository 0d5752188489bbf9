//! How many requests a caller may make.

use std::{num::NonZeroU32, time::Duration};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use entity::AgencyId;
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DefaultKeyedStateStore,
};
use uuid::Uuid;

use super::{Problem, catalogue};

type Limiter<K> =
    RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>;

/// Requests a minute, and how many of them may come at once, per process.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    pub per_minute: NonZeroU32,
    pub burst: NonZeroU32,
}

#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub principal: Limit,
    pub agency: Limit,
    /// Attempts to get a token from one address.
    pub sign_in_address: Limit,
}

pub struct RateLimits {
    limits: Limits,
    principals: Limiter<(AgencyId, Uuid)>,
    agencies: Limiter<AgencyId>,
    addresses: Limiter<String>,
}

/// What is left to the caller.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    pub limit: u32,
    pub remaining: u32,
}

impl RateLimits {
    pub fn new(limits: Limits) -> Self {
        fn limiter<K: std::hash::Hash + Eq + Clone>(limit: Limit) -> Limiter<K> {
            let quota = Quota::per_minute(limit.per_minute).allow_burst(limit.burst);
            RateLimiter::keyed(quota).with_middleware::<StateInformationMiddleware>()
        }
        Self {
            limits,
            principals: limiter(limits.principal),
            agencies: limiter(limits.agency),
            addresses: limiter(limits.sign_in_address),
        }
    }

    /// Counts a request of a recognised caller.
    pub fn check(&self, agency: AgencyId, principal: Uuid) -> Result<Allowance, Problem> {
        take(&self.agencies, &agency, self.limits.agency)?;
        take(&self.principals, &(agency, principal), self.limits.principal)
    }

    /// Counts an attempt to get a token.
    pub fn check_sign_in(&self, address: &str) -> Result<Allowance, Problem> {
        take(&self.addresses, &address.to_owned(), self.limits.sign_in_address)
    }

    /// Forgets callers who have not called for a while.
    pub fn forget_idle(&self) {
        self.principals.retain_recent();
        self.agencies.retain_recent();
        self.addresses.retain_recent();
    }
}

fn take<K: std::hash::Hash + Eq + Clone>(
    limiter: &Limiter<K>,
    key: &K,
    limit: Limit,
) -> Result<Allowance, Problem> {
    match limiter.check_key(key) {
        Ok(state) => Ok(Allowance {
            limit: limit.per_minute.get(),
            remaining: state.remaining_burst_capacity(),
        }),
        Err(refused) => {
            let wait: Duration = refused.wait_time_from(limiter.clock().now());
            Err(Problem::new(&catalogue::RATE_LIMITED).retry_after(wait.as_secs() + 1))
        }
    }
}

impl Allowance {
    pub(super) fn write(self, headers: &mut HeaderMap) {
        let pairs = [
            ("ratelimit-policy", format!("\"caller\";q={};w=60", self.limit)),
            ("ratelimit", format!("\"caller\";r={}", self.remaining)),
        ];
        for (name, value) in pairs {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}
