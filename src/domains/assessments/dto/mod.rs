//! What callers send about assessments. What they are told is in `views`, and of instruments in
//! `instruments`.

use chrono::NaiveDate;
use entity::{
    AssessmentId, ClientId, Timestamp, UserId,
    assessment::{ComponentDate, Kind, Mode, Respondent, Status},
    assessment_flag::{self, Severity},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

pub mod instruments;
mod views;

pub use super::number::Number;
use super::rules;
use crate::platform::AnyOf;
pub use views::{
    AnswerView, AssessmentFlagList, AssessmentFlagView, AssessmentOutlineList,
    AssessmentOutlineView, AssessmentSummary, AssessmentView, ClientScoreList, ClientScoreView,
    FlagView, ScoreDirection, ScoreSummary, ScoreView,
};

/// An assessment to be planned or taken.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new))]
pub struct NewAssessment {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<AssessmentId>,
    /// Code of one of `GET /v1/instruments`.
    #[schema(min_length = 1, max_length = 60, example = "phq-9")]
    pub instrument_code: String,
    /// The newest version if absent.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 20, example = "1")]
    pub instrument_version: Option<String>,
    pub kind: Kind,
    /// One of the instrument's `respondents`.
    pub respondent: Respondent,
    pub mode: Mode,
    /// BCP 47 tag of the language it is taken in; the instrument's first one if absent.
    #[serde(default)]
    #[schema(min_length = 2, max_length = 35, example = "en")]
    pub language: Option<String>,
    #[serde(default)]
    pub interpreter_used: bool,
    /// A user who asks. If absent, it is who starts it, unless the mode is `self_administered`.
    #[serde(default)]
    pub interviewer_id: Option<UserId>,
    /// The day by whose end it is to be taken. With it the assessment is planned, unless `start`
    /// is true.
    #[serde(default)]
    #[schema(example = "2026-12-15")]
    pub due_on: Option<NaiveDate>,
    /// Whether it is taken now: true if absent and there is no `dueOn`, else false.
    #[serde(default)]
    pub start: Option<bool>,
    /// When it was begun, if that was before now, as on paper.
    #[serde(default)]
    pub started_at: Option<Timestamp>,
    /// Why it is taken although the last one is not as long ago as the instrument's
    /// `minIntervalDays`.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000, example = "She said that things got worse.")]
    pub interval_override_reason: Option<String>,
    /// When parts of a comprehensive assessment were done, each part once.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub component_dates: Vec<ComponentDate>,
}

/// Changes of an assessment that is planned or in progress. What is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_patch))]
pub struct AssessmentPatch {
    #[serde(default)]
    pub kind: Option<Kind>,
    /// One of the instrument's `respondents`.
    #[serde(default)]
    pub respondent: Option<Respondent>,
    #[serde(default)]
    pub mode: Option<Mode>,
    /// BCP 47 tag of the language it is taken in.
    #[serde(default)]
    #[schema(min_length = 2, max_length = 35, example = "es-MX")]
    pub language: Option<String>,
    #[serde(default)]
    pub interpreter_used: Option<bool>,
    /// A user who asks.
    #[serde(default)]
    pub interviewer_id: Option<UserId>,
    /// The day by whose end it is to be taken.
    #[serde(default)]
    #[schema(example = "2026-12-15")]
    pub due_on: Option<NaiveDate>,
    /// Why it is taken although the last one is not as long ago as the instrument's
    /// `minIntervalDays`.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub interval_override_reason: Option<String>,
    /// When parts of a comprehensive assessment were done, each part once.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub component_dates: Option<Vec<ComponentDate>>,
    /// Fields to empty.
    #[serde(default)]
    #[schema(max_items = 3)]
    pub clear_fields: Vec<AssessmentClearableField>,
}

/// A field of an assessment that can be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum AssessmentClearableField {
    InterviewerId,
    /// Not while the assessment is planned.
    DueOn,
    IntervalOverrideReason,
}

/// What was said to one item: `valueType` says how, and exactly the value that it names goes with
/// it; `declined` and `unknown` have none.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_answer_input))]
pub struct AnswerInput {
    /// `codes` for items of type `choice` and `multi`, otherwise the item's own type.
    pub value_type: AnswerValueType,
    /// Codes of the item's options: one for `choice`, one or more for `multi`.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 100, example = json!(["several_days"]))]
    pub value_codes: Option<Vec<String>>,
    #[serde(default)]
    #[schema(minimum = -2_147_483_648, maximum = 2_147_483_647)]
    pub value_integer: Option<i64>,
    #[serde(default)]
    pub value_decimal: Option<f64>,
    #[serde(default)]
    pub value_boolean: Option<bool>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    pub value_text: Option<String>,
    #[serde(default)]
    pub value_date: Option<NaiveDate>,
}

/// In which field an answer's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswerValueType {
    /// `valueCodes`.
    Codes,
    /// `valueInteger`.
    Integer,
    /// `valueDecimal`.
    Decimal,
    /// `valueBoolean`.
    Boolean,
    /// `valueText`.
    Text,
    /// `valueDate`.
    Date,
    /// There is no value: the person chose not to answer.
    Declined,
    /// There is no value: the person does not know.
    Unknown,
}

/// The end of taking an assessment.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssessmentCompletion {
    /// What the app came to. The server's own scores count; a difference is noted as
    /// `reportedScoreMismatch`.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub reported_scores: Vec<ReportedScore>,
    /// When it was completed, if that was before now, as on paper.
    #[serde(default)]
    pub completed_at: Option<Timestamp>,
}

/// A score that an app came to by itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReportedScore {
    /// Code of one of the instrument's scales.
    #[schema(min_length = 1, max_length = 60, example = "phq-9")]
    pub scale: String,
    /// Absent: the app came to no score.
    #[serde(default)]
    #[schema(minimum = -20_000_000, maximum = 20_000_000, example = 9)]
    pub raw: Option<f64>,
}

/// Why an assessment is given up.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssessmentStop {
    #[schema(min_length = 1, max_length = 1000, example = "The client was too tired to go on.")]
    pub reason: String,
}

/// That a planned assessment was not taken.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssessmentMiss {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000, example = "She was in hospital that week.")]
    pub reason: Option<String>,
}

/// A correction of a completed assessment: answers that were otherwise, and answers that were not
/// given. All others stay.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_amendment))]
pub struct AssessmentAmendment {
    #[schema(min_length = 1, max_length = 1000, example = "Item 3 was entered on the wrong line.")]
    pub reason: String,
    #[serde(default)]
    #[schema(max_items = 500)]
    pub answers: Vec<AmendedAnswer>,
    /// Link ids of items to which there was no answer.
    #[serde(default)]
    #[schema(max_items = 500)]
    pub withdrawn_items: Vec<String>,
}

/// The right answer to one item.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AmendedAnswer {
    /// The instrument's item.
    #[schema(min_length = 1, max_length = 60, example = "phq9-3")]
    pub link_id: String,
    pub answer: AnswerInput,
}

/// Why an assessment should not have been recorded.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssessmentRetraction {
    #[schema(min_length = 1, max_length = 1000, example = "It was another client's.")]
    pub reason: String,
}

/// A clinician's or supervisor's reading of a completed assessment.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssessmentReview {
    #[schema(min_length = 1, max_length = 10000)]
    pub narrative: String,
}

/// The reaction to a flag.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FlagAcknowledgement {
    /// What was found and done.
    #[schema(min_length = 1, max_length = 2000)]
    pub outcome: String,
}

/// Which assessments to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct AssessmentFilter {
    /// Only this client's.
    pub client_id: Option<ClientId>,
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Instruments' codes, separated by commas.
    #[param(explode = false)]
    pub instrument_code: Option<AnyOf<String>>,
    /// Only those with a due date before this day.
    pub due_before: Option<NaiveDate>,
    /// Only those changed after this instant.
    pub updated_after: Option<Timestamp>,
}

/// Which of a client's assessments to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ClientAssessmentFilter {
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Instruments' codes, separated by commas.
    #[param(explode = false)]
    pub instrument_code: Option<AnyOf<String>>,
}

/// Which of a client's scores to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ScoreFilter {
    /// Instruments' codes, separated by commas.
    #[param(explode = false)]
    pub instrument_code: Option<AnyOf<String>>,
    /// Scales' codes, separated by commas.
    #[param(explode = false)]
    pub scale: Option<AnyOf<String>>,
}

/// Of which measure to draw a chart.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ScoreChartFilter {
    /// Code of a scale, as the client's scores have it; that of the newest total if absent.
    #[param(min_length = 1, max_length = 60, example = "phq-9")]
    pub scale: Option<String>,
}

/// Which flags to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct AssessmentFlagFilter {
    /// Only this client's.
    pub client_id: Option<ClientId>,
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<assessment_flag::Status>>,
    /// Severities, separated by commas.
    #[param(explode = false)]
    pub severity: Option<AnyOf<Severity>>,
    /// Only those to which nobody has reacted in time, or only all others.
    pub overdue: Option<bool>,
}
