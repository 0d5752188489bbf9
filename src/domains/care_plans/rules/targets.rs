//! Whether what was measured is what was wanted.

use entity::goal::{self, Comparator, GoalTarget};

/// Values that differ by less are the same: decimal fractions are not exact.
const SAME: f64 = 1e-9;

/// Whether the value that was measured last meets the goal's target.
pub fn target_met(goal: &goal::Model) -> Option<bool> {
    goal.target.as_ref().zip(goal.latest_value).map(|(target, value)| meets(target, value))
}

fn meets(target: &GoalTarget, value: f64) -> bool {
    let same = (value - target.value).abs() < SAME;
    match target.comparator {
        Comparator::LessThan => value < target.value && !same,
        Comparator::AtMost => value < target.value || same,
        Comparator::Equal => same,
        Comparator::AtLeast => value > target.value || same,
        Comparator::MoreThan => value > target.value && !same,
    }
}

/// The target in words: `at most 9 points`.
pub fn target_words(target: &GoalTarget) -> String {
    let comparator = match target.comparator {
        Comparator::LessThan => "less than",
        Comparator::AtMost => "at most",
        Comparator::Equal => "exactly",
        Comparator::AtLeast => "at least",
        Comparator::MoreThan => "more than",
    };
    let unit = target.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
    format!("{comparator} {}{unit}", target.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_meets_the_target_as_the_comparator_says() {
        let target = |comparator| GoalTarget {
            measure_code: "phq-9".to_owned(),
            comparator,
            value: 0.3,
            unit: None,
            baseline: None,
        };
        // Below, the same but for the last digit, and above.
        let values = [0.2, 0.1 + 0.2, 0.4];
        for (comparator, wanted) in [
            (Comparator::LessThan, [true, false, false]),
            (Comparator::AtMost, [true, true, false]),
            (Comparator::Equal, [false, true, false]),
            (Comparator::AtLeast, [false, true, true]),
            (Comparator::MoreThan, [false, false, true]),
        ] {
            let found = values.map(|value| meets(&target(comparator), value));
            assert_eq!(found, wanted, "{comparator:?}");
        }
    }
}
