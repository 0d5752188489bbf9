//! Assessments: answers saved one by one, scored by the server, with flags that people answer.

use serde_json::{Value, json};

use crate::{
    clients::rosa,
    harness::{Answer, Caller},
};

mod agency_instruments;
mod amending;
mod flags;
mod instruments;
mod licences;
mod lifecycle;
mod lists;
mod results;
mod scores;
mod taking;

async fn client(manager: &Caller) -> String {
    manager.post("/v1/clients", rosa()).await.expect(201).id()
}

pub fn screening(instrument: &str) -> Value {
    json!({
        "instrumentCode": instrument,
        "kind": "screening",
        "respondent": "client",
        "mode": "in_person",
    })
}

/// An assessment of the client that is in progress.
pub async fn begin(manager: &Caller, client: &str, instrument: &str) -> String {
    let path = format!("/v1/clients/{client}/assessments");
    manager.post(&path, screening(instrument)).await.expect(201).id()
}

const FREQUENCY: [&str; 4] =
    ["not_at_all", "several_days", "more_than_half_the_days", "nearly_every_day"];

async fn save(manager: &Caller, id: &str, link_id: &str, answer: Value) -> Answer {
    manager.put(&format!("/v1/assessments/{id}/answers/{link_id}"), answer).await
}

fn chosen(code: &str) -> Value {
    json!({ "valueType": "codes", "valueCodes": [code] })
}

/// Answers the first items with these points.
pub async fn answer(manager: &Caller, id: &str, prefix: &str, points: &[usize]) -> Answer {
    let mut last = None;
    for (place, points) in points.iter().enumerate() {
        let link_id = format!("{prefix}-{}", place + 1);
        let answer = chosen(FREQUENCY[*points]);
        last = Some(save(manager, id, &link_id, answer).await.expect(200));
    }
    last.unwrap()
}

pub async fn complete(manager: &Caller, saved: &Answer) -> Answer {
    let path = format!("/v1/assessments/{}/complete", saved.id());
    manager.act(&path, &saved.etag(), json!({})).await
}

fn score<'a>(assessment: &'a Value, scale: &str) -> &'a Value {
    let scores = assessment["scores"].as_array().unwrap();
    scores.iter().find(|score| score["scale"] == scale).unwrap()
}
