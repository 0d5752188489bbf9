//! Every request of any test must leave its trail: one audit entry in the
//! caller's agency, whatever the answer, and an event for each change.

use entity::{audit_entry, outbox_event};
use reqwest::{Method, StatusCode, header::HeaderMap};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};

use crate::contract;

pub async fn check(
    database: &DatabaseConnection,
    method: &Method,
    path: &str,
    status: StatusCode,
    headers: &HeaderMap,
) {
    let Some((template, operation)) = contract::find(method, path.split('?').next().unwrap())
    else {
        return;
    };
    let open = operation["security"][0]["bearer"].is_null();
    let turned_away = matches!(status.as_u16(), 429 | 503);
    if open || turned_away {
        return;
    }
    let place = format!("{method} {template}: {status}");
    let request = headers["x-request-id"].to_str().unwrap();
    let entries = audit_entry::Entity::find()
        .filter(audit_entry::Column::RequestId.eq(request))
        .all(database)
        .await
        .unwrap();
    // A partner's side has an entry of its own, for the same actor.
    let own = entries.iter().filter(|entry| entry.agency_id == entry.actor_agency_id).count();
    assert_eq!(own, 1, "{place} left {own} audit entries");
    for entry in &entries {
        assert_eq!(entry.operation, operation["operationId"].as_str().unwrap(), "{place}");
        let success = entry.outcome == audit_entry::Outcome::Success;
        let answered_well = status.is_success() || status == StatusCode::NOT_MODIFIED;
        assert_eq!(success, answered_well, "{place} is audited as {:?}", entry.outcome);
    }
    let events = outbox_event::Entity::find()
        .filter(outbox_event::Column::RequestId.eq(request))
        .count(database)
        .await
        .unwrap();
    let reads = *method == Method::GET
        || *method == Method::HEAD
        || operation["x-read-only"] == true
        || headers.contains_key("idempotency-replayed")
        || changed_nothing(&entries);
    if reads || !status.is_success() {
        assert_eq!(events, 0, "{place} left {events} events");
    } else {
        assert!(events > 0, "{place} left no event");
    }
}

/// A change that leaves all as it is has only read.
fn changed_nothing(entries: &[audit_entry::Model]) -> bool {
    let mut items = entries.iter().flat_map(|entry| entry.items.iter());
    items.all(|item| item.action == "read")
}
