//! How alike a person and a client on file are. No I/O.
//!
//! The score is the sum of the weights of the fields that agree, divided by the
//! sum of the weights of the fields that both have. A family name and a birth
//! date are needed on both sides; without them nothing can be said. The same
//! number of a kind that only one person can have settles it: the score is 1.
//!
//! | Field | Weight | Agrees when |
//! |---|---|---|
//! | birth date | 0.30 | same; half when day and month are swapped, one digit differs, or one of the two is not known to the day |
//! | family name | 0.25 | Jaro-Winkler ≥ 0.92, or sounds the same |
//! | given or preferred name | 0.20 | Jaro-Winkler ≥ 0.92 for any pair of names |
//! | phone | 0.10 | any number is the same |
//! | address | 0.10 | same postal code and house number |
//! | sex at birth | 0.05 | same |

use chrono::{Datelike, NaiveDate};
use entity::{
    client::{Address, BirthDatePrecision, ContactPoint, ContactSystem, PersonName, SexAtBirth},
    duplicate_candidate::{Agreement, MatchField, MatchReason},
};
use rphonetic::DoubleMetaphone;

use super::{
    dto::{ClientMatchQuery, NewClient},
    rules::fold,
};

const ALIKE: f64 = 0.92;

/// What is compared of a person.
#[derive(Clone, Copy, Debug)]
pub struct Person<'p> {
    pub names: &'p [PersonName],
    pub birth_date: Option<NaiveDate>,
    pub birth_date_precision: BirthDatePrecision,
    pub sex_at_birth: Option<SexAtBirth>,
    pub telecom: &'p [ContactPoint],
    pub addresses: &'p [Address],
}

impl<'p> From<&'p NewClient> for Person<'p> {
    fn from(new: &'p NewClient) -> Self {
        Self {
            names: &new.names,
            birth_date: new.birth_date,
            birth_date_precision: new.birth_date_precision.unwrap_or(BirthDatePrecision::Day),
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
            birth_date_precision: query.birth_date_precision.unwrap_or(BirthDatePrecision::Day),
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
            birth_date_precision: client.birth_date_precision,
            sex_at_birth: Some(client.sex_at_birth),
            telecom: &client.telecom,
            addresses: &client.addresses,
        }
    }
}

/// The score from 0 to 1, and how each field was compared. `same_identifier` says whether they
/// have the same number of a kind that only one person can have.
pub fn compare(a: Person<'_>, b: Person<'_>, same_identifier: bool) -> (f64, Vec<MatchReason>) {
    let mut reasons = Vec::new();
    if same_identifier {
        reasons.push(reason(MatchField::Identifier, 1.0, Some(1.0)));
    }
    let birth = birth_dates(a, b);
    let fields = [
        (MatchField::BirthDate, 0.30, birth),
        (MatchField::FamilyName, 0.25, Some(families(a.names, b.names))),
        (MatchField::GivenName, 0.20, givens(a.names, b.names)),
        (MatchField::Phone, 0.10, shared(&phones(a.telecom), &phones(b.telecom))),
        (MatchField::Address, 0.10, shared(&doors(a.addresses), &doors(b.addresses))),
        (MatchField::SexAtBirth, 0.05, sexes(a.sex_at_birth, b.sex_at_birth)),
    ];
    reasons.extend(fields.map(|(field, of, share)| reason(field, of, share)));
    if same_identifier {
        return (1.0, reasons);
    }
    if birth.is_none() {
        return (0.0, reasons);
    }
    let agreed: f64 = reasons.iter().map(|reason| reason.weight).sum();
    let possible: f64 = reasons.iter().map(|reason| reason.of).sum();
    (round(agreed / possible), reasons)
}

/// None for the share of a field that one of the two does not have.
fn reason(field: MatchField, of: f64, share: Option<f64>) -> MatchReason {
    let agreement = match share {
        None => Agreement::Absent,
        Some(share) if share >= 1.0 => Agreement::Same,
        Some(share) if share > 0.0 => Agreement::Alike,
        Some(_) => Agreement::Different,
    };
    let weight = round(of * share.unwrap_or(0.0));
    MatchReason { field, agreement, weight, of: if share.is_some() { of } else { 0.0 } }
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn birth_dates(a: Person<'_>, b: Person<'_>) -> Option<f64> {
    let (day_a, day_b) = (a.birth_date?, b.birth_date?);
    let exact = |person: Person<'_>| person.birth_date_precision == BirthDatePrecision::Day;
    Some(if day_a == day_b && exact(a) && exact(b) {
        1.0
    } else if day_a == day_b || slips(day_a).contains(&day_b) {
        0.5
    } else {
        0.0
    })
}

/// The days for which this one is written by a slip: day and month swapped, or
/// one digit another.
pub fn slips(day: NaiveDate) -> Vec<NaiveDate> {
    let mut slips: Vec<_> =
        NaiveDate::from_ymd_opt(day.year(), day.day(), day.month()).into_iter().collect();
    let digits = day.format("%Y%m%d").to_string().into_bytes();
    for place in 0..digits.len() {
        for digit in b'0'..=b'9' {
            let mut other = digits.clone();
            other[place] = digit;
            let text = String::from_utf8_lossy(&other).into_owned();
            slips.extend(NaiveDate::parse_from_str(&text, "%Y%m%d").ok());
        }
    }
    slips.retain(|slip| *slip != day);
    slips.sort_unstable();
    slips.dedup();
    slips
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
    sounds(name).swap_remove(0)
}

/// The ways in which a name can sound: its Double Metaphone code and, where it
/// has another one, that too.
pub fn sounds(name: &str) -> Vec<String> {
    let folded = fold(name);
    if !folded.is_ascii() {
        return vec![folded];
    }
    let codes = DoubleMetaphone::default().double_metaphone(&folded);
    let mut sounds = vec![codes.primary(), codes.alternate()];
    sounds.retain(|code| !code.is_empty());
    sounds.dedup();
    if sounds.is_empty() { vec![folded] } else { sounds }
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
            period: None,
        }
    }

    fn person<'p>(names: &'p [PersonName], birth: &str) -> Person<'p> {
        Person {
            names,
            birth_date: birth.parse().ok(),
            birth_date_precision: BirthDatePrecision::Day,
            sex_at_birth: None,
            telecom: &[],
            addresses: &[],
        }
    }

    #[test]
    fn the_same_person_scores_one() {
        let names = [name("Rosa", "Delgado")];
        let (score, _) = compare(person(&names, "1948-03-14"), person(&names, "1948-03-14"), false);
        assert!((score - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_swapped_day_and_month_counts_half() {
        let names = [name("Rosa", "Delgado")];
        let (score, reasons) =
            compare(person(&names, "1948-03-04"), person(&names, "1948-04-03"), false);
        assert_eq!(reasons[0].agreement, Agreement::Alike);
        assert!((score - 0.8).abs() < 1e-9, "0.15 + 0.25 + 0.20 of 0.75 is {score}");
    }

    #[test]
    fn names_that_sound_alike_agree() {
        let (a, b) = ([name("Jon", "Schmidt")], [name("Jon", "Schmitt")]);
        let (score, _) = compare(person(&a, "1960-01-01"), person(&b, "1960-01-01"), false);
        assert!(score >= 0.9);
    }

    #[test]
    fn names_in_other_scripts_sound_like_themselves() {
        assert_eq!(sound("Ωμέγα"), fold("Ωμέγα"));
        assert_eq!(sound("Müller"), sound("Muller"));
        assert_eq!(sounds("Schmidt"), ["XMT", "SMT"]);
    }

    #[test]
    fn without_a_birth_date_nothing_is_said() {
        let names = [name("Rosa", "Delgado")];
        let (score, reasons) = compare(person(&names, ""), person(&names, "1948-03-14"), false);
        assert!(score.abs() < 1e-9);
        assert_eq!(reasons[0].agreement, Agreement::Absent);
    }

    #[test]
    fn the_same_number_settles_it_whatever_else_differs() {
        let (a, b) = ([name("Rosa", "Delgado")], [name("Kim", "Okafor")]);
        let (score, reasons) = compare(person(&a, ""), person(&b, "1948-03-14"), true);
        assert!((score - 1.0).abs() < 1e-9);
        assert_eq!(reasons[0].field, MatchField::Identifier);
    }

    #[test]
    fn a_birth_date_that_is_not_known_to_the_day_counts_half() {
        let names = [name("Fatuma", "Abdi")];
        let exact = person(&names, "1979-01-01");
        let guess = Person { birth_date_precision: BirthDatePrecision::Estimated, ..exact };
        let (score, _) = compare(exact, guess, false);
        assert!((score - 0.8).abs() < 1e-9, "0.15 + 0.25 + 0.20 of 0.75 is {score}");
    }

    #[test]
    fn what_one_of_the_two_does_not_have_counts_neither_way() {
        let names = [name("Rosa", "Delgado")];
        let (_, reasons) =
            compare(person(&names, "1948-03-14"), person(&names, "1948-03-14"), false);
        let absent = reasons.iter().filter(|reason| reason.agreement == Agreement::Absent);
        let fields: Vec<_> = absent.map(|reason| (reason.field, reason.of)).collect();
        let wanted = [MatchField::Phone, MatchField::Address, MatchField::SexAtBirth];
        assert_eq!(fields, wanted.map(|field| (field, 0.0)));
    }

    #[test]
    fn a_slip_is_a_swap_or_one_digit() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let slips = slips(day("1948-03-04"));
        for slip in ["1948-04-03", "1949-03-04", "1848-03-04", "1948-03-14", "1948-03-05"] {
            assert!(slips.contains(&day(slip)), "{slip}");
        }
        for other in ["1948-03-04", "1949-03-05", "1948-12-12"] {
            assert!(!slips.contains(&day(other)), "{other}");
        }
    }

    #[test]
    fn different_people_born_on_one_day_stay_apart() {
        let (a, b) = ([name("Rosa", "Delgado")], [name("Kim", "Okafor")]);
        let (score, _) = compare(person(&a, "1948-03-14"), person(&b, "1948-03-14"), false);
        assert!(score < 0.75);
    }
}
