//! Giving signed minutes to people, and what is kept of it.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Meeting, admission::active_consent, client, conference};
use crate::harness::{Role, TestApp, on_both};

/// Signed minutes of a meeting with the client, the daughter and the staff:
/// about the plan, about medication, and about what only staff may see.
async fn signed(app: &TestApp, client: &str) -> Meeting {
    let caller = app.caller(Role::CareManager);
    let mut new = conference(app);
    new["agendaItems"] = json!([
        { "topic": "Food at home", "kind": "goal" },
        { "topic": "Pills", "kind": "medication" },
        { "topic": "How we work together", "kind": "other", "maySee": "staff" },
    ]);
    let path = format!("/v1/clients/{client}/care-conferences");
    let mut meeting = Meeting::of(&caller, &caller.post(&path, new).await.expect(201));
    meeting.schedule().await;
    meeting.post("start", json!({})).await.expect(200);
    for place in 0..3 {
        let topic = format!("/agenda-items/{}", meeting.part("agendaItems", place));
        meeting.patch(&topic, json!({ "outcome": "Done." })).await.expect(200);
        let decision = json!({
            "agendaItemId": meeting.part("agendaItems", place), "text": "As before.",
            "type": "no_change", "decidedBy": "consensus", "clientAgrees": "yes",
        });
        meeting.post("decisions", decision).await.expect(201);
    }
    let attendance = meeting.attendance();
    meeting.post("end", json!({ "attendance": attendance })).await.expect(200);
    let minutes = json!({ "body": "Rosa eats well.", "plainLanguage": "You eat well." });
    meeting.post("record-minutes", minutes).await.expect(200);
    meeting.go("sign").await.expect(200);
    meeting
}

async fn ledger(meeting: &Meeting) -> Vec<Value> {
    let client = meeting.body["clientId"].as_str().unwrap();
    let path = format!("/v1/clients/{client}/disclosures");
    meeting.caller.get(&path).await.expect(200).items().to_vec()
}

fn sent_topics(body: &Value) -> Vec<&str> {
    let topics = body["content"]["topics"].as_array().unwrap().iter();
    topics.map(|one| one["topic"].as_str().unwrap()).collect()
}

#[test]
fn the_client_is_given_plain_language_and_what_is_for_everyone() {
    on_both(|app| async move {
        let mut meeting = signed(&app, &client(&app).await).await;
        meeting.caller = app.caller(Role::Supervisor);
        let path = format!("{}/distributions", meeting.path);
        let given = json!({
            "participantId": meeting.part("participants", 1), "channel": "in_person",
        });
        let preview = meeting.caller.post(&format!("{path}/preview"), given.clone()).await;
        let preview = preview.expect(200);
        assert_eq!(preview.body["allowed"], true);
        assert!(ledger(&meeting).await.is_empty(), "a preview gives nothing");
        let sent = meeting.caller.post(&path, given).await.expect(201);
        assert_eq!(sent.header("location"), Some(format!("{path}/{}", sent.id()).as_str()));
        assert_eq!(sent.etag(), "\"1\"");
        assert_eq!(sent.body["content"], preview.body["content"]);
        assert_eq!(sent.body["content"]["plainLanguage"], "You eat well.");
        assert!(sent.body["content"].get("body").is_none());
        assert_eq!(sent_topics(&sent.body), ["Food at home", "Pills"]);
        assert_eq!(sent.body["content"]["decisions"].as_array().unwrap().len(), 2);
        let hidden = json!([{
            "agendaItemId": meeting.part("agendaItems", 2), "dataClass": "notes",
            "reason": "audience",
        }]);
        assert_eq!(sent.body["withheld"], hidden);
        let entry = &ledger(&meeting).await[0];
        assert_eq!(entry["id"], sent.body["disclosureId"]);
        assert_eq!(entry["basis"], "client_request");
        assert_eq!(entry["payloadHash"], sent.body["payloadHash"]);
        assert_eq!(entry["records"].as_array().unwrap().len(), 2);
        let list = meeting.caller.get(&path).await.expect(200);
        assert_eq!(list.items()[0]["id"], sent.body["id"]);
        assert!(list.items()[0].get("content").is_none());
        let there = meeting.caller.get(&format!("{path}/{}", sent.id())).await.expect(200);
        assert_eq!(there.body, sent.body);
    });
}

#[test]
fn others_are_given_what_a_consent_allows_and_nothing_without_one() {
    on_both(|app| async move {
        let client = client(&app).await;
        let mut meeting = signed(&app, &client).await;
        meeting.caller = app.caller(Role::Supervisor);
        let path = format!("{}/distributions", meeting.path);
        let mut given = json!({
            "participantId": meeting.part("participants", 2), "channel": "mail",
            "recipientAddress": "12 Lake Street",
        });
        let preview = meeting.caller.post(&format!("{path}/preview"), given.clone()).await;
        let preview = preview.expect(200);
        assert_eq!(preview.body["allowed"], false);
        assert_eq!(preview.body["withheld"][0]["reason"], "no_consent");
        let refused = meeting.caller.post(&path, given.clone()).await;
        refused.expect_problem(403, "consent_required");
        assert!(ledger(&meeting).await.is_empty());

        // A consent to the plan and notes lets no medication out.
        let consent = active_consent(&app, &client, json!({ "name": "Ana Delgado" })).await;
        given["consentId"] = json!(consent);
        let sent = meeting.caller.post(&path, given.clone()).await.expect(201);
        assert_eq!(sent.body["content"]["body"], "Rosa eats well.");
        assert!(sent.body["content"].get("plainLanguage").is_none());
        assert_eq!(sent_topics(&sent.body), ["Food at home"]);
        assert_eq!(sent.body["withheld"][0]["dataClass"], "medications");
        assert_eq!(sent.body["withheld"][0]["reason"], "wrong_class");
        assert_eq!(ledger(&meeting).await[0]["consentId"], json!(consent));
        given["consentId"] = json!(Uuid::new_v4());
        let wrong = meeting.caller.post(&path, given).await.expect(422);
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/consentId");
    });
}

#[test]
fn a_partner_agency_is_found_by_the_consent_engine() {
    on_both(|app| async move {
        let client = client(&app).await;
        let meeting = signed(&app, &client).await;
        let path = format!("{}/distributions", meeting.path);
        let given = json!({
            "recipientName": "Harbor Food Bank", "recipientAgencyId": app.second.id,
            "channel": "exchange",
        });
        let refused = meeting.caller.post(&path, given.clone()).await;
        refused.expect_problem(403, "consent_required");
        active_consent(&app, &client, json!({ "agencyId": app.second.id })).await;
        let sent = meeting.caller.post(&path, given).await.expect(201);
        assert_eq!(sent.body["recipientAgencyId"], json!(app.second.id));
    });
}

#[test]
fn what_is_wrong_with_a_recipient_points_at_the_field() {
    on_both(|app| async move {
        let meeting = signed(&app, &client(&app).await).await;
        let path = format!("{}/distributions", meeting.path);
        let ana = meeting.part("participants", 2);
        let cases = [
            (json!({ "channel": "mail" }), "#/recipientName"),
            (
                json!({ "channel": "mail", "participantId": ana, "recipientName": "x" }),
                "#/recipientName",
            ),
            (json!({ "channel": "mail", "participantId": Uuid::new_v4() }), "#/participantId"),
            (
                json!({ "channel": "mail", "participantId": meeting.part("participants", 0) }),
                "#/participantId",
            ),
            (json!({ "channel": "mail", "participantId": ana, "basis": "tpo" }), "#/reason"),
            (
                json!({ "channel": "mail", "participantId": ana, "basis": "client_request" }),
                "#/basis",
            ),
            (
                json!({ "channel": "mail", "participantId": ana, "clientId": Uuid::new_v4() }),
                "#/clientId",
            ),
        ];
        for (body, pointer) in cases {
            let wrong = meeting.caller.post(&path, body).await.expect(422);
            assert_eq!(wrong.body["errors"][0]["pointer"], pointer, "{:#}", wrong.body);
        }
    });
}

#[test]
fn only_signed_minutes_are_given_and_their_drafts_are_kept() {
    on_both(|app| async move {
        let mut meeting = super::plan_meeting(&app, &client(&app).await).await;
        meeting.minute().await;
        meeting
            .patch("/minutes", json!({ "body": "We met and agreed on meals." }))
            .await
            .expect(200);
        let path = format!("{}/minutes", meeting.path);
        let stale = meeting.caller.patch(&path, "\"1\"", json!({ "body": "Mine." })).await;
        stale.expect_problem(412, "version_mismatch");
        let drafts = format!("{}/minutes/revisions", meeting.path);
        let drafts = meeting.caller.get(&drafts).await.expect(200);
        let numbers: Vec<_> = drafts.items().iter().map(|one| one["number"].clone()).collect();
        assert_eq!(numbers.len(), 2);
        assert!(drafts.items().iter().any(|one| one["body"] == "We met and agreed."));
        let given = json!({
            "participantId": meeting.part("participants", 1), "channel": "in_person",
        });
        let path = format!("{}/distributions", meeting.path);
        let early = meeting.caller.post(&path, given.clone()).await;
        early.expect_problem(409, "minutes_not_signed");
        meeting.go("sign").await.expect(200);
        meeting.caller.post(&path, given).await.expect(201);
    });
}
