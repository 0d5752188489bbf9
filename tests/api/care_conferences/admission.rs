//! Who from outside may hear about the client at a meeting.

use serde_json::{Value, json};

use super::{Meeting, client, conference};
use crate::harness::{Role, TestApp, on_both};

fn consent(app: &TestApp, recipient: &Value) -> Value {
    json!({
        "type": "roi",
        "grantor": { "kind": "client", "name": "Rosa Delgado" },
        "method": "written",
        "signedBy": "Rosa Delgado",
        "grantedOn": "2026-01-05",
        "expiresOn": "2027-01-04",
        "disclosers": [{ "agencyId": app.first.id }],
        "recipients": [recipient],
        "dataClasses": ["care_plan", "notes"],
        "purposes": ["CAREMGT"],
        "rightToRevokeStated": true,
    })
}

/// An active consent of the client, by its path.
pub async fn active_consent(app: &TestApp, client: &str, recipient: Value) -> String {
    let caller = app.caller(Role::CareManager);
    let path = format!("/v1/clients/{client}/consents");
    let created = caller.post(&path, consent(app, &recipient)).await.expect(201);
    let path = format!("/v1/consents/{}", created.id());
    caller.act_plainly(&format!("{path}/activate"), &created.etag()).await.expect(200);
    created.id()
}

/// A scheduled conference with one more participant, the fourth.
async fn with_guest(app: &TestApp, client: &str, guest: Value) -> Meeting {
    let caller = app.caller(Role::CareManager);
    let mut new = conference(app);
    new["participants"].as_array_mut().unwrap().push(guest);
    let path = format!("/v1/clients/{client}/care-conferences");
    let mut meeting = Meeting::of(&caller, &caller.post(&path, new).await.expect(201));
    meeting.schedule().await;
    meeting
}

fn doctor() -> Value {
    json!({ "kind": "external", "name": "Dr. Okafor", "requirement": "required" })
}

#[test]
fn nobody_from_outside_hears_of_the_client_unless_something_allows_it() {
    on_both(|app| async move {
        let mut meeting = with_guest(&app, &client(&app).await, doctor()).await;
        let guest = meeting.part("participants", 3);
        assert_eq!(meeting.body["warnings"][0]["code"], "consent_unclear");
        assert_eq!(meeting.body["warnings"][0]["participantId"], json!(guest));
        let refused = meeting.post("start", json!({})).await;
        let refused = refused.expect_problem(409, "conference_consent_missing");
        assert_eq!(refused.body["participants"][0]["participantId"], json!(guest));
        let said = |basis: &str, note: Option<&str>| {
            let mut one = json!({ "participantId": guest, "basis": basis });
            if let Some(note) = note {
                one["note"] = json!(note);
            }
            json!({ "consents": [one] })
        };
        for (body, pointer) in [
            (said("verbal_consent", None), "#/consents/0/note"),
            (said("consent", None), "#/consents/0/consentId"),
        ] {
            let wrong = meeting.post("start", body).await.expect(422);
            assert_eq!(wrong.body["errors"][0]["pointer"], pointer);
        }
        let daughter = json!({ "consents": [{
            "participantId": meeting.part("participants", 2), "basis": "client_present",
        }] });
        let wrong = meeting.post("start", daughter).await.expect(422);
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/consents/0/participantId");
        let started = meeting.post("start", said("verbal_consent", Some("Rosa, to me."))).await;
        let started = started.expect(200);
        let admitted = &started.body["participants"][3];
        assert_eq!(admitted["consentBasis"], "verbal_consent");
        assert_eq!(admitted["consentCheckedAt"], "2026-01-05T09:00:00.000Z");
        assert_eq!(started.body["warnings"], json!([]));
    });
}

#[test]
fn a_client_who_is_there_can_allow_it_and_one_who_declined_cannot() {
    on_both(|app| async move {
        let client = client(&app).await;
        let mut meeting = with_guest(&app, &client, doctor()).await;
        let present = json!({
            "consents": [{
                "participantId": meeting.part("participants", 3), "basis": "client_present",
            }],
            "quorumOverride": { "reason": "Rosa is ill." },
        });
        let respond = format!("participants/{}/respond", meeting.part("participants", 1));
        meeting.post(&respond, json!({ "answer": "declined" })).await.expect(200);
        let refused = meeting.post("start", present.clone()).await;
        refused.expect_problem(409, "conference_consent_missing");
        meeting.post(&respond, json!({ "answer": "accepted" })).await.expect(200);
        meeting.post("start", present).await.expect(200);
    });
}

#[test]
fn a_guest_who_declined_needs_no_consent() {
    on_both(|app| async move {
        let mut guest = doctor();
        guest["requirement"] = json!("optional");
        let mut meeting = with_guest(&app, &client(&app).await, guest).await;
        let respond = format!("participants/{}/respond", meeting.part("participants", 3));
        meeting.post(&respond, json!({ "answer": "declined" })).await.expect(200);
        meeting.post("start", json!({})).await.expect(200);
    });
}

#[test]
fn a_consent_counts_as_far_as_it_goes() {
    on_both(|app| async move {
        let client = client(&app).await;
        let named = active_consent(&app, &client, json!({ "name": "Dr. Okafor" })).await;
        let other = super::client(&app).await;
        let foreign = active_consent(&app, &other, json!({ "name": "Dr. Okafor" })).await;
        let mut meeting = with_guest(&app, &client, doctor()).await;
        let on = |meeting: &Meeting, consent: &str| {
            json!({ "consents": [{
                "participantId": meeting.part("participants", 3), "basis": "consent",
                "consentId": consent,
            }] })
        };
        let wrong = meeting.post("start", on(&meeting, &foreign)).await.expect(422);
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/consents/0/consentId");
        let path = format!("/v1/consents/{named}");
        let started = on(&meeting, &named);
        let manager = app.caller(Role::CareManager);
        let etag = manager.get(&path).await.expect(200).etag();
        let reason = json!({ "reason": "Rosa changed her mind." });
        manager.act(&format!("{path}/revoke"), &etag, reason).await.expect(200);
        let refused = meeting.post("start", started).await;
        refused.expect_problem(409, "conference_consent_missing");
        let renewed = active_consent(&app, &client, json!({ "name": "Dr. Okafor" })).await;
        let admitted = meeting.post("start", on(&meeting, &renewed)).await.expect(200);
        assert_eq!(admitted.body["participants"][3]["consentIds"], json!([renewed]));
    });
}

#[test]
fn people_of_a_partner_agency_come_by_the_consent_on_record() {
    on_both(|app| async move {
        let client = client(&app).await;
        let guest = json!({
            "kind": "partner", "name": "Noor Haddad", "partnerAgencyId": app.second.id,
            "requirement": "required",
        });
        let mut meeting = with_guest(&app, &client, guest.clone()).await;
        let refused = meeting.post("start", json!({})).await;
        refused.expect_problem(409, "conference_consent_missing");
        let id = active_consent(&app, &client, json!({ "agencyId": app.second.id })).await;
        let started = meeting.post("start", json!({})).await.expect(200);
        assert_eq!(started.body["participants"][3]["consentBasis"], "consent");
        assert_eq!(started.body["participants"][3]["consentIds"], json!([id]));

        let mut nowhere = guest.clone();
        nowhere["partnerAgencyId"] = json!(uuid::Uuid::new_v4());
        let wrong = meeting.post("participants", nowhere).await.expect(422);
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/partnerAgencyId");
        let mut without = guest;
        without.as_object_mut().unwrap().remove("partnerAgencyId");
        let wrong = meeting.post("participants", without).await.expect(422);
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/partnerAgencyId");
    });
}
