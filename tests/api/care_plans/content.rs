//! What a plan says: priorities, targets, barriers, approval, preferences, and
//! how it is told in words.

use serde_json::{Value, json};

use super::{a_client, act, active, amendment, draft, meals, part, tasks};
use crate::harness::{Answer, Caller, Role, on_both};

fn priorities(plan: &Answer) -> Vec<(String, Option<i64>)> {
    let mut all: Vec<_> = plan.body["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (one["description"].as_str().unwrap().to_owned(), one["clientPriority"].as_i64())
        })
        .collect();
    all.sort();
    all
}

#[test]
fn problems_are_numbered_by_what_matters_to_the_client_without_gaps_or_doubles() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let problem = |name: &str, priority: i32| json!({ "kind": "safety", "description": name, "clientPriority": priority });
        let path = format!("/v1/clients/{client}/care-plans");
        for (second, pointer) in [(1, 1), (3, 1)] {
            let wrong =
                json!({ "title": "x", "problems": [problem("a", 1), problem("b", second)] });
            let wrong = manager.post(&path, wrong).await.expect(422);
            let place = format!("#/problems/{pointer}/clientPriority");
            assert_eq!(wrong.body["errors"][0]["pointer"], place);
        }
        let new = json!({ "title": "x", "problems": [problem("a", 1), problem("b", 2)] });
        let plan = draft(&manager, &client, new).await;
        let path = format!("/v1/care-plans/{}", plan.id());
        let now = async || manager.get(&path).await.expect(200);
        let added = manager.act(&format!("{path}/problems"), &plan.etag(), problem("c", 1)).await;
        let added = added.expect(201);
        let told = |a, b, c| vec![("a".to_owned(), a), ("b".to_owned(), b), ("c".to_owned(), c)];
        assert_eq!(priorities(&now().await), told(Some(2), Some(3), Some(1)));
        let last = format!("{path}/problems/{}", added.id());
        let moved = json!({ "clientPriority": 40 });
        let moved = manager.patch(&last, &now().await.etag(), moved).await.expect(200);
        assert_eq!(moved.body["clientPriority"], 3, "beyond the last is the last");
        assert_eq!(priorities(&now().await), told(Some(1), Some(2), Some(3)));
        let first = format!("{path}/problems/{}", part(&plan, "problems", 0));
        let without = manager.delete(&first, &now().await.etag()).await.expect(200);
        assert_eq!(priorities(&without)[0].1, Some(1), "who leaves makes no gap");
    });
}

#[test]
fn a_goal_shows_whether_what_was_measured_last_meets_its_target() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let mut new = meals(&app);
        new["goals"][0]["target"] = json!({
            "measureCode": "meals in a day", "comparator": "at_least", "value": 2, "baseline": 1,
        });
        let plan = draft(&manager, &client, new).await;
        let plan = act(&manager, &plan, "activate", None).await.expect(200);
        let goal = format!("/v1/care-plans/{}/goals/{}", plan.id(), part(&plan, "goals", 0));
        let shown = async || {
            let goal = manager.get(&goal).await.expect(200).body;
            (goal["latestValue"].clone(), goal["targetMet"].clone(), goal["status"].clone())
        };
        assert_eq!(shown().await, (Value::Null, Value::Null, json!("active")));
        let measure = async |value: f64, at: &str| {
            let entry = json!({ "value": value, "observedAt": at });
            manager.post(&format!("{goal}/progress"), entry).await.expect(201)
        };
        measure(1.0, "2026-01-03T08:00:00Z").await;
        assert_eq!(shown().await, (json!(1), json!(false), json!("active")));
        let met = measure(2.0, "2026-01-04T08:00:00Z").await;
        assert_eq!(shown().await, (json!(2), json!(true), json!("active")), "people end goals");
        measure(1.5, "2026-01-02T08:00:00Z").await;
        assert_eq!(shown().await.0, json!(2), "what was seen later counts");

        // What was written in error counts no more, and is in no list.
        let there = met.header("location").unwrap().to_owned();
        let reason = json!({ "reason": "Another client's." });
        let error = manager.act(&format!("{there}/enter-in-error"), &met.etag(), reason).await;
        assert_eq!(error.expect(200).body["status"], "entered_in_error");
        assert_eq!(shown().await, (json!(1), json!(false), json!("active")));
        let list = manager.get(&format!("{goal}/progress")).await.expect(200);
        assert_eq!(list.items().len(), 2);
        manager.get(&there).await.expect(200);
    });
}

#[test]
fn barriers_need_no_amendment_and_end_with_the_plan() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let mut new = meals(&app);
        new["goals"][0]["barriers"] = json!([{ "code": "stairs", "text": "Third floor." }]);
        let plan = draft(&manager, &client, new).await;
        assert_eq!(plan.body["goals"][0]["barriers"][0]["status"], "open");
        let plan = act(&manager, &plan, "activate", None).await.expect(200);
        let path = format!("/v1/care-plans/{}", plan.id());
        let goal = format!("{path}/goals/{}", part(&plan, "goals", 0));
        let known = plan.body["goals"][0]["barriers"][0]["id"].as_str().unwrap();
        let known = format!("{goal}/barriers/{known}");
        let changed = json!({ "text": "Third floor, no lift.", "clearFields": ["code"] });
        let changed = manager.patch(&known, &plan.etag(), changed).await.expect(200);
        assert!(changed.body.get("code").is_none());
        let how = json!({ "resolution": "A neighbour carries the bags." });
        let resolve = format!("{known}/resolve");
        let resolved = manager.act(&resolve, &changed.etag(), how).await.expect(200);
        assert_eq!(resolved.body["resolution"], "A neighbour carries the bags.");
        let back = json!({ "reason": "He moved away." });
        let back = manager.act(&format!("{known}/reopen"), &resolved.etag(), back).await;
        let back = back.expect(200);
        assert!(back.body.get("resolution").is_none(), "it was not overcome");
        let now = manager.get(&path).await.expect(200);
        assert_eq!(now.body["currentVersion"], 1);
        assert_eq!(now.body["goals"][0]["barriers"].as_array().unwrap().len(), 1);
        let gone = manager.delete(&known, &now.etag()).await;
        gone.expect_problem(409, "care_plan_not_draft");
        let history = manager.get(&format!("{known}/history")).await.expect(200);
        assert_eq!(history.items()[0]["reason"], "He moved away.");
        let reason = json!({ "reason": "x" });
        let over = act(&manager, &now, "revoke", Some(reason.clone())).await.expect(200);
        let late = manager.act(&format!("{known}/accept"), &over.etag(), reason).await;
        late.expect_problem(409, "care_plan_over");
        let late = json!({ "text": "x" });
        let late = manager.act(&format!("{goal}/barriers"), &over.etag(), late).await;
        late.expect_problem(409, "care_plan_over");

        let plan = draft(&manager, &client, meals(&app)).await;
        let goal = format!("/v1/care-plans/{}/goals/{}", plan.id(), part(&plan, "goals", 0));
        let added = json!({ "text": "x" });
        let added = manager.act(&format!("{goal}/barriers"), &plan.etag(), added).await.expect(201);
        let there = added.header("location").unwrap().to_owned();
        assert_eq!(manager.get(&there).await.expect(200).body, added.body);
        let without = manager.delete(&there, &added.etag()).await.expect(200);
        assert_eq!(without.body["goals"][0]["barriers"], json!([]));
        manager.get(&there).await.expect_problem(404, "not_found");
    });
}

#[test]
fn how_often_must_be_a_rule_that_can_be_reckoned() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let mut new = meals(&app);
        new["interventions"][0]["frequency"] = json!("FREQ=MONTHLY;BYMONTHDAY=40");
        let path = format!("/v1/clients/{client}/care-plans");
        let wrong = manager.post(&path, new.clone()).await.expect(422);
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/interventions/0/frequency");
        new["interventions"][0]["frequency"] = json!("FREQ=WEEKLY;BYDAY=MO");
        let plan = draft(&manager, &client, new).await;
        assert_eq!(plan.body["interventions"][0]["frequency"], "FREQ=WEEKLY;BYDAY=MO");
    });
}

#[test]
fn a_plan_that_needs_approval_is_activated_by_someone_else_who_may() {
    on_both(|app| async move {
        let (manager, supervisor) = (app.caller(Role::CareManager), app.caller(Role::Supervisor));
        let client = a_client(&manager).await;
        let mut new = meals(&app);
        new["requiresApproval"] = json!(true);
        let plan = draft(&manager, &client, new).await;
        let offered = |plan: &Answer, action: &str| {
            plan.body["allowedActions"].as_array().unwrap().contains(&json!(action))
        };
        assert!(!offered(&plan, "activate"));
        let needed = "care_plan_approval_needed";
        act(&supervisor, &plan, "activate", None).await.expect_problem(409, needed);
        let own = act(&supervisor, &plan, "submit", None).await.expect(200);
        assert!(!offered(&own, "activate"), "nobody approves what they submitted");
        act(&supervisor, &own, "activate", None).await.expect_problem(409, needed);
        let back = json!({ "comment": "x" });
        let plan = act(&supervisor, &own, "return", Some(back)).await.expect(200);
        let submitted = act(&manager, &plan, "submit", None).await.expect(200);
        act(&manager, &submitted, "activate", None).await.expect_problem(409, needed);
        let approved = act(&supervisor, &submitted, "activate", None).await.expect(200);
        let path = format!("/v1/care-plans/{}", plan.id());
        let version = manager.get(&format!("{path}/versions/1")).await.expect(200);
        assert_eq!(version.body["approvedBy"], json!(app.first.user(Role::Supervisor)));
        let change = || Some(amendment(json!({ "plan": { "title": "x" } })));
        act(&manager, &approved, "amend", change()).await.expect_problem(409, needed);
        act(&supervisor, &approved, "amend", change()).await.expect(200);
    });
}

#[test]
fn what_a_plan_makes_of_the_clients_preferences_is_said_before_it_is_activated() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let wish = json!({
            "category": "care_setting", "text": "I want to stay in my own home.",
            "strength": "must", "statedBy": { "kind": "client" },
        });
        let wish = manager.post(&format!("/v1/clients/{client}/preferences"), wish).await;
        let wish = wish.expect(201).id();
        let plan = draft(&manager, &client, meals(&app)).await;
        let path = format!("/v1/care-plans/{}", plan.id());
        let found = manager.get(&format!("{path}/completeness")).await.expect(200);
        assert_eq!(found.body["readyForActivation"], false);
        assert_eq!(found.body["missing"][0]["code"], "preference_unanswered");
        let refused = act(&manager, &plan, "activate", None).await;
        let refused = refused.expect_problem(409, "preference_unanswered");
        assert_eq!(refused.body["preferences"][0]["preferenceId"], wish);
        let answers = |answer: Value| json!({ "preferenceAnswers": [answer] });
        let silent = answers(json!({ "preferenceId": wish, "fit": "conflicts" }));
        let silent = manager.patch(&path, &plan.etag(), silent).await.expect(422);
        assert_eq!(silent.body["errors"][0]["pointer"], "#/preferenceAnswers/0/answer");
        let answer = json!({
            "preferenceId": wish, "fit": "conflicts", "answer": "Two weeks of respite, then home.",
        });
        let plan = manager.patch(&path, &plan.etag(), answers(answer)).await.expect(200);
        act(&manager, &plan, "activate", None).await.expect(200);
        let version = manager.get(&format!("{path}/versions/1")).await.expect(200);
        let kept = &version.body["snapshot"]["plan"]["preferenceAnswers"][0];
        assert_eq!(kept["answer"], "Two weeks of respite, then home.");
    });
}

#[test]
fn a_plan_entered_in_error_leaves_lists_and_work_and_stays_readable() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let plan = active(&app, &manager, &client).await;
        let work = part(&plan, "interventions", 1).to_owned();
        let reason = || Some(json!({ "reason": "Another client's." }));
        let clinician = app.caller(Role::Clinician);
        act(&clinician, &plan, "enter-in-error", reason()).await.expect_problem(403, "forbidden");
        app.clock.advance(chrono::TimeDelta::hours(25));
        let (manager, supervisor) = (app.caller(Role::CareManager), app.caller(Role::Supervisor));
        act(&manager, &plan, "enter-in-error", reason()).await.expect_problem(403, "forbidden");
        let error = act(&supervisor, &plan, "enter-in-error", reason()).await.expect(200);
        assert_eq!(error.body["status"], "entered_in_error");
        assert_eq!(tasks(&app, &work).await, [("cancelled".to_owned(), true)]);
        let list = format!("/v1/clients/{client}/care-plans");
        assert!(manager.get(&list).await.expect(200).items().is_empty());
        let asked = manager.get(&format!("{list}?status=entered_in_error")).await.expect(200);
        assert_eq!(asked.items().len(), 1);
        manager.get(&format!("/v1/care-plans/{}", plan.id())).await.expect(200);
    });
}

#[test]
fn what_is_done_again_and_again_has_its_next_task_when_one_is_closed() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let mut new = meals(&app);
        new["interventions"][1]["frequency"] = json!("FREQ=WEEKLY;BYDAY=MO");
        new["interventions"][1]["dueOn"] = json!(null);
        let plan = draft(&manager, &client, new).await;
        let plan = act(&manager, &plan, "activate", None).await.expect(200);
        let work = part(&plan, "interventions", 1).to_owned();
        let open = async || {
            let path = format!("/v1/tasks?subjectId={work}&status=ready");
            let tasks = manager.get(&path).await.expect(200);
            assert_eq!(tasks.items().len(), 1);
            manager.get(&format!("/v1/tasks/{}", tasks.items()[0]["id"].as_str().unwrap())).await
        };
        let first = open().await.expect(200);
        assert_eq!(first.body["dueOn"], "2026-01-05", "a first day is not said");
        let path = format!("/v1/tasks/{}", first.id());
        let begun = manager.act_plainly(&format!("{path}/start"), &first.etag()).await.expect(200);
        let note = json!({ "note": "They have the form." });
        manager.act(&format!("{path}/complete"), &begun.etag(), note).await.expect(200);
        let next = open().await.expect(200);
        assert_eq!(next.body["dueOn"], "2026-01-12");
        assert_eq!(next.body["recurrence"], "FREQ=WEEKLY;BYDAY=MO");

        let monthly = json!({ "changeInterventions": [
            { "id": work, "changes": { "frequency": "FREQ=MONTHLY", "dueOn": "2026-01-31" } },
        ] });
        let plan = act(&manager, &plan, "amend", Some(amendment(monthly))).await.expect(200);
        let changed = open().await.expect(200);
        assert_ne!(changed.id(), next.id());
        assert_eq!(changed.body["recurrence"], "FREQ=MONTHLY");
        let ended = json!({ "reason": "They get the benefits." });
        act(&manager, &plan, &format!("interventions/{work}/cancel"), Some(ended))
            .await
            .expect(200);
        let statuses: Vec<_> =
            tasks(&app, &work).await.into_iter().map(|(status, _)| status).collect();
        assert_eq!(statuses, ["completed", "cancelled", "cancelled"]);
    });
}

#[test]
fn tasks_of_what_leaves_the_plan_are_replaced_by_those_of_what_comes() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let plan = active(&app, &manager, &client).await;
        let work = part(&plan, "interventions", 1).to_owned();
        let goal = part(&plan, "goals", 0);
        let body = |key: Value, open_tasks: &str| {
            amendment(json!({
                "addInterventions": [{
                    "key": "delivery", "goalIds": [goal], "kind": "service",
                    "description": "Meals on wheels.",
                    "responsibleUserId": app.first.user(Role::Clinician),
                }],
                "endInterventions": [{
                    "id": work, "reason": "x", "openTasks": open_tasks, "replacedByKey": key,
                }],
            }))
        };
        for (key, open_tasks) in
            [(Value::Null, "replace"), (json!("other"), "replace"), (json!("delivery"), "keep")]
        {
            let wrong =
                act(&manager, &plan, "amend", Some(body(key, open_tasks))).await.expect(422);
            let pointer = "#/endInterventions/0/replacedByKey";
            assert_eq!(wrong.body["errors"][0]["pointer"], pointer);
        }
        let amended = act(&manager, &plan, "amend", Some(body(json!("delivery"), "replace"))).await;
        let amended = amended.expect(200);
        assert_eq!(tasks(&app, &work).await, [("cancelled".to_owned(), true)]);
        let new = amended.body["interventions"].as_array().unwrap().iter();
        let new = new.clone().find(|one| one["kind"] == "service").unwrap();
        let new = new["id"].as_str().unwrap();
        assert_eq!(tasks(&app, new).await, [("ready".to_owned(), true)]);
    });
}

#[test]
fn a_gap_that_an_amendment_leaves_is_pointed_at_in_the_amendment() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let plan = active(&app, &manager, &client).await;
        let (goal, problem) = (part(&plan, "goals", 0), part(&plan, "problems", 0));
        let no_one = |place: usize| {
            let id = part(&plan, "interventions", place);
            json!({ "id": id, "changes": { "clearFields": ["responsibleUserId"] } })
        };
        for (changes, pointer) in [
            (
                json!({ "addGoals": [
                    { "description": "Sleeps well", "domain": "medical" },
                ] }),
                "#/addGoals/0",
            ),
            (
                json!({ "changeInterventions": [no_one(0), no_one(1)] }),
                "#/changeInterventions/0/changes",
            ),
            (json!({ "endProblems": [{ "id": problem, "status": "resolved" }] }), "#/endProblems"),
            (json!({ "endGoals": [{ "id": goal, "reason": "x" }] }), "#/endGoals"),
        ] {
            let refused = act(&manager, &plan, "amend", Some(amendment(changes))).await;
            let refused = refused.expect_problem(409, "care_plan_incomplete");
            assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{:#}", refused.body);
        }
    });
}

async fn sentences(manager: &Caller, path: &str) -> Vec<String> {
    let found = manager.get(path).await.expect(200);
    let groups = found.body["groups"].as_array().unwrap();
    let said = groups.iter().flat_map(|group| group["sentences"].as_array().unwrap());
    said.map(|sentence| sentence.as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_difference_of_any_two_versions_can_be_read_aloud() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let plan = active(&app, &manager, &client).await;
        let path = format!("/v1/care-plans/{}", plan.id());
        let goal = part(&plan, "goals", 0);
        let due = json!({ "changeGoals": [{ "id": goal, "changes": { "dueOn": "2026-03-31" } }] });
        let plan = act(&manager, &plan, "amend", Some(amendment(due))).await.expect(200);
        let work = part(&plan, "interventions", 1);
        let other = json!({ "changeInterventions": [
            { "id": work, "changes": { "responsibleUserId": app.first.user(Role::Clinician) } },
        ] });
        act(&manager, &plan, "amend", Some(amendment(other))).await.expect(200);
        assert_eq!(
            sentences(&manager, &format!("{path}/versions/2/changes")).await,
            ["Due by: 31 March 2026."]
        );
        let both = sentences(&manager, &format!("{path}/versions/3/changes?from=1")).await;
        assert_eq!(
            both,
            [
                "Due by: 31 March 2026.",
                "Who sees to it: now clinician of Lakeside Care; before, care_manager of Lakeside \
                 Care.",
            ]
        );
        let whole = sentences(&manager, &format!("{path}/versions/3/changes?from=0")).await;
        assert_eq!(whole[0], "The plan is called “Eating well”.");
        let back = sentences(&manager, &format!("{path}/versions/1/changes?from=3")).await;
        assert_eq!(back.len(), 2, "backwards too");
        let found = manager.get(&format!("{path}/versions/3/changes?from=1")).await.expect(200);
        assert_eq!(found.body["summaries"].as_array().unwrap().len(), 2);
        manager.get(&format!("{path}/versions/3/changes?from=7")).await.expect(404);
        let fields = manager.get(&format!("{path}/versions/3/diff?from=1")).await.expect(200);
        assert_eq!(fields.body["fromNumber"], 1);
        assert_eq!(fields.body["changes"].as_array().unwrap().len(), 2);

        let told = manager.get(&format!("{path}/plain-language")).await.expect(200);
        let text = told.body["text"].as_str().unwrap();
        assert!(text.starts_with("What you want\n- I want to cook for my family again."), "{text}");
        assert!(text.contains("I want to stop skipping dinner. By 31 March 2026."), "{text}");
        assert!(text.contains("clinician of Lakeside Care sees to it."), "{text}");
        assert_eq!(told.body["versionNumber"], 3);
    });
}

#[test]
fn the_checklist_says_what_is_met_and_takes_the_teams_word_where_it_must() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let mut new = meals(&app);
        new["elementNotes"] = json!([
            { "element": "caregiver_assessment", "applies": false, "note": "She lives alone." },
            { "element": "environmental_evaluation", "applies": true, "note": "Visit of 3 January." },
        ]);
        let plan = draft(&manager, &client, new).await;
        let path = format!("/v1/care-plans/{}/completeness", plan.id());
        let found = manager.get(&path).await.expect(200);
        let told: Vec<_> = found.body["checklist"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| (item["element"].as_str().unwrap(), item["status"].as_str().unwrap()))
            .collect();
        assert_eq!(
            told,
            [
                ("problem_list", "met"),
                ("expected_outcome_and_prognosis", "not_met"),
                ("measurable_goals", "not_met"),
                ("cognitive_and_functional_assessment", "not_met"),
                ("symptom_management", "not_applicable"),
                ("planned_interventions", "met"),
                ("medication_management", "not_met"),
                ("environmental_evaluation", "met"),
                ("caregiver_assessment", "not_applicable"),
                ("outside_resources", "met"),
                ("periodic_review", "not_met"),
                ("copy_to_client", "not_met"),
            ]
        );
        let items = &found.body["checklist"];
        assert_eq!(items[8]["note"], "She lives alone.");
        assert_eq!(items[9]["see"], json!(["#/interventions/0"]));
        let plan_path = format!("/v1/care-plans/{}", plan.id());
        let seen = json!({ "elementNotes": [
            { "element": "problem_list", "applies": false, "note": "x" },
        ] });
        let seen = manager.patch(&plan_path, &plan.etag(), seen).await.expect(422);
        assert_eq!(seen.body["errors"][0]["pointer"], "#/elementNotes/0/element");
    });
}
