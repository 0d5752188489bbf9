//! What callers, and other domains, are told about assessments.

use chrono::NaiveDate;
use entity::{
    AssessmentFlagId, AssessmentId, ClientId, Timestamp, UserId,
    assessment::{Kind, Mode, Respondent, Status},
    assessment_flag::{self, Severity},
    assessment_score::TracePoint,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AnswerValueType, Number};
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
    pub interpreter_used: bool,
    /// Who asks; absent while it is planned, and in the mode `self_administered`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interviewer_id: Option<UserId>,
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_reason: Option<String>,
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
