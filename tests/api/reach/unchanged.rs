//! A PATCH that leaves the record as it is changes nothing at all, whichever
//! operation it is.

use entity::audit_entry;
use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{
    caller, etag_of,
    requests::{path_of, placed},
    world::World,
};
use crate::{
    authorization::{Operation, fingerprint, operations},
    harness::{Answer, Role, TestApp, on_both},
};

#[test]
fn a_patch_that_changes_nothing_leaves_version_events_and_log_as_they_are() {
    on_both(|app| async move {
        let world = World::made_by(&app, &app.first, &app.second).await;
        let world = with_a_review_ahead(&app, world).await;
        let patches = operations().into_iter().filter(|one| one.method == Method::PATCH);
        let (minutes, mut patches): (Vec<_>, Vec<_>) =
            patches.partition(|one| one.id == "updateConferenceMinutes");
        // Once minutes are drafted, other parts of a conference are fixed.
        patches.extend(minutes);
        assert!(patches.len() > 25);
        let mut wrong = Vec::new();
        for operation in &patches {
            if operation.id == "updateConferenceMinutes" {
                draft_minutes(&app, &world).await;
            }
            leaves_all(&app, &world, operation, json!({}), &mut wrong).await;
            let body = placed(operation, &|name| world.id(name).to_owned()).unwrap();
            let etag = version_of(&app, &world, operation).await;
            let once = patch(&app, &world, operation, &etag, body.clone()).await;
            if once.status != 200 || once.etag() == etag {
                wrong.push(format!("{} was to change: {}", operation.id, once.body));
            }
            // The same again.
            leaves_all(&app, &world, operation, body, &mut wrong).await;
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    });
}

/// The world's own review is done.
async fn with_a_review_ahead(app: &TestApp, world: World) -> World {
    let manager = app.caller(Role::CareManager);
    let plan = format!("/v1/care-plans/{}", world.id("carePlanId:active"));
    let etag = manager.get(&plan).await.expect(200).etag();
    let review = json!({ "dueOn": "2026-04-01" });
    let review = manager.act(&format!("{plan}/reviews"), &etag, review).await.expect(201);
    world.with("reviewId", review.id())
}

async fn draft_minutes(app: &TestApp, world: &World) {
    let manager = app.caller(Role::CareManager);
    let conference = format!("/v1/care-conferences/{}", world.id("careConferenceId"));
    let attended: Vec<_> = manager.get(&conference).await.expect(200).body["participants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| json!({ "participantId": one["id"], "attended": "full" }))
        .collect();
    let steps = [
        ("end", json!({ "attendance": attended })),
        ("record-minutes", json!({ "body": "Meals on wheels begin on Monday." })),
    ];
    for (step, body) in steps {
        let etag = manager.get(&conference).await.expect(200).etag();
        let answer = manager.act(&format!("{conference}/{step}"), &etag, body).await;
        assert!(answer.status.is_success(), "{step}: {}", answer.body);
    }
}

async fn version_of(app: &TestApp, world: &World, operation: &Operation) -> String {
    if operation.id == "updateCurrentAgency" {
        let agency = app.caller(Role::Admin).get("/v1/agencies/current").await;
        return agency.expect(200).etag();
    }
    etag_of(app, world, operation).await
}

async fn leaves_all(
    app: &TestApp,
    world: &World,
    operation: &Operation,
    body: Value,
    wrong: &mut Vec<String>,
) {
    let etag = version_of(app, world, operation).await;
    let before = fingerprint(app).await;
    let answer = patch(app, world, operation, &etag, body.clone()).await;
    let place = format!("{} with {body}", operation.id);
    if answer.status != 200 {
        wrong.push(format!("{place} answers {}", answer.body));
        return;
    }
    if answer.etag() != etag || fingerprint(app).await != before {
        wrong.push(format!("{place} changes something"));
    }
    let request = answer.header("x-request-id").unwrap().to_owned();
    let entries = audit_entry::Entity::find()
        .filter(audit_entry::Column::RequestId.eq(request))
        .all(&app.database)
        .await
        .unwrap();
    let items = entries.iter().flat_map(|entry| entry.items.iter());
    let done: Vec<_> = items.filter(|item| item.action != "read").collect();
    if !done.is_empty() {
        wrong.push(format!("{place} is told as {done:?}"));
    }
}

async fn patch(
    app: &TestApp,
    world: &World,
    operation: &Operation,
    etag: &str,
    body: Value,
) -> Answer {
    let path = path_of(operation, &|name| world.of(operation, name));
    caller(app, &world.agency, operation).patch(&path, etag, body).await
}
