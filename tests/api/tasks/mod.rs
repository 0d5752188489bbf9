//! Tasks: claimed once, moved by their machine, and listed by urgency.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clients::rosa,
    harness::{Answer, Caller, Role, TestApp, on_both},
};

mod batches;
mod doing;
mod machines;
mod owners;
mod queues;
mod recurring;

pub fn call() -> Value {
    json!({ "title": "Call about the food pantry", "type": "contact" })
}

pub fn call_with(more: &Value) -> Value {
    let mut new = call();
    for (name, value) in more.as_object().unwrap() {
        new[name] = value.clone();
    }
    new
}

/// The actions that move a task's status.
pub const EVENTS: [&str; 11] = [
    "ready",
    "claim",
    "start",
    "complete",
    "fail",
    "hold",
    "resume",
    "cancel",
    "reopen",
    "release",
    "enter_in_error",
];

/// Does what the event's name says to the task as it last was.
pub async fn act(caller: &Caller, task: &Answer, event: &str) -> Answer {
    act_on(caller, &task.id(), &task.etag(), event).await
}

async fn act_on(caller: &Caller, id: &str, etag: &str, event: &str) -> Answer {
    let path = format!("/v1/tasks/{id}/{}", event.replace('_', "-"));
    match event {
        "complete" => caller.act(&path, etag, json!({ "note": "Reached her." })).await,
        "fail" | "hold" | "cancel" | "reopen" | "release" | "enter_in_error" => {
            caller.act(&path, etag, json!({ "reason": "There is one." })).await
        }
        _ => caller.act_plainly(&path, etag).await,
    }
}

/// A task of the caller's that has come to this status.
pub async fn task_in(caller: &Caller, me: Uuid, status: &str) -> Answer {
    let new = call_with(&json!({ "ownerId": me, "draft": status == "draft" }));
    let task = caller.post("/v1/tasks", new).await.expect(201);
    led_to(caller, task, status).await
}

/// The task, which was ready, led to this status.
pub async fn led_to(caller: &Caller, mut task: Answer, status: &str) -> Answer {
    let way: &[&str] = match status {
        "in_progress" => &["start"],
        "on_hold" => &["hold"],
        "completed" => &["start", "complete"],
        "failed" => &["start", "fail"],
        "cancelled" => &["cancel"],
        "entered_in_error" => &["enter_in_error"],
        _ => &[],
    };
    for event in way {
        task = act(caller, &task, event).await.expect(200);
    }
    assert_eq!(task.body["status"], status);
    task
}

#[test]
fn a_task_keeps_its_reasons_and_its_history() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let new = call_with(&json!({ "performerRoles": ["care_manager"] }));
        let task = manager.post("/v1/tasks", new).await.expect(201);
        assert_eq!(task.header("location"), Some(format!("/v1/tasks/{}", task.id()).as_str()));
        let path = format!("/v1/tasks/{}", task.id());
        let claimed = act(&manager, &task, "claim").await.expect(200);
        assert_eq!(claimed.body["ownerId"], json!(app.first.user(Role::CareManager)));
        let hold = json!({ "reason": "She is away.", "resumeOn": "2026-01-12" });
        let held = manager.act(&format!("{path}/hold"), &claimed.etag(), hold).await.expect(200);
        assert_eq!(held.body["statusReason"], "She is away.");
        assert_eq!(held.body["resumeOn"], "2026-01-12");
        let resumed = act(&manager, &held, "resume").await.expect(200);
        assert_eq!(resumed.body["status"], "in_progress", "back to where it was held");
        assert!(resumed.body.get("statusReason").is_none());
        let clinician = app.first.user(Role::Clinician);
        let other = json!({ "ownerId": clinician, "reason": "On leave." });
        let given = manager.act(&format!("{path}/reassign"), &resumed.etag(), other).await;
        let given = given.expect(200);
        assert_eq!(given.body["status"], "in_progress");
        assert_eq!(given.body["ownerId"], json!(clinician));
        let evidence = manager.post("/v1/clients", rosa()).await.expect(201).id();
        let showing = |kind: &str, id: &str| json!({ "note": "Done.", "evidenceKind": kind, "evidenceId": id });
        let complete = format!("{path}/complete");
        let unknown = Uuid::new_v4().to_string();
        for (completion, pointer) in [
            (showing("client", &unknown), "#/evidenceId"),
            (showing("canary", &evidence), "#/evidenceKind"),
        ] {
            let refused = manager.act(&complete, &given.etag(), completion).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer);
        }
        let completion = showing("client", &evidence);
        let done = manager.act(&format!("{path}/complete"), &given.etag(), completion).await;
        let done = done.expect(200);
        assert_eq!(done.body["evidenceId"], json!(evidence));
        assert_eq!(done.body["completedAt"], "2026-01-05T09:00:00.000Z");
        manager
            .patch(&path, &done.etag(), json!({ "title": "x" }))
            .await
            .expect_problem(409, "task_closed");
        let reopened = act(&manager, &done, "reopen").await.expect(200);
        assert!(reopened.body.get("completionNote").is_none());
        let history = manager.get(&format!("{path}/history?sort=createdAt")).await.expect(200);
        let moves: Vec<_> = history
            .items()
            .iter()
            .map(|entry| (entry["event"].as_str().unwrap(), entry["reason"].as_str()))
            .collect();
        assert_eq!(
            moves,
            [
                ("create", None),
                ("claim", None),
                ("hold", Some("She is away.")),
                ("resume", None),
                ("reassign", Some("On leave.")),
                ("complete", Some("Done.")),
                ("reopen", Some("There is one.")),
            ]
        );
        assert_eq!(history.items()[4]["machine"], "assignment");
    });
}

#[test]
fn a_completed_task_is_reopened_within_30_days() {
    on_both(|app| async move {
        let supervisor = app.caller(Role::Supervisor);
        let task = task_in(&supervisor, app.first.user(Role::Supervisor), "completed").await;
        app.clock.advance(chrono::TimeDelta::days(31));
        let later = app.caller(Role::Supervisor);
        let refused = act(&later, &task, "reopen").await;
        refused.expect_problem(409, "task_reopened_too_late");
    });
}

#[test]
fn of_two_who_claim_a_task_at_once_one_gets_it() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let clinician = app.caller(Role::Clinician);
        for _ in 0..10 {
            let task = manager.post("/v1/tasks", call()).await.expect(201);
            let (one, other) =
                tokio::join!(act(&manager, &task, "claim"), act(&clinician, &task, "claim"));
            let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
            let won = won.expect(200);
            lost.expect_problem(412, "version_mismatch");
            // Whoever looks again is told that it is taken.
            let owner = won.body["ownerId"].clone();
            let late = if owner == json!(app.first.user(Role::CareManager)) {
                &clinician
            } else {
                &manager
            };
            let late = act(late, &won, "claim").await;
            late.expect_problem(409, "transition_not_allowed");
        }
        let me = app.first.user(Role::CareManager);
        let owned = manager.post("/v1/tasks", call_with(&json!({ "ownerId": me }))).await;
        act(&clinician, &owned.expect(201), "claim").await.expect_problem(409, "task_owned");
    });
}

#[test]
fn one_task_is_open_for_a_key_at_a_time() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let new = call_with(&json!({
            "dedupeKey": "reassess:1",
            "ownerId": app.first.user(Role::CareManager),
        }));
        let sends = (0..8).map(|_| manager.post("/v1/tasks", new.clone()));
        let answers = futures_util::future::join_all(sends).await;
        let (made, refused): (Vec<_>, Vec<_>) =
            answers.into_iter().partition(|answer| answer.status == 201);
        assert_eq!(made.len(), 1);
        for answer in refused {
            let answer = answer.expect_problem(409, "task_already_open");
            assert_eq!(answer.body["openTaskId"], made[0].body["id"]);
        }
        // Another agency's keys are its own.
        let stranger = app.caller_of(&app.second, Role::CareManager);
        let theirs = call_with(&json!({ "dedupeKey": "reassess:1" }));
        stranger.post("/v1/tasks", theirs).await.expect(201);

        let started = act(&manager, &made[0], "start").await.expect(200);
        let done = act(&manager, &started, "complete").await.expect(200);
        let second = manager.post("/v1/tasks", new).await.expect(201);
        let refused = act(&manager, &done, "reopen").await;
        let refused = refused.expect_problem(409, "task_already_open");
        assert_eq!(refused.body["openTaskId"], second.body["id"]);
    });
}

async fn team_members_limits(app: TestApp) {
    let manager = app.caller(Role::CareManager);
    let member = app.caller(Role::TeamMember);
    let (me, other) = (app.first.user(Role::TeamMember), app.first.user(Role::CareManager));

    let others = manager.post("/v1/tasks", call_with(&json!({ "ownerId": other }))).await;
    let others = others.expect(201);
    let path = format!("/v1/tasks/{}", others.id());
    let seen = member.get(&path).await.expect(200);
    assert_eq!(seen.body["allowedActions"], json!([]));
    for event in EVENTS {
        act(&member, &others, event).await.expect_problem(403, "forbidden");
    }
    let mine = json!({ "ownerId": me, "reason": "I want it." });
    let taken = member.act(&format!("{path}/reassign"), &others.etag(), mine).await;
    taken.expect_problem(403, "forbidden");
    let patched = member.patch(&path, &others.etag(), json!({ "title": "x" })).await;
    patched.expect_problem(403, "forbidden");
    assert_eq!(manager.get(&path).await.expect(200).body, others.body);

    let open = manager.post("/v1/tasks", call()).await.expect(201);
    let seen = member.get(&format!("/v1/tasks/{}", open.id())).await.expect(200);
    assert_eq!(seen.body["allowedActions"], json!(["claim"]));
    act(&member, &open, "cancel").await.expect_problem(403, "forbidden");
    let claimed = act(&member, &open, "claim").await.expect(200);
    act(&member, &claimed, "complete").await.expect(200);

    let for_nurses = call_with(&json!({ "performerRoles": ["clinician"] }));
    let for_nurses = manager.post("/v1/tasks", for_nurses).await.expect(201);
    act(&member, &for_nurses, "claim").await.expect_problem(403, "forbidden");
    let list = member.get("/v1/worklists/queue").await.expect(200);
    assert_eq!(list.items(), json!([]).as_array().unwrap());

    let own = member.post("/v1/tasks", call()).await.expect(201);
    assert_eq!(
        own.body["ownerId"],
        json!(me),
        "who may only do their own work owns what they make"
    );
    let for_other = call_with(&json!({ "ownerId": other }));
    member.post("/v1/tasks", for_other).await.expect_problem(403, "forbidden");
}

#[test]
fn a_team_member_works_on_own_tasks_only() {
    on_both(team_members_limits);
}

#[test]
fn tasks_are_filtered_sorted_and_changed() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201);
        let subject = client.id();
        let first = call_with(&json!({
            "title": "1", "clientId": client.id(), "priority": "urgent", "dueOn": "2026-01-08",
            "subjectKind": "client", "subjectId": subject,
        }));
        let first = manager.post("/v1/tasks", first).await.expect(201);
        let second = call_with(&json!({
            "title": "2", "priority": "asap", "dueAt": "2026-01-06T12:00:00Z", "type": "document",
        }));
        manager.post("/v1/tasks", second).await.expect(201);
        manager.post("/v1/tasks", call_with(&json!({ "title": "3" }))).await.expect(201);
        let client_id = client.id();
        for (query, wanted) in [
            ("sort=due".to_owned(), "2 1 3"),
            ("sort=-priority".to_owned(), "2 1 3"),
            ("sort=createdAt&status=ready,draft".to_owned(), "1 2 3"),
            ("status=completed".to_owned(), ""),
            (format!("clientId={client_id}"), "1"),
            (format!("subjectKind=client&subjectId={subject}"), "1"),
            ("type=document,outreach".to_owned(), "2"),
            ("priority=urgent".to_owned(), "1"),
            ("dueBefore=2026-01-07T00:00:00Z".to_owned(), "2"),
            (format!("ownerId={}", Uuid::new_v4()), ""),
        ] {
            let page = manager.get(&format!("/v1/tasks?{query}")).await.expect(200);
            let titles: Vec<_> =
                page.items().iter().map(|task| task["title"].as_str().unwrap()).collect();
            assert_eq!(titles.join(" "), wanted, "{query}");
        }
        // Walked by a cursor over a sort key that is a number.
        let page = manager.get("/v1/tasks?sort=-priority&limit=2").await.expect(200);
        let next = page.body["nextCursor"].as_str().unwrap();
        let page = manager.get(&format!("/v1/tasks?sort=-priority&limit=2&cursor={next}")).await;
        assert_eq!(page.expect(200).items()[0]["title"], "3");

        let path = format!("/v1/tasks/{}", first.id());
        let at = json!({ "dueAt": "2026-01-05T08:00:00Z", "checklist": [{ "text": "Dial" }] });
        let changed = manager.patch(&path, "\"1\"", at).await.expect(200);
        assert!(changed.body.get("dueOn").is_none(), "an instant takes the place of the day");
        assert_eq!(changed.body["overdue"], true);
        assert_eq!(changed.body["checklist"][0]["text"], "Dial");
        assert_eq!(changed.body["checklist"][0]["done"], false);
        let cleared = manager.patch(&path, "\"2\"", json!({ "clearFields": ["dueAt"] })).await;
        assert_eq!(cleared.expect(200).body["dueState"], "unscheduled");
        // Another agency's task and an unknown one answer alike.
        let stranger = app.caller_of(&app.second, Role::CareManager);
        for id in [first.id(), Uuid::new_v4().to_string()] {
            stranger.get(&format!("/v1/tasks/{id}")).await.expect_problem(404, "not_found");
            act_on(&stranger, &id, "\"3\"", "claim").await.expect_problem(404, "not_found");
        }
    });
}

#[test]
fn bad_tasks_are_refused_with_a_pointer() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let foreign = app.second.user(Role::CareManager);
        let cases = [
            (json!({ "ownerId": foreign }), "#/ownerId", "not_found"),
            (json!({ "clientId": Uuid::new_v4() }), "#/clientId", "not_found"),
            (json!({ "title": "  " }), "#/title", "blank_text"),
            (json!({ "timeZone": "Mars/Olympus" }), "#/timeZone", "time_zone"),
            (
                json!({ "dueOn": "2026-01-08", "dueAt": "2026-01-06T12:00:00Z" }),
                "#/dueAt",
                "due_twice",
            ),
            (json!({ "dueOn": "9999-12-31" }), "#/dueOn", "wrong_format"),
            (json!({ "dueOn": "1999-12-31" }), "#/dueOn", "out_of_range"),
            (json!({ "dueAt": "1999-12-31T00:00:00Z" }), "#/dueAt", "out_of_range"),
            (json!({ "startAfter": "1999-12-31T00:00:00Z" }), "#/startAfter", "out_of_range"),
            (json!({ "subjectKind": "referral" }), "#/subjectId", "half_a_reference"),
            (
                json!({ "subjectKind": "referral", "subjectId": Uuid::new_v4() }),
                "#/subjectId",
                "not_found",
            ),
            (json!({ "subjectId": Uuid::new_v4() }), "#/subjectKind", "half_a_reference"),
            (json!({ "type": "Canary" }), "#/type", "not_in_list"),
            (json!({ "origin": "rule" }), "#/origin", "unknown_field"),
        ];
        for (more, pointer, code) in cases {
            let answer = manager.post("/v1/tasks", call_with(&more)).await.expect(422);
            assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{:#}", answer.body);
            assert_eq!(answer.body["errors"][0]["code"], code);
        }
        assert!(manager.get("/v1/tasks").await.expect(200).items().is_empty());

        let task = task_in(&manager, app.first.user(Role::CareManager), "in_progress").await;
        let path = format!("/v1/tasks/{}", task.id());
        let cases = [
            ("complete", json!({ "note": " " }), "#/note"),
            ("complete", json!({ "note": "x", "evidenceKind": "referral" }), "#/evidenceId"),
            ("fail", json!({ "reason": " " }), "#/reason"),
            ("hold", json!({ "reason": " " }), "#/reason"),
            ("hold", json!({ "reason": "x", "resumeOn": "1999-12-31" }), "#/resumeOn"),
            ("hold", json!({ "reason": "x", "resumeOn": "2026-01-04" }), "#/resumeOn"),
        ];
        for (action, body, pointer) in cases {
            let refused = manager.act(&format!("{path}/{action}"), &task.etag(), body).await;
            let refused = refused.expect_problem(422, "validation_failed");
            assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{:#}", refused.body);
        }
    });
}

#[test]
fn a_list_of_tasks_leaves_out_what_was_noted() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let new = call_with(&json!({ "checklist": [{ "text": "Dial" }] }));
        let task = manager.post("/v1/tasks", new).await.expect(201);
        let claimed = act(&manager, &task, "claim").await.expect(200);
        let held = act(&manager, &claimed, "hold").await.expect(200);
        let list = manager.get("/v1/tasks").await.expect(200);
        let mine = manager.get("/v1/worklists/me").await.expect(200);
        let mine = &mine.items()[0]["task"];
        for outline in [&list.items()[0], mine] {
            for absent in ["checklist", "statusReason", "completionNote", "evidenceId"] {
                assert!(outline.get(absent).is_none(), "{absent}");
            }
            for (member, value) in outline.as_object().unwrap() {
                assert_eq!(*value, held.body[member], "{member}");
            }
        }
        assert_eq!(held.body["checklist"][0]["text"], "Dial");
    });
}

#[test]
fn what_a_person_noted_about_something_stays_open_when_that_is_done() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201).id();
        let new = json!({
            "instrumentCode": "phq-9", "kind": "screening", "respondent": "client",
            "mode": "in_person",
        });
        let path = format!("/v1/clients/{client}/assessments");
        let taken = manager.post(&path, new).await.expect(201);
        let assessment = format!("/v1/assessments/{}", taken.id());
        for item in 1..=9 {
            let answer = json!({ "valueType": "codes", "valueCodes": ["several_days"] });
            manager.put(&format!("{assessment}/answers/phq9-{item}"), answer).await.expect(200);
        }
        let now = manager.get(&assessment).await.expect(200);
        let complete = format!("{assessment}/complete");
        let done = manager.act(&complete, &now.etag(), json!({})).await.expect(200);
        let flag = &done.body["flags"][0]["id"];
        let about = json!({
            "title": "Ask her sister too", "type": "alert",
            "subjectKind": "assessment_flag", "subjectId": flag,
        });
        let own = manager.post("/v1/tasks", call_with(&about)).await.expect(201);
        let path = format!("{assessment}/flags/{}/acknowledge", flag.as_str().unwrap());
        manager.act(&path, &done.etag(), json!({ "outcome": "Seen." })).await.expect(200);

        let status = async |query: &str| {
            let list = manager.get(&format!("/v1/tasks?{query}")).await.expect(200);
            list.items().iter().map(|task| task["id"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(status("status=ready").await, [json!(own.id())]);
        let raised = status("status=completed").await;
        assert_eq!(raised.len(), 1);
        // It was closed too early: people can take it up again.
        let path = format!("/v1/tasks/{}", raised[0].as_str().unwrap());
        let raised = manager.get(&path).await.expect(200);
        assert_eq!(raised.body["allowedActions"], json!(["reopen", "enter_in_error"]));
        let reopened = act(&manager, &raised, "reopen").await.expect(200);
        assert_eq!(reopened.body["status"], "ready");
        assert!(reopened.body.get("evidenceId").is_none());
        let refused = act(&manager, &reopened, "complete").await;
        let refused = refused.expect_problem(409, "transition_not_allowed");
        let allowed = refused.body["allowedActions"].as_array().unwrap();
        assert!(!allowed.contains(&json!("fulfil")), "{allowed:?}");
    });
}
