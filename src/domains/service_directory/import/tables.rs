//! A package as tables of text, whatever its format was: the tables and columns
//! are those of HSDS 3.0. No I/O.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{
    report::{Place, Report, Severity},
    text,
};

/// A row, without its blank cells.
#[derive(Clone, Debug)]
pub struct Row {
    pub place: Place,
    pub cells: BTreeMap<String, String>,
}

impl Row {
    pub fn get(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }

    fn set(&mut self, column: &str, value: &str) {
        self.cells.insert(column.to_owned(), value.to_owned());
    }

    fn rename(&mut self, from: &str, to: &str) {
        if let Some(value) = self.cells.remove(from) {
            self.cells.entry(to.to_owned()).or_insert(value);
        }
    }
}

#[derive(Default)]
pub struct Tables {
    rows: BTreeMap<&'static str, Vec<Row>>,
    columns: BTreeMap<&'static str, BTreeSet<String>>,
}

/// Columns by which a part names what it is a part of.
const OWNERS: [&str; 7] = [
    "service_at_location_id",
    "service_id",
    "location_id",
    "organization_id",
    "contact_id",
    "phone_id",
    "link_id",
];

impl Tables {
    pub fn rows(&self, table: &str) -> &[Row] {
        self.rows.get(table).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether the package says anything about it, if only that there is nothing.
    pub fn has(&self, table: &str) -> bool {
        self.rows.contains_key(table)
    }

    pub fn has_column(&self, table: &str, column: &str) -> bool {
        self.columns.get(table).is_some_and(|columns| columns.contains(column))
    }

    pub fn declare<'c>(&mut self, table: &'static str, columns: impl IntoIterator<Item = &'c str>) {
        self.rows.entry(table).or_default();
        let known = self.columns.entry(table).or_default();
        known.extend(columns.into_iter().map(str::to_owned));
    }

    pub fn add(&mut self, table: &'static str, row: Row) {
        self.declare(table, row.cells.keys().map(String::as_str));
        self.rows.entry(table).or_default().push(row);
    }

    fn take(&mut self, table: &str) -> Vec<Row> {
        self.rows.remove(table).unwrap_or_default()
    }

    /// The rows of a table by what they are a part of.
    pub fn by(&self, table: &str, column: &str) -> HashMap<&str, Vec<&Row>> {
        let mut found: HashMap<&str, Vec<&Row>> = HashMap::new();
        for row in self.rows(table) {
            if let Some(owner) = row.get(column) {
                found.entry(owner).or_default().push(row);
            }
        }
        found
    }

    /// Brings what older versions had into the form of HSDS 3.0.
    pub fn modernize(&mut self, report: &mut Report) {
        for (table, from, to) in [
            ("organizations", "url", "website"),
            ("languages", "language", "name"),
            ("accessibility", "accessibility", "description"),
            ("service_areas", "service_area", "name"),
            ("taxonomy_terms", "vocabulary", "taxonomy"),
            ("attributes", "taxonomy_detail", "value"),
            ("locations", "type", "location_type"),
            ("cost_options", "payment", "option"),
        ] {
            self.rename(table, from, to);
        }
        // HSDS 1.1 has another `taxonomy_id` there.
        if !self.has_column("attributes", "taxonomy_term_id") {
            self.rename("attributes", "taxonomy_id", "taxonomy_term_id");
        }
        if !self.has_column("attributes", "link_id") {
            self.rename("attributes", "service_id", "link_id");
        }
        if self.has_column("services", "fees_description") {
            self.rename("services", "fees_description", "fees_in_words");
            self.rename("services", "fees", "fees_in_words");
            self.rename("services", "fees_in_words", "fees");
        }
        self.tell_eligibility();
        self.give_addresses_a_place();
        self.gather_hours(report);
        self.narrow_schedules();
    }

    fn rename(&mut self, table: &'static str, from: &str, to: &str) {
        for row in self.rows.get_mut(table).into_iter().flatten() {
            row.rename(from, to);
        }
        if let Some(columns) = self.columns.get_mut(table)
            && columns.remove(from)
        {
            columns.insert(to.to_owned());
        }
    }

    /// HSDS 1.1 has a table for whom a service is for.
    fn tell_eligibility(&mut self) {
        let mut said: HashMap<String, Vec<String>> = HashMap::new();
        for row in self.take("eligibility") {
            if let (Some(service), Some(text)) = (row.get("service_id"), row.get("eligibility")) {
                said.entry(service.to_owned()).or_default().push(text.to_owned());
            }
        }
        if said.is_empty() {
            return;
        }
        self.declare("services", ["eligibility_description"]);
        for row in self.rows.get_mut("services").into_iter().flatten() {
            if let Some(texts) = row.get("id").and_then(|id| said.get(id)) {
                row.set("eligibility_description", &texts.join("\n"));
            }
        }
    }

    /// HSDS 1.1 lets an organization have an address for mail without a place: it gets one.
    fn give_addresses_a_place(&mut self) {
        let mut places = Vec::new();
        for row in self.rows.get_mut("addresses").into_iter().flatten() {
            if row.get("location_id").is_some() {
                continue;
            }
            let Some(organization) = row.get("organization_id").map(str::to_owned) else {
                continue;
            };
            let place = format!("postal-address-of-{organization}");
            row.set("location_id", &place);
            let cells = [
                ("id", place.as_str()),
                ("organization_id", &organization),
                ("location_type", "postal"),
                ("name", "Postal address"),
            ];
            let cells = cells.map(|(name, value)| (name.to_owned(), value.to_owned()));
            places.push(Row { place: row.place.clone(), cells: cells.into() });
        }
        for place in places {
            if self.rows("locations").iter().all(|row| row.get("id") != place.get("id")) {
                self.add("locations", place);
            }
        }
    }

    /// HSDS 1.1 has a row for each day of the week; those with the same hours become one schedule.
    fn gather_hours(&mut self, report: &mut Report) {
        let mut gathered: Vec<(Vec<String>, Row, Vec<&'static str>)> = Vec::new();
        let mut known: HashMap<Vec<String>, usize> = HashMap::new();
        let was_there = self.has("regular_schedules");
        for row in self.take("regular_schedules") {
            let (opens, closes) = (row.get("opens_at"), row.get("closes_at"));
            if opens.is_none() && closes.is_none() {
                // Closed on that day.
                continue;
            }
            let Some(day) = row.get("weekday").and_then(text::weekday) else {
                let what = ("weekday", "There is no such day; the hours were left out.");
                report.warn(&row.place, "weekday", what);
                continue;
            };
            if opens.is_none() || closes.is_none() {
                let what = ("half_hours", "Both times are needed; the hours were left out.");
                report.warn(
                    &row.place,
                    if opens.is_none() { "opens_at" } else { "closes_at" },
                    what,
                );
                continue;
            }
            let columns = OWNERS.into_iter().chain(["opens_at", "closes_at"]);
            let key: Vec<_> =
                columns.map(|column| row.get(column).unwrap_or_default().to_owned()).collect();
            let place = *known.entry(key.clone()).or_insert_with(|| {
                gathered.push((key, row, Vec::new()));
                gathered.len() - 1
            });
            if !gathered[place].2.contains(&day) {
                gathered[place].2.push(day);
            }
        }
        if was_there {
            self.declare("schedules", ["opens_at", "closes_at", "byday", "freq"]);
        }
        for (_, mut row, mut days) in gathered {
            days.sort_by_key(|day| text::weekday_number(day));
            row.cells.remove("id");
            row.cells.remove("weekday");
            row.set("freq", "WEEKLY");
            row.set("byday", &days.join(","));
            self.add("schedules", row);
        }
    }

    /// Hours of a service at a place are neither those of the service nor those of the place.
    fn narrow_schedules(&mut self) {
        for row in self.rows.get_mut("schedules").into_iter().flatten() {
            let narrowest = OWNERS.into_iter().find(|owner| row.get(owner).is_some());
            row.cells.retain(|column, _| {
                !OWNERS.contains(&column.as_str()) || Some(column.as_str()) == narrowest
            });
        }
    }

    /// Of records that are there more than once the first counts. JSON repeats a record
    /// wherever it is named, and not always whole: there each adds what the others lack.
    pub fn merge(&mut self, table: &'static str, report: &mut Report, repeats: bool) {
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut kept: Vec<Row> = Vec::new();
        for row in self.take(table) {
            let Some(id) = row.get("id").map(str::to_owned) else {
                kept.push(row);
                continue;
            };
            let Some(place) = known.get(&id) else {
                known.insert(id, kept.len());
                kept.push(row);
                continue;
            };
            if repeats {
                for (column, value) in row.cells {
                    kept[*place].cells.entry(column).or_insert(value);
                }
            } else {
                let what = ("duplicate_id", "An earlier row has this id; this one was left out.");
                report.warn(&row.place, "id", what);
            }
        }
        if !kept.is_empty() || self.columns.contains_key(table) {
            self.rows.insert(table, kept);
        }
    }

    /// Tables that nothing is made of.
    pub fn tell_of_unread(&mut self, report: &mut Report) {
        for table in ["holiday_schedules", "payments_accepted"] {
            if let Some(row) = self.take(table).first() {
                let what = ("not_read", "The directory has no place for this table.");
                report.tell(Severity::Notice, &row.place, "", what);
            }
        }
    }

    /// Rows that belong to nothing in the package, by the columns that could say to what.
    pub fn tell_of_orphans(&self, report: &mut Report) {
        let mut known: HashMap<&str, HashSet<&str>> = HashMap::new();
        for (column, table) in [
            ("service_at_location_id", "service_at_location"),
            ("service_id", "services"),
            ("location_id", "locations"),
            ("organization_id", "organizations"),
            ("contact_id", "contacts"),
            ("phone_id", "phones"),
        ] {
            known.insert(column, self.rows(table).iter().filter_map(|row| row.get("id")).collect());
        }
        let ids = known.values().flatten().copied().collect();
        known.insert("link_id", ids);
        for (table, rows) in &self.rows {
            if RECORDS.contains(table) {
                continue;
            }
            for row in rows {
                let owners: Vec<_> = OWNERS
                    .into_iter()
                    .filter_map(|column| Some((column, row.get(column)?)))
                    .collect();
                let found = owners
                    .iter()
                    .any(|(column, id)| known.get(column).is_some_and(|ids| ids.contains(id)));
                if !found {
                    let column = owners.first().map(|(column, _)| *column).unwrap_or_default();
                    let what =
                        ("belongs_to_nothing", "What the row is a part of is not in the package.");
                    report.warn(&row.place, column, what);
                }
            }
        }
    }
}

/// Tables whose rows are records by themselves.
pub const RECORDS: [&str; 6] = [
    "taxonomies",
    "taxonomy_terms",
    "organizations",
    "locations",
    "services",
    "service_at_location",
];

/// The table that a file is, by its name without its ending.
pub fn table_of(name: &str) -> Option<&'static str> {
    let known = match name {
        "organization" | "organizations" => "organizations",
        "program" | "programs" => "programs",
        "service" | "services" => "services",
        "location" | "locations" => "locations",
        "service_at_location"
        | "service_at_locations"
        | "services_at_location"
        | "services_at_locations" => "service_at_location",
        "phones" => "phones",
        "contacts" => "contacts",
        "addresses" => "addresses",
        "physical_addresses" => "physical_addresses",
        "postal_addresses" => "postal_addresses",
        "languages" => "languages",
        "schedules" => "schedules",
        "regular_schedules" => "regular_schedules",
        "holiday_schedules" => "holiday_schedules",
        "accessibility" | "accessibility_for_disabilities" => "accessibility",
        "required_documents" => "required_documents",
        "cost_options" => "cost_options",
        "payments_accepted" => "payments_accepted",
        "service_areas" => "service_areas",
        "funding" => "funding",
        "organization_identifiers" => "organization_identifiers",
        "eligibility" => "eligibility",
        "taxonomies" => "taxonomies",
        "taxonomy" | "taxonomy_term" | "taxonomy_terms" => "taxonomy_terms",
        "attributes" | "service_attributes" | "services_taxonomy" => "attributes",
        _ => return None,
    };
    Some(known)
}
