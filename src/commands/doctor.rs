//! `doctor`: what keeps this installation from working, and `healthcheck`.

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::ExitCode,
    time::Duration,
};

use serde::Serialize;

use super::{CommandError, print};
use crate::{
    config::Config,
    platform::{
        database::{Database, DatabaseError, ProvedSetting},
        keys::{KeyReport, KeyRing},
    },
    startup,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    ok: bool,
    keys: KeyReport,
    database: DatabaseReport,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DatabaseReport {
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    settings: Vec<ProvedSetting>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pending_migrations: Option<usize>,
    /// Whether the stored data is whole, as far as the database can tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    integrity: Option<bool>,
}

pub(super) async fn doctor(config: &Config, json: bool) -> Result<ExitCode, CommandError> {
    let keys = KeyRing::check(&config.keys_directory());
    let database = look_at_database(config).await;
    let report = Report { ok: keys.healthy && database.ok, keys, database };
    if json {
        print(&serde_json::to_string(&report).unwrap_or_default());
    } else {
        print(&serde_json::to_string_pretty(&report).unwrap_or_default());
    }
    Ok(if report.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn look_at_database(config: &Config) -> DatabaseReport {
    let failed = |problem: &dyn std::error::Error| DatabaseReport {
        ok: false,
        problem: Some(problem.to_string()),
        settings: Vec::new(),
        pending_migrations: None,
        integrity: None,
    };
    match startup::connect(config).await {
        Ok(database) => match examine(&database).await {
            Ok(report) => report,
            Err(error) => failed(&error),
        },
        Err(error) => failed(&error),
    }
}

async fn examine(database: &Database) -> Result<DatabaseReport, DatabaseError> {
    let settings = database.proved_settings().await?;
    let pending = database.pending_migrations().await?;
    let integrity = database.integrity().await?;
    Ok(DatabaseReport {
        ok: pending == 0 && integrity && settings.iter().all(|setting| setting.ok),
        problem: None,
        settings,
        pending_migrations: Some(pending),
        integrity: Some(integrity),
    })
}

/// Asks the server at `server.listen` whether it is ready. It speaks HTTP by
/// itself, so that an image needs no other program.
pub(super) async fn healthcheck(config: &Config) -> Result<ExitCode, CommandError> {
    let mut address = config.server.listen;
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    let ask = move || -> std::io::Result<bool> {
        let patience = Duration::from_secs(3);
        let mut stream = TcpStream::connect_timeout(&address, patience)?;
        stream.set_read_timeout(Some(patience))?;
        stream
            .write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer.starts_with("HTTP/1.1 200"))
    };
    let ready = tokio::task::spawn_blocking(ask).await;
    Ok(if matches!(ready, Ok(Ok(true))) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
