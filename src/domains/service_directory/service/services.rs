//! What can be done with services.

use std::collections::BTreeMap;

use entity::{
    ServiceId,
    directory_service::{Entity, Event, Model, Status},
    organization, transition,
};

use super::super::{
    dto::{
        CapacityReport, NewService, ServiceAssurance, ServiceFilter, ServicePatch,
        ServiceStatusChange,
    },
    repository::{ServiceRecord, keys, organizations, records, services as repository, terms},
    rules::{self, ServiceDraft},
};
use crate::domains::agencies;
use crate::platform::{
    BusinessCalendar, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork,
    history, store,
};

pub async fn create(ctx: &Ctx, new: NewService) -> Result<ServiceRecord, Problem> {
    ctx.write(Permission::WriteDirectory, async |uow| {
        let draft: ServiceDraft = rules::drafted(&new, || entity::new_id(uow.now()))?;
        check(uow, None, &draft).await?;
        let beginning = (Status::Active, None);
        let row = repository::insert(uow, uow.id_or_new(new.id), &draft, beginning, None).await?;
        keys::refresh(uow, &[row.id]).await?;
        let change = Change::created(&row).entering(row.status);
        Ok((records::of(uow, row).await?, change))
    })
    .await
}

pub async fn get(ctx: &Ctx, id: ServiceId) -> Result<ServiceRecord, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    let row = store::find::<Entity>(&reading, id).await?;
    records::of(&reading, row).await
}

/// The services with the names of who offers them.
pub async fn list(
    ctx: &Ctx,
    filter: ServiceFilter,
    page: PageQuery,
) -> Result<Slice<(Model, String)>, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    let slice = repository::page(&reading, &filter, &page).await?;
    let mut owners: Vec<_> = slice.rows.iter().map(|row| row.organization_id).collect();
    owners.sort_unstable();
    owners.dedup();
    let owners = organizations::of_ids(&reading, &owners).await?;
    let names: BTreeMap<_, _> = owners.into_iter().map(|one| (one.id, one.name)).collect();
    Ok(slice.map(|row| {
        let name = names.get(&row.organization_id).cloned().unwrap_or_default();
        (row, name)
    }))
}

pub async fn update(
    ctx: &Ctx,
    id: ServiceId,
    seen: IfMatch,
    patch: ServicePatch,
) -> Result<ServiceRecord, Problem> {
    ctx.write(Permission::WriteDirectory, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let before = ServiceDraft::from(&current);
        let draft = rules::patched(&before, &patch, || entity::new_id(uow.now()))?;
        check(uow, Some(&before), &draft).await?;
        let row = repository::update(uow, &current, &draft, None).await?;
        keys::refresh(uow, &[row.id]).await?;
        let change = Change::updated(&row);
        Ok((records::of(uow, row).await?, change))
    })
    .await
}

/// Notes that someone has checked that what the directory says is true.
pub async fn assure(
    ctx: &Ctx,
    id: ServiceId,
    seen: IfMatch,
    input: ServiceAssurance,
) -> Result<ServiceRecord, Problem> {
    ctx.write(Permission::WriteDirectory, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let calendar: BusinessCalendar = agencies::service::calendar(uow).await?;
        let today = calendar.day_of(uow.now());
        let day = input.assured_on.unwrap_or(today);
        if day > today {
            let advice = "Today or before.";
            return Err(Problem::field("/assuredOn", "in_the_future", advice));
        }
        let mut draft = ServiceDraft::from(&current);
        draft.assured_on = Some(day);
        draft.details.assurer_email =
            input.assurer_email.clone().or(draft.details.assurer_email.take());
        // Nothing that is said of the service has changed.
        let modified = Some(current.last_modified);
        let row = repository::update(uow, &current, &draft, modified).await?;
        let change = Change::of("assured", &row);
        Ok((records::of(uow, row).await?, change))
    })
    .await
}

pub async fn report_capacity(
    ctx: &Ctx,
    id: ServiceId,
    seen: IfMatch,
    report: CapacityReport,
) -> Result<ServiceRecord, Problem> {
    ctx.write(Permission::ReportCapacity, async |uow| {
        super::offers::check_report(uow, &report)?;
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let row = repository::apply_capacity(uow, &current, &report).await?;
        keys::refresh(uow, &[row.id]).await?;
        let change = Change::of("capacity_reported", &row);
        Ok((records::of(uow, row).await?, change))
    })
    .await
}

pub async fn change_status(
    ctx: &Ctx,
    id: ServiceId,
    seen: IfMatch,
    event: Event,
    input: ServiceStatusChange,
) -> Result<ServiceRecord, Problem> {
    ctx.write(Permission::WriteDirectory, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = rules::SERVICE.fire(current.status, event)?;
        let row = repository::apply_step(uow, &current, &step).await?;
        let reason = Some(input.reason.clone());
        let change = Change::of(rules::done(event), &row).by(&step).because(None, reason);
        Ok((records::of(uow, row).await?, change))
    })
    .await
}

pub async fn history(
    ctx: &Ctx,
    id: ServiceId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    let row = store::find::<Entity>(&reading, id).await?;
    history::of_row(&reading, &row, &page).await
}

/// What the caller can do with the service now.
pub fn allowed_actions(ctx: &Ctx, row: &Model) -> Vec<String> {
    let mut actions = Vec::new();
    if ctx.may(Permission::WriteDirectory) {
        actions = rules::SERVICE.allowed_actions(row.status);
        actions.push("assure".to_owned());
    }
    if ctx.may(Permission::ReportCapacity) {
        actions.push("report_capacity".to_owned());
    }
    actions
}

async fn check(
    uow: &UnitOfWork<'_>,
    before: Option<&ServiceDraft>,
    draft: &ServiceDraft,
) -> Result<(), Problem> {
    rules::check_service(draft)?;
    let owner = store::hold::<organization::Entity>(uow, draft.organization_id).await;
    let owner = owner.map_err(|problem| {
        problem.of_reference("/organizationId", "There is no such organization.")
    })?;
    let programs = &owner.details.programs;
    if draft.details.program_id.is_some()
        && programs.iter().all(|program| program.id != draft.details.program_id)
    {
        let advice = "A program of the service's organization.";
        return Err(Problem::field("/programId", "not_found", advice));
    }
    let known = before.map(|before| before.details.attributes.as_slice()).unwrap_or_default();
    let attributes = draft.details.attributes.iter().enumerate();
    let fresh = attributes
        .filter(|(_, one)| known.iter().all(|old| old.taxonomy_term_id != one.taxonomy_term_id));
    let fresh: Vec<_> = fresh.map(|(place, one)| (place, one.taxonomy_term_id)).collect();
    let ids: Vec<_> = fresh.iter().map(|(_, id)| *id).collect();
    let found = terms::of_ids(uow, &ids).await?;
    if let Some((place, _)) = fresh.iter().find(|(_, id)| found.iter().all(|term| term.id != *id)) {
        let pointer = format!("/attributes/{place}/taxonomyTermId");
        return Err(Problem::field(pointer, "not_found", "There is no such term."));
    }
    Ok(())
}
