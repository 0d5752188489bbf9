//! What reaches the log, and what never does.

use std::io::Write;
use std::process::Command;
use std::sync::Arc;

use super::*;

const CANARY: &str = "c4n4ry";
/// Set in the process that is to panic.
const PANICKING: &str = "PANIC_IN_THIS_PROCESS";

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is logged in the course of `work`, at a level.
fn logged(format: LogFormat, level: &str, work: impl FnOnce()) -> String {
    let written = Written::default();
    let writer = written.clone();
    let layer = log_layer(format, level, move || writer.clone()).unwrap();
    tracing::subscriber::with_default(Registry::default().with(layer), work);
    let bytes = written.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn libraries_cannot_log_below_warn_whatever_is_asked() {
    let asked =
        "trace,sqlx=trace,sqlx::query=trace,sea_orm=trace,actix_http=trace,h2=trace,hyper=trace";
    let log = logged(LogFormat::Json, asked, || {
        tracing::info!(target: "sqlx::query", CANARY, "statement");
        tracing::debug!(target: "sea_orm::driver::sqlx_postgres", CANARY);
        tracing::trace!(target: "sqlx_core::pool", CANARY);
        tracing::trace!(target: "actix_http::h1::decoder", CANARY);
        tracing::debug!(target: "actix_web::middleware::logger", CANARY);
        tracing::trace!(target: "h2::codec", CANARY);
        tracing::debug!(target: "hyper::proto", CANARY);
        tracing::debug!(target: "actix_server::worker", CANARY);
        tracing::info!(target: "carewrightish", CANARY);
        tracing::info_span!(target: "sea_orm", "query", CANARY).in_scope(|| {
            tracing::warn!(target: "sqlx::pool", "slow to acquire");
            tracing::trace!(target: "entity::client", "ours");
            tracing::info!(target: "actix_server::builder", "starting");
            tracing::trace!("of this crate");
        });
    });
    assert!(!log.contains(CANARY), "{log}");
    assert_eq!(log.lines().count(), 4, "{log}");
}

#[test]
fn the_level_is_heeded_by_module() {
    let work = || {
        tracing::info!(target: "migration", "quiet");
        tracing::warn!(target: "migration", "loud");
        tracing::debug!(target: "entity", "detail");
    };
    let log = logged(LogFormat::Pretty, "warn,entity=debug", work);
    assert!(log.contains("loud") && log.contains("detail") && !log.contains("quiet"), "{log}");
    assert!(log_layer::<Registry, _>(LogFormat::Json, "a=b=c", io::sink).is_err());
}

#[test]
fn a_json_line_is_one_object_with_the_fields_of_its_span() {
    let log = logged(LogFormat::Json, "info", || {
        let request = tracing::info_span!(target: "entity", "request", request_id = "r1");
        let _entered = request.enter();
        tracing::info!(target: "entity", status = 200, text = "two\nlines \u{1b}[31m", "answered");
    });
    assert_eq!(log.lines().count(), 1);
    let line: serde_json::Value = serde_json::from_str(&log).unwrap();
    assert_eq!(line["message"], "answered");
    assert_eq!((&line["status"], &line["level"]), (&200.into(), &"INFO".into()));
    assert_eq!(line["span"]["request_id"], "r1");
    assert!(!log.contains('\u{1b}'));
}

#[test]
fn a_panic_is_logged_with_its_place_but_not_its_message() {
    let test = "a_panic_is_logged_with_its_place_but_not_its_message";
    if std::env::var_os(PANICKING).is_some() {
        let _telemetry = start(LogFormat::Json, "trace").unwrap();
        assert!(start(LogFormat::Json, "trace").is_err(), "only once");
        panic!("{CANARY}");
    }
    let name = format!("{}::{test}", module_path!().split_once("::").unwrap().1);
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &name, "--nocapture"])
        .env(PANICKING, "1")
        .env("RUST_BACKTRACE", "0")
        .output()
        .unwrap();
    assert!(!output.status.success(), "it has panicked");
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(log.contains(r#""message":"panicked""#) && log.contains("telemetry/tests.rs"), "{log}");
    assert!(!log.contains(CANARY), "{log}");
    assert!(!String::from_utf8(output.stdout).unwrap().contains(CANARY));
}

#[test]
fn metrics_are_collected_once_and_rendered() {
    let one = Metrics::start().unwrap();
    let same = Metrics::start().unwrap();
    metrics::counter!("requests_total", "status" => "200").increment(3);
    metrics::histogram!("request_seconds").record(0.02);
    for text in [one.render(), same.render()] {
        assert!(text.contains(r#"requests_total{status="200"} 3"#), "{text}");
        assert!(text.contains(r#"request_seconds_bucket{le="0.025"} 1"#), "{text}");
        assert!(text.contains(r#"request_seconds_bucket{le="0.01"} 0"#), "{text}");
    }
}
