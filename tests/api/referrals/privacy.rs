//! Who sees what of a referral.

use super::*;
use crate::harness::on_both;

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
fn a_list_of_referrals_leaves_out_what_was_sent_and_said() {
    on_both(|app| async move {
        let (ours, theirs) = sent(&app).await;
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        act(&worker, &theirs, "accept", json!({ "contactPerson": "Sam" })).await.expect(200);
        act(&worker, &theirs, "complete", delivered()).await.expect(200);
        let sides = [(app.caller(Role::CareManager), ours), (worker, theirs)];
        for (caller, path) in sides {
            let whole = caller.get(&path).await.expect(200).body;
            let list = caller.get("/v1/referrals").await.expect(200);
            let outline = list.items()[0].as_object().unwrap();
            for absent in ["packet", "packetHash", "reason", "contactInstructions", "outcome"] {
                assert!(!outline.contains_key(absent), "{absent}");
            }
            assert!(whole.get("packet").is_some());
            assert!(whole.get("outcome").is_some());
            for (member, value) in outline {
                assert_eq!(*value, whole[member], "{member}");
            }
            let text = list.body.to_string();
            for secret in ["Delgado", "+1555", "Elm St", "Weekly food box"] {
                assert!(!text.contains(secret), "{secret}");
            }
        }
    });
}

#[test]
fn neither_agency_learns_the_ids_of_the_others_users() {
    on_both(|app| async move {
        let (ours, theirs) = sent(&app).await;
        let sender = app.caller(Role::CareManager);
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        let received = worker.get(&theirs).await.expect(200);
        assert_eq!(received.body["senderAgencyId"], json!(app.first.id));
        assert_eq!(received.body["packet"]["senderName"], "Lakeside Care");
        for absent in ["createdBy", "updatedBy"] {
            assert!(received.body.get(absent).is_none(), "{absent}");
        }
        act(&worker, &theirs, "accept", json!({ "contactPerson": "Sam" })).await.expect(200);
        act(&worker, &theirs, "fail", json!({ "reasonCode": "other", "reason": "Closed." }))
            .await
            .expect(200);

        let (their_user, our_user) =
            (app.second.user(Role::PartnerAgency), app.first.user(Role::CareManager));
        let client = sender.get(&ours).await.expect(200).body["clientId"].clone();
        let client = client.as_str().unwrap();
        let views = [
            (&sender, ours.clone(), their_user),
            (&sender, format!("{ours}/history"), their_user),
            (&sender, "/v1/referrals".to_owned(), their_user),
            (&sender, format!("/v1/clients/{client}/timeline"), their_user),
            (&sender, "/v1/tasks".to_owned(), their_user),
            (&worker, theirs.clone(), our_user),
            (&worker, format!("{theirs}/history"), our_user),
            (&worker, "/v1/referrals".to_owned(), our_user),
        ];
        for (caller, path, user) in views {
            let seen = caller.get(&path).await.expect(200).body.to_string();
            assert!(!seen.contains(&user.to_string()), "{path}");
        }
        // Each knows its own.
        let history = worker.get(&format!("{theirs}/history")).await.expect(200);
        assert_eq!(history.items()[0]["actorId"], their_user.to_string());
        let seen = worker.get(&theirs).await.expect(200);
        assert_eq!(seen.body["updatedBy"], their_user.to_string());
        let seen = sender.get(&ours).await.expect(200);
        assert_eq!(seen.body["createdBy"], our_user.to_string());
        assert!(seen.body.get("updatedBy").is_none());

        let task = sender.get("/v1/tasks").await.expect(200);
        let task = format!("/v1/tasks/{}", task.items()[0]["id"].as_str().unwrap());
        let raised = sender.get(&task).await.expect(200);
        assert!(!raised.body.to_string().contains(&their_user.to_string()));
        let claimed = sender.act_plainly(&format!("{task}/claim"), &raised.etag()).await;
        let claimed = claimed.expect(200);
        assert_eq!(claimed.body["updatedBy"], our_user.to_string());
        assert!(claimed.body.get("createdBy").is_none());
    });
}
