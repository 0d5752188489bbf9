//! `token mint`: a ready token of a user, for development.

use std::{process::ExitCode, sync::Arc};

use chrono::TimeDelta;
use clap::Subcommand;
use uuid::Uuid;

use super::{CommandError, print};
use crate::{
    config::{Config, Mode},
    domains::identity,
    platform::SystemClock,
    startup,
};

/// As long as a server outside production accepts.
const LIFE: TimeDelta = TimeDelta::hours(12);

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Make an access token with all that the user's roles allow.
    Mint {
        #[arg(long)]
        agency: Uuid,
        #[arg(long)]
        user: Uuid,
    },
}

pub(super) async fn token(config: &Config, what: What) -> Result<ExitCode, CommandError> {
    if config.mode == Mode::Production {
        let refusal = "tokens are minted in development only; use POST /oauth2/token";
        return Err(CommandError::Refused(refusal.to_owned()));
    }
    let What::Mint { agency, user } = what;
    let database = startup::connect(config).await?;
    database.require_migrated().await?;
    let app = startup::assemble(config, database, startup::keys(config)?, Arc::new(SystemClock))?;
    let token = identity::service::mint(&app, agency.into(), user.into(), None, LIFE).await?;
    print(&token);
    Ok(ExitCode::SUCCESS)
}
