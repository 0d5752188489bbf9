//! What an instrument asks: items, their options, and when they are asked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{
    ToSchema,
    openapi::{
        ObjectBuilder, RefOr, Schema, Type,
        schema::{AdditionalProperties, SchemaType},
    },
};

use super::super::number::Number;

/// Wording by language tag (`{"en": "Several days"}`).
pub type Text = BTreeMap<String, String>;

/// Published as an object whose members are language tags.
pub fn wording_schema() -> RefOr<Schema> {
    let words = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .min_length(Some(1))
        .max_length(Some(2000));
    ObjectBuilder::new()
        .description(Some("Wording by language tag."))
        .additional_properties(Some(AdditionalProperties::RefOr(words.into())))
        .max_properties(Some(20))
        .examples([serde_json::json!({ "en": "Several days" })])
        .into()
}

/// One question or statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InstrumentItem)]
pub struct Item {
    /// Unique in the instrument; the answer carries it.
    #[schema(min_length = 1, max_length = 60, example = "phq9-1")]
    pub link_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 20)]
    pub loinc: Option<String>,
    /// Empty where the licence keeps the wording with its holder.
    #[serde(default)]
    #[schema(schema_with = wording_schema)]
    pub text: Text,
    #[serde(rename = "type")]
    pub kind: ItemType,
    /// An assessment is completed only when this is answered, declined or not known.
    pub required: bool,
    /// Some scale counts this item.
    pub scored: bool,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub options: Vec<AnswerOption>,
    /// Lowest and highest value of an `integer` or `decimal` item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
    /// The item is asked only when one of these holds; always, if there are none. A scored item
    /// that is not asked gives 0 points.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub enable_when: Vec<Condition>,
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
    #[schema(min_length = 1, max_length = 60, example = "several_days")]
    pub code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 20)]
    pub loinc_answer: Option<String>,
    #[serde(default)]
    #[schema(schema_with = wording_schema)]
    pub label: Text,
    /// Points. None: the option tells nothing that scores, such as "don't know".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -10_000, maximum = 10_000)]
    pub score: Option<i32>,
}

/// The lowest and the highest value of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InstrumentRange)]
pub struct Range {
    #[schema(value_type = f64, minimum = -20_000_000, maximum = 20_000_000)]
    pub min: Number,
    #[schema(value_type = f64, minimum = -20_000_000, maximum = 20_000_000)]
    pub max: Number,
}

/// A comparison of the points that an earlier item got, as answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = InstrumentCondition)]
pub struct Condition {
    #[schema(min_length = 1, max_length = 60)]
    pub link_id: String,
    pub comparator: Comparator,
    #[schema(minimum = -10_000, maximum = 10_000)]
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

impl Item {
    /// Whether any of its wording is there.
    pub fn carries_text(&self) -> bool {
        !self.text.is_empty() || self.options.iter().any(|option| !option.label.is_empty())
    }

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
        if self.enable_when.is_empty() { (least, most) } else { (least.min(0), most.max(0)) }
    }
}
