//! Directories that others keep, imported: what goes in, what is left out and
//! told, and that a second time changes nothing.

use std::{fs, path::PathBuf};

use carewright::domains::{
    identity::service::call_as_admin,
    service_directory::import::{self, Counts, Report},
};
use serde_json::{Value, json};

use super::keeper;
use crate::harness::{Role, TestApp, on_both};

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/samples/hsds").join(name)
}

async fn imported(app: &TestApp, path: PathBuf, dry_run: bool) -> Report {
    let ctx = call_as_admin(&app.app, app.first.id.into(), "import hsds").await.unwrap();
    import::hsds(&ctx, &path, "sample", dry_run).await.unwrap()
}

async fn read(app: &TestApp, path: &str) -> Value {
    keeper(app).get(path).await.expect(200).body
}

/// The record of the list whose source calls it that, whole.
async fn one(app: &TestApp, path: &str, external_id: &str) -> Value {
    let list = read(app, &format!("/v1/{path}?limit=100")).await;
    let items = list["items"].as_array().unwrap();
    let found = items.iter().find(|item| item["externalId"] == external_id);
    let id = found.unwrap_or_else(|| panic!("no {external_id} in {path}"))["id"].clone();
    read(app, &format!("/v1/{path}/{}", id.as_str().unwrap())).await
}

fn told(report: &Report) -> Vec<(&str, usize, &str, &str)> {
    let findings = report.findings.iter();
    findings
        .map(|one| (one.file.as_str(), one.row, one.column.as_str(), one.code.as_str()))
        .collect()
}

async fn hits(app: &TestApp, search: Value) -> Vec<String> {
    let answer = app.caller(Role::CareManager).post("/v1/services/search", search).await;
    let answer = answer.expect(200);
    answer.items().iter().map(|hit| hit["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_package_of_json_goes_in_whole_and_comes_out_with_its_ids() {
    on_both(|app| async move {
        let report = imported(&app, sample("hsds-3-json"), false).await;
        assert_eq!(report.format, "hsds_3_json");
        assert_eq!(told(&report), []);
        assert!(
            report
                .records
                .values()
                .all(|counts| *counts == Counts { created: 1, ..Counts::default() })
        );
        assert_eq!(report.records.len(), 6);
        let id = "5f1c3a52-0f0b-4c55-9d57-6a52d1a7b101";
        let shown = read(&app, &format!("/hsds/services/{id}")).await;
        assert_eq!(shown["name"], "Community supper");
        assert_eq!(shown["last_modified"], "2025-03-15T10:30:45.123Z");
        assert_eq!(shown["assured_date"], "2025-03-01");
        assert_eq!(shown["program"]["name"], "Open table");
        assert_eq!(shown["cost_options"][0]["amount"], 2.5);
        assert_eq!(shown["attributes"][0]["taxonomy_term"]["taxonomy_detail"]["name"], "Meals");
        let here = &shown["service_at_locations"][0];
        assert_eq!(here["id"], "5f1c3a52-0f0b-4c55-9d57-6a52d1a7b131");
        assert_eq!(here["location"]["addresses"][0]["postal_code"], "60622");
        assert_eq!(shown["organization"]["phones"][0]["extension"], 12);
        assert_eq!(shown["organization"]["phones"][0]["languages"][0]["code"], "pl");
        // Monday, 17:00 and 16:59 in Chicago.
        let open = json!({ "openAt": "2026-01-05T23:00:00Z", "postalCode": "60622" });
        assert_eq!(hits(&app, open).await, ["Community supper"]);
        let closed = json!({ "openAt": "2026-01-05T22:59:00Z" });
        assert_eq!(hits(&app, closed).await, Vec::<String>::new());
    });
}

#[test]
fn a_package_of_csv_goes_in_and_a_second_time_changes_nothing() {
    on_both(|app| async move {
        let before = imported(&app, sample("hsds-3-csv"), true).await;
        assert_eq!(read(&app, "/v1/services").await["items"], json!([]));
        let report = imported(&app, sample("hsds-3-csv"), false).await;
        assert_eq!(told(&report), []);
        // The dry run said what would be.
        assert_eq!(Report { dry_run: false, ..before }, report);
        let service = one(&app, "services", "svc-1").await;
        assert_eq!(service["source"], "sample");
        assert_eq!(service["fees"], "None");
        assert_eq!(service["languages"][0]["code"], "uk");
        assert_eq!(service["phones"][0]["languages"][0]["code"], "pl");
        assert_eq!(one(&app, "services", "svc-2").await["status"], "temporarily_closed");
        let term = one(&app, "taxonomy-terms", "term-1").await;
        let below = json!({ "taxonomyTermId": term["id"] });
        assert_eq!(hits(&app, below).await, ["Food boxes"]);
        let again = imported(&app, sample("hsds-3-csv"), false).await;
        assert!(again.records.values().all(|counts| counts.created + counts.updated == 0));
        assert_eq!(one(&app, "services", "svc-1").await, service);
    });
}

#[test]
fn what_changed_at_the_source_is_updated_and_what_is_known_here_stays() {
    on_both(|app| async move {
        imported(&app, sample("hsds-3-csv"), false).await;
        let folder = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(sample("hsds-3-csv")).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
        let service = one(&app, "services", "svc-1").await;
        let path = format!("/v1/services/{}", service["id"].as_str().unwrap());
        let seen = keeper(&app).get(&path).await.expect(200).etag();
        let ours = json!({ "needDomains": ["food-insecurity"] });
        keeper(&app).patch(&path, &seen, ours).await.expect(200);
        let services = fs::read_to_string(folder.path().join("services.csv")).unwrap();
        let services =
            services.replace("Food boxes", "Food bags").replace("temporarily closed", "active");
        fs::write(folder.path().join("services.csv"), services).unwrap();
        let report = imported(&app, folder.path().to_owned(), false).await;
        assert_eq!(report.records["services"], Counts { updated: 2, ..Counts::default() });
        assert_eq!(report.records["organizations"].unchanged, 1);
        let service = one(&app, "services", "svc-1").await;
        assert_eq!(service["name"], "Food bags");
        assert_eq!(service["needDomains"], json!(["food-insecurity"]));
        assert_eq!(hits(&app, json!({ "text": "bags" })).await, ["Food bags"]);
        let reopened = one(&app, "services", "svc-2").await;
        assert_eq!(reopened["status"], "active");
        let history = format!("/v1/services/{}/history", reopened["id"].as_str().unwrap());
        let history = read(&app, &history).await;
        assert_eq!(history["items"].as_array().unwrap().len(), 2);
        let again = imported(&app, folder.path().to_owned(), false).await;
        assert_eq!(again.records["services"], Counts { unchanged: 2, ..Counts::default() });
    });
}

#[test]
fn the_csv_of_hsds_1_is_read_with_its_hours_addresses_and_missing_organizations() {
    on_both(|app| async move {
        let report = imported(&app, sample("hsds-1-csv"), false).await;
        assert_eq!(report.format, "hsds_1_csv");
        assert_eq!(
            told(&report),
            [
                ("phones.csv", 3, "number", "required"),
                ("postal_addresses.csv", 2, "", "address_incomplete"),
                ("regular_schedules.csv", 6, "weekday", "weekday"),
                ("regular_schedules.csv", 7, "closes_at", "half_hours"),
                ("services.csv", 3, "organization_id", "organization_missing"),
                ("services_taxonomy.csv", 3, "taxonomy_term_id", "not_found"),
                ("services.csv", 4, "id", "required"),
            ]
        );
        let office = one(&app, "locations", "901").await;
        let hours = office["schedules"].as_array().unwrap();
        let hours: Vec<_> = hours.iter().map(|one| (&one["byday"], &one["opensAt"])).collect();
        assert_eq!(hours, [(&json!("MO,TU"), &json!("09:00")), (&json!("WE"), &json!("13:00"))]);
        assert_eq!(office["addresses"][0]["country"], "US");
        let legal = one(&app, "organizations", "701").await;
        assert_eq!(legal["name"], "HILLSIDE LEGAL AID");
        assert_eq!(legal["website"], "http://www.hillside.example.org");
        assert_eq!(legal["phones"][0]["number"], "312-555-0188");
        assert_eq!(legal["phones"][0]["extension"], "715");
        assert_eq!(legal["phones"][0]["languages"][1]["code"], "es");
        let mail = one(&app, "locations", "postal-address-of-701").await;
        assert_eq!(mail["description"], "Address: P.O. Box 12Chicago, IL, 60614, US");
        assert_eq!(one(&app, "services", "801").await["eligibilityDescription"], "Veterans");
        assert_eq!(one(&app, "organizations", "799").await["name"], "Organization 799");
        let monday = json!({ "openAt": "2026-01-05T16:00:00Z", "eligibility": "veteran" });
        assert_eq!(hits(&app, monday).await, ["Advice on debts"]);
        let again = imported(&app, sample("hsds-1-csv"), false).await;
        assert!(again.records.values().all(|counts| counts.created + counts.updated == 0));
    });
}

#[test]
fn messy_text_is_made_plain_and_what_is_at_fault_is_told_without_its_value() {
    on_both(|app| async move {
        let report = imported(&app, sample("messy"), false).await;
        assert_eq!(
            told(&report),
            [
                ("organizations.csv", 2, "email", "wrong_format"),
                ("organizations.csv", 2, "website", "wrong_format"),
                ("organizations.csv", 3, "id", "duplicate_id"),
                ("organizations.csv", 5, "year_incorporated", "wrong_type"),
                ("phones.csv", 3, "service_id", "belongs_to_nothing"),
                ("schedules.csv", 3, "freq", "not_in_list"),
                ("schedules.csv", 4, "", "required"),
                ("services.csv", 2, "minimum_age", "ages_reversed"),
                ("services.csv", 2, "status", "not_in_list"),
                ("services.csv", 4, "assured_date", "in_the_future"),
                ("services.csv", 5, "assured_date", "wrong_format"),
                ("organizations.csv", 4, "name", "required"),
                ("services.csv", 3, "organization_id", "not_found"),
            ]
        );
        let shown = serde_json::to_string(&report).unwrap();
        for value in ["not an address", "ask at the desk", "nineteen", "no phone"] {
            assert!(!shown.contains(value), "{value}");
        }
        let shelter = one(&app, "organizations", "m-1").await;
        assert_eq!(shelter["name"], "Café & Shelter");
        assert_eq!(shelter["description"], "Warm meals\n\nFor“all”");
        assert_eq!(shelter["phones"][0]["number"], "no phone");
        assert_eq!(one(&app, "organizations", "m-3").await["website"], "http://EXAMPLE.ORG/x");
        let beds = one(&app, "services", "ms-1").await;
        assert_eq!(beds["name"], "Beds – one night");
        assert_eq!(beds["description"], "income < 200%");
        assert_eq!(beds["schedules"][0]["byday"], "MO,WE");
        assert_eq!(beds["schedules"][0]["closesAt"], "17:00");
        assert_eq!(beds["schedules"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn an_import_leaves_a_record_of_the_same_id_that_is_not_of_its_source() {
    on_both(|app| async move {
        let id = "5f1c3a52-0f0b-4c55-9d57-6a52d1a7b001";
        let ours = json!({ "id": id, "name": "Ours" });
        keeper(&app).post("/v1/organizations", ours).await.expect(201);
        imported(&app, sample("hsds-3-json"), false).await;
        assert_eq!(read(&app, &format!("/v1/organizations/{id}")).await["name"], "Ours");
        let theirs = one(&app, "organizations", id).await;
        assert_eq!(theirs["name"], "Maple Grove Neighbours");
        assert_ne!(theirs["id"], id);
    });
}
