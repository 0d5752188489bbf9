//! Puts the server together, and takes it down in order.

use std::{
    io,
    net::TcpListener,
    sync::{Arc, Weak, atomic::Ordering},
    time::Duration,
};

use actix_cors::Cors;
use actix_http::Request;
use actix_web::{
    App as Actix, HttpServer,
    body::{BoxBody, MessageBody},
    dev::{Server, ServerHandle, Service, ServiceFactory, ServiceRequest, ServiceResponse},
    http::header::{ACCEPT_ENCODING, HeaderValue},
    middleware::{Compress, Next, from_fn},
    web::{Data, PathConfig},
};
use utoipa_actix_web::{AppExt, service_config::ServiceConfig};
use utoipa_swagger_ui::{self as swagger_ui, SwaggerUi};

use crate::{
    domains,
    platform::{App, BodyLimits, Problem, pipeline},
};

/// What the listener itself is set to.
#[derive(Clone, Debug)]
pub struct Listening {
    pub workers: usize,
    pub max_connections: usize,
    pub header_timeout: Duration,
    pub shutdown_timeout: Duration,
    pub drain_delay: Duration,
    pub allowed_origins: Vec<String>,
}

/// Serves the API until the server is told to stop.
fn serve(listener: TcpListener, app: Arc<App>, settings: &Listening) -> io::Result<Server> {
    let origins = settings.allowed_origins.clone();
    let app = Data::from(app);
    let server = HttpServer::new(move || {
        application(app.clone())
            .wrap(Compress::default())
            .wrap(from_fn(ignore_refused_encodings))
            .wrap(cors(&origins))
    })
    .workers(settings.workers)
    .max_connections(settings.max_connections / settings.workers.max(1))
    .client_request_timeout(settings.header_timeout)
    .client_disconnect_timeout(Duration::from_secs(2))
    .keep_alive(Duration::from_secs(75))
    .shutdown_timeout(settings.shutdown_timeout.as_secs())
    // Signals are handled by `stop_in_order`.
    .disable_signals();
    Ok(server.listen(listener)?.run())
}

/// All that answers: routes, docs and the pipeline around them.
fn application(
    app: Data<App>,
) -> Actix<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    let limits = BodyLimits { bytes: app.limits.body_bytes, time: app.limits.body_time };
    let (api, _) = Actix::new()
        .app_data(app)
        .app_data(limits)
        // An id that does not parse names no row.
        .app_data(PathConfig::default().error_handler(|_, _| Problem::not_found().into()))
        .into_utoipa_app()
        .configure(routes)
        .split_for_parts();
    api.service(SwaggerUi::new("/docs/{_:.*}").config(swagger_ui::Config::from("/openapi.json")))
        .wrap(from_fn(pipeline))
}

/// The API without a listener, for callers in this process.
pub async fn in_process(
    app: Arc<App>,
) -> impl Service<Request, Response = ServiceResponse<BoxBody>, Error = actix_web::Error> {
    actix_web::test::init_service(application(Data::from(app))).await
}

/// A caller who refuses every encoding gets the plain one: the library would
/// answer in plain text, outside the catalogue of problems.
async fn ignore_refused_encodings<B: MessageBody>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let refuses = |value: &HeaderValue| value.to_str().is_ok_and(|text| text.contains("q=0"));
    if req.headers().get_all(ACCEPT_ENCODING).any(refuses) {
        req.headers_mut().remove(ACCEPT_ENCODING);
    }
    next.call(req).await
}

/// All routes, as the server has them and the document describes them.
pub fn routes(api: &mut ServiceConfig) {
    api.configure(domains::routes);
}

fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([
            "accept",
            "authorization",
            "content-type",
            "idempotency-key",
            "if-match",
            "if-none-match",
            "traceparent",
            "x-request-id",
        ])
        .expose_headers([
            "deprecation",
            "etag",
            "idempotency-replayed",
            "link",
            "location",
            "ratelimit",
            "ratelimit-policy",
            "retry-after",
            "sunset",
            "x-request-id",
        ])
        .max_age(7200);
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}

/// Takes a running server down.
#[derive(Clone)]
pub struct Stopper {
    handle: ServerHandle,
    app: Arc<App>,
    settings: Listening,
}

/// Starts serving in the background of the present runtime.
pub fn start(listener: TcpListener, app: Arc<App>, settings: &Listening) -> io::Result<Stopper> {
    let server = serve(listener, Arc::clone(&app), settings)?;
    tokio::spawn(forget_idle_callers(Arc::downgrade(&app)));
    let stopper = Stopper { handle: server.handle(), app, settings: settings.clone() };
    tokio::spawn(server);
    Ok(stopper)
}

/// Keeps the rate limits' memory as small as the number of present callers.
async fn forget_idle_callers(app: Weak<App>) {
    loop {
        tokio::time::sleep(Duration::from_mins(1)).await;
        let Some(app) = app.upgrade() else { return };
        if let Some(limits) = &app.rate_limits {
            limits.forget_idle();
        }
    }
}

impl Stopper {
    pub async fn stop_in_order(&self) {
        stop_in_order(&self.handle, &self.app, &self.settings).await;
    }

    /// Cuts off what is under way.
    pub async fn stop_now(&self) {
        self.handle.stop(false).await;
        self.app.database.close().await;
    }
}

/// Takes the server down: say so at `/readyz`, let balancers notice, take no
/// more connections, finish what is under way, then stop.
async fn stop_in_order(handle: &ServerHandle, app: &App, settings: &Listening) {
    app.drain();
    tokio::time::sleep(settings.drain_delay).await;
    handle.pause().await;
    app.tracker.close();
    let finished = tokio::time::timeout(settings.shutdown_timeout, app.tracker.wait()).await;
    if finished.is_err() {
        let left = app.in_flight.load(Ordering::SeqCst);
        tracing::warn!(requests = left, "stopped before every request was finished");
    }
    handle.stop(true).await;
    app.database.close().await;
}
