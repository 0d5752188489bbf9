//! What an operation's description gets from what kind of operation it is.

use entity::{Iterable, user_account::Role};
use serde_json::{Value, json};

use super::answers::STATUSES;
use crate::platform::{Permission, reach};

/// Adds to an operation what follows from its kind.
pub(super) fn complete(path: &str, method: &str, operation: &mut Value, schemas: &Value) {
    let id = camel_case(operation["operationId"].as_str().unwrap_or_default());
    operation["operationId"] = json!(id);
    let open = operation["security"][0]["bearer"].is_null();
    // More than one: any of them will do.
    let scopes = operation["security"].as_array().into_iter().flatten();
    let scopes = scopes.filter_map(|one| one["bearer"][0].as_str());
    let permissions: Vec<_> = scopes.filter_map(Permission::of_scope).collect();
    if operation["description"].as_str().is_none_or(str::is_empty) {
        operation["description"] = operation["summary"].clone();
    }
    if !permissions.is_empty() {
        // Any token may be pasted in; who asks for one finds the scope named.
        let named = permissions.iter().map(|one| json!({ "oauth2": [one.scope()] }));
        operation["security"] = [json!({ "bearer": [] })].into_iter().chain(named).collect();
        let has = |role: &Role| permissions.iter().any(|one| reach(*role, *one).is_some());
        let roles: Vec<_> = Role::iter().filter(has).map(|role| role.to_string()).collect();
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
        if !permissions.is_empty() {
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
    if !open && method == "post" {
        // Also where a body is sent and none is taken.
        statuses.push(422);
    }
    if writes {
        statuses.push(409);
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
