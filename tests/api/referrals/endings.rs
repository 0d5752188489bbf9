//! Overdue, waiting, given up, opened again: and how the sender finds out.

use super::*;
use crate::harness::on_both;

fn tried() -> Value {
    json!({ "channel": "phone", "contact": "recipient", "outcome": "no_answer", "note": "Rang out." })
}

#[test]
fn a_missing_answer_is_the_senders_matter_when_it_is_due_and_the_supervisors_two_business_days_later()
 {
    on_both(|app| async move {
        let (path, _) = sent(&app).await;
        let manager = app.caller(Role::CareManager);
        let early = act(&manager, &path, "escalate", json!({})).await;
        early.expect_problem(409, "referral_not_overdue");
        let escalation = async || {
            let manager = app.caller(Role::CareManager);
            manager.get(&path).await.expect(200).body["escalation"].clone()
        };
        let listed = async |level: &str| {
            let list = format!("/v1/referrals?escalation={level}");
            app.caller(Role::CareManager).get(&list).await.expect(200).items().len()
        };
        // Due at the end of Wednesday in Chicago; two business days later is Friday.
        for (at, level) in [
            ("2026-01-08T05:59:59.999Z", "none"),
            ("2026-01-08T06:00:00Z", "requester"),
            ("2026-01-10T05:59:59.999Z", "requester"),
            ("2026-01-10T06:00:00Z", "supervisor"),
        ] {
            app.clock.set(at);
            assert_eq!(escalation().await, level, "{at}");
            for asked in ["none", "requester", "supervisor"] {
                assert_eq!(listed(asked).await, usize::from(asked == level), "{at} {asked}");
            }
        }
        let manager = app.caller(Role::CareManager);
        let note = json!({ "note": "Nobody picks up the phone." });
        let escalated = act(&manager, &path, "escalate", note).await.expect(200);
        assert_eq!(escalated.body["status"], "requested");
        assert_eq!(escalated.body["escalatedAt"], "2026-01-10T06:00:00.000Z");
        let task = ("referral_followup".to_owned(), "2026-01-12".to_owned());
        assert_eq!(open_tasks(&app, &app.first).await, [task]);
        // The other side does not hear of it.
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        let list = worker.get("/v1/referrals").await.expect(200);
        let theirs = format!("/v1/referrals/{}", list.items()[0]["id"].as_str().unwrap());
        assert!(list.items()[0].get("escalatedAt").is_none());
        assert_eq!(moves(&worker, &theirs, "status").await, ["requested"]);
        act(&worker, &theirs, "accept", json!({})).await.expect(200);
        assert!(open_tasks(&app, &app.first).await.is_empty(), "it is answered");
        let manager = app.caller(Role::CareManager);
        act(&manager, &path, "escalate", json!({}))
            .await
            .expect_problem(409, "transition_not_allowed");
    });
}

#[test]
fn who_waits_for_a_place_is_told_which_and_when() {
    on_both(|app| async move {
        let (path, theirs) = sent(&app).await;
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        let manager = app.caller(Role::CareManager);
        act(&worker, &theirs, "accept", json!({})).await.expect(200);
        let past = json!({ "reason": "Full.", "estimatedOn": "2026-01-04" });
        let past = act(&worker, &theirs, "waitlist", past).await;
        past.expect_problem(422, "validation_failed");
        let place = json!({ "reason": "Full.", "position": 3, "estimatedOn": "2026-02-01" });
        act(&worker, &theirs, "waitlist", place).await.expect(200);
        let ours = manager.get(&path).await.expect(200);
        assert_eq!(ours.body["status"], "on_hold");
        assert_eq!(ours.body["statusReasonCode"], "waitlist");
        assert_eq!(ours.body["statusReason"], "Full.");
        let wanted = json!({
            "position": 3, "estimatedOn": "2026-02-01", "checkDueAt": "2026-02-04T09:00:00.000Z",
        });
        assert_eq!(ours.body["waitlist"], wanted);
        assert_eq!(ours.body["loopStatus"], "response_received", "the loop stays open");
        let waiting = manager.get("/v1/referrals?waitlisted=true").await.expect(200);
        assert_eq!(waiting.items().len(), 1);
        let others = manager.get("/v1/referrals?waitlisted=false").await.expect(200);
        assert!(others.items().is_empty());
        let nearer = json!({ "reason": "One has moved.", "position": 2 });
        act(&worker, &theirs, "waitlist", nearer).await.expect(200);
        assert_eq!(manager.get(&path).await.expect(200).body["waitlist"]["position"], 2);
        act(&worker, &theirs, "start", json!({})).await.expect(200);
        let ours = manager.get(&path).await.expect(200);
        assert!(ours.body.get("waitlist").is_none());
        assert!(ours.body.get("statusReason").is_none());
    });
}

#[test]
fn a_referral_is_given_up_after_ninety_days_and_two_follow_ups_and_heard_of_again_opens_it() {
    on_both(|app| async move {
        let (path, theirs) = sent(&app).await;
        let give_up = async || {
            let manager = app.caller(Role::CareManager);
            act(&manager, &path, "close-unknown", json!({ "note": "Nobody knows." })).await
        };
        let follow_ups = format!("{path}/follow-ups");
        give_up().await.expect_problem(409, "closed_unknown_too_early");
        let numbers = async || {
            let manager = app.caller(Role::CareManager);
            let number = async |closable: bool| {
                let list = format!("/v1/referrals?closableAsUnknown={closable}");
                manager.get(&list).await.expect(200).items().len()
            };
            (number(true).await, number(false).await)
        };
        assert_eq!(numbers().await, (0, 1));
        let manager = app.caller(Role::CareManager);
        let first = manager.post(&follow_ups, tried()).await.expect(201);
        assert_eq!(first.header("location").unwrap(), format!("{follow_ups}/{}", first.id()));
        app.clock.set("2026-04-05T08:59:59.999Z");
        give_up().await.expect_problem(409, "closed_unknown_too_early");
        app.clock.set("2026-04-05T09:00:00Z");
        give_up().await.expect_problem(409, "follow_ups_missing");
        let manager = app.caller(Role::CareManager);
        for (tried_at, code) in
            [("2026-01-05T08:59:59Z", "before_sending"), ("2026-04-05T09:00:01Z", "in_the_future")]
        {
            let mut entry = tried();
            entry["triedAt"] = json!(tried_at);
            let refused = manager.post(&follow_ups, entry).await;
            let refused = refused.expect_problem(422, "validation_failed");
            assert_eq!(refused.body["errors"][0]["code"], code);
        }
        manager.post(&follow_ups, tried()).await.expect(201);
        assert_eq!(manager.get(&follow_ups).await.expect(200).items().len(), 2);
        assert_eq!(numbers().await, (1, 0));
        app.clock.set("2026-04-05T08:59:59.999Z");
        assert_eq!(numbers().await, (0, 1));
        app.clock.set("2026-04-05T09:00:00Z");
        let closed = give_up().await.expect(200);
        assert_eq!(numbers().await, (0, 1));
        assert_eq!(closed.body["loopStatus"], "closed_unknown");
        assert_eq!(closed.body["status"], "requested");
        assert_eq!(closed.body["closureNote"], "Nobody knows.");
        give_up().await.expect_problem(409, "transition_not_allowed");
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        let told = worker.get(&theirs).await.expect(200);
        assert_eq!(told.body["loopStatus"], "closed_unknown");
        assert!(told.body.get("closureNote").is_none());
        // The follow-ups are the sender's.
        let none = worker.get(&format!("{theirs}/follow-ups")).await.expect(200);
        assert!(none.items().is_empty());
        let wrong = app.caller_of(&app.second, Role::CareManager);
        let wrong = wrong.post(&format!("{theirs}/follow-ups"), tried()).await;
        wrong.expect_problem(409, "transition_not_allowed");

        act(&worker, &theirs, "accept", json!({})).await.expect(200);
        let ours = app.caller(Role::CareManager).get(&path).await.expect(200);
        assert_eq!(ours.body["loopStatus"], "response_received");
        assert!(ours.body.get("loopClosedAt").is_none());
        let heard = ["open", "closed_unknown", "response_received"];
        assert_eq!(moves(&app.caller(Role::CareManager), &path, "loop").await, heard);
    });
}

/// A completed referral whose loop is closed: the paths of both sides.
async fn closed(app: &TestApp, source: &str) -> (String, String) {
    let (path, theirs) = sent(app).await;
    let worker = app.caller_of(&app.second, Role::PartnerAgency);
    act(&worker, &theirs, "accept", json!({})).await.expect(200);
    act(&worker, &theirs, "complete", delivered()).await.expect(200);
    let close = json!({
        "closureReason": "service_received", "needMet": "yes", "needMetSource": source,
    });
    let manager = app.caller(Role::CareManager);
    act(&manager, &path, "close-loop", close).await.expect(200);
    (path, theirs)
}

#[test]
fn a_closed_loop_is_opened_again_by_who_drafted_it_or_supervises_and_both_intervals_stay_on_record()
{
    on_both(|app| async move {
        let (path, theirs) = closed(&app, "client").await;
        let reason = json!({ "reason": "The meals never came." });
        let colleague = app.caller(Role::Integration);
        let refused = act(&colleague, &path, "reopen-loop", reason.clone()).await;
        refused.expect_problem(403, "forbidden");
        // 180 days after the closing, to the millisecond, and no later.
        app.clock.set("2026-07-04T09:00:00Z");
        let supervisor = app.caller(Role::Supervisor);
        let offered = supervisor.get(&path).await.expect(200).body["allowedActions"].clone();
        assert!(offered.as_array().unwrap().contains(&json!("reopen_loop")));
        let opened = act(&supervisor, &path, "reopen-loop", reason.clone()).await.expect(200);
        assert_eq!(opened.body["loopStatus"], "open");
        for absent in ["loopClosedAt", "closureReason", "needMet"] {
            assert!(opened.body.get(absent).is_none(), "{absent}");
        }
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        assert_eq!(worker.get(&theirs).await.expect(200).body["loopStatus"], "open");
        let open = open_tasks(&app, &app.first).await;
        assert_eq!(open, [("results_review".to_owned(), "2026-07-08".to_owned())]);
        let again = act(&supervisor, &path, "reopen-loop", reason.clone()).await;
        again.expect_problem(409, "transition_not_allowed");
        let other = json!({ "closureReason": "other", "note": "Nothing to be done." });
        act(&supervisor, &path, "close-loop", other).await.expect(200);
        let intervals =
            ["open", "response_received", "result_received", "closed", "open", "closed"];
        assert_eq!(moves(&supervisor, &path, "loop").await, intervals);
        app.clock.set("2026-12-31T09:00:00.001Z");
        let manager = app.caller(Role::CareManager);
        let late = act(&manager, &path, "reopen-loop", reason).await;
        late.expect_problem(409, "loop_reopen_too_late");
        let offered = manager.get(&path).await.expect(200).body["allowedActions"].clone();
        assert!(!offered.as_array().unwrap().contains(&json!("reopen_loop")));
    });
}

#[test]
fn the_client_is_asked_two_weeks_later_unless_the_client_has_said_so() {
    on_both(|app| async move {
        let (path, _) = closed(&app, "staff").await;
        // The review is done; what the client thinks of it is still to be asked.
        let task = ("contact".to_owned(), "2026-01-19".to_owned());
        assert_eq!(open_tasks(&app, &app.first).await, [task]);
        let waiting = async || {
            let list = app.caller(Role::CareManager).get("/v1/worklists/queue").await.expect(200);
            let item = &list.items()[0];
            assert_eq!(item["title"], "Ask the client whether the need was met");
            item["group"].clone()
        };
        // Midnight in Chicago: until then there is nothing to ask.
        app.clock.set("2026-01-19T05:59:59.999Z");
        assert_eq!(waiting().await, "later");
        app.clock.set("2026-01-19T06:00:00Z");
        assert_eq!(waiting().await, "due_today");
        app.clock.set("2026-01-19T15:00:00Z");
        let manager = app.caller(Role::CareManager);
        let said = json!({ "needMet": "partly", "note": "No fruit." });
        let told = act(&manager, &path, "record-feedback", said).await.expect(200);
        assert_eq!(told.body["needMet"], "partly");
        assert_eq!(told.body["needMetSource"], "client");
        assert_eq!(told.body["feedbackNote"], "No fruit.");
        assert_eq!(told.body["loopStatus"], "closed");
        assert!(open_tasks(&app, &app.first).await.is_empty());
    });
}
