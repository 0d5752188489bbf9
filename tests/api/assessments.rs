//! Assessments: answers saved one by one, scored by the server, with flags that people answer.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clients::rosa,
    harness::{Answer, Caller, Role, TestApp, on_both},
};

async fn client(manager: &Caller) -> String {
    manager.post("/v1/clients", rosa()).await.expect(201).id()
}

fn screening(instrument: &str) -> Value {
    json!({
        "instrumentCode": instrument,
        "kind": "screening",
        "respondent": "client",
        "mode": "in_person",
    })
}

/// An assessment of the client that is in progress.
async fn begin(manager: &Caller, client: &str, instrument: &str) -> String {
    let path = format!("/v1/clients/{client}/assessments");
    manager.post(&path, screening(instrument)).await.expect(201).id()
}

const FREQUENCY: [&str; 4] =
    ["not_at_all", "several_days", "more_than_half_the_days", "nearly_every_day"];

async fn save(manager: &Caller, id: &str, link_id: &str, answer: Value) -> Answer {
    manager.put(&format!("/v1/assessments/{id}/answers/{link_id}"), answer).await
}

fn chosen(code: &str) -> Value {
    json!({ "valueType": "codes", "valueCodes": [code] })
}

/// Answers the first items with these points.
async fn answer(manager: &Caller, id: &str, prefix: &str, points: &[usize]) -> Answer {
    let mut last = None;
    for (place, points) in points.iter().enumerate() {
        let link_id = format!("{prefix}-{}", place + 1);
        let answer = chosen(FREQUENCY[*points]);
        last = Some(save(manager, id, &link_id, answer).await.expect(200));
    }
    last.unwrap()
}

async fn complete(manager: &Caller, saved: &Answer) -> Answer {
    let path = format!("/v1/assessments/{}/complete", saved.id());
    manager.act(&path, &saved.etag(), json!({})).await
}

fn score<'a>(assessment: &'a Value, scale: &str) -> &'a Value {
    let scores = assessment["scores"].as_array().unwrap();
    scores.iter().find(|score| score["scale"] == scale).unwrap()
}

#[test]
fn the_phq_9_gives_the_published_scores_bands_and_flags() {
    let vectors: [([usize; 9], i64, &str, bool); 5] = [
        ([0; 9], 0, "minimal", false),
        ([1, 1, 1, 1, 1, 0, 0, 0, 0], 5, "mild", false),
        ([1; 9], 9, "mild", true),
        ([2, 2, 2, 2, 2, 0, 0, 0, 0], 10, "moderate", false),
        ([3; 9], 27, "severe", true),
    ];
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        for (points, total, band, flagged) in vectors {
            let id = begin(&manager, &client, "phq-9").await;
            let saved = answer(&manager, &id, "phq9", &points).await;
            let done = complete(&manager, &saved).await.expect(200).body;
            assert_eq!(done["status"], "completed");
            let score = score(&done, "phq-9");
            assert_eq!(score["raw"], total);
            assert_eq!(score["max"], 27);
            assert_eq!(score["bandCode"], band);
            assert_eq!(score["complete"], true);
            let trace = score["trace"].as_array().unwrap();
            let given: Vec<_> = trace.iter().map(|point| point["points"].as_u64()).collect();
            assert_eq!(given, points.map(|points| Some(points as u64)));
            let flags = done["flags"].as_array().unwrap();
            assert_eq!(flags.len(), usize::from(flagged));
            assert!(flags.iter().all(|flag| flag["code"] == "SUICIDE_RISK_ITEM"));
        }
    });
}

#[test]
fn the_gad_7_and_the_short_screens_give_the_published_scores() {
    let vectors: [(&str, &str, &[usize], i64, &str); 8] = [
        ("gad-7", "gad7", &[3; 7], 21, "severe"),
        ("gad-7", "gad7", &[1; 7], 7, "mild"),
        ("gad-7", "gad7", &[0; 7], 0, "minimal"),
        ("gad-7", "gad7", &[2, 2, 2, 2, 2, 0, 0], 10, "moderate"),
        ("phq-2", "phq2", &[1, 1], 2, "negative"),
        ("phq-2", "phq2", &[1, 2], 3, "positive"),
        ("gad-2", "gad2", &[0, 2], 2, "negative"),
        ("gad-2", "gad2", &[3, 0], 3, "positive"),
    ];
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        for (instrument, prefix, points, total, band) in vectors {
            let id = begin(&manager, &client, instrument).await;
            let saved = answer(&manager, &id, prefix, points).await;
            let done = complete(&manager, &saved).await.expect(200).body;
            let score = score(&done, instrument);
            assert_eq!((&score["raw"], &score["bandCode"]), (&json!(total), &json!(band)));
        }
    });
}

#[test]
fn the_hunger_vital_sign_is_at_risk_when_either_statement_was_true() {
    let vectors = [
        ("never_true", "never_true", json!(0), json!("no_risk")),
        ("never_true", "sometimes_true", json!(1), json!("at_risk")),
        ("often_true", "unknown_or_refused", json!(1), json!("at_risk")),
        ("unknown_or_refused", "unknown_or_refused", Value::Null, Value::Null),
    ];
    on_both(|app| {
        let vectors = vectors.clone();
        async move {
            let manager = app.caller(Role::CareManager);
            let client = client(&manager).await;
            for (first, second, raw, band) in vectors {
                let id = begin(&manager, &client, "hunger-vital-sign").await;
                save(&manager, &id, "hvs-1", chosen(first)).await.expect(200);
                let saved = save(&manager, &id, "hvs-2", chosen(second)).await.expect(200);
                let done = complete(&manager, &saved).await.expect(200).body;
                let score = score(&done, "hunger-vital-sign");
                assert_eq!((&score["raw"], &score["bandCode"]), (&raw, &band));
            }
        }
    });
}

#[test]
fn a_declined_item_leaves_the_total_without_a_score() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let id = begin(&manager, &client, "phq-9").await;
        answer(&manager, &id, "phq9", &[1; 9]).await;
        let declined = json!({ "valueType": "declined" });
        let saved = save(&manager, &id, "phq9-7", declined).await.expect(200);
        let done = complete(&manager, &saved).await.expect(200).body;
        let total = score(&done, "phq-9");
        assert_eq!(total["complete"], false);
        assert!(total.get("raw").is_none() && total.get("bandCode").is_none());
        assert_eq!(total["trace"][6], json!({ "linkId": "phq9-7", "note": "declined" }));
        assert_eq!(score(&done, "phq-2")["raw"], 2, "its items are all there");
        assert_eq!(done["flags"].as_array().unwrap().len(), 1, "a flag needs only its own item");
    });
}

#[test]
fn answers_are_saved_one_by_one_and_may_be_sent_again_changed_and_taken_back() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let id = begin(&manager, &client, "phq-9").await;
        let first = save(&manager, &id, "phq9-1", chosen("several_days")).await.expect(200);
        assert_eq!(first.etag(), "\"2\"");
        assert_eq!(first.body["missingItems"].as_array().unwrap().len(), 8);

        app.clock.advance(chrono::TimeDelta::minutes(5));
        let again = save(&manager, &id, "phq9-1", chosen("several_days")).await.expect(200);
        assert_eq!(again.body, first.body, "the same answer changes nothing");

        let path = format!("/v1/assessments/{id}");
        let got = app.caller(Role::Clinician).get(&path).await.expect(200);
        assert_eq!(got.body["answers"], first.body["answers"]);
        assert_eq!(got.body["answers"][0]["valueCodes"], json!(["several_days"]));
        assert_eq!(got.body["answers"][0]["answeredAt"], "2026-01-05T09:00:00.000Z");

        let other = save(&manager, &id, "phq9-1", json!({ "valueType": "unknown" })).await;
        let other = other.expect(200);
        assert_eq!(other.etag(), "\"3\"");
        assert_eq!(other.body["answers"][0]["valueType"], "unknown");

        let answer = format!("{path}/answers/phq9-1");
        let taken_back = manager.send(Method::DELETE, &answer, &[], None).await.expect(200);
        assert_eq!(taken_back.etag(), "\"4\"");
        assert_eq!(taken_back.body["answers"], json!([]));
        let again = manager.send(Method::DELETE, &answer, &[], None).await.expect(200);
        assert_eq!(again.etag(), "\"4\"");
        let back = save(&manager, &id, "phq9-1", chosen("several_days")).await.expect(200);
        assert_eq!(back.etag(), "\"5\"");
        assert_eq!(back.body["answers"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn answers_that_are_saved_at_once_are_all_kept() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let id = begin(&manager, &client, "phq-9").await;
        let saving = (1..=9).map(|item| {
            let (manager, id) = (manager.clone(), id.clone());
            tokio::spawn(async move {
                let link_id = format!("phq9-{item}");
                save(&manager, &id, &link_id, chosen("not_at_all")).await.expect(200);
            })
        });
        for task in saving.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        let got = manager.get(&format!("/v1/assessments/{id}")).await.expect(200);
        assert_eq!(got.body["answers"].as_array().unwrap().len(), 9);
        assert_eq!(got.body["missingItems"], json!([]));
        assert_eq!(got.etag(), "\"10\"", "no update was lost");
    });
}

#[test]
fn an_answer_that_does_not_fit_its_item_is_refused_without_an_echo() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let id = begin(&manager, &client, "phq-9").await;
        let cases = [
            (chosen("canary"), "#/valueCodes", "not_in_list"),
            (
                json!({ "valueType": "codes", "valueCodes": ["several_days", "not_at_all"] }),
                "#/valueType",
                "wrong_type",
            ),
            (json!({ "valueType": "text", "valueText": "canary" }), "#/valueType", "wrong_type"),
            (json!({ "valueType": "canary" }), "#/valueType", "not_in_list"),
            (json!({ "valueType": "codes" }), "#/valueCodes", "value_missing"),
            (
                json!({ "valueType": "declined", "valueText": "canary" }),
                "#/valueText",
                "value_not_named",
            ),
            (json!({ "valueType": "codes", "canary": 1 }), "#/canary", "unknown_field"),
            (
                json!({ "valueType": "integer", "valueInteger": 99_999_999_999_i64 }),
                "#/valueInteger",
                "out_of_range",
            ),
        ];
        for (body, pointer, code) in cases {
            let answer = save(&manager, &id, "phq9-1", body).await.expect(422);
            assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{:#}", answer.body);
            assert_eq!(answer.body["errors"][0]["code"], code, "{:#}", answer.body);
            if code != "unknown_field" {
                assert!(!answer.body.to_string().contains("canary"));
            }
        }
        let nowhere = save(&manager, &id, "phq9-11", chosen("not_at_all")).await;
        nowhere.expect_problem(404, "not_found");
        let got = manager.get(&format!("/v1/assessments/{id}")).await.expect(200);
        assert_eq!(got.etag(), "\"1\"");
    });
}

#[test]
fn an_assessment_is_not_completed_while_required_items_have_no_answer() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let id = begin(&manager, &client, "phq-9").await;
        let saved = answer(&manager, &id, "phq9", &[0; 7]).await;
        let refused = complete(&manager, &saved).await;
        let refused = refused.expect_problem(422, "assessment_incomplete");
        let pointers: Vec<_> =
            refused.body["errors"].as_array().unwrap().iter().map(|e| &e["pointer"]).collect();
        assert_eq!(pointers, ["#/answers/phq9-8", "#/answers/phq9-9"]);
        assert!(manager.get("/v1/tasks").await.expect(200).items().is_empty());
        let got = manager.get(&format!("/v1/assessments/{id}")).await.expect(200);
        assert_eq!((&got.body["status"], got.etag()), (&json!("in_progress"), saved.etag()));
    });
}

#[test]
fn completing_is_repeated_without_a_second_effect_and_then_nothing_changes_any_more() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let id = begin(&manager, &client, "phq-9").await;
        let saved = answer(&manager, &id, "phq9", &[1; 9]).await;
        let path = format!("/v1/assessments/{id}/complete");
        let tag = saved.etag();
        let headers = [("if-match", tag.as_str()), ("idempotency-key", "complete-1")];
        let send = async || manager.send(Method::POST, &path, &headers, Some(json!({}))).await;
        let first = send().await.expect(200);
        let again = send().await.expect(200);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.body, first.body);
        assert_eq!(again.body["flags"].as_array().unwrap().len(), 1);
        assert_eq!(manager.get("/v1/tasks").await.expect(200).items().len(), 1);

        let refused = complete(&manager, &first).await;
        refused.expect_problem(409, "transition_not_allowed");
        let late = save(&manager, &id, "phq9-1", chosen("not_at_all")).await;
        late.expect_problem(409, "assessment_not_in_progress");
        let answer = format!("/v1/assessments/{id}/answers/phq9-1");
        let late = manager.send(Method::DELETE, &answer, &[], None).await;
        late.expect_problem(409, "assessment_not_in_progress");
    });
}

#[test]
fn the_servers_score_counts_and_another_one_of_the_app_is_noted() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        for (raw, mismatch) in [(json!(9), false), (json!(8), true), (Value::Null, true)] {
            let id = begin(&manager, &client, "phq-9").await;
            let saved = answer(&manager, &id, "phq9", &[1; 9]).await;
            let body = json!({ "reportedScores": [{ "scale": "phq-9", "raw": raw }] });
            let path = format!("/v1/assessments/{id}/complete");
            let done = manager.act(&path, &saved.etag(), body).await.expect(200).body;
            assert_eq!(done["reportedScoreMismatch"], mismatch);
            assert_eq!(score(&done, "phq-9")["raw"], 9);
        }
        let id = begin(&manager, &client, "phq-9").await;
        let saved = answer(&manager, &id, "phq9", &[1; 9]).await;
        let body = json!({ "reportedScores": [{ "scale": "gad-7", "raw": 1 }] });
        let path = format!("/v1/assessments/{id}/complete");
        let refused = manager.act(&path, &saved.etag(), body).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "#/reportedScores/0/scale");
    });
}

#[test]
fn a_flag_has_a_time_to_be_acknowledged_by_and_a_late_reaction_stays_visible() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let id = begin(&manager, &client, "phq-9").await;
        let saved = answer(&manager, &id, "phq9", &[0, 0, 0, 0, 0, 0, 0, 0, 1]).await;
        let done = complete(&manager, &saved).await.expect(200);
        let flag = &done.body["flags"][0];
        assert_eq!(flag["severity"], "critical");
        assert_eq!(flag["linkId"], "phq9-9");
        assert_eq!(flag["raisedAt"], "2026-01-05T09:00:00.000Z");
        assert_eq!(flag["acknowledgeBy"], "2026-01-05T10:00:00.000Z");
        assert_eq!(flag["overdue"], false);
        assert_eq!(flag["allowedActions"], json!(["acknowledge"]));
        assert_eq!(score(&done.body, "phq-9")["raw"], 1, "whatever the total is");
        let tasks = format!("/v1/tasks?clientId={client}");
        let raised = manager.get(&tasks).await.expect(200);
        assert_eq!(raised.items().len(), 1);
        let task = &raised.items()[0];
        assert_eq!((&task["type"], &task["priority"]), (&json!("alert"), &json!("stat")));
        assert_eq!(task["dueAt"], flag["acknowledgeBy"]);
        assert_eq!(
            (&task["subjectKind"], &task["subjectId"]),
            (&json!("assessment_flag"), &flag["id"])
        );

        app.clock.advance(chrono::TimeDelta::minutes(61));
        let path = format!("/v1/assessments/{id}");
        let late = manager.get(&path).await.expect(200);
        assert_eq!(late.body["flags"][0]["overdue"], true);
        let flag_path = format!("{path}/flags/{}/acknowledge", flag["id"].as_str().unwrap());
        let outcome = json!({ "outcome": "Called her; a clinician sees her today." });
        let blind = manager.post(&flag_path, outcome.clone()).await;
        blind.expect_problem(428, "precondition_required");
        let unknown = format!("{path}/flags/{}/acknowledge", Uuid::new_v4());
        let unknown = manager.act(&unknown, &late.etag(), outcome.clone()).await;
        unknown.expect_problem(404, "not_found");
        let answered = manager.act(&flag_path, &late.etag(), outcome.clone()).await.expect(200);
        let flag = &answered.body["flags"][0];
        assert_eq!(flag["status"], "acknowledged");
        assert_eq!(flag["overdue"], true);
        assert_eq!(flag["acknowledgedAt"], "2026-01-05T10:01:00.000Z");
        assert_eq!(flag["outcome"], outcome["outcome"]);
        let closed = manager.get(&tasks).await.expect(200);
        assert_eq!(closed.items()[0]["status"], "completed", "what it asked for was done");
        let task = closed.items()[0]["id"].as_str().unwrap();
        let task = manager.get(&format!("/v1/tasks/{task}")).await.expect(200);
        assert_eq!(task.body["completionNote"], "The flag was acknowledged.");
        assert_eq!(task.body["evidenceId"], flag["id"]);
        let twice = manager.act(&flag_path, &answered.etag(), outcome).await;
        twice.expect_problem(409, "transition_not_allowed");
    });
}

#[test]
fn an_assessment_is_planned_started_stopped_and_reviewed_by_those_who_may() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let collection = format!("/v1/clients/{client}/assessments");
        let mut new = screening("gad-2");
        new["dueOn"] = json!("2026-02-01");
        let planned = manager.post(&collection, new.clone()).await.expect(201);
        assert_eq!(planned.body["status"], "planned");
        assert_eq!(planned.body["allowedActions"], json!(["start", "stop"]));
        assert!(planned.body.get("startedAt").is_none());
        let path = format!("/v1/assessments/{}", planned.id());
        assert_eq!(planned.header("location"), Some(path.as_str()));
        let early = save(&manager, &planned.id(), "gad2-1", chosen("not_at_all")).await;
        early.expect_problem(409, "assessment_not_in_progress");
        let started = manager.act_plainly(&format!("{path}/start"), &planned.etag()).await;
        let started = started.expect(200);
        assert_eq!(started.body["status"], "in_progress");
        let user = app.first.user(Role::CareManager).to_string();
        assert_eq!(started.body["interviewerId"], user);
        let saved = answer(&manager, &planned.id(), "gad2", &[1, 1]).await;
        let done = complete(&manager, &saved).await.expect(200);
        assert_eq!(done.body["allowedActions"], json!([]), "a care manager does not review");
        let review = json!({ "narrative": "Worry is within what she can carry." });
        let review_path = format!("{path}/review");
        let refused = manager.act(&review_path, &done.etag(), review.clone()).await;
        refused.expect(403);
        let clinician = app.caller(Role::Clinician);
        let reviewed = clinician.act(&review_path, &done.etag(), review).await.expect(200);
        assert_eq!(reviewed.body["status"], "reviewed");
        assert_eq!(reviewed.body["reviewedBy"], app.first.user(Role::Clinician).to_string());
        let history = manager.get(&format!("{path}/history?sort=createdAt")).await.expect(200);
        let events: Vec<_> = history.items().iter().map(|entry| &entry["event"]).collect();
        assert_eq!(events, ["create", "start", "complete", "review"]);

        new["start"] = json!(true);
        let begun = manager.post(&collection, new).await.expect(201);
        assert_eq!(begun.body["status"], "in_progress");
        let stop = format!("/v1/assessments/{}/stop", begun.id());
        let reason = json!({ "reason": "Too tired today." });
        let stopped = manager.act(&stop, &begun.etag(), reason).await.expect(200);
        assert_eq!(stopped.body["status"], "stopped");
        assert_eq!(stopped.body["stopReason"], "Too tired today.");
    });
}

#[test]
fn a_new_assessment_has_to_fit_the_client_and_the_instrument() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let path = format!("/v1/clients/{client}/assessments");
        let with = |field: &str, value: Value| {
            let mut new = screening("phq-9");
            new[field] = value;
            new
        };
        for (body, pointer, code) in [
            (with("instrumentCode", json!("canary")), "#/instrumentCode", "not_found"),
            (with("instrumentVersion", json!("99")), "#/instrumentVersion", "not_found"),
            (with("respondent", json!("proxy")), "#/respondent", "not_allowed"),
            (with("language", json!("can ary")), "#/language", "language_tag"),
            (with("start", json!(false)), "#/dueOn", "due_on"),
            (with("mode", json!("canary")), "#/mode", "not_in_list"),
        ] {
            let refused = manager.post(&path, body).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{:#}", refused.body);
            assert_eq!(refused.body["errors"][0]["code"], code);
            assert!(!refused.body.to_string().contains("canary"));
        }
        let nobody = format!("/v1/clients/{}/assessments", Uuid::new_v4());
        let refused = manager.post(&nobody, screening("phq-9")).await;
        refused.expect_problem(404, "not_found");

        let offline = with("id", json!(Uuid::new_v4()));
        let created = manager.post(&path, offline.clone()).await.expect(201);
        let again = manager.post(&path, offline).await.expect(200);
        assert_eq!(again.body, created.body);

        let away = json!({ "reason": "Moved away." });
        let deactivate = format!("/v1/clients/{client}/deactivate");
        manager.act(&deactivate, "\"1\"", away).await.expect(200);
        let refused = manager.post(&path, screening("phq-9")).await;
        refused.expect_problem(409, "client_inactive");
    });
}

#[test]
fn the_results_suggest_problems_goals_and_interventions() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let id = begin(&manager, &client, "phq-9").await;
        let path = format!("/v1/assessments/{id}/suggestions");
        let saved = answer(&manager, &id, "phq9", &[2, 2, 2, 2, 1, 0, 0, 0, 1]).await;
        assert!(manager.get(&path).await.expect(200).items().is_empty());
        complete(&manager, &saved).await.expect(200);
        let suggested = manager.get(&path).await.expect(200);
        let codes: Vec<_> = suggested.items().iter().map(|item| &item["code"]).collect();
        assert_eq!(codes, ["thoughts-of-self-harm", "low-mood"]);
        for item in suggested.items() {
            assert!(item["problem"]["description"].is_string());
            assert!(!item["goals"].as_array().unwrap().is_empty());
            assert!(!item["interventions"].as_array().unwrap().is_empty());
        }

        let id = begin(&manager, &client, "hunger-vital-sign").await;
        save(&manager, &id, "hvs-1", chosen("often_true")).await.expect(200);
        let saved = save(&manager, &id, "hvs-2", chosen("never_true")).await.expect(200);
        complete(&manager, &saved).await.expect(200);
        let suggested = manager.get(&format!("/v1/assessments/{id}/suggestions")).await;
        let suggested = suggested.expect(200);
        assert_eq!(suggested.items()[0]["code"], "food-insecurity");
        assert_eq!(suggested.items()[0]["problem"]["codes"][0]["code"], "Z59.41");
    });
}

#[test]
fn scores_are_a_history_with_the_change_since_the_one_before() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        for points in [[2; 9], [1; 9], [0; 9]] {
            app.clock.advance(chrono::TimeDelta::days(1));
            let manager = app.caller(Role::CareManager);
            let id = begin(&manager, &client, "phq-9").await;
            let saved = answer(&manager, &id, "phq9", &points).await;
            complete(&manager, &saved).await.expect(200);
        }
        let manager = app.caller(Role::CareManager);
        let path = format!("/v1/clients/{client}/scores");
        let scores = manager.get(&format!("{path}?scale=phq-9")).await.expect(200);
        let shown: Vec<_> =
            scores.items().iter().map(|item| (&item["raw"], item.get("change"))).collect();
        let minus_nine = json!(-9);
        let expected =
            [(&json!(0), Some(&minus_nine)), (&json!(9), Some(&minus_nine)), (&json!(18), None)];
        assert_eq!(shown, expected);
        assert_eq!(scores.items()[0]["at"], "2026-01-08T09:00:00.000Z");
        assert_eq!(scores.items()[0]["bandCode"], "minimal");
        let all = manager.get(&path).await.expect(200);
        assert_eq!(all.items().len(), 6, "the PHQ-2 is within the PHQ-9");
        let page = manager.get(&format!("{path}?limit=1&scale=phq-9")).await.expect(200);
        assert_eq!(page.items()[0]["change"], -9, "also when the one before is on another page");
        let none = manager.get(&format!("{path}?instrumentCode=gad-7")).await.expect(200);
        assert!(none.items().is_empty());
    });
}

#[test]
fn lists_are_filtered_and_another_agency_sees_nothing() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let id = begin(&manager, &client, "phq-2").await;
        let mut planned = screening("gad-7");
        planned["dueOn"] = json!("2026-02-01");
        let collection = format!("/v1/clients/{client}/assessments");
        let planned = manager.post(&collection, planned).await.expect(201).id();

        let ids = |answer: Answer| {
            let items = answer.expect(200).items().to_vec();
            items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let list = async |query: &str| ids(manager.get(&format!("/v1/assessments{query}")).await);
        assert_eq!(list("").await, [planned.as_str(), id.as_str()]);
        assert_eq!(list("?status=in_progress,stopped").await, [id.as_str()]);
        assert_eq!(list("?instrumentCode=gad-7").await, [planned.as_str()]);
        assert_eq!(list("?dueBefore=2026-02-02").await, [planned.as_str()]);
        assert!(list("?dueBefore=2026-02-01").await.is_empty());
        assert_eq!(list(&format!("?clientId={client}&status=planned")).await, [planned.as_str()]);
        assert!(list(&format!("?clientId={}", Uuid::new_v4())).await.is_empty());
        let of_client = manager.get(&format!("{collection}?status=planned")).await;
        assert_eq!(ids(of_client), [planned]);

        let stranger = app.caller_of(&app.second, Role::CareManager);
        for path in [
            collection.clone(),
            format!("/v1/clients/{client}/scores"),
            format!("/v1/assessments/{id}"),
            format!("/v1/assessments/{id}/suggestions"),
            format!("/v1/assessments/{id}/history"),
        ] {
            stranger.get(&path).await.expect_problem(404, "not_found");
        }
        assert!(stranger.get("/v1/assessments").await.expect(200).items().is_empty());
        let foreign = save(&stranger, &id, "phq2-1", chosen("not_at_all")).await;
        foreign.expect_problem(404, "not_found");
        stranger.post(&collection, screening("phq-2")).await.expect_problem(404, "not_found");
    });
}

#[test]
fn a_list_of_assessments_shows_what_came_of_them_and_no_answers() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let id = begin(&manager, &client, "phq-9").await;
        let saved = answer(&manager, &id, "phq9", &[1, 1, 1, 1, 1, 1, 1, 1, 1]).await;
        let done = complete(&manager, &saved).await.expect(200);
        let lists = [format!("/v1/clients/{client}/assessments"), "/v1/assessments".to_owned()];
        for path in &lists {
            let list = manager.get(path).await.expect(200);
            let outline = list.items()[0].as_object().unwrap();
            for absent in ["answers", "flags", "missingItems", "reviewNarrative"] {
                assert!(!outline.contains_key(absent), "{absent}");
            }
            assert_eq!(outline["scores"][0]["raw"], 9);
            assert_eq!(outline["scores"][0]["bandCode"], "mild");
            assert!(outline["scores"][0].get("trace").is_none());
            assert_eq!(outline["openFlags"], 1);
            assert_eq!(outline["version"], done.body["version"]);
            assert!(!list.body.to_string().contains("several_days"));
        }
        let flag = done.body["flags"][0]["id"].as_str().unwrap();
        let path = format!("/v1/assessments/{id}/flags/{flag}/acknowledge");
        let outcome = json!({ "outcome": "Seen today." });
        manager.act(&path, &done.etag(), outcome).await.expect(200);
        let list = manager.get(&lists[0]).await.expect(200);
        assert_eq!(list.items()[0]["openFlags"], 0);
    });
}

#[test]
fn instruments_are_served_with_their_licence_items_and_bands() {
    on_both(|app: TestApp| async move {
        let worker = app.caller(Role::TeamMember);
        let list = worker.get("/v1/instruments").await.expect(200);
        let codes: Vec<_> = list.items().iter().map(|item| &item["code"]).collect();
        assert_eq!(codes, ["gad-2", "gad-7", "hunger-vital-sign", "phq-2", "phq-9"]);
        let phq = worker.get("/v1/instruments/phq-9").await.expect(200).body;
        assert_eq!(phq["loincPanel"], "44249-1");
        assert_eq!(phq["licence"]["status"], "free_no_permission");
        // LOINC's licence asks for its notice wherever its codes are.
        for shown in list.items().iter().chain([&phq]) {
            let notice = shown["loincNotice"].as_str().unwrap();
            assert!(notice.contains("Regenstrief Institute"), "{notice}");
            assert!(!notice.contains("  "), "{notice}");
        }
        assert_eq!(phq["items"].as_array().unwrap().len(), 10);
        assert_eq!(phq["items"][0]["options"][1]["loincAnswer"], "LA6569-3");
        assert_eq!(phq["scales"][0]["method"], "sum");
        assert_eq!(phq["scales"][0]["bands"][1]["label"], "Mild");
        assert_eq!(phq["flags"][0]["code"], "SUICIDE_RISK_ITEM");
        worker.get("/v1/instruments/phq-9?version=1").await.expect(200);
        worker.get("/v1/instruments/phq-9?version=99").await.expect_problem(404, "not_found");
        worker.get("/v1/instruments/canary").await.expect_problem(404, "not_found");
        worker.get("/v1/instruments/phq-9?limit=1").await.expect_problem(400, "invalid_query");
    });
}
