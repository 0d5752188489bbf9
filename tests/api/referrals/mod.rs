//! Referrals: two agencies, one row each, moved together.

use entity::task;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clients::rosa,
    harness::{Agency, Answer, Caller, Role, TestApp},
};

mod answering;
mod drafting;
mod endings;
mod inquiries;
mod loops;
mod machine;
mod messages;
mod offers;
mod parts;
mod privacy;
mod scorecards;
mod sending;

/// A client of the first agency who lets the second one know these classes.
async fn client_with_consent(app: &TestApp, classes: &[&str]) -> String {
    let client = new_client(app).await;
    consent(app, &client, &app.second, classes).await;
    client
}

async fn new_client(app: &TestApp) -> String {
    let mut person = rosa();
    person["addresses"] = json!([{ "use": "home", "lines": ["12 Elm St"], "city": "Chicago" }]);
    app.caller(Role::CareManager).post("/v1/clients", person).await.expect(201).id()
}

/// The path of an active consent.
async fn consent(app: &TestApp, client: &str, recipient: &Agency, classes: &[&str]) -> String {
    consent_to(app, client, json!({ "agencyId": recipient.id }), classes).await
}

async fn consent_to(app: &TestApp, client: &str, recipient: Value, classes: &[&str]) -> String {
    let manager = app.caller(Role::CareManager);
    let consent = json!({
        "type": "roi",
        "grantor": { "kind": "client", "name": "Rosa Delgado" },
        "method": "written",
        "signedBy": "Rosa Delgado",
        "grantedOn": "2026-01-05",
        "expiresOn": "2027-01-04",
        "disclosers": [{ "agencyId": app.first.id }],
        "recipients": [recipient],
        "dataClasses": classes,
        "purposes": ["COORD"],
        "rightToRevokeStated": true,
    });
    let path = format!("/v1/clients/{client}/consents");
    let created = manager.post(&path, consent).await.expect(201);
    let path = format!("/v1/consents/{}", created.id());
    manager.act_plainly(&format!("{path}/activate"), &created.etag()).await.expect(200);
    path
}

fn meals(app: &TestApp) -> Value {
    json!({
        "recipientAgencyId": app.second.id,
        "needDomain": "food-insecurity",
        "reason": "Food has not lasted until the end of the month.",
        "requestedService": "Home-delivered meals",
        "payloadProfile": "service",
    })
}

/// The path of a draft, and its answer.
async fn draft(app: &TestApp, client: &str) -> (String, Answer) {
    let path = format!("/v1/clients/{client}/referrals");
    let draft = app.caller(Role::CareManager).post(&path, meals(app)).await.expect(201);
    (format!("/v1/referrals/{}", draft.id()), draft)
}

async fn try_to_send(caller: &Caller, path: &str, etag: &str) -> Answer {
    let key = Uuid::new_v4().to_string();
    let headers = [("if-match", etag), ("idempotency-key", key.as_str())];
    caller.send(reqwest::Method::POST, &format!("{path}/send"), &headers, None).await
}

async fn look_ahead(caller: &Caller, path: &str) -> Answer {
    caller.send(reqwest::Method::POST, &format!("{path}/preview"), &[], None).await
}

/// A referral that was sent: the paths of both sides, the sender's first.
pub async fn sent(app: &TestApp) -> (String, String) {
    let client = client_with_consent(app, &["demographics", "referral", "assessment"]).await;
    let (path, draft) = draft(app, &client).await;
    let sent = try_to_send(&app.caller(Role::CareManager), &path, &draft.etag()).await.expect(200);
    (path, incoming(app, &sent).await)
}

/// The second agency's side of a referral.
async fn incoming(app: &TestApp, sent: &Answer) -> String {
    let worker = app.caller_of(&app.second, Role::PartnerAgency);
    let list = worker.get("/v1/referrals").await.expect(200);
    let same = |item: &&Value| item["exchangeId"] == sent.body["exchangeId"];
    let found = list.items().iter().find(same).expect("the other side has its row");
    format!("/v1/referrals/{}", found["id"].as_str().unwrap())
}

/// An action on the present version.
pub async fn act(caller: &Caller, path: &str, action: &str, body: Value) -> Answer {
    let etag = caller.get(path).await.expect(200).etag();
    caller.act(&format!("{path}/{action}"), &etag, body).await
}

pub fn delivered() -> Value {
    json!({
        "services": [{ "description": "Weekly food box", "deliveredOn": "2026-01-05", "units": 1 }],
        "enrollmentStatus": "enrolled",
    })
}

async fn open_tasks(app: &TestApp, agency: &Agency) -> Vec<(String, String)> {
    let all = task::Entity::find()
        .filter(task::Column::AgencyId.eq(agency.id))
        .filter(task::Column::Status.is_in(task::Status::OPEN))
        .order_by_asc(task::Column::Id);
    let all = all.all(&app.database).await.unwrap();
    all.into_iter()
        .map(|task| {
            let due = task.due_on.map(|day| day.to_string()).unwrap_or_default();
            (entity::Code::code(task.task_type), due)
        })
        .collect()
}

async fn moves(caller: &Caller, path: &str, machine: &str) -> Vec<String> {
    let history = caller.get(&format!("{path}/history?sort=createdAt")).await.expect(200);
    let of_machine = history.items().iter().filter(|entry| entry["machine"] == machine);
    of_machine.map(|entry| entry["to"].as_str().unwrap().to_owned()).collect()
}
