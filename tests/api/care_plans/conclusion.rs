//! What becomes of an intervention when the loop of its referral is closed.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{act, draft, part};
use crate::{
    clients::rosa,
    harness::{Answer, Caller, Role, TestApp, on_both},
};

/// An active plan whose interventions are referrals to the second agency.
struct Referred<'a> {
    app: &'a TestApp,
    manager: Caller,
    client: String,
    plan: Answer,
}

impl<'a> Referred<'a> {
    async fn new(app: &'a TestApp, interventions: usize) -> Self {
        let manager = app.caller(Role::CareManager);
        let client = manager.post("/v1/clients", rosa()).await.expect(201).id();
        let consent = json!({
            "type": "roi",
            "grantor": { "kind": "client", "name": "Rosa Delgado" },
            "method": "written",
            "signedBy": "Rosa Delgado",
            "grantedOn": "2026-01-05",
            "expiresOn": "2027-01-04",
            "recipients": [{ "agencyId": app.second.id }],
            "dataClasses": ["demographics", "referral", "assessment"],
            "purposes": ["COORD"],
            "rightToRevokeStated": true,
        });
        let consent = manager.post(&format!("/v1/clients/{client}/consents"), consent).await;
        let consent = consent.expect(201);
        let activate = format!("/v1/consents/{}/activate", consent.id());
        manager.act_plainly(&activate, &consent.etag()).await.expect(200);
        let intervention = json!({
            "goalKeys": ["meals"],
            "kind": "referral",
            "description": "Refer to the food pantry.",
            "needDomain": "food-insecurity",
            "responsibleUserId": app.first.user(Role::CareManager),
        });
        let plan = json!({
            "title": "Eating well",
            "problems": [{ "key": "food", "kind": "social_need", "description": "Food runs out." }],
            "goals": [{
                "key": "meals", "description": "Two warm meals", "problemKeys": ["food"],
                "domain": "food",
            }],
            "interventions": vec![intervention; interventions],
        });
        let plan = draft(&manager, &client, plan).await;
        let plan = act(&manager, &plan, "activate", None).await.expect(200);
        Self { app, manager, client, plan }
    }

    /// The path of the sender's side of a referral that carries the intervention out.
    async fn refer(&self, place: usize) -> String {
        let path = self.draft(place).await;
        self.try_to_send(&path).await.expect(200);
        path
    }

    async fn draft(&self, place: usize) -> String {
        let new = json!({
            "recipientAgencyId": self.app.second.id,
            "needDomain": "food-insecurity",
            "reason": "Food has not lasted.",
            "requestedService": "Home-delivered meals",
            "payloadProfile": "contact",
            "planInterventionId": part(&self.plan, "interventions", place),
        });
        let referrals = format!("/v1/clients/{}/referrals", self.client);
        let draft = self.manager.post(&referrals, new).await.expect(201);
        format!("/v1/referrals/{}", draft.id())
    }

    async fn try_to_send(&self, path: &str) -> Answer {
        let etag = self.manager.get(path).await.expect(200).etag();
        let key = Uuid::new_v4().to_string();
        let headers = [("if-match", etag.as_str()), ("idempotency-key", key.as_str())];
        let send = format!("{path}/send");
        self.manager.send(reqwest::Method::POST, &send, &headers, None).await
    }

    /// What the second agency does with the referral.
    async fn theirs(&self, path: &str, action: &str, body: Value) {
        let ours = self.manager.get(path).await.expect(200);
        let worker = self.app.caller_of(&self.app.second, Role::PartnerAgency);
        let list = worker.get("/v1/referrals").await.expect(200);
        let same = |item: &&Value| item["exchangeId"] == ours.body["exchangeId"];
        let found = list.items().iter().find(same).expect("the other side has its row");
        let theirs = format!("/v1/referrals/{}", found["id"].as_str().unwrap());
        let etag = worker.get(&theirs).await.expect(200).etag();
        worker.act(&format!("{theirs}/{action}"), &etag, body).await.expect(200);
    }

    async fn deliver(&self, path: &str) {
        self.theirs(path, "accept", json!({})).await;
        let services = json!([{
            "description": "Weekly food box", "deliveredOn": "2026-01-05", "units": 1,
        }]);
        self.theirs(path, "complete", json!({ "services": services })).await;
    }

    async fn reject(&self, path: &str) {
        let reason = json!({ "reasonCode": "no_capacity", "reason": "Full until March." });
        self.theirs(path, "reject", reason).await;
    }

    async fn close(&self, path: &str, body: Value) {
        let etag = self.manager.get(path).await.expect(200).etag();
        self.manager.act(&format!("{path}/close-loop"), &etag, body).await.expect(200);
    }

    async fn closed_as(&self, path: &str, met: &str) {
        self.deliver(path).await;
        let closure = json!({
            "closureReason": "service_received", "needMet": met, "needMetSource": "client",
            "note": "She told me so.",
        });
        self.close(path, closure).await;
    }

    fn place(&self, place: usize) -> String {
        let id = part(&self.plan, "interventions", place);
        format!("/v1/care-plans/{}/interventions/{id}", self.plan.id())
    }

    async fn intervention(&self, place: usize) -> Answer {
        self.manager.get(&self.place(place)).await.expect(200)
    }

    /// What happened to the intervention, from the beginning, with the last reason.
    async fn told(&self, place: usize) -> (Vec<String>, Value) {
        let path = format!("{}/history?sort=createdAt", self.place(place));
        let history = self.manager.get(&path).await.expect(200);
        let events = history.items().iter().map(|one| one["event"].as_str().unwrap().to_owned());
        let last = history.items().last().unwrap();
        (events.collect(), json!([last["reasonCode"], last["reason"]]))
    }
}

#[test]
fn an_intervention_is_completed_when_its_referral_met_the_need() {
    on_both(|app| async move {
        let referred = Referred::new(&app, 2).await;
        for (place, met, outcome) in [
            (0, "yes", "The need was met. She told me so."),
            (1, "partly", "The need was met in part. She told me so."),
        ] {
            let path = referred.refer(place).await;
            let before = referred.intervention(place).await;
            assert_eq!(before.body["status"], "scheduled");
            referred.closed_as(&path, met).await;
            let after = referred.intervention(place).await;
            assert_eq!(after.body["status"], "completed");
            assert_eq!(after.body["outcome"], outcome);
            assert_ne!(after.etag(), before.etag(), "the plan's version has moved");
            let (events, reason) = referred.told(place).await;
            assert_eq!(events, ["create", "schedule", "start", "complete"]);
            assert_eq!(reason, json!(["service_received", "She told me so."]));
        }
        let path = format!("/v1/care-plans/{}", referred.plan.id());
        let plan = referred.manager.get(&path).await.expect(200);
        assert_eq!(plan.body["goals"][0]["status"], "active", "the goal is not thereby reached");
        assert_eq!(plan.body["currentVersion"], 1, "nothing was agreed anew");
    });
}

#[test]
fn an_intervention_is_called_off_when_its_referral_came_to_nothing() {
    on_both(|app| async move {
        let referred = Referred::new(&app, 3).await;
        let path = referred.refer(0).await;
        referred.closed_as(&path, "no").await;
        let path = referred.refer(1).await;
        referred.reject(&path).await;
        let closure = json!({ "closureReason": "provider_declined", "note": "No room." });
        referred.close(&path, closure.clone()).await;
        for (place, reason) in [
            (0, json!(["service_received", "She told me so."])),
            (1, json!(["provider_declined", "No room."])),
        ] {
            let after = referred.intervention(place).await;
            assert_eq!(after.body["status"], "cancelled");
            assert!(after.body.get("outcome").is_none());
            let (events, told) = referred.told(place).await;
            assert_eq!(events, ["create", "schedule", "cancel"]);
            assert_eq!(told, reason);
        }

        // It is over: nothing else carries it out.
        let etag = referred.manager.get(&path).await.expect(200).etag();
        let elsewhere = json!({ "recipientAgencyId": app.second.id });
        let again = referred.manager.act(&format!("{path}/re-refer"), &etag, elsewhere).await;
        assert!(again.expect(201).body.get("planInterventionId").is_none());
        let late = referred.draft(1).await;
        referred.try_to_send(&late).await.expect_problem(409, "intervention_over");

        // What has begun is stopped.
        let path = referred.refer(2).await;
        let etag = referred.intervention(2).await.etag();
        let start = format!("{}/start", referred.place(2));
        referred.manager.act_plainly(&start, &etag).await.expect(200);
        referred.reject(&path).await;
        referred.close(&path, closure).await;
        assert_eq!(referred.intervention(2).await.body["status"], "stopped");
    });
}

#[test]
fn an_intervention_goes_on_with_the_next_referral() {
    on_both(|app| async move {
        let referred = Referred::new(&app, 1).await;
        let first = referred.refer(0).await;
        referred.reject(&first).await;
        let etag = referred.manager.get(&first).await.expect(200).etag();
        let elsewhere = json!({ "recipientAgencyId": app.second.id });
        let again = referred.manager.act(&format!("{first}/re-refer"), &etag, elsewhere).await;
        let second = format!("/v1/referrals/{}", again.expect(201).id());
        let closure = json!({ "closureReason": "provider_declined" });
        referred.close(&first, closure).await;
        assert_eq!(referred.intervention(0).await.body["status"], "scheduled");
        referred.try_to_send(&second).await.expect(200);
        referred.closed_as(&second, "yes").await;
        assert_eq!(referred.intervention(0).await.body["status"], "completed");
    });
}

#[test]
fn a_loop_is_closed_whether_or_not_the_intervention_can_be_concluded() {
    on_both(|app| async move {
        let referred = Referred::new(&app, 3).await;
        let first = referred.refer(0).await;
        let second = referred.refer(1).await;
        let third = referred.refer(2).await;
        let manager = &referred.manager;

        // Over already.
        let mut etag = referred.intervention(0).await.etag();
        for (action, body) in [("start", None), ("complete", Some(json!({ "outcome": "Mine." })))] {
            let path = format!("{}/{action}", referred.place(0));
            let headers = [("if-match", etag.as_str())];
            let answer = manager.send(reqwest::Method::POST, &path, &headers, body).await;
            etag = answer.expect(200).etag();
        }
        referred.closed_as(&first, "no").await;
        let kept = referred.intervention(0).await;
        assert_eq!(
            (&kept.body["status"], &kept.body["outcome"]),
            (&json!("completed"), &json!("Mine."))
        );

        // Not in the plan any more.
        let plan = format!("/v1/care-plans/{}", referred.plan.id());
        let amend = json!({
            "reasonCode": "client_request", "reason": "x", "changeSummary": "x",
            "endInterventions": [{ "id": part(&referred.plan, "interventions", 1), "reason": "x" }],
        });
        let amended = manager.act(&format!("{plan}/amend"), &kept.etag(), amend).await.expect(200);
        referred.closed_as(&second, "yes").await;
        let now = manager.get(&plan).await.expect(200);
        assert_eq!(now.etag(), amended.etag(), "the plan is as it was");

        // In a plan that nobody pursues.
        let reason = json!({ "reason": "In hospital." });
        let held = manager.act(&format!("{plan}/hold"), &now.etag(), reason).await.expect(200);
        referred.closed_as(&third, "yes").await;
        let kept = referred.intervention(2).await;
        assert_eq!((&kept.body["status"], kept.etag()), (&json!("scheduled"), held.etag()));
    });
}

#[test]
fn a_referral_in_error_frees_its_intervention_for_another_one() {
    on_both(|app| async move {
        let referred = Referred::new(&app, 4).await;
        let manager = &referred.manager;
        let mistaken = async |path: &str| {
            let etag = manager.get(path).await.expect(200).etag();
            let reason = json!({ "reason": "For someone else." });
            manager.act(&format!("{path}/enter-in-error"), &etag, reason).await.expect(200);
        };
        let shown = async |place: usize| {
            let now = referred.intervention(place).await.body;
            assert_eq!(now.get("linkedId").is_some(), now.get("linkedKind").is_some());
            (now["status"].as_str().unwrap().to_owned(), now.get("linkedId").is_some())
        };

        // It waits for the referral.
        mistaken(&referred.refer(0).await).await;
        assert_eq!(shown(0).await, ("not_started".to_owned(), false));
        let (moves, _) = referred.told(0).await;
        assert_eq!(moves.last().unwrap(), "free");
        let second = referred.refer(0).await;
        assert_eq!(shown(0).await, ("scheduled".to_owned(), true));

        // The referral has concluded it.
        referred.closed_as(&second, "yes").await;
        assert_eq!(shown(0).await.0, "completed");
        mistaken(&second).await;
        assert_eq!(shown(0).await, ("not_started".to_owned(), false));
        assert_eq!(referred.intervention(0).await.body.get("outcome"), None);
        referred.refer(0).await;
        assert_eq!(shown(0).await, ("scheduled".to_owned(), true));

        // Another referral carries it out by now.
        let first = referred.refer(1).await;
        referred.refer(1).await;
        mistaken(&first).await;
        assert_eq!(shown(1).await, ("scheduled".to_owned(), true));

        // Somebody has begun it.
        let begun = referred.refer(2).await;
        let etag = referred.intervention(2).await.etag();
        manager.act_plainly(&format!("{}/start", referred.place(2)), &etag).await.expect(200);
        mistaken(&begun).await;
        assert_eq!(shown(2).await, ("in_progress".to_owned(), false));

        // A draft was never for it.
        mistaken(&referred.draft(3).await).await;
        assert_eq!(shown(3).await, ("not_started".to_owned(), false));
    });
}
