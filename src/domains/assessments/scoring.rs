//! The scoring engine: answers in, scores with their trace and flags out. It knows no instrument
//! by name, reads no clock and no database, and the order of the answers makes no difference.
//!
//! An item has points, or it is missing: not answered, declined, not known, or answered with an
//! option that has no score. A missing item leaves its scale without a score unless the scale's
//! rule says otherwise; a flag needs only its own item.

use std::collections::{BTreeMap, BTreeSet};

pub use entity::{
    assessment_answer::{AnswerValue, Response},
    assessment_score::{TraceNote, TracePoint},
};

use super::{
    instrument::{
        Band, Comparator, Flag, Instrument, Item, ItemType, Method, MissingRule, Scale, Severity,
    },
    number::{Number, divide_half_up},
    suggestion::{Suggestion, When},
};

/// What was said to one item. An assessment holds at most one answer per item.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub link_id: String,
    pub response: Response,
}

/// Why a value does not answer an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    #[error("The instrument has no such item.")]
    UnknownItem,
    #[error("The value is not of the item's type.")]
    WrongType,
    #[error("The item has no such option.")]
    NotAnOption,
    #[error("Name each option once.")]
    RepeatedOption,
    #[error("The value is outside the item's range.")]
    OutOfRange,
}

/// What an assessment came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// One per scale, in the instrument's order.
    pub scores: Vec<Score>,
    pub flags: Vec<RaisedFlag>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    pub scale: String,
    /// None: too much is missing.
    pub raw: Option<Number>,
    /// The highest score that the scale allows.
    pub max: Number,
    pub band: Option<Band>,
    /// No item of the scale is missing.
    pub complete: bool,
    /// Missing items were estimated from the others.
    pub prorated: bool,
    /// Link ids of the missing items.
    pub missing: Vec<String>,
    /// One point per item of the scale, in the scale's order.
    pub trace: Vec<TracePoint>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaisedFlag {
    pub code: String,
    pub severity: Severity,
    pub link_id: String,
    pub label: String,
    /// The rule that raised it, in words; it does not tell the answer itself.
    pub rule: String,
    pub acknowledge_within_minutes: Option<u32>,
}

impl Outcome {
    pub fn score(&self, scale: &str) -> Option<&Score> {
        self.scores.iter().find(|score| score.scale == scale)
    }
}

/// Scores every scale and raises the flags.
pub fn score(instrument: &Instrument, answers: &[Answer]) -> Outcome {
    let readings = read(instrument, answers);
    Outcome {
        scores: instrument
            .scoring
            .scales
            .iter()
            .map(|scale| score_scale(instrument, scale, &readings))
            .collect(),
        flags: instrument
            .scoring
            .flags
            .iter()
            .filter(|flag| {
                let reading = readings.get(flag.link_id.as_str());
                reading.is_some_and(|reading| reading.holds(flag.comparator, flag.value))
            })
            .map(raise)
            .collect(),
    }
}

/// The instrument's suggestions that answer this outcome, in the instrument's order.
pub fn suggestions<'a>(instrument: &'a Instrument, outcome: &Outcome) -> Vec<&'a Suggestion> {
    let applies = |suggestion: &&Suggestion| match &suggestion.when {
        When::Band { scale, band_in } => outcome
            .score(scale)
            .and_then(|score| score.band.as_ref())
            .is_some_and(|band| band_in.contains(&band.code)),
        When::Score { scale, score_at_least } => outcome
            .score(scale)
            .and_then(|score| score.raw)
            .is_some_and(|raw| raw >= *score_at_least),
        When::Flag { flag } => outcome.flags.iter().any(|raised| raised.code == *flag),
    };
    instrument.suggestions.iter().filter(applies).collect()
}

/// The longest text answer, in characters.
pub const LONGEST_TEXT: usize = 4_000;

/// Whether the value may be saved as the answer to the item.
pub fn check_answer(
    instrument: &Instrument,
    link_id: &str,
    value: &AnswerValue,
) -> Result<(), AnswerError> {
    let item = instrument.item(link_id).ok_or(AnswerError::UnknownItem)?;
    let in_range = |number: f64| {
        item.range.is_none_or(|r| f64::from(r.min) <= number && number <= f64::from(r.max))
    };
    let fits = match (item.kind, value) {
        (ItemType::Choice, AnswerValue::Codes(codes)) if codes.len() == 1 => {
            return check_options(item, codes);
        }
        (ItemType::Multi, AnswerValue::Codes(codes)) if !codes.is_empty() => {
            return check_options(item, codes);
        }
        // 32 bits: what every client's integer holds, and exact as a float.
        (ItemType::Integer, AnswerValue::Integer(number)) => {
            i32::try_from(*number).is_ok_and(|number| in_range(f64::from(number)))
        }
        (ItemType::Decimal, AnswerValue::Decimal(number)) => {
            number.is_finite() && in_range(*number)
        }
        (ItemType::Text, AnswerValue::Text(text)) => {
            !text.trim().is_empty() && text.chars().count() <= LONGEST_TEXT
        }
        (ItemType::Boolean, AnswerValue::Boolean(_)) | (ItemType::Date, AnswerValue::Date(_)) => {
            true
        }
        _ => return Err(AnswerError::WrongType),
    };
    if fits { Ok(()) } else { Err(AnswerError::OutOfRange) }
}

fn check_options(item: &Item, codes: &[String]) -> Result<(), AnswerError> {
    let mut seen = BTreeSet::new();
    for code in codes {
        if !item.options.iter().any(|option| option.code == *code) {
            return Err(AnswerError::NotAnOption);
        }
        if !seen.insert(code) {
            return Err(AnswerError::RepeatedOption);
        }
    }
    Ok(())
}

/// Link ids of the required items that nobody answered, declined or said not to know, in the
/// instrument's order. Items that are not asked are not missed.
pub fn check_complete(instrument: &Instrument, answers: &[Answer]) -> Vec<String> {
    let readings = read(instrument, answers);
    let is_asked = |item: &Item| {
        item.enable_when.as_ref().is_none_or(|condition| {
            let gate = readings.get(condition.link_id.as_str());
            gate.is_some_and(|gate| gate.holds(condition.comparator, condition.value))
        })
    };
    let is_answered = |item: &Item| answers.iter().any(|answer| answer.link_id == item.link_id);
    instrument
        .items
        .iter()
        .filter(|item| item.required && is_asked(item) && !is_answered(item))
        .map(|item| item.link_id.clone())
        .collect()
}

/// What the answer to an item is worth.
#[derive(Clone, Copy)]
enum Reading {
    Points(i32),
    NotAsked,
    Missing(TraceNote),
}

impl Reading {
    fn holds(self, comparator: Comparator, value: i32) -> bool {
        matches!(self, Self::Points(points) if comparator.holds(points, value))
    }
}

fn read<'a>(instrument: &'a Instrument, answers: &[Answer]) -> BTreeMap<&'a str, Reading> {
    let mut readings = BTreeMap::new();
    for item in &instrument.items {
        let gate = item.enable_when.as_ref().and_then(|condition| {
            readings.get(condition.link_id.as_str()).map(|gate| (condition, *gate))
        });
        let reading = match gate {
            Some((condition, gate @ Reading::Points(_)))
                if !gate.holds(condition.comparator, condition.value) =>
            {
                Reading::NotAsked
            }
            Some((_, Reading::NotAsked)) => Reading::NotAsked,
            // While the gate itself is missing, nobody can say that the item was not to be asked.
            _ => read_item(item, answers),
        };
        readings.insert(item.link_id.as_str(), reading);
    }
    readings
}

fn read_item(item: &Item, answers: &[Answer]) -> Reading {
    match answers.iter().find(|answer| answer.link_id == item.link_id) {
        None => Reading::Missing(TraceNote::NotAnswered),
        Some(Answer { response: Response::Declined, .. }) => Reading::Missing(TraceNote::Declined),
        Some(Answer { response: Response::Unknown, .. }) => Reading::Missing(TraceNote::Unknown),
        Some(Answer { response: Response::Value(value), .. }) => {
            points_of(item, value).map_or(Reading::Missing(TraceNote::NoScore), Reading::Points)
        }
    }
}

fn points_of(item: &Item, value: &AnswerValue) -> Option<i32> {
    let points = match (item.kind, value) {
        (ItemType::Choice | ItemType::Multi, AnswerValue::Codes(codes)) => item
            .options
            .iter()
            .filter(|option| codes.contains(&option.code))
            .filter_map(|option| option.score)
            .reduce(i32::saturating_add)?,
        (ItemType::Boolean, AnswerValue::Boolean(yes)) => i32::from(*yes),
        (ItemType::Integer, AnswerValue::Integer(number)) => i32::try_from(*number).ok()?,
        _ => return None,
    };
    // An answer outside its item's range was never accepted; it must not lift a score either.
    item.answer_points().filter(|(least, most)| (*least..=*most).contains(&points))?;
    Some(points)
}

fn score_scale(
    instrument: &Instrument,
    scale: &Scale,
    readings: &BTreeMap<&str, Reading>,
) -> Score {
    let trace: Vec<TracePoint> = scale
        .items
        .iter()
        .filter_map(|link_id| instrument.item(link_id))
        .map(|item| trace_point(scale, item, readings[item.link_id.as_str()]))
        .collect();
    let missing: Vec<String> = trace
        .iter()
        .filter(|point| point.points.is_none())
        .map(|point| point.link_id.clone())
        .collect();
    let raw = raw_score(scale, &trace, missing.len());
    let band = raw.and_then(|raw| scale.bands.iter().find(|band| band.contains(raw)));
    Score {
        scale: scale.code.clone(),
        raw,
        max: instrument.score_range(scale).1,
        band: band.cloned(),
        complete: missing.is_empty(),
        prorated: raw.is_some()
            && !missing.is_empty()
            && matches!(scale.missing, MissingRule::Prorate { .. }),
        missing,
        trace,
    }
}

fn trace_point(scale: &Scale, item: &Item, reading: Reading) -> TracePoint {
    let is_reversed = scale.reverse_items.contains(&item.link_id);
    let given = |points| Some(scale.method.contribution(points));
    let (points, note) = match (reading, item.answer_points()) {
        (Reading::Points(points), Some((least, most))) if is_reversed => {
            (given(least + most - points), Some(TraceNote::Reversed))
        }
        (Reading::Points(points), _) => (given(points), None),
        (Reading::NotAsked, _) => (Some(0), Some(TraceNote::NotAsked)),
        (Reading::Missing(note), _) => (None, Some(note)),
    };
    TracePoint { link_id: item.link_id.clone(), points, note }
}

fn raw_score(scale: &Scale, trace: &[TracePoint], missing: usize) -> Option<Number> {
    let items = i64::try_from(trace.len()).ok()?;
    let answered = items - i64::try_from(missing).ok()?;
    let sum: i64 = trace.iter().filter_map(|point| point.points).map(i64::from).sum();
    // One positive item settles "any of", whatever else is missing.
    let is_settled = matches!(scale.method, Method::AnyOf { .. }) && sum > 0;
    let may_score = match scale.missing {
        MissingRule::NoScore => missing == 0 || is_settled,
        MissingRule::Prorate { max_missing } => missing <= max_missing || is_settled,
        MissingRule::UseAnswered => true,
    };
    if answered == 0 || !may_score {
        return None;
    }
    Some(match (scale.method, scale.missing) {
        (Method::AnyOf { .. }, _) => Number::whole(sum.min(1)),
        (Method::Mean, _) => Number::ratio(sum, answered),
        (Method::Sum | Method::Count { .. }, MissingRule::Prorate { .. }) => {
            Number::whole(divide_half_up(sum * items, answered))
        }
        (Method::Sum | Method::Count { .. }, _) => Number::whole(sum),
    })
}

fn raise(flag: &Flag) -> RaisedFlag {
    RaisedFlag {
        code: flag.code.clone(),
        severity: flag.severity,
        link_id: flag.link_id.clone(),
        label: flag.label.clone(),
        rule: format!("{} is {} {}", flag.link_id, flag.comparator.words(), flag.value),
        acknowledge_within_minutes: flag.acknowledge_within_minutes,
    }
}

#[cfg(test)]
#[path = "scoring_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "scoring_engine_tests.rs"]
mod engine_tests;

#[cfg(test)]
#[path = "scoring_properties.rs"]
mod properties;
