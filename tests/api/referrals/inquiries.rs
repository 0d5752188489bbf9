//! Inquiries about capacity: no word of whom they are for.

use super::*;
use crate::harness::on_both;

fn question(app: &TestApp) -> Value {
    json!({
        "agencyIds": [app.second.id, app.third.id],
        "organizations": [{ "name": "St. Mary's Pantry" }],
        "needDomain": "food-insecurity",
        "priority": "urgent",
        "area": { "country": "US", "postalCodeStart": "606" },
    })
}

/// The path of the agency's side of the one inquiry that it is asked.
async fn asked_of(app: &TestApp, agency: &Agency) -> String {
    let worker = app.caller_of(agency, Role::PartnerAgency);
    let list = worker.get("/v1/capacity-inquiries?direction=incoming").await.expect(200);
    format!("/v1/capacity-inquiries/{}", list.items()[0]["id"].as_str().unwrap())
}

#[test]
fn several_are_asked_without_a_name_and_each_answer_is_seen_by_both_sides() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = new_client(&app).await;
        let mut named = question(&app);
        named["clientId"] = json!(client);
        let named = manager.post("/v1/capacity-inquiries", named).await;
        named.expect_problem(422, "unknown_field");
        let inquiry = manager.post("/v1/capacity-inquiries", question(&app)).await.expect(201);
        let path = format!("/v1/capacity-inquiries/{}", inquiry.id());
        // Seven days from Monday, to the end of the day in Chicago.
        assert_eq!(inquiry.body["expiresAt"], "2026-01-13T06:00:00.000Z");
        assert_eq!(inquiry.body["recipients"].as_array().unwrap().len(), 3);

        let theirs = asked_of(&app, &app.second).await;
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        let got = worker.get(&theirs).await.expect(200);
        assert_eq!(got.body["recipients"].as_array().unwrap().len(), 1, "not who else is asked");
        assert_eq!(got.body["allowedActions"], json!(["answer"]));
        assert!(got.body.get("createdBy").is_none());
        let short = json!({ "capacity": "has_capacity", "waitlistDays": 3 });
        let short = act(&worker, &theirs, "answer", short).await;
        short.expect_problem(422, "validation_failed");
        let full = json!({
            "capacity": "waitlist", "waitlistDays": 30, "validUntil": "2026-01-31", "note": "Soon.",
        });
        let answered = act(&worker, &theirs, "answer", full).await.expect(200);
        assert_eq!(answered.body["status"], "answered");
        let seen = manager.get(&path).await.expect(200);
        assert_eq!(seen.body["status"], "open", "two have not answered");
        assert_eq!(seen.body["recipients"][0]["capacity"], "waitlist");
        assert_eq!(seen.body["recipients"][0]["waitlistDays"], 30);
        assert!(seen.body["recipients"][1].get("capacity").is_none());

        // An answer for another agency is not recorded; one of an organization elsewhere is.
        let id = |place: usize| seen.body["recipients"][place]["id"].clone();
        for (recipient, code) in [
            (id(1), "answers_itself"),
            (json!(Uuid::new_v4()), "not_found"),
            (Value::Null, "required"),
        ] {
            let answer = json!({ "recipientId": recipient, "capacity": "no_capacity" });
            let refused = act(&manager, &path, "answer", answer).await;
            let refused = refused.expect_problem(422, "validation_failed");
            assert_eq!(refused.body["errors"][0]["code"], code);
        }
        let heard = json!({ "recipientId": id(2), "capacity": "has_capacity" });
        act(&manager, &path, "answer", heard).await.expect(200);
        let third = asked_of(&app, &app.third).await;
        let other = app.caller_of(&app.third, Role::PartnerAgency);
        let answer = json!({ "capacity": "additional_assessment_required" });
        act(&other, &third, "answer", answer).await.expect(200);
        assert_eq!(manager.get(&path).await.expect(200).body["status"], "answered");
        assert_eq!(moves(&manager, &path, "status").await, ["open", "answered"]);
        // It may change as long as it is of use.
        act(&worker, &theirs, "answer", json!({ "capacity": "no_capacity" })).await.expect(200);
        let seen = manager.get(&path).await.expect(200);
        assert_eq!(seen.body["recipients"][0]["capacity"], "no_capacity");
        let foreign = format!("{path}/answer");
        let foreign = other.act(&foreign, "\"1\"", json!({ "capacity": "no_capacity" })).await;
        foreign.expect_problem(404, "not_found");
    });
}

#[test]
fn an_inquiry_is_over_when_its_time_is_or_when_it_is_withdrawn() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        for (answer_by, code) in [("2026-01-04", "in_the_past"), ("2026-04-06", "too_late")] {
            let mut late = question(&app);
            late["answerBy"] = json!(answer_by);
            let refused = manager.post("/v1/capacity-inquiries", late).await;
            let refused = refused.expect_problem(422, "validation_failed");
            assert_eq!(refused.body["errors"][0]["code"], code);
        }
        let withdrawn = manager.post("/v1/capacity-inquiries", question(&app)).await.expect(201);
        let path = format!("/v1/capacity-inquiries/{}", withdrawn.id());
        let theirs = asked_of(&app, &app.second).await;
        let worker = app.caller_of(&app.second, Role::CareManager);
        let etag = worker.get(&theirs).await.expect(200).etag();
        let not_theirs = worker.act_plainly(&format!("{theirs}/withdraw"), &etag).await;
        not_theirs.expect_problem(409, "transition_not_allowed");
        manager.act_plainly(&format!("{path}/withdraw"), &withdrawn.etag()).await.expect(200);
        assert_eq!(worker.get(&theirs).await.expect(200).body["status"], "withdrawn");
        let answer = json!({ "capacity": "has_capacity" });
        let refused = act(&worker, &theirs, "answer", answer.clone()).await;
        refused.expect_problem(409, "transition_not_allowed");
        let etag = manager.get(&path).await.expect(200).etag();
        let twice = manager.act_plainly(&format!("{path}/withdraw"), &etag).await;
        twice.expect_problem(409, "transition_not_allowed");

        manager.post("/v1/capacity-inquiries", question(&app)).await.expect(201);
        let theirs = asked_of(&app, &app.second).await;
        app.clock.set("2026-01-13T06:00:00Z");
        let worker = app.caller_of(&app.second, Role::CareManager);
        let over = worker.get(&theirs).await.expect(200);
        assert_eq!(over.body["expired"], true);
        assert_eq!(over.body["allowedActions"], json!([]));
        let late = worker.act(&format!("{theirs}/answer"), &over.etag(), answer).await;
        late.expect_problem(409, "capacity_inquiry_expired");
        let list = worker.get("/v1/capacity-inquiries?expired=true").await.expect(200);
        assert_eq!(list.items().len(), 1);
    });
}

#[test]
fn who_has_said_that_it_is_full_is_warned_of_before_a_referral_is_sent() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client_with_consent(&app, &["demographics", "referral"]).await;
        let (path, draft) = draft(&app, &client).await;
        assert_eq!(look_ahead(&manager, &path).await.expect(200).body["warnings"], json!([]));
        manager.post("/v1/capacity-inquiries", question(&app)).await.expect(201);
        let theirs = asked_of(&app, &app.second).await;
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        let full = json!({ "capacity": "no_capacity", "validUntil": "2026-01-09" });
        act(&worker, &theirs, "answer", full).await.expect(200);
        let preview = look_ahead(&manager, &path).await.expect(200);
        assert_eq!(preview.body["warnings"], json!(["no_capacity"]));
        let sent = try_to_send(&manager, &path, &draft.etag()).await.expect(200);
        assert_eq!(sent.body["capacityWhenSent"], "no_capacity");
        // Another one for the same need is warned of too; an answer holds as long as it says.
        let (second, _) = self::draft(&app, &client).await;
        let preview = look_ahead(&manager, &second).await.expect(200);
        assert_eq!(preview.body["warnings"], json!(["no_capacity", "another_under_way"]));
        app.clock.set("2026-01-10T07:00:00Z");
        let preview = look_ahead(&app.caller(Role::CareManager), &second).await.expect(200);
        assert_eq!(preview.body["warnings"], json!(["another_under_way"]));
    });
}

#[test]
fn an_inquiry_is_answered_and_withdrawn_in_the_statuses_of_the_table_and_in_no_other() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let worker = app.caller_of(&app.second, Role::CareManager);
        let mut one = question(&app);
        one["agencyIds"] = json!([app.second.id]);
        one.as_object_mut().unwrap().remove("organizations");
        let room = json!({ "capacity": "has_capacity" });
        for (status, answered, withdrawn) in
            [("open", 200, 200), ("answered", 200, 409), ("withdrawn", 409, 409)]
        {
            for (action, wanted) in [("answer", answered), ("withdraw", withdrawn)] {
                let inquiry = manager.post("/v1/capacity-inquiries", one.clone()).await;
                let path = format!("/v1/capacity-inquiries/{}", inquiry.expect(201).id());
                let theirs = asked_of(&app, &app.second).await;
                match status {
                    "answered" => {
                        act(&worker, &theirs, "answer", room.clone()).await.expect(200);
                    }
                    "withdrawn" => {
                        let etag = manager.get(&path).await.expect(200).etag();
                        let answer = manager.act_plainly(&format!("{path}/withdraw"), &etag).await;
                        answer.expect(200);
                    }
                    _ => {}
                }
                let now = manager.get(&path).await.expect(200);
                assert_eq!(now.body["status"], status);
                let answer = if action == "answer" {
                    act(&worker, &theirs, "answer", room.clone()).await
                } else {
                    manager.act_plainly(&format!("{path}/withdraw"), &now.etag()).await
                };
                assert_eq!(answer.status, wanted, "{status}, {action}: {:#}", answer.body);
            }
        }
    });
}
