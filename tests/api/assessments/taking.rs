//! Taking an assessment: planned, begun, answered one by one, completed.

use reqwest::Method;
use uuid::Uuid;

use super::*;
use crate::harness::{Role, on_both};

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
fn an_assessment_is_planned_started_stopped_and_reviewed_by_those_who_may() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let collection = format!("/v1/clients/{client}/assessments");
        let mut new = screening("gad-2");
        new["dueOn"] = json!("2026-02-01");
        let planned = manager.post(&collection, new.clone()).await.expect(201);
        assert_eq!(planned.body["status"], "planned");
        assert_eq!(planned.body["allowedActions"], json!(["start", "stop", "enter_in_error"]));
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
        let actions = json!(["amend", "enter_in_error"]);
        assert_eq!(done.body["allowedActions"], actions, "a care manager does not review");
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
            (with("interviewerId", json!(Uuid::new_v4())), "#/interviewerId", "not_found"),
            (with("startedAt", json!("2026-01-05T09:00:01Z")), "#/startedAt", "out_of_range"),
            (
                with(
                    "componentDates",
                    json!([{ "component": "caregivers", "date": "2026-01-06" }]),
                ),
                "#/componentDates/0/date",
                "out_of_range",
            ),
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
