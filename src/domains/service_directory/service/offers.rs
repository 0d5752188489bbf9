//! What can be done with services at locations.

use entity::{
    ServiceAtLocationId, directory_service, location,
    service_at_location::{Entity, Event, Model},
    transition,
};

use super::super::{
    dto::{
        CapacityReport, NewServiceAtLocation, ServiceAtLocationFilter, ServiceAtLocationPatch,
        ServiceAtLocationStatusChange,
    },
    repository::{keys, offers as repository},
    rules::{self, OfferDraft},
};
use crate::platform::{
    Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, broken_at, history,
    store,
};

pub async fn create(ctx: &Ctx, new: NewServiceAtLocation) -> Result<Model, Problem> {
    ctx.write(Permission::WriteDirectory, async |uow| {
        let draft: OfferDraft = rules::drafted(&new, || entity::new_id(uow.now()))?;
        rules::check_offer(&draft)?;
        let service = store::hold::<directory_service::Entity>(uow, draft.service_id).await;
        service
            .map_err(|problem| problem.of_reference("/serviceId", "There is no such service."))?;
        let place = store::hold::<location::Entity>(uow, draft.location_id).await;
        place
            .map_err(|problem| problem.of_reference("/locationId", "There is no such location."))?;
        let row = repository::insert(uow, uow.id_or_new(new.id), &draft, None).await?;
        keys::refresh(uow, &[row.service_id]).await?;
        let change = Change::created(&row).entering(row.status);
        Ok((row, change))
    })
    .await
}

pub async fn get(ctx: &Ctx, id: ServiceAtLocationId) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    store::find::<Entity>(&reading, id).await
}

pub async fn list(
    ctx: &Ctx,
    filter: ServiceAtLocationFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    repository::page(&reading, &filter, &page).await
}

pub async fn update(
    ctx: &Ctx,
    id: ServiceAtLocationId,
    seen: IfMatch,
    patch: ServiceAtLocationPatch,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteDirectory, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let draft =
            rules::patched(&OfferDraft::from(&current), &patch, || entity::new_id(uow.now()))?;
        rules::check_offer(&draft)?;
        let row = repository::update(uow, &current, &draft).await?;
        keys::refresh(uow, &[row.service_id]).await?;
        let change = Change::updated(&row);
        Ok((row, change))
    })
    .await
}

pub async fn report_capacity(
    ctx: &Ctx,
    id: ServiceAtLocationId,
    seen: IfMatch,
    report: CapacityReport,
) -> Result<Model, Problem> {
    ctx.write(Permission::ReportCapacity, async |uow| {
        check_report(uow, &report)?;
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let row = repository::apply_capacity(uow, &current, &report).await?;
        keys::refresh(uow, &[row.service_id]).await?;
        let change = Change::of("capacity_reported", &row);
        Ok((row, change))
    })
    .await
}

pub(super) fn check_report(uow: &UnitOfWork<'_>, report: &CapacityReport) -> Result<(), Problem> {
    rules::check_capacity(report).map_err(|error| broken_at("", &error))?;
    if report.as_of.is_some_and(|at| at > uow.now()) {
        return Err(Problem::field("/asOf", "in_the_future", "Now or before."));
    }
    Ok(())
}

pub async fn change_status(
    ctx: &Ctx,
    id: ServiceAtLocationId,
    seen: IfMatch,
    event: Event,
    input: ServiceAtLocationStatusChange,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteDirectory, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = rules::OFFER.fire(current.status, event)?;
        let row = repository::apply_step(uow, &current, &step).await?;
        keys::refresh(uow, &[row.service_id]).await?;
        let done = match event {
            Event::Reactivate => "reactivated",
            Event::Deactivate => "deactivated",
        };
        let reason = Some(input.reason.clone());
        let change = Change::of(done, &row).by(&step).because(None, reason);
        Ok((row, change))
    })
    .await
}

pub async fn history(
    ctx: &Ctx,
    id: ServiceAtLocationId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    let row = store::find::<Entity>(&reading, id).await?;
    history::of_row(&reading, &row, &page).await
}

/// What the caller can do with the service at the location now.
pub fn allowed_actions(ctx: &Ctx, row: &Model) -> Vec<String> {
    let mut actions = Vec::new();
    if ctx.may(Permission::WriteDirectory) {
        actions = rules::OFFER.allowed_actions(row.status);
    }
    if ctx.may(Permission::ReportCapacity) {
        actions.push("report_capacity".to_owned());
    }
    actions
}
