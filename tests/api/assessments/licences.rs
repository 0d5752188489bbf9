//! Wording that is not free: codes and scoring for everyone, words for whom a licence has.

use reqwest::Method;

use super::*;
use crate::harness::{Role, on_both};

fn who_5_wording() -> Value {
    let codes = [
        "at_no_time",
        "some_of_the_time",
        "less_than_half_the_time",
        "more_than_half_the_time",
        "most_of_the_time",
        "all_of_the_time",
    ];
    let options: Vec<_> =
        codes.map(|code| json!({ "code": code, "label": format!("Words of {code}") })).into();
    let item = |item| json!({ "linkId": format!("who5-{item}"), "text": "Words of an item", "options": options });
    json!({ "items": (1..=5).map(item).collect::<Vec<_>>() })
}

fn attestation() -> Value {
    json!({ "instrumentCode": "who-5", "reference": "Letter of 2 March 2026" })
}

const WORDING: &str = "/v1/instruments/who-5/wordings/en";

#[test]
fn wording_that_is_not_free_is_served_only_while_the_agency_attests_that_it_may_use_it() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let admin = app.caller(Role::Admin);
        let client = client(&manager).await;
        let id = begin(&manager, &client, "who-5").await;
        let form = format!("/v1/assessments/{id}/form");

        let codes = manager.get("/v1/instruments/who-5").await.expect(200);
        assert_eq!(codes.body["wording"], "licence_required");
        assert_eq!(codes.body["items"][0]["text"], json!({}));
        assert_eq!(codes.body["items"][0]["options"][5]["score"], 5);
        assert_eq!(codes.body["scales"][0]["factor"], 4);
        for path in [WORDING, &form] {
            manager.get(path).await.expect_problem(403, "instrument_licence_required");
        }
        let early = admin.put(WORDING, who_5_wording()).await;
        early.expect_problem(403, "instrument_licence_required");

        let attested = admin.post("/v1/licence-attestations", attestation()).await.expect(201);
        assert_eq!(attested.body["createdBy"], app.first.user(Role::Admin).to_string());
        assert_eq!(attested.body["createdAt"], "2026-01-05T09:00:00.000Z");
        assert_eq!(attested.body["reference"], "Letter of 2 March 2026");
        let listed = manager.get("/v1/licence-attestations?status=active").await.expect(200);
        assert_eq!(listed.items()[0]["id"], attested.body["id"]);
        let without = manager.get("/v1/instruments/who-5").await.expect(200);
        assert_eq!(without.body["wording"], "not_loaded");
        let bare = manager.get(&form).await.expect(200);
        assert!(bare.body["items"][0].get("text").is_none(), "there are no words yet");

        let loaded = admin.put(WORDING, who_5_wording()).await.expect(200);
        assert_eq!(loaded.body["items"].as_array().unwrap().len(), 5);
        admin.put(WORDING, who_5_wording()).await.expect(200);
        let worded = manager.get(&form).await.expect(200);
        assert_eq!(worded.body["items"][0]["text"], "Words of an item");
        assert_eq!(worded.body["items"][0]["options"][0]["label"], "Words of at_no_time");
        let shown = manager.get("/v1/instruments/who-5").await.expect(200);
        assert_eq!(shown.body["wording"], "available");
        assert_eq!(shown.body["items"][0]["text"]["en"], "Words of an item");

        let stranger = app.caller_of(&app.second, Role::CareManager);
        stranger.get(WORDING).await.expect_problem(403, "instrument_licence_required");
        let theirs = stranger.get("/v1/instruments/who-5").await.expect(200);
        assert_eq!(theirs.body["items"][0]["text"], json!({}));

        let path = format!("/v1/licence-attestations/{}", attested.id());
        let reason = json!({ "reason": "The contract has ended." });
        let revoke = format!("{path}/revoke");
        let revoked = admin.act(&revoke, &attested.etag(), reason.clone()).await.expect(200);
        assert_eq!(revoked.body["status"], "revoked");
        assert_eq!(revoked.body["allowedActions"], json!([]));
        let twice = admin.act(&revoke, &revoked.etag(), reason).await;
        twice.expect_problem(409, "transition_not_allowed");
        for path in [WORDING, &form] {
            manager.get(path).await.expect_problem(403, "instrument_licence_required");
        }
        let kept = manager.get("/v1/instruments/who-5").await.expect(200);
        assert_eq!(kept.body["items"][0]["text"], json!({}));
        manager.get(&path).await.expect(200);
    });
}

#[test]
fn an_attestation_that_has_run_out_holds_no_more() {
    on_both(|app| async move {
        let admin = app.caller(Role::Admin);
        let mut new = attestation();
        new["validUntil"] = json!("2026-01-04");
        let past = admin.post("/v1/licence-attestations", new.clone()).await.expect(422);
        assert_eq!(past.body["errors"][0]["pointer"], "#/validUntil");
        new["validUntil"] = json!("2026-01-05");
        admin.post("/v1/licence-attestations", new).await.expect(201);
        admin.put(WORDING, who_5_wording()).await.expect(200);
        admin.get(WORDING).await.expect(200);
        // Midnight in Chicago.
        app.clock.set("2026-01-06T06:00:00Z");
        let admin = app.caller(Role::Admin);
        admin.get(WORDING).await.expect_problem(403, "instrument_licence_required");
    });
}

#[test]
fn only_what_needs_an_attestation_gets_one_and_only_from_those_who_answer_for_the_agency() {
    on_both(|app| async move {
        let supervisor = app.caller(Role::Supervisor);
        for (code, refusal) in [("phq-9", "not_needed"), ("canary", "not_found")] {
            let new = json!({ "instrumentCode": code, "reference": "A letter" });
            let refused = supervisor.post("/v1/licence-attestations", new).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], "#/instrumentCode");
            assert_eq!(refused.body["errors"][0]["code"], refusal);
        }
        for role in [Role::CareManager, Role::Clinician, Role::Integration] {
            let refused = app.caller(role).post("/v1/licence-attestations", attestation()).await;
            refused.expect(403);
        }
        let free = supervisor.put("/v1/instruments/phq-9/wordings/fr", who_5_wording()).await;
        free.expect_problem(409, "instrument_has_wording");
    });
}

#[test]
fn loaded_wording_has_every_item_and_option_once() {
    on_both(|app| async move {
        let admin = app.caller(Role::Admin);
        admin.post("/v1/licence-attestations", attestation()).await.expect(201);
        let wrong = |change: &dyn Fn(&mut Value)| {
            let mut body = who_5_wording();
            change(&mut body);
            body
        };
        for (body, pointer, code) in [
            (
                wrong(&|b| b["items"][1]["linkId"] = json!("who5-1")),
                "#/items/1/linkId",
                "duplicate_item",
            ),
            (
                wrong(&|b| b["items"][1]["linkId"] = json!("canary")),
                "#/items/1/linkId",
                "not_in_list",
            ),
            (
                wrong(&|b| b["items"][2]["options"] = json!([])),
                "#/items/2/options",
                "options_differ",
            ),
            (
                wrong(&|b| {
                    b["items"].as_array_mut().unwrap().pop();
                }),
                "#/items",
                "items_missing",
            ),
        ] {
            let refused = admin.put(WORDING, body).await.expect(422);
            let errors = refused.body["errors"].as_array().unwrap();
            assert!(
                errors.iter().any(|one| one["pointer"] == pointer && one["code"] == code),
                "{:#}",
                refused.body
            );
        }
    });
}

#[test]
fn the_ahc_hrsn_has_the_words_of_its_food_questions_and_a_result_for_each_area() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let shown = manager.get("/v1/instruments/ahc-hrsn").await.expect(200).body;
        let items = shown["items"].as_array().unwrap();
        let worded: Vec<_> = items
            .iter()
            .filter(|item| item["text"].get("en").is_some())
            .map(|item| &item["linkId"])
            .collect();
        assert_eq!(worded, ["hrsn-3", "hrsn-4"]);
        let id = begin(&manager, &client, "ahc-hrsn").await;
        let refused = manager.get(&format!("/v1/assessments/{id}/form")).await;
        refused.expect_problem(403, "instrument_licence_required");
        let several = json!({ "valueType": "codes", "valueCodes": ["mold", "pests"] });
        for (item, answer) in [
            (1, chosen("worried")),
            (2, several),
            (3, chosen("never_true")),
            (4, chosen("sometimes_true")),
            (5, chosen("no")),
            (6, chosen("no")),
            (7, chosen("sometimes")),
            (8, chosen("sometimes")),
            (9, chosen("sometimes")),
        ] {
            save(&manager, &id, &format!("hrsn-{item}"), answer).await.expect(200);
        }
        let saved = save(&manager, &id, "hrsn-10", chosen("rarely")).await.expect(200);
        let done = complete(&manager, &saved).await.expect(200);
        let bands: Vec<_> = done.body["scores"]
            .as_array()
            .unwrap()
            .iter()
            .map(|score| (score["scale"].as_str().unwrap(), score["bandCode"].as_str().unwrap()))
            .collect();
        assert_eq!(
            bands,
            [
                ("housing-instability", "at_risk"),
                ("inadequate-housing", "at_risk"),
                ("hunger-vital-sign", "at_risk"),
                ("transportation-insecurity", "no_risk"),
                ("utility-insecurity", "no_risk"),
                ("hits", "positive"),
            ]
        );
        assert_eq!(score(&done.body, "hits")["raw"], 11);
        let head = manager.send(Method::HEAD, "/v1/instruments/ahc-hrsn", &[], None).await;
        head.expect(200);
    });
}
