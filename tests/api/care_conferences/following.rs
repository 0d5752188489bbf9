//! What one conference leaves for the next: topics, and a time.

use serde_json::{Value, json};

use super::{Meeting, client, conference, plan_meeting};
use crate::harness::{Role, TestApp, on_both};

/// A conference with signed minutes that left its only topic for another one.
async fn with_a_topic_left(app: &TestApp, client: &str) -> Meeting {
    let mut meeting = plan_meeting(app, client).await;
    meeting.minute().await;
    let topic = format!("/agenda-items/{}", meeting.part("agendaItems", 0));
    let left = json!({ "deferred": true, "clearFields": ["outcome"] });
    meeting.patch(&topic, left).await.expect(200);
    meeting.go("sign").await.expect(200);
    meeting
}

async fn waiting(meeting: &Meeting) -> Vec<Value> {
    let path = format!("{}/carry-over-items", meeting.path);
    meeting.caller.get(&path).await.expect(200).items().to_vec()
}

async fn next(meeting: &Meeting, body: Value) -> Meeting {
    let path = format!("{}/plan-next", meeting.path);
    Meeting::of(&meeting.caller, &meeting.caller.post(&path, body).await.expect(201))
}

#[test]
fn a_topic_that_was_left_goes_to_one_later_conference() {
    on_both(|app| async move {
        let client = client(&app).await;
        let earlier = with_a_topic_left(&app, &client).await;
        let mut first = plan_meeting(&app, &client).await;
        let mut second = plan_meeting(&app, &client).await;
        assert_eq!(first.body["warnings"][0]["code"], "deferred_items_waiting");
        let left = waiting(&first).await;
        assert_eq!(left[0]["careConferenceId"], earlier.body["id"]);
        assert_eq!(waiting(&second).await, left);

        let chosen = json!({ "agendaItemIds": [left[0]["agendaItemId"]] });
        let carried = first.post("carry-over", chosen.clone()).await.expect(200);
        let item = &carried.body["agendaItems"][1];
        assert_eq!(item["topic"], "Food at home");
        assert_eq!(item["carriedFromId"], left[0]["agendaItemId"]);
        let source = earlier.caller.get(&earlier.path).await.expect(200);
        assert_eq!(source.body["agendaItems"][0]["carriedToId"], item["id"]);
        assert!(waiting(&second).await.is_empty());
        let late = second.post("carry-over", chosen).await.expect(422);
        assert_eq!(late.body["errors"][0]["pointer"], "#/agendaItemIds/0");
        let nothing = second.post("carry-over", json!({})).await;
        nothing.expect_problem(409, "conference_nothing_to_carry");

        // What is taken off the agenda, or off the calendar, waits again.
        let topic = format!("/agenda-items/{}", first.part("agendaItems", 1));
        first.delete(&topic).await.expect(200);
        second.post("carry-over", json!({})).await.expect(200);
        second.post("cancel", json!({ "reason": "No need." })).await.expect(200);
        assert_eq!(waiting(&first).await.len(), 1);
        assert!(waiting(&second).await.is_empty(), "nothing waits for what is cancelled");
    });
}

#[test]
fn a_topic_waits_only_once_the_minutes_are_signed() {
    on_both(|app| async move {
        let client = client(&app).await;
        let mut meeting = plan_meeting(&app, &client).await;
        meeting.minute().await;
        let topic = format!("/agenda-items/{}", meeting.part("agendaItems", 0));
        meeting.patch(&topic, json!({ "deferred": true })).await.expect(200);
        let next = plan_meeting(&app, &client).await;
        assert!(waiting(&next).await.is_empty());
        let other = super::client(&app).await;
        meeting.go("sign").await.expect(200);
        assert_eq!(waiting(&next).await.len(), 1);
        assert!(waiting(&plan_meeting(&app, &other).await).await.is_empty(), "another client's");
    });
}

#[test]
fn of_those_who_carry_a_topic_over_at_once_one_does() {
    on_both(|app| async move {
        let client = client(&app).await;
        with_a_topic_left(&app, &client).await;
        let mut meetings = Vec::new();
        for _ in 0..4 {
            meetings.push(plan_meeting(&app, &client).await);
        }
        let all = meetings.iter_mut().map(|meeting| meeting.post("carry-over", json!({})));
        futures_util::future::join_all(all).await;
        let mut carried = 0;
        for meeting in &meetings {
            let now = meeting.caller.get(&meeting.path).await.expect(200);
            carried += now.body["agendaItems"].as_array().unwrap().len() - 1;
        }
        assert_eq!(carried, 1);
    });
}

#[test]
fn the_next_conference_has_the_same_people_what_was_left_and_the_time_of_the_series() {
    on_both(|app| async move {
        let client = client(&app).await;
        let caller = app.caller(Role::CareManager);
        let mut new = conference(&app);
        new["recurrenceRule"] = json!("FREQ=WEEKLY");
        let path = format!("/v1/clients/{client}/care-conferences");
        let created = caller.post(&path, new).await.expect(201);
        let mut meeting = Meeting::of(&caller, &created);
        let early = meeting.caller.post(&format!("{}/plan-next", meeting.path), json!({})).await;
        early.expect_problem(409, "conference_not_held");
        meeting.minute().await;
        let topic = format!("/agenda-items/{}", meeting.part("agendaItems", 0));
        meeting.patch(&topic, json!({ "deferred": true })).await.expect(200);
        meeting.go("sign").await.expect(200);

        let mut next = next(&meeting, json!({ "title": "Once more" })).await;
        assert_eq!(
            (&next.body["status"], &next.body["title"]),
            (&json!("draft"), &json!("Once more"))
        );
        assert_eq!(next.body["previousId"], meeting.body["id"]);
        assert_eq!(next.body["seriesId"], meeting.body["id"]);
        assert_eq!(next.body["proposedStartsAt"], "2026-01-12T15:00:00.000Z");
        assert_eq!(next.body["proposedEndsAt"], "2026-01-12T16:00:00.000Z");
        let names = |body: &Value| -> Vec<Value> {
            let people = body["participants"].as_array().unwrap().iter();
            people.map(|one| one["name"].clone()).collect()
        };
        assert_eq!(names(&next.body), names(&meeting.body));
        let topics = next.body["agendaItems"].as_array().unwrap();
        assert_eq!(topics.last().unwrap()["carriedFromId"], meeting.part("agendaItems", 0));
        assert_eq!(next.body["warnings"], json!([]));

        let again = meeting.caller.post(&format!("{}/plan-next", meeting.path), json!({})).await;
        let again = again.expect_problem(409, "conference_next_planned");
        assert_eq!(again.body["careConferenceId"], next.body["id"]);
        next.post("cancel", json!({ "reason": "Too early." })).await.expect(200);
        let path = format!("{}/plan-next", meeting.path);
        let alone = json!({ "withoutDeferredItems": true });
        let without = meeting.caller.post(&path, alone).await.expect(201);
        assert_eq!(without.body["warnings"][0]["code"], "deferred_items_waiting");
    });
}

#[test]
fn a_rule_that_nobody_can_keep_is_refused() {
    on_both(|app| async move {
        let client = client(&app).await;
        let mut meeting = plan_meeting(&app, &client).await;
        for rule in ["FREQ=HOURLY", "FREQ=WEEKLY;COUNT=3", "every week"] {
            let wrong = meeting.patch("", json!({ "recurrenceRule": rule })).await.expect(422);
            assert_eq!(wrong.body["errors"][0]["pointer"], "#/recurrenceRule", "{rule}");
        }
        let rule = json!({ "recurrenceRule": "FREQ=MONTHLY;BYDAY=2TU" });
        meeting.patch("", rule).await.expect(200);
        let clear = json!({ "clearFields": ["recurrenceRule"] });
        let cleared = meeting.patch("", clear).await.expect(200);
        assert!(cleared.body.get("recurrenceRule").is_none());
    });
}
