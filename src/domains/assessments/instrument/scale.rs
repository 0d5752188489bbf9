//! How an instrument's answers become scores, bands and flags.

use std::collections::BTreeMap;

pub use entity::assessment_flag::Severity;
use entity::client::SexAtBirth;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{super::number::Number, item::Comparator};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scoring {
    /// The scale named like the instrument is its total; the others are subscales. An instrument
    /// that yields one result per area has no total.
    pub scales: Vec<Scale>,
    #[serde(default)]
    pub flags: Vec<Flag>,
}

/// How some of the items become one score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scale {
    /// The same measure has the same code in every instrument: `phq-2` within `phq-9` too.
    pub code: String,
    /// LOINC code of the score.
    pub loinc: Option<String>,
    pub method: Method,
    /// Link ids.
    pub items: Vec<String>,
    /// Those of `items` whose points are counted from the other end.
    #[serde(default)]
    pub reverse_items: Vec<String>,
    /// What a sum is multiplied by: 4 makes a score of 0 to 100 of one of 0 to 25.
    #[serde(default = "one")]
    pub factor: i32,
    /// With `count`: items that count from other points on than the rest.
    #[serde(default)]
    pub item_thresholds: BTreeMap<String, i32>,
    /// With `count`: nothing counts unless one of these does.
    #[serde(default)]
    pub needs_any_of: Vec<String>,
    #[serde(default)]
    pub missing: MissingRule,
    /// Ascending, without gap or overlap, over the whole range of the score. May be empty.
    #[serde(default)]
    pub bands: Vec<Band>,
    /// Bands for some instead of `bands`, which are then those for everyone else.
    #[serde(default)]
    pub bands_by_sex: Vec<SexBands>,
    /// A score that comes from one item alone is noted: it may mean less than its band says.
    #[serde(default)]
    pub note_single_item: bool,
    #[serde(default)]
    pub reliable_change: Option<ReliableChange>,
}

const fn one() -> i32 {
    1
}

/// Bands that hold for one sex at birth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InstrumentSexBands)]
pub struct SexBands {
    pub sex: SexAtBirth,
    #[schema(max_items = 20)]
    pub bands: Vec<Band>,
}

/// From which change on two scores of a person differ by more than chance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReliableChange {
    /// The smallest change that counts.
    #[schema(value_type = f64, minimum = 0, maximum = 20_000_000, example = 5)]
    pub points: Number,
    pub better: Better,
    /// Where the number is from.
    #[schema(min_length = 1, max_length = 500)]
    pub source: String,
}

/// In which direction a score is better for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BetterScore)]
pub enum Better {
    Lower,
    Higher,
}

/// | Method | Score |
/// |---|---|
/// | `sum` | points added up |
/// | `mean` | points of the answered items, divided by their number, to two places |
/// | `count` | number of items with at least so many points |
/// | `any_of` | 1 when some item has at least so many points, else 0 |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", deny_unknown_fields)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Method {
    Sum,
    Mean,
    Count { at_least: i32 },
    AnyOf { at_least: i32 },
}

/// What becomes of a score when items of the scale have no points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", deny_unknown_fields)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum MissingRule {
    /// There is no score.
    #[default]
    NoScore,
    /// Up to so many missing items are estimated from the answered ones, rounded half up.
    Prorate { max_missing: usize },
    /// The same, where the agency has switched it on; else there is no score.
    ProrateIfAllowed { max_missing: usize },
    /// The answered items alone decide; with none there is no score.
    UseAnswered,
}

impl MissingRule {
    /// The rule as it is applied.
    pub fn applied(self, may_prorate: bool) -> Self {
        match self {
            Self::ProrateIfAllowed { max_missing } if may_prorate => Self::Prorate { max_missing },
            Self::ProrateIfAllowed { .. } => Self::NoScore,
            other => other,
        }
    }
}

/// What a range of scores is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ScoreBand)]
pub struct Band {
    #[schema(min_length = 1, max_length = 60, example = "mild")]
    pub code: String,
    #[schema(min_length = 1, max_length = 200, example = "Mild")]
    pub label: String,
    /// LOINC answer code of the result, where the result is itself a coded answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 20)]
    pub loinc_answer: Option<String>,
    /// Lowest score of the band.
    #[schema(value_type = f64, minimum = -20_000_000, maximum = 20_000_000)]
    pub min: Number,
    /// Highest score of the band.
    #[schema(value_type = f64, minimum = -20_000_000, maximum = 20_000_000)]
    pub max: Number,
}

impl Band {
    pub fn contains(&self, score: Number) -> bool {
        self.min <= score && score <= self.max
    }
}

/// An answer that people have to react to, whatever the scores are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InstrumentFlag)]
pub struct Flag {
    #[schema(min_length = 1, max_length = 60, example = "SUICIDE_RISK_ITEM")]
    pub code: String,
    pub severity: Severity,
    #[schema(min_length = 1, max_length = 60, example = "phq9-9")]
    pub link_id: String,
    /// Further items with the same meaning: the first of all that holds raises the flag, once.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub also_items: Vec<String>,
    pub comparator: Comparator,
    /// Compared with the item's points as answered, before any reversal.
    #[schema(minimum = -10_000, maximum = 10_000)]
    pub value: i32,
    /// Minutes from completion until somebody has to have acknowledged it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 525_600)]
    pub acknowledge_within_minutes: Option<u32>,
    #[schema(min_length = 1, max_length = 200)]
    pub label: String,
}

impl Flag {
    /// The items that can raise it, in order.
    pub fn link_ids(&self) -> impl Iterator<Item = &str> {
        [&self.link_id].into_iter().chain(&self.also_items).map(String::as_str)
    }
}

impl Scale {
    /// The step from one possible score to the next.
    pub fn step(&self) -> Number {
        match self.method {
            Method::Mean => Number::HUNDREDTH,
            Method::Sum => Number::whole(self.factor.into()),
            Method::Count { .. } | Method::AnyOf { .. } => Number::ONE,
        }
    }

    /// What an item's points add to the trace.
    pub fn contribution(&self, link_id: &str, points: i32) -> i32 {
        match self.method {
            Method::Sum => points.saturating_mul(self.factor),
            Method::Mean => points,
            Method::Count { at_least } | Method::AnyOf { at_least } => {
                let threshold = self.item_thresholds.get(link_id).copied().unwrap_or(at_least);
                i32::from(points >= threshold)
            }
        }
    }

    /// The bands for someone of that sex.
    pub fn bands_for(&self, sex: SexAtBirth) -> &[Band] {
        let own = self.bands_by_sex.iter().find(|bands| bands.sex == sex);
        own.map_or(&self.bands, |own| &own.bands)
    }
}
