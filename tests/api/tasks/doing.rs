//! Working on a task: its steps, and not now.

use serde_json::json;
use uuid::Uuid;

use super::{act, call_with, task_in};
use crate::harness::{Role, on_both};

#[test]
fn a_task_is_not_completed_before_its_required_steps_are_done() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        let new = call_with(&json!({ "ownerId": me, "checklist": [
            { "text": "Call the landlord", "required": true }, { "text": "Thank him" },
        ] }));
        let task = manager.post("/v1/tasks", new).await.expect(201);
        let path = format!("/v1/tasks/{}", task.id());
        let item = task.body["checklist"][0]["id"].as_str().unwrap();
        let started = act(&manager, &task, "start").await.expect(200);
        let allowed = started.body["allowedActions"].as_array().unwrap();
        assert!(!allowed.contains(&json!("complete")));
        let refused = act(&manager, &started, "complete").await;
        let refused = refused.expect_problem(409, "task_checklist_open");
        assert_eq!(refused.body["checklistItemIds"], json!([item]));

        let check = format!("{path}/checklist/{item}/check");
        let uncheck = format!("{path}/checklist/{item}/uncheck");
        manager.act_plainly(&check, "\"1\"").await.expect_problem(412, "version_mismatch");
        let checked = manager.act_plainly(&check, &started.etag()).await.expect(200);
        let step = &checked.body["checklist"][0];
        assert_eq!(step["done"], true);
        assert_eq!(step["doneBy"], json!(me));
        assert_eq!(step["doneAt"], "2026-01-05T09:00:00.000Z");
        let again = manager.act_plainly(&check, &checked.etag()).await;
        again.expect_problem(409, "task_checklist_unchanged");
        let unchecked = manager.act_plainly(&uncheck, &checked.etag()).await.expect(200);
        assert!(unchecked.body["checklist"][0].get("doneBy").is_none());
        let again = manager.act_plainly(&uncheck, &unchecked.etag()).await;
        again.expect_problem(409, "task_checklist_unchanged");
        let unknown = format!("{path}/checklist/{}/check", Uuid::new_v4());
        let missing = manager.act_plainly(&unknown, &unchecked.etag()).await;
        missing.expect_problem(404, "not_found");

        // Rewriting the list keeps what was done, by the items' ids.
        let checked = manager.act_plainly(&check, &unchecked.etag()).await.expect(200);
        let list = json!({ "checklist": [
            { "text": "New" }, { "id": item, "text": "Call him", "required": true },
        ] });
        let written = manager.patch(&path, &checked.etag(), list).await.expect(200);
        assert_eq!(written.body["checklist"][1]["done"], true);
        assert_eq!(written.body["checklist"][0]["done"], false);
        let twice =
            json!({ "checklist": [{ "id": item, "text": "A" }, { "id": item, "text": "B" }] });
        let twice = manager.patch(&path, &written.etag(), twice).await.expect(422);
        assert_eq!(twice.body["errors"][0]["pointer"], "#/checklist/1/id");
        let done = act(&manager, &written, "complete").await.expect(200);
        let closed = manager.act_plainly(&uncheck, &done.etag()).await;
        closed.expect_problem(409, "task_closed");
        // Others who may only do their own work do not check it.
        let member = app.caller(Role::TeamMember);
        let refused = member.act_plainly(&check, &done.etag()).await;
        refused.expect_problem(403, "forbidden");
    });
}

#[test]
fn a_snoozed_task_leaves_the_list_until_then() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        let task = task_in(&manager, me, "in_progress").await;
        let path = format!("/v1/tasks/{}", task.id());
        let snooze = format!("{path}/snooze");
        let until = json!({ "until": "2026-01-05T12:00:00Z", "reason": "She is at work." });
        let snoozed = manager.act(&snooze, &task.etag(), until).await.expect(200);
        assert_eq!(snoozed.body["snoozeUntil"], "2026-01-05T12:00:00.000Z");
        assert_eq!(snoozed.body["status"], "in_progress");
        assert_eq!(manager.get("/v1/worklists/me").await.expect(200).items().len(), 0);
        let later = json!({ "until": "2026-01-05T13:00:00Z" });
        let snoozed = manager.act(&snooze, &snoozed.etag(), later).await.expect(200);
        app.clock.set("2026-01-05T13:00:00Z");
        assert_eq!(manager.get("/v1/worklists/me").await.expect(200).items().len(), 1);
        let awake = manager.get(&path).await.expect(200);
        assert!(awake.body.get("snoozeUntil").is_none());
        let unsnooze = format!("{path}/unsnooze");
        let refused = manager.act_plainly(&unsnooze, &snoozed.etag()).await;
        refused.expect_problem(409, "task_not_snoozed");

        let until = json!({ "until": "2026-01-06T09:00:00Z" });
        let snoozed = manager.act(&snooze, &snoozed.etag(), until.clone()).await.expect(200);
        let allowed = snoozed.body["allowedActions"].as_array().unwrap();
        assert!(allowed.contains(&json!("unsnooze")));
        let awake = manager.act_plainly(&unsnooze, &snoozed.etag()).await.expect(200);
        assert_eq!(manager.get("/v1/worklists/me").await.expect(200).items().len(), 1);
        // What is done to it ends the snooze too.
        let snoozed = manager.act(&snooze, &awake.etag(), until.clone()).await.expect(200);
        let held = act(&manager, &snoozed, "hold").await.expect(200);
        assert!(held.body.get("snoozeUntil").is_none());

        for status in ["draft", "on_hold"] {
            let task = task_in(&manager, me, status).await;
            let path = format!("/v1/tasks/{}/snooze", task.id());
            let refused = manager.act(&path, &task.etag(), until.clone()).await;
            refused.expect_problem(409, "task_not_snoozable");
        }
        let stat = call_with(&json!({ "ownerId": me, "priority": "stat" }));
        let stat = manager.post("/v1/tasks", stat).await.expect(201);
        let path = format!("/v1/tasks/{}/snooze", stat.id());
        let refused = manager.act(&path, "\"1\"", until).await;
        refused.expect_problem(409, "task_not_snoozable");
        let task = task_in(&manager, me, "ready").await;
        let path = format!("/v1/tasks/{}/snooze", task.id());
        for until in ["2026-01-05T13:00:00Z", "2026-06-05T13:00:00Z"] {
            let refused = manager.act(&path, &task.etag(), json!({ "until": until })).await;
            assert_eq!(refused.expect(422).body["errors"][0]["pointer"], "#/until");
        }
        let history = manager.get(&format!("/v1/tasks/{}/history", held.id())).await.expect(200);
        let snoozes = history.items().iter().filter(|entry| entry["machine"] == "attention");
        assert_eq!(snoozes.count(), 5);
    });
}

#[test]
fn who_is_to_know_of_a_late_task_sees_it_on_their_list() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let (me, chief) = (app.first.user(Role::CareManager), app.first.user(Role::Supervisor));
        let new = call_with(&json!({
            "ownerId": me, "dueAt": "2026-01-05T10:00:00Z",
            "escalation": { "toUserId": chief, "afterHours": 2 },
        }));
        let task = manager.post("/v1/tasks", new).await.expect(201);
        assert_eq!(task.body["escalation"]["escalatesAt"], "2026-01-05T12:00:00.000Z");
        assert_eq!(task.body["escalated"], false);
        let count = async || {
            let supervisor = app.caller(Role::Supervisor);
            supervisor.get("/v1/worklists/me").await.expect(200).items().to_vec()
        };
        app.clock.set("2026-01-05T11:59:00Z");
        assert_eq!(count().await.len(), 0);
        app.clock.set("2026-01-05T12:00:00Z");
        let seen = count().await;
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0]["escalated"], true);
        assert_eq!(seen[0]["task"]["ownerId"], json!(me));
        assert_eq!(seen[0]["task"]["escalated"], true);

        let path = format!("/v1/tasks/{}", task.id());
        let later = json!({ "dueOn": "2026-01-09" });
        let moved = manager.patch(&path, &task.etag(), later).await.expect(200);
        assert_eq!(moved.body["escalation"]["escalatesAt"], "2026-01-10T08:00:00.000Z");
        assert_eq!(count().await.len(), 0, "it is due later now");
        let never = json!({ "clearFields": ["dueOn"] });
        let never = manager.patch(&path, &moved.etag(), never).await.expect(200);
        assert!(never.body["escalation"].get("escalatesAt").is_none());
        let nobody = json!({ "clearFields": ["escalation"] });
        let nobody = manager.patch(&path, &never.etag(), nobody).await.expect(200);
        assert!(nobody.body.get("escalation").is_none());
        let stranger = json!({ "escalation": { "toUserId": Uuid::new_v4(), "afterHours": 1 } });
        let refused = manager.patch(&path, &nobody.etag(), stranger).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "#/escalation/toUserId");
    });
}
