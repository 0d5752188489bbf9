//! The operations of the published document, as the server enforces them: who
//! may call them, and what their bodies and queries may hold.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
    sync::Arc,
};

use actix_web::http::{
    Method,
    header::{self, HeaderMap},
};
use chrono::{DateTime, Datelike, NaiveDate};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::Permission;

/// One operation of the published document.
pub struct Operation {
    /// Its `operationId`.
    pub id: Arc<str>,
    /// Its path with placeholders: what logs and metrics may name.
    pub template: Arc<str>,
    pub access: Requirement,
    pub query: Vec<QueryParameter>,
    /// What the body must satisfy; none where there is no body.
    pub body_schema: Option<jsonschema::Validator>,
    /// The body's media types.
    pub media_types: Vec<String>,
    /// The media types of its successful answers.
    pub answers: Vec<String>,
    pub needs_idempotency_key: bool,
    /// It changes a version that the caller has seen (`If-Match`).
    pub needs_version: bool,
}

impl Operation {
    /// Whether the request can be the repetition of one that was carried out:
    /// without a version, none ever was.
    pub fn can_repeat(&self, headers: &HeaderMap) -> bool {
        !self.needs_version || headers.contains_key(header::IF_MATCH)
    }
}

/// A parameter of the query.
pub struct QueryParameter {
    pub name: String,
    /// What a text must satisfy; values of other types are checked where they are read.
    pub text: Option<jsonschema::Validator>,
}

/// What a caller needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// Nothing: the operation is open to all.
    Open,
    /// Any valid token.
    Token,
    /// A token with one of the scopes, and a role that gives that permission.
    AnyOf(Box<[Permission]>),
}

/// What a request asks for.
pub enum Found<'o> {
    Operation(&'o Arc<Operation>),
    /// The path is known, the method is not: the methods that are.
    OtherMethods(String),
    Nothing,
}

/// All operations, found by method and path.
pub struct Operations {
    router: matchit::Router<BTreeMap<String, Arc<Operation>>>,
    /// The fixed steps of all paths.
    words: BTreeSet<String>,
}

/// Why the document cannot be served: a fault of the program, found at start.
#[derive(Debug, thiserror::Error)]
#[error("the API description is inconsistent: {0}")]
pub struct Inconsistent(String);

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

impl Operations {
    pub fn of(document: &Value) -> Result<Self, Inconsistent> {
        let components = enforced_components(document);
        let mut router = matchit::Router::new();
        let mut words = BTreeSet::new();
        let paths = document["paths"].as_object();
        for (template, item) in paths.into_iter().flatten() {
            words.extend(template.split('/').map(str::to_owned));
            let mut methods = BTreeMap::new();
            for method in METHODS {
                if let Some(operation) = item.get(method) {
                    let read = read(template, operation, &components)?;
                    methods.insert(method.to_uppercase(), Arc::new(read));
                }
            }
            let inserted = router.insert(template.clone(), methods);
            inserted.map_err(|error| Inconsistent(format!("{template}: {error}")))?;
        }
        Ok(Self { router, words })
    }

    /// The path with `-` for what is neither the API's own word nor an id: people
    /// put names where ids belong, and an answer is kept in many logs.
    pub fn safe_path(&self, path: &str) -> String {
        let shown = |step| if self.words.contains(step) || is_id(step) { step } else { "-" };
        path.split('/').map(shown).collect::<Vec<_>>().join("/")
    }

    pub fn find(&self, method: &Method, path: &str) -> Found<'_> {
        let Ok(found) = self.router.at(path) else { return Found::Nothing };
        // An empty segment is no id.
        if found.params.iter().any(|(_, value)| value.is_empty()) {
            return Found::Nothing;
        }
        let methods = found.value;
        let asked = if method == Method::HEAD { "GET" } else { method.as_str() };
        if let Some(operation) = methods.get(asked) {
            Found::Operation(operation)
        } else {
            let mut names: Vec<_> = methods.keys().map(String::as_str).collect();
            if names.contains(&"GET") {
                names.push("HEAD");
            }
            Found::OtherMethods(names.join(", "))
        }
    }
}

/// Whether a step of a path is surely an id or a version, and tells nothing by itself.
fn is_id(step: &str) -> bool {
    let version = step.len() <= 3 && step.bytes().all(|byte| byte.is_ascii_digit());
    version || Uuid::try_parse(step).is_ok()
}

fn read(template: &str, operation: &Value, components: &Value) -> Result<Operation, Inconsistent> {
    let id = operation["operationId"].as_str().unwrap_or_default();
    let inconsistent = |what: &str| Inconsistent(format!("{id}: {what}"));
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut query = Vec::new();
    for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
        let schema = &parameter["schema"];
        let text = (schema["type"] == "string").then(|| compile(schema, components)).transpose();
        query.push(QueryParameter {
            name: parameter["name"].as_str().unwrap_or_default().to_owned(),
            text: text.map_err(|error| inconsistent(&error))?,
        });
    }
    let required = |name: &str| {
        let mut all = parameters.iter();
        all.any(|parameter| parameter["name"] == name && parameter["required"] == true)
    };
    let content = operation["requestBody"]["content"].as_object();
    let media_types = content.map(|content| content.keys().cloned().collect()).unwrap_or_default();
    let schema = content.and_then(|content| content.values().next()).map(|media| &media["schema"]);
    let body_schema = schema.map(|schema| compile(schema, components)).transpose();
    let successes = operation["responses"].as_object().into_iter().flatten();
    let successes = successes.filter(|(status, _)| status.starts_with('2'));
    let answers = successes.filter_map(|(_, answer)| answer["content"].as_object());
    Ok(Operation {
        answers: answers.flat_map(Map::keys).cloned().collect(),
        id: id.into(),
        template: template.into(),
        access: requirement(operation).map_err(|scope| inconsistent(&scope))?,
        query,
        body_schema: body_schema.map_err(|error| inconsistent(&error))?,
        media_types,
        needs_idempotency_key: required("Idempotency-Key"),
        needs_version: required("If-Match"),
    })
}

fn requirement(operation: &Value) -> Result<Requirement, String> {
    let alternatives = operation["security"].as_array().map(Vec::as_slice).unwrap_or_default();
    let scopes = alternatives.iter().filter_map(|alternative| alternative["oauth2"][0].as_str());
    let permissions = scopes
        .map(|scope| Permission::of_scope(scope).ok_or_else(|| format!("unknown scope {scope}")));
    let permissions: Box<[_]> = permissions.collect::<Result<_, _>>()?;
    Ok(if !permissions.is_empty() {
        Requirement::AnyOf(permissions)
    } else if alternatives.iter().any(|alternative| alternative["bearer"].is_array()) {
        Requirement::Token
    } else {
        Requirement::Open
    })
}

fn compile(schema: &Value, components: &Value) -> Result<jsonschema::Validator, String> {
    // With all schemas instead of those that it needs, a start would take seconds.
    let mut needed = Map::new();
    add_needed(schema, &components["schemas"], &mut needed);
    let root = json!({ "components": { "schemas": needed }, "allOf": [schema] });
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .with_format("date", is_date)
        .with_format("date-time", is_date_time)
        .build(&root)
        .map_err(|error| error.to_string())
}

/// Adds the schemas that `schema` refers to, and those that they refer to.
fn add_needed(schema: &Value, schemas: &Value, needed: &mut Map<String, Value>) {
    match schema {
        Value::Object(members) => {
            let name = members.get("$ref").and_then(Value::as_str);
            let name = name.and_then(|name| name.strip_prefix("#/components/schemas/"));
            if let Some(name) = name.filter(|name| !needed.contains_key(*name)) {
                needed.insert(name.to_owned(), schemas[name].clone());
                add_needed(&schemas[name], schemas, needed);
            }
            members.values().for_each(|member| add_needed(member, schemas, needed));
        }
        Value::Array(items) => items.iter().for_each(|item| add_needed(item, schemas, needed)),
        _ => {}
    }
}

/// A day that someone alive now may have known, or may still have planned for:
/// others are slips of the pen, which no calculation with days should meet.
fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<NaiveDate>().is_ok_and(|day| YEARS.contains(&day.year()))
}

fn is_date_time(text: &str) -> bool {
    DateTime::parse_from_rfc3339(text).is_ok_and(|time| YEARS.contains(&time.to_utc().year()))
}

const YEARS: RangeInclusive<i32> = 1880..=2200;

/// The document's schemas as they are enforced: nulls are taken out of a body
/// before it is checked, so no schema allows one.
fn enforced_components(document: &Value) -> Value {
    let mut schemas = document["components"]["schemas"].clone();
    without_null(&mut schemas);
    json!({ "schemas": schemas })
}

fn without_null(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Array(types)) = members.get_mut("type") {
                types.retain(|name| name != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    members.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(branches)) = members.get_mut("oneOf") {
                branches.retain(|branch| branch["type"] != "null");
                // One way only: then its own faults are told, not that no way fits.
                if let [only] = branches.as_mut_slice()
                    && let Value::Object(only) = only.take()
                {
                    members.remove("oneOf");
                    members.extend(only);
                }
            }
            members.values_mut().for_each(without_null);
        }
        Value::Array(items) => items.iter_mut().for_each(without_null),
        _ => {}
    }
}
