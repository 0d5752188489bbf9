//! The whole way of a conference, and what signing its minutes does.

use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{Meeting, active_plan, client, plan_change, plan_meeting};
use crate::harness::{Role, on_both};

#[test]
fn a_conference_is_scheduled_held_minuted_and_signed_and_what_it_decides_happens() {
    on_both(|app| async move {
        let client = client(&app).await;
        let plan = active_plan(&app, &client).await;
        let manager = app.caller(Role::CareManager);
        let mut meeting = plan_meeting(&app, &client).await;
        assert_eq!(meeting.body["status"], "draft");
        assert_eq!(meeting.body["participants"][1]["name"].as_str().unwrap()[..4], *"Rosa");
        assert_eq!(
            meeting.body["allowedActions"],
            json!(["schedule", "cancel", "record_held", "enter_in_error"])
        );

        let topic = json!({ "topic": "Cooking", "kind": "preference", "order": 7 });
        meeting.post("agenda-items", topic).await.expect(201);
        meeting.schedule().await;
        assert_eq!(meeting.body["startsAt"], "2026-01-05T15:00:00.000Z");

        // The staff answers for itself, the manager records what the others said.
        let mut invited = Meeting { caller: app.caller(Role::TeamMember), ..meeting };
        let respond = format!("participants/{}/respond", invited.part("participants", 0));
        invited.post(&respond, json!({ "answer": "accepted" })).await.expect(200);
        let mut meeting = Meeting { caller: manager.clone(), ..invited };
        let respond = format!("participants/{}/respond", meeting.part("participants", 1));
        let answer = json!({ "answer": "tentative", "comment": "If the bus runs." });
        meeting.post(&respond, answer).await.expect(200);
        let answers = meeting.body["participants"].as_array().unwrap().iter();
        let answers: Vec<_> = answers.map(|one| one["invitationStatus"].clone()).collect();
        assert_eq!(answers, ["accepted", "tentative", "needs_action"]);

        app.clock.set("2026-01-05T15:02:00Z");
        let started = meeting.post("start", json!({})).await.expect(200);
        assert_eq!(started.body["warnings"], json!([]));
        assert_eq!(started.body["startedAt"], "2026-01-05T15:02:00.000Z");
        let topic = format!("/agenda-items/{}", meeting.part("agendaItems", 0));
        let outcome = json!({ "outcome": "Meals come every day.", "minutesUsed": 15 });
        meeting.patch(&topic, outcome).await.expect(200);
        let topic = format!("/agenda-items/{}", meeting.part("agendaItems", 1));
        meeting.patch(&topic, json!({ "deferred": true })).await.expect(200);
        meeting.post("decisions", plan_change(&app)).await.expect(201);
        let item = json!({
            "text": "Buy a lighter pan",
            "ownerId": app.first.user(Role::CareManager),
            "dueOn": "2026-01-16",
            "priority": "urgent",
            "decisionId": meeting.part("decisions", 0),
        });
        meeting.post("action-items", item).await.expect(201);

        app.clock.set("2026-01-05T16:00:00Z");
        let attendance = meeting.attendance();
        let held = meeting.post("end", json!({ "attendance": attendance })).await.expect(200);
        assert_eq!(held.body["minutesStatus"], "none");
        // Three business days: the end of Thursday in Chicago.
        assert_eq!(held.body["minutesDueAt"], "2026-01-09T06:00:00.000Z");
        let minutes = json!({ "body": "Rosa eats well.", "plainLanguage": "You eat well." });
        meeting.post("record-minutes", minutes).await.expect(200);
        meeting.patch("/minutes", json!({ "body": "Rosa eats well again." })).await.expect(200);
        assert_eq!(meeting.body["minutesStatus"], "draft");

        let signed = meeting.go("sign").await.expect(200);
        assert_eq!(signed.body["status"], "closed");
        assert_eq!(signed.body["minutesStatus"], "signed");
        assert_eq!(signed.body["minutes"]["body"], "Rosa eats well again.");
        assert_eq!(signed.body["minutes"]["signedAt"], "2026-01-05T16:00:00.000Z");
        assert_eq!(signed.body["decisions"][0]["amendedPlanId"], plan);
        assert_eq!(signed.body["decisions"][0]["amendedPlanVersion"], 2);
        assert_eq!(signed.body["actionItems"][0]["taskStatus"], "ready");
        assert_eq!(signed.body["allowedActions"], json!(["addend", "enter_in_error"]));

        let versions = manager.get(&format!("/v1/care-plans/{plan}/versions")).await.expect(200);
        assert_eq!(versions.items().len(), 2);
        let amended = manager.get(&format!("/v1/care-plans/{plan}")).await.expect(200);
        assert_eq!(amended.body["goals"].as_array().unwrap().len(), 2);
        let task = signed.body["actionItems"][0]["taskId"].as_str().unwrap();
        let task = manager.get(&format!("/v1/tasks/{task}")).await.expect(200);
        assert_eq!(task.body["title"], "Buy a lighter pan");
        assert_eq!(task.body["ownerId"], json!(app.first.user(Role::CareManager)));
        assert_eq!(task.body["dueOn"], "2026-01-16");
        assert_eq!(task.body["priority"], "urgent");

        let addendum = json!({ "body": "The pan was bought." });
        let added = meeting.post("addend", addendum).await.expect(200);
        assert_eq!(added.body["addenda"][0]["number"], 1);
        assert_eq!(added.body["minutes"], signed.body["minutes"]);

        let history = manager.get(&format!("{}/history", meeting.path)).await.expect(200);
        let mut events: Vec<_> = history.items().iter().map(|one| one["event"].clone()).collect();
        events.reverse();
        let told = ["create", "schedule", "start", "end", "record_minutes", "sign", "addend"];
        assert_eq!(events, told);
        let again = manager.get(&meeting.path).await.expect(200);
        assert_eq!(again.body, meeting.body);
    });
}

#[test]
fn minutes_are_not_signed_while_a_topic_is_open() {
    on_both(|app| async move {
        let mut meeting = plan_meeting(&app, &client(&app).await).await;
        meeting.minute().await;
        let id = meeting.part("agendaItems", 0);
        let topic = format!("/agenda-items/{id}");
        meeting.patch(&topic, json!({ "clearFields": ["outcome"] })).await.expect(200);
        let refused = meeting.go("sign").await.expect_problem(409, "agenda_item_open");
        assert_eq!(refused.body["agendaItemIds"], json!([id]));
        meeting.patch(&topic, json!({ "deferred": true })).await.expect(200);
        meeting.go("sign").await.expect(200);
    });
}

#[test]
fn a_decision_to_change_the_plan_is_made_whole_or_nothing_is_signed() {
    on_both(|app| async move {
        let client = client(&app).await;
        let mut meeting = plan_meeting(&app, &client).await;
        meeting.minute().await;
        let item = json!({
            "text": "Call the pantry", "ownerId": app.first.user(Role::CareManager),
            "dueOn": "2026-01-16",
        });
        meeting.post("action-items", item).await.expect(201);
        let mut decision = plan_change(&app);
        let amendment = decision.as_object_mut().unwrap().remove("amendment").unwrap();
        let mut wrong = decision.clone();
        wrong["type"] = json!("referral");
        wrong["amendment"] = amendment.clone();
        meeting.post("decisions", wrong).await.expect(422);
        meeting.post("decisions", decision).await.expect(201);
        let id = meeting.part("decisions", 0);
        let refused = meeting.go("sign").await;
        let refused = refused.expect_problem(409, "decision_amendment_missing");
        assert_eq!(refused.body["decisionIds"], json!([id]));

        let path = format!("/decisions/{id}");
        let mut unknown = amendment.clone();
        unknown["addGoals"][0]["colour"] = json!("red");
        let refused = meeting.patch(&path, json!({ "amendment": unknown })).await.expect(422);
        let pointer = refused.body["errors"][0]["pointer"].as_str().unwrap();
        assert!(pointer.starts_with("#/amendment"), "{pointer}");
        let mut missing = amendment.clone();
        missing["endGoals"] = json!([{ "id": Uuid::new_v4(), "reason": "Reached." }]);
        meeting.patch(&path, json!({ "amendment": missing })).await.expect(200);
        meeting.go("sign").await.expect_problem(409, "conference_plan_missing");

        let plan = active_plan(&app, &client).await;
        let refused = meeting.go("sign").await.expect(422);
        assert_eq!(refused.body["decisionId"], json!(id));
        let same = meeting.caller.get(&meeting.path).await.expect(200);
        assert_eq!(same.body["status"], "minutes_draft");
        assert!(same.body["actionItems"][0].get("taskId").is_none(), "no task either");
        let versions = format!("/v1/care-plans/{plan}/versions");
        assert_eq!(meeting.caller.get(&versions).await.expect(200).items().len(), 1);

        meeting.patch(&path, json!({ "amendment": amendment })).await.expect(200);
        meeting.go("sign").await.expect(200);
        assert_eq!(meeting.caller.get(&versions).await.expect(200).items().len(), 2);
    });
}

#[test]
fn of_those_who_sign_at_once_one_amends_the_plan_once() {
    on_both(|app| async move {
        let client = client(&app).await;
        let plan = active_plan(&app, &client).await;
        let mut meeting = plan_meeting(&app, &client).await;
        meeting.minute().await;
        meeting.post("decisions", plan_change(&app)).await.expect(201);
        let item = json!({
            "text": "Call the pantry", "ownerId": app.first.user(Role::CareManager),
            "dueOn": "2026-01-16",
        });
        meeting.post("action-items", item).await.expect(201);
        let sign = format!("{}/sign", meeting.path);
        let all = (0..6).map(|_| meeting.caller.act_plainly(&sign, &meeting.etag));
        let answers = futures_util::future::join_all(all).await;
        let statuses: Vec<_> = answers.iter().map(|answer| answer.status.as_u16()).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 412).count(), 5, "{statuses:?}");
        let now = meeting.caller.get(&meeting.path).await.expect(200);
        let again = meeting.caller.act_plainly(&sign, &now.etag()).await;
        again.expect_problem(409, "transition_not_allowed");
        let versions = format!("/v1/care-plans/{plan}/versions");
        assert_eq!(meeting.caller.get(&versions).await.expect(200).items().len(), 2);
        let tasks = meeting.caller.get("/v1/tasks?subjectKind=action_item").await.expect(200);
        assert_eq!(tasks.items().len(), 1);
    });
}

#[test]
fn a_repeated_signature_is_one_signature() {
    on_both(|app| async move {
        let client = client(&app).await;
        let plan = active_plan(&app, &client).await;
        let mut meeting = plan_meeting(&app, &client).await;
        meeting.minute().await;
        meeting.post("decisions", plan_change(&app)).await.expect(201);
        let sign = format!("{}/sign", meeting.path);
        let headers = [("if-match", meeting.etag.as_str()), ("idempotency-key", "sign-once")];
        let first = meeting.caller.send(Method::POST, &sign, &headers, None).await.expect(200);
        let again = meeting.caller.send(Method::POST, &sign, &headers, None).await.expect(200);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.body, first.body);
        let versions = format!("/v1/care-plans/{plan}/versions");
        assert_eq!(meeting.caller.get(&versions).await.expect(200).items().len(), 2);
    });
}

#[test]
fn signed_minutes_stay_as_they_are_whoever_asks() {
    on_both(|app| async move {
        let mut meeting = plan_meeting(&app, &client(&app).await).await;
        meeting.minute().await;
        let decision = json!({
            "text": "Nothing changes.", "type": "no_change", "decidedBy": "consensus",
            "clientAgrees": "yes",
        });
        meeting.post("decisions", decision.clone()).await.expect(201);
        meeting
            .post("addend", json!({ "body": "x" }))
            .await
            .expect_problem(409, "transition_not_allowed");
        meeting.go("sign").await.expect(200);
        let signed = meeting.body.clone();

        let topic = format!("/agenda-items/{}", meeting.part("agendaItems", 0));
        let person = format!("/participants/{}", meeting.part("participants", 0));
        let decided = format!("/decisions/{}", meeting.part("decisions", 0));
        for (part, change) in [
            ("", json!({ "title": "Another" })),
            ("/minutes", json!({ "body": "We agreed on something else." })),
            (topic.as_str(), json!({ "outcome": "Another" })),
            (person.as_str(), json!({ "role": "Another" })),
            (decided.as_str(), json!({ "text": "Another" })),
        ] {
            meeting.patch(part, change).await.expect_problem(409, "minutes_signed");
        }
        let item = json!({
            "text": "More", "ownerId": app.first.user(Role::CareManager), "dueOn": "2026-01-16",
        });
        let external = json!({ "kind": "external", "name": "X", "requirement": "optional" });
        let respond = format!("{}/respond", &person[1..]);
        for (part, new) in [
            ("agenda-items", json!({ "topic": "More", "kind": "other" })),
            ("participants", external),
            ("decisions", decision),
            ("action-items", item),
            (respond.as_str(), json!({ "answer": "declined" })),
        ] {
            meeting.post(part, new).await.expect_problem(409, "minutes_signed");
        }
        for part in [&topic, &person, &decided] {
            meeting.delete(part).await.expect_problem(409, "minutes_signed");
        }
        let now = meeting.caller.get(&meeting.path).await.expect(200);
        assert_eq!(now.body, signed);

        // Nor does the database let anyone who gets behind the API.
        meeting.post("addend", json!({ "body": "An addendum." })).await.expect(200);
        for change in [
            "UPDATE conference_minutes SET body = 'Another'",
            "UPDATE conference_minutes SET signed_at = NULL",
            "DELETE FROM conference_minutes",
        ] {
            assert!(app.database.execute_unprepared(change).await.is_err(), "{change}");
        }
    });
}

#[test]
fn only_those_who_may_sign_do_and_only_who_may_change_plans_signs_a_change() {
    on_both(|app| async move {
        let client = client(&app).await;
        active_plan(&app, &client).await;
        let mut meeting = plan_meeting(&app, &client).await;
        meeting.minute().await;
        meeting.post("decisions", plan_change(&app)).await.expect(201);
        let sign = format!("{}/sign", meeting.path);
        let admin = app.caller(Role::Admin).act_plainly(&sign, &meeting.etag).await;
        admin.expect(403);
        let clinician = app.first.user(Role::Clinician);
        let narrow = app.caller_with(&app.first, clinician, "minutes:sign");
        let refused = narrow.act_plainly(&sign, &meeting.etag).await;
        refused.expect_problem(403, "insufficient_scope");
        app.caller(Role::Clinician).act_plainly(&sign, &meeting.etag).await.expect(200);
    });
}
