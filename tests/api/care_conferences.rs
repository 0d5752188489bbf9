//! Care conferences: planned, held, minuted, signed; what they decide happens.

use std::collections::BTreeSet;

use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Answer, Caller, Role, TestApp, on_both};

/// A conference on its way, with the version that was seen last.
struct Meeting {
    caller: Caller,
    path: String,
    etag: String,
    body: Value,
}

impl Meeting {
    fn of(caller: &Caller, created: &Answer) -> Self {
        Self {
            caller: caller.clone(),
            path: format!("/v1/care-conferences/{}", created.id()),
            etag: created.etag(),
            body: created.body.clone(),
        }
    }

    fn saw(&mut self, answer: Answer) -> Answer {
        if answer.status.is_success() {
            self.etag = answer.etag();
            self.body = answer.body.clone();
        }
        answer
    }

    async fn post(&mut self, step: &str, body: Value) -> Answer {
        let answer = self.caller.act(&format!("{}/{step}", self.path), &self.etag, body).await;
        self.saw(answer)
    }

    async fn go(&mut self, step: &str) -> Answer {
        let answer = self.caller.act_plainly(&format!("{}/{step}", self.path), &self.etag).await;
        self.saw(answer)
    }

    async fn patch(&mut self, part: &str, body: Value) -> Answer {
        let answer = self.caller.patch(&format!("{}{part}", self.path), &self.etag, body).await;
        self.saw(answer)
    }

    async fn delete(&mut self, part: &str) -> Answer {
        let answer = self.caller.delete(&format!("{}{part}", self.path), &self.etag).await;
        self.saw(answer)
    }

    fn part(&self, list: &str, place: usize) -> String {
        self.body[list][place]["id"].as_str().unwrap().to_owned()
    }

    /// Everyone came for the whole time.
    fn attendance(&self) -> Value {
        let people = self.body["participants"].as_array().unwrap().iter();
        people.map(|one| json!({ "participantId": one["id"], "attended": "full" })).collect()
    }

    async fn schedule(&mut self) {
        self.post("schedule", times("15:00", "16:00")).await.expect(200);
    }

    /// On to the draft of the minutes, with an outcome of the only topic.
    async fn minute(&mut self) {
        self.schedule().await;
        self.go("start").await.expect(200);
        let topic = format!("/agenda-items/{}", self.part("agendaItems", 0));
        self.patch(&topic, json!({ "outcome": "Meals come from Monday on." })).await.expect(200);
        let attendance = self.attendance();
        self.post("end", json!({ "attendance": attendance })).await.expect(200);
        let minutes = json!({ "body": "We met and agreed." });
        self.post("record-minutes", minutes).await.expect(200);
    }
}

/// Times on the day after the clock of the tests starts.
fn times(starts: &str, ends: &str) -> Value {
    json!({
        "startsAt": format!("2026-01-06T{starts}:00Z"),
        "endsAt": format!("2026-01-06T{ends}:00Z"),
        "timeZone": "America/Chicago",
    })
}

async fn client(app: &TestApp) -> String {
    let name = format!("Delgado {}", Uuid::new_v4());
    let new = json!({ "names": [{ "use": "official", "given": "Rosa", "family": name }] });
    app.caller(Role::CareManager).post("/v1/clients", new).await.expect(201).id()
}

fn conference(app: &TestApp) -> Value {
    json!({
        "type": "periodic_review",
        "title": "How the meals go",
        "purpose": "See whether Rosa eats enough.",
        "clientInvited": true,
        "noteTakerId": app.first.user(Role::TeamMember),
        "participants": [
            { "kind": "staff", "userId": app.first.user(Role::TeamMember), "requirement": "required" },
            { "kind": "client", "requirement": "required" },
            {
                "kind": "related_person", "name": "Ana Delgado", "role": "Daughter",
                "requirement": "optional",
            },
        ],
        "agendaItems": [{ "topic": "Food at home", "kind": "goal", "minutesPlanned": 20 }],
    })
}

async fn plan_meeting(app: &TestApp, client: &str) -> Meeting {
    let caller = app.caller(Role::CareManager);
    let path = format!("/v1/clients/{client}/care-conferences");
    let created = caller.post(&path, conference(app)).await.expect(201);
    Meeting::of(&caller, &created)
}

/// An active care plan of the client.
async fn active_plan(app: &TestApp, client: &str) -> String {
    let manager = app.caller(Role::CareManager);
    let plan = json!({
        "title": "Eating well again",
        "problems": [{ "key": "food", "kind": "social_need", "description": "Food runs out." }],
        "goals": [{
            "key": "meals", "description": "Two warm meals on every day.", "domain": "food",
            "problemKeys": ["food"],
        }],
        "interventions": [{
            "kind": "service", "description": "Meals on wheels", "goalKeys": ["meals"],
            "responsibleUserId": app.first.user(Role::CareManager),
        }],
    });
    let created = manager.post(&format!("/v1/clients/{client}/care-plans"), plan).await.expect(201);
    let path = format!("/v1/care-plans/{}", created.id());
    manager.act_plainly(&format!("{path}/activate"), &created.etag()).await.expect(200);
    created.id()
}

/// A decision that adds a goal to the plan.
fn plan_change(app: &TestApp) -> Value {
    json!({
        "text": "Rosa wants to cook for her family again.",
        "type": "plan_change",
        "decidedBy": "client_choice",
        "clientAgrees": "yes",
        "amendment": {
            "reasonCode": "conference",
            "reason": "Rosa said so at the conference.",
            "changeSummary": "A goal about cooking.",
            "addGoals": [{
                "key": "cook", "description": "Cooks dinner once a week.", "domain": "functional",
            }],
            "addInterventions": [{
                "kind": "self_management", "description": "Cook together on Fridays.",
                "goalKeys": ["cook"], "responsibleUserId": app.first.user(Role::CareManager),
            }],
        },
    })
}

#[test]
fn a_conference_is_scheduled_held_minuted_and_signed_and_what_it_decides_happens() {
    on_both(|app| async move {
        let client = client(&app).await;
        let plan = active_plan(&app, &client).await;
        let manager = app.caller(Role::CareManager);
        let mut meeting = plan_meeting(&app, &client).await;
        assert_eq!(meeting.body["status"], "draft");
        assert_eq!(meeting.body["participants"][1]["name"].as_str().unwrap()[..4], *"Rosa");
        assert_eq!(meeting.body["allowedActions"], json!(["schedule", "cancel"]));

        let topic = json!({ "topic": "Cooking", "kind": "preference", "order": 7 });
        meeting.post("agenda-items", topic).await.expect(201);
        meeting.schedule().await;
        assert_eq!(meeting.body["startsAt"], "2026-01-06T15:00:00.000Z");

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

        app.clock.set("2026-01-06T15:02:00Z");
        let started = meeting.go("start").await.expect(200);
        assert_eq!(started.body["warnings"], json!([]));
        assert_eq!(started.body["startedAt"], "2026-01-06T15:02:00.000Z");
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

        app.clock.set("2026-01-06T16:00:00Z");
        let attendance = meeting.attendance();
        let held = meeting.post("end", json!({ "attendance": attendance })).await.expect(200);
        assert_eq!(held.body["minutesStatus"], "none");
        // Three business days: the end of Friday in Chicago.
        assert_eq!(held.body["minutesDueAt"], "2026-01-10T06:00:00.000Z");
        let minutes = json!({ "body": "Rosa eats well.", "plainLanguage": "You eat well." });
        meeting.post("record-minutes", minutes).await.expect(200);
        meeting.patch("/minutes", json!({ "body": "Rosa eats well again." })).await.expect(200);
        assert_eq!(meeting.body["minutesStatus"], "draft");

        let signed = meeting.go("sign").await.expect(200);
        assert_eq!(signed.body["status"], "closed");
        assert_eq!(signed.body["minutesStatus"], "signed");
        assert_eq!(signed.body["minutes"]["body"], "Rosa eats well again.");
        assert_eq!(signed.body["minutes"]["signedAt"], "2026-01-06T16:00:00.000Z");
        assert_eq!(signed.body["decisions"][0]["amendedPlanId"], plan);
        assert_eq!(signed.body["decisions"][0]["amendedPlanVersion"], 2);
        assert_eq!(signed.body["actionItems"][0]["taskStatus"], "ready");
        assert_eq!(signed.body["allowedActions"], json!(["addend"]));

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
fn a_conference_needs_two_participants_to_be_scheduled_and_keeps_them() {
    on_both(|app| async move {
        let client = client(&app).await;
        let caller = app.caller(Role::CareManager);
        let new = json!({ "type": "crisis", "title": "Alone", "clientInvited": true });
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
            (with("clientInvited", json!(false)), "#", "client_absent_reason"),
            (with("organizerId", json!(stranger)), "#/organizerId", "not_found"),
            (with("chairId", json!(stranger)), "#/chairId", "not_found"),
            (with("noteTakerId", json!(stranger)), "#/noteTakerId", "not_found"),
            (with("carePlanId", json!(Uuid::new_v4())), "#/carePlanId", "not_found"),
            (with("joinUrl", json!("javascript:alert(1)")), "#", "join_url"),
            (
                with("participants", required(json!({ "kind": "staff" }))),
                "#/participants/0",
                "participant_user",
            ),
            (
                with("participants", required(json!({ "kind": "staff", "userId": stranger }))),
                "#/participants/0/userId",
                "not_found",
            ),
            (
                with("participants", required(json!({ "kind": "external" }))),
                "#/participants/0",
                "participant_name",
            ),
            (
                with("participants", required(json!({ "kind": "client", "name": "Rosa" }))),
                "#/participants/0",
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
        assert_eq!(late.body["errors"][0]["code"], "ends_before_start");
        let mut nowhere = times("15:00", "16:00");
        nowhere["timeZone"] = json!("America/Springfield");
        let nowhere = meeting.post("schedule", nowhere).await.expect(422);
        assert_eq!(nowhere.body["errors"][0]["code"], "time_zone");
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
        earlier["force"] = json!(true);
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
        refused.expect_problem(403, "forbidden");
        let answered = member.act(&own, &meeting.etag, accept.clone()).await.expect(200);
        let again = json!({ "answer": "declined", "comment": "I fell ill." });
        let changed = member.act(&own, &answered.etag(), again).await.expect(200);
        assert_eq!(changed.body["participants"][0]["invitationStatus"], "declined");
        let nobody = format!("{}/participants/{}/respond", meeting.path, Uuid::new_v4());
        let unknown = meeting.caller.act(&nobody, &changed.etag(), accept).await;
        unknown.expect_problem(404, "not_found");
    });
}

#[test]
fn starting_without_a_required_participant_warns_and_goes_on() {
    on_both(|app| async move {
        let mut meeting = plan_meeting(&app, &client(&app).await).await;
        meeting.schedule().await;
        for place in [1, 2] {
            let respond = format!("participants/{}/respond", meeting.part("participants", place));
            meeting.post(&respond, json!({ "answer": "declined" })).await.expect(200);
        }
        let started = meeting.go("start").await.expect(200);
        assert_eq!(started.body["status"], "in_progress");
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
        meeting.go("start").await.expect(200);
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
        assert_eq!(refused.body["errors"][0]["pointer"], "#/amendment/addGoals/0/colour");
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
        meeting.go("start").await.expect(200);
        let late = meeting.patch(&topic, json!({ "topic": "x" })).await;
        late.expect_problem(409, "conference_part_fixed");
        let both = json!({ "topic": "x", "outcome": "x" });
        meeting.patch(&topic, both).await.expect_problem(409, "conference_part_fixed");
        let late = meeting.post("agenda-items", json!({ "topic": "x", "kind": "other" })).await;
        late.expect_problem(409, "conference_part_fixed");
        meeting.patch("/minutes", json!({})).await.expect_problem(409, "conference_part_fixed");
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
            ("/v1/care-conferences?startsAfter=2026-01-06T15:00:00Z".into(), of(&[&first])),
            ("/v1/care-conferences?startsBefore=2026-01-06T15:00:00Z".into(), of(&[])),
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
            let schedule =
                stranger.act(&format!("{path}/schedule"), "\"1\"", times("15:00", "16:00"));
            schedule.await.expect_problem(404, "not_found");
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
        let stale = meeting.caller.act(
            &format!("{}/schedule", meeting.path),
            "\"9\"",
            times("15:00", "16:00"),
        );
        stale.await.expect_problem(412, "version_mismatch");
        meeting.post("cancel", json!({ "reason": "Moved away." })).await.expect(200);
        let new = meeting.caller.post(&format!("{path}/care-conferences"), conference(&app)).await;
        new.expect_problem(409, "client_inactive");
    });
}
