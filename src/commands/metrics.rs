//! Measurements for Prometheus, on a listener of their own.

use std::net::{SocketAddr, TcpListener};

use actix_web::{App, HttpResponse, HttpServer, web};

use super::CommandError;
use crate::telemetry::Metrics;

/// Serves `/metrics` in the background, until the process ends.
pub(super) fn serve(address: SocketAddr, measurements: Metrics) -> Result<(), CommandError> {
    let what = "metrics.listen cannot be bound";
    let failed = |source| CommandError::Io { what, source };
    let listener = TcpListener::bind(address).map_err(failed)?;
    let server = HttpServer::new(move || {
        App::new().app_data(web::Data::new(measurements.clone())).route(
            "/metrics",
            web::get().to(|measurements: web::Data<Metrics>| async move {
                HttpResponse::Ok()
                    .content_type("text/plain; version=0.0.4; charset=utf-8")
                    .body(measurements.render())
            }),
        )
    });
    let server = server.workers(1).disable_signals().listen(listener).map_err(failed)?;
    tokio::spawn(server.run());
    Ok(())
}
