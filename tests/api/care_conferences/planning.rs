//! Planning a conference, and agreeing on a time for it.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Meeting, client, conference, plan_meeting, times};
use crate::harness::{Role, on_both};

#[test]
fn a_conference_needs_two_participants_to_be_scheduled_and_keeps_them() {
    on_both(|app| async move {
        let client = client(&app).await;
        let caller = app.caller(Role::CareManager);
        let new = json!({
            "type": "crisis", "title": "Alone", "clientInvited": true, "agendaItems": [],
        });
        let path = format!("/v1/clients/{client}/care-conferences");
        let created = caller.post(&path, new).await.expect(201);
        let mut meeting = Meeting::of(&caller, &created);
        let refused = meeting.post("schedule", times("15:00", "16:00")).await;
        refused.expect_problem(409, "conference_needs_participants");
        let staff = json!({
            "kind": "staff", "userId": app.first.user(Role::Clinician), "requirement": "required",
        });
        meeting.post("participants", staff.clone()).await.expect(201);
        let twice = meeting.post("participants", staff).await.expect(422);
        assert_eq!(twice.body["errors"][0]["pointer"], "#/userId");
        let refused = meeting.post("schedule", times("15:00", "16:00")).await;
        refused.expect_problem(409, "conference_needs_participants");
        let external = json!({
            "kind": "external", "name": "Dr. Okafor", "organization": "Lake Clinic",
            "requirement": "information_only",
        });
        meeting.post("participants", external).await.expect(201);
        meeting.schedule().await;
        let first = format!("/participants/{}", meeting.part("participants", 0));
        meeting.delete(&first).await.expect_problem(409, "conference_needs_participants");
    });
}

#[test]
fn the_body_says_which_part_of_a_plan_for_a_conference_is_wrong() {
    on_both(|app| async move {
        let client = client(&app).await;
        let caller = app.caller(Role::CareManager);
        let path = format!("/v1/clients/{client}/care-conferences");
        let stranger = app.second.user(Role::CareManager);
        let with = |field: &str, value: Value| {
            let mut new = conference(&app);
            new[field] = value;
            new
        };
        let required = |mut person: Value| {
            person["requirement"] = json!("required");
            json!([person])
        };
        let cases = [
            (with("clientInvited", json!(false)), "#/clientAbsentReason", "client_absent_reason"),
            (with("organizerId", json!(stranger)), "#/organizerId", "not_found"),
            (with("chairId", json!(stranger)), "#/chairId", "not_found"),
            (with("noteTakerId", json!(stranger)), "#/noteTakerId", "not_found"),
            (with("carePlanId", json!(Uuid::new_v4())), "#/carePlanId", "not_found"),
            (with("joinUrl", json!("javascript:alert(1)")), "#/joinUrl", "join_url"),
            (
                with("participants", required(json!({ "kind": "staff" }))),
                "#/participants/0/userId",
                "participant_user",
            ),
            (
                with("participants", required(json!({ "kind": "staff", "userId": stranger }))),
                "#/participants/0/userId",
                "not_found",
            ),
            (
                with("participants", required(json!({ "kind": "external" }))),
                "#/participants/0/name",
                "participant_name",
            ),
            (
                with("participants", required(json!({ "kind": "client", "name": "Rosa" }))),
                "#/participants/0/name",
                "participant_name",
            ),
            (
                with(
                    "agendaItems",
                    json!([{ "topic": "A", "kind": "goal", "presenterId": Uuid::new_v4() }]),
                ),
                "#/agendaItems/0/presenterId",
                "not_found",
            ),
        ];
        for (body, pointer, code) in cases {
            let answer = caller.post(&path, body).await.expect(422);
            assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{:#}", answer.body);
            assert_eq!(answer.body["errors"][0]["code"], code, "{:#}", answer.body);
        }
        let list = caller.get("/v1/care-conferences").await.expect(200);
        assert!(list.items().is_empty(), "nothing was planned");

        let mut meeting = plan_meeting(&app, &client).await;
        let late = meeting.post("schedule", times("16:00", "16:00")).await.expect(422);
        assert_eq!(late.body["errors"][0]["pointer"], "#/endsAt");
        let mut nowhere = times("15:00", "16:00");
        nowhere["timeZone"] = json!("America/Springfield");
        let nowhere = meeting.post("schedule", nowhere).await.expect(422);
        assert_eq!(nowhere.body["errors"][0]["pointer"], "#/timeZone");
        let refused = meeting.patch("", json!({ "clientInvited": false })).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "#/clientAbsentReason");
    });
}

#[test]
fn a_client_has_no_two_conferences_of_one_type_within_an_hour_unless_it_is_meant() {
    on_both(|app| async move {
        let client = client(&app).await;
        let mut first = plan_meeting(&app, &client).await;
        first.schedule().await;
        let mut second = plan_meeting(&app, &client).await;
        for starts in ["14:00", "15:30", "16:00"] {
            let clash = second.post("schedule", times(starts, "17:00")).await;
            let clash = clash.expect_problem(409, "conference_clash");
            assert_eq!(clash.body["clashingConferenceIds"], json!([first.body["id"]]));
        }
        second.post("schedule", times("16:01", "17:00")).await.expect(200);
        let mut earlier = times("15:10", "16:10");
        earlier["reason"] = json!("Earlier suits the daughter.");
        let clash = second.post("reschedule", earlier.clone()).await;
        clash.expect_problem(409, "conference_clash");
        earlier["clashOverride"] = json!({ "reason": "Two groups of the family." });
        second.post("reschedule", earlier).await.expect(200);

        // Neither another type nor one that was called off is in the way.
        let mut other = plan_meeting(&app, &client).await;
        other.patch("", json!({ "type": "family_meeting" })).await.expect(200);
        other.schedule().await;
        other
            .patch("", json!({ "type": "crisis" }))
            .await
            .expect_problem(409, "conference_part_fixed");
        for meeting in [&mut first, &mut second] {
            meeting.post("cancel", json!({ "reason": "No need." })).await.expect(200);
        }
        plan_meeting(&app, &client).await.schedule().await;
    });
}

#[test]
fn of_those_who_schedule_clashing_conferences_at_once_one_succeeds() {
    on_both(|app| async move {
        let client = client(&app).await;
        let mut meetings = Vec::new();
        for _ in 0..6 {
            meetings.push(plan_meeting(&app, &client).await);
        }
        let all =
            meetings.iter_mut().map(|meeting| meeting.post("schedule", times("15:00", "16:00")));
        let answers = futures_util::future::join_all(all).await;
        let statuses: Vec<_> = answers.iter().map(|answer| answer.status.as_u16()).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 5, "{statuses:?}");
    });
}

#[test]
fn rescheduling_asks_everyone_anew_and_says_why() {
    on_both(|app| async move {
        let mut meeting = plan_meeting(&app, &client(&app).await).await;
        meeting.schedule().await;
        let respond = format!("participants/{}/respond", meeting.part("participants", 2));
        let answer = json!({ "answer": "declined", "comment": "At work." });
        meeting.post(&respond, answer).await.expect(200);
        let mut later = times("18:00", "19:00");
        meeting.post("reschedule", later.clone()).await.expect(422);
        later["reason"] = json!("Ana works until five.");
        let moved = meeting.post("reschedule", later).await.expect(200);
        let ana = &moved.body["participants"][2];
        assert_eq!(ana["invitationStatus"], "needs_action");
        assert!(ana.get("answerComment").is_none() && ana.get("answeredAt").is_none());
        let history = meeting.caller.get(&format!("{}/history", meeting.path)).await.expect(200);
        assert_eq!(history.items()[0]["reason"], "Ana works until five.");
    });
}

#[test]
fn what_others_refer_to_is_not_removed_and_what_is_removed_is_gone() {
    on_both(|app| async move {
        let mut meeting = plan_meeting(&app, &client(&app).await).await;
        let topic = format!("/agenda-items/{}", meeting.part("agendaItems", 0));
        let ana = meeting.part("participants", 2);
        let person = format!("/participants/{ana}");
        meeting.patch(&topic, json!({ "presenterId": ana })).await.expect(200);
        meeting.delete(&person).await.expect_problem(409, "conference_part_in_use");
        let clear = json!({ "clearFields": ["presenterId"] });
        meeting.patch(&topic, clear).await.expect(200);
        let left = meeting.delete(&person).await.expect(200);
        assert_eq!(left.body["participants"].as_array().unwrap().len(), 2);
        meeting.delete(&person).await.expect_problem(404, "not_found");
        meeting.patch(&person, json!({ "role": "x" })).await.expect_problem(404, "not_found");
        meeting.delete(&topic).await.expect(200);
        assert_eq!(meeting.body["agendaItems"], json!([]));
    });
}

#[test]
fn conferences_are_listed_by_client_status_type_and_time() {
    on_both(|app| async move {
        let (rosa, paul) = (client(&app).await, client(&app).await);
        let mut first = plan_meeting(&app, &rosa).await;
        first.schedule().await;
        let second = plan_meeting(&app, &rosa).await;
        let third = plan_meeting(&app, &paul).await;
        let manager = app.caller(Role::CareManager);
        let ids = async |path: String| -> BTreeSet<String> {
            let list = manager.get(&path).await.expect(200);
            list.items().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
        };
        let id = |meeting: &Meeting| meeting.body["id"].as_str().unwrap().to_owned();
        let of = |meetings: &[&Meeting]| meetings.iter().map(|one| id(one)).collect();
        let all: BTreeSet<_> = of(&[&first, &second, &third]);
        assert_eq!(ids("/v1/care-conferences".into()).await, all);
        let cases = [
            (format!("/v1/clients/{rosa}/care-conferences"), of(&[&first, &second])),
            (format!("/v1/clients/{rosa}/care-conferences?status=draft"), of(&[&second])),
            (format!("/v1/care-conferences?clientId={paul}"), of(&[&third])),
            ("/v1/care-conferences?status=scheduled,closed".into(), of(&[&first])),
            ("/v1/care-conferences?type=crisis".into(), of(&[])),
            ("/v1/care-conferences?startsAfter=2026-01-05T15:00:00Z".into(), of(&[&first])),
            ("/v1/care-conferences?startsBefore=2026-01-05T15:00:00Z".into(), of(&[])),
        ];
        for (path, wanted) in cases {
            assert_eq!(ids(path.clone()).await, wanted, "{path}");
        }
        let nobody = format!("/v1/clients/{}/care-conferences", Uuid::new_v4());
        manager.get(&nobody).await.expect_problem(404, "not_found");
    });
}

#[test]
fn another_agencys_conference_and_an_unknown_one_answer_alike() {
    on_both(|app| async move {
        let mut meeting = plan_meeting(&app, &client(&app).await).await;
        let stranger = app.caller_of(&app.second, Role::CareManager);
        let unknown = format!("/v1/care-conferences/{}", Uuid::new_v4());
        for path in [&meeting.path, &unknown] {
            stranger.get(path).await.expect_problem(404, "not_found");
            let schedule = format!("{path}/schedule");
            let refused = stranger.act(&schedule, "\"1\"", times("15:00", "16:00")).await;
            refused.expect_problem(404, "not_found");
        }
        meeting.schedule().await;
    });
}

#[test]
fn nothing_is_scheduled_for_a_client_whose_record_is_inactive() {
    on_both(|app| async move {
        let client = client(&app).await;
        let mut meeting = plan_meeting(&app, &client).await;
        let reason = json!({ "reason": "Moved away." });
        let path = format!("/v1/clients/{client}");
        meeting.caller.act(&format!("{path}/deactivate"), "\"1\"", reason).await.expect(200);
        let refused = meeting.post("schedule", times("15:00", "16:00")).await;
        refused.expect_problem(409, "client_inactive");
        let schedule = format!("{}/schedule", meeting.path);
        let stale = meeting.caller.act(&schedule, "\"9\"", times("15:00", "16:00")).await;
        stale.expect_problem(412, "version_mismatch");
        meeting.post("cancel", json!({ "reason": "Moved away." })).await.expect(200);
        let new = meeting.caller.post(&format!("{path}/care-conferences"), conference(&app)).await;
        new.expect_problem(409, "client_inactive");
    });
}
