//! The published description is the one that the server implements.

use std::{collections::BTreeSet, env, fs};

use carewright::openapi;
use serde_json::Value;

use crate::contract::DOCUMENT;

const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");

/// To publish a change, run the test with `UPDATE=1` and commit the file.
#[test]
fn the_published_description_is_current() {
    let current = openapi::published(&DOCUMENT);
    if env::var_os("UPDATE").is_some() {
        fs::write(PUBLISHED, &current).unwrap();
    }
    let published = fs::read_to_string(PUBLISHED).unwrap_or_default();
    assert!(published == current, "openapi/openapi.json is stale: run this test with UPDATE=1");
}

fn operations() -> impl Iterator<Item = (&'static str, &'static str, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().unwrap();
        item.iter().map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

/// Generated clients name their methods after operation ids.
#[test]
fn operation_ids_are_unique_and_begin_with_a_verb() {
    let mut seen = BTreeSet::new();
    for (path, _, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap();
        assert!(seen.insert(id), "{id} is used twice");
        assert!(id.chars().all(|letter| letter.is_ascii_alphanumeric()), "{path}: {id}");
    }
}

/// What anyone may call without a token. The list may only shrink.
const OPEN: [&str; 9] = [
    "/livez",
    "/readyz",
    "/openapi.json",
    "/problems",
    "/problems/{code}",
    "/oauth2/token",
    "/oauth2/jwks",
    "/.well-known/oauth-authorization-server",
    "/.well-known/oauth-protected-resource",
];

#[test]
fn every_operation_needs_a_token_but_those_on_the_list() {
    for (path, method, operation) in operations() {
        let open = operation["security"][0]["bearer"].is_null();
        assert_eq!(open, OPEN.contains(&path), "{method} {path}");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(value: &Value) {
        match value {
            Value::Object(members) => {
                if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                    let pointer = reference.trim_start_matches('#');
                    assert!(DOCUMENT.pointer(pointer).is_some(), "{reference} is dangling");
                }
                members.values().for_each(walk);
            }
            Value::Array(items) => items.iter().for_each(walk),
            _ => {}
        }
    }
    walk(&DOCUMENT);
}

#[test]
fn every_operation_parameter_and_property_is_described() {
    let described =
        |value: &Value| value["description"].as_str().is_some_and(|text| !text.is_empty());
    for (path, method, operation) in operations() {
        assert!(operation["summary"].is_string(), "{method} {path} has no summary");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(
                described(parameter),
                "{method} {path}: {} is not described",
                parameter["name"]
            );
        }
    }
    for (name, schema) in DOCUMENT["components"]["schemas"].as_object().unwrap() {
        assert!(described(schema), "the schema {name} is not described");
        assert!(schema["oneOf"].is_null(), "{name}: generated clients cannot read oneOf");
    }
}
