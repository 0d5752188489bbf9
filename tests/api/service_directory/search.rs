//! Services are found by what a care manager knows of the person.

use serde_json::{Value, json};

use super::{create, keeper, meals, oak_street, offered};
use crate::harness::{Role, TestApp, on_both};

async fn found(app: &TestApp, search: Value) -> Vec<Value> {
    let answer = app.caller(Role::CareManager).post("/v1/services/search", search).await;
    answer.expect(200).items().to_vec()
}

#[test]
fn each_criterion_finds_the_service_or_does_not() {
    on_both(|app| async move {
        let [.., offer] = offered(&app, meals(), oak_street()).await;
        let path = format!("/v1/service-at-locations/{}/report-capacity", offer.id());
        let room = json!({ "status": "has_capacity" });
        keeper(&app).act(&path, &offer.etag(), room).await.expect(200);
        let near = |latitude: f64, radius: f64| json!({ "near": { "latitude": latitude, "longitude": -87.63, "radiusKm": radius } });
        for (search, fits) in [
            (json!({}), true),
            (json!({ "text": "DELIV méal" }), true),
            (json!({ "text": "lunches" }), true),
            (json!({ "text": "harbor" }), true),
            (json!({ "text": "housing" }), false),
            (json!({ "needDomain": "food-insecurity" }), true),
            (json!({ "needDomain": "homelessness" }), false),
            (json!({ "language": "ES" }), true),
            (json!({ "language": "Spanish" }), true),
            (json!({ "language": "pl" }), false),
            (json!({ "age": 60 }), true),
            (json!({ "age": 59 }), false),
            (json!({ "eligibility": "medicaid" }), true),
            (json!({ "eligibility": "veteran" }), false),
            (json!({ "residency": "Cook County" }), true),
            (json!({ "residency": "Lake County" }), false),
            (json!({ "postalCode": "606" }), true),
            (json!({ "postalCode": "607" }), false),
            (json!({ "capacity": ["has_capacity", "waitlist"] }), true),
            (json!({ "capacity": ["no_capacity"] }), false),
            // Monday, 09:00 and 08:59 in Chicago.
            (json!({ "openAt": "2026-01-05T15:00:00Z" }), true),
            (json!({ "openAt": "2026-01-05T14:59:00Z" }), false),
            (near(41.88, 2.0), true),
            (near(42.3, 40.0), false),
            (json!({ "text": "meal", "age": 70, "language": "es", "residency": "cook" }), true),
        ] {
            assert_eq!(found(&app, search.clone()).await.len() == 1, fits, "{search}");
        }
    });
}

#[test]
fn a_hit_says_where_how_far_until_when_and_what_to_ask() {
    on_both(|app| async move {
        let mut anyone = meals();
        anyone["serviceAreas"] = json!([]);
        anyone.as_object_mut().unwrap().remove("minimumAge");
        let [_, _, place, offer] = offered(&app, anyone, oak_street()).await;
        let search = json!({
            "near": { "latitude": 41.8871, "longitude": -87.6298, "radiusKm": 5 },
            "openAt": "2026-01-05T16:00:00Z", "age": 30, "residency": "Cook County",
        });
        let hits = found(&app, search).await;
        let hit = &hits[0];
        assert_eq!(hit["place"]["serviceAtLocationId"], offer.id());
        assert_eq!(hit["place"]["locationId"], place.id());
        assert_eq!(hit["distanceKm"], 1.0);
        assert_eq!(hit["hours"], "open");
        assert_eq!(hit["openUntil"], "2026-01-05T23:00:00.000Z");
        assert_eq!(hit["matched"], json!(["openAt", "near", "agesNotStated", "areaNotStated"]));
    });
}

#[test]
fn a_term_finds_what_stands_below_it() {
    on_both(|app| async move {
        let term = |name: &str| json!({ "name": name, "description": "A kind of food." });
        let food = create(&app, "taxonomy-terms", term("Food")).await;
        let mut pantry = term("Pantries");
        pantry["parentId"] = json!(food.id());
        let pantry = create(&app, "taxonomy-terms", pantry).await;
        let mut service = meals();
        service["attributes"] = json!([{ "taxonomyTermId": pantry.id() }]);
        offered(&app, service, oak_street()).await;
        for (term, hits) in [(food.id(), 1), (pantry.id(), 1)] {
            assert_eq!(found(&app, json!({ "taxonomyTermId": term })).await.len(), hits);
        }
        let other = create(&app, "taxonomy-terms", term("Clothes")).await;
        assert!(found(&app, json!({ "taxonomyTermId": other.id() })).await.is_empty());
    });
}

#[test]
fn pages_follow_each_other_by_distance_without_gap_or_repetition() {
    on_both(|app| async move {
        for step in 0..7 {
            let mut place = oak_street();
            place["latitude"] = json!(41.8781 + 0.01 * f64::from(6 - step));
            let mut service = meals();
            service["name"] = json!(format!("Meals {step}"));
            offered(&app, service, place).await;
        }
        let near = json!({ "latitude": 41.8781, "longitude": -87.6298, "radiusKm": 50 });
        let mut search = json!({ "near": near, "limit": 3 });
        let mut names = Vec::new();
        loop {
            let page =
                app.caller(Role::CareManager).post("/v1/services/search", search.clone()).await;
            let page = page.expect(200);
            names.extend(page.items().iter().map(|hit| hit["name"].as_str().unwrap().to_owned()));
            match page.body.get("nextCursor") {
                Some(cursor) => search["cursor"] = cursor.clone(),
                None => break,
            }
        }
        let expected: Vec<_> = (0..7).rev().map(|step| format!("Meals {step}")).collect();
        assert_eq!(names, expected);
        search["near"]["radiusKm"] = json!(20);
        let other = app.caller(Role::CareManager).post("/v1/services/search", search).await;
        other.expect_problem(400, "cursor_mismatch");
        let nowhere = json!({ "sort": "distance" });
        let refused = app.caller(Role::CareManager).post("/v1/services/search", nowhere).await;
        assert_eq!(refused.expect(422).body["errors"][0]["pointer"], "#/near");
    });
}

#[test]
fn what_is_set_aside_is_not_found_and_a_new_name_is() {
    on_both(|app| async move {
        let [kitchen, service, place, _] = offered(&app, meals(), oak_street()).await;
        let rename = json!({ "name": "Lakefront Table" });
        let path = format!("/v1/organizations/{}", kitchen.id());
        keeper(&app).patch(&path, &kitchen.etag(), rename).await.expect(200);
        assert_eq!(found(&app, json!({ "text": "lakefront" })).await.len(), 1);
        assert!(found(&app, json!({ "text": "harbor" })).await.is_empty());
        let path = format!("/v1/locations/{}", place.id());
        let mut address = oak_street()["addresses"][0].clone();
        address["postalCode"] = json!("61000");
        let moved = json!({ "addresses": [address] });
        keeper(&app).patch(&path, &place.etag(), moved).await.expect(200);
        assert_eq!(found(&app, json!({ "postalCode": "61000" })).await.len(), 1);
        let path = format!("/v1/services/{}/deactivate", service.id());
        let reason = json!({ "reason": "The kitchen is being rebuilt." });
        keeper(&app).act(&path, &service.etag(), reason).await.expect(200);
        assert!(found(&app, json!({})).await.is_empty());
    });
}
