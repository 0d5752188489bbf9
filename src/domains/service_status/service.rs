//! How the service finds out whether it can work.

use std::time::Duration;

use crate::platform::{App, Problem, ProblemKind, catalogue};

const LONGEST_PING: Duration = Duration::from_secs(1);

/// Whether the process takes requests and its database answers.
pub async fn check_ready(app: &App) -> Result<(), Problem> {
    if app.is_draining() {
        return Err(Problem::unavailable("the server is being stopped"));
    }
    let ping = tokio::time::timeout(LONGEST_PING, app.database.ping()).await;
    ping.map_err(|_| Problem::unavailable("the database does not answer"))?
}

/// The kind of problem whose page this is.
pub fn problem(app: &App, page: &str) -> Result<&'static ProblemKind, Problem> {
    let found = app.description.problems.iter().find(|kind| kind.code.replace('_', "-") == page);
    found.copied().ok_or_else(|| Problem::new(&catalogue::NOT_FOUND))
}
