//! What a score means beside those before it.

use entity::assessment_score::Model;

use super::super::{
    dto::{Number, ScoreDirection},
    instrument::{Better, ReliableChange},
};

/// The last score of the same scale before this one. `all` are in the order in which they were
/// taken.
pub fn previous<'s>(score: &Model, all: &'s [Model]) -> Option<&'s Model> {
    earlier(score, all).last()
}

/// The first score of the same scale, if it is not this one.
pub fn first<'s>(score: &Model, all: &'s [Model]) -> Option<&'s Model> {
    earlier(score, all).next()
}

fn earlier<'s>(score: &Model, all: &'s [Model]) -> impl Iterator<Item = &'s Model> {
    let when = |score: &Model| (score.taken_at, score.created_at, score.id);
    let this = when(score);
    let scale = score.scale.clone();
    all.iter()
        .filter(move |other| other.scale == scale && other.raw.is_some() && when(other) < this)
}

/// What has changed from one score to the next.
pub fn change(raw: Option<Number>, previous: Option<Number>) -> Option<Number> {
    Number::try_from(f64::from(raw?) - f64::from(previous?)).ok()
}

/// What a change means for the person.
pub fn direction(change: Number, reliable: Option<&ReliableChange>) -> ScoreDirection {
    let Some(reliable) = reliable else { return ScoreDirection::Unknown };
    let size = f64::from(change).abs();
    if size < f64::from(reliable.points) {
        return ScoreDirection::NoReliableChange;
    }
    let is_better = match reliable.better {
        Better::Lower => change < Number::ZERO,
        Better::Higher => change > Number::ZERO,
    };
    if is_better { ScoreDirection::Improved } else { ScoreDirection::Worsened }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_only_between_two_scores() {
        let whole = |value| Some(Number::whole(value));
        assert_eq!(change(whole(9), whole(15)), whole(-6));
        assert_eq!(change(None, whole(15)), None);
        assert_eq!(change(whole(9), None), None);
    }

    #[test]
    fn a_change_counts_from_the_published_threshold_on_in_the_direction_that_is_better() {
        use ScoreDirection::{Improved, NoReliableChange, Unknown, Worsened};

        let reliable = |better| ReliableChange {
            points: Number::whole(5),
            better,
            source: "Somewhere".to_owned(),
        };
        for (points, lower, higher) in [
            (-6, Improved, Worsened),
            (-5, Improved, Worsened),
            (-4, NoReliableChange, NoReliableChange),
            (0, NoReliableChange, NoReliableChange),
            (4, NoReliableChange, NoReliableChange),
            (5, Worsened, Improved),
        ] {
            let change = Number::whole(points);
            assert_eq!(direction(change, Some(&reliable(Better::Lower))), lower, "{points}");
            assert_eq!(direction(change, Some(&reliable(Better::Higher))), higher, "{points}");
            assert_eq!(direction(change, None), Unknown, "{points}");
        }
    }
}
