//! Users, API clients and tokens: who may come in, and who no longer.

use std::time::{Duration, Instant};

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Answer, Caller, Role, TestApp, on_both};

fn dana() -> Value {
    json!({
        "displayName": "Dana Whitfield",
        "email": "Dana@Lakeside.example",
        "roles": ["care_manager", "supervisor"],
    })
}

/// Another administrator of the first agency.
async fn second_admin(app: &TestApp) -> Answer {
    let body = json!({ "displayName": "Second Admin", "roles": ["admin"] });
    app.caller(Role::Admin).post("/v1/users", body).await.expect(201)
}

/// Waits for a right to be gone, for a second at most: so long may it live on.
async fn refused_within_a_second(caller: &Caller, path: &str) -> Answer {
    let started = Instant::now();
    loop {
        let answer = caller.get(path).await;
        if answer.status.is_client_error() {
            return answer;
        }
        assert!(started.elapsed() < Duration::from_secs(1), "{path} is still open");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[test]
fn a_user_is_created_changed_and_found_by_role() {
    on_both(|app| async move {
        let admin = app.caller(Role::Admin);
        let created = admin.post("/v1/users", dana()).await.expect(201);
        assert_eq!(created.body["email"], "dana@lakeside.example");
        assert_eq!(created.body["status"], "active");
        assert_eq!(created.body["allowedActions"], json!(["disable"]));
        let path = format!("/v1/users/{}", created.id());
        assert_eq!(created.header("location"), Some(path.as_str()));

        let found = admin.get("/v1/users?role=supervisor&sort=displayName").await.expect(200);
        let names: Vec<_> = found.items().iter().map(|user| user["displayName"].clone()).collect();
        assert_eq!(names, ["Dana Whitfield", "supervisor of Lakeside Care"]);
        let either = admin.get("/v1/users?role=supervisor,auditor&status=active").await.expect(200);
        assert_eq!(either.items().len(), 3);
        let none = admin.get("/v1/users?status=disabled").await.expect(200);
        assert!(none.items().is_empty());

        let patch = json!({ "displayName": "Dana W.", "roles": ["auditor"] });
        let changed = admin.patch(&path, "\"1\"", patch).await.expect(200);
        assert_eq!(changed.body["roles"], json!(["auditor"]));
        let cleared = json!({ "clearFields": ["email"] });
        let cleared = admin.patch(&path, "\"2\"", cleared).await.expect(200);
        assert!(cleared.body.get("email").is_none());
        let seen = app.caller(Role::CareManager).get(&path).await.expect(200);
        assert_eq!(seen.body["allowedActions"], json!([]));
        app.caller_of(&app.second, Role::Admin).get(&path).await.expect_problem(404, "not_found");
    });
}

#[test]
fn an_address_belongs_to_one_user_of_an_agency() {
    on_both(|app| async move {
        let admin = app.caller(Role::Admin);
        admin.post("/v1/users", dana()).await.expect(201);
        let mut same = dana();
        same["email"] = json!("DANA@LAKESIDE.EXAMPLE");
        let refused = admin.post("/v1/users", same).await.expect_problem(409, "email_in_use");
        assert!(!refused.body.to_string().to_lowercase().contains("dana"));
        let other = second_admin(&app).await;
        let path = format!("/v1/users/{}", other.id());
        let patch = json!({ "email": "dana@lakeside.example" });
        admin.patch(&path, "\"1\"", patch).await.expect_problem(409, "email_in_use");
        let elsewhere = app.caller_of(&app.second, Role::Admin).post("/v1/users", dana()).await;
        elsewhere.expect(201);
        let racing: Vec<_> = futures_util::future::join_all((0..8).map(|number| {
            let body = json!({
                "displayName": format!("Racer {number}"),
                "email": "racer@lakeside.example",
                "roles": ["auditor"],
            });
            let admin = admin.clone();
            async move { admin.post("/v1/users", body).await }
        }))
        .await;
        let created = racing.iter().filter(|answer| answer.status == 201).count();
        let refused = racing.iter().filter(|answer| answer.status == 409).count();
        assert_eq!((created, refused), (1, 7));
    });
}

#[test]
fn what_makes_no_user_is_refused_without_an_echo() {
    on_both(|app| async move {
        let admin = app.caller(Role::Admin);
        for (member, value, pointer, code) in [
            ("email", json!("canary"), "#/email", "email"),
            ("displayName", json!("  "), "#/displayName", "blank_text"),
            ("roles", json!([]), "#/roles", "too_few_items"),
            ("roles", json!(["canary"]), "#/roles/0", "not_in_list"),
            ("roles", json!(["auditor", "auditor"]), "#/roles", "duplicate_role"),
            ("roles", json!(["integration"]), "#/roles", "integration_role"),
            ("status", json!("disabled"), "#/status", "unknown_field"),
        ] {
            let mut body = dana();
            body[member] = value;
            let refused = admin.post("/v1/users", body).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{:#}", refused.body);
            assert_eq!(refused.body["errors"][0]["code"], code);
            assert!(!refused.body.to_string().contains("canary"));
        }
    });
}

#[test]
fn a_disabled_user_is_refused_within_a_second_and_can_come_back() {
    on_both(|app| async move {
        let admin = app.caller(Role::Admin);
        let manager = app.caller(Role::CareManager);
        let path = format!("/v1/users/{}", app.first.user(Role::CareManager));
        manager.get("/v1/clients").await.expect(200);
        let reason = json!({ "reason": "Left the agency." });
        let disabled =
            admin.act(&format!("{path}/disable"), "\"1\"", reason.clone()).await.expect(200);
        assert_eq!(disabled.body["status"], "disabled");
        assert_eq!(disabled.body["allowedActions"], json!(["enable"]));
        let refused = refused_within_a_second(&manager, "/v1/clients").await;
        refused.expect_problem(401, "token_invalid");
        // The agency sees that they tried.
        let who = app.first.user(Role::CareManager);
        let tried = format!("/v1/audit-events?actorId={who}&operation=listClients&limit=1");
        let tried = app.caller(Role::Auditor).get(&tried).await.expect(200);
        assert_eq!(tried.items()[0]["status"], 401);
        let again = admin.act(&format!("{path}/disable"), "\"2\"", reason.clone()).await;
        again.expect_problem(409, "transition_not_allowed");
        admin.act(&format!("{path}/enable"), "\"2\"", reason).await.expect(200);
        let history = admin.get(&format!("{path}/history")).await.expect(200);
        let moves: Vec<_> = history.items().iter().map(|entry| entry["event"].clone()).collect();
        assert_eq!(moves, ["enable", "disable"]);
        assert_eq!(history.items()[1]["reason"], "Left the agency.");
    });
}

#[test]
fn a_role_that_was_taken_away_is_gone_within_a_second() {
    on_both(|app| async move {
        let auditor = app.caller(Role::Auditor);
        auditor.get("/v1/audit-events").await.expect(200);
        let path = format!("/v1/users/{}", app.first.user(Role::Auditor));
        let patch = json!({ "roles": ["team_member"] });
        app.caller(Role::Admin).patch(&path, "\"1\"", patch).await.expect(200);
        // A team member may see what they did themselves, and who did it.
        let started = Instant::now();
        loop {
            let log = auditor.get("/v1/audit-events").await.expect(200);
            let own = app.first.user(Role::Auditor).to_string();
            if log.items().iter().all(|entry| entry["actorId"] == own) {
                break;
            }
            assert!(started.elapsed() < Duration::from_secs(1), "the role still counts");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
}

#[test]
fn an_agency_keeps_an_administrator() {
    on_both(|app| async move {
        let admin = app.caller(Role::Admin);
        let own = format!("/v1/users/{}", app.first.user(Role::Admin));
        let reason = json!({ "reason": "Enough." });
        let disable = format!("{own}/disable");
        admin.act(&disable, "\"1\"", reason.clone()).await.expect_problem(409, "last_admin");
        let demote = json!({ "roles": ["auditor"] });
        admin.patch(&own, "\"1\"", demote.clone()).await.expect_problem(409, "last_admin");

        let other = second_admin(&app).await;
        admin.act(&disable, "\"1\"", reason.clone()).await.expect_problem(409, "own_account");
        let path = format!("/v1/users/{}", other.id());
        admin.act(&format!("{path}/disable"), "\"1\"", reason).await.expect(200);
        // A disabled administrator is none.
        admin.patch(&own, "\"1\"", demote.clone()).await.expect_problem(409, "last_admin");
        let enabled = json!({ "reason": "Needed." });
        admin.act(&format!("{path}/enable"), "\"2\"", enabled).await.expect(200);
        admin.patch(&own, "\"1\"", demote).await.expect(200);
    });
}

#[test]
fn two_administrators_who_demote_each_other_leave_one() {
    on_both(|app| async move {
        for _ in 0..4 {
            let admins = [second_admin(&app).await, second_admin(&app).await];
            let first = app.first.user(Role::Admin).to_string();
            let admin = app.caller(Role::Admin);
            // Only these two are left.
            let version = admin.get(&format!("/v1/users/{first}")).await.etag();
            let scope = "users:read users:write";
            let callers = admins
                .each_ref()
                .map(|user| app.caller_with(&app.first, user.id().parse().unwrap(), scope));
            let demote = json!({ "roles": ["auditor"] });
            let path = format!("/v1/users/{first}");
            callers[0].patch(&path, &version, demote.clone()).await.expect(200);
            let targets = [admins[1].id(), admins[0].id()].map(|id| format!("/v1/users/{id}"));
            let (one, two) = tokio::join!(
                callers[0].patch(&targets[0], "\"1\"", demote.clone()),
                callers[1].patch(&targets[1], "\"1\"", demote.clone()),
            );
            let mut statuses = [one.status.as_u16(), two.status.as_u16()];
            statuses.sort_unstable();
            // The loser is the last administrator by the rule, or is seen to be none any more.
            assert!(matches!(statuses, [200, 403 | 409]), "{statuses:?}");
            // Whoever is left brings the first administrator back, and goes.
            let left = usize::from(one.status.as_u16() == 200);
            let left = &callers[1 - left];
            let version = left.get(&path).await.expect(200).etag();
            left.patch(&path, &version, json!({ "roles": ["admin"] })).await.expect(200);
            let remaining = left.get("/v1/users?role=admin&status=active").await.expect(200);
            for user in remaining.items().iter().filter(|user| user["id"] != first) {
                let path = format!("/v1/users/{}", user["id"].as_str().unwrap());
                left.patch(&path, &format!("\"{}\"", user["version"]), demote.clone())
                    .await
                    .expect(200);
            }
        }
    });
}

#[test]
fn anyone_with_a_token_sees_who_they_are_and_what_they_may_do() {
    on_both(|app| async move {
        let id = app.first.user(Role::Analyst);
        let me = app.caller_with(&app.first, id, "clients:read").get("/v1/users/me").await;
        let me = me.expect(200);
        assert_eq!(me.body["id"], id.to_string());
        assert_eq!(me.body["kind"], "user");
        assert_eq!(me.body["agencyId"], app.first.id.to_string());
        assert_eq!(me.body["roles"], json!(["analyst"]));
        assert_eq!(me.body["scopes"], json!([]), "the role gives nothing");
        let manager = app.first.user(Role::CareManager);
        let scope = "clients:read users:write";
        let narrowed = app.caller_with(&app.first, manager, scope).get("/v1/users/me").await;
        assert_eq!(narrowed.expect(200).body["scopes"], json!(["clients:read"]));
        app.anonymous().get("/v1/users/me").await.expect_problem(401, "token_missing");
    });
}

/// Asks for a token, in the form of RFC 6749.
async fn ask(app: &TestApp, authorization: Option<&str>, form: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
    headers.extend(authorization.map(|value| ("authorization", value)));
    let bytes = Some(body.into_bytes());
    app.anonymous().send_bytes(Method::POST, "/oauth2/token", &headers, bytes).await
}

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

const GRANT: (&str, &str) = ("grant_type", "client_credentials");

/// A new API client of the first agency, with its id and secret.
async fn gateway(app: &TestApp) -> (String, String) {
    let body = json!({ "name": "Hospital gateway", "scopes": ["clients:read", "users:write"] });
    let created = app.caller(Role::Admin).post("/v1/api-clients", body).await.expect(201);
    (created.id(), created.body["secret"].as_str().unwrap().to_owned())
}

#[test]
fn an_api_client_gets_a_token_by_its_secret_and_works_with_it() {
    on_both(|app| async move {
        let (id, secret) = gateway(&app).await;
        assert_eq!(secret.len(), 43);
        let by_form = [GRANT, ("client_id", &id), ("client_secret", &secret)];
        let token = ask(&app, None, &by_form).await.expect(200);
        assert_eq!(token.body["token_type"], "Bearer");
        assert_eq!(token.body["expires_in"], 600);
        assert_eq!(token.body["scope"], "clients:read users:write");
        assert_eq!(token.header("cache-control"), Some("no-store"));
        assert_eq!(token.header("pragma"), Some("no-cache"));

        let scope = ("scope", "clients:read");
        let narrowed = ask(&app, Some(&basic(&id, &secret)), &[GRANT, scope]).await.expect(200);
        assert_eq!(narrowed.body["scope"], "clients:read");
        let caller = app.bearer(narrowed.body["access_token"].as_str().unwrap());
        caller.get("/v1/clients").await.expect(200);
        let me = caller.get("/v1/users/me").await.expect(200);
        assert_eq!(me.body["kind"], "api_client");
        assert_eq!(me.body["id"], id);
        assert_eq!(me.body["displayName"], "Hospital gateway");
        assert_eq!(me.body["scopes"], json!(["clients:read"]));

        // A scope that is taken from the client is gone from its tokens within a second.
        let admin = app.caller(Role::Admin);
        let path = format!("/v1/api-clients/{id}");
        let etag = admin.get(&path).await.expect(200).etag();
        let fewer = json!({ "scopes": ["users:write"] });
        let etag = admin.patch(&path, &etag, fewer).await.expect(200).etag();
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        caller.get("/v1/clients").await.expect_problem(403, "insufficient_scope");
        let more = json!({ "scopes": ["clients:read", "users:write"] });
        admin.patch(&path, &etag, more).await.expect(200);
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        caller.get("/v1/clients").await.expect(200);

        // A scope that the role does not give opens nothing.
        let all = app.bearer(token.body["access_token"].as_str().unwrap());
        all.post("/v1/users", dana()).await.expect_problem(403, "forbidden");

        app.clock.advance(chrono::TimeDelta::seconds(606));
        caller.get("/v1/clients").await.expect_problem(401, "token_expired");
    });
}

#[test]
fn a_request_for_a_token_is_refused_in_the_words_of_its_standard() {
    on_both(|app| async move {
        let (id, secret) = gateway(&app).await;
        let header = basic(&id, &secret);
        let wrong = basic(&id, "canary");
        let unknown = basic(&Uuid::new_v4().to_string(), &secret);
        let password = ("grant_type", "password");
        let foreign = ("scope", "clients:read audit:read");
        for (authorization, form, status, error) in [
            (Some(&header), &[][..], 400, "invalid_request"),
            (Some(&header), &[GRANT, GRANT], 400, "invalid_request"),
            (Some(&header), &[GRANT, ("client_secret", &secret)], 400, "invalid_request"),
            (Some(&header), &[password], 400, "unsupported_grant_type"),
            (Some(&header), &[GRANT, foreign], 400, "invalid_scope"),
            (Some(&wrong), &[GRANT], 401, "invalid_client"),
            (Some(&unknown), &[GRANT], 401, "invalid_client"),
            (None, &[GRANT], 401, "invalid_client"),
            (
                None,
                &[GRANT, ("client_id", "canary"), ("client_secret", "canary")],
                401,
                "invalid_client",
            ),
        ] {
            let refused = ask(&app, authorization.map(String::as_str), form).await.expect(status);
            assert_eq!(refused.body["error"], error);
            assert_eq!(refused.header("cache-control"), Some("no-store"));
            assert!(!refused.body.to_string().contains("canary"));
            let challenged = refused.header("www-authenticate").is_some();
            assert_eq!(challenged, status == 401 && authorization.is_some());
        }
        let json = [("content-type", "application/json")];
        let body = Some(json!({ "grant_type": "client_credentials" }).to_string().into_bytes());
        let caller = app.anonymous();
        let refused = caller.send_bytes(Method::POST, "/oauth2/token", &json, body).await;
        refused.expect_problem(415, "unsupported_media_type");

        // The agency's log has what was tried with its API client, and nothing of the others.
        let auditor = app.caller(Role::Auditor);
        let log = auditor.get("/v1/audit-events?operation=createAccessToken").await.expect(200);
        let mut problems: Vec<_> =
            log.items().iter().map(|entry| entry["problem"].as_str().unwrap()).collect();
        problems.sort_unstable();
        assert_eq!(problems, ["invalid_client", "invalid_scope"]);
        for entry in log.items() {
            assert_eq!(entry["items"][0]["id"], id);
            assert_eq!(entry["items"][0]["action"], "token_refused");
            assert!(entry.get("actorId").is_none());
        }
    });
}

#[test]
fn a_secret_is_shown_once_and_replaced_without_a_gap() {
    on_both(|app| async move {
        let admin = app.caller(Role::Admin);
        let key = [("idempotency-key", "one"), ("content-type", "application/json")];
        let body = json!({ "name": "Gateway", "scopes": ["clients:read"] });
        let post = async |path: String, headers: &[(&str, &str)], body| {
            admin.send(Method::POST, &path, headers, body).await
        };
        let created = post("/v1/api-clients".into(), &key, Some(body.clone())).await.expect(201);
        let id = created.id();
        let mut secrets = vec![created.body["secret"].as_str().unwrap().to_owned()];
        let replayed = post("/v1/api-clients".into(), &key, Some(body)).await.expect(201);
        assert_eq!(replayed.id(), id);
        assert!(replayed.body.get("secret").is_none());

        let path = format!("/v1/api-clients/{id}");
        for version in 1..=2 {
            let rotate = format!("{path}/rotate-secret");
            let rotated = admin.act_plainly(&rotate, &format!("\"{version}\"")).await.expect(200);
            secrets.push(rotated.body["secret"].as_str().unwrap().to_owned());
            assert_eq!(rotated.body["activeSecrets"], 2);
        }
        let got = admin.get(&path).await.expect(200);
        assert!(got.body.get("secret").is_none());
        let listed = admin.get("/v1/api-clients").await.expect(200);
        assert_eq!(listed.items(), [got.body]);
        for (secret, status) in secrets.iter().zip([401, 200, 200]) {
            ask(&app, Some(&basic(&id, secret)), &[GRANT]).await.expect(status);
        }
        let stranger = app.caller_of(&app.second, Role::Admin);
        stranger.get(&path).await.expect_problem(404, "not_found");
    });
}

#[test]
fn a_disabled_api_client_gets_no_token_and_its_tokens_end() {
    on_both(|app| async move {
        let (id, secret) = gateway(&app).await;
        let token = ask(&app, Some(&basic(&id, &secret)), &[GRANT]).await.expect(200);
        let caller = app.bearer(token.body["access_token"].as_str().unwrap());
        caller.get("/v1/clients").await.expect(200);
        let admin = app.caller(Role::Admin);
        let path = format!("/v1/api-clients/{id}");
        let reason = json!({ "reason": "No longer used." });
        admin.act(&format!("{path}/disable"), "\"1\"", reason.clone()).await.expect(200);
        let refused = ask(&app, Some(&basic(&id, &secret)), &[GRANT]).await.expect(401);
        assert_eq!(refused.body["error"], "invalid_client");
        let refused = refused_within_a_second(&caller, "/v1/clients").await;
        refused.expect_problem(401, "token_invalid");
        admin.act(&format!("{path}/enable"), "\"2\"", reason).await.expect(200);
        ask(&app, Some(&basic(&id, &secret)), &[GRANT]).await.expect(200);
        let history = admin.get(&format!("{path}/history?sort=createdAt")).await.expect(200);
        let moves: Vec<_> = history.items().iter().map(|entry| entry["event"].clone()).collect();
        assert_eq!(moves, ["create", "disable", "enable"]);
    });
}

#[test]
fn an_api_client_is_registered_with_scopes_that_there_are() {
    on_both(|app| async move {
        let admin = app.caller(Role::Admin);
        for (scopes, pointer, code) in [
            (json!(["clients:canary"]), "#/scopes/0", "unknown_scope"),
            (json!(["clients:read", "clients:read"]), "#/scopes", "duplicate_scope"),
            (json!([]), "#/scopes", "too_few_items"),
        ] {
            let body = json!({ "name": "Gateway", "scopes": scopes });
            let refused = admin.post("/v1/api-clients", body).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer);
            assert_eq!(refused.body["errors"][0]["code"], code);
            assert!(!refused.body.to_string().contains("canary"));
        }
        let supervisor = app.caller(Role::Supervisor);
        let body = json!({ "name": "Gateway", "scopes": ["clients:read"] });
        supervisor.post("/v1/api-clients", body).await.expect(403);
    });
}

#[test]
fn keys_and_metadata_are_public_and_may_be_kept() {
    on_both(|app| async move {
        let anyone = app.anonymous();
        for path in [
            "/oauth2/jwks",
            "/.well-known/oauth-authorization-server",
            "/.well-known/oauth-protected-resource",
        ] {
            let answer = anyone.get(path).await.expect(200);
            assert_eq!(answer.header("cache-control"), Some("public, max-age=300"));
        }
        let keys = anyone.get("/oauth2/jwks").await;
        assert_eq!(keys.body["keys"][0]["alg"], "EdDSA");
        assert!(keys.body["keys"][0].get("d").is_none());
        let server = anyone.get("/.well-known/oauth-authorization-server").await;
        let resource = anyone.get("/.well-known/oauth-protected-resource").await;
        assert_eq!(resource.body["authorization_servers"], json!([server.body["issuer"]]));
        assert_eq!(server.body["grant_types_supported"], json!(["client_credentials"]));
    });
}
