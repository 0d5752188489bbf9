//! What answers come to: the published results, in any agency alike.

use super::*;
use crate::harness::{Role, on_both};

#[test]
fn the_phq_9_gives_the_published_scores_bands_and_flags() {
    let vectors: [([usize; 9], i64, &str, bool); 5] = [
        ([0; 9], 0, "minimal", false),
        ([1, 1, 1, 1, 1, 0, 0, 0, 0], 5, "mild", false),
        ([1; 9], 9, "mild", true),
        ([2, 2, 2, 2, 2, 0, 0, 0, 0], 10, "moderate", false),
        ([3; 9], 27, "severe", true),
    ];
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        for (points, total, band, flagged) in vectors {
            let id = begin(&manager, &client, "phq-9").await;
            let saved = answer(&manager, &id, "phq9", &points).await;
            let done = complete(&manager, &saved).await.expect(200).body;
            assert_eq!(done["status"], "completed");
            let score = score(&done, "phq-9");
            assert_eq!(score["raw"], total);
            assert_eq!(score["max"], 27);
            assert_eq!(score["bandCode"], band);
            assert_eq!(score["complete"], true);
            let trace = score["trace"].as_array().unwrap();
            let given: Vec<_> = trace.iter().map(|point| point["points"].as_u64()).collect();
            assert_eq!(given, points.map(|points| Some(points as u64)));
            let flags = done["flags"].as_array().unwrap();
            assert_eq!(flags.len(), usize::from(flagged));
            assert!(flags.iter().all(|flag| flag["code"] == "SUICIDE_RISK_ITEM"));
        }
    });
}

#[test]
fn the_gad_7_and_the_short_screens_give_the_published_scores() {
    let vectors: [(&str, &str, &[usize], i64, &str); 8] = [
        ("gad-7", "gad7", &[3; 7], 21, "severe"),
        ("gad-7", "gad7", &[1; 7], 7, "mild"),
        ("gad-7", "gad7", &[0; 7], 0, "minimal"),
        ("gad-7", "gad7", &[2, 2, 2, 2, 2, 0, 0], 10, "moderate"),
        ("phq-2", "phq2", &[1, 1], 2, "negative"),
        ("phq-2", "phq2", &[1, 2], 3, "positive"),
        ("gad-2", "gad2", &[0, 2], 2, "negative"),
        ("gad-2", "gad2", &[3, 0], 3, "positive"),
    ];
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        for (instrument, prefix, points, total, band) in vectors {
            let id = begin(&manager, &client, instrument).await;
            let saved = answer(&manager, &id, prefix, points).await;
            let done = complete(&manager, &saved).await.expect(200).body;
            let score = score(&done, instrument);
            assert_eq!((&score["raw"], &score["bandCode"]), (&json!(total), &json!(band)));
        }
    });
}

#[test]
fn the_hunger_vital_sign_is_at_risk_when_either_statement_was_true() {
    let vectors = [
        ("never_true", "never_true", json!(0), json!("no_risk")),
        ("never_true", "sometimes_true", json!(1), json!("at_risk")),
        ("often_true", "unknown_or_refused", json!(1), json!("at_risk")),
        ("unknown_or_refused", "unknown_or_refused", Value::Null, Value::Null),
    ];
    on_both(|app| {
        let vectors = vectors.clone();
        async move {
            let manager = app.caller(Role::CareManager);
            let client = client(&manager).await;
            for (first, second, raw, band) in vectors {
                let id = begin(&manager, &client, "hunger-vital-sign").await;
                save(&manager, &id, "hvs-1", chosen(first)).await.expect(200);
                let saved = save(&manager, &id, "hvs-2", chosen(second)).await.expect(200);
                let done = complete(&manager, &saved).await.expect(200).body;
                let score = score(&done, "hunger-vital-sign");
                assert_eq!((&score["raw"], &score["bandCode"]), (&raw, &band));
            }
        }
    });
}

#[test]
fn a_declined_item_leaves_the_total_without_a_score() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let id = begin(&manager, &client, "phq-9").await;
        answer(&manager, &id, "phq9", &[1; 9]).await;
        let declined = json!({ "valueType": "declined" });
        let saved = save(&manager, &id, "phq9-7", declined).await.expect(200);
        let done = complete(&manager, &saved).await.expect(200).body;
        let total = score(&done, "phq-9");
        assert_eq!(total["complete"], false);
        assert!(total.get("raw").is_none() && total.get("bandCode").is_none());
        assert_eq!(total["trace"][6], json!({ "linkId": "phq9-7", "note": "declined" }));
        assert_eq!(score(&done, "phq-2")["raw"], 2, "its items are all there");
        assert_eq!(done["flags"].as_array().unwrap().len(), 1, "a flag needs only its own item");
    });
}

#[test]
fn the_servers_score_counts_and_another_one_of_the_app_is_noted() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        for (raw, mismatch) in [(json!(9), false), (json!(8), true), (Value::Null, true)] {
            let id = begin(&manager, &client, "phq-9").await;
            let saved = answer(&manager, &id, "phq9", &[1; 9]).await;
            let body = json!({ "reportedScores": [{ "scale": "phq-9", "raw": raw }] });
            let path = format!("/v1/assessments/{id}/complete");
            let done = manager.act(&path, &saved.etag(), body).await.expect(200).body;
            assert_eq!(done["reportedScoreMismatch"], mismatch);
            assert_eq!(score(&done, "phq-9")["raw"], 9);
        }
        let id = begin(&manager, &client, "phq-9").await;
        let saved = answer(&manager, &id, "phq9", &[1; 9]).await;
        let body = json!({ "reportedScores": [{ "scale": "gad-7", "raw": 1 }] });
        let path = format!("/v1/assessments/{id}/complete");
        let refused = manager.act(&path, &saved.etag(), body).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "#/reportedScores/0/scale");
    });
}

#[test]
fn the_audit_c_is_read_by_the_clients_sex_at_birth_and_says_so() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let person = |given: &str, sex: &str| {
            json!({
                "names": [{ "use": "official", "given": given, "family": "Okafor" }],
                "sexAtBirth": sex,
            })
        };
        for (given, sex, first, band, notes) in [
            (
                "Abe",
                "male",
                "four_or_more_a_week",
                "positive",
                json!(["bands_for_men", "from_one_item"]),
            ),
            (
                "Ben",
                "male",
                "two_to_three_a_week",
                "negative",
                json!(["bands_for_men", "from_one_item"]),
            ),
            (
                "Cia",
                "female",
                "two_to_three_a_week",
                "positive",
                json!(["bands_for_women", "from_one_item"]),
            ),
            (
                "Dee",
                "unknown",
                "two_to_three_a_week",
                "positive",
                json!(["sex_not_known", "from_one_item"]),
            ),
        ] {
            let client = manager.post("/v1/clients", person(given, sex)).await.expect(201).id();
            let id = begin(&manager, &client, "audit-c").await;
            save(&manager, &id, "auditc-1", chosen(first)).await.expect(200);
            save(&manager, &id, "auditc-2", chosen("one_or_two")).await.expect(200);
            let saved = save(&manager, &id, "auditc-3", chosen("never")).await.expect(200);
            let done = complete(&manager, &saved).await.expect(200);
            let score = score(&done.body, "audit-c");
            assert_eq!((&score["bandCode"], &score["notes"]), (&json!(band), &notes), "{given}");
        }
    });
}

#[test]
fn missing_items_are_estimated_only_once_the_agency_has_switched_it_on() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let take = async || {
            let id = begin(&manager, &client, "phq-9").await;
            answer(&manager, &id, "phq9", &[1, 1, 1, 1, 1, 1, 1, 1, 0]).await;
            let declined = json!({ "valueType": "declined" });
            let saved = save(&manager, &id, "phq9-7", declined).await.expect(200);
            let done = complete(&manager, &saved).await.expect(200).body;
            score(&done, "phq-9").clone()
        };
        let without = take().await;
        assert!(without.get("raw").is_none());
        assert_eq!(without["prorated"], false);
        let admin = app.caller(Role::Admin);
        let agency = admin.get("/v1/agencies/current").await.expect(200);
        assert_eq!(agency.body["estimateMissingItems"], false);
        let on = json!({ "estimateMissingItems": true });
        admin.patch("/v1/agencies/current", &agency.etag(), on).await.expect(200);
        let estimated = take().await;
        assert_eq!((&estimated["raw"], &estimated["prorated"]), (&json!(8), &json!(true)));
        assert_eq!(estimated["complete"], false);
    });
}
