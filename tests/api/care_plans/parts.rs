//! The parts of a plan: what is looked for first, what a repetition finds, and
//! where a broken rule points.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{a_client, act, active, amendment, draft, meals, part};
use crate::harness::{Role, on_both};

/// Every operation on a part, with a body where it takes one.
fn operations() -> Vec<(Method, &'static str, &'static str, Option<Value>)> {
    let reason = || Some(json!({ "reason": "x" }));
    let mut all = Vec::new();
    for kind in ["problems", "goals", "interventions"] {
        all.push((Method::PATCH, kind, "", Some(json!({ "description": "x" }))));
        all.push((Method::DELETE, kind, "", None));
    }
    let goals = [
        ("/accept", None),
        ("/reject", Some(json!({ "rejectedBy": "client", "reason": "x" }))),
        ("/hold", reason()),
        ("/resume", None),
        ("/complete", Some(json!({ "achievementStatus": "achieved" }))),
        ("/cancel", reason()),
    ];
    all.extend(goals.map(|(action, body)| (Method::POST, "goals", action, body)));
    let interventions = [
        ("/schedule", None),
        ("/start", None),
        ("/hold", reason()),
        ("/resume", None),
        ("/complete", Some(json!({ "outcome": "x" }))),
        ("/stop", reason()),
        ("/cancel", reason()),
    ];
    all.extend(interventions.map(|(action, body)| (Method::POST, "interventions", action, body)));
    all
}

#[test]
fn that_a_part_is_not_there_is_said_before_that_the_version_is_an_old_one() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let plan = draft(&manager, &client, meals(&app)).await;
        let other = draft(&manager, &client, meals(&app)).await;
        let path = format!("/v1/care-plans/{}", plan.id());
        manager.patch(&path, "\"1\"", json!({ "title": "x" })).await.expect(200);
        for (method, kind, action, body) in operations() {
            let call = async |part: &str, headers: &[(&str, &str)]| {
                let path = format!("{path}/{kind}/{part}{action}");
                manager.send(method.clone(), &path, headers, body.clone()).await
            };
            let stale = [("if-match", "\"1\"")];
            for stranger in [Uuid::now_v7().to_string(), part(&other, kind, 0).to_owned()] {
                call(&stranger, &stale).await.expect_problem(404, "not_found");
                call(&stranger, &[]).await.expect_problem(404, "not_found");
            }
            let own = part(&plan, kind, 0);
            call(own, &stale).await.expect_problem(412, "version_mismatch");
            call(own, &[]).await.expect_problem(428, "precondition_required");
        }
        let gone = format!("{path}/goals/{}", part(&plan, "goals", 0));
        manager.delete(&gone, "\"2\"").await.expect(200);
        let late = manager.patch(&gone, "\"2\"", json!({ "importance": 1 })).await;
        late.expect_problem(404, "not_found");
    });
}

#[test]
fn a_repeated_create_shows_the_part_and_finds_none_once_it_was_removed() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let plan = draft(&manager, &client, meals(&app)).await;
        let path = format!("/v1/care-plans/{}", plan.id());
        let goals = format!("{path}/goals");
        let id = Uuid::now_v7();
        let by_id = json!({ "id": id, "description": "Sleeps well", "domain": "medical" });
        let by_key = json!({ "description": "Sleeps well", "domain": "medical" });
        let keyed = [("if-match", "\"1\""), ("idempotency-key", "sleep")];
        let first = manager.send(Method::POST, &goals, &keyed, Some(by_key.clone())).await;
        let first = first.expect(201);
        let again = manager.send(Method::POST, &goals, &keyed, Some(by_key.clone())).await;
        let again = again.expect(201);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.body, first.body);
        manager.act(&goals, "\"2\"", by_id.clone()).await.expect(201);
        manager.act(&goals, "\"2\"", by_id.clone()).await.expect(200);

        manager.delete(&format!("{goals}/{}", first.id()), "\"3\"").await.expect(200);
        manager.delete(&format!("{goals}/{id}"), "\"4\"").await.expect(200);
        let again = manager.send(Method::POST, &goals, &keyed, Some(by_key)).await;
        again.expect_problem(404, "not_found");
        let again = manager.act(&goals, "\"5\"", by_id.clone()).await;
        again.expect_problem(404, "not_found");
        let now = manager.get(&path).await.expect(200);
        assert_eq!(
            (now.etag().as_str(), now.body["goals"].as_array().unwrap().len()),
            ("\"5\"", 1)
        );
        // Another body under the id is refused as ever.
        let mut other = by_id;
        other["description"] = json!("Sleeps");
        manager.act(&goals, "\"5\"", other).await.expect_problem(409, "id_in_use");
    });
}

#[test]
fn what_is_wrong_with_a_plan_points_at_the_field() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let path = format!("/v1/clients/{client}/care-plans");
        let turned = json!({ "startsOn": "2026-02-01", "dueOn": "2026-01-01" });
        let with = |mut base: Value, more: &Value| {
            for (name, value) in more.as_object().unwrap() {
                base[name] = value.clone();
            }
            base
        };
        let goal = json!({ "key": "a", "description": "x", "domain": "food" });
        let intervention = json!({ "kind": "service", "description": "x" });
        let problem = json!({ "key": "a", "kind": "safety", "description": "x" });
        let cases = [
            (json!({ "startsOn": "2026-02-01", "endsOn": "2026-01-01" }), "#/endsOn"),
            (json!({ "strengths": ["Cooks", " "] }), "#/strengths/1"),
            (json!({ "risks": [""] }), "#/risks/0"),
            (json!({ "problems": [problem, problem] }), "#/problems/1/key"),
            (json!({ "goals": [goal, goal] }), "#/goals/1/key"),
            (json!({ "goals": [with(goal.clone(), &turned)] }), "#/goals/0/dueOn"),
            (
                json!({ "goals": [with(goal.clone(), &json!({ "problemKeys": [""] }))] }),
                "#/goals/0/problemKeys/0",
            ),
            (
                json!({ "goals": [with(goal.clone(), &json!({ "ownerUserId": Uuid::now_v7() }))] }),
                "#/goals/0/ownerUserId",
            ),
            (
                json!({ "interventions": [with(intervention.clone(), &turned)] }),
                "#/interventions/0/dueOn",
            ),
        ];
        for (more, pointer) in cases {
            let plan = with(json!({ "title": "x" }), &more);
            let wrong = manager.post(&path, plan).await.expect_problem(422, "validation_failed");
            assert_eq!(wrong.body["errors"][0]["pointer"], pointer, "{:#}", wrong.body);
        }

        let plan = active(&app, &manager, &client).await;
        let goal = part(&plan, "goals", 0);
        let problem = part(&plan, "problems", 0);
        let cases = [
            (json!({ "plan": { "category": "crisis" } }), "#/plan/category"),
            (
                json!({ "plan": { "startsOn": "2026-02-01", "endsOn": "2026-01-01" } }),
                "#/plan/endsOn",
            ),
            (
                json!({ "changeGoals": [{ "id": goal, "changes": turned }] }),
                "#/changeGoals/0/changes/dueOn",
            ),
            (
                json!({ "endProblems": [{ "id": problem, "status": "active" }] }),
                "#/endProblems/0/status",
            ),
            (
                json!({
                    "changeGoals": [{ "id": goal, "changes": { "importance": 1 } }],
                    "endGoals": [{ "id": goal, "reason": "x" }],
                }),
                "#/endGoals/0/id",
            ),
            (
                json!({ "addInterventions": [with(intervention, &turned)] }),
                "#/addInterventions/0/dueOn",
            ),
            (json!({}), "#"),
        ];
        for (changes, pointer) in cases {
            let wrong = act(&manager, &plan, "amend", Some(amendment(changes))).await;
            let wrong = wrong.expect_problem(422, "validation_failed");
            assert_eq!(wrong.body["errors"][0]["pointer"], pointer, "{:#}", wrong.body);
        }
        let complete = format!("/v1/care-plans/{}/goals/{goal}/complete", plan.id());
        for (body, pointer) in [
            (json!({ "achievementStatus": "not_achieved" }), "#/reason"),
            (json!({ "achievementStatus": "improving" }), "#/achievementStatus"),
        ] {
            let wrong = manager.act(&complete, &plan.etag(), body).await;
            let wrong = wrong.expect_problem(422, "validation_failed");
            assert_eq!(wrong.body["errors"][0]["pointer"], pointer);
        }
    });
}
