//! The forms of identifiers, which of them only one person can have, and how
//! they are shown to those who may not see them. No I/O.

use entity::client::IdentifierType;
use unicode_normalization::UnicodeNormalization;
use validator::ValidationError;

use crate::{
    domains::clients::dto::NewIdentifier,
    platform::{ProblemKind, broken_rule},
};

pub const IN_USE: ProblemKind = ProblemKind::conflict(
    "identifier_in_use",
    "Another client has this identifier",
    "Look at `clients`: one of the two records is wrong, or they are the same person.",
);

/// Whether only one person can have it.
pub fn is_unique(identifier_type: IdentifierType) -> bool {
    identifier_type != IdentifierType::SsnLast4
}

/// The letters and digits alone, in upper case: what is compared and hashed.
pub fn normal(value: &str) -> String {
    value.nfkc().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Who gives the number out, as it is compared.
pub fn system(given: Option<&str>) -> String {
    let words: Vec<_> = given.unwrap_or_default().split_whitespace().collect();
    words.join(" ").to_uppercase()
}

pub fn check_identifiers(identifiers: &[NewIdentifier]) -> Result<(), ValidationError> {
    for (place, identifier) in identifiers.iter().enumerate() {
        let NewIdentifier { identifier_type, system: given, value } = identifier;
        if *identifier_type == IdentifierType::Other && given.is_none() {
            let pointer = format!("/identifiers/{place}/system");
            return Err(broken_rule(pointer, "required", "Say whose number it is."));
        }
        if let Err(advice) = check_value(*identifier_type, &normal(value)) {
            let pointer = format!("/identifiers/{place}/value");
            return Err(broken_rule(pointer, "identifier_form", advice));
        }
        let same = |earlier: &NewIdentifier| {
            earlier.identifier_type == *identifier_type
                && system(earlier.system.as_deref()) == system(given.as_deref())
                && normal(&earlier.value) == normal(value)
        };
        if identifiers[..place].iter().any(same) {
            let pointer = format!("/identifiers/{place}");
            return Err(broken_rule(pointer, "duplicate_item", "Send each identifier once."));
        }
    }
    Ok(())
}

/// What is wrong with the letters and digits of a value.
fn check_value(identifier_type: IdentifierType, value: &str) -> Result<(), &'static str> {
    let length = value.chars().count();
    let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let (fits, advice) = match identifier_type {
        IdentifierType::SsnLast4 => {
            let digits = length == 4 && value.bytes().all(|byte| byte.is_ascii_digit());
            (digits && value != "0000", "The last four digits, which are never all 0.")
        }
        IdentifierType::MedicareMbi => (
            is_mbi(value),
            "The 11 characters of the card, such as 1EG4-TE5-MK73; S, L, O, I, B and Z are not used.",
        ),
        IdentifierType::Medicaid => {
            (plain && (5..=20).contains(&length), "5 to 20 letters and digits.")
        }
        IdentifierType::StateId => {
            (plain && (4..=25).contains(&length), "4 to 25 letters and digits.")
        }
        IdentifierType::Passport => {
            (plain && (5..=15).contains(&length), "5 to 15 letters and digits.")
        }
        IdentifierType::HmisPersonalId | IdentifierType::Other => {
            (length > 0, "At least one letter or digit.")
        }
    };
    if fits { Ok(()) } else { Err(advice) }
}

/// The form of a Medicare Beneficiary Identifier, by place: C a digit but 0,
/// N a digit, A a letter, X either. (Centers for Medicare & Medicaid Services,
/// Understanding the Medicare Beneficiary Identifier Format.)
fn is_mbi(value: &str) -> bool {
    const FORM: &str = "CAXNAXNAANN";
    let letter = |byte: u8| byte.is_ascii_uppercase() && !b"SLOIBZ".contains(&byte);
    value.len() == FORM.len()
        && value.bytes().zip(FORM.bytes()).all(|(byte, form)| match form {
            b'C' => (b'1'..=b'9').contains(&byte),
            b'N' => byte.is_ascii_digit(),
            b'A' => letter(byte),
            _ => byte.is_ascii_digit() || letter(byte),
        })
}

/// The last four characters of what has more than six; nothing of the rest.
pub fn masked(value: &str) -> String {
    let letters: Vec<char> = normal(value).chars().collect();
    match letters.len() {
        0..=6 => "••••".to_owned(),
        length => format!("•••• {}", letters[length - 4..].iter().collect::<String>()),
    }
}

#[cfg(test)]
mod tests {
    use IdentifierType::*;

    use super::*;

    #[test]
    fn each_kind_has_its_form() {
        let ok = |kind, value: &str| check_value(kind, &normal(value)).is_ok();
        assert!(ok(MedicareMbi, "1EG4-TE5-MK73"), "the specimen card of CMS");
        assert!(ok(MedicareMbi, "1eg4 te5 mk73"));
        for wrong in ["0EG4TE5MK73", "1SG4TE5MK73", "1EG4TE5MK7", "1EG4TE5MK733", "1EGATE5MK73"] {
            assert!(!ok(MedicareMbi, wrong), "{wrong}");
        }
        assert!(ok(SsnLast4, "0042"));
        for wrong in ["0000", "123", "12345", "12a4"] {
            assert!(!ok(SsnLast4, wrong), "{wrong}");
        }
        assert!(ok(Medicaid, "CIN 9876543-2A") && !ok(Medicaid, "1234"));
        assert!(ok(Passport, "X1234567") && !ok(Passport, "X123"));
        assert!(ok(StateId, "D123-4567-8901") && !ok(StateId, "D12"));
        assert!(ok(HmisPersonalId, "7") && !ok(Other, "--"));
    }

    #[test]
    fn a_mask_tells_the_last_four_of_long_numbers_only() {
        assert_eq!(masked("1EG4-TE5-MK73"), "•••• MK73");
        assert_eq!(masked("1234567"), "•••• 4567");
        assert_eq!(masked("123456"), "••••");
        assert_eq!(masked("0042"), "••••");
    }

    #[test]
    fn writing_makes_no_difference() {
        assert_eq!(normal(" 1eg4-TE5 mk73"), normal("1EG4TE5MK73"));
        assert_eq!(system(Some(" us-il ")), system(Some("US-IL")));
    }
}
