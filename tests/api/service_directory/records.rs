//! Records of the directory: written, changed, set aside and reported on.

use serde_json::json;

use super::{create, keeper, meals, oak_street, offered};
use crate::harness::{Role, on_both};

#[test]
fn a_service_shows_who_offers_it_where_and_its_parts_have_ids() {
    on_both(|app| async move {
        let [kitchen, service, place, offer] = offered(&app, meals(), oak_street()).await;
        let read = app.caller(Role::TeamMember);
        let shown = read.get(&format!("/v1/services/{}", service.id())).await.expect(200);
        assert_eq!(shown.body["organizationName"], "Harbor Community Kitchen");
        assert_eq!(shown.body["organizationId"], kitchen.id());
        let here = &shown.body["locations"][0];
        assert_eq!(here["serviceAtLocationId"], offer.id());
        assert_eq!(here["locationId"], place.id());
        assert_eq!(here["address"]["postalCode"], "60601");
        assert!(shown.body["schedules"][0]["id"].is_string());
        assert!(shown.body["languages"][0]["id"].is_string());
        assert_eq!(shown.body["allowedActions"], json!([]), "team members only read");
    });
}

#[test]
fn a_patch_keeps_what_it_does_not_name_and_clears_what_it_says() {
    on_both(|app| async move {
        let [_, service, ..] = offered(&app, meals(), oak_street()).await;
        let path = format!("/v1/services/{}", service.id());
        let patch = json!({ "fees": "Free", "clearFields": ["minimumAge"] });
        let changed = keeper(&app).patch(&path, &service.etag(), patch).await.expect(200);
        assert_eq!(changed.body["fees"], "Free");
        assert!(changed.body.get("minimumAge").is_none());
        assert_eq!(changed.body["schedules"], service.body["schedules"]);
        assert_eq!(changed.etag(), "\"2\"");
        let stale = keeper(&app).patch(&path, "\"1\"", json!({ "fees": "5" })).await;
        stale.expect_problem(412, "version_mismatch");
    });
}

#[test]
fn every_status_of_a_service_leads_to_every_other_and_to_itself_by_nothing() {
    on_both(|app| async move {
        let actions = [
            ("reactivate", "active"),
            ("deactivate", "inactive"),
            ("close-temporarily", "temporarily_closed"),
            ("discontinue", "defunct"),
        ];
        let reason = || json!({ "reason": "As they told us." });
        for (into, from) in actions {
            for (action, to) in actions {
                let [_, service, ..] = offered(&app, meals(), oak_street()).await;
                let path = format!("/v1/services/{}", service.id());
                let mut etag = service.etag();
                if from != "active" {
                    let made = keeper(&app).act(&format!("{path}/{into}"), &etag, reason()).await;
                    etag = made.expect(200).etag();
                }
                let answer = keeper(&app).act(&format!("{path}/{action}"), &etag, reason()).await;
                if from == to {
                    answer.expect_problem(409, "transition_not_allowed");
                } else {
                    assert_eq!(answer.expect(200).body["status"], to);
                }
            }
        }
    });
}

#[test]
fn a_service_leaves_a_place_and_comes_back_with_its_history() {
    on_both(|app| async move {
        let [.., offer] = offered(&app, meals(), oak_street()).await;
        let path = format!("/v1/service-at-locations/{}", offer.id());
        let reason = || json!({ "reason": "They moved." });
        let again = keeper(&app).act(&format!("{path}/reactivate"), "\"1\"", reason()).await;
        again.expect_problem(409, "transition_not_allowed");
        let gone = keeper(&app).act(&format!("{path}/deactivate"), "\"1\"", reason()).await;
        assert_eq!(gone.expect(200).body["status"], "inactive");
        let again = keeper(&app).act(&format!("{path}/deactivate"), "\"2\"", reason()).await;
        again.expect_problem(409, "transition_not_allowed");
        let back = keeper(&app).act(&format!("{path}/reactivate"), "\"2\"", reason()).await;
        assert_eq!(back.expect(200).body["status"], "active");
        let history = keeper(&app).get(&format!("{path}/history")).await.expect(200);
        assert_eq!(history.items().len(), 3);
        assert_eq!(history.items()[0]["reason"], "They moved.");
    });
}

#[test]
fn a_care_manager_says_whether_there_is_room_and_changes_nothing_else() {
    on_both(|app| async move {
        let [_, service, _, offer] = offered(&app, meals(), oak_street()).await;
        let manager = app.caller(Role::CareManager);
        let path = format!("/v1/service-at-locations/{}", offer.id());
        let full =
            json!({ "status": "waitlist", "waitlistDaysEst": 20, "note": "Call on Monday." });
        let told = manager.act(&format!("{path}/report-capacity"), "\"1\"", full).await.expect(200);
        let expected = json!({
            "status": "waitlist", "waitlistDaysEst": 20, "note": "Call on Monday.",
            "asOf": "2026-01-05T09:00:00.000Z",
        });
        assert_eq!(told.body["capacity"], expected);
        for (report, pointer, code) in [
            (
                json!({ "status": "no_capacity", "waitlistDaysEst": 3 }),
                "#/waitlistDaysEst",
                "no_waitlist",
            ),
            (
                json!({ "status": "waitlist", "asOf": "2026-02-01T00:00:00Z" }),
                "#/asOf",
                "in_the_future",
            ),
        ] {
            let refused = manager.act(&format!("{path}/report-capacity"), "\"2\"", report).await;
            let refused = refused.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer);
            assert_eq!(refused.body["errors"][0]["code"], code);
        }
        let path = format!("/v1/services/{}", service.id());
        let report = json!({ "status": "has_capacity" });
        let told = manager.act(&format!("{path}/report-capacity"), &service.etag(), report).await;
        assert_eq!(told.expect(200).body["capacity"]["status"], "has_capacity");
        manager.patch(&path, "\"2\"", json!({ "fees": "Free" })).await.expect(403);
    });
}

#[test]
fn a_service_is_assured_today_or_before_and_not_said_to_have_changed() {
    on_both(|app| async move {
        let [_, service, ..] = offered(&app, meals(), oak_street()).await;
        let path = format!("/v1/services/{}", service.id());
        let late = json!({ "assuredOn": "2026-01-06" });
        let refused = keeper(&app).act(&format!("{path}/assure"), "\"1\"", late).await.expect(422);
        assert_eq!(refused.body["errors"][0]["code"], "in_the_future");
        app.clock.set("2026-01-20T12:00:00Z");
        let assured = keeper(&app).act(&format!("{path}/assure"), "\"1\"", json!({})).await;
        let assured = assured.expect(200);
        assert_eq!(assured.body["assuredOn"], "2026-01-20");
        assert_eq!(assured.body["lastModified"], service.body["lastModified"]);
        let due = keeper(&app).get("/v1/services?notAssuredSince=2026-01-20").await.expect(200);
        assert!(due.items().is_empty());
    });
}

#[test]
fn what_does_not_fit_together_is_refused_at_its_place() {
    on_both(|app| async move {
        let kitchen = create(&app, "organizations", json!({ "name": "Kitchen" })).await;
        let service = |more: serde_json::Value| {
            let mut body = json!({ "name": "Meals", "organizationId": kitchen.id() });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            ("services", body)
        };
        let nobody = "0198c0de-0000-7000-8000-000000000000";
        for ((path, body), pointer, code) in [
            (
                service(json!({ "minimumAge": 60, "maximumAge": 18 })),
                "#/maximumAge",
                "ages_reversed",
            ),
            (service(json!({ "programId": nobody })), "#/programId", "not_found"),
            (service(json!({ "organizationId": nobody })), "#/organizationId", "not_found"),
            (
                service(json!({ "attributes": [{ "taxonomyTermId": nobody }] })),
                "#/attributes/0/taxonomyTermId",
                "not_found",
            ),
            (
                service(json!({ "schedules": [{ "byday": "MO", "interval": 2 }] })),
                "#/schedules/0/dtstart",
                "required",
            ),
            (
                ("locations", json!({ "locationType": "physical", "latitude": 1.5 })),
                "#/longitude",
                "half_a_position",
            ),
            (
                ("locations", json!({ "locationType": "virtual", "timeZone": "Mars/Olympus" })),
                "#/timeZone",
                "time_zone",
            ),
            (
                ("organizations", json!({ "name": "A", "partnerAgencyId": nobody })),
                "#/partnerAgencyId",
                "not_found",
            ),
        ] {
            let refused = keeper(&app).post(&format!("/v1/{path}"), body).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer);
            assert_eq!(refused.body["errors"][0]["code"], code);
        }
    });
}

#[test]
fn a_partner_agency_is_reached_by_the_portal_and_found_by_its_words() {
    on_both(|app| async move {
        let partner = json!({ "name": "Harbor Meals", "partnerAgencyId": app.second.id });
        let partner = create(&app, "organizations", partner).await;
        assert_eq!(partner.body["referralChannel"], "portal");
        assert_eq!(partner.body["slaAckBusinessDays"], 2);
        let other =
            create(&app, "organizations", json!({ "name": "Third Street Legal Aid" })).await;
        assert_eq!(other.body["referralChannel"], "phone");
        let found = keeper(&app).get("/v1/organizations?name=leg%20thi").await.expect(200);
        assert_eq!(found.items().len(), 1);
        assert_eq!(found.items()[0]["id"], other.id());
        let path = format!("/v1/organizations?partnerAgencyId={}", app.second.id);
        assert_eq!(keeper(&app).get(&path).await.expect(200).items()[0]["id"], partner.id());
    });
}
