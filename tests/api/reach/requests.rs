//! Requests that would do, made from the document and `bodies.json`, and where
//! ids are in them.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::world::World;
use crate::{authorization::Operation, contract::DOCUMENT};

static BODIES: LazyLock<Map<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("bodies.json")).unwrap());

/// A place in a body that takes an id.
pub struct Slot {
    pub pointer: String,
    /// The caller gives an id to something new here, and refers to nothing.
    pub names_new: bool,
}

impl World {
    /// The id of the record that the operation is tried on.
    pub fn of(&self, operation: &Operation, name: &str) -> String {
        let chosen = BODIES.get(&operation.id).and_then(|entry| entry["of"][name].as_str());
        self.id(chosen.unwrap_or(name)).to_owned()
    }
}

/// The names in a path's braces.
pub fn parameters(template: &str) -> Vec<&str> {
    let steps = template.split('/');
    steps.filter_map(|step| step.strip_prefix('{')?.strip_suffix('}')).collect()
}

pub fn path_of(operation: &Operation, id: &dyn Fn(&str) -> String) -> String {
    operation.path_with(id)
}

fn raw(operation: &Operation) -> &'static Value {
    let method = operation.method.as_str().to_lowercase();
    &DOCUMENT["paths"][&operation.template][&method]
}

fn schema(operation: &Operation) -> &'static Value {
    &raw(operation)["requestBody"]["content"]["application/json"]["schema"]
}

/// The body for the operation, with the names of ids in it.
fn body_of(operation: &str) -> &'static Value {
    BODIES.get(operation).map_or(&Value::Null, |entry| &entry["body"])
}

/// A body that would do, with these ids.
pub fn placed(operation: &Operation, id: &dyn Fn(&str) -> String) -> Option<Value> {
    if !operation.has_body {
        return None;
    }
    match body_of(&operation.id) {
        Value::Null => Some(sample(schema(operation))),
        body => Some(with_ids(body, id)),
    }
}

fn with_ids(body: &Value, id: &dyn Fn(&str) -> String) -> Value {
    match body {
        Value::String(text) => match text.strip_prefix('$') {
            Some(name) => json!(id(name)),
            None => body.clone(),
        },
        Value::Array(items) => items.iter().map(|item| with_ids(item, id)).collect(),
        Value::Object(members) => {
            let members = members.iter();
            members.map(|(name, value)| (name.clone(), with_ids(value, id))).collect()
        }
        other => other.clone(),
    }
}

fn resolved(schema: &'static Value) -> (&'static Value, &'static str) {
    match schema["$ref"].as_str() {
        Some(place) => {
            let name = place.rsplit('/').next().unwrap();
            (&DOCUMENT["components"]["schemas"][name], name)
        }
        None => (schema, ""),
    }
}

/// The schema for a value that is there, where null is allowed too.
fn present(schema: &'static Value) -> &'static Value {
    let one_of = schema["oneOf"].as_array();
    one_of.and_then(|all| all.iter().find(|one| one["type"] != "null")).unwrap_or(schema)
}

/// The least that the schema asks for, with its examples.
fn sample(of: &'static Value) -> Value {
    let (schema, _) = resolved(present(of));
    for given in [&of["example"], &schema["example"], &schema["enum"][0]] {
        if !given.is_null() {
            return given.clone();
        }
    }
    let types = schema["type"].as_array().map_or(&schema["type"], |types| &types[0]);
    match types.as_str() {
        Some("object") => {
            let required = schema["required"].as_array().into_iter().flatten();
            let names = required.map(|name| name.as_str().unwrap());
            names.map(|name| (name.to_owned(), sample(&schema["properties"][name]))).collect()
        }
        Some("array") => json!([sample(&schema["items"])]),
        Some("boolean") => json!(false),
        Some("integer" | "number") => schema["minimum"].clone(),
        _ => json!("Words"),
    }
}

/// The record whose id `bodies.json` has there.
pub fn named(operation: &Operation, slot: &Slot) -> Option<&'static str> {
    body_of(&operation.id).pointer(&slot.pointer)?.as_str()?.strip_prefix('$')
}

/// Every place of the body that takes an id.
pub fn ids_in_body(operation: &Operation) -> Vec<Slot> {
    let mut slots = Vec::new();
    if operation.has_body && !schema(operation).is_null() {
        gather(schema(operation), "", String::new(), &mut slots);
    }
    slots
}

fn gather(of: &'static Value, owner: &str, pointer: String, slots: &mut Vec<Slot>) {
    let (schema, name) = resolved(present(of));
    if schema["format"] == "uuid" {
        let new = owner.starts_with("New") || ["NextConference", "ReReferral"].contains(&owner);
        slots.push(Slot { names_new: new && pointer.ends_with("/id"), pointer });
        return;
    }
    if schema["items"].is_object() {
        gather(&schema["items"], owner, format!("{pointer}/0"), slots);
    }
    for (member, of) in schema["properties"].as_object().into_iter().flatten() {
        gather(of, name, format!("{pointer}/{member}"), slots);
    }
}

/// The parameters of the query that take an id, and which record they mean.
pub fn ids_in_query(operation: &Operation) -> Vec<(&'static str, &'static str)> {
    let parameters = raw(operation)["parameters"].as_array().into_iter().flatten();
    let ids = parameters.filter(|one| {
        one["in"] == "query" && resolved(present(&one["schema"])).0["format"] == "uuid"
    });
    ids.map(|one| {
        let name = one["name"].as_str().unwrap();
        let known_as = match name {
            "actorId" | "ownerId" | "participantUserId" => "userId",
            "subjectId" | "parentReferralId" => "referralId",
            "partnerAgencyId" | "recipientAgencyId" => "agencyId",
            "templateId" => "planTemplateId",
            "queueId" => "teamQueueId",
            "organization_id" => "organizationId",
            "taxonomy_id" => "taxonomyId",
            "taxonomy_term_id" | "parentId" | "parent_id" => "taxonomyTermId",
            other => other,
        };
        (name, known_as)
    })
    .collect()
}
