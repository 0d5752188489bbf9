//! `keys init`: the keys of a deployment, made once and shared by its processes.

use std::process::ExitCode;

use clap::Subcommand;

use super::{CommandError, print};
use crate::{config::Config, platform::keys::KeyRing, startup::StartError};

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Make the keys that are missing; those that are there stay as they are.
    Init,
}

pub(super) fn keys(config: &Config, what: &What) -> Result<ExitCode, CommandError> {
    let What::Init = what;
    let directory = config.keys_directory();
    KeyRing::load_or_generate(&directory).map_err(StartError::from)?;
    print(&format!("The keys are in {}. Keep a copy of them.", directory.display()));
    Ok(ExitCode::SUCCESS)
}
