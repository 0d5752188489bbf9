//! How a client's record moves: set aside, taken up again, ended by death.

use entity::{
    Code,
    client::{Event, Status},
};
use sea_orm::Iterable;
use serde_json::{Value, json};

use super::rosa;
use crate::harness::{Answer, Caller, Role, on_both};

/// From, event, to: all that is allowed.
const MOVES: [(Status, Event, Status); 5] = [
    (Status::Active, Event::Deactivate, Status::Inactive),
    (Status::Active, Event::RecordDeath, Status::Deceased),
    (Status::Inactive, Event::Reactivate, Status::Active),
    (Status::Inactive, Event::RecordDeath, Status::Deceased),
    (Status::Deceased, Event::CorrectDeath, Status::Active),
];

fn death() -> Value {
    json!({ "deceasedOn": "2026-01-02", "reason": "Her son called." })
}

async fn fire(caller: &Caller, client: &Answer, event: Event) -> Answer {
    let (action, body) = match event {
        Event::Deactivate => ("deactivate", json!({ "reason": "Moved away." })),
        Event::Reactivate => ("reactivate", json!({ "reason": "Is back." })),
        Event::RecordDeath => ("record-death", death()),
        Event::CorrectDeath => ("correct-death", json!({ "reason": "It was her sister." })),
    };
    let path = format!("/v1/clients/{}/{action}", client.id());
    caller.act(&path, &client.etag(), body).await
}

async fn client_in(caller: &Caller, status: Status) -> Answer {
    let mut new = rosa();
    new["duplicateOverride"] = json!({ "reason": "For the test." });
    let client = caller.post("/v1/clients", new).await.expect(201);
    match status {
        Status::Active => client,
        Status::Inactive => fire(caller, &client, Event::Deactivate).await.expect(200),
        Status::Deceased => fire(caller, &client, Event::RecordDeath).await.expect(200),
    }
}

#[test]
fn a_client_makes_the_moves_of_the_table_and_no_other() {
    on_both(|app| async move {
        let supervisor = app.caller(Role::Supervisor);
        for status in Status::iter() {
            for event in Event::iter() {
                let client = client_in(&supervisor, status).await;
                assert_eq!(client.body["status"], status.code());
                let answer = fire(&supervisor, &client, event).await;
                let wanted = MOVES.iter().find(|(from, on, _)| *from == status && *on == event);
                if let Some((.., to)) = wanted {
                    assert_eq!(answer.expect(200).body["status"], to.code());
                } else {
                    let refused = answer.expect_problem(409, "transition_not_allowed");
                    let allowed = MOVES.iter().filter(|(from, ..)| *from == status);
                    let allowed: Vec<_> = allowed.map(|(_, event, _)| event.code()).collect();
                    assert_eq!(refused.body["allowedActions"], json!(allowed));
                    let offered = [allowed, vec!["restrict".to_owned()]].concat();
                    assert_eq!(client.body["allowedActions"], json!(offered));
                }
            }
        }
    });
}

#[test]
fn a_death_has_its_day_and_new_work_is_refused() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client_in(&manager, Status::Active).await;
        let of = |part: &str| format!("/v1/clients/{}/{part}", client.id());
        let task = json!({
            "title": "Call the family", "type": "contact", "clientId": client.id(),
            "ownerId": app.first.user(Role::CareManager),
        });
        let open = manager.post("/v1/tasks", task.clone()).await.expect(201);

        for (day, code) in [("2026-01-06", "in_the_future"), ("1948-03-13", "before_birth")] {
            let body = json!({ "deceasedOn": day, "reason": "Her son called." });
            let refused = manager.act(&of("record-death"), "\"1\"", body).await.expect(422);
            assert_eq!(refused.body["errors"][0]["pointer"], "#/deceasedOn");
            assert_eq!(refused.body["errors"][0]["code"], code);
        }
        let dead = fire(&manager, &client, Event::RecordDeath).await.expect(200);
        assert_eq!(dead.body["deceasedOn"], "2026-01-02");
        assert_eq!(dead.body["allowedActions"], json!([]), "only supervisors correct a death");
        let history = manager.get(&of("history")).await.expect(200);
        assert_eq!(history.items()[0]["event"], "record_death");
        assert_eq!(history.items()[0]["reason"], "Her son called.");
        assert_eq!(history.items()[0]["effectiveAt"], "2026-01-02T06:00:00.000Z");

        manager.post("/v1/tasks", task).await.expect_problem(409, "client_deceased");
        let cancel = json!({ "reason": "The client has died." });
        let path = format!("/v1/tasks/{}/cancel", open.id());
        manager.act(&path, &open.etag(), cancel).await.expect(200);
        let (path, etag) = (format!("/v1/clients/{}", client.id()), dead.etag());
        let late = manager.patch(&path, &etag, json!({ "birthDate": "2026-01-03" })).await;
        assert_eq!(late.expect(422).body["errors"][0]["code"], "after_death");
        manager.patch(&path, &etag, json!({ "birthDate": "1948-03-15" })).await.expect(200);
    });
}

#[test]
fn only_a_supervisor_corrects_a_death() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let supervisor = app.caller(Role::Supervisor);
        let dead = client_in(&manager, Status::Deceased).await;
        fire(&manager, &dead, Event::CorrectDeath).await.expect_problem(403, "forbidden");
        let path = format!("/v1/clients/{}", dead.id());
        let seen = supervisor.get(&path).await.expect(200);
        assert_eq!(seen.body["allowedActions"], json!(["correct_death", "restrict"]));
        let alive = fire(&supervisor, &dead, Event::CorrectDeath).await.expect(200);
        assert_eq!(alive.body["status"], "active");
        assert!(alive.body.get("deceasedOn").is_none());
    });
}

#[test]
fn a_list_can_be_of_those_who_have_died() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        client_in(&manager, Status::Active).await;
        let dead = client_in(&manager, Status::Deceased).await;
        let list = manager.get("/v1/clients?status=deceased").await.expect(200);
        assert_eq!(list.items().len(), 1);
        assert_eq!(list.items()[0]["id"], dead.id());
    });
}
