//! The records of a package, ready to be written: whose parts they have, what
//! they refer to, and what could not be used of them.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Datelike, NaiveDate};
use entity::{Timestamp, Uuid, directory_service::Status};
use serde_json::{Map, Value, json};

use super::{
    super::rules,
    columns,
    parts::Parts,
    report::{Place, Report},
    tables::{Row, Tables},
};

/// Longest id that others may have given.
const LONGEST_ID: usize = 200;

/// Terms stand below at most this many.
const DEEPEST: usize = 64;

/// A record as the package has it.
#[derive(Clone, Debug)]
pub struct Record {
    pub place: Place,
    pub external_id: String,
    pub id: Uuid,
    pub members: Map<String, Value>,
    /// Members of which the package speaks: what it leaves empty there is emptied.
    pub covered: Vec<&'static str>,
    /// Of services.
    pub status: Option<Status>,
    /// Of services.
    pub last_modified: Option<Timestamp>,
}

/// What the directory has of the source already: ids by what the source calls them.
pub type Ids = HashMap<String, Uuid>;

/// The records of each kind, in the order in which they can be written.
#[derive(Default)]
pub struct Records {
    pub taxonomies: Vec<Record>,
    pub terms: Vec<Record>,
    pub organizations: Vec<Record>,
    pub locations: Vec<Record>,
    pub services: Vec<Record>,
    pub offers: Vec<Record>,
}

pub struct Assembly<'a> {
    pub tables: &'a Tables,
    pub parts: Parts<'a>,
    /// What is in the directory, and what has been found usable since.
    pub known: HashMap<&'static str, Ids>,
    /// Ids of records that do not come from the source.
    pub taken: HashSet<Uuid>,
    /// Where the agency is.
    pub today: NaiveDate,
    pub report: &'a mut Report,
}

impl Assembly<'_> {
    pub fn records(mut self) -> Records {
        let mut records = Records::default();
        let tables = self.tables;
        for row in tables.rows("taxonomies") {
            records.taxonomies.extend(self.taxonomy(row));
        }
        for row in parents_first(tables.rows("taxonomy_terms")) {
            records.terms.extend(self.term(row));
        }
        for row in tables.rows("organizations") {
            records.organizations.extend(self.organization(row));
        }
        self.stand_in(&mut records.organizations);
        self.check_parents(&mut records.organizations);
        for row in tables.rows("locations") {
            records.locations.extend(self.location(row));
        }
        for row in tables.rows("services") {
            records.services.extend(self.service(row));
        }
        for row in tables.rows("service_at_location") {
            records.offers.extend(self.offer(row));
        }
        records
    }

    fn usable(&self, table: &str, external_id: &str) -> Option<Uuid> {
        self.known.get(table)?.get(external_id).copied()
    }

    /// The id of the record: the one it has, the source's own if it can be ours, or one that is
    /// the same in the next import.
    fn id_for(&self, table: &'static str, external_id: &str) -> Uuid {
        self.usable(table, external_id).unwrap_or_else(|| {
            let own = external_id.parse::<Uuid>().ok().filter(|id| !self.taken.contains(id));
            own.unwrap_or_else(|| rules::id_of(&[table, self.parts.source, external_id]))
        })
    }

    fn begin(
        &mut self,
        table: &'static str,
        row: &Row,
        external_id: Option<&str>,
    ) -> Option<Record> {
        let Some(external_id) = external_id else {
            let what = ("required", "A record needs an id.");
            self.report.refuse(table, &row.place, "id", what);
            return None;
        };
        if external_id.chars().count() > LONGEST_ID {
            let what = ("too_long", "An id has at most 200 characters.");
            self.report.refuse(table, &row.place, "id", what);
            return None;
        }
        Some(Record {
            place: row.place.clone(),
            external_id: external_id.to_owned(),
            id: self.id_for(table, external_id),
            members: columns::members(table, row),
            covered: columns::covered(self.tables, table),
            status: None,
            last_modified: None,
        })
    }

    /// Leaves out what is at fault; the record is usable from now on.
    fn finish(&mut self, table: &'static str, mut record: Record) -> Option<Record> {
        let members = std::mem::take(&mut record.members);
        let checked = self.parts.checker.record(table, members, &record.place, self.report)?;
        record.members = checked;
        let ids = self.known.entry(table).or_default();
        ids.insert(record.external_id.clone(), record.id);
        Some(record)
    }

    /// Sets a reference, if what it leads to is there.
    fn refer(
        &mut self,
        record: &mut Record,
        row: &Row,
        (own, column, member, table): (&str, &str, &'static str, &str),
    ) {
        if !self.tables.has_column(own, column) {
            return;
        }
        record.covered.push(member);
        let Some(external_id) = row.get(column) else { return };
        if let Some(id) = self.usable(table, external_id) {
            record.members.insert(member.to_owned(), json!(id));
        } else {
            let what = ("not_found", "There is no such record in the package; left out.");
            self.report.warn(&row.place, column, what);
        }
    }

    fn lists(&mut self, record: &mut Record, table: &'static str) {
        let lists = self.parts.lists(table, &record.external_id, self.report);
        for (member, list) in lists {
            record.covered.push(member);
            record.members.insert(member.to_owned(), list);
        }
    }

    fn taxonomy(&mut self, row: &Row) -> Option<Record> {
        let id = row.get("id");
        if id.is_some_and(|id| id == rules::need_taxonomy_id().to_string()) {
            // Every directory has it.
            return None;
        }
        let mut record = self.begin("taxonomies", row, id)?;
        described_by_name(&mut record);
        self.finish("taxonomies", record)
    }

    fn term(&mut self, row: &Row) -> Option<Record> {
        let id = row.get("id");
        let needs = rules::need_taxonomy_id().to_string();
        if row.get("taxonomy_id").is_some_and(|id| id == needs) {
            return None;
        }
        let mut record = self.begin("taxonomy_terms", row, id)?;
        described_by_name(&mut record);
        self.refer(&mut record, row, ("taxonomy_terms", "taxonomy_id", "taxonomyId", "taxonomies"));
        self.refer(&mut record, row, ("taxonomy_terms", "parent_id", "parentId", "taxonomy_terms"));
        let record = self.finish("taxonomy_terms", record);
        // Ours alone: what the source calls the taxonomy.
        record.map(|mut record| {
            if let Some(name) = row.get("taxonomy") {
                let name: String = name.chars().take(300).collect();
                record.members.insert("taxonomy".to_owned(), json!(name));
                record.covered.push("taxonomy");
            }
            record
        })
    }

    fn organization(&mut self, row: &Row) -> Option<Record> {
        let mut record = self.begin("organizations", row, row.get("id"))?;
        if self.tables.has_column("organizations", "parent_organization_id") {
            record.covered.push("parentOrganizationId");
            if let Some(parent) = row.get("parent_organization_id") {
                let id = self.id_for("organizations", parent);
                record.members.insert("parentOrganizationId".to_owned(), json!(id));
            }
        }
        self.lists(&mut record, "organizations");
        self.finish("organizations", record)
    }

    /// Services of which the package does not say who offers them are worth more than none: an
    /// organization without a name stands in, until a package has it.
    fn stand_in(&mut self, organizations: &mut Vec<Record>) {
        let mut told = BTreeSet::new();
        let known: HashSet<_> = organizations.iter().map(|one| one.external_id.clone()).collect();
        for row in self.tables.rows("services") {
            let Some(owner) = row.get("organization_id") else { continue };
            if known.contains(owner) || row.get("id").is_none() || !told.insert(owner) {
                continue;
            }
            let what = (
                "organization_missing",
                "The package does not have the organization; one without a name stands in for it.",
            );
            self.report.warn(&row.place, "organization_id", what);
            let begun = self.begin("organizations", row, Some(owner));
            let Some(mut record) = begun else { continue };
            let shown: String = owner.chars().take(LONGEST_ID).collect();
            record.members = Map::new();
            record.members.insert("name".to_owned(), json!(format!("Organization {shown}")));
            // What is known of it stays.
            record.covered = Vec::new();
            organizations.extend(self.finish("organizations", record));
        }
    }

    fn check_parents(&mut self, organizations: &mut [Record]) {
        let known: HashSet<_> =
            self.known.get("organizations").into_iter().flatten().map(|(_, id)| *id).collect();
        for record in organizations {
            let parent = record.members.get("parentOrganizationId").and_then(Value::as_str);
            let parent = parent.and_then(|id| id.parse::<Uuid>().ok());
            if parent.is_some_and(|id| !known.contains(&id) || id == record.id) {
                record.members.remove("parentOrganizationId");
                let what = ("not_found", "There is no such organization in the package; left out.");
                self.report.warn(&record.place, "parent_organization_id", what);
            }
        }
    }

    fn location(&mut self, row: &Row) -> Option<Record> {
        let mut record = self.begin("locations", row, row.get("id"))?;
        let kind = row.get("location_type").map(str::to_lowercase);
        let known = ["physical", "postal", "virtual"];
        if kind.as_deref().is_some_and(|kind| !known.contains(&kind)) {
            let what = ("not_in_list", "physical, postal or virtual; physical was taken.");
            self.report.warn(&row.place, "location_type", what);
        }
        if kind.is_some() {
            record.covered.push("locationType");
        }
        let kind = kind.filter(|kind| known.contains(&kind.as_str()));
        record
            .members
            .insert("locationType".to_owned(), json!(kind.as_deref().unwrap_or("physical")));
        self.refer(
            &mut record,
            row,
            ("locations", "organization_id", "organizationId", "organizations"),
        );
        self.lists(&mut record, "locations");
        if self.tables.has("addresses") {
            let (whole, words) = self.parts.addresses(&record.external_id, self.report);
            record.covered.push("addresses");
            record.members.insert("addresses".to_owned(), Value::Array(whole));
            if !words.is_empty() {
                let said = record.members.get("description").and_then(Value::as_str);
                let said = said.into_iter().map(str::to_owned).chain(words);
                let said = said.collect::<Vec<_>>().join("\n");
                record.members.insert("description".to_owned(), json!(said));
                record.covered.push("description");
            }
        }
        let mut record = self.finish("locations", record)?;
        let half =
            record.members.contains_key("latitude") != record.members.contains_key("longitude");
        if half {
            record.members.remove("latitude");
            record.members.remove("longitude");
            let what = ("half_a_position", "It takes both to be a position; both were left out.");
            self.report.warn(&row.place, "longitude", what);
        }
        Some(record)
    }

    fn service(&mut self, row: &Row) -> Option<Record> {
        let mut record = self.begin("services", row, row.get("id"))?;
        let owner = row.get("organization_id").and_then(|id| self.usable("organizations", id));
        let Some(owner) = owner else {
            let what = ("not_found", "A service needs an organization that is there.");
            self.report.refuse("services", &row.place, "organization_id", what);
            return None;
        };
        record.covered.push("organizationId");
        record.members.insert("organizationId".to_owned(), json!(owner));
        self.lists(&mut record, "services");
        self.classify(&mut record);
        self.place_in_program(&mut record, row);
        let mut record = self.finish("services", record)?;
        let age = |name: &str| record.members.get(name).and_then(Value::as_i64);
        if let (Some(least), Some(most)) = (age("minimumAge"), age("maximumAge"))
            && least > most
        {
            record.members.remove("minimumAge");
            record.members.remove("maximumAge");
            let what = ("ages_reversed", "The least age is above the most; both were left out.");
            self.report.warn(&row.place, "minimum_age", what);
        }
        self.date(&mut record, row);
        Some(record)
    }

    fn classify(&mut self, record: &mut Record) {
        if !self.tables.has("attributes") {
            return;
        }
        let none = Ids::new();
        let terms = self.known.get("taxonomy_terms").unwrap_or(&none);
        let classes = self.parts.classes(&record.external_id, terms, self.report);
        record.covered.push("attributes");
        record.members.insert("attributes".to_owned(), Value::Array(classes.attributes));
        // Who does not speak of needs leaves those that people here have added.
        if let Some(domains) = classes.need_domains {
            record.covered.push("needDomains");
            record.members.insert("needDomains".to_owned(), json!(domains));
        }
    }

    fn place_in_program(&mut self, record: &mut Record, row: &Row) {
        if !self.tables.has_column("services", "program_id") || !self.tables.has("programs") {
            return;
        }
        record.covered.push("programId");
        let Some(program) = row.get("program_id") else { return };
        let found = self.tables.rows("programs").iter().find(|one| {
            one.get("id") == Some(program)
                && one.get("organization_id") == row.get("organization_id")
                && one.get("name").is_some()
        });
        if let Some(found) = found {
            let id = self.parts.id_of("programs", found);
            record.members.insert("programId".to_owned(), json!(id));
        } else {
            let what = ("not_found", "The organization has no such program; left out.");
            self.report.warn(&row.place, "program_id", what);
        }
    }

    /// What is no field of a new service in the API: its status, and when it was changed and checked.
    fn date(&mut self, record: &mut Record, row: &Row) {
        if let Some(status) = row.get("status") {
            record.status = match status.to_lowercase().replace([' ', '-'], "_").as_str() {
                "active" => Some(Status::Active),
                "inactive" => Some(Status::Inactive),
                "defunct" => Some(Status::Defunct),
                "temporarily_closed" => Some(Status::TemporarilyClosed),
                _ => {
                    let what = ("not_in_list", "HSDS has no such status; it was left out.");
                    self.report.warn(&row.place, "status", what);
                    None
                }
            };
        }
        if let Some(day) = row.get("assured_date") {
            let day = day.split(['T', ' ']).next().unwrap_or_default();
            let parsed = day.parse::<NaiveDate>().ok();
            if parsed.is_some_and(|day| day > self.today) {
                let what = ("in_the_future", "Nobody has assured it yet; it was left out.");
                self.report.warn(&row.place, "assured_date", what);
            } else if parsed.is_some_and(|day| day.year() >= 1880) {
                record.members.insert("assuredOn".to_owned(), json!(day));
                record.covered.push("assuredOn");
            } else {
                let what = ("wrong_format", "A day is YYYY-MM-DD; it was left out.");
                self.report.warn(&row.place, "assured_date", what);
            }
        }
        if let Some(instant) = row.get("last_modified") {
            let read = instant_of(instant);
            if read.is_none() {
                let what = ("wrong_format", "An instant is as in RFC 3339; it was left out.");
                self.report.warn(&row.place, "last_modified", what);
            }
            record.last_modified = read;
        }
    }

    fn offer(&mut self, row: &Row) -> Option<Record> {
        let (service, place) = (row.get("service_id"), row.get("location_id"));
        let together = Some(format!("{}|{}", service.unwrap_or("-"), place.unwrap_or("-")));
        let external_id = row.get("id").map(str::to_owned).or(together);
        let mut record = self.begin("service_at_location", row, external_id.as_deref())?;
        for (column, member, table) in
            [("service_id", "serviceId", "services"), ("location_id", "locationId", "locations")]
        {
            let id = row.get(column).and_then(|id| self.usable(table, id));
            let Some(id) = id else {
                let what = ("not_found", "There is no such record in the package.");
                self.report.refuse("service_at_location", &row.place, column, what);
                return None;
            };
            record.covered.push(member);
            record.members.insert(member.to_owned(), json!(id));
        }
        self.lists(&mut record, "service_at_location");
        self.finish("service_at_location", record)
    }
}

fn instant_of(text: &str) -> Option<Timestamp> {
    let whole = DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc());
    let day = || Some(text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?.and_utc());
    whole.or_else(day).map(Timestamp::from)
}

fn described_by_name(record: &mut Record) {
    if !record.members.contains_key("description")
        && let Some(name) = record.members.get("name").cloned()
    {
        record.members.insert("description".to_owned(), name);
    }
}

/// Terms after those above them, whatever the order of the rows.
fn parents_first(rows: &[Row]) -> Vec<&Row> {
    let known: HashMap<_, _> = rows.iter().filter_map(|row| Some((row.get("id")?, row))).collect();
    let mut depths: Vec<(usize, &Row)> = rows
        .iter()
        .map(|row| {
            let above =
                std::iter::successors(Some(row), |row| known.get(row.get("parent_id")?).copied());
            (above.take(DEEPEST).count(), row)
        })
        .collect();
    depths.sort_by_key(|(depth, _)| *depth);
    depths.into_iter().map(|(_, row)| row).collect()
}
