//! Clients: created once, found again, changed by one version at a time.

mod details;
mod duplicates;
mod identifiers;
mod lifecycle;
mod search;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Role, on_both};

pub fn rosa() -> Value {
    json!({
        "names": [
            { "use": "official", "given": "Rosa", "family": "Delgado" },
            { "use": "preferred", "given": "Rosie", "family": "Delgado" },
        ],
        "birthDate": "1948-03-14",
        "sexAtBirth": "female",
        "telecom": [{ "system": "phone", "value": "+15550100123", "okToText": true }],
        "languages": [{ "language": "es", "spoken": "native", "preferred": true }],
        "interpreterNeeded": true,
    })
}

#[test]
fn a_client_is_created_and_found_again() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let created = manager.post("/v1/clients", rosa()).await.expect(201);
        assert_eq!(created.etag(), "\"1\"");
        assert_eq!(
            created.header("location"),
            Some(format!("/v1/clients/{}", created.id()).as_str())
        );
        assert_eq!(created.body["displayName"], "Rosie Delgado");
        assert_eq!(created.body["createdAt"], "2026-01-05T09:00:00.000Z");

        let path = format!("/v1/clients/{}", created.id());
        let got = manager.get(&path).await.expect(200);
        assert_eq!(got.body, created.body);
        let unchanged =
            manager.send(reqwest::Method::GET, &path, &[("if-none-match", "\"1\"")], None).await;
        unchanged.expect(304);

        for search in [
            json!({ "name": "delg ros" }),
            json!({ "soundsLike": "Delgato" }),
            json!({ "birthDate": "1948-03-14" }),
            json!({ "phone": "+1 555 010-0123" }),
            json!({ "mrn": created.body["mrn"] }),
        ] {
            let found = manager.post("/v1/clients/search", search.clone()).await.expect(200);
            assert_eq!(found.items().len(), 1, "{search}");
        }
        let none =
            manager.post("/v1/clients/search", json!({ "name": "delg x" })).await.expect(200);
        assert!(none.items().is_empty());
    });
}

#[test]
fn the_same_person_is_not_created_twice_unless_someone_says_why() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let nobody = json!({ "names": rosa()["names"], "birthDate": "1948-03-14" });
        let matches = manager.post("/v1/clients/match", nobody.clone()).await.expect(200);
        assert_eq!(matches.body["candidates"], json!([]));

        let first = manager.post("/v1/clients", rosa()).await.expect(201);
        let refused = manager.post("/v1/clients", rosa()).await;
        let refused = refused.expect_problem(409, "client_possible_duplicate");
        assert_eq!(refused.body["candidates"][0]["clientId"], first.id());
        assert_eq!(refused.body["candidates"][0]["score"], 1.0);

        let mut twin = rosa();
        twin["duplicateOverride"] = json!({ "reason": "Her twin sister." });
        manager.post("/v1/clients", twin).await.expect(201);
        let matches = manager.post("/v1/clients/match", nobody).await.expect(200);
        assert_eq!(matches.body["candidates"].as_array().unwrap().len(), 2);
    });
}

#[test]
fn a_change_based_on_an_old_version_is_refused() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let created = manager.post("/v1/clients", rosa()).await.expect(201);
        let path = format!("/v1/clients/{}", created.id());
        let changed = manager.patch(&path, "\"1\"", json!({ "pronouns": "she/her" })).await;
        let changed = changed.expect(200);
        assert_eq!(changed.etag(), "\"2\"");
        let stale = manager.patch(&path, "\"1\"", json!({ "pronouns": "they/them" })).await;
        let stale = stale.expect_problem(412, "version_mismatch");
        assert_eq!(stale.etag(), "\"2\"");
        let blind = manager
            .send(reqwest::Method::PATCH, &path, &[], Some(json!({ "pronouns": "x" })))
            .await;
        blind.expect_problem(428, "precondition_required");
        manager.patch(&path, "2", json!({})).await.expect_problem(400, "malformed_if_match");
        // Proxies that compress an answer weaken its tag.
        manager.patch(&path, "W/\"2\"", json!({ "pronouns": "she" })).await.expect(200);
    });
}

#[test]
fn a_patch_keeps_what_is_null_in_json_and_clears_it_in_a_merge_patch() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let mut new = rosa();
        new["pronouns"] = json!("she/her");
        let created = manager.post("/v1/clients", new).await.expect(201);
        let path = format!("/v1/clients/{}", created.id());
        let kept = manager.patch(&path, "\"1\"", json!({ "pronouns": null })).await.expect(200);
        assert_eq!(kept.body["pronouns"], "she/her");
        assert_eq!(kept.etag(), "\"1\"");
        let merge = [("if-match", "\"1\""), ("content-type", "application/merge-patch+json")];
        let body = Some(json!({ "pronouns": null }));
        let cleared = manager.send(reqwest::Method::PATCH, &path, &merge, body).await.expect(200);
        assert!(cleared.body.get("pronouns").is_none());
        let again = json!({ "clearFields": ["birthDate"] });
        let cleared = manager.patch(&path, "\"2\"", again).await.expect(200);
        assert!(cleared.body.get("birthDate").is_none());
        let merge = [("if-match", "\"3\""), ("content-type", "application/merge-patch+json")];
        let body = Some(json!({ "names": null }));
        let refused = manager.send(reqwest::Method::PATCH, &path, &merge, body).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "#/clearFields/0");
    });
}

#[test]
fn bad_input_gets_a_pointer_and_no_echo() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let cases = [
            (json!({}), "#/names", "required"),
            (json!({ "names": "Jane Canary" }), "#/names", "wrong_type"),
            (
                json!({ "names": [{ "use": "official", "family": "A", "ssn": "Canary" }] }),
                "#/names/0/ssn",
                "unknown_field",
            ),
            (
                json!({ "names": [{ "use": "Canary", "family": "A" }] }),
                "#/names/0/use",
                "not_in_list",
            ),
            (
                json!({ "names": [{ "use": "official", "family": "\u{0000}Canary" }] }),
                "#/names/0/family",
                "nul_character",
            ),
            (
                json!({ "names": [{ "use": "alias", "family": "Canary" }] }),
                "#/names",
                "official_name",
            ),
            (
                json!({ "names": [{ "use": "official", "family": "A" }], "birthDate": "1948-02-30" }),
                "#/birthDate",
                "wrong_format",
            ),
            (
                json!({ "names": [{ "use": "official", "family": "A" }], "duplicateOverride": {} }),
                "#/duplicateOverride/reason",
                "required",
            ),
            (
                json!({ "names": [{ "use": "official", "family": "A" }], "birthDate": "0000-01-01" }),
                "#/birthDate",
                "wrong_format",
            ),
            (
                json!({ "names": [{ "use": "official", "family": "A" }], "birthDate": "2026-01-06" }),
                "#/birthDate",
                "in_the_future",
            ),
            (
                json!({ "names": [{ "use": "official", "family": "\u{200b}\u{202e} " }] }),
                "#/names/0/family",
                "blank_text",
            ),
            (
                json!({ "names": [{ "use": "official", "family": "A" }], "telecom": [{ "system": "phone", "value": "Canary" }] }),
                "#/telecom/0/value",
                "contact_point",
            ),
        ];
        for (body, pointer, code) in cases {
            let answer = manager.post("/v1/clients", body).await.expect(422);
            assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{:#}", answer.body);
            assert_eq!(answer.body["errors"][0]["code"], code);
            assert!(!answer.body.to_string().contains("Canary"));
        }
        let emoji = json!({ "names": [{ "use": "official", "family": "🦀 Ng" }] });
        let created = manager.post("/v1/clients", emoji).await.expect(201);
        assert_eq!(created.body["displayName"], "🦀 Ng");
    });
}

#[test]
fn another_agencys_client_and_an_unknown_one_answer_alike() {
    on_both(|app| async move {
        let created = app.caller(Role::CareManager).post("/v1/clients", rosa()).await.expect(201);
        let stranger = app.caller_of(&app.second, Role::CareManager);
        let foreign = stranger.get(&format!("/v1/clients/{}", created.id())).await;
        let unknown = stranger.get(&format!("/v1/clients/{}", Uuid::new_v4())).await;
        let (foreign, unknown) =
            (foreign.expect_problem(404, "not_found"), unknown.expect_problem(404, "not_found"));
        assert_eq!(foreign.body["detail"], unknown.body["detail"]);
        assert!(stranger.get("/v1/clients").await.expect(200).items().is_empty());
    });
}

#[test]
fn a_repeated_request_has_one_effect() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let key = [("idempotency-key", "a-key"), ("content-type", "application/json")];
        let post = reqwest::Method::POST;
        let send = async |body| manager.send(post.clone(), "/v1/clients", &key, Some(body)).await;
        let first = send(rosa()).await.expect(201);
        assert_eq!(first.header("idempotency-replayed"), None);
        let again = send(rosa()).await.expect(201);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.id(), first.id());
        let mut other = rosa();
        other["pronouns"] = json!("she");
        send(other).await.expect_problem(422, "idempotency_key_reused");

        let id = Uuid::new_v4();
        let offline = json!({ "id": id, "names": [{ "use": "official", "family": "Okafor" }] });
        manager.post("/v1/clients", offline.clone()).await.expect(201);
        let again = manager.post("/v1/clients", offline.clone()).await.expect(200);
        assert_eq!(again.id(), id.to_string());
        let mut changed = offline;
        changed["pronouns"] = json!("he");
        manager.post("/v1/clients", changed).await.expect_problem(409, "id_in_use");
    });
}

#[test]
fn an_inactive_client_can_be_reactivated_and_the_history_says_why() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let created = manager.post("/v1/clients", rosa()).await.expect(201);
        let path = format!("/v1/clients/{}", created.id());
        assert_eq!(created.body["allowedActions"], json!(["deactivate", "record_death"]));
        let reason = json!({ "reason": "Moved away." });
        let inactive =
            manager.act(&format!("{path}/deactivate"), "\"1\"", reason.clone()).await.expect(200);
        assert_eq!(inactive.body["status"], "inactive");
        let refused = manager.act(&format!("{path}/deactivate"), "\"2\"", reason.clone()).await;
        let refused = refused.expect_problem(409, "transition_not_allowed");
        assert_eq!(refused.body["allowedActions"], json!(["reactivate", "record_death"]));
        manager.act(&format!("{path}/reactivate"), "\"2\"", reason).await.expect(200);
        let history = manager.get(&format!("{path}/history?sort=createdAt")).await.expect(200);
        let moves: Vec<_> = history
            .items()
            .iter()
            .map(|entry| (entry["event"].as_str().unwrap(), entry["to"].as_str().unwrap()))
            .collect();
        assert_eq!(
            moves,
            [("create", "active"), ("deactivate", "inactive"), ("reactivate", "active")]
        );
        assert_eq!(history.items()[1]["reason"], "Moved away.");
    });
}

#[test]
fn a_list_is_walked_by_cursors_that_fit_one_list_only() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        for number in 0..5 {
            let family = format!("Family{}", ["E", "C", "A", "D", "B"][number]);
            let body = json!({ "names": [{ "use": "official", "family": family }] });
            manager.post("/v1/clients", body).await.expect(201);
        }
        let mut seen = Vec::new();
        let mut path = "/v1/clients?limit=2&sort=familyName&includeTotal=true".to_owned();
        loop {
            let page = manager.get(&path).await.expect(200);
            assert_eq!(page.body["total"], 5);
            seen.extend(page.items().iter().map(|item| item["displayName"].clone()));
            let Some(link) = page.header("link") else { break };
            let next = link.trim_start_matches('<').split('>').next().unwrap().to_owned();
            assert!(next.contains(page.body["nextCursor"].as_str().unwrap()));
            path = next;
        }
        assert_eq!(seen, ["FamilyA", "FamilyB", "FamilyC", "FamilyD", "FamilyE"]);

        let page = manager.get("/v1/clients?limit=2").await.expect(200);
        let cursor = page.body["nextCursor"].as_str().unwrap();
        let other = format!("/v1/clients?limit=2&status=active&cursor={cursor}");
        manager.get(&other).await.expect_problem(400, "cursor_mismatch");
        let foreign = app.caller_of(&app.second, Role::CareManager);
        let same = format!("/v1/clients?limit=2&cursor={cursor}");
        foreign.get(&same).await.expect_problem(400, "cursor_mismatch");
        app.clock.advance(chrono::TimeDelta::hours(25));
        let later = app.caller(Role::CareManager);
        later.get(&same).await.expect_problem(400, "cursor_expired");
        later.get("/v1/clients?limit=0").await.expect_problem(400, "invalid_query");
        later.get("/v1/clients?colour=red").await.expect_problem(400, "invalid_query");
        later.get("/v1/clients?sort=mrn").await.expect_problem(400, "invalid_query");
    });
}
