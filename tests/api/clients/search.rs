//! Clients are found by what is known of them, the nearest first, page by page.

use serde_json::{Value, json};

use crate::harness::{Caller, Role, on_both};

async fn take_in(caller: &Caller, given: &str, family: &str, birth: &str) -> String {
    let body = json!({
        "names": [{ "use": "official", "given": given, "family": family }],
        "birthDate": birth,
    });
    caller.post("/v1/clients", body).await.expect(201).id()
}

async fn names_found(caller: &Caller, search: Value) -> Vec<String> {
    let found = caller.post("/v1/clients/search", search).await.expect(200);
    let names = found.items().iter().map(|item| item["displayName"].as_str().unwrap().to_owned());
    names.collect()
}

#[test]
fn the_nearest_name_comes_first_and_each_client_once() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        take_in(&manager, "Rosalind", "Hart", "1950-01-01").await;
        take_in(&manager, "Rosa", "Rosales", "1951-01-01").await;
        take_in(&manager, "Ros", "Abel", "1952-01-01").await;
        take_in(&manager, "Ana", "Prosa", "1953-01-01").await;
        let found = names_found(&manager, json!({ "name": "ros" })).await;
        assert_eq!(found, ["Ros Abel", "Rosa Rosales", "Rosalind Hart"]);
        let found = names_found(&manager, json!({ "name": "Rosal ROSA" })).await;
        assert_eq!(found, ["Rosa Rosales", "Rosalind Hart"]);
        for (name, wanted) in [("rosal hart", 1), ("har ros", 1), ("hart ana", 0), ("r h", 1)] {
            let found = names_found(&manager, json!({ "name": name })).await;
            assert_eq!(found.len(), wanted, "{name}: {found:?}");
        }
    });
}

#[test]
fn all_that_is_given_must_fit() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        take_in(&manager, "Anna", "Schmidt", "1960-05-05").await;
        take_in(&manager, "Anna", "Smith", "1960-05-05").await;
        take_in(&manager, "Bert", "Schmitt", "1961-06-06").await;
        let both = ["Anna Schmidt", "Bert Schmitt"];
        assert_eq!(names_found(&manager, json!({ "name": "schm" })).await, both);
        let mut sounding = names_found(&manager, json!({ "soundsLike": "Schmid" })).await;
        sounding.sort();
        assert_eq!(sounding, ["Anna Schmidt", "Anna Smith", "Bert Schmitt"]);
        for (search, wanted) in [
            (json!({ "soundsLike": "Schmid", "name": "anna" }), 2),
            (json!({ "soundsLike": "Schmid", "birthDate": "1961-06-06" }), 1),
            (json!({ "name": "anna", "birthDate": "1960-05-05" }), 2),
            (json!({ "name": "anna schmidt", "birthDate": "1960-05-05" }), 1),
            (json!({ "name": "anna", "birthDate": "1961-06-06" }), 0),
            (json!({ "name": "anna", "status": ["inactive"] }), 0),
            (json!({ "name": "anna", "status": ["active", "inactive"] }), 2),
        ] {
            assert_eq!(names_found(&manager, search.clone()).await.len(), wanted, "{search}");
        }
    });
}

#[test]
fn a_search_is_walked_page_by_page_and_a_cursor_fits_one_search_only() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        for (given, year) in [("Ada", 1950), ("Bea", 1951), ("Cem", 1952), ("Dov", 1953)] {
            for family in ["Lindner", "Lindgren", "Lind"] {
                let day = family.len();
                take_in(&manager, given, family, &format!("{year}-03-{day:02}")).await;
            }
        }
        let whole = names_found(&manager, json!({ "name": "lind" })).await;
        assert_eq!(whole.len(), 12);
        assert!(whole[..4].iter().all(|name| name.ends_with("Lind")), "{whole:?}");
        let mut walked = Vec::new();
        let mut search = json!({ "name": "lind", "limit": 5 });
        loop {
            let page = manager.post("/v1/clients/search", search.clone()).await.expect(200);
            walked.extend(
                page.items().iter().map(|item| item["displayName"].as_str().unwrap().to_owned()),
            );
            let Some(next) = page.body.get("nextCursor") else { break };
            search["cursor"] = next.clone();
        }
        assert_eq!(walked, whole);
        search["name"] = json!("lindg");
        let other = manager.post("/v1/clients/search", search).await;
        other.expect_problem(400, "cursor_mismatch");
    });
}

#[test]
fn what_cannot_be_looked_for_is_refused() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        for (search, pointer, code) in [
            (json!({}), "#", "nothing_to_search"),
            (json!({ "status": ["active"] }), "#", "nothing_to_search"),
            (json!({ "name": "🦀" }), "#/name", "blank_name"),
            (json!({ "soundsLike": "!?" }), "#/soundsLike", "blank_name"),
            (json!({ "phone": "none" }), "#/phone", "contact_point"),
            (json!({ "identifier": { "value": "--" } }), "#/identifier/value", "identifier_form"),
        ] {
            let refused = manager.post("/v1/clients/search", search).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer);
            assert_eq!(refused.body["errors"][0]["code"], code);
        }
    });
}
