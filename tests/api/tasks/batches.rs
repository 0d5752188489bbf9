//! Several tasks given to another owner at once, and tasks of people around a client.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{act, call_with, task_in};
use crate::{
    clients::rosa,
    harness::{Answer, Caller, Role, on_both},
};

const PATH: &str = "/v1/tasks/batch-reassign";

async fn give(caller: &Caller, key: &str, items: Value, to: Uuid) -> Answer {
    let body = json!({ "items": items, "ownerId": to, "reason": "On leave." });
    caller.send(Method::POST, PATH, &[("idempotency-key", key)], Some(body)).await
}

fn seen(task: &Answer) -> Value {
    json!({ "taskId": task.body["id"], "version": task.body["version"] })
}

#[test]
fn all_tasks_of_a_batch_go_to_their_new_owner_once() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let (me, other) = (app.first.user(Role::CareManager), app.first.user(Role::Clinician));
        let one = task_in(&manager, me, "ready").await;
        let two = task_in(&manager, me, "in_progress").await;
        let items = json!([seen(&two), seen(&one)]);
        let given = give(&manager, "a", items.clone(), other).await.expect(200);
        let told = |place: usize| {
            let item = &given.items()[place];
            (item["id"].clone(), item["ownerId"].clone(), item["version"].as_i64().unwrap())
        };
        let version = |task: &Answer| task.body["version"].as_i64().unwrap() + 1;
        assert_eq!(told(0), (two.body["id"].clone(), json!(other), version(&two)));
        assert_eq!(told(1), (one.body["id"].clone(), json!(other), version(&one)));
        let again = give(&manager, "a", items, other).await.expect(200);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.body, given.body);
        for task in [&one, &two] {
            let path = format!("/v1/tasks/{}/history", task.id());
            let history = manager.get(&path).await.expect(200);
            assert_eq!(history.items()[0]["reason"], "On leave.");
        }
    });
}

#[test]
fn a_batch_with_a_task_that_cannot_be_given_changes_none_and_says_which() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let (me, other) = (app.first.user(Role::CareManager), app.first.user(Role::Clinician));
        let good = task_in(&manager, me, "ready").await;
        let closed = task_in(&manager, me, "cancelled").await;
        let stale =
            json!({ "taskId": task_in(&manager, me, "in_progress").await.id(), "version": 1 });
        let items = json!([stale, seen(&good), seen(&closed)]);
        let refused = give(&manager, "a", items, other).await;
        let refused = refused.expect_problem(409, "tasks_not_reassigned");
        let errors = refused.body["errors"].as_array().unwrap();
        let told: Vec<_> = errors.iter().map(|error| (&error["pointer"], &error["code"])).collect();
        let wanted = [
            (&json!("#/items/0"), &json!("version_mismatch")),
            (&json!("#/items/2"), &json!("task_closed")),
        ];
        assert_eq!(told, wanted);
        let kept = manager.get(&format!("/v1/tasks/{}", good.id())).await.expect(200);
        assert_eq!((kept.etag(), &kept.body["ownerId"]), (good.etag(), &json!(me)));

        let unknown = json!([seen(&good), { "taskId": Uuid::new_v4(), "version": 1 }]);
        let unknown = give(&manager, "b", unknown, other).await;
        let unknown = unknown.expect_problem(422, "validation_failed");
        assert_eq!(unknown.body["errors"][0]["pointer"], "#/items/1/taskId");
        let nobody = give(&manager, "c", json!([seen(&good)]), Uuid::new_v4()).await;
        let nobody = nobody.expect_problem(422, "validation_failed");
        assert_eq!(nobody.body["errors"][0]["pointer"], "#/ownerId");
        let twice = give(&manager, "d", json!([seen(&good), seen(&good)]), other).await;
        let twice = twice.expect_problem(422, "validation_failed");
        assert_eq!(twice.body["errors"][0]["pointer"], "#/items/1/taskId");
        let body = json!({ "items": [seen(&good)], "ownerId": other, "reason": "On leave." });
        manager.post(PATH, body).await.expect_problem(400, "idempotency_key_required");
        let member = app.caller(Role::TeamMember);
        let others = give(&member, "e", json!([seen(&good)]), other).await;
        let others = others.expect_problem(409, "tasks_not_reassigned");
        assert_eq!(others.body["errors"][0]["code"], "forbidden");
    });
}

#[test]
fn a_task_goes_to_someone_who_is_related_to_its_client() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201).id();
        let people = format!("/v1/clients/{client}/related-persons");
        let ana = json!({
            "relationship": { "code": "DAU", "display": "daughter" },
            "roles": ["caregiver"],
            "names": [{ "use": "official", "given": "Ana", "family": "Delgado" }],
            "consentToContact": true,
        });
        let ana = manager.post(&people, ana).await.expect(201);
        let new = json!({
            "clientId": client, "ownerKind": "related_person", "ownerId": ana.id(),
            "dueOn": "2026-01-06",
        });
        let task = manager.post("/v1/tasks", call_with(&new)).await.expect(201);
        assert_eq!(task.body["followerId"], json!(me));
        let list = manager.get("/v1/worklists/me?group=waiting_on_others").await.expect(200);
        assert_eq!(list.items().len(), 1, "someone outside does it");
        act(&manager, &task, "claim").await.expect_problem(409, "task_owned");

        let path = format!("/v1/tasks/{}/reassign", task.id());
        let to_ana = json!({
            "ownerKind": "related_person", "ownerId": ana.id(), "reason": "She offered to.",
        });
        let other = task_in(&manager, me, "ready").await;
        let without = format!("/v1/tasks/{}/reassign", other.id());
        let refused = manager.act(&without, &other.etag(), to_ana.clone()).await;
        let refused = refused.expect_problem(422, "validation_failed");
        assert_eq!(refused.body["errors"][0]["code"], "without_client");
        let ended = json!({ "on": "2026-01-05", "reason": "She moved away." });
        let end = format!("/v1/related-persons/{}/end", ana.id());
        manager.act(&end, &ana.etag(), ended).await.expect(200);
        let refused = manager.act(&path, &task.etag(), to_ana).await;
        let refused = refused.expect_problem(422, "validation_failed");
        assert_eq!(refused.body["errors"][0]["pointer"], "#/ownerId");
    });
}
