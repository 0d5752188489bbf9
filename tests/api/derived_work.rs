//! What the records say is to be done: beside tasks in work lists, until a task asks for it.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::{
    assessments, care_conferences, care_plans,
    clients::rosa,
    consents,
    harness::{Answer, Caller, Role, TestApp, on_both},
    referrals,
    tasks::call_with,
};

async fn a_client(manager: &Caller) -> String {
    manager.post("/v1/clients", rosa()).await.expect(201).id()
}

/// Somebody else of the same name.
async fn her_twin(manager: &Caller) -> String {
    let mut twin = rosa();
    twin["duplicateOverride"] = json!({ "reason": "Her twin sister." });
    manager.post("/v1/clients", twin).await.expect(201).id()
}

/// The items of this kind on a work list.
async fn of_kind(caller: &Caller, list: &str, kind: &str) -> Vec<Value> {
    let path = format!("/v1/worklists/{list}?explain=true&kind={kind}");
    let list = caller.get(&path).await.expect(200);
    assert!(list.items().iter().all(|item| item["kind"] == kind));
    list.items().to_vec()
}

async fn take(caller: &Caller, kind: &str, subject: &Value) -> Answer {
    caller.post("/v1/worklists/tasks", json!({ "kind": kind, "subjectId": subject })).await
}

/// Cancels the open tasks of this type.
async fn settle(manager: &Caller, task_type: &str) {
    let open = format!("/v1/tasks?type={task_type}&status=ready,in_progress,on_hold");
    for task in manager.get(&open).await.expect(200).items() {
        let path = format!("/v1/tasks/{}/cancel", task["id"].as_str().unwrap());
        let etag = format!("\"{}\"", task["version"]);
        manager.act(&path, &etag, json!({ "reason": "Not needed." })).await.expect(200);
    }
}

/// A consent that expires in 20 days.
async fn expiring(app: &TestApp, manager: &Caller, client: &str) -> String {
    let soon = consents::release_with(app, &json!({ "expiresOn": "2026-01-25" }));
    consents::active(manager, client, soon).await.id()
}

#[test]
fn what_a_record_asks_for_stands_beside_tasks_until_a_task_asks_for_it() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        let client = a_client(&manager).await;
        let consent = expiring(&app, &manager, &client).await;
        let late = consents::release_with(&app, &json!({ "expiresOn": "2026-02-05" }));
        consents::active(&manager, &her_twin(&manager).await, late).await;

        let found = of_kind(&manager, "me", "consent_expiring").await;
        assert_eq!(found.len(), 1, "the other one expires in 31 days");
        let score = json!({
            "value": 0, "overdueDays": 0, "priorityWeight": 1, "acuityWeight": 1,
        });
        let wanted = json!({
            "kind": "consent_expiring", "type": "document", "group": "later",
            "title": "Renew the consent before it expires", "clientId": client,
            "clientName": "Rosie Delgado", "subjectKind": "consent", "subjectId": consent,
            "priority": "routine", "overdueFrom": "2026-01-26T06:00:00.000Z",
            "escalated": false, "userId": me, "score": score,
        });
        assert_eq!(found[0], wanted);
        for (query, count) in [
            (format!("clientId={client}"), 1),
            ("type=document".to_owned(), 1),
            ("kind=consent_expiring,task".to_owned(), 1),
            ("kind=task".to_owned(), 0),
            ("type=alert".to_owned(), 0),
            ("priority=stat".to_owned(), 0),
            (format!("clientId={}", her_twin(&manager).await), 0),
        ] {
            let list = manager.get(&format!("/v1/worklists/me?{query}")).await.expect(200);
            assert_eq!(list.items().len(), count, "{query}");
        }
        assert!(of_kind(&app.caller(Role::Clinician), "me", "consent_expiring").await.is_empty());

        let task = take(&manager, "consent_expiring", &json!(consent)).await.expect(201);
        for (member, value) in [
            ("title", json!("Renew the consent before it expires")),
            ("type", json!("document")),
            ("origin", json!("rule")),
            ("dueOn", json!("2026-01-25")),
            ("clientId", json!(client)),
            ("subjectKind", json!("consent")),
            ("subjectId", json!(consent)),
            ("ownerId", json!(me)),
            ("status", json!("ready")),
        ] {
            assert_eq!(task.body[member], value, "{member}");
        }
        assert!(of_kind(&manager, "me", "consent_expiring").await.is_empty());
        assert_eq!(of_kind(&manager, "me", "task").await.len(), 1);
        let again = take(&manager, "consent_expiring", &json!(consent)).await;
        let again = again.expect_problem(409, "task_already_open");
        assert_eq!(again.body["openTaskId"], task.body["id"]);
        settle(&manager, "document").await;
        assert!(of_kind(&manager, "me", "consent_expiring").await.is_empty(), "it was settled");
        let gone = take(&manager, "consent_expiring", &json!(consent)).await;
        gone.expect_problem(409, "work_item_gone");
    });
}

#[test]
fn of_two_who_make_a_task_of_the_same_one_does() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let consent = json!(expiring(&app, &manager, &client).await);
        let supervisor = app.caller(Role::Supervisor);
        let (one, other) = tokio::join!(
            take(&manager, "consent_expiring", &consent),
            take(&supervisor, "consent_expiring", &consent),
        );
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        let tasks = manager.get("/v1/tasks?type=document").await.expect(200);
        assert_eq!(tasks.items().len(), 1);
    });
}

#[test]
fn only_who_may_read_a_record_makes_a_task_of_it_for_someone_who_is_there() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let consent = expiring(&app, &manager, &client).await;
        let member = app.caller(Role::TeamMember);
        let refused = take(&member, "consent_expiring", &json!(consent)).await;
        refused.expect_problem(403, "insufficient_scope");
        for (new, pointer) in [
            (json!({ "kind": "task", "subjectId": consent }), "#/kind"),
            (json!({ "kind": "plan_review_due", "subjectId": consent }), "#/subjectId"),
            (
                json!({ "kind": "consent_expiring", "subjectId": consent, "ownerId": client }),
                "#/ownerId",
            ),
        ] {
            let refused = manager.post("/v1/worklists/tasks", new).await;
            let refused = refused.expect_problem(422, "validation_failed");
            assert_eq!(refused.body["errors"][0]["pointer"], pointer);
        }
        let clinician = app.first.user(Role::Clinician);
        let new = json!({
            "kind": "consent_expiring", "subjectId": consent, "ownerId": clinician,
        });
        let task = manager.post("/v1/worklists/tasks", new).await.expect(201);
        assert_eq!(task.body["ownerId"], json!(clinician));
    });
}

#[test]
fn a_clients_work_weighs_double_while_a_critical_flag_is_open_and_the_flag_is_work_itself() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        let client = a_client(&manager).await;
        for (title, of) in [("A", None), ("B", Some(&client))] {
            let new = json!({ "title": title, "dueOn": "2026-01-03", "ownerId": me });
            let mut new = call_with(&new);
            if let Some(client) = of {
                new["clientId"] = json!(client);
            }
            manager.post("/v1/tasks", new).await.expect(201);
        }
        let ranked = async || {
            let overdue = manager.get("/v1/worklists/me?explain=true&group=overdue&type=contact");
            let overdue = overdue.await.expect(200);
            let told = |item: &Value| {
                let score = &item["score"];
                let acuity = score["acuityWeight"].as_i64().unwrap();
                format!("{} {} {acuity}", item["title"].as_str().unwrap(), score["value"])
            };
            overdue.items().iter().map(told).collect::<Vec<_>>()
        };
        assert_eq!(ranked().await, ["A 2 1", "B 2 1"]);
        let id = assessments::begin(&manager, &client, "phq-9").await;
        let saved = assessments::answer(&manager, &id, "phq9", &[0, 0, 0, 0, 0, 0, 0, 0, 1]).await;
        let done = assessments::complete(&manager, &saved).await.expect(200);
        assert_eq!(ranked().await, ["B 4 2", "A 2 1"]);
        let flags = of_kind(&manager, "me", "flag_unacknowledged").await;
        assert!(flags.is_empty(), "its alert asks for it");
        settle(&manager, "alert").await;
        let flags = of_kind(&manager, "me", "flag_unacknowledged").await;
        assert_eq!(flags[0]["subjectId"], done.body["flags"][0]["id"]);
        assert_eq!(flags[0]["priority"], "stat");
        assert_eq!(flags[0]["overdueFrom"], done.body["flags"][0]["acknowledgeBy"]);
        assert_eq!(flags[0]["score"]["acuityWeight"], 2);
        let task = take(&manager, "flag_unacknowledged", &flags[0]["subjectId"]).await.expect(201);
        assert_eq!(task.body["dueAt"], flags[0]["overdueFrom"]);
        let flag = flags[0]["subjectId"].as_str().unwrap();
        let path = format!("/v1/assessments/{id}/flags/{flag}/acknowledge");
        let outcome = json!({ "outcome": "A clinician sees her today." });
        manager.act(&path, &done.etag(), outcome).await.expect(200);
        assert_eq!(ranked().await, ["A 2 1", "B 2 1"]);
        settle(&manager, "alert").await;
        assert!(of_kind(&manager, "me", "flag_unacknowledged").await.is_empty());
    });
}

#[test]
fn a_planned_assessment_and_then_a_plan_are_asked_for_in_time() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let path = format!("/v1/clients/{client}/assessments");
        let mut first = assessments::screening("phq-2");
        first["kind"] = json!("initial");
        let id = manager.post(&path, first).await.expect(201).id();
        let saved = assessments::answer(&manager, &id, "phq2", &[0, 0]).await;
        assessments::complete(&manager, &saved).await.expect(200);
        let mut next = assessments::screening("gad-2");
        next["dueOn"] = json!("2026-01-14");
        let planned = manager.post(&path, next).await.expect(201);
        assert!(of_kind(&manager, "me", "plan_missing").await.is_empty());
        assert!(of_kind(&manager, "me", "assessment_due").await.is_empty(), "in nine days");

        app.clock.advance(TimeDelta::days(8));
        let manager = app.caller(Role::CareManager);
        let due = of_kind(&manager, "me", "assessment_due").await;
        assert_eq!(due[0]["subjectId"], planned.body["id"]);
        assert_eq!(due[0]["group"], "next_7_days");
        let missing = of_kind(&manager, "me", "plan_missing").await;
        assert_eq!((missing.len(), &missing[0]["subjectKind"]), (1, &json!("client")));
        assert_eq!(missing[0]["subjectId"], json!(client));
        assert_eq!(missing[0]["overdueFrom"], "2026-01-20T06:00:00.000Z");
        care_plans::draft(&manager, &client, care_plans::meals(&app)).await;
        assert!(of_kind(&manager, "me", "plan_missing").await.is_empty());
    });
}

#[test]
fn a_review_of_a_plan_and_the_minutes_of_a_conference_are_asked_for() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        care_plans::active(&app, &manager, &client).await;
        let conference = care_conferences::minuted(&app, &client).await;
        settle(&manager, "plan_review").await;
        settle(&manager, "document").await;
        let minutes = of_kind(&manager, "me", "minutes_unsigned").await;
        assert_eq!(minutes[0]["subjectId"], json!(conference));
        take(&manager, "minutes_unsigned", &json!(conference)).await.expect(201);
        assert!(of_kind(&manager, "me", "minutes_unsigned").await.is_empty());
        assert!(of_kind(&manager, "me", "plan_review_due").await.is_empty());
        app.clock.set("2026-04-01T12:00:00Z");
        let manager = app.caller(Role::CareManager);
        let review = of_kind(&manager, "me", "plan_review_due").await;
        assert_eq!(review[0]["overdueFrom"], "2026-04-06T05:00:00.000Z");
        assert_eq!(review[0]["subjectKind"], "plan_review");
        take(&manager, "plan_review_due", &review[0]["subjectId"]).await.expect(201);
        assert!(of_kind(&manager, "me", "plan_review_due").await.is_empty());
    });
}

#[test]
fn a_referral_is_work_of_the_recipients_queue_then_of_its_sender() {
    on_both(|app| async move {
        let (_, theirs) = referrals::sent(&app).await;
        let recipient = app.caller_of(&app.second, Role::CareManager);
        let incoming = of_kind(&recipient, "queue", "referral_to_answer").await;
        assert_eq!(incoming.len(), 1);
        assert!(theirs.ends_with(incoming[0]["subjectId"].as_str().unwrap()));
        assert!(incoming[0].get("userId").is_none(), "it is nobody's yet");
        assert!(of_kind(&recipient, "me", "referral_to_answer").await.is_empty());
        let sender = app.caller(Role::CareManager);
        assert!(of_kind(&sender, "me", "referral_unanswered").await.is_empty());

        app.clock.advance(TimeDelta::days(10));
        let sender = app.caller(Role::CareManager);
        let late = of_kind(&sender, "me", "referral_unanswered").await;
        assert_eq!((late.len(), &late[0]["group"]), (1, &json!("overdue")));
        let recipient = app.caller_of(&app.second, Role::CareManager);
        let task = take(&recipient, "referral_to_answer", &incoming[0]["subjectId"]).await;
        assert_eq!(task.expect(201).body["type"], "referral_followup");
        assert!(of_kind(&recipient, "queue", "referral_to_answer").await.is_empty());
        referrals::act(&recipient, &theirs, "accept", json!({})).await.expect(200);
        assert!(of_kind(&sender, "me", "referral_unanswered").await.is_empty());
        referrals::act(&recipient, &theirs, "start", json!({})).await.expect(200);
        let delivered = referrals::delivered();
        referrals::act(&recipient, &theirs, "complete", delivered).await.expect(200);
        assert!(of_kind(&sender, "me", "referral_result_review").await.is_empty());
        settle(&sender, "results_review").await;
        assert_eq!(of_kind(&sender, "me", "referral_result_review").await.len(), 1);
    });
}

#[test]
fn what_was_in_the_charge_of_someone_who_left_waits_in_the_queue() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        expiring(&app, &manager, &client).await;
        let supervisor = app.caller(Role::Supervisor);
        assert!(of_kind(&supervisor, "queue", "consent_expiring").await.is_empty());
        let path = format!("/v1/users/{}", app.first.user(Role::CareManager));
        let admin = app.caller(Role::Admin);
        let etag = admin.get(&path).await.expect(200).etag();
        let left = json!({ "reason": "She has left." });
        admin.act(&format!("{path}/disable"), &etag, left).await.expect(200);
        assert_eq!(of_kind(&supervisor, "queue", "consent_expiring").await.len(), 1);
    });
}

#[test]
fn a_team_sees_what_is_in_the_charge_of_its_members() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        let client = a_client(&manager).await;
        expiring(&app, &manager, &client).await;
        let supervisor = app.caller(Role::Supervisor);
        let mine = json!({ "name": "Housing", "memberIds": [me] });
        let mine = supervisor.post("/v1/team-queues", mine).await.expect(201).id();
        let others = json!({ "name": "Food", "memberIds": [app.first.user(Role::Clinician)] });
        let others = supervisor.post("/v1/team-queues", others).await.expect(201).id();
        for (query, count) in [
            (format!("queueId={mine}"), 1),
            (format!("queueId={mine}&ownerId={me}"), 1),
            (format!("queueId={mine}&ownerId={}", app.first.user(Role::Supervisor)), 0),
            (format!("queueId={others}"), 0),
        ] {
            let list = supervisor.get(&format!("/v1/worklists/team?{query}")).await.expect(200);
            assert_eq!(list.items().len(), count, "{query}");
        }
    });
}
