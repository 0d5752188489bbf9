//! Flags: a time to react by, the reaction, and the list of all that wait for one.

use uuid::Uuid;

use super::*;
use crate::harness::{Role, on_both};

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
fn flags_of_all_clients_are_listed_by_status_severity_and_whether_they_are_overdue() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let (rosa, other) = (client(&manager).await, {
            let ana =
                json!({ "names": [{ "use": "official", "given": "Ana", "family": "Kowalski" }] });
            manager.post("/v1/clients", ana).await.expect(201).id()
        });
        let critical = begin(&manager, &rosa, "phq-9").await;
        let saved = answer(&manager, &critical, "phq9", &[0, 0, 0, 0, 0, 0, 0, 0, 1]).await;
        let critical = complete(&manager, &saved).await.expect(200);
        let missed = begin(&manager, &other, "adherence-check").await;
        let days = json!({ "valueType": "integer", "valueInteger": 3 });
        save(&manager, &missed, "adherence-1", days).await.expect(200);
        let why = json!({ "valueType": "codes", "valueCodes": ["cost"] });
        let saved = save(&manager, &missed, "adherence-2", why).await.expect(200);
        complete(&manager, &saved).await.expect(200);

        let list = async |manager: &Caller, query: &str| {
            let found = manager.get(&format!("/v1/assessment-flags{query}")).await.expect(200);
            let codes = found.items().iter().map(|item| item["code"].as_str().unwrap().to_owned());
            codes.collect::<Vec<_>>()
        };
        let (suicide, doses) = ("SUICIDE_RISK_ITEM", "MISSED_DOSES");
        assert_eq!(list(&manager, "").await, [doses, suicide]);
        assert_eq!(list(&manager, "?severity=critical,urgent").await, [suicide]);
        assert_eq!(list(&manager, &format!("?clientId={other}")).await, [doses]);
        assert!(list(&manager, "?status=acknowledged").await.is_empty());
        assert!(list(&manager, "?overdue=true").await.is_empty());

        let all = manager.get("/v1/assessment-flags").await.expect(200);
        let flag = &all.items()[1];
        assert_eq!(flag["assessmentId"], critical.body["id"]);
        assert_eq!(flag["assessmentVersion"], critical.body["version"]);
        assert_eq!((&flag["clientId"], &flag["instrumentCode"]), (&json!(rosa), &json!("phq-9")));

        app.clock.advance(chrono::TimeDelta::minutes(61));
        assert_eq!(list(&manager, "?overdue=true").await, [suicide]);
        assert_eq!(list(&manager, "?status=open&overdue=true").await, [suicide]);
        assert_eq!(list(&manager, "?overdue=false").await, [doses]);
        let id = critical.id();
        let path =
            format!("/v1/assessments/{id}/flags/{}/acknowledge", flag["id"].as_str().unwrap());
        let outcome = json!({ "outcome": "Seen today." });
        manager.act(&path, &critical.etag(), outcome).await.expect(200);
        assert!(list(&manager, "?status=open&overdue=true").await.is_empty());
        assert_eq!(list(&manager, "?overdue=true").await, [suicide], "it was too late");
        assert_eq!(list(&manager, "?status=open").await, [doses]);

        let stranger = app.caller_of(&app.second, Role::CareManager);
        assert!(list(&stranger, "").await.is_empty());
    });
}
