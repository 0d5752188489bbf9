//! The decision in every state that a consent can be in.

use chrono::NaiveDate;
use entity::{
    AgencyId, ClientId, ConsentId, JsonText, Timestamp, Uuid,
    consent::{
        ConsentParty, ConsentType, DataClass, Grantor, GrantorKind, Method, Model, Provision,
        Purpose, SensitivityLabel, Status,
    },
};

use super::{
    decision::decide,
    dto::{ConsentDecision, Decision, DisclosureAsk, WithheldReason},
};

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn agency(number: u128) -> AgencyId {
    Uuid::from_u128(number).into()
}

pub fn party(agency: AgencyId) -> ConsentParty {
    ConsentParty {
        agency_id: Some(agency),
        name: None,
        class: None,
        intermediary: false,
        members: Vec::new(),
    }
}

/// A sound release of assessments and referrals to agency 2, for treatment and coordination.
pub fn release() -> Model {
    let at: Timestamp = day("2026-01-01").and_hms_opt(9, 0, 0).unwrap().and_utc().into();
    Model {
        agency_id: agency(1),
        id: ConsentId::from(Uuid::from_u128(10)),
        version: 1,
        created_at: at,
        updated_at: at,
        created_by: Uuid::from_u128(5).into(),
        updated_by: Uuid::from_u128(5).into(),
        client_id: ClientId::from(Uuid::from_u128(7)),
        consent_type: ConsentType::Roi,
        status: Status::Active,
        provision: Provision::Permit,
        client_name: None,
        grantor: Some(JsonText(Grantor {
            kind: GrantorKind::Client,
            name: "Rosa Delgado".to_owned(),
            authority_document: None,
        })),
        method: Some(Method::Written),
        signed_by: None,
        document_reference: None,
        granted_on: Some(day("2026-01-01")),
        effective_on: Some(day("2026-01-01")),
        expires_on: Some(day("2026-06-30")),
        expires_event: None,
        disclosers: JsonText(Vec::new()),
        recipients: JsonText(vec![party(agency(2))]),
        data_classes: JsonText(vec![DataClass::Assessment, DataClass::Referral]),
        information_description: None,
        purposes: JsonText(vec![Purpose::Treatment, Purpose::Coordination]),
        redisclosure_statement: false,
        refusal_consequences_stated: false,
        right_to_revoke_stated: false,
        language: None,
        witness: None,
        supersedes_id: None,
        activated_at: None,
        ended_at: None,
        status_reason: None,
    }
}

fn other(number: u128, change: impl FnOnce(&mut Model)) -> Model {
    let mut consent = release();
    consent.id = Uuid::from_u128(number).into();
    change(&mut consent);
    consent
}

fn ask(classes: &[DataClass]) -> DisclosureAsk {
    DisclosureAsk {
        client_id: ClientId::from(Uuid::from_u128(7)),
        recipient: agency(2),
        purpose: Purpose::Coordination,
        data_classes: classes.to_vec(),
    }
}

fn on(today: &str, consents: &[Model], ask: &DisclosureAsk) -> ConsentDecision {
    decide(consents, ask, day(today), &[])
}

#[track_caller]
fn assert_withheld(decision: &ConsentDecision, reason: WithheldReason) {
    assert_eq!(decision.decision, Decision::Deny);
    assert!(decision.permitted.is_empty());
    assert!(decision.consent_ids.is_empty());
    assert_eq!(decision.reasons.len(), 1);
    assert!(decision.withheld.iter().all(|one| one.reason == reason), "{decision:?}");
}

const ASSESSMENT: &[DataClass] = &[DataClass::Assessment];

#[test]
fn without_a_consent_all_is_withheld() {
    assert_withheld(&on("2026-02-01", &[], &ask(ASSESSMENT)), WithheldReason::NoConsent);
}

#[test]
fn one_that_was_never_in_force_or_was_replaced_counts_as_none() {
    for status in [
        Status::Draft,
        Status::Proposed,
        Status::Rejected,
        Status::Superseded,
        Status::EnteredInError,
    ] {
        let consent = other(11, |consent| consent.status = status);
        let decision = on("2026-02-01", &[consent], &ask(ASSESSMENT));
        assert_withheld(&decision, WithheldReason::NoConsent);
    }
}

#[test]
fn an_active_consent_permits_what_it_names_to_whom_it_names() {
    let decision = on("2026-02-01", &[release()], &ask(ASSESSMENT));
    assert_eq!(decision.decision, Decision::Permit);
    assert_eq!(decision.permitted, ASSESSMENT);
    assert_eq!(decision.consent_ids, [release().id]);
    assert!(decision.withheld.is_empty());
}

#[test]
fn it_counts_on_its_last_day_and_not_on_the_next() {
    let last = on("2026-06-30", &[release()], &ask(ASSESSMENT));
    assert_eq!(last.decision, Decision::Permit);
    let next = on("2026-07-01", &[release()], &ask(ASSESSMENT));
    assert_withheld(&next, WithheldReason::Expired);
}

#[test]
fn one_that_ends_with_an_event_counts_until_it_is_revoked() {
    let consent = other(11, |consent| {
        consent.expires_on = None;
        consent.expires_event = Some("end of treatment".to_owned());
    });
    assert_eq!(on("2036-01-01", &[consent], &ask(ASSESSMENT)).decision, Decision::Permit);
}

#[test]
fn a_revoked_one_permits_nothing() {
    let consent = other(11, |consent| consent.status = Status::Revoked);
    assert_withheld(&on("2026-02-01", &[consent], &ask(ASSESSMENT)), WithheldReason::Revoked);
}

#[test]
fn one_for_later_does_not_count_yet() {
    let consent = other(11, |consent| consent.effective_on = Some(day("2026-03-01")));
    let consents = [consent];
    let before = on("2026-02-28", &consents, &ask(ASSESSMENT));
    assert_withheld(&before, WithheldReason::NotYetEffective);
    assert_eq!(on("2026-03-01", &consents, &ask(ASSESSMENT)).decision, Decision::Permit);
}

#[test]
fn another_recipient_is_not_covered_nor_is_a_bare_name_or_class() {
    let consent = other(11, |consent| consent.recipients = JsonText(vec![party(agency(3))]));
    assert_withheld(
        &on("2026-02-01", &[consent], &ask(ASSESSMENT)),
        WithheldReason::WrongRecipient,
    );
    let by_class = ConsentParty {
        agency_id: None,
        class: Some("my treating providers".to_owned()),
        ..party(agency(2))
    };
    let consent = other(11, |consent| consent.recipients = JsonText(vec![by_class]));
    assert_withheld(
        &on("2026-02-01", &[consent], &ask(ASSESSMENT)),
        WithheldReason::WrongRecipient,
    );
}

#[test]
fn another_purpose_is_not_covered() {
    let consent = other(11, |consent| consent.purposes = JsonText(vec![Purpose::Payment]));
    assert_withheld(&on("2026-02-01", &[consent], &ask(ASSESSMENT)), WithheldReason::WrongPurpose);
}

#[test]
fn another_kind_of_information_is_not_covered() {
    let decision = on("2026-02-01", &[release()], &ask(&[DataClass::Medications]));
    assert_withheld(&decision, WithheldReason::WrongClass);
}

#[test]
fn what_is_covered_in_part_is_permitted_in_part() {
    let asked = [DataClass::Referral, DataClass::Medications, DataClass::Referral];
    let decision = on("2026-02-01", &[release()], &ask(&asked));
    assert_eq!(decision.decision, Decision::Partial);
    assert_eq!(decision.permitted, [DataClass::Referral]);
    assert_eq!(decision.withheld.len(), 1);
    assert_eq!(decision.withheld[0].data_class, DataClass::Medications);
    assert_eq!(decision.withheld[0].reason, WithheldReason::WrongClass);
}

#[test]
fn two_consents_permit_together_what_neither_does_alone() {
    let second = other(11, |consent| consent.data_classes = JsonText(vec![DataClass::Medications]));
    let asked = [DataClass::Assessment, DataClass::Medications];
    let decision = on("2026-02-01", &[release(), second.clone()], &ask(&asked));
    assert_eq!(decision.decision, Decision::Permit);
    assert_eq!(decision.consent_ids, [release().id, second.id]);
}

#[test]
fn they_do_not_lend_each_other_recipient_purpose_or_time() {
    let recipient = other(11, |consent| consent.purposes = JsonText(vec![Purpose::Payment]));
    let purpose = other(12, |consent| consent.recipients = JsonText(vec![party(agency(3))]));
    let decision = on("2026-02-01", &[recipient, purpose], &ask(ASSESSMENT));
    assert_eq!(decision.decision, Decision::Deny);
}

#[test]
fn a_refusal_comes_before_any_permission() {
    let refusal = other(11, |consent| consent.provision = Provision::Deny);
    let decision = on("2026-02-01", &[release(), refusal.clone()], &ask(ASSESSMENT));
    assert_withheld(&decision, WithheldReason::Forbidden);
    // It ends as any other consent does.
    assert_eq!(
        on(
            "2026-02-01",
            &[
                release(),
                other(12, |consent| {
                    *consent = refusal.clone();
                    consent.status = Status::Revoked;
                })
            ],
            &ask(ASSESSMENT)
        )
        .decision,
        Decision::Permit
    );
}

#[test]
fn a_refusal_that_names_nobody_is_towards_everybody() {
    let refusal = other(11, |consent| {
        consent.provision = Provision::Deny;
        consent.recipients = JsonText(Vec::new());
    });
    let decision = on("2026-02-01", &[release(), refusal], &ask(ASSESSMENT));
    assert_withheld(&decision, WithheldReason::Forbidden);
}

#[test]
fn a_refusal_towards_another_agency_or_of_another_kind_changes_nothing() {
    let another = other(11, |consent| {
        consent.provision = Provision::Deny;
        consent.recipients = JsonText(vec![party(agency(3))]);
    });
    let kind = other(12, |consent| {
        consent.provision = Provision::Deny;
        consent.data_classes = JsonText(vec![DataClass::Medications]);
    });
    let decision = on("2026-02-01", &[release(), another, kind], &ask(ASSESSMENT));
    assert_eq!(decision.decision, Decision::Permit);
}

#[test]
fn sensitive_kinds_need_a_consent_that_names_them() {
    for class in [DataClass::MentalHealth, DataClass::SudPart2, DataClass::Hiv, DataClass::Ipv] {
        let decision = on("2026-02-01", &[release()], &ask(&[class]));
        assert_withheld(&decision, WithheldReason::NeedsExplicitConsent);
        let named = other(11, |consent| {
            consent.consent_type = ConsentType::Part2Specific;
            consent.data_classes = JsonText(vec![class]);
        });
        assert_eq!(on("2026-02-01", &[named], &ask(&[class])).decision, Decision::Permit);
    }
}

#[test]
fn substance_use_records_need_a_consent_of_a_part2_type() {
    let release_of = |consent_type| {
        other(11, |consent| {
            consent.consent_type = consent_type;
            consent.data_classes = JsonText(vec![DataClass::SudPart2]);
        })
    };
    let asked = ask(&[DataClass::SudPart2]);
    let ordinary = on("2026-02-01", &[release_of(ConsentType::Roi)], &asked);
    assert_withheld(&ordinary, WithheldReason::NeedsExplicitConsent);
    let part2 = on("2026-02-01", &[release_of(ConsentType::Part2Tpo)], &asked);
    assert_eq!(part2.decision, Decision::Permit);
}

#[test]
fn a_label_demands_what_it_stands_for() {
    let pairs = [
        (SensitivityLabel::Part2Sud, DataClass::SudPart2),
        (SensitivityLabel::MentalHealth, DataClass::MentalHealth),
        (SensitivityLabel::Counselling, DataClass::MentalHealth),
        (SensitivityLabel::Hiv, DataClass::Hiv),
        (SensitivityLabel::Ipv, DataClass::Ipv),
    ];
    for (label, class) in pairs {
        let today = day("2026-02-01");
        let decision = decide(&[release()], &ask(ASSESSMENT), today, &[label]);
        assert_withheld(&decision, WithheldReason::NeedsExplicitConsent);
        let named = other(11, |consent| {
            consent.consent_type = ConsentType::Part2Specific;
            consent.data_classes = JsonText(vec![DataClass::Assessment, class]);
        });
        let decision = decide(&[named], &ask(ASSESSMENT), today, &[label]);
        assert_eq!(decision.decision, Decision::Permit, "{label:?}");
        let refusal = other(12, |consent| {
            consent.provision = Provision::Deny;
            consent.data_classes = JsonText(vec![class]);
        });
        let decision = decide(&[release(), refusal], &ask(ASSESSMENT), today, &[label]);
        assert_withheld(&decision, WithheldReason::Forbidden);
    }
}

#[test]
fn restricted_records_need_a_release_and_a_minors_own_the_minors_word() {
    let today = day("2026-02-01");
    let broad = other(11, |consent| consent.consent_type = ConsentType::DataSharingNetwork);
    let by_guardian = other(12, |consent| {
        consent.grantor = Some(JsonText(Grantor {
            kind: GrantorKind::Guardian,
            name: "Luis Delgado".to_owned(),
            authority_document: Some("Order 12".to_owned()),
        }));
    });
    for label in [SensitivityLabel::Restricted, SensitivityLabel::VeryRestricted] {
        let consents = [broad.clone()];
        let decision = decide(&consents, &ask(ASSESSMENT), today, &[label]);
        assert_withheld(&decision, WithheldReason::NeedsExplicitConsent);
        let decision = decide(&[release()], &ask(ASSESSMENT), today, &[label]);
        assert_eq!(decision.decision, Decision::Permit);
    }
    let minor = [SensitivityLabel::MinorConfidential];
    let decision = decide(&[by_guardian], &ask(ASSESSMENT), today, &minor);
    assert_withheld(&decision, WithheldReason::NeedsExplicitConsent);
    let decision = decide(&[release()], &ask(ASSESSMENT), today, &minor);
    assert_eq!(decision.decision, Decision::Permit);
}

#[test]
fn the_reason_is_what_the_nearest_consent_lacks() {
    let far = other(11, |consent| {
        consent.purposes = JsonText(vec![Purpose::Payment]);
        consent.recipients = JsonText(vec![party(agency(3))]);
    });
    let near = other(12, |consent| consent.status = Status::Revoked);
    let decision = on("2026-02-01", &[far, near], &ask(ASSESSMENT));
    assert_withheld(&decision, WithheldReason::Revoked);
}
