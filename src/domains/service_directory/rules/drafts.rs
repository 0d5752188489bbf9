//! What is written of a record, wherever it comes from: a new one, a change of
//! one, or an import. Two drafts that are equal need no write.

use chrono::NaiveDate;
use entity::{
    AgencyId, JsonText, LocationId, OrganizationId, ServiceId, TaxonomyId, TaxonomyTermId, Uuid,
    directory::{DirectorySchedule, LocationType, ReferralChannel},
    directory_service::{self, ServiceDetails},
    location::{self, LocationDetails},
    organization::{self, OrganizationDetails},
    referral::NeedDomain,
    service_at_location::{self, ServiceAtLocationDetails},
    taxonomy, taxonomy_term,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::fold;
use crate::platform::Problem;

/// Business days within which organizations answer, unless it is said otherwise.
const ANSWER_DAYS: i32 = 2;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationDraft {
    pub name: String,
    #[serde(default)]
    pub partner_agency_id: Option<AgencyId>,
    #[serde(default = "by_phone")]
    pub referral_channel: ReferralChannel,
    #[serde(default = "answer_days")]
    pub sla_ack_business_days: i32,
    #[serde(flatten)]
    pub details: OrganizationDetails,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LocationDraft {
    #[serde(default)]
    pub organization_id: Option<OrganizationId>,
    #[serde(default)]
    pub name: Option<String>,
    pub location_type: LocationType,
    #[serde(default)]
    pub latitude: Option<f64>,
    #[serde(default)]
    pub longitude: Option<f64>,
    #[serde(default)]
    pub time_zone: Option<String>,
    #[serde(default)]
    pub schedules: Vec<DirectorySchedule>,
    #[serde(flatten)]
    pub details: LocationDetails,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceDraft {
    pub organization_id: OrganizationId,
    pub name: String,
    #[serde(default)]
    pub need_domains: Vec<NeedDomain>,
    #[serde(default)]
    pub minimum_age: Option<i32>,
    #[serde(default)]
    pub maximum_age: Option<i32>,
    #[serde(default)]
    pub assured_on: Option<NaiveDate>,
    #[serde(default)]
    pub schedules: Vec<DirectorySchedule>,
    #[serde(flatten)]
    pub details: ServiceDetails,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfferDraft {
    pub service_id: ServiceId,
    pub location_id: LocationId,
    #[serde(default)]
    pub schedules: Vec<DirectorySchedule>,
    #[serde(flatten)]
    pub details: ServiceAtLocationDetails,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaxonomyDraft {
    pub name: String,
    pub description: String,
    #[serde(default)]
    pub uri: Option<String>,
    #[serde(default)]
    pub edition: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TermDraft {
    #[serde(default)]
    pub taxonomy_id: Option<TaxonomyId>,
    #[serde(default)]
    pub parent_id: Option<TaxonomyTermId>,
    #[serde(default)]
    pub code: Option<String>,
    pub name: String,
    pub description: String,
    /// What the source calls the taxonomy; not for callers to set.
    #[serde(default)]
    pub taxonomy: Option<String>,
    #[serde(default)]
    pub language: Option<String>,
    #[serde(default)]
    pub term_uri: Option<String>,
}

fn by_phone() -> ReferralChannel {
    ReferralChannel::Phone
}

fn answer_days() -> i32 {
    ANSWER_DAYS
}

/// The draft that an input makes.
pub fn drafted<D: DeserializeOwned>(
    input: &impl Serialize,
    fresh: impl Fn() -> Uuid,
) -> Result<D, Problem> {
    overlaid(Map::new(), input, fresh)
}

/// The draft after a change: what the patch says replaces what is there, and
/// what it clears goes.
pub fn patched<D: Serialize + DeserializeOwned>(
    current: &D,
    patch: &impl Serialize,
    fresh: impl Fn() -> Uuid,
) -> Result<D, Problem> {
    let Value::Object(mut members) = value_of(current)? else {
        return Err(Problem::internal("a draft is an object"));
    };
    let cleared = value_of(patch)?;
    for name in cleared["clearFields"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        members.remove(name);
    }
    overlaid(members, patch, fresh)
}

fn overlaid<D: DeserializeOwned>(
    mut members: Map<String, Value>,
    input: &impl Serialize,
    fresh: impl Fn() -> Uuid,
) -> Result<D, Problem> {
    let Value::Object(input) = value_of(input)? else {
        return Err(Problem::internal("an input is an object"));
    };
    for (name, mut value) in input.into_iter().filter(|(_, value)| !value.is_null()) {
        if let Some(former) = members.get(&name) {
            recognise(&mut value, former);
        }
        members.insert(name, value);
    }
    for part in members.values_mut() {
        identify(part, &fresh);
    }
    serde_json::from_value(Value::Object(members))
        .map_err(|_| Problem::internal("the draft has another shape than the input"))
}

/// A part that is given again without its id is the one that was there.
fn recognise(value: &mut Value, former: &Value) {
    let (Some(parts), Some(former)) = (value.as_array_mut(), former.as_array()) else { return };
    let named: Vec<_> = parts.iter().filter_map(|part| part["id"].as_str()).collect();
    let is_named = |known: &&Value| known["id"].as_str().is_some_and(|id| named.contains(&id));
    let mut known: Vec<_> = former.iter().filter(|known| !is_named(known)).collect();
    for part in parts.iter_mut().filter(|part| part.is_object() && part["id"].is_null()) {
        let bare = without_ids(part);
        if let Some(place) = known.iter().position(|known| without_ids(known) == bare) {
            *part = known.remove(place).clone();
        }
    }
}

/// What a part says, without its ids and without what it leaves open.
fn without_ids(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_ids).collect(),
        Value::Object(members) => members
            .iter()
            .filter(|(name, value)| *name != "id" && !value.is_null())
            .map(|(name, value)| (name.clone(), without_ids(value)))
            .collect(),
        other => other.clone(),
    }
}

/// Parts of a record have ids, by which HSDS knows them.
fn identify(value: &mut Value, fresh: &impl Fn() -> Uuid) {
    for part in value.as_array_mut().into_iter().flatten() {
        if let Value::Object(members) = part {
            if members.get("id").is_none_or(Value::is_null) {
                members.insert("id".to_owned(), fresh().to_string().into());
            }
            members.values_mut().for_each(|inner| identify(inner, fresh));
        }
    }
}

fn value_of(input: &impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(input).map_err(|_| Problem::internal("the input is no JSON"))
}

impl From<&organization::Model> for OrganizationDraft {
    fn from(row: &organization::Model) -> Self {
        Self {
            name: row.name.clone(),
            partner_agency_id: row.partner_agency_id,
            referral_channel: row.referral_channel,
            sla_ack_business_days: row.sla_ack_business_days,
            details: row.details.0.clone(),
        }
    }
}

impl From<&location::Model> for LocationDraft {
    fn from(row: &location::Model) -> Self {
        Self {
            organization_id: row.organization_id,
            name: row.name.clone(),
            location_type: row.location_type,
            latitude: row.latitude,
            longitude: row.longitude,
            time_zone: row.time_zone.clone(),
            schedules: row.schedules.0.clone(),
            details: row.details.0.clone(),
        }
    }
}

impl From<&directory_service::Model> for ServiceDraft {
    fn from(row: &directory_service::Model) -> Self {
        Self {
            organization_id: row.organization_id,
            name: row.name.clone(),
            need_domains: row.need_domains.0.clone(),
            minimum_age: row.minimum_age,
            maximum_age: row.maximum_age,
            assured_on: row.assured_on,
            schedules: row.schedules.0.clone(),
            details: row.details.0.clone(),
        }
    }
}

impl From<&service_at_location::Model> for OfferDraft {
    fn from(row: &service_at_location::Model) -> Self {
        Self {
            service_id: row.service_id,
            location_id: row.location_id,
            schedules: row.schedules.0.clone(),
            details: row.details.0.clone(),
        }
    }
}

impl From<&taxonomy::Model> for TaxonomyDraft {
    fn from(row: &taxonomy::Model) -> Self {
        Self {
            name: row.name.clone(),
            description: row.description.clone(),
            uri: row.uri.clone(),
            edition: row.edition.clone(),
        }
    }
}

impl From<&taxonomy_term::Model> for TermDraft {
    fn from(row: &taxonomy_term::Model) -> Self {
        Self {
            taxonomy_id: row.taxonomy_id,
            parent_id: row.parent_id,
            code: row.code.clone(),
            name: row.name.clone(),
            description: row.description.clone(),
            taxonomy: row.taxonomy.clone(),
            language: row.language.clone(),
            term_uri: row.term_uri.clone(),
        }
    }
}

/// What names are sorted by.
pub fn sort_name(name: &str) -> String {
    let folded = fold(name);
    // A name without a letter or digit still has its place.
    if folded.is_empty() { name.to_lowercase() } else { folded }
}

/// Details as they are stored.
pub fn stored<T: Clone>(details: &T) -> JsonText<T> {
    JsonText(details.clone())
}
