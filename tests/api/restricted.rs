//! Restricted clients: for those without a grant there is no such client.
//! `reach` tries the same over every operation.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clients::rosa,
    harness::{Answer, Caller, Role, TestApp, on_both},
    tasks::call_with,
};

fn reason() -> Value {
    json!({ "reason": "A colleague's mother." })
}

/// A client whom the care manager made and a supervisor restricted.
async fn restricted(app: &TestApp) -> Answer {
    let client = app.caller(Role::CareManager).post("/v1/clients", rosa()).await.expect(201);
    let path = format!("/v1/clients/{}/restrict", client.id());
    app.caller(Role::Supervisor).act(&path, &client.etag(), reason()).await.expect(200)
}

fn path(client: &Answer) -> String {
    format!("/v1/clients/{}", client.id())
}

async fn grant(app: &TestApp, client: &Answer, to: Uuid) -> Answer {
    let new = json!({ "granteeId": to, "reason": "Covers in March." });
    app.caller(Role::Supervisor).post(&format!("{}/access-grants", path(client)), new).await
}

async fn sees(caller: &Caller, client: &Answer) -> bool {
    let answer = caller.get(&path(client)).await;
    if answer.status == 200 {
        return true;
    }
    answer.expect_problem(404, "not_found");
    false
}

#[test]
fn a_restricted_client_is_there_for_supervisors_its_author_and_whoever_was_granted_access() {
    on_both(|app| async move {
        let client = restricted(&app).await;
        assert_eq!(client.body["restricted"], true);
        assert_eq!(
            client.body["allowedActions"],
            json!(["deactivate", "record_death", "unrestrict"])
        );
        assert!(sees(&app.caller(Role::Supervisor), &client).await);
        assert!(sees(&app.caller(Role::CareManager), &client).await);
        let clinician = app.caller(Role::Clinician);
        assert!(!sees(&clinician, &client).await);
        assert!(!sees(&app.caller(Role::Admin), &client).await);

        grant(&app, &client, app.first.user(Role::Clinician)).await.expect(201);
        assert!(sees(&clinician, &client).await);
        let list = format!("{}/access-grants?sort=createdAt", path(&client));
        let grants = clinician.get(&list).await.expect(200);
        let mut granted: Vec<_> = grants
            .items()
            .iter()
            .map(|grant| (grant["granteeId"].clone(), grant["origin"].clone()))
            .collect();
        granted.sort_by_key(|(_, origin)| origin.to_string());
        let of = |role, origin: &str| (json!(app.first.user(role)), json!(origin));
        assert_eq!(
            granted,
            [
                of(Role::CareManager, "created_client"),
                of(Role::Clinician, "given"),
                of(Role::Supervisor, "restricted_client"),
            ]
        );
        let history = clinician.get(&format!("{}/history", path(&client))).await.expect(200);
        assert_eq!(history.items()[0]["machine"], "visibility");
        assert_eq!(history.items()[0]["to"], "restricted");
        assert_eq!(history.items()[0]["reason"], "A colleague's mother.");
    });
}

#[test]
fn a_restricted_client_is_in_no_list_search_match_or_count_of_others() {
    on_both(|app| async move {
        let client = restricted(&app).await;
        let admin = app.caller(Role::Admin);
        let listed = admin.get("/v1/clients?includeTotal=true").await.expect(200);
        assert_eq!((listed.items().len(), &listed.body["total"]), (0, &json!(0)));
        for search in [
            json!({ "name": "delg" }),
            json!({ "birthDate": "1948-03-14" }),
            json!({ "mrn": client.body["mrn"] }),
        ] {
            let found = admin.post("/v1/clients/search", search).await.expect(200);
            assert!(found.items().is_empty());
        }
        let person = json!({ "names": rosa()["names"], "birthDate": "1948-03-14" });
        let matches = admin.post("/v1/clients/match", person).await.expect(200);
        assert_eq!(matches.body["candidates"], json!([]));
        let task = json!({ "title": "Call", "type": "contact", "clientId": client.id() });
        let author = app.caller(Role::CareManager);
        author.post("/v1/tasks", task.clone()).await.expect(201);
        assert!(admin.get("/v1/tasks").await.expect(200).items().is_empty());
        let refused = app.caller(Role::Clinician).post("/v1/tasks", task).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "#/clientId");
        assert_eq!(refused.body["errors"][0]["code"], "not_found");
    });
}

#[test]
fn nobody_is_taken_in_twice_because_they_are_hidden_and_no_more_is_told_than_that() {
    on_both(|app| async move {
        let client = app.caller(Role::Supervisor).post("/v1/clients", rosa()).await.expect(201);
        let restrict = format!("{}/restrict", path(&client));
        app.caller(Role::Supervisor).act(&restrict, "\"1\"", reason()).await.expect(200);
        let manager = app.caller(Role::CareManager);
        let refused = manager.post("/v1/clients", rosa()).await;
        let refused = refused.expect_problem(409, "client_possible_duplicate");
        let candidate = &refused.body["candidates"][0];
        assert_eq!(*candidate, json!({ "masked": true, "score": 0.9, "reasons": [] }));
        // Who may see the client is told who it is.
        grant(&app, &client, app.first.user(Role::CareManager)).await.expect(201);
        let refused = manager.post("/v1/clients", rosa()).await.expect(409);
        assert_eq!(refused.body["candidates"][0]["displayName"], "Rosie Delgado");
    });
}

#[test]
fn access_ends_when_it_is_revoked_and_with_the_restriction() {
    on_both(|app| async move {
        let client = restricted(&app).await;
        let clinician = app.caller(Role::Clinician);
        let given = grant(&app, &client, app.first.user(Role::Clinician)).await.expect(201);
        let supervisor = app.caller(Role::Supervisor);
        let revoke = format!("/v1/access-grants/{}/revoke", given.id());
        let why = json!({ "reason": "Changed to another team." });
        let revoked = supervisor.act(&revoke, &given.etag(), why.clone()).await.expect(200);
        assert_eq!(revoked.body["status"], "revoked");
        assert_eq!(revoked.body["revokeReason"], "Changed to another team.");
        assert_eq!(revoked.body["allowedActions"], json!([]));
        assert!(!sees(&clinician, &client).await);
        let again = supervisor.act(&revoke, &revoked.etag(), why).await;
        again.expect_problem(409, "transition_not_allowed");
        let history = format!("/v1/access-grants/{}/history", given.id());
        let history = supervisor.get(&history).await.expect(200);
        let moves: Vec<_> = history.items().iter().map(|step| step["to"].clone()).collect();
        assert_eq!(moves, ["revoked", "active"]);

        // The author can lose it too: it may be their own mother.
        let list = format!("{}/access-grants", path(&client));
        let grants = supervisor.get(&list).await.expect(200);
        let own = json!(app.first.user(Role::CareManager));
        let own = grants.items().iter().find(|grant| grant["granteeId"] == own).unwrap();
        let revoke = format!("/v1/access-grants/{}/revoke", own["id"].as_str().unwrap());
        supervisor.act(&revoke, "\"1\"", reason()).await.expect(200);
        assert!(!sees(&app.caller(Role::CareManager), &client).await);

        let unrestrict = format!("{}/unrestrict", path(&client));
        let open = supervisor.act(&unrestrict, &client.etag(), reason()).await.expect(200);
        assert_eq!(open.body["restricted"], false);
        assert!(sees(&clinician, &client).await);
        assert!(supervisor.get(&list).await.expect(200).items().is_empty());
        let all = supervisor.get(&format!("{list}?status=revoked")).await.expect(200);
        assert_eq!(all.items().len(), 3);
    });
}

#[test]
fn whoever_is_named_when_a_client_is_restricted_goes_on_seeing_them() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201);
        let restrict = format!("{}/restrict", path(&client));
        let supervisor = app.caller(Role::Supervisor);
        let unknown = json!({ "reason": "So.", "grantTo": [Uuid::new_v4()] });
        let unknown = supervisor.act(&restrict, "\"1\"", unknown).await.expect(422);
        assert_eq!(unknown.body["errors"][0]["pointer"], "#/grantTo/0");
        let team = json!({ "reason": "So.", "grantTo": [app.first.user(Role::TeamMember)] });
        supervisor.act(&restrict, "\"1\"", team).await.expect(200);
        assert!(sees(&app.caller(Role::TeamMember), &client).await);
        assert!(!sees(&app.caller(Role::Clinician), &client).await);
        let twice = supervisor.act(&restrict, "\"2\"", reason()).await;
        twice.expect_problem(409, "transition_not_allowed");
    });
}

#[test]
fn access_is_granted_to_restricted_clients_only_and_once() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let open = manager.post("/v1/clients", rosa()).await.expect(201);
        let clinician = app.first.user(Role::Clinician);
        let refused = grant(&app, &open, clinician).await;
        refused.expect_problem(409, "client_not_restricted");
        let unrestrict = format!("{}/unrestrict", path(&open));
        let refused = app.caller(Role::Supervisor).act(&unrestrict, "\"1\"", reason()).await;
        refused.expect_problem(409, "transition_not_allowed");
        let restrict = format!("{}/restrict", path(&open));
        app.caller(Role::Supervisor).act(&restrict, "\"1\"", reason()).await.expect(200);
        grant(&app, &open, clinician).await.expect(201);
        grant(&app, &open, clinician).await.expect_problem(409, "access_already_granted");
        let unknown = grant(&app, &open, Uuid::new_v4()).await.expect(422);
        assert_eq!(unknown.body["errors"][0]["pointer"], "#/granteeId");
    });
}

#[test]
fn a_program_needs_a_grant_of_its_own_whatever_its_role() {
    on_both(|app| async move {
        let client = restricted(&app).await;
        let admin = app.caller(Role::Admin);
        let new = json!({
            "name": "Hospital gateway", "roles": ["supervisor"], "scopes": ["clients:read", "clients:restrict"],
        });
        let gateway = admin.post("/v1/api-clients", new).await.expect(201);
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}",
            gateway.id(),
            gateway.body["secret"].as_str().unwrap()
        );
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let post = reqwest::Method::POST;
        let anyone = app.anonymous();
        let answer = anyone.send_bytes(post, "/oauth2/token", &headers, Some(form.into())).await;
        let token = answer.expect(200).body["access_token"].as_str().unwrap().to_owned();
        let program = app.bearer(&token);
        assert!(!sees(&program, &client).await);
        let itself = json!({ "granteeId": gateway.id(), "reason": "I want to." });
        let list = format!("{}/access-grants", path(&client));
        program.post(&list, itself).await.expect_problem(403, "forbidden");
        let given = grant(&app, &client, gateway.id().parse().unwrap()).await.expect(201);
        assert_eq!(given.body["granteeKind"], "api_client");
        assert!(sees(&program, &client).await);
    });
}

#[test]
fn the_log_tells_of_a_restricted_client_to_auditors_and_supervisors_only() {
    on_both(|app| async move {
        let client = app.caller(Role::CareManager).post("/v1/clients", rosa()).await.expect(201);
        let clinician = app.caller(Role::Clinician);
        clinician.get(&path(&client)).await.expect(200);
        let about = format!("/v1/audit-events?clientId={}", client.id());
        assert_eq!(clinician.get(&about).await.expect(200).items().len(), 1);
        let restrict = format!("{}/restrict", path(&client));
        app.caller(Role::Supervisor).act(&restrict, "\"1\"", reason()).await.expect(200);
        assert!(clinician.get(&about).await.expect(200).items().is_empty());
        for role in [Role::Auditor, Role::Supervisor] {
            assert_eq!(app.caller(role).get(&about).await.expect(200).items().len(), 3, "{role}");
        }
    });
}

/// A client whom nobody but supervisors sees.
async fn hidden(app: &TestApp, new: Value) -> Answer {
    let supervisor = app.caller(Role::Supervisor);
    let client = supervisor.post("/v1/clients", new).await.expect(201);
    supervisor.act(&format!("{}/restrict", path(&client)), "\"1\"", reason()).await.expect(200)
}

fn kim() -> Value {
    json!({
        "names": [{ "use": "official", "given": "Kim", "family": "Okafor" }],
        "birthDate": "1990-10-20",
        "telecom": [{ "system": "phone", "value": "+15550100123" }],
    })
}

#[test]
fn guesses_at_who_is_hidden_are_not_answered() {
    on_both(|app| async move {
        hidden(&app, rosa()).await;
        let manager = app.caller(Role::CareManager);
        let ana = json!({
            "names": [{ "use": "official", "given": "Ana", "family": "Delgado" }],
            "birthDate": "1948-03-14",
            "telecom": [{ "system": "phone", "value": "+15550100199" }],
        });
        manager.post("/v1/clients", ana.clone()).await.expect(201);
        // She is like the hidden one too, but not so much that it would be refused.
        let refused = manager.post("/v1/clients", ana).await;
        let refused = refused.expect_problem(409, "client_possible_duplicate");
        let candidates = refused.body["candidates"].as_array().unwrap();
        assert_eq!(candidates.len(), 1, "{candidates:#?}");
        assert_eq!(candidates[0]["displayName"], "Ana Delgado");
    });
}

#[test]
fn a_pair_with_somebody_who_is_hidden_is_raised_for_those_who_see_both() {
    on_both(|app| async move {
        let rosa = hidden(&app, rosa()).await;
        let manager = app.caller(Role::CareManager);
        let mut sister = crate::clients::rosa();
        sister["names"] = json!([{ "use": "official", "given": "Carmen", "family": "Delgado" }]);
        let sister = manager.post("/v1/clients", sister).await.expect(201);
        let pairs = [
            "/v1/duplicate-candidates?includeTotal=true".to_owned(),
            format!("{}/duplicate-candidates?includeTotal=true", path(&sister)),
        ];
        for list in &pairs {
            let seen = manager.get(list).await.expect(200);
            assert_eq!((seen.items().len(), &seen.body["total"]), (0, &json!(0)));
        }
        let supervisor = app.caller(Role::Supervisor);
        let seen = supervisor.get(&pairs[1]).await.expect(200);
        assert_eq!(seen.items()[0]["otherClient"]["clientId"], rosa.body["id"]);
        let pair = format!("/v1/duplicate-candidates/{}", seen.items()[0]["id"].as_str().unwrap());
        manager.get(&pair).await.expect_problem(404, "not_found");
        let dismiss = manager.act(&format!("{pair}/dismiss"), "\"1\"", reason()).await;
        dismiss.expect_problem(404, "not_found");
        let timeline = format!("{}/timeline", path(&sister));
        let told = manager.get(&timeline).await.expect(200);
        assert!(told.items().iter().all(|entry| entry["kind"] != "duplicate_candidate"));
        assert!(!told.body.to_string().contains(&rosa.id()));
        // It is compared anew when she changes, and still not told of.
        let names = json!({ "names": rosa.body["names"] });
        let changed = manager.patch(&path(&sister), "\"1\"", names).await.expect(200);
        assert!(!changed.body.to_string().contains(&rosa.id()));
        let seen = supervisor.get(&pairs[1]).await.expect(200);
        assert_eq!(seen.items()[0]["score"], 1.0);
        assert!(manager.get(&pairs[1]).await.expect(200).items().is_empty());
    });
}

#[test]
fn an_identifier_of_somebody_who_is_hidden_is_refused_without_saying_whose() {
    on_both(|app| async move {
        let identifiers = json!([{ "type": "medicare_mbi", "value": "1EG4-TE5-MK73" }]);
        let mut new = rosa();
        new["identifiers"] = identifiers.clone();
        let rosa = hidden(&app, new).await;
        let manager = app.caller(Role::CareManager);
        let kim = manager.post("/v1/clients", kim()).await.expect(201);
        let change = json!({ "identifiers": identifiers });
        let refused = manager.patch(&path(&kim), "\"1\"", change.clone()).await;
        let refused = refused.expect_problem(409, "identifier_in_use");
        assert_eq!(refused.body["clients"], json!([{ "masked": true }]));
        let mut other = json!({
            "names": [{ "use": "official", "given": "Chidi", "family": "Eze" }],
            "birthDate": "1971-01-30",
            "identifiers": identifiers,
        });
        let refused = manager.post("/v1/clients", other.clone()).await;
        let refused = refused.expect_problem(409, "client_possible_duplicate");
        let masked = json!([{ "masked": true, "score": 0.9, "reasons": [] }]);
        assert_eq!(refused.body["candidates"], masked);
        other["duplicateOverride"] = json!({ "reason": "Somebody else." });
        let refused = manager.post("/v1/clients", other).await;
        let refused = refused.expect_problem(409, "identifier_in_use");
        assert!(!refused.body.to_string().contains(&rosa.id()));
        let wanted = json!({ "identifier": { "value": "1EG4-TE5-MK73" } });
        let found = manager.post("/v1/clients/search", wanted).await.expect(200);
        assert!(found.items().is_empty());
    });
}

#[test]
fn the_key_of_a_task_for_somebody_who_is_hidden_is_free() {
    on_both(|app| async move {
        let rosa = hidden(&app, rosa()).await;
        let supervisor = app.caller(Role::Supervisor);
        let manager = app.caller(Role::CareManager);
        let kim = manager.post("/v1/clients", kim()).await.expect(201);
        let of = |client: &str| call_with(&json!({ "clientId": client, "dedupeKey": "visit" }));
        let theirs = supervisor.post("/v1/tasks", of(&rosa.id())).await.expect(201);
        let own = manager.post("/v1/tasks", of(&kim.id())).await.expect(201);
        let nobodys = call_with(&json!({ "dedupeKey": "visit" }));
        let free = manager.post("/v1/tasks", nobodys.clone()).await.expect(201);
        for (again, open) in [(of(&kim.id()), &own), (nobodys, &free)] {
            let refused = manager.post("/v1/tasks", again).await;
            let refused = refused.expect_problem(409, "task_already_open");
            assert_eq!(refused.body["openTaskId"], open.body["id"]);
        }
        let refused = supervisor.post("/v1/tasks", of(&rosa.id())).await;
        let refused = refused.expect_problem(409, "task_already_open");
        assert_eq!(refused.body["openTaskId"], theirs.body["id"]);
    });
}

#[test]
fn work_for_somebody_who_is_hidden_is_in_no_work_list_and_in_no_count() {
    on_both(|app| async move {
        let rosa = hidden(&app, rosa()).await;
        let supervisor = app.caller(Role::Supervisor);
        let manager = app.caller(Role::CareManager);
        let me = app.first.user(Role::CareManager);
        for more in [json!({ "ownerId": me }), json!({})] {
            let mut new = call_with(&more);
            new["clientId"] = rosa.body["id"].clone();
            new["dueOn"] = json!("2026-01-04");
            supervisor.post("/v1/tasks", new).await.expect(201);
        }
        for list in ["me", "team", "queue"] {
            let seen = manager.get(&format!("/v1/worklists/{list}?explain=true")).await.expect(200);
            assert!(seen.items().is_empty(), "{list}");
            let groups = seen.body["groups"].as_array().unwrap();
            assert!(groups.iter().all(|group| group["count"] == 0), "{groups:#?}");
            assert!(!seen.body.to_string().contains(&rosa.id()));
        }
        let tasks = manager.get("/v1/tasks?includeTotal=true").await.expect(200);
        assert_eq!((tasks.items().len(), &tasks.body["total"]), (0, &json!(0)));
    });
}

#[test]
fn a_review_of_several_clients_is_hidden_with_one_of_them() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let supervisor = app.caller(Role::Supervisor);
        let rosa = supervisor.post("/v1/clients", rosa()).await.expect(201);
        let kim = manager.post("/v1/clients", kim()).await.expect(201);
        let review = json!({
            "title": "East side", "clientIds": [rosa.id(), kim.id()],
            "participants": [{
                "kind": "staff", "userId": app.first.user(Role::CareManager),
                "requirement": "required",
            }],
        });
        let review = supervisor.post("/v1/care-conferences", review).await.expect(201);
        let place = format!("/v1/care-conferences/{}", review.id());
        manager.get(&place).await.expect(200);
        let restrict = format!("{}/restrict", path(&rosa));
        supervisor.act(&restrict, "\"1\"", reason()).await.expect(200);
        manager.get(&place).await.expect_problem(404, "not_found");
        for list in ["/v1/care-conferences".to_owned(), format!("{}/care-conferences", path(&kim))]
        {
            let seen = manager.get(&format!("{list}?includeTotal=true")).await.expect(200);
            assert_eq!((seen.items().len(), &seen.body["total"]), (0, &json!(0)), "{list}");
            assert_eq!(supervisor.get(&list).await.expect(200).items().len(), 1);
        }
        let change = json!({ "clientIds": [kim.id()] });
        manager.patch(&place, &review.etag(), change).await.expect_problem(404, "not_found");
        let told = manager.get(&format!("{}/timeline", path(&kim))).await.expect(200);
        assert!(!told.body.to_string().contains(&rosa.id()));
        // Nor can a new one be made with her, as if there were no such client.
        let review = json!({ "title": "Again", "clientIds": [kim.id(), rosa.id()] });
        let refused = manager.post("/v1/care-conferences", review).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], "#/clientIds/1");
        assert_eq!(refused.body["errors"][0]["code"], "not_found");
    });
}
