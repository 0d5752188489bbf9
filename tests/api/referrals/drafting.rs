//! A draft, and what it is a part of.

use super::*;
use crate::harness::on_both;

#[test]
fn a_draft_names_another_agency_and_an_intervention_of_the_client() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = new_client(&app).await;
        let path = format!("/v1/clients/{client}/referrals");
        let with = |field: &str, value: Value| {
            let mut new = meals(&app);
            new[field] = value;
            new
        };
        let refused = [
            (with("recipientAgencyId", json!(app.first.id)), "own_agency"),
            (with("recipientAgencyId", json!(Uuid::new_v4())), "not_found"),
            (with("planInterventionId", json!(Uuid::new_v4())), "not_found"),
            (with("needDomain", json!("food_insecurity")), "not_in_list"),
        ];
        for (body, code) in refused {
            let answer = manager.post(&path, body).await.expect_problem(422, "validation_failed");
            assert_eq!(answer.body["errors"][0]["code"], code);
        }
        let (path, draft) = draft(&app, &client).await;
        let patch = json!({ "priority": "urgent", "contactInstructions": "After 17:00." });
        let changed = manager.patch(&path, &draft.etag(), patch).await.expect(200);
        assert_eq!(changed.body["priority"], "urgent");
        let cleared = json!({ "clearFields": ["contactInstructions"] });
        let cleared = manager.patch(&path, &changed.etag(), cleared).await.expect(200);
        assert!(cleared.body.get("contactInstructions").is_none());
        let own = json!({ "recipientAgencyId": app.first.id });
        let refused = manager.patch(&path, &cleared.etag(), own).await;
        refused.expect_problem(422, "validation_failed");
    });
}

#[test]
fn an_intervention_of_the_plan_is_carried_out_by_the_referral_that_was_sent() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let classes = ["demographics", "referral", "assessment", "care_plan"];
        let client = client_with_consent(&app, &classes).await;
        let plan = json!({
            "title": "Eating well",
            "clientGoalsStatement": "I want to cook for my family again.",
            "problems": [{ "key": "food", "kind": "social_need", "description": "Food runs out." }],
            "goals": [{
                "key": "meals",
                "description": "Two warm meals on every day",
                "clientWords": "I want to stop skipping dinner.",
                "problemKeys": ["food"],
                "domain": "food",
            }],
            "interventions": [{
                "goalKeys": ["meals"],
                "kind": "referral",
                "description": "Refer to the food pantry.",
                "needDomain": "food-insecurity",
                "responsibleUserId": app.first.user(Role::CareManager),
            }],
        });
        let plans = format!("/v1/clients/{client}/care-plans");
        let created = manager.post(&plans, plan).await.expect(201);
        let plan = format!("/v1/care-plans/{}", created.id());
        manager.act_plainly(&format!("{plan}/activate"), &created.etag()).await.expect(200);
        let intervention = created.body["interventions"][0]["id"].clone();

        let mut new = meals(&app);
        new["planInterventionId"] = intervention.clone();
        new["payloadProfile"] = json!("clinical");
        // Another client's plan is no plan of hers.
        let other = json!({ "names": [{ "use": "official", "family": "Okafor" }] });
        let other = manager.post("/v1/clients", other).await.expect(201).id();
        let foreign = manager.post(&format!("/v1/clients/{other}/referrals"), new.clone()).await;
        let foreign = foreign.expect_problem(422, "validation_failed");
        assert_eq!(foreign.body["errors"][0]["pointer"], "#/planInterventionId");

        let path = format!("/v1/clients/{client}/referrals");
        let draft = manager.post(&path, new).await.expect(201);
        let path = format!("/v1/referrals/{}", draft.id());
        let sent = try_to_send(&manager, &path, &draft.etag()).await.expect(200);
        assert_eq!(sent.body["packet"]["carePlan"]["title"], "Eating well");
        let goals = json!(["Two warm meals on every day"]);
        assert_eq!(sent.body["packet"]["carePlan"]["goals"], goals);
        let plan = manager.get(&plan).await.expect(200);
        let linked = &plan.body["interventions"][0];
        assert_eq!(linked["id"], intervention);
        assert_eq!(linked["linkedKind"], "referral", "{linked:#}");
        assert_eq!(linked["linkedId"], sent.body["id"]);
        assert_eq!(linked["status"], "scheduled");
    });
}
