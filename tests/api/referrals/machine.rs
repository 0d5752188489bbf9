//! Every status × every action × each side, against a table that is written out.

use super::*;
use crate::harness::{START, on_both};

const ACTIONS: [&str; 14] = [
    "send",
    "accept",
    "reject",
    "waitlist",
    "start",
    "pause",
    "complete",
    "fail",
    "cancel",
    "enter-in-error",
    "close-loop",
    "re-refer",
    "split",
    "record-feedback",
];

/// How a referral comes to each status: the actions, `>` for the recipient's.
const STATES: [(&str, &[&str]); 11] = [
    ("draft", &[]),
    ("requested", &["send"]),
    ("accepted", &["send", "> accept"]),
    ("rejected", &["send", "> reject"]),
    ("in_progress", &["send", "> accept", "> start"]),
    ("paused", &["send", "> accept", "> start", "> pause"]),
    ("waitlisted", &["send", "> accept", "> waitlist"]),
    ("completed", &["send", "> accept", "> complete"]),
    ("failed", &["send", "> accept", "> fail"]),
    ("cancelled", &["send", "cancel"]),
    ("entered_in_error", &["send", "enter-in-error"]),
];

fn senders(state: &str) -> &'static [&'static str] {
    match state {
        "draft" => &["send", "cancel", "enter-in-error", "split"],
        "requested" | "accepted" | "in_progress" | "paused" | "waitlisted" => {
            &["cancel", "enter-in-error"]
        }
        "rejected" | "failed" | "cancelled" => {
            &["enter-in-error", "close-loop", "re-refer", "split"]
        }
        "completed" => &["enter-in-error", "close-loop", "record-feedback"],
        _ => &[],
    }
}

fn recipients(state: &str) -> &'static [&'static str] {
    match state {
        "requested" => &["accept", "reject", "cancel"],
        "accepted" | "waitlisted" => &["waitlist", "start", "complete", "fail", "cancel"],
        "in_progress" => &["pause", "complete", "fail", "cancel"],
        "paused" => &["start", "complete", "fail", "cancel"],
        _ => &[],
    }
}

/// A body that would do.
fn body(app: &TestApp, action: &str, recorded: bool) -> Value {
    let because = |code: &str| json!({ "reasonCode": code, "reason": "It is so." });
    let mut body = match action {
        "reject" | "fail" => because("other"),
        "cancel" => because("error"),
        "pause" | "waitlist" | "enter-in-error" => json!({ "reason": "It is so." }),
        "complete" => delivered(),
        "close-loop" => json!({ "closureReason": "other" }),
        "re-refer" => json!({ "recipientAgencyId": app.third.id }),
        "split" => json!({ "parts": [
            { "recipientAgencyId": app.second.id }, { "recipientAgencyId": app.third.id },
        ] }),
        "record-feedback" => json!({ "needMet": "partly" }),
        _ => json!({}),
    };
    let answers = ["accept", "reject", "waitlist", "start", "pause", "complete", "fail"];
    if recorded && answers.contains(&action) {
        body["heardBy"] = json!("phone");
    }
    body
}

async fn fire(app: &TestApp, caller: &Caller, path: &str, action: &str, recorded: bool) -> Answer {
    if action == "send" {
        let etag = caller.get(path).await.expect(200).etag();
        return try_to_send(caller, path, &etag).await;
    }
    act(caller, path, action, body(app, action, recorded)).await
}

/// Both sides of a referral in this status; the second is absent where there is none.
async fn bring(
    app: &TestApp,
    new: &Value,
    client: &str,
    steps: &[&str],
) -> (String, Option<String>) {
    let sender = app.caller(Role::Supervisor);
    let recipient = app.caller_of(&app.second, Role::Supervisor);
    let recorded = new.get("organizationName").is_some();
    let path = format!("/v1/clients/{client}/referrals");
    let ours = sender.post(&path, new.clone()).await.expect(201);
    let ours = format!("/v1/referrals/{}", ours.id());
    let mut theirs = None;
    for step in steps {
        match step.strip_prefix("> ") {
            Some(action) if !recorded => {
                let theirs: &String = theirs.as_ref().unwrap();
                fire(app, &recipient, theirs, action, false).await.expect(200);
            }
            Some(action) => {
                fire(app, &sender, &ours, action, true).await.expect(200);
            }
            None => {
                let answer = fire(app, &sender, &ours, step, recorded).await.expect(200);
                if *step == "send" && !recorded {
                    theirs = Some(incoming(app, &answer).await);
                }
            }
        }
    }
    (ours, theirs)
}

#[test]
fn every_action_of_either_side_is_possible_in_the_statuses_of_the_table_and_in_no_other() {
    on_both(|app| async move {
        let client = client_with_consent(&app, &["demographics", "referral"]).await;
        let mut new = meals(&app);
        new["payloadProfile"] = json!("contact");
        let sender = app.caller(Role::Supervisor);
        let recipient = app.caller_of(&app.second, Role::Supervisor);
        for (state, steps) in STATES {
            let (ours, theirs) = bring(&app, &new, &client, steps).await;
            let sides =
                [(&sender, Some(ours), senders(state)), (&recipient, theirs, recipients(state))];
            for (place, (caller, path, possible)) in sides.into_iter().enumerate() {
                let Some(path) = path else { continue };
                offers_what_is_possible(caller, &path, possible, &[]).await;
                for action in ACTIONS {
                    let side = ["the sender", "the recipient"][place];
                    if possible.contains(&action) {
                        let (ours, theirs) = bring(&app, &new, &client, steps).await;
                        let path = if place == 0 { ours } else { theirs.unwrap() };
                        let done = fire(&app, caller, &path, action, false).await;
                        assert!(
                            done.status.is_success(),
                            "{side}, {state}, {action}: {:#}",
                            done.body
                        );
                    } else {
                        let refused = fire(&app, caller, &path, action, false).await;
                        assert_eq!(
                            refused.status, 409,
                            "{side}, {state}, {action}: {:#}",
                            refused.body
                        );
                    }
                }
            }
        }
    });
}

/// `allowedActions` is the row of the table.
async fn offers_what_is_possible(caller: &Caller, path: &str, one: &[&str], two: &[&str]) {
    let now = caller.get(path).await.expect(200);
    let offered = now.body["allowedActions"].as_array().unwrap().iter();
    let mut offered: Vec<_> =
        offered.map(|code| code.as_str().unwrap().replace('_', "-")).collect();
    let mut possible: Vec<_> = one.iter().chain(two).map(|code| (*code).to_owned()).collect();
    offered.sort();
    possible.sort();
    possible.dedup();
    assert_eq!(offered, possible, "{:#}", now.body["status"]);
}

#[test]
fn the_senders_staff_records_every_answer_of_an_organization_that_is_no_agency_here() {
    on_both(|app| async move {
        let client = new_client(&app).await;
        let pantry = json!({ "name": "ST. MARY'S PANTRY" });
        consent_to(&app, &client, pantry, &["demographics", "referral"]).await;
        let mut new = meals(&app);
        new.as_object_mut().unwrap().remove("recipientAgencyId");
        new["organizationName"] = json!("St. Mary's Pantry");
        let sender = app.caller(Role::Supervisor);
        for (state, steps) in STATES {
            let (path, _) = bring(&app, &new, &client, steps).await;
            let (own, answers) = (senders(state), recipients(state));
            offers_what_is_possible(&sender, &path, own, answers).await;
            for action in ACTIONS {
                if own.contains(&action) || answers.contains(&action) {
                    let (path, _) = bring(&app, &new, &client, steps).await;
                    let done = fire(&app, &sender, &path, action, true).await;
                    assert!(done.status.is_success(), "{state}, {action}: {:#}", done.body);
                } else {
                    let refused = fire(&app, &sender, &path, action, true).await;
                    assert_eq!(refused.status, 409, "{state}, {action}: {:#}", refused.body);
                }
            }
        }
    });
}

const LOOP_ACTIONS: [(&str, &str); 3] =
    [("close-loop", "closed"), ("close-unknown", "closed_unknown"), ("reopen-loop", "open")];

/// How a loop comes to each status, and what the sender can do with it when nothing else is missing.
const LOOPS: [(&str, &[&str], &[&str]); 5] = [
    ("open", &["send"], &["close-unknown"]),
    ("response_received", &["send", "> accept"], &["close-unknown"]),
    ("result_received", &["send", "> accept", "> complete"], &["close-loop"]),
    ("closed", &["send", "> accept", "> complete", "close-loop"], &["reopen-loop"]),
    ("closed_unknown", &["send", "close-unknown"], &["reopen-loop"]),
];

/// Both sides of a referral whose loop is in this status, ninety days later, with two follow-ups.
async fn bring_loop(app: &TestApp, client: &str, steps: &[&str]) -> (String, String) {
    app.clock.set(START);
    let mut new = meals(app);
    new["payloadProfile"] = json!("contact");
    let given_up = steps.last() == Some(&"close-unknown");
    let steps = if given_up { &steps[..steps.len() - 1] } else { steps };
    let (ours, theirs) = bring(app, &new, client, steps).await;
    app.clock.set("2026-04-05T09:00:00Z");
    let sender = app.caller(Role::Supervisor);
    for _ in 0..2 {
        let tried = json!({
            "channel": "phone", "contact": "recipient", "outcome": "no_answer",
        });
        sender.post(&format!("{ours}/follow-ups"), tried).await.expect(201);
    }
    if given_up {
        let nobody = json!({ "note": "Nobody knows." });
        act(&sender, &ours, "close-unknown", nobody).await.expect(200);
    }
    (ours, theirs.unwrap())
}

#[test]
fn the_sender_moves_the_loop_in_the_statuses_of_the_table_and_the_recipient_never() {
    on_both(|app| async move {
        let client = client_with_consent(&app, &["demographics", "referral"]).await;
        for (state, steps, possible) in LOOPS {
            for (action, to) in LOOP_ACTIONS {
                let (ours, theirs) = bring_loop(&app, &client, steps).await;
                let sender = app.caller(Role::Supervisor);
                let recipient = app.caller_of(&app.second, Role::Supervisor);
                let now = sender.get(&ours).await.expect(200);
                assert_eq!(now.body["loopStatus"], state);
                let is_of_loop = |code: &&str| LOOP_ACTIONS.iter().any(|(one, _)| one == code);
                let offered = now.body["allowedActions"].as_array().unwrap().iter();
                let offered: Vec<_> =
                    offered.map(|code| code.as_str().unwrap().replace('_', "-")).collect();
                let offered: Vec<_> =
                    offered.iter().map(String::as_str).filter(is_of_loop).collect();
                assert_eq!(offered, possible, "{state}");
                let body = match action {
                    "close-loop" => json!({ "closureReason": "other" }),
                    "close-unknown" => json!({ "note": "Nobody knows." }),
                    _ => json!({ "reason": "It came back." }),
                };
                let refused = act(&recipient, &theirs, action, body.clone()).await;
                assert_eq!(refused.status, 409, "{state}, {action}: {:#}", refused.body);
                let answer = act(&sender, &ours, action, body).await;
                if possible.contains(&action) {
                    assert_eq!(answer.expect(200).body["loopStatus"], to, "{state}, {action}");
                    assert_eq!(recipient.get(&theirs).await.expect(200).body["loopStatus"], to);
                } else {
                    assert_eq!(answer.status, 409, "{state}, {action}: {:#}", answer.body);
                }
            }
        }
    });
}
