//! Instruments as data: what is asked, how answers become scores, bands and flags, and under
//! which licence. One file per published version under `instruments/`; a version is never edited,
//! a change is a new version. The engine that reads them is `scoring`, what makes a file
//! consistent is `instrument_checks`, what a result suggests is `suggestion`.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::NaiveDate;
pub use entity::{assessment::Respondent, assessment_flag::Severity};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{instrument_checks, number::Number, suggestion::Suggestion};

/// Wording by language tag (`{"en": "Several days"}`).
pub type Text = BTreeMap<String, String>;

/// One version of a screening or assessment instrument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Instrument {
    /// Stable over versions: `phq-9`.
    pub code: String,
    pub version: String,
    pub title: String,
    /// LOINC code of the whole panel. That of the total is at its scale.
    pub loinc_panel: Option<String>,
    pub licence: Licence,
    /// Every wording of this version exists in each of these languages.
    pub languages: Vec<String>,
    /// Read or shown once before the items.
    #[serde(default)]
    pub stem: Text,
    /// Who may answer.
    pub respondents: Vec<Respondent>,
    /// In the order they are asked.
    pub items: Vec<Item>,
    pub scoring: Scoring,
    /// Problems, goals and interventions to offer for a result.
    #[serde(default)]
    pub suggestions: Vec<Suggestion>,
}

/// What the licence of LOINC asks everyone to show who publishes its codes: see NOTICE.
pub const LOINC_NOTICE: &str = "This material contains content from LOINC (http://loinc.org). \
    LOINC is copyright © Regenstrief Institute, Inc. and the Logical Observation Identifiers Names \
    and Codes (LOINC) Committee and is available at no cost under the license at \
    http://loinc.org/license. LOINC® is a registered United States trademark of Regenstrief \
    Institute, Inc.";

/// On what terms the instrument may be used, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InstrumentLicence)]
pub struct Licence {
    pub status: LicenceStatus,
    /// The terms, or the credit that has to be shown.
    pub text: String,
    /// Where the terms are published.
    pub source: String,
    pub checked_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked_by: Option<String>,
}

/// On what terms wording may be passed on: the first three let anyone have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LicenceStatus {
    PublicDomain,
    FreeNoPermission,
    FreeAttribution,
    FreeNoncommercial,
    PermissionRequired,
    Fee,
    Unknown,
}

impl LicenceStatus {
    /// Whether the wording may be handed to anyone; otherwise an agency has to attest its right.
    pub fn allows_text(self) -> bool {
        matches!(self, Self::PublicDomain | Self::FreeNoPermission | Self::FreeAttribution)
    }
}

/// One question or statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InstrumentItem)]
pub struct Item {
    /// Unique in the instrument; the answer carries it.
    pub link_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loinc: Option<String>,
    /// Empty where the licence keeps the wording with its holder.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>)]
    pub text: Text,
    #[serde(rename = "type")]
    pub kind: ItemType,
    /// An assessment is completed only when this is answered, declined or not known.
    pub required: bool,
    /// Some scale counts this item.
    pub scored: bool,
    #[serde(default)]
    pub options: Vec<AnswerOption>,
    /// Lowest and highest value of an `integer` or `decimal` item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
    /// The item is asked only when this holds. A scored item that is not asked gives 0 points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_when: Option<Condition>,
}

/// What an answer to an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = InstrumentItemType)]
pub enum ItemType {
    /// One of the options.
    Choice,
    /// One or more of the options.
    Multi,
    Integer,
    Decimal,
    Date,
    Text,
    /// True gives 1 point, false 0.
    Boolean,
}

/// A possible answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InstrumentOption)]
pub struct AnswerOption {
    pub code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loinc_answer: Option<String>,
    #[serde(default)]
    /// By language tag.
    #[schema(value_type = BTreeMap<String, String>)]
    pub label: Text,
    /// Points. None: the option tells nothing that scores, such as "don't know".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<i32>,
}

/// The lowest and the highest value of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InstrumentRange)]
pub struct Range {
    #[schema(value_type = f64)]
    pub min: Number,
    #[schema(value_type = f64)]
    pub max: Number,
}

/// A comparison of the points that an earlier item got, as answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InstrumentCondition)]
pub struct Condition {
    pub link_id: String,
    pub comparator: Comparator,
    pub value: i32,
}

/// How points are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comparator {
    AtLeast,
    AtMost,
    Equal,
}

impl Comparator {
    pub fn holds(self, points: i32, value: i32) -> bool {
        match self {
            Self::AtLeast => points >= value,
            Self::AtMost => points <= value,
            Self::Equal => points == value,
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::AtLeast => "at least",
            Self::AtMost => "at most",
            Self::Equal => "equal to",
        }
    }
}

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
    #[serde(default)]
    pub missing: MissingRule,
    /// Ascending, without gap or overlap, over the whole range of the score. May be empty.
    #[serde(default)]
    pub bands: Vec<Band>,
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

impl Method {
    /// The step from one possible score to the next.
    pub fn step(self) -> Number {
        if self == Self::Mean { Number::HUNDREDTH } else { Number::ONE }
    }

    /// What an item's points add to the trace.
    pub fn contribution(self, points: i32) -> i32 {
        match self {
            Self::Sum | Self::Mean => points,
            Self::Count { at_least } | Self::AnyOf { at_least } => i32::from(points >= at_least),
        }
    }
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
    /// The answered items alone decide; with none there is no score.
    UseAnswered,
}

/// What a range of scores is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ScoreBand)]
pub struct Band {
    pub code: String,
    pub label: String,
    /// LOINC answer code of the result, where the result is itself a coded answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loinc_answer: Option<String>,
    /// Lowest score of the band.
    #[schema(value_type = f64)]
    pub min: Number,
    /// Highest score of the band.
    #[schema(value_type = f64)]
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
    pub code: String,
    pub severity: Severity,
    pub link_id: String,
    pub comparator: Comparator,
    /// Compared with the item's points as answered, before any reversal.
    pub value: i32,
    /// Minutes from completion until somebody has to have acknowledged it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledge_within_minutes: Option<u32>,
    pub label: String,
}

impl Instrument {
    /// The notice that goes with the instrument's LOINC codes, if it has any.
    pub fn loinc_notice(&self) -> Option<&'static str> {
        let items = self.items.iter().flat_map(|item| {
            let options = item.options.iter().map(|option| &option.loinc_answer);
            options.chain([&item.loinc])
        });
        let scales = self.scoring.scales.iter().flat_map(|scale| {
            let bands = scale.bands.iter().map(|band| &band.loinc_answer);
            bands.chain([&scale.loinc])
        });
        let mut codes = items.chain(scales).chain([&self.loinc_panel]);
        codes.any(Option::is_some).then_some(LOINC_NOTICE)
    }

    pub fn item(&self, link_id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.link_id == link_id)
    }

    pub fn scale(&self, code: &str) -> Option<&Scale> {
        self.scoring.scales.iter().find(|scale| scale.code == code)
    }

    /// The scale that stands for the whole instrument, if it has one.
    pub fn total(&self) -> Option<&Scale> {
        self.scale(&self.code)
    }

    /// Whether any wording of items or options is in the data.
    pub fn carries_text(&self) -> bool {
        self.items.iter().any(|item| {
            !item.text.is_empty() || item.options.iter().any(|option| !option.label.is_empty())
        })
    }

    /// The lowest and the highest score that a scale can have.
    pub fn score_range(&self, scale: &Scale) -> (Number, Number) {
        let count = i64::try_from(scale.items.len()).unwrap_or(i64::MAX).max(1);
        let (mut lowest, mut highest) = (0, 0);
        for item in scale.items.iter().filter_map(|link_id| self.item(link_id)) {
            let (least, most) = item.scale_points();
            lowest += i64::from(least);
            highest += i64::from(most);
        }
        match scale.method {
            Method::Sum => (Number::whole(lowest), Number::whole(highest)),
            Method::Mean => (Number::ratio(lowest, count), Number::ratio(highest, count)),
            Method::Count { .. } => (Number::ZERO, Number::whole(count)),
            Method::AnyOf { .. } => (Number::ZERO, Number::ONE),
        }
    }
}

impl Item {
    /// The fewest and the most points an answer can give; none when answers have no points.
    pub fn answer_points(&self) -> Option<(i32, i32)> {
        let scores = || self.options.iter().filter_map(|option| option.score);
        match self.kind {
            ItemType::Choice => scores().min().zip(scores().max()),
            ItemType::Multi => scores().next().map(|_| {
                let sum_of =
                    |keep: fn(&i32) -> bool| scores().filter(keep).fold(0, i32::saturating_add);
                (sum_of(|score| *score < 0), sum_of(|score| *score > 0))
            }),
            ItemType::Boolean => Some((0, 1)),
            ItemType::Integer => {
                self.range.and_then(|range| range.min.to_whole().zip(range.max.to_whole()))
            }
            ItemType::Decimal | ItemType::Date | ItemType::Text => None,
        }
    }

    /// As `answer_points`, with the 0 that an item gives when it is not asked.
    pub fn scale_points(&self) -> (i32, i32) {
        let (least, most) = self.answer_points().unwrap_or((0, 0));
        if self.enable_when.is_some() { (least.min(0), most.max(0)) } else { (least, most) }
    }
}

/// Published with the product, one file per version.
const FILES: [&str; 5] = [
    include_str!("instruments/gad-2.json"),
    include_str!("instruments/gad-7.json"),
    include_str!("instruments/hunger-vital-sign.json"),
    include_str!("instruments/phq-2.json"),
    include_str!("instruments/phq-9.json"),
];

static BUILTIN: LazyLock<Vec<Instrument>> = LazyLock::new(|| {
    let load = |file: &&str| parse(file).expect("a test loads every embedded instrument");
    FILES.iter().map(load).collect()
});

/// The instruments that every agency has from the start, by code, older versions first.
pub fn builtin() -> &'static [Instrument] {
    &BUILTIN
}

/// The instrument in that version, or in its newest.
pub fn find(code: &str, version: Option<&str>) -> Option<&'static Instrument> {
    let fits = |instrument: &&Instrument| {
        instrument.code == code && version.is_none_or(|version| instrument.version == version)
    };
    builtin().iter().rfind(fits)
}

/// The newest version of each instrument.
pub fn newest() -> Vec<&'static Instrument> {
    let all: BTreeMap<_, _> =
        builtin().iter().map(|instrument| (&instrument.code, instrument)).collect();
    all.into_values().collect()
}

#[derive(Debug, thiserror::Error)]
enum InvalidInstrument {
    #[error("the file is not an instrument: {0}")]
    Malformed(#[from] serde_json::Error),
    #[error("the instrument is inconsistent: {0:?}")]
    Inconsistent(Vec<instrument_checks::Finding>),
}

fn parse(file: &str) -> Result<Instrument, InvalidInstrument> {
    let instrument: Instrument = serde_json::from_str(file)?;
    let findings = instrument_checks::findings(&instrument);
    if findings.is_empty() {
        Ok(instrument)
    } else {
        Err(InvalidInstrument::Inconsistent(findings))
    }
}

#[cfg(test)]
#[path = "instrument_tests.rs"]
mod tests;
