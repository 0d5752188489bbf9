//! Templates, and plans that begin with them or with suggestions.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{a_client, act, at_risk};
use crate::harness::{Answer, Caller, Role, on_both};

fn template() -> Value {
    json!({
        "name": "Food at home",
        "title": "Eating well",
        "category": "social_needs",
        "expectedOutcome": "Two warm meals on every day within three months.",
        "reviewAfterDays": 30,
        "problems": [{ "key": "food", "kind": "social_need", "description": "Food runs out." }],
        "goals": [{
            "key": "meals", "description": "Two warm meals", "domain": "food",
            "problemKeys": ["food"], "dueInDays": 90,
            "target": { "measureCode": "meals in a day", "comparator": "at_least", "value": 2 },
        }],
        "interventions": [{
            "goalKeys": ["meals"], "kind": "service", "description": "Meals on wheels.",
            "responsibleRole": "care_manager", "startsInDays": 7, "dueInDays": 14,
            "frequency": "FREQ=WEEKLY;BYDAY=MO",
        }],
    })
}

async fn published(supervisor: &Caller, template: Value) -> Answer {
    let new = supervisor.post("/v1/plan-templates", template).await.expect(201);
    let publish = format!("/v1/plan-templates/{}/publish", new.id());
    supervisor.act_plainly(&publish, &new.etag()).await.expect(200)
}

#[test]
fn a_plan_begins_with_a_template_and_its_parts_say_so() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let template = published(&app.caller(Role::Supervisor), template()).await;
        let client = a_client(&manager).await;
        let worker = app.first.user(Role::CareManager);
        let new = json!({
            "templateId": template.id(),
            "startsOn": "2026-01-10",
            "responsibles": [{ "role": "care_manager", "userId": worker }],
            "goals": [{
                "description": "Cooks on Sundays", "domain": "functional", "problemKeys": ["food"],
            }],
            "interventions": [{
                "goalKeys": ["meals"], "kind": "education", "description": "A cooking class.",
            }],
        });
        let path = format!("/v1/clients/{client}/care-plans");
        let plan = manager.post(&path, new.clone()).await.expect(201);
        assert_eq!(plan.body["title"], "Eating well");
        assert_eq!(plan.body["category"], "social_needs");
        assert_eq!(plan.body["templateId"], template.id());
        assert_eq!(
            plan.body["expectedOutcome"],
            "Two warm meals on every day within three months."
        );
        let (problem, goals) = (&plan.body["problems"][0], &plan.body["goals"]);
        assert_eq!(problem["sourceTemplateId"], template.id());
        let of = |parts: &str, words: &str| {
            let all = plan.body[parts].as_array().unwrap();
            all.iter().find(|one| one["description"] == words).unwrap().clone()
        };
        let meals = of("goals", "Two warm meals");
        assert_eq!(meals["dueOn"], "2026-04-10", "days count from the start");
        assert_eq!(meals["target"]["value"], 2);
        let own = of("goals", "Cooks on Sundays");
        assert_eq!(own["problemIds"], json!([problem["id"]]), "one's own refer to the template's");
        assert!(own.get("sourceTemplateId").is_none());
        assert_eq!(goals.as_array().unwrap().len(), 2);
        let wheels = of("interventions", "Meals on wheels.");
        assert_eq!(wheels["responsibleUserId"], json!(worker));
        assert_eq!(wheels["startsOn"], "2026-01-17");
        assert_eq!(wheels["dueOn"], "2026-01-24");
        assert_eq!(of("interventions", "A cooking class.")["goalIds"], json!([meals["id"]]));
        let listed = format!("/v1/care-plans?templateId={}", template.id());
        assert_eq!(manager.get(&listed).await.expect(200).items().len(), 1);

        // A role that nobody fills is kept, for someone to be named.
        let mut nobody = new.clone();
        nobody["responsibles"] = json!([]);
        let plan = manager.post(&path, nobody).await.expect(201);
        let open = plan.body["interventions"].as_array().unwrap().iter();
        let open = open.clone().find(|one| one["kind"] == "service").unwrap();
        assert_eq!(open["responsibleRole"], "care_manager");
        assert!(open.get("responsibleUserId").is_none());
        for (field, value, pointer) in [
            ("templateId", json!(Uuid::now_v7()), "#/templateId"),
            (
                "responsibles",
                json!([{ "role": "clinician", "userId": Uuid::now_v7() }]),
                "#/responsibles/0/userId",
            ),
            (
                "responsibles",
                json!([
                    { "role": "clinician", "userId": worker },
                    { "role": "clinician", "userId": worker },
                ]),
                "#/responsibles/1/role",
            ),
            (
                "problems",
                json!([{ "key": "food", "kind": "safety", "description": "x" }]),
                "#/problems/0/key",
            ),
        ] {
            let mut wrong = new.clone();
            wrong[field] = value;
            let wrong = manager.post(&path, wrong).await.expect_problem(422, "validation_failed");
            assert_eq!(wrong.body["errors"][0]["pointer"], pointer);
        }
        let untitled = manager.post(&path, json!({})).await.expect(422);
        assert_eq!(untitled.body["errors"][0]["pointer"], "#/title");
    });
}

#[test]
fn the_first_review_is_as_far_ahead_as_the_template_says() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let template = published(&app.caller(Role::Supervisor), template()).await;
        let client = a_client(&manager).await;
        let new = json!({
            "templateId": template.id(),
            "responsibles": [{ "role": "care_manager", "userId": app.first.user(Role::CareManager) }],
        });
        let plan = manager.post(&format!("/v1/clients/{client}/care-plans"), new).await.expect(201);
        assert_eq!(plan.body["startsOn"], "2026-01-05", "today, where the agency is");
        let active = act(&manager, &plan, "activate", None).await.expect(200);
        assert_eq!(active.body["nextReviewOn"], "2026-02-04");
    });
}

#[test]
fn a_published_template_is_never_changed_and_its_revision_takes_its_place() {
    on_both(|app| async move {
        let supervisor = app.caller(Role::Supervisor);
        let first = published(&supervisor, template()).await;
        let path = format!("/v1/plan-templates/{}", first.id());
        let change = json!({ "title": "Eating better" });
        let refused = supervisor.patch(&path, &first.etag(), change.clone()).await;
        refused.expect_problem(409, "plan_template_not_draft");
        let mut revision = template();
        revision["revisesId"] = json!(first.id());
        let revision = supervisor.post("/v1/plan-templates", revision).await.expect(201);
        let there = format!("/v1/plan-templates/{}", revision.id());
        let changed = supervisor.patch(&there, &revision.etag(), change).await.expect(200);
        assert_eq!(changed.body["title"], "Eating better");
        assert_eq!(changed.body["goals"][0]["key"], "meals", "what is left out stays");
        let broken = json!({ "problems": [] });
        let broken = supervisor.patch(&there, &changed.etag(), broken).await.expect(422);
        assert_eq!(broken.body["errors"][0]["pointer"], "#/goals/0/problemKeys/0");
        let publish = format!("{there}/publish");
        supervisor.act_plainly(&publish, &changed.etag()).await.expect(200);
        assert_eq!(supervisor.get(&path).await.expect(200).body["status"], "retired");
        let listed = supervisor.get("/v1/plan-templates").await.expect(200);
        assert_eq!(listed.items().len(), 1, "retired ones are left out");
        let all = supervisor.get("/v1/plan-templates?status=retired").await.expect(200);
        assert_eq!(all.items()[0]["id"], first.id());
        let history = supervisor.get(&format!("{path}/history")).await.expect(200);
        assert_eq!(history.items().len(), 3);

        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let old = json!({ "templateId": first.id() });
        let old = manager.post(&format!("/v1/clients/{client}/care-plans"), old).await.expect(422);
        assert_eq!(old.body["errors"][0]["pointer"], "#/templateId");
        let empty = json!({ "name": "Empty", "title": "Empty" });
        let empty = supervisor.post("/v1/plan-templates", empty).await.expect(201);
        let publish = format!("/v1/plan-templates/{}/publish", empty.id());
        let refused = supervisor.act_plainly(&publish, &empty.etag()).await;
        refused.expect_problem(409, "plan_template_empty");
        assert_eq!(empty.body["allowedActions"], json!(["publish", "retire"]));
        let seen = manager.get(&there).await.expect(200);
        assert_eq!(seen.body["allowedActions"], json!([]), "who may not is offered nothing");
    });
}

#[test]
fn a_plan_takes_up_suggestions_as_they_are() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let assessment = at_risk(&manager, &client).await;
        let offered = format!("/v1/assessments/{assessment}/suggestions");
        let offered = manager.get(&offered).await.expect(200);
        let offered = &offered.items()[0];
        let path = format!("/v1/clients/{client}/care-plans");
        let choice = |code: &str| {
            json!({
                "title": "Eating well",
                "suggestions": [{ "assessmentId": assessment, "suggestionCode": code }],
            })
        };
        let code = offered["code"].as_str().unwrap();
        let plan = manager.post(&path, choice(code)).await.expect(201);
        let problem = &plan.body["problems"][0];
        assert_eq!(problem["description"], offered["problem"]["description"]);
        assert_eq!(problem["sourceAssessmentId"], assessment.as_str());
        assert_eq!(problem["sourceSuggestionCode"], code);
        assert_eq!(problem["evidenceAssessmentIds"], json!([assessment]));
        let goals = plan.body["goals"].as_array().unwrap();
        assert_eq!(goals.len(), offered["goals"].as_array().unwrap().len());
        assert!(goals.iter().all(|goal| goal["problemIds"] == json!([problem["id"]])));
        let interventions = plan.body["interventions"].as_array().unwrap();
        assert_eq!(interventions.len(), offered["interventions"].as_array().unwrap().len());
        assert!(interventions.iter().all(|one| one["sourceSuggestionCode"] == code));

        let wrong = manager.post(&path, choice("nothing-like-it")).await.expect(422);
        assert_eq!(wrong.body["errors"][0]["pointer"], "#/suggestions/0/suggestionCode");
        let other = json!({ "names": [{ "use": "official", "given": "Ana", "family": "Silva" }] });
        let other = manager.post("/v1/clients", other).await.expect(201).id();
        let foreign = manager.post(&format!("/v1/clients/{other}/care-plans"), choice(code)).await;
        let foreign = foreign.expect(422);
        assert_eq!(foreign.body["errors"][0]["pointer"], "#/suggestions/0/assessmentId");
    });
}
