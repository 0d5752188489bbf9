//! Which columns of HSDS are which members of ours, and how their text becomes values.

use serde_json::{Map, Value, json};

use super::{
    tables::{Row, Tables},
    text,
};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Text,
    Integer,
    Decimal,
    Date,
    Time,
    Url,
    Email,
    /// A code in capitals.
    Code,
    /// Numbers or days with commas between them.
    List,
}

use Shape::*;

/// A column of HSDS, the member that it becomes, and what it holds.
pub type Column = (&'static str, &'static str, Shape);

/// The columns that have the same name in both, but for its spelling.
pub fn columns_of(table: &str) -> &'static [Column] {
    match table {
        "organizations" => &ORGANIZATION,
        "locations" => &LOCATION,
        "services" => &SERVICE,
        "service_at_location" => &[("description", "description", Text)],
        "taxonomies" => &TAXONOMY,
        "taxonomy_terms" => &TERM,
        "phones" => &PHONE,
        "contacts" => &CONTACT,
        "languages" => &[("name", "name", Text), ("code", "code", Text), ("note", "note", Text)],
        "schedules" => &SCHEDULE,
        "addresses" => &ADDRESS,
        "accessibility" => &ACCESSIBILITY,
        "required_documents" => &[("document", "document", Text), ("uri", "uri", Url)],
        "cost_options" => &COST,
        "service_areas" => &AREA,
        "funding" => &[("source", "source", Text)],
        "organization_identifiers" => &IDENTIFIER,
        "programs" => &PROGRAM,
        "attributes" => &[("link_type", "linkType", Text), ("value", "value", Text)],
        _ => &[],
    }
}

const ORGANIZATION: [Column; 11] = [
    ("name", "name", Text),
    ("alternate_name", "alternateName", Text),
    ("description", "description", Text),
    ("email", "email", Email),
    ("website", "website", Url),
    ("tax_status", "taxStatus", Text),
    ("tax_id", "taxId", Text),
    ("year_incorporated", "yearIncorporated", Integer),
    ("legal_status", "legalStatus", Text),
    ("logo", "logo", Url),
    ("uri", "uri", Url),
];

const LOCATION: [Column; 9] = [
    ("name", "name", Text),
    ("alternate_name", "alternateName", Text),
    ("description", "description", Text),
    ("transportation", "transportation", Text),
    ("url", "url", Url),
    ("latitude", "latitude", Decimal),
    ("longitude", "longitude", Decimal),
    ("external_identifier", "externalIdentifier", Text),
    ("external_identifier_type", "externalIdentifierType", Text),
];

const SERVICE: [Column; 16] = [
    ("name", "name", Text),
    ("alternate_name", "alternateName", Text),
    ("description", "description", Text),
    ("url", "url", Url),
    ("email", "email", Email),
    ("interpretation_services", "interpretationServices", Text),
    ("application_process", "applicationProcess", Text),
    ("fees", "fees", Text),
    ("wait_time", "waitTime", Text),
    ("accreditations", "accreditations", Text),
    ("licenses", "licenses", Text),
    ("eligibility_description", "eligibilityDescription", Text),
    ("minimum_age", "minimumAge", Integer),
    ("maximum_age", "maximumAge", Integer),
    ("assurer_email", "assurerEmail", Email),
    ("alert", "alert", Text),
];

const TAXONOMY: [Column; 4] = [
    ("name", "name", Text),
    ("description", "description", Text),
    ("uri", "uri", Url),
    ("version", "edition", Text),
];

const TERM: [Column; 5] = [
    ("code", "code", Text),
    ("name", "name", Text),
    ("description", "description", Text),
    ("language", "language", Text),
    ("term_uri", "termUri", Url),
];

const PHONE: [Column; 4] = [
    ("number", "number", Text),
    ("extension", "extension", Text),
    ("type", "type", Text),
    ("description", "description", Text),
];

const CONTACT: [Column; 4] = [
    ("name", "name", Text),
    ("title", "title", Text),
    ("department", "department", Text),
    ("email", "email", Email),
];

const SCHEDULE: [Column; 19] = [
    ("valid_from", "validFrom", Date),
    ("valid_to", "validTo", Date),
    ("dtstart", "dtstart", Date),
    ("timezone", "timezone", Decimal),
    ("until", "until", Date),
    ("count", "count", Integer),
    ("wkst", "wkst", Code),
    ("freq", "freq", Code),
    ("interval", "interval", Integer),
    ("byday", "byday", List),
    ("byweekno", "byweekno", List),
    ("bymonthday", "bymonthday", List),
    ("byyearday", "byyearday", List),
    ("description", "description", Text),
    ("opens_at", "opensAt", Time),
    ("closes_at", "closesAt", Time),
    ("schedule_link", "scheduleLink", Url),
    ("attending_type", "attendingType", Text),
    ("notes", "notes", Text),
];

const ADDRESS: [Column; 9] = [
    ("attention", "attention", Text),
    ("address_1", "address1", Text),
    ("address_2", "address2", Text),
    ("city", "city", Text),
    ("region", "region", Text),
    ("state_province", "stateProvince", Text),
    ("postal_code", "postalCode", Text),
    ("country", "country", Code),
    ("address_type", "addressType", Text),
];

const ACCESSIBILITY: [Column; 3] =
    [("description", "description", Text), ("details", "details", Text), ("url", "url", Url)];

const COST: [Column; 6] = [
    ("valid_from", "validFrom", Date),
    ("valid_to", "validTo", Date),
    ("option", "option", Text),
    ("currency", "currency", Code),
    ("amount", "amount", Decimal),
    ("amount_description", "amountDescription", Text),
];

const AREA: [Column; 5] = [
    ("name", "name", Text),
    ("description", "description", Text),
    ("extent", "extent", Text),
    ("extent_type", "extentType", Text),
    ("uri", "uri", Url),
];

const IDENTIFIER: [Column; 3] = [
    ("identifier_scheme", "identifierScheme", Text),
    ("identifier_type", "identifierType", Text),
    ("identifier", "identifier", Text),
];

const PROGRAM: [Column; 3] = [
    ("name", "name", Text),
    ("alternate_name", "alternateName", Text),
    ("description", "description", Text),
];

/// The row's members. What cannot be read stays text, which the schema then refuses.
pub fn members(table: &str, row: &Row) -> Map<String, Value> {
    let columns = columns_of(table).iter();
    let known = columns.filter_map(|(column, member, shape)| {
        Some(((*member).to_owned(), value(*shape, row.get(column)?)))
    });
    known.collect()
}

/// The members that the package speaks of.
pub fn covered(tables: &Tables, table: &str) -> Vec<&'static str> {
    let known = columns_of(table).iter().filter(|(column, ..)| tables.has_column(table, column));
    known.map(|(_, member, _)| *member).collect()
}

fn value(shape: Shape, text: &str) -> Value {
    match shape {
        Text => json!(text),
        Integer => {
            let whole = text.strip_suffix(".0").unwrap_or(text);
            whole.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number))
        }
        Decimal => {
            let plain = text.trim_start_matches('$').replace(',', "");
            plain.parse::<f64>().map_or_else(|_| json!(text), |number| json!(number))
        }
        // Some write the midnight that a day begins with.
        Date => json!(text.split_once(['T', ' ']).map_or(text, |(day, _)| day)),
        Time => json!(text::time(text)),
        Url => json!(text::url(text)),
        Email => json!(text::email(text)),
        Code => json!(text.to_uppercase()),
        List => {
            let plain = text.to_uppercase().replace([' ', ';'], ",");
            let items: Vec<_> = plain.split(',').filter(|item| !item.is_empty()).collect();
            json!(items.join(","))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_what_the_column_holds_or_stays_text() {
        for (shape, text, expected) in [
            (Integer, "12.0", json!(12)),
            (Integer, "60+", json!("60+")),
            (Decimal, "$1,200.50", json!(1200.5)),
            (Date, "2005-01-01T00:00:00", json!("2005-01-01")),
            (List, "mo, we; fr", json!("MO,WE,FR")),
            (Code, "weekly", json!("WEEKLY")),
            (Url, "example.org", json!("http://example.org")),
        ] {
            assert_eq!(value(shape, text), expected);
        }
    }
}
