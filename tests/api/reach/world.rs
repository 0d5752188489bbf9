//! What an agency has after a while: one record of everything that a path or a
//! body can name, each made through the API.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clients::rosa,
    harness::{Agency, Answer, Caller, Role, TestApp},
};

/// An agency's records by the names of the parameters that hold their ids, such
/// as `goalId`. A name with a colon is another one of the kind, mostly in the
/// status that follows, such as `carePlanId:active`.
pub struct World {
    pub agency: Agency,
    ids: BTreeMap<&'static str, String>,
}

/// All that a world has.
pub const NAMES: &[&str] = &[
    "accessGrantId",
    "acknowledgementId",
    "actionItemId",
    "agencyId",
    "agencyId:partner",
    "agencyInstrumentId",
    "agendaItemId",
    "agendaItemId:deferred",
    "agendaItemId:draft",
    "apiClientId",
    "assessmentId",
    "assessmentId:in_progress",
    "assessmentId:with_draft",
    "attestationId",
    "auditEventId",
    "barrierId",
    "capacityInquiryId",
    "capacityInquiryId:incoming",
    "careConferenceId",
    "careConferenceId:closed",
    "careConferenceId:draft",
    "careConferenceId:scheduled",
    "carePlanId",
    "carePlanId:active",
    "checklistItemId",
    "clientId",
    "clientId:restricted",
    "clientId:with_draft",
    "consentId",
    "consentId:draft",
    "decisionId",
    "distributionId",
    "duplicateCandidateId",
    "flagId",
    "followUpId",
    "goalId",
    "goalId:active",
    "goalId:more",
    "goalId:other",
    "householdId",
    "householdMemberId",
    "interventionId",
    "interventionId:active",
    "interventionId:more",
    "interventionId:other",
    "linkId",
    "locationId",
    "number",
    "organizationId",
    "organizationId:parent",
    "participantId",
    "participantId:closed",
    "participantId:draft",
    "participantId:outside",
    "participantId:with_outside",
    "planTemplateId",
    "planTemplateId:published",
    "preferenceId",
    "preferenceId:other",
    "preferenceId:with_draft",
    "problemId",
    "problemId:active",
    "problemId:more",
    "problemId:other",
    "programId",
    "programId:other",
    "progressId",
    "referralId",
    "referralId:draft",
    "referralId:rejected",
    "referralMessageId",
    "referralOfferId",
    "relatedPersonId",
    "reviewId",
    "serviceAtLocationId",
    "serviceId",
    "serviceId:inactive",
    "taskId",
    "taxonomyId",
    "taxonomyTermId",
    "taxonomyTermId:below",
    "teamQueueId",
    "userId",
];

/// What it takes to make one.
struct Making<'a> {
    app: &'a TestApp,
    manager: Caller,
    world: World,
}

fn screening() -> Value {
    json!({
        "instrumentCode": "phq-9", "kind": "screening",
        "respondent": "client", "mode": "in_person",
    })
}

impl World {
    /// The partner is who the agency refers to.
    pub async fn made_by(app: &TestApp, agency: &Agency, partner: &Agency) -> Self {
        let world = Self { agency: agency.clone(), ids: BTreeMap::new() };
        let manager = app.caller_of(agency, Role::CareManager);
        let mut making = Making { app, manager, world };
        making.people(partner).await;
        making.client().await;
        making.family().await;
        making.restricted().await;
        making.preferences().await;
        making.consents(partner).await;
        making.assessments().await;
        making.instruments().await;
        making.plans().await;
        making.around_plans().await;
        making.templates().await;
        making.directory(partner).await;
        making.referrals(partner).await;
        making.offers(partner).await;
        making.conferences().await;
        making.tasks().await;
        let supervisor = app.caller_of(agency, Role::Supervisor);
        let entries = supervisor.get("/v1/audit-events").await.expect(200);
        making.keep("auditEventId", entries.items()[0]["id"].as_str().unwrap());
        assert!(making.world.ids.keys().eq(NAMES), "{:?}", making.world.ids.keys());
        making.world
    }

    /// The same world, where the name is another record's.
    pub fn with(mut self, name: &'static str, id: String) -> Self {
        self.ids.insert(name, id);
        self
    }

    pub fn id(&self, name: &str) -> &str {
        self.ids.get(name).unwrap_or_else(|| panic!("the world has no {name}"))
    }
}

impl Making<'_> {
    fn keep(&mut self, name: &'static str, id: &str) {
        self.world.ids.insert(name, id.to_owned());
    }

    fn user(&self, role: Role) -> Uuid {
        self.world.agency.user(role)
    }

    async fn create(&mut self, name: &'static str, path: &str, body: Value) -> Answer {
        let created = self.manager.post(path, body).await.expect(201);
        self.keep(name, &created.id());
        created
    }

    /// An action on a record as it is now.
    async fn act(&self, path: &str, action: &str, body: Option<Value>) -> Answer {
        let etag = self.manager.get(path).await.expect(200).etag();
        let key = Uuid::new_v4().to_string();
        let headers = [("if-match", etag.as_str()), ("idempotency-key", &key)];
        let path = format!("{path}/{action}");
        let answer = self.manager.send(Method::POST, &path, &headers, body).await;
        assert!(answer.status.is_success(), "{path}: {:#}", answer.body);
        answer
    }

    async fn people(&mut self, partner: &Agency) {
        let admin = self.app.caller_of(&self.world.agency, Role::Admin);
        let user = json!({ "displayName": "Dana Whitfield", "roles": ["care_manager"] });
        let user = admin.post("/v1/users", user).await.expect(201);
        self.keep("userId", &user.id());
        let gateway = json!({ "name": "Hospital referral gateway", "scopes": ["referrals:read"] });
        let gateway = admin.post("/v1/api-clients", gateway).await.expect(201);
        self.keep("apiClientId", &gateway.id());
        self.keep("agencyId:partner", &partner.id.to_string());
        self.keep("agencyId", &self.world.agency.id.to_string());
    }

    async fn client(&mut self) {
        let client = self.create("clientId", "/v1/clients", rosa()).await;
        let mut twin = rosa();
        twin["duplicateOverride"] = json!({ "reason": "Her twin sister." });
        self.manager.post("/v1/clients", twin).await.expect(201);
        let pairs = format!("/v1/clients/{}/duplicate-candidates", client.id());
        let pairs = self.manager.get(&pairs).await.expect(200);
        self.keep("duplicateCandidateId", pairs.items()[0]["id"].as_str().unwrap());
    }

    fn of_client(&self, collection: &str) -> String {
        format!("/v1/clients/{}/{collection}", self.world.id("clientId"))
    }

    async fn family(&mut self) {
        let path = self.of_client("related-persons");
        let luis = json!({
            "relationship": { "code": "SON" }, "roles": ["emergency"],
            "names": [{ "use": "official", "given": "Luis", "family": "Delgado" }],
        });
        self.create("relatedPersonId", &path, luis).await;
        let home = json!({
            "members": [{ "clientId": self.world.id("clientId"), "role": "head" }],
        });
        let home = self.create("householdId", "/v1/households", home).await;
        self.keep("householdMemberId", home.body["members"][0]["id"].as_str().unwrap());
    }

    async fn restricted(&mut self) {
        let noor = json!({ "names": [{ "use": "official", "given": "Noor", "family": "Haddad" }] });
        let noor = self.create("clientId:restricted", "/v1/clients", noor).await;
        let supervisor = self.app.caller_of(&self.world.agency, Role::Supervisor);
        let path = format!("/v1/clients/{}", noor.id());
        let restriction = json!({ "reason": "A colleague's mother." });
        supervisor.act(&format!("{path}/restrict"), "\"1\"", restriction).await.expect(200);
        let grant = json!({ "granteeId": self.world.id("apiClientId"), "reason": "Her hospital." });
        let grant = supervisor.post(&format!("{path}/access-grants"), grant).await.expect(201);
        self.keep("accessGrantId", &grant.id());
    }

    async fn preferences(&mut self) {
        let path = self.of_client("preferences");
        let home = json!({
            "category": "care_setting", "text": "I want to stay in my own home.",
            "strength": "nice", "statedBy": { "kind": "client" },
        });
        self.create("preferenceId", &path, home.clone()).await;
        self.create("preferenceId:other", &path, home).await;
    }

    async fn consents(&mut self, partner: &Agency) {
        let consent = json!({
            "type": "roi",
            "grantor": { "kind": "client", "name": "Rosa Delgado" },
            "method": "written",
            "signedBy": "Rosa Delgado",
            "grantedOn": "2026-01-05",
            "expiresOn": "2027-01-04",
            "disclosers": [{ "agencyId": self.world.agency.id }],
            "recipients": [{ "agencyId": partner.id }],
            "dataClasses": ["demographics", "referral", "assessment"],
            "purposes": ["COORD"],
            "rightToRevokeStated": true,
        });
        let path = self.of_client("consents");
        self.create("consentId:draft", &path, consent.clone()).await;
        let active = self.create("consentId", &path, consent).await;
        self.act(&format!("/v1/consents/{}", active.id()), "activate", None).await;
    }

    async fn assessments(&mut self) {
        let path = self.of_client("assessments");
        self.create("assessmentId:in_progress", &path, screening()).await;
        let done = self.create("assessmentId", &path, screening()).await;
        let path = format!("/v1/assessments/{}", done.id());
        for item in 1..=9 {
            let answer = json!({ "valueType": "codes", "valueCodes": ["nearly_every_day"] });
            self.manager.put(&format!("{path}/answers/phq9-{item}"), answer).await.expect(200);
        }
        let done = self.act(&path, "complete", Some(json!({}))).await;
        self.keep("flagId", done.body["flags"][0]["id"].as_str().unwrap());
        self.keep("linkId", "phq9-1");
    }

    async fn instruments(&mut self) {
        let supervisor = self.app.caller_of(&self.world.agency, Role::Supervisor);
        let new = json!({ "code": "pantry-check", "title": "Pantry check", "definition": {} });
        let draft = supervisor.post("/v1/agency-instruments", new).await.expect(201);
        self.keep("agencyInstrumentId", &draft.id());
        let new = json!({ "instrumentCode": "ucla-3", "reference": "Letter of the authors" });
        let attested = supervisor.post("/v1/licence-attestations", new).await.expect(201);
        self.keep("attestationId", &attested.id());
    }

    fn plan(&self) -> Value {
        let worker = self.user(Role::CareManager);
        let intervention = |goal: &str| {
            json!({
                "kind": "referral", "description": "Meals on wheels.", "goalKeys": [goal],
                "needDomain": "food-insecurity", "responsibleUserId": worker,
            })
        };
        json!({
            "title": "Eating well",
            "problems": [
                { "key": "food", "kind": "social_need", "description": "Food runs out." },
                { "key": "alone", "kind": "social_need", "description": "Rosa eats alone." },
            ],
            "goals": [
                { "key": "meals", "description": "Two warm meals on every day.",
                  "domain": "food", "problemKeys": ["food"] },
                { "key": "company", "description": "Lunch in company once a week.",
                  "domain": "social", "problemKeys": ["alone"] },
            ],
            "interventions": [intervention("meals"), intervention("company")],
        })
    }

    async fn plans(&mut self) {
        let path = self.of_client("care-plans");
        let plan = self.create("carePlanId:active", &path, self.plan()).await;
        self.keep_parts(&plan, 0, ["problemId:active", "goalId:active", "interventionId:active"]);
        self.keep_parts(&plan, 1, ["problemId:other", "goalId:other", "interventionId:other"]);
        let path = format!("/v1/care-plans/{}", plan.id());
        self.act(&path, "activate", None).await;
        let progress = format!("{path}/goals/{}/progress", self.world.id("goalId:active"));
        let entry = json!({ "note": "Cooked twice this week." });
        self.create("progressId", &progress, entry).await;
        self.keep("number", "1");

        // A client has one open plan: the draft is about someone else.
        let ana = json!({ "names": [{ "use": "official", "given": "Ana", "family": "Kowalski" }] });
        let ana = self.create("clientId:with_draft", "/v1/clients", ana).await;
        let path = format!("/v1/clients/{}/assessments", ana.id());
        self.create("assessmentId:with_draft", &path, screening()).await;
        let path = format!("/v1/clients/{}/preferences", ana.id());
        let home = json!({
            "category": "care_setting", "text": "I want to stay in my own home.",
            "strength": "nice", "statedBy": { "kind": "client" },
        });
        self.create("preferenceId:with_draft", &path, home).await;
        let path = format!("/v1/clients/{}/care-plans", ana.id());
        let plan = self.create("carePlanId", &path, self.plan()).await;
        self.keep_parts(&plan, 0, ["problemId", "goalId", "interventionId"]);
        self.keep_parts(&plan, 1, ["problemId:more", "goalId:more", "interventionId:more"]);
    }

    /// What is said of plans and done for them: barriers, reviews, acknowledgements.
    async fn around_plans(&mut self) {
        let barriers = format!(
            "/v1/care-plans/{}/goals/{}/barriers",
            self.world.id("carePlanId"),
            self.world.id("goalId")
        );
        let path = barriers.rsplit_once("/goals").unwrap().0.to_owned();
        let etag = self.manager.get(&path).await.expect(200).etag();
        let barrier = json!({ "text": "No bus after 18:00." });
        let barrier = self.manager.act(&barriers, &etag, barrier).await.expect(201);
        self.keep("barrierId", &barrier.id());

        let plan = format!("/v1/care-plans/{}", self.world.id("carePlanId:active"));
        let reviews = self.manager.get(&format!("{plan}/reviews")).await.expect(200);
        let review = reviews.items()[0]["id"].as_str().unwrap();
        let found = json!({
            "participants": [{ "name": "Rosa Delgado" }], "effectiveness": "stable",
            "changesNeeded": false,
        });
        self.act(&format!("{plan}/reviews/{review}"), "complete", Some(found)).await;
        self.keep("reviewId", review);
        // Without a day for the next one, no review is ahead: another can be scheduled.
        let none_ahead = json!({
            "reasonCode": "review", "reason": "It goes well.", "changeSummary": "No review ahead.",
            "plan": { "clearFields": ["nextReviewOn"] },
        });
        self.act(&plan, "amend", Some(none_ahead)).await;
        let read = json!({ "comment": "Read." });
        self.create("acknowledgementId", &format!("{plan}/acknowledgements"), read).await;
    }

    async fn templates(&mut self) {
        let supervisor = self.app.caller_of(&self.world.agency, Role::Supervisor);
        let new = json!({
            "name": "Food at home", "title": "Eating well",
            "problems": [{ "key": "hunger", "kind": "social_need", "description": "Food runs out." }],
        });
        for name in ["planTemplateId", "planTemplateId:published"] {
            let new = new.clone();
            let template = supervisor.post("/v1/plan-templates", new).await.expect(201);
            self.keep(name, &template.id());
            if name != "planTemplateId" {
                let publish = format!("/v1/plan-templates/{}/publish", template.id());
                supervisor.act_plainly(&publish, &template.etag()).await.expect(200);
            }
        }
    }

    fn keep_parts(&mut self, plan: &Answer, place: usize, names: [&'static str; 3]) {
        for (name, parts) in names.into_iter().zip(["problems", "goals", "interventions"]) {
            self.keep(name, plan.body[parts][place]["id"].as_str().unwrap());
        }
    }

    async fn directory(&mut self, partner: &Agency) {
        let supervisor = self.app.caller_of(&self.world.agency, Role::Supervisor);
        let create = async |path: &str, body: Value| {
            supervisor.post(&format!("/v1/{path}"), body).await.expect(201)
        };
        let parent = create("organizations", json!({ "name": "Harbor Trust" })).await;
        let kitchen = json!({
            "name": "Harbor Community Kitchen",
            "parentOrganizationId": parent.id(),
            "partnerAgencyId": partner.id,
            "programs": [
                { "name": "Seniors", "description": "Meals for seniors." },
                { "name": "Families", "description": "Meals for families." },
            ],
        });
        let kitchen = create("organizations", kitchen).await;
        let taxonomy = json!({ "name": "Local terms", "description": "Ours." });
        let taxonomy = create("taxonomies", taxonomy).await;
        let term = json!({
            "taxonomyId": taxonomy.id(), "name": "Food", "description": "Food of any kind.",
        });
        let term = create("taxonomy-terms", term).await;
        let below = json!({
            "taxonomyId": taxonomy.id(), "parentId": term.id(), "name": "Pantries",
            "description": "Food to take home.",
        });
        let below = create("taxonomy-terms", below).await;
        let place = json!({ "organizationId": kitchen.id(), "locationType": "physical" });
        let place = create("locations", place).await;
        let program = kitchen.body["programs"][0]["id"].as_str().unwrap();
        let meals = json!({
            "organizationId": kitchen.id(), "name": "Home-delivered meals", "programId": program,
            "attributes": [{ "taxonomyTermId": term.id() }],
        });
        let service = create("services", meals.clone()).await;
        let inactive = create("services", meals).await;
        let path = format!("/v1/services/{}/deactivate", inactive.id());
        let reason = json!({ "reason": "The kitchen is being rebuilt." });
        supervisor.act(&path, &inactive.etag(), reason).await.expect(200);
        let offer = json!({ "serviceId": service.id(), "locationId": place.id() });
        let offer = create("service-at-locations", offer).await;
        self.keep("programId", program);
        self.keep("programId:other", kitchen.body["programs"][1]["id"].as_str().unwrap());
        for (name, made) in [
            ("organizationId:parent", parent),
            ("organizationId", kitchen),
            ("taxonomyId", taxonomy),
            ("taxonomyTermId", term),
            ("taxonomyTermId:below", below),
            ("locationId", place),
            ("serviceId", service),
            ("serviceId:inactive", inactive),
            ("serviceAtLocationId", offer),
        ] {
            self.keep(name, &made.id());
        }
    }

    async fn referrals(&mut self, partner: &Agency) {
        let new = json!({
            "recipientAgencyId": partner.id,
            "needDomain": "food-insecurity",
            "reason": "Food has not lasted until the end of the month.",
            "requestedService": "Home-delivered meals",
        });
        let path = self.of_client("referrals");
        self.create("referralId:draft", &path, new.clone()).await;
        for (name, answer) in [("referralId", "accept"), ("referralId:rejected", "reject")] {
            let referral = self.create(name, &path, new.clone()).await;
            let path = format!("/v1/referrals/{}", referral.id());
            let sent = self.act(&path, "send", None).await;
            let worker = self.app.caller_of(partner, Role::PartnerAgency);
            let incoming = worker.get("/v1/referrals").await.expect(200);
            let same = |item: &&Value| item["exchangeId"] == sent.body["exchangeId"];
            let theirs = incoming.items().iter().find(same).unwrap()["id"].as_str().unwrap();
            let theirs = format!("/v1/referrals/{theirs}");
            let etag = worker.get(&theirs).await.expect(200).etag();
            let body = if answer == "accept" {
                json!({})
            } else {
                json!({ "reasonCode": "no_capacity", "reason": "We are full until January." })
            };
            worker.act(&format!("{theirs}/{answer}"), &etag, body).await.expect(200);
        }
    }

    /// What was tried to learn of a referral, and a referral of the partner's to claim.
    async fn offers(&mut self, partner: &Agency) {
        let path = format!("/v1/referrals/{}/follow-ups", self.world.id("referralId"));
        let tried = json!({ "channel": "phone", "contact": "recipient", "outcome": "no_answer" });
        self.create("followUpId", &path, tried).await;
        let agency = self.world.agency.id;
        let manager = self.app.caller_of(partner, Role::CareManager);
        let mut client = rosa();
        client["duplicateOverride"] = json!({ "reason": "One for each world." });
        let client = manager.post("/v1/clients", client).await.expect(201).id();
        let consent = json!({
            "type": "roi",
            "grantor": { "kind": "client", "name": "Rosa Delgado" },
            "method": "written",
            "signedBy": "Rosa Delgado",
            "grantedOn": "2026-01-05",
            "expiresOn": "2027-01-04",
            "disclosers": [{ "agencyId": partner.id }],
            "recipients": [{ "agencyId": agency }],
            "dataClasses": ["demographics", "referral"],
            "purposes": ["COORD"],
            "rightToRevokeStated": true,
        });
        let path = format!("/v1/clients/{client}/consents");
        let consent = manager.post(&path, consent).await.expect(201);
        let path = format!("/v1/consents/{}/activate", consent.id());
        manager.act_plainly(&path, &consent.etag()).await.expect(200);
        let open = json!({
            "openTo": { "agencyIds": [agency], "area": { "country": "US" } },
            "needDomain": "food-insecurity",
            "reason": "Food runs out.",
            "requestedService": "Meals",
        });
        let path = format!("/v1/clients/{client}/referrals");
        let draft = manager.post(&path, open).await.expect(201);
        let (path, key) =
            (format!("/v1/referrals/{}/send", draft.id()), Uuid::new_v4().to_string());
        let etag = draft.etag();
        let headers = [("if-match", etag.as_str()), ("idempotency-key", key.as_str())];
        manager.send(Method::POST, &path, &headers, None).await.expect(200);
        let offers = self.manager.get("/v1/referral-offers").await.expect(200);
        self.keep("referralOfferId", offers.items()[0]["id"].as_str().unwrap());
        self.messages(partner).await;
    }

    /// What the partner has written, and inquiries in both directions.
    async fn messages(&mut self, partner: &Agency) {
        let theirs = self.app.caller_of(partner, Role::CareManager);
        let accepted = theirs.get("/v1/referrals?direction=incoming&status=accepted").await;
        let same = |item: &&Value| item["senderAgencyId"] == json!(self.world.agency.id);
        let accepted =
            accepted.items().iter().find(same).unwrap()["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/referrals/{accepted}/messages");
        theirs.post(&path, json!({ "text": "She is on our list." })).await.expect(201);
        let messages = self.manager.get("/v1/referral-messages").await.expect(200);
        self.keep("referralMessageId", messages.items()[0]["id"].as_str().unwrap());
        let ask = |agency: Uuid| json!({ "agencyIds": [agency], "needDomain": "food-insecurity" });
        self.create("capacityInquiryId", "/v1/capacity-inquiries", ask(partner.id)).await;
        let ask = ask(self.world.agency.id);
        theirs.post("/v1/capacity-inquiries", ask).await.expect(201);
        let list = "/v1/capacity-inquiries?direction=incoming";
        let asked = self.manager.get(list).await.expect(200);
        self.keep("capacityInquiryId:incoming", asked.items()[0]["id"].as_str().unwrap());
    }

    async fn conferences(&mut self) {
        let new = json!({
            "type": "periodic_review",
            "title": "How the meals go",
            "clientInvited": true,
            "participants": [
                { "kind": "staff", "userId": self.user(Role::TeamMember), "requirement": "required" },
                { "kind": "client", "requirement": "required" },
            ],
            "agendaItems": [{ "topic": "Food at home", "kind": "goal" }],
        });
        let path = self.of_client("care-conferences");
        let draft = self.create("careConferenceId:draft", &path, new.clone()).await;
        self.keep("participantId:draft", draft.body["participants"][0]["id"].as_str().unwrap());
        self.keep("agendaItemId:draft", draft.body["agendaItems"][0]["id"].as_str().unwrap());
        let conference = self.create("careConferenceId", &path, new).await;
        self.keep("participantId", conference.body["participants"][0]["id"].as_str().unwrap());
        self.keep("agendaItemId", conference.body["agendaItems"][0]["id"].as_str().unwrap());
        let path = format!("/v1/care-conferences/{}", conference.id());
        let times = json!({
            "startsAt": "2026-01-05T09:00:00Z", "endsAt": "2026-01-05T10:00:00Z",
            "timeZone": "America/Chicago",
        });
        self.act(&path, "schedule", Some(times)).await;
        self.act(&path, "start", Some(json!({}))).await;
        let decision = json!({
            "text": "Meals on wheels begin on Monday.", "type": "no_change",
            "decidedBy": "consensus", "clientAgrees": "yes",
        });
        let decided = self.act(&path, "decisions", Some(decision)).await;
        self.keep("decisionId", &decided.id());
        let item = json!({
            "text": "Call the kitchen", "ownerId": self.user(Role::CareManager),
            "dueOn": "2026-01-16",
        });
        let promised = self.act(&path, "action-items", Some(item)).await;
        self.keep("actionItemId", &promised.id());
        self.scheduled_conference().await;
        self.closed_conference().await;
    }

    /// One that somebody from outside is asked to.
    async fn scheduled_conference(&mut self) {
        let new = json!({
            "type": "periodic_review",
            "title": "With the clinic",
            "clientInvited": true,
            "participants": [
                { "kind": "client", "requirement": "required" },
                { "kind": "external", "name": "Dr. Okafor", "requirement": "required" },
            ],
        });
        let path = self.of_client("care-conferences");
        let conference = self.create("careConferenceId:scheduled", &path, new).await;
        let guest = conference.body["participants"][1]["id"].as_str().unwrap();
        self.keep("participantId:outside", guest);
        let client = conference.body["participants"][0]["id"].as_str().unwrap();
        self.keep("participantId:with_outside", client);
        let path = format!("/v1/care-conferences/{}", conference.id());
        let times = json!({
            "startsAt": "2026-01-05T18:00:00Z", "endsAt": "2026-01-05T19:00:00Z",
            "timeZone": "America/Chicago",
        });
        self.act(&path, "schedule", Some(times)).await;
    }

    /// One whose minutes are signed and given to the client, with a topic left over.
    async fn closed_conference(&mut self) {
        let new = json!({
            "type": "crisis",
            "title": "No food in the house",
            "clientInvited": true,
            "participants": [
                { "kind": "client", "requirement": "required" },
                { "kind": "related_person", "name": "Ana Delgado", "requirement": "optional" },
            ],
            "agendaItems": [{ "topic": "The pantry", "kind": "safety" }],
        });
        let path = self.of_client("care-conferences");
        let conference = self.create("careConferenceId:closed", &path, new).await;
        let client = conference.body["participants"][0]["id"].as_str().unwrap().to_owned();
        self.keep("participantId:closed", &client);
        let item = conference.body["agendaItems"][0]["id"].as_str().unwrap().to_owned();
        self.keep("agendaItemId:deferred", &item);
        let path = format!("/v1/care-conferences/{}", conference.id());
        let people = conference.body["participants"].as_array().unwrap().iter();
        let attendance: Vec<_> =
            people.map(|one| json!({ "participantId": one["id"], "attended": "full" })).collect();
        let held = json!({
            "startsAt": "2026-01-02T15:00:00Z", "endsAt": "2026-01-02T16:00:00Z",
            "timeZone": "America/Chicago", "attendance": attendance,
        });
        let held = self.act(&path, "record-held", Some(held)).await;
        let topic = format!("{path}/agenda-items/{item}");
        let deferred = json!({ "deferred": true });
        self.manager.patch(&topic, &held.etag(), deferred).await.expect(200);
        self.act(&path, "record-minutes", Some(json!({ "body": "We met." }))).await;
        self.act(&path, "sign", None).await;
        let given = json!({ "participantId": client, "channel": "in_person" });
        self.create("distributionId", &format!("{path}/distributions"), given).await;
    }

    async fn tasks(&mut self) {
        let queue = json!({ "name": "Food team", "memberIds": [self.user(Role::CareManager)] });
        let supervisor = self.app.caller_of(&self.world.agency, Role::Supervisor);
        let queue = supervisor.post("/v1/team-queues", queue).await.expect(201);
        self.keep("teamQueueId", &queue.id());
        let new = json!({
            "title": "Call about the food pantry", "type": "contact",
            "clientId": self.world.id("clientId"), "ownerId": self.user(Role::CareManager),
            "checklist": [{ "text": "Find the number" }],
        });
        let task = self.create("taskId", "/v1/tasks", new).await;
        self.keep("checklistItemId", task.body["checklist"][0]["id"].as_str().unwrap());
        self.act(&format!("/v1/tasks/{}", task.id()), "start", None).await;
    }
}
