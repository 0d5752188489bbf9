//! Invitations, the meeting, and what may be changed when.

use serde_json::json;
use uuid::Uuid;

use super::{client, plan_meeting};
use crate::harness::{Role, on_both};

#[test]
fn the_note_taker_gets_the_task_to_write_the_minutes_until_they_are_signed() {
    on_both(|app| async move {
        let mut meeting = plan_meeting(&app, &client(&app).await).await;
        meeting.minute().await;
        let open = "/v1/tasks?subjectKind=care_conference&status=ready";
        let note_taker = app.first.user(Role::TeamMember);
        let tasks = meeting.caller.get(open).await.expect(200);
        assert_eq!(tasks.items().len(), 1);
        assert_eq!(tasks.items()[0]["ownerId"], json!(note_taker));
        assert_eq!(tasks.items()[0]["dueOn"], "2026-01-08");
        meeting.go("sign").await.expect(200);
        assert!(meeting.caller.get(open).await.expect(200).items().is_empty());
    });
}

#[test]
fn a_participant_answers_for_themselves_and_for_nobody_else() {
    on_both(|app| async move {
        let mut meeting = plan_meeting(&app, &client(&app).await).await;
        let member = app.caller(Role::TeamMember);
        let own =
            format!("{}/participants/{}/respond", meeting.path, meeting.part("participants", 0));
        let daughters =
            format!("{}/participants/{}/respond", meeting.path, meeting.part("participants", 2));
        let accept = json!({ "answer": "accepted" });
        let early = member.act(&own, &meeting.etag, accept.clone()).await;
        early.expect_problem(409, "conference_part_fixed");
        meeting.schedule().await;
        let refused = member.act(&daughters, &meeting.etag, accept.clone()).await;
        refused.expect_problem(403, "insufficient_scope");
        let answered = member.act(&own, &meeting.etag, accept.clone()).await.expect(200);
        let again = json!({ "answer": "declined", "comment": "I fell ill." });
        let changed = member.act(&own, &answered.etag(), again).await.expect(200);
        assert_eq!(changed.body["invitationStatus"], "declined");
        let nobody = format!("{}/participants/{}/respond", meeting.path, Uuid::new_v4());
        let unknown = meeting.caller.act(&nobody, &changed.etag(), accept).await;
        unknown.expect_problem(404, "not_found");
    });
}

#[test]
fn starting_without_a_required_participant_needs_a_reason() {
    on_both(|app| async move {
        let mut meeting = plan_meeting(&app, &client(&app).await).await;
        meeting.schedule().await;
        for place in [1, 2] {
            let respond = format!("participants/{}/respond", meeting.part("participants", place));
            meeting.post(&respond, json!({ "answer": "declined" })).await.expect(200);
        }
        let refused = meeting.post("start", json!({})).await;
        let refused = refused.expect_problem(409, "conference_quorum");
        let client = meeting.part("participants", 1);
        assert_eq!(refused.body["participantIds"], json!([client]), "the daughter is optional");
        let over = json!({ "quorumOverride": { "reason": "Rosa asked us to go on." } });
        let started = meeting.post("start", over).await.expect(200);
        assert_eq!(started.body["status"], "in_progress");
        assert_eq!(started.body["quorumReason"], "Rosa asked us to go on.");
        let warnings = started.body["warnings"].as_array().unwrap();
        assert_eq!(warnings.len(), 1, "the daughter is optional");
        assert_eq!(warnings[0]["code"], "required_participant_declined");
        assert_eq!(warnings[0]["participantId"], started.body["participants"][1]["id"]);
    });
}

#[test]
fn a_meeting_ends_when_it_is_said_of_everyone_whether_they_came() {
    on_both(|app| async move {
        let mut meeting = plan_meeting(&app, &client(&app).await).await;
        meeting.schedule().await;
        meeting.post("start", json!({})).await.expect(200);
        let all = meeting.attendance();
        let some = json!([all[0], all[1]]);
        let refused = meeting.post("end", json!({ "attendance": some })).await.expect(422);
        assert_eq!(refused.body["errors"][0]["code"], "attendance_incomplete");
        let stranger = json!({ "participantId": Uuid::new_v4(), "attended": "no" });
        let refused = json!([all[0], all[1], stranger]);
        let refused = meeting.post("end", json!({ "attendance": refused })).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "#/attendance/2/participantId");
        let twice = json!([all[0], all[1], all[2], all[2]]);
        meeting.post("end", json!({ "attendance": twice })).await.expect(422);
        for wrong in ["2026-01-05T08:59:00Z", "2026-01-05T10:00:00Z"] {
            let ended = json!({ "attendance": all, "endedAt": wrong });
            let refused = meeting.post("end", ended).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], "#/endedAt");
        }
        let ended = meeting.post("end", json!({ "attendance": all })).await.expect(200);
        assert_eq!(ended.body["participants"][2]["attended"], "full");
    });
}

#[test]
fn minutes_are_overdue_after_the_agencys_business_days_until_they_are_signed() {
    on_both(|app| async move {
        let mut meeting = plan_meeting(&app, &client(&app).await).await;
        meeting.minute().await;
        assert_eq!(meeting.body["minutesDueAt"], "2026-01-09T06:00:00.000Z");
        assert_eq!(meeting.body["minutesOverdue"], false);
        app.clock.set("2026-01-09T06:00:00Z");
        let later = app.caller(Role::CareManager).get(&meeting.path).await.expect(200);
        assert_eq!(later.body["minutesOverdue"], true);
        meeting.caller = app.caller(Role::CareManager);
        assert_eq!(meeting.go("sign").await.expect(200).body["minutesOverdue"], false);
    });
}

#[test]
fn parts_are_changed_only_in_the_statuses_in_which_they_matter() {
    on_both(|app| async move {
        let mut meeting = plan_meeting(&app, &client(&app).await).await;
        let topic = format!("/agenda-items/{}", meeting.part("agendaItems", 0));
        let decision = json!({
            "text": "x", "type": "other", "decidedBy": "consensus", "clientAgrees": "yes",
        });
        let early = meeting.patch(&topic, json!({ "outcome": "x" })).await;
        early.expect_problem(409, "conference_part_fixed");
        let early = meeting.post("decisions", decision).await;
        early.expect_problem(409, "conference_part_fixed");
        meeting.schedule().await;
        meeting.post("start", json!({})).await.expect(200);
        let late = meeting.patch(&topic, json!({ "topic": "x" })).await;
        late.expect_problem(409, "conference_part_fixed");
        let both = json!({ "topic": "x", "outcome": "x" });
        meeting.patch(&topic, both).await.expect_problem(409, "conference_part_fixed");
        let late = meeting.post("agenda-items", json!({ "topic": "x", "kind": "other" })).await;
        late.expect_problem(409, "conference_part_fixed");
        meeting.patch("/minutes", json!({})).await.expect_problem(409, "conference_part_fixed");
    });
}
