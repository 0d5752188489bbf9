//! The domains of care management, and the one list of their routes.

use serde_json::{Value, json};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::platform::ProblemKind;

pub mod agencies;
pub mod assessments;
pub mod audit;
pub mod care_conferences;
pub mod care_plans;
pub mod clients;
pub mod consents;
pub mod identity;
pub mod preferences;
pub mod referrals;
pub mod service_directory;
pub mod service_status;
pub mod tasks;
pub mod timeline;
pub mod worklists;

/// A new domain is named in these three lists, and nowhere else.
pub fn routes(api: &mut ServiceConfig) {
    api.configure(service_status::routes)
        .configure(agencies::routes)
        .configure(identity::routes)
        .configure(clients::routes)
        .configure(preferences::routes)
        .configure(assessments::routes)
        .configure(care_plans::routes)
        .configure(service_directory::routes)
        .configure(referrals::routes)
        .configure(care_conferences::routes)
        .configure(timeline::routes)
        .configure(tasks::routes)
        .configure(worklists::routes)
        .configure(consents::routes)
        .configure(audit::routes);
}

/// The domains' parts of the catalogue of problems.
pub fn problems() -> impl Iterator<Item = &'static &'static ProblemKind> {
    [
        agencies::PROBLEMS,
        identity::PROBLEMS,
        clients::PROBLEMS,
        preferences::PROBLEMS,
        assessments::PROBLEMS,
        care_plans::PROBLEMS,
        service_directory::PROBLEMS,
        referrals::PROBLEMS,
        care_conferences::PROBLEMS,
        timeline::PROBLEMS,
        tasks::PROBLEMS,
        worklists::PROBLEMS,
        consents::PROBLEMS,
        audit::PROBLEMS,
    ]
    .into_iter()
    .flatten()
}

/// The domains, as the API description groups operations.
pub fn tags() -> Value {
    let tags = [
        service_status::TAGS,
        agencies::TAGS,
        identity::TAGS,
        clients::TAGS,
        preferences::TAGS,
        assessments::TAGS,
        care_plans::TAGS,
        service_directory::TAGS,
        referrals::TAGS,
        care_conferences::TAGS,
        timeline::TAGS,
        tasks::TAGS,
        worklists::TAGS,
        consents::TAGS,
        audit::TAGS,
    ];
    let tags = tags.into_iter().flatten();
    tags.map(|(name, description)| json!({ "name": name, "description": description })).collect()
}
