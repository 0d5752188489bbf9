//! All that a client's record holds, and the forms it must have.

use serde_json::{Value, json};

use super::rosa;
use crate::harness::{Role, on_both};

/// A client with everything that the record can hold, but for identifiers.
fn everything() -> Value {
    json!({
        "names": [
            { "use": "official", "given": "Lan", "middle": "Thị", "family": "Nguyễn", "suffix": "Sr." },
            { "use": "previous", "given": "Lan", "family": "Trần",
              "period": { "from": "1951-09-02", "to": "1974-05-01" } },
            { "use": "alias", "family": "Grandma Lan" },
        ],
        "birthDate": "1951-09-02",
        "birthDatePrecision": "day",
        "sexAtBirth": "female",
        "genderIdentity": "Woman",
        "pronouns": "she/her",
        "race": ["asian"],
        "ethnicity": "not_hispanic_or_latino",
        "telecom": [{
            "system": "phone", "value": "+13125550117", "rank": 1,
            "okToLeaveMessage": false, "okToText": false,
            "safeHours": [{
                "days": ["MO", "WE", "FR"], "from": "08:00", "to": "12:00", "timeZone": "America/Chicago",
            }],
        }],
        "addresses": [{
            "use": "home", "lines": ["2207 Quarry Street"], "city": "Chicago", "region": "IL",
            "postalCode": "60622", "country": "US", "noFixedAddress": false,
            "latitude": 41.9028, "longitude": -87, "period": { "from": "1990-01-01" },
        }],
        "languages": [
            { "language": "vi", "spoken": "native", "written": "good", "preferred": true },
            { "language": "en", "spoken": "basic", "written": "none", "preferred": false },
        ],
        "interpreterNeeded": true,
        "interpreterLanguage": "vi",
        "signLanguage": "ase",
        "literacyNeed": true,
        "culturalNeeds": [{ "type": "diet", "text": "No pork." }],
        "accommodations": [{ "type": "hearing", "text": "Speak slowly." }, { "type": "mobility" }],
        "livingSituation": "with_family",
        "veteran": false,
        "legalStatus": [{
            "type": "poa_health", "heldBy": "Minh Nguyễn", "documentReference": "Folder 12",
            "period": { "from": "2024-02-01" },
        }],
        "primaryClinicianOrganization": { "name": "Third Street Clinic", "phone": "+15550100199" },
    })
}

#[test]
fn all_that_is_known_of_a_client_is_kept_as_it_was_sent() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let sent = everything();
        let created = manager.post("/v1/clients", sent.clone()).await.expect(201);
        let shown = manager.get(&format!("/v1/clients/{}", created.id())).await.expect(200);
        for (member, value) in sent.as_object().unwrap() {
            assert_eq!(&shown.body[member], value, "{member}");
        }
        assert_eq!(shown.body["preferredLanguage"], "vi");
    });
}

#[test]
fn each_detail_can_be_changed_and_what_may_be_empty_can_be_emptied() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let created = manager.post("/v1/clients", rosa()).await.expect(201);
        let path = format!("/v1/clients/{}", created.id());
        let wanted = everything();
        let changed = manager.patch(&path, "\"1\"", wanted.clone()).await.expect(200);
        for (member, value) in wanted.as_object().unwrap() {
            assert_eq!(&changed.body[member], value, "{member}");
        }
        let may_be_empty = [
            "birthDate",
            "genderIdentity",
            "pronouns",
            "ethnicity",
            "interpreterLanguage",
            "signLanguage",
            "livingSituation",
            "veteran",
            "primaryClinicianOrganization",
        ];
        let cleared = manager.patch(&path, "\"2\"", json!({ "clearFields": may_be_empty })).await;
        let cleared = cleared.expect(200);
        for member in may_be_empty {
            assert!(cleared.body.get(member).is_none(), "{member}");
        }
    });
}

#[test]
fn lists_show_outlines_of_clients() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let created = manager.post("/v1/clients", everything()).await.expect(201);
        let listed = manager.get("/v1/clients").await.expect(200);
        let found = manager.post("/v1/clients/search", json!({ "name": "tran" })).await;
        for outline in [&listed.items()[0], &found.expect(200).items()[0]] {
            for (member, value) in outline.as_object().unwrap() {
                assert_eq!(value, &created.body[member], "{member}");
            }
            assert_eq!(outline["displayName"], "Lan Thị Nguyễn Sr.");
            for left_out in ["names", "telecom", "addresses", "identifiers", "legalStatus", "race"]
            {
                assert!(outline.get(left_out).is_none(), "{left_out}");
            }
        }
    });
}

#[test]
fn a_detail_that_cannot_be_is_refused_with_a_pointer() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let hours = |days: Value, from: &str, to: &str, zone: &str| {
            json!({ "telecom": [{ "system": "phone", "value": "+15550100123", "safeHours": [
                { "days": days, "from": from, "to": to, "timeZone": zone },
            ] }] })
        };
        let home = |more: Value| {
            let mut home = json!({ "use": "home", "city": "Chicago" });
            home.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            json!({ "addresses": [home] })
        };
        let ends_first = json!({ "from": "2020-01-02", "to": "2020-01-01" });
        let cases = [
            (
                hours(json!(["MO"]), "22:00", "06:00", "UTC"),
                "#/telecom/0/safeHours/0/to",
                "ends_before_it_begins",
            ),
            (
                hours(json!([1]), "08:00", "09:00", "UTC"),
                "#/telecom/0/safeHours/0/days/0",
                "wrong_type",
            ),
            (
                hours(json!(["TU", "TU"]), "08:00", "09:00", "UTC"),
                "#/telecom/0/safeHours/0/days",
                "duplicate_item",
            ),
            (
                hours(json!(["MO"]), "08:00", "09:00", "Canary"),
                "#/telecom/0/safeHours/0/timeZone",
                "time_zone",
            ),
            (
                hours(json!(["MO"]), "8 am", "09:00", "UTC"),
                "#/telecom/0/safeHours/0/from",
                "wrong_format",
            ),
            (home(json!({ "latitude": 41.9 })), "#/addresses/0/longitude", "required"),
            (
                home(json!({ "latitude": 91, "longitude": 0 })),
                "#/addresses/0/latitude",
                "out_of_range",
            ),
            (
                home(json!({ "period": ends_first })),
                "#/addresses/0/period/to",
                "ends_before_it_begins",
            ),
            (
                json!({ "names": [{ "use": "official", "family": "A", "period": ends_first }] }),
                "#/names/0/period/to",
                "ends_before_it_begins",
            ),
            (
                json!({ "legalStatus": [{ "type": "ward", "heldBy": "Court", "period": ends_first }] }),
                "#/legalStatus/0/period/to",
                "ends_before_it_begins",
            ),
            (json!({ "legalStatus": [{ "type": "ward" }] }), "#/legalStatus/0/heldBy", "required"),
            (json!({ "race": ["asian", "not_disclosed"] }), "#/race", "contradiction"),
            (json!({ "race": ["asian", "asian"] }), "#/race", "duplicate_item"),
            (json!({ "signLanguage": "Canary!" }), "#/signLanguage", "language_tag"),
            (
                json!({ "culturalNeeds": [{ "type": "diet" }] }),
                "#/culturalNeeds/0/text",
                "required",
            ),
            (json!({ "livingSituation": "Canary" }), "#/livingSituation", "not_in_list"),
            (
                json!({ "primaryClinicianOrganization": { "name": "Clinic", "phone": "Canary" } }),
                "#/primaryClinicianOrganization/phone",
                "wrong_format",
            ),
        ];
        let created = manager.post("/v1/clients", rosa()).await.expect(201);
        let path = format!("/v1/clients/{}", created.id());
        for (part, pointer, code) in cases {
            let mut new = json!({ "names": [{ "use": "official", "family": "Okafor" }] });
            new.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
            for answer in [
                manager.post("/v1/clients", new).await.expect(422),
                manager.patch(&path, "\"1\"", part).await.expect(422),
            ] {
                assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{:#}", answer.body);
                assert_eq!(answer.body["errors"][0]["code"], code);
                assert!(!answer.body.to_string().contains("Canary"));
            }
        }
    });
}

#[test]
fn a_patch_that_changes_nothing_leaves_the_version_as_it_is() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let mut new = everything();
        new["identifiers"] = json!([{ "type": "passport", "value": "X1234567" }]);
        let created = manager.post("/v1/clients", new.clone()).await.expect(201);
        let path = format!("/v1/clients/{}", created.id());
        for patch in [json!({}), json!({ "pronouns": "she/her" }), new] {
            let same = manager.patch(&path, "\"1\"", patch).await.expect(200);
            assert_eq!(same.etag(), "\"1\"");
            assert_eq!(same.body, created.body);
        }
        manager.patch(&path, "\"2\"", json!({})).await.expect_problem(412, "version_mismatch");
        manager.patch(&path, "\"1\"", json!({ "pronouns": "they/them" })).await.expect(200);
    });
}
