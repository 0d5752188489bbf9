//! Every state of an assessment against everything that can be done with it.

use super::*;
use crate::harness::{Role, TestApp, on_both};

const STATES: [&str; 8] = [
    "planned",
    "in_progress",
    "completed",
    "stopped",
    "reviewed",
    "amended",
    "missed",
    "entered_in_error",
];

const ACTIONS: [&str; 7] =
    ["start", "complete", "stop", "review", "amend", "mark-missed", "enter-in-error"];

/// Where an action leads from a state; nowhere if it is not there.
fn leads_to(state: &str, action: &str) -> Option<&'static str> {
    Some(match (state, action) {
        ("planned", "start") => "in_progress",
        ("planned", "mark-missed") => "missed",
        ("planned" | "in_progress", "stop") => "stopped",
        ("in_progress", "complete") => "completed",
        ("completed", "review") => "reviewed",
        ("completed" | "reviewed", "amend") => "amended",
        ("entered_in_error", _) => return None,
        (_, "enter-in-error") => "entered_in_error",
        _ => return None,
    })
}

fn body(action: &str) -> Option<Value> {
    Some(match action {
        "start" => return None,
        "complete" | "mark-missed" => json!({}),
        "review" => json!({ "narrative": "Read and discussed." }),
        "amend" => json!({
            "reason": "Entered on the wrong line.",
            "answers": [{ "linkId": "gad2-1", "answer": chosen("nearly_every_day") }],
        }),
        _ => json!({ "reason": "It was another client's." }),
    })
}

async fn act(caller: &Caller, id: &str, action: &str) -> Answer {
    let path = format!("/v1/assessments/{id}");
    let etag = caller.get(&path).await.expect(200).etag();
    let headers = [("if-match", etag.as_str())];
    caller.send(reqwest::Method::POST, &format!("{path}/{action}"), &headers, body(action)).await
}

/// An assessment in that state, with all its answers where it takes any.
async fn in_state(supervisor: &Caller, client: &str, state: &str) -> String {
    let mut new = screening("gad-2");
    if matches!(state, "planned" | "missed") {
        new["dueOn"] = json!("2026-01-04");
    }
    let path = format!("/v1/clients/{client}/assessments");
    let id = supervisor.post(&path, new).await.expect(201).id();
    if !matches!(state, "planned" | "missed") {
        answer(supervisor, &id, "gad2", &[1, 1]).await;
    }
    let steps: &[&str] = match state {
        "planned" | "in_progress" => &[],
        "completed" => &["complete"],
        "stopped" => &["stop"],
        "reviewed" => &["complete", "review"],
        "amended" => &["complete", "amend"],
        "missed" => &["mark-missed"],
        _ => &["enter-in-error"],
    };
    for action in steps {
        assert!(act(supervisor, &id, action).await.status.is_success());
    }
    let now = supervisor.get(&format!("/v1/assessments/{id}")).await.expect(200);
    assert_eq!(now.body["status"], state);
    id
}

#[test]
fn from_each_state_each_action_leads_where_the_table_says_and_nowhere_else() {
    on_both(|app| async move {
        let supervisor = app.caller(Role::Supervisor);
        let client = client(&supervisor).await;
        for state in STATES {
            for action in ACTIONS {
                let id = in_state(&supervisor, &client, state).await;
                let path = format!("/v1/assessments/{id}");
                let before = supervisor.get(&path).await.expect(200);
                let name = action.replace('-', "_");
                let offered = before.body["allowedActions"].as_array().unwrap();
                let to = leads_to(state, action);
                assert_eq!(offered.contains(&json!(name)), to.is_some(), "{state} {action}");
                let answer = act(&supervisor, &id, action).await;
                let after = supervisor.get(&path).await.expect(200);
                if let Some(to) = to {
                    assert!(answer.status.is_success(), "{state} {action}: {:#}", answer.body);
                    assert_eq!(after.body["status"], to, "{state} {action}");
                } else {
                    let refused = answer.expect_problem(409, "transition_not_allowed");
                    assert_eq!(refused.body["allowedActions"], before.body["allowedActions"]);
                    assert_eq!(after.body, before.body, "{state} {action}");
                }
            }
        }
    });
}

#[test]
fn answers_and_particulars_change_only_until_it_is_completed() {
    on_both(|app| async move {
        let supervisor = app.caller(Role::Supervisor);
        let client = client(&supervisor).await;
        for state in STATES {
            let id = in_state(&supervisor, &client, state).await;
            let path = format!("/v1/assessments/{id}");
            let etag = supervisor.get(&path).await.expect(200).etag();
            let patch = json!({ "mode": "phone", "interpreterUsed": true });
            let patched = supervisor.patch(&path, &etag, patch).await;
            if matches!(state, "planned" | "in_progress") {
                assert_eq!(patched.expect(200).body["mode"], "phone");
            } else {
                patched.expect_problem(409, "assessment_closed");
            }
            let saved = save(&supervisor, &id, "gad2-1", chosen("not_at_all")).await;
            if state == "in_progress" {
                saved.expect(200);
            } else {
                saved.expect_problem(409, "assessment_not_in_progress");
            }
        }
    });
}

#[test]
fn a_planned_assessment_is_overdue_when_its_day_is_over_and_only_then_missed() {
    on_both(|app: TestApp| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let mut new = screening("gad-2");
        new["dueOn"] = json!("2026-01-05");
        let path = format!("/v1/clients/{client}/assessments");
        let planned = manager.post(&path, new).await.expect(201);
        assert_eq!(planned.body["overdue"], false);
        let missed = format!("/v1/assessments/{}/mark-missed", planned.id());
        let early = manager.act(&missed, &planned.etag(), json!({})).await;
        early.expect_problem(409, "assessment_not_overdue");
        // One minute to midnight in Chicago, then midnight.
        app.clock.set("2026-01-06T05:59:00Z");
        let manager = app.caller(Role::CareManager);
        let early = manager.act(&missed, &planned.etag(), json!({})).await;
        early.expect_problem(409, "assessment_not_overdue");
        app.clock.set("2026-01-06T06:00:00Z");
        let listed = manager.get(&path).await.expect(200);
        assert_eq!(listed.items()[0]["overdue"], true);
        let actions = json!(["start", "stop", "mark_missed", "enter_in_error"]);
        assert_eq!(listed.items()[0]["allowedActions"], actions);
        let reason = json!({ "reason": "She was in hospital." });
        let marked = manager.act(&missed, &planned.etag(), reason).await.expect(200);
        assert_eq!(marked.body["status"], "missed");
        assert_eq!(marked.body["overdue"], false);
        assert_eq!(marked.body["missedAt"], "2026-01-06T06:00:00.000Z");
        assert_eq!(marked.body["missedReason"], "She was in hospital.");
        let timeline = manager.get(&format!("/v1/clients/{client}/timeline")).await.expect(200);
        assert_eq!(timeline.items()[0]["summary"], "Assessment missed");
    });
}

#[test]
fn what_is_entered_in_error_counts_nowhere_and_is_listed_only_when_asked_for() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let id = begin(&manager, &client, "phq-9").await;
        let saved = answer(&manager, &id, "phq9", &[1; 9]).await;
        let done = complete(&manager, &saved).await.expect(200);
        let path = format!("/v1/assessments/{id}/enter-in-error");
        let reason = json!({ "reason": "It was another client's." });
        // A clinician did not write it, and the author's day passes.
        let other = app.caller(Role::Clinician);
        other.act(&path, &done.etag(), reason.clone()).await.expect_problem(403, "forbidden");
        app.clock.advance(chrono::TimeDelta::hours(25));
        let late = app.caller(Role::CareManager);
        late.act(&path, &done.etag(), reason.clone()).await.expect_problem(403, "forbidden");
        let supervisor = app.caller(Role::Supervisor);
        let gone = supervisor.act(&path, &done.etag(), reason).await.expect(200);
        assert_eq!(gone.body["status"], "entered_in_error");
        assert_eq!(gone.body["errorReason"], "It was another client's.");
        assert_eq!(gone.body["flags"][0]["status"], "withdrawn");
        assert_eq!(gone.body["flags"][0]["overdue"], false);
        assert_eq!(gone.body["openFlags"], 0);
        let tasks = supervisor.get(&format!("/v1/tasks?clientId={client}")).await.expect(200);
        assert_eq!(tasks.items()[0]["status"], "cancelled");

        let scores = format!("/v1/clients/{client}/scores");
        assert!(supervisor.get(&scores).await.expect(200).items().is_empty());
        let list = format!("/v1/clients/{client}/assessments");
        assert!(supervisor.get(&list).await.expect(200).items().is_empty());
        assert!(supervisor.get("/v1/assessments").await.expect(200).items().is_empty());
        let asked = supervisor.get(&format!("{list}?status=entered_in_error")).await.expect(200);
        assert_eq!(asked.items()[0]["id"], id);
        let suggested = supervisor.get(&format!("/v1/assessments/{id}/suggestions")).await;
        assert!(suggested.expect(200).items().is_empty());
    });
}

#[test]
fn particulars_of_an_open_assessment_are_set_changed_and_cleared() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let mut new = screening("phq-9");
        new["kind"] = json!("initial");
        new["dueOn"] = json!("2026-02-01");
        new["interviewerId"] = json!(app.first.user(Role::Clinician));
        new["componentDates"] = json!([{ "component": "medications", "date": "2026-01-03" }]);
        let planned = manager.post(&format!("/v1/clients/{client}/assessments"), new).await;
        let planned = planned.expect(201);
        let clinician = app.first.user(Role::Clinician).to_string();
        assert_eq!(planned.body["interviewerId"], clinician);
        assert_eq!(planned.body["componentDates"][0]["component"], "medications");
        let path = format!("/v1/assessments/{}", planned.id());
        for (patch, pointer, code) in [
            (json!({ "respondent": "staff" }), "#/respondent", "not_allowed"),
            (json!({ "clearFields": ["dueOn"] }), "#/clearFields", "due_on"),
            (json!({ "language": "can ary" }), "#/language", "language_tag"),
            (
                json!({ "dueOn": "2026-03-01", "clearFields": ["dueOn"] }),
                "#/clearFields",
                "set_and_cleared",
            ),
            (
                json!({ "componentDates": [
                    { "component": "caregivers", "date": "2026-01-01" },
                    { "component": "caregivers", "date": "2026-01-02" },
                ] }),
                "#/componentDates/1/component",
                "duplicate_item",
            ),
        ] {
            let refused = manager.patch(&path, &planned.etag(), patch).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{:#}", refused.body);
            assert_eq!(refused.body["errors"][0]["code"], code);
        }
        let patch = json!({
            "dueOn": "2026-03-01", "language": "es-MX", "clearFields": ["interviewerId"],
            "componentDates": [{ "component": "caregivers", "date": "2026-01-05" }],
        });
        let patched = manager.patch(&path, &planned.etag(), patch).await.expect(200);
        assert_eq!(patched.body["dueOn"], "2026-03-01");
        assert_eq!(patched.body["wordingLanguage"], "es");
        assert!(patched.body.get("interviewerId").is_none());
        assert_eq!(patched.body["componentDates"][0]["component"], "caregivers");
        let old = manager.patch(&path, &planned.etag(), json!({ "mode": "phone" })).await;
        old.expect_problem(412, "version_mismatch");
        let started = manager.act_plainly(&format!("{path}/start"), &patched.etag()).await;
        let user = app.first.user(Role::CareManager).to_string();
        assert_eq!(started.expect(200).body["interviewerId"], user, "who starts it asks");
    });
}
