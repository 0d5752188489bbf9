//! SQLite, embedded: one file, one writer, a pool of readers.

use std::{fs, path::Path, time::Duration};

use sea_orm::{ConnectOptions, DatabaseConnection, sqlx::sqlite};

use super::{Database, DatabaseError, DatabaseSettings, ProvedSetting, read_text};

/// The first version without the fault that could corrupt a database when its
/// write-ahead log was reset.
const OLDEST_SOUND_VERSION: (u32, u32, u32) = (3, 51, 3);

pub(super) async fn connect(
    url: &str,
    settings: &DatabaseSettings,
) -> Result<Database, DatabaseError> {
    let path = url.trim_start_matches("sqlite://").trim_start_matches("sqlite:");
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() || path == ":memory:" {
        return Err(DatabaseError::MalformedUrl);
    }
    make_folder(Path::new(path))?;
    // The writer first: it makes the file and sets its journal mode.
    let writer = pool(path, settings, 1, false).await?;
    let reader = pool(path, settings, settings.read_connections, true).await?;
    Ok(Database { reader, writer })
}

/// The folder is the operator's alone: the file holds health data.
fn make_folder(path: &Path) -> Result<(), DatabaseError> {
    use std::os::unix::fs::DirBuilderExt;

    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let Some(folder) = folder.filter(|folder| !folder.exists()) else { return Ok(()) };
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| DatabaseError::Folder { folder: folder.into(), kind: error.kind() })
}

async fn pool(
    path: &str,
    settings: &DatabaseSettings,
    connections: u32,
    read_only: bool,
) -> Result<DatabaseConnection, DatabaseError> {
    let mut options = ConnectOptions::new(format!("sqlite://{path}?mode=rwc"));
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(settings.acquire_timeout)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .test_before_acquire(false)
        // A connection that is open stays open: opening one costs more than it holds.
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .map_sqlx_sqlite_opts(move |options| {
            options
                .journal_mode(sqlite::SqliteJournalMode::Wal)
                .synchronous(sqlite::SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .pragma("secure_delete", "ON")
                .pragma("query_only", if read_only { "ON" } else { "OFF" })
        });
    let connected = sea_orm::Database::connect(options).await;
    connected.map_err(|error| DatabaseError::Unreachable(error.into()))
}

pub(super) async fn proved_settings(
    writer: &DatabaseConnection,
) -> Result<Vec<ProvedSetting>, DatabaseError> {
    let mut settings = Vec::new();
    for (name, sql, wanted) in [
        ("journal_mode", "PRAGMA journal_mode", "wal"),
        ("synchronous", "PRAGMA synchronous", "2"),
        ("foreign_keys", "PRAGMA foreign_keys", "1"),
        ("secure_delete", "PRAGMA secure_delete", "1"),
    ] {
        let value = read_text(writer, sql).await?;
        settings.push(ProvedSetting { name, ok: value == wanted, value, wanted });
    }
    let value = read_text(writer, "SELECT sqlite_version()").await?;
    let ok = version(&value) >= OLDEST_SOUND_VERSION;
    settings.push(ProvedSetting { name: "sqlite_version", ok, value, wanted: "3.51.3 or newer" });
    Ok(settings)
}

pub(super) async fn integrity(reader: &DatabaseConnection) -> Result<bool, DatabaseError> {
    let whole = read_text(reader, "PRAGMA integrity_check").await? == "ok";
    let dangling = read_text(reader, "SELECT count(*) FROM pragma_foreign_key_check").await?;
    Ok(whole && dangling == "0")
}

fn version(text: &str) -> (u32, u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or_default());
    let mut next = || parts.next().unwrap_or_default();
    (next(), next(), next())
}
