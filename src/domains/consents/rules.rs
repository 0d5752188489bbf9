//! What makes a consent sound, and when it may change. No I/O.

use Event::*;
use Status::*;
use chrono::NaiveDate;
use entity::consent::{
    ConsentParty, ConsentType, DataClass, Event, GrantorKind, Method, Model, Provision, Status,
};
use validator::ValidationError;

use crate::platform::{FieldProblem, Machine, Problem, ProblemKind, broken_rule};

/// `Supersede` happens to a consent when its successor is activated.
pub const MACHINE: Machine<Status, Event> = Machine::new(&[
    (Draft, Propose, Proposed),
    (Draft, Activate, Active),
    (Proposed, Activate, Active),
    (Proposed, Reject, Rejected),
    (Active, Revoke, Revoked),
    (Active, Supersede, Superseded),
    (Draft, EnterInError, EnteredInError),
    (Proposed, EnterInError, EnteredInError),
    (Active, EnterInError, EnteredInError),
    (Rejected, EnterInError, EnteredInError),
    (Revoked, EnterInError, EnteredInError),
    (Superseded, EnterInError, EnteredInError),
]);

pub const NOT_DRAFT: ProblemKind = ProblemKind::conflict(
    "consent_not_draft",
    "Only a draft can be changed",
    "Record a new consent that supersedes this one.",
);

pub const ALREADY_SUPERSEDED: ProblemKind = ProblemKind::conflict(
    "consent_already_superseded",
    "Another consent supersedes it already",
    "Supersede the consent that `supersededBy` names, or reject that one first.",
);

pub const REQUIRED: ProblemKind = ProblemKind::new(
    "consent_required",
    403,
    "The client's consent does not allow it",
    "Ask POST /v1/consents/evaluate what is missing, and record the client's consent.",
);

/// A consent does not end before it begins.
pub fn check_days(consent: &Model) -> Result<(), Problem> {
    let begins = consent.effective_on.or(consent.granted_on);
    if begins.zip(consent.expires_on).is_some_and(|(begins, ends)| ends < begins) {
        let detail = "Not before the day on which it begins.";
        return Err(Problem::field("/expiresOn", "expiry_order", detail));
    }
    Ok(())
}

pub fn check_parties(parties: &[ConsentParty]) -> Result<(), ValidationError> {
    parties.iter().enumerate().try_for_each(|(place, party)| check_party(place, party))
}

fn check_party(place: usize, party: &ConsentParty) -> Result<(), ValidationError> {
    let ways = [party.agency_id.is_some(), party.name.is_some(), party.class.is_some()];
    if ways.into_iter().filter(|given| *given).count() != 1 {
        let detail = "Each has exactly one of agencyId, name and class.";
        return Err(broken_rule(format!("/{place}"), "party", detail));
    }
    let members = format!("/{place}/members");
    if !party.intermediary && !party.members.is_empty() {
        return Err(broken_rule(members, "party_members", "Only an intermediary has members."));
    }
    let odd = |name: &String| !(1..=200).contains(&name.trim().chars().count());
    if let Some(member) = party.members.iter().position(odd) {
        let pointer = format!("{members}/{member}");
        return Err(broken_rule(pointer, "party_member", "A member has 1 to 200 characters."));
    }
    Ok(())
}

pub fn check_language(tag: &str) -> Result<(), ValidationError> {
    match oxilangtag::LanguageTag::parse(tag) {
        Ok(_) => Ok(()),
        Err(_) => Err(broken_rule("", "language_tag", "A tag of BCP 47, such as es-MX.")),
    }
}

/// What keeps the consent from being activated on the day, each by its pointer
/// into the consent.
pub fn obstacles(consent: &Model, today: NaiveDate) -> Vec<FieldProblem> {
    let mut found = grantor_obstacles(consent);
    found.extend(content_obstacles(consent));
    found.extend(day_obstacles(consent, today));
    if consent.consent_type.is_part2() {
        found.extend(part2_obstacles(consent));
    }
    found
}

fn missing(pointer: impl Into<String>) -> FieldProblem {
    FieldProblem::at(pointer, "required", "An active consent needs this.")
}

fn grantor_obstacles(consent: &Model) -> Vec<FieldProblem> {
    let mut found = Vec::new();
    match consent.grantor.as_deref() {
        None => found.push(missing("/grantor")),
        Some(given) => {
            if given.kind != GrantorKind::Client && given.authority_document.is_none() {
                found.push(missing("/grantor/authorityDocument"));
            }
        }
    }
    if consent.method.is_none() {
        found.push(missing("/method"));
    }
    found
}

fn content_obstacles(consent: &Model) -> Vec<FieldProblem> {
    let mut found = Vec::new();
    let shares = matches!(consent.consent_type, ConsentType::Roi | ConsentType::DataSharingNetwork)
        || consent.consent_type.is_part2();
    if shares && consent.provision == Provision::Permit && consent.recipients.is_empty() {
        found.push(missing("/recipients"));
    }
    if consent.provision == Provision::Deny {
        let not_enforceable = |place: usize, member: &str| {
            FieldProblem::at(
                format!("/recipients/{place}/{member}"),
                "not_enforceable",
                "A refusal names agencies by `agencyId`, or nobody: then it is towards everybody.",
            )
        };
        for (place, party) in consent.recipients.iter().enumerate() {
            if party.class.is_some() {
                found.push(not_enforceable(place, "class"));
            } else if party.agency_id.is_none() {
                found.push(not_enforceable(place, "name"));
            }
        }
    }
    if consent.data_classes.is_empty() {
        found.push(missing("/dataClasses"));
    }
    let part2_classes = consent.data_classes.iter().enumerate();
    if consent.provision == Provision::Permit && !consent.consent_type.is_part2() {
        found.extend(part2_classes.filter(|(_, class)| **class == DataClass::SudPart2).map(
            |(place, _)| {
                FieldProblem::at(
                    format!("/dataClasses/{place}"),
                    "part2_type_needed",
                    "Substance use records need a consent of a part2 type.",
                )
            },
        ));
    }
    if consent.purposes.is_empty() {
        found.push(missing("/purposes"));
    }
    found
}

fn day_obstacles(consent: &Model, today: NaiveDate) -> Vec<FieldProblem> {
    let mut found = Vec::new();
    match consent.granted_on {
        None => found.push(missing("/grantedOn")),
        Some(day) if day > today => {
            let detail = "A consent cannot be given on a day to come.";
            found.push(FieldProblem::at("/grantedOn", "in_the_future", detail));
        }
        Some(_) => {}
    }
    match consent.expires_on {
        None if consent.expires_event.is_none() => {
            let detail = "An active consent needs expiresOn or expiresEvent.";
            found.push(FieldProblem::at("/expiresOn", "required", detail));
        }
        Some(day) if day < today => {
            let detail = "The consent has expired already.";
            found.push(FieldProblem::at("/expiresOn", "in_the_past", detail));
        }
        _ => {}
    }
    found
}

/// The elements of 42 CFR 2.31 that other consents can do without.
fn part2_obstacles(consent: &Model) -> Vec<FieldProblem> {
    let mut found = Vec::new();
    let is_tpo = consent.consent_type == ConsentType::Part2Tpo;
    let elements = [
        (consent.client_name.is_none(), "/clientName"),
        (consent.disclosers.is_empty(), "/disclosers"),
        (consent.information_description.is_none(), "/informationDescription"),
        (!consent.right_to_revoke_stated, "/rightToRevokeStated"),
        (consent.signed_by.is_none(), "/signedBy"),
        (is_tpo && !consent.redisclosure_statement, "/redisclosureStatement"),
        (is_tpo && !consent.refusal_consequences_stated, "/refusalConsequencesStated"),
    ];
    found.extend(elements.into_iter().filter(|(lacks, _)| *lacks).map(|(_, at)| missing(at)));
    for (place, party) in consent.recipients.iter().enumerate() {
        if party.intermediary && party.members.is_empty() {
            found.push(missing(format!("/recipients/{place}/members")));
        }
        if party.intermediary && party.class.is_some() {
            let detail = "An intermediary is named; a class is not enough.";
            let at = format!("/recipients/{place}/class");
            found.push(FieldProblem::at(at, "name_needed", detail));
        }
    }
    if consent.method == Some(Method::VerbalDocumented) {
        let detail = "It needs a signature: written or electronic.";
        found.push(FieldProblem::at("/method", "signature_needed", detail));
    }
    found
}
