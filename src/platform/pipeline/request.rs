//! What is known of a request from its start.

use std::{
    net::IpAddr,
    sync::{Arc, OnceLock},
    time::Instant,
};

use actix_web::{dev::ServiceRequest, http::header::HeaderMap};
use uuid::Uuid;

use super::super::{App, Principal};

#[derive(Clone)]
pub(super) struct Request {
    pub id: Arc<str>,
    /// The path, as far as an answer may repeat it.
    pub instance: Arc<str>,
    pub address: Option<Arc<str>>,
    pub started: Instant,
    /// Who calls, once that is known.
    pub caller: Arc<OnceLock<Principal>>,
}

impl Request {
    pub fn of(req: &ServiceRequest, app: &App) -> Self {
        Self {
            id: request_id(req.headers(), app),
            instance: app.description.operations.safe_path(req.path()).into(),
            address: address(req, app),
            started: Instant::now(),
            caller: Arc::default(),
        }
    }
}

/// The caller's own id of the request, if it is safe to repeat, or a fresh one.
fn request_id(headers: &HeaderMap, app: &App) -> Arc<str> {
    let safe = |id: &&str| {
        (1..=128).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
    };
    if let Some(id) = headers.get("x-request-id").and_then(|id| id.to_str().ok()).filter(safe) {
        id.into()
    } else {
        let fresh: Uuid = entity::new_id(app.clock.now());
        fresh.to_string().into()
    }
}

/// Where the request comes from. What a header says counts only when a proxy
/// that the operator trusts has said it.
fn address(req: &ServiceRequest, app: &App) -> Option<Arc<str>> {
    let peer: IpAddr = req.peer_addr()?.ip();
    let proxies = &app.limits.trusted_proxies;
    let trusted = |address: &IpAddr| proxies.iter().any(|network| network.contains(*address));
    if !trusted(&peer) {
        return Some(peer.to_string().into());
    }
    let forwarded =
        req.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let hops: Vec<IpAddr> = forwarded
        .flat_map(|value| value.split(','))
        .filter_map(|hop| hop.trim().parse().ok())
        .collect();
    let client = hops.into_iter().rev().find(|hop| !trusted(hop)).unwrap_or(peer);
    Some(client.to_string().into())
}
