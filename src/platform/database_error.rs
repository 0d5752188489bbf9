//! What a failure of the database means to a caller, and what may be logged of
//! it: codes and names of constraints, never values.

use sea_orm::{DbErr, RuntimeErr, sqlx};

use super::{Problem, catalogue};

impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Self {
        let Some(cause) = sqlx_error(&error) else {
            return match error {
                DbErr::ConnectionAcquire(_) => Self::unavailable("no free database connection"),
                other => Self::internal(shape(&other)),
            };
        };
        match cause {
            sqlx::Error::Database(database) => {
                let code = database.code().unwrap_or_default();
                let named = match database.constraint() {
                    Some(constraint) => format!("database error {code} on {constraint}"),
                    None => format!("database error {code}"),
                };
                match code.as_ref() {
                    // Serialization failure, deadlock; SQLITE_BUSY and its snapshot form.
                    "40001" | "40P01" | "5" | "517" => Self::unavailable(named).retryable(),
                    // Lock timeout, statement timeout, too many connections, shutdown,
                    // read-only primary, disk full; SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY.
                    "55P03" | "57014" | "53300" | "57P01" | "57P02" | "57P03" | "25006"
                    | "53100" | "25P03" | "13" | "10" | "778" | "8" => Self::unavailable(named),
                    _ => Self::internal(named),
                }
            }
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
                Self::unavailable("no free database connection")
            }
            sqlx::Error::Io(error) => {
                Self::unavailable(format!("database connection: {}", error.kind()))
            }
            sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => {
                Self::unavailable("database connection broken")
            }
            _ => Self::internal("database driver error"),
        }
    }
}

fn sqlx_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

/// The kind of error without its text, which may quote a row.
fn shape(error: &DbErr) -> &'static str {
    match error {
        DbErr::Type(_) => "a column does not have the expected shape",
        DbErr::Json(_) => "a JSON column does not have the expected shape",
        DbErr::RecordNotUpdated => "a row to be updated was gone",
        DbErr::RecordNotInserted => "a row was not inserted",
        DbErr::RecordNotFound(_) => "a row was not found",
        DbErr::Conn(_) => "no database connection",
        _ => "database error",
    }
}

/// Turns a violated unique key into the problem that the caller can act on.
pub trait OnDuplicate<T> {
    /// `key` names the unique key as the migration does.
    fn on_duplicate(self, key: &str, problem: impl FnOnce() -> Problem) -> Result<T, Problem>;
}

impl<T> OnDuplicate<T> for Result<T, DbErr> {
    fn on_duplicate(self, key: &str, problem: impl FnOnce() -> Problem) -> Result<T, Problem> {
        self.map_err(|error| if violates(&error, key) { problem() } else { error.into() })
    }
}

/// Whether the error is a violation of the unique key `<table>_<columns>_key`.
pub fn violates(error: &DbErr, key: &str) -> bool {
    let Some(sqlx::Error::Database(database)) = sqlx_error(error) else { return false };
    if !database.is_unique_violation() {
        return false;
    }
    match database.constraint() {
        Some(constraint) => constraint == key,
        // SQLite lists `table.column, …`; the key's name is made of the same words.
        None => sqlite_key(database.message()).is_some_and(|violated| violated == key),
    }
}

fn sqlite_key(message: &str) -> Option<String> {
    let columns = message.strip_prefix("UNIQUE constraint failed: ")?;
    let mut names = columns.split(", ").filter_map(|column| column.split_once('.'));
    let (table, _) = names.next()?;
    let rest: Vec<_> = names.map(|(_, column)| column).collect();
    Some(format!("{table}_{}_key", rest.join("_")))
}

/// A primary key that is taken already.
pub fn id_taken(error: &DbErr) -> bool {
    let Some(sqlx::Error::Database(database)) = sqlx_error(error) else { return false };
    database.is_unique_violation()
        && match database.constraint() {
            Some(constraint) => constraint.ends_with("_pkey"),
            None => sqlite_key(database.message()).is_some_and(|key| key.ends_with("_id_key")),
        }
}

impl Problem {
    /// For inserts whose id the caller chose.
    pub fn of_insert(error: DbErr) -> Self {
        if id_taken(&error) { Self::new(&catalogue::ID_IN_USE) } else { error.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_violated_key_of_sqlite_is_named_as_in_the_migration() {
        let message = "UNIQUE constraint failed: client.agency_id, client.mrn";
        assert_eq!(sqlite_key(message).as_deref(), Some("client_mrn_key"));
    }
}
