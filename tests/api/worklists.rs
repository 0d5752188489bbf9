//! Work lists: what there is to do, group by group, the most urgent first.

use serde_json::{Value, json};

use crate::{
    clients::rosa,
    harness::{Answer, Caller, Role, on_both},
    tasks::{act, call_with, task_in},
};

fn titles(list: &Answer, group: &str) -> Vec<String> {
    let of_group = list.items().iter().filter(|item| item["group"] == group);
    of_group.map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

fn group<'a>(list: &'a Answer, group: &str) -> &'a Value {
    let groups = list.body["groups"].as_array().unwrap();
    groups.iter().find(|one| one["group"] == group).unwrap()
}

async fn make(caller: &Caller, owner: uuid::Uuid, more: &Value) -> Answer {
    let mut new = call_with(more);
    new["ownerId"] = json!(owner);
    caller.post("/v1/tasks", new).await.expect(201)
}

#[test]
fn a_work_list_groups_by_the_agencys_days_and_ranks_by_urgency() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        // It is Monday, 5 January, 03:00 in Chicago.
        for more in [
            json!({ "title": "A", "dueOn": "2026-01-04", "priority": "stat" }),
            json!({ "title": "B", "dueOn": "2026-01-02" }),
            json!({ "title": "C", "dueAt": "2026-01-05T08:59:00Z" }),
            json!({ "title": "D", "dueOn": "2026-01-04", "timeZone": "UTC" }),
            json!({ "title": "E", "dueOn": "2026-01-05" }),
            json!({ "title": "F", "dueAt": "2026-01-06T05:59:00Z" }),
            json!({ "title": "G", "dueOn": "2026-01-12" }),
            json!({ "title": "H", "dueOn": "2026-01-13" }),
            json!({ "title": "I" }),
            json!({ "title": "K", "dueOn": "2026-01-05", "startAfter": "2026-01-05T10:00:00Z" }),
            json!({ "title": "L", "dueOn": "2026-01-04", "startAfter": "2026-01-05T10:00:00Z",
                    "timeZone": "Asia/Tokyo" }),
        ] {
            make(&manager, me, &more).await;
        }
        task_in(&manager, me, "on_hold").await;
        for status in ["completed", "draft", "failed", "cancelled", "entered_in_error"] {
            task_in(&manager, me, status).await;
        }
        manager.post("/v1/tasks", call_with(&json!({ "title": "J" }))).await.expect(201);

        let list = manager.get("/v1/worklists/me?explain=true").await.expect(200);
        assert_eq!(list.body["timeZone"], "America/Chicago");
        assert_eq!(list.body["today"], "2026-01-05");
        assert_eq!(list.body["truncated"], false);
        // Eight, three and one points; of the last ones, L has been due for longest.
        assert_eq!(titles(&list, "overdue"), ["A", "B", "L", "D", "C"]);
        assert_eq!(titles(&list, "due_today"), ["F", "E"]);
        assert_eq!(titles(&list, "next_7_days"), ["G"]);
        assert_eq!(titles(&list, "later"), ["K", "H"]);
        assert_eq!(titles(&list, "unscheduled"), ["I"]);
        assert_eq!(titles(&list, "waiting_on_others").len(), 1);
        assert_eq!(group(&list, "overdue")["count"], 5);
        assert_eq!(list.body["groups"].as_array().unwrap().len(), 6);
        let first = &list.items()[0];
        let score = json!({
            "value": 8, "overdueDays": 1, "priorityWeight": 8, "acuityWeight": 1,
        });
        assert_eq!(first["score"], score);
        assert_eq!(first["overdueFrom"], "2026-01-05T06:00:00.000Z");
        assert_eq!(first["task"]["overdue"], true);
        let plain = manager.get("/v1/worklists/me").await.expect(200);
        assert!(plain.items()[0].get("score").is_none());
    });
}

#[test]
fn what_is_on_hold_comes_back_on_the_day_to_look_at_it_again() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        let task = make(&manager, me, &json!({ "title": "A" })).await;
        let hold = json!({ "reason": "She is away.", "resumeOn": "2026-01-07" });
        let path = format!("/v1/tasks/{}/hold", task.id());
        manager.act(&path, &task.etag(), hold).await.expect(200);
        let list = manager.get("/v1/worklists/me").await.expect(200);
        assert_eq!(titles(&list, "waiting_on_others"), ["A"]);
        app.clock.set("2026-01-07T12:00:00Z");
        let manager = app.caller(Role::CareManager);
        let list = manager.get("/v1/worklists/me").await.expect(200);
        assert_eq!(titles(&list, "due_today"), ["A"]);
    });
}

#[test]
fn what_someone_outside_does_waits_until_it_is_overdue() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201).id();
        let new = call_with(&json!({
            "title": "A", "clientId": client, "ownerKind": "client", "dueOn": "2026-01-06",
        }));
        manager.post("/v1/tasks", new).await.expect(201);
        let list = manager.get("/v1/worklists/me").await.expect(200);
        assert_eq!(titles(&list, "waiting_on_others"), ["A"]);
        assert_eq!(list.items()[0]["clientName"], "Rosie Delgado");
        app.clock.set("2026-01-07T12:00:00Z");
        let manager = app.caller(Role::CareManager);
        let list = manager.get("/v1/worklists/me").await.expect(200);
        assert_eq!(titles(&list, "overdue"), ["A"]);
    });
}

#[test]
fn a_group_is_walked_by_its_cursor_as_it_was_ranked_first() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        for title in ["A", "B", "C", "D", "E"] {
            make(&manager, me, &json!({ "title": title, "dueOn": "2026-01-05" })).await;
        }
        make(&manager, me, &json!({ "title": "X" })).await;
        let list = manager.get("/v1/worklists/me?limit=2").await.expect(200);
        assert_eq!(titles(&list, "due_today"), ["A", "B"]);
        assert_eq!(titles(&list, "unscheduled"), ["X"]);
        assert!(group(&list, "unscheduled").get("nextCursor").is_none());
        let cursor = group(&list, "due_today")["nextCursor"].as_str().unwrap().to_owned();
        // By the time of the second page, all of it is overdue.
        app.clock.set("2026-01-06T07:00:00Z");
        let manager = app.caller(Role::CareManager);
        let next = format!("/v1/worklists/me?limit=2&group=due_today&cursor={cursor}");
        let page = manager.get(&next).await.expect(200);
        assert_eq!(titles(&page, "due_today"), ["C", "D"]);
        assert_eq!(page.body["asOf"], "2026-01-05T09:00:00.000Z");
        assert_eq!(page.body["groups"].as_array().unwrap().len(), 1);
        let cursor = group(&page, "due_today")["nextCursor"].as_str().unwrap();
        let last = format!("/v1/worklists/me?limit=2&group=due_today&cursor={cursor}");
        let last = manager.get(&last).await.expect(200);
        assert_eq!(titles(&last, "due_today"), ["E"]);
        assert!(group(&last, "due_today").get("nextCursor").is_none());
        for (query, code) in [
            (format!("me?group=overdue&cursor={cursor}"), "cursor_mismatch"),
            (format!("me?group=due_today&priority=stat&cursor={cursor}"), "cursor_mismatch"),
            (format!("team?group=due_today&cursor={cursor}"), "cursor_mismatch"),
            (format!("me?cursor={cursor}"), "invalid_query"),
            ("me?sort=due".to_owned(), "invalid_query"),
            ("me?includeTotal=true".to_owned(), "invalid_query"),
            ("me?group=soon".to_owned(), "invalid_query"),
        ] {
            let refused = manager.get(&format!("/v1/worklists/{query}")).await;
            refused.expect_problem(400, code);
        }
    });
}

#[test]
fn a_work_list_is_narrowed_by_client_type_and_priority() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201).id();
        make(&manager, me, &json!({ "title": "A", "clientId": client })).await;
        make(&manager, me, &json!({ "title": "B", "type": "document" })).await;
        make(&manager, me, &json!({ "title": "C", "priority": "urgent" })).await;
        for (query, wanted) in [
            (format!("clientId={client}"), vec!["A"]),
            ("type=document,outreach".to_owned(), vec!["B"]),
            ("priority=urgent,stat".to_owned(), vec!["C"]),
            ("group=overdue".to_owned(), vec![]),
        ] {
            let list = manager.get(&format!("/v1/worklists/me?{query}")).await.expect(200);
            assert_eq!(titles(&list, "unscheduled"), wanted, "{query}");
        }
    });
}

#[test]
fn a_team_sees_what_its_members_do_and_what_waits_in_its_queue() {
    on_both(|app| async move {
        let supervisor = app.caller(Role::Supervisor);
        let manager = app.caller(Role::CareManager);
        let (me, other) = (app.first.user(Role::CareManager), app.first.user(Role::Clinician));
        let queue = json!({ "name": "Housing", "memberIds": [me, other] });
        let queue = supervisor.post("/v1/team-queues", queue).await.expect(201).id();
        make(&manager, me, &json!({ "title": "mine" })).await;
        make(&manager, other, &json!({ "title": "theirs" })).await;
        make(&manager, app.first.user(Role::TeamMember), &json!({ "title": "no member's" })).await;
        let waiting = json!({ "title": "waiting", "ownerKind": "team_queue", "ownerId": queue });
        let waiting = manager.post("/v1/tasks", call_with(&waiting)).await.expect(201);
        manager.post("/v1/tasks", call_with(&json!({ "title": "anyone's" }))).await.expect(201);
        let for_nurses = json!({ "title": "nurses'", "performerRoles": ["clinician"] });
        manager.post("/v1/tasks", call_with(&for_nurses)).await.expect(201);

        let seen = async |caller: &Caller, path: &str| {
            let list = caller.get(&format!("/v1/worklists/{path}")).await.expect(200);
            let mut titles = titles(&list, "unscheduled");
            titles.sort();
            titles.join(", ")
        };
        assert_eq!(seen(&manager, "team").await, "mine, theirs, waiting");
        assert_eq!(seen(&supervisor, "team").await, "", "no member of any team");
        assert_eq!(
            seen(&supervisor, &format!("team?queueId={queue}")).await,
            "mine, theirs, waiting"
        );
        assert_eq!(seen(&manager, &format!("team?ownerId={other}")).await, "theirs");
        assert_eq!(seen(&manager, &format!("queue?queueId={queue}")).await, "waiting");
        assert_eq!(seen(&manager, "queue").await, "anyone's");
        assert_eq!(seen(&app.caller(Role::Clinician), "queue").await, "anyone's, nurses'");
        act(&manager, &waiting, "claim").await.expect(200);
        assert_eq!(seen(&manager, &format!("queue?queueId={queue}")).await, "");
        assert_eq!(seen(&manager, "me").await, "mine, waiting");
    });
}

#[test]
fn what_is_needed_at_once_and_nobody_has_taken_is_on_everyones_list() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let now = json!({ "title": "now", "priority": "stat", "performerRoles": ["clinician"] });
        let now = manager.post("/v1/tasks", call_with(&now)).await.expect(201);
        let seen = async |role: Role, query: &str| {
            let list = app.caller(role).get(&format!("/v1/worklists/me{query}")).await.expect(200);
            titles(&list, "unscheduled").len()
        };
        assert_eq!(seen(Role::Clinician, "").await, 1);
        assert_eq!(seen(Role::Clinician, "?priority=routine").await, 0);
        assert_eq!(seen(Role::CareManager, "").await, 0, "it is for other roles");
        act(&app.caller(Role::Clinician), &now, "claim").await.expect(200);
        assert_eq!(seen(Role::Clinician, "").await, 1);
        assert_eq!(seen(Role::Supervisor, "").await, 0);
    });
}
