//! Consents: what they allow to whom, and the ledger of what was disclosed.

use carewright::{
    domains::{
        clients,
        consents::service::{NewDisclosure, record_disclosure},
    },
    platform::{CallFacts, Change, Ctx, Permission, Principal, Problem},
};
use chrono::TimeDelta;
use entity::{
    ClientId,
    consent::{DataClass, Purpose},
    disclosure::{Basis, Channel, DisclosedRecord},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clients::rosa,
    harness::{Answer, Caller, Role, START, TestApp, on_both},
};

mod machine;
mod superseding;

async fn a_client(manager: &Caller) -> String {
    manager.post("/v1/clients", rosa()).await.expect(201).id()
}

/// A sound release to the second agency. It is 5 January 2026.
fn release(app: &TestApp) -> Value {
    json!({
        "type": "roi",
        "grantor": { "kind": "client", "name": "Rosa Delgado" },
        "method": "written",
        "grantedOn": "2026-01-05",
        "expiresOn": "2026-06-30",
        "recipients": [{ "agencyId": app.second.id }],
        "dataClasses": ["demographics", "assessment"],
        "purposes": ["COORD", "TREAT"],
        "language": "es",
        "witness": "Luis Ortega",
    })
}

/// The release, with other values in some members.
pub fn release_with(app: &TestApp, changes: &Value) -> Value {
    let mut release = release(app);
    for (name, value) in changes.as_object().unwrap() {
        release[name] = value.clone();
    }
    release
}

async fn draft(manager: &Caller, client: &str, consent: Value) -> Answer {
    manager.post(&format!("/v1/clients/{client}/consents"), consent).await.expect(201)
}

async fn activate(manager: &Caller, draft: &Answer) -> Answer {
    manager.act_plainly(&format!("/v1/consents/{}/activate", draft.id()), &draft.etag()).await
}

pub async fn active(manager: &Caller, client: &str, consent: Value) -> Answer {
    let draft = draft(manager, client, consent).await;
    activate(manager, &draft).await.expect(200)
}

fn question(app: &TestApp, client: &str, classes: &[&str]) -> Value {
    json!({
        "clientId": client,
        "recipientAgencyId": app.second.id,
        "purpose": "COORD",
        "dataClasses": classes,
    })
}

async fn evaluate(caller: &Caller, question: Value) -> Value {
    caller.post("/v1/consents/evaluate", question).await.expect(200).body
}

#[track_caller]
fn assert_withheld(decision: &Value, reason: &str) {
    assert_eq!(decision["decision"], "deny", "{decision:#}");
    assert_eq!(decision["permitted"], json!([]));
    assert_eq!(decision["consentIds"], json!([]));
    assert_eq!(decision["withheld"][0]["reason"], reason, "{decision:#}");
}

#[test]
fn a_consent_is_drafted_activated_and_revoked_and_counts_only_in_between() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let asked = question(&app, &client, &["assessment"]);
        assert_withheld(&evaluate(&manager, asked.clone()).await, "no_consent");

        let draft = draft(&manager, &client, release(&app)).await;
        assert_eq!(draft.body["status"], "draft");
        assert_eq!(draft.body["type"], "roi");
        assert_eq!(draft.header("location"), Some(format!("/v1/consents/{}", draft.id()).as_str()));
        assert_eq!(draft.body["allowedActions"], json!(["propose", "activate", "enter_in_error"]));
        assert_withheld(&evaluate(&manager, asked.clone()).await, "no_consent");

        let active = activate(&manager, &draft).await.expect(200);
        assert_eq!(active.body["status"], "active");
        assert_eq!(active.body["effectiveOn"], "2026-01-05");
        assert_eq!(active.body["activatedAt"], "2026-01-05T09:00:00.000Z");
        assert_eq!(active.body["allowedActions"], json!(["revoke", "enter_in_error"]));
        let decision = evaluate(&manager, asked.clone()).await;
        assert_eq!(decision["decision"], "permit");
        assert_eq!(decision["permitted"], json!(["assessment"]));
        assert_eq!(decision["consentIds"], json!([draft.id()]));
        assert_eq!(decision["withheld"], json!([]));

        let path = format!("/v1/consents/{}", draft.id());
        let reason = json!({ "reason": "She changed her mind." });
        let revoke = format!("{path}/revoke");
        let stale = manager.act(&revoke, &draft.etag(), reason.clone()).await;
        stale.expect_problem(412, "version_mismatch");
        let revoked = manager.act(&revoke, &active.etag(), reason.clone()).await.expect(200);
        assert_eq!(revoked.body["status"], "revoked");
        assert_eq!(revoked.body["statusReason"], "She changed her mind.");
        assert_eq!(revoked.body["endedAt"], "2026-01-05T09:00:00.000Z");
        assert_withheld(&evaluate(&manager, asked).await, "revoked");
        let again = manager.act(&revoke, &revoked.etag(), reason).await;
        let again = again.expect_problem(409, "transition_not_allowed");
        assert_eq!(again.body["allowedActions"], json!(["enter_in_error"]));

        let history = manager.get(&format!("{path}/history")).await.expect(200);
        let moves: Vec<_> = history.items().iter().map(|step| step["to"].clone()).collect();
        assert_eq!(moves, ["revoked", "active", "draft"]);
        assert_eq!(history.items()[0]["reason"], "She changed her mind.");
    });
}

#[test]
fn each_state_of_a_consent_has_its_own_answer() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let asked = question(&app, &client, &["assessment"]);
        let cases = [
            (json!({ "expiresOn": "2026-01-31" }), "2026-02-01T12:00:00Z", "expired"),
            // Still the day before in Chicago.
            (json!({ "effectiveOn": "2026-02-02" }), "2026-02-02T05:59:00Z", "not_yet_effective"),
            (
                json!({ "recipients": [{ "agencyId": app.third.id }] }),
                "2026-01-05T12:00:00Z",
                "wrong_recipient",
            ),
            (
                json!({ "recipients": [{ "class": "my treating providers" }] }),
                "2026-01-05T12:00:00Z",
                "wrong_recipient",
            ),
            (json!({ "purposes": ["HPAYMT"] }), "2026-01-05T12:00:00Z", "wrong_purpose"),
            (json!({ "dataClasses": ["medications"] }), "2026-01-05T12:00:00Z", "wrong_class"),
            (json!({ "provision": "deny" }), "2026-01-05T12:00:00Z", "forbidden"),
        ];
        for (changes, at, reason) in cases {
            app.clock.set(START);
            let manager = app.caller(Role::CareManager);
            let consent = active(&manager, &client, release_with(&app, &changes)).await;
            app.clock.set(at);
            // A token does not live as long as a consent.
            let manager = app.caller(Role::CareManager);
            assert_withheld(&evaluate(&manager, asked.clone()).await, reason);
            let path = format!("/v1/consents/{}/enter-in-error", consent.id());
            let reason = json!({ "reason": "For the next case." });
            let supervisor = app.caller(Role::Supervisor);
            supervisor.act(&path, &consent.etag(), reason).await.expect(200);
            assert_withheld(&evaluate(&manager, asked.clone()).await, "no_consent");
        }
        app.clock.set(START);
        active(&manager, &client, release(&app)).await;
        // The last moment of its last day in Chicago, and the first of the next.
        for (at, decision) in [("2026-07-01T04:59:59Z", "permit"), ("2026-07-01T05:00:00Z", "deny")]
        {
            app.clock.set(at);
            let manager = app.caller(Role::CareManager);
            assert_eq!(evaluate(&manager, asked.clone()).await["decision"], decision, "{at}");
        }
    });
}

#[test]
fn what_is_not_named_is_withheld_and_what_is_forbidden_too() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let consent = active(&manager, &client, release(&app)).await;
        let classes = ["demographics", "assessment", "notes", "mental_health"];
        let decision = evaluate(&manager, question(&app, &client, &classes)).await;
        assert_eq!(decision["decision"], "partial");
        assert_eq!(decision["permitted"], json!(["demographics", "assessment"]));
        assert_eq!(decision["consentIds"], json!([consent.id()]));
        assert_eq!(
            decision["withheld"],
            json!([
                { "dataClass": "notes", "reason": "wrong_class" },
                { "dataClass": "mental_health", "reason": "needs_explicit_consent" },
            ])
        );
        assert_eq!(decision["reasons"].as_array().unwrap().len(), 3);

        let mut labelled = question(&app, &client, &["assessment"]);
        labelled["labels"] = json!(["part2_sud"]);
        assert_withheld(&evaluate(&manager, labelled).await, "needs_explicit_consent");

        let refusal =
            json!({ "provision": "deny", "dataClasses": ["assessment"], "recipients": [] });
        active(&manager, &client, release_with(&app, &refusal)).await;
        let decision = evaluate(&manager, question(&app, &client, &classes[..2])).await;
        assert_eq!(decision["decision"], "partial");
        assert_eq!(
            decision["withheld"],
            json!([{ "dataClass": "assessment", "reason": "forbidden" }])
        );
    });
}

#[test]
fn only_a_consent_to_share_allows_sharing() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let ask = question(&app, &client, &["demographics"]);
        for other in ["telehealth", "texting", "photo", "research", "portal_proxy"] {
            let consent = release_with(&app, &json!({ "type": other }));
            let consent = active(&manager, &client, consent).await;
            let decision = evaluate(&manager, ask.clone()).await;
            assert_withheld(&decision, "wrong_type");
            assert_eq!(
                decision["reasons"],
                json!(["The consent is not one to share information."])
            );
            let path = format!("/v1/consents/{}/revoke", consent.id());
            let reason = json!({ "reason": "No more." });
            manager.act(&path, &consent.etag(), reason).await.expect(200);
        }
        for sharing in ["program", "roi", "data_sharing_network"] {
            let consent = release_with(&app, &json!({ "type": sharing }));
            let consent = active(&manager, &client, consent).await;
            let decision = evaluate(&manager, ask.clone()).await;
            assert_eq!(decision["decision"], "permit", "{sharing}");
            assert_eq!(decision["consentIds"], json!([consent.id()]));
            let path = format!("/v1/consents/{}/revoke", consent.id());
            let reason = json!({ "reason": "No more." });
            manager.act(&path, &consent.etag(), reason).await.expect(200);
        }
        // What comes nearest is a consent to share, even one that lacks more.
        let photo = release_with(&app, &json!({ "type": "photo" }));
        active(&manager, &client, photo).await;
        assert_withheld(&evaluate(&manager, ask.clone()).await, "revoked");
        // A refusal counts whatever it is written on.
        active(&manager, &client, release(&app)).await;
        assert_eq!(evaluate(&manager, ask.clone()).await["decision"], "permit");
        let refusal = release_with(&app, &json!({ "type": "photo", "provision": "deny" }));
        active(&manager, &client, refusal).await;
        assert_withheld(&evaluate(&manager, ask).await, "forbidden");
    });
}

#[test]
fn a_list_of_consents_leaves_out_who_gave_them_and_how() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let words = json!({ "informationDescription": "What she said.", "signedBy": "Rosa" });
        let consent = draft(&manager, &client, release_with(&app, &words)).await;
        for path in [format!("/v1/clients/{client}/consents"), "/v1/consents".to_owned()] {
            let list = manager.get(&path).await.expect(200);
            let outline = list.items()[0].as_object().unwrap();
            for absent in ["grantor", "method", "signedBy", "witness", "informationDescription"] {
                assert!(!outline.contains_key(absent), "{absent}");
                assert!(consent.body.get(absent).is_some(), "{absent}");
            }
            for (member, value) in outline {
                assert_eq!(*value, consent.body[member], "{member}");
            }
        }
    });
}

#[test]
fn a_draft_is_not_changed_to_end_before_it_begins() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let consent = draft(&manager, &client, release(&app)).await;
        let path = format!("/v1/consents/{}", consent.id());
        for change in [json!({ "expiresOn": "2026-01-04" }), json!({ "effectiveOn": "2026-07-01" })]
        {
            let refused = manager.patch(&path, &consent.etag(), change).await;
            let refused = refused.expect_problem(422, "validation_failed");
            assert_eq!(pointers(&refused), ["#/expiresOn"]);
        }
        let same = manager.get(&path).await.expect(200);
        assert_eq!(same.body, consent.body);
    });
}

#[test]
fn activation_names_what_is_missing_by_pointer() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let bare = draft(&manager, &client, json!({ "type": "roi" })).await;
        let refused = activate(&manager, &bare).await.expect_problem(422, "validation_failed");
        let wanted = [
            "#/grantor",
            "#/method",
            "#/recipients",
            "#/dataClasses",
            "#/purposes",
            "#/grantedOn",
            "#/expiresOn",
        ];
        assert_eq!(pointers(&refused), wanted);

        let part2 = draft(&manager, &client, json!({ "type": "part2_tpo" })).await;
        let refused = activate(&manager, &part2).await.expect_problem(422, "validation_failed");
        let further = [
            "#/clientName",
            "#/disclosers",
            "#/informationDescription",
            "#/rightToRevokeStated",
            "#/signedBy",
            "#/redisclosureStatement",
            "#/refusalConsequencesStated",
        ];
        assert_eq!(pointers(&refused), [&wanted[..], &further[..]].concat());

        let future = release_with(&app, &json!({ "grantedOn": "2026-01-06" }));
        let future = draft(&manager, &client, future).await;
        let refused = activate(&manager, &future).await.expect_problem(422, "validation_failed");
        assert_eq!(pointers(&refused), ["#/grantedOn"]);
        assert_eq!(refused.body["errors"][0]["code"], "in_the_future");

        let path = format!("/v1/consents/{}", future.id());
        let unchanged = manager.get(&path).await.expect(200);
        assert_eq!(unchanged.body, future.body, "a refused activation changes nothing");
        let today = json!({ "grantedOn": "2026-01-05" });
        let completed = manager.patch(&path, &future.etag(), today).await.expect(200);
        let active = activate(&manager, &completed).await.expect(200);
        let late = manager.patch(&path, &active.etag(), json!({ "witness": "Somebody" })).await;
        late.expect_problem(409, "consent_not_draft");
    });
}

#[track_caller]
fn pointers(answer: &Answer) -> Vec<&str> {
    let errors = answer.body["errors"].as_array().unwrap();
    errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect()
}

#[test]
fn what_a_consent_refers_to_must_exist() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let mut twin = rosa();
        twin["duplicateOverride"] = json!({ "reason": "Her twin sister." });
        let other = manager.post("/v1/clients", twin).await.expect(201).id();
        let of_other = draft(&manager, &other, release(&app)).await.id();
        let path = format!("/v1/clients/{client}/consents");
        let unknown = Uuid::now_v7();
        let cases = [
            (json!({ "recipients": [{ "agencyId": unknown }] }), "#/recipients/0/agencyId"),
            (json!({ "disclosers": [{ "agencyId": unknown }] }), "#/disclosers/0/agencyId"),
            (json!({ "recipients": [{ "name": "A", "class": "B" }] }), "#/recipients/0"),
            (json!({ "disclosers": [{ "name": "A" }, {}] }), "#/disclosers/1"),
            (
                json!({ "recipients": [{ "name": "A", "members": ["B"] }] }),
                "#/recipients/0/members",
            ),
            (
                json!({ "recipients": [{ "name": "A", "intermediary": true, "members": [" "] }] }),
                "#/recipients/0/members/0",
            ),
            (json!({ "expiresOn": "2026-01-04" }), "#/expiresOn"),
            (json!({ "effectiveOn": "2026-07-01" }), "#/expiresOn"),
            (json!({ "supersedes": unknown }), "#/supersedes"),
            (json!({ "supersedes": of_other }), "#/supersedes"),
            (json!({ "language": "not a tag" }), "#/language"),
            (json!({ "purposes": ["MARKETING"] }), "#/purposes/0"),
            (json!({ "dataClasses": ["everything"] }), "#/dataClasses/0"),
        ];
        for (changes, pointer) in cases {
            let refused = manager.post(&path, release_with(&app, &changes)).await.expect(422);
            assert_eq!(pointers(&refused), [pointer]);
        }
        let nobody = format!("/v1/clients/{unknown}/consents");
        manager.post(&nobody, release(&app)).await.expect_problem(404, "not_found");
        manager.get(&nobody).await.expect_problem(404, "not_found");
        for (member, pointer) in
            [("clientId", "#/clientId"), ("recipientAgencyId", "#/recipientAgencyId")]
        {
            let mut asked = question(&app, &client, &["notes"]);
            asked[member] = json!(unknown);
            let refused = manager.post("/v1/consents/evaluate", asked).await.expect(422);
            assert_eq!(pointers(&refused), [pointer]);
        }
        let mut nothing = question(&app, &client, &[]);
        nothing["dataClasses"] = json!([]);
        manager.post("/v1/consents/evaluate", nothing).await.expect(422);
    });
}

#[test]
fn a_consent_is_proposed_and_rejected_and_another_takes_the_place_of_one() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let first = draft(&manager, &client, release(&app)).await;
        let path = format!("/v1/consents/{}", first.id());
        let early = json!({ "reason": "She said no." });
        let refused = manager.act(&format!("{path}/reject"), &first.etag(), early.clone()).await;
        refused.expect_problem(409, "transition_not_allowed");
        let proposed = manager.act_plainly(&format!("{path}/propose"), &first.etag()).await;
        let proposed = proposed.expect(200);
        assert_eq!(proposed.body["status"], "proposed");
        let rejected = manager.act(&format!("{path}/reject"), &proposed.etag(), early).await;
        assert_eq!(rejected.expect(200).body["status"], "rejected");

        let former = active(&manager, &client, release(&app)).await;
        let successor = json!({ "supersedes": former.id(), "dataClasses": ["notes"] });
        let successor = active(&manager, &client, release_with(&app, &successor)).await;
        assert_eq!(successor.body["supersedes"], former.id());
        let former = manager.get(&format!("/v1/consents/{}", former.id())).await.expect(200);
        assert_eq!(former.body["status"], "superseded");
        assert_eq!(former.body["version"], 3);
        let decision = evaluate(&manager, question(&app, &client, &["assessment", "notes"])).await;
        assert_eq!(decision["permitted"], json!(["notes"]));
        assert_eq!(decision["consentIds"], json!([successor.id()]));

        let list = format!("/v1/clients/{client}/consents");
        let all = manager.get(&list).await.expect(200);
        assert_eq!(all.items().len(), 3);
        let some = manager.get(&format!("{list}?status=active,superseded&type=roi")).await;
        assert_eq!(some.expect(200).items().len(), 2);
        let everywhere = manager.get("/v1/consents?status=rejected").await.expect(200);
        assert_eq!(everywhere.items().len(), 1);
        assert_eq!(everywhere.items()[0]["id"], first.id());
    });
}

#[test]
fn an_error_is_taken_out_by_its_author_for_a_day_and_by_a_supervisor_always() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let reason = json!({ "reason": "Wrong client." });
        let early = active(&manager, &client, release(&app)).await;
        let late = active(&manager, &client, release(&app)).await;
        let path = |consent: &Answer| format!("/v1/consents/{}/enter-in-error", consent.id());
        app.clock.advance(TimeDelta::hours(10));
        let taken = manager.act(&path(&early), &early.etag(), reason.clone()).await.expect(200);
        assert_eq!(taken.body["status"], "entered_in_error");
        app.clock.set("2026-01-06T09:00:00.001Z");
        let manager = app.caller(Role::CareManager);
        let refused = manager.act(&path(&late), &late.etag(), reason.clone()).await;
        refused.expect_problem(403, "forbidden");
        let got = manager.get(&format!("/v1/consents/{}", late.id())).await.expect(200);
        assert_eq!(got.body["allowedActions"], json!(["revoke"]));
        let supervisor = app.caller(Role::Supervisor);
        supervisor.act(&path(&late), &late.etag(), reason).await.expect(200);
        let list = format!("/v1/clients/{client}/consents");
        assert!(manager.get(&list).await.expect(200).items().is_empty(), "they leave the lists");
        let asked = manager.get(&format!("{list}?status=entered_in_error")).await.expect(200);
        assert_eq!(asked.items().len(), 2);
    });
}

#[test]
fn another_agency_and_other_roles_see_and_do_nothing() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let consent = active(&manager, &client, release(&app)).await;
        let path = format!("/v1/consents/{}", consent.id());
        let reason = json!({ "reason": "Not mine." });
        let stranger = app.caller_of(&app.second, Role::Supervisor);
        let etag = consent.etag();
        for answer in [
            stranger.get(&path).await,
            stranger.get(&format!("{path}/history")).await,
            stranger.get(&format!("/v1/clients/{client}/consents")).await,
            stranger.get(&format!("/v1/clients/{client}/disclosures")).await,
            stranger.patch(&path, &etag, json!({ "witness": "X" })).await,
            stranger.act_plainly(&format!("{path}/activate"), &etag).await,
            stranger.act(&format!("{path}/revoke"), &etag, reason.clone()).await,
            stranger.post(&format!("/v1/clients/{client}/consents"), release(&app)).await,
        ] {
            answer.expect_problem(404, "not_found");
        }
        let asked = question(&app, &client, &["assessment"]);
        let refused = stranger.post("/v1/consents/evaluate", asked.clone()).await.expect(422);
        assert_eq!(pointers(&refused), ["#/clientId"]);
        assert!(stranger.get("/v1/consents").await.expect(200).items().is_empty());

        let user = app.first.user(Role::Clinician);
        let clinician = app.caller_with(&app.first, user, "consents:read consents:write");
        let seen = clinician.get(&path).await.expect(200);
        assert_eq!(seen.body["allowedActions"], json!([]));
        let denied = clinician.act(&format!("{path}/revoke"), &etag, reason).await;
        denied.expect_problem(403, "forbidden");
        let ledger = format!("/v1/clients/{client}/disclosures");
        for role in [Role::CareManager, Role::Clinician, Role::TeamMember, Role::Admin] {
            app.caller(role).get(&ledger).await.expect(403);
        }
        app.caller(Role::Auditor).get(&ledger).await.expect(200);
        app.caller(Role::Auditor).post("/v1/consents/evaluate", asked).await.expect(403);
        assert_eq!(manager.get(&path).await.expect(200).body, consent.body);
    });
}

/// Enters in the ledger what a disclosure of the first agency would.
async fn disclose(app: &TestApp, client: ClientId, consent: Option<&str>) -> Result<(), Problem> {
    let principal = Principal {
        agency: app.first.id.into(),
        id: app.first.user(Role::CareManager),
        roles: [Role::CareManager].into(),
        scopes: None,
        application: None,
        token_id: None,
    };
    let facts = CallFacts {
        principal,
        operation: "test".into(),
        request_id: Uuid::now_v7().to_string().into(),
        address: None,
        deadline: None,
    };
    let ctx = Ctx::new(app.app.clone(), facts);
    let new = NewDisclosure {
        client_id: client,
        recipient_agency_id: Some(app.second.id.into()),
        recipient_name: "Harbor Meals".to_owned(),
        recipient_address: None,
        purpose: Purpose::Coordination,
        basis: if consent.is_some() { Basis::Consent } else { Basis::RequiredByLaw },
        consent_id: consent.map(|id| id.parse().unwrap()),
        description: "Referral packet".to_owned(),
        data_classes: vec![DataClass::Demographics],
        records: vec![DisclosedRecord { kind: "client".to_owned(), id: client.uuid(), version: 1 }],
        payload_hash: "0".repeat(64),
        channel: Channel::Exchange,
        decided_by: None,
    };
    let written = ctx.write(Permission::SendReferrals, async |uow| {
        record_disclosure(uow, new.clone()).await?;
        let client = clients::service::find(uow, client).await?;
        let change = Change::of("disclosed", &client);
        Ok((client, change))
    });
    written.await.map(|_| ())
}

#[test]
fn the_ledger_keeps_what_was_disclosed_whatever_becomes_of_the_consent() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let client_id: ClientId = client.parse().unwrap();
        let consent = active(&manager, &client, release(&app)).await;
        disclose(&app, client_id, Some(&consent.id())).await.unwrap();
        let revoke = format!("/v1/consents/{}/revoke", consent.id());
        let reason = json!({ "reason": "Enough." });
        manager.act(&revoke, &consent.etag(), reason).await.expect(200);

        let refused = disclose(&app, client_id, Some(&consent.id())).await.unwrap_err();
        assert_eq!(refused.kind().code, "consent_required");
        let ledger = format!("/v1/clients/{client}/disclosures");
        let auditor = app.caller(Role::Auditor);
        let entries = auditor.get(&ledger).await.expect(200);
        assert_eq!(entries.items().len(), 1);
        let entry = &entries.items()[0];
        assert_eq!(entry["consentId"], consent.id());
        assert_eq!(entry["recipientName"], "Harbor Meals");
        assert_eq!(entry["recipientAgencyId"], app.second.id.to_string());
        assert_eq!(entry["purpose"], "COORD");
        assert_eq!(entry["basis"], "consent");
        assert_eq!(entry["disclosedAt"], "2026-01-05T09:00:00.000Z");
        assert_eq!(entry["disclosedBy"], app.first.user(Role::CareManager).to_string());
        assert_eq!(entry["dataClasses"], json!(["demographics"]));
        assert_eq!(entry["records"][0]["version"], 1);

        for change in ["UPDATE disclosure SET description = 'x'", "DELETE FROM disclosure"] {
            app.database.execute_unprepared(change).await.expect_err("the ledger only grows");
        }
        assert_eq!(auditor.get(&ledger).await.expect(200).body, entries.body);
    });
}

#[test]
fn the_accounting_goes_back_six_years_and_by_days_of_the_agency() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let client_id: ClientId = client.parse().unwrap();
        for at in [
            "2019-12-01T12:00:00Z",
            "2020-01-05T12:00:00Z",
            // Late on 9 March in Chicago.
            "2024-03-10T04:00:00Z",
            "2026-01-05T09:00:00Z",
        ] {
            app.clock.set(at);
            disclose(&app, client_id, None).await.unwrap();
        }
        let supervisor = app.caller(Role::Supervisor);
        let ledger = format!("/v1/clients/{client}/disclosures");
        let count = async |query: &str| {
            supervisor.get(&format!("{ledger}{query}")).await.expect(200).items().len()
        };
        assert_eq!(count("").await, 3);
        assert_eq!(count("?from=2019-01-01").await, 4);
        assert_eq!(count("?from=2024-03-09&to=2024-03-09").await, 1);
        assert_eq!(count("?from=2024-03-10&to=2024-03-10").await, 0);
        assert_eq!(count("?basis=required_by_law&to=2025-01-01").await, 2);
        assert_eq!(count("?basis=consent,tpo").await, 0);
        assert_eq!(count("?to=2019-12-31").await, 0);
        let reversed = supervisor.get(&format!("{ledger}?from=2025-01-02&to=2025-01-01")).await;
        let reversed = reversed.expect_problem(400, "invalid_query");
        assert_eq!(reversed.body["errors"][0]["parameter"], "to");
    });
}
