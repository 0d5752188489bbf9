//! What makes an instrument consistent, so that scoring it can not surprise: names that exist,
//! bands that cover every score, points that stay in bounds. Whether its wording may be shown is
//! a question of licence and attestation, not of consistency.

use std::collections::BTreeSet;

use super::{
    super::{
        number::Number,
        suggestion::{InterventionKind, When},
    },
    Band, Instrument, Item, ItemType, Method, MissingRule, Scale, Text,
};

/// Something to correct in an instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// JSON pointer to the place.
    pub pointer: String,
    pub message: &'static str,
}

/// Keeps every possible score within the numbers that scores are made of.
const MOST_POINTS: i32 = 10_000;
const MOST_ITEMS: usize = 500;
const MOST_FACTOR: i32 = 100;

/// Everything that is inconsistent; empty for a sound instrument.
pub fn findings(instrument: &Instrument) -> Vec<Finding> {
    let mut check = Check { instrument, findings: Vec::new() };
    check.head();
    for (index, item) in instrument.items.iter().enumerate() {
        check.item(&format!("/items/{index}"), item, &instrument.items[..index]);
    }
    for (index, scale) in instrument.scoring.scales.iter().enumerate() {
        check.scale(&format!("/scoring/scales/{index}"), scale);
    }
    check.flags();
    check.suggestions();
    check.findings
}

struct Check<'a> {
    instrument: &'a Instrument,
    findings: Vec<Finding>,
}

impl Check<'_> {
    fn require(&mut self, holds: bool, pointer: impl Into<String>, message: &'static str) {
        if !holds {
            self.findings.push(Finding { pointer: pointer.into(), message });
        }
    }

    fn head(&mut self) {
        let Instrument { code, version, title, languages, respondents, items, scoring, .. } =
            self.instrument;
        let is_code = |text: &str| {
            let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            !text.is_empty() && text.chars().all(allowed)
        };
        self.require(is_code(code), "/code", "Use lower-case letters, digits and hyphens.");
        self.require(!version.trim().is_empty(), "/version", "Name the version.");
        self.require(!title.trim().is_empty(), "/title", "Give a title.");
        self.require(
            !languages.is_empty() && distinct(languages),
            "/languages",
            "Name each language once, at least one.",
        );
        self.require(
            languages.iter().all(|tag| oxilangtag::LanguageTag::parse(tag.as_str()).is_ok()),
            "/languages",
            "Name languages by tags of BCP 47, such as es-MX.",
        );
        self.require(!respondents.is_empty(), "/respondents", "Say who may answer.");
        self.require(
            self.instrument.min_interval_days != Some(0),
            "/minIntervalDays",
            "Leave a day at least, or leave it out.",
        );
        self.require(
            (1..=MOST_ITEMS).contains(&items.len()),
            "/items",
            "An instrument has 1 to 500 items.",
        );
        self.require(
            distinct(items.iter().map(|item| &item.link_id)),
            "/items",
            "Each link id occurs once.",
        );
        self.require(!scoring.scales.is_empty(), "/scoring/scales", "Describe a scale.");
        self.require(
            distinct(scoring.scales.iter().map(|scale| &scale.code)),
            "/scoring/scales",
            "Each scale has a code of its own.",
        );
        self.wording("/stem", &self.instrument.stem, false);
    }

    /// Wording is there in every language or, where allowed, in none.
    fn wording(&mut self, pointer: &str, text: &Text, needed: bool) {
        let languages: BTreeSet<_> = self.instrument.languages.iter().collect();
        let complete = text.keys().collect::<BTreeSet<_>>() == languages
            && text.values().all(|words| !words.trim().is_empty());
        self.require(
            complete || (!needed && text.is_empty()),
            pointer,
            "Give the wording in every language of the instrument, and in no other.",
        );
    }

    fn item(&mut self, pointer: &str, item: &Item, earlier: &[Item]) {
        let needs_text = self.instrument.carries_text();
        self.require(!item.link_id.is_empty(), format!("{pointer}/linkId"), "Name the item.");
        self.wording(&format!("{pointer}/text"), &item.text, needs_text);
        for (index, option) in item.options.iter().enumerate() {
            self.wording(&format!("{pointer}/options/{index}/label"), &option.label, needs_text);
        }

        let has_options = matches!(item.kind, ItemType::Choice | ItemType::Multi);
        let options = format!("{pointer}/options");
        self.require(
            has_options != item.options.is_empty(),
            &options,
            "A choice has options, other items have none.",
        );
        self.require(
            distinct(item.options.iter().map(|option| &option.code)),
            &options,
            "Each option has a code of its own.",
        );

        let is_number = matches!(item.kind, ItemType::Integer | ItemType::Decimal);
        self.require(
            item.range.is_none_or(|range| is_number && range.min <= range.max),
            format!("{pointer}/range"),
            "A range is for numbers, from the lowest to the highest.",
        );

        let points = item.answer_points();
        self.require(
            !item.scored || points.is_some(),
            pointer,
            "Answers of a scored item need points: scores of options, or a range of whole numbers.",
        );
        self.require(
            points.is_none_or(|(least, most)| least >= -MOST_POINTS && most <= MOST_POINTS),
            pointer,
            "An item gives between -10000 and 10000 points.",
        );
        self.require(
            item.scored == self.is_counted(&item.link_id),
            format!("{pointer}/scored"),
            "An item is scored exactly when a scale counts it.",
        );
        for (index, condition) in item.enable_when.iter().enumerate() {
            self.require(
                has_points(earlier, &condition.link_id),
                format!("{pointer}/enableWhen/{index}/linkId"),
                "Name an earlier item whose answers have points.",
            );
        }
    }

    fn is_counted(&self, link_id: &str) -> bool {
        self.instrument.scoring.scales.iter().any(|scale| scale.items.iter().any(|i| i == link_id))
    }

    fn scale(&mut self, pointer: &str, scale: &Scale) {
        let items = format!("{pointer}/items");
        self.require(!scale.items.is_empty(), &items, "Name the items of the scale.");
        self.require(distinct(&scale.items), &items, "Name each item once.");
        self.require(
            scale.items.iter().all(|link_id| self.instrument.item(link_id).is_some()),
            &items,
            "Name items of the instrument.",
        );
        self.require(
            distinct(&scale.reverse_items)
                && scale.reverse_items.iter().all(|link_id| scale.items.contains(link_id)),
            format!("{pointer}/reverseItems"),
            "Reverse items are items of the scale.",
        );

        let ranges: BTreeSet<_> = scale
            .items
            .iter()
            .filter_map(|link_id| self.instrument.item(link_id))
            .map(Item::scale_points)
            .collect();
        self.require(
            scale.method != Method::Mean || ranges.len() <= 1,
            format!("{pointer}/method"),
            "A mean is taken of items with the same range of points.",
        );
        if let MissingRule::Prorate { max_missing }
        | MissingRule::ProrateIfAllowed { max_missing } = scale.missing
        {
            self.require(
                (1..scale.items.len()).contains(&max_missing)
                    && !matches!(scale.method, Method::AnyOf { .. })
                    && scale.factor == 1,
                format!("{pointer}/missing"),
                "Some items, not all, can be estimated, and only of a score that is not multiplied.",
            );
        }
        self.counting(pointer, scale);
        self.bands(&format!("{pointer}/bands"), scale, &scale.bands);
        for (index, own) in scale.bands_by_sex.iter().enumerate() {
            self.bands(&format!("{pointer}/bandsBySex/{index}/bands"), scale, &own.bands);
        }
        let by_sex: Vec<_> = scale.bands_by_sex.iter().map(|own| own.sex).collect();
        let twice = by_sex.iter().enumerate().any(|(place, sex)| by_sex[..place].contains(sex));
        self.require(
            !twice && (by_sex.is_empty() || !scale.bands.is_empty()),
            format!("{pointer}/bandsBySex"),
            "Name each sex once, beside the bands for everyone else.",
        );
        if let Some(change) = &scale.reliable_change {
            self.require(
                change.points > Number::ZERO && !change.source.trim().is_empty(),
                format!("{pointer}/reliableChange"),
                "A change is more than nothing, and known from somewhere.",
            );
        }
    }

    /// What only some methods have.
    fn counting(&mut self, pointer: &str, scale: &Scale) {
        let is_count = matches!(scale.method, Method::Count { .. });
        self.require(
            (1..=MOST_FACTOR).contains(&scale.factor)
                && (scale.factor == 1 || scale.method == Method::Sum),
            format!("{pointer}/factor"),
            "A sum is multiplied by 1 to 100; other scores are not.",
        );
        self.require(
            scale.item_thresholds.keys().all(|link_id| is_count && scale.items.contains(link_id)),
            format!("{pointer}/itemThresholds"),
            "Thresholds of their own are for items of a scale that counts.",
        );
        self.require(
            scale.needs_any_of.iter().all(|link_id| is_count && scale.items.contains(link_id)),
            format!("{pointer}/needsAnyOf"),
            "Name items of a scale that counts.",
        );
    }

    fn bands(&mut self, pointer: &str, scale: &Scale, bands: &[Band]) {
        self.require(
            distinct(bands.iter().map(|band| &band.code)),
            pointer,
            "Each band has a code of its own.",
        );
        let (Some(first), Some(last)) = (bands.first(), bands.last()) else { return };
        let (lowest, highest) = self.instrument.score_range(scale);
        let step = scale.step();
        let on_grid = |band: &Band| {
            scale.method == Method::Mean
                || (band.min.to_whole().is_some() && band.max.to_whole().is_some())
        };
        self.require(
            first.min == lowest
                && last.max == highest
                && bands.iter().all(|band| band.min <= band.max && on_grid(band))
                && bands.windows(2).all(|pair| pair[1].min == pair[0].max.plus(step)),
            pointer,
            "Bands ascend from the lowest to the highest possible score without gap or overlap.",
        );
    }

    fn flags(&mut self) {
        let flags = &self.instrument.scoring.flags;
        self.require(
            distinct(flags.iter().map(|flag| &flag.code)),
            "/scoring/flags",
            "Each flag has a code of its own.",
        );
        for (index, flag) in flags.iter().enumerate() {
            self.require(
                has_points(&self.instrument.items, &flag.link_id),
                format!("/scoring/flags/{index}/linkId"),
                "Name an item whose answers have points.",
            );
            self.require(
                distinct(flag.link_ids())
                    && flag.also_items.iter().all(|id| has_points(&self.instrument.items, id)),
                format!("/scoring/flags/{index}/alsoItems"),
                "Name further items whose answers have points, each once.",
            );
            self.require(
                flag.acknowledge_within_minutes != Some(0),
                format!("/scoring/flags/{index}/acknowledgeWithinMinutes"),
                "Leave time to acknowledge.",
            );
        }
    }

    fn suggestions(&mut self) {
        let instrument = self.instrument;
        self.require(
            distinct(instrument.suggestions.iter().map(|suggestion| &suggestion.code)),
            "/suggestions",
            "Each suggestion has a code of its own.",
        );
        for (index, suggestion) in instrument.suggestions.iter().enumerate() {
            let exists = match &suggestion.when {
                When::Band { scale, band_in } => instrument.scale(scale).is_some_and(|scale| {
                    !band_in.is_empty()
                        && band_in.iter().all(|code| scale.bands.iter().any(|b| b.code == *code))
                }),
                When::Score { scale, .. } => instrument.scale(scale).is_some(),
                When::Flag { flag } => instrument.scoring.flags.iter().any(|f| f.code == *flag),
            };
            self.require(
                exists,
                format!("/suggestions/{index}/when"),
                "Name a scale, bands of it, or a flag of the instrument.",
            );
            self.require(
                !suggestion.goals.is_empty(),
                format!("/suggestions/{index}/goals"),
                "Suggest a goal.",
            );
            let referrals_name_their_need = suggestion.interventions.iter().all(|intervention| {
                (intervention.kind == InterventionKind::Referral)
                    == intervention.need_domain.is_some()
            });
            self.require(
                !suggestion.interventions.is_empty() && referrals_name_their_need,
                format!("/suggestions/{index}/interventions"),
                "Suggest an intervention; a referral names the need, others do not.",
            );
        }
    }
}

fn has_points(items: &[Item], link_id: &str) -> bool {
    items.iter().any(|item| item.link_id == link_id && item.answer_points().is_some())
}

fn distinct<T: Ord>(values: impl IntoIterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    values.into_iter().all(|value| seen.insert(value))
}
