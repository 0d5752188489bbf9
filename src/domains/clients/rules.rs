//! What makes a client's record sound, and when it may change. No I/O.

use Event::*;
use Status::*;
use chrono::NaiveDate;
use entity::client::{
    Address, ContactPoint, ContactSystem, Event, LanguageSkill, NameUse, PersonName, Status,
};
use unicode_normalization::UnicodeNormalization;
use validator::ValidationError;

use super::dto::{ClientPatch, ClientSearch, NewClient};
use crate::platform::{Machine, Problem, ProblemKind, broken_rule};

pub const MACHINE: Machine<Status, Event> =
    Machine::new(&[(Active, Deactivate, Inactive), (Inactive, Reactivate, Active)]);

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

/// From here on two records are surely too alike to create the second unasked.
pub const SURE: f64 = 0.90;
/// Below this a candidate is not worth looking at.
pub const WORTH_A_LOOK: f64 = 0.50;

pub fn check_new(new: &NewClient) -> Result<(), ValidationError> {
    check_names(&new.names)?;
    check_telecom(&new.telecom)?;
    check_addresses(&new.addresses)?;
    check_languages(&new.languages)?;
    check_tag("/interpreterLanguage", new.interpreter_language.as_deref())
}

pub fn check_patch(patch: &ClientPatch) -> Result<(), ValidationError> {
    patch.names.as_deref().map_or(Ok(()), check_names)?;
    patch.telecom.as_deref().map_or(Ok(()), check_telecom)?;
    patch.addresses.as_deref().map_or(Ok(()), check_addresses)?;
    patch.languages.as_deref().map_or(Ok(()), check_languages)?;
    check_tag("/interpreterLanguage", patch.interpreter_language.as_deref())
}

pub fn check_search(search: &ClientSearch) -> Result<(), ValidationError> {
    let ClientSearch { name, sounds_like, birth_date, phone, mrn, .. } = search;
    let texts = [name, sounds_like, phone, mrn];
    if birth_date.is_none() && texts.iter().all(|text| text.is_none()) {
        return Err(broken_rule(
            "",
            "nothing_to_search",
            "Give a name, a sound, a birth date, a phone number or an MRN.",
        ));
    }
    Ok(())
}

fn check_names(names: &[PersonName]) -> Result<(), ValidationError> {
    let official = names.iter().filter(|name| name.use_ == NameUse::Official).count();
    if official != 1 {
        return Err(broken_rule("/names", "official_name", "Exactly one has the use `official`."));
    }
    let blank = |text: &str| fold(text).is_empty();
    let refuse = |place: usize, part: &str| {
        let pointer = format!("/names/{place}/{part}");
        Err(broken_rule(pointer, "blank_name", "A name needs at least one letter."))
    };
    for (place, name) in names.iter().enumerate() {
        if blank(&name.family) {
            return refuse(place, "family");
        }
        if name.given.as_deref().is_some_and(blank) {
            return refuse(place, "given");
        }
    }
    Ok(())
}

fn check_telecom(points: &[ContactPoint]) -> Result<(), ValidationError> {
    for (place, point) in points.iter().enumerate() {
        let fits = match point.system {
            ContactSystem::Phone | ContactSystem::Sms => is_e164(&point.value),
            ContactSystem::Email => validator::ValidateEmail::validate_email(&point.value),
            ContactSystem::Url => validator::ValidateUrl::validate_url(&point.value),
        };
        if !fits {
            return Err(broken_rule(
                format!("/telecom/{place}/value"),
                "contact_point",
                "By its `system`: a phone number in E.164 form, an e-mail address or a URL.",
            ));
        }
    }
    Ok(())
}

/// `+`, a country code that does not begin with 0, at most 15 digits in all.
fn is_e164(value: &str) -> bool {
    value.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

fn check_addresses(addresses: &[Address]) -> Result<(), ValidationError> {
    for (place, address) in addresses.iter().enumerate() {
        let wrong = |line: &String| line.chars().count() > 200 || line.trim().is_empty();
        if let Some(line) = address.lines.iter().position(wrong) {
            let pointer = format!("/addresses/{place}/lines/{line}");
            return Err(broken_rule(pointer, "address_line", "1 to 200 characters."));
        }
    }
    Ok(())
}

fn check_languages(languages: &[LanguageSkill]) -> Result<(), ValidationError> {
    if languages.iter().filter(|skill| skill.preferred).count() > 1 {
        return Err(broken_rule("/languages", "preferred_language", "At most one is preferred."));
    }
    for (place, skill) in languages.iter().enumerate() {
        check_tag(&format!("/languages/{place}/language"), Some(&skill.language))?;
    }
    Ok(())
}

fn check_tag(pointer: &str, tag: Option<&str>) -> Result<(), ValidationError> {
    if tag.is_some_and(|tag| oxilangtag::LanguageTag::parse(tag).is_err()) {
        let advice = "A language is a tag of BCP 47, such as es-MX.";
        return Err(broken_rule(pointer.to_owned(), "language_tag", advice));
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
                Active => vec![Deactivate.code()],
                Inactive => vec![Reactivate.code()],
            };
            assert_eq!(MACHINE.allowed_actions(status), wanted);
        }
    }

    #[test]
    fn phone_numbers_are_in_e164_form() {
        assert!(is_e164("+15550100123"));
        for wrong in ["15550100123", "+0555010012", "+1 555 0100", "+1", "+1234567890123456"] {
            assert!(!is_e164(wrong), "{wrong}");
        }
    }
}
