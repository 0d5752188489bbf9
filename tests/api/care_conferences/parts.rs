//! The parts of a conference: how they are answered, what is looked for first,
//! and who is invited when.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Meeting, client, plan_change, plan_meeting};
use crate::harness::{Role, TestApp, on_both};

fn decision() -> Value {
    json!({ "text": "x", "type": "other", "decidedBy": "consensus", "clientAgrees": "yes" })
}

fn action_item(app: &TestApp) -> Value {
    json!({ "text": "x", "ownerId": app.first.user(Role::CareManager), "dueOn": "2026-01-16" })
}

fn external(name: &str) -> Value {
    json!({ "kind": "external", "name": name, "requirement": "optional" })
}

/// A conference in progress, with a part of each kind.
async fn in_progress(app: &TestApp) -> Meeting {
    let mut meeting = plan_meeting(app, &client(app).await).await;
    meeting.schedule().await;
    meeting.post("start", json!({})).await.expect(200);
    meeting.post("decisions", decision()).await.expect(201);
    meeting.post("action-items", action_item(app)).await.expect(201);
    meeting
}

#[test]
fn a_part_has_a_place_of_its_own_and_the_version_of_the_conference() {
    on_both(|app| async move {
        let mut meeting = in_progress(&app).await;
        let new = [
            ("participants", external("Dr. Okafor")),
            ("decisions", decision()),
            ("action-items", action_item(&app)),
        ];
        for (kind, new) in new {
            let added = meeting.post(kind, new).await.expect(201);
            assert_eq!(added.etag(), format!("\"{}\"", added.body["version"]));
            assert_eq!(added.body["version"], meeting.body["version"]);
            assert_eq!(added.body["careConferenceId"], meeting.body["id"]);
            let there = format!("{}/{kind}/{}", meeting.path, added.id());
            assert_eq!(added.header("location"), Some(there.as_str()));
            let found = meeting.caller.get(&there).await.expect(200);
            assert_eq!((found.etag(), &found.body), (added.etag(), &added.body));
            let part = format!("/{kind}/{}", added.id());
            meeting.delete(&part).await.expect(200);
            meeting.caller.get(&there).await.expect_problem(404, "not_found");
        }
        let topic = format!("/agenda-items/{}", meeting.part("agendaItems", 0));
        let changed = meeting.patch(&topic, json!({ "outcome": "Agreed." })).await.expect(200);
        assert_eq!(changed.body["outcome"], "Agreed.");
        let found = meeting.caller.get(&format!("{}{topic}", meeting.path)).await.expect(200);
        assert_eq!(found.body, changed.body);
        let stranger = app.caller_of(&app.second, Role::CareManager);
        let foreign = stranger.get(&format!("{}{topic}", meeting.path)).await;
        foreign.expect_problem(404, "not_found");

        // The task that an action item has become is shown with it.
        let item = format!("{}/action-items/{}", meeting.path, meeting.part("actionItems", 0));
        let before = meeting.caller.get(&item).await.expect(200);
        assert!(before.body.get("taskStatus").is_none());
        let attendance = meeting.attendance();
        meeting.post("end", json!({ "attendance": attendance })).await.expect(200);
        meeting.post("record-minutes", json!({ "body": "We met." })).await.expect(200);
        meeting.go("sign").await.expect(200);
        let after = meeting.caller.get(&item).await.expect(200);
        assert_eq!(after.body["taskStatus"], "ready");
    });
}

#[test]
fn that_a_part_is_not_there_is_said_before_that_the_version_is_an_old_one() {
    on_both(|app| async move {
        let meeting = in_progress(&app).await;
        let other = in_progress(&app).await;
        let kinds = [
            ("participants", "participants", json!({ "role": "x" })),
            ("agenda-items", "agendaItems", json!({ "outcome": "x" })),
            ("decisions", "decisions", json!({ "text": "x" })),
            ("action-items", "actionItems", json!({ "text": "x" })),
        ];
        for (kind, list, change) in kinds {
            let answer = Some(json!({ "answer": "accepted" }));
            let respond = (Method::POST, "/respond", answer);
            let mut calls = vec![(Method::PATCH, "", Some(change)), (Method::DELETE, "", None)];
            calls.extend((kind == "participants").then_some(respond));
            for (method, action, body) in calls {
                let call = async |part: &str, headers: &[(&str, &str)]| {
                    let path = format!("{}/{kind}/{part}{action}", meeting.path);
                    meeting.caller.send(method.clone(), &path, headers, body.clone()).await
                };
                let stale = [("if-match", "\"1\"")];
                for stranger in [Uuid::now_v7().to_string(), other.part(list, 0)] {
                    call(&stranger, &stale).await.expect_problem(404, "not_found");
                    call(&stranger, &[]).await.expect_problem(404, "not_found");
                }
                let own = meeting.part(list, 0);
                call(&own, &stale).await.expect_problem(412, "version_mismatch");
                call(&own, &[]).await.expect_problem(428, "precondition_required");
            }
        }
    });
}

#[test]
fn a_repeated_create_shows_the_part_and_finds_none_once_it_was_removed() {
    on_both(|app| async move {
        let mut meeting = plan_meeting(&app, &client(&app).await).await;
        let people = format!("{}/participants", meeting.path);
        let keyed = [("if-match", "\"1\""), ("idempotency-key", "dr-okafor")];
        let new = external("Dr. Okafor");
        let add = async |new: &Value| {
            meeting.caller.send(Method::POST, &people, &keyed, Some(new.clone())).await
        };
        let first = add(&new).await.expect(201);
        let again = add(&new).await.expect(201);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.body, first.body);
        let mut by_id = external("Dr. Silva");
        by_id["id"] = json!(Uuid::now_v7());
        let second = meeting.caller.act(&people, &first.etag(), by_id.clone()).await.expect(201);
        let again = meeting.caller.act(&people, &first.etag(), by_id.clone()).await.expect(200);
        assert_eq!(again.body, second.body);

        meeting.etag = second.etag();
        for gone in [&first, &second] {
            meeting.delete(&format!("/participants/{}", gone.id())).await.expect(200);
        }
        let add = meeting.caller.send(Method::POST, &people, &keyed, Some(new)).await;
        add.expect_problem(404, "not_found");
        let add = meeting.caller.act(&people, &meeting.etag, by_id).await;
        add.expect_problem(404, "not_found");
        let now = meeting.caller.get(&meeting.path).await.expect(200);
        assert_eq!(now.body, meeting.body, "nobody was added");
    });
}

#[test]
fn nobody_is_invited_before_there_is_a_time() {
    on_both(|app| async move {
        let client = client(&app).await;
        let mut meeting = plan_meeting(&app, &client).await;
        let timeline = format!("/v1/clients/{client}/timeline?kinds=conference_participant");
        let asked = |meeting: &Meeting| -> Vec<Value> {
            let people = meeting.body["participants"].as_array().unwrap().iter();
            people.map(|one| one["invitationStatus"].clone()).collect()
        };
        assert_eq!(asked(&meeting), vec![Value::Null; 3]);
        let early = meeting.post("participants", external("Dr. Okafor")).await.expect(201);
        assert!(early.body.get("invitationStatus").is_none());
        assert!(meeting.caller.get(&timeline).await.expect(200).items().is_empty());

        meeting.schedule().await;
        assert_eq!(asked(&meeting), vec!["needs_action"; 4]);
        let late = meeting.post("participants", external("Dr. Silva")).await.expect(201);
        assert_eq!(late.body["invitationStatus"], "needs_action");
        let told = meeting.caller.get(&timeline).await.expect(200);
        let told: Vec<_> = told.items().iter().map(|one| one["event"].clone()).collect();
        assert_eq!(told, vec!["invite"; 5]);

        let said = |place| {
            json!({
                "participantId": meeting.part("participants", place),
                "basis": "verbal_consent", "note": "Rosa said so on the phone.",
            })
        };
        let consents = json!({ "consents": [said(3), said(4)] });
        meeting.post("start", consents).await.expect(200);
        let joined = meeting.post("participants", external("Dr. Rossi")).await.expect(201);
        assert!(joined.body.get("invitationStatus").is_none(), "they came unasked");
        meeting.post("end", json!({ "attendance": meeting.attendance() })).await.expect(200);
    });
}

#[test]
fn what_is_wrong_with_a_part_points_at_the_field() {
    on_both(|app| async move {
        let mut meeting = in_progress(&app).await;
        let person = |more: &[(&str, Value)]| {
            let mut person = json!({ "kind": "staff", "requirement": "required" });
            for (name, value) in more {
                person[*name] = value.clone();
            }
            person
        };
        let ana = meeting.part("participants", 2);
        let dissent = json!({ "participantId": ana, "text": "x" });
        let with = |name: &str, value: Value| {
            let mut decision = plan_change(&app);
            decision[name] = value;
            decision
        };
        let mut turned = plan_change(&app)["amendment"].clone();
        turned["plan"] = json!({ "startsOn": "2026-02-01", "endsOn": "2026-01-01" });
        let cases = [
            ("participants", person(&[]), "#/userId"),
            ("participants", person(&[("kind", json!("external"))]), "#/name"),
            (
                "participants",
                person(&[
                    ("kind", json!("external")),
                    ("name", json!("x")),
                    ("email", json!("a@b@c")),
                ]),
                "#/email",
            ),
            ("decisions", with("type", json!("other")), "#/amendment"),
            ("decisions", with("dissent", json!([dissent, dissent])), "#/dissent/1/participantId"),
            ("decisions", with("amendment", turned), "#/amendment/plan/endsOn"),
        ];
        for (kind, new, pointer) in cases {
            let wrong = meeting.post(kind, new).await.expect_problem(422, "validation_failed");
            assert_eq!(wrong.body["errors"][0]["pointer"], pointer, "{:#}", wrong.body);
        }
        let topic = format!("/agenda-items/{}", meeting.part("agendaItems", 0));
        let decided = format!("/decisions/{}", meeting.part("decisions", 0));
        let amendment = plan_change(&app)["amendment"].clone();
        let cases = [
            (&topic, json!({ "outcome": " " }), "#/outcome"),
            (&decided, json!({ "dissent": [dissent, dissent] }), "#/dissent/1/participantId"),
            (&decided, json!({ "amendment": amendment }), "#/amendment"),
        ];
        for (part, change, pointer) in cases {
            let wrong = meeting.patch(part, change).await.expect_problem(422, "validation_failed");
            assert_eq!(wrong.body["errors"][0]["pointer"], pointer, "{:#}", wrong.body);
        }
        let one = json!({ "participantId": ana, "attended": "no" });
        let mut absent = one.clone();
        absent["joinedAt"] = json!("2026-01-05T09:00:00Z");
        let mut left = json!({ "participantId": ana, "attended": "part" });
        left["joinedAt"] = json!("2026-01-05T09:00:00Z");
        left["leftAt"] = json!("2026-01-05T08:00:00Z");
        for (attendance, pointer) in [
            (json!([one, one]), "#/attendance/1/participantId"),
            (json!([left]), "#/attendance/0/leftAt"),
            (json!([absent]), "#/attendance/0/attended"),
        ] {
            let wrong = meeting.post("end", json!({ "attendance": attendance })).await;
            let wrong = wrong.expect_problem(422, "validation_failed");
            assert_eq!(wrong.body["errors"][0]["pointer"], pointer, "{:#}", wrong.body);
        }
    });
}
