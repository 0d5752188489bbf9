//! Referrals: two agencies, one row each, moved together.

use entity::{audit_entry, task};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clients::rosa,
    harness::{Agency, Answer, Caller, Role, TestApp, on_both},
};

/// A client of the first agency who lets the second one know these classes.
async fn client_with_consent(app: &TestApp, classes: &[&str]) -> String {
    let client = new_client(app).await;
    consent(app, &client, &app.second, classes).await;
    client
}

async fn new_client(app: &TestApp) -> String {
    let mut person = rosa();
    person["addresses"] = json!([{ "use": "home", "lines": ["12 Elm St"], "city": "Chicago" }]);
    app.caller(Role::CareManager).post("/v1/clients", person).await.expect(201).id()
}

/// The path of an active consent.
async fn consent(app: &TestApp, client: &str, recipient: &Agency, classes: &[&str]) -> String {
    let manager = app.caller(Role::CareManager);
    let consent = json!({
        "type": "roi",
        "grantor": { "kind": "client", "name": "Rosa Delgado" },
        "method": "written",
        "signedBy": "Rosa Delgado",
        "grantedOn": "2026-01-05",
        "expiresOn": "2027-01-04",
        "disclosers": [{ "agencyId": app.first.id }],
        "recipients": [{ "agencyId": recipient.id }],
        "dataClasses": classes,
        "purposes": ["COORD"],
        "rightToRevokeStated": true,
    });
    let path = format!("/v1/clients/{client}/consents");
    let created = manager.post(&path, consent).await.expect(201);
    let path = format!("/v1/consents/{}", created.id());
    manager.act_plainly(&format!("{path}/activate"), &created.etag()).await.expect(200);
    path
}

fn meals(app: &TestApp) -> Value {
    json!({
        "recipientAgencyId": app.second.id,
        "needDomain": "food-insecurity",
        "reason": "Food has not lasted until the end of the month.",
        "requestedService": "Home-delivered meals",
        "payloadProfile": "service",
    })
}

/// The path of a draft, and its answer.
async fn draft(app: &TestApp, client: &str) -> (String, Answer) {
    let path = format!("/v1/clients/{client}/referrals");
    let draft = app.caller(Role::CareManager).post(&path, meals(app)).await.expect(201);
    (format!("/v1/referrals/{}", draft.id()), draft)
}

async fn try_to_send(caller: &Caller, path: &str, etag: &str) -> Answer {
    let key = Uuid::new_v4().to_string();
    let headers = [("if-match", etag), ("idempotency-key", key.as_str())];
    caller.send(reqwest::Method::POST, &format!("{path}/send"), &headers, None).await
}

async fn look_ahead(caller: &Caller, path: &str) -> Answer {
    caller.send(reqwest::Method::POST, &format!("{path}/preview"), &[], None).await
}

/// A referral that was sent: the paths of both sides, the sender's first.
async fn sent(app: &TestApp) -> (String, String) {
    let client = client_with_consent(app, &["demographics", "referral", "assessment"]).await;
    let (path, draft) = draft(app, &client).await;
    let sent = try_to_send(&app.caller(Role::CareManager), &path, &draft.etag()).await.expect(200);
    (path, incoming(app, &sent).await)
}

/// The second agency's side of a referral.
async fn incoming(app: &TestApp, sent: &Answer) -> String {
    let worker = app.caller_of(&app.second, Role::PartnerAgency);
    let list = worker.get("/v1/referrals").await.expect(200);
    let same = |item: &&Value| item["exchangeId"] == sent.body["exchangeId"];
    let found = list.items().iter().find(same).expect("the other side has its row");
    format!("/v1/referrals/{}", found["id"].as_str().unwrap())
}

/// An action on the present version.
async fn act(caller: &Caller, path: &str, action: &str, body: Value) -> Answer {
    let etag = caller.get(path).await.expect(200).etag();
    caller.act(&format!("{path}/{action}"), &etag, body).await
}

fn delivered() -> Value {
    json!({
        "services": [{ "description": "Weekly food box", "deliveredOn": "2026-01-05", "units": 1 }],
        "enrollmentStatus": "enrolled",
    })
}

async fn open_tasks(app: &TestApp, agency: &Agency) -> Vec<(String, String)> {
    let all = task::Entity::find()
        .filter(task::Column::AgencyId.eq(agency.id))
        .filter(task::Column::Status.is_in(task::Status::OPEN))
        .order_by_asc(task::Column::Id);
    let all = all.all(&app.database).await.unwrap();
    all.into_iter()
        .map(|task| {
            let due = task.due_on.map(|day| day.to_string()).unwrap_or_default();
            (entity::Code::code(task.task_type), due)
        })
        .collect()
}

async fn moves(caller: &Caller, path: &str, machine: &str) -> Vec<String> {
    let history = caller.get(&format!("{path}/history?sort=createdAt")).await.expect(200);
    let of_machine = history.items().iter().filter(|entry| entry["machine"] == machine);
    of_machine.map(|entry| entry["to"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_referral_goes_to_another_agency_and_its_loop_is_closed() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client_with_consent(&app, &["demographics", "referral", "assessment"]).await;
        let (path, draft) = draft(&app, &client).await;
        assert_eq!(draft.body["status"], "draft");
        assert_eq!(draft.body["allowedActions"], json!(["send"]));
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
        assert_eq!(open_tasks(&app, &app.first).await, [review]);

        let ours = manager.get(&path).await.expect(200);
        assert_eq!(ours.body["outcome"]["services"][0]["description"], "Weekly food box");
        assert_eq!(ours.body["allowedActions"], json!(["close_loop"]));
        let close = json!({
            "closureReason": "service_received",
            "needMet": "partly",
            "needMetSource": "client",
            "note": "Wants fruit too.",
        });
        let closed = act(&manager, &path, "close-loop", close.clone()).await.expect(200);
        assert_eq!(closed.body["loopStatus"], "closed");
        assert!(open_tasks(&app, &app.first).await.is_empty());
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
fn a_partners_worker_finds_incoming_referrals_and_nothing_else() {
    on_both(|app| async move {
        let (ours, theirs) = sent(&app).await;
        // The second agency refers someone too: that is not for its worker's eyes.
        let manager = app.caller_of(&app.second, Role::CareManager);
        let person = json!({ "names": [{ "use": "official", "family": "Okafor" }] });
        let client = manager.post("/v1/clients", person).await.expect(201).id();
        let mut new = meals(&app);
        new["recipientAgencyId"] = json!(app.third.id);
        let path = format!("/v1/clients/{client}/referrals");
        let outgoing = manager.post(&path, new).await.expect(201);
        assert_eq!(manager.get("/v1/referrals").await.expect(200).items().len(), 2);

        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        let list = worker.get("/v1/referrals?includeTotal=true").await.expect(200);
        assert_eq!(list.body["total"], 1);
        let none = worker.get("/v1/referrals?direction=outgoing").await.expect(200);
        assert!(none.items().is_empty());
        let outgoing = format!("/v1/referrals/{}", outgoing.id());
        worker.get(&outgoing).await.expect_problem(404, "not_found");
        worker.get(&format!("{outgoing}/history")).await.expect_problem(404, "not_found");
        let reason = json!({ "reasonCode": "error", "reason": "Mine?" });
        let cancel = worker.act(&format!("{outgoing}/cancel"), "\"1\"", reason).await;
        cancel.expect_problem(404, "not_found");
        let accept = worker.act(&format!("{outgoing}/accept"), "\"1\"", json!({})).await;
        accept.expect_problem(404, "not_found");
        worker.get(&ours).await.expect_problem(404, "not_found");
        worker.get(&theirs).await.expect(200);
        worker.get("/v1/clients").await.expect(403);
    });
}

#[test]
fn a_third_agency_and_an_unknown_id_get_the_same_answer_everywhere() {
    on_both(|app| async move {
        let (ours, theirs) = sent(&app).await;
        let before = app.caller(Role::CareManager).get(&ours).await.expect(200);
        let stranger = app.caller_of(&app.third, Role::CareManager);
        assert!(stranger.get("/v1/referrals").await.expect(200).items().is_empty());
        let unknown = format!("/v1/referrals/{}", Uuid::new_v4());
        let reason = json!({ "reasonCode": "other", "reason": "x" });
        let cancel = json!({ "reasonCode": "error", "reason": "x" });
        let actions = [
            ("accept", json!({})),
            ("reject", reason.clone()),
            ("start", json!({})),
            ("pause", json!({ "reason": "x" })),
            ("complete", delivered()),
            ("fail", reason),
            ("cancel", cancel),
            ("close-loop", json!({ "closureReason": "other" })),
            ("re-refer", json!({ "recipientAgencyId": app.second.id })),
        ];
        for path in [&ours, &theirs, &unknown] {
            stranger.get(path).await.expect_problem(404, "not_found");
            stranger.get(&format!("{path}/history")).await.expect_problem(404, "not_found");
            try_to_send(&stranger, path, "\"1\"").await.expect_problem(404, "not_found");
            stranger.patch(path, "\"1\"", json!({})).await.expect_problem(404, "not_found");
            look_ahead(&stranger, path).await.expect_problem(404, "not_found");
            for (action, body) in &actions {
                let path = format!("{path}/{action}");
                let answer = stranger.act(&path, "\"1\"", body.clone()).await;
                answer.expect_problem(404, "not_found");
            }
        }
        let after = app.caller(Role::CareManager).get(&ours).await.expect(200);
        assert_eq!(after.body, before.body);
    });
}

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
        assert_eq!(rejected.body["loopStatus"], "result_received");
        assert_eq!(rejected.body["allowedActions"], json!(["close_loop", "re_refer"]));
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
        assert_eq!(refused.body["allowedActions"], json!(["cancel"]));
        let recipient = app.caller_of(&app.second, Role::CareManager);
        let etag = recipient.get(&theirs).await.expect(200).etag();
        let refused = try_to_send(&recipient, &theirs, &etag).await;
        refused.expect_problem(409, "transition_not_allowed");
        let close = json!({ "closureReason": "other" });
        act(&recipient, &theirs, "close-loop", close)
            .await
            .expect_problem(409, "transition_not_allowed");
        act(&recipient, &theirs, "accept", json!({})).await.expect(200);
        let nothing = act(&recipient, &theirs, "complete", json!({})).await;
        let nothing = nothing.expect_problem(422, "validation_failed");
        assert_eq!(nothing.body["errors"][0]["code"], "outcome_required");
        let mut future = delivered();
        future["services"][0]["deliveredOn"] = json!("2026-01-06");
        let future = act(&recipient, &theirs, "complete", future).await;
        let future = future.expect_problem(422, "validation_failed");
        assert_eq!(future.body["errors"][0]["pointer"], "#/services/0/deliveredOn");
        let late = json!({ "firstContactOn": "2026-01-06" });
        act(&recipient, &theirs, "start", late).await.expect_problem(422, "validation_failed");
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
fn a_draft_names_another_agency_and_an_intervention_of_the_client() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = new_client(&app).await;
        let path = format!("/v1/clients/{client}/referrals");
        let with = |field: &str, value: Value| {
            let mut new = meals(&app);
            new[field] = value;
            new
        };
        let refused = [
            (with("recipientAgencyId", json!(app.first.id)), "own_agency"),
            (with("recipientAgencyId", json!(Uuid::new_v4())), "not_found"),
            (with("planInterventionId", json!(Uuid::new_v4())), "not_found"),
            (with("needDomain", json!("food_insecurity")), "not_in_list"),
        ];
        for (body, code) in refused {
            let answer = manager.post(&path, body).await.expect_problem(422, "validation_failed");
            assert_eq!(answer.body["errors"][0]["code"], code);
        }
        let (path, draft) = draft(&app, &client).await;
        let patch = json!({ "priority": "urgent", "contactInstructions": "After 17:00." });
        let changed = manager.patch(&path, &draft.etag(), patch).await.expect(200);
        assert_eq!(changed.body["priority"], "urgent");
        let cleared = json!({ "clearFields": ["contactInstructions"] });
        let cleared = manager.patch(&path, &changed.etag(), cleared).await.expect(200);
        assert!(cleared.body.get("contactInstructions").is_none());
        let own = json!({ "recipientAgencyId": app.first.id });
        let refused = manager.patch(&path, &cleared.etag(), own).await;
        refused.expect_problem(422, "validation_failed");
    });
}

#[test]
fn an_intervention_of_the_plan_is_carried_out_by_the_referral_that_was_sent() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let classes = ["demographics", "referral", "assessment", "care_plan"];
        let client = client_with_consent(&app, &classes).await;
        let plan = json!({
            "title": "Eating well",
            "clientGoalsStatement": "I want to cook for my family again.",
            "problems": [{ "key": "food", "kind": "social_need", "description": "Food runs out." }],
            "goals": [{
                "key": "meals",
                "description": "Two warm meals on every day",
                "clientWords": "I want to stop skipping dinner.",
                "problemKeys": ["food"],
                "domain": "food",
            }],
            "interventions": [{
                "goalKeys": ["meals"],
                "kind": "referral",
                "description": "Refer to the food pantry.",
                "needDomain": "food-insecurity",
                "responsibleUserId": app.first.user(Role::CareManager),
            }],
        });
        let plans = format!("/v1/clients/{client}/care-plans");
        let created = manager.post(&plans, plan).await.expect(201);
        let plan = format!("/v1/care-plans/{}", created.id());
        manager.act_plainly(&format!("{plan}/activate"), &created.etag()).await.expect(200);
        let intervention = created.body["interventions"][0]["id"].clone();

        let mut new = meals(&app);
        new["planInterventionId"] = intervention.clone();
        new["payloadProfile"] = json!("clinical");
        // Another client's plan is no plan of hers.
        let other = json!({ "names": [{ "use": "official", "family": "Okafor" }] });
        let other = manager.post("/v1/clients", other).await.expect(201).id();
        let foreign = manager.post(&format!("/v1/clients/{other}/referrals"), new.clone()).await;
        let foreign = foreign.expect_problem(422, "validation_failed");
        assert_eq!(foreign.body["errors"][0]["pointer"], "#/planInterventionId");

        let path = format!("/v1/clients/{client}/referrals");
        let draft = manager.post(&path, new).await.expect(201);
        let path = format!("/v1/referrals/{}", draft.id());
        let sent = try_to_send(&manager, &path, &draft.etag()).await.expect(200);
        assert_eq!(sent.body["packet"]["carePlan"]["title"], "Eating well");
        let goals = json!(["Two warm meals on every day"]);
        assert_eq!(sent.body["packet"]["carePlan"]["goals"], goals);
        let plan = manager.get(&plan).await.expect(200);
        let linked = &plan.body["interventions"][0];
        assert_eq!(linked["id"], intervention);
        assert_eq!(linked["linkedKind"], "referral", "{linked:#}");
        assert_eq!(linked["linkedId"], sent.body["id"]);
        assert_eq!(linked["status"], "scheduled");
    });
}
