//! The parts of a record, from the tables that hold them.

use std::collections::{HashMap, HashSet};

use entity::{Code, Iterable, Uuid, directory::DirectorySchedule, referral::NeedDomain};
use serde_json::{Map, Value, json};

use super::{
    super::rules,
    check::Checker,
    columns,
    report::Report,
    tables::{Row, Tables},
    text,
};

type Rows<'t> = HashMap<&'t str, Vec<&'t Row>>;

/// Tables of parts, by the column that names what they are parts of.
pub struct Parts<'a> {
    pub source: &'a str,
    pub checker: Checker<'a>,
    by_owner: HashMap<(&'static str, &'static str), Rows<'a>>,
    tables: &'a Tables,
}

/// What a service is, by the terms that it has.
#[derive(Default)]
pub struct Classes {
    pub attributes: Vec<Value>,
    /// None if no term speaks of needs.
    pub need_domains: Option<Vec<String>>,
}

/// The lists of each record: the table, and the member that it becomes.
fn lists_of(owner: &str) -> (&'static str, &'static [(&'static str, &'static str)]) {
    match owner {
        "organizations" => (
            "organization_id",
            &[
                ("phones", "phones"),
                ("contacts", "contacts"),
                ("funding", "funding"),
                ("organization_identifiers", "identifiers"),
                ("programs", "programs"),
            ],
        ),
        "locations" => (
            "location_id",
            &[
                ("phones", "phones"),
                ("contacts", "contacts"),
                ("languages", "languages"),
                ("accessibility", "accessibility"),
                ("schedules", "schedules"),
            ],
        ),
        "services" => (
            "service_id",
            &[
                ("phones", "phones"),
                ("contacts", "contacts"),
                ("languages", "languages"),
                ("required_documents", "requiredDocuments"),
                ("cost_options", "costOptions"),
                ("service_areas", "serviceAreas"),
                ("funding", "funding"),
                ("schedules", "schedules"),
            ],
        ),
        _ => (
            "service_at_location_id",
            &[("phones", "phones"), ("contacts", "contacts"), ("schedules", "schedules")],
        ),
    }
}

const OWNERS: [(&str, &[&str]); 7] = [
    (
        "phones",
        &["organization_id", "location_id", "service_id", "service_at_location_id", "contact_id"],
    ),
    ("contacts", &["organization_id", "location_id", "service_id", "service_at_location_id"]),
    ("languages", &["location_id", "service_id", "phone_id"]),
    ("schedules", &["location_id", "service_id", "service_at_location_id"]),
    ("funding", &["organization_id", "service_id"]),
    ("addresses", &["location_id"]),
    ("attributes", &["link_id"]),
];

const OF_ONE: [(&str, &str); 6] = [
    ("organization_identifiers", "organization_id"),
    ("programs", "organization_id"),
    ("accessibility", "location_id"),
    ("required_documents", "service_id"),
    ("cost_options", "service_id"),
    ("service_areas", "service_id"),
];

impl<'a> Parts<'a> {
    pub fn new(tables: &'a Tables, source: &'a str, checker: Checker<'a>) -> Self {
        let many = OWNERS
            .into_iter()
            .flat_map(|(table, columns)| columns.iter().map(move |column| (table, *column)));
        let by_owner = many.chain(OF_ONE);
        let by_owner = by_owner.map(|(table, column)| ((table, column), tables.by(table, column)));
        Self { source, checker, by_owner: by_owner.collect(), tables }
    }

    fn rows(&self, table: &'static str, column: &'static str, owner: &str) -> &[&'a Row] {
        let rows = self.by_owner.get(&(table, column)).and_then(|rows| rows.get(owner));
        rows.map(Vec::as_slice).unwrap_or_default()
    }

    /// The lists of the record of which the package speaks, by their members.
    pub fn lists(
        &self,
        owner: &'static str,
        external_id: &str,
        report: &mut Report,
    ) -> Vec<(&'static str, Value)> {
        let (column, lists) = lists_of(owner);
        let spoken = lists.iter().filter(|(table, _)| self.tables.has(table));
        spoken
            .map(|(table, member)| {
                let rows = self.rows(table, column, external_id);
                let parts = self.of_rows((owner, member), table, rows, report);
                (*member, Value::Array(parts))
            })
            .collect()
    }

    /// The parts that the rows make, each once.
    fn of_rows(
        &self,
        place: (&'static str, &'static str),
        table: &'static str,
        rows: &[&Row],
        report: &mut Report,
    ) -> Vec<Value> {
        let mut parts = Vec::new();
        let mut known = HashSet::new();
        for row in rows {
            let id = self.id_of(table, row);
            if known.insert(id)
                && let Some(part) = self.of_row(place, table, row, report)
            {
                parts.push(Value::Object(part));
            }
        }
        parts
    }

    /// The id of a part: its own if that is one, else one that is the same in the next import.
    pub fn id_of(&self, table: &str, row: &Row) -> Uuid {
        if let Some(id) = row.get("id") {
            return id.parse().unwrap_or_else(|_| rules::id_of(&["part", table, self.source, id]));
        }
        let cells = row.cells.iter().flat_map(|(column, cell)| [column, cell]);
        let mut name = vec!["part", table, self.source];
        name.extend(cells.map(String::as_str));
        rules::id_of(&name)
    }

    fn of_row(
        &self,
        (owner, list): (&'static str, &'static str),
        table: &'static str,
        row: &Row,
        report: &mut Report,
    ) -> Option<Map<String, Value>> {
        let mut part = columns::members(table, row);
        part.insert("id".to_owned(), json!(self.id_of(table, row)));
        match table {
            "phones" => self.complete_phone(&mut part, row, report),
            "contacts" => {
                let rows = self.rows("phones", "contact_id", row.get("id").unwrap_or_default());
                let phones = self.of_rows((owner, "phones"), "phones", rows, report);
                part.insert("phones".to_owned(), Value::Array(phones));
            }
            "languages" => complete_language(&mut part),
            "programs" if !part.contains_key("description") => {
                part.insert("description".to_owned(), part.get("name")?.clone());
            }
            _ => {}
        }
        let part = self.checker.part((owner, list), part, &row.place, report)?;
        let reversed = match (part.get("validFrom"), part.get("validTo")) {
            (Some(Value::String(from)), Some(Value::String(to))) => to < from,
            _ => false,
        };
        if reversed {
            let what = ("dates_reversed", "It would end before it begins. The row was left out.");
            report.warn(&row.place, "valid_to", what);
            return None;
        }
        if table == "schedules" && !says_a_time(&part, row, report) {
            return None;
        }
        Some(part)
    }

    fn complete_phone(&self, part: &mut Map<String, Value>, row: &Row, report: &mut Report) {
        if let Some(Value::String(number)) = part.get("number") {
            let (number, extension) = text::phone(number);
            part.insert("number".to_owned(), json!(number));
            if let Some(extension) = extension {
                part.entry("extension").or_insert(json!(extension));
            }
        }
        let mut languages = Vec::new();
        if let Some(id) = row.get("id") {
            let rows = self.rows("languages", "phone_id", id);
            languages = self.of_rows(("locations", "languages"), "languages", rows, report);
        }
        // HSDS 1.1 has codes with commas between them.
        for name in row.get("language").into_iter().flat_map(|all| all.split([',', ';'])) {
            let mut language = Map::new();
            language.insert("name".to_owned(), json!(name.trim()));
            complete_language(&mut language);
            let id = rules::id_of(&["part", "languages", self.source, name.trim()]);
            language.insert("id".to_owned(), json!(id));
            languages.push(Value::Object(language));
        }
        part.insert("languages".to_owned(), Value::Array(languages));
    }

    /// The addresses of a place, and those that lack something in words.
    pub fn addresses(&self, external_id: &str, report: &mut Report) -> (Vec<Value>, Vec<String>) {
        let (mut whole, mut words) = (Vec::new(), Vec::new());
        let mut known = HashSet::new();
        for row in self.rows("addresses", "location_id", external_id) {
            if !known.insert(self.id_of("addresses", row)) {
                continue;
            }
            let mut part = columns::members("addresses", row);
            complete_address(&mut part);
            let lacks = ["address1", "city", "stateProvince", "postalCode", "country"]
                .into_iter()
                .find(|member| !part.contains_key(*member));
            if lacks.is_some() {
                let lines =
                    ["attention", "address1", "address2", "city", "region", "stateProvince"];
                let lines = lines.into_iter().chain(["postalCode", "country"]);
                let lines: Vec<_> = lines.filter_map(|member| part.get(member)?.as_str()).collect();
                words.push(format!("Address: {}", lines.join(", ")));
                let message = "The address lacks what one needs; it was kept in the description.";
                report.warn(&row.place, "", ("address_incomplete", message));
                continue;
            }
            part.insert("id".to_owned(), json!(self.id_of("addresses", row)));
            let place = ("locations", "addresses");
            if let Some(part) = self.checker.part(place, part, &row.place, report) {
                whole.push(Value::Object(part));
            }
        }
        (whole, words)
    }

    /// The terms of a service. Those of the social needs are a field of ours.
    pub fn classes(
        &self,
        external_id: &str,
        terms: &HashMap<String, Uuid>,
        report: &mut Report,
    ) -> Classes {
        let mut found = Classes::default();
        let mut known = HashSet::new();
        for row in self.rows("attributes", "link_id", external_id) {
            let Some(term) = row.get("taxonomy_term_id") else {
                let what = ("required", "The row names no term; it was left out.");
                report.warn(&row.place, "taxonomy_term_id", what);
                continue;
            };
            let need = NeedDomain::iter()
                .find(|domain| rules::need_term_id(*domain).to_string() == term.to_lowercase());
            if let Some(need) = need {
                let domains = found.need_domains.get_or_insert_default();
                if !domains.contains(&need.code()) {
                    domains.push(need.code());
                }
                continue;
            }
            let Some(id) = terms.get(term) else {
                let what = ("not_found", "There is no such term; the row was left out.");
                report.warn(&row.place, "taxonomy_term_id", what);
                continue;
            };
            let mut part = columns::members("attributes", row);
            part.insert("taxonomyTermId".to_owned(), json!(id));
            part.insert("id".to_owned(), json!(self.id_of("attributes", row)));
            if known.insert(*id)
                && let Some(part) =
                    self.checker.part(("services", "attributes"), part, &row.place, report)
            {
                found.attributes.push(Value::Object(part));
            }
        }
        found
    }
}

/// Whether the rules of schedules allow it.
fn says_a_time(part: &Map<String, Value>, row: &Row, report: &mut Report) -> bool {
    let schedule = serde_json::from_value::<DirectorySchedule>(Value::Object(part.clone()));
    let broken = schedule.map(|schedule| rules::check_schedules(&[schedule]));
    match broken {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            let advice = error.message.unwrap_or_default();
            let message = format!("{advice} The row was left out.");
            report.warn(&row.place, "", (error.code.as_ref(), &message));
            false
        }
        Err(_) => {
            let what = ("invalid", "The row makes no schedule; it was left out.");
            report.warn(&row.place, "", what);
            false
        }
    }
}

/// A name that is a code is the code.
fn complete_language(part: &mut Map<String, Value>) {
    let name = part.get("name").and_then(Value::as_str).unwrap_or_default();
    let is_code = (2..=3).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase());
    if is_code && !part.contains_key("code") {
        part.insert("code".to_owned(), json!(name));
        part.remove("name");
    }
}

fn complete_address(part: &mut Map<String, Value>) {
    let text = |name: &str| part.get(name).and_then(Value::as_str).unwrap_or_default();
    let country = match text("country") {
        "USA" | "U.S." | "U.S.A." | "UNITED STATES" | "UNITED STATES OF AMERICA" => Some("US"),
        "CAN" | "CANADA" => Some("CA"),
        "GB" | "GBR" | "UK" | "UNITED KINGDOM" => Some("GB"),
        // Two letters and five digits are how the United States write state and code.
        "" => {
            let (state, code) = (text("stateProvince"), text("postalCode"));
            let state = state.len() == 2 && state.bytes().all(|b| b.is_ascii_uppercase());
            let code = code.split('-').next().unwrap_or_default();
            (state && code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit())).then_some("US")
        }
        _ => None,
    };
    let kind = text("addressType").to_lowercase();
    let kind = if ["physical", "postal", "virtual"].contains(&kind.as_str()) {
        kind
    } else {
        "physical".to_owned()
    };
    if let Some(country) = country {
        part.insert("country".to_owned(), json!(country));
    }
    part.insert("addressType".to_owned(), json!(kind));
}
