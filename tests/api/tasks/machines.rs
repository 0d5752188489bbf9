//! The machines of tasks: every status against every event.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{EVENTS, act, led_to, task_in};
use crate::{
    clients::rosa,
    harness::{Answer, Caller, Role, on_both},
};

/// From a status, the events that lead on, and where to.
type Table = &'static [(&'static str, &'static [(&'static str, &'static str)])];

const TEAM: Table = &[
    (
        "draft",
        &[("ready", "ready"), ("cancel", "cancelled"), ("enter_in_error", "entered_in_error")],
    ),
    (
        "ready",
        &[
            ("claim", "in_progress"),
            ("start", "in_progress"),
            ("release", "ready"),
            ("hold", "on_hold"),
            ("cancel", "cancelled"),
            ("enter_in_error", "entered_in_error"),
        ],
    ),
    (
        "in_progress",
        &[
            ("release", "ready"),
            ("complete", "completed"),
            ("fail", "failed"),
            ("hold", "on_hold"),
            ("cancel", "cancelled"),
            ("enter_in_error", "entered_in_error"),
        ],
    ),
    (
        "on_hold",
        &[("resume", "ready"), ("cancel", "cancelled"), ("enter_in_error", "entered_in_error")],
    ),
    ("completed", &[("reopen", "ready"), ("enter_in_error", "entered_in_error")]),
    ("failed", &[("enter_in_error", "entered_in_error")]),
    ("cancelled", &[("enter_in_error", "entered_in_error")]),
    ("entered_in_error", &[]),
];

const TO_DO: Table = &[
    (
        "ready",
        &[
            ("start", "in_progress"),
            ("hold", "on_hold"),
            ("complete", "completed"),
            ("fail", "failed"),
            ("cancel", "cancelled"),
            ("enter_in_error", "entered_in_error"),
        ],
    ),
    (
        "in_progress",
        &[
            ("hold", "on_hold"),
            ("complete", "completed"),
            ("fail", "failed"),
            ("cancel", "cancelled"),
            ("enter_in_error", "entered_in_error"),
        ],
    ),
    (
        "on_hold",
        &[
            ("resume", "in_progress"),
            ("complete", "completed"),
            ("fail", "failed"),
            ("cancel", "cancelled"),
            ("enter_in_error", "entered_in_error"),
        ],
    ),
    ("completed", &[("enter_in_error", "entered_in_error")]),
    ("failed", &[("enter_in_error", "entered_in_error")]),
    ("cancelled", &[("enter_in_error", "entered_in_error")]),
    ("entered_in_error", &[]),
];

/// A to-do of a client of the agency.
pub fn to_do(client: &str) -> Value {
    json!({
        "title": "Lleve su tarjeta del seguro", "type": "client_todo", "clientId": client,
        "todoCode": "make-contact", "language": "es", "instructions": "Llame al 555-0100.",
    })
}

/// Fires every event in every status, and compares with the table.
async fn check(manager: &Caller, table: Table, in_status: impl AsyncFn(&str) -> Answer) {
    for (status, moves) in table {
        for event in EVENTS {
            let task = in_status(status).await;
            let answer = act(manager, &task, event).await;
            let Some((_, to)) = moves.iter().find(|(allowed, _)| *allowed == event) else {
                answer.expect_problem(409, "transition_not_allowed");
                let same = manager.get(&format!("/v1/tasks/{}", task.id())).await.expect(200);
                assert_eq!(same.body, task.body, "a refused {event} changes nothing");
                continue;
            };
            let moved = answer.expect(200);
            assert_eq!(moved.body["status"], *to, "{status} {event}");
            let allowed = task.body["allowedActions"].as_array().unwrap();
            assert!(allowed.contains(&json!(event)), "{status} {event}");
        }
    }
}

#[test]
fn every_event_in_every_status_of_a_team_task_does_what_the_table_says() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        check(&manager, TEAM, async |status| task_in(&manager, me, status).await).await;
    });
}

#[test]
fn every_event_in_every_status_of_a_clients_to_do_does_what_the_table_says() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201).id();
        let in_status = async |status: &str| {
            let task = manager.post("/v1/tasks", to_do(&client)).await.expect(201);
            led_to(&manager, task, status).await
        };
        check(&manager, TO_DO, in_status).await;
    });
}

#[test]
fn a_clients_to_do_is_the_clients_and_staff_record_what_comes_of_it() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201).id();
        let task = manager.post("/v1/tasks", to_do(&client)).await.expect(201);
        assert_eq!(task.body["ownerKind"], "client");
        assert_eq!(task.body["ownerId"], json!(client));
        assert_eq!(task.body["followerId"], json!(me));
        let list = manager.get("/v1/worklists/me").await.expect(200);
        assert_eq!(list.items()[0]["group"], "waiting_on_others");
        let done = act(&manager, &task, "complete").await.expect(200);
        assert_eq!(done.body["completionNote"], "Reached her.");

        let questionnaire = |code: &str, category: Option<&str>| {
            let mut new = to_do(&client);
            new["todoCode"] = json!(code);
            new["questionnaireCategory"] = json!(category);
            new
        };
        for category in ["risk", "feedback", "application", "personal-characteristics"] {
            let new = questionnaire("complete-questionnaire", Some(category));
            let made = manager.post("/v1/tasks", new).await.expect(201);
            assert_eq!(made.body["questionnaireCategory"], category);
        }
        for code in ["review-material", "general-information"] {
            manager.post("/v1/tasks", questionnaire(code, None)).await.expect(201);
        }
        let with = |name: &str, value: Value| {
            let mut new = to_do(&client);
            new[name] = value;
            new
        };
        for (new, pointer) in [
            (questionnaire("complete-questionnaire", None), "#/questionnaireCategory"),
            (questionnaire("make-contact", Some("risk")), "#/questionnaireCategory"),
            (with("todoCode", Value::Null), "#/todoCode"),
            (with("language", Value::Null), "#/language"),
            (with("clientId", Value::Null), "#/clientId"),
            (with("ownerId", json!(me)), "#/ownerKind"),
            (with("ownerKind", json!("partner")), "#/ownerId"),
            (with("draft", json!(true)), "#/draft"),
            (with("performerRoles", json!(["clinician"])), "#/performerRoles"),
            (with("type", json!("contact")), "#/todoCode"),
            (with("ownerId", json!(Uuid::new_v4())), "#/ownerKind"),
        ] {
            let refused = manager.post("/v1/tasks", new).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{:#}", refused.body);
        }
        // It stays one, and nothing else becomes one.
        let path = format!("/v1/tasks/{}", task.id());
        let open = manager.post("/v1/tasks", to_do(&client)).await.expect(201);
        let open = format!("/v1/tasks/{}", open.id());
        let other = manager.patch(&open, "\"1\"", json!({ "type": "contact" })).await.expect(422);
        assert_eq!(other.body["errors"][0]["pointer"], "#/type");
        let to_me = json!({ "ownerId": me, "reason": "I do it." });
        let refused = manager.act(&format!("{open}/reassign"), "\"1\"", to_me).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "#/ownerKind");
        manager.get(&path).await.expect(200);
    });
}

#[test]
fn a_task_is_entered_in_error_by_its_author_for_a_day_and_by_a_supervisor_always() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        let clinician = app.caller(Role::Clinician);
        let task = task_in(&manager, me, "ready").await;
        act(&clinician, &task, "enter_in_error").await.expect_problem(403, "forbidden");
        let gone = act(&manager, &task, "enter_in_error").await.expect(200);
        assert_eq!(gone.body["statusReason"], "There is one.");
        assert_eq!(manager.get("/v1/tasks").await.expect(200).items().len(), 0);
        let asked = manager.get("/v1/tasks?status=entered_in_error").await.expect(200);
        assert_eq!(asked.items().len(), 1);
        assert_eq!(manager.get("/v1/worklists/me").await.expect(200).items().len(), 0);

        let second = task_in(&manager, me, "completed").await;
        app.clock.advance(chrono::TimeDelta::hours(25));
        let (manager, supervisor) = (app.caller(Role::CareManager), app.caller(Role::Supervisor));
        let late = act(&manager, &second, "enter_in_error").await;
        late.expect_problem(403, "forbidden");
        act(&supervisor, &second, "enter_in_error").await.expect(200);
    });
}
