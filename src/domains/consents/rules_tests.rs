//! The consent machine, and what keeps a consent from being activated.

use entity::{
    Code, Iterable, JsonText,
    consent::{
        ConsentParty, ConsentType, DataClass, Event, Grantor, GrantorKind, Method, Model,
        Provision, Status,
    },
};

use super::{
    decision_tests::{agency, day, party, release},
    rules::{MACHINE, check_days, check_parties, obstacles},
};

#[test]
fn every_status_and_event_lead_where_the_table_says() {
    use Event::*;
    use Status::*;

    for status in Status::iter() {
        for event in Event::iter() {
            let wanted = match (status, event) {
                (Draft, Propose) => Some(Proposed),
                (Draft | Proposed, Activate) => Some(Active),
                (Proposed, Reject) => Some(Rejected),
                (Active, Revoke) => Some(Revoked),
                (Active, Supersede) => Some(Superseded),
                (Draft | Proposed | Active | Rejected | Revoked | Superseded, EnterInError) => {
                    Some(EnteredInError)
                }
                _ => None,
            };
            let step = MACHINE.fire(status, event).ok().map(|step| step.to);
            assert_eq!(step, wanted, "{} {}", status.code(), event.code());
        }
    }
}

fn pointers(consent: &Model) -> Vec<(String, String)> {
    let found = obstacles(consent, day("2026-01-05"));
    found.into_iter().map(|problem| (problem.pointer.unwrap(), problem.code.into_owned())).collect()
}

#[track_caller]
fn assert_obstacle(consent: &Model, pointer: &str, code: &str) {
    assert_eq!(pointers(consent), [(format!("#{pointer}"), code.to_owned())]);
}

fn with(change: impl FnOnce(&mut Model)) -> Model {
    let mut consent = release();
    change(&mut consent);
    consent
}

#[test]
fn a_complete_consent_can_be_activated() {
    assert_eq!(pointers(&release()), []);
}

#[test]
fn each_missing_element_is_named() {
    assert_obstacle(&with(|consent| consent.grantor = None), "/grantor", "required");
    assert_obstacle(&with(|consent| consent.method = None), "/method", "required");
    assert_obstacle(&with(|consent| consent.recipients.0.clear()), "/recipients", "required");
    assert_obstacle(&with(|consent| consent.data_classes.0.clear()), "/dataClasses", "required");
    assert_obstacle(&with(|consent| consent.purposes.0.clear()), "/purposes", "required");
    assert_obstacle(&with(|consent| consent.granted_on = None), "/grantedOn", "required");
    assert_obstacle(&with(|consent| consent.expires_on = None), "/expiresOn", "required");
    assert_eq!(
        pointers(&with(|consent| {
            consent.expires_on = None;
            consent.expires_event = Some("end of treatment".to_owned());
        })),
        []
    );
}

#[test]
fn all_that_is_missing_is_named_at_once() {
    let bare = with(|consent| {
        consent.grantor = None;
        consent.method = None;
        consent.recipients.0.clear();
        consent.data_classes.0.clear();
        consent.purposes.0.clear();
        consent.granted_on = None;
        consent.expires_on = None;
    });
    assert_eq!(pointers(&bare).len(), 7);
}

#[test]
fn only_what_is_shared_needs_recipients() {
    for consent_type in ConsentType::iter() {
        let shares = matches!(consent_type, ConsentType::Roi | ConsentType::DataSharingNetwork)
            || consent_type.is_part2();
        let consent = with(|consent| {
            consent.consent_type = consent_type;
            consent.recipients.0.clear();
        });
        let named = pointers(&consent).iter().any(|(pointer, _)| pointer == "#/recipients");
        assert_eq!(named, shares, "{}", consent_type.code());
    }
    let refusal = with(|consent| {
        consent.provision = Provision::Deny;
        consent.recipients.0.clear();
    });
    assert_eq!(pointers(&refusal), [], "a refusal may be towards everybody");
}

#[test]
fn days_that_cannot_be_are_refused() {
    let future = with(|consent| consent.granted_on = Some(day("2026-01-06")));
    assert_obstacle(&future, "/grantedOn", "in_the_future");
    let today = with(|consent| consent.granted_on = Some(day("2026-01-05")));
    assert_eq!(pointers(&today), []);
    let past = with(|consent| consent.expires_on = Some(day("2026-01-04")));
    assert_obstacle(&past, "/expiresOn", "in_the_past");
    let last = with(|consent| consent.expires_on = Some(day("2026-01-05")));
    assert_eq!(pointers(&last), []);
    let reversed = with(|consent| consent.effective_on = Some(day("2026-07-01")));
    assert!(check_days(&reversed).is_err());
    assert!(check_days(&release()).is_ok());
}

#[test]
fn who_acts_for_the_client_shows_by_what_authority() {
    for kind in [GrantorKind::Guardian, GrantorKind::Poa] {
        let grantor = Grantor { kind, name: "Luis Delgado".to_owned(), authority_document: None };
        let consent = with(|consent| consent.grantor = Some(JsonText(grantor.clone())));
        assert_obstacle(&consent, "/grantor/authorityDocument", "required");
    }
}

#[test]
fn a_refusal_towards_a_class_or_a_name_cannot_be_kept_so_it_is_not_taken() {
    let towards = |recipient: ConsentParty| {
        with(|consent| {
            consent.provision = Provision::Deny;
            consent.recipients = JsonText(vec![recipient.clone()]);
        })
    };
    assert_obstacle(&towards(by_class()), "/recipients/0/class", "not_enforceable");
    let by_name = ConsentParty { agency_id: None, ..party(agency(2)) };
    assert_obstacle(&towards(by_name), "/recipients/0/name", "not_enforceable");
}

#[test]
fn substance_use_records_are_not_taken_into_another_type_of_consent() {
    let consent = with(|consent| consent.data_classes.0.push(DataClass::SudPart2));
    assert_obstacle(&consent, "/dataClasses/2", "part2_type_needed");
}

fn by_class() -> ConsentParty {
    ConsentParty {
        agency_id: None,
        class: Some("my treating providers".to_owned()),
        ..party(agency(2))
    }
}

/// A consent with every element of 42 CFR 2.31.
fn part2(consent_type: ConsentType) -> Model {
    with(|consent| {
        consent.consent_type = consent_type;
        consent.client_name = Some("Rosa Delgado".to_owned());
        consent.disclosers = JsonText(vec![party(agency(1))]);
        consent.information_description = Some("Attendance and treatment plan".to_owned());
        consent.data_classes = JsonText(vec![DataClass::SudPart2]);
        consent.right_to_revoke_stated = true;
        consent.signed_by = Some("Rosa Delgado".to_owned());
        consent.redisclosure_statement = true;
        consent.refusal_consequences_stated = true;
    })
}

#[test]
fn each_missing_element_of_part_2_is_named() {
    type Cut = fn(&mut Model);
    let cuts: [(&str, &str, Cut); 14] = [
        ("/clientName", "required", |consent| consent.client_name = None),
        ("/disclosers", "required", |consent| consent.disclosers.0.clear()),
        ("/informationDescription", "required", |consent| consent.information_description = None),
        ("/dataClasses", "required", |consent| consent.data_classes.0.clear()),
        ("/recipients", "required", |consent| consent.recipients.0.clear()),
        ("/recipients/0/members", "required", |consent| {
            consent.recipients.0[0].intermediary = true;
        }),
        ("/purposes", "required", |consent| consent.purposes.0.clear()),
        ("/rightToRevokeStated", "required", |consent| consent.right_to_revoke_stated = false),
        ("/expiresOn", "required", |consent| consent.expires_on = None),
        ("/signedBy", "required", |consent| consent.signed_by = None),
        ("/method", "signature_needed", |consent| consent.method = Some(Method::VerbalDocumented)),
        ("/grantedOn", "required", |consent| consent.granted_on = None),
        ("/redisclosureStatement", "required", |consent| consent.redisclosure_statement = false),
        ("/refusalConsequencesStated", "required", |consent| {
            consent.refusal_consequences_stated = false;
        }),
    ];
    assert_eq!(pointers(&part2(ConsentType::Part2Tpo)), []);
    for (pointer, code, cut) in cuts {
        let mut consent = part2(ConsentType::Part2Tpo);
        cut(&mut consent);
        assert_obstacle(&consent, pointer, code);
    }
}

#[test]
fn the_statements_of_tpo_consents_are_not_asked_of_specific_ones() {
    let mut consent = part2(ConsentType::Part2Specific);
    consent.redisclosure_statement = false;
    consent.refusal_consequences_stated = false;
    assert_eq!(pointers(&consent), []);
}

#[test]
fn a_class_of_recipients_will_do_for_part_2_but_an_intermediary_is_named() {
    let mut consent = part2(ConsentType::Part2Tpo);
    consent.recipients = JsonText(vec![by_class()]);
    assert_eq!(pointers(&consent), []);
    let members = vec!["Harbor Clinic".to_owned()];
    consent.recipients.0[0] = ConsentParty { intermediary: true, members, ..by_class() };
    assert_obstacle(&consent, "/recipients/0/class", "name_needed");
}

#[test]
fn a_party_is_named_in_exactly_one_way() {
    let agency = party(agency(2));
    assert!(check_parties(&[agency.clone(), by_class()]).is_ok());
    let nameless = ConsentParty { agency_id: None, ..agency.clone() };
    let twice = ConsentParty { name: Some("Harbor".to_owned()), ..agency.clone() };
    let members = vec!["Harbor Clinic".to_owned()];
    let no_intermediary = ConsentParty { members, ..agency.clone() };
    let blank = ConsentParty { intermediary: true, members: vec![" ".to_owned()], ..agency };
    for wrong in [nameless, twice, no_intermediary, blank] {
        assert!(check_parties(&[wrong]).is_err());
    }
}
