//! What callers, and other domains, are told about assessments.

use chrono::NaiveDate;
use entity::{
    AssessmentFlagId, AssessmentId, ClientId, Timestamp, UserId,
    assessment::{ComponentDate, Kind, Mode, Respondent, Status},
    assessment_flag::{self, Severity},
    assessment_score::{ScoreNote, TracePoint},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{super::instrument::ReliableChange, AnswerValueType, Number};
use crate::platform::{Header, Page};

/// An assessment: an instrument taken with a client.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Assessment)]
pub struct AssessmentView {
    #[serde(flatten)]
    pub header: Header,
    pub client_id: ClientId,
    #[schema(example = "phq-9")]
    pub instrument_code: String,
    /// It stays the version that the assessment began with.
    #[schema(example = "1")]
    pub instrument_version: String,
    pub instrument_title: String,
    pub kind: Kind,
    pub respondent: Respondent,
    pub mode: Mode,
    #[schema(example = "en")]
    pub language: String,
    /// The language of the wording: the instrument's first one where it does not speak `language`.
    #[schema(example = "en")]
    pub wording_language: String,
    pub interpreter_used: bool,
    /// Who asks; absent while it is planned, and in the mode `self_administered`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interviewer_id: Option<UserId>,
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    /// It is planned, and the day by whose end it was to be taken is over where the agency is.
    pub overdue: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missed_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missed_reason: Option<String>,
    /// Why it is taken although the last one was not long ago.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval_override_reason: Option<String>,
    /// When parts of a comprehensive assessment were done.
    pub component_dates: Vec<ComponentDate>,
    /// The assessment that this one amends and counts instead of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supersedes_id: Option<AssessmentId>,
    /// The assessment that amends this one and counts instead of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_by_id: Option<AssessmentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amendment_reason: Option<String>,
    /// Why it should not have been recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_reason: Option<String>,
    /// In the instrument's order.
    pub answers: Vec<AnswerView>,
    /// While it is in progress: link ids of the items that still need an answer.
    pub missing_items: Vec<String>,
    /// One per scale of the instrument, once it is completed.
    pub scores: Vec<ScoreView>,
    /// What people have to react to.
    pub flags: Vec<FlagView>,
    /// How many flags still wait for somebody to react.
    #[schema(minimum = 0)]
    pub open_flags: u64,
    /// The app that took it reported another score than the server came to.
    pub reported_score_mismatch: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_narrative: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_by: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_at: Option<Timestamp>,
    /// What the caller can do with the assessment now.
    #[schema(example = json!(["complete", "stop"]))]
    pub allowed_actions: Vec<String>,
}

/// The answer to one item.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AssessmentAnswer)]
pub struct AnswerView {
    /// The instrument's item.
    #[schema(example = "phq9-1")]
    pub link_id: String,
    pub value_type: AnswerValueType,
    /// Empty unless `valueType` is `codes`.
    #[schema(example = json!(["several_days"]))]
    pub value_codes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_integer: Option<i64>,
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "entity::number::plain_if_any"
    )]
    pub value_decimal: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_boolean: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_date: Option<NaiveDate>,
    pub answered_at: Timestamp,
    pub answered_by: UserId,
}

/// What an assessment came to on one scale.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AssessmentScore)]
pub struct ScoreView {
    /// The scale named like the instrument is its total.
    #[schema(example = "phq-9")]
    pub scale: String,
    /// Absent: too much is missing for a score.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, example = 9)]
    pub raw: Option<Number>,
    /// The highest score that the scale allows.
    #[schema(value_type = f64, example = 27)]
    pub max: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "mild")]
    pub band_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Mild")]
    pub band_label: Option<String>,
    /// No item of the scale is missing.
    pub complete: bool,
    /// Missing items were estimated from the answered ones.
    pub prorated: bool,
    /// What each item gave, in the scale's order.
    pub trace: Vec<TracePoint>,
    /// What to know about the score.
    pub notes: Vec<ScoreNote>,
}

/// An answer that people have to react to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AssessmentFlag)]
pub struct FlagView {
    pub id: AssessmentFlagId,
    #[schema(example = "SUICIDE_RISK_ITEM")]
    pub code: String,
    pub severity: Severity,
    /// What it means, for people.
    pub label: String,
    /// The item that raised it.
    #[schema(example = "phq9-9")]
    pub link_id: String,
    /// The instrument's rule; it does not tell the answer itself.
    #[schema(example = "phq9-9 is at least 1")]
    pub rule: String,
    pub status: assessment_flag::Status,
    pub raised_at: Timestamp,
    /// When somebody has to have reacted at the latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledge_by: Option<Timestamp>,
    /// Nobody had reacted by `acknowledgeBy`; it stays true after a late reaction.
    pub overdue: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged_by: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<Timestamp>,
    /// What was found and done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// What the caller can do with the flag now.
    #[schema(example = json!(["acknowledge"]))]
    pub allowed_actions: Vec<String>,
}

/// A flag with the assessment that raised it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AssessmentFlagItem)]
pub struct AssessmentFlagView {
    #[serde(flatten)]
    pub flag: FlagView,
    pub client_id: ClientId,
    pub assessment_id: AssessmentId,
    /// `If-Match` of `acknowledgeFlag`.
    pub assessment_version: i64,
    #[schema(example = "phq-9")]
    pub instrument_code: String,
    pub instrument_title: String,
}

/// A client's score at some time, with what has changed since the one before.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ClientScore)]
pub struct ClientScoreView {
    pub assessment_id: AssessmentId,
    #[schema(example = "phq-9")]
    pub instrument_code: String,
    /// The same measure has the same code in every instrument.
    #[schema(example = "phq-9")]
    pub scale: String,
    /// When the assessment was completed.
    pub at: Timestamp,
    /// Absent: too much was missing for a score.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, example = 9)]
    pub raw: Option<Number>,
    #[schema(value_type = f64, example = 27)]
    pub max: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "mild")]
    pub band_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Mild")]
    pub band_label: Option<String>,
    pub complete: bool,
    /// The client's last score on the same scale before this one, from whichever instrument.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, example = 15)]
    pub previous_raw: Option<Number>,
    /// `raw` less `previousRaw`; what a fall means depends on the scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, example = -6)]
    pub change: Option<Number>,
    /// What `change` means; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<ScoreDirection>,
    /// The client's first score on the scale, if this is a later one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, example = 18)]
    pub first_raw: Option<Number>,
    /// `raw` less `firstRaw`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, example = -9)]
    pub change_from_first: Option<Number>,
    /// What `changeFromFirst` means; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction_from_first: Option<ScoreDirection>,
    /// From which change on two scores differ by more than chance, and who says so; absent where
    /// that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reliable_change: Option<ReliableChange>,
}

/// What a change of a score means for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScoreDirection {
    /// Better by at least `reliableChange`.
    Improved,
    /// Worse by at least `reliableChange`.
    Worsened,
    /// Less than `reliableChange`: it may be chance.
    NoReliableChange,
    /// Nobody knows from which change on it is more than chance.
    Unknown,
}

/// An assessment without its answers and notes, as lists show it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AssessmentOutline)]
pub struct AssessmentOutlineView {
    #[serde(flatten)]
    pub header: Header,
    pub client_id: ClientId,
    #[schema(example = "phq-9")]
    pub instrument_code: String,
    /// It stays the version that the assessment began with.
    #[schema(example = "1")]
    pub instrument_version: String,
    pub instrument_title: String,
    pub kind: Kind,
    pub respondent: Respondent,
    pub mode: Mode,
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    /// It is planned, and the day by whose end it was to be taken is over where the agency is.
    pub overdue: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_at: Option<Timestamp>,
    /// One per scale of the instrument, once it is completed.
    pub scores: Vec<ScoreSummary>,
    /// How many flags still wait for somebody to react.
    #[schema(minimum = 0)]
    pub open_flags: u64,
    /// What the caller can do with the assessment now.
    #[schema(example = json!(["complete", "stop"]))]
    pub allowed_actions: Vec<String>,
}

/// The aliases name the lists' schemas in the API description.
pub type AssessmentOutlineList = Page<AssessmentOutlineView>;
pub type AssessmentFlagList = Page<AssessmentFlagView>;
pub type ClientScoreList = Page<ClientScoreView>;

/// What another domain shows of a completed assessment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssessmentSummary {
    pub assessment_id: AssessmentId,
    pub instrument_code: String,
    pub instrument_title: String,
    pub completed_at: Timestamp,
    pub scores: Vec<ScoreSummary>,
}

/// A score without what it was made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScoreSummary {
    #[schema(example = "phq-9")]
    pub scale: String,
    /// Absent: too much was missing for a score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, example = 9)]
    pub raw: Option<Number>,
    #[schema(value_type = f64, example = 27)]
    pub max: Number,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "mild")]
    pub band_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Mild")]
    pub band_label: Option<String>,
    pub complete: bool,
}
