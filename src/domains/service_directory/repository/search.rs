//! Finding services: by keys that are made in Rust, and by where their places are.

use entity::{
    Code, ServiceAtLocationId, ServiceId, Timestamp, Uuid,
    directory_service::{Column, Entity, Status},
    location, service_at_location,
    service_search_key::{self as search_key, Kind},
};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QuerySelect, QueryTrait, Value};

use super::super::{
    dto::{NearPoint, ServiceSearch},
    rules,
};
use crate::platform::{Access, PageQuery, Problem, catalogue, store};

/// A service that may be shown, with what it is sorted by.
pub struct Candidate {
    pub id: ServiceId,
    pub sort_name: String,
    pub last_modified: Timestamp,
}

/// Where a service stands in the list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(pub i64, pub String, pub Uuid);

/// Where the page before ended.
pub fn last_rank(access: &impl Access, page: &PageQuery) -> Result<Option<Rank>, Problem> {
    let Some(keys) = page.resume(access, 3)? else { return Ok(None) };
    match <[Value; 3]>::try_from(keys) {
        Ok([Value::BigInt(Some(first)), Value::String(Some(name)), Value::Uuid(Some(id))]) => {
            Ok(Some(Rank(first, name, id)))
        }
        _ => Err(Problem::new(&catalogue::CURSOR_MISMATCH)),
    }
}

pub fn cursor_after(access: &impl Access, page: &PageQuery, rank: &Rank) -> String {
    page.cursor_at(access, vec![rank.0.into(), rank.1.clone().into(), rank.2.into()])
}

/// Active services that fit all that needs no clock and no map, and may be open in one of the
/// blocks, if some are given.
pub async fn candidates(
    access: &impl Access,
    search: &ServiceSearch,
    open: Option<[String; 2]>,
) -> Result<Vec<Candidate>, Problem> {
    let mut all = Condition::all().add(Column::Status.eq(Status::Active));
    for (kind, text) in [(Kind::Word, &search.text), (Kind::Eligibility, &search.eligibility)] {
        for word in text.iter().flat_map(|text| rules::words(text)) {
            all = all.add(found(access, kind, begins(&word)));
        }
    }
    let exact = [
        (Kind::NeedDomain, search.need_domain.map(Code::code)),
        (Kind::Term, search.taxonomy_term_id.map(|id| id.to_string())),
        (Kind::Language, search.language.as_deref().map(rules::fold)),
    ];
    for (kind, value) in exact {
        if let Some(value) = value {
            all = all.add(found(access, kind, is(&value)));
        }
    }
    if let Some(code) = &search.postal_code {
        all = all.add(found(access, Kind::PostalCode, begins(&rules::postal_key(code))));
    }
    if !search.capacity.is_empty() {
        let codes = search.capacity.iter().map(|one| one.code());
        let any = Condition::all().add(search_key::Column::Value.is_in(codes));
        all = all.add(found(access, Kind::Capacity, any));
    }
    if let Some(area) = &search.residency {
        let named = rules::words(area)
            .into_iter()
            .fold(Condition::all(), |all, word| all.add(found(access, Kind::Area, is(&word))));
        // Who does not say where people have to live may take anyone.
        all = all.add(Condition::any().add(named).add(found(access, Kind::Area, is(""))));
    }
    if let Some(blocks) = open {
        let any = Condition::all().add(search_key::Column::Value.is_in(blocks));
        all = all.add(found(access, Kind::OpenBlock, any));
    }
    if let Some(age) = search.age {
        let least =
            Condition::any().add(Column::MinimumAge.is_null()).add(Column::MinimumAge.lte(age));
        let most =
            Condition::any().add(Column::MaximumAge.is_null()).add(Column::MaximumAge.gte(age));
        all = all.add(least).add(most);
    }
    let query = store::within::<Entity>(access.scope()).filter(all).select_only();
    let query = query.column(Column::Id).column(Column::SortName).column(Column::LastModified);
    let rows: Vec<(ServiceId, String, Timestamp)> =
        query.into_tuple().all(access.connection()).await?;
    let made = rows.into_iter();
    let made =
        made.map(|(id, sort_name, last_modified)| Candidate { id, sort_name, last_modified });
    Ok(made.collect())
}

/// The services that have all the words in their names.
pub async fn named(access: &impl Access, text: &str) -> Result<Vec<ServiceId>, Problem> {
    let all = rules::words(text)
        .into_iter()
        .fold(Condition::all(), |all, word| all.add(found(access, Kind::Name, begins(&word))));
    let query = store::within::<Entity>(access.scope()).filter(all).select_only();
    Ok(query.column(Column::Id).into_tuple().all(access.connection()).await?)
}

/// Where services are offered within the radius, with the distance in kilometers.
pub async fn near(
    access: &impl Access,
    near: NearPoint,
) -> Result<Vec<(ServiceId, ServiceAtLocationId, f64)>, Problem> {
    use location::Column as Place;
    use service_at_location::Column as Here;

    let center = (near.latitude, near.longitude);
    let ([low, high], longitudes) = rules::around(center, near.radius_km);
    let mut within = Condition::all().add(Place::Latitude.between(low, high));
    if let Some([west, east]) = longitudes {
        within = within.add(Place::Longitude.between(west, east));
    }
    let places = store::within::<location::Entity>(access.scope()).filter(within).select_only();
    let inside = places.clone().column(Place::Id).into_query();
    let places = places.column(Place::Id).column(Place::Latitude).column(Place::Longitude);
    let places: Vec<(entity::LocationId, f64, f64)> =
        places.into_tuple().all(access.connection()).await?;
    let distances: std::collections::HashMap<_, _> = places
        .into_iter()
        .map(|(id, latitude, longitude)| (id, rules::kilometers(center, (latitude, longitude))))
        .filter(|(_, distance)| *distance <= near.radius_km)
        .collect();
    let here = store::within::<service_at_location::Entity>(access.scope())
        .filter(Here::Status.eq(service_at_location::Status::Active))
        .filter(Here::LocationId.in_subquery(inside))
        .select_only()
        .column(Here::ServiceId)
        .column(Here::Id)
        .column(Here::LocationId);
    let here: Vec<(ServiceId, ServiceAtLocationId, entity::LocationId)> =
        here.into_tuple().all(access.connection()).await?;
    let known = here.into_iter().filter_map(|(service, offer, place)| {
        distances.get(&place).map(|distance| (service, offer, *distance))
    });
    Ok(known.collect())
}

pub(super) fn is(value: &str) -> Condition {
    Condition::all().add(search_key::Column::Value.eq(value))
}

pub(super) fn begins(word: &str) -> Condition {
    store::begins_with(search_key::Column::Value, word)
}

/// `id IN (SELECT service_id FROM service_search_key …)`.
#[expect(clippy::disallowed_methods, reason = "the agency is part of the condition")]
pub(super) fn found(access: &impl Access, kind: Kind, value: Condition) -> Condition {
    use sea_orm::EntityTrait;

    let keys = search_key::Entity::find()
        .select_only()
        .column(search_key::Column::ServiceId)
        .filter(search_key::Column::AgencyId.eq(access.scope().agency()))
        .filter(search_key::Column::Kind.eq(kind))
        .filter(value);
    Condition::all().add(Column::Id.in_subquery(keys.into_query()))
}
