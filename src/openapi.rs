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
    document["components"]["responses"] = error_responses();
    document["components"]["headers"] = headers();
    for_each_operation(&mut document, complete);
    shape_nulls(&mut document);
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

const STATUSES: [(u16, &str, &str); 14] = [
    (400, "BadRequest", "The request cannot be read."),
    (401, "Unauthorized", "There is no valid access token."),
    (
        403,
        "Forbidden",
        "The token's scopes, the caller's roles or the client's consent do not allow it.",
    ),
    (404, "NotFound", "There is no such resource, or the caller may not know of it."),
    (406, "NotAcceptable", "The caller accepts no JSON."),
    (408, "RequestTimeout", "The body took too long to arrive."),
    (409, "Conflict", "The present state does not allow it."),
    (412, "PreconditionFailed", "The resource has changed since the version in `If-Match`."),
    (413, "ContentTooLarge", "The body is too large."),
    (415, "UnsupportedMediaType", "The body's media type is not supported."),
    (422, "UnprocessableContent", "The request is readable but not valid."),
    (428, "PreconditionRequired", "`If-Match` is missing."),
    (429, "TooManyRequests", "The caller has made too many requests."),
    (503, "ServiceUnavailable", "The server cannot answer now."),
];

fn error_responses() -> Value {
    let mut responses = Map::new();
    let internal = (500, "InternalServerError", "The server failed.");
    for (status, name, description) in STATUSES.into_iter().chain([internal]) {
        let mut headers = json!({ "X-Request-Id": { "$ref": "#/components/headers/RequestId" } });
        if matches!(status, 429 | 503) {
            headers["Retry-After"] = json!({ "$ref": "#/components/headers/RetryAfter" });
        }
        if status == 401 {
            headers["WWW-Authenticate"] = json!({ "$ref": "#/components/headers/Challenge" });
        }
        if status == 412 {
            headers["ETag"] = json!({ "$ref": "#/components/headers/ETag" });
        }
        responses.insert(
            name.to_owned(),
            json!({
                "description": description,
                "headers": headers,
                "content": { "application/problem+json": {
                    "schema": { "$ref": "#/components/schemas/Problem" },
                    "example": example(status),
                } },
            }),
        );
    }
    Value::Object(responses)
}

/// A problem of the catalogue with this status, as it is sent.
fn example(status: u16) -> Value {
    let Some(kind) = problems().into_iter().find(|kind| kind.status == status) else {
        return Value::Null;
    };
    json!({
        "type": kind.path(),
        "title": kind.title,
        "status": status,
        "detail": kind.advice,
        "instance": "/v1/clients",
        "code": kind.code,
        "requestId": "01936b2a-7c00-7a3e-9b1d-2f6c1a4e8d01",
        "errors": [],
    })
}

fn headers() -> Value {
    let header = |description: &str, example: &str| {
        json!({
            "description": description,
            "schema": { "type": "string" },
            "example": example,
        })
    };
    json!({
        "RequestId": header("Names the request in logs and the audit log.", "01936b2a-7c00-7a3e-9b1d-2f6c1a4e8d01"),
        "ETag": header("The resource's version; send it as `If-Match` with the next change.", "\"7\""),
        "Location": header("Path of the new resource.", "/v1/clients/01936b2a-7c00-7a3e-9b1d-2f6c1a4e8d01"),
        "Link": header("The next page, with `rel=\"next\"`.", "</v1/clients?cursor=AbC>; rel=\"next\""),
        "IdempotencyReplayed": header("`true` when the request repeats an earlier one and did nothing.", "true"),
        "RetryAfter": header("Seconds to wait.", "1"),
        "Challenge": header("What is missing, by RFC 6750.", "Bearer"),
    })
}

/// Adds to an operation what follows from its kind.
fn complete(path: &str, method: &str, operation: &mut Value, schemas: &Value) {
    let id = camel_case(operation["operationId"].as_str().unwrap_or_default());
    operation["operationId"] = json!(id);
    let open = operation["security"][0]["bearer"].is_null();
    let scope = operation["security"][0]["bearer"][0].as_str().map(str::to_owned);
    if operation["description"].as_str().is_none_or(str::is_empty) {
        operation["description"] = operation["summary"].clone();
    }
    if let Some(permission) = scope.as_deref().and_then(Permission::of_scope) {
        // Any token may be pasted in; who asks for one finds the scope named.
        operation["security"] = json!([{ "bearer": [] }, { "oauth2": [permission.scope()] }]);
        let roles: Vec<_> = permission.roles().map(|role| role.to_string()).collect();
        let note = format!("Roles: {}.", roles.join(", "));
        let description = operation["description"].as_str().unwrap_or_default().trim().to_owned();
        operation["description"] = json!(format!("{description}\n\n{note}").trim());
        operation["x-roles"] = json!(roles);
    }
    complete_parameters(operation);
    let has_body = operation["requestBody"].is_object();
    if has_body {
        complete_body(method, operation);
    }
    let parameter = |operation: &Value, place: &str, name: &str| {
        let parameters = operation["parameters"].as_array();
        parameters.is_some_and(|all| {
            all.iter().any(|one| one["in"] == place && (name.is_empty() || one["name"] == name))
        })
    };
    document_repeated_create(operation, schemas);
    let versioned = parameter(operation, "header", "If-Match");
    let has_path_parameter = parameter(operation, "path", "");
    let has_query = parameter(operation, "query", "");
    let writes = !open && method == "post" && !read_only(operation);
    if writes && !parameter(operation, "header", "Idempotency-Key") {
        add_key_parameter(operation);
    }
    let mut statuses = vec![406, 429, 500, 503];
    if !open {
        statuses.extend([400, 401]);
        if scope.is_some() {
            statuses.push(403);
        }
    }
    if has_path_parameter {
        statuses.push(404);
    }
    if has_body {
        statuses.extend([400, 408, 413, 415]);
        // A form is checked by its handler, which answers by the form's own standard.
        if operation["requestBody"]["content"]["application/json"].is_object() {
            statuses.push(422);
        }
    }
    if has_query || writes {
        statuses.push(400);
    }
    if writes {
        statuses.extend([409, 422]);
        // References in the body to what is not there.
        if has_body {
            statuses.push(404);
        }
    }
    if versioned {
        statuses.extend([400, 409, 412, 428]);
    }
    if path == "/livez" || path == "/openapi.json" || path.starts_with("/problems") {
        statuses.retain(|status| matches!(status, 404 | 406 | 500));
    }
    for status in statuses {
        let key = status.to_string();
        if operation["responses"][&key].is_null() {
            let all = STATUSES.iter().chain([(&(500, "InternalServerError", ""))]);
            let name =
                all.into_iter().find(|(known, ..)| *known == status).map(|(_, name, _)| *name);
            operation["responses"][&key] =
                json!({ "$ref": format!("#/components/responses/{}", name.unwrap_or_default()) });
        }
    }
    complete_answers(operation, schemas, writes);
    if method == "get" && operation["responses"]["200"]["headers"]["ETag"].is_object() {
        operation["responses"]["304"] = json!({
            "description": "It is still the version in `If-None-Match`.",
            "headers": { "ETag": { "$ref": "#/components/headers/ETag" } },
        });
    }
}

/// Parameters with every value they take, and none that is empty.
fn complete_parameters(operation: &mut Value) {
    let sorts = operation["x-sort"].as_array().cloned().unwrap_or_default();
    if let Some(members) = operation.as_object_mut() {
        members.remove("x-sort");
    }
    if let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) {
        for parameter in parameters {
            spell_out_values(parameter);
            // An empty value is refused everywhere.
            let free_text = parameter["schema"]["type"] == "string" && parameter["in"] == "query";
            if free_text && parameter["schema"]["minLength"].is_null() {
                parameter["schema"]["minLength"] = json!(1);
            }
            if parameter["name"] == "sort" {
                spell_out_sorts(parameter, &sorts);
            }
            if let Some(name) = parameter["name"].as_str().map(str::to_owned)
                && parameter["in"] == "path"
                && parameter["description"].as_str().is_none_or(str::is_empty)
            {
                parameter["description"] = json!(format!("`{name}` of the resource."));
            }
        }
    }
}

/// A filter that takes several values is an array of them.
fn spell_out_values(parameter: &mut Value) {
    const NAME: &str = "#/components/schemas/AnyOf_";
    let Some(reference) = parameter["schema"]["$ref"].as_str() else { return };
    let Some(item) = reference.strip_prefix(NAME) else { return };
    let items = match item {
        "String" => json!({ "type": "string", "minLength": 1, "maxLength": 100 }),
        name => json!({ "$ref": format!("#/components/schemas/{name}") }),
    };
    parameter["schema"] = json!({ "type": "array", "items": items, "minItems": 1, "maxItems": 50 });
    parameter["style"] = json!("form");
    parameter["explode"] = json!(false);
}

/// The keys that a list can be sorted by, beside `createdAt`, each way round.
fn spell_out_sorts(parameter: &mut Value, keys: &[Value]) {
    let names = ["createdAt"].into_iter().chain(keys.iter().filter_map(Value::as_str));
    let both: Vec<_> = names.flat_map(|name| [name.to_owned(), format!("-{name}")]).collect();
    parameter["schema"] = json!({
        "type": "array",
        "items": { "type": "string", "enum": both },
        "minItems": 1,
        "maxItems": 4,
    });
    parameter["style"] = json!("form");
    parameter["explode"] = json!(false);
}

/// POSTs that change nothing say so, since searching people is a POST.
fn read_only(operation: &Value) -> bool {
    operation["x-read-only"] == true
}

/// Who creates with an id of their own may do so again.
fn document_repeated_create(operation: &mut Value, schemas: &Value) {
    let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    let name = body.as_str().and_then(|reference| reference.rsplit('/').next()).unwrap_or_default();
    if schemas[name]["properties"]["id"].is_object() && operation["responses"]["201"].is_object() {
        let mut repeated = operation["responses"]["201"].clone();
        repeated["description"] =
            json!("It was created with this id and this body before; shown as it is now.");
        operation["responses"]["200"] = repeated;
    }
}

fn complete_body(method: &str, operation: &mut Value) {
    operation["requestBody"]["required"] = json!(true);
    if method == "patch" {
        let schema = operation["requestBody"]["content"]["application/json"].clone();
        // Generators take the first media type; in it, null means "leave as it is".
        operation["requestBody"]["content"] = json!({
            "application/json": schema,
            "application/merge-patch+json": schema,
        });
    }
}

fn add_key_parameter(operation: &mut Value) {
    let parameter = json!({
        "name": "Idempotency-Key",
        "in": "header",
        "required": false,
        "description": "A fresh value for each request, best a UUID; the same value when the request \
            is repeated, which then has no second effect. Remembered for 24 hours.",
        "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" },
    });
    match operation.get_mut("parameters").and_then(Value::as_array_mut) {
        Some(parameters) => parameters.push(parameter),
        None => operation["parameters"] = json!([parameter]),
    }
}

/// Headers of successful answers.
fn complete_answers(operation: &mut Value, schemas: &Value, writes: bool) {
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    for (status, response) in responses.iter_mut().filter(|(status, _)| status.starts_with('2')) {
        let mut headers = response["headers"].as_object().cloned().unwrap_or_default();
        let mut add = |name: &str, component: &str| {
            let reference = json!({ "$ref": format!("#/components/headers/{component}") });
            headers.insert(name.to_owned(), reference);
        };
        add("X-Request-Id", "RequestId");
        let schema = response["content"]["application/json"]["schema"]["$ref"].as_str();
        let name = schema.and_then(|reference| reference.rsplit('/').next()).unwrap_or_default();
        let properties = &schemas[name]["properties"];
        if properties["version"].is_object() {
            add("ETag", "ETag");
        }
        if properties["nextCursor"].is_object() {
            add("Link", "Link");
        }
        if status == "201" {
            add("Location", "Location");
        }
        if writes {
            add("Idempotency-Replayed", "IdempotencyReplayed");
        }
        response["headers"] = Value::Object(headers);
    }
}

/// `create_client` → `createClient`.
fn camel_case(name: &str) -> String {
    let mut camel = String::new();
    let mut upper = false;
    for letter in name.chars() {
        match letter {
            '_' => upper = true,
            _ if upper => {
                camel.extend(letter.to_uppercase());
                upper = false;
            }
            _ => camel.push(letter),
        }
    }
    camel
}

/// In bodies, null is the same as absent, since generated SDKs send it for what
/// was not set; answers never hold it. The schemas say both.
fn shape_nulls(document: &mut Value) {
    let mut sent = Vec::new();
    for_each_operation(document, |_, _, operation, _| {
        references(&operation["requestBody"], &mut sent);
    });
    let mut reached = Vec::new();
    while let Some(name) = sent.pop() {
        if !reached.contains(&name) {
            references(&document["components"]["schemas"][&name], &mut sent);
            reached.push(name);
        }
    }
    let schemas = document["components"]["schemas"].as_object_mut();
    for (name, schema) in schemas.into_iter().flatten() {
        if reached.contains(name) {
            allow_null(schema);
        } else {
            forbid_null(schema);
        }
    }
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(name) = members.get("$ref").and_then(Value::as_str)
                && let Some(name) = name.strip_prefix("#/components/schemas/")
            {
                found.push(name.to_owned());
            }
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

fn allow_null(schema: &mut Value) {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (name, property) in properties.into_iter().flatten() {
        if required.iter().any(|needed| needed == name) {
            continue;
        }
        if let Some(only) = property["type"].as_str() {
            property["type"] = json!([only, "null"]);
        } else if property["$ref"].is_string() {
            *property = json!({ "oneOf": [{ "type": "null" }, property.clone()] });
        }
    }
}

fn forbid_null(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Array(types)) = members.get("type") {
                let types: Vec<_> = types.iter().filter(|name| *name != "null").cloned().collect();
                let kept = if types.len() == 1 { types[0].clone() } else { Value::Array(types) };
                members.insert("type".to_owned(), kept);
            }
            if let Some(Value::Array(branches)) = members.get("oneOf") {
                let kept: Vec<_> =
                    branches.iter().filter(|branch| branch["type"] != "null").cloned().collect();
                if let [only] = kept.as_slice() {
                    let description = members.remove("description");
                    members.remove("oneOf");
                    if let Some(only) = only.as_object() {
                        members.extend(only.clone());
                    }
                    if let Some(description) = description {
                        members.insert("description".to_owned(), description);
                    }
                }
            }
            members.values_mut().for_each(forbid_null);
        }
        Value::Array(items) => items.iter_mut().for_each(forbid_null),
        _ => {}
    }
}
