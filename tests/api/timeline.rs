//! A client's timeline: the whole story, in order, as far as the caller may know it.

use serde_json::json;
use uuid::Uuid;

use crate::{
    clients::rosa,
    harness::{Role, on_both},
};

#[test]
fn a_timeline_tells_what_happened_newest_first_or_from_the_beginning() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201);
        let path = format!("/v1/clients/{}", client.id());
        app.clock.advance(chrono::TimeDelta::minutes(5));
        let reason = json!({ "reason": "Moved to her sister's." });
        manager.act(&format!("{path}/deactivate"), "\"1\"", reason.clone()).await.expect(200);
        app.clock.advance(chrono::TimeDelta::minutes(5));
        manager.act(&format!("{path}/reactivate"), "\"2\"", reason).await.expect(200);

        let timeline = manager.get(&format!("{path}/timeline")).await.expect(200);
        let told: Vec<_> = timeline.items().iter().map(|entry| entry["summary"].clone()).collect();
        assert_eq!(told, ["Client reactivated", "Client deactivated", "Client created"]);
        let entry = &timeline.items()[1];
        assert_eq!(entry["kind"], "client");
        assert_eq!(entry["href"], path);
        assert_eq!(entry["from"], "active");
        assert_eq!(entry["to"], "inactive");
        assert_eq!(entry["resourceVersion"], 2);
        assert_eq!(entry["recordedAt"], "2026-01-05T09:05:00.000Z");
        assert_eq!(entry["actorId"], app.first.user(Role::CareManager).to_string());
        assert!(!timeline.body.to_string().contains("sister"));

        let page =
            manager.get(&format!("{path}/timeline?sort=createdAt&limit=2")).await.expect(200);
        let told: Vec<_> = page.items().iter().map(|entry| entry["event"].clone()).collect();
        assert_eq!(told, ["create", "deactivate"]);
        let next = page.header("link").unwrap().trim_start_matches('<').to_owned();
        let rest = manager.get(next.split('>').next().unwrap()).await.expect(200);
        assert_eq!(rest.items().len(), 1);
        assert_eq!(rest.items()[0]["event"], "reactivate");
    });
}

#[test]
fn a_timeline_is_cut_to_the_kinds_asked_for_and_allowed() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201);
        let path = format!("/v1/clients/{}/timeline", client.id());
        let clients = manager.get(&format!("{path}?kinds=client,referral")).await.expect(200);
        assert_eq!(clients.items().len(), 1);
        let tasks = manager.get(&format!("{path}?kinds=task")).await.expect(200);
        assert!(tasks.items().is_empty());
        manager.get(&format!("{path}?kinds=secret")).await.expect_problem(400, "invalid_query");
        manager.get(&format!("{path}?sort=event")).await.expect_problem(400, "invalid_query");

        let stranger = app.caller_of(&app.second, Role::CareManager);
        stranger.get(&path).await.expect_problem(404, "not_found");
        let nobody = format!("/v1/clients/{}/timeline", Uuid::new_v4());
        manager.get(&nobody).await.expect_problem(404, "not_found");
        app.caller(Role::Auditor).get(&path).await.expect(403);
    });
}

#[test]
fn a_timeline_is_silent_about_what_the_caller_may_not_read() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201);
        let path = format!("/v1/clients/{}", client.id());
        let consent = json!({
            "type": "roi",
            "grantor": { "kind": "client", "name": "Rosa Delgado" },
            "method": "written",
            "grantedOn": "2026-01-05",
            "expiresOn": "2026-06-30",
            "recipients": [{ "agencyId": app.second.id }],
            "dataClasses": ["demographics"],
            "purposes": ["COORD"],
        });
        manager.post(&format!("{path}/consents"), consent).await.expect(201);
        let timeline = format!("{path}/timeline");
        let told = manager.get(&timeline).await.expect(200);
        let told: Vec<_> = told.items().iter().map(|entry| entry["summary"].clone()).collect();
        assert_eq!(told, ["Consent created", "Client created"]);

        // By role, and by the token's scopes.
        let member = app.caller(Role::TeamMember);
        let narrow = app.first.user(Role::CareManager);
        let narrow = app.caller_with(&app.first, narrow, "clients:read");
        for caller in [member, narrow] {
            let told = caller.get(&timeline).await.expect(200);
            assert_eq!(told.items().len(), 1);
            assert_eq!(told.items()[0]["kind"], "client");
            let asked = caller.get(&format!("{timeline}?kinds=consent&includeTotal=true")).await;
            assert_eq!(asked.expect(200).body["total"], 0);
        }
    });
}
