//! `migrate up` and `migrate status`.

use std::process::ExitCode;

use clap::Subcommand;

use super::{CommandError, print};
use crate::{config::Config, startup};

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Apply what is pending; one process at a time does it.
    Up,
    /// Say how many migrations are pending; exits with 1 if any is.
    Status,
}

pub(super) async fn migrate(config: &Config, what: What) -> Result<ExitCode, CommandError> {
    let database = startup::connect(config).await?;
    if let What::Up = what {
        database.migrate().await?;
    }
    let pending = database.pending_migrations().await?;
    database.close().await;
    if pending == 0 {
        print("The schema is up to date.");
        return Ok(ExitCode::SUCCESS);
    }
    print(&format!("{pending} migrations are pending; apply them by `carewright migrate up`."));
    Ok(ExitCode::FAILURE)
}
