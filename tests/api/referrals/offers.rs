//! Open referrals: offered to several, claimed by one.

use super::*;
use crate::harness::on_both;

fn open(agencies: &[Uuid]) -> Value {
    json!({
        "openTo": {
            "agencyIds": agencies,
            "area": { "country": "US", "postalCodeStart": "606", "name": "Chicago" },
        },
        "needDomain": "food-insecurity",
        "reason": "Food has not lasted until the end of the month.",
        "requestedService": "Home-delivered meals",
        "priority": "urgent",
    })
}

/// The path of a draft of an open referral, and its answer.
async fn open_draft(app: &TestApp, client: &str, agencies: &[Uuid]) -> (String, Answer) {
    let path = format!("/v1/clients/{client}/referrals");
    let draft = app.caller(Role::CareManager).post(&path, open(agencies)).await.expect(201);
    (format!("/v1/referrals/{}", draft.id()), draft)
}

async fn covered_client(app: &TestApp) -> String {
    let client = client_with_consent(app, &["demographics", "referral"]).await;
    consent(app, &client, &app.third, &["demographics", "referral"]).await;
    client
}

/// The open offers of an agency.
async fn offers(app: &TestApp, agency: &Agency) -> Vec<Value> {
    let worker = app.caller_of(agency, Role::PartnerAgency);
    worker.get("/v1/referral-offers").await.expect(200).items().to_vec()
}

#[test]
fn who_may_claim_a_referral_sees_the_need_the_area_and_the_priority_and_the_person_after_the_claim()
{
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = covered_client(&app).await;
        let (path, draft) = open_draft(&app, &client, &[app.second.id, app.third.id]).await;
        assert_eq!(draft.body["recipientKind"], "open");
        let preview = look_ahead(&manager, &path).await.expect(200);
        assert_eq!(preview.body["offeredTo"].as_array().unwrap().len(), 2);
        assert!(preview.body.get("packet").is_none());
        let sent = try_to_send(&manager, &path, &draft.etag()).await.expect(200);
        assert_eq!(sent.body["status"], "requested");
        let ledger = format!("/v1/clients/{client}/disclosures");
        let entries = app.caller(Role::Supervisor).get(&ledger).await.expect(200);
        assert!(entries.items().is_empty(), "nothing is disclosed yet");

        let offer = offers(&app, &app.second).await.remove(0);
        let mut members: Vec<_> = offer.as_object().unwrap().keys().cloned().collect();
        members.sort();
        let told = [
            "allowedActions",
            "answerDueAt",
            "area",
            "createdAt",
            "id",
            "needDomain",
            "priority",
            "senderAgencyId",
            "status",
            "updatedAt",
            "version",
        ];
        assert_eq!(members, told);
        assert!(
            app.caller_of(&app.second, Role::PartnerAgency)
                .get("/v1/referrals")
                .await
                .expect(200)
                .items()
                .is_empty()
        );

        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        let claim = format!("/v1/referral-offers/{}/claim", offer["id"].as_str().unwrap());
        let with = json!({ "contactPerson": "Sam", "plannedFirstContactOn": "2026-01-07" });
        let claimed = worker.act(&claim, "\"1\"", with).await.expect(200);
        assert_eq!(claimed.body["direction"], "incoming");
        assert_eq!(claimed.body["status"], "accepted");
        assert_eq!(claimed.body["packet"]["person"]["birthYear"], 1948);
        let ours = manager.get(&path).await.expect(200);
        assert_eq!(ours.body["status"], "accepted");
        assert_eq!(ours.body["recipientKind"], "partner_agency");
        assert_eq!(ours.body["recipientAgencyId"], json!(app.second.id));
        assert_eq!(ours.body["contactPerson"], "Sam");
        assert_eq!(ours.body["packet"], claimed.body["packet"]);
        assert_eq!(ours.body["loopStatus"], "response_received");
        let entries = app.caller(Role::Supervisor).get(&ledger).await.expect(200);
        assert_eq!(entries.items().len(), 1);
        assert_eq!(entries.items()[0]["payloadHash"], ours.body["packetHash"]);
        // Who decided on it is the one who sent it; the other agency's user is not named.
        let sender = app.first.user(Role::CareManager).to_string();
        assert_eq!(entries.items()[0]["disclosedBy"], sender);

        // The others do not see it any more.
        assert!(offers(&app, &app.third).await.is_empty());
        let other = app.caller_of(&app.third, Role::PartnerAgency);
        let gone = other.get("/v1/referral-offers?status=taken").await.expect(200);
        let late = format!("/v1/referral-offers/{}/claim", gone.items()[0]["id"].as_str().unwrap());
        other.act(&late, "\"1\"", json!({})).await.expect_problem(409, "referral_offer_gone");
        other.act(&late, "\"2\"", json!({})).await.expect_problem(409, "referral_offer_gone");
        worker.act(&claim, "\"2\"", json!({})).await.expect_problem(409, "referral_offer_gone");
        // And it goes on as any other.
        let theirs = format!("/v1/referrals/{}", claimed.id());
        act(&worker, &theirs, "start", json!({})).await.expect(200);
        assert_eq!(manager.get(&path).await.expect(200).body["status"], "in_progress");
        assert_eq!(moves(&worker, &theirs, "status").await, ["accepted", "in_progress"]);
    });
}

#[test]
fn of_agencies_that_claim_at_once_one_wins() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = covered_client(&app).await;
        for _ in 0..5 {
            let (path, draft) = open_draft(&app, &client, &[app.second.id, app.third.id]).await;
            try_to_send(&manager, &path, &draft.etag()).await.expect(200);
            let claim = async |agency: &Agency, role: Role| {
                let id = offers(&app, agency).await[0]["id"].as_str().unwrap().to_owned();
                (app.caller_of(agency, role), format!("/v1/referral-offers/{id}/claim"))
            };
            let one = claim(&app.second, Role::PartnerAgency).await;
            let two = claim(&app.third, Role::PartnerAgency).await;
            let three = claim(&app.third, Role::CareManager).await;
            let (one, two, three) = tokio::join!(
                one.0.act(&one.1, "\"1\"", json!({})),
                two.0.act(&two.1, "\"1\"", json!({})),
                three.0.act(&three.1, "\"1\"", json!({})),
            );
            let answers = [&one, &two, &three];
            let won = answers.iter().filter(|answer| answer.status == 200).count();
            let late: Vec<_> = answers.iter().filter(|answer| answer.status == 409).collect();
            assert_eq!((won, late.len()), (1, 2));
            assert!(late.iter().all(|answer| answer.body["code"] == "referral_offer_gone"));
            let winner = if one.status == 200 { app.second.id } else { app.third.id };
            let ours = manager.get(&path).await.expect(200);
            assert_eq!(ours.body["recipientAgencyId"], json!(winner));
            for agency in [&app.second, &app.third] {
                assert!(offers(&app, agency).await.is_empty());
                let incoming = app.caller_of(agency, Role::PartnerAgency);
                let rows = incoming.get("/v1/referrals?direction=incoming").await.expect(200);
                let same = |row: &&Value| row["exchangeId"] == ours.body["exchangeId"];
                let has = rows.items().iter().filter(same).count();
                assert_eq!(has, usize::from(agency.id == winner));
            }
        }
    });
}

#[test]
fn an_open_referral_is_offered_to_whom_consent_covers_and_to_nobody_else() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = new_client(&app).await;
        let both = [app.second.id, app.third.id];
        let (path, draft) = open_draft(&app, &client, &both).await;
        try_to_send(&manager, &path, &draft.etag()).await.expect_problem(403, "consent_required");
        let consent = consent(&app, &client, &app.second, &["demographics", "referral"]).await;
        let preview = look_ahead(&manager, &path).await.expect(200);
        assert_eq!(preview.body["offeredTo"], json!([app.second.id]));
        assert_eq!(preview.body["warnings"], json!(["some_not_covered"]));
        try_to_send(&manager, &path, &draft.etag()).await.expect(200);
        assert!(offers(&app, &app.third).await.is_empty());
        // What was allowed when it was offered may be forbidden when it is claimed.
        act(&manager, &consent, "revoke", json!({ "reason": "Changed her mind." }))
            .await
            .expect(200);
        let offer = offers(&app, &app.second).await.remove(0);
        let claim = format!("/v1/referral-offers/{}/claim", offer["id"].as_str().unwrap());
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        let refused = worker.act(&claim, "\"1\"", json!({})).await;
        let refused = refused.expect_problem(403, "consent_required");
        assert!(refused.body.get("withheld").is_none(), "the record's business");
        assert_eq!(manager.get(&path).await.expect(200).body["status"], "requested");
    });
}

#[test]
fn without_names_it_is_offered_to_those_who_take_such_referrals_there() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = covered_client(&app).await;
        let (path, draft) = open_draft(&app, &client, &[]).await;
        let nobody = try_to_send(&manager, &path, &draft.etag()).await;
        nobody.expect_problem(409, "referral_nobody_to_offer");
        let takes = async |agency: &Agency, need: &str, code: &str| {
            let admin = app.caller_of(agency, Role::Admin);
            let etag = admin.get("/v1/agencies/current").await.expect(200).etag();
            let intake = json!({ "referralIntake": {
                "takesOpenReferrals": true, "needDomains": [need],
                "areas": [{ "country": "US", "postalCodeStart": code }],
            } });
            admin.patch("/v1/agencies/current", &etag, intake).await.expect(200);
        };
        takes(&app.second, "food-insecurity", "60").await;
        takes(&app.third, "food-insecurity", "10").await;
        try_to_send(&manager, &path, &draft.etag()).await.expect(200);
        assert_eq!(offers(&app, &app.second).await.len(), 1);
        assert!(offers(&app, &app.third).await.is_empty(), "somewhere else");
        takes(&app.second, "homelessness", "60").await;
        takes(&app.third, "food-insecurity", "6061").await;
        let (path, draft) = open_draft(&app, &client, &[]).await;
        try_to_send(&manager, &path, &draft.etag()).await.expect(200);
        assert_eq!(offers(&app, &app.second).await.len(), 1, "for another need");
        assert_eq!(offers(&app, &app.third).await.len(), 1);
    });
}

#[test]
fn an_offer_ends_with_its_referral() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = covered_client(&app).await;
        for (action, body) in [
            ("cancel", json!({ "reasonCode": "need_resolved", "reason": "Her daughter cooks." })),
            ("enter-in-error", json!({ "reason": "It was for another person." })),
        ] {
            let (path, draft) = open_draft(&app, &client, &[app.second.id]).await;
            try_to_send(&manager, &path, &draft.etag()).await.expect(200);
            let offer = offers(&app, &app.second).await.remove(0);
            act(&manager, &path, action, body).await.expect(200);
            assert!(offers(&app, &app.second).await.is_empty());
            let offer = format!("/v1/referral-offers/{}", offer["id"].as_str().unwrap());
            let worker = app.caller_of(&app.second, Role::PartnerAgency);
            let ended = worker.get(&offer).await.expect(200);
            assert_eq!(ended.body["status"], "withdrawn");
            assert_eq!(ended.body["allowedActions"], json!([]));
            let claim = worker.act(&format!("{offer}/claim"), &ended.etag(), json!({})).await;
            claim.expect_problem(409, "referral_offer_gone");
            assert_eq!(moves(&worker, &offer, "status").await, ["open", "withdrawn"]);
        }
    });
}

#[test]
fn an_offer_is_claimed_while_it_is_open_and_in_no_other_status() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = covered_client(&app).await;
        let (path, draft) = open_draft(&app, &client, &[app.second.id, app.third.id]).await;
        try_to_send(&manager, &path, &draft.etag()).await.expect(200);
        let mut known = Vec::new();
        for agency in [&app.second, &app.third] {
            let offer = offers(&app, agency).await.remove(0);
            assert_eq!(offer["status"], "open");
            let offer = format!("/v1/referral-offers/{}", offer["id"].as_str().unwrap());
            known.push((app.caller_of(agency, Role::PartnerAgency), offer));
        }
        let (winner, offer) = &known[0];
        let listed = winner.get(offer).await.expect(200);
        assert_eq!(listed.body["allowedActions"], json!(["claim"]));
        act(winner, offer, "claim", json!({})).await.expect(200);
        for ((caller, offer), status) in known.iter().zip(["claimed", "taken"]) {
            let ended = caller.get(offer).await.expect(200);
            assert_eq!(ended.body["status"], status);
            assert_eq!(ended.body["allowedActions"], json!([]), "{status}");
            let again = act(caller, offer, "claim", json!({})).await;
            again.expect_problem(409, "referral_offer_gone");
            assert_eq!(moves(caller, offer, "status").await, ["open", status]);
        }
    });
}
