//! Agencies: each sees its own settings, and of the others no more than a name.

use carewright::{
    domains::agencies::service::{FirstAdmin, NewAgency, establish},
    platform::catalogue,
};
use serde_json::json;

use crate::harness::{Role, on_both};

#[test]
fn every_agency_of_the_deployment_is_listed_as_a_possible_partner() {
    on_both(|app| async move {
        let listed = app.caller(Role::CareManager).get("/v1/agencies").await.expect(200);
        let names: Vec<_> = listed.items().iter().map(|item| item["name"].clone()).collect();
        assert_eq!(names, ["Harbor Meals", "Lakeside Care", "Third Street Clinic"]);
        let expected = json!({
            "id": app.second.id, "name": "Harbor Meals", "timeZone": "America/Chicago",
            "referralIntake": {
                "takesOpenReferrals": false, "needDomains": [], "clinicalSpecialties": [],
                "areas": [],
            },
        });
        assert_eq!(listed.items()[0], expected);
    });
}

#[test]
fn an_administrator_changes_the_calendar_of_their_own_agency() {
    on_both(|app| async move {
        let admin = app.caller(Role::Admin);
        let path = "/v1/agencies/current";
        let current = admin.get(path).await.expect(200);
        assert_eq!(current.id(), app.first.id.to_string());
        let patch = json!({
            "name": "Lakeside Care and Housing",
            "timeZone": "America/New_York",
            "weekendDays": [5, 6],
            "holidays": [{ "date": "2026-12-25", "name": "Christmas Day" }],
            "referralAnswerDays": 30,
            "minutesDays": 1,
        });
        let changed = admin.patch(path, &current.etag(), patch.clone()).await.expect(200);
        assert_eq!(changed.etag(), "\"2\"");
        for (member, value) in patch.as_object().unwrap() {
            assert_eq!(changed.body[member], *value);
        }
        let stale = admin.patch(path, "\"1\"", json!({ "minutesDays": 2 })).await;
        stale.expect_problem(412, "version_mismatch");
        let other = app.caller_of(&app.second, Role::Admin).get(path).await.expect(200);
        assert_eq!(other.body["name"], "Harbor Meals");
        assert_eq!(other.etag(), "\"1\"");

        let log = app.caller(Role::Auditor);
        let log = log.get("/v1/audit-events?operation=updateCurrentAgency&outcome=success").await;
        let log = log.expect(200);
        assert_eq!(log.items().len(), 1);
        assert_eq!(log.items()[0]["items"][0]["action"], "updated");
    });
}

#[test]
fn settings_that_no_calendar_can_have_are_refused() {
    on_both(|app| async move {
        let admin = app.caller(Role::Admin);
        for (patch, pointer, code) in [
            (json!({ "timeZone": "Lake/Canary" }), "#/timeZone", "time_zone"),
            (json!({ "weekendDays": [8] }), "#/weekendDays", "weekend_days"),
            (json!({ "weekendDays": [1, 2, 3, 4, 5, 6, 7] }), "#/weekendDays", "too_many_items"),
            (json!({ "referralAnswerDays": 0 }), "#/referralAnswerDays", "out_of_range"),
            (json!({ "minutesDays": 31 }), "#/minutesDays", "out_of_range"),
            (json!({ "name": " " }), "#/name", "blank_text"),
            (
                json!({ "holidays": [
                    { "date": "2026-12-25", "name": "A" }, { "date": "2026-12-25", "name": "B" },
                ] }),
                "#/holidays",
                "duplicate_holiday",
            ),
        ] {
            let refused = admin.patch("/v1/agencies/current", "\"1\"", patch).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{:#}", refused.body);
            assert_eq!(refused.body["errors"][0]["code"], code);
            assert!(!refused.body.to_string().contains("Canary"));
        }
        let manager = app.caller(Role::CareManager);
        let refused = manager.patch("/v1/agencies/current", "\"1\"", json!({})).await;
        refused.expect(403);
    });
}

#[test]
fn an_agency_is_established_once_with_an_administrator_who_can_work() {
    on_both(|app| async move {
        let id = uuid::Uuid::new_v4().into();
        let new = NewAgency {
            id: Some(id),
            name: "Riverbend Legal Aid".to_owned(),
            time_zone: "America/Denver".to_owned(),
            holidays: Vec::new(),
            admin: FirstAdmin {
                id: None,
                display_name: "Ada Founder".to_owned(),
                email: Some("Ada@Riverbend.example".to_owned()),
            },
        };
        let (agency, admin) = establish(&app.app, "seed", &new).await.unwrap();
        assert_eq!((agency.id, agency.version), (id, 1));
        assert_eq!(admin.email.as_deref(), Some("ada@riverbend.example"));
        let again = establish(&app.app, "seed", &new).await.unwrap_err();
        assert_eq!(again.kind(), &catalogue::ID_IN_USE);

        let token = carewright::domains::identity::service::mint(
            &app.app,
            id,
            admin.id,
            None,
            chrono::TimeDelta::hours(1),
        );
        let caller = app.bearer(&token.await.unwrap());
        let current = caller.get("/v1/agencies/current").await.expect(200);
        assert_eq!(current.body["createdBy"], admin.id.to_string());
        let user = caller.get(&format!("/v1/users/{}", admin.id)).await.expect(200);
        assert_eq!(user.body["roles"], json!(["admin"]));
        assert_eq!(app.caller(Role::Admin).get("/v1/agencies").await.items().len(), 4);

        let wrong = NewAgency { id: None, time_zone: "Denver".to_owned(), ..new };
        let refused = establish(&app.app, "seed", &wrong).await.unwrap_err();
        assert_eq!(refused.kind(), &catalogue::VALIDATION_FAILED);
    });
}
