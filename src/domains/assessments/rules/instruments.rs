//! What may be done with instruments, and in which words they are served. No I/O.

use entity::{
    agency_instrument::{
        Event::{self, Publish, Retire, Supersede},
        Status::{self, Draft, Published, Retired},
    },
    instrument_wording, licence_attestation,
};
use validator::ValidationError;

use super::super::{
    dto::instruments::{InstrumentWordingInput, NewAgencyInstrument, WordingStatus},
    instrument::{Instrument, Text, builtin, checks::Finding},
};
use crate::platform::{FieldProblem, Machine, Problem, ProblemKind, broken_rule};

pub const INSTRUMENT_MACHINE: Machine<Status, Event> = Machine::new(&[
    (Draft, Publish, Published),
    (Draft, Retire, Retired),
    (Published, Retire, Retired),
    (Published, Supersede, Retired),
]);

pub const ATTESTATION_MACHINE: Machine<licence_attestation::Status, licence_attestation::Event> =
    Machine::new(&[(
        licence_attestation::Status::Active,
        licence_attestation::Event::Revoke,
        licence_attestation::Status::Revoked,
    )]);

pub const LICENCE_REQUIRED: ProblemKind = ProblemKind::new(
    "instrument_licence_required",
    403,
    "The instrument's wording needs a licence",
    "An administrator or supervisor of your agency has to attest that it may use the wording; see the instrument's `licence` in the list.",
);

pub const NOT_A_DRAFT: ProblemKind = ProblemKind::conflict(
    "instrument_not_draft",
    "The instrument does not change any more",
    "Only a draft can be changed. Make its next version by `reviseAgencyInstrument`.",
);

pub const HAS_DRAFT: ProblemKind = ProblemKind::conflict(
    "instrument_has_draft",
    "The instrument has a draft already",
    "Publish or retire the draft first: one version is written at a time.",
);

pub const STILL_DRAFT: ProblemKind = ProblemKind::conflict(
    "instrument_still_draft",
    "This is a draft",
    "A next version is made of one that was published or retired. Change the draft itself.",
);

pub const HAS_WORDING: ProblemKind = ProblemKind::conflict(
    "instrument_has_wording",
    "The instrument brings its wording",
    "Wording is loaded for instruments that come without it because of their licence.",
);

pub const INVALID: ProblemKind = ProblemKind::unprocessable(
    "instrument_invalid",
    "The instrument has faults",
    "Correct what `errors` names; `validateAgencyInstrument` lists the same.",
);

pub fn check_new_instrument(new: &NewAgencyInstrument) -> Result<(), ValidationError> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !new.code.chars().all(allowed) {
        let detail = "Use lower-case letters, digits and hyphens.";
        return Err(broken_rule("/code", "code", detail));
    }
    Ok(())
}

/// All faults, as the answer to one who would publish.
pub fn invalid(findings: &[Finding]) -> Problem {
    let error = |one: &Finding| FieldProblem::at(one.pointer.clone(), "inconsistent", one.message);
    Problem::new(&INVALID).with_errors(findings.iter().map(error).collect())
}

/// Whether an agency has to attest that it may use the wording.
pub fn needs_attestation(instrument: &Instrument) -> bool {
    !instrument.licence.status.allows_text()
}

/// The instrument in the words that may be served: without what its licence keeps, with what is
/// worded as a free instrument is, and with what the agency has loaded.
pub fn worded(
    instrument: &Instrument,
    is_attested: bool,
    loaded: &[instrument_wording::Model],
) -> Instrument {
    let mut served = instrument.clone();
    if needs_attestation(instrument) && !is_attested {
        served.stem.clear();
        for item in &mut served.items {
            item.text.clear();
            item.options.iter_mut().for_each(|option| option.label.clear());
        }
    }
    for item in &mut served.items {
        let Some(like) = instrument.worded_as.get(&item.link_id) else { continue };
        let free = builtin::find(&like.instrument, None);
        let Some(same) = free.and_then(|free| free.item(&like.link_id)) else { continue };
        add(&mut item.text, &same.text);
        for option in &mut item.options {
            if let Some(like) = same.options.iter().find(|one| one.code == option.code) {
                add(&mut option.label, &like.label);
            }
        }
    }
    if is_attested {
        for wording in loaded {
            load(&mut served, wording);
        }
    }
    served
}

fn add(text: &mut Text, more: &Text) {
    for (language, words) in more {
        text.entry(language.clone()).or_insert_with(|| words.clone());
    }
}

fn load(served: &mut Instrument, wording: &instrument_wording::Model) {
    let language = &wording.language;
    if !served.languages.contains(language) {
        served.languages.push(language.clone());
    }
    if let Some(stem) = &wording.stem {
        served.stem.insert(language.clone(), stem.clone());
    }
    for words in &wording.items.0 {
        let item = served.items.iter_mut().find(|item| item.link_id == words.link_id);
        let Some(item) = item else { continue };
        item.text.insert(language.clone(), words.text.clone());
        for option in &mut item.options {
            if let Some(label) = words.options.iter().find(|one| one.code == option.code) {
                option.label.insert(language.clone(), label.label.clone());
            }
        }
    }
}

/// Whether the wording of all items is served.
pub fn wording_status(
    instrument: &Instrument,
    is_attested: bool,
    is_loaded: bool,
) -> WordingStatus {
    let is_whole = instrument.carries_text() || is_loaded;
    if !needs_attestation(instrument) || (is_attested && is_whole) {
        WordingStatus::Available
    } else if is_attested {
        WordingStatus::NotLoaded
    } else {
        WordingStatus::LicenceRequired
    }
}

/// The language that is spoken: that which was asked for, else another form of it, else the
/// instrument's first one.
pub fn spoken<'l>(asked: &str, languages: &'l [String]) -> Option<&'l str> {
    let exact = languages.iter().find(|one| one.eq_ignore_ascii_case(asked));
    let alike = || languages.iter().find(|one| primary(one).eq_ignore_ascii_case(primary(asked)));
    exact.or_else(alike).or_else(|| languages.first()).map(String::as_str)
}

/// Whether both are forms of the same language.
pub fn is_same_language(one: &str, other: &str) -> bool {
    primary(one).eq_ignore_ascii_case(primary(other))
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// The wording has every item once, with every option once.
pub fn check_wording(
    input: &InstrumentWordingInput,
    instrument: &Instrument,
) -> Result<(), Problem> {
    let mut errors = Vec::new();
    let mut fault = |pointer: String, code, detail| {
        errors.push(FieldProblem::at(pointer, code, detail));
    };
    for (place, words) in input.items.iter().enumerate() {
        let pointer = format!("/items/{place}");
        if input.items[..place].iter().any(|earlier| earlier.link_id == words.link_id) {
            fault(format!("{pointer}/linkId"), "duplicate_item", "Word each item once.");
            continue;
        }
        let Some(item) = instrument.item(&words.link_id) else {
            fault(format!("{pointer}/linkId"), "not_in_list", "The instrument has no such item.");
            continue;
        };
        let mut worded: Vec<_> = words.options.iter().map(|option| &option.code).collect();
        let mut there: Vec<_> = item.options.iter().map(|option| &option.code).collect();
        worded.sort();
        there.sort();
        if worded != there {
            let detail = "Word each option of the item once, and no other.";
            fault(format!("{pointer}/options"), "options_differ", detail);
        }
    }
    let is_worded = |link_id: &String| input.items.iter().any(|words| words.link_id == *link_id);
    if instrument.items.iter().any(|item| !is_worded(&item.link_id)) {
        fault("/items".to_owned(), "items_missing", "Word every item of the instrument.");
    }
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(code: &str) -> Instrument {
        builtin::find(code, None).unwrap().as_ref().clone()
    }

    #[test]
    fn wording_is_handed_out_only_where_the_licence_lets_anyone_have_it_or_the_agency_attests() {
        use super::super::super::instrument::LicenceStatus;

        let mut phq = known("phq-9");
        assert!(worded(&phq, false, &[]).carries_text());
        phq.licence.status = LicenceStatus::PermissionRequired;
        let kept = worded(&phq, false, &[]);
        assert!(!kept.carries_text() && kept.stem.is_empty());
        assert_eq!(kept.scoring, phq.scoring, "codes and scoring are nobody's");
        assert_eq!(worded(&phq, true, &[]), phq);
        assert_eq!(wording_status(&phq, false, false), WordingStatus::LicenceRequired);
        assert_eq!(wording_status(&phq, true, false), WordingStatus::Available);
    }

    #[test]
    fn the_food_questions_of_the_ahc_are_worded_as_the_hunger_vital_sign_is() {
        let served = worded(&known("ahc-hrsn"), false, &[]);
        let with_text: Vec<_> = served
            .items
            .iter()
            .filter(|item| item.carries_text())
            .map(|item| item.link_id.as_str())
            .collect();
        assert_eq!(with_text, ["hrsn-3", "hrsn-4"]);
        let hunger = known("hunger-vital-sign");
        assert_eq!(served.items[2].text, hunger.items[0].text);
        assert!(served.items[2].options.iter().all(|option| !option.label.is_empty()));
    }

    #[test]
    fn the_language_asked_for_is_spoken_or_another_form_of_it_or_the_first() {
        let languages = ["en".to_owned(), "es".to_owned()];
        for (asked, expected) in
            [("es", "es"), ("es-MX", "es"), ("ES", "es"), ("en-US", "en"), ("ar", "en")]
        {
            assert_eq!(spoken(asked, &languages), Some(expected), "{asked}");
            assert_eq!(is_same_language(asked, expected), asked != "ar", "{asked}");
        }
        assert_eq!(spoken("es", &[]), None);
    }
}
