//! Care conferences: planned, held, minuted, signed; what they decide happens.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Answer, Caller, Role, TestApp};

mod admission;
mod caseload;
mod following;
mod giving;
mod meeting;
mod parts;
mod planning;
mod private;
mod signing;
mod states;
mod types;

/// A conference on its way, with the version that was seen last.
struct Meeting {
    caller: Caller,
    path: String,
    etag: String,
    body: Value,
}

impl Meeting {
    fn of(caller: &Caller, created: &Answer) -> Self {
        Self {
            caller: caller.clone(),
            path: format!("/v1/care-conferences/{}", created.id()),
            etag: created.etag(),
            body: created.body.clone(),
        }
    }

    /// After a change of a part the whole is looked at again.
    async fn saw(&mut self, answer: Answer) -> Answer {
        if answer.status.is_success() {
            self.etag = answer.etag();
            self.body = match answer.body.get("careConferenceId") {
                None => answer.body.clone(),
                Some(_) => self.caller.get(&self.path).await.expect(200).body,
            };
        }
        answer
    }

    async fn post(&mut self, step: &str, body: Value) -> Answer {
        let answer = self.caller.act(&format!("{}/{step}", self.path), &self.etag, body).await;
        self.saw(answer).await
    }

    async fn go(&mut self, step: &str) -> Answer {
        let answer = self.caller.act_plainly(&format!("{}/{step}", self.path), &self.etag).await;
        self.saw(answer).await
    }

    async fn patch(&mut self, part: &str, body: Value) -> Answer {
        let answer = self.caller.patch(&format!("{}{part}", self.path), &self.etag, body).await;
        self.saw(answer).await
    }

    async fn delete(&mut self, part: &str) -> Answer {
        let answer = self.caller.delete(&format!("{}{part}", self.path), &self.etag).await;
        self.saw(answer).await
    }

    fn part(&self, list: &str, place: usize) -> String {
        self.body[list][place]["id"].as_str().unwrap().to_owned()
    }

    /// Everyone came for the whole time.
    fn attendance(&self) -> Value {
        let people = self.body["participants"].as_array().unwrap().iter();
        people.map(|one| json!({ "participantId": one["id"], "attended": "full" })).collect()
    }

    async fn schedule(&mut self) {
        self.post("schedule", times("15:00", "16:00")).await.expect(200);
    }

    /// On to the draft of the minutes, with an outcome of the only topic.
    async fn minute(&mut self) {
        self.schedule().await;
        self.post("start", json!({})).await.expect(200);
        let topic = format!("/agenda-items/{}", self.part("agendaItems", 0));
        self.patch(&topic, json!({ "outcome": "Meals come from Monday on." })).await.expect(200);
        let attendance = self.attendance();
        self.post("end", json!({ "attendance": attendance })).await.expect(200);
        let minutes = json!({ "body": "We met and agreed." });
        self.post("record-minutes", minutes).await.expect(200);
    }
}

/// Times on the day on which the clock of the tests starts.
fn times(starts: &str, ends: &str) -> Value {
    json!({
        "startsAt": format!("2026-01-05T{starts}:00Z"),
        "endsAt": format!("2026-01-05T{ends}:00Z"),
        "timeZone": "America/Chicago",
    })
}

async fn client(app: &TestApp) -> String {
    let name = format!("Delgado {}", Uuid::new_v4());
    let new = json!({ "names": [{ "use": "official", "given": "Rosa", "family": name }] });
    app.caller(Role::CareManager).post("/v1/clients", new).await.expect(201).id()
}

fn conference(app: &TestApp) -> Value {
    json!({
        "type": "periodic_review",
        "title": "How the meals go",
        "purpose": "See whether Rosa eats enough.",
        "clientInvited": true,
        "noteTakerId": app.first.user(Role::TeamMember),
        "participants": [
            { "kind": "staff", "userId": app.first.user(Role::TeamMember), "requirement": "required" },
            { "kind": "client", "requirement": "required" },
            {
                "kind": "related_person", "name": "Ana Delgado", "role": "Daughter",
                "requirement": "optional",
            },
        ],
        "agendaItems": [{ "topic": "Food at home", "kind": "goal", "minutesPlanned": 20 }],
    })
}

async fn plan_meeting(app: &TestApp, client: &str) -> Meeting {
    let caller = app.caller(Role::CareManager);
    let path = format!("/v1/clients/{client}/care-conferences");
    let created = caller.post(&path, conference(app)).await.expect(201);
    Meeting::of(&caller, &created)
}

/// The id of a conference whose minutes are drafted.
pub async fn minuted(app: &TestApp, client: &str) -> String {
    let mut meeting = plan_meeting(app, client).await;
    meeting.minute().await;
    meeting.body["id"].as_str().unwrap().to_owned()
}

/// An active care plan of the client.
async fn active_plan(app: &TestApp, client: &str) -> String {
    let manager = app.caller(Role::CareManager);
    let plan = json!({
        "title": "Eating well again",
        "problems": [{ "key": "food", "kind": "social_need", "description": "Food runs out." }],
        "goals": [{
            "key": "meals", "description": "Two warm meals on every day.", "domain": "food",
            "problemKeys": ["food"],
        }],
        "interventions": [{
            "kind": "service", "description": "Meals on wheels", "goalKeys": ["meals"],
            "responsibleUserId": app.first.user(Role::CareManager),
        }],
    });
    let created = manager.post(&format!("/v1/clients/{client}/care-plans"), plan).await.expect(201);
    let path = format!("/v1/care-plans/{}", created.id());
    manager.act_plainly(&format!("{path}/activate"), &created.etag()).await.expect(200);
    created.id()
}

/// A decision that adds a goal to the plan.
fn plan_change(app: &TestApp) -> Value {
    json!({
        "text": "Rosa wants to cook for her family again.",
        "type": "plan_change",
        "decidedBy": "client_choice",
        "clientAgrees": "yes",
        "amendment": {
            "reasonCode": "conference",
            "reason": "Rosa said so at the conference.",
            "changeSummary": "A goal about cooking.",
            "addGoals": [{
                "key": "cook", "description": "Cooks dinner once a week.", "domain": "functional",
            }],
            "addInterventions": [{
                "kind": "self_management", "description": "Cook together on Fridays.",
                "goalKeys": ["cook"], "responsibleUserId": app.first.user(Role::CareManager),
            }],
        },
    })
}
