//! Every status against every event, as the tables here say: what is allowed and
//! what is refused.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{a_client, amendment, draft, meals, part};
use crate::harness::{Answer, Caller, Role, TestApp, on_both};

/// An event with the body that it takes.
type Event = (&'static str, Option<Value>);

fn reason() -> Value {
    json!({ "reason": "x" })
}

/// An action on a record as it is now.
async fn fire(caller: &Caller, path: &str, event: &str, body: Option<Value>) -> Answer {
    let etag = caller.get(path).await.expect(200).etag();
    let path = format!("{path}/{}", event.replace('_', "-"));
    caller.send(Method::POST, &path, &[("if-match", etag.as_str())], body).await
}

/// Tries each event on a record in each status. `table` has a line for each move:
/// from, event, to. `refusal` is the code of what is refused.
async fn try_all(
    caller: &Caller,
    table: &str,
    (statuses, events): (&[&str], &[Event]),
    make: impl AsyncFn(&str) -> String,
    refusal: impl Fn(&str, &str) -> &'static str,
) {
    let moves: Vec<Vec<&str>> =
        table.lines().map(|line| line.split_whitespace().collect()).collect();
    let moves: Vec<_> = moves.into_iter().filter(|line| !line.is_empty()).collect();
    for status in statuses {
        let path = make(status).await;
        let before = caller.get(&path).await.expect(200);
        assert_eq!(before.body["status"], *status);
        let mut wanted: Vec<_> =
            moves.iter().filter(|line| line[0] == *status).map(|line| line[1]).collect();
        let mut offered: Vec<_> = before.body["allowedActions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|action| action.as_str().unwrap())
            .collect();
        wanted.sort_unstable();
        offered.sort_unstable();
        assert_eq!(offered, wanted, "offered while {status}");
        for (event, body) in events {
            let to = moves.iter().find(|line| line[0] == *status && line[1] == *event);
            if let Some(line) = to {
                let path = make(status).await;
                let moved = fire(caller, &path, event, body.clone()).await.expect(200);
                assert_eq!(moved.body["status"], line[2], "{event} while {status}");
            } else {
                let refused = fire(caller, &path, event, body.clone()).await;
                refused.expect_problem(409, refusal(status, event));
            }
        }
        let after = caller.get(&path).await.expect(200);
        assert_eq!(after.body, before.body, "a refused event changes nothing");
    }
}

fn not_allowed(_: &str, _: &str) -> &'static str {
    "transition_not_allowed"
}

/// A draft in a category of its own, so that no other plan replaces it.
async fn a_draft(app: &TestApp, manager: &Caller, client: &str) -> Answer {
    let mut plan = meals(app);
    plan["category"] = json!(format!("c{}", Uuid::new_v4().simple()));
    draft(manager, client, plan).await
}

/// An active plan, with its path.
async fn a_plan(app: &TestApp, manager: &Caller, client: &str) -> (String, Answer) {
    let plan = a_draft(app, manager, client).await;
    let path = format!("/v1/care-plans/{}", plan.id());
    let active = fire(manager, &path, "activate", None).await.expect(200);
    (path, active)
}

async fn plan_in(app: &TestApp, manager: &Caller, client: &str, status: &str) -> String {
    let before: &[Event] = match status {
        "in_review" => &[("submit", None)],
        "revoked" => &[("revoke", Some(reason()))],
        "entered_in_error" => &[("enter_in_error", Some(reason()))],
        _ => &[],
    };
    if matches!(status, "draft" | "in_review" | "revoked" | "entered_in_error") {
        let plan = a_draft(app, manager, client).await;
        let path = format!("/v1/care-plans/{}", plan.id());
        for (event, body) in before {
            fire(manager, &path, event, body.clone()).await.expect(200);
        }
        return path;
    }
    let (path, plan) = a_plan(app, manager, client).await;
    let goal = format!("{path}/goals/{}", part(&plan, "goals", 0));
    let reached = Some(json!({ "achievementStatus": "achieved" }));
    fire(manager, &goal, "complete", reached).await.expect(200);
    match status {
        "on_hold" => {
            fire(manager, &path, "hold", Some(reason())).await.expect(200);
        }
        "completed" => {
            let closing = Some(json!({ "closingEvaluation": "x" }));
            fire(manager, &path, "complete", closing).await.expect(200);
        }
        "replaced" => {
            let mut next = meals(app);
            next["category"] = plan.body["category"].clone();
            let next = draft(manager, client, next).await;
            let next = format!("/v1/care-plans/{}", next.id());
            fire(manager, &next, "activate", None).await.expect(200);
        }
        _ => {}
    }
    path
}

#[test]
fn a_plan_moves_as_its_table_says_and_not_otherwise() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let statuses = [
            "draft",
            "in_review",
            "active",
            "on_hold",
            "completed",
            "revoked",
            "replaced",
            "entered_in_error",
        ];
        let events = [
            ("submit", None),
            ("return", Some(json!({ "comment": "x" }))),
            ("activate", None),
            ("amend", Some(amendment(json!({ "plan": { "title": "x" } })))),
            ("hold", Some(reason())),
            ("resume", None),
            ("complete", Some(json!({ "closingEvaluation": "x" }))),
            ("revoke", Some(reason())),
            ("enter_in_error", Some(reason())),
        ];
        let table = "draft submit in_review
            draft activate active
            draft revoke revoked
            draft enter_in_error entered_in_error
            in_review return draft
            in_review activate active
            in_review revoke revoked
            in_review enter_in_error entered_in_error
            active amend active
            active hold on_hold
            active complete completed
            active revoke revoked
            active enter_in_error entered_in_error
            on_hold resume active
            on_hold complete completed
            on_hold revoke revoked
            on_hold enter_in_error entered_in_error
            completed enter_in_error entered_in_error
            revoked enter_in_error entered_in_error
            replaced enter_in_error entered_in_error";
        let make = async |status: &str| plan_in(&app, &manager, &client, status).await;
        try_all(&manager, table, (&statuses, &events), make, not_allowed).await;
    });
}

#[test]
fn a_goal_moves_as_its_table_says_and_not_otherwise() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let chosen = ["proposed", "accepted", "rejected"];
        let rejection = Some(json!({ "rejectedBy": "client", "reason": "x" }));
        let reached = Some(json!({ "achievementStatus": "achieved" }));
        let events = [
            ("accept", None),
            ("reject", rejection.clone()),
            ("hold", Some(reason())),
            ("resume", None),
            ("complete", reached.clone()),
            ("cancel", Some(reason())),
        ];
        let table = "proposed accept accepted
            proposed reject rejected
            active hold on_hold
            active complete completed
            active cancel cancelled
            on_hold resume active
            on_hold complete completed
            on_hold cancel cancelled";
        let make = async |status: &str| {
            let (path, plan) = if chosen.contains(&status) {
                let plan = a_draft(&app, &manager, &client).await;
                (format!("/v1/care-plans/{}", plan.id()), plan)
            } else {
                a_plan(&app, &manager, &client).await
            };
            let goal = format!("{path}/goals/{}", part(&plan, "goals", 0));
            let (event, body) = match status {
                "accepted" => ("accept", None),
                "rejected" => ("reject", rejection.clone()),
                "on_hold" => ("hold", Some(reason())),
                "completed" => ("complete", reached.clone()),
                "cancelled" => ("cancel", Some(reason())),
                _ => return goal,
            };
            fire(&manager, &goal, event, body).await.expect(200);
            goal
        };
        let refusal = |status: &str, event: &str| match (
            chosen.contains(&status),
            ["accept", "reject"].contains(&event),
        ) {
            (true, false) => "care_plan_not_active",
            (false, true) => "care_plan_not_open_to_choice",
            _ => "transition_not_allowed",
        };
        let statuses =
            ["proposed", "accepted", "rejected", "active", "on_hold", "completed", "cancelled"];
        try_all(&manager, table, (&statuses, &events), make, refusal).await;
    });
}

#[test]
fn an_intervention_moves_as_its_table_says_and_not_otherwise() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let done = Some(json!({ "outcome": "x" }));
        let events = [
            ("schedule", None),
            ("start", None),
            ("hold", Some(reason())),
            ("resume", None),
            ("complete", done.clone()),
            ("stop", Some(reason())),
            ("cancel", Some(reason())),
        ];
        let table = "not_started schedule scheduled
            not_started start in_progress
            not_started cancel cancelled
            scheduled start in_progress
            scheduled cancel cancelled
            in_progress hold on_hold
            in_progress complete completed
            in_progress stop stopped
            in_progress cancel cancelled
            on_hold resume in_progress
            on_hold stop stopped
            on_hold cancel cancelled";
        let make = async |status: &str| {
            let (path, plan) = a_plan(&app, &manager, &client).await;
            let one = format!("{path}/interventions/{}", part(&plan, "interventions", 1));
            let steps: &[Event] = match status {
                "scheduled" => &[("schedule", None)],
                "in_progress" => &[("start", None)],
                "on_hold" => &[("start", None), ("hold", Some(reason()))],
                "completed" => &[("start", None), ("complete", done.clone())],
                "stopped" => &[("start", None), ("stop", Some(reason()))],
                "cancelled" => &[("cancel", Some(reason()))],
                _ => &[],
            };
            for (event, body) in steps {
                fire(&manager, &one, event, body.clone()).await.expect(200);
            }
            one
        };
        let statuses = [
            "not_started",
            "scheduled",
            "in_progress",
            "on_hold",
            "completed",
            "stopped",
            "cancelled",
        ];
        try_all(&manager, table, (&statuses, &events), make, not_allowed).await;
    });
}

#[test]
fn a_barrier_moves_as_its_table_says_and_not_otherwise() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let how = Some(json!({ "resolution": "x" }));
        let events = [
            ("start", None),
            ("resolve", how.clone()),
            ("accept", Some(reason())),
            ("reopen", Some(reason())),
        ];
        let table = "open start in_progress
            open resolve resolved
            open accept accepted
            in_progress resolve resolved
            in_progress accept accepted
            resolved reopen open
            accepted reopen open";
        let make = async |status: &str| {
            let (path, plan) = a_plan(&app, &manager, &client).await;
            let goal = format!("{path}/goals/{}", part(&plan, "goals", 0));
            let etag = manager.get(&goal).await.expect(200).etag();
            let new = json!({ "text": "No bus.", "code": "transport" });
            let new = manager.act(&format!("{goal}/barriers"), &etag, new).await.expect(201);
            let barrier = format!("{goal}/barriers/{}", new.id());
            let (event, body) = match status {
                "in_progress" => ("start", None),
                "resolved" => ("resolve", how.clone()),
                "accepted" => ("accept", Some(reason())),
                _ => return barrier,
            };
            fire(&manager, &barrier, event, body).await.expect(200);
            barrier
        };
        let statuses = ["open", "in_progress", "resolved", "accepted"];
        try_all(&manager, table, (&statuses, &events), make, not_allowed).await;
    });
}

#[test]
fn a_review_is_done_once_and_a_template_is_published_and_retired_once() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let found = Some(json!({
            "participants": [{ "name": "Rosa Delgado" }], "effectiveness": "improved",
            "changesNeeded": false,
        }));
        let make = async |status: &str| {
            let (path, _) = a_plan(&app, &manager, &client).await;
            let reviews = manager.get(&format!("{path}/reviews")).await.expect(200);
            let review = reviews.items()[0]["id"].as_str().unwrap();
            let review = format!("{path}/reviews/{review}");
            if status == "done" {
                fire(&manager, &review, "complete", found.clone()).await.expect(200);
            }
            if status == "cancelled" {
                let clear = json!({ "plan": { "clearFields": ["nextReviewOn"] } });
                fire(&manager, &path, "amend", Some(amendment(clear))).await.expect(200);
            }
            review
        };
        let statuses = ["scheduled", "done", "cancelled"];
        let events = [("complete", found.clone())];
        let table = "scheduled complete done";
        try_all(&manager, table, (&statuses, &events), make, not_allowed).await;

        let supervisor = app.caller(Role::Supervisor);
        let make = async |status: &str| {
            let new = json!({
                "name": "Food", "title": "Eating well",
                "problems": [{ "key": "a", "kind": "safety", "description": "x" }],
            });
            let template = supervisor.post("/v1/plan-templates", new).await.expect(201);
            let path = format!("/v1/plan-templates/{}", template.id());
            match status {
                "published" => fire(&supervisor, &path, "publish", None).await.expect(200),
                "retired" => fire(&supervisor, &path, "retire", None).await.expect(200),
                _ => template,
            };
            path
        };
        let table = "draft publish published
            draft retire retired
            published retire retired";
        let statuses = ["draft", "published", "retired"];
        let events = [("publish", None), ("retire", None)];
        try_all(&supervisor, table, (&statuses, &events), make, not_allowed).await;
    });
}

#[test]
fn an_entry_of_progress_is_taken_back_once() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let (path, plan) = a_plan(&app, &manager, &client).await;
        let progress = format!("{path}/goals/{}/progress", part(&plan, "goals", 0));
        let make = async |status: &str| {
            let entry = manager.post(&progress, json!({ "note": "x" })).await.expect(201);
            let entry = format!("{progress}/{}", entry.id());
            if status == "entered_in_error" {
                fire(&manager, &entry, "enter_in_error", Some(reason())).await.expect(200);
            }
            entry
        };
        let statuses = ["recorded", "entered_in_error"];
        let events = [("enter_in_error", Some(reason()))];
        let table = "recorded enter_in_error entered_in_error";
        try_all(&manager, table, (&statuses, &events), make, not_allowed).await;
    });
}
