//! The audit log: everything that was asked for, told to those who may know.

use serde_json::json;
use uuid::Uuid;

use crate::{
    clients::rosa,
    harness::{Role, on_both},
};

#[test]
fn the_log_says_who_saw_and_did_what_and_who_was_refused() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201);
        let path = format!("/v1/clients/{}", client.id());
        manager.get(&path).await.expect(200);
        manager.get(&format!("/v1/clients/{}", Uuid::new_v4())).await.expect(404);
        app.caller(Role::Analyst).get(&path).await.expect(403);

        let auditor = app.caller(Role::Auditor);
        let log = auditor.get("/v1/audit-events").await.expect(200);
        let seen: Vec<_> = log
            .items()
            .iter()
            .map(|entry| {
                let part = |name: &str| entry[name].as_str().unwrap_or("-").to_owned();
                [part("operation"), part("action"), part("outcome"), part("problem")].join(" ")
            })
            .collect();
        assert_eq!(
            seen,
            [
                "getClient read refused insufficient_scope",
                "getClient read refused not_found",
                "getClient read success -",
                "createClient create success -",
            ]
        );
        let created = &log.items()[3];
        assert_eq!(created["actorId"], app.first.user(Role::CareManager).to_string());
        assert_eq!(created["actorAgencyId"], app.first.id.to_string());
        assert_eq!(created["actorRoles"], json!(["care_manager"]));
        assert_eq!(created["address"], "127.0.0.1");
        assert_eq!(created["requestId"], client.header("x-request-id").unwrap());
        let expected = json!([{
            "kind": "client", "id": client.id(), "version": 1, "action": "created",
            "clientId": client.id(),
        }]);
        assert_eq!(created["items"], expected);

        let path = format!("/v1/audit-events/{}", created["id"].as_str().unwrap());
        let one = auditor.get(&path).await.expect(200);
        assert_eq!(one.body, *created);
        let other = app.caller_of(&app.second, Role::Auditor);
        other.get(&path).await.expect_problem(404, "not_found");
        let own = other.get("/v1/audit-events").await.expect(200);
        assert!(
            own.items().iter().all(|entry| entry["actorAgencyId"] == app.second.id.to_string())
        );
    });
}

#[test]
fn reading_the_log_is_logged_without_the_entries_that_were_listed() {
    on_both(|app| async move {
        let auditor = app.caller(Role::Auditor);
        let first = auditor.get("/v1/audit-events").await.expect(200);
        assert!(first.items().is_empty());
        let second = auditor.get("/v1/audit-events").await.expect(200);
        assert_eq!(second.items().len(), 1);
        assert_eq!(second.items()[0]["operation"], "listAuditEvents");
        auditor.get("/v1/audit-events").await.expect(200);
        let all = auditor.get("/v1/audit-events?includeTotal=true").await.expect(200);
        assert_eq!(all.body["total"], 3);
        assert!(all.items().iter().all(|entry| entry["items"] == json!([])));
        let id = all.items()[0]["id"].as_str().unwrap();
        auditor.get(&format!("/v1/audit-events/{id}")).await.expect(200);
        let last = auditor.get("/v1/audit-events?limit=1").await.expect(200);
        assert_eq!(last.items()[0]["items"][0]["id"], id);
    });
}

#[test]
fn the_log_is_searched_by_actor_client_operation_outcome_and_time() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let rosa = manager.post("/v1/clients", rosa()).await.expect(201);
        let names = json!([{ "use": "official", "given": "Ngozi", "family": "Okafor" }]);
        manager.post("/v1/clients", json!({ "names": names })).await.expect(201);
        app.clock.advance(chrono::TimeDelta::hours(1));
        let supervisor = app.caller(Role::Supervisor);
        supervisor.get("/v1/clients").await.expect(200);
        manager.post("/v1/clients", json!({})).await.expect(422);

        let auditor = app.caller(Role::Auditor);
        let count = async |query: &str| {
            let log = auditor.get(&format!("/v1/audit-events?{query}")).await.expect(200);
            let found = log.items().iter().filter(|e| e["operation"] != "listAuditEvents");
            found.count()
        };
        assert_eq!(count("").await, 4);
        assert_eq!(count(&format!("actorId={}", app.first.user(Role::CareManager))).await, 3);
        assert_eq!(count(&format!("clientId={}", rosa.id())).await, 2);
        assert_eq!(count(&format!("clientId={}", Uuid::new_v4())).await, 0);
        assert_eq!(count("operation=createClient").await, 3);
        assert_eq!(count("outcome=refused,failed").await, 1);
        assert_eq!(count("since=2026-01-05T10:00:00Z").await, 2);
        assert_eq!(count("until=2026-01-05T10:00:00Z").await, 2);
        assert_eq!(count("operation=createClient&outcome=success").await, 2);
        auditor.get("/v1/audit-events?outcome=maybe").await.expect_problem(400, "invalid_query");
        auditor.get("/v1/audit-events?since=today").await.expect_problem(400, "invalid_query");
    });
}

#[test]
fn who_may_see_their_own_actions_sees_no_others() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        manager.get("/v1/clients").await.expect(200);
        app.caller(Role::Supervisor).get("/v1/clients").await.expect(200);
        let own = manager.get("/v1/audit-events").await.expect(200);
        assert_eq!(own.items().len(), 1);
        let supervisor = app.first.user(Role::Supervisor);
        let foreign = manager.get(&format!("/v1/audit-events?actorId={supervisor}")).await;
        assert!(foreign.expect(200).items().is_empty());
        let all = app.caller(Role::Auditor).get("/v1/audit-events").await.expect(200);
        let theirs = all
            .items()
            .iter()
            .find(|entry| entry["actorId"] == supervisor.to_string())
            .and_then(|entry| entry["id"].as_str())
            .unwrap();
        let path = format!("/v1/audit-events/{theirs}");
        manager.get(&path).await.expect_problem(404, "not_found");
        app.caller(Role::Admin).get("/v1/audit-events").await.expect(403);
    });
}
