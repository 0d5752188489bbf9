//! Instruments of an agency's own: drafted, validated, published, taken, retired.

use uuid::Uuid;

use super::*;
use crate::harness::{Role, on_both};

const OWN: &str = "/v1/agency-instruments";

fn definition() -> Value {
    let item = |link_id: &str, english: &str, spanish: &str| {
        json!({
            "linkId": link_id, "text": { "en": english, "es": spanish }, "type": "choice",
            "required": true, "scored": true,
            "options": [
                { "code": "never", "label": { "en": "Never", "es": "Nunca" }, "score": 0 },
                { "code": "often", "label": { "en": "Often", "es": "Seguido" }, "score": 3 },
            ],
        })
    };
    json!({
        "licence": {
            "status": "free_no_permission", "text": "Our own words.",
            "source": "https://lakeside.example/instruments", "checkedOn": "2026-01-05",
        },
        "languages": ["en", "es"],
        "respondents": ["client", "staff"],
        "minIntervalDays": 14,
        "items": [
            item("empty", "How often is the pantry empty?", "¿Cada cuánto está vacía la despensa?"),
            item("full", "How often is there enough?", "¿Cada cuánto alcanza?"),
        ],
        "scales": [{
            "code": "pantry-check", "method": "sum", "items": ["empty", "full"],
            "reverseItems": ["full"], "missingRule": "prorate", "maxMissing": 1,
            "bands": [
                { "code": "fine", "label": "Fine", "min": 0, "max": 2 },
                { "code": "bare", "label": "Bare", "min": 3, "max": 6 },
            ],
            "reliableChange": { "points": 3, "better": "lower", "source": "Our own study of 2025" },
        }],
        "flags": [{
            "code": "EMPTY_PANTRY", "severity": "urgent", "linkId": "empty",
            "comparator": "at_least", "value": 3, "acknowledgeWithinMinutes": 1440,
            "label": "The pantry is often empty",
        }],
        "suggestions": [{
            "code": "food", "scale": "pantry-check", "bandIn": ["bare"],
            "problem": { "kind": "social_need", "description": "The pantry is often bare." },
            "goals": [{
                "description": "Enough at home", "domain": "food",
                "clientWordsPrompt": "What would you cook?",
            }],
            "interventions": [{
                "kind": "referral", "description": "Ask a pantry", "needDomain": "food-insecurity",
            }],
        }],
    })
}

fn pantry(definition: impl Into<Value>) -> Value {
    json!({ "code": "pantry-check", "title": "Pantry check", "definition": definition.into() })
}

async fn act(caller: &Caller, of: &Answer, action: &str, body: Option<Value>) -> Answer {
    let etag = of.etag();
    let headers = [("if-match", etag.as_str())];
    let path = format!("{OWN}/{}/{action}", of.id());
    caller.send(reqwest::Method::POST, &path, &headers, body).await
}

async fn published(supervisor: &Caller, definition: Value) -> Answer {
    let draft = supervisor.post(OWN, pantry(definition)).await.expect(201);
    act(supervisor, &draft, "publish", None).await.expect(200)
}

fn retirement() -> Value {
    json!({ "reason": "The program has ended." })
}

#[test]
fn an_agencys_instrument_is_drafted_published_and_taken_like_any_other() {
    on_both(|app| async move {
        let supervisor = app.caller(Role::Supervisor);
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let draft = supervisor.post(OWN, pantry(definition())).await.expect(201);
        assert_eq!(draft.body["status"], "draft");
        assert_eq!(draft.body["instrumentVersion"], "1");
        assert_eq!(draft.body["definition"]["scales"][0]["maxMissing"], 1);
        let collection = format!("/v1/clients/{client}/assessments");
        let early = manager.post(&collection, screening("pantry-check")).await.expect(422);
        assert_eq!(early.body["errors"][0]["pointer"], "#/instrumentCode");
        let hidden = manager.get("/v1/instruments/pantry-check").await;
        hidden.expect_problem(404, "not_found");
        let live = act(&supervisor, &draft, "publish", None).await.expect(200);
        assert_eq!(live.body["status"], "published");
        assert_eq!(live.body["publishedAt"], "2026-01-05T09:00:00.000Z");

        let shown = manager.get("/v1/instruments/pantry-check").await.expect(200).body;
        assert_eq!((&shown["origin"], &shown["wording"]), (&json!("agency"), &json!("available")));
        assert_eq!(shown["minIntervalDays"], 14);
        assert_eq!(shown["scales"][0]["reverseItems"], json!(["full"]));
        let id = begin(&manager, &client, "pantry-check").await;
        save(&manager, &id, "empty", chosen("often")).await.expect(200);
        let saved = save(&manager, &id, "full", chosen("never")).await.expect(200);
        let done = complete(&manager, &saved).await.expect(200);
        assert_eq!(done.body["instrumentTitle"], "Pantry check");
        assert_eq!(score(&done.body, "pantry-check")["raw"], 6);
        assert_eq!(score(&done.body, "pantry-check")["bandCode"], "bare");
        assert_eq!(score(&done.body, "pantry-check")["trace"][1]["note"], "reversed");
        assert_eq!(done.body["flags"][0]["code"], "EMPTY_PANTRY");
        let suggested = manager.get(&format!("/v1/assessments/{id}/suggestions")).await.expect(200);
        assert_eq!(suggested.items()[0]["code"], "food");
        let scores = manager.get(&format!("/v1/clients/{client}/scores")).await.expect(200);
        assert_eq!(scores.items()[0]["reliableChange"]["source"], "Our own study of 2025");
        let drawn = manager.get(&format!("/v1/clients/{client}/scores.svg")).await.expect(200);
        assert!(drawn.body.as_str().unwrap().contains("Pantry check"));
        let form = manager.get(&format!("/v1/assessments/{id}/form")).await.expect(200);
        assert_eq!(form.body["items"][0]["options"][1]["label"], "Often");
    });
}

#[test]
fn another_agency_sees_nothing_of_it_and_may_have_one_of_the_same_code() {
    on_both(|app| async move {
        let live = published(&app.caller(Role::Supervisor), definition()).await;
        let stranger = app.caller_of(&app.second, Role::Supervisor);
        let path = format!("{OWN}/{}", live.id());
        for path in [path.as_str(), "/v1/instruments/pantry-check"] {
            stranger.get(path).await.expect_problem(404, "not_found");
        }
        assert!(stranger.get(OWN).await.expect(200).items().is_empty());
        let listed = stranger.get("/v1/instruments").await.expect(200);
        assert!(!listed.items().iter().any(|one| one["code"] == "pantry-check"));
        let client = client(&stranger).await;
        let path = format!("/v1/clients/{client}/assessments");
        let refused = stranger.post(&path, screening("pantry-check")).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "#/instrumentCode");
        published(&stranger, definition()).await;
    });
}

#[test]
fn every_fault_of_a_draft_is_listed_by_its_place_and_keeps_it_from_being_published() {
    on_both(|app| async move {
        let supervisor = app.caller(Role::Supervisor);
        let mut faulty = definition();
        faulty["licence"] = Value::Null;
        faulty["scales"][0]["maxMissing"] = Value::Null;
        let draft = supervisor.post(OWN, pantry(faulty)).await.expect(201);
        let validate = format!("{OWN}/{}/validate", draft.id());
        let told = supervisor.send(reqwest::Method::POST, &validate, &[], None).await.expect(200);
        assert_eq!(told.body["valid"], false);
        let pointers = |answer: &Answer, list: &str| -> Vec<String> {
            let faults = answer.body[list].as_array().unwrap().iter();
            faults.map(|one| one["pointer"].as_str().unwrap().to_owned()).collect()
        };
        let expected = ["#/definition/scales/0/maxMissing", "#/definition/licence"];
        assert_eq!(pointers(&told, "faults"), expected);
        let refused = act(&supervisor, &draft, "publish", None).await;
        let refused = refused.expect_problem(422, "instrument_invalid");
        assert_eq!(pointers(&refused, "errors"), expected);

        let mut gap = definition();
        gap["scales"][0]["bands"][1]["min"] = json!(4);
        gap["items"][1]["text"] = json!({ "en": "How often is there enough?" });
        gap["flags"][0]["linkId"] = json!("canary");
        let path = format!("{OWN}/{}", draft.id());
        let changed = supervisor.patch(&path, &draft.etag(), json!({ "definition": gap })).await;
        let changed = changed.expect(200);
        let told = supervisor.send(reqwest::Method::POST, &validate, &[], None).await.expect(200);
        assert_eq!(
            pointers(&told, "faults"),
            [
                "#/definition/items/1/text",
                "#/definition/scales/0/bands",
                "#/definition/flags/0/linkId"
            ]
        );
        assert!(!told.body.to_string().contains("canary"));
        let right = json!({ "definition": definition(), "title": "Pantry check at home" });
        let right = supervisor.patch(&path, &changed.etag(), right).await.expect(200);
        let told = supervisor.send(reqwest::Method::POST, &validate, &[], None).await.expect(200);
        assert_eq!(told.body, json!({ "valid": true, "faults": [] }));
        let live = act(&supervisor, &right, "publish", None).await.expect(200);
        assert_eq!(live.body["title"], "Pantry check at home");
    });
}

#[test]
fn a_published_version_does_not_change_and_the_next_one_takes_its_place() {
    on_both(|app| async move {
        let supervisor = app.caller(Role::Supervisor);
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let first = published(&supervisor, definition()).await;
        let path = format!("{OWN}/{}", first.id());
        let fixed = supervisor.patch(&path, &first.etag(), json!({ "title": "Other" })).await;
        fixed.expect_problem(409, "instrument_not_draft");
        let id = begin(&manager, &client, "pantry-check").await;

        let draft = act(&supervisor, &first, "revise", None).await.expect(201);
        assert_eq!(draft.body["instrumentVersion"], "2");
        assert_eq!(draft.body["definition"], first.body["definition"]);
        let second = act(&supervisor, &first, "revise", None).await;
        second.expect_problem(409, "instrument_has_draft");
        let of_draft = act(&supervisor, &draft, "revise", None).await;
        of_draft.expect_problem(409, "instrument_still_draft");
        let live = act(&supervisor, &draft, "publish", None).await.expect(200);
        let before = supervisor.get(&path).await.expect(200);
        assert_eq!(before.body["status"], "retired");
        let history = supervisor.get(&format!("{path}/history")).await.expect(200);
        let events: Vec<_> = history.items().iter().map(|one| &one["event"]).collect();
        assert_eq!(events, ["supersede", "publish", "create"]);

        save(&manager, &id, "empty", chosen("never")).await.expect(200);
        let saved = save(&manager, &id, "full", chosen("often")).await.expect(200);
        let done = complete(&manager, &saved).await.expect(200);
        assert_eq!(done.body["instrumentVersion"], "1", "it goes on with what it began with");
        let old = manager.get("/v1/instruments/pantry-check?version=1").await.expect(200);
        assert_eq!(old.body["version"], "1");
        let newest = manager.get("/v1/instruments/pantry-check").await.expect(200);
        assert_eq!(newest.body["version"], "2");
        let collection = format!("/v1/clients/{client}/assessments");
        let mut new = screening("pantry-check");
        new["instrumentVersion"] = json!("1");
        let refused = manager.post(&collection, new).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "#/instrumentVersion");

        let retired = act(&supervisor, &live, "retire", Some(retirement())).await.expect(200);
        assert_eq!(retired.body["retirementReason"], "The program has ended.");
        let gone = manager.post(&collection, screening("pantry-check")).await.expect(422);
        assert_eq!(gone.body["errors"][0]["pointer"], "#/instrumentCode");
        let list = supervisor.get(&format!("{OWN}?status=retired&code=pantry-check")).await;
        assert_eq!(list.expect(200).items().len(), 2);
    });
}

#[test]
fn from_each_state_of_an_instrument_each_action_leads_where_the_table_says() {
    on_both(|app| async move {
        let supervisor = app.caller(Role::Supervisor);
        for (place, state) in ["draft", "published", "retired"].into_iter().enumerate() {
            for action in ["publish", "retire"] {
                let mut new = pantry(definition());
                let code = format!("pantry-{place}-{action}");
                new["code"] = json!(code);
                new["definition"]["scales"][0]["code"] = json!("pantry");
                new["definition"]["suggestions"] = json!([]);
                let mut row = supervisor.post(OWN, new).await.expect(201);
                if state != "draft" {
                    row = act(&supervisor, &row, "publish", None).await.expect(200);
                }
                if state == "retired" {
                    row = act(&supervisor, &row, "retire", Some(retirement())).await.expect(200);
                }
                let to = match (state, action) {
                    ("draft", "publish") => Some("published"),
                    ("draft" | "published", "retire") => Some("retired"),
                    _ => None,
                };
                let offered = row.body["allowedActions"].as_array().unwrap();
                assert_eq!(offered.contains(&json!(action)), to.is_some(), "{state} {action}");
                let body = (action == "retire").then(retirement);
                let answer = act(&supervisor, &row, action, body).await;
                match to {
                    Some(to) => assert_eq!(answer.expect(200).body["status"], to),
                    None => {
                        answer.expect_problem(409, "transition_not_allowed");
                    }
                }
            }
        }
    });
}

#[test]
fn a_code_belongs_to_one_instrument_and_only_who_answers_for_the_agency_makes_one() {
    on_both(|app| async move {
        let supervisor = app.caller(Role::Supervisor);
        supervisor.post(OWN, pantry(json!({}))).await.expect(201);
        for code in ["phq-9", "pantry-check"] {
            let mut new = pantry(json!({}));
            new["code"] = json!(code);
            let refused = supervisor.post(OWN, new).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], "#/code");
            assert_eq!(refused.body["errors"][0]["code"], "in_use");
        }
        let mut new = pantry(json!({}));
        new["code"] = json!("Pantry check");
        let refused = supervisor.post(OWN, new).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "#/code");
        for role in [Role::CareManager, Role::Clinician, Role::Integration] {
            app.caller(role).post(OWN, pantry(json!({}))).await.expect(403);
        }
        let offline = json!({
            "id": Uuid::new_v4(), "code": "meal-check", "title": "Meals", "definition": {},
        });
        let created = app.caller(Role::Admin).post(OWN, offline.clone()).await.expect(201);
        let again = app.caller(Role::Admin).post(OWN, offline).await.expect(200);
        assert_eq!(again.body, created.body);
    });
}

#[test]
fn words_under_a_licence_that_is_not_free_need_an_attestation_before_they_are_published() {
    on_both(|app| async move {
        let supervisor = app.caller(Role::Supervisor);
        let mut licensed = definition();
        licensed["licence"]["status"] = json!("permission_required");
        let draft = supervisor.post(OWN, pantry(licensed)).await.expect(201);
        let refused = act(&supervisor, &draft, "publish", None).await;
        refused.expect_problem(403, "instrument_licence_required");
        let attest =
            json!({ "instrumentCode": "pantry-check", "reference": "Letter of the author" });
        let attested = supervisor.post("/v1/licence-attestations", attest).await.expect(201);
        act(&supervisor, &draft, "publish", None).await.expect(200);
        let shown = supervisor.get("/v1/instruments/pantry-check").await.expect(200);
        assert!(shown.body["items"][0]["text"]["en"].is_string());
        let revoke = format!("/v1/licence-attestations/{}/revoke", attested.id());
        let reason = json!({ "reason": "The author has died." });
        supervisor.act(&revoke, &attested.etag(), reason).await.expect(200);
        let kept = supervisor.get("/v1/instruments/pantry-check").await.expect(200);
        assert_eq!(kept.body["items"][0]["text"], json!({}));
    });
}

#[test]
fn two_assessments_lie_as_far_apart_as_the_instrument_says_unless_there_is_a_reason() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        published(&app.caller(Role::Supervisor), definition()).await;
        let id = begin(&manager, &client, "pantry-check").await;
        save(&manager, &id, "empty", chosen("never")).await.expect(200);
        let saved = save(&manager, &id, "full", chosen("often")).await.expect(200);
        complete(&manager, &saved).await.expect(200);

        let path = format!("/v1/clients/{client}/assessments");
        let with = |more: Value| {
            let mut new = screening("pantry-check");
            new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            new
        };
        let soon = manager.post(&path, with(json!({}))).await;
        let soon = soon.expect_problem(409, "assessment_too_soon");
        assert_eq!(soon.body["earliestOn"], "2026-01-19");
        let planned = manager.post(&path, with(json!({ "dueOn": "2026-01-18" }))).await;
        planned.expect_problem(409, "assessment_too_soon");
        let reason = json!({ "intervalOverrideReason": "She said that things got worse." });
        let sooner = manager.post(&path, with(reason.clone())).await.expect(201);
        assert_eq!(sooner.body["intervalOverrideReason"], "She said that things got worse.");

        let planned = manager.post(&path, with(json!({ "dueOn": "2026-01-19" }))).await.expect(201);
        let start = format!("/v1/assessments/{}/start", planned.id());
        let early = manager.act_plainly(&start, &planned.etag()).await;
        early.expect_problem(409, "assessment_too_soon");
        let record = format!("/v1/assessments/{}", planned.id());
        let allowed = manager.patch(&record, &planned.etag(), reason).await.expect(200);
        manager.act_plainly(&start, &allowed.etag()).await.expect(200);
    });
}
