//! `demo` and `seed`: invented people to try the API on.

use std::{process::ExitCode, sync::Arc};

use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use super::{CommandError, print, serve};
use crate::{
    config::{Config, Mode},
    demo::{self, DemoAgency, SeedError},
    domains::identity,
    platform::{App, SystemClock, catalogue},
    startup,
};

/// A working day, as long as a server outside production accepts.
const TOKEN_LIFE: TimeDelta = TimeDelta::hours(12);

impl From<SeedError> for CommandError {
    fn from(error: SeedError) -> Self {
        Self::Refused(error.to_string())
    }
}

/// Migrates, seeds an empty database, says where to start, and serves.
pub(super) async fn demo(config: &Config, json: bool) -> Result<ExitCode, CommandError> {
    let listener = serve::bind(config)?;
    let what = "server.listen cannot be bound";
    let address = listener.local_addr().map_err(|source| CommandError::Io { what, source })?;
    // What is published about the server names the port that was picked.
    let mut config = config.clone();
    config.server.listen = address;
    let app = prepare(&config).await?;
    let agencies = seeded(&config, &app).await?;
    let base = format!("http://{address}");
    let welcome = welcome(&app, &base, &agencies).await?;
    let stopper = serve::start(&config, listener, app)?;
    if json {
        print(&welcome.to_string());
    } else {
        print(&readable(&welcome));
    }
    serve::until_stopped(&stopper).await
}

/// Fills an empty database with the demo's people.
pub(super) async fn seed(config: &Config) -> Result<ExitCode, CommandError> {
    refuse_production(config)?;
    let app = prepare(config).await?;
    let agencies = seeded(config, &app).await?;
    app.database.close().await;
    print(&format!("The database has the demo's {} agencies.", agencies.len()));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn refuse_production(config: &Config) -> Result<(), CommandError> {
    if config.mode == Mode::Production {
        let refusal = "invented people do not belong beside real ones: mode is production";
        return Err(CommandError::Refused(refusal.to_owned()));
    }
    Ok(())
}

async fn prepare(config: &Config) -> Result<Arc<App>, CommandError> {
    let keys = startup::keys(config)?;
    let database = startup::connect(config).await?;
    database.migrate().await?;
    Ok(startup::assemble(config, database, keys, Arc::new(SystemClock))?)
}

/// The demo's agencies, made if the database is empty.
async fn seeded(config: &Config, app: &Arc<App>) -> Result<Vec<DemoAgency>, CommandError> {
    let backstage = |clock| {
        let mut config = config.clone();
        config.rate_limit.enabled = false;
        startup::assemble(&config, app.database.clone(), startup::keys(&config)?, clock)
    };
    Ok(demo::seed_if_empty(app, backstage).await?)
}

/// Where to start, with a ready token for each role of each agency whose user is active.
async fn welcome(app: &App, base: &str, agencies: &[DemoAgency]) -> Result<Value, CommandError> {
    let mut shown = Vec::new();
    for agency in agencies {
        let mut tokens = Map::new();
        for (role, user) in &agency.users {
            match identity::service::mint(app, agency.id, *user, None, TOKEN_LIFE).await {
                Ok(token) => {
                    tokens.insert(role.to_string(), json!(token));
                }
                // Someone who tried the demo has disabled this user.
                Err(problem) if problem.kind() == &catalogue::NOT_FOUND => {}
                Err(problem) => return Err(problem.into()),
            }
        }
        shown.push(json!({ "id": agency.id, "name": agency.name, "tokens": tokens }));
    }
    Ok(json!({ "baseUrl": base, "docsUrl": format!("{base}/docs/"), "agencies": shown }))
}

fn readable(welcome: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines = vec![
        format!("Carewright is at {}", text(&welcome["baseUrl"])),
        format!("Try it at        {}", text(&welcome["docsUrl"])),
    ];
    for agency in welcome["agencies"].as_array().into_iter().flatten() {
        lines.push(format!("\n{}  {}", text(&agency["name"]), text(&agency["id"])));
        for (role, token) in agency["tokens"].as_object().into_iter().flatten() {
            lines.push(format!("  {role:<15} {}", text(token)));
        }
    }
    lines.push(
        "\nThe people are invented. Tokens are good for 12 hours. Ctrl-C stops it.".to_owned(),
    );
    lines.join("\n")
}
