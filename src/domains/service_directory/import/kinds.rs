//! How the records of each kind are written.

use entity::{
    directory_service::{self, Event, Status},
    location, organization, service_at_location, taxonomy, taxonomy_term,
};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    super::{
        repository::{
            Origin,
            imported::{ModelOf, Sourced},
            keys, locations, offers, organizations, services, taxonomies, terms,
        },
        rules::{
            self, LocationDraft, OfferDraft, OrganizationDraft, ServiceDraft, TaxonomyDraft,
            TermDraft,
        },
    },
    records::Record,
};
use crate::platform::{Change, Problem, UnitOfWork};

/// Why a status has changed, in the history.
const REASON: &str = "As the imported directory has it.";

/// A kind of record that can be imported.
pub trait Kind {
    type Entity: Sourced;
    type Draft: Serialize + DeserializeOwned + PartialEq + for<'m> From<&'m ModelOf<Self::Entity>>;

    /// The table of HSDS.
    const TABLE: &'static str;

    async fn insert(
        uow: &UnitOfWork<'_>,
        record: &Record,
        draft: &Self::Draft,
        origin: &Origin,
    ) -> Result<(ModelOf<Self::Entity>, Change), Problem>;

    async fn update(
        uow: &UnitOfWork<'_>,
        current: &ModelOf<Self::Entity>,
        record: &Record,
        draft: &Self::Draft,
    ) -> Result<(ModelOf<Self::Entity>, Change), Problem>;

    /// Whether the record says something else that no draft holds.
    fn differs(_: &ModelOf<Self::Entity>, _: &Record) -> bool {
        false
    }

    /// What is known better here than there stays.
    fn keep(_: &ModelOf<Self::Entity>, _: &mut Self::Draft) {}

    /// Writes what follows from the rows that were created or updated.
    async fn follow(
        _: &UnitOfWork<'_>,
        _created: &[ModelOf<Self::Entity>],
        _updated: &[ModelOf<Self::Entity>],
    ) -> Result<(), Problem> {
        Ok(())
    }
}

pub struct Taxonomies;

impl Kind for Taxonomies {
    type Entity = taxonomy::Entity;
    type Draft = TaxonomyDraft;

    const TABLE: &'static str = "taxonomies";

    async fn insert(
        uow: &UnitOfWork<'_>,
        record: &Record,
        draft: &TaxonomyDraft,
        origin: &Origin,
    ) -> Result<(taxonomy::Model, Change), Problem> {
        let row = taxonomies::insert(uow, record.id.into(), draft, Some(origin)).await?;
        let change = Change::created(&row);
        Ok((row, change))
    }

    async fn update(
        uow: &UnitOfWork<'_>,
        current: &taxonomy::Model,
        _: &Record,
        draft: &TaxonomyDraft,
    ) -> Result<(taxonomy::Model, Change), Problem> {
        let row = taxonomies::update(uow, current, draft).await?;
        let change = Change::updated(&row);
        Ok((row, change))
    }
}

pub struct Terms;

impl Kind for Terms {
    type Entity = taxonomy_term::Entity;
    type Draft = TermDraft;

    const TABLE: &'static str = "taxonomy_terms";

    async fn insert(
        uow: &UnitOfWork<'_>,
        record: &Record,
        draft: &TermDraft,
        origin: &Origin,
    ) -> Result<(taxonomy_term::Model, Change), Problem> {
        let row = terms::insert(uow, record.id.into(), draft, Some(origin)).await?;
        let change = Change::created(&row);
        Ok((row, change))
    }

    async fn update(
        uow: &UnitOfWork<'_>,
        current: &taxonomy_term::Model,
        _: &Record,
        draft: &TermDraft,
    ) -> Result<(taxonomy_term::Model, Change), Problem> {
        let row = terms::update(uow, current, draft).await?;
        let change = Change::updated(&row);
        Ok((row, change))
    }
}

pub struct Organizations;

impl Kind for Organizations {
    type Entity = organization::Entity;
    type Draft = OrganizationDraft;

    const TABLE: &'static str = "organizations";

    async fn insert(
        uow: &UnitOfWork<'_>,
        record: &Record,
        draft: &OrganizationDraft,
        origin: &Origin,
    ) -> Result<(organization::Model, Change), Problem> {
        let row = organizations::insert(uow, record.id.into(), draft, Some(origin)).await?;
        let change = Change::created(&row);
        Ok((row, change))
    }

    async fn update(
        uow: &UnitOfWork<'_>,
        current: &organization::Model,
        _: &Record,
        draft: &OrganizationDraft,
    ) -> Result<(organization::Model, Change), Problem> {
        let row = organizations::update(uow, current, draft).await?;
        let change = Change::updated(&row);
        Ok((row, change))
    }

    async fn follow(
        uow: &UnitOfWork<'_>,
        _: &[organization::Model],
        updated: &[organization::Model],
    ) -> Result<(), Problem> {
        for row in updated {
            keys::refresh_of_organization(uow, row.id).await?;
        }
        Ok(())
    }
}

pub struct Locations;

impl Kind for Locations {
    type Entity = location::Entity;
    type Draft = LocationDraft;

    const TABLE: &'static str = "locations";

    async fn insert(
        uow: &UnitOfWork<'_>,
        record: &Record,
        draft: &LocationDraft,
        origin: &Origin,
    ) -> Result<(location::Model, Change), Problem> {
        let row = locations::insert(uow, record.id.into(), draft, Some(origin)).await?;
        let change = Change::created(&row);
        Ok((row, change))
    }

    async fn update(
        uow: &UnitOfWork<'_>,
        current: &location::Model,
        _: &Record,
        draft: &LocationDraft,
    ) -> Result<(location::Model, Change), Problem> {
        let row = locations::update(uow, current, draft).await?;
        let change = Change::updated(&row);
        Ok((row, change))
    }

    async fn follow(
        uow: &UnitOfWork<'_>,
        _: &[location::Model],
        updated: &[location::Model],
    ) -> Result<(), Problem> {
        for row in updated {
            keys::refresh_of_location(uow, row.id).await?;
        }
        Ok(())
    }
}

pub struct Offers;

impl Kind for Offers {
    type Entity = service_at_location::Entity;
    type Draft = OfferDraft;

    const TABLE: &'static str = "service_at_location";

    async fn insert(
        uow: &UnitOfWork<'_>,
        record: &Record,
        draft: &OfferDraft,
        origin: &Origin,
    ) -> Result<(service_at_location::Model, Change), Problem> {
        let row = offers::insert(uow, record.id.into(), draft, Some(origin)).await?;
        let change = Change::created(&row).entering(row.status);
        Ok((row, change))
    }

    async fn update(
        uow: &UnitOfWork<'_>,
        current: &service_at_location::Model,
        _: &Record,
        draft: &OfferDraft,
    ) -> Result<(service_at_location::Model, Change), Problem> {
        let row = offers::update(uow, current, draft).await?;
        let change = Change::updated(&row);
        Ok((row, change))
    }

    async fn follow(
        uow: &UnitOfWork<'_>,
        created: &[service_at_location::Model],
        updated: &[service_at_location::Model],
    ) -> Result<(), Problem> {
        let mut ids: Vec<_> = created.iter().chain(updated).map(|row| row.service_id).collect();
        ids.sort_unstable();
        ids.dedup();
        keys::refresh(uow, &ids).await
    }
}

pub struct Services;

impl Kind for Services {
    type Entity = directory_service::Entity;
    type Draft = ServiceDraft;

    const TABLE: &'static str = "services";

    async fn insert(
        uow: &UnitOfWork<'_>,
        record: &Record,
        draft: &ServiceDraft,
        origin: &Origin,
    ) -> Result<(directory_service::Model, Change), Problem> {
        let status = record.status.unwrap_or(Status::Active);
        let beginning = (status, record.last_modified);
        let row = services::insert(uow, record.id.into(), draft, beginning, Some(origin)).await?;
        let change = Change::created(&row).entering(row.status);
        Ok((row, change))
    }

    async fn update(
        uow: &UnitOfWork<'_>,
        current: &directory_service::Model,
        record: &Record,
        draft: &ServiceDraft,
    ) -> Result<(directory_service::Model, Change), Problem> {
        let Some(status) = record.status.filter(|status| *status != current.status) else {
            let row = services::update(uow, current, draft, record.last_modified).await?;
            let change = Change::updated(&row);
            return Ok((row, change));
        };
        let event = match status {
            Status::Active => Event::Reactivate,
            Status::Inactive => Event::Deactivate,
            Status::Defunct => Event::Discontinue,
            Status::TemporarilyClosed => Event::CloseTemporarily,
        };
        let step = rules::SERVICE.fire(current.status, event)?;
        let moved = services::apply_step(uow, current, &step).await?;
        let row = services::update(uow, &moved, draft, record.last_modified).await?;
        let change = Change::of(rules::done(event), &row).by(&step);
        Ok((row, change.because(None, Some(REASON.to_owned()))))
    }

    fn differs(current: &directory_service::Model, record: &Record) -> bool {
        record.status.is_some_and(|status| status != current.status)
            || record.last_modified.is_some_and(|at| at != current.last_modified)
    }

    /// Who has looked since, knows better whether it is true.
    fn keep(current: &directory_service::Model, draft: &mut ServiceDraft) {
        if current.assured_on > draft.assured_on {
            draft.assured_on = current.assured_on;
            draft.details.assurer_email.clone_from(&current.details.assurer_email);
        }
    }

    async fn follow(
        uow: &UnitOfWork<'_>,
        created: &[directory_service::Model],
        updated: &[directory_service::Model],
    ) -> Result<(), Problem> {
        let ids: Vec<_> = created.iter().chain(updated).map(|row| row.id).collect();
        keys::refresh(uow, &ids).await
    }
}
