//! Services with what is shown beside them: who offers them, and where.

use std::collections::BTreeMap;

use entity::{
    Uuid,
    directory_service::{self, Model},
    location, organization, service_at_location,
};

use super::{locations, offers, organizations};
use crate::platform::{Access, Problem, Shown, store};

/// A service at a place.
#[derive(Clone, Debug)]
pub struct Offer {
    pub row: service_at_location::Model,
    pub location: location::Model,
}

/// A service, who offers it, and where.
#[derive(Clone, Debug)]
pub struct ServiceRecord {
    pub row: Model,
    pub organization: organization::Model,
    pub offers: Vec<Offer>,
}

impl Offer {
    /// Whether the service is offered here at present.
    pub fn is_offered(&self) -> bool {
        self.row.status == service_at_location::Status::Active
    }
}

impl Shown for ServiceRecord {
    const KIND: &'static str = <Model as entity::Row>::KIND;

    fn id(&self) -> Uuid {
        self.row.id.uuid()
    }

    fn version(&self) -> i64 {
        self.row.version
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        let row = store::find::<directory_service::Entity>(access, id).await?;
        of(access, row).await
    }
}

/// The service with what belongs to it.
pub async fn of(access: &impl Access, row: Model) -> Result<ServiceRecord, Problem> {
    let mut all = of_all(access, vec![row]).await?;
    all.pop().ok_or_else(|| Problem::internal("a service has no organization"))
}

/// The services with what belongs to them, in their order.
pub async fn of_all(access: &impl Access, rows: Vec<Model>) -> Result<Vec<ServiceRecord>, Problem> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut owners: Vec<_> = rows.iter().map(|row| row.organization_id).collect();
    owners.sort_unstable();
    owners.dedup();
    let owners = organizations::of_ids(access, &owners).await?;
    let owners: BTreeMap<_, _> = owners.into_iter().map(|one| (one.id, one)).collect();
    let here = offers::of_services(access, &ids).await?;
    let mut places: Vec<_> = here.iter().map(|offer| offer.location_id).collect();
    places.sort_unstable();
    places.dedup();
    let places = locations::of_ids(access, &places).await?;
    let places: BTreeMap<_, _> = places.into_iter().map(|one| (one.id, one)).collect();
    let mut by_service: BTreeMap<_, Vec<Offer>> = BTreeMap::new();
    for row in here {
        if let Some(location) = places.get(&row.location_id) {
            let offer = Offer { location: location.clone(), row };
            by_service.entry(offer.row.service_id).or_default().push(offer);
        }
    }
    let records = rows.into_iter().filter_map(|row| {
        let organization = owners.get(&row.organization_id)?.clone();
        let offers = by_service.remove(&row.id).unwrap_or_default();
        Some(ServiceRecord { row, organization, offers })
    });
    Ok(records.collect())
}
