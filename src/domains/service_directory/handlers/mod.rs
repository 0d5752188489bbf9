//! HTTP in, HTTP out. No decisions.

use utoipa_actix_web::service_config::ServiceConfig;

mod hsds;
mod hsds_views;
mod locations;
mod offers;
mod organizations;
mod search;
mod services;
mod terms;

pub fn routes(api: &mut ServiceConfig) {
    api.service(organizations::create_organization)
        .service(organizations::list_organizations)
        .service(organizations::get_organization)
        .service(organizations::update_organization)
        .service(locations::create_location)
        .service(locations::list_locations)
        .service(locations::get_location)
        .service(locations::update_location)
        .service(search::search_services)
        .service(services::create_service)
        .service(services::list_services)
        .service(services::get_service)
        .service(services::update_service)
        .service(services::reactivate_service)
        .service(services::deactivate_service)
        .service(services::close_service_temporarily)
        .service(services::discontinue_service)
        .service(services::assure_service)
        .service(services::report_service_capacity)
        .service(services::list_service_history)
        .service(offers::create_service_at_location)
        .service(offers::list_service_at_locations)
        .service(offers::get_service_at_location)
        .service(offers::update_service_at_location)
        .service(offers::reactivate_service_at_location)
        .service(offers::deactivate_service_at_location)
        .service(offers::report_capacity)
        .service(offers::list_service_at_location_history)
        .service(terms::create_taxonomy)
        .service(terms::list_taxonomies)
        .service(terms::get_taxonomy)
        .service(terms::update_taxonomy)
        .service(terms::create_taxonomy_term)
        .service(terms::list_taxonomy_terms)
        .service(terms::get_taxonomy_term)
        .service(terms::update_taxonomy_term)
        .service(hsds::get_hsds_api)
        .service(hsds::list_hsds_services)
        .service(hsds::get_hsds_service)
        .service(hsds::list_hsds_organizations)
        .service(hsds::get_hsds_organization)
        .service(hsds::list_hsds_service_at_locations)
        .service(hsds::get_hsds_service_at_location)
        .service(hsds::list_hsds_taxonomies)
        .service(hsds::get_hsds_taxonomy)
        .service(hsds::list_hsds_taxonomy_terms)
        .service(hsds::get_hsds_taxonomy_term);
}
