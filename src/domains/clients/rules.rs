//! What makes a client's record sound, and when it may change. No I/O.

use Event::*;
use Status::*;
use chrono::NaiveDate;
use entity::{
    client::{Event, NameUse, PersonName, Status},
    duplicate_candidate as pair,
};
use unicode_normalization::UnicodeNormalization;
use validator::ValidationError;

pub use self::identifiers::{IN_USE, is_unique, masked, normal, system};
use self::{
    details::{
        check_addresses, check_languages, check_legal_status, check_names, check_race, check_tag,
        check_telecom,
    },
    identifiers::check_identifiers,
};
use super::dto::{ClientMatchQuery, ClientPatch, ClientSearch, NewClient};
use crate::platform::{Machine, Problem, ProblemKind, broken_rule};

mod details;
pub mod households;
mod identifiers;
pub mod related_persons;
pub mod restrictions;

pub const MACHINE: Machine<Status, Event> = Machine::new(&[
    (Active, Deactivate, Inactive),
    (Active, RecordDeath, Deceased),
    (Inactive, Reactivate, Active),
    (Inactive, RecordDeath, Deceased),
    (Deceased, CorrectDeath, Active),
]);

/// Of two clients who may be one person.
pub const PAIR_MACHINE: Machine<pair::Status, pair::Event> =
    Machine::new(&[(pair::Status::Open, pair::Event::Dismiss, pair::Status::Dismissed)]);

pub const POSSIBLE_DUPLICATE: ProblemKind = ProblemKind::conflict(
    "client_possible_duplicate",
    "Someone like that is on file",
    "Look at `candidates`. If none is the person, send the request again with `duplicateOverride`.",
);

pub const INACTIVE: ProblemKind = ProblemKind::conflict(
    "client_inactive",
    "The client's record is inactive",
    "Reactivate the client before you add to the record.",
);

pub const DECEASED: ProblemKind = ProblemKind::conflict(
    "client_deceased",
    "The client has died",
    "What is open can still be ended. If the death was recorded by mistake, a supervisor corrects it.",
);

/// From here on two records are surely too alike to create the second unasked.
pub const SURE: f64 = 0.90;
/// From here on two records are alike enough for somebody to look at the pair.
pub const ALIKE: f64 = 0.75;
/// Below this a candidate is not worth looking at.
pub const WORTH_A_LOOK: f64 = 0.50;

pub fn check_new(new: &NewClient) -> Result<(), ValidationError> {
    check_names(&new.names)?;
    check_telecom(&new.telecom)?;
    check_addresses(&new.addresses)?;
    check_languages(&new.languages)?;
    check_race(&new.race)?;
    check_legal_status(&new.legal_status)?;
    check_identifiers(&new.identifiers)?;
    check_tag("/signLanguage", new.sign_language.as_deref())?;
    check_tag("/interpreterLanguage", new.interpreter_language.as_deref())
}

pub fn check_patch(patch: &ClientPatch) -> Result<(), ValidationError> {
    patch.names.as_deref().map_or(Ok(()), check_names)?;
    patch.telecom.as_deref().map_or(Ok(()), check_telecom)?;
    patch.addresses.as_deref().map_or(Ok(()), check_addresses)?;
    patch.languages.as_deref().map_or(Ok(()), check_languages)?;
    patch.race.as_deref().map_or(Ok(()), check_race)?;
    patch.legal_status.as_deref().map_or(Ok(()), check_legal_status)?;
    patch.identifiers.as_deref().map_or(Ok(()), check_identifiers)?;
    check_tag("/signLanguage", patch.sign_language.as_deref())?;
    check_tag("/interpreterLanguage", patch.interpreter_language.as_deref())
}

pub fn check_match(query: &ClientMatchQuery) -> Result<(), ValidationError> {
    check_identifiers(&query.identifiers)
}

pub fn check_search(search: &ClientSearch) -> Result<(), ValidationError> {
    let ClientSearch { name, sounds_like, birth_date, phone, mrn, identifier, .. } = search;
    let identifier = identifier.as_ref().map(|identifier| &identifier.value);
    let texts = [name, sounds_like, phone, mrn].map(Option::as_ref);
    if birth_date.is_none() && identifier.is_none() && texts.iter().all(Option::is_none) {
        return Err(broken_rule(
            "",
            "nothing_to_search",
            "Give a name, a sound, a birth date, a phone number, an MRN or an identifier.",
        ));
    }
    for (text, pointer) in [(name, "/name"), (sounds_like, "/soundsLike")] {
        if text.as_deref().is_some_and(|text| fold(text).is_empty()) {
            return Err(broken_rule(pointer, "blank_name", "At least one letter or digit."));
        }
    }
    if identifier.is_some_and(|value| normal(value).is_empty()) {
        let advice = "At least one letter or digit.";
        return Err(broken_rule("/identifier/value", "identifier_form", advice));
    }
    if phone.as_deref().is_some_and(|phone| !phone.contains(|c: char| c.is_ascii_digit())) {
        return Err(broken_rule("/phone", "contact_point", "At least one digit."));
    }
    Ok(())
}

/// Nobody is born tomorrow, by the day where the agency is.
pub fn check_born(birth_date: Option<NaiveDate>, today: NaiveDate) -> Result<(), Problem> {
    if birth_date.is_some_and(|day| day > today) {
        return Err(Problem::field("/birthDate", "in_the_future", "Today or earlier."));
    }
    Ok(())
}

/// Nobody dies before they are born, or tomorrow, by the day where the agency is.
pub fn check_died(
    birth_date: Option<NaiveDate>,
    deceased_on: NaiveDate,
    today: NaiveDate,
) -> Result<(), Problem> {
    let refuse = |code, advice: &'static str| Problem::field("/deceasedOn", code, advice);
    if deceased_on > today {
        return Err(refuse("in_the_future", "Today or earlier."));
    }
    if birth_date.is_some_and(|day| deceased_on < day) {
        return Err(refuse("before_birth", "On or after the birth date."));
    }
    Ok(())
}

/// A birth date that is put right is still not after the death.
pub fn check_born_before_death(
    birth_date: Option<NaiveDate>,
    deceased_on: Option<NaiveDate>,
) -> Result<(), Problem> {
    match (birth_date, deceased_on) {
        (Some(born), Some(died)) if died < born => {
            Err(Problem::field("/birthDate", "after_death", "On or before the day of the death."))
        }
        _ => Ok(()),
    }
}

/// The name to use with the person: the preferred one, or the official one.
pub fn name_in_use(names: &[PersonName]) -> Option<&PersonName> {
    let of = |wanted| names.iter().find(|name| name.use_ == wanted);
    of(NameUse::Preferred).or_else(|| of(NameUse::Official)).or_else(|| names.first())
}

pub fn display_name(names: &[PersonName]) -> String {
    let Some(name) = name_in_use(names) else { return String::new() };
    let parts = [&name.given, &name.middle, &Some(name.family.clone()), &name.suffix];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// The key that clients are sorted by.
pub fn sort_name(names: &[PersonName]) -> String {
    let Some(name) = name_in_use(names) else { return String::new() };
    fold(&format!("{} {}", name.family, name.given.as_deref().unwrap_or_default()))
}

/// Lower case without accents or marks, words separated by single spaces: what
/// names are compared and found by, whatever the database.
pub fn fold(text: &str) -> String {
    let letters =
        text.nfkd().filter(|letter| !unicode_normalization::char::is_combining_mark(*letter));
    let mut folded = String::with_capacity(text.len());
    for letter in letters.flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            folded.push(letter);
        } else if !matches!(letter, '\'' | '’' | '`')
            && !folded.ends_with(' ')
            && !folded.is_empty()
        {
            folded.push(' ');
        }
    }
    folded.trim_end().to_owned()
}

/// The folded words of a name.
pub fn words(name: &str) -> Vec<String> {
    fold(name).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// So many letters of a word count in a pair.
const PAIRED: usize = 3;
/// So many words of a client's names are paired: all, of nearly everyone.
const MOST_PAIRED: usize = 12;

fn start(word: &str) -> Option<String> {
    let start: String = word.chars().take(PAIRED).collect();
    (start.chars().count() == PAIRED).then_some(start)
}

/// The beginnings of each two words that begin differently, in their order.
pub fn pairs(words: &[String]) -> Vec<String> {
    let mut starts: Vec<_> = words.iter().filter_map(|word| start(word)).collect();
    starts.sort_unstable();
    starts.dedup();
    starts.truncate(MOST_PAIRED);
    let of = |(place, first): (usize, &String)| {
        starts[place + 1..].iter().map(|second| format!("{first} {second}")).collect::<Vec<_>>()
    };
    starts.iter().enumerate().flat_map(of).collect()
}

/// The pair that the two longest words make. They begin differently, so whoever has both has
/// them in two words.
pub fn longest_pair(words: &[String]) -> Option<String> {
    let mut words: Vec<_> = words.iter().filter(|word| start(word).is_some()).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let longest = words.first()?;
    let other = words.iter().find(|word| start(word) != start(longest))?;
    pairs(&[(*longest).clone(), (*other).clone()]).pop()
}

/// A record number: nine digits and the check digit of Luhn's formula, which
/// finds any one wrong digit and most swapped ones.
pub fn mrn(number: u32) -> String {
    let digits = format!("{:09}", number % 1_000_000_000);
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(digit - b'0');
            let doubled = if place % 2 == 0 { digit * 2 } else { digit };
            doubled / 10 + doubled % 10
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use entity::{Code, Iterable};

    use super::*;

    #[test]
    fn names_fold_to_the_same_key_however_they_are_written() {
        assert_eq!(fold("  Núñez-O’Brien "), "nunez obrien");
        assert_eq!(fold("STRASSE"), fold("Strasse"));
        assert_eq!(fold("Ｗａｎｇ"), "wang");
    }

    #[test]
    fn two_words_are_found_by_how_they_begin() {
        let words = |text: &str| words(text);
        assert_eq!(pairs(&words("Rosa Maria Delgado")), ["del mar", "del ros", "mar ros"]);
        assert_eq!(pairs(&words("Ng Rosa Rosales")), Vec::<String>::new());
        assert_eq!(longest_pair(&words("delg ros")).as_deref(), Some("del ros"));
        assert_eq!(longest_pair(&words("ros delgado rosales")).as_deref(), Some("del ros"));
        assert_eq!(longest_pair(&words("rosa rosal ng")), None);
    }

    #[test]
    fn a_record_number_has_a_valid_check_digit() {
        // The worked example of ISO/IEC 7812: 7992739871 has the check digit 3.
        assert_eq!(mrn(799_273_987).len(), 10);
        let mrn = mrn(123_456_789);
        let sum: u32 = mrn
            .bytes()
            .rev()
            .enumerate()
            .map(|(place, digit)| {
                let digit = u32::from(digit - b'0') * if place % 2 == 1 { 2 } else { 1 };
                digit / 10 + digit % 10
            })
            .sum();
        assert_eq!(sum % 10, 0);
    }

    #[test]
    fn every_status_has_exactly_the_moves_of_the_table() {
        for status in Status::iter() {
            let wanted = match status {
                Active => vec![Deactivate.code(), RecordDeath.code()],
                Inactive => vec![Reactivate.code(), RecordDeath.code()],
                Deceased => vec![CorrectDeath.code()],
            };
            assert_eq!(MACHINE.allowed_actions(status), wanted);
        }
    }
}
