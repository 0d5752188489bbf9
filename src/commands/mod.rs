//! What the binary can do: serve, and what an operator needs around that.

mod agency;
mod demo;
mod doctor;
mod import;
mod keys;
mod metrics;
mod migrate;
mod serve;
mod token;

use std::{io::Write, net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

use crate::{
    config::{Config, ConfigError, Flags, Mode},
    openapi,
    platform::Problem,
    startup::StartError,
    telemetry::{self, TelemetryError},
};

/// Care management for third-party front ends.
#[derive(Debug, Parser)]
#[command(name = "carewright", version, about)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Args)]
struct Common {
    /// Settings in TOML.
    #[arg(long, global = true, env = "CAREWRIGHT_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// <sqlite://FILE> or <postgres://USER@HOST/NAME>; also `DATABASE_URL`.
    #[arg(long, global = true, value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Where to listen; port 0 picks a free one.
    #[arg(long, global = true, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Where the SQLite database and the keys are, unless set elsewhere.
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API (what happens without a command).
    Serve,
    /// Migrate, fill an empty database with invented people, and serve.
    Demo {
        /// Print one line of JSON: baseUrl, docsUrl, agencies with tokens.
        #[arg(long)]
        json: bool,
    },
    /// Bring the schema up to date, or show what is pending.
    Migrate {
        #[command(subcommand)]
        what: migrate::What,
    },
    /// Take an agency into the deployment.
    Agency {
        #[command(subcommand)]
        what: agency::What,
    },
    /// Take in what others keep.
    Import {
        #[command(subcommand)]
        what: import::What,
    },
    /// Fill an empty database with the demo's people.
    Seed,
    /// Print the API's description.
    Openapi,
    /// Make access tokens, for development.
    Token {
        #[command(subcommand)]
        what: token::What,
    },
    /// Make what is missing of a deployment's keys.
    Keys {
        #[command(subcommand)]
        what: keys::What,
    },
    /// Look at settings, keys and database, and say what is wrong.
    Doctor {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Ask a running server whether it is ready; for container health checks.
    Healthcheck,
}

/// Why a command failed. No text holds a secret or personal data.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("{}", advice(.0))]
    Problem(Problem),
    #[error(transparent)]
    Import(#[from] crate::domains::service_directory::import::ImportError),
    #[error("{what}: {source}")]
    Io { what: &'static str, source: std::io::Error },
    #[error("{0}")]
    Refused(String),
}

/// What to do about it, of each field that is wrong; else what the log would say.
fn advice(problem: &Problem) -> String {
    let fields = problem.errors().iter().map(|error| {
        let place = error.pointer.as_deref().unwrap_or_default().trim_start_matches("#/");
        format!("{place}: {}", error.detail)
    });
    let fields: Vec<_> = fields.collect();
    if fields.is_empty() { format!("{problem:?}") } else { fields.join("; ") }
}

impl From<crate::platform::database::DatabaseError> for CommandError {
    fn from(error: crate::platform::database::DatabaseError) -> Self {
        Self::Start(error.into())
    }
}

impl From<Problem> for CommandError {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Reads the command line, and does what it says.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match carry_out(cli) {
        Ok(code) => code,
        Err(error) => {
            tell(&format!("carewright: {error}"));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "this is the place that speaks to the operator")]
fn tell(text: &str) {
    eprintln!("{text}");
}

fn print(text: &str) {
    // A reader who has seen enough may close the pipe; that is no failure.
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn carry_out(cli: Cli) -> Result<ExitCode, CommandError> {
    let command = cli.command.unwrap_or(Command::Serve);
    if let Command::Openapi = command {
        print(openapi::published(&openapi::document()).trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    let mut flags = Flags {
        mode: None,
        listen: cli.common.listen,
        database_url: cli.common.database_url,
        data_dir: cli.common.data_dir,
    };
    let file = cli.common.config.as_deref();
    if let Command::Demo { .. } = command {
        // What is set for production is not the demo's to use.
        demo::refuse_production(&Config::load(file, &flags)?)?;
        flags.mode = Some(Mode::Demo);
    }
    let config = Config::load(file, &flags)?;
    let _telemetry = telemetry::start(config.log_format(), &config.log.level)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|source| CommandError::Io { what: "the runtime cannot start", source })?;
    runtime.block_on(async {
        match command {
            Command::Serve => serve::serve(&config).await,
            Command::Demo { json } => demo::demo(&config, json).await,
            Command::Migrate { what } => migrate::migrate(&config, what).await,
            Command::Agency { what } => agency::agency(&config, what).await,
            Command::Import { what } => import::import(&config, what).await,
            Command::Seed => demo::seed(&config).await,
            Command::Token { what } => token::token(&config, what).await,
            Command::Keys { what } => keys::keys(&config, &what),
            Command::Doctor { json } => doctor::doctor(&config, json).await,
            Command::Healthcheck => doctor::healthcheck(&config).await,
            Command::Openapi => Ok(ExitCode::SUCCESS),
        }
    })
}
