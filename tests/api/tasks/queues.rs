//! Team queues: kept by those who lead, used by all.

use serde_json::json;
use uuid::Uuid;

use super::{act, call_with};
use crate::harness::{Role, on_both};

#[test]
fn a_team_queue_is_made_changed_retired_and_restored() {
    on_both(|app| async move {
        let supervisor = app.caller(Role::Supervisor);
        let me = app.first.user(Role::CareManager);
        let new = json!({ "name": "Housing  Team", "description": "Flats.", "memberIds": [me] });
        let queue = supervisor.post("/v1/team-queues", new).await.expect(201);
        assert_eq!(queue.body["status"], "active");
        assert_eq!(queue.body["allowedActions"], json!(["retire"]));
        let same = json!({ "name": "housing team" });
        let refused = supervisor.post("/v1/team-queues", same.clone()).await;
        refused.expect_problem(409, "team_queue_name_taken");
        // Another agency's names are its own.
        let stranger = app.caller_of(&app.second, Role::Supervisor);
        stranger.post("/v1/team-queues", same).await.expect(201);

        let path = format!("/v1/team-queues/{}", queue.id());
        let patch = json!({ "name": "HOUSING TEAM", "clearFields": ["description"] });
        let queue = supervisor.patch(&path, &queue.etag(), patch).await.expect(200);
        assert!(queue.body.get("description").is_none());
        assert_eq!(queue.body["memberIds"], json!([me]));
        let manager = app.caller(Role::CareManager);
        let seen = manager.get(&path).await.expect(200);
        assert_eq!(seen.body["allowedActions"], json!([]));
        let food = supervisor.post("/v1/team-queues", json!({ "name": "Food" })).await.expect(201);
        let taken = json!({ "name": "Housing team" });
        let food_path = format!("/v1/team-queues/{}", food.id());
        let refused = supervisor.patch(&food_path, &food.etag(), taken).await;
        refused.expect_problem(409, "team_queue_name_taken");
        let names = manager.get("/v1/team-queues?sort=name&status=active").await.expect(200);
        let names: Vec<_> = names.items().iter().map(|queue| queue["name"].clone()).collect();
        assert_eq!(names, [json!("Food"), json!("HOUSING TEAM")]);

        let in_it = call_with(&json!({ "ownerKind": "team_queue", "ownerId": queue.id() }));
        let task = manager.post("/v1/tasks", in_it.clone()).await.expect(201);
        let (retire, restore) = (format!("{path}/retire"), format!("{path}/restore"));
        let why = json!({ "reason": "One team now." });
        let refused = supervisor.act(&retire, &queue.etag(), why.clone()).await;
        refused.expect_problem(409, "team_queue_in_use");
        let refused = supervisor.act(&restore, &queue.etag(), why.clone()).await;
        refused.expect_problem(409, "transition_not_allowed");
        act(&manager, &task, "cancel").await.expect(200);
        let retired = supervisor.act(&retire, &queue.etag(), why.clone()).await.expect(200);
        assert_eq!(retired.body["statusReason"], "One team now.");
        let refused = supervisor.act(&retire, &retired.etag(), why.clone()).await;
        refused.expect_problem(409, "transition_not_allowed");
        let refused = manager.post("/v1/tasks", in_it).await;
        refused.expect_problem(409, "team_queue_retired");
        let restored = supervisor.act(&restore, &retired.etag(), why).await.expect(200);
        assert_eq!(restored.body["status"], "active");
        let history = manager.get(&format!("{path}/history?sort=createdAt")).await.expect(200);
        let events: Vec<_> = history.items().iter().map(|entry| entry["event"].clone()).collect();
        assert_eq!(events, [json!("create"), json!("retire"), json!("restore")]);
    });
}

#[test]
fn members_of_a_queue_are_active_users_named_once() {
    on_both(|app| async move {
        let supervisor = app.caller(Role::Supervisor);
        let me = app.first.user(Role::Supervisor);
        let foreign = app.second.user(Role::CareManager);
        for (members, pointer) in [
            (json!([me, me]), "#/memberIds/1"),
            (json!([me, foreign]), "#/memberIds/1"),
            (json!([Uuid::new_v4()]), "#/memberIds/0"),
        ] {
            let new = json!({ "name": "Food", "memberIds": members });
            let refused = supervisor.post("/v1/team-queues", new).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer);
        }
    });
}
