//! Identifiers: kept where nobody can read them, found again, and of one client each.

use entity::client_search_key;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement};
use serde_json::{Value, json};

use super::rosa;
use crate::harness::{Role, TestApp, on_both};

const MBI: &str = "1EG4-TE5-MK73";

fn with_identifiers(identifiers: Value) -> Value {
    let mut new = rosa();
    new["identifiers"] = identifiers;
    new
}

fn known() -> Value {
    json!([
        { "type": "medicare_mbi", "value": MBI },
        { "type": "medicaid", "system": "US-IL", "value": "987-654-321" },
        { "type": "ssn_last4", "value": "0042" },
    ])
}

/// Someone else, with these identifiers.
fn okafor(identifiers: &Value) -> Value {
    json!({
        "names": [{ "use": "official", "given": "Chidi", "family": "Okafor" }],
        "birthDate": "1990-10-20",
        "identifiers": identifiers,
    })
}

#[test]
fn a_client_is_found_by_an_identifier_however_it_is_written() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let created = manager.post("/v1/clients", with_identifiers(known())).await.expect(201);
        let search = async |identifier: Value| {
            let body = json!({ "identifier": identifier });
            manager.post("/v1/clients/search", body).await.expect(200)
        };
        for identifier in [
            json!({ "value": "1eg4te5mk73" }),
            json!({ "type": "medicare_mbi", "value": " 1EG4 TE5 MK73 " }),
            json!({ "value": "987654321" }),
            json!({ "system": "us-il", "value": "987654321" }),
            json!({ "type": "medicaid", "system": "US-IL", "value": "987654321" }),
            json!({ "type": "ssn_last4", "value": "0042" }),
        ] {
            let found = search(identifier.clone()).await;
            assert_eq!(found.items().len(), 1, "{identifier}");
            assert_eq!(found.items()[0]["id"], created.id());
        }
        for identifier in [
            json!({ "value": "1EG4TE5MK7" }),
            json!({ "type": "medicaid", "value": "1EG4TE5MK73" }),
            json!({ "system": "US-WI", "value": "987654321" }),
            json!({ "type": "medicaid", "system": "US-WI", "value": "987654321" }),
        ] {
            assert!(search(identifier.clone()).await.items().is_empty(), "{identifier}");
        }
        let both = json!({ "name": "rosa", "identifier": { "value": MBI } });
        assert_eq!(manager.post("/v1/clients/search", both).await.expect(200).items().len(), 1);
        let other = json!({ "name": "chidi", "identifier": { "value": MBI } });
        assert!(manager.post("/v1/clients/search", other).await.expect(200).items().is_empty());
        let stranger = app.caller_of(&app.second, Role::CareManager);
        let theirs = json!({ "identifier": { "value": MBI } });
        assert!(stranger.post("/v1/clients/search", theirs).await.expect(200).items().is_empty());
    });
}

#[test]
fn who_may_not_read_identifiers_sees_their_ends_and_sends_none() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let created = manager.post("/v1/clients", with_identifiers(known())).await.expect(201);
        let path = format!("/v1/clients/{}", created.id());
        assert_eq!(
            created.body["identifiers"][0],
            json!({
                "type": "medicare_mbi", "maskedValue": "•••• MK73", "value": MBI,
            })
        );
        assert_eq!(created.body["identifiers"][1]["system"], "US-IL");
        for role in [Role::Admin, Role::Clinician, Role::TeamMember] {
            let seen = app.caller(role).get(&path).await.expect(200);
            assert_eq!(
                seen.body["identifiers"],
                json!([
                    { "type": "medicare_mbi", "maskedValue": "•••• MK73" },
                    { "type": "medicaid", "system": "US-IL", "maskedValue": "•••• 4321" },
                    { "type": "ssn_last4", "maskedValue": "••••" },
                ])
            );
        }
        let user = app.first.user(Role::CareManager);
        let narrow = app.caller_with(&app.first, user, "clients:read clients:write");
        let seen = narrow.get(&path).await.expect(200);
        assert!(seen.body["identifiers"][0].get("value").is_none());
        let patch = json!({ "identifiers": [] });
        narrow.patch(&path, "\"1\"", patch).await.expect_problem(403, "insufficient_scope");
        let new = okafor(&json!([{ "type": "passport", "value": "X1234567" }]));
        narrow.post("/v1/clients", new).await.expect_problem(403, "insufficient_scope");
        narrow.patch(&path, "\"1\"", json!({ "pronouns": "she/her" })).await.expect(200);
        let kept = manager.get(&path).await.expect(200);
        assert_eq!(kept.body["identifiers"], created.body["identifiers"]);
    });
}

#[test]
fn an_identifier_that_is_of_one_person_is_of_one_client() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let first = manager.post("/v1/clients", with_identifiers(known())).await.expect(201);

        // Another name and birth date: the number settles it.
        let theirs = okafor(&json!([{ "type": "medicare_mbi", "value": "1eg4te5mk73" }]));
        let refused = manager.post("/v1/clients", theirs.clone()).await;
        let refused = refused.expect_problem(409, "client_possible_duplicate");
        assert_eq!(refused.body["candidates"][0]["clientId"], first.id());
        assert_eq!(refused.body["candidates"][0]["score"], 1.0);
        assert_eq!(refused.body["candidates"][0]["reasons"][0]["field"], "identifier");
        assert!(!refused.body.to_string().to_lowercase().contains("te5"));
        let query = json!({ "names": theirs["names"], "identifiers": theirs["identifiers"] });
        let matches = manager.post("/v1/clients/match", query).await.expect(200);
        assert_eq!(matches.body["candidates"][0]["score"], 1.0);

        let mut forced = theirs;
        forced["duplicateOverride"] = json!({ "reason": "Not her." });
        let refused = manager.post("/v1/clients", forced).await;
        let refused = refused.expect_problem(409, "identifier_in_use");
        assert_eq!(refused.body["clients"][0]["clientId"], first.id());

        let other = manager
            .post(
                "/v1/clients",
                okafor(&json!([
                    { "type": "ssn_last4", "value": "0042" },
                    { "type": "medicaid", "system": "US-WI", "value": "987654321" },
                ])),
            )
            .await
            .expect(201);
        let path = format!("/v1/clients/{}", other.id());
        let taken = json!({ "identifiers": [{ "type": "medicaid", "system": "us-il", "value": "987654321" }] });
        manager.patch(&path, "\"1\"", taken.clone()).await.expect_problem(409, "identifier_in_use");

        // One's own may be sent again; what is given up is free.
        let own = json!({ "identifiers": [{ "type": "medicaid", "system": "US-WI", "value": "987 654 321" }] });
        let changed = manager.patch(&path, "\"1\"", own).await.expect(200);
        assert_eq!(changed.body["identifiers"][0]["value"], "987 654 321");
        let rosas = format!("/v1/clients/{}", first.id());
        manager.patch(&rosas, "\"1\"", json!({ "identifiers": [] })).await.expect(200);
        manager.patch(&path, &changed.etag(), taken).await.expect(200);
        let stranger = app.caller_of(&app.second, Role::CareManager);
        stranger.post("/v1/clients", with_identifiers(known())).await.expect(201);
    });
}

#[test]
fn an_identifier_has_the_form_of_its_kind() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let cases = [
            (
                json!([{ "type": "medicare_mbi", "value": "Canary" }]),
                "#/identifiers/0/value",
                "identifier_form",
            ),
            (
                json!([{ "type": "ssn_last4", "value": "123-45-6789" }]),
                "#/identifiers/0/value",
                "identifier_form",
            ),
            (
                json!([{ "type": "ssn_last4", "value": "0000" }]),
                "#/identifiers/0/value",
                "identifier_form",
            ),
            (json!([{ "type": "other", "value": "Canary" }]), "#/identifiers/0/system", "required"),
            (
                json!([{ "type": "other", "system": "School", "value": "-" }]),
                "#/identifiers/0/value",
                "identifier_form",
            ),
            (
                json!([{ "type": "passport", "value": "X1234567" }, { "type": "passport", "value": "x-123 4567" }]),
                "#/identifiers/1",
                "duplicate_item",
            ),
        ];
        for (identifiers, pointer, code) in cases {
            let answer = manager.post("/v1/clients", okafor(&identifiers)).await.expect(422);
            assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{:#}", answer.body);
            assert_eq!(answer.body["errors"][0]["code"], code);
            assert!(!answer.body.to_string().contains("Canary"));
        }
    });
}

#[test]
fn who_was_found_before_the_keys_were_rotated_is_found_after() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let old = manager.post("/v1/clients", with_identifiers(known())).await.expect(201);
        let rotated = app.with_new_keys_for(&["field", "search"]);
        let manager = rotated.caller(Role::CareManager);
        let new = okafor(&json!([{ "type": "passport", "value": "X1234567" }]));
        let new = manager.post("/v1/clients", new).await.expect(201);

        let found = async |value: &str| {
            let body = json!({ "identifier": { "value": value } });
            let found = manager.post("/v1/clients/search", body).await.expect(200);
            found.items().iter().map(|item| item["id"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(found(MBI).await, [json!(old.id())]);
        assert_eq!(found("X1234567").await, [json!(new.id())]);
        let path = format!("/v1/clients/{}", old.id());
        let seen = manager.get(&path).await.expect(200);
        assert_eq!(seen.body["identifiers"], old.body["identifiers"]);

        // A number that is hashed by the old key is still of one client.
        let theirs = okafor(&json!([{ "type": "medicare_mbi", "value": MBI }]));
        let refused = manager.post("/v1/clients", theirs).await;
        refused.expect_problem(409, "client_possible_duplicate");
        let more = json!({ "identifiers": [
            { "type": "medicare_mbi", "value": MBI }, { "type": "state_id", "value": "D123-4567" },
        ] });
        manager.patch(&path, "\"1\"", more).await.expect(200);
        assert_eq!(found(MBI).await, [json!(old.id())]);
        assert_eq!(found("D1234567").await, [json!(old.id())]);
        rotated.stop_now().await;
    });
}

/// Everything that the database holds: of SQLite the bytes of its files.
async fn everything(app: &TestApp) -> String {
    let backend = app.database.get_database_backend();
    let all = async |sql: String| {
        let rows = app.database.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
        let texts = rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap());
        texts.collect::<Vec<_>>()
    };
    if backend == DbBackend::Sqlite {
        let file = &all("SELECT file FROM pragma_database_list".to_owned()).await[0];
        let files = [file.clone(), format!("{file}-wal")];
        let bytes = files.iter().flat_map(|file| std::fs::read(file).unwrap_or_default());
        return String::from_utf8_lossy(&bytes.collect::<Vec<_>>()).into_owned();
    }
    let tables =
        all("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'".to_owned());
    let mut text = String::new();
    for table in tables.await {
        text.extend(all(format!("SELECT t::text FROM {table} t")).await);
    }
    text
}

#[test]
fn the_database_holds_no_identifier_that_could_be_read() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let headers = [("idempotency-key", "a-key")];
        let body = with_identifiers(json!([
            { "type": "medicare_mbi", "value": MBI },
            { "type": "other", "system": "School district", "value": "Canary-77-Canary" },
        ]));
        let post = reqwest::Method::POST;
        let created = manager.send(post, "/v1/clients", &headers, Some(body)).await.expect(201);
        let search = json!({ "identifier": { "value": "CANARY77CANARY" } });
        assert_eq!(manager.post("/v1/clients/search", search).await.expect(200).items().len(), 1);
        let text = everything(&app).await;
        assert!(text.contains("SCHOOL DISTRICT"), "the rows are there");
        let text = text.to_lowercase();
        for secret in ["1eg4-te5-mk73", "1eg4te5mk73", "mk73", "canary"] {
            assert!(!text.contains(secret), "{secret} can be read");
        }
        let fewer = json!({ "identifiers": [{ "type": "medicare_mbi", "value": MBI }] });
        let path = format!("/v1/clients/{}", created.id());
        manager.patch(&path, "\"1\"", fewer).await.expect(200);
        let keys = client_search_key::Entity::find().all(&app.database).await.unwrap();
        let hashed = keys.iter().filter(|key| key.kind == client_search_key::Kind::Identifier);
        assert_eq!(hashed.count(), 2, "by the value alone, and with its type");
    });
}
