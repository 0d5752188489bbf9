//! Reviews of plans, and who has taken note of which version.

use serde_json::{Value, json};

use super::{a_client, act, active, amendment, draft, meals, tasks};
use crate::harness::{Answer, Caller, Role, on_both};

async fn ahead(manager: &Caller, plan: &str) -> Answer {
    let reviews = manager.get(&format!("{plan}/reviews")).await.expect(200);
    let mut ahead = reviews.items().iter().filter(|one| one["status"] == "scheduled");
    let id = ahead.next().expect("a review is scheduled")["id"].as_str().unwrap().to_owned();
    assert!(ahead.next().is_none(), "one review is ahead");
    manager.get(&format!("{plan}/reviews/{id}")).await.expect(200)
}

fn found() -> Value {
    json!({
        "participants": [
            { "name": "Rosa Delgado", "role": "the client" }, { "name": "Dana Whitfield" },
        ],
        "effectiveness": "mixed",
        "changesNeeded": true,
        "summary": "She eats, but alone.",
        "nextReviewOn": "2026-02-16",
    })
}

#[test]
fn a_review_sets_the_plans_next_one_and_makes_its_task() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let active = active(&app, &manager, &client).await;
        let plan = format!("/v1/care-plans/{}", active.id());
        let first = ahead(&manager, &plan).await;
        assert_eq!(first.body["dueOn"], active.body["nextReviewOn"]);
        assert_eq!(first.body["reviewerId"], json!(app.first.user(Role::CareManager)));
        assert_eq!(tasks(&app, &first.id()).await, [("ready".to_owned(), true)]);

        // It moves with its plan and its task.
        let there = format!("{plan}/reviews/{}", first.id());
        let moved = json!({ "dueOn": "2026-03-02", "clearFields": ["reviewerId"] });
        let moved = manager.patch(&there, &first.etag(), moved).await.expect(200);
        assert!(moved.body.get("reviewerId").is_none());
        assert_eq!(manager.get(&plan).await.expect(200).body["nextReviewOn"], "2026-03-02");
        let cancelled = ("cancelled".to_owned(), true);
        assert_eq!(
            tasks(&app, &first.id()).await,
            [cancelled.clone(), ("ready".to_owned(), false)]
        );

        let complete = format!("{there}/complete");
        let done = manager.act(&complete, &moved.etag(), found()).await.expect(200);
        assert_eq!(done.body["doneOn"], "2026-01-05", "today, where the agency is");
        assert_eq!(done.body["effectiveness"], "mixed");
        let completed = ("completed".to_owned(), false);
        assert_eq!(tasks(&app, &first.id()).await, [cancelled, completed]);
        let now = manager.get(&plan).await.expect(200);
        assert_eq!(now.body["nextReviewOn"], "2026-02-16");
        let second = ahead(&manager, &plan).await;
        assert_eq!(second.body["dueOn"], "2026-02-16");
        let late = manager.patch(&there, &done.etag(), json!({ "dueOn": "2026-03-03" })).await;
        late.expect_problem(409, "plan_review_over");

        // What it found to be needed is amended in its name.
        let changes = json!({ "reviewId": done.id(), "plan": { "risks": ["Eats alone"] } });
        let amended = act(&manager, &now, "amend", Some(amendment(changes))).await.expect(200);
        let version = manager.get(&format!("{plan}/versions/2")).await.expect(200);
        assert_eq!(version.body["source"], "review");
        assert_eq!(version.body["sourceId"], done.id());
        let early = json!({ "reviewId": second.id(), "plan": { "risks": ["x"] } });
        let early = act(&manager, &amended, "amend", Some(amendment(early))).await.expect(422);
        assert_eq!(early.body["errors"][0]["pointer"], "#/reviewId");
        let history = manager.get(&format!("{there}/history")).await.expect(200);
        assert_eq!(history.items().len(), 2);
    });
}

#[test]
fn a_review_is_of_the_past_and_says_what_has_to_change() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let active = active(&app, &manager, &client).await;
        let plan = format!("/v1/care-plans/{}", active.id());
        let review = ahead(&manager, &plan).await;
        let complete = format!("{plan}/reviews/{}/complete", review.id());
        for (field, value, pointer) in [
            ("doneOn", json!("2026-01-06"), "#/doneOn"),
            ("nextReviewOn", json!("2026-01-05"), "#/nextReviewOn"),
            ("summary", Value::Null, "#/summary"),
            ("participants", json!([]), "#/participants"),
        ] {
            let mut wrong = found();
            wrong[field] = value;
            let wrong = manager.act(&complete, &review.etag(), wrong).await;
            let wrong = wrong.expect_problem(422, "validation_failed");
            assert_eq!(wrong.body["errors"][0]["pointer"], pointer);
        }
        let second = json!({ "dueOn": "2026-02-01" });
        let second = manager.post(&format!("{plan}/reviews"), second).await;
        second.expect_problem(409, "plan_review_scheduled");
    });
}

#[test]
fn an_overdue_review_is_seen_in_the_plan_and_found_in_the_list() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let active = active(&app, &manager, &client).await;
        draft(&manager, &client, meals(&app)).await;
        let plan = format!("/v1/care-plans/{}", active.id());
        assert_eq!(active.body["reviewOverdue"], false);
        let count = async |query: &str| {
            let list = manager.get(&format!("/v1/care-plans?{query}")).await.expect(200);
            list.items().len()
        };
        assert_eq!(count("reviewOverdue=true").await, 0);
        // The last moment of 5 April in Chicago is no delay yet; the tokens of the tests last 12 hours.
        let review = ahead(&manager, &plan).await;
        let today = json!({ "dueOn": "2026-01-05" });
        let there = format!("{plan}/reviews/{}", review.id());
        manager.patch(&there, &review.etag(), today).await.expect(200);
        assert_eq!(count("reviewOverdue=true").await, 0);
        assert_eq!(count("reviewDueBefore=2026-01-06").await, 1);
        app.clock.set("2026-01-06T06:30:00Z");
        let manager = app.caller(Role::CareManager);
        let count = async |query: &str| {
            let list = manager.get(&format!("/v1/care-plans?{query}")).await.expect(200);
            list.items().len()
        };
        assert_eq!(manager.get(&plan).await.expect(200).body["reviewOverdue"], true);
        assert_eq!(manager.get(&there).await.expect(200).body["overdue"], true);
        assert_eq!(count("reviewOverdue=true").await, 1);
        assert_eq!(count("reviewOverdue=false").await, 1, "the draft");
    });
}

#[test]
fn a_review_rests_and_ends_with_its_plan() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let first = active(&app, &manager, &client).await;
        let plan = format!("/v1/care-plans/{}", first.id());
        let review = ahead(&manager, &plan).await;
        let reason = json!({ "reason": "In hospital." });
        let held = act(&manager, &first, "hold", Some(reason.clone())).await.expect(200);
        assert_eq!(tasks(&app, &review.id()).await, [("on_hold".to_owned(), true)]);
        let there = format!("{plan}/reviews/{}", review.id());
        let resting = manager.get(&there).await.expect(200);
        assert_eq!(resting.body["allowedActions"], json!([]));
        let early = manager.act(&format!("{there}/complete"), &resting.etag(), found()).await;
        early.expect_problem(409, "care_plan_not_active");
        let resumed = act(&manager, &held, "resume", None).await.expect(200);
        assert_eq!(tasks(&app, &review.id()).await, [("ready".to_owned(), true)]);
        act(&manager, &resumed, "revoke", Some(reason)).await.expect(200);
        assert_eq!(manager.get(&there).await.expect(200).body["status"], "cancelled");
        assert_eq!(tasks(&app, &review.id()).await, [("cancelled".to_owned(), true)]);
    });
}

#[test]
fn each_version_is_acknowledged_anew_by_everyone_who_works_for_the_plan() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let mut new = meals(&app);
        let member = app.first.user(Role::TeamMember);
        new["interventions"][1]["responsibleUserId"] = json!(member);
        let plan = draft(&manager, &client, new).await;
        let path = format!("/v1/care-plans/{}", plan.id());
        let own = app.caller(Role::TeamMember);
        let status = format!("{path}/acknowledgement-status");
        assert_eq!(manager.get(&status).await.expect(200).body["versionNumber"], 0);
        let acknowledge = format!("{path}/acknowledgements");
        let early = own.post(&acknowledge, json!({})).await;
        early.expect_problem(409, "care_plan_without_version");
        let plan = act(&manager, &plan, "activate", None).await.expect(200);

        let waiting = async || {
            let now = manager.get(&status).await.expect(200);
            let members = now.body["members"].as_array().unwrap();
            let waiting = members.iter().filter(|one| one["acknowledged"] == false).count();
            (waiting, now.body["client"]["asked"] == true, now.body["complete"] == true)
        };
        assert_eq!(waiting().await, (2, false, false));
        let read = own.post(&acknowledge, json!({ "comment": "Read." })).await.expect(201);
        assert_eq!(read.body["userId"], json!(member));
        assert_eq!(read.body["versionNumber"], 1);
        let there = read.header("location").unwrap().to_owned();
        assert_eq!(own.get(&there).await.expect(200).body, read.body);
        assert_eq!(waiting().await, (1, false, false));
        manager.post(&acknowledge, json!({})).await.expect(201);
        let agreed = json!({
            "agreement": "agreed", "method": "in_person", "copyGiven": true, "copyLanguage": "es",
            "signatureReference": "Binder 4", "acknowledgedAt": "2026-01-05T08:00:00Z",
        });
        let agreements = format!("{path}/client-agreements");
        own.post(&agreements, agreed.clone()).await.expect(403);
        manager.post(&agreements, agreed).await.expect(201);
        assert_eq!(waiting().await, (0, true, true));

        let changes = json!({ "plan": { "risks": ["Falls"] } });
        act(&manager, &plan, "amend", Some(amendment(changes))).await.expect(200);
        assert_eq!(waiting().await, (2, false, false), "a new version, a new look");
        let now = manager.get(&status).await.expect(200);
        assert!(
            now.body["members"].as_array().unwrap().iter().all(|one| one["lastVersionNumber"] == 1)
        );
        let of_first = format!("{acknowledge}?versionNumber=1&party=client");
        assert_eq!(manager.get(&of_first).await.expect(200).items().len(), 1);
        let beyond = own.post(&acknowledge, json!({ "versionNumber": 3 })).await.expect(422);
        assert_eq!(beyond.body["errors"][0]["pointer"], "#/versionNumber");
    });
}

#[test]
fn what_the_client_says_is_told_whole() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let plan = active(&app, &manager, &client).await;
        let path = format!("/v1/care-plans/{}/client-agreements", plan.id());
        let said = |more: Value| {
            let mut body = json!({ "agreement": "agreed", "method": "phone", "copyGiven": false });
            for (name, value) in more.as_object().unwrap() {
                body[name] = value.clone();
            }
            body
        };
        for (more, pointer) in [
            (json!({ "agreement": "declined" }), "#/comment"),
            (json!({ "agreement": "unable" }), "#/comment"),
            (json!({ "agreement": "agreed_with_changes" }), "#/comment"),
            (json!({ "copyGiven": true }), "#/copyLanguage"),
            (json!({ "copyLanguage": "es" }), "#/copyLanguage"),
            (json!({ "acknowledgedAt": "2026-01-06T08:00:00Z" }), "#/acknowledgedAt"),
        ] {
            let wrong = manager.post(&path, said(more)).await.expect(422);
            assert_eq!(wrong.body["errors"][0]["pointer"], pointer);
        }
        let no = said(json!({ "agreement": "declined", "comment": "Too many visits." }));
        manager.post(&path, no).await.expect(201);
        let checklist = format!("/v1/care-plans/{}/completeness", plan.id());
        let copy = async || {
            let found = manager.get(&checklist).await.expect(200);
            let items = found.body["checklist"].as_array().unwrap();
            let copy = items.iter().find(|item| item["element"] == "copy_to_client").unwrap();
            copy["status"].clone()
        };
        assert_eq!(copy().await, "not_met");
        let yes = said(json!({ "copyGiven": true, "copyLanguage": "es-MX" }));
        manager.post(&path, yes).await.expect(201);
        assert_eq!(copy().await, "met");
    });
}
