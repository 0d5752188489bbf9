//! The main job, told once from its beginning to its end: a person is met,
//! screened, planned with, referred to another agency and talked about in a
//! conference, and the records tell it. `examples/story.sh` tells it with curl.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Agency, Answer, Caller, Role, TestApp, on_both};

/// Someone who signs in anew each time, since the story takes weeks, and looks
/// before each change, as an app has the version from the answer before.
struct Person<'a> {
    app: &'a TestApp,
    agency: &'a Agency,
    role: Role,
}

impl Person<'_> {
    fn caller(&self) -> Caller {
        self.app.caller_of(self.agency, self.role)
    }

    async fn get(&self, path: &str) -> Answer {
        self.caller().get(path).await.expect(200)
    }

    async fn create(&self, path: &str, body: Value) -> Answer {
        self.caller().post(path, body).await.expect(201)
    }

    /// An action on the resource at `path`, at its present version, with a key.
    async fn act(&self, path: &str, action: &str, body: Option<Value>) -> Answer {
        self.change(Method::POST, path, action, body).await
    }

    async fn change(&self, method: Method, path: &str, step: &str, body: Option<Value>) -> Answer {
        let etag = self.get(path).await.etag();
        let key = Uuid::new_v4().to_string();
        let headers = [("if-match", etag.as_str()), ("idempotency-key", key.as_str())];
        let headers = if method == Method::POST { &headers[..] } else { &headers[..1] };
        self.caller().send(method, &format!("{path}/{step}"), headers, body).await
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// The list holds these values in this order; there may be others between.
#[track_caller]
fn in_order(items: &[Value], member: &str, wanted: &[&str]) {
    let found: Vec<_> = items.iter().map(|item| text(&item[member])).collect();
    let mut rest = found.iter();
    for one in wanted {
        assert!(rest.any(|value| value == one), "{one} is not after those before it: {found:#?}");
    }
}

/// Who and what the story is about.
struct Story<'a> {
    app: &'a TestApp,
    marta: Person<'a>,
    noor: Person<'a>,
    client: String,
    plan: String,
    meals: String,
    eat: String,
}

#[test]
fn a_person_is_met_screened_planned_with_referred_and_conferred_about() {
    on_both(|app| async move {
        let app = &app;
        let marta = Person { app, agency: &app.first, role: Role::CareManager };
        let noor = Person { app, agency: &app.second, role: Role::CareManager };
        let client = meet(&marta).await;
        let (phq, hvs) = screen(&marta, &client).await;
        let (plan, eat, meals) = plan(app, &marta, &client, &phq, &hvs).await;
        let story = Story { app, marta, noor, client, plan, meals, eat };
        refer(&story, &phq).await;
        confer(&story).await;
        look_back(&story).await;
    });
}

async fn meet(marta: &Person<'_>) -> String {
    let rosa = json!({
        "names": [{ "use": "official", "given": "Rosa", "family": "Delgado" }],
        "birthDate": "1948-03-14",
        "telecom": [{ "system": "phone", "value": "+13125550123", "okToText": true }],
    });
    let nobody = marta.caller().post("/v1/clients/match", rosa.clone()).await.expect(200);
    assert_eq!(nobody.body["candidates"], json!([]));
    let mut spanish = rosa.clone();
    spanish["languages"] = json!([{ "language": "es", "spoken": "native", "preferred": true }]);
    spanish["interpreterNeeded"] = json!(true);
    let client = marta.create("/v1/clients", spanish).await.id();
    let again = marta.caller().post("/v1/clients", rosa).await;
    let again = again.expect_problem(409, "client_possible_duplicate");
    assert_eq!(again.body["candidates"][0]["clientId"], client);
    assert_eq!(again.body["candidates"][0]["score"], 1.0);
    client
}

/// Both screens, answer by answer. Gives their paths.
async fn screen(marta: &Person<'_>, client: &str) -> (String, String) {
    let take = async |code: &str, answers: &[(String, &str)]| {
        let new = json!({
            "instrumentCode": code, "kind": "screening", "respondent": "client", "mode": "in_person",
        });
        let id = marta.create(&format!("/v1/clients/{client}/assessments"), new).await.id();
        let path = format!("/v1/assessments/{id}");
        for (item, answer) in answers {
            let body = json!({ "valueType": "codes", "valueCodes": [answer] });
            marta.caller().put(&format!("{path}/answers/{item}"), body).await.expect(200);
        }
        (marta.act(&path, "complete", Some(json!({}))).await.expect(200), path)
    };
    let item = |place: u8| {
        let answer = if place == 9 { "several_days" } else { "more_than_half_the_days" };
        (format!("phq9-{place}"), answer)
    };
    let (scored, phq) = take("phq-9", &(1..=9).map(item).collect::<Vec<_>>()).await;
    let scores = scored.body["scores"].as_array().unwrap();
    let score = scores.iter().find(|score| score["scale"] == "phq-9").unwrap();
    assert_eq!((&score["raw"], &score["bandCode"]), (&json!(17), &json!("moderately_severe")));
    assert_eq!(score["trace"].as_array().unwrap().len(), 9);
    let flag = &scored.body["flags"][0];
    assert_eq!((&flag["code"], &flag["status"]), (&json!("SUICIDE_RISK_ITEM"), &json!("open")));
    assert!(flag["acknowledgeBy"].is_string());
    let often = |place| (format!("hvs-{place}"), "often_true");
    let (scored, hvs) = take("hunger-vital-sign", &[often(1), often(2)]).await;
    assert_eq!(scored.body["scores"][0]["bandCode"], "at_risk");
    (phq, hvs)
}

/// A plan of what both screens suggest. Gives its path, a goal and an intervention.
async fn plan(
    app: &TestApp,
    marta: &Person<'_>,
    client: &str,
    phq: &str,
    hvs: &str,
) -> (String, String, String) {
    let suggested = async |path: &str| {
        let answer = marta.get(&format!("{path}/suggestions")).await;
        let source = json!({
            "assessmentId": path.rsplit('/').next(), "suggestionCode": answer.body["items"][0]["code"],
        });
        (answer.body["items"][0].clone(), source)
    };
    let (mood, mood_source) = suggested(phq).await;
    let (food, food_source) = suggested(hvs).await;
    let problem = |key: &str, of: &Value, source: &Value| {
        json!({
            "key": key, "kind": of["problem"]["kind"], "description": of["problem"]["description"],
            "evidenceAssessmentIds": [source["assessmentId"]], "source": source,
        })
    };
    let goal = |key: &str, problem: &str, of: &Value, words: &str, source: &Value| {
        let goal = &of["goals"][0];
        json!({
            "key": key, "problemKeys": [problem], "domain": goal["domain"],
            "description": goal["description"], "clientWords": words, "source": source,
        })
    };
    let first = &mood["interventions"][0];
    let clinician = app.first.user(Role::Clinician);
    let new = json!({
        "title": "Eating well again",
        "clientGoalsStatement": "I want to cook for my family again.",
        "problems": [problem("mood", &mood, &mood_source), problem("food", &food, &food_source)],
        "goals": [
            goal("feel", "mood", &mood, "I want to get up in the morning and want to.", &mood_source),
            goal("eat", "food", &food, "I want to stop skipping dinner.", &food_source),
        ],
        "interventions": [{
            "goalKeys": ["feel"], "kind": first["kind"], "description": first["description"],
            "responsibleUserId": clinician, "source": mood_source,
        }],
    });
    let created = marta.create(&format!("/v1/clients/{client}/care-plans"), new).await;
    let path = format!("/v1/care-plans/{}", created.id());
    let eat = text(&created.body["goals"][1]["id"]);
    let missing = marta.get(&format!("{path}/completeness")).await;
    assert_eq!(missing.body["readyForActivation"], false);
    assert_eq!(missing.body["missing"][0]["pointer"], "#/goals/1");
    let second = &food["interventions"][0];
    let referral = json!({
        "goalIds": [eat], "kind": "referral", "needDomain": second["needDomain"],
        "description": second["description"], "source": food_source,
        "responsibleUserId": app.first.user(Role::CareManager),
    });
    let meals = marta.act(&path, "interventions", Some(referral)).await.expect(201).id();
    assert_eq!(marta.get(&format!("{path}/completeness")).await.body["missing"], json!([]));
    let active = marta.act(&path, "activate", None).await.expect(200);
    assert_eq!(active.body["currentVersion"], 1);
    let amendment = json!({
        "reasonCode": "client_request", "reason": "Rosa asked for it.", "changeSummary": "Low salt.",
        "plan": { "plainLanguageSummary": "Someone brings a warm, low-salt meal every day." },
    });
    let amended = marta.act(&path, "amend", Some(amendment)).await.expect(200);
    assert_eq!(amended.body["currentVersion"], 2);
    let diff = marta.get(&format!("{path}/versions/2/diff")).await;
    assert_eq!(diff.body["changes"].as_array().unwrap().len(), 1);
    assert_eq!(diff.body["changes"][0]["fields"][0]["field"], "plainLanguageSummary");
    (path, eat, meals)
}

async fn refer(story: &Story<'_>, phq: &str) {
    let Story { app, marta, noor, client, plan, meals, .. } = story;
    let consent = json!({
        "type": "roi", "grantor": { "kind": "client", "name": "Rosa Delgado" }, "method": "written",
        "grantedOn": "2026-01-04", "expiresOn": "2027-01-04",
        "recipients": [{ "agencyId": app.second.id }],
        "dataClasses": ["demographics", "referral", "assessment"], "purposes": ["COORD"],
    });
    let consent = marta.create(&format!("/v1/clients/{client}/consents"), consent).await.id();
    let consent = format!("/v1/consents/{consent}");
    marta.act(&consent, "activate", None).await.expect(200);

    let sent = send(story, "Home-delivered meals", Some(meals)).await;
    let packet = &sent.body["packet"];
    assert_eq!(packet["person"]["birthYear"], 1948);
    assert_eq!(packet["screenResults"][0]["band"], "at_risk");
    assert!(!packet.to_string().contains("1948-03-14"), "the packet has the year only");
    let supervisor = Person { app, agency: &app.first, role: Role::Supervisor };
    let ledger = supervisor.get(&format!("/v1/clients/{client}/disclosures")).await;
    assert_eq!(ledger.items().len(), 1);
    assert_eq!(ledger.items()[0]["basis"], "consent");

    let theirs = incoming(story, &sent).await;
    for elsewhere in [format!("/v1/clients/{client}"), phq.to_owned(), plan.clone()] {
        noor.caller().get(&elsewhere).await.expect_problem(404, "not_found");
    }
    noor.act(&theirs, "accept", Some(json!({ "contactPerson": "Noor Haddad" }))).await.expect(200);
    noor.act(&theirs, "start", Some(json!({}))).await.expect(200);
    let delivered = json!({
        "services": [{ "description": "Warm meal", "deliveredOn": "2026-01-04", "units": 5 }],
        "enrollmentStatus": "enrolled",
    });
    noor.act(&theirs, "complete", Some(delivered)).await.expect(200);
    let ours = format!("/v1/referrals/{}", sent.id());
    assert_eq!(marta.get(&ours).await.body["loopStatus"], "result_received");
    let closing = json!({
        "closureReason": "service_received", "needMet": "yes", "needMetSource": "client",
    });
    let closed = marta.act(&ours, "close-loop", Some(closing)).await.expect(200);
    assert_eq!(
        (&closed.body["loopStatus"], &closed.body["needMet"]),
        (&json!("closed"), &json!("yes"))
    );
    let carried_out = marta.get(&format!("{plan}/interventions/{meals}")).await;
    assert_eq!(carried_out.body["status"], "completed");

    let sent = send(story, "Lunch club", None).await;
    let no_room = json!({ "reasonCode": "no_capacity", "reason": "Full until spring." });
    noor.act(&incoming(story, &sent).await, "reject", Some(no_room)).await.expect(200);
    let rejected = marta.get(&format!("/v1/referrals/{}", sent.id())).await;
    assert_eq!(rejected.body["statusReasonCode"], "no_capacity");

    let late = send(story, "Cooking class", None).await;
    assert_eq!(late.body["acknowledgementOverdue"], false);
    app.clock.set("2026-01-08T16:00:00Z");
    let overdue = marta.get(&format!("/v1/referrals?clientId={client}&overdue=true")).await;
    assert_eq!(overdue.items().len(), 1);
    let declined = json!({ "reasonCode": "client_declined", "reason": "She cooks at home." });
    let late = format!("/v1/referrals/{}", late.id());
    marta.act(&late, "cancel", Some(declined)).await.expect(200);

    marta.act(&consent, "revoke", Some(json!({ "reason": "Enough." }))).await.expect(200);
    let draft = draft(story, "Groceries", None).await;
    let refused = marta.act(&draft, "send", None).await;
    refused.expect_problem(403, "consent_required");
}

async fn draft(story: &Story<'_>, service: &str, intervention: Option<&str>) -> String {
    let mut new = json!({
        "recipientAgencyId": story.app.second.id, "needDomain": "food-insecurity",
        "reason": "Food has not lasted.", "requestedService": service, "payloadProfile": "service",
    });
    if let Some(intervention) = intervention {
        new["planInterventionId"] = json!(intervention);
    }
    let path = format!("/v1/clients/{}/referrals", story.client);
    format!("/v1/referrals/{}", story.marta.create(&path, new).await.id())
}

async fn send(story: &Story<'_>, service: &str, intervention: Option<&str>) -> Answer {
    let draft = draft(story, service, intervention).await;
    let preview =
        story.marta.caller().send(Method::POST, &format!("{draft}/preview"), &[], None).await;
    assert_eq!(preview.expect(200).body["sendable"], true);
    story.marta.act(&draft, "send", None).await.expect(200)
}

/// The path of the same referral as the receiving agency finds it.
async fn incoming(story: &Story<'_>, sent: &Answer) -> String {
    let list = story.noor.get("/v1/referrals?direction=incoming&status=requested").await;
    let found = list.items().iter().find(|one| one["exchangeId"] == sent.body["exchangeId"]);
    format!("/v1/referrals/{}", text(&found.unwrap()["id"]))
}

async fn confer(story: &Story<'_>) {
    let Story { app, marta, client, plan, eat, .. } = story;
    let (me, clinician) = (app.first.user(Role::CareManager), app.first.user(Role::Clinician));
    let plan_id = plan.rsplit('/').next().unwrap();
    let new = json!({
        "type": "periodic_review", "title": "How the meals go", "carePlanId": plan_id,
        "clientInvited": true, "interpreterBooking": "Spanish, by phone",
        "participants": [
            { "kind": "client", "requirement": "required" },
            { "kind": "staff", "userId": me, "requirement": "required" },
            { "kind": "staff", "userId": clinician, "requirement": "required" },
        ],
        "agendaItems": [{ "topic": "Food at home", "kind": "goal", "minutesPlanned": 20 }],
    });
    let created = marta.create(&format!("/v1/clients/{client}/care-conferences"), new).await;
    let path = format!("/v1/care-conferences/{}", created.id());
    let times = json!({
        "startsAt": "2026-01-19T16:00:00Z", "endsAt": "2026-01-19T16:30:00Z",
        "timeZone": "America/Chicago",
    });
    let scheduled = marta.act(&path, "schedule", Some(times)).await.expect(200);
    for one in scheduled.body["participants"].as_array().unwrap() {
        assert_eq!(one["invitationStatus"], "needs_action");
        let themselves = one["userId"] == json!(clinician);
        let guest = Person { app, agency: &app.first, role: Role::Clinician };
        let who = if themselves { &guest } else { marta };
        let step = format!("participants/{}/respond", text(&one["id"]));
        who.act(&path, &step, Some(json!({ "answer": "accepted" }))).await.expect(200);
    }
    app.clock.set("2026-01-19T16:00:00Z");
    marta.act(&path, "start", Some(json!({}))).await.expect(200);
    let topic = format!("agenda-items/{}", text(&created.body["agendaItems"][0]["id"]));
    let outcome = json!({ "outcome": "The meals come every day.", "minutesUsed": 15 });
    marta.change(Method::PATCH, &path, &topic, Some(outcome)).await.expect(200);
    let decision = json!({
        "text": "Rosa cooks on Sundays.", "type": "plan_change", "decidedBy": "client_choice",
        "clientAgrees": "yes", "amendment": {
            "reasonCode": "conference", "reason": "She wants to cook again.",
            "changeSummary": "Rosa cooks on Sundays.",
            "addInterventions": [{
                "goalIds": [eat], "kind": "self_management", "responsibleUserId": me,
                "description": "Cook for the family on Sundays.",
            }],
        },
    });
    let decision = marta.act(&path, "decisions", Some(decision)).await.expect(201).id();
    let action = json!({
        "text": "Ask how the first Sunday went", "ownerId": clinician, "dueOn": "2026-01-26",
        "decisionId": decision,
    });
    marta.act(&path, "action-items", Some(action)).await.expect(201);
    let people = scheduled.body["participants"].as_array().unwrap().iter();
    let attendance: Value =
        people.map(|one| json!({ "participantId": one["id"], "attended": "full" })).collect();
    marta.act(&path, "end", Some(json!({ "attendance": attendance }))).await.expect(200);
    let minutes = json!({
        "body": "Meals arrive daily. Rosa will cook on Sundays.",
        "plainLanguage": "You cook on Sundays.",
    });
    marta.act(&path, "record-minutes", Some(minutes)).await.expect(200);
    assert_eq!(marta.get(plan).await.body["currentVersion"], 2);
    let signed = marta.act(&path, "sign", None).await.expect(200);
    assert_eq!(signed.body["decisions"][0]["amendedPlanVersion"], 3);
    assert_eq!(marta.get(plan).await.body["currentVersion"], 3);
    let task = text(&signed.body["actionItems"][0]["taskId"]);
    let task = Person { app, agency: &app.first, role: Role::Clinician }
        .get(&format!("/v1/tasks/{task}"))
        .await;
    assert_eq!(
        (&task.body["dueOn"], &task.body["ownerId"]),
        (&json!("2026-01-26"), &json!(clinician))
    );
    let otherwise = json!({ "body": "It was otherwise." });
    let refused = marta.change(Method::PATCH, &path, "minutes", Some(otherwise)).await;
    refused.expect(409);
}

async fn look_back(story: &Story<'_>) {
    let Story { app, marta, client, plan, .. } = story;
    let timeline =
        marta.get(&format!("/v1/clients/{client}/timeline?sort=createdAt&limit=200")).await;
    in_order(
        timeline.items(),
        "summary",
        &[
            "Client created",
            "Assessment completed",
            "Assessment completed",
            "Care plan created",
            "Care plan activated",
            "Care plan amended",
            "Consent activated",
            "Referral sent",
            "Referral accepted",
            "Referral started",
            "Referral completed",
            "Referral loop: closed",
            "Referral rejected",
            "Referral cancelled",
            "Consent revoked",
            "Care conference scheduled",
            "Care conference started",
            "Care conference ended",
            "Care plan amended",
        ],
    );
    let history = marta.get(&format!("{plan}/history?sort=createdAt")).await;
    in_order(history.items(), "event", &["create", "activate", "amend", "amend"]);
    let supervisor = Person { app, agency: &app.first, role: Role::Supervisor };
    let log = format!("/v1/audit-events?clientId={client}&sort=createdAt&limit=200");
    let log = supervisor.get(&log).await;
    let by_noor = log.items().iter().find(|entry| entry["operation"] == "acceptReferral").unwrap();
    assert_eq!(by_noor["actorAgencyId"], json!(app.second.id));
    for how in ["address", "tokenId", "application"] {
        assert!(by_noor.get(how).is_none(), "how a partner's user signed in is not ours to see");
    }
    in_order(
        log.items(),
        "operation",
        &[
            "createClient",
            "completeAssessment",
            "activateCarePlan",
            "amendCarePlan",
            "activateConsent",
            "sendReferral",
            "acceptReferral",
            "completeReferral",
            "closeReferralLoop",
            "rejectReferral",
            "cancelReferral",
            "revokeConsent",
            "signConferenceMinutes",
            "listClientTimeline",
        ],
    );
}
