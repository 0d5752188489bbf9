//! The schema: made from nothing on both databases, and such that no row of one
//! agency can point at another agency's.

#![expect(clippy::unwrap_used, reason = "a test without ceremony")]

use std::env;

use migration::Migrator;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use sea_orm_migration::MigratorTrait;

/// A fresh database of each kind; the folder keeps the SQLite file alive.
async fn databases(name: &str) -> (Vec<DatabaseConnection>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite://{}?mode=rwc", folder.path().join("test.db").display());
    let admin_url = env::var("TEST_POSTGRES_URL")
        .expect("TEST_POSTGRES_URL is not set: run the tests by `scripts/test`");
    let admin = Database::connect(&admin_url).await.unwrap();
    let name = format!("schema_{name}_{}", std::process::id());
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let server = admin_url.rsplit_once('/').unwrap().0;
    let postgres = Database::connect(format!("{server}/{name}")).await.unwrap();
    (vec![Database::connect(file).await.unwrap(), postgres], folder)
}

async fn rows(database: &DatabaseConnection, sqlite: &str, postgres: &str) -> Vec<Vec<String>> {
    let backend = database.get_database_backend();
    let sql = if backend == DbBackend::Sqlite { sqlite } else { postgres };
    let rows = database.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    rows.into_iter()
        .map(|row| {
            (0..row.column_names().len())
                .map(|column| row.try_get_by_index::<String>(column).unwrap())
                .collect()
        })
        .collect()
}

/// Tables without rows of their own agency.
const GLOBAL: [&str; 1] = ["seaql_migrations"];

async fn tables(database: &DatabaseConnection) -> Vec<String> {
    let found = rows(
        database,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        "SELECT table_name::text FROM information_schema.tables \
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    )
    .await;
    let mut names: Vec<_> = found.into_iter().map(|mut row| row.remove(0)).collect();
    names.retain(|name| !GLOBAL.contains(&name.as_str()));
    names.sort();
    names
}

#[tokio::test]
async fn the_schema_is_made_from_nothing_and_can_be_taken_back() {
    let (databases, _folder) = databases("up").await;
    let mut seen = Vec::new();
    for database in &databases {
        Migrator::up(database, None).await.unwrap();
        assert!(Migrator::get_pending_migrations(database).await.unwrap().is_empty());
        // A second run finds nothing to do.
        Migrator::up(database, None).await.unwrap();
        seen.push(tables(database).await);
        Migrator::down(database, None).await.unwrap();
        assert!(tables(database).await.is_empty());
        Migrator::up(database, None).await.unwrap();
    }
    assert_eq!(seen[0], seen[1], "both databases have the same tables");
    assert!(seen[0].len() > 10);
}

#[tokio::test]
async fn every_key_begins_with_the_agency_and_every_reference_carries_it() {
    let (databases, _folder) = databases("keys").await;
    for database in &databases {
        Migrator::up(database, None).await.unwrap();
        for table in tables(database).await {
            let keys = rows(
                database,
                &format!("SELECT name FROM pragma_table_info('{table}') WHERE pk = 1"),
                &format!(
                    "SELECT a.attname::text FROM pg_index i JOIN pg_attribute a \
                     ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] \
                     WHERE i.indrelid = '{table}'::regclass AND i.indisprimary"
                ),
            )
            .await;
            assert_eq!(keys, [["agency_id"]], "the primary key of {table}");
            let references = rows(
                database,
                &format!(
                    "SELECT id || '', \"table\", group_concat(\"from\") \
                     FROM pragma_foreign_key_list('{table}') GROUP BY id, \"table\""
                ),
                &format!(
                    "SELECT c.conname::text, c.confrelid::regclass::text, \
                     string_agg(a.attname::text, ',') FROM pg_constraint c \
                     JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey) \
                     WHERE c.contype = 'f' AND c.conrelid = '{table}'::regclass GROUP BY 1, 2"
                ),
            )
            .await;
            for reference in references {
                let columns: Vec<_> = reference[2].split(',').collect();
                assert!(columns.contains(&"agency_id"), "{table} → {}", reference[1]);
            }
        }
    }
}

#[tokio::test]
async fn what_is_append_only_cannot_be_changed_even_by_hand() {
    let (databases, _folder) = databases("append").await;
    for database in &databases {
        Migrator::up(database, None).await.unwrap();
        let agency = "'01936b2a-7c00-7a3e-9b1d-2f6c1a4e8d01'";
        let agency = if database.get_database_backend() == DbBackend::Sqlite {
            "X'01936b2a7c007a3e9b1d2f6c1a4e8d01'"
        } else {
            agency
        };
        database
            .execute_unprepared(&format!(
                "INSERT INTO transition_log (agency_id, id, version, created_at, updated_at, \
                 created_by, updated_by, resource_kind, resource_id, resource_version, machine, \
                 to_status, event, effective_at, actor_agency_id) VALUES ({agency}, {agency}, 1, \
                 '2026-01-05 09:00:00+00:00', '2026-01-05 09:00:00+00:00', {agency}, {agency}, \
                 'client', {agency}, 1, 'status', 'active', 'create', \
                 '2026-01-05 09:00:00+00:00', {agency})"
            ))
            .await
            .unwrap();
        let update = database.execute_unprepared("UPDATE transition_log SET event = 'x'").await;
        assert!(update.is_err());
        let delete = database.execute_unprepared("DELETE FROM transition_log").await;
        assert!(delete.is_err());
    }
}
