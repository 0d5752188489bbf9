//! Reviews of several clients.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Meeting, client, times};
use crate::harness::{Role, TestApp, on_both};

fn review(app: &TestApp, clients: &[&str]) -> Value {
    json!({
        "title": "Caseload of the east side",
        "clientIds": clients,
        "participants": [
            { "kind": "staff", "userId": app.first.user(Role::CareManager), "requirement": "required" },
            { "kind": "staff", "userId": app.first.user(Role::Clinician), "requirement": "required" },
        ],
    })
}

async fn plan(app: &TestApp, clients: &[&str]) -> Meeting {
    let caller = app.caller(Role::CareManager);
    let created = caller.post("/v1/care-conferences", review(app, clients)).await.expect(201);
    Meeting::of(&caller, &created)
}

#[test]
fn a_caseload_review_has_a_topic_for_each_client_and_is_in_the_list_of_each() {
    on_both(|app| async move {
        let (rosa, paul) = (client(&app).await, client(&app).await);
        let meeting = plan(&app, &[&rosa, &paul]).await;
        assert!(meeting.body.get("clientId").is_none());
        assert_eq!(meeting.body["type"], "caseload_review");
        assert_eq!(meeting.body["clientIds"], json!([rosa, paul]));
        assert_eq!(meeting.body["agendaItems"][0]["clientId"], json!(rosa));
        assert_eq!(meeting.body["agendaItems"][1]["clientId"], json!(paul));
        for one in [&rosa, &paul] {
            let list = format!("/v1/clients/{one}/care-conferences");
            assert_eq!(meeting.caller.get(&list).await.expect(200).items().len(), 1);
            let timeline = format!("/v1/clients/{one}/timeline?kinds=caseload_review");
            let told = meeting.caller.get(&timeline).await.expect(200);
            assert_eq!(told.items()[0]["to"], "planned");
        }
        let mine =
            format!("/v1/care-conferences?participantUserId={}", app.first.user(Role::Clinician));
        assert_eq!(meeting.caller.get(&mine).await.expect(200).items().len(), 1);
        let others =
            format!("/v1/care-conferences?participantUserId={}", app.first.user(Role::Admin));
        assert!(meeting.caller.get(&others).await.expect(200).items().is_empty());
    });
}

#[test]
fn what_is_wrong_with_a_caseload_review_points_at_the_field() {
    on_both(|app| async move {
        let rosa = client(&app).await;
        let stranger = client(&app).await;
        let caller = app.caller(Role::CareManager);
        let with = |field: &str, value: Value| {
            let mut new = review(&app, &[&rosa]);
            new[field] = value;
            new
        };
        let topic = |client: Value| json!([{ "topic": "x", "kind": "goal", "clientId": client }]);
        let cases = [
            (with("clientIds", json!([rosa, rosa])), "#/clientIds/1"),
            (with("clientIds", json!([Uuid::new_v4()])), "#/clientIds/0"),
            (
                with("agendaItems", json!([{ "topic": "x", "kind": "goal" }])),
                "#/agendaItems/0/clientId",
            ),
            (with("agendaItems", topic(json!(stranger))), "#/agendaItems/0/clientId"),
            (
                with(
                    "participants",
                    json!([{
                        "kind": "related_person", "name": "Ana", "requirement": "optional",
                    }]),
                ),
                "#/participants/0/kind",
            ),
        ];
        for (body, pointer) in cases {
            let wrong = caller.post("/v1/care-conferences", body).await.expect(422);
            assert_eq!(wrong.body["errors"][0]["pointer"], pointer, "{:#}", wrong.body);
        }
        let path = format!("/v1/clients/{rosa}/care-conferences");
        let new = json!({ "type": "caseload_review", "title": "x", "clientInvited": true });
        let wrong = caller.post(&path, new).await.expect(422);
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/type");
    });
}

#[test]
fn the_clients_of_a_review_change_until_it_begins_but_for_those_with_a_topic() {
    on_both(|app| async move {
        let (rosa, paul, ana) = (client(&app).await, client(&app).await, client(&app).await);
        let mut meeting = plan(&app, &[&rosa, &paul]).await;
        let unknown = json!({ "clientIds": [rosa, paul, Uuid::new_v4()] });
        let wrong = meeting.patch("", unknown).await.expect(422);
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/clientIds/2");
        let held = meeting.patch("", json!({ "clientIds": [ana] })).await;
        held.expect_problem(409, "conference_part_in_use");
        let topic = format!("/agenda-items/{}", meeting.part("agendaItems", 1));
        meeting.delete(&topic).await.expect(200);
        let changed = meeting.patch("", json!({ "clientIds": [ana, rosa] })).await.expect(200);
        assert_eq!(changed.body["clientIds"], json!([ana, rosa]));
        let list = format!("/v1/clients/{paul}/care-conferences");
        assert!(meeting.caller.get(&list).await.expect(200).items().is_empty());
        for (change, pointer) in [
            (json!({ "type": "crisis" }), "#/type"),
            (json!({ "clientInvited": true }), "#/clientInvited"),
        ] {
            let wrong = meeting.patch("", change).await.expect(422);
            assert_eq!(wrong.body["errors"][0]["pointer"], pointer);
        }
        meeting.schedule().await;
        meeting.post("start", json!({})).await.expect(200);
        let late = meeting.patch("", json!({ "clientIds": [rosa, paul, ana] })).await;
        late.expect_problem(409, "conference_part_fixed");
        let mut single = super::plan_meeting(&app, &rosa).await;
        let wrong = single.patch("", json!({ "clientIds": [rosa] })).await.expect(422);
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/clientIds");
    });
}

#[test]
fn reviews_clash_only_where_they_share_a_client() {
    on_both(|app| async move {
        let (rosa, paul, ana) = (client(&app).await, client(&app).await, client(&app).await);
        plan(&app, &[&rosa, &paul]).await.schedule().await;
        plan(&app, &[&ana]).await.schedule().await;
        let mut shared = plan(&app, &[&ana, &paul]).await;
        let clash = shared.post("schedule", times("15:30", "16:30")).await;
        let clash = clash.expect_problem(409, "conference_clash");
        assert_eq!(clash.body["clashingConferenceIds"].as_array().unwrap().len(), 2);
    });
}

#[test]
fn each_clients_part_is_decided_signed_and_given_on_its_own() {
    on_both(|app| async move {
        let (rosa, paul) = (client(&app).await, client(&app).await);
        let mut meeting = plan(&app, &[&rosa, &paul]).await;
        meeting.schedule().await;
        meeting.post("start", json!({})).await.expect(200);
        let loose = json!({
            "text": "x", "type": "other", "decidedBy": "consensus", "clientAgrees": "not_present",
        });
        let refused = meeting.post("decisions", loose).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "#/agendaItemId");
        for (place, outcome) in [(0, "Rosa eats."), (1, "Paul walks.")] {
            let item = meeting.part("agendaItems", place);
            let topic = format!("/agenda-items/{item}");
            meeting.patch(&topic, json!({ "outcome": outcome })).await.expect(200);
            let decision = json!({
                "agendaItemId": item, "text": outcome, "type": "no_change",
                "decidedBy": "consensus", "clientAgrees": "not_present",
            });
            meeting.post("decisions", decision).await.expect(201);
        }
        let crossed = json!({
            "text": "x", "ownerId": app.first.user(Role::CareManager), "dueOn": "2026-01-16",
            "agendaItemId": meeting.part("agendaItems", 0),
            "decisionId": meeting.part("decisions", 1),
        });
        let refused = meeting.post("action-items", crossed).await.expect(422);
        assert_eq!(refused.body["errors"][0]["code"], "other_client");
        let item = json!({
            "text": "Call Paul", "ownerId": app.first.user(Role::CareManager),
            "dueOn": "2026-01-16", "decisionId": meeting.part("decisions", 1),
        });
        meeting.post("action-items", item).await.expect(201);
        let attendance = meeting.attendance();
        meeting.post("end", json!({ "attendance": attendance })).await.expect(200);
        let minutes = json!({ "body": "Rosa and Paul." });
        meeting.post("record-minutes", minutes).await.expect(200);
        let signed = meeting.go("sign").await.expect(200);
        let task = signed.body["actionItems"][0]["taskId"].as_str().unwrap();
        let task = meeting.caller.get(&format!("/v1/tasks/{task}")).await.expect(200);
        assert_eq!(task.body["clientId"], json!(paul));
        let timeline = format!("/v1/clients/{paul}/timeline?kinds=caseload_review");
        let told = meeting.caller.get(&timeline).await.expect(200);
        assert_eq!(told.items()[0]["to"], "reviewed");

        let mut given = json!({
            "recipientName": "Dr. Ruiz", "channel": "fax", "basis": "emergency",
            "reason": "She is in the emergency department.",
        });
        let unclear = meeting.post("distributions", given.clone()).await.expect(422);
        assert_eq!(unclear.body["errors"][0]["pointer"], "#/clientId");
        given["clientId"] = json!(rosa);
        let sent = meeting.caller.post(&format!("{}/distributions", meeting.path), given).await;
        let sent = sent.expect(201);
        assert!(!sent.body.to_string().contains("Paul"), "{:#}", sent.body);
        assert_eq!(sent.body["content"]["topics"][0]["outcome"], "Rosa eats.");
        assert_eq!(sent.body["content"]["decisions"].as_array().unwrap().len(), 1);
        assert_eq!(sent.body["content"]["actionItems"], json!([]));
        assert_eq!(sent.body["withheld"][0]["reason"], "other_clients");
    });
}
