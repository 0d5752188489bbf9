//! The two databases, SQLite and PostgreSQL, with one behaviour. What differs
//! between them is in this folder and nowhere else.

mod postgres;
mod sqlite;

use std::{path::PathBuf, time::Duration};

use migration::Migrator;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use super::Problem;

/// Connections for reading and for writing. On SQLite there is one writer; on
/// PostgreSQL both are pools, so that neither kind of work starves the other.
#[derive(Clone)]
pub struct Database {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
}

/// How to reach the database, and how long to wait for it.
#[derive(Clone, Debug)]
pub struct DatabaseSettings {
    pub max_connections: u32,
    pub read_connections: u32,
    pub acquire_timeout: Duration,
    pub statement_timeout: Duration,
    pub lock_timeout: Duration,
}

/// Why the database cannot be used. The text holds no password.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    #[error("database.url must begin with sqlite:// or postgres://")]
    UnknownScheme,
    #[error("database.url is not valid")]
    MalformedUrl,
    #[error("the folder of the database {folder} cannot be made: {kind}")]
    Folder { folder: PathBuf, kind: std::io::ErrorKind },
    #[error("the database cannot be reached: {0:?}")]
    Unreachable(Problem),
    #[error("the database setting {name} is {found}; it must be {wanted}")]
    Setting { name: &'static str, found: String, wanted: &'static str },
    #[error("{pending} migrations are pending; run `carewright migrate up`")]
    PendingMigrations { pending: usize },
    #[error("the migration failed: {0:?}")]
    Migration(Problem),
}

/// A setting of the database that durability rests on, as it was read back.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ProvedSetting {
    pub name: &'static str,
    pub value: String,
    pub wanted: &'static str,
    pub ok: bool,
}

impl Database {
    /// Connects, and proves that the settings that durability rests on hold.
    pub async fn connect(url: &str, settings: &DatabaseSettings) -> Result<Self, DatabaseError> {
        let database = if url.starts_with("sqlite:") {
            sqlite::connect(url, settings).await?
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            postgres::connect(url, settings).await?
        } else {
            return Err(DatabaseError::UnknownScheme);
        };
        for setting in database.proved_settings().await? {
            if !setting.ok {
                let ProvedSetting { name, value, wanted, .. } = setting;
                return Err(DatabaseError::Setting { name, found: value, wanted });
            }
        }
        Ok(database)
    }

    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Opens a transaction that may write. On SQLite it holds the write lock
    /// from the start: one that reads first and writes later would fail at once
    /// when another has written meanwhile.
    #[expect(clippy::disallowed_methods, reason = "the one place where transactions begin")]
    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, Problem> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        Ok(self.writer.begin_with_options(options).await?)
    }

    /// What was read back of the settings that durability rests on.
    pub async fn proved_settings(&self) -> Result<Vec<ProvedSetting>, DatabaseError> {
        match self.backend() {
            DbBackend::Sqlite => sqlite::proved_settings(&self.writer).await,
            _ => postgres::proved_settings(&self.writer).await,
        }
    }

    /// Whether the stored data is whole, as far as the database can tell.
    pub async fn integrity(&self) -> Result<bool, DatabaseError> {
        match self.backend() {
            DbBackend::Sqlite => sqlite::integrity(&self.reader).await,
            _ => Ok(true),
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), Problem> {
        let statement = Statement::from_string(self.backend(), "SELECT 1");
        self.reader.query_one_raw(statement).await?;
        Ok(())
    }

    pub async fn pending_migrations(&self) -> Result<usize, DatabaseError> {
        let pending = Migrator::get_pending_migrations(&self.writer).await;
        Ok(pending.map_err(|error| DatabaseError::Migration(error.into()))?.len())
    }

    /// Brings the schema up to date; one process at a time does it.
    pub async fn migrate(&self) -> Result<(), DatabaseError> {
        let migrated = match self.backend() {
            DbBackend::Sqlite => Migrator::up(&self.writer, None).await,
            _ => postgres::migrate_alone(&self.writer).await,
        };
        migrated.map_err(|error| DatabaseError::Migration(error.into()))
    }

    /// Refuses a schema that is older than the program.
    pub async fn require_migrated(&self) -> Result<(), DatabaseError> {
        match self.pending_migrations().await? {
            0 => Ok(()),
            pending => Err(DatabaseError::PendingMigrations { pending }),
        }
    }

    pub async fn close(&self) {
        // Closing waits for the connections that are in use; what is left of
        // them when the process ends is rolled back by the database.
        let _ = self.reader.clone().close().await;
        let _ = self.writer.clone().close().await;
    }
}

/// The first column of the first row, as text.
async fn read_text(connection: &DatabaseConnection, sql: &str) -> Result<String, DatabaseError> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let unreachable = |error: sea_orm::DbErr| DatabaseError::Unreachable(error.into());
    let row = connection.query_one_raw(statement).await.map_err(unreachable)?;
    let Some(row) = row else { return Ok(String::new()) };
    match row.try_get_by_index::<String>(0) {
        Ok(text) => Ok(text),
        Err(_) => Ok(row.try_get_by_index::<i64>(0).map_err(unreachable)?.to_string()),
    }
}
