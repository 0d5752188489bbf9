//! What is another agency's cannot be reached: not by its id in a path, in a
//! body or in a query, over every operation of the document. The ids are real.
//!
//! `world` makes the records, `requests` the requests for them, with the help
//! of `bodies.json`: for an operation, `body` is one that would do, where
//! `$goalId` stands for that id of the agency whose request it is, and `of` says
//! which of the agency's records the path names, if not the usual one.

use std::{cell::RefCell, collections::BTreeMap};

use carewright::platform::{Permission, reach};
use entity::{Iterable, audit_entry};
use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use self::{
    requests::{Slot, ids_in_body, ids_in_query, named, parameters, path_of, placed},
    world::{NAMES, World},
};
use crate::{
    authorization::{Operation, all, fingerprint, operations},
    harness::{Agency, Answer, Caller, Role, TestApp, on_both},
};

mod requests;
mod unchanged;
mod world;

/// Path parameters that name nothing of an agency's.
const EVERYONES: [&str; 5] = ["code", "instrumentCode", "language", "linkId", "number"];

/// Operations whose path names only what is everyone's: there is no other
/// agency's record to ask for.
const WITHOUT_A_RECORD: [(&str, &str); 3] = [
    ("getInstrument", "instruments are everyone's; an agency's own are found within it alone"),
    ("getInstrumentWording", "as above"),
    ("putInstrumentWording", "what is loaded is the caller's agency's"),
];

/// Ids in bodies that are not tried, by the start of their place in any body or
/// in that of one operation, and why.
const NOT_TRIED: &[(&str, &str)] = &[
    ("/recipientAgencyId", "every agency may know of every other: it is whom to refer to"),
    ("/partnerAgencyId", "as above"),
    ("/participants/0/partnerAgencyId", "as above"),
    ("/disclosers/0/agencyId", "as above"),
    ("/recipients/0/agencyId", "as above"),
    ("/parts/0/recipientAgencyId", "as above"),
    ("/parts/0/openTo/agencyIds/0", "as above"),
    ("/openTo/agencyIds/0", "as above"),
    ("/agencyIds/0", "as above"),
    ("/recipientId", "names one of those whom the inquiry itself asks"),
    ("searchServices/taxonomyTermId", "narrows a list: nothing is found by it"),
    (
        "updateCareConference/clientIds",
        "a caseload review's: looked up as createCaseloadReview does",
    ),
    ("updatePlanReview/reviewerId", "looked up as schedulePlanReview does, while it is ahead"),
    ("/parts/0/directory/", "looked up as createReferral does"),
    ("/relatedPersonId", "instead of clientId; `related_persons` tries it"),
    ("/members/0/relatedPersonId", "as above"),
    ("/amendment/", "kept as it is until signing, which amends as amendCarePlan does"),
    ("/attributes/0/id", "names a part of the record itself, as do those below"),
    ("/phones/", "a part"),
    ("/contacts/", "a part"),
    ("/languages/", "a part"),
    ("/schedules/", "a part"),
    ("/addresses/", "a part"),
    ("/accessibility/", "a part"),
    ("/funding/", "a part"),
    ("/identifiers/", "a part"),
    ("/programs/", "a part"),
    ("/requiredDocuments/", "a part"),
    ("/costOptions/", "a part"),
    ("/serviceAreas/", "a part"),
];

#[test]
fn what_is_another_agencys_answers_like_what_is_not_there() {
    on_both(|app| async move {
        let theirs = World::made_by(&app, &app.first, &app.second).await;
        let own = World::made_by(&app, &app.third, &app.second).await;
        let known = contents(&app, &theirs).await;
        let entries = audit_entries(&app, &app.first).await;
        let before = fingerprint(&app).await;

        // The second agency has a referral of the first one's; it knows it, and
        // all else of it, by no id of the first one's.
        let partner = [Role::Supervisor, Role::Admin, Role::PartnerAgency];
        ask_by_path(&app, &app.second, &partner, &theirs).await;
        ask_by_path(&app, &app.third, &Role::iter().collect::<Vec<_>>(), &theirs).await;
        ask_for_parts_of_ones_own(&app, &own, &theirs).await;
        refer_to(&app, &own, &theirs).await;
        filter_by(&app, &own, &theirs).await;
        assert_eq!(before, fingerprint(&app).await, "a refused request changed something");

        take_the_same_ids(&app, &own, &theirs).await;
        assert_eq!(entries, audit_entries(&app, &app.first).await, "the first agency's log");
        for (before, now) in known.iter().zip(contents(&app, &theirs).await) {
            assert_eq!(*before, now, "the first agency's records");
        }
    });
}

/// Path parameters that name what belongs to no client.
const OF_NO_CLIENT: &[&str] = &[
    "agencyId",
    "agencyInstrumentId",
    "apiClientId",
    "attestationId",
    "capacityInquiryId",
    "locationId",
    "organizationId",
    "planTemplateId",
    "programId",
    // Of a client of the agency that makes it.
    "referralOfferId",
    "serviceAtLocationId",
    "serviceId",
    "taxonomyId",
    "taxonomyTermId",
    "teamQueueId",
    "userId",
];

/// The same for the people of the agency itself to whom no access was granted,
/// once its clients are restricted.
#[test]
fn what_is_tied_to_a_restricted_client_is_not_there_without_a_grant() {
    on_both(|app| async move {
        let world = World::made_by(&app, &app.first, &app.second).await;
        let supervisor = app.caller(Role::Supervisor);
        for client in ["clientId", "clientId:with_draft"] {
            let path = format!("/v1/clients/{}", world.id(client));
            let etag = supervisor.get(&path).await.expect(200).etag();
            let reason = json!({ "reason": "A colleague's family." });
            supervisor.act(&format!("{path}/restrict"), &etag, reason).await.expect(200);
        }
        let strangers = without_grant(&app).await;
        let ids: Vec<_> = NAMES.iter().filter(|name| is_of_client(name)).collect();
        let ids: Vec<_> = ids.into_iter().map(|name| world.id(name)).collect();
        let before = fingerprint(&app).await;
        let wrong = RefCell::new(Vec::new());
        let mut questions = Vec::new();
        for operation in operations() {
            let names = parameters(&operation.template);
            if names.iter().any(|name| EVERYONES.contains(name)) && !names_a_record(&operation) {
                continue;
            }
            let etag = etag_of(&app, &world, &operation).await;
            for (role, caller) in &strangers {
                if operation.roles.contains(&role.to_string()) {
                    questions.push((operation.clone(), *role, caller.clone(), etag.clone()));
                }
            }
        }
        assert!(questions.len() > 200);
        let (world, ids, wrong_ref) = (&world, &ids, &wrong);
        all(questions.into_iter().map(async |(operation, role, caller, etag)| {
            let names = parameters(&operation.template);
            let place = format!("{} as {role}", operation.id);
            if names.iter().any(|name| is_of_client(name)) {
                let body = placed(&operation, &|name| world.id(name).to_owned());
                let real = path_of(&operation, &|name| world.of(&operation, name));
                let real = ask(&caller, &operation, &real, &etag, body.clone()).await;
                let unknown = path_of(&operation, &|name| stranger(world, &operation, name));
                let unknown = ask(&caller, &operation, &unknown, &etag, body).await;
                assert_eq!(shape(&real), shape(&unknown), "{place}");
                if !matches!(real.status.as_u16(), 403 | 404) {
                    wrong_ref.borrow_mut().push((place, real.status, real.body));
                }
            } else if operation.method == Method::GET
                && role != Role::Auditor
                && !names.contains(&"auditEventId")
            {
                let path = path_of(&operation, &|name| world.of(&operation, name));
                let answer = caller.get(&path).await;
                // Some of what is no client's is only for whom it was sent to.
                assert!(matches!(answer.status.as_u16(), 200 | 404), "{place}: {}", answer.body);
                let text = answer.body.to_string();
                if ids.iter().any(|id| text.contains(*id)) {
                    wrong_ref.borrow_mut().push((place, answer.status, answer.body));
                }
            }
        }))
        .await;
        assert!(wrong.borrow().is_empty(), "told: {:#?}", wrong.borrow());
        assert_eq!(before, fingerprint(&app).await, "a refused request changed something");
        // The partner has a record of its own.
        let partner = app.caller_of(&app.second, Role::PartnerAgency);
        assert_eq!(partner.get("/v1/referrals").await.expect(200).items().len(), 2);
    });
}

/// Whether the record of this name in a world belongs to a client.
fn is_of_client(name: &str) -> bool {
    let parameter = name.split(':').next().unwrap();
    let shared = EVERYONES.contains(&parameter) || OF_NO_CLIENT.contains(&parameter);
    !shared && parameter != "auditEventId"
}

/// People of the first agency who came when all was there already.
async fn without_grant(app: &TestApp) -> Vec<(Role, Caller)> {
    let admin = app.caller(Role::Admin);
    let mut callers = Vec::new();
    for role in Role::iter() {
        let new = json!({ "displayName": "New here", "roles": [role.to_string()] });
        let user = match role {
            Role::Supervisor => continue,
            Role::Integration => app.first.user(role),
            _ => admin.post("/v1/users", new).await.expect(201).id().parse().unwrap(),
        };
        let scopes: Vec<_> = Permission::iter()
            .filter(|permission| reach(role, *permission).is_some())
            .map(Permission::scope)
            .collect();
        callers.push((role, app.caller_with(&app.first, user, &scopes.join(" "))));
    }
    callers
}

/// Nothing is left out by accident: neither a new operation, nor a new id in a body.
#[test]
fn every_operation_and_every_id_is_tried_or_listed() {
    let mut missing = Vec::new();
    for operation in operations() {
        let names = parameters(&operation.template);
        let own: Vec<_> = names.iter().filter(|name| !EVERYONES.contains(name)).collect();
        if own.is_empty() {
            let listed = WITHOUT_A_RECORD.iter().any(|(id, _)| *id == operation.id);
            assert_eq!(listed, !names.is_empty(), "{} in WITHOUT_A_RECORD", operation.id);
        }
        for name in own {
            assert!(NAMES.contains(name), "{} names a record that no world has", operation.id);
        }
        for slot in ids_in_body(&operation) {
            let tried = named(&operation, &slot).is_some_and(|name| NAMES.contains(&name));
            if !tried && !left_out(&operation, &slot) {
                missing.push(format!("{}{}", operation.id, slot.pointer));
            }
        }
    }
    assert!(missing.is_empty(), "not in bodies.json: {missing:#?}");
}

fn left_out(operation: &Operation, slot: &Slot) -> bool {
    let place = format!("{}{}", operation.id, slot.pointer);
    NOT_TRIED.iter().any(|(start, _)| slot.pointer.starts_with(start) || place.starts_with(start))
}

fn caller(app: &TestApp, agency: &Agency, operation: &Operation) -> Caller {
    let role = Role::iter()
        .filter(|role| operation.roles.contains(&role.to_string()))
        .max_by_key(|role| *role == Role::Supervisor);
    app.caller_of(agency, role.unwrap())
}

/// The answer without what is of this request alone.
fn shape(answer: &Answer) -> (u16, Vec<(String, String)>, Value) {
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "date" | "x-request-id" | "traceparent"))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    let mut body = answer.body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("requestId");
        body.remove("instance");
    }
    (answer.status.as_u16(), headers, body)
}

/// Those of these roles who may, ask for each record by its real id.
async fn ask_by_path(app: &TestApp, agency: &Agency, roles: &[Role], theirs: &World) {
    let operations = operations();
    let mut questions = Vec::new();
    for operation in operations.iter().filter(|operation| names_a_record(operation)) {
        let etag = etag_of(app, theirs, operation).await;
        // Without the right, no record is looked at: that is what `authorization` holds.
        let entitled = roles.iter().filter(|role| operation.roles.contains(&role.to_string()));
        questions.extend(entitled.map(|role| (operation, *role, etag.clone())));
    }
    assert!(questions.len() > 150);
    eprintln!("{} questions by path", questions.len());
    let wrong = RefCell::new(Vec::new());
    all(questions.into_iter().map(async |(operation, role, etag)| {
        let caller = app.caller_of(agency, role);
        let place = format!("{} as {role}", operation.id);
        let body = placed(operation, &|name| theirs.id(name).to_owned());
        let real = path_of(operation, &|name| theirs.of(operation, name));
        let real = ask(&caller, operation, &real, &etag, body.clone()).await;
        let unknown = path_of(operation, &|name| stranger(theirs, operation, name));
        let unknown = ask(&caller, operation, &unknown, &etag, body).await;
        assert_eq!(shape(&real), shape(&unknown), "{place}");
        // A few operations look at more than one right, before the record.
        if !matches!(real.status.as_u16(), 403 | 404) {
            wrong.borrow_mut().push((place, real.status, real.body));
        }
    }))
    .await;
    assert!(wrong.borrow().is_empty(), "not 404: {:#?}", wrong.borrow());
}

fn names_a_record(operation: &Operation) -> bool {
    parameters(&operation.template).iter().any(|name| !EVERYONES.contains(name))
}

fn stranger(world: &World, operation: &Operation, name: &str) -> String {
    if EVERYONES.contains(&name) { world.of(operation, name) } else { Uuid::new_v4().to_string() }
}

/// A part of another agency's record is asked for as a part of one's own.
async fn ask_for_parts_of_ones_own(app: &TestApp, own: &World, theirs: &World) {
    let operations = operations();
    let parts = operations.iter().filter(|operation| {
        let names = parameters(&operation.template);
        names.iter().filter(|name| !EVERYONES.contains(name)).count() > 1
    });
    let wrong = RefCell::new(Vec::new());
    all(parts.map(async |operation| {
        let caller = caller(app, &own.agency, operation);
        let names = parameters(&operation.template);
        let part = names.iter().rfind(|name| !EVERYONES.contains(name)).unwrap();
        let etag = etag_of(app, own, operation).await;
        let body = placed(operation, &|name| own.id(name).to_owned());
        let real = |name: &str| (if name == *part { theirs } else { own }).of(operation, name);
        let real = ask(&caller, operation, &path_of(operation, &real), &etag, body.clone()).await;
        let unknown = |name: &str| {
            if name == *part { stranger(own, operation, name) } else { own.of(operation, name) }
        };
        let unknown = ask(&caller, operation, &path_of(operation, &unknown), &etag, body).await;
        assert_eq!(shape(&real), shape(&unknown), "{}", operation.id);
        if real.status != 404 {
            wrong.borrow_mut().push((&operation.id, real.status, real.body));
        }
    }))
    .await;
    assert!(wrong.borrow().is_empty(), "not 404: {:#?}", wrong.borrow());
}

/// Each id in a body that refers to a record is, in turn, another agency's.
async fn refer_to(app: &TestApp, own: &World, theirs: &World) {
    let mut unchecked = Vec::new();
    for operation in operations() {
        let slots = ids_in_body(&operation);
        for slot in slots.iter().filter(|slot| !slot.names_new && !left_out(&operation, slot)) {
            let place = format!("{}{}", operation.id, slot.pointer);
            let caller = caller(app, &own.agency, &operation);
            let path = path_of(&operation, &|name| own.of(&operation, name));
            let etag = etag_of(app, own, &operation).await;
            let to = |id: &str| {
                let new = NAMES.iter().map(|name| (*name, Uuid::new_v4().to_string()));
                let new: BTreeMap<_, _> = new.collect();
                let new = |name: &str| new[name].clone();
                let mut body = with_new(&operation, own, &new);
                *body.pointer_mut(&slot.pointer).unwrap() = json!(id);
                Some(body)
            };
            let unknown = Uuid::new_v4().to_string();
            let unknown = ask(&caller, &operation, &path, &etag, to(&unknown)).await;
            let real = theirs.id(named(&operation, slot).unwrap());
            let real = ask(&caller, &operation, &path, &etag, to(real)).await;
            assert_eq!(shape(&real), shape(&unknown), "{place}");
            let pointer = &unknown.body["errors"][0]["pointer"];
            if unknown.status != 422 || *pointer != format!("#{}", slot.pointer) {
                unchecked.push((place, unknown.status, unknown.body));
            }
        }
    }
    assert!(unchecked.is_empty(), "not looked at: {unchecked:#?}");
}

/// A body with one's own ids, but for what the caller makes.
fn with_new(operation: &Operation, own: &World, id: &dyn Fn(&str) -> String) -> Value {
    let slots = ids_in_body(operation);
    let new = slots.iter().filter(|slot| slot.names_new);
    let new: Vec<_> = new.filter_map(|slot| named(operation, slot)).collect();
    let id = |name: &str| if new.contains(&name) { id(name) } else { own.id(name).to_owned() };
    placed(operation, &id).unwrap()
}

/// A list that is narrowed to another agency's record is empty.
async fn filter_by(app: &TestApp, own: &World, theirs: &World) {
    for operation in operations() {
        for (name, known_as) in ids_in_query(&operation) {
            let caller = caller(app, &own.agency, &operation);
            let path = path_of(&operation, &|name| own.of(&operation, name));
            let real = caller.get(&format!("{path}?{name}={}", theirs.id(known_as))).await;
            let unknown = caller.get(&format!("{path}?{name}={}", Uuid::new_v4())).await;
            assert_eq!(shape(&real), shape(&unknown), "{} by {name}", operation.id);
            let body = real.expect(200).body;
            // HSDS has a name of its own for what a page has.
            let found = body.get("items").unwrap_or(&body["contents"]);
            assert_eq!(*found, json!([]), "{} by {name}", operation.id);
        }
    }
}

/// An id that another agency has given is free: a refusal would tell of it.
async fn take_the_same_ids(app: &TestApp, own: &World, theirs: &World) {
    let mut refused = Vec::new();
    for operation in operations() {
        let new = ids_in_body(&operation)
            .iter()
            .any(|slot| slot.names_new && !left_out(&operation, slot));
        if !new {
            continue;
        }
        let caller = caller(app, &own.agency, &operation);
        let path = path_of(&operation, &|name| own.of(&operation, name));
        let etag = etag_of(app, own, &operation).await;
        let body = with_new(&operation, own, &|name| theirs.id(name).to_owned());
        let answer = ask(&caller, &operation, &path, &etag, Some(body)).await;
        if !answer.status.is_success() {
            refused.push((operation.id, answer.status, answer.body));
        }
    }
    assert!(refused.is_empty(), "refused: {refused:#?}");
}

async fn ask(
    caller: &Caller,
    operation: &Operation,
    path: &str,
    etag: &str,
    body: Option<Value>,
) -> Answer {
    let key = Uuid::new_v4().to_string();
    let headers = [("if-match", etag), ("idempotency-key", key.as_str())];
    caller.send(operation.method.clone(), path, &headers, body).await
}

/// The version that the operation is to be based on: that of the innermost
/// record of its path that can be read.
async fn etag_of(app: &TestApp, world: &World, operation: &Operation) -> String {
    let steps: Vec<_> = operation.template.split('/').collect();
    let readable = (1..=steps.len()).rev().find_map(|length| {
        let start = steps[..length].join("/");
        let read = operations()
            .into_iter()
            .find(|one| one.method == Method::GET && one.template == start && start.ends_with('}'));
        read.filter(|_| !start.ends_with("{number}"))
    });
    let Some(read) = readable else { return "\"1\"".to_owned() };
    let path = path_of(&read, &|name| world.of(operation, name));
    let answer = caller(app, &world.agency, &read).get(&path).await.expect(200);
    answer.header("etag").unwrap_or("\"1\"").to_owned()
}

/// Everything of the agency's that one operation shows.
async fn contents(app: &TestApp, world: &World) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for operation in operations() {
        if operation.method == Method::GET && names_a_record(&operation) {
            let path = path_of(&operation, &|name| world.of(&operation, name));
            let answer = caller(app, &world.agency, &operation).get(&path).await.expect(200);
            let mut body = answer.body;
            // A cursor is sealed anew each time.
            if let Some(body) = body.as_object_mut() {
                body.remove("nextCursor");
            }
            found.push((path, body));
        }
    }
    assert!(found.len() > 30);
    found
}

/// How many entries there are that others than the agency's own people made.
async fn audit_entries(app: &TestApp, agency: &Agency) -> u64 {
    audit_entry::Entity::find()
        .filter(audit_entry::Column::AgencyId.eq(agency.id))
        .filter(audit_entry::Column::ActorAgencyId.ne(agency.id))
        .count(&app.database)
        .await
        .unwrap()
}
