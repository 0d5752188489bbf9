//! Instruments as the API writes and shows them: the same content as in `instrument`, in a flat
//! form without tagged variants, which generated clients cannot read. What does not fit together
//! is told by its place in this form.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    instrument::{
        Band, Flag, Instrument, Item, Licence, Method, MissingRule, ReliableChange, Respondent,
        Scale, Scoring, SexBands, Text,
        checks::{self, Finding},
        wording_schema,
    },
    number::Number,
    suggestion::{SuggestedGoal, SuggestedIntervention, SuggestedProblem, Suggestion, When},
};

/// What an instrument asks, how answers become scores, bands and flags, and under which licence.
/// A draft may lack anything; `validate` says what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InstrumentDefinition)]
pub struct Definition {
    /// LOINC code of the whole panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 20)]
    pub loinc_panel: Option<String>,
    /// On what terms it may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<Licence>,
    /// BCP 47 tags; every wording exists in each of these languages.
    #[serde(default)]
    #[schema(max_items = 20, example = json!(["en", "es"]))]
    pub languages: Vec<String>,
    /// Read or shown once before the items.
    #[serde(default)]
    #[schema(schema_with = wording_schema)]
    pub stem: Text,
    /// Who may answer.
    #[serde(default)]
    #[schema(max_items = 3)]
    pub respondents: Vec<Respondent>,
    /// Days that should lie between two of the same person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 3650)]
    pub min_interval_days: Option<u32>,
    /// In the order they are asked.
    #[serde(default)]
    #[schema(max_items = 500)]
    pub items: Vec<Item>,
    /// The scale named like the instrument is its total; the others are subscales.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub scales: Vec<ScaleDefinition>,
    /// Answers that people have to react to.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub flags: Vec<Flag>,
    /// What to offer for the care plan after a result.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub suggestions: Vec<SuggestionDefinition>,
}

/// How some of the items become one score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InstrumentScale)]
pub struct ScaleDefinition {
    /// The scale named like the instrument is its total.
    #[schema(min_length = 1, max_length = 60, example = "phq-9")]
    pub code: String,
    /// LOINC code of the score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 20)]
    pub loinc: Option<String>,
    pub method: ScoringMethod,
    /// With `count` and `any_of`, which need it: an item counts from so many points on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -10_000, maximum = 10_000)]
    pub at_least: Option<i32>,
    /// Link ids.
    #[schema(max_items = 500)]
    pub items: Vec<String>,
    /// Those of `items` whose points are counted from the other end.
    #[serde(default)]
    #[schema(max_items = 500)]
    pub reverse_items: Vec<String>,
    /// With `sum`: what the points are multiplied by; 1 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 100)]
    pub factor: Option<i32>,
    /// With `count`: items that count from other points on than `atLeast`.
    #[serde(default)]
    #[schema(max_items = 500)]
    pub item_thresholds: Vec<ItemThreshold>,
    /// With `count`: nothing counts unless one of these items does.
    #[serde(default)]
    #[schema(max_items = 500)]
    pub needs_any_of: Vec<String>,
    /// `no_score` if absent.
    #[serde(default)]
    pub missing_rule: MissingItemsRule,
    /// With `prorate` and `prorate_if_allowed`, which need it: how many items may be missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 500)]
    pub max_missing: Option<i32>,
    /// Ascending, without gap or overlap, over the whole range of the score; or none at all.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub bands: Vec<Band>,
    /// Bands that hold for one sex at birth instead of `bands`.
    #[serde(default)]
    #[schema(max_items = 5)]
    pub bands_by_sex: Vec<SexBands>,
    /// A score that comes from one item alone gets the note `from_one_item`.
    #[serde(default)]
    pub note_single_item: bool,
    /// From which change on two scores of a person differ by more than chance, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reliable_change: Option<ReliableChange>,
}

/// From how many points on an item counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InstrumentItemThreshold)]
pub struct ItemThreshold {
    #[schema(min_length = 1, max_length = 60)]
    pub link_id: String,
    #[schema(minimum = -10_000, maximum = 10_000)]
    pub at_least: i32,
}

/// How points become a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScoringMethod {
    /// Points added up, times `factor`.
    Sum,
    /// Points of the answered items, divided by their number, to two places.
    Mean,
    /// Number of items with at least `atLeast` points.
    Count,
    /// 1 when some item has at least `atLeast` points, else 0.
    AnyOf,
}

/// What becomes of a score when items of the scale have no points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingItemsRule {
    /// There is no score.
    #[default]
    NoScore,
    /// Up to `maxMissing` items are estimated from the answered ones, rounded half up.
    Prorate,
    /// The same, where the agency's `estimateMissingItems` is on; else there is no score.
    ProrateIfAllowed,
    /// The answered items alone decide; with none there is no score.
    UseAnswered,
}

/// What to offer for the care plan, and after which result: either `flag`, or `scale` with
/// `bandIn` or `scoreAtLeast`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InstrumentSuggestion)]
pub struct SuggestionDefinition {
    /// Unique in the instrument.
    #[schema(min_length = 1, max_length = 60, example = "low-mood")]
    pub code: String,
    /// The flag is raised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 60)]
    pub flag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 60)]
    pub scale: Option<String>,
    /// The scale's score is in one of these bands.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub band_in: Vec<String>,
    /// The scale's score is at least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, minimum = -20_000_000, maximum = 20_000_000)]
    pub score_at_least: Option<Number>,
    pub problem: SuggestedProblem,
    #[schema(max_items = 20)]
    pub goals: Vec<SuggestedGoal>,
    #[schema(max_items = 20)]
    pub interventions: Vec<SuggestedIntervention>,
}

impl Definition {
    /// The instrument that this describes, or everything that is wrong with it.
    pub fn instrument(
        &self,
        code: &str,
        number: i32,
        title: &str,
    ) -> Result<Instrument, Vec<Finding>> {
        let mut findings = Vec::new();
        let mut scales = Vec::new();
        for (index, scale) in self.scales.iter().enumerate() {
            scales.push(scale.scale(&format!("/definition/scales/{index}"), &mut findings));
        }
        let mut suggestions = Vec::new();
        for (index, one) in self.suggestions.iter().enumerate() {
            suggestions
                .extend(one.suggestion(&format!("/definition/suggestions/{index}"), &mut findings));
        }
        let Some(licence) = self.licence.clone() else {
            findings.push(finding("/definition/licence", "Say on what terms it may be used."));
            return Err(findings);
        };
        let instrument = Instrument {
            code: code.to_owned(),
            version: number.to_string(),
            title: title.to_owned(),
            loinc_panel: self.loinc_panel.clone(),
            licence,
            languages: self.languages.clone(),
            stem: self.stem.clone(),
            respondents: self.respondents.clone(),
            min_interval_days: self.min_interval_days,
            items: self.items.clone(),
            worded_as: std::collections::BTreeMap::new(),
            scoring: Scoring { scales, flags: self.flags.clone() },
            suggestions,
        };
        let told = |found: Finding| Finding { pointer: place(&found.pointer), ..found };
        findings.extend(checks::findings(&instrument).into_iter().map(told));
        if findings.is_empty() { Ok(instrument) } else { Err(findings) }
    }
}

/// Where the API has what the instrument has there.
fn place(pointer: &str) -> String {
    if matches!(pointer, "/code" | "/title" | "/version") {
        return pointer.to_owned();
    }
    let pointer = pointer.strip_prefix("/scoring").unwrap_or(pointer);
    let pointer = pointer.replace("/missing", "/missingRule");
    format!("/definition{}", pointer.strip_suffix("/when").unwrap_or(&pointer))
}

fn finding(pointer: impl Into<String>, message: &'static str) -> Finding {
    Finding { pointer: pointer.into(), message }
}

impl ScaleDefinition {
    fn scale(&self, pointer: &str, findings: &mut Vec<Finding>) -> Scale {
        let at_least = self.at_least.unwrap_or_default();
        let counts = matches!(self.method, ScoringMethod::Count | ScoringMethod::AnyOf);
        if counts != self.at_least.is_some() {
            let message = "`count` and `any_of` need it; others do not have it.";
            findings.push(finding(format!("{pointer}/atLeast"), message));
        }
        let max_missing = self.max_missing.and_then(|most| usize::try_from(most).ok());
        let prorates = matches!(
            self.missing_rule,
            MissingItemsRule::Prorate | MissingItemsRule::ProrateIfAllowed
        );
        if prorates != max_missing.is_some() {
            let message = "`prorate` and `prorate_if_allowed` need it; others do not have it.";
            findings.push(finding(format!("{pointer}/maxMissing"), message));
        }
        let max_missing = max_missing.unwrap_or(1);
        let thresholds = self.item_thresholds.iter();
        Scale {
            code: self.code.clone(),
            loinc: self.loinc.clone(),
            method: match self.method {
                ScoringMethod::Sum => Method::Sum,
                ScoringMethod::Mean => Method::Mean,
                ScoringMethod::Count => Method::Count { at_least },
                ScoringMethod::AnyOf => Method::AnyOf { at_least },
            },
            items: self.items.clone(),
            reverse_items: self.reverse_items.clone(),
            factor: self.factor.unwrap_or(1),
            item_thresholds: thresholds.map(|one| (one.link_id.clone(), one.at_least)).collect(),
            needs_any_of: self.needs_any_of.clone(),
            missing: match self.missing_rule {
                MissingItemsRule::NoScore => MissingRule::NoScore,
                MissingItemsRule::Prorate => MissingRule::Prorate { max_missing },
                MissingItemsRule::ProrateIfAllowed => MissingRule::ProrateIfAllowed { max_missing },
                MissingItemsRule::UseAnswered => MissingRule::UseAnswered,
            },
            bands: self.bands.clone(),
            bands_by_sex: self.bands_by_sex.clone(),
            note_single_item: self.note_single_item,
            reliable_change: self.reliable_change.clone(),
        }
    }
}

impl From<&Scale> for ScaleDefinition {
    fn from(scale: &Scale) -> Self {
        let (method, at_least) = match scale.method {
            Method::Sum => (ScoringMethod::Sum, None),
            Method::Mean => (ScoringMethod::Mean, None),
            Method::Count { at_least } => (ScoringMethod::Count, Some(at_least)),
            Method::AnyOf { at_least } => (ScoringMethod::AnyOf, Some(at_least)),
        };
        let (missing_rule, max_missing) = match scale.missing {
            MissingRule::NoScore => (MissingItemsRule::NoScore, None),
            MissingRule::Prorate { max_missing } => (MissingItemsRule::Prorate, Some(max_missing)),
            MissingRule::ProrateIfAllowed { max_missing } => {
                (MissingItemsRule::ProrateIfAllowed, Some(max_missing))
            }
            MissingRule::UseAnswered => (MissingItemsRule::UseAnswered, None),
        };
        let threshold = |(link_id, at_least): (&String, &i32)| ItemThreshold {
            link_id: link_id.clone(),
            at_least: *at_least,
        };
        Self {
            code: scale.code.clone(),
            loinc: scale.loinc.clone(),
            method,
            at_least,
            items: scale.items.clone(),
            reverse_items: scale.reverse_items.clone(),
            factor: (scale.factor != 1).then_some(scale.factor),
            item_thresholds: scale.item_thresholds.iter().map(threshold).collect(),
            needs_any_of: scale.needs_any_of.clone(),
            missing_rule,
            max_missing: max_missing.and_then(|most| i32::try_from(most).ok()),
            bands: scale.bands.clone(),
            bands_by_sex: scale.bands_by_sex.clone(),
            note_single_item: scale.note_single_item,
            reliable_change: scale.reliable_change.clone(),
        }
    }
}

impl SuggestionDefinition {
    fn suggestion(&self, pointer: &str, findings: &mut Vec<Finding>) -> Option<Suggestion> {
        let when = match (&self.flag, &self.scale, self.band_in.is_empty(), self.score_at_least) {
            (Some(flag), None, true, None) => When::Flag { flag: flag.clone() },
            (None, Some(scale), false, None) => {
                When::Band { scale: scale.clone(), band_in: self.band_in.clone() }
            }
            (None, Some(scale), true, Some(score_at_least)) => {
                When::Score { scale: scale.clone(), score_at_least }
            }
            _ => {
                let message = "Name a flag, or a scale with bands, or a scale with a score.";
                findings.push(finding(pointer, message));
                return None;
            }
        };
        Some(Suggestion {
            code: self.code.clone(),
            when,
            problem: self.problem.clone(),
            goals: self.goals.clone(),
            interventions: self.interventions.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::instrument::builtin::builtin, *};

    /// The flat form of a built-in instrument.
    fn flat(instrument: &Instrument) -> Definition {
        let suggestion = |one: &Suggestion| {
            let (flag, scale, band_in, score_at_least) = match one.when.clone() {
                When::Flag { flag } => (Some(flag), None, Vec::new(), None),
                When::Band { scale, band_in } => (None, Some(scale), band_in, None),
                When::Score { scale, score_at_least } => {
                    (None, Some(scale), Vec::new(), Some(score_at_least))
                }
            };
            SuggestionDefinition {
                code: one.code.clone(),
                flag,
                scale,
                band_in,
                score_at_least,
                problem: one.problem.clone(),
                goals: one.goals.clone(),
                interventions: one.interventions.clone(),
            }
        };
        Definition {
            loinc_panel: instrument.loinc_panel.clone(),
            licence: Some(instrument.licence.clone()),
            languages: instrument.languages.clone(),
            stem: instrument.stem.clone(),
            respondents: instrument.respondents.clone(),
            min_interval_days: instrument.min_interval_days,
            items: instrument.items.clone(),
            scales: instrument.scoring.scales.iter().map(ScaleDefinition::from).collect(),
            flags: instrument.scoring.flags.clone(),
            suggestions: instrument.suggestions.iter().map(suggestion).collect(),
        }
    }

    #[test]
    fn an_agency_can_write_down_every_instrument_of_the_product() {
        for instrument in builtin() {
            let definition = flat(instrument);
            let read = serde_json::to_string(&definition).unwrap();
            let definition: Definition = serde_json::from_str(&read).unwrap();
            let again = definition.instrument(&instrument.code, 1, &instrument.title).unwrap();
            let borrowed = instrument.worded_as.clone();
            assert_eq!(Instrument { worded_as: borrowed, ..again }, **instrument);
        }
    }

    #[test]
    fn what_is_wrong_is_told_by_its_place_in_what_the_agency_wrote() {
        let phq = builtin().iter().find(|one| one.code == "phq-9").unwrap();
        let told = |change: &dyn Fn(&mut Definition)| -> Vec<String> {
            let mut definition = flat(phq);
            change(&mut definition);
            let findings = definition.instrument("phq-9", 1, "PHQ").unwrap_err();
            findings.into_iter().map(|finding| finding.pointer).collect()
        };
        assert_eq!(told(&|d| d.licence = None), ["/definition/licence"]);
        assert_eq!(told(&|d| d.scales[0].max_missing = None), ["/definition/scales/0/maxMissing"]);
        assert_eq!(told(&|d| d.scales[2].at_least = None)[..1], ["/definition/scales/2/atLeast"]);
        assert_eq!(
            told(&|d| d.scales[0].max_missing = Some(9)),
            ["/definition/scales/0/missingRule"]
        );
        assert_eq!(
            told(&|d| d.suggestions[0].scale = Some("phq-9".into())),
            ["/definition/suggestions/0"]
        );
        assert_eq!(
            told(&|d| d.suggestions[0].flag = Some("NONE".into())),
            ["/definition/suggestions/0"]
        );
        assert_eq!(
            told(&|d| d.scales[0].bands[0].max = Number::whole(6)),
            ["/definition/scales/0/bands"]
        );
    }
}
