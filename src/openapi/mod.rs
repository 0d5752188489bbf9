//! The part of the API description that no handler carries: title, security,
//! and what every operation does alike.
//!
//! Errors, common headers and names are added here from what each operation
//! is, so that no handler repeats them and none can forget them.

use serde_json::{Map, Value, json};
use utoipa::OpenApi;
use utoipa_actix_web::AppExt;

use crate::{
    domains,
    platform::{FieldProblem, Permission, ProblemBody, ProblemKind, catalogue},
    server,
};

mod answers;
mod operations;
mod schemas;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Carewright",
        version = "1.0.0",
        description = "Care management for third-party front ends: clients, assessments, care plans, \
            referrals followed until the loop is closed, and care conferences.\n\n\
            Every change needs the version that it is based on (`If-Match`), every POST may be \
            repeated safely with an `Idempotency-Key`, and every error is a problem of RFC 9457 \
            from the catalogue at `/problems`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(name = "Carewright", url = "https://github.com/carewright/carewright")
    ),
    servers((url = "/", description = "This server")),
    components(schemas(ProblemBody, FieldProblem))
)]
struct Base;

/// The description of the routes that the server really has. A test compares
/// it with the published `openapi/openapi.json`.
pub fn document() -> Value {
    let app = actix_web::App::new().into_utoipa_app().openapi(Base::openapi());
    let (_, document) = app.configure(server::routes).split_for_parts();
    let mut document = serde_json::to_value(&document).unwrap_or_default();
    document["tags"] = domains::tags();
    document["components"]["securitySchemes"] = security_schemes();
    document["components"]["responses"] = answers::errors();
    document["components"]["headers"] = answers::headers();
    schemas::merge_embedded(&mut document);
    for_each_operation(&mut document, operations::complete);
    schemas::shape_nulls(&mut document);
    document
}

/// The description as it is published and served.
pub fn published(document: &Value) -> String {
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

fn for_each_operation(document: &mut Value, mut f: impl FnMut(&str, &str, &mut Value, &Value)) {
    let schemas = document["components"]["schemas"].clone();
    let paths = document["paths"].as_object_mut();
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            f(path, method, operation, &schemas);
        }
    }
}

/// Every kind of problem that the server can answer with.
pub fn problems() -> Vec<&'static ProblemKind> {
    catalogue::PROBLEMS.iter().chain(domains::problems()).copied().collect()
}

fn security_schemes() -> Value {
    let permissions = <Permission as entity::Iterable>::iter();
    let scopes: Map<_, _> = permissions
        .map(|permission| (permission.scope().to_owned(), json!(permission.purpose())))
        .collect();
    json!({
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "An access token of RFC 9068, however you got it.",
        },
        "oauth2": {
            "type": "oauth2",
            "description": "Scopes narrow what the caller's roles give.",
            "flows": { "clientCredentials": { "tokenUrl": "/oauth2/token", "scopes": scopes } },
        },
    })
}
