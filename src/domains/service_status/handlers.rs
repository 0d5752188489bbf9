//! HTTP in, HTTP out. No decisions.

use actix_web::{
    HttpResponse, get,
    web::{Data, Path},
};

use super::{
    dto::{ProblemCatalogue, ProblemDescription, ServiceStatus},
    service,
};
use crate::platform::{App, Problem, ProblemKind, Reply};

impl From<&ProblemKind> for ProblemDescription {
    fn from(kind: &ProblemKind) -> Self {
        Self {
            type_: kind.path(),
            code: kind.code,
            status: kind.status.into(),
            title: kind.title,
            advice: kind.advice,
        }
    }
}

/// Whether the process lives.
///
/// It asks nothing of the database: restart the process when this fails.
#[utoipa::path(
    tag = "service",
    security(()),
    responses((status = 200, description = "It lives", body = ServiceStatus)),
)]
#[get("/livez")]
pub async fn get_liveness() -> Reply<ServiceStatus> {
    Reply::plain(ServiceStatus { status: "ok" })
}

/// Whether the process can take requests now.
///
/// 503 while it is being stopped or its database does not answer: send requests elsewhere.
#[utoipa::path(
    tag = "service",
    security(()),
    responses((status = 200, description = "It is ready", body = ServiceStatus)),
)]
#[get("/readyz")]
pub async fn get_readiness(app: Data<App>) -> Result<Reply<ServiceStatus>, Problem> {
    service::check_ready(&app).await?;
    Ok(Reply::plain(ServiceStatus { status: "ok" }))
}

/// This API's description, in OpenAPI 3.1.
#[utoipa::path(
    tag = "service",
    security(()),
    responses((status = 200, description = "The description", body = serde_json::Value)),
)]
#[get("/openapi.json")]
pub async fn get_api_description(app: Data<App>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(app.description.document.clone())
}

/// All kinds of problems that an operation can answer with.
#[utoipa::path(
    tag = "service",
    security(()),
    responses((status = 200, description = "The catalogue", body = ProblemCatalogue)),
)]
#[get("/problems")]
pub async fn list_problem_kinds(app: Data<App>) -> Reply<ProblemCatalogue> {
    let items =
        app.description.problems.iter().map(|kind| ProblemDescription::from(*kind)).collect();
    Reply::plain(ProblemCatalogue { items })
}

/// What a kind of problem means, and what to do about it.
#[utoipa::path(
    tag = "service",
    params(("code" = String, Path, description = "The code with hyphens, as in `type`.")),
    security(()),
    responses((status = 200, description = "The kind of problem", body = ProblemDescription)),
)]
#[get("/problems/{code}")]
pub async fn get_problem_kind(
    app: Data<App>,
    code: Path<String>,
) -> Result<Reply<ProblemDescription>, Problem> {
    let kind = service::problem(&app, &code)?;
    Ok(Reply::plain(kind.into()))
}
