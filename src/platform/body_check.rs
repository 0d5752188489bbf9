//! What the API would find wrong with a body, for those who write what others
//! have sent in another form, such as an import.

use actix_web::http::Method;
use serde_json::Value;

use super::{App, FieldProblem, Problem, input, operations::Found};

/// What the published document finds wrong with the value as the body of a POST to the path.
pub fn would_refuse(app: &App, path: &str, body: &Value) -> Vec<FieldProblem> {
    let Found::Operation(operation) = app.description.operations.find(&Method::POST, path) else {
        return Vec::new();
    };
    match input::check_schema(operation, body) {
        Ok(()) => Vec::new(),
        Err(problem) => Problem::errors(&problem).to_vec(),
    }
}
