//! Numbers that scores and bands are made of: exact, with at most two decimal places.
//!
//! A sum is whole, a mean has fractions. Kept in hundredths, both compare exactly and read
//! naturally in JSON (`9`, `2.33`), which a float can not promise.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

/// A number with at most two decimal places, between -20 000 000 and 20 000 000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "f64")]
pub struct Number {
    hundredths: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Use a number with at most two decimal places, between -20000000 and 20000000.")]
pub struct NotANumber;

impl Number {
    pub const ZERO: Self = Self { hundredths: 0 };
    /// The smallest step of a mean.
    pub const HUNDREDTH: Self = Self { hundredths: 1 };
    /// The smallest step of a sum or a count.
    pub const ONE: Self = Self { hundredths: 100 };

    pub fn whole(value: i64) -> Self {
        Self::from_hundredths(value.saturating_mul(100))
    }

    /// `numerator / denominator`, rounded half up to two places.
    pub fn ratio(numerator: i64, denominator: i64) -> Self {
        Self::from_hundredths(divide_half_up(numerator.saturating_mul(100), denominator))
    }

    /// The value, when it has no fraction.
    pub fn to_whole(self) -> Option<i32> {
        (self.hundredths % 100 == 0).then_some(self.hundredths / 100)
    }

    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { hundredths: self.hundredths.saturating_add(other.hundredths) }
    }

    fn from_hundredths(hundredths: i64) -> Self {
        let nearest = if hundredths < 0 { i32::MIN } else { i32::MAX };
        Self { hundredths: i32::try_from(hundredths).unwrap_or(nearest) }
    }
}

/// The nearest whole number to `numerator / denominator`; a half goes up.
pub fn divide_half_up(numerator: i64, denominator: i64) -> i64 {
    numerator.saturating_mul(2).saturating_add(denominator).div_euclid(denominator * 2)
}

/// As it is read: `9`, `2.33`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_whole() {
            Some(whole) => write!(f, "{whole}"),
            None => write!(f, "{}", f64::from(*self)),
        }
    }
}

impl From<Number> for f64 {
    fn from(number: Number) -> Self {
        Self::from(number.hundredths) / 100.0
    }
}

impl TryFrom<f64> for Number {
    type Error = NotANumber;

    fn try_from(value: f64) -> Result<Self, NotANumber> {
        const TOLERANCE: f64 = 1e-6;
        let hundredths = (value * 100.0).round();
        let fits = value.abs() <= 20_000_000.0 && (value * 100.0 - hundredths).abs() <= TOLERANCE;
        if !fits {
            return Err(NotANumber);
        }
        #[expect(clippy::cast_possible_truncation, reason = "whole, and its bounds are checked")]
        let hundredths = hundredths as i32;
        Ok(Self { hundredths })
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.to_whole() {
            Some(whole) => serializer.serialize_i32(whole),
            None => serializer.serialize_f64(f64::from(*self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_whole_number_is_written_without_a_fraction() {
        assert_eq!(serde_json::to_string(&Number::whole(9)).unwrap(), "9");
        assert_eq!(serde_json::to_string(&Number::ratio(7, 3)).unwrap(), "2.33");
    }

    #[test]
    fn a_half_is_rounded_up() {
        assert_eq!(divide_half_up(7, 2), 4);
        assert_eq!(divide_half_up(-7, 2), -3);
        assert_eq!(divide_half_up(10, 3), 3);
        assert_eq!(Number::ratio(1, 8), Number { hundredths: 13 });
    }

    #[test]
    fn a_third_decimal_place_and_endless_numbers_are_refused() {
        for value in [1.005, f64::NAN, f64::INFINITY, 1e12] {
            assert_eq!(Number::try_from(value), Err(NotANumber));
        }
    }

    proptest! {
        #[test]
        fn every_number_survives_json_and_the_database(hundredths in -2_000_000_000..=2_000_000_000) {
            let number = Number { hundredths };
            let json = serde_json::to_string(&number).unwrap();
            prop_assert_eq!(serde_json::from_str::<Number>(&json).unwrap(), number);
            prop_assert_eq!(Number::try_from(f64::from(number)).unwrap(), number);
        }
    }
}
