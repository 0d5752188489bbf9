//! What callers send and see of instruments, their licences and wording, and of what a result
//! suggests.

use chrono::NaiveDate;
use entity::{
    AgencyInstrumentId, AssessmentId, LicenceAttestationId, Timestamp, UserId, agency_instrument,
    instrument_wording::ItemWording, licence_attestation,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

pub use super::super::definition::{Definition, ScaleDefinition};
use super::super::{
    instrument::{Condition, Flag, Item, ItemType, Licence, Range, Respondent, Text},
    rules,
    suggestion::{SuggestedGoal, SuggestedIntervention, SuggestedProblem},
};
use crate::platform::{AnyOf, Header, Page};

/// Which version of an instrument to get.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct InstrumentFilter {
    /// The newest one if absent.
    pub version: Option<String>,
}

/// An instrument that can be taken.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InstrumentSummary)]
pub struct InstrumentSummaryView {
    /// Stable over versions.
    #[schema(example = "phq-9")]
    pub code: String,
    #[schema(example = "1")]
    pub version: String,
    pub title: String,
    /// LOINC code of the whole panel.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "44249-1")]
    pub loinc_panel: Option<String>,
    pub licence: Licence,
    /// What the licence of the LOINC codes asks you to show with them; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 1000)]
    pub loinc_notice: Option<&'static str>,
    /// Every wording exists in each of these languages.
    pub languages: Vec<String>,
    /// Who may answer.
    pub respondents: Vec<Respondent>,
    /// Days that should lie between two of the same person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_interval_days: Option<u32>,
    pub origin: InstrumentOrigin,
    pub wording: WordingStatus,
    /// How many items there are.
    #[schema(example = 10)]
    pub item_count: i32,
}

/// Where an instrument comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstrumentOrigin {
    /// Every agency has it.
    BuiltIn,
    /// Your agency has made it.
    Agency,
}

/// Whether the wording of all items is served to your agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = InstrumentWordingStatus)]
pub enum WordingStatus {
    Available,
    /// Only once your agency has attested that it may use it.
    LicenceRequired,
    /// Your agency may use it; load it by `putInstrumentWording`.
    NotLoaded,
}

/// The alias names the list's schema in the API description.
pub type InstrumentList = Page<InstrumentSummaryView>;

/// One version of an instrument: what is asked, how answers become scores, bands and flags, and
/// under which licence. A version never changes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Instrument)]
pub struct InstrumentView {
    /// Stable over versions.
    #[schema(example = "phq-9")]
    pub code: String,
    #[schema(example = "1")]
    pub version: String,
    pub title: String,
    /// LOINC code of the whole panel.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "44249-1")]
    pub loinc_panel: Option<String>,
    pub licence: Licence,
    /// What the licence of the LOINC codes asks you to show with them; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 1000)]
    pub loinc_notice: Option<&'static str>,
    /// Every wording exists in each of these languages.
    pub languages: Vec<String>,
    /// Read or shown once before the items, by language tag.
    #[schema(value_type = BTreeMap<String, String>)]
    pub stem: Text,
    /// Who may answer.
    pub respondents: Vec<Respondent>,
    /// Days that should lie between two of the same person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_interval_days: Option<u32>,
    pub origin: InstrumentOrigin,
    pub wording: WordingStatus,
    /// In the order they are asked. Where `wording` is not `available`, some have no text.
    pub items: Vec<Item>,
    pub scales: Vec<ScaleDefinition>,
    /// Answers that people have to react to.
    pub flags: Vec<Flag>,
}

/// What an assessment's result suggests for the care plan. It is an offer: nothing is applied by
/// itself, and a screening is no diagnosis.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Suggestion)]
pub struct SuggestionView {
    /// Unique in the instrument; a plan's problem can name it as what it came from.
    #[schema(example = "low-mood")]
    pub code: String,
    pub problem: SuggestedProblem,
    pub goals: Vec<SuggestedGoal>,
    pub interventions: Vec<SuggestedIntervention>,
}

/// What an assessment's result suggests.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Suggestions {
    /// Empty while the assessment is not completed.
    pub items: Vec<SuggestionView>,
}

/// How an instrument is worded in one language.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InstrumentWording)]
pub struct WordingView {
    #[schema(example = "who-5")]
    pub instrument_code: String,
    #[schema(example = "1")]
    pub instrument_version: String,
    #[schema(example = "en")]
    pub language: String,
    /// Read or shown once before the items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stem: Option<String>,
    /// In the order they are asked.
    pub items: Vec<ItemWording>,
}

/// Wording that your agency may use, with what your licence gives.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InstrumentWordingInput {
    /// Read or shown once before the items.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub stem: Option<String>,
    /// Every item of the instrument once, with each of its options.
    #[schema(min_items = 1, max_items = 500)]
    pub items: Vec<ItemWording>,
}

/// The attestation that your agency may use an instrument's wording.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewLicenceAttestation {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<LicenceAttestationId>,
    /// Code of one of `GET /v1/instruments`.
    #[schema(min_length = 1, max_length = 60, example = "who-5")]
    pub instrument_code: String,
    /// The contract, letter or terms that give the right.
    #[schema(min_length = 1, max_length = 1000, example = "Letter of the WHO of 2026-03-02")]
    pub reference: String,
    /// What else there is to know, such as limits.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
    /// The last day of the right, if it ends.
    #[serde(default)]
    #[schema(example = "2027-12-31")]
    pub valid_until: Option<NaiveDate>,
}

/// The end of a right to use an instrument's wording.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttestationRevocation {
    #[schema(min_length = 1, max_length = 1000, example = "The contract has ended.")]
    pub reason: String,
}

/// Which attestations to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct AttestationFilter {
    /// Instruments' codes, separated by commas.
    #[param(explode = false)]
    pub instrument_code: Option<AnyOf<String>>,
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<licence_attestation::Status>>,
}

/// Your agency's word that it may use an instrument's wording: `createdBy` gave it at `createdAt`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LicenceAttestation)]
pub struct AttestationView {
    #[serde(flatten)]
    pub header: Header,
    #[schema(example = "who-5")]
    pub instrument_code: String,
    /// The contract, letter or terms that give the right.
    pub reference: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The last day of the right, if it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    pub status: licence_attestation::Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_by: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revocation_reason: Option<String>,
    /// What the caller can do with the attestation now.
    #[schema(example = json!(["revoke"]))]
    pub allowed_actions: Vec<String>,
}

pub type AttestationList = Page<AttestationView>;

/// An instrument of your agency's own, as a draft.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new_instrument))]
pub struct NewAgencyInstrument {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<AgencyInstrumentId>,
    /// Stable over versions: lower-case letters, digits and hyphens, and not that of another
    /// instrument.
    #[schema(min_length = 1, max_length = 60, example = "pantry-check")]
    pub code: String,
    #[schema(min_length = 1, max_length = 200, example = "Pantry check")]
    pub title: String,
    pub definition: Definition,
}

/// Changes of a draft. What is left out stays; the definition is replaced as a whole.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AgencyInstrumentPatch {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub title: Option<String>,
    #[serde(default)]
    pub definition: Option<Definition>,
}

/// The end of an instrument: no new assessment takes it.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InstrumentRetirement {
    #[schema(min_length = 1, max_length = 1000, example = "The program has ended.")]
    pub reason: String,
}

/// Which of the agency's instruments to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct AgencyInstrumentFilter {
    /// Codes, separated by commas.
    #[param(explode = false)]
    pub code: Option<AnyOf<String>>,
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<agency_instrument::Status>>,
}

/// One version of an instrument of your agency's own, without what it asks.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AgencyInstrumentOutline)]
pub struct AgencyInstrumentOutlineView {
    #[serde(flatten)]
    pub header: Header,
    #[schema(example = "pantry-check")]
    pub code: String,
    /// Of the instrument, as `instrumentVersion` of assessments has it; `version` is that of this
    /// record.
    #[schema(example = "1")]
    pub instrument_version: String,
    pub title: String,
    pub status: agency_instrument::Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retirement_reason: Option<String>,
    /// What the caller can do with it now.
    #[schema(example = json!(["publish", "retire"]))]
    pub allowed_actions: Vec<String>,
}

pub type AgencyInstrumentOutlineList = Page<AgencyInstrumentOutlineView>;

/// One version of an instrument of your agency's own.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AgencyInstrument)]
pub struct AgencyInstrumentView {
    #[serde(flatten)]
    pub outline: AgencyInstrumentOutlineView,
    pub definition: Definition,
}

/// What keeps an instrument from being published.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InstrumentValidation {
    /// It has no fault.
    pub valid: bool,
    pub faults: Vec<InstrumentFault>,
}

/// Something to correct in an instrument.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InstrumentFault {
    /// JSON pointer into the instrument.
    #[schema(example = "#/definition/scales/0/bands")]
    pub pointer: String,
    /// What to do.
    pub detail: String,
}

/// An assessment as it is read to the respondent: in the assessment's language, if the instrument
/// speaks it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssessmentForm {
    pub assessment_id: AssessmentId,
    #[schema(example = "phq-9")]
    pub instrument_code: String,
    #[schema(example = "1")]
    pub instrument_version: String,
    pub instrument_title: String,
    /// That of the assessment.
    #[schema(example = "es-MX")]
    pub language: String,
    /// That of the wording.
    #[schema(example = "es")]
    pub wording_language: String,
    /// The instrument does not speak the assessment's language: the wording is in another one.
    pub language_fallback: bool,
    /// Read or shown once before the items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stem: Option<String>,
    /// In the order they are asked.
    pub items: Vec<AssessmentFormItem>,
}

/// One question or statement, as it is read to the respondent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssessmentFormItem {
    #[schema(example = "phq9-1")]
    pub link_id: String,
    /// Absent while your agency has not loaded the wording that it may use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(rename = "type")]
    pub kind: ItemType,
    pub required: bool,
    pub options: Vec<AssessmentFormOption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
    /// Asked only when one of these holds; always, if there are none.
    pub enable_when: Vec<Condition>,
}

/// A possible answer, as it is read to the respondent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssessmentFormOption {
    #[schema(example = "several_days")]
    pub code: String,
    /// Absent while your agency has not loaded the wording that it may use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}
