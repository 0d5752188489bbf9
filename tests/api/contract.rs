//! Every answer that any test gets is checked against the published document:
//! its status, its media type and its body. An undocumented one fails the test.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex},
};

use carewright::openapi;
use reqwest::{Method, StatusCode, header::HeaderMap};
use serde_json::{Value, json};

pub static DOCUMENT: LazyLock<Value> = LazyLock::new(openapi::document);

type Validators = HashMap<String, std::sync::Arc<jsonschema::Validator>>;

static VALIDATORS: LazyLock<Mutex<Validators>> = LazyLock::new(Mutex::default);

pub fn check(
    method: &Method,
    path: &str,
    status: StatusCode,
    headers: &HeaderMap,
    body: &Value,
    empty: bool,
) {
    for header in ["x-request-id", "cache-control", "x-content-type-options", "referrer-policy"] {
        assert!(headers.contains_key(header), "{method} {path}: {status} without {header}");
    }
    let path = path.split('?').next().unwrap();
    let Some((template, operation)) = find(method, path) else {
        assert!(
            matches!(status.as_u16(), 404 | 405) || path.starts_with("/docs"),
            "{method} {path} is not documented but answers {status}"
        );
        return;
    };
    let place = format!("{method} {template}: {status}");
    let response = resolve(&operation["responses"][status.as_str()]);
    assert!(response.is_object(), "{place} is not documented: {body:#}");
    if empty {
        return;
    }
    let media = headers["content-type"].to_str().unwrap();
    let media = media.split(';').next().unwrap();
    let content = &response["content"][media];
    assert!(content.is_object(), "{place} is not documented as {media}");
    let schema = &content["schema"];
    if let Err(error) = validator(&place, schema).validate(body) {
        panic!("{place} does not fit its schema at {}: {error}\n{body:#}", error.instance_path());
    }
}

fn validator(place: &str, schema: &Value) -> std::sync::Arc<jsonschema::Validator> {
    let mut validators = VALIDATORS.lock().unwrap();
    let known = validators.entry(place.to_owned()).or_insert_with(|| {
        let root = json!({ "components": DOCUMENT["components"], "allOf": [schema] });
        let options = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true);
        std::sync::Arc::new(options.build(&root).unwrap())
    });
    known.clone()
}

fn resolve(response: &Value) -> &Value {
    match response["$ref"].as_str() {
        Some(reference) => DOCUMENT.pointer(reference.trim_start_matches('#')).unwrap(),
        None => response,
    }
}

/// The operation that the request asks for.
pub fn find(method: &Method, path: &str) -> Option<(&'static str, &'static Value)> {
    let method = if method == Method::HEAD { "get" } else { &method.as_str().to_lowercase() };
    let fits = |template: &str| {
        template.split('/').count() == path.split('/').count()
            && template
                .split('/')
                .zip(path.split('/'))
                .all(|(step, asked)| step == asked || (step.starts_with('{') && !asked.is_empty()))
    };
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let mut found: Vec<_> = paths.iter().filter(|(template, _)| fits(template)).collect();
    // A fixed step is meant before a placeholder.
    found.sort_by_key(|(template, _)| template.matches('{').count());
    let (template, item) = found.into_iter().find(|(_, item)| item.get(method).is_some())?;
    Some((template, &item[method]))
}
