//! Logs, traces and metrics, and what may be in them. Personal data may not: it is kept out where
//! it would come from (no SQL, no URL, no body, no error text of a library), and this file sees to
//! it that libraries cannot bring it in again, at whatever level an operator asks for.
//!
//! | What | Where |
//! |---|---|
//! | logs | standard error, one JSON object per line, or for people |
//! | panics | as a log line with the place; never the message, which may quote data |
//! | traces | OTLP over HTTP, built with the feature `otel`, when `OTEL_EXPORTER_OTLP_ENDPOINT` is set |
//! | metrics | [`Metrics::render`], in the text format of Prometheus, for a listener of its own |

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::PanicHookInfo;
use std::sync::Mutex;
use std::time::Duration;
use std::{io, panic, thread};

use actix_web::http::header::HeaderMap;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::filter::{FilterExt, FilterFn, filter_fn};
use tracing_subscriber::fmt::{MakeWriter, layer};
use tracing_subscriber::layer::{Filter, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry};

use crate::config::LogFormat;

#[cfg(feature = "otel")]
mod traces;

/// The crates that are ours. Only they may say more than warnings: `sea_orm` and `sqlx` would log
/// statements with their values, `actix_http`, `h2` and `hyper` headers and bodies.
const OUR_CRATES: [&str; 3] = [env!("CARGO_CRATE_NAME"), "entity", "migration"];
/// Another that says when the server starts and stops, and nothing about requests.
const SERVER_CRATE: &str = "actix_server";

/// Upper ends of the buckets of every histogram of seconds.
const SECONDS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
const UPKEEP_INTERVAL: Duration = Duration::from_secs(5);

#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    #[error("log.level cannot be understood")]
    Level,
    #[error("logging was started before")]
    Started,
    #[error("metrics cannot be started")]
    Metrics,
    #[error("traces cannot be exported: look at the OTEL_EXPORTER_OTLP variables")]
    Traces,
}

/// Keeps the export of traces going; dropping it sends what is waiting.
#[must_use = "dropping it ends the export of traces"]
pub struct Telemetry {
    #[cfg(feature = "otel")]
    _traces: Option<traces::Export>,
}

/// Starts logging, hides what panics say, and exports traces where that is built in and set.
/// Once per process.
pub fn start(format: LogFormat, level: &str) -> Result<Telemetry, TelemetryError> {
    let logs = log_layer(format, level, io::stderr)?;
    let registry = Registry::default().with(logs);
    #[cfg(feature = "otel")]
    let (registry, export) = {
        let export = traces::Export::from_environment()?;
        let layer = export.as_ref().map(traces::Export::layer);
        (registry.with(layer.with_filter(reticent(level)?)), export)
    };
    registry.try_init().map_err(|_| TelemetryError::Started)?;
    hide_panic_messages();
    Ok(Telemetry {
        #[cfg(feature = "otel")]
        _traces: export,
    })
}

/// Makes the span part of the trace that the caller began (`traceparent`), if traces are exported.
pub fn continue_trace(span: &tracing::Span, headers: &HeaderMap) {
    #[cfg(feature = "otel")]
    traces::follow(span, headers);
    #[cfg(not(feature = "otel"))]
    let _ = (span, headers);
}

/// From here on a panic is logged with its place only.
pub fn hide_panic_messages() {
    panic::set_hook(Box::new(log_panic));
}

fn log_panic(info: &PanicHookInfo<'_>) {
    let place = info.location();
    let backtrace = Backtrace::capture();
    let captured = backtrace.status() == BacktraceStatus::Captured;
    tracing::error!(
        file = place.map(panic::Location::file),
        line = place.map(panic::Location::line),
        column = place.map(panic::Location::column),
        thread = thread::current().name(),
        backtrace = captured.then(|| tracing::field::display(&backtrace)),
        "panicked"
    );
}

/// Log lines, of one request or other span each with the fields of that span.
fn log_layer<S, W>(
    format: LogFormat,
    level: &str,
    writer: W,
) -> Result<Box<dyn Layer<S> + Send + Sync>, TelemetryError>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let filter = reticent(level)?;
    let lines = layer().with_writer(writer).with_ansi(false);
    Ok(match format {
        LogFormat::Json => {
            let json = lines.json().flatten_event(true).with_span_list(false);
            json.with_filter(filter).boxed()
        }
        LogFormat::Pretty => lines.compact().with_filter(filter).boxed(),
    })
}

/// What `level` asks for, but of other crates never more than warnings.
fn reticent<S: Subscriber>(
    level: &str,
) -> Result<impl Filter<S> + Send + Sync + use<S>, TelemetryError> {
    let asked = EnvFilter::builder().parse(level).map_err(|_| TelemetryError::Level)?;
    let harmless: FilterFn = filter_fn(may_be_told);
    Ok(asked.and(harmless))
}

fn may_be_told(metadata: &Metadata<'_>) -> bool {
    let name = metadata.target().split("::").next().unwrap_or_default();
    let most = match name {
        SERVER_CRATE => Level::INFO,
        name if OUR_CRATES.contains(&name) => Level::TRACE,
        _ => Level::WARN,
    };
    *metadata.level() <= most
}

/// The measurements of this process.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Starts collecting what is recorded through the `metrics` crate. Later calls in the same
    /// process give the same collection.
    pub fn start() -> Result<Self, TelemetryError> {
        static STARTED: Mutex<Option<PrometheusHandle>> = Mutex::new(None);
        // Whatever a thread that panicked left behind is whole: it is set in one step.
        let mut started = STARTED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(handle) = started.as_ref() {
            return Ok(Self(handle.clone()));
        }
        let handle = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
            .and_then(PrometheusBuilder::install_recorder)
            .map_err(|_| TelemetryError::Metrics)?;
        keep_up(handle.clone())?;
        *started = Some(handle.clone());
        Ok(Self(handle))
    }

    /// All measurements, in the text format of Prometheus.
    pub fn render(&self) -> String {
        self.0.render()
    }
}

/// Without it, histograms that nobody asks for grow for ever.
fn keep_up(handle: PrometheusHandle) -> Result<(), TelemetryError> {
    let upkeep = move || {
        loop {
            thread::sleep(UPKEEP_INTERVAL);
            handle.run_upkeep();
        }
    };
    let thread = thread::Builder::new().name("metrics-upkeep".to_owned()).spawn(upkeep);
    thread.map(drop).map_err(|_| TelemetryError::Metrics)
}

#[cfg(test)]
mod tests;
