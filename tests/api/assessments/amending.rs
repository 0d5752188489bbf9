//! Amendments: a corrected version that counts, beside the old one, which is kept.

use super::*;
use crate::harness::{Role, on_both};

fn correction(link_id: &str, code: &str) -> Value {
    json!({
        "reason": "Entered on the wrong line.",
        "answers": [{ "linkId": link_id, "answer": chosen(code) }],
    })
}

async fn completed(manager: &Caller, client: &str, points: &[usize]) -> Answer {
    let id = begin(manager, client, "phq-9").await;
    let saved = answer(manager, &id, "phq9", points).await;
    complete(manager, &saved).await.expect(200)
}

async fn amend(manager: &Caller, of: &Answer, body: Value) -> Answer {
    let path = format!("/v1/assessments/{}/amend", of.id());
    manager.act(&path, &of.etag(), body).await
}

#[test]
fn an_amendment_is_scored_anew_and_counts_instead_of_the_old_version_which_is_kept() {
    on_both(|app| async move {
        let client = client(&app.caller(Role::CareManager)).await;
        let manager = app.caller(Role::CareManager);
        let old = completed(&manager, &client, &[2, 2, 2, 2, 2, 0, 0, 0, 0]).await;
        app.clock.advance(chrono::TimeDelta::days(2));
        let clinician = app.caller(Role::Clinician);
        let review = format!("/v1/assessments/{}/review", old.id());
        let narrative = json!({ "narrative": "Moderate." });
        let old = clinician.act(&review, &old.etag(), narrative).await.expect(200);
        let new = amend(&clinician, &old, correction("phq9-5", "not_at_all")).await.expect(201);
        assert_ne!(new.id(), old.id());
        assert_eq!(new.header("location"), Some(format!("/v1/assessments/{}", new.id()).as_str()));
        assert_eq!(new.body["status"], "completed", "it is to be reviewed again");
        assert!(new.body.get("reviewNarrative").is_none());
        assert_eq!(new.body["supersedesId"], old.body["id"]);
        assert_eq!(new.body["amendmentReason"], "Entered on the wrong line.");
        assert_eq!(new.body["completedAt"], old.body["completedAt"], "it was taken when it was");
        assert_eq!(score(&new.body, "phq-9")["raw"], 8);
        assert_eq!(score(&new.body, "phq-9")["bandCode"], "mild");
        let manager_id = app.first.user(Role::CareManager).to_string();
        let answers = new.body["answers"].as_array().unwrap();
        let of = |link_id: &str| answers.iter().find(|one| one["linkId"] == link_id).unwrap();
        assert_eq!(of("phq9-1")["answeredBy"], manager_id);
        assert_eq!(of("phq9-1")["answeredAt"], "2026-01-05T09:00:00.000Z");
        assert_eq!(of("phq9-5")["answeredBy"], app.first.user(Role::Clinician).to_string());
        assert_eq!(of("phq9-5")["answeredAt"], "2026-01-07T09:00:00.000Z");

        let path = format!("/v1/assessments/{}", old.id());
        let kept = clinician.get(&path).await.expect(200);
        assert_eq!(kept.body["status"], "amended");
        assert_eq!(kept.body["supersededById"], new.body["id"]);
        assert_eq!(kept.body["reviewNarrative"], "Moderate.");
        assert_eq!(score(&kept.body, "phq-9")["raw"], 10);
        let history = clinician.get(&format!("{path}/history")).await.expect(200);
        assert_eq!(history.items()[0]["event"], "amend");
        assert_eq!(history.items()[0]["reason"], "Entered on the wrong line.");
        let suggested = clinician.get(&format!("{path}/suggestions")).await.expect(200);
        assert!(suggested.items().is_empty());

        let scores = clinician.get(&format!("/v1/clients/{client}/scores?scale=phq-9")).await;
        let scores = scores.expect(200);
        let raws: Vec<_> = scores.items().iter().map(|item| &item["raw"]).collect();
        assert_eq!(raws, [8]);
        assert_eq!(scores.items()[0]["at"], "2026-01-05T09:00:00.000Z");
    });
}

#[test]
fn an_amendment_in_error_lets_what_it_had_amended_count_again() {
    on_both(|app| async move {
        let supervisor = app.caller(Role::Supervisor);
        let client = client(&supervisor).await;
        let old = completed(&supervisor, &client, &[0, 0, 0, 0, 0, 0, 0, 0, 1]).await;
        let new = amend(&supervisor, &old, correction("phq9-9", "not_at_all")).await.expect(201);
        assert!(new.body["flags"].as_array().unwrap().is_empty());
        let path = format!("/v1/assessments/{}", old.id());
        let kept = supervisor.get(&path).await.expect(200);
        assert_eq!(kept.body["flags"][0]["status"], "withdrawn");
        let tasks = format!("/v1/tasks?clientId={client}");
        let cancelled = supervisor.get(&tasks).await.expect(200);
        assert_eq!(cancelled.items()[0]["status"], "cancelled");

        let error = format!("/v1/assessments/{}/enter-in-error", new.id());
        let reason = json!({ "reason": "The first version was right." });
        supervisor.act(&error, &new.etag(), reason).await.expect(200);
        let again = supervisor.get(&path).await.expect(200);
        assert_eq!(again.body["status"], "completed");
        assert!(again.body.get("supersededById").is_none());
        assert_eq!(again.body["flags"][0]["status"], "open");
        let raised = supervisor.get(&format!("{tasks}&status=ready")).await.expect(200);
        assert_eq!(raised.items().len(), 1, "somebody has to react again");
        let scores = supervisor.get(&format!("/v1/clients/{client}/scores?scale=phq-9")).await;
        assert_eq!(scores.expect(200).items()[0]["raw"], 1);
        let history = supervisor.get(&format!("{path}/history")).await.expect(200);
        assert_eq!(history.items()[0]["event"], "reinstate");
    });
}

#[test]
fn what_people_did_about_a_flag_holds_for_the_amended_version_and_so_does_the_time_they_have() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let tasks = format!("/v1/tasks?clientId={client}");
        let old = completed(&manager, &client, &[1, 0, 0, 0, 0, 0, 0, 0, 1]).await;
        app.clock.advance(chrono::TimeDelta::minutes(30));
        let second = amend(&manager, &old, correction("phq9-1", "not_at_all")).await.expect(201);
        let flag = &second.body["flags"][0];
        assert_eq!(flag["status"], "open");
        assert_eq!(flag["acknowledgeBy"], "2026-01-05T10:00:00.000Z", "it does not begin anew");
        assert_eq!(
            manager.get(&format!("{tasks}&status=ready")).await.expect(200).items().len(),
            1
        );
        let id = second.id();
        let path =
            format!("/v1/assessments/{id}/flags/{}/acknowledge", flag["id"].as_str().unwrap());
        let outcome = json!({ "outcome": "Seen today." });
        let seen = manager.act(&path, &second.etag(), outcome).await.expect(200);
        let third = amend(&manager, &seen, correction("phq9-2", "several_days")).await.expect(201);
        assert_eq!(third.body["flags"][0]["status"], "acknowledged");
        assert_eq!(third.body["flags"][0]["outcome"], "Seen today.");
        assert!(manager.get(&format!("{tasks}&status=ready")).await.expect(200).items().is_empty());
    });
}

#[test]
fn an_amendment_changes_something_and_fits_the_instrument() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let done = completed(&manager, &client, &[1; 9]).await;
        let withdrawn = |items: Value| json!({ "reason": "A slip.", "withdrawnItems": items });
        let twice = json!({
            "reason": "A slip.",
            "answers": [{ "linkId": "phq9-1", "answer": { "valueType": "declined" } }],
            "withdrawnItems": ["phq9-1"],
        });
        for (body, pointer, code) in [
            (json!({ "reason": "A slip." }), "#/answers", "nothing_changes"),
            (correction("phq9-1", "several_days"), "#/answers", "nothing_changes"),
            (correction("canary", "several_days"), "#/answers/0/linkId", "not_in_list"),
            (correction("phq9-1", "canary"), "#/answers/0/answer/valueCodes", "not_in_list"),
            (withdrawn(json!(["canary"])), "#/withdrawnItems/0", "not_in_list"),
            (withdrawn(json!(["phq9-1"])), "#/answers/phq9-1", "required"),
            (twice, "#/withdrawnItems/0", "duplicate_item"),
            (
                json!({ "reason": "A slip.", "answers": [
                    { "linkId": "phq9-1", "answer": { "valueType": "codes" } }] }),
                "#/answers/0/answer/valueCodes",
                "value_missing",
            ),
        ] {
            let refused = amend(&manager, &done, body).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{:#}", refused.body);
            assert_eq!(refused.body["errors"][0]["code"], code);
            assert!(!refused.body.to_string().contains("canary"));
        }
        let declined = json!({
            "reason": "She had not said anything to it.",
            "answers": [{ "linkId": "phq9-7", "answer": { "valueType": "declined" } }],
        });
        let amended = amend(&manager, &done, declined).await.expect(201);
        assert!(score(&amended.body, "phq-9").get("raw").is_none());
        let path = format!("/v1/assessments/{}/amend", done.id());
        let key = [("if-match", "\"1\""), ("idempotency-key", "amend-1")];
        let body = Some(correction("phq9-1", "not_at_all"));
        let stale = manager.send(reqwest::Method::POST, &path, &key, body).await;
        stale.expect_problem(412, "version_mismatch");
    });
}
