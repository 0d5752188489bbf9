//! Preferences: what clients want, how it changes, and who was told.

use carewright::{
    domains::preferences::service::{active_of, check_answered},
    platform::{CallFacts, Ctx, Permission, Principal, Problem},
};
use entity::{
    ClientId, PreferenceId,
    preference::{Fit, PreferenceAnswer},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clients::rosa,
    harness::{Answer, Caller, Role, TestApp, on_both},
};

async fn a_client(manager: &Caller) -> String {
    manager.post("/v1/clients", rosa()).await.expect(201).id()
}

fn at_home() -> Value {
    json!({
        "category": "care_setting",
        "text": "I want to stay in my own home.",
        "strength": "must",
        "statedBy": { "kind": "client" },
    })
}

/// The preference, with other values in some members.
fn with(changes: &Value) -> Value {
    let mut preference = at_home();
    for (name, value) in changes.as_object().unwrap() {
        preference[name] = value.clone();
    }
    preference
}

async fn stated(manager: &Caller, client: &str, preference: Value) -> Answer {
    manager.post(&format!("/v1/clients/{client}/preferences"), preference).await.expect(201)
}

fn path(preference: &Answer) -> String {
    format!("/v1/preferences/{}", preference.id())
}

fn instead() -> Value {
    json!({ "text": "A room near my sister would do.", "statedBy": { "kind": "client" } })
}

#[test]
fn a_preference_is_stated_told_and_superseded_in_one_call() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let new = with(&json!({
            "validUntil": "2026-12-31",
            "documents": [{ "kind": "advance_directive", "title": "Living will", "signedOn": "2025-11-20" }],
        }));
        let first = stated(&manager, &client, new).await;
        let location = format!("/v1/preferences/{}", first.id());
        assert_eq!(first.header("location"), Some(location.as_str()));
        assert_eq!(first.body["status"], "active");
        assert_eq!(first.body["statedAt"], "2026-01-05T09:00:00.000Z");
        assert_eq!(first.body["toldTo"], json!([]));
        let actions = json!(["supersede", "withdraw", "enter_in_error", "tell"]);
        assert_eq!(first.body["allowedActions"], actions);
        assert_eq!(manager.get(&path(&first)).await.expect(200).body, first.body);

        let clinician = app.first.user(Role::Clinician);
        let telling = json!({ "toldTo": [
            { "userId": clinician },
            { "name": "Dr. Ana Ruiz", "at": "2026-01-05T09:00:00Z" },
        ] });
        let tell = format!("{}/tell", path(&first));
        let told = manager.act(&tell, &first.etag(), telling.clone()).await.expect(200);
        assert_eq!(
            told.body["toldTo"],
            json!([
                {
                    "userId": clinician, "at": "2026-01-05T09:00:00.000Z",
                    "recordedBy": app.first.user(Role::CareManager),
                },
                {
                    "name": "Dr. Ana Ruiz", "at": "2026-01-05T09:00:00.000Z",
                    "recordedBy": app.first.user(Role::CareManager),
                },
            ])
        );
        assert_eq!(told.body["toldCount"], 2);
        manager.act(&tell, &first.etag(), telling).await.expect_problem(412, "version_mismatch");

        app.clock.set("2026-02-01T09:00:00Z");
        let manager = app.caller(Role::CareManager);
        let mut changed = instead();
        changed["strength"] = json!("strong");
        changed["reason"] = json!("After the fall in January.");
        let supersede = format!("{}/supersede", path(&first));
        let second = manager.act(&supersede, &told.etag(), changed).await.expect(201);
        assert_eq!(second.header("location"), Some(path(&second).as_str()));
        assert_eq!(second.body["supersedes"], first.id());
        assert_eq!(second.body["category"], "care_setting");
        assert_eq!(second.body["strength"], "strong");
        assert_eq!(second.body["documents"], first.body["documents"]);
        assert_eq!(second.body["toldTo"], json!([]));
        assert_eq!(second.body.get("validUntil"), None);
        let former = manager.get(&path(&first)).await.expect(200);
        assert_eq!(former.body["status"], "superseded");
        assert_eq!(former.body["endedAt"], "2026-02-01T09:00:00.000Z");
        assert_eq!(former.body["statusReason"], "After the fall in January.");
        assert_eq!(former.body["toldCount"], 2);

        let history = manager.get(&format!("{}/history", path(&first))).await.expect(200);
        let moves: Vec<_> = history.items().iter().map(|step| step["to"].clone()).collect();
        assert_eq!(moves, ["superseded", "active"]);
        assert_eq!(history.items()[0]["reason"], "After the fall in January.");
        let timeline = format!("/v1/clients/{client}/timeline?kinds=preference");
        let timeline = manager.get(&timeline).await.expect(200);
        let told: Vec<_> = timeline.items().iter().map(|one| one["summary"].clone()).collect();
        assert_eq!(told.len(), 3);
        assert!(told.contains(&json!("Preference superseded")));
    });
}

#[test]
fn a_list_is_narrowed_by_status_category_strength_and_what_counts_today() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let home = stated(&manager, &client, at_home()).await.id();
        let soon = with(&json!({
            "category": "contact_time", "strength": "nice", "validUntil": "2026-01-05",
            "text": "Not before ten.",
        }));
        let soon = stated(&manager, &client, soon).await.id();
        let gone =
            with(&json!({ "category": "culture", "strength": "strong", "text": "No pork." }));
        let gone = stated(&manager, &client, gone).await;
        let reason = json!({ "reason": "She eats all." });
        let withdrawn = format!("{}/withdraw", path(&gone));
        manager.act(&withdrawn, &gone.etag(), reason.clone()).await.expect(200);
        let wrong = stated(&manager, &client, at_home()).await;
        let error = format!("{}/enter-in-error", path(&wrong));
        manager.act(&error, &wrong.etag(), reason).await.expect(200);

        let list = async |query: &str| {
            let path = format!("/v1/clients/{client}/preferences?sort=createdAt{query}");
            let answer = app.caller(Role::CareManager).get(&path).await.expect(200);
            answer.items().iter().map(|item| item["id"].clone()).collect::<Vec<_>>()
        };
        let gone = gone.id();
        for (query, wanted) in [
            ("", vec![&home, &soon, &gone]),
            ("&status=active", vec![&home, &soon]),
            ("&status=withdrawn,entered_in_error", vec![&gone, &wrong.id()]),
            ("&category=culture,contact_time", vec![&soon, &gone]),
            ("&strength=must", vec![&home]),
            ("&inForce=true", vec![&home, &soon]),
            ("&inForce=false", vec![&gone]),
        ] {
            let wanted: Vec<_> = wanted.into_iter().map(|id| json!(id)).collect();
            assert_eq!(list(query).await, wanted, "{query}");
        }
        // The last day ends in Chicago, not in Greenwich.
        app.clock.set("2026-01-06T05:59:00Z");
        assert_eq!(list("&inForce=true").await, [json!(home), json!(soon)]);
        app.clock.set("2026-01-06T06:00:00Z");
        assert_eq!(list("&inForce=true").await, [json!(home)]);
        assert_eq!(list("&inForce=false").await, [json!(soon), json!(gone)]);
    });
}

/// What each action answers in each status.
#[test]
fn every_action_is_allowed_or_refused_as_the_table_of_statuses_says() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let reason = json!({ "reason": "It was so." });
        let telling = json!({ "toldTo": [{ "name": "Her sister" }] });
        let actions = [
            ("supersede", instead()),
            ("withdraw", reason.clone()),
            ("enter-in-error", reason.clone()),
            ("tell", telling),
        ];
        let table = [
            (None, "active", [201, 200, 200, 200]),
            (Some("supersede"), "superseded", [409, 409, 200, 409]),
            (Some("withdraw"), "withdrawn", [409, 409, 200, 409]),
            (Some("enter-in-error"), "entered_in_error", [409, 409, 409, 409]),
        ];
        for (way, status, answers) in table {
            for ((action, body), wanted) in actions.iter().zip(answers) {
                let preference = stated(&manager, &client, at_home()).await;
                if let Some(way) = way {
                    let (_, body) = actions.iter().find(|(action, _)| *action == way).unwrap();
                    let path = format!("{}/{way}", path(&preference));
                    manager.act(&path, &preference.etag(), body.clone()).await;
                }
                let now = manager.get(&path(&preference)).await.expect(200);
                assert_eq!(now.body["status"], status);
                let named = json!(action.replace('-', "_"));
                let offered = now.body["allowedActions"].as_array().unwrap().contains(&named);
                assert_eq!(offered, wanted < 300, "{action} of {status}");
                let act = format!("{}/{action}", path(&preference));
                let answer = manager.act(&act, &now.etag(), body.clone()).await.expect(wanted);
                if wanted == 409 && *action != "tell" {
                    answer.expect_problem(409, "transition_not_allowed");
                } else if wanted == 409 {
                    answer.expect_problem(409, "preference_ended");
                }
                if way.is_some() {
                    let patch = json!({ "category": "other" });
                    let patched = manager.get(&path(&preference)).await.expect(200).etag();
                    let patched = manager.patch(&path(&preference), &patched, patch).await;
                    patched.expect_problem(409, "preference_ended");
                }
            }
        }
    });
}

#[test]
fn only_its_author_within_a_day_and_a_supervisor_take_a_preference_out() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let preference = stated(&manager, &client, at_home()).await;
        let error = format!("{}/enter-in-error", path(&preference));
        let reason = json!({ "reason": "Someone else said it." });
        let clinician = app.caller(Role::Clinician);
        let other = clinician.act(&error, "\"1\"", reason.clone()).await;
        other.expect_problem(403, "forbidden");
        app.clock.advance(chrono::TimeDelta::hours(25));
        let manager = app.caller(Role::CareManager);
        let late = manager.act(&error, "\"1\"", reason.clone()).await;
        late.expect_problem(403, "forbidden");
        app.caller(Role::Supervisor).act(&error, "\"1\"", reason).await.expect(200);
    });
}

#[test]
fn what_cannot_be_is_refused_with_its_place() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let list = format!("/v1/clients/{client}/preferences");
        let nobody = Uuid::new_v4();
        for (changes, pointer, code) in [
            (json!({ "statedAt": "2026-01-05T09:00:01Z" }), "#/statedAt", "in_the_future"),
            (
                json!({ "statedAt": "2026-01-04T09:00:00Z", "validUntil": "2026-01-03" }),
                "#/validUntil",
                "expiry_order",
            ),
            (json!({ "statedBy": { "kind": "staff" } }), "#/statedBy/userId", "stated_by"),
            (
                json!({ "statedBy": { "kind": "staff", "userId": nobody } }),
                "#/statedBy/userId",
                "not_found",
            ),
            (json!({ "statedBy": { "kind": "other" } }), "#/statedBy/name", "required"),
        ] {
            let refused = manager.post(&list, with(&changes)).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{:#}", refused.body);
            assert_eq!(refused.body["errors"][0]["code"], code);
        }
        let preference = stated(&manager, &client, at_home()).await;
        let tell = format!("{}/tell", path(&preference));
        for (listener, pointer, code) in [
            (json!({}), "#/toldTo/0", "listener"),
            (json!({ "name": "Ana", "userId": nobody }), "#/toldTo/0", "listener"),
            (json!({ "userId": nobody }), "#/toldTo/0/userId", "not_found"),
            (
                json!({ "name": "Ana", "at": "2026-01-05T10:00:00Z" }),
                "#/toldTo/0/at",
                "in_the_future",
            ),
            (
                json!({ "name": "Ana", "at": "2026-01-04T10:00:00Z" }),
                "#/toldTo/0/at",
                "before_stated",
            ),
        ] {
            let telling = json!({ "toldTo": [listener] });
            let refused = manager.act(&tell, &preference.etag(), telling).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{:#}", refused.body);
            assert_eq!(refused.body["errors"][0]["code"], code);
        }
        let early = json!({ "validUntil": "2026-01-04" });
        let refused = manager.patch(&path(&preference), &preference.etag(), early).await;
        assert_eq!(refused.expect(422).body["errors"][0]["pointer"], "#/validUntil");
    });
}

#[test]
fn what_a_client_said_stays_and_how_long_it_counts_can_change() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let preference = stated(&manager, &client, at_home()).await;
        let words = json!({ "text": "Anywhere." });
        let refused = manager.patch(&path(&preference), &preference.etag(), words).await;
        refused.expect_problem(422, "unknown_field");
        let patch = json!({
            "category": "end_of_life", "validUntil": "2026-06-30",
            "documents": [{ "kind": "medical_orders", "title": "POLST" }],
        });
        let patched = manager.patch(&path(&preference), &preference.etag(), patch).await;
        let patched = patched.expect(200);
        assert_eq!(patched.body["category"], "end_of_life");
        assert_eq!(patched.body["validUntil"], "2026-06-30");
        assert_eq!(patched.body["documents"][0]["title"], "POLST");
        let cleared = json!({ "clearFields": ["validUntil"] });
        let cleared = manager.patch(&path(&preference), &patched.etag(), cleared).await;
        assert_eq!(cleared.expect(200).body.get("validUntil"), None);
    });
}

#[test]
fn nothing_new_is_recorded_for_an_inactive_client() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let preference = stated(&manager, &client, at_home()).await;
        let away = json!({ "reason": "Moved away." });
        manager.act(&format!("/v1/clients/{client}/deactivate"), "\"1\"", away).await.expect(200);
        let list = format!("/v1/clients/{client}/preferences");
        manager.post(&list, at_home()).await.expect_problem(409, "client_inactive");
        let supersede = format!("{}/supersede", path(&preference));
        let refused = manager.act(&supersede, &preference.etag(), instead()).await;
        refused.expect_problem(409, "client_inactive");
    });
}

/// A supervisor's call, for what other domains do.
fn call(app: &TestApp) -> Ctx {
    let principal = Principal {
        agency: app.first.id.into(),
        id: app.first.user(Role::Supervisor),
        roles: [Role::Supervisor].into(),
        scopes: None,
        application: None,
        token_id: None,
    };
    let facts = CallFacts {
        principal,
        operation: "tests".into(),
        request_id: Uuid::new_v4().to_string().into(),
        address: None,
        deadline: None,
    };
    Ctx::new(app.app.clone(), facts)
}

#[test]
fn what_weighs_and_counts_today_asks_for_an_answer() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let must = stated(&manager, &client, at_home()).await;
        let strong = with(&json!({ "strength": "strong", "validUntil": "2026-01-31" }));
        let strong = stated(&manager, &client, strong).await;
        let nice = stated(&manager, &client, with(&json!({ "strength": "nice" }))).await;
        let named = json!({ "names": [{ "use": "official", "family": "Okafor" }] });
        let other = manager.post("/v1/clients", named).await.expect(201).id();
        let foreign = stated(&manager, &other, at_home()).await;

        let id = |answer: &Answer| PreferenceId::from(answer.id().parse::<Uuid>().unwrap());
        let respected = |answer: &Answer| PreferenceAnswer {
            preference_id: id(answer),
            fit: Fit::Respected,
            answer: None,
        };
        let client_id = ClientId::from(client.parse::<Uuid>().unwrap());
        let check = async |answers: &[PreferenceAnswer]| -> Result<(), Problem> {
            let ctx = call(&app);
            let reading = ctx.read(Permission::ReadCarePlans).unwrap();
            check_answered(&reading, client_id, answers, "/preferences").await
        };
        let fault = |checked: Result<(), Problem>| {
            let problem = checked.unwrap_err();
            (problem.errors()[0].pointer.clone().unwrap(), problem.errors()[0].code.to_string())
        };
        let all = [respected(&must), respected(&strong)];
        check(&all).await.unwrap();
        let refused = check(&all[..1]).await.unwrap_err();
        assert_eq!(refused.kind().code, "preference_unanswered");
        let silent = PreferenceAnswer { fit: Fit::Conflicts, ..respected(&nice) };
        let silent = [respected(&must), respected(&strong), silent];
        let wanted = ("#/preferences/2/answer".to_owned(), "required".to_owned());
        assert_eq!(fault(check(&silent).await), wanted);
        let strange = [respected(&foreign)];
        let wanted = ("#/preferences/0/preferenceId".to_owned(), "not_found".to_owned());
        assert_eq!(fault(check(&strange).await), wanted);
        let twice = [respected(&must), respected(&must)];
        let wanted = ("#/preferences/1/preferenceId".to_owned(), "duplicate".to_owned());
        assert_eq!(fault(check(&twice).await), wanted);

        // Past its last day it asks for nothing.
        app.clock.set("2026-02-02T09:00:00Z");
        check(&all[..1]).await.unwrap();
        // An answer to what has ended since does no harm.
        let manager = app.caller(Role::CareManager);
        let supersede = format!("{}/supersede", path(&must));
        let now = manager.act(&supersede, &must.etag(), instead()).await.expect(201);
        check(&all).await.unwrap_err();
        check(&[respected(&must), respected(&now)]).await.unwrap();

        let ctx = call(&app);
        let reading = ctx.read(Permission::ReadCarePlans).unwrap();
        let active = active_of(&reading, client_id).await.unwrap();
        let ids: Vec<_> = active.iter().map(|preference| preference.id).collect();
        assert_eq!(ids, [id(&nice), id(&now)]);
    });
}
