//! What the platform does for every operation alike.

use std::sync::Arc;

use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::{
    clients::rosa,
    harness::{Role, on_both},
};

#[test]
fn what_is_not_there_is_told_apart_from_a_wrong_method() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        manager.get("/v1/nothing").await.expect_problem(404, "route_not_found");
        manager.get("/v1/clients/").await.expect_problem(404, "route_not_found");
        manager.get("/docs/none-of-ours").await.expect_problem(404, "route_not_found");
        let refused = manager.send(Method::PUT, "/v1/clients", &[], Some(json!({}))).await;
        let refused = refused.expect_problem(405, "method_not_allowed");
        assert_eq!(refused.header("allow"), Some("GET, POST, HEAD"));
        manager.get("/v1/clients/not-an-id").await.expect_problem(404, "not_found");
    });
}

#[test]
fn an_answer_repeats_no_part_of_a_path_that_may_be_a_name() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let unknown = Uuid::new_v4();
        for (asked, instance) in [
            ("/v1/clients/Canary".to_owned(), "/v1/clients/-".to_owned()),
            ("/v1/clients/Canary/more".to_owned(), "/v1/clients/-/-".to_owned()),
            ("/Canary".to_owned(), "/-".to_owned()),
            ("/v1/clients/3125550123".to_owned(), "/v1/clients/-".to_owned()),
            (format!("/v1/clients/{unknown}"), format!("/v1/clients/{unknown}")),
        ] {
            let answer = manager.get(&asked).await.expect(404);
            assert_eq!(answer.body["instance"], instance, "{:#}", answer.body);
        }
    });
}

#[test]
fn head_answers_as_get_without_the_body() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let created = manager.post("/v1/clients", rosa()).await.expect(201);
        let path = format!("/v1/clients/{}", created.id());
        let head = manager.send(Method::HEAD, &path, &[], None).await.expect(200);
        assert_eq!(head.etag(), created.etag());
        assert!(head.body.is_null());
    });
}

#[test]
fn bad_bodies_get_the_same_clear_answer_on_both_databases() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let json_type = [("content-type", "application/json")];
        let send = async |headers: &[(&str, &str)], body: Vec<u8>| {
            manager.send_bytes(Method::POST, "/v1/clients", headers, Some(body)).await
        };
        let deep = format!("{}{}", "[".repeat(100), "]".repeat(100)).into_bytes();
        let endless = format!(r#"{{"names": {}"#, "[".repeat(100_000)).into_bytes();
        for body in [
            b"".to_vec(),
            b"{".to_vec(),
            b"nonsense".to_vec(),
            b"{\"names\": \xff}".to_vec(),
            b"{\"names\": \"\\ud800\"}".to_vec(),
            b"{} {}".to_vec(),
            deep,
            endless,
        ] {
            send(&json_type, body).await.expect_problem(400, "malformed_json");
        }
        for body in [&b"[]"[..], b"null", b"3", b"\"text\""] {
            send(&json_type, body.to_vec()).await.expect_problem(422, "validation_failed");
        }
        let huge = format!(r#"{{"pronouns": "{}"}}"#, "x".repeat(2 * 1024 * 1024));
        send(&json_type, huge.into_bytes()).await.expect_problem(413, "body_too_large");
        let other = [("content-type", "text/plain")];
        send(&other, b"{}".to_vec()).await.expect_problem(415, "unsupported_media_type");
        let latin = [("content-type", "application/json; charset=latin1")];
        send(&latin, b"{}".to_vec()).await.expect_problem(415, "unsupported_media_type");
        send(&[], b"{}".to_vec()).await.expect_problem(415, "unsupported_media_type");
        let twice = br#"{"names": [], "names": []}"#.to_vec();
        let refused = send(&json_type, twice).await.expect_problem(422, "validation_failed");
        assert_eq!(refused.body["errors"][0]["code"], "duplicate_field");
        let secret = br#"{"Jane Doe's secret": 1}"#.to_vec();
        let refused = send(&json_type, secret).await.expect(422);
        assert!(!refused.body.to_string().contains("Jane"), "{:#}", refused.body);
    });
}

#[test]
fn a_body_where_none_is_taken_is_refused_unless_it_says_nothing() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let task = json!({ "title": "Call her", "type": "contact" });
        let task = manager.post("/v1/tasks", task).await.expect(201);
        let claim = format!("/v1/tasks/{}/claim", task.id());
        let reason = json!({ "reason": "She asked for me." });
        let refused = manager.act(&claim, &task.etag(), reason).await.expect(422);
        assert_eq!(refused.body["errors"][0]["code"], "no_body");
        manager.act(&claim, &task.etag(), json!({})).await.expect(200);
    });
}

#[test]
fn a_caller_who_accepts_no_json_is_told_so() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let refused =
            manager.send(Method::GET, "/v1/clients", &[("accept", "text/html")], None).await;
        refused.expect_problem(406, "not_acceptable");
        // Nothing could be sent at all, so the plain answer is.
        let encoded = [("accept-encoding", "identity;q=0, *;q=0")];
        manager.send(Method::GET, "/v1/clients", &encoded, None).await.expect(200);
    });
}

#[test]
fn a_request_id_is_kept_when_it_is_safe_and_replaced_when_it_is_not() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let with = async |id: &str| {
            manager
                .send(Method::GET, "/v1/clients", &[("x-request-id", id)], None)
                .await
                .expect(200)
        };
        let mine = format!("mine-{}", Uuid::new_v4());
        assert_eq!(with(&mine).await.header("x-request-id"), Some(mine.as_str()));
        let replaced = with("Jane Doe").await;
        let replaced = replaced.header("x-request-id").unwrap();
        assert!(replaced.parse::<Uuid>().is_ok());
    });
}

#[test]
fn an_id_of_the_callers_own_names_one_creation_below_one_parent() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let mut other = rosa();
        other["names"][0]["given"] = json!("Lan");
        other["birthDate"] = json!("1961-07-02");
        other["telecom"] = json!([]);
        let first = manager.post("/v1/clients", rosa()).await.expect(201).id();
        let second = manager.post("/v1/clients", other).await.expect(201).id();
        let plan = json!({ "id": Uuid::new_v4(), "title": "Eating well again" });
        let below = |client: &str| format!("/v1/clients/{client}/care-plans");
        manager.post(&below(&first), plan.clone()).await.expect(201);
        manager.post(&below(&first), plan.clone()).await.expect(200);
        let elsewhere = manager.post(&below(&second), plan.clone()).await;
        elsewhere.expect_problem(409, "id_in_use");
        assert!(manager.get(&below(&second)).await.expect(200).items().is_empty());
    });
}

#[test]
fn racing_writers_on_one_record_lose_no_update() {
    on_both(|app| async move {
        let manager = Arc::new(app.caller(Role::CareManager));
        let created = manager.post("/v1/clients", rosa()).await.expect(201);
        let path = Arc::new(format!("/v1/clients/{}", created.id()));
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let (manager, path) = (manager.clone(), path.clone());
                tokio::spawn(async move {
                    let mut accepted = 0;
                    for _ in 0..6 {
                        let seen = manager.get(&path).await.expect(200);
                        let count: u32 =
                            seen.body["pronouns"].as_str().unwrap_or("0").parse().unwrap();
                        let change = json!({ "pronouns": (count + 1).to_string() });
                        let answer = manager.patch(&path, &seen.etag(), change).await;
                        match answer.status.as_u16() {
                            200 => accepted += 1,
                            412 => {}
                            other => panic!("{other}: {:#}", answer.body),
                        }
                    }
                    accepted
                })
            })
            .collect();
        let mut accepted = 0;
        for task in tasks {
            accepted += task.await.unwrap();
        }
        let last = manager.get(&path).await.expect(200);
        assert_eq!(last.body["pronouns"], accepted.to_string());
        assert_eq!(last.body["version"], accepted + 1);
    });
}

#[test]
fn senders_of_one_key_have_one_effect_between_them() {
    on_both(|app| async move {
        let manager = Arc::new(app.caller(Role::CareManager));
        for round in 0..5 {
            let key = Uuid::new_v4().to_string();
            let body =
                json!({ "names": [{ "use": "official", "family": format!("Round{round}") }] });
            let tasks: Vec<_> = (0..8)
                .map(|_| {
                    let (manager, key, body) = (manager.clone(), key.clone(), body.clone());
                    tokio::spawn(async move {
                        let headers = [("idempotency-key", key.as_str())];
                        manager.send(Method::POST, "/v1/clients", &headers, Some(body)).await
                    })
                })
                .collect();
            let mut ids = Vec::new();
            for task in tasks {
                ids.push(task.await.unwrap().expect(201).id());
            }
            ids.dedup();
            assert_eq!(ids.len(), 1);
        }
        let all = manager.get("/v1/clients?includeTotal=true").await.expect(200);
        assert_eq!(all.body["total"], 5);
    });
}

#[test]
fn two_who_create_the_same_person_at_once_make_one_client() {
    on_both(|app| async move {
        let manager = Arc::new(app.caller(Role::CareManager));
        let tasks: Vec<_> = (0..6)
            .map(|_| {
                let manager = manager.clone();
                tokio::spawn(
                    async move { manager.post("/v1/clients", rosa()).await.status.as_u16() },
                )
            })
            .collect();
        let mut created = 0;
        for task in tasks {
            match task.await.unwrap() {
                201 => created += 1,
                status => assert_eq!(status, 409),
            }
        }
        assert_eq!(created, 1);
    });
}

#[test]
fn a_server_that_is_being_stopped_says_so_at_readyz() {
    on_both(|app| async move {
        let anyone = app.anonymous();
        anyone.get("/readyz").await.expect(200);
        app.app.drain();
        let refused = anyone.get("/readyz").await.expect_problem(503, "temporarily_unavailable");
        assert!(refused.header("retry-after").is_some());
        anyone.get("/livez").await.expect(200);
    });
}

#[test]
fn every_kind_of_problem_has_a_page() {
    on_both(|app| async move {
        let anyone = app.anonymous();
        let all = anyone.get("/problems").await.expect(200);
        let mut codes: Vec<_> =
            all.items().iter().map(|kind| kind["code"].as_str().unwrap().to_owned()).collect();
        let count = codes.len();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), count, "a code is used twice");
        for kind in all.items() {
            let page = anyone.get(kind["type"].as_str().unwrap()).await.expect(200);
            assert_eq!(&page.body, kind);
        }
        anyone.get("/problems/no-such-problem").await.expect(404);
    });
}
