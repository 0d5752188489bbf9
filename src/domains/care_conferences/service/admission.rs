//! Who from outside may hear about the client at a meeting, and what allows it.

use entity::{
    ClientId, ConsentId,
    care_conference::Model,
    conference_participant::{self as participant, ConsentBasis, Kind},
    consent::{DataClass, Purpose},
};
use serde_json::json;

use super::clients_of;
use crate::{
    domains::{
        care_conferences::{dto::ParticipantConsent, repository, rules},
        consents::{
            dto::{ConsentDecision, Decision, DisclosureAsk},
            service as consents,
        },
    },
    platform::{Access, Change, Problem, UnitOfWork},
};

/// What is talked about at conferences.
const TALKED_ABOUT: [DataClass; 2] = [DataClass::CarePlan, DataClass::Notes];

/// Each of those from outside needs something that allows them to hear about
/// the client: a consent on record, or what the caller says of them.
pub async fn admit(
    uow: &UnitOfWork<'_>,
    conference: &Model,
    present: &[&participant::Model],
    given: &[ParticipantConsent],
) -> Result<(), Problem> {
    check_given(present, given)?;
    let clients = clients_of(uow, conference).await?;
    let mut missing = Vec::new();
    for one in present.iter().filter(|one| rules::is_from_outside(one.kind)) {
        let place = given.iter().position(|given| given.participant_id == one.id);
        let said = place.map(|place| (place, &given[place]));
        match allowed(uow, &clients, one, said, present).await? {
            Ok((basis, ids)) => {
                let note = said.and_then(|(_, said)| said.note.clone());
                let noted = repository::note_consent(uow, one, basis, ids, note).await?;
                uow.also(Change::of("admitted", &noted));
            }
            Err(reasons) => {
                missing.push(json!({ "participantId": one.id, "reasons": reasons }));
            }
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(Problem::new(&rules::CONSENT_MISSING).with_extension("participants", json!(missing)))
}

/// What is said is said of people from outside who come.
fn check_given(
    present: &[&participant::Model],
    given: &[ParticipantConsent],
) -> Result<(), Problem> {
    let fits = |one: &ParticipantConsent| {
        let known = present.iter().find(|known| known.id == one.participant_id);
        known.is_some_and(|known| rules::is_from_outside(known.kind))
    };
    match given.iter().position(|one| !fits(one)) {
        None => Ok(()),
        Some(place) => {
            let detail = "Nobody from outside with this id comes to the conference.";
            Err(Problem::field(format!("/consents/{place}/participantId"), "not_found", detail))
        }
    }
}

type Allowed = Result<(ConsentBasis, Vec<ConsentId>), Vec<String>>;

/// What allows the participant to hear about all of the clients, or why
/// nothing does.
async fn allowed(
    access: &impl Access,
    clients: &[ClientId],
    participant: &participant::Model,
    said: Option<(usize, &ParticipantConsent)>,
    present: &[&participant::Model],
) -> Result<Allowed, Problem> {
    let Some((place, said)) = said else {
        return on_record(access, clients, participant).await;
    };
    match said.basis {
        ConsentBasis::Consent => {
            let pointer = format!("/consents/{place}/consentId");
            read_on(access, clients, participant, said.consent_id, &pointer).await
        }
        ConsentBasis::ClientPresent if !present.iter().any(|one| one.kind == Kind::Client) => {
            Ok(Err(vec!["The client does not take part.".to_owned()]))
        }
        basis => Ok(Ok((basis, Vec::new()))),
    }
}

/// What consents on record say about the participant's agency.
async fn on_record(
    access: &impl Access,
    clients: &[ClientId],
    participant: &participant::Model,
) -> Result<Allowed, Problem> {
    let Some(recipient) = participant.partner_agency_id else {
        return Ok(Err(vec!["Say what allows it.".to_owned()]));
    };
    let mut ids = Vec::new();
    for client_id in clients {
        let ask = DisclosureAsk {
            client_id: *client_id,
            recipient,
            purpose: Purpose::CareManagement,
            data_classes: TALKED_ABOUT.to_vec(),
        };
        match permitted(consents::evaluate(access, &ask).await?) {
            Ok(found) => ids.extend(found),
            Err(reasons) => return Ok(Err(reasons)),
        }
    }
    Ok(Ok((ConsentBasis::Consent, ids)))
}

/// What the consents say that write the participant's name, and the one on
/// which the caller has read it.
async fn read_on(
    access: &impl Access,
    clients: &[ClientId],
    participant: &participant::Model,
    consent_id: Option<ConsentId>,
    pointer: &str,
) -> Result<Allowed, Problem> {
    let [client_id] = clients else {
        let detail = "A consent is one client's, and this conference is about several.";
        return Err(Problem::field(pointer, "caseload_review", detail));
    };
    let ask = (Purpose::CareManagement, TALKED_ABOUT.as_slice());
    let names = rules::names_outside(participant);
    let outsider = consents::Outsider { names: &names, read_on: consent_id };
    let found = consents::evaluate_for_outsider(access, *client_id, outsider, ask).await;
    let found = found
        .map_err(|problem| problem.of_reference(pointer, "The client has no such consent."))?;
    Ok(permitted(found).map(|ids| (ConsentBasis::Consent, ids)))
}

fn permitted(decision: ConsentDecision) -> Result<Vec<ConsentId>, Vec<String>> {
    match decision.decision {
        Decision::Permit => Ok(decision.consent_ids),
        Decision::Deny | Decision::Partial => Err(decision.reasons),
    }
}
