//! What the API would refuse is left out of what an import writes: the import
//! takes nothing that could not have been sent.

use serde_json::{Map, Value, json};

use super::report::{Place, Report};
use crate::platform::{App, FieldProblem, would_refuse};

/// Where a new record of the table would be sent, and the least that it needs.
fn template(table: &str) -> (&'static str, Value) {
    let nobody = entity::Uuid::nil();
    match table {
        "organizations" => ("/v1/organizations", json!({ "name": "-" })),
        "locations" => ("/v1/locations", json!({ "locationType": "physical" })),
        "services" => ("/v1/services", json!({ "organizationId": nobody, "name": "-" })),
        "taxonomies" => ("/v1/taxonomies", json!({ "name": "-", "description": "-" })),
        "taxonomy_terms" => ("/v1/taxonomy-terms", json!({ "name": "-", "description": "-" })),
        _ => ("/v1/service-at-locations", json!({ "serviceId": nobody, "locationId": nobody })),
    }
}

/// Members that make a schedule mean another time when one of them goes.
const OF_TIME: [&str; 14] = [
    "validFrom",
    "validTo",
    "dtstart",
    "timezone",
    "until",
    "count",
    "interval",
    "byday",
    "byweekno",
    "bymonthday",
    "byyearday",
    "opensAt",
    "closesAt",
    "freq",
];

pub struct Checker<'a> {
    pub app: &'a App,
}

impl Checker<'_> {
    /// The record's members without those at fault. None if it lacks what it needs.
    pub fn record(
        &self,
        table: &'static str,
        mut members: Map<String, Value>,
        place: &Place,
        report: &mut Report,
    ) -> Option<Map<String, Value>> {
        let (path, _) = template(table);
        loop {
            let faults = would_refuse(self.app, path, &Value::Object(members.clone()));
            let Some(fault) = faults.first() else { return Some(members) };
            let pointer = steps(fault);
            let column = column_of(pointer.first().copied().unwrap_or_default());
            let gone = pointer.first().is_some_and(|name| {
                match (fault.code.as_ref(), members.get_mut(*name)) {
                    ("too_long", Some(Value::String(text))) => cut(text, &fault.detail),
                    ("too_many_items", Some(Value::Array(items))) => items.pop().is_some(),
                    _ => members.remove(*name).is_some(),
                }
            });
            if !gone {
                report.refuse(table, place, &column, (fault.code.as_ref(), &fault.detail));
                return None;
            }
            report.warn(place, &column, (fault.code.as_ref(), &advice(fault)));
        }
    }

    /// A part of a record, without what is at fault in it; none if it cannot be used.
    pub fn part(
        &self,
        (owner, list): (&str, &str),
        mut part: Map<String, Value>,
        place: &Place,
        report: &mut Report,
    ) -> Option<Map<String, Value>> {
        let (path, mut body) = template(owner);
        loop {
            body[list] = json!([part]);
            let faults = would_refuse(self.app, path, &body);
            let Some(fault) = faults.first() else { return Some(part) };
            let pointer = steps(fault);
            let member = pointer.get(2).copied().unwrap_or_default();
            let column = column_of(member);
            let of_time = list == "schedules" && OF_TIME.contains(&member);
            let gone = !of_time
                && match (fault.code.as_ref(), part.get_mut(member)) {
                    ("too_long", Some(Value::String(text))) => cut(text, &fault.detail),
                    ("too_many_items", Some(Value::Array(items))) => items.pop().is_some(),
                    _ => part.remove(member).is_some(),
                };
            if !gone {
                let message = format!("{} The row was left out.", fault.detail);
                report.warn(place, &column, (fault.code.as_ref(), &message));
                return None;
            }
            report.warn(place, &column, (fault.code.as_ref(), &advice(fault)));
        }
    }
}

fn advice(fault: &FieldProblem) -> String {
    match fault.code.as_ref() {
        "too_long" => format!("{} The rest was cut off.", fault.detail),
        "too_many_items" => format!("{} The last one was left out.", fault.detail),
        _ => format!("{} The value was left out.", fault.detail),
    }
}

/// Cuts the text to the length that the advice names; whether it could.
fn cut(text: &mut String, advice: &str) -> bool {
    let limit = advice.split(' ').find_map(|word| word.parse::<usize>().ok());
    let Some(end) = limit.and_then(|limit| text.char_indices().nth(limit)) else { return false };
    text.truncate(end.0);
    text.truncate(text.trim_end().len());
    true
}

fn steps(fault: &FieldProblem) -> Vec<&str> {
    let pointer = fault.pointer.as_deref().unwrap_or_default();
    pointer.trim_start_matches('#').split('/').skip(1).collect()
}

/// The column of HSDS that became the member.
fn column_of(member: &str) -> String {
    let mut column = String::new();
    for letter in member.chars() {
        if letter.is_ascii_uppercase() || (letter.is_ascii_digit() && column.ends_with("address")) {
            column.push('_');
        }
        column.push(letter.to_ascii_lowercase());
    }
    match column.as_str() {
        "edition" => "version".to_owned(),
        _ => column,
    }
}
