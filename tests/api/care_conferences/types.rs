//! What each type of conference demands, and what surrounds a meeting: other
//! meetings, interpreters, calendars.

use serde_json::{Value, json};

use super::{Meeting, client, conference, plan_change, plan_meeting, times};
use crate::harness::{Role, TestApp, on_both};

async fn plan(app: &TestApp, client: &str, changes: &[(&str, Value)]) -> crate::harness::Answer {
    let mut new = conference(app);
    for (field, value) in changes {
        new[*field] = value.clone();
    }
    let path = format!("/v1/clients/{client}/care-conferences");
    app.caller(Role::CareManager).post(&path, new).await
}

fn staff(app: &TestApp) -> Value {
    let one = |role| json!({ "kind": "staff", "userId": app.first.user(role), "requirement": "required" });
    json!([one(Role::TeamMember), one(Role::Clinician)])
}

#[test]
fn a_conference_of_the_team_is_held_without_the_client_and_says_why() {
    on_both(|app| async move {
        let client = client(&app).await;
        let kind = ("type", json!("team_only"));
        let invited = plan(&app, &client, std::slice::from_ref(&kind)).await.expect(422);
        assert_eq!(invited.body["errors"][0]["pointer"], "#/clientInvited");
        let (out, alone) = (("clientInvited", json!(false)), ("participants", staff(&app)));
        let silent = plan(&app, &client, &[kind.clone(), out.clone(), alone.clone()]).await;
        assert_eq!(silent.expect(422).body["errors"][0]["pointer"], "#/clientAbsentReason");
        let why = ("clientAbsentReason", json!("We speak about how we work."));
        let family = [kind.clone(), out.clone(), why.clone()];
        let family = plan(&app, &client, &family).await.expect(422);
        assert_eq!(family.body["errors"][0]["code"], "participant_kind");
        let fine = plan(&app, &client, &[kind, out, why, alone]).await.expect(201);
        let mut meeting = Meeting::of(&app.caller(Role::CareManager), &fine);
        let ana = json!({ "kind": "related_person", "name": "Ana", "requirement": "optional" });
        let late = meeting.post("participants", ana).await.expect(422);
        assert_eq!(late.body["errors"][0]["pointer"], "#/kind");
        let back = meeting.patch("", json!({ "clientInvited": true })).await.expect(422);
        assert_eq!(back.body["errors"][0]["code"], "team_only");
    });
}

#[test]
fn a_mediation_has_a_chair_and_outvotes_nobody() {
    on_both(|app| async move {
        let client = client(&app).await;
        let created = plan(&app, &client, &[("type", json!("mediation"))]).await.expect(201);
        let mut meeting = Meeting::of(&app.caller(Role::CareManager), &created);
        let refused = meeting.post("schedule", times("15:00", "16:00")).await;
        refused.expect_problem(409, "conference_needs_chair");
        let chair = json!({ "chairId": app.first.user(Role::Supervisor) });
        meeting.patch("", chair).await.expect(200);
        meeting.schedule().await;
        meeting.post("start", json!({})).await.expect(200);
        let mut decision = json!({
            "text": "Ana visits on Sundays.", "type": "other", "decidedBy": "majority",
            "clientAgrees": "yes",
        });
        let outvoted = meeting.post("decisions", decision.clone()).await.expect(422);
        assert_eq!(outvoted.body["errors"][0]["pointer"], "#/decidedBy");
        decision["decidedBy"] = json!("consensus");
        meeting.post("decisions", decision).await.expect(201);
        let decided = format!("/decisions/{}", meeting.part("decisions", 0));
        meeting.patch(&decided, json!({ "decidedBy": "majority" })).await.expect(422);
    });
}

#[test]
fn a_family_meeting_has_family() {
    on_both(|app| async move {
        let client = client(&app).await;
        let new = [("type", json!("family_meeting")), ("participants", staff(&app))];
        let created = plan(&app, &client, &new).await.expect(201);
        let mut meeting = Meeting::of(&app.caller(Role::CareManager), &created);
        let refused = meeting.post("schedule", times("15:00", "16:00")).await;
        refused.expect_problem(409, "conference_needs_family");
        let ana = json!({ "kind": "related_person", "name": "Ana", "requirement": "optional" });
        meeting.post("participants", ana).await.expect(201);
        meeting.schedule().await;
    });
}

#[test]
fn a_conference_begins_with_the_template_agenda_of_its_type_unless_it_has_its_own() {
    on_both(|app| async move {
        let client = client(&app).await;
        let caller = app.caller(Role::CareManager);
        let templates = caller.get("/v1/agenda-templates").await.expect(200);
        assert_eq!(templates.items().len(), 8);
        let path = format!("/v1/clients/{client}/care-conferences");
        for template in templates.items().iter().filter(|one| one["type"] != "caseload_review") {
            let alone = template["type"] == "team_only";
            let mut new = json!({
                "type": template["type"], "title": "A meeting", "clientInvited": !alone,
                "clientAbsentReason": "Asked for by the team.",
            });
            let created = caller.post(&path, new.clone()).await.expect(201);
            let topics = |items: &Value| -> Vec<Value> {
                items.as_array().unwrap().iter().map(|item| item["topic"].clone()).collect()
            };
            let (own, wanted) = (&created.body["agendaItems"], &template["agendaItems"]);
            assert_eq!(topics(own), topics(wanted), "{}", template["type"]);
            new["agendaItems"] = json!([]);
            let empty = caller.post(&path, new).await.expect(201);
            assert_eq!(empty.body["agendaItems"], json!([]));
        }
    });
}

#[test]
fn an_interpreter_is_needed_where_the_client_needs_one_and_asked_again_with_another_time() {
    on_both(|app| async move {
        let caller = app.caller(Role::CareManager);
        let new = json!({
            "names": [{ "use": "official", "given": "Rosa", "family": "Interpreted" }],
            "interpreterNeeded": true, "interpreterLanguage": "es",
        });
        let client = caller.post("/v1/clients", new).await.expect(201).id();
        let mut meeting = plan_meeting(&app, &client).await;
        assert_eq!(meeting.body["interpreterStatus"], "needed");
        assert_eq!(meeting.body["interpreterLanguage"], "es");
        meeting.schedule().await;
        assert_eq!(meeting.body["warnings"][0]["code"], "interpreter_not_booked");
        let booked =
            json!({ "interpreterStatus": "confirmed", "interpreterBooking": "Luz, by phone" });
        let booked = meeting.patch("", booked).await.expect(200);
        assert_eq!(booked.body["warnings"], json!([]));
        let mut later = times("18:00", "19:00");
        later["reason"] = json!("It rains.");
        let moved = meeting.post("reschedule", later).await.expect(200);
        assert_eq!(moved.body["interpreterStatus"], "needed");
        let other = plan_meeting(&app, &super::client(&app).await).await;
        assert_eq!(other.body["interpreterStatus"], "not_needed");
    });
}

#[test]
fn who_takes_part_in_two_conferences_at_once_is_warned_of() {
    on_both(|app| async move {
        let mut first = plan_meeting(&app, &client(&app).await).await;
        first.schedule().await;
        let mut second = plan_meeting(&app, &client(&app).await).await;
        let beside = second.post("schedule", times("16:00", "17:00")).await.expect(200);
        assert_eq!(beside.body["warnings"], json!([]), "one after the other");
        let mut during = times("15:30", "16:30");
        during["reason"] = json!("Earlier suits her.");
        let busy = second.post("reschedule", during).await.expect(200);
        let warning = json!([{
            "code": "participant_busy",
            "participantId": second.part("participants", 0),
            "careConferenceId": first.body["id"],
            "detail": "They take part in another conference at that time.",
        }]);
        assert_eq!(busy.body["warnings"], warning);
        let respond = format!("participants/{}/respond", first.part("participants", 0));
        first.post(&respond, json!({ "answer": "declined" })).await.expect(200);
        let free = second.caller.get(&second.path).await.expect(200);
        assert_eq!(free.body["warnings"], json!([]));
    });
}

#[test]
fn a_time_lies_ahead_and_a_link_is_a_safe_one() {
    on_both(|app| async move {
        let client = client(&app).await;
        let plain = ("joinUrl", json!("http://meet.example.org/room-2"));
        let plain = plan(&app, &client, &[plain]).await.expect(422);
        assert_eq!(plain.body["errors"][0]["pointer"], "#/joinUrl");
        let mut meeting = plan_meeting(&app, &client).await;
        let past = meeting.post("schedule", times("08:00", "08:30")).await.expect(422);
        assert_eq!(past.body["errors"][0]["pointer"], "#/startsAt");
        assert_eq!(past.body["errors"][0]["code"], "in_the_past");
        let mut held = times("08:00", "10:00");
        held["attendance"] = meeting.attendance();
        let future = meeting.post("record-held", held.clone()).await.expect(422);
        assert_eq!(future.body["errors"][0]["pointer"], "#/endsAt");
        held["endsAt"] = json!("2026-01-05T08:30:00Z");
        let held = meeting.post("record-held", held).await.expect(200);
        assert_eq!(held.body["startedAt"], "2026-01-05T08:00:00.000Z");
        assert_eq!(held.body["minutesDueAt"], "2026-01-09T06:00:00.000Z");
        let mut twice = plan_meeting(&app, &client).await;
        let mut again = times("08:10", "08:30");
        again["attendance"] = twice.attendance();
        twice.post("record-held", again).await.expect_problem(409, "conference_clash");
    });
}

#[test]
fn a_calendar_entry_says_when_and_where_and_nothing_of_whom() {
    on_both(|app| async move {
        let client = client(&app).await;
        let changes = [
            ("title", json!("Rosa Delgado goes home")),
            ("location", json!("Room 2")),
            ("joinUrl", json!("https://meet.example.org/room-2")),
        ];
        let created = plan(&app, &client, &changes).await.expect(201);
        let mut meeting = Meeting::of(&app.caller(Role::CareManager), &created);
        let path = format!("{}/calendar.ics", meeting.path);
        meeting.caller.get(&path).await.expect_problem(409, "conference_has_no_time");
        meeting.schedule().await;
        let accept = [("accept", "text/calendar")];
        let entry = meeting.caller.send(reqwest::Method::GET, &path, &accept, None).await;
        let entry = entry.expect(200);
        assert_eq!(entry.header("content-type"), Some("text/calendar; charset=utf-8"));
        let text = entry.body.as_str().unwrap();
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "DTSTART:20260105T150000Z",
            "DTEND:20260105T160000Z",
            "SUMMARY:Care conference: periodic review",
            "LOCATION:Room 2",
            "STATUS:CONFIRMED",
        ] {
            assert!(text.lines().any(|one| one == line), "{line} in {text}");
        }
        assert!(!text.contains("Rosa") && !text.contains("Delgado"), "{text}");
        meeting.post("cancel", json!({ "reason": "No need." })).await.expect(200);
        let off = meeting.caller.get(&path).await.expect(200);
        assert!(off.body.as_str().unwrap().contains("STATUS:CANCELLED"));
    });
}

#[test]
fn a_topic_is_about_a_record_of_its_client() {
    on_both(|app| async move {
        let (rosa, paul) = (client(&app).await, client(&app).await);
        let plan = super::active_plan(&app, &rosa).await;
        let other = super::active_plan(&app, &paul).await;
        let mut meeting = plan_meeting(&app, &rosa).await;
        let item = |id: &str, kind: &str| json!({ "topic": "The plan", "kind": "goal", "linkedRecord": { "kind": kind, "id": id } });
        for wrong in [item(&other, "care_plan"), item(&plan, "referral")] {
            let wrong = meeting.post("agenda-items", wrong).await.expect(422);
            assert_eq!(wrong.body["errors"][0]["pointer"], "#/linkedRecord/id");
        }
        let added = meeting.post("agenda-items", item(&plan, "care_plan")).await.expect(201);
        assert_eq!(added.body["linkedRecord"]["id"], json!(plan));
    });
}

#[test]
fn a_change_of_the_plan_answers_what_the_client_wants_before_it_is_signed() {
    on_both(|app| async move {
        let client = client(&app).await;
        super::active_plan(&app, &client).await;
        let caller = app.caller(Role::CareManager);
        let wish = json!({
            "category": "care_setting", "strength": "must", "text": "Rosa stays at home.",
            "statedBy": { "kind": "client" },
        });
        let path = format!("/v1/clients/{client}/preferences");
        let mut meeting = plan_meeting(&app, &client).await;
        meeting.minute().await;
        meeting.post("decisions", plan_change(&app)).await.expect(201);
        let wish = caller.post(&path, wish).await.expect(201).id();
        let refused = meeting.go("sign").await.expect_problem(409, "preference_unanswered");
        assert_eq!(refused.body["preferences"][0]["preferenceId"], json!(wish));
        assert_eq!(refused.body["decisionId"], json!(meeting.part("decisions", 0)));
        let decided = format!("/decisions/{}", meeting.part("decisions", 0));
        let answers =
            |id: &str| json!({ "preferenceAnswers": [{ "preferenceId": id, "fit": "respected" }] });
        let unknown = uuid::Uuid::new_v4().to_string();
        let wrong = meeting.patch(&decided, answers(&unknown)).await.expect(422);
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/preferenceAnswers/0/preferenceId");
        meeting.patch(&decided, answers(&wish)).await.expect(200);
        meeting.go("sign").await.expect(200);
    });
}
