//! Who a task is with: given to people, queues, clients and partners, and given back.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{act, call_with, task_in};
use crate::{
    clients::rosa,
    harness::{Answer, Caller, Role, on_both},
};

async fn reassign(caller: &Caller, task: &Answer, to: Value) -> Answer {
    let mut input = to;
    input["reason"] = json!("On leave.");
    caller.act(&format!("/v1/tasks/{}/reassign", task.id()), &task.etag(), input).await
}

#[test]
fn a_task_goes_to_a_user_a_queue_its_client_and_a_partner() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let (me, other) = (app.first.user(Role::CareManager), app.first.user(Role::Clinician));
        let client = manager.post("/v1/clients", rosa()).await.expect(201).id();
        let supervisor = app.caller(Role::Supervisor);
        let queue = json!({ "name": "Housing", "performerRoles": ["clinician"] });
        let queue = supervisor.post("/v1/team-queues", queue).await.expect(201).id();
        let new = call_with(&json!({ "clientId": client, "ownerId": me }));
        let task = manager.post("/v1/tasks", new).await.expect(201);

        let task = reassign(&manager, &task, json!({ "ownerId": other })).await.expect(200);
        assert_eq!(task.body["followerId"], json!(other));
        let to_queue = json!({ "ownerKind": "team_queue", "ownerId": queue });
        let task = reassign(&manager, &task, to_queue).await.expect(200);
        assert_eq!(task.body["queueId"], json!(queue));
        assert_eq!(task.body["status"], "ready");
        assert!(task.body.get("followerId").is_none());
        assert_eq!(task.body["performerRoles"], json!(["clinician"]), "the queue's roles");
        act(&manager, &task, "claim").await.expect_problem(403, "forbidden");

        let task = reassign(&manager, &task, json!({ "ownerKind": "client" })).await.expect(200);
        assert_eq!(task.body["ownerId"], json!(client));
        assert_eq!(task.body["followerId"], json!(me), "whoever gave it away follows it up");
        act(&manager, &task, "claim").await.expect_problem(409, "task_owned");
        let partner = json!({
            "ownerKind": "partner", "ownerId": app.second.id, "followerId": other,
        });
        let task = reassign(&manager, &task, partner).await.expect(200);
        assert_eq!(task.body["followerId"], json!(other));
        act(&manager, &task, "release").await.expect_problem(409, "task_not_with_staff");

        let history = manager.get(&format!("/v1/tasks/{}/history?sort=createdAt", task.id())).await;
        let history = history.expect(200);
        let moves: Vec<_> = history.items()[1..]
            .iter()
            .map(|entry| (entry["event"].as_str().unwrap(), entry["to"].as_str().unwrap()))
            .collect();
        let wanted = [
            ("reassign", "owned"),
            ("enqueue", "queued"),
            ("reassign", "owned"),
            ("reassign", "owned"),
        ];
        assert_eq!(moves, wanted);
    });
}

#[test]
fn a_task_is_not_given_to_who_cannot_have_it() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        let stranger = app.second.user(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201).id();
        let task = task_in(&manager, me, "ready").await;
        let for_rosa = call_with(&json!({ "clientId": client, "ownerId": me }));
        let for_rosa = manager.post("/v1/tasks", for_rosa).await.expect(201);
        for (task, to, pointer) in [
            (&task, json!({ "ownerId": stranger }), "#/ownerId"),
            (&task, json!({}), "#/ownerId"),
            (&task, json!({ "ownerKind": "team_queue", "ownerId": Uuid::new_v4() }), "#/ownerId"),
            (&task, json!({ "ownerKind": "partner", "ownerId": Uuid::new_v4() }), "#/ownerId"),
            (&task, json!({ "ownerKind": "partner", "ownerId": app.first.id }), "#/ownerId"),
            (&task, json!({ "ownerKind": "client" }), "#/ownerKind"),
            (&task, json!({ "ownerId": me, "followerId": me }), "#/followerId"),
            (&for_rosa, json!({ "ownerKind": "client", "ownerId": Uuid::new_v4() }), "#/ownerId"),
            (&for_rosa, json!({ "ownerKind": "client", "followerId": stranger }), "#/followerId"),
        ] {
            let refused = reassign(&manager, task, to).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{:#}", refused.body);
        }
        let stale = json!({ "ownerId": me, "reason": "On leave." });
        let path = format!("/v1/tasks/{}/reassign", task.id());
        manager.act(&path, "\"9\"", stale).await.expect_problem(412, "version_mismatch");
        let closed = task_in(&manager, me, "completed").await;
        let refused = reassign(&manager, &closed, json!({ "ownerId": me })).await;
        refused.expect_problem(409, "task_closed");
    });
}

#[test]
fn what_is_released_waits_where_it_came_from() {
    on_both(|app| async move {
        let supervisor = app.caller(Role::Supervisor);
        let manager = app.caller(Role::CareManager);
        let queue = async |name: &str| {
            supervisor.post("/v1/team-queues", json!({ "name": name })).await.expect(201).id()
        };
        let (food, housing) = (queue("Food").await, queue("Housing").await);
        let new = call_with(&json!({ "ownerKind": "team_queue", "ownerId": food }));
        let task = manager.post("/v1/tasks", new).await.expect(201);
        act(&manager, &task, "start").await.expect_problem(409, "task_unowned");
        act(&manager, &task, "release").await.expect_problem(409, "task_unowned");
        let claimed = act(&manager, &task, "claim").await.expect(200);
        assert_eq!(claimed.body["ownerKind"], "staff");
        assert_eq!(claimed.body["queueId"], json!(food), "it is known where it came from");
        let to_queue = json!({ "ownerKind": "team_queue", "ownerId": housing });
        reassign(&manager, &claimed, to_queue).await.expect_problem(409, "task_begun");
        let back = act(&manager, &claimed, "release").await.expect(200);
        assert_eq!(back.body["status"], "ready");
        assert_eq!(back.body["ownerId"], json!(food));
        let again = act(&manager, &back, "claim").await.expect(200);
        let path = format!("/v1/tasks/{}/release", again.id());
        let elsewhere = json!({ "queueId": housing, "reason": "It is about her flat." });
        let moved = manager.act(&path, &again.etag(), elsewhere).await.expect(200);
        assert_eq!(moved.body["queueId"], json!(housing));

        let own = task_in(&manager, app.first.user(Role::CareManager), "in_progress").await;
        let free = act(&manager, &own, "release").await.expect(200);
        assert!(free.body.get("ownerKind").is_none(), "it came from no queue");
    });
}

#[test]
fn a_task_and_what_it_is_about_are_of_one_client() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let rosa_id = manager.post("/v1/clients", rosa()).await.expect(201).id();
        let ana = json!({ "names": [{ "use": "official", "given": "Ana", "family": "Kowalski" }] });
        let ana = manager.post("/v1/clients", ana).await.expect(201).id();
        let about = json!({ "subjectKind": "client", "subjectId": rosa_id });
        let mut of_two = call_with(&about);
        of_two["clientId"] = json!(ana);
        let refused = manager.post("/v1/tasks", of_two).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "#/subjectId");
        assert_eq!(refused.body["errors"][0]["code"], "of_another_client");
        let task = manager.post("/v1/tasks", call_with(&about)).await.expect(201);
        assert_eq!(task.body["clientId"], json!(rosa_id), "the subject's client");

        let claimed = act(&manager, &task, "claim").await.expect(200);
        let evidence = json!({ "note": "Done.", "evidenceKind": "client", "evidenceId": ana });
        let path = format!("/v1/tasks/{}/complete", task.id());
        let refused = manager.act(&path, &claimed.etag(), evidence).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "#/evidenceId");
    });
}
