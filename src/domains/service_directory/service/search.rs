//! Searching the directory. The database finds what fits by keys and by place, and
//! what may be open; what needs a clock is decided here, in the order of the list, until the page
//! is full.

use std::collections::{HashMap, HashSet};

use chrono_tz::Tz;
use entity::{ServiceAtLocationId, ServiceId, Timestamp, directory_service, service_at_location};

use super::super::{
    dto::{ServiceOrder, ServiceSearch},
    repository::{
        Offer, ServiceRecord, records,
        search::{self as repository, Rank},
        services,
    },
    rules,
};
use crate::{
    domains::agencies,
    platform::{Access, Ctx, PageQuery, Permission, Problem, Reading, Slice},
};

pub use super::super::rules::Openness;

/// Services that are looked at together.
const AT_ONCE: usize = 100;

/// A service that fits, with the place that fits best.
pub struct Hit {
    pub row: directory_service::Model,
    pub organization_name: String,
    pub place: Option<Offer>,
    pub kilometers: Option<f64>,
    pub openness: Openness,
    pub matched: Vec<&'static str>,
}

type Distances = HashMap<ServiceId, Vec<(ServiceAtLocationId, f64)>>;

pub async fn search(ctx: &Ctx, search: ServiceSearch) -> Result<Slice<Hit>, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    let ServiceSearch { limit, cursor, .. } = &search;
    let page = PageQuery::of_search(*limit, cursor.clone(), search.criteria());
    let last = repository::last_rank(&reading, &page)?;
    let distances = distances(&reading, &search).await?;
    let zone = agencies::service::calendar(&reading).await?.zone();
    let mut ranked = ranked(&reading, &search, distances.as_ref(), zone).await?;
    ranked.retain(|rank| last.as_ref().is_none_or(|last| rank > last));
    ranked.sort_unstable();
    let at = search.open_at.unwrap_or(ctx.now());
    // One more than asked for tells whether there is a next page.
    let wanted = usize::try_from(page.limit()).unwrap_or(usize::MAX);
    let mut hits: Vec<(Rank, Hit)> = Vec::new();
    for chunk in ranked.chunks(AT_ONCE) {
        let ids: Vec<ServiceId> = chunk.iter().map(|Rank(.., id)| (*id).into()).collect();
        let rows = services::of_ids(&reading, &ids).await?;
        let records = records::of_all(&reading, rows).await?;
        let mut records: HashMap<_, _> =
            records.into_iter().map(|one| (one.row.id.uuid(), one)).collect();
        for rank in chunk {
            let Some(record) = records.remove(&rank.2) else { continue };
            let here = distances.as_ref().map(|all| all.get(&record.row.id));
            let here = here.map(|known| known.map(Vec::as_slice).unwrap_or_default());
            if let Some(hit) = best(record, here, zone, at, &search) {
                hits.push((rank.clone(), hit));
            }
        }
        if hits.len() > wanted {
            break;
        }
    }
    let more = hits.len() > wanted;
    hits.truncate(wanted);
    let next = hits
        .last()
        .filter(|_| more)
        .map(|(rank, _)| repository::cursor_after(&reading, &page, rank));
    for (_, hit) in &hits {
        reading.saw(&hit.row);
    }
    Ok(Slice { rows: hits.into_iter().map(|(_, hit)| hit).collect(), next, total: None })
}

async fn distances(
    reading: &Reading<'_>,
    search: &ServiceSearch,
) -> Result<Option<Distances>, Problem> {
    let Some(point) = search.near else { return Ok(None) };
    let mut distances = Distances::new();
    for (service, offer, distance) in repository::near(reading, point).await? {
        distances.entry(service).or_default().push((offer, distance));
    }
    for places in distances.values_mut() {
        places.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    }
    Ok(Some(distances))
}

async fn ranked(
    reading: &Reading<'_>,
    search: &ServiceSearch,
    distances: Option<&Distances>,
    zone: Tz,
) -> Result<Vec<Rank>, Problem> {
    let order = search.order();
    let named: HashSet<_> = match (&search.text, order) {
        (Some(text), ServiceOrder::Relevance) => {
            repository::named(reading, text).await?.into_iter().collect()
        }
        _ => HashSet::new(),
    };
    let open = search.open_at.map(|at| rules::blocks_at(at.to_utc(), zone));
    let candidates = repository::candidates(reading, search, open).await?;
    let ranked = candidates.into_iter().filter_map(|one| {
        let nearest = match distances {
            Some(distances) => Some(distances.get(&one.id)?.first()?.1),
            None => None,
        };
        #[expect(clippy::cast_possible_truncation, reason = "meters on the earth")]
        let first = match order {
            ServiceOrder::Distance => nearest.map_or(0, |distance| (distance * 1000.0) as i64),
            ServiceOrder::Relevance => i64::from(!named.contains(&one.id)),
            ServiceOrder::Name => 0,
            ServiceOrder::LastModified => -one.last_modified.to_utc().timestamp_millis(),
        };
        Some(Rank(first, one.sort_name, one.id.uuid()))
    });
    Ok(ranked.collect())
}

/// The service with the place that fits best; none if it is not open when it has to be.
fn best(
    record: ServiceRecord,
    near: Option<&[(ServiceAtLocationId, f64)]>,
    zone: Tz,
    at: Timestamp,
    search: &ServiceSearch,
) -> Option<Hit> {
    let ServiceRecord { row, organization, offers } = record;
    let active = service_at_location::Status::Active;
    let mut places: Vec<_> =
        offers.into_iter().filter(|offer| offer.row.status == active).collect();
    let distance = |offer: &Offer| {
        near.and_then(|near| near.iter().find(|(id, _)| *id == offer.row.id)).map(|(_, far)| *far)
    };
    if near.is_some() {
        places.retain(|offer| distance(offer).is_some());
        places.sort_by(|one, other| {
            distance(one).unwrap_or_default().total_cmp(&distance(other).unwrap_or_default())
        });
    }
    let hours = |offer: Option<&Offer>| {
        let (own, there): (&[_], &[_]) =
            offer.map_or((&[], &[]), |one| (&one.row.schedules, &one.location.schedules));
        let zone =
            offer.and_then(|one| one.location.time_zone.as_deref()?.parse().ok()).unwrap_or(zone);
        rules::openness(rules::effective([own, &row.schedules, there]), zone, at.to_utc())
    };
    let is_open = |offer: &Offer| matches!(hours(Some(offer)), Openness::Open(_));
    let chosen = match search.open_at {
        Some(_) => places.iter().position(is_open),
        None => (!places.is_empty()).then_some(0),
    };
    let openness = hours(chosen.map(|chosen| &places[chosen]));
    let place = chosen.map(|chosen| places.swap_remove(chosen));
    let open = matches!(openness, Openness::Open(_));
    // A service with places is open where one of them is.
    if search.open_at.is_some() && (!open || (place.is_none() && !places.is_empty())) {
        return None;
    }
    Some(Hit {
        matched: matched(search, &row),
        kilometers: place.as_ref().and_then(distance),
        organization_name: organization.name,
        place,
        openness,
        row,
    })
}

fn matched(search: &ServiceSearch, row: &directory_service::Model) -> Vec<&'static str> {
    let ages = row.minimum_age.is_some() || row.maximum_age.is_some();
    let area = !row.details.service_areas.is_empty();
    [
        (search.text.is_some(), "text"),
        (search.need_domain.is_some(), "needDomain"),
        (search.taxonomy_term_id.is_some(), "taxonomyTermId"),
        (search.language.is_some(), "language"),
        (search.open_at.is_some(), "openAt"),
        (search.near.is_some(), "near"),
        (search.postal_code.is_some(), "postalCode"),
        (search.age.is_some() && ages, "age"),
        (search.age.is_some() && !ages, "agesNotStated"),
        (search.eligibility.is_some(), "eligibility"),
        (search.residency.is_some() && area, "residency"),
        (search.residency.is_some() && !area, "areaNotStated"),
        (!search.capacity.is_empty(), "capacity"),
    ]
    .into_iter()
    .filter_map(|(fits, name)| fits.then_some(name))
    .collect()
}
