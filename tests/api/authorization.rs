//! Who may call what: every operation of the document × every role, against a
//! table that a person has read, and that nothing changes where it is denied.

use std::{collections::BTreeMap, fs};

use entity::Iterable;
use reqwest::Method;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    contract::DOCUMENT,
    harness::{Caller, Role, TestApp, on_both},
};

/// One line for each operation: its id, its scope, and the roles that have it.
/// It is written by hand: a new operation fails until it has its line.
const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/authorization.txt");

#[derive(Clone)]
pub struct Operation {
    pub id: String,
    pub method: Method,
    pub template: String,
    /// None where any token will do.
    scope: Option<String>,
    pub roles: Vec<String>,
    pub has_body: bool,
}

/// Every operation that needs a token.
pub fn operations() -> Vec<Operation> {
    let mut found = Vec::new();
    for (template, item) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let security = operation["security"].as_array().unwrap();
            if security.iter().all(|one| one.get("bearer").is_none()) {
                continue;
            }
            let scopes = security.iter().filter_map(|one| one["oauth2"][0].as_str());
            let scopes: Vec<_> = scopes.collect();
            let roles = operation["x-roles"].as_array().into_iter().flatten();
            found.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                template: template.clone(),
                scope: (!scopes.is_empty()).then(|| scopes.join("|")),
                roles: roles.map(|role| role.as_str().unwrap().to_owned()).collect(),
                has_body: operation["requestBody"].is_object(),
            });
        }
    }
    assert!(found.len() > 50);
    found
}

#[test]
fn the_table_has_a_line_for_every_operation_and_no_other() {
    let table = fs::read_to_string(TABLE).unwrap_or_default();
    let lines: BTreeMap<_, _> = table
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(id, rest)| (id, rest.trim()))
        .collect();
    let mut wanted = BTreeMap::new();
    for operation in operations() {
        let scope = operation.scope.as_deref().unwrap_or("any-token");
        let roles =
            if operation.scope.is_some() { operation.roles.join(",") } else { "all".to_owned() };
        wanted.insert(operation.id, format!("{scope} {roles}"));
    }
    for (id, line) in &wanted {
        let known = lines
            .get(id.as_str())
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        assert_eq!(known.as_ref(), Some(line), "the line of {id} in authorization.txt");
    }
    for id in lines.keys() {
        assert!(wanted.contains_key(*id), "{id} is in authorization.txt but not in the document");
    }
}

impl Operation {
    /// A path to nothing.
    fn path(&self) -> String {
        self.path_with(&|_| Uuid::new_v4().to_string())
    }

    pub fn path_with(&self, id: &dyn Fn(&str) -> String) -> String {
        let steps = self.template.split('/').map(|step| {
            match step.strip_prefix('{').and_then(|step| step.strip_suffix('}')) {
                Some(name) => id(name),
                None => step.to_owned(),
            }
        });
        steps.collect::<Vec<_>>().join("/")
    }

    async fn call(&self, caller: &Caller, path: &str, body: &Value) -> crate::harness::Answer {
        let body = self.has_body.then(|| body.clone());
        let headers = [("if-match", "\"1\""), ("idempotency-key", &Uuid::new_v4().to_string())];
        caller.send(self.method.clone(), path, &headers, body).await
    }
}

#[test]
fn without_a_token_every_operation_answers_401_whatever_the_body() {
    on_both(|app| async move {
        let before = fingerprint(&app).await;
        for (token, code) in [
            (None, "token_missing"),
            (Some("not.a.token"), "token_invalid"),
            (Some("eyJhbGciOiJub25lIn0.e30."), "token_invalid"),
        ] {
            let caller = token.map_or_else(|| app.anonymous(), |token| app.bearer(token));
            let operations = operations();
            all(operations.iter().map(async |operation| {
                let answer = operation.call(&caller, &operation.path(), &json!({})).await;
                let answer = answer.expect_problem(401, code);
                assert!(answer.header("www-authenticate").unwrap().starts_with("Bearer"));
            }))
            .await;
        }
        assert_eq!(before, fingerprint(&app).await, "a refused request changed something");
    });
}

#[test]
fn each_role_may_call_what_the_table_says_and_nothing_else() {
    on_both(|app| async move {
        let before = fingerprint(&app).await;
        let operations = operations();
        for role in Role::iter() {
            // All scopes there are: only the role is in question.
            let caller = every_scope(&app, role);
            let denied = operations.iter().filter(|operation| {
                operation.scope.is_some() && !operation.roles.contains(&role.to_string())
            });
            all(denied.map(async |operation| {
                let answer = operation.call(&caller, &operation.path(), &json!({})).await;
                answer.expect_problem(403, "forbidden");
            }))
            .await;
        }
        // And with the role but without the scope.
        let narrow = app.caller_with(&app.first, app.first.user(Role::Supervisor), "none:such");
        let scoped = operations.iter().filter(|operation| operation.scope.is_some());
        all(scoped.map(async |operation| {
            let answer = operation.call(&narrow, &operation.path(), &json!({})).await;
            answer.expect_problem(403, "insufficient_scope");
        }))
        .await;
        assert_eq!(before, fingerprint(&app).await, "a denied request changed something");
        for role in Role::iter() {
            let caller = app.caller(role);
            let readable = operations.iter().filter(|operation| {
                operation.roles.contains(&role.to_string()) && operation.method == Method::GET
            });
            all(readable.map(async |operation| {
                let answer = operation.call(&caller, &operation.path(), &json!({})).await;
                let denied = matches!(answer.status.as_u16(), 401 | 403);
                assert!(!denied, "{role} is denied {}: {:#}", operation.id, answer.body);
            }))
            .await;
        }
    });
}

/// Sends many requests at once: their audit entries are written together.
pub async fn all<F: Future<Output = ()>>(requests: impl Iterator<Item = F>) {
    use futures_util::StreamExt;

    futures_util::stream::iter(requests).for_each_concurrent(24, |request| request).await;
}

fn every_scope(app: &TestApp, role: Role) -> Caller {
    use carewright::platform::Permission;

    let scopes: Vec<_> = Permission::iter().map(Permission::scope).collect();
    app.caller_with(&app.first, app.first.user(role), &scopes.join(" "))
}

#[test]
fn a_disabled_user_and_a_lost_role_count_within_a_second() {
    on_both(|app| async move {
        let admin = app.caller(Role::Admin);
        let manager = app.caller(Role::CareManager);
        manager.get("/v1/clients").await.expect(200);
        let path = format!("/v1/users/{}", app.first.user(Role::CareManager));
        let user = admin.get(&path).await.expect(200);
        let body = json!({ "roles": ["auditor"] });
        admin.patch(&path, &user.etag(), body).await.expect(200);
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        manager.get("/v1/clients").await.expect_problem(403, "forbidden");
        let user = admin.get(&path).await.expect(200);
        let reason = json!({ "reason": "Left the agency." });
        admin.act(&format!("{path}/disable"), &user.etag(), reason).await.expect(200);
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        manager.get("/v1/clients").await.expect_problem(401, "token_invalid");
    });
}

#[test]
fn tokens_that_are_not_good_are_refused_alike() {
    on_both(|app| async move {
        let good = app.caller(Role::CareManager);
        let token = good.token.clone().unwrap();
        let (head, rest) = token.split_once('.').unwrap();
        let (claims, signature) = rest.split_once('.').unwrap();
        let stranger = Uuid::new_v4();
        let unknown_user = app.caller_with(&app.first, stranger, "clients:read").token.unwrap();
        let bad = [
            String::new(),
            format!("{head}.{claims}."),
            format!("{head}.{claims}.{}", signature.chars().rev().collect::<String>()),
            format!("{claims}.{head}.{signature}"),
            "a".repeat(5000),
            unknown_user,
        ];
        for token in bad {
            app.bearer(&token).get("/v1/clients").await.expect_problem(401, "token_invalid");
        }
        app.clock.advance(chrono::TimeDelta::hours(13));
        good.get("/v1/clients").await.expect_problem(401, "token_expired");
    });
}

/// How many rows each table has, and the sum of their versions. The audit log
/// grows with each denial; nothing else may.
pub async fn fingerprint(app: &TestApp) -> Vec<(String, i64, i64)> {
    let backend = app.database.get_database_backend();
    let tables = match backend {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        }
        _ => {
            "SELECT table_name::text AS name FROM information_schema.tables \
              WHERE table_schema = 'public'"
        }
    };
    let rows = app.database.query_all_raw(Statement::from_string(backend, tables)).await.unwrap();
    let mut names: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    names.retain(|name| !matches!(name.as_str(), "audit_entry" | "audit_client"));
    names.sort();
    let mut counts = Vec::new();
    for name in names {
        let versions = match name.as_str() {
            "seaql_migrations" | "outbox_event" | "idempotency_key" | "client_search_key"
            | "client_identifier" | "client_restriction" | "service_search_key" => "count(*)",
            _ => "coalesce(sum(version), 0)",
        };
        let cast = if backend == DbBackend::Sqlite { "INTEGER" } else { "BIGINT" };
        let sql =
            format!("SELECT CAST(count(*) AS {cast}), CAST({versions} AS {cast}) FROM {name}");
        let row = app.database.query_one_raw(Statement::from_string(backend, sql)).await.unwrap();
        let row = row.unwrap();
        counts.push((name, row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap()));
    }
    counts
}
