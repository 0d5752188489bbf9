//! Searching the directory: what callers send and receive.

use entity::{TaxonomyTermId, Timestamp, directory::CapacityStatus, referral::NeedDomain};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::{ServiceLocation, ServiceOutline};
use crate::{domains::service_directory::rules, platform::Page};

/// What to find active services by. All that is given must fit.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_search))]
pub struct ServiceSearch {
    /// Beginnings of words of names, descriptions and needs, in any order.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "deliv meal")]
    pub text: Option<String>,
    #[serde(default)]
    pub need_domain: Option<NeedDomain>,
    /// A term, or any below it.
    #[serde(default)]
    pub taxonomy_term_id: Option<TaxonomyTermId>,
    /// A language that is spoken: its code or its English name.
    #[serde(default)]
    #[schema(min_length = 2, max_length = 100, example = "es")]
    pub language: Option<String>,
    /// Only what is open at this instant, by the clock of the place.
    #[serde(default)]
    pub open_at: Option<Timestamp>,
    /// Only what is offered near a point. It goes no further than this search.
    #[serde(default)]
    pub near: Option<NearPoint>,
    /// Only what is offered at a postal code that begins so.
    #[serde(default)]
    #[schema(min_length = 2, max_length = 20, example = "60601")]
    pub postal_code: Option<String>,
    /// Only what is for someone of this age, in years. What names no ages is for all.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 130)]
    pub age: Option<i32>,
    /// Words of whom it is for and what it costs, such as a coverage.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "medicaid")]
    pub eligibility: Option<String>,
    /// Where the person lives, in words of the service area. What names no area is for all.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "Cook County")]
    pub residency: Option<String>,
    /// Only what was last heard to be so, at one of its places at least.
    #[serde(default)]
    #[schema(max_items = 4)]
    pub capacity: Vec<CapacityStatus>,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
    /// `nextCursor` of the page before.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub cursor: Option<String>,
    /// `distance` if absent and a point is given, `relevance` if words are, else `name`.
    #[serde(default)]
    pub sort: Option<ServiceOrder>,
}

/// A point and how far from it.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NearPoint {
    /// In degrees, WGS 84.
    #[schema(minimum = -90, maximum = 90, example = 41.8781)]
    pub latitude: f64,
    #[schema(minimum = -180, maximum = 180, example = -87.6298)]
    pub longitude: f64,
    #[schema(minimum = 0.1, maximum = 500, example = 10)]
    pub radius_km: f64,
}

/// What found services are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ServiceOrder {
    /// The nearest place first.
    Distance,
    /// Those with all words in their names first.
    Relevance,
    Name,
    /// What was changed last comes first.
    LastModified,
}

impl ServiceSearch {
    /// What is searched for, without which part of the list is asked for.
    pub fn criteria(&self) -> String {
        let Self { text, need_domain, taxonomy_term_id, language, open_at, near, .. } = self;
        let Self { postal_code, age, eligibility, residency, capacity, sort, .. } = self;
        format!(
            "{text:?} {need_domain:?} {taxonomy_term_id:?} {language:?} {open_at:?} {near:?} \
             {postal_code:?} {age:?} {eligibility:?} {residency:?} {capacity:?} {sort:?}"
        )
    }

    pub fn order(&self) -> ServiceOrder {
        self.sort.unwrap_or(match (&self.near, &self.text) {
            (Some(_), _) => ServiceOrder::Distance,
            (None, Some(_)) => ServiceOrder::Relevance,
            (None, None) => ServiceOrder::Name,
        })
    }
}

/// A service that fits, with the place that fits best and why.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceHit {
    #[serde(flatten)]
    pub outline: ServiceOutline,
    /// The nearest place that is open, if one is asked for; else the nearest or first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<ServiceLocation>,
    /// How far the place is, as the crow flies.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 2.4)]
    pub distance_km: Option<f64>,
    /// Whether it is open at `openAt`, or now.
    pub hours: HoursState,
    /// Until when it is open; absent if it does not close within a week.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_until: Option<Timestamp>,
    /// What fits, by the names of what was searched for; `areaNotStated` and `agesNotStated` where
    /// the service does not say, so that one asks before one refers.
    #[schema(example = json!(["text", "near", "openAt"]))]
    pub matched: Vec<&'static str>,
}

/// Whether something is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HoursState {
    Open,
    Closed,
    /// Nobody has said when it is open.
    Unknown,
}

/// The alias names the list's schema in the API description.
pub type ServiceHitList = Page<ServiceHit>;
