//! Records of the directory in the shapes of HSDS 3.0. Parts have the same
//! members there and here, in snake case there and in camel case here.

use entity::{
    Uuid, directory::LocationType, directory_service::Status, location::Model as Location,
    organization::Model as Organization,
};
use serde::{Serialize, de::DeserializeOwned};

use super::super::{
    dto::{
        HsdsAttribute, HsdsLocation, HsdsOrganization, HsdsPageFacts, HsdsProgram, HsdsService,
        HsdsServiceAtLocation, HsdsServicePlace, HsdsTaxonomy, HsdsTaxonomyTerm,
    },
    service::{
        Offer,
        hsds::{NumberedPage, Taxonomy, Term, WholeOffer, WholeService, need},
    },
};

/// The same parts, in the other spelling.
fn respelled<T: DeserializeOwned>(parts: &impl Serialize) -> Option<Vec<T>> {
    serde_json::to_value(parts).and_then(serde_json::from_value).ok()
}

pub fn facts<T>(page: &NumberedPage<T>) -> HsdsPageFacts {
    let total_pages = page.total.div_ceil(page.most);
    HsdsPageFacts {
        total_items: page.total,
        total_pages,
        page_number: page.number,
        size: page.items.len() as u64,
        first_page: page.number == 1,
        last_page: page.number >= total_pages,
        empty: page.items.is_empty(),
    }
}

pub fn organization(row: Organization, locations: Option<Vec<Location>>) -> HsdsOrganization {
    let details = row.details.0;
    let mut shown = HsdsOrganization {
        id: row.id.uuid(),
        name: row.name,
        alternate_name: details.alternate_name,
        // HSDS demands it.
        description: details.description.unwrap_or_default(),
        email: details.email,
        website: details.website,
        tax_status: details.tax_status,
        tax_id: details.tax_id,
        year_incorporated: details.year_incorporated,
        legal_status: details.legal_status,
        logo: details.logo,
        uri: details.uri,
        parent_organization_id: details.parent_organization_id,
        ..HsdsOrganization::default()
    };
    if let Some(locations) = locations {
        shown.funding = respelled(&details.funding);
        shown.contacts = respelled(&details.contacts);
        shown.phones = respelled(&details.phones);
        shown.programs = respelled(&details.programs);
        shown.organization_identifiers = respelled(&details.identifiers);
        shown.locations = Some(locations.into_iter().map(|one| location(one, true)).collect());
    }
    shown
}

fn location(row: Location, full: bool) -> HsdsLocation {
    let details = row.details.0;
    let mut shown = HsdsLocation {
        id: row.id.uuid(),
        location_type: match row.location_type {
            LocationType::Physical => "physical",
            LocationType::Postal => "postal",
            LocationType::Virtual => "virtual",
        }
        .to_owned(),
        url: details.url,
        name: row.name,
        alternate_name: details.alternate_name,
        description: details.description,
        transportation: details.transportation,
        latitude: row.latitude,
        longitude: row.longitude,
        external_identifier: details.external_identifier,
        external_identifier_type: details.external_identifier_type,
        ..HsdsLocation::default()
    };
    if full {
        shown.languages = respelled(&details.languages);
        shown.addresses = respelled(&details.addresses);
        shown.contacts = respelled(&details.contacts);
        shown.accessibility = respelled(&details.accessibility);
        shown.phones = respelled(&details.phones);
        shown.schedules = respelled(&row.schedules.0);
    }
    shown
}

pub fn service(whole: WholeService, full: bool) -> HsdsService {
    let WholeService { record, terms } = whole;
    let offers: Vec<_> = record.offers.iter().filter(|one| one.is_offered()).cloned().collect();
    let programs = record.organization.details.programs.iter();
    let mut program = programs.filter(|one| one.id == record.row.details.program_id);
    let program = program.find(|one| one.id.is_some()).map(|one| HsdsProgram {
        id: one.id.unwrap_or_default(),
        name: one.name.clone(),
        alternate_name: one.alternate_name.clone(),
        description: one.description.clone(),
    });
    let mut shown = one_to_one(&record.row);
    shown.program = program;
    shown.organization = Some(Box::new(organization(record.organization, full.then(Vec::new))));
    if full {
        let details = &record.row.details;
        shown.phones = respelled(&details.phones);
        shown.schedules = respelled(&record.row.schedules.0);
        shown.service_areas = respelled(&details.service_areas);
        shown.languages = respelled(&details.languages);
        shown.funding = respelled(&details.funding);
        shown.cost_options = respelled(&details.cost_options);
        shown.required_documents = respelled(&details.required_documents);
        shown.contacts = respelled(&details.contacts);
        shown.service_at_locations = Some(offers.into_iter().map(place).collect());
        shown.attributes = Some(attributes(&record.row, &terms));
    }
    shown
}

fn one_to_one(row: &entity::directory_service::Model) -> HsdsService {
    let details = row.details.0.clone();
    HsdsService {
        id: row.id.uuid(),
        name: row.name.clone(),
        alternate_name: details.alternate_name,
        description: details.description,
        url: details.url,
        email: details.email,
        status: match row.status {
            Status::Active => "active",
            Status::Inactive => "inactive",
            Status::Defunct => "defunct",
            Status::TemporarilyClosed => "temporarily closed",
        }
        .to_owned(),
        interpretation_services: details.interpretation_services,
        application_process: details.application_process,
        fees_description: details.fees,
        wait_time: details.wait_time,
        accreditations: details.accreditations,
        eligibility_description: details.eligibility_description,
        minimum_age: row.minimum_age,
        maximum_age: row.maximum_age,
        assured_date: row.assured_on.map(|day| day.to_string()),
        assurer_email: details.assurer_email,
        licenses: details.licenses,
        alert: details.alert,
        last_modified: Some(row.last_modified.to_string()),
        ..HsdsService::default()
    }
}

fn place(offer: Offer) -> HsdsServicePlace {
    HsdsServicePlace {
        id: offer.row.id.uuid(),
        description: offer.row.details.0.description,
        contacts: respelled(&offer.row.details.0.contacts),
        phones: respelled(&offer.row.details.0.phones),
        schedules: respelled(&offer.row.schedules.0),
        location: Some(location(offer.location, true)),
    }
}

fn attributes(row: &entity::directory_service::Model, terms: &[Term]) -> Vec<HsdsAttribute> {
    let attribute = |id: Uuid, link_type, value, found: Term| HsdsAttribute {
        id,
        link_type,
        link_entity: "service".to_owned(),
        value,
        taxonomy_term: Some(term(found)),
    };
    let own = row.details.attributes.iter().filter_map(|one| {
        let found = terms.iter().find(|term| term.id == one.taxonomy_term_id)?.clone();
        let id = one.id.unwrap_or_default();
        Some(attribute(id, one.link_type.clone(), one.value.clone(), found))
    });
    let needs = row.need_domains.iter().map(|domain| {
        let found = need(*domain);
        let id = found.attribute_of(row.id);
        attribute(id, Some("need".to_owned()), None, found)
    });
    own.chain(needs).collect()
}

pub fn offer((id, whole): WholeOffer, full: bool) -> Option<HsdsServiceAtLocation> {
    let offer = whole.record.offers.iter().find(|one| one.row.id == id)?.clone();
    let mut shown = HsdsServiceAtLocation {
        id: id.uuid(),
        description: offer.row.details.description.clone(),
        location: Some(location(offer.location.clone(), full)),
        ..HsdsServiceAtLocation::default()
    };
    if full {
        let parts = place(offer);
        shown.contacts = parts.contacts;
        shown.phones = parts.phones;
        shown.schedules = parts.schedules;
    }
    let mut of_service = service(whole, full);
    of_service.service_at_locations = None;
    shown.service = Some(of_service);
    Some(shown)
}

pub fn taxonomy(one: Taxonomy) -> HsdsTaxonomy {
    let Taxonomy { id, name, description, uri, version } = one;
    HsdsTaxonomy { id: id.uuid(), name, description, uri, version }
}

pub fn term(one: Term) -> HsdsTaxonomyTerm {
    HsdsTaxonomyTerm {
        id: one.id.uuid(),
        code: one.code,
        name: one.name,
        description: one.description,
        parent_id: one.parent_id.map(entity::Id::uuid),
        taxonomy: one.taxonomy_name,
        taxonomy_detail: one.taxonomy.map(taxonomy),
        language: one.language,
        term_uri: one.term_uri,
    }
}
