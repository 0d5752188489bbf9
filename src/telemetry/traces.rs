//! Traces over OTLP/HTTP, for an OpenTelemetry collector. Endpoint, headers, sampling and resource
//! are set by the `OTEL_…` variables of the OpenTelemetry specification.

use actix_web::http::header::{HeaderMap, HeaderName};
use opentelemetry::propagation::Extractor;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{
    OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, SpanExporter,
};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use tracing::Subscriber;
use tracing_opentelemetry::{OpenTelemetryLayer, OpenTelemetrySpanExt};
use tracing_subscriber::registry::LookupSpan;

use super::TelemetryError;

const SERVICE: &str = "carewright";

/// The running export. Dropping it sends what is waiting.
pub(super) struct Export(SdkTracerProvider);

impl Export {
    /// Starts the export if an endpoint is set.
    pub(super) fn from_environment() -> Result<Option<Self>, TelemetryError> {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if !set(OTEL_EXPORTER_OTLP_ENDPOINT) && !set(OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) {
            return Ok(None);
        }
        let exporter = SpanExporter::builder().with_http().build();
        let exporter = exporter.map_err(|_| TelemetryError::Traces)?;
        // A trace that a client began (`traceparent`) goes on here.
        opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
        let resource = Resource::builder().with_service_name(SERVICE).build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource)
            .build();
        Ok(Some(Self(provider)))
    }

    /// Makes a trace's span of every span of ours.
    pub(super) fn layer<S>(&self) -> OpenTelemetryLayer<S, SdkTracer>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer().with_tracer(self.0.tracer(SERVICE))
    }
}

/// Makes the span a child of the one that `traceparent` names.
pub(super) fn follow(span: &tracing::Span, headers: &HeaderMap) {
    let parent = opentelemetry::global::get_text_map_propagator(|propagator| {
        propagator.extract(&Headers(headers))
    });
    // It fails only where no layer exports the span: then there is nothing to follow.
    let _ = span.set_parent(parent);
}

struct Headers<'h>(&'h HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}

impl Drop for Export {
    fn drop(&mut self) {
        if self.0.shutdown().is_err() {
            tracing::warn!("some traces could not be sent");
        }
    }
}
