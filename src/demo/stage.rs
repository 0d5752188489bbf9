//! Plays the stories: each step is a request to the API in the name of a person
//! of the demo, on the day on which it is told to have happened.

use std::{cell::Cell, sync::Arc};

use actix_web::{
    body::BoxBody,
    dev::{Service, ServiceResponse},
    http::Method,
    test::{TestRequest, read_body},
};
use chrono::TimeDelta;
use entity::{AgencyId, UserId};
use serde_json::{Value, json};

use super::{
    DemoAgency,
    clock::StageClock,
    script::{Kept, Scene, Today},
};
use crate::{domains::identity, platform::App, server};

/// Long enough for one request.
const TOKEN_LIFE: TimeDelta = TimeDelta::minutes(5);

/// What went wrong with which request; the stories are ours, so nobody's data is in it.
#[derive(Debug, thiserror::Error)]
#[error("{story}, {request}: {what}")]
pub struct Failed {
    story: &'static str,
    request: String,
    what: String,
}

pub struct Stage<'a> {
    pub app: &'a Arc<App>,
    pub clock: &'a StageClock,
    pub agencies: &'a [DemoAgency],
    pub today: &'a Today,
    pub sent: Cell<u32>,
}

impl Stage<'_> {
    /// Plays the scenes one after the other.
    pub async fn play(&self, scenes: &[Scene]) -> Result<(), Failed> {
        let api = server::in_process(Arc::clone(self.app)).await;
        let mut kept = Kept::default();
        for agency in self.agencies {
            kept.keep(agency.short, agency.cast());
        }
        for scene in scenes {
            self.clock.set(scene.at);
            let played = self.step(&api, scene, &kept).await;
            let answer = played.map_err(|what| Failed {
                story: scene.story,
                request: scene.step.request.clone(),
                what,
            })?;
            if let Some(name) = &scene.step.keep {
                kept.keep(name, answer);
            }
        }
        Ok(())
    }

    async fn step<S>(&self, api: &S, scene: &Scene, kept: &Kept) -> Result<Value, String>
    where
        S: Service<
                actix_http::Request,
                Response = ServiceResponse<BoxBody>,
                Error = actix_web::Error,
            >,
    {
        let step = &scene.step;
        let (method, path) = step.request.split_once(' ').ok_or("no method")?;
        let method = Method::from_bytes(method.as_bytes()).map_err(|error| error.to_string())?;
        let path = kept.path(path)?;
        let body = match &step.body {
            Some(body) => Some(kept.fill(body, self.today)?),
            None => None,
        };
        let call = Call { api, token: self.token(&step.by).await?, sent: &self.sent };
        let mut answer = call.send(method, &path, body).await?;
        if let Some(answers) = &step.answers {
            let assessment =
                format!("/v1/assessments/{}", answer["id"].as_str().unwrap_or_default());
            for (item, value) in answers {
                let path = format!("{assessment}/answers/{item}");
                call.send(Method::PUT, &path, Some(answer_of(value))).await?;
            }
            if !step.unfinished {
                let path = format!("{assessment}/complete");
                answer = call.send(Method::POST, &path, Some(json!({}))).await?;
            }
        }
        Ok(answer)
    }

    async fn token(&self, who: &str) -> Result<String, String> {
        let known = self.agencies.iter().find_map(|agency| agency.member(who));
        let (agency, user): (AgencyId, UserId) = known.ok_or_else(|| format!("nobody is {who}"))?;
        let minted = identity::service::mint(self.app, agency, user, None, TOKEN_LIFE).await;
        minted.map_err(|problem| format!("{problem:?}"))
    }
}

/// A code, several codes, or a number.
fn answer_of(value: &Value) -> Value {
    match value {
        Value::Number(_) => json!({ "valueType": "number", "valueNumber": value }),
        Value::Array(_) => json!({ "valueType": "codes", "valueCodes": value }),
        _ => json!({ "valueType": "codes", "valueCodes": [value] }),
    }
}

/// One person's requests.
struct Call<'a, S> {
    api: &'a S,
    token: String,
    /// How many requests all have sent.
    sent: &'a Cell<u32>,
}

impl<S> Call<'_, S>
where
    S: Service<actix_http::Request, Response = ServiceResponse<BoxBody>, Error = actix_web::Error>,
{
    /// Sends it, based on the version that the record has now.
    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value, String> {
        let mut request = self.request(method.clone(), path);
        // The record that the path is about: what is not based on its version passes it over.
        let mut record: Vec<_> = path.split('/').collect();
        record.truncate(record.len() / 2 * 2);
        if record.len() >= 4 && !matches!(method, Method::GET | Method::PUT) {
            let seen = self.answer(self.request(Method::GET, &record.join("/"))).await;
            if let Ok((Some(tag), _)) = seen {
                request = request.insert_header(("if-match", tag));
            }
        }
        if method == Method::POST {
            let key = format!("demo-{}", self.sent.replace(self.sent.get() + 1));
            request = request.insert_header(("idempotency-key", key));
        }
        if let Some(body) = body {
            request = request.set_json(body);
        }
        Ok(self.answer(request).await?.1)
    }

    fn request(&self, method: Method, path: &str) -> TestRequest {
        TestRequest::default()
            .method(method)
            .uri(path)
            .insert_header(("authorization", format!("Bearer {}", self.token)))
    }

    /// The version and the body of a successful answer.
    async fn answer(&self, request: TestRequest) -> Result<(Option<String>, Value), String> {
        let response =
            self.api.call(request.to_request()).await.map_err(|error| error.to_string())?;
        let status = response.status();
        let tag = response.headers().get("etag").and_then(|tag| tag.to_str().ok());
        let tag = tag.map(str::to_owned);
        let body = read_body(response).await;
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        if status.is_success() { Ok((tag, body)) } else { Err(body.to_string()) }
    }
}
