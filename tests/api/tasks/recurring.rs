//! Work that comes again.

use serde_json::json;

use super::{act, call_with, led_to};
use crate::{
    clients::rosa,
    harness::{Role, on_both},
};

#[test]
fn completing_a_task_that_recurs_makes_the_next_one() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        let new = call_with(&json!({
            "ownerId": me, "dueOn": "2026-01-05", "recurrence": "FREQ=WEEKLY;BYDAY=MO;COUNT=3",
            "dedupeKey": "weekly", "checklist": [{ "text": "Dial", "required": true }],
            "startAfter": "2026-01-04T12:00:00Z",
        }));
        let task = manager.post("/v1/tasks", new).await.expect(201);
        let item = task.body["checklist"][0]["id"].as_str().unwrap();
        let started = act(&manager, &task, "start").await.expect(200);
        let check = format!("/v1/tasks/{}/checklist/{item}/check", task.id());
        let checked = manager.act_plainly(&check, &started.etag()).await.expect(200);
        let done = act(&manager, &checked, "complete").await.expect(200);
        let next = done.body["nextTaskId"].as_str().unwrap();
        let next = manager.get(&format!("/v1/tasks/{next}")).await.expect(200);
        assert_eq!(next.body["dueOn"], "2026-01-12");
        assert_eq!(next.body["status"], "ready");
        assert_eq!(next.body["recurrence"], "FREQ=WEEKLY;BYDAY=MO;COUNT=2");
        assert_eq!(next.body["previousTaskId"], task.body["id"]);
        assert_eq!(next.body["ownerId"], json!(me));
        assert_eq!(next.body["dedupeKey"], "weekly");
        assert_eq!(next.body["startAfter"], "2026-01-11T12:00:00.000Z");
        assert_eq!(next.body["checklist"][0]["done"], false);
        assert_ne!(next.body["checklist"][0]["id"], json!(item));

        // Reopened, it does not make a second one.
        act(&manager, &done, "reopen").await.expect_problem(409, "task_already_open");
        let path = format!("/v1/tasks/{}", next.id());
        let bare = json!({ "checklist": [] });
        let next = manager.patch(&path, &next.etag(), bare).await.expect(200);
        let failed = act(&manager, &next, "start").await.expect(200);
        let failed = act(&manager, &failed, "fail").await.expect(200);
        let last = failed.body["nextTaskId"].as_str().unwrap();
        let last = manager.get(&format!("/v1/tasks/{last}")).await.expect(200);
        assert_eq!(last.body["dueOn"], "2026-01-19", "what failed comes again too");
        let over = act(&manager, &last, "start").await.expect(200);
        let over = act(&manager, &over, "complete").await.expect(200);
        assert!(over.body.get("nextTaskId").is_none(), "three were asked for");
    });
}

#[test]
fn what_was_reopened_has_made_its_next_one_already() {
    on_both(|app| async move {
        let me = app.first.user(Role::CareManager);
        let new =
            json!({ "ownerId": me, "dueAt": "2026-03-07T15:00:00Z", "recurrence": "FREQ=DAILY" });
        app.clock.set("2026-03-07T14:00:00Z");
        let manager = app.caller(Role::CareManager);
        let task = manager.post("/v1/tasks", call_with(&new)).await.expect(201);
        let done = led_to(&manager, task, "completed").await;
        let next = done.body["nextTaskId"].clone();
        let made = manager.get(&format!("/v1/tasks/{}", next.as_str().unwrap())).await;
        // Nine in the morning, also on the day on which clocks are changed.
        assert_eq!(made.expect(200).body["dueAt"], "2026-03-08T14:00:00.000Z");
        let again = act(&manager, &done, "reopen").await.expect(200);
        let again = led_to(&manager, again, "completed").await;
        assert_eq!(again.body["nextTaskId"], next);
        assert_eq!(manager.get("/v1/tasks").await.expect(200).items().len(), 2);
    });
}

#[test]
fn nothing_recurs_for_a_client_whose_record_is_not_active() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201);
        let new = call_with(&json!({
            "ownerId": me, "clientId": client.id(), "dueOn": "2026-01-05",
            "recurrence": "FREQ=DAILY",
        }));
        let task = manager.post("/v1/tasks", new).await.expect(201);
        let path = format!("/v1/clients/{}/deactivate", client.id());
        manager.act(&path, &client.etag(), json!({ "reason": "She moved." })).await.expect(200);
        let done = led_to(&manager, task, "completed").await;
        assert!(done.body.get("nextTaskId").is_none());
    });
}

#[test]
fn a_rule_that_is_none_or_has_nothing_to_begin_with_is_refused() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        for (more, code) in [
            (json!({ "recurrence": "FREQ=HOURLY", "dueOn": "2026-01-05" }), "recurrence"),
            (json!({ "recurrence": "every monday", "dueOn": "2026-01-05" }), "recurrence"),
            (json!({ "recurrence": "FREQ=DAILY" }), "recurrence_without_due"),
        ] {
            let refused = manager.post("/v1/tasks", call_with(&more)).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], "#/recurrence");
            assert_eq!(refused.body["errors"][0]["code"], code);
        }
        let new = call_with(&json!({ "recurrence": "FREQ=DAILY", "dueOn": "2026-01-05" }));
        let task = manager.post("/v1/tasks", new).await.expect(201);
        let path = format!("/v1/tasks/{}", task.id());
        let never = json!({ "clearFields": ["dueOn"] });
        let refused = manager.patch(&path, &task.etag(), never).await.expect(422);
        assert_eq!(refused.body["errors"][0]["code"], "recurrence_without_due");
        let once = json!({ "clearFields": ["dueOn", "recurrence"] });
        manager.patch(&path, &task.etag(), once).await.expect(200);
    });
}
