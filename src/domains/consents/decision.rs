//! Whether consents allow a disclosure. No I/O.
//!
//! What a client forbids comes first, then how sensitive the information is,
//! then what a consent allows by name; all else is withheld.

use chrono::NaiveDate;
use entity::{
    AgencyId, ClientId, ConsentId,
    consent::{
        ConsentParty, ConsentType, DataClass, GrantorKind, Model, Provision, Purpose,
        SensitivityLabel, Status,
    },
};

use super::dto::{ConsentDecision, Decision, DisclosureAsk, Withheld, WithheldReason};

/// Decides for each kind of information on its own. `today` is the day in the
/// agency's zone; `labels` are those of the records that would be disclosed.
pub fn decide(
    consents: &[Model],
    ask: &DisclosureAsk,
    today: NaiveDate,
    labels: &[SensitivityLabel],
) -> ConsentDecision {
    let mut consent_ids = Vec::new();
    let mut permitted = Vec::new();
    let mut withheld: Vec<Withheld> = Vec::new();
    let mut reasons = Vec::new();
    for class in &ask.data_classes {
        if permitted.contains(class) || withheld.iter().any(|one| one.data_class == *class) {
            continue;
        }
        let reason = match verdict(consents, ask, *class, today, labels) {
            Ok(id) => {
                permitted.push(*class);
                note(&mut consent_ids, id);
                "An active consent allows it.".to_owned()
            }
            Err(reason) => {
                withheld.push(Withheld { data_class: *class, reason });
                sentence(reason).to_owned()
            }
        };
        note(&mut reasons, reason);
    }
    let decision = match (permitted.is_empty(), withheld.is_empty()) {
        (false, true) => Decision::Permit,
        (false, false) => Decision::Partial,
        (true, _) => Decision::Deny,
    };
    ConsentDecision { decision, consent_ids, permitted, withheld, reasons }
}

/// Somebody who is no agency of the deployment.
#[derive(Clone, Copy, Debug)]
pub struct Outsider<'a> {
    /// What consents may write: their own name, that of their organization.
    pub names: &'a [&'a str],
    /// The consent on whose paper a person has read that they are meant.
    pub read_on: Option<ConsentId>,
}

/// Decides for somebody outside: they are named by a consent that writes one of their names,
/// whatever the capitals, and by the one on which a person has read it.
pub fn decide_for_outsider(
    mut consents: Vec<Model>,
    outsider: Outsider<'_>,
    (client_id, purpose, classes): (ClientId, Purpose, &[DataClass]),
    today: NaiveDate,
) -> ConsentDecision {
    // Their stand-in; no agency has this id.
    let recipient = AgencyId::nil();
    let folded = |name: &str| name.trim().to_lowercase();
    let names: Vec<_> = outsider.names.iter().copied().map(folded).collect();
    let is_named = |party: &ConsentParty| {
        let written = party.name.as_deref().map(folded);
        written.is_some_and(|written| names.contains(&written))
    };
    for consent in &mut consents {
        if Some(consent.id) == outsider.read_on || consent.recipients.iter().any(is_named) {
            consent.recipients.0.push(ConsentParty {
                agency_id: Some(recipient),
                name: None,
                class: None,
                intermediary: false,
                members: Vec::new(),
            });
        }
    }
    let ask = DisclosureAsk { client_id, recipient, purpose, data_classes: classes.to_vec() };
    decide(&consents, &ask, today, &[])
}

fn note<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// The consent that allows it, or why none does.
fn verdict(
    consents: &[Model],
    ask: &DisclosureAsk,
    class: DataClass,
    today: NaiveDate,
    labels: &[SensitivityLabel],
) -> Result<ConsentId, WithheldReason> {
    let of = |wanted| consents.iter().filter(move |consent| consent.provision == wanted);
    if of(Provision::Deny).any(|consent| forbids(consent, ask, class, today, labels)) {
        return Err(WithheldReason::Forbidden);
    }
    let mut nearest: Option<Vec<WithheldReason>> = None;
    for consent in of(Provision::Permit) {
        let Some(misses) = misses(consent, ask, class, today, labels) else { continue };
        if misses.is_empty() {
            return Ok(consent.id);
        }
        if nearest.as_ref().is_none_or(|known| distance(&misses) < distance(known)) {
            nearest = Some(misses);
        }
    }
    // The consent that comes closest tells people best what to ask the client for.
    let first = nearest.and_then(|misses| misses.first().copied());
    Err(first.unwrap_or(WithheldReason::NoConsent))
}

/// A consent to something else is farther from allowing it than any consent to share.
fn distance(misses: &[WithheldReason]) -> (bool, usize) {
    (misses.contains(&WithheldReason::WrongType), misses.len())
}

/// A refusal without recipients is one towards everybody. It counts whatever its type: who says no
/// is not asked to have said it on the right form.
fn forbids(
    consent: &Model,
    ask: &DisclosureAsk,
    class: DataClass,
    today: NaiveDate,
    labels: &[SensitivityLabel],
) -> bool {
    let everybody = consent.recipients.is_empty();
    let mut classes = labels.iter().filter_map(|label| class_of(*label)).chain([class]);
    timing(consent, today).is_none()
        && (everybody || names(consent, ask.recipient))
        && consent.purposes.contains(&ask.purpose)
        && classes.any(|class| consent.data_classes.contains(&class))
}

/// Why the consent does not allow it, the most telling first; nothing at all
/// for one that was never given or does not count any more.
fn misses(
    consent: &Model,
    ask: &DisclosureAsk,
    class: DataClass,
    today: NaiveDate,
    labels: &[SensitivityLabel],
) -> Option<Vec<WithheldReason>> {
    if !matches!(consent.status, Status::Active | Status::Revoked) {
        return None;
    }
    let class_covered = consent.data_classes.contains(&class);
    let explicit = is_explicit_enough(consent, class, labels);
    let of_class = if is_sensitive(class) {
        WithheldReason::NeedsExplicitConsent
    } else {
        WithheldReason::WrongClass
    };
    let checks = [
        (!consent.consent_type.allows_sharing()).then_some(WithheldReason::WrongType),
        (!class_covered).then_some(of_class),
        (class_covered && !explicit).then_some(WithheldReason::NeedsExplicitConsent),
        (!names(consent, ask.recipient)).then_some(WithheldReason::WrongRecipient),
        (!consent.purposes.contains(&ask.purpose)).then_some(WithheldReason::WrongPurpose),
        timing(consent, today),
    ];
    Some(checks.into_iter().flatten().collect())
}

/// Why the consent is not in force on the day.
fn timing(consent: &Model, today: NaiveDate) -> Option<WithheldReason> {
    match consent.status {
        Status::Active => {}
        Status::Revoked => return Some(WithheldReason::Revoked),
        _ => return Some(WithheldReason::NoConsent),
    }
    if consent.effective_on.is_some_and(|day| today < day) {
        return Some(WithheldReason::NotYetEffective);
    }
    if consent.expires_on.is_some_and(|day| today > day) {
        return Some(WithheldReason::Expired);
    }
    None
}

/// Bare names and classes are what a person reads on the paper; to take an
/// agency for one of them would be a guess.
fn names(consent: &Model, recipient: AgencyId) -> bool {
    consent.recipients.iter().any(|party| party.agency_id == Some(recipient))
}

fn is_sensitive(class: DataClass) -> bool {
    matches!(class, DataClass::MentalHealth | DataClass::SudPart2 | DataClass::Hiv | DataClass::Ipv)
}

/// The kind of information that a label stands for, where it stands for one.
fn class_of(label: SensitivityLabel) -> Option<DataClass> {
    match label {
        SensitivityLabel::Part2Sud => Some(DataClass::SudPart2),
        SensitivityLabel::MentalHealth | SensitivityLabel::Counselling => {
            Some(DataClass::MentalHealth)
        }
        SensitivityLabel::Hiv => Some(DataClass::Hiv),
        SensitivityLabel::Ipv => Some(DataClass::Ipv),
        SensitivityLabel::Normal
        | SensitivityLabel::Restricted
        | SensitivityLabel::VeryRestricted
        | SensitivityLabel::MinorConfidential => None,
    }
}

/// Whether the consent is as specific as the class and the labels demand.
fn is_explicit_enough(consent: &Model, class: DataClass, labels: &[SensitivityLabel]) -> bool {
    let specific = matches!(consent.consent_type, ConsentType::Roi | ConsentType::Part2Specific);
    let by_client = consent.grantor.as_ref().is_some_and(|given| given.kind == GrantorKind::Client);
    let labelled = labels.iter().filter_map(|label| class_of(*label));
    let mut sensitive = labelled.chain(Some(class).filter(|class| is_sensitive(*class)));
    let classes_named = sensitive.all(|class| {
        let fit = class != DataClass::SudPart2 || consent.consent_type.is_part2();
        fit && consent.data_classes.contains(&class)
    });
    let labels_heeded = labels.iter().all(|label| match label {
        SensitivityLabel::VeryRestricted | SensitivityLabel::Restricted => specific,
        SensitivityLabel::MinorConfidential => specific && by_client,
        _ => true,
    });
    classes_named && labels_heeded
}

const fn sentence(reason: WithheldReason) -> &'static str {
    match reason {
        WithheldReason::NoConsent => "There is no consent for it.",
        WithheldReason::Forbidden => "The client forbids it.",
        WithheldReason::Expired => "The consent has expired.",
        WithheldReason::Revoked => "The consent has been revoked.",
        WithheldReason::NotYetEffective => "The consent is not in effect yet.",
        WithheldReason::WrongType => "The consent is not one to share information.",
        WithheldReason::WrongRecipient => "The consent does not name the recipient.",
        WithheldReason::WrongPurpose => "The consent does not name the purpose.",
        WithheldReason::WrongClass => "The consent does not name this kind of information.",
        WithheldReason::NeedsExplicitConsent => {
            "Information this sensitive needs a consent that names it."
        }
    }
}
