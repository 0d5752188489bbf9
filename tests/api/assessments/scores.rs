//! A client's scores over time, as a list and as a picture.

use super::*;
use crate::harness::{Role, on_both};

#[test]
fn scores_are_a_history_with_the_change_since_the_one_before() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        for points in [[2; 9], [1; 9], [0; 9]] {
            app.clock.advance(chrono::TimeDelta::days(1));
            let manager = app.caller(Role::CareManager);
            let id = begin(&manager, &client, "phq-9").await;
            let saved = answer(&manager, &id, "phq9", &points).await;
            complete(&manager, &saved).await.expect(200);
        }
        let manager = app.caller(Role::CareManager);
        let path = format!("/v1/clients/{client}/scores");
        let scores = manager.get(&format!("{path}?scale=phq-9")).await.expect(200);
        let shown: Vec<_> =
            scores.items().iter().map(|item| (&item["raw"], item.get("change"))).collect();
        let minus_nine = json!(-9);
        let expected =
            [(&json!(0), Some(&minus_nine)), (&json!(9), Some(&minus_nine)), (&json!(18), None)];
        assert_eq!(shown, expected);
        assert_eq!(scores.items()[0]["at"], "2026-01-08T09:00:00.000Z");
        assert_eq!(scores.items()[0]["bandCode"], "minimal");
        let newest = &scores.items()[0];
        assert_eq!((&newest["direction"], &newest["firstRaw"]), (&json!("improved"), &json!(18)));
        assert_eq!(newest["changeFromFirst"], -18);
        assert_eq!(newest["directionFromFirst"], "improved");
        assert_eq!(newest["reliableChange"]["points"], 5);
        assert!(newest["reliableChange"]["source"].as_str().unwrap().contains("Löwe"));
        assert!(scores.items()[2].get("direction").is_none(), "the first one has no change");
        let all = manager.get(&path).await.expect(200);
        assert_eq!(all.items().len(), 9, "the PHQ-2 and the algorithm are within the PHQ-9");
        let page = manager.get(&format!("{path}?limit=1&scale=phq-9")).await.expect(200);
        assert_eq!(page.items()[0]["change"], -9, "also when the one before is on another page");
        let none = manager.get(&format!("{path}?instrumentCode=gad-7")).await.expect(200);
        assert!(none.items().is_empty());
    });
}

async fn take(manager: &Caller, client: &str, points: usize) -> String {
    let id = begin(manager, client, "phq-9").await;
    let saved = answer(manager, &id, "phq9", &[points, 0, 0, 0, 0, 0, 0, 0, 0]).await;
    complete(manager, &saved).await.expect(200).id()
}

#[test]
fn a_change_is_told_by_its_direction_only_where_someone_knows_from_when_on_it_counts() {
    on_both(|app| async move {
        let client = client(&app.caller(Role::CareManager)).await;
        for points in [3, 0] {
            app.clock.advance(chrono::TimeDelta::days(1));
            take(&app.caller(Role::CareManager), &client, points).await;
        }
        let manager = app.caller(Role::CareManager);
        let scores = format!("/v1/clients/{client}/scores");
        let newest = manager.get(&format!("{scores}?scale=phq-9&limit=1")).await.expect(200);
        assert_eq!(newest.items()[0]["change"], -3);
        assert_eq!(newest.items()[0]["direction"], "no_reliable_change");
        let short = manager.get(&format!("{scores}?scale=phq-2&limit=1")).await.expect(200);
        assert_eq!(short.items()[0]["direction"], "unknown");
        assert!(short.items()[0].get("reliableChange").is_none());
    });
}

#[test]
fn scores_are_in_the_order_in_which_they_were_taken_whenever_they_were_entered() {
    on_both(|app| async move {
        let client = client(&app.caller(Role::CareManager)).await;
        take(&app.caller(Role::CareManager), &client, 3).await;
        app.clock.advance(chrono::TimeDelta::days(7));
        let manager = app.caller(Role::CareManager);
        let mut paper = screening("phq-9");
        paper["mode"] = json!("paper");
        paper["startedAt"] = json!("2026-01-01T15:00:00Z");
        let path = format!("/v1/clients/{client}/assessments");
        let id = manager.post(&path, paper).await.expect(201).id();
        let saved = answer(&manager, &id, "phq9", &[1, 0, 0, 0, 0, 0, 0, 0, 0]).await;
        let complete = format!("/v1/assessments/{id}/complete");
        for (at, code) in
            [("2026-01-12T09:00:01Z", "out_of_range"), ("2026-01-01T14:59:59Z", "out_of_range")]
        {
            let refused = manager.act(&complete, &saved.etag(), json!({ "completedAt": at })).await;
            let refused = refused.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], "#/completedAt");
            assert_eq!(refused.body["errors"][0]["code"], code);
        }
        let at = json!({ "completedAt": "2026-01-01T15:10:00Z" });
        let done = manager.act(&complete, &saved.etag(), at).await.expect(200);
        assert_eq!(done.body["completedAt"], "2026-01-01T15:10:00.000Z");
        let history = manager.get(&format!("/v1/assessments/{id}/history")).await.expect(200);
        assert_eq!(history.items()[0]["effectiveAt"], "2026-01-01T15:10:00.000Z");

        let scores = format!("/v1/clients/{client}/scores?scale=phq-9");
        let taken = manager.get(&scores).await.expect(200);
        let raws: Vec<_> = taken.items().iter().map(|item| &item["raw"]).collect();
        assert_eq!(raws, [3, 1]);
        assert_eq!(taken.items()[0]["change"], 2, "since the one on paper");
        let first = manager.get(&format!("{scores}&limit=1")).await.expect(200);
        let cursor = first.body["nextCursor"].as_str().unwrap();
        let second = manager.get(&format!("{scores}&limit=1&cursor={cursor}")).await.expect(200);
        assert_eq!(second.items()[0]["raw"], 1);
        let entered = manager.get(&format!("{scores}&sort=-createdAt")).await.expect(200);
        assert_eq!(entered.items()[0]["raw"], 1);
    });
}

#[test]
fn scores_are_drawn_as_a_picture_that_says_what_it_shows_and_names_nobody() {
    on_both(|app| async move {
        let client = client(&app.caller(Role::CareManager)).await;
        let manager = app.caller(Role::CareManager);
        let path = format!("/v1/clients/{client}/scores.svg");
        let empty = manager.get(&path).await.expect(200);
        assert!(empty.body.as_str().unwrap().contains("No scores yet"));
        for points in [3, 1] {
            app.clock.advance(chrono::TimeDelta::days(14));
            take(&app.caller(Role::CareManager), &client, points).await;
        }
        let manager = app.caller(Role::CareManager);
        let accept = [("accept", "image/svg+xml")];
        let drawn = manager.send(reqwest::Method::GET, &path, &accept, None).await.expect(200);
        assert_eq!(drawn.header("content-type"), Some("image/svg+xml"));
        let svg = drawn.body.as_str().unwrap();
        assert!(svg.contains("Patient Health Questionnaire, 9 items (PHQ-9)"), "the newest total");
        assert!(svg.contains("2026-01-19: 3 (Minimal or none). 2026-02-02: 1 (Minimal or none)."));
        assert!(svg.contains("Moderately severe (15–19)"));
        assert_eq!(svg.matches("<circle").count(), 2);
        for personal in ["Rosa", "Rosie", "Delgado", &client] {
            assert!(!svg.contains(personal), "{personal}");
        }
        let again = manager.get(&format!("{path}?scale=phq-9")).await.expect(200);
        assert_eq!(again.body, drawn.body, "the same scores make the same picture");
        let short = manager.get(&format!("{path}?scale=phq-2")).await.expect(200);
        assert!(short.body.as_str().unwrap().contains("(phq-2)"));

        let json_only = [("accept", "text/html")];
        let refused = manager.send(reqwest::Method::GET, &path, &json_only, None).await;
        refused.expect_problem(406, "not_acceptable");
        let stranger = app.caller_of(&app.second, Role::CareManager);
        stranger.get(&path).await.expect_problem(404, "not_found");
    });
}
