//! Who may be the same person: scored, explained, raised once, settled for good.

use serde_json::{Value, json};

use super::rosa;
use crate::harness::{Answer, Caller, Role, on_both};

/// Rosa with another given name: 0.30 + 0.25 + 0.10 + 0.05 of 0.90.
fn rosas_sister() -> Value {
    let mut sister = rosa();
    sister["names"] = json!([{ "use": "official", "given": "Carmen", "family": "Delgado" }]);
    sister
}

async fn pairs_of(caller: &Caller, client: &str) -> Answer {
    caller.get(&format!("/v1/clients/{client}/duplicate-candidates")).await.expect(200)
}

fn reason(candidate: &Value, field: &str) -> Value {
    let reasons = candidate["reasons"].as_array().unwrap();
    reasons.iter().find(|reason| reason["field"] == field).unwrap().clone()
}

#[test]
fn a_score_says_what_agreed_what_did_not_and_what_could_not_be_compared() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        manager.post("/v1/clients", rosa()).await.expect(201);
        let query = json!({
            "names": [{ "use": "official", "given": "Carmen", "family": "Delgato" }],
            "birthDate": "1948-03-15",
            "telecom": [{ "system": "sms", "value": "+15550100123" }],
        });
        let matches = manager.post("/v1/clients/match", query).await.expect(200);
        let candidate = &matches.body["candidates"][0];
        let entry = |field: &str, agreement: &str, weight: f64, of: f64| {
            (
                field.to_owned(),
                json!({ "field": field, "agreement": agreement, "weight": weight, "of": of }),
            )
        };
        for (field, wanted) in [
            entry("birthDate", "alike", 0.15, 0.3),
            entry("familyName", "same", 0.25, 0.25),
            entry("givenName", "different", 0.0, 0.2),
            entry("phone", "same", 0.1, 0.1),
            entry("address", "absent", 0.0, 0.0),
            entry("sexAtBirth", "absent", 0.0, 0.0),
        ] {
            assert_eq!(reason(candidate, &field), wanted);
        }
        // 0.50 of 0.85.
        assert_eq!(candidate["score"], 0.588);
        assert_eq!(candidate["displayName"], "Rosie Delgado");
        assert_eq!(candidate["masked"], false);
    });
}

#[test]
fn someone_who_is_less_alike_is_created_and_a_pair_is_raised() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let first = manager.post("/v1/clients", rosa()).await.expect(201);
        let second = manager.post("/v1/clients", rosas_sister()).await.expect(201);
        let pairs = manager.get("/v1/duplicate-candidates?status=open").await.expect(200);
        assert_eq!(pairs.items().len(), 1);
        let pair = &pairs.items()[0];
        assert_eq!(pair["client"]["clientId"], second.id());
        assert_eq!(pair["client"]["displayName"], "Carmen Delgado");
        assert_eq!(pair["otherClient"]["clientId"], first.id());
        assert_eq!(pair["otherClient"]["birthDate"], "1948-03-14");
        assert_eq!(pair["score"], 0.778);
        assert_eq!(reason(pair, "givenName")["agreement"], "different");
        assert_eq!(pair["allowedActions"], json!(["dismiss"]));
        for client in [&first, &second] {
            let of = pairs_of(&manager, &client.id()).await;
            assert_eq!(of.items(), pairs.items());
            let path = format!("/v1/duplicate-candidates?clientId={}", client.id());
            assert_eq!(manager.get(&path).await.expect(200).items(), pairs.items());
        }
        let path = format!("/v1/duplicate-candidates/{}", pair["id"].as_str().unwrap());
        assert_eq!(&manager.get(&path).await.expect(200).body, pair);
        let watching = app.caller(Role::TeamMember).get(&path).await.expect(200);
        assert_eq!(watching.body["allowedActions"], json!([]));
    });
}

#[test]
fn a_twin_who_was_created_all_the_same_is_raised_too() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        manager.post("/v1/clients", rosa()).await.expect(201);
        let mut twin = rosa();
        twin["duplicateOverride"] = json!({ "reason": "Her twin sister." });
        let twin = manager.post("/v1/clients", twin).await.expect(201);
        assert_eq!(twin.body["duplicateOverrideReason"], "Her twin sister.");
        let pairs = pairs_of(&manager, &twin.id()).await;
        assert_eq!(pairs.items()[0]["score"], 1.0);
    });
}

#[test]
fn a_dismissed_pair_is_never_raised_again() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let first = manager.post("/v1/clients", rosa()).await.expect(201);
        let second = manager.post("/v1/clients", rosas_sister()).await.expect(201);
        let pair = pairs_of(&manager, &first.id()).await.items()[0].clone();
        let path = format!("/v1/duplicate-candidates/{}", pair["id"].as_str().unwrap());
        let dismiss = format!("{path}/dismiss");
        manager.act(&dismiss, "\"1\"", json!({})).await.expect(422);
        let reason = json!({ "reason": "Sisters; different Medicaid numbers." });
        manager
            .act(&dismiss, "\"7\"", reason.clone())
            .await
            .expect_problem(412, "version_mismatch");
        let settled = manager.act(&dismiss, "\"1\"", reason.clone()).await.expect(200);
        assert_eq!(settled.body["status"], "dismissed");
        assert_eq!(settled.body["dismissReason"], reason["reason"]);
        assert_eq!(settled.body["allowedActions"], json!([]));
        let again = manager.act(&dismiss, "\"2\"", reason).await;
        again.expect_problem(409, "transition_not_allowed");

        // Now even more alike: in given name too.
        let paths = [&first, &second].map(|client| format!("/v1/clients/{}", client.id()));
        let names = json!({ "names": rosa()["names"] });
        manager.patch(&paths[1], "\"1\"", names.clone()).await.expect(200);
        manager.patch(&paths[0], "\"1\"", names).await.expect(200);
        assert!(
            manager
                .get("/v1/duplicate-candidates?status=open")
                .await
                .expect(200)
                .items()
                .is_empty()
        );
        let all = pairs_of(&manager, &second.id()).await;
        assert_eq!(all.items().len(), 1);
        for member in ["id", "version", "status", "score", "reasons"] {
            assert_eq!(all.items()[0][member], settled.body[member], "{member}");
        }
        let history = manager.get(&format!("{path}/history?sort=createdAt")).await.expect(200);
        let events: Vec<_> = history.items().iter().map(|entry| entry["event"].clone()).collect();
        assert_eq!(events, ["create", "dismiss"]);
        let timeline = format!("{}/timeline?kinds=duplicate_candidate", paths[1]);
        assert_eq!(manager.get(&timeline).await.expect(200).items().len(), 2);
    });
}

#[test]
fn two_who_become_alike_by_a_change_are_raised_and_compared_anew_by_the_next() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        manager.post("/v1/clients", rosa()).await.expect(201);
        let kim = json!({
            "names": [{ "use": "official", "given": "Kim", "family": "Okafor" }],
            "birthDate": "1948-03-14",
        });
        let kim = manager.post("/v1/clients", kim).await.expect(201);
        let path = format!("/v1/clients/{}", kim.id());
        assert!(pairs_of(&manager, &kim.id()).await.items().is_empty());

        let names =
            json!({ "names": [{ "use": "official", "given": "Rosa", "family": "Delgato" }] });
        manager.patch(&path, "\"1\"", names).await.expect(200);
        let pairs = pairs_of(&manager, &kim.id()).await;
        assert_eq!(pairs.items()[0]["score"], 1.0);
        assert_eq!(pairs.items()[0]["version"], 1);

        let other = json!({ "telecom": [{ "system": "phone", "value": "+15550100999" }] });
        manager.patch(&path, "\"2\"", other).await.expect(200);
        let pairs = pairs_of(&manager, &kim.id()).await;
        assert_eq!(pairs.items().len(), 1);
        assert_eq!(pairs.items()[0]["score"], 0.882);
        assert_eq!(pairs.items()[0]["version"], 2);
        manager.patch(&path, "\"3\"", json!({ "pronouns": "she/her" })).await.expect(200);
        assert_eq!(pairs_of(&manager, &kim.id()).await.items()[0]["version"], 2);
    });
}

#[test]
fn a_slip_in_the_birth_date_is_found_and_an_estimate_is_not_held_against_two_people() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let person = |given: &str, birth: &str, precision: &str| {
            json!({
                "names": [{ "use": "official", "given": given, "family": "Abdi" }],
                "birthDate": birth, "birthDatePrecision": precision,
            })
        };
        let created = manager.post("/v1/clients", person("Fatuma", "1979-02-01", "day")).await;
        let created = created.expect(201);
        for slip in ["1979-01-02", "1979-02-11", "1989-02-01"] {
            let query =
                json!({ "names": person("Fatuma", slip, "day")["names"], "birthDate": slip });
            let found = manager.post("/v1/clients/match", query).await.expect(200);
            assert_eq!(found.body["candidates"][0]["clientId"], created.id(), "{slip}");
            assert_eq!(found.body["candidates"][0]["score"], 0.8);
        }
        manager.post("/v1/clients", person("Mohamed", "1980-01-01", "estimated")).await.expect(201);
        let second =
            manager.post("/v1/clients", person("Mohamed", "1980-01-01", "estimated")).await;
        let pairs = pairs_of(&manager, &second.expect(201).id()).await;
        assert_eq!(pairs.items()[0]["score"], 0.8);
    });
}
