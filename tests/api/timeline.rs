//! A client's timeline: the whole story, in order, as far as the caller may know it.

use serde_json::json;
use uuid::Uuid;

use crate::{
    clients::rosa,
    harness::{Caller, Role, on_both},
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

/// The summaries of all pages, walked by the cursor.
async fn walk(caller: &Caller, path: &str) -> Vec<String> {
    let mut told = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let page = caller.get(&path).await.expect(200);
        let summaries = page.items().iter().map(|entry| entry["summary"].as_str().unwrap());
        told.extend(summaries.map(str::to_owned));
        next = page.header("link").map(|link| link[1..].split('>').next().unwrap().to_owned());
    }
    told
}

#[test]
fn what_happened_at_once_is_told_whole_first_then_part_by_part() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201).id();
        let plan = json!({
            "title": "Eating well",
            "clientGoalsStatement": "I want to cook again.",
            "problems": [{ "key": "food", "kind": "social_need", "description": "Food runs out." }],
            "goals": [{
                "key": "meals", "description": "Two warm meals on every day",
                "clientWords": "I want to stop skipping dinner.", "problemKeys": ["food"],
                "domain": "food",
            }],
            "interventions": [
                { "goalKeys": ["meals"], "kind": "education", "description": "Plan the week.",
                    "responsibleUserId": me },
                { "goalKeys": ["meals"], "kind": "monitoring", "description": "Call on Fridays.",
                    "responsibleUserId": me },
            ],
        });
        let plan = manager.post(&format!("/v1/clients/{client}/care-plans"), plan).await;
        let plan = plan.expect(201);
        let activate = format!("/v1/care-plans/{}/activate", plan.id());
        manager.act_plainly(&activate, &plan.etag()).await.expect(200);

        let path = format!("/v1/clients/{client}/timeline");
        let told = walk(&manager, &format!("{path}?sort=createdAt&limit=200")).await;
        assert_eq!(told[..2], ["Client created", "Care plan created"]);
        let activated = told.iter().position(|one| one == "Care plan activated").unwrap();
        let created: Vec<_> = told[2..activated].iter().map(String::as_str).collect();
        assert_eq!(created, ["Goal created", "Intervention created", "Intervention created"]);
        let followed: Vec<_> = told[activated + 1..].iter().map(String::as_str).collect();
        for part in ["Goal activated", "Task created"] {
            assert!(followed.contains(&part), "{followed:?}");
        }
        assert!(!followed.iter().any(|one| one.starts_with("Care plan")), "{followed:?}");

        // The same in pages, and backwards: all of it happened in the same millisecond.
        for limit in [1, 2, 3] {
            let pages = walk(&manager, &format!("{path}?sort=createdAt&limit={limit}")).await;
            assert_eq!(pages, told);
            let mut back = walk(&manager, &format!("{path}?limit={limit}")).await;
            back.reverse();
            assert_eq!(back, told);
        }
    });
}

#[test]
fn a_result_is_told_before_what_it_raised() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201).id();
        let new = json!({
            "instrumentCode": "phq-9", "kind": "screening", "respondent": "client",
            "mode": "in_person",
        });
        let path = format!("/v1/clients/{client}/assessments");
        let path = format!("/v1/assessments/{}", manager.post(&path, new).await.expect(201).id());
        for item in 1..=9 {
            let answer = json!({ "valueType": "codes", "valueCodes": ["several_days"] });
            manager.put(&format!("{path}/answers/phq9-{item}"), answer).await.expect(200);
        }
        let now = manager.get(&path).await.expect(200);
        let done = manager.act(&format!("{path}/complete"), &now.etag(), json!({})).await;
        let done = done.expect(200);
        let flag = done.body["flags"][0]["id"].as_str().unwrap();
        let react = format!("{path}/flags/{flag}/acknowledge");
        let outcome = json!({ "outcome": "A clinician sees her today." });
        manager.act(&react, &done.etag(), outcome).await.expect(200);
        let timeline = format!("/v1/clients/{client}/timeline?sort=createdAt&limit=2");
        let told = walk(&manager, &timeline).await;
        let wanted = [
            "Client created",
            "Assessment created",
            "Assessment completed",
            "Assessment flag created",
            "Task created",
            "Assessment flag acknowledged",
            "Task completed",
        ];
        assert_eq!(told, wanted);
    });
}
