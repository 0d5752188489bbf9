//! Care plans: drafted from suggestions, agreed, and changed version by version.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clients::rosa,
    harness::{Answer, Caller, Role, TestApp, on_both},
};

mod conclusion;
mod content;
mod machines;
mod parts;
mod reviews;
mod templates;

async fn a_client(manager: &Caller) -> String {
    manager.post("/v1/clients", rosa()).await.expect(201).id()
}

/// A completed Hunger Vital Sign that is at risk.
async fn at_risk(manager: &Caller, client: &str) -> String {
    let new = json!({
        "instrumentCode": "hunger-vital-sign",
        "kind": "screening",
        "respondent": "client",
        "mode": "phone",
    });
    let path = format!("/v1/clients/{client}/assessments");
    let started = manager.post(&path, new).await.expect(201);
    let path = format!("/v1/assessments/{}", started.id());
    for item in ["hvs-1", "hvs-2"] {
        let answer = json!({ "valueType": "codes", "valueCodes": ["often_true"] });
        manager.put(&format!("{path}/answers/{item}"), answer).await.expect(200);
    }
    let now = manager.get(&path).await.expect(200);
    manager.act(&format!("{path}/complete"), &now.etag(), json!({})).await.expect(200).id()
}

/// A plan that lacks nothing: one problem, one goal, two interventions.
pub fn meals(app: &TestApp) -> Value {
    let worker = app.first.user(Role::CareManager);
    json!({
        "title": "Eating well",
        "clientGoalsStatement": "I want to cook for my family again.",
        "strengths": ["Cooks well"],
        "problems": [{
            "key": "food",
            "kind": "social_need",
            "description": "Food runs out before the month ends.",
        }],
        "goals": [{
            "key": "meals",
            "description": "Two warm meals on every day",
            "clientWords": "I want to stop skipping dinner.",
            "problemKeys": ["food"],
            "domain": "food",
            "importance": 9,
        }],
        "interventions": [
            {
                "goalKeys": ["meals"],
                "kind": "referral",
                "description": "Refer to the food pantry.",
                "needDomain": "food-insecurity",
                "responsibleUserId": worker,
            },
            {
                "goalKeys": ["meals"],
                "kind": "financial",
                "description": "Help to apply for food benefits.",
                "responsibleUserId": worker,
                "dueOn": "2026-01-20",
            },
        ],
    })
}

pub async fn draft(manager: &Caller, client: &str, plan: Value) -> Answer {
    manager.post(&format!("/v1/clients/{client}/care-plans"), plan).await.expect(201)
}

async fn act(manager: &Caller, plan: &Answer, action: &str, body: Option<Value>) -> Answer {
    let path = format!("/v1/care-plans/{}/{action}", plan.id());
    match body {
        Some(body) => manager.act(&path, &plan.etag(), body).await,
        None => manager.act_plainly(&path, &plan.etag()).await,
    }
}

pub async fn active(app: &TestApp, manager: &Caller, client: &str) -> Answer {
    let plan = draft(manager, client, meals(app)).await;
    act(manager, &plan, "activate", None).await.expect(200)
}

fn part<'a>(plan: &'a Answer, parts: &str, place: usize) -> &'a str {
    plan.body[parts][place]["id"].as_str().unwrap()
}

#[expect(clippy::needless_pass_by_value, reason = "callers write the changes in place")]
fn amendment(changes: Value) -> Value {
    let mut body = json!({
        "reasonCode": "new_information",
        "reason": "The pantry closed.",
        "changeSummary": "Meals are delivered instead.",
    });
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// Tasks of the database that are about the intervention: status and owner.
async fn tasks(app: &TestApp, intervention: &str) -> Vec<(String, bool)> {
    use sea_orm::{ConnectionTrait, DbBackend, Statement};
    let id: Uuid = intervention.parse().unwrap();
    let sql = match app.database.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT status, owner_id FROM task WHERE subject_id = $1 ORDER BY id"
        }
        _ => "SELECT status, owner_id FROM task WHERE subject_id = ? ORDER BY id",
    };
    let backend = app.database.get_database_backend();
    let query = Statement::from_sql_and_values(backend, sql, [id.into()]);
    let rows = app.database.query_all_raw(query).await.unwrap();
    rows.iter()
        .map(|row| {
            let owner: Option<Uuid> = row.try_get("", "owner_id").unwrap();
            (row.try_get("", "status").unwrap(), owner.is_some())
        })
        .collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "the story is told at one go")]
fn a_plan_made_from_suggestions_is_completed_activated_and_amended() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let assessment = at_risk(&manager, &client).await;
        let mut plan = meals(&app);
        let source = json!({ "assessmentId": assessment, "suggestionCode": "food-insecurity" });
        plan["problems"][0]["source"] = source.clone();
        plan["problems"][0]["evidenceAssessmentIds"] = json!([assessment]);
        plan["goals"][0]["source"] = source;
        plan["interventions"] = json!([]);
        let draft = draft(&manager, &client, plan).await;
        assert_eq!(draft.body["status"], "draft");
        assert_eq!(draft.body["problems"][0]["sourceAssessmentId"], assessment.as_str());
        assert_eq!(draft.body["goals"][0]["problemIds"], json!([part(&draft, "problems", 0)]));
        assert_eq!(draft.body["goals"][0]["status"], "proposed");

        let path = format!("/v1/care-plans/{}", draft.id());
        let found = manager.get(&format!("{path}/completeness")).await.expect(200);
        assert_eq!(found.body["readyForActivation"], false);
        assert_eq!(found.body["missing"][0]["pointer"], "#/goals/0");
        assert_eq!(found.body["missing"][0]["code"], "goal_without_intervention");
        assert_eq!(found.body["checklist"].as_array().unwrap().len(), 12);
        let refused = act(&manager, &draft, "activate", None).await;
        let refused = refused.expect_problem(409, "care_plan_incomplete");
        assert_eq!(refused.body["errors"][0]["pointer"], "#/goals/0");

        let new = json!({
            "goalIds": [part(&draft, "goals", 0)],
            "kind": "financial",
            "description": "Help to apply for food benefits.",
            "responsibleUserId": app.first.user(Role::CareManager),
            "dueOn": "2026-01-20",
        });
        let added = manager.act(&format!("{path}/interventions"), &draft.etag(), new).await;
        let added = added.expect(201);
        assert_eq!(added.etag(), "\"2\"");
        let there = added.header("location").unwrap().to_owned();
        assert_eq!(manager.get(&there).await.expect(200).body, added.body);
        let found = manager.get(&format!("{path}/completeness")).await.expect(200);
        assert_eq!(found.body["readyForActivation"], true);

        let active =
            manager.act_plainly(&format!("{path}/activate"), &added.etag()).await.expect(200);
        assert_eq!(active.body["status"], "active");
        assert_eq!(active.body["currentVersion"], 1);
        // 90 days after 5 January 2026.
        assert_eq!(active.body["nextReviewOn"], "2026-04-05");
        assert_eq!(active.body["goals"][0]["status"], "active");
        assert_eq!(tasks(&app, &added.id()).await, [("ready".to_owned(), true)]);

        // Neither how far the goal has come nor that work has begun is an amendment.
        let goal = part(&active, "goals", 0);
        let seen = json!({ "achievementStatus": "improving" });
        manager.post(&format!("{path}/goals/{goal}/progress"), seen).await.expect(201);
        let now = manager.get(&path).await.expect(200);
        let start = format!("{path}/interventions/{}/start", added.id());
        manager.act_plainly(&start, &now.etag()).await.expect(200);
        let active = manager.get(&path).await.expect(200);
        let body = amendment(json!({
            "plan": { "nextReviewOn": "2026-02-02" },
            "changeGoals": [{ "id": goal, "changes": { "description": "Three meals a day" } }],
            "addInterventions": [{
                "goalIds": [goal],
                "kind": "service",
                "description": "Meals on wheels.",
                "responsibleUserId": app.first.user(Role::Clinician),
            }],
            "endInterventions": [{
                "id": added.id(),
                "reason": "The client has benefits.",
                "openTasks": "cancel",
            }],
        }));
        let amended = act(&manager, &active, "amend", Some(body)).await.expect(200);
        assert_eq!(amended.body["currentVersion"], 2);
        assert_eq!(amended.body["interventions"].as_array().unwrap().len(), 1);
        assert_eq!(tasks(&app, &added.id()).await, [("cancelled".to_owned(), true)]);
        let new = part(&amended, "interventions", 0).to_owned();
        assert_eq!(tasks(&app, &new).await, [("ready".to_owned(), true)]);

        let versions = manager.get(&format!("{path}/versions")).await.expect(200);
        assert_eq!(versions.items().len(), 2);
        assert_eq!(versions.items()[0]["reason"], "The pantry closed.");
        let first = manager.get(&format!("{path}/versions/1")).await.expect(200);
        let said = &first.body["snapshot"]["goals"][0]["description"];
        assert_eq!(said, "Two warm meals on every day");
        let diff = manager.get(&format!("{path}/versions/2/diff")).await.expect(200);
        let seen: Vec<_> = diff.body["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|change| (change["part"].as_str().unwrap(), change["change"].as_str().unwrap()))
            .collect();
        assert_eq!(
            seen,
            [
                ("plan", "changed"),
                ("goal", "changed"),
                ("intervention", "added"),
                ("intervention", "removed")
            ]
        );
        assert_eq!(diff.body["changes"][1]["fields"].as_array().unwrap().len(), 1);
        let words = &diff.body["changes"][1]["fields"][0];
        assert_eq!(words["from"], "Two warm meals on every day");
        assert_eq!(words["to"], "Three meals a day");
        let whole = manager.get(&format!("{path}/versions/1/diff")).await.expect(200);
        assert_eq!(whole.body["fromNumber"], 0);
        let changes = [&diff.body["changes"], &whole.body["changes"]];
        let mut fields = changes.iter().flat_map(|changes| changes.as_array().unwrap());
        let moves = |change: &Value| {
            let is_goal = change["part"] != "problem";
            let mut fields = change["fields"].as_array().unwrap().iter();
            is_goal && fields.any(|field| field["field"].as_str().unwrap().ends_with("tatus"))
        };
        assert!(!fields.any(moves), "words, not how far things have come");
        manager.get(&format!("{path}/versions/3")).await.expect(404);

        let history = manager.get(&format!("{path}/history")).await.expect(200);
        let events: Vec<_> =
            history.items().iter().map(|item| item["event"].as_str().unwrap()).collect();
        assert_eq!(events, ["amend", "activate", "create"]);
        assert_eq!(history.items()[0]["reasonCode"], "new_information");
    });
}

#[test]
fn activating_a_plan_replaces_the_active_one_of_its_category_only() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let first = active(&app, &manager, &client).await;
        let work = part(&first, "interventions", 1).to_owned();
        assert_eq!(tasks(&app, &work).await, [("ready".to_owned(), true)]);
        let referral = part(&first, "interventions", 0).to_owned();
        assert!(tasks(&app, &referral).await.is_empty(), "a referral is no task");
        let mut other = meals(&app);
        other["category"] = json!("crisis");
        let other = draft(&manager, &client, other).await;
        act(&manager, &other, "activate", None).await.expect(200);

        let second = active(&app, &manager, &client).await;
        assert_eq!(second.body["replacesId"], first.id());
        let former = manager.get(&format!("/v1/care-plans/{}", first.id())).await.expect(200);
        assert_eq!(former.body["status"], "replaced");
        assert_eq!(former.body["allowedActions"], json!(["enter_in_error"]));
        assert_eq!(former.body["replacedById"], second.id());
        assert_eq!(tasks(&app, &work).await, [("cancelled".to_owned(), true)]);
        let list = format!("/v1/clients/{client}/care-plans?status=active");
        assert_eq!(manager.get(&list).await.expect(200).items().len(), 2);
        let list = "/v1/care-plans?category=crisis&includeTotal=true";
        assert_eq!(manager.get(list).await.expect(200).body["total"], 1);
    });
}

#[test]
fn of_two_plans_activated_at_once_one_is_active() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        for _ in 0..4 {
            let (one, two) = (
                draft(&manager, &client, meals(&app)).await,
                draft(&manager, &client, meals(&app)).await,
            );
            let (first, second) = tokio::join!(
                act(&manager, &one, "activate", None),
                act(&manager, &two, "activate", None)
            );
            first.expect(200);
            second.expect(200);
            let list = format!("/v1/clients/{client}/care-plans?status=active");
            assert_eq!(manager.get(&list).await.expect(200).items().len(), 1);
        }
    });
}

#[test]
fn a_plan_in_review_goes_back_with_a_comment() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let empty = draft(&manager, &client, json!({ "title": "Empty" })).await;
        let refused = act(&manager, &empty, "submit", None).await;
        let refused = refused.expect_problem(409, "care_plan_incomplete");
        assert_eq!(refused.body["errors"].as_array().unwrap().len(), 2);
        let plan = draft(&manager, &client, meals(&app)).await;
        let submitted = act(&manager, &plan, "submit", None).await.expect(200);
        assert_eq!(
            submitted.body["allowedActions"],
            json!(["return", "activate", "revoke", "enter_in_error"])
        );
        let path = format!("/v1/care-plans/{}", plan.id());
        let edit = manager.patch(&path, &submitted.etag(), json!({ "title": "x" })).await;
        edit.expect_problem(409, "care_plan_not_draft");
        let comment = json!({ "comment": "Ask the daughter first." });
        let returned = act(&manager, &submitted, "return", Some(comment)).await.expect(200);
        assert_eq!(returned.body["status"], "draft");
        let history = manager.get(&format!("{path}/history")).await.expect(200);
        assert_eq!(history.items()[0]["reason"], "Ask the daughter first.");
    });
}

#[test]
fn a_reader_is_offered_no_action_and_may_not_write() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let plan = draft(&manager, &client, meals(&app)).await;
        let reader = app.caller(Role::TeamMember);
        let path = format!("/v1/care-plans/{}", plan.id());
        let seen = reader.get(&path).await.expect(200);
        assert_eq!(seen.body["allowedActions"], json!([]));
        assert_eq!(seen.body["goals"][0]["allowedActions"], json!([]));
        act(&reader, &plan, "activate", None).await.expect(403);
        let stranger = app.caller_of(&app.second, Role::CareManager);
        stranger.get(&path).await.expect_problem(404, "not_found");
    });
}

#[test]
fn parts_of_a_draft_are_changed_by_the_version_of_the_plan() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let plan = draft(&manager, &client, meals(&app)).await;
        let path = format!("/v1/care-plans/{}", plan.id());
        let goal = format!("{path}/goals/{}", part(&plan, "goals", 0));
        let changed = manager.patch(&goal, "\"1\"", json!({ "importance": 10 })).await.expect(200);
        assert_eq!((changed.etag().as_str(), &changed.body["version"]), ("\"2\"", &json!(2)));
        let problem = format!("{path}/problems/{}", part(&plan, "problems", 0));
        let stale = manager.patch(&problem, "\"1\"", json!({ "clientPriority": 1 })).await;
        stale.expect_problem(412, "version_mismatch");
        let without = manager.delete(&problem, "\"2\"").await.expect(200);
        assert_eq!(without.body["problems"], json!([]));
        assert_eq!(without.body["goals"][0]["problemIds"], json!([]), "goals forget it");
        manager.get(&problem).await.expect_problem(404, "not_found");
        let without = manager.delete(&goal, "\"3\"").await.expect(200);
        assert_eq!(without.body["interventions"][0]["goalIds"], json!([]));
        let stranger = json!({
            "description": "d", "domain": "food", "problemIds": [Uuid::now_v7()],
            "problemKeys": ["x"],
        });
        let wrong = manager.act(&format!("{path}/goals"), "\"4\"", stranger).await;
        let wrong = wrong.expect_problem(422, "validation_failed");
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/problemIds/0");
        assert_eq!(wrong.body["errors"][1]["pointer"], "#/problemKeys/0");
    });
}

#[test]
fn parts_of_an_active_plan_are_amended_not_edited() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let plan = active(&app, &manager, &client).await;
        let path = format!("/v1/care-plans/{}", plan.id());
        let goal = format!("{path}/goals/{}", part(&plan, "goals", 0));
        let edit = manager.patch(&goal, &plan.etag(), json!({ "importance": 1 })).await;
        let edit = edit.expect_problem(409, "care_plan_not_draft");
        assert!(edit.body["allowedActions"].as_array().unwrap().contains(&json!("amend")));
        manager.delete(&goal, &plan.etag()).await.expect_problem(409, "care_plan_not_draft");
    });
}

#[test]
fn an_amendment_says_what_becomes_of_open_tasks_and_leaves_the_plan_whole() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let plan = active(&app, &manager, &client).await;
        let work = part(&plan, "interventions", 1).to_owned();
        let mut ended = json!({ "endInterventions": [{ "id": work, "reason": "Done." }] });
        let silent = act(&manager, &plan, "amend", Some(amendment(ended.clone()))).await;
        let silent = silent.expect_problem(409, "amendment_leaves_tasks");
        assert_eq!(silent.body["errors"][0]["pointer"], "#/endInterventions/0/openTasks");
        assert_eq!(silent.body["openTasks"][0]["interventionId"], work);
        assert_eq!(silent.body["openTasks"][0]["taskIds"].as_array().unwrap().len(), 1);
        let referral = part(&plan, "interventions", 0);
        let all = json!({ "endInterventions": [
            { "id": work, "reason": "Done.", "openTasks": "cancel" },
            { "id": referral, "reason": "Done." },
        ] });
        let gap = act(&manager, &plan, "amend", Some(amendment(all))).await;
        let gap = gap.expect_problem(409, "care_plan_incomplete");
        assert_eq!(gap.body["errors"][0]["pointer"], "#/endInterventions/0");
        assert_eq!(tasks(&app, &work).await, [("ready".to_owned(), true)], "nothing is half done");
        ended["endInterventions"][0]["openTasks"] = json!("keep");
        let kept = act(&manager, &plan, "amend", Some(amendment(ended))).await.expect(200);
        assert_eq!(kept.body["interventions"].as_array().unwrap().len(), 1);
        assert_eq!(tasks(&app, &work).await, [("ready".to_owned(), true)]);
        let title = kept.body["title"].clone();
        for nothing in [
            json!({}),
            json!({ "plan": {} }),
            json!({ "plan": { "title": title } }),
            json!({ "plan": { "clearFields": ["endsOn"] } }),
        ] {
            let refused = act(&manager, &kept, "amend", Some(amendment(nothing))).await.expect(422);
            assert_eq!(refused.body["errors"][0]["code"], "nothing_to_change");
        }
        let draft = draft(&manager, &client, meals(&app)).await;
        let body = amendment(json!({ "plan": { "title": "x" } }));
        let early = act(&manager, &draft, "amend", Some(body)).await;
        early.expect_problem(409, "transition_not_allowed");
    });
}

#[test]
fn tasks_are_paused_with_the_plan_and_taken_up_with_it() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let plan = active(&app, &manager, &client).await;
        let work = part(&plan, "interventions", 1).to_owned();
        let reason = json!({ "reason": "In hospital." });
        let held = act(&manager, &plan, "hold", Some(reason)).await.expect(200);
        assert_eq!(tasks(&app, &work).await, [("on_hold".to_owned(), true)]);
        let resumed = act(&manager, &held, "resume", None).await.expect(200);
        assert_eq!(resumed.body["status"], "active");
        assert_eq!(tasks(&app, &work).await, [("ready".to_owned(), true)]);

        let reason = json!({ "reason": "In hospital again." });
        let held = act(&manager, &resumed, "hold", Some(reason)).await.expect(200);
        active(&app, &manager, &client).await;
        act(&manager, &held, "resume", None).await.expect_problem(409, "care_plan_other_active");
    });
}

#[test]
fn a_plan_is_completed_when_each_goal_is_over_and_revoked_with_a_reason() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let plan = active(&app, &manager, &client).await;
        let closing = json!({ "closingEvaluation": "She cooks again." });
        let open = act(&manager, &plan, "complete", Some(closing.clone())).await;
        let open = open.expect_problem(409, "care_plan_goals_open");
        assert_eq!(open.body["errors"][0]["pointer"], "#/goals/0");
        let path = format!("/v1/care-plans/{}", plan.id());
        let goal = format!("{path}/goals/{}", part(&plan, "goals", 0));
        let done = format!("{goal}/complete");
        let why = json!({ "achievementStatus": "not_achieved" });
        manager.act(&done, &plan.etag(), why).await.expect_problem(422, "validation_failed");
        let halfway = json!({ "achievementStatus": "improving" });
        manager.act(&done, &plan.etag(), halfway).await.expect(422);
        let reached = json!({ "achievementStatus": "achieved" });
        let reached = manager.act(&done, &plan.etag(), reached).await.expect(200);
        assert_eq!(reached.body["status"], "completed");
        let completed = manager.act(&format!("{path}/complete"), &reached.etag(), closing).await;
        let completed = completed.expect(200);
        assert_eq!(completed.body["closingEvaluation"], "She cooks again.");
        let reason = json!({ "reason": "x" });
        let late = act(&manager, &completed, "revoke", Some(reason.clone())).await;
        late.expect_problem(409, "transition_not_allowed");
        let other = draft(&manager, &client, meals(&app)).await;
        let revoked = act(&manager, &other, "revoke", Some(reason)).await.expect(200);
        assert_eq!(revoked.body["status"], "revoked");
    });
}

#[test]
fn goals_are_chosen_before_activation_and_pursued_after() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let mut body = meals(&app);
        let rejected = json!({ "description": "Lose weight", "domain": "nutrition" });
        body["goals"].as_array_mut().unwrap().push(rejected);
        let plan = draft(&manager, &client, body).await;
        let path = format!("/v1/care-plans/{}/goals", plan.id());
        let (first, second) = (part(&plan, "goals", 0), part(&plan, "goals", 1));
        let accepted = manager.act_plainly(&format!("{path}/{first}/accept"), "\"1\"").await;
        assert_eq!(accepted.expect(200).body["status"], "accepted");
        let no = json!({ "rejectedBy": "client", "reason": "She is content." });
        manager.act(&format!("{path}/{second}/reject"), "\"2\"", no).await.expect(200);
        let early = json!({ "reason": "x" });
        let early = manager.act(&format!("{path}/{first}/hold"), "\"3\"", early).await;
        early.expect_problem(409, "care_plan_not_active");
        let plan = manager.get(&format!("/v1/care-plans/{}", plan.id())).await.expect(200);
        let plan = act(&manager, &plan, "activate", None).await.expect(200);
        assert_eq!(plan.body["goals"][0]["status"], "active");
        assert_eq!(plan.body["goals"][1]["status"], "rejected");
        let reason = json!({ "reason": "Away for a month." });
        let held = manager.act(&format!("{path}/{first}/hold"), &plan.etag(), reason).await;
        let held = held.expect(200);
        assert_eq!(held.body["allowedActions"], json!(["resume", "complete", "cancel"]));
        let resumed = manager.act_plainly(&format!("{path}/{first}/resume"), &held.etag()).await;
        assert_eq!(resumed.expect(200).body["status"], "active");
        let history = manager.get(&format!("{path}/{first}/history")).await.expect(200);
        assert_eq!(history.items().len(), 5);
    });
}

#[test]
fn a_goal_shows_what_was_seen_last_and_stays_open() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let plan = active(&app, &manager, &client).await;
        let goal = format!("/v1/care-plans/{}/goals/{}", plan.id(), part(&plan, "goals", 0));
        let progress = format!("{goal}/progress");
        let late = json!({
            "observedAt": "2026-01-05T08:00:00Z", "achievementStatus": "improving", "value": 1.5,
        });
        let entry = manager.post(&progress, late).await.expect(201);
        let there = entry.header("location").unwrap().to_owned();
        assert_eq!(manager.get(&there).await.expect(200).body, entry.body);
        let early = json!({
            "observedAt": "2026-01-02T08:00:00Z", "achievementStatus": "worsening",
        });
        manager.post(&progress, early).await.expect(201);
        let seen = manager.get(&goal).await.expect(200);
        assert_eq!(seen.body["achievementStatus"], "improving");
        assert_eq!(seen.body["status"], "active");
        let list = manager.get(&format!("{progress}?sort=-observedAt")).await.expect(200);
        assert_eq!(list.items().len(), 2);
        assert_eq!(list.items()[0]["value"], 1.5);
        let future = json!({ "observedAt": "2026-03-01T08:00:00Z", "note": "n" });
        manager.post(&progress, future).await.expect_problem(422, "validation_failed");
        manager.post(&progress, json!({})).await.expect_problem(422, "validation_failed");
    });
}

#[test]
fn an_intervention_moves_with_its_tasks_and_leaves_the_goal_alone() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let plan = active(&app, &manager, &client).await;
        let id = part(&plan, "interventions", 1).to_owned();
        let path = format!("/v1/care-plans/{}/interventions/{id}", plan.id());
        let started = manager.act_plainly(&format!("{path}/start"), &plan.etag()).await.expect(200);
        let reason = json!({ "reason": "Waiting for papers." });
        let held = manager.act(&format!("{path}/hold"), &started.etag(), reason).await.expect(200);
        assert_eq!(tasks(&app, &id).await, [("on_hold".to_owned(), true)]);
        let resumed =
            manager.act_plainly(&format!("{path}/resume"), &held.etag()).await.expect(200);
        assert_eq!(tasks(&app, &id).await, [("ready".to_owned(), true)]);
        let outcome = json!({ "outcome": "Benefits granted." });
        let done = manager.act(&format!("{path}/complete"), &resumed.etag(), outcome).await;
        assert_eq!(done.expect(200).body["outcome"], "Benefits granted.");
        let now = manager.get(&format!("/v1/care-plans/{}", plan.id())).await.expect(200);
        assert_eq!(now.body["goals"][0]["status"], "active");
        let other = format!(
            "/v1/care-plans/{}/interventions/{}/cancel",
            plan.id(),
            part(&plan, "interventions", 0)
        );
        let reason = json!({ "reason": "Not wanted." });
        let cancelled = manager.act(&other, &now.etag(), reason).await.expect(200);
        assert_eq!(cancelled.body["allowedActions"], json!([]));
        assert_eq!(manager.get(&format!("{path}/history")).await.expect(200).items().len(), 5);
    });
}

#[test]
fn what_a_plan_points_at_must_be_the_clients_and_the_agencys() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let mut other = rosa();
        other["names"] = json!([{ "use": "official", "given": "Ana", "family": "Silva" }]);
        other["birthDate"] = json!("1970-01-01");
        let other = manager.post("/v1/clients", other).await.expect(201).id();
        let foreign = at_risk(&manager, &other).await;
        let path = format!("/v1/clients/{client}/care-plans");
        let mut plan = meals(&app);
        plan["problems"][0]["source"] = json!({ "assessmentId": foreign });
        let wrong = manager.post(&path, plan).await.expect_problem(422, "validation_failed");
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/problems/0/source/assessmentId");
        let mut plan = meals(&app);
        let stranger = app.second.user(Role::CareManager);
        plan["interventions"][0]["responsibleUserId"] = json!(stranger);
        let wrong = manager.post(&path, plan).await.expect_problem(422, "validation_failed");
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/interventions/0/responsibleUserId");
        let mut plan = meals(&app);
        plan["goals"][0]["problemKeys"] = json!(["rent"]);
        let wrong = manager.post(&path, plan).await.expect_problem(422, "validation_failed");
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/goals/0/problemKeys/0");
        assert!(manager.get(&path).await.expect(200).items().is_empty(), "nothing is left behind");
        let missing = format!("/v1/clients/{}/care-plans", Uuid::now_v7());
        manager.post(&missing, meals(&app)).await.expect_problem(404, "not_found");
    });
}
