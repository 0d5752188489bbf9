//! The loop: what the sender hears, and how it ends.

use entity::audit_entry;

use super::*;
use crate::harness::on_both;

#[test]
fn a_referral_goes_to_another_agency_and_its_loop_is_closed() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client_with_consent(&app, &["demographics", "referral", "assessment"]).await;
        let (path, draft) = draft(&app, &client).await;
        assert_eq!(draft.body["status"], "draft");
        assert_eq!(
            draft.body["allowedActions"],
            json!(["send", "cancel", "enter_in_error", "split"])
        );
        assert_eq!(draft.body["senderAgencyId"], json!(app.first.id));

        let sent = try_to_send(&manager, &path, &draft.etag()).await.expect(200);
        assert_eq!(sent.body["status"], "requested");
        assert_eq!(sent.body["loopStatus"], "open");
        // Two business days from Monday end with Wednesday, in Chicago.
        assert_eq!(sent.body["acknowledgementDueAt"], "2026-01-08T06:00:00.000Z");
        assert_eq!(sent.body["acknowledgementOverdue"], false);
        let packet = &sent.body["packet"];
        assert_eq!(packet["person"]["birthYear"], 1948);
        assert_eq!(packet["person"]["contactPoints"][0]["value"], "+15550100123");
        assert_eq!(packet["addresses"][0]["city"], "Chicago");
        assert_eq!(packet["withheld"], json!([]));

        let supervisor = app.caller(Role::Supervisor);
        let ledger = supervisor.get(&format!("/v1/clients/{client}/disclosures")).await.expect(200);
        assert_eq!(ledger.items().len(), 1, "{:#}", ledger.body);
        assert_eq!(ledger.items()[0]["payloadHash"], sent.body["packetHash"]);
        assert_eq!(ledger.items()[0]["consentId"], sent.body["consentId"]);

        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        let theirs = incoming(&app, &sent).await;
        let got = worker.get(&theirs).await.expect(200);
        assert_eq!(got.body["direction"], "incoming");
        assert_eq!(got.body["packet"], *packet);
        assert_eq!(got.body["allowedActions"], json!(["accept", "reject", "cancel"]));
        for absent in ["clientId", "consentId", "planInterventionId"] {
            assert!(got.body.get(absent).is_none(), "{absent}");
        }

        let contact = json!({ "contactPerson": "Sam", "plannedFirstContactOn": "2026-01-07" });
        let accepted = act(&worker, &theirs, "accept", contact).await.expect(200);
        assert_eq!(accepted.body["status"], "accepted");
        let ours = manager.get(&path).await.expect(200);
        assert_eq!(ours.body["contactPerson"], "Sam");
        assert_eq!(ours.body["loopStatus"], "response_received");
        act(&manager, &path, "close-loop", json!({ "closureReason": "other" }))
            .await
            .expect_problem(409, "loop_not_ready");
        let started = act(&worker, &theirs, "start", json!({})).await.expect(200);
        assert_eq!(started.body["firstContactOn"], "2026-01-05");
        let paused = act(&worker, &theirs, "pause", json!({ "reason": "In hospital." })).await;
        assert_eq!(paused.expect(200).body["status"], "on_hold");
        let again = act(&worker, &theirs, "start", json!({})).await.expect(200);
        assert!(again.body.get("statusReason").is_none());
        assert!(open_tasks(&app, &app.first).await.is_empty());
        act(&worker, &theirs, "complete", delivered()).await.expect(200);
        assert!(open_tasks(&app, &app.second).await.is_empty());
        let review = ("results_review".to_owned(), "2026-01-08".to_owned());
        let feedback = ("contact".to_owned(), "2026-01-19".to_owned());
        assert_eq!(open_tasks(&app, &app.first).await, [review, feedback]);

        let ours = manager.get(&path).await.expect(200);
        assert_eq!(ours.body["outcome"]["services"][0]["description"], "Weekly food box");
        assert_eq!(
            ours.body["allowedActions"],
            json!(["enter_in_error", "close_loop", "record_feedback"])
        );
        let close = json!({
            "closureReason": "service_received",
            "needMet": "partly",
            "needMetSource": "client",
            "note": "Wants fruit too.",
        });
        let closed = act(&manager, &path, "close-loop", close.clone()).await.expect(200);
        assert_eq!(closed.body["loopStatus"], "closed");
        let done = [("results_review", "completed"), ("contact", "completed")];
        assert_eq!(settled_tasks(&app).await, done, "the client has been asked");
        let theirs_now = worker.get(&theirs).await.expect(200);
        assert_eq!(theirs_now.body["loopStatus"], "closed");
        for absent in ["closureReason", "closureNote", "needMet"] {
            assert!(theirs_now.body.get(absent).is_none(), "{absent}");
        }
        act(&manager, &path, "close-loop", close)
            .await
            .expect_problem(409, "transition_not_allowed");

        let status =
            ["requested", "accepted", "in_progress", "on_hold", "in_progress", "completed"];
        assert_eq!(moves(&worker, &theirs, "status").await, status);
        assert_eq!(moves(&manager, &path, "status").await[1..], status);
        let heard = ["open", "response_received", "result_received", "closed"];
        assert_eq!(moves(&manager, &path, "loop").await, heard);
        assert_eq!(moves(&worker, &theirs, "loop").await, heard);
        each_agency_has_its_own_audit_entries(&app).await;
    });
}

/// What one agency did is in the other's log too, about the other's row only.
async fn each_agency_has_its_own_audit_entries(app: &TestApp) {
    for (agency, other) in [(&app.first, &app.second), (&app.second, &app.first)] {
        let theirs = audit_entry::Entity::find()
            .filter(audit_entry::Column::AgencyId.eq(agency.id))
            .filter(audit_entry::Column::ActorAgencyId.eq(other.id))
            .all(&app.database)
            .await
            .unwrap();
        assert!(!theirs.is_empty());
        for entry in theirs {
            let referrals = entry.items.iter().filter(|item| item.kind == "referral").count();
            assert_eq!(referrals, 1, "{}", entry.operation);
        }
    }
}

/// The closed tasks of the first agency, by type and status.
async fn settled_tasks(app: &TestApp) -> Vec<(&'static str, &'static str)> {
    let known = ["results_review", "referral_followup", "contact", "completed", "cancelled"];
    let same = |code: &Value| known.into_iter().find(|known| code == known).expect("a known code");
    let list = app.caller(Role::CareManager).get("/v1/tasks?sort=createdAt").await.expect(200);
    let closed = list.items().iter().filter(|task| task.get("dueState").is_none());
    closed.map(|task| (same(&task["type"]), same(&task["status"]))).collect()
}

/// An action with a sound body.
async fn plainly(caller: &Caller, path: &str, action: &str) -> Answer {
    let because = |code: &str| json!({ "reasonCode": code, "reason": "It is so." });
    let body = match action {
        "reject" | "fail" => because("other"),
        "cancel" => because("error"),
        "pause" => json!({ "reason": "It is so." }),
        "complete" => delivered(),
        _ => json!({}),
    };
    act(caller, path, action, body).await
}

#[test]
fn the_sender_hears_what_the_other_side_says_and_nothing_of_its_own() {
    on_both(|app| async move {
        let sender = app.caller(Role::CareManager);
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        let client = client_with_consent(&app, &["demographics", "referral"]).await;
        // Who acts, how, and where the loop is then: `>` is the receiving agency.
        let stories = [
            [("> reject", "response_received"), ("", "")],
            [("> cancel", "response_received"), ("", "")],
            [("cancel", "open"), ("", "")],
            [("> accept", "response_received"), ("cancel", "response_received")],
            [("> accept", "response_received"), ("> cancel", "result_received")],
            [("> accept", "response_received"), ("> complete", "result_received")],
            [("> accept", "response_received"), ("> fail", "result_received")],
        ];
        for story in stories {
            let (ours, draft) = draft(&app, &client).await;
            let sent = try_to_send(&sender, &ours, &draft.etag()).await.expect(200);
            let theirs = incoming(&app, &sent).await;
            for (what, heard) in story.into_iter().filter(|(what, _)| !what.is_empty()) {
                let closing = json!({ "closureReason": "other" });
                let early = act(&sender, &ours, "close-loop", closing).await;
                early.expect_problem(409, "loop_not_ready");
                match what.strip_prefix("> ") {
                    Some(action) => plainly(&worker, &theirs, action).await.expect(200),
                    None => plainly(&sender, &ours, what).await.expect(200),
                };
                for (caller, path) in [(&sender, &ours), (&worker, &theirs)] {
                    let now = caller.get(path).await.expect(200);
                    assert_eq!(now.body["loopStatus"], heard, "{what}");
                }
            }
            let ended = sender.get(&ours).await.expect(200);
            assert!(
                ended.body["allowedActions"].as_array().unwrap().contains(&json!("close_loop"))
            );
            let closing = json!({ "closureReason": "other" });
            let closed = act(&sender, &ours, "close-loop", closing).await.expect(200);
            assert_eq!(closed.body["loopStatus"], "closed");
            let last = sender.get(&format!("{ours}/history")).await.expect(200);
            assert_eq!(last.items()[0]["from"], ended.body["loopStatus"]);
            let theirs = worker.get(&theirs).await.expect(200);
            assert_eq!(theirs.body["loopStatus"], "closed");
        }
    });
}

#[test]
fn a_pause_and_a_new_start_tell_the_loop_nothing() {
    on_both(|app| async move {
        let (ours, theirs) = sent(&app).await;
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        for action in ["accept", "start", "pause", "start", "pause"] {
            plainly(&worker, &theirs, action).await.expect(200);
            let now = app.caller(Role::CareManager).get(&ours).await.expect(200);
            assert_eq!(now.body["loopStatus"], "response_received", "{action}");
        }
    });
}

#[test]
fn a_task_that_was_done_by_doing_it_is_completed_and_one_that_fell_away_is_cancelled() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        let client = client_with_consent(&app, &["demographics", "referral"]).await;
        consent(&app, &client, &app.third, &["demographics", "referral"]).await;
        let rejected = async || {
            let (ours, draft) = draft(&app, &client).await;
            let sent = try_to_send(&manager, &ours, &draft.etag()).await.expect(200);
            let theirs = incoming(&app, &sent).await;
            plainly(&worker, &theirs, "reject").await.expect(200);
            ours
        };
        let ours = rejected().await;
        let elsewhere = json!({ "recipientAgencyId": app.third.id });
        let again = act(&manager, &ours, "re-refer", elsewhere).await.expect(201);
        assert_eq!(open_tasks(&app, &app.first).await.len(), 1, "a draft is not sent yet");
        let again_path = format!("/v1/referrals/{}", again.id());
        try_to_send(&manager, &again_path, &again.etag()).await.expect(200);
        assert_eq!(settled_tasks(&app).await, [("referral_followup", "completed")]);
        let task = manager.get("/v1/tasks").await.expect(200);
        let task = task.items()[0]["id"].as_str().unwrap().to_owned();
        let task = manager.get(&format!("/v1/tasks/{task}")).await.expect(200);
        let referral = manager.get(&ours).await.expect(200);
        assert_eq!(task.body["evidenceKind"], "referral");
        assert_eq!(task.body["evidenceId"], referral.body["id"]);
        assert_eq!(task.body["completionNote"], "The referral was placed again.");
        assert_eq!(task.body["completedAt"], "2026-01-05T09:00:00.000Z");
        let history = format!("/v1/tasks/{}/history", task.id());
        let history = manager.get(&history).await.expect(200);
        assert_eq!(history.items()[0]["event"], "fulfil");
        assert_eq!(history.items()[0]["from"], "ready");

        // Nobody wants it any more: there is nothing left to place.
        let ours = rejected().await;
        act(&manager, &ours, "close-loop", json!({ "closureReason": "provider_declined" }))
            .await
            .expect(200);
        let settled = [("referral_followup", "completed"), ("referral_followup", "cancelled")];
        assert_eq!(settled_tasks(&app).await, settled);
    });
}
