//! What callers see of instruments, and of what a result suggests.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::{
    instrument::{Band, Flag, Item, Licence, Respondent, Text},
    suggestion::{SuggestedGoal, SuggestedIntervention, SuggestedProblem},
};
use crate::platform::Page;

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
    /// How many items there are.
    #[schema(example = 10)]
    pub item_count: i32,
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
    /// In the order they are asked.
    pub items: Vec<Item>,
    pub scales: Vec<ScaleView>,
    /// Answers that people have to react to.
    pub flags: Vec<Flag>,
}

/// How some of the items become one score.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InstrumentScale)]
pub struct ScaleView {
    /// The scale named like the instrument is its total.
    #[schema(example = "phq-9")]
    pub code: String,
    /// LOINC code of the score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loinc: Option<String>,
    pub method: ScoringMethod,
    /// With `count` and `any_of`: an item counts from so many points on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<i32>,
    /// Link ids.
    pub items: Vec<String>,
    /// Those of `items` whose points are counted from the other end.
    pub reverse_items: Vec<String>,
    pub missing_rule: MissingItemsRule,
    /// With `prorate`: how many items may be missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_missing: Option<i32>,
    /// Ascending, without gap or overlap, over the whole range of the score.
    pub bands: Vec<Band>,
}

/// How points become a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScoringMethod {
    /// Points added up.
    Sum,
    /// Points of the answered items, divided by their number, to two places.
    Mean,
    /// Number of items with at least `atLeast` points.
    Count,
    /// 1 when some item has at least `atLeast` points, else 0.
    AnyOf,
}

/// What becomes of a score when items of the scale have no points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingItemsRule {
    /// There is no score.
    NoScore,
    /// Up to `maxMissing` items are estimated from the answered ones, rounded half up.
    Prorate,
    /// The answered items alone decide; with none there is no score.
    UseAnswered,
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
