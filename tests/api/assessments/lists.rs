//! What lists show, what results suggest, and who sees it.

use uuid::Uuid;

use super::*;
use crate::harness::{Role, on_both};

#[test]
fn the_results_suggest_problems_goals_and_interventions() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let id = begin(&manager, &client, "phq-9").await;
        let path = format!("/v1/assessments/{id}/suggestions");
        let saved = answer(&manager, &id, "phq9", &[2, 2, 2, 2, 1, 0, 0, 0, 1]).await;
        assert!(manager.get(&path).await.expect(200).items().is_empty());
        complete(&manager, &saved).await.expect(200);
        let suggested = manager.get(&path).await.expect(200);
        let codes: Vec<_> = suggested.items().iter().map(|item| &item["code"]).collect();
        assert_eq!(codes, ["thoughts-of-self-harm", "low-mood"]);
        for item in suggested.items() {
            assert!(item["problem"]["description"].is_string());
            assert!(!item["goals"].as_array().unwrap().is_empty());
            assert!(!item["interventions"].as_array().unwrap().is_empty());
        }

        let id = begin(&manager, &client, "hunger-vital-sign").await;
        save(&manager, &id, "hvs-1", chosen("often_true")).await.expect(200);
        let saved = save(&manager, &id, "hvs-2", chosen("never_true")).await.expect(200);
        complete(&manager, &saved).await.expect(200);
        let suggested = manager.get(&format!("/v1/assessments/{id}/suggestions")).await;
        let suggested = suggested.expect(200);
        assert_eq!(suggested.items()[0]["code"], "food-insecurity");
        assert_eq!(suggested.items()[0]["problem"]["codes"][0]["code"], "Z59.41");
    });
}

#[test]
fn lists_are_filtered_and_another_agency_sees_nothing() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let id = begin(&manager, &client, "phq-2").await;
        let mut planned = screening("gad-7");
        planned["dueOn"] = json!("2026-02-01");
        let collection = format!("/v1/clients/{client}/assessments");
        let planned = manager.post(&collection, planned).await.expect(201).id();

        let ids = |answer: Answer| {
            let items = answer.expect(200).items().to_vec();
            items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let list = async |query: &str| ids(manager.get(&format!("/v1/assessments{query}")).await);
        assert_eq!(list("").await, [planned.as_str(), id.as_str()]);
        assert_eq!(list("?status=in_progress,stopped").await, [id.as_str()]);
        assert_eq!(list("?instrumentCode=gad-7").await, [planned.as_str()]);
        assert_eq!(list("?dueBefore=2026-02-02").await, [planned.as_str()]);
        assert!(list("?dueBefore=2026-02-01").await.is_empty());
        assert_eq!(list(&format!("?clientId={client}&status=planned")).await, [planned.as_str()]);
        assert!(list(&format!("?clientId={}", Uuid::new_v4())).await.is_empty());
        let of_client = manager.get(&format!("{collection}?status=planned")).await;
        assert_eq!(ids(of_client), [planned]);

        let stranger = app.caller_of(&app.second, Role::CareManager);
        for path in [
            collection.clone(),
            format!("/v1/clients/{client}/scores"),
            format!("/v1/assessments/{id}"),
            format!("/v1/assessments/{id}/suggestions"),
            format!("/v1/assessments/{id}/history"),
        ] {
            stranger.get(&path).await.expect_problem(404, "not_found");
        }
        assert!(stranger.get("/v1/assessments").await.expect(200).items().is_empty());
        let foreign = save(&stranger, &id, "phq2-1", chosen("not_at_all")).await;
        foreign.expect_problem(404, "not_found");
        stranger.post(&collection, screening("phq-2")).await.expect_problem(404, "not_found");
    });
}

#[test]
fn a_list_of_assessments_shows_what_came_of_them_and_no_answers() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let id = begin(&manager, &client, "phq-9").await;
        let saved = answer(&manager, &id, "phq9", &[1, 1, 1, 1, 1, 1, 1, 1, 1]).await;
        let done = complete(&manager, &saved).await.expect(200);
        let lists = [format!("/v1/clients/{client}/assessments"), "/v1/assessments".to_owned()];
        for path in &lists {
            let list = manager.get(path).await.expect(200);
            let outline = list.items()[0].as_object().unwrap();
            for absent in ["answers", "flags", "missingItems", "reviewNarrative"] {
                assert!(!outline.contains_key(absent), "{absent}");
            }
            assert_eq!(outline["scores"][0]["raw"], 9);
            assert_eq!(outline["scores"][0]["bandCode"], "mild");
            assert!(outline["scores"][0].get("trace").is_none());
            assert_eq!(outline["openFlags"], 1);
            assert_eq!(outline["version"], done.body["version"]);
            assert!(!list.body.to_string().contains("several_days"));
        }
        let flag = done.body["flags"][0]["id"].as_str().unwrap();
        let path = format!("/v1/assessments/{id}/flags/{flag}/acknowledge");
        let outcome = json!({ "outcome": "Seen today." });
        manager.act(&path, &done.etag(), outcome).await.expect(200);
        let list = manager.get(&lists[0]).await.expect(200);
        assert_eq!(list.items()[0]["openFlags"], 0);
    });
}
