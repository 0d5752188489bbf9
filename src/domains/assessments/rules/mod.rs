//! When an assessment may change, and what fits an instrument. No I/O; scoring itself is in
//! `scoring`, what a result means beside others in `trend`, what is of instruments in `instruments`.

use chrono::{Days, NaiveDate, TimeDelta};
use entity::{
    Timestamp,
    assessment::{
        ComponentDate,
        Event::{self, Amend, Complete, EnterInError, MarkMissed, Reinstate, Review, Start, Stop},
        Model, Respondent,
        Status::{
            self, Amended, Completed, EnteredInError, InProgress, Missed, Planned, Reviewed,
            Stopped,
        },
    },
    assessment_answer::{AnswerValue, Response},
    assessment_flag, assessment_score,
};
use validator::ValidationError;

use super::{
    dto::{
        AnswerInput, AnswerValueType, AssessmentAmendment, AssessmentClearableField,
        AssessmentPatch, NewAssessment, Number, ReportedScore,
    },
    instrument::Instrument,
    scoring::{Answer, AnswerError, Finding, Score},
};
use crate::platform::{FieldProblem, Machine, Permission, Problem, ProblemKind, broken_rule};

mod instruments;
mod trend;

pub use instruments::*;
pub use trend::*;

pub const MACHINE: Machine<Status, Event> = Machine::new(&[
    (Planned, Start, InProgress),
    (Planned, Stop, Stopped),
    (Planned, MarkMissed, Missed),
    (Planned, EnterInError, EnteredInError),
    (InProgress, Complete, Completed),
    (InProgress, Stop, Stopped),
    (InProgress, EnterInError, EnteredInError),
    (Completed, Review, Reviewed),
    (Completed, Amend, Amended),
    (Completed, EnterInError, EnteredInError),
    (Reviewed, Amend, Amended),
    (Reviewed, EnterInError, EnteredInError),
    (Stopped, EnterInError, EnteredInError),
    (Missed, EnterInError, EnteredInError),
    (Amended, EnterInError, EnteredInError),
    (Amended, Reinstate, Completed),
]);

pub const FLAG_MACHINE: Machine<assessment_flag::Status, assessment_flag::Event> = {
    use assessment_flag::{
        Event::{Acknowledge, Reopen, Withdraw},
        Status::{Acknowledged, Open, Withdrawn},
    };
    Machine::new(&[
        (Open, Acknowledge, Acknowledged),
        (Open, Withdraw, Withdrawn),
        (Withdrawn, Reopen, Open),
    ])
};

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

pub const TOO_SOON: ProblemKind = ProblemKind::conflict(
    "assessment_too_soon",
    "The last one with this instrument was not long ago",
    "Take it from `earliestOn` on, or say in `intervalOverrideReason` why it is taken before.",
);

pub const NOT_DUE: ProblemKind = ProblemKind::conflict(
    "assessment_not_overdue",
    "The assessment can still be taken in time",
    "It can be marked missed when the day in `dueOn` is over; stop it if it will not be taken.",
);

pub const CLOSED: ProblemKind = ProblemKind::conflict(
    "assessment_closed",
    "The assessment does not change any more",
    "What is planned or in progress can be changed. Amend a completed assessment.",
);

/// The permission that an event needs; none has what only follows from something else.
pub fn permission(event: Event) -> Option<Permission> {
    match event {
        Start | Complete | Stop | Amend | MarkMissed | EnterInError => {
            Some(Permission::WriteAssessments)
        }
        Review => Some(Permission::ReviewAssessments),
        Reinstate => None,
    }
}

pub fn check_new(new: &NewAssessment) -> Result<(), ValidationError> {
    check_language(new.language.as_deref())?;
    check_components(&new.component_dates)?;
    if new.start == Some(false) && new.due_on.is_none() {
        let detail = "An assessment that is not started now needs a day to be taken by.";
        return Err(broken_rule("/dueOn", "due_on", detail));
    }
    if new.started_at.is_some() && first_status(new) == Planned {
        let detail = "What is planned has not begun.";
        return Err(broken_rule("/startedAt", "not_started", detail));
    }
    Ok(())
}

fn check_language(language: Option<&str>) -> Result<(), ValidationError> {
    if language.is_some_and(|tag| oxilangtag::LanguageTag::parse(tag).is_err()) {
        let detail = "A tag of BCP 47, such as es-MX.";
        return Err(broken_rule("/language", "language_tag", detail));
    }
    Ok(())
}

fn check_components(dates: &[ComponentDate]) -> Result<(), ValidationError> {
    let mut earlier = Vec::new();
    for (place, date) in dates.iter().enumerate() {
        if earlier.contains(&date.component) {
            let pointer = format!("/componentDates/{place}/component");
            return Err(broken_rule(pointer, "duplicate_item", "Name each part once."));
        }
        earlier.push(date.component);
    }
    Ok(())
}

pub fn check_patch(patch: &AssessmentPatch) -> Result<(), ValidationError> {
    use AssessmentClearableField::{DueOn, IntervalOverrideReason, InterviewerId};

    check_language(patch.language.as_deref())?;
    check_components(patch.component_dates.as_deref().unwrap_or_default())?;
    let set = [
        (InterviewerId, patch.interviewer_id.is_some()),
        (DueOn, patch.due_on.is_some()),
        (IntervalOverrideReason, patch.interval_override_reason.is_some()),
    ];
    if set.iter().any(|(field, set)| *set && patch.clear_fields.contains(field)) {
        let detail = "A field is either set or emptied.";
        return Err(broken_rule("/clearFields", "set_and_cleared", detail));
    }
    Ok(())
}

/// Every answer says what it is, and each item is named once.
pub fn check_amendment(input: &AssessmentAmendment) -> Result<(), ValidationError> {
    if input.answers.is_empty() && input.withdrawn_items.is_empty() {
        let detail = "Say which answers were otherwise, or which were not given.";
        return Err(broken_rule("/answers", "nothing_changes", detail));
    }
    let mut named = Vec::new();
    for (place, amended) in input.answers.iter().enumerate() {
        let pointer = format!("/answers/{place}");
        if let Err((inner, code, detail)) = answer_rule(&amended.answer) {
            return Err(broken_rule(format!("{pointer}/answer{inner}"), code, detail));
        }
        named.push((format!("{pointer}/linkId"), &amended.link_id));
    }
    for (place, link_id) in input.withdrawn_items.iter().enumerate() {
        named.push((format!("/withdrawnItems/{place}"), link_id));
    }
    for (place, (pointer, link_id)) in named.iter().enumerate() {
        if named[..place].iter().any(|(_, earlier)| earlier == link_id) {
            let detail = "Name each item once.";
            return Err(broken_rule(pointer.clone(), "duplicate_item", detail));
        }
    }
    Ok(())
}

/// Planned, or taken at once.
pub fn first_status(new: &NewAssessment) -> Status {
    if new.start.unwrap_or(new.due_on.is_none()) { InProgress } else { Planned }
}

pub fn check_respondent(respondent: Respondent, instrument: &Instrument) -> Result<(), Problem> {
    if instrument.respondents.contains(&respondent) {
        return Ok(());
    }
    let detail = "The instrument is not for this respondent; see its `respondents`.";
    Err(Problem::field("/respondent", "not_allowed", detail))
}

/// What happened has happened by now, in its order.
pub fn check_past(
    pointer: &'static str,
    at: Option<Timestamp>,
    not_before: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Problem> {
    if at.is_some_and(|at| at > now) {
        return Err(Problem::field(pointer, "out_of_range", "Not in the future."));
    }
    if at.zip(not_before).is_some_and(|(at, earliest)| at < earliest) {
        return Err(Problem::field(pointer, "out_of_range", "Not before it was begun."));
    }
    Ok(())
}

/// The parts of an assessment were done by today.
pub fn check_component_days(dates: &[ComponentDate], today: NaiveDate) -> Result<(), Problem> {
    let Some(place) = dates.iter().position(|part| part.date > today) else { return Ok(()) };
    let pointer = format!("/componentDates/{place}/date");
    Err(Problem::field(pointer, "out_of_range", "Not in the future."))
}

/// The days that should lie between two with the same instrument do, or there is a reason.
pub fn check_interval(
    last: Option<NaiveDate>,
    min_interval_days: Option<u32>,
    day: NaiveDate,
    reason: Option<&str>,
) -> Result<(), Problem> {
    let (Some(last), Some(days), None) = (last, min_interval_days, reason) else { return Ok(()) };
    match last.checked_add_days(Days::new(days.into())) {
        Some(earliest) if day < earliest => {
            Err(Problem::new(&TOO_SOON).with_extension("earliestOn", serde_json::json!(earliest)))
        }
        _ => Ok(()),
    }
}

/// What is planned keeps its day.
pub fn check_stays_planned(status: Status, patch: &AssessmentPatch) -> Result<(), Problem> {
    if status == Planned && patch.clear_fields.contains(&AssessmentClearableField::DueOn) {
        let detail = "A planned assessment has a day to be taken by.";
        return Err(Problem::field("/clearFields", "due_on", detail));
    }
    Ok(())
}

pub fn check_open(status: Status) -> Result<(), Problem> {
    if matches!(status, Planned | InProgress) { Ok(()) } else { Err(Problem::new(&CLOSED)) }
}

/// Planned for a day that is over.
pub fn is_late(row: &Model, today: NaiveDate) -> bool {
    row.status == Planned && row.due_on.is_some_and(|day| day < today)
}

pub fn check_late(row: &Model, today: NaiveDate) -> Result<(), Problem> {
    if is_late(row, today) { Ok(()) } else { Err(Problem::new(&NOT_DUE)) }
}

/// The answers after an amendment; none if it changes nothing.
pub fn amended(
    before: &[entity::assessment_answer::Model],
    changes: &[(String, Response)],
    withdrawn: &[String],
) -> Option<Vec<Answer>> {
    let old = answers(before);
    let is_touched = |link_id: &String| {
        withdrawn.contains(link_id) || changes.iter().any(|(changed, _)| changed == link_id)
    };
    let kept = old.iter().filter(|answer| !is_touched(&answer.link_id)).cloned();
    let new = changes
        .iter()
        .map(|(link_id, response)| Answer { link_id: link_id.clone(), response: response.clone() });
    let all: Vec<_> = kept.chain(new).collect();
    let same = all.len() == old.len() && all.iter().all(|answer| old.contains(answer));
    (!same).then_some(all)
}

pub fn check_in_progress(status: Status) -> Result<(), Problem> {
    if status == InProgress { Ok(()) } else { Err(Problem::new(&NOT_IN_PROGRESS)) }
}

/// Exactly the value that `valueType` names is there.
pub fn check_answer_input(input: &AnswerInput) -> Result<(), ValidationError> {
    answer_rule(input).map_err(|(pointer, code, detail)| broken_rule(pointer, code, detail))
}

/// The place that is at fault, a code, and what to do.
type BrokenRule = (&'static str, &'static str, &'static str);

fn answer_rule(input: &AnswerInput) -> Result<(), BrokenRule> {
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
        return Err((value_field(input.value_type), "value_missing", detail));
    }
    let other = given.iter().find(|(kind, there)| *kind != input.value_type && *there);
    if let Some((kind, _)) = other {
        let detail = "Send no other value than `valueType` names.";
        return Err((value_field(*kind), "value_not_named", detail));
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
/// `place` is where in the body the answer is.
pub fn answer_problem(error: AnswerError, value_type: AnswerValueType, place: &str) -> Problem {
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
    Problem::field(format!("{place}{pointer}"), code, detail)
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
    if flag.status == assessment_flag::Status::Withdrawn {
        return false;
    }
    let reacted = flag.acknowledged_at.unwrap_or(now);
    flag.acknowledge_by.is_some_and(|by| reacted > by)
}

/// A number as the database keeps it.
pub fn number(value: f64) -> Number {
    // Only the scoring engine's own numbers are ever kept.
    Number::try_from(value).unwrap_or(Number::ZERO)
}

/// Scores as suggestions look at them.
pub fn findings(scores: &[assessment_score::Model]) -> Vec<Finding<'_>> {
    fn finding(score: &assessment_score::Model) -> Finding<'_> {
        let assessment_score::Model { scale, raw, band_code, .. } = score;
        Finding { scale, raw: raw.map(number), band: band_code.as_deref() }
    }

    scores.iter().map(finding).collect()
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
