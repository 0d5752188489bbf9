//! How alike a person and a client on file are. No I/O.
//!
//! The score is the sum of the weights of the fields that agree, divided by the
//! sum of the weights of the fields that both have. A family name and a birth
//! date are needed on both sides; without them nothing can be said.
//!
//! | Field | Weight | Agrees when |
//! |---|---|---|
//! | birth date | 0.30 | same; half when day and month are swapped or one digit differs |
//! | family name | 0.25 | Jaro-Winkler ≥ 0.92, or sounds the same |
//! | given or preferred name | 0.20 | Jaro-Winkler ≥ 0.92 for any pair of names |
//! | phone | 0.10 | any number is the same |
//! | address | 0.10 | same postal code and house number |
//! | sex at birth | 0.05 | same |

use chrono::{Datelike, NaiveDate};
use entity::client::{Address, ContactPoint, ContactSystem, PersonName, SexAtBirth};
use rphonetic::{DoubleMetaphone, Encoder};

use super::{
    dto::{ClientMatchQuery, MatchReason, NewClient},
    rules::fold,
};

const ALIKE: f64 = 0.92;

/// What is compared of a person.
#[derive(Clone, Copy, Debug)]
pub struct Person<'p> {
    pub names: &'p [PersonName],
    pub birth_date: Option<NaiveDate>,
    pub sex_at_birth: Option<SexAtBirth>,
    pub telecom: &'p [ContactPoint],
    pub addresses: &'p [Address],
}

impl<'p> From<&'p NewClient> for Person<'p> {
    fn from(new: &'p NewClient) -> Self {
        Self {
            names: &new.names,
            birth_date: new.birth_date,
            sex_at_birth: new.sex_at_birth,
            telecom: &new.telecom,
            addresses: &new.addresses,
        }
    }
}

impl<'p> From<&'p ClientMatchQuery> for Person<'p> {
    fn from(query: &'p ClientMatchQuery) -> Self {
        Self {
            names: &query.names,
            birth_date: query.birth_date,
            sex_at_birth: query.sex_at_birth,
            telecom: &query.telecom,
            addresses: &query.addresses,
        }
    }
}

impl<'p> From<&'p entity::client::Model> for Person<'p> {
    fn from(client: &'p entity::client::Model) -> Self {
        Self {
            names: &client.names,
            birth_date: client.birth_date,
            sex_at_birth: Some(client.sex_at_birth),
            telecom: &client.telecom,
            addresses: &client.addresses,
        }
    }
}

/// The score from 0 to 1, and how each field was compared.
pub fn compare(a: Person<'_>, b: Person<'_>) -> (f64, Vec<MatchReason>) {
    let (Some(birth_a), Some(birth_b)) = (a.birth_date, b.birth_date) else {
        return (0.0, Vec::new());
    };
    let mut reasons = vec![
        reason("birthDate", 0.30, birth_dates(birth_a, birth_b)),
        reason("familyName", 0.25, families(a.names, b.names)),
    ];
    let fields = [
        ("givenName", 0.20, givens(a.names, b.names)),
        ("phone", 0.10, shared(&phones(a.telecom), &phones(b.telecom))),
        ("address", 0.10, shared(&doors(a.addresses), &doors(b.addresses))),
        ("sexAtBirth", 0.05, sexes(a.sex_at_birth, b.sex_at_birth)),
    ];
    let both = fields.into_iter().filter_map(|(field, of, share)| Some((field, of, share?)));
    reasons.extend(both.map(|(field, of, share)| reason(field, of, share)));
    let agreed: f64 = reasons.iter().map(|reason| reason.weight).sum();
    let possible: f64 = reasons.iter().map(|reason| reason.of).sum();
    (round(agreed / possible), reasons)
}

fn reason(field: &'static str, of: f64, share: f64) -> MatchReason {
    let agreement = match share {
        share if share >= 1.0 => "same",
        share if share > 0.0 => "alike",
        _ => "different",
    };
    MatchReason { field, agreement, weight: round(of * share), of }
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn birth_dates(a: NaiveDate, b: NaiveDate) -> f64 {
    if a == b {
        return 1.0;
    }
    let swapped = a.year() == b.year() && a.month() == b.day() && a.day() == b.month();
    let (digits_a, digits_b) = (a.format("%Y%m%d").to_string(), b.format("%Y%m%d").to_string());
    let differing = digits_a.bytes().zip(digits_b.bytes()).filter(|(x, y)| x != y).count();
    if swapped || differing == 1 { 0.5 } else { 0.0 }
}

fn families(a: &[PersonName], b: &[PersonName]) -> f64 {
    let families = |names: &[PersonName]| -> Vec<String> {
        names.iter().map(|name| fold(&name.family)).collect()
    };
    let alike = best(&families(a), &families(b), |x, y| {
        strsim::jaro_winkler(x, y) >= ALIKE || sound(x) == sound(y)
    });
    if alike { 1.0 } else { 0.0 }
}

fn givens(a: &[PersonName], b: &[PersonName]) -> Option<f64> {
    let givens = |names: &[PersonName]| -> Vec<String> {
        names.iter().filter_map(|name| name.given.as_deref()).map(fold).collect()
    };
    let (a, b) = (givens(a), givens(b));
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let alike = best(&a, &b, |x, y| strsim::jaro_winkler(x, y) >= ALIKE);
    Some(if alike { 1.0 } else { 0.0 })
}

fn best(a: &[String], b: &[String], alike: impl Fn(&str, &str) -> bool) -> bool {
    a.iter().any(|x| b.iter().any(|y| alike(x, y)))
}

fn sexes(a: Option<SexAtBirth>, b: Option<SexAtBirth>) -> Option<f64> {
    let known = |sex: Option<SexAtBirth>| {
        sex.filter(|sex| !matches!(sex, SexAtBirth::Unknown | SexAtBirth::NotDisclosed))
    };
    let (a, b) = (known(a)?, known(b)?);
    Some(if a == b { 1.0 } else { 0.0 })
}

/// 1 when a value is in both, none when either side has none.
fn shared(a: &[String], b: &[String]) -> Option<f64> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    Some(if a.iter().any(|value| b.contains(value)) { 1.0 } else { 0.0 })
}

pub fn phones(points: &[ContactPoint]) -> Vec<String> {
    let phones = points
        .iter()
        .filter(|point| matches!(point.system, ContactSystem::Phone | ContactSystem::Sms));
    phones.map(|point| digits(&point.value)).collect()
}

/// The digits of a phone number.
pub fn digits(value: &str) -> String {
    value.chars().filter(char::is_ascii_digit).collect()
}

/// Postal code and house number of each address that has both.
fn doors(addresses: &[Address]) -> Vec<String> {
    let door = |address: &Address| {
        let postal = fold(address.postal_code.as_deref()?);
        let line = address.lines.first()?;
        let number =
            line.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
        Some(format!("{postal} {}", fold(number)))
    };
    addresses.iter().filter_map(door).collect()
}

/// How a name sounds: its Double Metaphone code, or the folded name itself
/// where it has none. The code is made for the letters of English; the library
/// fails on others.
pub fn sound(name: &str) -> String {
    let folded = fold(name);
    if !folded.is_ascii() {
        return folded;
    }
    let code = DoubleMetaphone::default().encode(&folded);
    if code.is_empty() { folded } else { code }
}

#[cfg(test)]
mod tests {
    use entity::client::NameUse;

    use super::*;

    fn name(given: &str, family: &str) -> PersonName {
        PersonName {
            use_: NameUse::Official,
            given: Some(given.to_owned()),
            middle: None,
            family: family.to_owned(),
            suffix: None,
        }
    }

    fn person<'p>(names: &'p [PersonName], birth: &str) -> Person<'p> {
        Person {
            names,
            birth_date: birth.parse().ok(),
            sex_at_birth: None,
            telecom: &[],
            addresses: &[],
        }
    }

    #[test]
    fn the_same_person_scores_one() {
        let names = [name("Rosa", "Delgado")];
        let (score, _) = compare(person(&names, "1948-03-14"), person(&names, "1948-03-14"));
        assert!((score - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_swapped_day_and_month_counts_half() {
        let names = [name("Rosa", "Delgado")];
        let (score, reasons) = compare(person(&names, "1948-03-04"), person(&names, "1948-04-03"));
        assert_eq!(reasons[0].agreement, "alike");
        assert!((score - 0.8).abs() < 1e-9, "0.15 + 0.25 + 0.20 of 0.75 is {score}");
    }

    #[test]
    fn names_that_sound_alike_agree() {
        let (a, b) = ([name("Jon", "Schmidt")], [name("Jon", "Schmitt")]);
        let (score, _) = compare(person(&a, "1960-01-01"), person(&b, "1960-01-01"));
        assert!(score >= 0.9);
    }

    #[test]
    fn names_in_other_scripts_sound_like_themselves() {
        assert_eq!(sound("Ωμέγα"), fold("Ωμέγα"));
        assert_eq!(sound("Müller"), sound("Muller"));
    }

    #[test]
    fn without_a_birth_date_nothing_is_said() {
        let names = [name("Rosa", "Delgado")];
        let (score, reasons) = compare(person(&names, ""), person(&names, "1948-03-14"));
        assert!(score.abs() < 1e-9 && reasons.is_empty());
    }

    #[test]
    fn different_people_born_on_one_day_stay_apart() {
        let (a, b) = ([name("Rosa", "Delgado")], [name("Kim", "Okafor")]);
        let (score, _) = compare(person(&a, "1948-03-14"), person(&b, "1948-03-14"));
        assert!(score < 0.75);
    }
}
