//! `import hsds`: takes the service directory that others keep into an agency's.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use clap::Subcommand;
use entity::{AgencyId, Uuid};

use super::{CommandError, print, serve};
use crate::{
    config::Config,
    domains::{
        agencies,
        identity::service::{call_as_admin, operator},
        service_directory::import,
    },
    platform::App,
};

const COMMAND: &str = "import hsds";

/// The package went in, but for rows that could not be used.
const WITH_ERRORS: u8 = 3;

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Import a service directory in HSDS: 3.0 as JSON or CSV, or the CSV of 1.1.
    ///
    /// What could not be used is listed by file, row and column. Ends with 0 if all rows
    /// went in, with 3 if some could not be used, with 1 if nothing could be done.
    Hsds {
        /// A folder with the package, or one file of it.
        path: PathBuf,
        /// The agency whose directory it is for: its id or its name.
        #[arg(long, value_name = "ID_OR_NAME")]
        agency: String,
        /// Where the package comes from. A record is known again by this and its id there.
        #[arg(long, value_name = "NAME", default_value = "hsds")]
        source: String,
        /// Say what would be done, and write nothing.
        #[arg(long)]
        dry_run: bool,
        /// Print the report as one line of JSON.
        #[arg(long)]
        json: bool,
    },
}

pub(super) async fn import(config: &Config, what: What) -> Result<ExitCode, CommandError> {
    let What::Hsds { path, agency, source, dry_run, json } = what;
    let app = serve::open(config).await?;
    let agency = find(&app, &agency).await?;
    let ctx = call_as_admin(&app, agency, COMMAND).await?;
    let report = import::hsds(&ctx, &path, &source, dry_run).await?;
    if json {
        print(&serde_json::json!(report).to_string());
    } else {
        print(&report.to_string());
    }
    Ok(match (report.errors, report.has_records()) {
        (0, true) => ExitCode::SUCCESS,
        (_, true) => ExitCode::from(WITH_ERRORS),
        (_, false) => ExitCode::FAILURE,
    })
}

async fn find(app: &Arc<App>, named: &str) -> Result<AgencyId, CommandError> {
    let all = agencies::service::list(&operator(app, Uuid::nil().into(), COMMAND)).await?;
    let wanted = named.trim().to_lowercase();
    let mut found = all
        .iter()
        .filter(|agency| agency.id.to_string() == wanted || agency.name.to_lowercase() == wanted);
    match (found.next(), found.next()) {
        (Some(agency), None) => Ok(agency.id),
        (None, _) => Err(CommandError::Refused("there is no such agency here".to_owned())),
        _ => Err(CommandError::Refused("several agencies have this name: use the id".to_owned())),
    }
}
