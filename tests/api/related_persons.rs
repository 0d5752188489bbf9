//! The people around clients, and who lives with them.

use serde_json::{Value, json};

use crate::{
    clients::rosa,
    harness::{Answer, Caller, Role, on_both},
};

fn luis() -> Value {
    json!({
        "relationship": { "code": "SON", "display": "son" },
        "roles": ["caregiver", "emergency"],
        "names": [{ "use": "official", "given": "Luis", "family": "Delgado" }],
        "languages": [{ "language": "es", "preferred": true }],
        "telecom": [{ "system": "phone", "value": "+15550100199" }],
        "consentToContact": true,
        "period": { "from": "1975-04-02" },
    })
}

fn luis_with(changes: &Value) -> Value {
    let mut person = luis();
    for (name, value) in changes.as_object().unwrap() {
        person[name] = value.clone();
    }
    person
}

async fn a_client(manager: &Caller, family: &str) -> String {
    let named = json!({ "names": [{ "use": "official", "family": family }] });
    manager.post("/v1/clients", named).await.expect(201).id()
}

async fn related(manager: &Caller, client: &str, person: Value) -> Answer {
    manager.post(&format!("/v1/clients/{client}/related-persons"), person).await.expect(201)
}

fn path(person: &Answer) -> String {
    format!("/v1/related-persons/{}", person.id())
}

#[test]
fn a_clients_emergency_contacts_are_the_related_persons_with_that_role() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201).id();
        let luis = related(&manager, &client, luis()).await;
        assert_eq!(luis.header("location"), Some(path(&luis).as_str()));
        assert_eq!(luis.body["displayName"], "Luis Delgado");
        assert_eq!(luis.body["proxyScope"], "none");
        let system = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
        assert_eq!(luis.body["relationship"]["system"], system);
        assert_eq!(luis.body["allowedActions"], json!(["end", "enter_in_error"]));
        assert_eq!(manager.get(&path(&luis)).await.expect(200).body, luis.body);
        let friend = luis_with(&json!({ "relationship": { "code": "FRND" }, "roles": [] }));
        let friend = related(&manager, &client, friend).await;

        let list = format!("/v1/clients/{client}/related-persons?sort=createdAt");
        let listed = async |query: &str| {
            let answer = manager.get(&format!("{list}{query}")).await.expect(200);
            answer.items().iter().map(|item| item["id"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(listed("").await, [json!(luis.id()), json!(friend.id())]);
        assert_eq!(listed("&role=emergency,guardian").await, [json!(luis.id())]);
        assert!(listed("&role=guardian").await.is_empty());

        let over = json!({ "on": "2025-12-31", "reason": "They no longer speak." });
        let ended = manager.act(&format!("{}/end", path(&luis)), &luis.etag(), over).await;
        let ended = ended.expect(200);
        assert_eq!(ended.body["status"], "ended");
        assert_eq!(ended.body["period"], json!({ "from": "1975-04-02", "to": "2025-12-31" }));
        // Nobody is called who is no longer to be called.
        assert!(listed("&role=emergency").await.is_empty());
        assert_eq!(listed("&status=ended").await, [json!(luis.id())]);
        let late = json!({ "consentToContact": false });
        let late = manager.patch(&path(&luis), &ended.etag(), late).await;
        late.expect_problem(409, "related_person_not_current");
    });
}

#[test]
fn every_action_is_allowed_or_refused_as_the_table_of_statuses_says() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager, "Delgado").await;
        let body = json!({ "reason": "It was so." });
        let actions = ["end", "enter-in-error"];
        let table = [
            (None, "active", [200, 200]),
            (Some("end"), "ended", [409, 200]),
            (Some("enter-in-error"), "entered_in_error", [409, 409]),
        ];
        for (way, status, answers) in table {
            for (action, wanted) in actions.iter().zip(answers) {
                let person = related(&manager, &client, luis()).await;
                if let Some(way) = way {
                    let way = format!("{}/{way}", path(&person));
                    manager.act(&way, &person.etag(), body.clone()).await.expect(200);
                }
                let now = manager.get(&path(&person)).await.expect(200);
                assert_eq!(now.body["status"], status);
                let act = format!("{}/{action}", path(&person));
                let answer = manager.act(&act, &now.etag(), body.clone()).await.expect(wanted);
                if wanted == 409 {
                    answer.expect_problem(409, "transition_not_allowed");
                }
            }
        }
    });
}

#[test]
fn only_a_proxy_or_guardian_uses_the_clients_record_and_from_a_day_on() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager, "Delgado").await;
        let list = format!("/v1/clients/{client}/related-persons");
        let from = json!({ "from": "2026-01-01" });
        for (changes, pointer, code) in [
            (json!({ "proxyScope": "read", "proxyPeriod": from }), "#/proxyScope", "proxy_role"),
            (json!({ "proxyScope": "read", "roles": ["proxy"] }), "#/proxyPeriod/from", "required"),
            (json!({ "roles": ["proxy"], "proxyPeriod": from }), "#/proxyPeriod", "proxy_scope"),
            (json!({ "roles": ["proxy", "proxy"] }), "#/roles/1", "duplicate"),
            (
                json!({ "period": { "from": "2026-01-02", "to": "2026-01-01" } }),
                "#/period/to",
                "period_order",
            ),
            (json!({ "isClientId": client }), "#/isClientId", "same_client"),
            (json!({ "isClientId": uuid::Uuid::new_v4() }), "#/isClientId", "not_found"),
        ] {
            let refused = manager.post(&list, luis_with(&changes)).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{:#}", refused.body);
            assert_eq!(refused.body["errors"][0]["code"], code);
        }
        let proxy = json!({
            "roles": ["guardian"], "proxyScope": "read_write", "proxyPeriod": from,
        });
        let proxy = related(&manager, &client, luis_with(&proxy)).await;
        assert_eq!(proxy.body["proxyPeriod"], from);
        let demoted = json!({ "roles": ["caregiver"] });
        let demoted = manager.patch(&path(&proxy), &proxy.etag(), demoted).await.expect(422);
        assert_eq!(demoted.body["errors"][0]["code"], "proxy_role");
        let without = json!({ "proxyScope": "none", "clearFields": ["proxyPeriod"] });
        let without = manager.patch(&path(&proxy), &proxy.etag(), without).await.expect(200);
        assert_eq!(without.body.get("proxyPeriod"), None);
        for (on, code) in [("2026-01-06", "in_the_future"), ("1975-04-01", "period_order")] {
            let over = json!({ "on": on, "reason": "Over." });
            let end = format!("{}/end", path(&proxy));
            let refused = manager.act(&end, &without.etag(), over).await.expect(422);
            assert_eq!(refused.body["errors"][0]["code"], code);
        }
    });
}

#[test]
fn who_a_related_person_is_among_the_clients_is_told_to_those_who_may_know_of_that_client() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let rosa = a_client(&manager, "Delgado").await;
        let son = a_client(&manager, "Okafor").await;
        let luis = related(&manager, &rosa, luis_with(&json!({ "isClientId": son }))).await;
        assert_eq!(luis.body["isClientId"], son);
        let restrict = format!("/v1/clients/{son}/restrict");
        let reason = json!({ "reason": "So." });
        app.caller(Role::Supervisor).act(&restrict, "\"1\"", reason).await.expect(200);
        let others = app.caller(Role::Clinician).get(&path(&luis)).await.expect(200);
        assert_eq!(others.body.get("isClientId"), None);
        let list = format!("/v1/clients/{rosa}/related-persons");
        let listed = app.caller(Role::Clinician).get(&list).await.expect(200);
        assert!(!listed.body.to_string().contains(&son));
        assert_eq!(manager.get(&path(&luis)).await.expect(200).body["isClientId"], son);
    });
}

fn household(household: &Answer) -> String {
    format!("/v1/households/{}", household.id())
}

fn member_path(home: &Answer, place: usize) -> String {
    let member = home.body["members"][place]["id"].as_str().unwrap();
    format!("{}/members/{member}", household(home))
}

#[test]
fn people_join_a_household_and_leave_it() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let rosa = a_client(&manager, "Delgado").await;
        let ana = a_client(&manager, "Kowalski").await;
        let luis = related(&manager, &rosa, luis()).await.id();
        let new = json!({
            "name": "The Delgados",
            "members": [
                { "clientId": rosa, "role": "head", "from": "2019-06-01" },
                { "relatedPersonId": luis, "role": "child" },
            ],
        });
        let home = manager.post("/v1/households", new).await.expect(201);
        assert_eq!(home.header("location"), Some(household(&home).as_str()));
        assert_eq!(home.body["members"][0]["displayName"], "Delgado");
        assert_eq!(home.body["members"][0]["from"], "2019-06-01");
        assert_eq!(home.body["members"][1]["relatedPersonId"], luis);
        assert_eq!(home.body["members"][1]["displayName"], "Luis Delgado");
        assert_eq!(home.body["members"][1]["from"], "2026-01-05");
        assert_eq!(home.body["members"][1].get("clientId"), None);

        let members = format!("{}/members", household(&home));
        let head = json!({ "clientId": ana, "role": "head" });
        let refused = manager.act(&members, &home.etag(), head).await;
        refused.expect_problem(409, "household_has_head");
        let joins = json!({ "clientId": ana, "role": "other" });
        let joined = manager.act(&members, &home.etag(), joins.clone()).await.expect(200);
        assert_eq!(joined.body["members"].as_array().unwrap().len(), 3);
        let again = manager.act(&members, &joined.etag(), joins.clone()).await;
        again.expect_problem(409, "already_in_household");
        let elsewhere = json!({ "members": [{ "clientId": rosa, "role": "head" }] });
        let elsewhere = manager.post("/v1/households", elsewhere).await;
        elsewhere.expect_problem(409, "already_in_household");

        let leave = format!("{}/leave", member_path(&joined, 2));
        for (on, code) in [("2026-01-06", "in_the_future"), ("2026-01-04", "period_order")] {
            let early = manager.act(&leave, &joined.etag(), json!({ "on": on })).await.expect(422);
            assert_eq!(early.body["errors"][0]["code"], code);
        }
        let left = manager.act(&leave, &joined.etag(), json!({ "reason": "Moved out." })).await;
        let left = left.expect(200);
        assert_eq!(left.body["members"][2]["to"], "2026-01-05");
        assert_eq!(left.body["members"][2]["leaveReason"], "Moved out.");
        let gone = manager.act(&leave, &left.etag(), json!({})).await;
        gone.expect_problem(409, "household_member_has_left");
        manager.act(&members, &left.etag(), joins).await.expect(200);

        let list = async |query: &str| {
            let path = format!("/v1/clients/{ana}/households{query}");
            manager.get(&path).await.expect(200).items().len()
        };
        assert_eq!((list("").await, list("?current=true").await), (1, 1));
        let home = manager.get(&household(&home)).await.expect(200);
        let widow = json!({ "role": "spouse" });
        let changed = manager.patch(&member_path(&home, 0), &home.etag(), widow).await.expect(200);
        assert_eq!(changed.body["members"][0]["role"], "spouse");
        let named = json!({ "clearFields": ["name"] });
        let named = manager.patch(&household(&home), &changed.etag(), named).await.expect(200);
        assert_eq!(named.body.get("name"), None);
    });
}

#[test]
fn a_household_begins_with_a_client_and_one_head() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let rosa = a_client(&manager, "Delgado").await;
        let ana = a_client(&manager, "Kowalski").await;
        let luis = related(&manager, &rosa, luis_with(&json!({ "isClientId": ana }))).await.id();
        let head = |id: &str| json!({ "clientId": id, "role": "head" });
        let nobody = uuid::Uuid::new_v4().to_string();
        for (members, pointer, code) in [
            (json!([head(&rosa), head(&ana)]), "#/members", "one_head"),
            (json!([{ "relatedPersonId": luis, "role": "child" }]), "#/members", "no_client"),
            (json!([{ "role": "child" }]), "#/members/0", "member"),
            (json!([head(&nobody)]), "#/members/0/clientId", "not_found"),
            (
                json!([head(&rosa), { "relatedPersonId": luis, "role": "child" }]),
                "#/members/1/relatedPersonId",
                "is_client",
            ),
            (
                json!([head(&rosa), { "relatedPersonId": nobody, "role": "child" }]),
                "#/members/1/relatedPersonId",
                "not_found",
            ),
            (
                json!([{ "clientId": rosa, "role": "head", "from": "2026-01-06" }]),
                "#/members/0/from",
                "in_the_future",
            ),
        ] {
            let refused = manager.post("/v1/households", json!({ "members": members })).await;
            let refused = refused.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{:#}", refused.body);
            assert_eq!(refused.body["errors"][0]["code"], code);
        }
    });
}

#[test]
fn a_household_is_shown_without_those_of_whom_the_caller_may_not_know() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let rosa = a_client(&manager, "Delgado").await;
        let ana = a_client(&manager, "Kowalski").await;
        let members = json!([
            { "clientId": rosa, "role": "head" },
            { "clientId": ana, "role": "spouse" },
        ]);
        let home = manager.post("/v1/households", json!({ "members": members })).await.expect(201);
        let supervisor = app.caller(Role::Supervisor);
        let reason = json!({ "reason": "So." });
        let restrict = format!("/v1/clients/{rosa}/restrict");
        supervisor.act(&restrict, "\"1\"", reason.clone()).await.expect(200);
        let clinician = app.caller(Role::Clinician);
        let seen = clinician.get(&household(&home)).await.expect(200);
        assert_eq!(seen.body["members"].as_array().unwrap().len(), 1);
        assert_eq!(seen.body["members"][0]["clientId"], ana);
        let restrict = format!("/v1/clients/{ana}/restrict");
        supervisor.act(&restrict, "\"1\"", reason).await.expect(200);
        clinician.get(&household(&home)).await.expect_problem(404, "not_found");
    });
}
