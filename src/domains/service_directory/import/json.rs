//! JSON of HSDS taken apart into tables: records that hold others, lists of them,
//! pages of an API, and the tables of a package in one file.

use std::{collections::BTreeMap, rc::Rc};

use serde_json::{Map, Value};

use super::{
    report::{Place, Report, Severity},
    tables::{Row, Tables, table_of},
    text,
};

/// Members that hold parts or other records: the table they are rows of, and the column of
/// that table that names the holder.
const HELD: [(&str, &str); 16] = [
    ("phones", "phones"),
    ("contacts", "contacts"),
    ("languages", "languages"),
    ("schedules", "schedules"),
    ("addresses", "addresses"),
    ("accessibility", "accessibility"),
    ("service_areas", "service_areas"),
    ("cost_options", "cost_options"),
    ("required_documents", "required_documents"),
    ("funding", "funding"),
    ("organization_identifiers", "organization_identifiers"),
    ("programs", "programs"),
    ("attributes", "attributes"),
    ("locations", "locations"),
    ("services", "services"),
    ("service_at_locations", "service_at_location"),
];

/// Members that hold the one record that a column names.
const NAMED: [(&str, &str, &str); 6] = [
    ("organization", "organizations", "organization_id"),
    ("program", "programs", "program_id"),
    ("location", "locations", "location_id"),
    ("service", "services", "service_id"),
    ("taxonomy_term", "taxonomy_terms", "taxonomy_term_id"),
    ("taxonomy_detail", "taxonomies", "taxonomy_id"),
];

pub fn read(bytes: &[u8], file: &Rc<str>, tables: &mut Tables, report: &mut Report) {
    let text = text::decoded(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let value: Value = match serde_json::from_str(&text) {
        Ok(value) => value,
        Err(error) => {
            let place = Place { file: Rc::clone(file), row: error.line() };
            let what =
                ("malformed_json", "The file is no JSON from this line on; it was left out.");
            return report.tell(Severity::Error, &place, "", what);
        }
    };
    let stem = file.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let mut taker = Taker { file, tables, place: Place { file: Rc::clone(file), row: 0 } };
    if !taker.tables_of(&value) {
        let items = match value {
            Value::Array(items) => items,
            Value::Object(mut page) if page.get("contents").is_some_and(Value::is_array) => {
                match page.remove("contents") {
                    Some(Value::Array(items)) => items,
                    _ => Vec::new(),
                }
            }
            one => vec![one],
        };
        for (item, row) in items.into_iter().zip(1..) {
            taker.place = Place { file: Rc::clone(taker.file), row };
            match item {
                Value::Object(members) => {
                    if let Some(table) = kind(&stem, &members) {
                        taker.take(table, &members, None);
                    } else {
                        let what = ("unknown_record", "This is no record of HSDS.");
                        report.tell(Severity::Notice, &taker.place, "", what);
                    }
                }
                _ => report.warn(&taker.place, "", ("unknown_record", "This is no record.")),
            }
        }
    }
}

/// Which table a record belongs to: by what it has, else by its file's name.
fn kind(stem: &str, members: &Map<String, Value>) -> Option<&'static str> {
    let has = |name: &str| members.contains_key(name);
    if !has("id") && !has("name") {
        return None;
    }
    for (name, table) in [
        ("service_at_location", "service_at_location"),
        ("organization", "organizations"),
        ("service", "services"),
        ("location", "locations"),
        ("taxonomy_term", "taxonomy_terms"),
        ("taxonomy", "taxonomies"),
        ("taxonomies", "taxonomies"),
    ] {
        if stem.starts_with(name) {
            return Some(table);
        }
    }
    let known = if has("location_type") {
        "locations"
    } else if has("service") || (has("location") && !has("name")) {
        "service_at_location"
    } else if has("status") || has("service_at_locations") || has("organization") {
        "services"
    } else if has("taxonomy_detail") || has("parent_id") || has("code") {
        "taxonomy_terms"
    } else if has("version") {
        "taxonomies"
    } else if has("description") {
        "organizations"
    } else {
        return None;
    };
    Some(known)
}

struct Taker<'a> {
    file: &'a Rc<str>,
    tables: &'a mut Tables,
    place: Place,
}

impl Taker<'_> {
    /// Whether it is an object of whole tables; then they are taken.
    fn tables_of(&mut self, value: &Value) -> bool {
        let Value::Object(members) = value else { return false };
        let known = |name: &String| table_of(name.trim_end_matches(".csv"));
        let lists = members.iter().filter(|(_, list)| list.is_array());
        let lists: Vec<_> = lists.filter_map(|(name, list)| Some((known(name)?, list))).collect();
        if lists.is_empty() || members.contains_key("id") {
            return false;
        }
        for (table, list) in lists {
            for (item, row) in list.as_array().into_iter().flatten().zip(1..) {
                if let Value::Object(members) = item {
                    self.place = Place { file: Rc::clone(self.file), row };
                    self.take(table, members, None);
                }
            }
        }
        true
    }

    /// Takes the record with all that it holds, and gives its id.
    fn take(
        &mut self,
        table: &'static str,
        members: &Map<String, Value>,
        holder: Option<(&str, &str)>,
    ) -> Option<String> {
        let mut cells = BTreeMap::new();
        for (name, value) in members {
            let cell = match value {
                Value::String(cell) => text::clean(cell),
                Value::Number(number) => number.to_string(),
                Value::Bool(yes) => yes.to_string(),
                _ => continue,
            };
            cells.insert(name.clone(), cell);
        }
        self.tables.declare(table, cells.keys().map(String::as_str));
        cells.retain(|_, cell| !cell.is_empty());
        if let Some((column, id)) = holder {
            cells.insert(column.to_owned(), id.to_owned());
        }
        for (member, held, column) in NAMED {
            if let Some(Value::Object(inner)) = members.get(member)
                && let Some(id) = self.take(held, inner, None)
            {
                cells.insert(column.to_owned(), id);
            }
        }
        // What others call a program of an organization has no id but theirs.
        let id = cells.get("id").cloned();
        let own = holding_column(table);
        for (member, held) in HELD {
            let Some(Value::Array(items)) = members.get(member) else { continue };
            self.tables.declare(held, []);
            let (Some(column), Some(id)) = (own, id.as_deref()) else { continue };
            let column = if held == "attributes" { "link_id" } else { column };
            for inner in items.iter().filter_map(Value::as_object) {
                self.take(held, inner, Some((column, id)));
            }
        }
        if let (Some(Value::Object(program)), Some(owner)) =
            (members.get("program"), cells.get("organization_id").cloned())
        {
            self.take("programs", program, Some(("organization_id", &owner)));
        }
        self.tables.add(table, Row { place: self.place.clone(), cells });
        id
    }
}

/// The column by which parts name a record of the table as theirs.
fn holding_column(table: &str) -> Option<&'static str> {
    let column = match table {
        "organizations" => "organization_id",
        "services" => "service_id",
        "locations" => "location_id",
        "service_at_location" => "service_at_location_id",
        "contacts" => "contact_id",
        "phones" => "phone_id",
        _ => return None,
    };
    Some(column)
}
