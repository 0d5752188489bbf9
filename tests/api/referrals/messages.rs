//! Messages about a referral between the two agencies.

use entity::outbox_event;

use super::*;
use crate::harness::on_both;

#[test]
fn both_agencies_keep_a_copy_of_each_message_and_see_when_it_was_read() {
    on_both(|app| async move {
        let (ours, theirs) = sent(&app).await;
        let manager = app.caller(Role::CareManager);
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        let (our_list, their_list) = (format!("{ours}/messages"), format!("{theirs}/messages"));
        let text = json!({ "text": "Could you call before you come?" });
        let written = manager.post(&our_list, text).await.expect(201);
        assert_eq!(written.body["status"], "sent");
        assert_eq!(written.body["allowedActions"], json!([]), "the other agency reads it");
        assert_eq!(written.body["createdBy"], app.first.user(Role::CareManager).to_string());

        let inbox = "/v1/referral-messages?unread=true";
        assert!(manager.get(inbox).await.expect(200).items().is_empty());
        let received = worker.get(inbox).await.expect(200).items()[0].clone();
        assert_eq!(received["text"], "Could you call before you come?");
        assert_eq!(received["senderAgencyId"], json!(app.first.id));
        assert_eq!(received["allowedActions"], json!(["mark_read"]));
        for absent in ["createdBy", "clientId", "readAt"] {
            assert!(received.get(absent).is_none(), "{absent}");
        }
        assert_ne!(received["id"], written.body["id"], "each has its own");
        let copy = format!("/v1/referral-messages/{}", received["id"].as_str().unwrap());
        manager.get(&copy).await.expect_problem(404, "not_found");
        let own = format!("/v1/referral-messages/{}", written.id());
        let mine = manager.act_plainly(&format!("{own}/mark-read"), "\"1\"").await;
        mine.expect_problem(409, "transition_not_allowed");

        app.clock.set("2026-01-05T10:00:00Z");
        let read = worker.act_plainly(&format!("{copy}/mark-read"), "\"1\"").await.expect(200);
        assert_eq!(read.body["status"], "read");
        let seen = manager.get(&own).await.expect(200);
        assert_eq!(seen.body["readAt"], "2026-01-05T10:00:00.000Z");
        let twice = worker.act_plainly(&format!("{copy}/mark-read"), &read.etag()).await;
        twice.expect_problem(409, "transition_not_allowed");
        assert!(worker.get(inbox).await.expect(200).items().is_empty());

        worker.post(&their_list, json!({ "text": "We will." })).await.expect(201);
        assert_eq!(manager.get(inbox).await.expect(200).items().len(), 1);
        for (caller, list) in [(&manager, &our_list), (&worker, &their_list)] {
            assert_eq!(caller.get(list).await.expect(200).items().len(), 2);
        }
        let stranger = app.caller_of(&app.third, Role::CareManager);
        stranger.get(&our_list).await.expect_problem(404, "not_found");
        assert!(stranger.get("/v1/referral-messages").await.expect(200).items().is_empty());
        let client = manager.get(&ours).await.expect(200).body["clientId"].clone();
        let timeline = format!("/v1/clients/{}/timeline", client.as_str().unwrap());
        let told = manager.get(&format!("{timeline}?kinds=referral_message")).await.expect(200);
        let told: Vec<_> = told.items().iter().map(|entry| entry["summary"].clone()).collect();
        assert_eq!(told.len(), 3);
        for summary in
            ["Referral message sent", "Referral message read", "Referral message received"]
        {
            assert!(told.contains(&json!(summary)), "{told:?}");
        }
        no_event_tells_the_text(&app).await;
    });
}

async fn no_event_tells_the_text(app: &TestApp) {
    let events = outbox_event::Entity::find().all(&app.database).await.unwrap();
    let told: Vec<_> =
        events.iter().filter(|event| event.resource_kind == "referral_message").collect();
    assert_eq!(told.len(), 6, "two copies of two messages, and of one reading");
    assert!(!format!("{events:?}").contains("call before"));
}

#[test]
fn what_the_sender_writes_is_a_disclosure_that_consent_must_allow_still() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = new_client(&app).await;
        let consent = consent(&app, &client, &app.second, &["demographics", "referral"]).await;
        let (path, draft) = draft(&app, &client).await;
        let text = json!({ "text": "She has moved." });
        let early = manager.post(&format!("{path}/messages"), text.clone()).await;
        early.expect_problem(409, "referral_not_exchanged");
        let sent = try_to_send(&manager, &path, &draft.etag()).await.expect(200);
        let theirs = incoming(&app, &sent).await;
        manager.post(&format!("{path}/messages"), text.clone()).await.expect(201);
        let ledger = format!("/v1/clients/{client}/disclosures");
        let entries = app.caller(Role::Supervisor).get(&ledger).await.expect(200);
        assert_eq!(entries.items().len(), 2);
        assert_eq!(entries.items()[0]["description"], "Message about a referral");
        act(&manager, &consent, "revoke", json!({ "reason": "Changed her mind." }))
            .await
            .expect(200);
        let refused = manager.post(&format!("{path}/messages"), text.clone()).await;
        refused.expect_problem(403, "consent_required");
        // The other side has nothing of the record to disclose.
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        worker.post(&format!("{theirs}/messages"), text).await.expect(201);
    });
}
