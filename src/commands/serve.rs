//! `serve`: the API, until the process is told to stop.

use std::{net::TcpListener, process::ExitCode, sync::Arc};

use tokio::signal::unix::{SignalKind, signal};

use super::{CommandError, metrics};
use crate::{
    config::{Config, Mode},
    platform::{App, SystemClock},
    server::{self, Stopper},
    startup,
    telemetry::Metrics,
};

pub(super) async fn serve(config: &Config) -> Result<ExitCode, CommandError> {
    let app = open(config).await?;
    let listener = bind(config)?;
    let stopper = start(config, listener, app)?;
    until_stopped(&stopper).await
}

/// Opens the database, whose schema must be up to date, and builds the application.
pub(super) async fn open(config: &Config) -> Result<Arc<App>, CommandError> {
    let keys = startup::keys(config)?;
    let database = startup::connect(config).await?;
    // One process on one file: nothing else could migrate it meanwhile.
    if config.database_url().is_sqlite() {
        database.migrate().await?;
    }
    database.require_migrated().await?;
    Ok(startup::assemble(config, database, keys, Arc::new(SystemClock))?)
}

pub(super) fn bind(config: &Config) -> Result<TcpListener, CommandError> {
    let what = "server.listen cannot be bound";
    TcpListener::bind(config.server.listen).map_err(|source| CommandError::Io { what, source })
}

pub(super) fn start(
    config: &Config,
    listener: TcpListener,
    app: Arc<App>,
) -> Result<Stopper, CommandError> {
    let measurements = Metrics::start()?;
    // A demo beside a server must not fight over the port for metrics.
    if config.metrics.enabled && config.mode != Mode::Demo {
        metrics::serve(config.metrics.listen, measurements)?;
    }
    let address = listener.local_addr().ok();
    let what = "the server cannot start";
    let stopper = server::start(listener, app, &startup::listening(config))
        .map_err(|source| CommandError::Io { what, source })?;
    tracing::info!(address = address.map(tracing::field::display), "listening");
    Ok(stopper)
}

/// Waits for SIGTERM or SIGINT, then stops in order; a second signal stops at once.
pub(super) async fn until_stopped(stopper: &Stopper) -> Result<ExitCode, CommandError> {
    let what = "signals cannot be handled";
    let handle = |kind| signal(kind).map_err(|source| CommandError::Io { what, source });
    let (mut terminate, mut interrupt) =
        (handle(SignalKind::terminate())?, handle(SignalKind::interrupt())?);
    let mut told = async || {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    told().await;
    tracing::info!("stopping");
    tokio::select! {
        () = stopper.stop_in_order() => {}
        () = told() => tracing::warn!("stopped at once"),
    }
    Ok(ExitCode::SUCCESS)
}
