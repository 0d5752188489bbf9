//! The receiving agency's moves, and what they mean for the sender.

use super::*;
use crate::harness::on_both;

#[test]
fn a_rejected_referral_is_placed_again_and_its_own_loop_closed() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let (path, theirs) = sent(&app).await;
        let worker = app.caller_of(&app.second, Role::CareManager);
        let silent = act(&worker, &theirs, "reject", json!({ "reasonCode": "no_capacity" })).await;
        silent.expect_problem(422, "validation_failed");
        let reason = json!({ "reasonCode": "no_capacity", "reason": "Full until March." });
        act(&worker, &theirs, "reject", reason).await.expect(200);
        let rejected = manager.get(&path).await.expect(200);
        assert_eq!(rejected.body["status"], "rejected");
        assert_eq!(rejected.body["statusReasonCode"], "no_capacity");
        assert_eq!(rejected.body["loopStatus"], "response_received");
        let possible = json!(["enter_in_error", "close_loop", "re_refer", "split"]);
        assert_eq!(rejected.body["allowedActions"], possible);
        let task = ("referral_followup".to_owned(), "2026-01-06".to_owned());
        assert_eq!(open_tasks(&app, &app.first).await, [task]);

        let elsewhere = json!({ "recipientAgencyId": app.third.id });
        let again = act(&manager, &path, "re-refer", elsewhere.clone()).await.expect(201);
        assert_eq!(again.body["status"], "draft");
        assert_eq!(again.body["parentReferralId"], rejected.body["id"]);
        assert_eq!(again.body["recipientAgencyId"], json!(app.third.id));
        // Consent was for the second agency.
        let new = format!("/v1/referrals/{}", again.id());
        let refused = try_to_send(&manager, &new, &again.etag()).await;
        refused.expect_problem(403, "consent_required");
        act(&worker, &theirs, "re-refer", elsewhere)
            .await
            .expect_problem(409, "transition_not_allowed");

        let wrong = json!({
            "closureReason": "service_received", "needMet": "yes", "needMetSource": "staff",
        });
        act(&manager, &path, "close-loop", wrong).await.expect_problem(409, "closure_does_not_fit");
        let declined = json!({ "closureReason": "provider_declined" });
        act(&manager, &path, "close-loop", declined).await.expect(200);
        // The draft waits still: nobody is to forget it.
        assert_eq!(open_tasks(&app, &app.first).await.len(), 1);
        let gone = json!({ "reasonCode": "need_resolved", "reason": "Her daughter cooks." });
        act(&manager, &new, "cancel", gone).await.expect(200);
        assert!(open_tasks(&app, &app.first).await.is_empty());
    });
}

#[test]
fn either_side_cancels_with_its_own_right() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        let reason = json!({ "reasonCode": "need_resolved", "reason": "Her daughter cooks." });
        let (path, theirs) = sent(&app).await;
        for role in [Role::TeamMember, Role::Admin] {
            let reader = app.caller(role);
            let refused = act(&reader, &path, "cancel", reason.clone()).await;
            refused.expect_problem(403, "insufficient_scope");
        }
        act(&manager, &path, "cancel", reason.clone()).await.expect(200);
        let seen = worker.get(&theirs).await.expect(200);
        assert_eq!(seen.body["status"], "cancelled");
        assert_eq!(seen.body["statusReason"], "Her daughter cooks.");
        assert!(open_tasks(&app, &app.first).await.is_empty());
        let twice = act(&worker, &theirs, "cancel", reason.clone()).await;
        twice.expect_problem(409, "transition_not_allowed");

        let client = manager.get(&path).await.expect(200).body["clientId"].clone();
        let (path, draft) = draft(&app, client.as_str().unwrap()).await;
        let sent = try_to_send(&manager, &path, &draft.etag()).await.expect(200);
        let theirs = incoming(&app, &sent).await;
        act(&worker, &theirs, "accept", json!({})).await.expect(200);
        act(&worker, &theirs, "cancel", reason).await.expect(200);
        let seen = manager.get(&path).await.expect(200);
        assert_eq!(seen.body["status"], "cancelled");
        assert_eq!(open_tasks(&app, &app.first).await.len(), 1);
    });
}

#[test]
fn each_side_makes_its_own_moves_only() {
    on_both(|app| async move {
        let (ours, theirs) = sent(&app).await;
        let sender = app.caller(Role::CareManager);
        let refused = act(&sender, &ours, "accept", json!({})).await;
        let refused = refused.expect_problem(409, "transition_not_allowed");
        assert_eq!(refused.body["allowedActions"], json!(["cancel", "enter_in_error"]));
        let recipient = app.caller_of(&app.second, Role::CareManager);
        let etag = recipient.get(&theirs).await.expect(200).etag();
        let refused = try_to_send(&recipient, &theirs, &etag).await;
        refused.expect_problem(409, "transition_not_allowed");
        let close = json!({ "closureReason": "other" });
        act(&recipient, &theirs, "close-loop", close)
            .await
            .expect_problem(409, "transition_not_allowed");
        let early = json!({ "plannedFirstContactOn": "2026-01-04" });
        let early = act(&recipient, &theirs, "accept", early).await;
        let early = early.expect_problem(422, "validation_failed");
        assert_eq!(early.body["errors"][0]["pointer"], "#/plannedFirstContactOn");
        act(&recipient, &theirs, "accept", json!({})).await.expect(200);
        let nothing = act(&recipient, &theirs, "complete", json!({})).await;
        let nothing = nothing.expect_problem(422, "validation_failed");
        assert_eq!(nothing.body["errors"][0]["code"], "outcome_required");
        assert_eq!(nothing.body["errors"][0]["pointer"], "#/services");
        let mut future = delivered();
        future["services"][0]["deliveredOn"] = json!("2026-01-06");
        let future = act(&recipient, &theirs, "complete", future).await;
        let future = future.expect_problem(422, "validation_failed");
        assert_eq!(future.body["errors"][0]["pointer"], "#/services/0/deliveredOn");
        let late = json!({ "firstContactOn": "2026-01-06" });
        act(&recipient, &theirs, "start", late).await.expect_problem(422, "validation_failed");
        act(&recipient, &theirs, "complete", delivered()).await.expect(200);
        for (closing, pointer) in [
            (json!({ "closureReason": "service_received" }), "#/needMet"),
            (json!({ "closureReason": "other", "needMet": "yes" }), "#/needMetSource"),
            (json!({ "closureReason": "other", "needMetSource": "staff" }), "#/needMet"),
        ] {
            let refused = act(&sender, &ours, "close-loop", closing).await;
            let refused = refused.expect_problem(422, "validation_failed");
            assert_eq!(refused.body["errors"][0]["pointer"], pointer);
        }
        let patch = json!({ "reason": "Other" });
        let etag = sender.get(&ours).await.expect(200).etag();
        let changed = sender.patch(&ours, &etag, patch).await;
        changed.expect_problem(409, "referral_not_draft");
    });
}

#[test]
fn of_an_acceptance_and_a_cancellation_at_once_one_wins() {
    on_both(|app| async move {
        for _ in 0..5 {
            let (ours, theirs) = sent_again(&app).await;
            let sender = app.caller(Role::CareManager);
            let recipient = app.caller_of(&app.second, Role::PartnerAgency);
            let reason = json!({ "reasonCode": "moved", "reason": "Moved." });
            let (accept, cancel) = (format!("{theirs}/accept"), format!("{ours}/cancel"));
            let seen = sender.get(&ours).await.expect(200).etag();
            let (accepted, cancelled) = tokio::join!(
                recipient.act(&accept, "\"1\"", json!({})),
                sender.act(&cancel, &seen, reason),
            );
            let outcomes = [accepted.status.as_u16(), cancelled.status.as_u16()];
            assert!(matches!(outcomes, [200, 412] | [412, 200]), "{outcomes:?}");
            let (one, other) = (sender.get(&ours).await, recipient.get(&theirs).await);
            assert_eq!(one.body["status"], other.body["status"]);
            let won = if accepted.status == 200 { "accepted" } else { "cancelled" };
            assert_eq!(one.body["status"], won);
        }
    });
}

/// One more referral of a client who is on file after the first.
async fn sent_again(app: &TestApp) -> (String, String) {
    let manager = app.caller(Role::CareManager);
    let known = manager.get("/v1/clients").await.expect(200);
    let Some(client) = known.items().first().map(|item| item["id"].as_str().unwrap()) else {
        return sent(app).await;
    };
    let (path, draft) = draft(app, client).await;
    let sent = try_to_send(&manager, &path, &draft.etag()).await.expect(200);
    (path, incoming(app, &sent).await)
}

#[test]
fn an_answer_is_overdue_by_the_receiving_agencys_calendar() {
    on_both(|app| async move {
        let admin = app.caller_of(&app.second, Role::Admin);
        let agency = admin.get("/v1/agencies/current").await.expect(200);
        let closed = json!({ "holidays": [{ "date": "2026-01-07", "name": "Stocktaking" }] });
        admin.patch("/v1/agencies/current", &agency.etag(), closed).await.expect(200);
        let (path, theirs) = sent(&app).await;
        let lists = async |overdue: bool| {
            let query = format!("/v1/referrals?direction=outgoing&overdue={overdue}");
            app.caller(Role::CareManager).get(&query).await.expect(200).items().len()
        };
        let late = async |path: &str, agency: &Agency| {
            let manager = app.caller_of(agency, Role::CareManager);
            manager.get(path).await.expect(200).body["acknowledgementOverdue"].clone()
        };
        // Tuesday and Thursday, since Wednesday is a holiday there.
        app.clock.set("2026-01-09T05:59:59.999Z");
        assert_eq!(late(&path, &app.first).await, false);
        assert_eq!((lists(true).await, lists(false).await), (0, 1));
        app.clock.set("2026-01-09T06:00:00Z");
        assert_eq!(late(&path, &app.first).await, true);
        assert_eq!(late(&theirs, &app.second).await, true);
        assert_eq!((lists(true).await, lists(false).await), (1, 0));
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        act(&worker, &theirs, "accept", json!({})).await.expect(200);
        assert_eq!(late(&path, &app.first).await, false);
        assert_eq!((lists(true).await, lists(false).await), (0, 1));
    });
}
