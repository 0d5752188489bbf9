//! When an assessment may change, what fits an instrument, and what a result means beside the
//! one before. No I/O; scoring itself is in `scoring`.

use chrono::TimeDelta;
use entity::{
    Timestamp,
    assessment::{
        Event::{self, Complete, Review, Start, Stop},
        Status::{self, Completed, InProgress, Planned, Reviewed, Stopped},
    },
    assessment_answer::{AnswerValue, Response},
    assessment_flag, assessment_score,
};
use validator::ValidationError;

use super::{
    dto::{AnswerInput, AnswerValueType, NewAssessment, Number, ReportedScore},
    instrument::Instrument,
    scoring::{Answer, AnswerError, Score},
};
use crate::platform::{FieldProblem, Machine, Permission, Problem, ProblemKind, broken_rule};

pub const MACHINE: Machine<Status, Event> = Machine::new(&[
    (Planned, Start, InProgress),
    (Planned, Stop, Stopped),
    (InProgress, Complete, Completed),
    (InProgress, Stop, Stopped),
    (Completed, Review, Reviewed),
]);

pub const FLAG_MACHINE: Machine<assessment_flag::Status, assessment_flag::Event> =
    Machine::new(&[(
        assessment_flag::Status::Open,
        assessment_flag::Event::Acknowledge,
        assessment_flag::Status::Acknowledged,
    )]);

pub const LICENCE_REQUIRED: ProblemKind = ProblemKind::new(
    "instrument_licence_required",
    403,
    "The instrument's wording needs a licence",
    "Your agency has to attest that it may use the wording; see the instrument's `licence` in the list.",
);

pub const NOT_IN_PROGRESS: ProblemKind = ProblemKind::conflict(
    "assessment_not_in_progress",
    "The assessment is not in progress",
    "Answers are saved while `status` is `in_progress`: start a planned assessment first; a completed or stopped one does not change.",
);

pub const INCOMPLETE: ProblemKind = ProblemKind::unprocessable(
    "assessment_incomplete",
    "Required items have no answer",
    "Save an answer to each item in `errors`: a value, `declined` or `unknown`.",
);

/// The permission that an event needs.
pub fn permission(event: Event) -> Permission {
    match event {
        Start | Complete | Stop => Permission::WriteAssessments,
        Review => Permission::ReviewAssessments,
    }
}

pub fn check_new(new: &NewAssessment) -> Result<(), ValidationError> {
    if new.language.as_deref().is_some_and(|tag| oxilangtag::LanguageTag::parse(tag).is_err()) {
        let detail = "A tag of BCP 47, such as es-MX.";
        return Err(broken_rule("/language", "language_tag", detail));
    }
    if new.start == Some(false) && new.due_on.is_none() {
        let detail = "An assessment that is not started now needs a day to be taken by.";
        return Err(broken_rule("/dueOn", "due_on", detail));
    }
    Ok(())
}

/// Planned, or taken at once.
pub fn first_status(new: &NewAssessment) -> Status {
    if new.start.unwrap_or(new.due_on.is_none()) { InProgress } else { Planned }
}

/// Whether an agency may be handed the instrument's wording. Attestations of a licence come with
/// the instruments that need one.
pub fn check_licence(instrument: &Instrument) -> Result<(), Problem> {
    if instrument.carries_text() && !instrument.licence.status.allows_text() {
        return Err(Problem::new(&LICENCE_REQUIRED));
    }
    Ok(())
}

pub fn check_fits(new: &NewAssessment, instrument: &Instrument) -> Result<(), Problem> {
    if instrument.respondents.contains(&new.respondent) {
        return Ok(());
    }
    let detail = "The instrument is not for this respondent; see its `respondents`.";
    Err(Problem::field("/respondent", "not_allowed", detail))
}

pub fn check_in_progress(status: Status) -> Result<(), Problem> {
    if status == InProgress { Ok(()) } else { Err(Problem::new(&NOT_IN_PROGRESS)) }
}

/// Exactly the value that `valueType` names is there.
pub fn check_answer_input(input: &AnswerInput) -> Result<(), ValidationError> {
    use AnswerValueType as Type;

    let given = [
        (Type::Codes, input.value_codes.is_some()),
        (Type::Integer, input.value_integer.is_some()),
        (Type::Decimal, input.value_decimal.is_some()),
        (Type::Boolean, input.value_boolean.is_some()),
        (Type::Text, input.value_text.is_some()),
        (Type::Date, input.value_date.is_some()),
    ];
    let has_no_value = matches!(input.value_type, Type::Declined | Type::Unknown);
    let named = given.iter().any(|(kind, there)| *kind == input.value_type && *there);
    if !named && !has_no_value {
        let detail = "`valueType` says that this value is there.";
        return Err(broken_rule(value_field(input.value_type), "value_missing", detail));
    }
    let other = given.iter().find(|(kind, there)| *kind != input.value_type && *there);
    if let Some((kind, _)) = other {
        let detail = "Send no other value than `valueType` names.";
        return Err(broken_rule(value_field(*kind), "value_not_named", detail));
    }
    Ok(())
}

/// Where the value of this type is.
const fn value_field(value_type: AnswerValueType) -> &'static str {
    use AnswerValueType as Type;

    match value_type {
        Type::Codes => "/valueCodes",
        Type::Integer => "/valueInteger",
        Type::Decimal => "/valueDecimal",
        Type::Boolean => "/valueBoolean",
        Type::Text => "/valueText",
        Type::Date => "/valueDate",
        Type::Declined | Type::Unknown => "/valueType",
    }
}

/// The answer, once [`check_answer_input`] has let it pass.
pub fn response(input: &AnswerInput) -> Option<Response> {
    use AnswerValueType as Type;

    let value = match input.value_type {
        Type::Declined => return Some(Response::Declined),
        Type::Unknown => return Some(Response::Unknown),
        Type::Codes => AnswerValue::Codes(input.value_codes.clone()?),
        Type::Integer => AnswerValue::Integer(input.value_integer?),
        Type::Decimal => AnswerValue::Decimal(input.value_decimal?),
        Type::Boolean => AnswerValue::Boolean(input.value_boolean?),
        Type::Text => AnswerValue::Text(input.value_text.clone()?),
        Type::Date => AnswerValue::Date(input.value_date?),
    };
    Some(Response::Value(value))
}

/// Why the value does not answer the item. The item itself is part of the path.
pub fn answer_problem(error: AnswerError, value_type: AnswerValueType) -> Problem {
    let field = value_field(value_type);
    let (pointer, code) = match error {
        AnswerError::UnknownItem => return Problem::not_found(),
        AnswerError::WrongType => ("/valueType", "wrong_type"),
        AnswerError::NotAnOption => (field, "not_in_list"),
        AnswerError::RepeatedOption => (field, "duplicate_item"),
        AnswerError::OutOfRange => (field, "out_of_range"),
    };
    let detail = match error {
        AnswerError::WrongType => {
            "The item's type needs another value, or the number of codes is wrong."
        }
        AnswerError::NotAnOption => "The item has no such option.",
        AnswerError::RepeatedOption => "Name each option once.",
        _ => "The value is outside what the item allows.",
    };
    Problem::field(pointer, code, detail)
}

/// The required items that have no answer, as pointers into the assessment.
pub fn incomplete(missing: &[String]) -> Problem {
    let error = |link_id: &String| {
        let detail = "This item needs an answer; it may be declined or unknown.";
        FieldProblem::at(format!("/answers/{link_id}"), "required", detail)
    };
    Problem::new(&INCOMPLETE).with_errors(missing.iter().map(error).collect())
}

/// Each reported score is of a scale that the instrument has.
pub fn check_reported(instrument: &Instrument, reported: &[ReportedScore]) -> Result<(), Problem> {
    let unknown = |(place, score): (usize, &ReportedScore)| {
        instrument.scale(&score.scale).is_none().then(|| {
            let detail = "The instrument has no such scale.";
            FieldProblem::at(format!("/reportedScores/{place}/scale"), "not_in_list", detail)
        })
    };
    let errors: Vec<_> = reported.iter().enumerate().filter_map(unknown).collect();
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

/// Whether an app came to another result than the server.
pub fn is_mismatch(reported: &[ReportedScore], scores: &[Score]) -> bool {
    reported.iter().any(|claim| {
        let score = scores.iter().find(|score| score.scale == claim.scale);
        let claimed = claim.raw.map(Number::try_from);
        match (claimed, score.and_then(|score| score.raw)) {
            (None, None) => false,
            (Some(Ok(claimed)), Some(raw)) => claimed != raw,
            _ => true,
        }
    })
}

/// Until when somebody has to have reacted to a flag.
pub fn acknowledge_by(raised_at: Timestamp, within_minutes: Option<u32>) -> Option<Timestamp> {
    within_minutes.map(|minutes| raised_at.plus(TimeDelta::minutes(minutes.into())))
}

/// Nobody had reacted to the flag in time.
pub fn is_overdue(flag: &assessment_flag::Model, now: Timestamp) -> bool {
    let reacted = flag.acknowledged_at.unwrap_or(now);
    flag.acknowledge_by.is_some_and(|by| reacted > by)
}

/// The last score of the same scale before this one.
pub fn previous<'s>(
    score: &assessment_score::Model,
    all: &'s [assessment_score::Model],
) -> Option<&'s assessment_score::Model> {
    let when = |score: &assessment_score::Model| (score.created_at, score.id);
    let earlier = all.iter().filter(|other| {
        other.scale == score.scale && other.raw.is_some() && when(other) < when(score)
    });
    earlier.max_by_key(|other| when(other))
}

/// What has changed from one score to the next.
pub fn change(raw: Option<Number>, previous: Option<Number>) -> Option<Number> {
    Number::try_from(f64::from(raw?) - f64::from(previous?)).ok()
}

/// A number as the database keeps it.
pub fn number(value: f64) -> Number {
    // Only the scoring engine's own numbers are ever kept.
    Number::try_from(value).unwrap_or(Number::ZERO)
}

/// Answers in the instrument's order; those that were taken back are left out.
pub fn answers(rows: &[entity::assessment_answer::Model]) -> Vec<Answer> {
    let answer = |row: &entity::assessment_answer::Model| {
        let response = row.response.as_ref()?.0.clone();
        Some(Answer { link_id: row.link_id.clone(), response })
    };
    rows.iter().filter_map(answer).collect()
}

#[cfg(test)]
mod tests;
