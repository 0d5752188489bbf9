//! What makes the parts of a client's record sound. No I/O.

use chrono_tz::Tz;
use entity::{
    Period, Weekday,
    client::{
        Address, ContactPoint, ContactSystem, LanguageSkill, LegalStatus, NameUse, PersonName,
        Race, SafeHours,
    },
};
use validator::ValidationError;

use super::fold;
use crate::platform::broken_rule;

pub fn check_names(names: &[PersonName]) -> Result<(), ValidationError> {
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
        check_period(&format!("/names/{place}/period"), name.period)?;
    }
    Ok(())
}

fn check_period(pointer: &str, period: Option<Period>) -> Result<(), ValidationError> {
    if period.is_some_and(|period| !period.is_sound()) {
        let pointer = format!("{pointer}/to");
        return Err(broken_rule(pointer, "ends_before_it_begins", "On or after `from`."));
    }
    Ok(())
}

pub fn check_telecom(points: &[ContactPoint]) -> Result<(), ValidationError> {
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
        for (hours, safe) in point.safe_hours.iter().enumerate() {
            check_safe_hours(&format!("/telecom/{place}/safeHours/{hours}"), safe)?;
        }
    }
    Ok(())
}

fn check_safe_hours(pointer: &str, hours: &SafeHours) -> Result<(), ValidationError> {
    let twice = |place: usize, day: &Weekday| hours.days[..place].contains(day);
    if hours.days.iter().enumerate().any(|(place, day)| twice(place, day)) {
        let advice = "Send each day once.";
        return Err(broken_rule(format!("{pointer}/days"), "duplicate_item", advice));
    }
    // Both have the form HH:MM, which sorts as it counts.
    if hours.to <= hours.from {
        let advice = "Later than `from`, on the same day; a night is two parts.";
        return Err(broken_rule(format!("{pointer}/to"), "ends_before_it_begins", advice));
    }
    if hours.time_zone.parse::<Tz>().is_err() {
        let advice = "A name of the IANA time zone database, such as America/Chicago.";
        return Err(broken_rule(format!("{pointer}/timeZone"), "time_zone", advice));
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

pub fn check_addresses(addresses: &[Address]) -> Result<(), ValidationError> {
    for (place, address) in addresses.iter().enumerate() {
        let wrong = |line: &String| line.chars().count() > 200 || line.trim().is_empty();
        if let Some(line) = address.lines.iter().position(wrong) {
            let pointer = format!("/addresses/{place}/lines/{line}");
            return Err(broken_rule(pointer, "address_line", "1 to 200 characters."));
        }
        if address.latitude.is_some() != address.longitude.is_some() {
            let missing = if address.latitude.is_some() { "longitude" } else { "latitude" };
            let pointer = format!("/addresses/{place}/{missing}");
            return Err(broken_rule(pointer, "required", "A place has both coordinates."));
        }
        check_period(&format!("/addresses/{place}/period"), address.period)?;
    }
    Ok(())
}

pub fn check_languages(languages: &[LanguageSkill]) -> Result<(), ValidationError> {
    if languages.iter().filter(|skill| skill.preferred).count() > 1 {
        return Err(broken_rule("/languages", "preferred_language", "At most one is preferred."));
    }
    for (place, skill) in languages.iter().enumerate() {
        check_tag(&format!("/languages/{place}/language"), Some(&skill.language))?;
    }
    Ok(())
}

pub fn check_tag(pointer: &str, tag: Option<&str>) -> Result<(), ValidationError> {
    if tag.is_some_and(|tag| oxilangtag::LanguageTag::parse(tag).is_err()) {
        let advice = "A language is a tag of BCP 47, such as es-MX.";
        return Err(broken_rule(pointer.to_owned(), "language_tag", advice));
    }
    Ok(())
}

/// What is not known or not said stands alone.
pub fn check_race(races: &[Race]) -> Result<(), ValidationError> {
    if races.iter().enumerate().any(|(place, race)| races[..place].contains(race)) {
        return Err(broken_rule("/race", "duplicate_item", "Send each one once."));
    }
    let alone = |race: &Race| matches!(race, Race::Unknown | Race::NotDisclosed);
    if races.len() > 1 && races.iter().any(alone) {
        let advice = "`unknown` and `not_disclosed` stand alone.";
        return Err(broken_rule("/race", "contradiction", advice));
    }
    Ok(())
}

pub fn check_legal_status(statuses: &[LegalStatus]) -> Result<(), ValidationError> {
    for (place, status) in statuses.iter().enumerate() {
        check_period(&format!("/legalStatus/{place}/period"), status.period)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use Weekday::*;

    use super::*;

    #[test]
    fn phone_numbers_are_in_e164_form() {
        assert!(is_e164("+15550100123"));
        for wrong in ["15550100123", "+0555010012", "+1 555 0100", "+1", "+1234567890123456"] {
            assert!(!is_e164(wrong), "{wrong}");
        }
    }

    #[test]
    fn safe_hours_end_on_the_day_on_which_they_begin() {
        let hours = |days: &[Weekday], from: &str, to: &str, zone: &str| SafeHours {
            days: days.to_vec(),
            from: from.to_owned(),
            to: to.to_owned(),
            time_zone: zone.to_owned(),
        };
        let code = |hours: SafeHours| check_safe_hours("", &hours).map_err(|error| error.code);
        assert!(code(hours(&[Mo, Su], "17:00", "24:00", "America/Chicago")).is_ok());
        for (wrong, code_of) in [
            (hours(&[Mo], "22:00", "06:00", "UTC"), "ends_before_it_begins"),
            (hours(&[Mo], "22:00", "22:00", "UTC"), "ends_before_it_begins"),
            (hours(&[Mo, Mo], "09:00", "10:00", "UTC"), "duplicate_item"),
            (hours(&[Mo], "09:00", "10:00", "Chicago"), "time_zone"),
        ] {
            assert_eq!(code(wrong).unwrap_err(), code_of);
        }
    }
}
