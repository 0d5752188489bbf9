//! Topics that only some may see: for others they do not exist, nor what is
//! decided under them.

use serde_json::{Value, json};

use super::{Meeting, client, conference, plan_change};
use crate::harness::{Caller, Role, TestApp, on_both};

/// A conference that is being held, with a topic for the clinicians and what
/// was decided under it.
async fn with_a_private_topic(app: &TestApp, client: &str) -> Meeting {
    let caller = app.caller(Role::Clinician);
    let mut new = conference(app);
    new["agendaItems"] = json!([
        { "topic": "Food at home", "kind": "goal" },
        { "topic": "Signs of harm", "kind": "safety", "maySee": "clinicians" },
    ]);
    let path = format!("/v1/clients/{client}/care-conferences");
    let mut meeting = Meeting::of(&caller, &caller.post(&path, new).await.expect(201));
    meeting.schedule().await;
    meeting.post("start", json!({})).await.expect(200);
    let decision = json!({
        "agendaItemId": meeting.part("agendaItems", 1),
        "text": "Ask her alone.", "type": "safety", "decidedBy": "clinician",
        "clientAgrees": "not_present",
    });
    meeting.post("decisions", decision).await.expect(201);
    let item = json!({
        "text": "Ask her alone on Tuesday.", "ownerId": app.first.user(Role::Clinician),
        "dueOn": "2026-01-16", "decisionId": meeting.part("decisions", 0),
    });
    meeting.post("action-items", item).await.expect(201);
    meeting
}

fn topics(body: &Value) -> Vec<&str> {
    let items = body["agendaItems"].as_array().unwrap().iter();
    items.map(|item| item["topic"].as_str().unwrap()).collect()
}

async fn end(meeting: &mut Meeting) {
    let attendance = meeting.attendance();
    meeting.post("end", json!({ "attendance": attendance })).await.expect(200);
    meeting.post("record-minutes", json!({ "body": "We met." })).await.expect(200);
}

#[test]
fn what_is_for_clinicians_does_not_exist_for_others() {
    on_both(|app| async move {
        let meeting = with_a_private_topic(&app, &client(&app).await).await;
        for role in [Role::Clinician, Role::Supervisor] {
            let seen = app.caller(role).get(&meeting.path).await.expect(200);
            assert_eq!(topics(&seen.body), ["Food at home", "Signs of harm"], "{role:?}");
        }
        for role in [Role::CareManager, Role::TeamMember, Role::Admin, Role::Integration] {
            let other: Caller = app.caller(role);
            let seen = other.get(&meeting.path).await.expect(200);
            assert_eq!(topics(&seen.body), ["Food at home"], "{role:?}");
            assert_eq!(seen.body["decisions"], json!([]));
            assert_eq!(seen.body["actionItems"], json!([]));
            for (kind, list, place) in [
                ("agenda-items", "agendaItems", 1),
                ("decisions", "decisions", 0),
                ("action-items", "actionItems", 0),
            ] {
                let there = format!("{}/{kind}/{}", meeting.path, meeting.part(list, place));
                other.get(&there).await.expect_problem(404, "not_found");
            }
        }
        let manager = app.caller(Role::CareManager);
        let hidden = meeting.part("agendaItems", 1);
        let topic = format!("{}/agenda-items/{hidden}", meeting.path);
        let change = manager.patch(&topic, &meeting.etag, json!({ "deferred": true })).await;
        change.expect_problem(404, "not_found");
        let remove = manager.delete(&topic, &meeting.etag).await;
        remove.expect_problem(404, "not_found");
        let decision = json!({
            "agendaItemId": hidden, "text": "x", "type": "other", "decidedBy": "consensus",
            "clientAgrees": "yes",
        });
        let decisions = format!("{}/decisions", meeting.path);
        let under = manager.act(&decisions, &meeting.etag, decision).await.expect(422);
        assert_eq!(under.body["errors"][0]["pointer"], "#/agendaItemId");
        let item = json!({
            "text": "x", "ownerId": app.first.user(Role::CareManager), "dueOn": "2026-01-16",
            "decisionId": meeting.part("decisions", 0),
        });
        let items = format!("{}/action-items", meeting.path);
        let under = manager.act(&items, &meeting.etag, item).await.expect(422);
        assert_eq!(under.body["errors"][0]["pointer"], "#/decisionId");
    });
}

#[test]
fn who_is_named_sees_a_topic_and_so_does_who_wrote_it() {
    on_both(|app| async move {
        let client = client(&app).await;
        let caller = app.caller(Role::CareManager);
        let path = format!("/v1/clients/{client}/care-conferences");
        let created = caller.post(&path, conference(&app)).await.expect(201);
        let mut meeting = Meeting::of(&caller, &created);
        let item = json!({
            "topic": "Money", "kind": "other", "maySee": "named",
            "maySeeParticipantIds": [meeting.part("participants", 0)],
        });
        meeting.post("agenda-items", item).await.expect(201);
        for (role, sees) in [
            (Role::CareManager, true),
            (Role::TeamMember, true),
            (Role::Supervisor, true),
            (Role::Clinician, false),
        ] {
            let seen = app.caller(role).get(&meeting.path).await.expect(200);
            assert_eq!(topics(&seen.body).contains(&"Money"), sees, "{role:?}");
        }
        let topic = format!("/agenda-items/{}", meeting.part("agendaItems", 1));
        let named =
            json!({ "maySee": "staff", "maySeeParticipantIds": [meeting.part("participants", 0)] });
        let wrong = meeting.patch(&topic, named).await.expect(422);
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/maySeeParticipantIds");
        let stranger = json!({ "maySeeParticipantIds": [uuid::Uuid::new_v4()] });
        let wrong = meeting.patch(&topic, stranger).await.expect(422);
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/maySeeParticipantIds/0");
        let open = meeting.patch(&topic, json!({ "maySee": "everyone" })).await.expect(200);
        assert_eq!(open.body["maySeeParticipantIds"], json!([]));
        let seen = app.caller(Role::Clinician).get(&meeting.path).await.expect(200);
        assert!(topics(&seen.body).contains(&"Money"));
    });
}

#[test]
fn a_change_of_the_plan_is_not_decided_in_private() {
    on_both(|app| async move {
        let mut meeting = with_a_private_topic(&app, &client(&app).await).await;
        let mut change = plan_change(&app);
        change["agendaItemId"] = json!(meeting.part("agendaItems", 1));
        let refused = meeting.post("decisions", change.clone()).await;
        refused.expect_problem(409, "conference_decision_hidden");
        change["agendaItemId"] = json!(meeting.part("agendaItems", 0));
        meeting.post("decisions", change).await.expect(201);
        let topic = format!("/agenda-items/{}", meeting.part("agendaItems", 0));
        let hide = meeting.patch(&topic, json!({ "maySee": "clinicians" })).await;
        hide.expect_problem(409, "conference_decision_hidden");
    });
}

#[test]
fn the_signer_learns_nothing_of_topics_for_others_which_are_left_over() {
    on_both(|app| async move {
        let client = client(&app).await;
        let mut meeting = with_a_private_topic(&app, &client).await;
        let topic = format!("/agenda-items/{}", meeting.part("agendaItems", 0));
        meeting.patch(&topic, json!({ "outcome": "Meals come." })).await.expect(200);
        end(&mut meeting).await;
        // The clinician sees that it is open, and so is held by it.
        let refused = meeting.go("sign").await.expect_problem(409, "agenda_item_open");
        assert_eq!(refused.body["agendaItemIds"], json!([meeting.part("agendaItems", 1)]));
        meeting.caller = app.caller(Role::CareManager);
        let signed = meeting.go("sign").await.expect(200);
        assert_eq!(topics(&signed.body), ["Food at home"]);
        let clinician = app.caller(Role::Clinician);
        let seen = clinician.get(&meeting.path).await.expect(200);
        assert_eq!(seen.body["agendaItems"][1]["deferred"], true);

        // The task says nothing that its readers may not see.
        let task = seen.body["actionItems"][0]["taskId"].as_str().unwrap();
        let task = app.caller(Role::CareManager).get(&format!("/v1/tasks/{task}")).await;
        assert_eq!(task.expect(200).body["title"], "Follow up on a care conference");

        // It waits for the next conference of those who may see it, and of nobody else.
        let next = super::plan_meeting(&app, &client).await;
        let waiting = format!("{}/carry-over-items", next.path);
        let theirs = clinician.get(&waiting).await.expect(200);
        assert_eq!(theirs.items()[0]["topic"], "Signs of harm");
        let others = app.caller(Role::CareManager).get(&waiting).await.expect(200);
        assert!(others.items().is_empty());
        let seen = app.caller(Role::CareManager).get(&next.path).await.expect(200);
        assert_eq!(seen.body["warnings"], json!([]));
    });
}

#[test]
fn who_is_to_do_something_in_private_may_see_what_it_is() {
    on_both(|app| async move {
        let mut meeting = with_a_private_topic(&app, &client(&app).await).await;
        let item = |role| {
            json!({
                "text": "Ask her alone.", "ownerId": app.first.user(role), "dueOn": "2026-01-16",
                "agendaItemId": meeting.part("agendaItems", 1),
            })
        };
        let (blind, seeing) = (item(Role::TeamMember), item(Role::Supervisor));
        let refused = meeting.post("action-items", blind).await.expect(422);
        assert_eq!(refused.body["errors"][0]["code"], "may_not_see");
        meeting.post("action-items", seeing).await.expect(201);

        // Nor does an item come under such a topic, or its topic become one, behind their back.
        let member = app.first.user(Role::TeamMember);
        let open = json!({ "text": "Ask.", "ownerId": member, "dueOn": "2026-01-16" });
        let open = meeting.post("action-items", open).await.expect(201);
        let place = format!("/action-items/{}", open.body["id"].as_str().unwrap());
        let topic = json!({ "agendaItemId": meeting.part("agendaItems", 1) });
        let refused = meeting.patch(&place, topic).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "#/ownerId");
        let first = meeting.part("agendaItems", 0);
        meeting.patch(&place, json!({ "agendaItemId": first })).await.expect(200);
        let audience = json!({ "maySee": "clinicians" });
        let refused = meeting.patch(&format!("/agenda-items/{first}"), audience).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "#/maySee");
        let clinician = json!({ "ownerId": app.first.user(Role::Clinician) });
        meeting.patch(&place, clinician).await.expect(200);
        let audience = json!({ "maySee": "clinicians" });
        meeting.patch(&format!("/agenda-items/{first}"), audience).await.expect(200);
    });
}
