//! `agency create`: takes a real agency into the deployment.

use std::process::ExitCode;

use clap::Subcommand;
use entity::{Iterable, user_account::Role};
use serde_json::json;

use super::{CommandError, print, serve};
use crate::{
    config::Config,
    domains::{
        agencies::service::{FirstAdmin, NewAgency, establish},
        identity::{
            dto::NewApiClient,
            service::{api_clients, call_as},
        },
    },
    platform::{Permission, reach},
};

const COMMAND: &str = "agency create";

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Add an agency with its first administrator, and an API client that works
    /// for them. The client's secret is shown this once.
    Create {
        /// The agency's name.
        #[arg(long)]
        name: String,
        /// IANA name of the time zone that its days and deadlines are counted in.
        #[arg(long, value_name = "ZONE")]
        time_zone: String,
        /// The administrator's name, as colleagues know it.
        #[arg(long)]
        admin_name: String,
        #[arg(long)]
        admin_email: Option<String>,
    },
}

pub(super) async fn agency(config: &Config, what: What) -> Result<ExitCode, CommandError> {
    let What::Create { name, time_zone, admin_name, admin_email } = what;
    let app = serve::open(config).await?;
    let admin = FirstAdmin { id: None, display_name: admin_name, email: admin_email };
    let new = NewAgency { id: None, name, time_zone, holidays: Vec::new(), admin };
    let (agency, admin) = establish(&app, COMMAND, &new).await?;
    let ctx = call_as(&app, agency.id, admin.id, COMMAND).await?;
    let given = |permission: &Permission| reach(Role::Admin, *permission).is_some();
    let scopes = Permission::iter().filter(given).map(|one| one.scope().to_owned()).collect();
    let setup = NewApiClient {
        name: "Set-up of the agency".to_owned(),
        roles: Some(vec![Role::Admin]),
        scopes,
    };
    let client = api_clients::create(&ctx, setup).await?;
    let answer = json!({
        "agencyId": agency.id,
        "adminId": admin.id,
        "clientId": client.row.id,
        "clientSecret": client.secret,
    });
    print(&answer.to_string());
    Ok(ExitCode::SUCCESS)
}
