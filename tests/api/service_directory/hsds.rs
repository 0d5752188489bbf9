//! The directory as HSDS 3.0: names, shapes, pages.

use serde_json::{Value, json};

use super::{create, keeper, meals, oak_street, offered};
use crate::harness::on_both;

/// Members that HSDS demands, and their types.
const DEMANDED: [(&str, &[&str]); 6] = [
    ("organization", &["id", "name", "description"]),
    ("service", &["id", "name", "status"]),
    ("location", &["id", "location_type"]),
    ("phones", &["id", "number"]),
    ("taxonomy_term", &["id", "name", "description"]),
    (
        "addresses",
        &["id", "address_1", "city", "state_province", "postal_code", "country", "address_type"],
    ),
];

/// Every object has the demanded members, snake-case names, ids that are UUIDs and no nulls.
fn check(kind: &str, value: &Value) {
    match value {
        Value::Object(members) => {
            let demanded = DEMANDED.iter().find(|(name, _)| *name == kind);
            for name in demanded.map(|(_, names)| *names).unwrap_or_default() {
                assert!(members.contains_key(*name), "{kind} has no {name}: {value}");
            }
            for (name, member) in members {
                assert!(
                    name.chars().all(|c| c.is_ascii_lowercase() || "_1234".contains(c)),
                    "{name}"
                );
                if name == "id" {
                    member.as_str().unwrap().parse::<uuid::Uuid>().unwrap();
                }
                check(name, member);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| check(kind, item)),
        other => assert!(!other.is_null(), "{kind} is null"),
    }
}

#[test]
fn a_service_is_served_whole_in_the_words_of_hsds() {
    on_both(|app| async move {
        let [kitchen, service, place, offer] = offered(&app, meals(), oak_street()).await;
        let reader = keeper(&app);
        let shown = reader.get(&format!("/hsds/services/{}", service.id())).await.expect(200);
        check("service", &shown.body);
        assert_eq!(shown.body["organization"]["id"], kitchen.id());
        assert_eq!(shown.body["organization"]["phones"][0]["extension"], 204);
        assert_eq!(shown.body["schedules"][0]["opens_at"], "09:00");
        assert_eq!(shown.body["schedules"][0]["id"], service.body["schedules"][0]["id"]);
        let here = &shown.body["service_at_locations"][0];
        assert_eq!(here["id"], offer.id());
        assert_eq!(here["location"]["id"], place.id());
        assert_eq!(here["location"]["addresses"][0]["address_1"], "120 Oak Street");
        let need = &shown.body["attributes"][0]["taxonomy_term"];
        assert_eq!(need["code"], "food-insecurity");
        let path = format!("/hsds/taxonomy_terms/{}", need["id"].as_str().unwrap());
        assert_eq!(reader.get(&path).await.expect(200).body, *need);
        let there = reader.get(&format!("/hsds/service_at_locations/{}", offer.id())).await;
        let there = there.expect(200);
        check("service_at_location", &there.body);
        assert_eq!(there.body["service"]["organization"]["name"], "Harbor Community Kitchen");
        let who = reader.get(&format!("/hsds/organizations/{}", kitchen.id())).await.expect(200);
        check("organization", &who.body);
        let closed = format!("/v1/services/{}/close-temporarily", service.id());
        let reason = json!({ "reason": "Flood." });
        keeper(&app).act(&closed, &service.etag(), reason).await.expect(200);
        let shown = reader.get(&format!("/hsds/services/{}", service.id())).await.expect(200);
        assert_eq!(shown.body["status"], "temporarily closed");
    });
}

#[test]
fn lists_are_pages_by_number_and_are_narrowed() {
    on_both(|app| async move {
        for _ in 0..3 {
            offered(&app, meals(), oak_street()).await;
        }
        let reader = keeper(&app);
        let page = reader.get("/hsds/services?page=2&per_page=2").await.expect(200).body;
        let facts = json!({
            "total_items": 3, "total_pages": 2, "page_number": 2, "size": 1,
            "first_page": false, "last_page": true, "empty": false,
        });
        for (name, value) in facts.as_object().unwrap() {
            assert_eq!(page[name], *value, "{name}");
        }
        check("service", &page["contents"]);
        assert!(page["contents"][0].get("schedules").is_none(), "lists show what is one to one");
        let owner = page["contents"][0]["organization"]["id"].as_str().unwrap();
        for (path, count) in [
            (format!("services?organization_id={owner}&full=true"), 1),
            ("services?search=delivered%20meal".to_owned(), 3),
            ("services?search=housing".to_owned(), 0),
            ("services?modified_after=2026-02-01T00:00:00Z".to_owned(), 0),
            ("service_at_locations?postcode=60601".to_owned(), 3),
            ("service_at_locations?postcode=99".to_owned(), 0),
            (format!("service_at_locations?organization_id={owner}&full=true"), 1),
            ("organizations?search=harbor&full=true".to_owned(), 3),
            ("taxonomies".to_owned(), 1),
            ("taxonomy_terms".to_owned(), 24),
        ] {
            let answer = reader.get(&format!("/hsds/{path}")).await.expect(200).body;
            assert_eq!(answer["total_items"], count, "{path}");
            assert_eq!(answer["contents"].as_array().unwrap().len(), count, "{path}");
            check(path.split(['?', 's']).next().unwrap(), &answer["contents"]);
        }
    });
}

#[test]
fn terms_that_are_kept_follow_on_the_social_needs() {
    on_both(|app| async move {
        let taxonomy = json!({ "name": "Local terms", "description": "Ours.", "edition": "3" });
        let taxonomy = create(&app, "taxonomies", taxonomy).await;
        let term = json!({
            "taxonomyId": taxonomy.id(), "name": "Food", "description": "Food of any kind.",
        });
        let term = create(&app, "taxonomy-terms", term).await;
        let reader = keeper(&app);
        let page = reader.get("/hsds/taxonomy_terms?page=2&per_page=20").await.expect(200).body;
        assert_eq!(page["total_items"], 25);
        let contents = page["contents"].as_array().unwrap();
        assert_eq!(contents.len(), 5);
        check("taxonomy_term", &page["contents"]);
        assert_eq!(contents[4]["id"], term.id());
        assert_eq!(contents[4]["taxonomy_detail"]["version"], "3");
        let path = format!("/hsds/taxonomy_terms?taxonomy_id={}", taxonomy.id());
        assert_eq!(reader.get(&path).await.expect(200).body["total_items"], 1);
        let api = reader.get("/hsds/").await.expect(200).body;
        assert_eq!(api["version"], "3.0");
        let path = format!("/hsds/taxonomies/{}", taxonomy.id());
        assert_eq!(reader.get(&path).await.expect(200).body["name"], "Local terms");
    });
}
