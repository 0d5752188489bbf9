//! Every status of a conference against every action, over HTTP.

use serde_json::{Value, json};

use super::{Meeting, client, plan_meeting};
use crate::harness::{Answer, Role, TestApp, on_both};

const STATUSES: [&str; 9] = [
    "draft",
    "scheduled",
    "in_progress",
    "held",
    "minutes_draft",
    "closed",
    "cancelled",
    "missed",
    "entered_in_error",
];

/// From which statuses an action leads where; from all others it is refused.
const TABLE: [(&str, &[(&str, &str)]); 11] = [
    ("schedule", &[("draft", "scheduled")]),
    ("reschedule", &[("scheduled", "scheduled")]),
    ("start", &[("scheduled", "in_progress")]),
    ("cancel", &[("draft", "cancelled"), ("scheduled", "cancelled")]),
    ("mark-missed", &[("scheduled", "missed")]),
    ("record-held", &[("draft", "held"), ("scheduled", "held"), ("missed", "held")]),
    ("end", &[("in_progress", "held")]),
    ("record-minutes", &[("held", "minutes_draft")]),
    ("sign", &[("minutes_draft", "closed")]),
    ("addend", &[("closed", "closed")]),
    (
        "enter-in-error",
        &[
            ("draft", "entered_in_error"),
            ("scheduled", "entered_in_error"),
            ("in_progress", "entered_in_error"),
            ("held", "entered_in_error"),
            ("minutes_draft", "entered_in_error"),
            ("closed", "entered_in_error"),
            ("cancelled", "entered_in_error"),
            ("missed", "entered_in_error"),
        ],
    ),
];

/// A conference of its own client in the status, an hour after its end.
async fn bring(app: &TestApp, status: &str) -> Meeting {
    app.clock.set("2026-01-05T09:00:00Z");
    let mut meeting = plan_meeting(app, &client(app).await).await;
    let reason = json!({ "reason": "So it was." });
    match status {
        "draft" => {}
        "cancelled" => {
            meeting.post("cancel", reason.clone()).await.expect(200);
        }
        "entered_in_error" => {
            meeting.post("enter-in-error", reason.clone()).await.expect(200);
        }
        "closed" | "minutes_draft" => {
            meeting.minute().await;
            if status == "closed" {
                meeting.go("sign").await.expect(200);
            }
        }
        _ => {
            meeting.schedule().await;
            if matches!(status, "in_progress" | "held") {
                meeting.post("start", json!({})).await.expect(200);
            }
            if status == "held" {
                let attendance = meeting.attendance();
                meeting.post("end", json!({ "attendance": attendance })).await.expect(200);
            }
        }
    }
    app.clock.set("2026-01-05T17:00:00Z");
    meeting.caller = app.caller(Role::CareManager);
    if status == "missed" {
        meeting.post("mark-missed", reason).await.expect(200);
    }
    assert_eq!(meeting.body["status"], status);
    meeting
}

fn body(meeting: &Meeting, action: &str) -> Value {
    let times = |day: &str| {
        json!({
            "startsAt": format!("2026-01-{day}T15:00:00Z"),
            "endsAt": format!("2026-01-{day}T16:00:00Z"),
            "timeZone": "America/Chicago",
        })
    };
    match action {
        "schedule" => times("06"),
        "reschedule" => {
            let mut times = times("06");
            times["reason"] = json!("It rains.");
            times
        }
        "record-held" => {
            let mut held = times("05");
            held["attendance"] = meeting.attendance();
            held
        }
        "end" => json!({ "attendance": meeting.attendance() }),
        "start" => json!({}),
        "record-minutes" | "addend" => json!({ "body": "We met." }),
        _ => json!({ "reason": "So it was." }),
    }
}

async fn fire(meeting: &mut Meeting, action: &str) -> Answer {
    match action {
        "sign" => meeting.go(action).await,
        _ => meeting.post(action, body(meeting, action)).await,
    }
}

#[test]
fn each_action_is_possible_in_the_statuses_of_the_table_and_in_no_other() {
    on_both(|app| async move {
        for status in STATUSES {
            let mut refusing = bring(&app, status).await;
            let mut allowed = Vec::new();
            for (action, moves) in TABLE {
                let wanted = moves.iter().find(|(from, _)| *from == status);
                let Some((_, to)) = wanted else {
                    let refused = fire(&mut refusing, action).await;
                    refused.expect_problem(409, "transition_not_allowed");
                    continue;
                };
                allowed.push(action.replace('-', "_"));
                let mut moving = bring(&app, status).await;
                let moved = fire(&mut moving, action).await.expect(200);
                assert_eq!(moved.body["status"], *to, "{status} {action}");
            }
            let now = refusing.caller.get(&refusing.path).await.expect(200);
            assert_eq!(now.body["status"], status, "refusals change nothing");
            let shown = now.body["allowedActions"].as_array().unwrap();
            let mut shown: Vec<_> =
                shown.iter().map(|action| action.as_str().unwrap().to_owned()).collect();
            shown.sort();
            allowed.sort();
            assert_eq!(shown, allowed, "{status}");
        }
    });
}

#[test]
fn an_invitation_moves_as_the_participant_says_and_opens_again_with_another_time() {
    on_both(|app| async move {
        let mut meeting = plan_meeting(&app, &client(&app).await).await;
        meeting.schedule().await;
        let respond = format!("participants/{}/respond", meeting.part("participants", 2));
        let answers = ["accepted", "declined", "tentative"];
        for from in answers {
            for to in answers {
                meeting.post(&respond, json!({ "answer": from })).await.expect(200);
                let answered = meeting.post(&respond, json!({ "answer": to })).await.expect(200);
                assert_eq!(answered.body["invitationStatus"], to, "{from} {to}");
            }
            meeting.post(&respond, json!({ "answer": from })).await.expect(200);
            let mut later = super::times("18:00", "19:00");
            later["reason"] = json!("It rains.");
            let moved = meeting.post("reschedule", later).await.expect(200);
            assert_eq!(moved.body["participants"][2]["invitationStatus"], "needs_action");
        }
    });
}

#[test]
fn a_conference_is_missed_only_once_it_should_be_over() {
    on_both(|app| async move {
        let mut meeting = plan_meeting(&app, &client(&app).await).await;
        meeting.schedule().await;
        app.clock.set("2026-01-05T15:59:59Z");
        meeting.caller = app.caller(Role::CareManager);
        let reason = json!({ "reason": "The bus broke down." });
        let early = meeting.post("mark-missed", reason.clone()).await;
        early.expect_problem(409, "conference_not_over");
        app.clock.set("2026-01-06T16:00:00Z");
        meeting.caller = app.caller(Role::CareManager);
        let late = meeting.caller.get(&meeting.path).await.expect(200);
        assert_eq!(late.body["notStarted"], true);
        assert_eq!(late.body["warnings"][0]["code"], "not_started");
        let missed = meeting.post("mark-missed", reason).await.expect(200);
        assert_eq!(
            (&missed.body["status"], &missed.body["notStarted"]),
            (&json!("missed"), &json!(false))
        );
    });
}

#[test]
fn a_conference_in_error_leaves_the_lists_and_takes_its_tasks_along() {
    on_both(|app| async move {
        let mut meeting = plan_meeting(&app, &client(&app).await).await;
        meeting.minute().await;
        let item = json!({
            "text": "Call the pantry", "ownerId": app.first.user(Role::CareManager),
            "dueOn": "2026-01-16",
        });
        meeting.post("action-items", item).await.expect(201);
        meeting.go("sign").await.expect(200);
        let path = format!("{}/enter-in-error", meeting.path);
        let reason = json!({ "reason": "It was about somebody else." });
        let other = app.caller(Role::Clinician).act(&path, &meeting.etag, reason.clone()).await;
        other.expect_problem(403, "forbidden");
        app.clock.set("2026-01-07T09:00:00Z");
        meeting.caller = app.caller(Role::CareManager);
        let late = meeting.post("enter-in-error", reason.clone()).await;
        late.expect_problem(403, "forbidden");
        meeting.caller = app.caller(Role::Supervisor);
        let taken_out = meeting.post("enter-in-error", reason).await.expect(200);
        assert_eq!(taken_out.body["status"], "entered_in_error");
        assert_eq!(taken_out.body["actionItems"][0]["taskStatus"], "cancelled");
        let all = meeting.caller.get("/v1/care-conferences").await.expect(200);
        assert!(all.items().is_empty());
        let asked = meeting.caller.get("/v1/care-conferences?status=entered_in_error").await;
        assert_eq!(asked.expect(200).items().len(), 1);
        meeting.caller.get(&meeting.path).await.expect(200);
    });
}
