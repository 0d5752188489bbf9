//! What schemas say in the published form, beside what their types say.

use serde_json::{Map, Value, json};

use super::for_each_operation;

/// A view that holds another one (`serde(flatten)`) is published as one object,
/// as it is sent: generators make poor classes of `allOf`.
pub(super) fn merge_embedded(document: &mut Value) {
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return };
    let known = schemas.clone();
    for schema in schemas.values_mut() {
        if schema["allOf"].is_array() {
            let mut merged = Map::new();
            merge(schema, &known, &mut merged);
            *schema = Value::Object(merged);
        }
    }
    // What is only ever held by others needs no name.
    let mut named = Vec::new();
    references(document, &mut named);
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        schemas.retain(|name, _| named.contains(name));
    }
}

/// Adds a schema's members to `merged`; lists and objects are joined.
fn merge(schema: &Value, known: &Map<String, Value>, merged: &mut Map<String, Value>) {
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
        return known.get(name).into_iter().for_each(|schema| merge(schema, known, merged));
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        merge(part, known, merged);
    }
    for (name, value) in schema.as_object().into_iter().flatten() {
        match (merged.get_mut(name), value) {
            (_, _) if name == "allOf" => {}
            (Some(Value::Object(members)), Value::Object(more)) => members.extend(more.clone()),
            (Some(Value::Array(items)), Value::Array(more)) => items.extend(more.clone()),
            _ => {
                merged.insert(name.clone(), value.clone());
            }
        }
    }
}

/// In bodies, null is the same as absent, since generated SDKs send it for what
/// was not set; answers never hold it. The schemas say both.
pub(super) fn shape_nulls(document: &mut Value) {
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
