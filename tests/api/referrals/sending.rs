//! What leaves the agency when a referral is sent: what consent allows, once.

use super::*;
use crate::harness::on_both;

#[test]
fn without_consent_nothing_leaves_and_nothing_changes() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = new_client(&app).await;
        let (path, draft) = draft(&app, &client).await;
        let preview = look_ahead(&manager, &path).await.expect(200);
        assert_eq!(preview.body["sendable"], false);
        assert!(preview.body.get("packet").is_none());

        let refused = try_to_send(&manager, &path, &draft.etag()).await;
        refused.expect_problem(403, "consent_required");
        // For someone else, or for less than the names, is as good as none.
        consent(&app, &client, &app.third, &["demographics", "referral"]).await;
        consent(&app, &client, &app.second, &["referral", "assessment"]).await;
        let refused = try_to_send(&manager, &path, &draft.etag()).await;
        refused.expect_problem(403, "consent_required");

        let now = manager.get(&path).await.expect(200);
        assert_eq!(now.body, draft.body);
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        assert!(worker.get("/v1/referrals").await.expect(200).items().is_empty());
        let ledger = format!("/v1/clients/{client}/disclosures");
        let ledger = app.caller(Role::Supervisor).get(&ledger).await.expect(200);
        assert!(ledger.items().is_empty());
        assert_eq!(moves(&manager, &path, "status").await, ["draft"]);
    });
}

#[test]
fn a_revoked_consent_allows_nothing_from_then_on() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = new_client(&app).await;
        let path = consent(&app, &client, &app.second, &["demographics", "referral"]).await;
        let (referral, draft) = draft(&app, &client).await;
        let reason = json!({ "reason": "She changed her mind." });
        act(&manager, &path, "revoke", reason).await.expect(200);
        let refused = try_to_send(&manager, &referral, &draft.etag()).await;
        let refused = refused.expect_problem(403, "consent_required");
        assert_eq!(refused.body["withheld"][0]["dataClass"], "demographics");
        assert_eq!(refused.body["withheld"][0]["reason"], "revoked");
    });
}

#[test]
fn a_packet_holds_only_what_consent_covers_and_names_what_it_does_not() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client_with_consent(&app, &["demographics", "referral"]).await;
        take_hunger_vital_sign(&app, &client).await;
        let (path, draft) = draft(&app, &client).await;
        let preview = look_ahead(&manager, &path).await.expect(200);
        assert_eq!(preview.body["sendable"], true);
        assert_eq!(preview.body["withheld"][0]["dataClass"], "assessment");
        assert_eq!(preview.body["packet"]["screenResults"], json!([]));
        let unchanged = manager.get(&path).await.expect(200);
        assert_eq!(unchanged.body, draft.body);

        consent(&app, &client, &app.second, &["assessment"]).await;
        let preview = look_ahead(&manager, &path).await.expect(200);
        assert_eq!(preview.body["withheld"], json!([]));
        let result = &preview.body["packet"]["screenResults"][0];
        assert_eq!(result["instrument"], "hunger-vital-sign");
        // The same number as in the assessment: 1, not 1.0.
        let taken = manager.get(&format!("/v1/clients/{client}/assessments")).await.expect(200);
        assert_eq!(result["score"], json!(1));
        assert_eq!(result["score"], taken.items()[0]["scores"][0]["raw"]);
        assert_eq!(result["completedOn"], "2026-01-05");

        let smaller = json!({ "payloadProfile": "contact", "contactingSubjectProhibited": true });
        let changed = manager.patch(&path, &draft.etag(), smaller).await.expect(200);
        let sent = try_to_send(&manager, &path, &changed.etag()).await.expect(200);
        let packet = &sent.body["packet"];
        assert_eq!(packet["person"]["names"].as_array().unwrap().len(), 2);
        assert_eq!(packet["person"]["interpreterNeeded"], true);
        for empty in ["addresses", "screenResults", "withheld"] {
            assert_eq!(packet[empty], json!([]), "{empty}");
        }
        assert_eq!(packet["person"]["contactPoints"], json!([]));
        assert!(packet["person"].get("birthDate").is_none());

        look_ahead(&manager, &path).await.expect_problem(409, "referral_not_draft");
    });
}

async fn take_hunger_vital_sign(app: &TestApp, client: &str) {
    let manager = app.caller(Role::CareManager);
    let new = json!({
        "instrumentCode": "hunger-vital-sign",
        "kind": "initial",
        "respondent": "client",
        "mode": "in_person",
        "start": true,
    });
    let path = format!("/v1/clients/{client}/assessments");
    let taken = manager.post(&path, new).await.expect(201);
    let path = format!("/v1/assessments/{}", taken.id());
    for item in ["hvs-1", "hvs-2"] {
        let answer = json!({ "valueType": "codes", "valueCodes": ["often_true"] });
        manager.put(&format!("{path}/answers/{item}"), answer).await.expect(200);
    }
    act(&manager, &path, "complete", json!({})).await.expect(200);
}

#[test]
fn a_repeated_sending_sends_once_and_one_without_a_key_is_refused() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client_with_consent(&app, &["demographics", "referral"]).await;
        let (path, draft) = draft(&app, &client).await;
        let path = format!("{path}/send");
        let bare = manager.act_plainly(&path, &draft.etag()).await;
        bare.expect_problem(400, "idempotency_key_required");
        let etag = draft.etag();
        let headers = [("if-match", etag.as_str()), ("idempotency-key", "once")];
        let post = reqwest::Method::POST;
        let first = manager.send(post.clone(), &path, &headers, None).await.expect(200);
        let again = manager.send(post, &path, &headers, None).await.expect(200);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.body, first.body);
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        assert_eq!(worker.get("/v1/referrals").await.expect(200).items().len(), 1);
        let ledger = format!("/v1/clients/{client}/disclosures");
        let ledger = app.caller(Role::Supervisor).get(&ledger).await.expect(200);
        assert_eq!(ledger.items().len(), 1);
    });
}

#[test]
fn a_consent_to_something_else_sends_nothing() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = new_client(&app).await;
        let (path, draft) = draft(&app, &client).await;
        let classes = ["demographics", "referral", "assessment"];
        for other in ["photo", "research", "telehealth", "texting", "portal_proxy"] {
            consent_of(&app, &client, other, &classes).await;
            let preview = look_ahead(&manager, &path).await.expect(200);
            assert_eq!(preview.body["sendable"], false, "{other}");
            assert_eq!(preview.body["withheld"][0]["reason"], "wrong_type", "{other}");
            let refused = try_to_send(&manager, &path, &draft.etag()).await;
            refused.expect_problem(403, "consent_required");
        }
        consent_of(&app, &client, "program", &classes).await;
        try_to_send(&manager, &path, &draft.etag()).await.expect(200);
    });
}

async fn consent_of(app: &TestApp, client: &str, kind: &str, classes: &[&str]) {
    let manager = app.caller(Role::CareManager);
    let consent = json!({
        "type": kind,
        "grantor": { "kind": "client", "name": "Rosa Delgado" },
        "method": "written",
        "grantedOn": "2026-01-05",
        "expiresOn": "2027-01-04",
        "recipients": [{ "agencyId": app.second.id }],
        "dataClasses": classes,
        "purposes": ["COORD"],
    });
    let path = format!("/v1/clients/{client}/consents");
    let created = manager.post(&path, consent).await.expect(201);
    let activate = format!("/v1/consents/{}/activate", created.id());
    manager.act_plainly(&activate, &created.etag()).await.expect(200);
}
