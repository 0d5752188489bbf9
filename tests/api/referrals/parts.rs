//! Where a referral goes to: organizations, programs of one's own, parts, and
//! the next recipient.

use super::*;
use crate::harness::on_both;

fn pantry(app: &TestApp) -> Value {
    let mut new = meals(app);
    new.as_object_mut().unwrap().remove("recipientAgencyId");
    new["organizationName"] = json!("St. Mary's Pantry");
    new["recipientChannel"] = json!("fax");
    new
}

#[test]
fn an_organization_is_told_what_a_consent_that_names_it_allows_and_its_answers_say_how_they_were_heard()
 {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = new_client(&app).await;
        let path = format!("/v1/clients/{client}/referrals");
        let draft = manager.post(&path, pantry(&app)).await.expect(201);
        assert_eq!(draft.body["recipientKind"], "organization");
        assert!(draft.body.get("recipientAgencyId").is_none());
        let path = format!("/v1/referrals/{}", draft.id());
        // A consent for another name, or for an agency, is none for the pantry.
        consent(&app, &client, &app.second, &["demographics", "referral"]).await;
        consent_to(&app, &client, json!({ "name": "St. Mary" }), &["demographics", "referral"])
            .await;
        try_to_send(&manager, &path, &draft.etag()).await.expect_problem(403, "consent_required");
        let name = json!({ "name": "st. mary's pantry " });
        consent_to(&app, &client, name, &["demographics", "referral"]).await;
        let sent = try_to_send(&manager, &path, &draft.etag()).await.expect(200);
        assert_eq!(sent.body["status"], "requested");
        assert_eq!(sent.body["packet"]["person"]["birthYear"], 1948);
        let ledger = format!("/v1/clients/{client}/disclosures");
        let ledger = app.caller(Role::Supervisor).get(&ledger).await.expect(200);
        assert_eq!(ledger.items()[0]["recipientName"], "St. Mary's Pantry");
        assert_eq!(ledger.items()[0]["channel"], "fax");

        let silent = act(&manager, &path, "accept", json!({})).await;
        let silent = silent.expect_problem(422, "validation_failed");
        assert_eq!(silent.body["errors"][0]["pointer"], "#/heardBy");
        let said = json!({ "heardBy": "phone", "contactPerson": "Ana" });
        let accepted = act(&manager, &path, "accept", said).await.expect(200);
        assert_eq!(accepted.body["loopStatus"], "response_received");
        assert_eq!(accepted.body["heardBy"], "phone");
        let mut result = delivered();
        result["heardBy"] = json!("mail");
        let done = act(&manager, &path, "complete", result).await.expect(200);
        assert_eq!(done.body["loopStatus"], "result_received");
        assert_eq!(open_tasks(&app, &app.first).await.len(), 2, "to review, and to ask the client");
        // Nothing was exchanged.
        let written = manager.post(&format!("{path}/messages"), json!({ "text": "Hello" })).await;
        written.expect_problem(409, "referral_not_exchanged");
        let (ours, theirs) = sent_to_agency(&app).await;
        let worker = app.caller_of(&app.second, Role::CareManager);
        let told = act(&worker, &theirs, "accept", json!({ "heardBy": "phone" })).await;
        told.expect_problem(422, "validation_failed");
        manager.get(&ours).await.expect(200);
    });
}

async fn sent_to_agency(app: &TestApp) -> (String, String) {
    let manager = app.caller(Role::CareManager);
    let known = manager.get("/v1/clients").await.expect(200);
    let client = known.items()[0]["id"].as_str().unwrap().to_owned();
    let (path, draft) = draft(app, &client).await;
    let sent = try_to_send(&manager, &path, &draft.etag()).await.expect(200);
    (path, incoming(app, &sent).await)
}

#[test]
fn a_program_of_ones_own_needs_no_consent_and_nothing_leaves_the_agency() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = new_client(&app).await;
        let mut new = meals(&app);
        new["recipientAgencyId"] = json!(app.first.id);
        new["kind"] = json!("internal_program");
        let path = format!("/v1/clients/{client}/referrals");
        let draft = manager.post(&path, new.clone()).await.expect(201);
        let path = format!("/v1/referrals/{}", draft.id());
        let sent = try_to_send(&manager, &path, &draft.etag()).await.expect(200);
        assert_eq!(sent.body["recipientKind"], "internal");
        assert_eq!(sent.body["recipientAgencyId"], json!(app.first.id));
        assert!(sent.body.get("packet").is_none());
        let ledger = format!("/v1/clients/{client}/disclosures");
        let ledger = app.caller(Role::Supervisor).get(&ledger).await.expect(200);
        assert!(ledger.items().is_empty());
        let accepted = act(&manager, &path, "accept", json!({})).await.expect(200);
        assert_eq!(accepted.body["loopStatus"], "response_received");
        new["recipientAgencyId"] = json!(app.second.id);
        let wrong = manager.post(&format!("/v1/clients/{client}/referrals"), new).await;
        let wrong = wrong.expect_problem(422, "validation_failed");
        assert_eq!(wrong.body["errors"][0]["code"], "not_internal");
    });
}

#[test]
fn a_referral_names_one_recipient_and_a_need_or_a_specialty() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = new_client(&app).await;
        let path = format!("/v1/clients/{client}/referrals");
        let with = |change: &dyn Fn(&mut Value)| {
            let mut new = meals(&app);
            change(&mut new);
            new
        };
        let without = |field: &'static str| {
            with(&|new: &mut Value| {
                new.as_object_mut().unwrap().remove(field);
            })
        };
        let refused = [
            (without("recipientAgencyId"), "one_recipient"),
            (with(&|new| new["organizationName"] = json!("St. Mary's")), "one_recipient"),
            (with(&|new| new["recipientChannel"] = json!("fax")), "channel_not_taken"),
            (without("needDomain"), "need_required"),
            (with(&|new| new["clinicalSpecialty"] = json!("cardiology")), "not_clinical"),
        ];
        for (body, code) in refused {
            let answer = manager.post(&path, body).await.expect_problem(422, "validation_failed");
            assert_eq!(answer.body["errors"][0]["code"], code);
        }
        let mut clinical = without("needDomain");
        clinical["kind"] = json!("clinical");
        clinical["clinicalSpecialty"] = json!("cardiology");
        let draft = manager.post(&path, clinical).await.expect(201);
        let path = format!("/v1/referrals/{}", draft.id());
        let service = json!({ "kind": "service" });
        manager.patch(&path, &draft.etag(), service).await.expect_problem(422, "validation_failed");
        let elsewhere = json!({ "organizationName": "Heart Clinic", "recipientChannel": "mail" });
        let changed = manager.patch(&path, &draft.etag(), elsewhere).await.expect(200);
        assert_eq!(changed.body["recipientKind"], "organization");
        assert!(changed.body.get("recipientAgencyId").is_none());
    });
}

#[test]
fn a_referral_is_divided_into_parts_each_with_its_own_recipient_and_need() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client_with_consent(&app, &["demographics", "referral"]).await;
        let (path, _) = draft(&app, &client).await;
        let parts = json!({ "parts": [
            { "recipientAgencyId": app.second.id },
            { "recipientAgencyId": app.third.id, "needDomain": "transportation-insecurity",
              "requestedService": "Rides to the market" },
        ] });
        let whole = act(&manager, &path, "split", parts).await.expect(200);
        assert_eq!(whole.body["status"], "cancelled");
        assert_eq!(whole.body["statusReasonCode"], "split");
        let children = whole.body["children"].as_array().unwrap();
        assert_eq!(children.len(), 2);
        assert_eq!(children[0]["needDomain"], "food-insecurity");
        assert_eq!(children[1]["needDomain"], "transportation-insecurity");
        assert_eq!(children[1]["requestedService"], "Rides to the market");
        // The consent is for the second agency: it is carried over to that part only.
        let ids: Vec<_> = children.iter().map(|child| child["id"].as_str().unwrap()).collect();
        let first = manager.get(&format!("/v1/referrals/{}", ids[0])).await.expect(200);
        let second = manager.get(&format!("/v1/referrals/{}", ids[1])).await.expect(200);
        assert!(first.body["consentId"].is_string());
        assert!(second.body.get("consentId").is_none());
        assert_eq!(second.body["parentReferralId"], whole.body["id"]);
        let list = format!("/v1/referrals?parentReferralId={}", whole.id());
        assert_eq!(manager.get(&list).await.expect(200).items().len(), 2);
        let one = json!({ "parts": [{ "recipientAgencyId": app.second.id }] });
        act(&manager, &path, "split", one).await.expect_problem(422, "validation_failed");
    });
}

#[test]
fn placing_a_referral_again_carries_the_consent_over_to_whom_it_covers() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let (path, theirs) = sent(&app).await;
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        let reason = json!({ "reasonCode": "no_capacity", "reason": "Full." });
        act(&worker, &theirs, "reject", reason).await.expect(200);
        let before = manager.get(&path).await.expect(200);
        let same = json!({ "recipientAgencyId": app.second.id });
        let same = act(&manager, &path, "re-refer", same).await.expect(201);
        assert_eq!(same.body["consentId"], before.body["consentId"]);
        let other = json!({ "organizationName": "St. Mary's Pantry" });
        let other = act(&manager, &path, "re-refer", other).await.expect(201);
        assert!(other.body.get("consentId").is_none());
        let now = manager.get(&path).await.expect(200);
        assert_eq!(now.body["children"].as_array().unwrap().len(), 2);
    });
}

#[test]
fn a_referral_in_error_is_read_by_its_id_and_leaves_lists() {
    on_both(|app| async move {
        let (ours, theirs) = sent(&app).await;
        let manager = app.caller(Role::CareManager);
        let reason = json!({ "reason": "It was for another person." });
        // Another person of the agency, who neither drafted it nor supervises.
        let etag = manager.get(&ours).await.expect(200).etag();
        let colleague = app.caller(Role::Integration);
        let path = format!("{ours}/enter-in-error");
        colleague.act(&path, &etag, reason.clone()).await.expect_problem(403, "forbidden");
        act(&manager, &ours, "enter-in-error", reason).await.expect(200);
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        for (caller, path) in [(&manager, &ours), (&worker, &theirs)] {
            let kept = caller.get(path).await.expect(200);
            assert_eq!(kept.body["status"], "entered_in_error");
            assert_eq!(kept.body["statusReason"], "It was for another person.");
            assert!(caller.get("/v1/referrals").await.expect(200).items().is_empty());
            let asked = caller.get("/v1/referrals?status=entered_in_error").await.expect(200);
            assert_eq!(asked.items().len(), 1);
        }
    });
}

#[test]
fn a_service_of_the_directory_is_referred_to_by_its_channel_and_within_its_days() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let supervisor = app.caller(Role::Supervisor);
        let client = new_client(&app).await;
        let names = json!({ "name": "St. Mary's Pantry" });
        consent_to(&app, &client, names, &["demographics", "referral"]).await;
        let new = json!({
            "name": "St. Mary's Pantry", "referralChannel": "fax", "slaAckBusinessDays": 5,
        });
        let pantry = supervisor.post("/v1/organizations", new).await.expect(201).id();
        let service = json!({ "organizationId": pantry, "name": "Food boxes" });
        let service = supervisor.post("/v1/services", service).await.expect(201);
        let mut new = meals(&app);
        new.as_object_mut().unwrap().remove("recipientAgencyId");
        new["directory"] = json!({ "serviceId": service.id() });
        let path = format!("/v1/clients/{client}/referrals");
        let draft = manager.post(&path, new.clone()).await.expect(201);
        assert_eq!(draft.body["recipientKind"], "organization");
        assert_eq!(draft.body["recipientName"], "St. Mary's Pantry");
        assert_eq!(draft.body["recipientChannel"], "fax");
        assert_eq!(draft.body["organizationId"], json!(pantry));
        assert_eq!(draft.body["serviceId"], json!(service.id()));
        let referral = format!("/v1/referrals/{}", draft.id());
        let sent = try_to_send(&manager, &referral, &draft.etag()).await.expect(200);
        // Five business days from Monday end with the next Monday, in Chicago.
        assert_eq!(sent.body["acknowledgementDueAt"], "2026-01-13T06:00:00.000Z");
        // An organization that is an agency here is referred to as that agency.
        let kitchen = json!({ "name": "Harbor Meals", "partnerAgencyId": app.second.id });
        let kitchen = supervisor.post("/v1/organizations", kitchen).await.expect(201).id();
        new["directory"] = json!({ "organizationId": kitchen });
        let draft = manager.post(&path, new.clone()).await.expect(201);
        assert_eq!(draft.body["recipientKind"], "partner_agency");
        assert_eq!(draft.body["recipientAgencyId"], json!(app.second.id));
        // What does not belong together is not found.
        new["directory"] = json!({ "organizationId": kitchen, "serviceId": service.id() });
        let wrong = manager.post(&path, new.clone()).await;
        let wrong = wrong.expect_problem(422, "validation_failed");
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/directory");
        new["directory"] = json!({});
        manager.post(&path, new).await.expect_problem(422, "validation_failed");
    });
}

#[test]
fn who_is_full_by_the_directory_is_warned_of_before_a_referral_is_sent() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let supervisor = app.caller(Role::Supervisor);
        let client = new_client(&app).await;
        let names = json!({ "name": "St. Mary's Pantry" });
        consent_to(&app, &client, names, &["demographics", "referral"]).await;
        let pantry = json!({ "name": "St. Mary's Pantry" });
        let pantry = supervisor.post("/v1/organizations", pantry).await.expect(201).id();
        let service = json!({ "organizationId": pantry, "name": "Food boxes" });
        let service = supervisor.post("/v1/services", service).await.expect(201);
        let mut new = meals(&app);
        new.as_object_mut().unwrap().remove("recipientAgencyId");
        new["directory"] = json!({ "serviceId": service.id() });
        let path = format!("/v1/clients/{client}/referrals");
        let draft = manager.post(&path, new).await.expect(201);
        let referral = format!("/v1/referrals/{}", draft.id());
        let service = format!("/v1/services/{}", service.id());
        for (status, warnings) in [
            ("has_capacity", json!([])),
            ("waitlist", json!(["waitlist"])),
            ("no_capacity", json!(["no_capacity"])),
        ] {
            let report = json!({ "status": status });
            act(&manager, &service, "report-capacity", report).await.expect(200);
            let preview = look_ahead(&manager, &referral).await.expect(200);
            assert_eq!(preview.body["warnings"], warnings, "{status}");
        }
        let sent = try_to_send(&manager, &referral, &draft.etag()).await.expect(200);
        assert_eq!(sent.body["capacityWhenSent"], "no_capacity");
    });
}
