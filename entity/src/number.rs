//! Numbers in JSON, in one form wherever they are shown: a whole one has no fraction.

use serde::Serializer;

/// Up to here, whole numbers are exact as floats.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// Writes 1, not 1.0. For serde's `serialize_with`.
pub fn plain<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if value.fract() == 0.0 && value.abs() <= LARGEST_WHOLE {
        #[expect(clippy::cast_possible_truncation, reason = "whole, and its bounds are checked")]
        return serializer.serialize_i64(*value as i64);
    }
    serializer.serialize_f64(*value)
}

/// The same where there may be none.
pub fn plain_if_any<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => plain(value, serializer),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    #[derive(Serialize)]
    struct Shown(#[serde(serialize_with = "super::plain_if_any")] Option<f64>);

    #[test]
    fn a_whole_number_has_no_fraction_and_another_one_keeps_its_own() {
        for (number, text) in
            [(1.0, "1"), (-0.0, "0"), (2.5, "2.5"), (-3.0, "-3"), (1e300, "1e+300")]
        {
            assert_eq!(serde_json::to_string(&Shown(Some(number))).unwrap(), text);
        }
        assert_eq!(serde_json::to_string(&Shown(None)).unwrap(), "null");
    }
}
