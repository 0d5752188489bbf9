//! The scoring engine: answers in, scores with their trace and flags out. It knows no instrument
//! by name, reads no clock and no database, and the order of the answers makes no difference.
//!
//! An item has points, or it is missing: not answered, declined, not known, or answered with an
//! option that has no score. A missing item leaves its scale without a score unless the scale's
//! rule says otherwise; a flag needs only its own item.

use std::collections::{BTreeMap, BTreeSet};

pub use entity::{
    assessment_answer::{AnswerValue, Response},
    assessment_score::{ScoreNote, TraceNote, TracePoint},
};

use entity::client::SexAtBirth;

use super::{
    instrument::{
        Band, Comparator, Condition, Flag, Instrument, Item, ItemType, Method, MissingRule, Scale,
        Severity,
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

/// What a score depends on beside the answers.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    /// Some instruments have bands of their own for men and women.
    pub sex: SexAtBirth,
    /// The agency lets missing items be estimated, where the instrument does.
    pub may_prorate: bool,
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
    pub notes: Vec<ScoreNote>,
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

#[cfg(test)]
impl Outcome {
    pub fn score(&self, scale: &str) -> Option<&Score> {
        self.scores.iter().find(|score| score.scale == scale)
    }

    /// The scores as suggestions look at them.
    pub fn findings(&self) -> Vec<Finding<'_>> {
        let finding = |score| {
            let Score { scale, raw, band, .. }: &Score = score;
            Finding { scale, raw: *raw, band: band.as_ref().map(|band| band.code.as_str()) }
        };
        self.scores.iter().map(finding).collect()
    }
}

/// Scores every scale and raises the flags.
pub fn score(instrument: &Instrument, answers: &[Answer], about: Circumstances) -> Outcome {
    let readings = read(instrument, answers);
    let scale = |scale| score_scale(instrument, scale, &readings, about);
    let raised = |flag: &Flag| {
        let holds = |link_id: &&str| {
            let reading = readings.get(link_id);
            reading.is_some_and(|reading| reading.holds(flag.comparator, flag.value))
        };
        flag.link_ids().find(holds).map(|link_id| raise(flag, link_id))
    };
    Outcome {
        scores: instrument.scoring.scales.iter().map(scale).collect(),
        flags: instrument.scoring.flags.iter().filter_map(raised).collect(),
    }
}

/// A result on one scale, as far as suggestions depend on it.
#[derive(Clone, Copy, Debug)]
pub struct Finding<'a> {
    pub scale: &'a str,
    pub raw: Option<Number>,
    pub band: Option<&'a str>,
}

/// The instrument's suggestions that answer these results, in the instrument's order.
pub fn suggestions<'a>(
    instrument: &'a Instrument,
    findings: &[Finding<'_>],
    flags: &[&str],
) -> Vec<&'a Suggestion> {
    let of = |scale: &str| findings.iter().find(|finding| finding.scale == scale);
    let applies = |suggestion: &&Suggestion| match &suggestion.when {
        When::Band { scale, band_in } => of(scale)
            .and_then(|finding| finding.band)
            .is_some_and(|band| band_in.iter().any(|code| code == band)),
        When::Score { scale, score_at_least } => {
            of(scale).and_then(|finding| finding.raw).is_some_and(|raw| raw >= *score_at_least)
        }
        When::Flag { flag } => flags.contains(&flag.as_str()),
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
        let holds = |condition: &Condition| {
            let gate = readings.get(condition.link_id.as_str());
            gate.is_some_and(|gate| gate.holds(condition.comparator, condition.value))
        };
        item.enable_when.is_empty() || item.enable_when.iter().any(holds)
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
        // While a gate itself is missing, nobody can say that the item was not to be asked.
        let is_shut = |condition: &Condition| {
            readings.get(condition.link_id.as_str()).is_some_and(|gate: &Reading| match gate {
                Reading::Points(_) => !gate.holds(condition.comparator, condition.value),
                Reading::NotAsked => true,
                Reading::Missing(_) => false,
            })
        };
        let is_asked = item.enable_when.is_empty() || !item.enable_when.iter().all(is_shut);
        let reading = if is_asked { read_item(item, answers) } else { Reading::NotAsked };
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
    about: Circumstances,
) -> Score {
    let mut trace: Vec<TracePoint> = scale
        .items
        .iter()
        .filter_map(|link_id| instrument.item(link_id))
        .map(|item| trace_point(scale, item, readings[item.link_id.as_str()]))
        .collect();
    take_back_what_does_not_count(scale, &mut trace);
    let missing: Vec<String> = trace
        .iter()
        .filter(|point| point.points.is_none())
        .map(|point| point.link_id.clone())
        .collect();
    let rule = scale.missing.applied(about.may_prorate);
    let raw = raw_score(scale, rule, &trace, missing.len());
    let bands = scale.bands_for(about.sex);
    let band = raw.and_then(|raw| bands.iter().find(|band| band.contains(raw)));
    Score {
        scale: scale.code.clone(),
        raw,
        max: instrument.score_range(scale).1,
        band: band.cloned(),
        complete: missing.is_empty(),
        prorated: raw.is_some()
            && !missing.is_empty()
            && matches!(rule, MissingRule::Prorate { .. }),
        notes: notes(scale, raw, &trace, about.sex),
        missing,
        trace,
    }
}

/// Where one of some items has to count and none does, the others do not count either.
fn take_back_what_does_not_count(scale: &Scale, trace: &mut [TracePoint]) {
    let counts = |point: &TracePoint| point.points.is_some_and(|points| points > 0);
    let needed = |point: &&TracePoint| scale.needs_any_of.contains(&point.link_id);
    if scale.needs_any_of.is_empty() || trace.iter().filter(needed).any(counts) {
        return;
    }
    for point in trace.iter_mut().filter(|point| counts(point)) {
        point.points = Some(0);
        point.note = Some(TraceNote::NotCounted);
    }
}

fn notes(
    scale: &Scale,
    raw: Option<Number>,
    trace: &[TracePoint],
    sex: SexAtBirth,
) -> Vec<ScoreNote> {
    let mut notes = Vec::new();
    if raw.is_some() && !scale.bands_by_sex.is_empty() {
        notes.push(match sex {
            SexAtBirth::Male => ScoreNote::BandsForMen,
            SexAtBirth::Female => ScoreNote::BandsForWomen,
            _ => ScoreNote::SexNotKnown,
        });
    }
    let giving = trace.iter().filter(|point| point.points.is_some_and(|points| points != 0));
    if raw.is_some() && scale.note_single_item && giving.count() == 1 {
        notes.push(ScoreNote::FromOneItem);
    }
    notes
}

fn trace_point(scale: &Scale, item: &Item, reading: Reading) -> TracePoint {
    let is_reversed = scale.reverse_items.contains(&item.link_id);
    let given = |points| Some(scale.contribution(&item.link_id, points));
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

fn raw_score(
    scale: &Scale,
    rule: MissingRule,
    trace: &[TracePoint],
    missing: usize,
) -> Option<Number> {
    let items = i64::try_from(trace.len()).ok()?;
    let answered = items - i64::try_from(missing).ok()?;
    let sum: i64 = trace.iter().filter_map(|point| point.points).map(i64::from).sum();
    // One positive item settles "any of", whatever else is missing.
    let is_settled = matches!(scale.method, Method::AnyOf { .. }) && sum > 0;
    let may_score = match rule {
        MissingRule::NoScore | MissingRule::ProrateIfAllowed { .. } => missing == 0 || is_settled,
        MissingRule::Prorate { max_missing } => missing <= max_missing || is_settled,
        MissingRule::UseAnswered => true,
    };
    if answered == 0 || !may_score {
        return None;
    }
    Some(match (scale.method, rule) {
        (Method::AnyOf { .. }, _) => Number::whole(sum.min(1)),
        (Method::Mean, _) => Number::ratio(sum, answered),
        (Method::Sum | Method::Count { .. }, MissingRule::Prorate { .. }) => {
            Number::whole(divide_half_up(sum * items, answered))
        }
        (Method::Sum | Method::Count { .. }, _) => Number::whole(sum),
    })
}

fn raise(flag: &Flag, link_id: &str) -> RaisedFlag {
    RaisedFlag {
        code: flag.code.clone(),
        severity: flag.severity,
        link_id: link_id.to_owned(),
        label: flag.label.clone(),
        rule: format!("{link_id} is {} {}", flag.comparator.words(), flag.value),
        acknowledge_within_minutes: flag.acknowledge_within_minutes,
    }
}

/// Of someone whose sex is not known, in an agency that estimates nothing.
#[cfg(test)]
const USUAL: Circumstances = Circumstances { sex: SexAtBirth::Unknown, may_prorate: false };

#[cfg(test)]
mod tests;

#[cfg(test)]
mod engine_tests;

#[cfg(test)]
mod properties;
