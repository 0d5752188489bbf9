//! PostgreSQL: for production, shared by as many processes as there are.

use std::{str::FromStr, time::Duration};

use migration::Migrator;
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DbErr, TransactionTrait,
    sqlx::{Executor, postgres},
};
use sea_orm_migration::MigratorTrait;

use super::{Database, DatabaseError, DatabaseSettings, ProvedSetting, read_text};

pub(super) async fn connect(
    url: &str,
    settings: &DatabaseSettings,
) -> Result<Database, DatabaseError> {
    // Parsed here once, so that a malformed URL is refused without being quoted.
    postgres::PgConnectOptions::from_str(url).map_err(|_| DatabaseError::MalformedUrl)?;
    let writer = pool(url, settings, settings.max_connections, true).await?;
    let reader = pool(url, settings, settings.read_connections, false).await?;
    Ok(Database { reader, writer })
}

async fn pool(
    url: &str,
    settings: &DatabaseSettings,
    connections: u32,
    transactions: bool,
) -> Result<DatabaseConnection, DatabaseError> {
    let mut options = ConnectOptions::new(url);
    let milliseconds = |duration: Duration| duration.as_millis().to_string();
    let session = [
        ("statement_timeout", milliseconds(settings.statement_timeout)),
        ("lock_timeout", milliseconds(settings.lock_timeout)),
        ("idle_in_transaction_session_timeout", "10000".to_owned()),
        ("client_min_messages", "error".to_owned()),
    ];
    let explicit_tls = url.contains("sslmode=") || url.contains("ssl-mode=");
    options
        .max_connections(connections)
        .min_connections(0)
        .acquire_timeout(settings.acquire_timeout)
        .connect_timeout(settings.acquire_timeout)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(30))
        .idle_timeout(Some(Duration::from_mins(10)))
        .max_lifetime(Some(Duration::from_mins(30)))
        .map_sqlx_postgres_opts(move |options| {
            let remote = !is_local(options.get_host());
            let options = options.application_name("carewright").options(session.clone());
            // The driver's own default falls back to plain text in silence.
            if remote && !explicit_tls {
                options.ssl_mode(postgres::PgSslMode::VerifyFull)
            } else {
                options
            }
        });
    if transactions {
        // A transaction that was cancelled half-way must not wait in the pool
        // for the next request: its writes would be rolled back with it.
        options.map_sqlx_postgres_pool_opts(|pool| {
            pool.after_release(|connection, _| {
                Box::pin(async move { connection.execute("ROLLBACK").await.map(|_| true) })
            })
        });
    }
    let connected = sea_orm::Database::connect(options).await;
    connected.map_err(|error| DatabaseError::Unreachable(error.into()))
}

fn is_local(host: &str) -> bool {
    host.starts_with('/')
        || host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

pub(super) async fn proved_settings(
    writer: &DatabaseConnection,
) -> Result<Vec<ProvedSetting>, DatabaseError> {
    let mut settings = Vec::new();
    for (name, sql, wanted) in [
        ("fsync", "SELECT current_setting('fsync')", "on"),
        ("full_page_writes", "SELECT current_setting('full_page_writes')", "on"),
        ("synchronous_commit", "SELECT current_setting('synchronous_commit')", "on"),
        ("server_encoding", "SELECT current_setting('server_encoding')", "UTF8"),
        (
            "default_transaction_isolation",
            "SELECT current_setting('default_transaction_isolation')",
            "read committed",
        ),
    ] {
        let value = read_text(writer, sql).await?;
        // Stronger than "on": the standby has it too.
        let ok = value == wanted || (name == "synchronous_commit" && value == "remote_apply");
        settings.push(ProvedSetting { name, value, wanted, ok });
    }
    let value = read_text(writer, "SELECT current_setting('server_version_num')").await?;
    let ok = value.parse::<u32>().is_ok_and(|version| version >= 140_000);
    settings.push(ProvedSetting {
        name: "server_version_num",
        ok,
        value,
        wanted: "140000 or newer",
    });
    Ok(settings)
}

/// Any number that nothing else of ours locks on.
const MIGRATION_LOCK: i64 = 0x0063_6172_6577;

/// Migrates while holding a lock of the whole database, so that processes that
/// start together do not migrate twice.
#[expect(clippy::disallowed_methods, reason = "a migration is no unit of work of the API")]
pub(super) async fn migrate_alone(writer: &DatabaseConnection) -> Result<(), DbErr> {
    // One transaction holds lock and migrations: a process that dies releases both.
    let transaction = writer.begin().await?;
    transaction
        .execute_unprepared(&format!(
            "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; \
             SET LOCAL idle_in_transaction_session_timeout = 0; \
             SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"
        ))
        .await?;
    Migrator::up(&transaction, None).await?;
    transaction.commit().await
}
