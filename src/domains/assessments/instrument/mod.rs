//! Instruments as data: what is asked, how answers become scores, bands and flags, and under
//! which licence. One file per published version under `instruments/`; a version is never edited,
//! a change is a new version. The engine that reads them is `scoring`, what makes one consistent
//! is `checks`, what a result suggests is `suggestion`. An agency's own have the same shape.

use std::collections::BTreeMap;

use chrono::NaiveDate;
pub use entity::assessment::Respondent;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{number::Number, suggestion::Suggestion};

pub mod builtin;
pub mod checks;
mod item;
mod scale;

pub use item::{Comparator, Condition, Item, ItemType, Range, Text, wording_schema};
pub use scale::{
    Band, Better, Flag, Method, MissingRule, ReliableChange, Scale, Scoring, Severity, SexBands,
};

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
    /// Days that should lie between two of the same person, if any.
    #[serde(default)]
    pub min_interval_days: Option<u32>,
    /// In the order they are asked.
    pub items: Vec<Item>,
    /// Items, by link id, that are worded as an item of a free instrument is.
    #[serde(default)]
    pub worded_as: BTreeMap<String, WordedAs>,
    pub scoring: Scoring,
    /// Problems, goals and interventions to offer for a result.
    #[serde(default)]
    pub suggestions: Vec<Suggestion>,
}

/// An item of another instrument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WordedAs {
    pub instrument: String,
    pub link_id: String,
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
    #[schema(min_length = 1, max_length = 4000)]
    pub text: String,
    /// Where the terms are published.
    #[schema(min_length = 1, max_length = 500, example = "https://www.phqscreeners.com/")]
    pub source: String,
    pub checked_on: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
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

impl Instrument {
    /// The notice that goes with the instrument's LOINC codes, if it has any.
    pub fn loinc_notice(&self) -> Option<&'static str> {
        let items = self.items.iter().flat_map(|item| {
            let options = item.options.iter().map(|option| &option.loinc_answer);
            options.chain([&item.loinc])
        });
        let scales = self.scoring.scales.iter().flat_map(|scale| {
            let others = scale.bands_by_sex.iter().flat_map(|own| &own.bands);
            let bands = scale.bands.iter().chain(others).map(|band| &band.loinc_answer);
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
        self.items.iter().any(Item::carries_text)
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
            Method::Sum => {
                let factor = i64::from(scale.factor);
                (Number::whole(lowest * factor), Number::whole(highest * factor))
            }
            Method::Mean => (Number::ratio(lowest, count), Number::ratio(highest, count)),
            Method::Count { .. } => (Number::ZERO, Number::whole(count)),
            Method::AnyOf { .. } => (Number::ZERO, Number::ONE),
        }
    }
}

#[cfg(test)]
mod tests;
