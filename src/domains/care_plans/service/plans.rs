//! Drafting, reading and changing plans as a whole, and reading their versions.

use entity::{CarePlanId, ClientId, care_plan, plan_version, transition};

use super::{
    super::{
        dto::{
            CarePlanFilter, CarePlanPatch, ClientCarePlanFilter, NewCarePlan, PlanCompleteness,
            PlanVersionDiff,
        },
        repository::{self, CarePlanRecord},
        rules,
    },
    new_parts::{self, NewParts},
};
use crate::{
    domains::clients,
    platform::{
        Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, history, store,
    },
};

pub async fn create(
    ctx: &Ctx,
    client_id: ClientId,
    new: NewCarePlan,
) -> Result<CarePlanRecord, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        clients::service::require_active(uow, client_id).await?;
        let plan = repository::insert(uow, client_id, &new).await?;
        let change = Change::created(&plan).entering(plan.status);
        let mut record = CarePlanRecord {
            plan,
            problems: Vec::new(),
            goals: Vec::new(),
            interventions: Vec::new(),
        };
        let parts = NewParts {
            problems: (&new.problems, "/problems"),
            goals: (&new.goals, "/goals"),
            interventions: (&new.interventions, "/interventions"),
        };
        new_parts::add_all(uow, &mut record, parts).await?;
        Ok((record, change))
    })
    .await
}

pub async fn get(ctx: &Ctx, id: CarePlanId) -> Result<CarePlanRecord, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    load(&reading, id).await
}

/// The plan with its parts, all noted as seen.
async fn load(access: &impl Access, id: CarePlanId) -> Result<CarePlanRecord, Problem> {
    let plan = store::find::<care_plan::Entity>(access, id).await?;
    let record = repository::load(access, plan).await?;
    record.problems.iter().for_each(|problem| access.saw(problem));
    record.goals.iter().for_each(|goal| access.saw(goal));
    record.interventions.iter().for_each(|intervention| access.saw(intervention));
    Ok(record)
}

pub async fn list(
    ctx: &Ctx,
    filter: CarePlanFilter,
    page: PageQuery,
) -> Result<Slice<care_plan::Model>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    repository::page(&reading, &filter, &page).await
}

pub async fn list_of_client(
    ctx: &Ctx,
    client_id: ClientId,
    filter: ClientCarePlanFilter,
    page: PageQuery,
) -> Result<Slice<care_plan::Model>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let client = clients::service::find(&reading, client_id).await?;
    let ClientCarePlanFilter { status, category, updated_after } = filter;
    let filter = CarePlanFilter {
        client_id: Some(client.id),
        status,
        category,
        review_due_before: None,
        updated_after,
    };
    repository::page(&reading, &filter, &page).await
}

pub async fn update(
    ctx: &Ctx,
    id: CarePlanId,
    seen: IfMatch,
    patch: CarePlanPatch,
) -> Result<CarePlanRecord, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let current = store::lock::<care_plan::Entity>(uow, id, seen).await?;
        rules::check_draft(current.status)?;
        let plan = repository::apply_patch(uow, &current, &patch).await?;
        rules::check_plan(&plan, "")?;
        let change = Change::updated(&plan);
        Ok((repository::load(uow, plan).await?, change))
    })
    .await
}

pub async fn completeness(ctx: &Ctx, id: CarePlanId) -> Result<PlanCompleteness, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let CarePlanRecord { plan, problems, goals, interventions } = load(&reading, id).await?;
    Ok(rules::completeness(&plan, &problems, &goals, &interventions))
}

pub async fn history(
    ctx: &Ctx,
    id: CarePlanId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let plan = store::find::<care_plan::Entity>(&reading, id).await?;
    history::of_row(&reading, &plan, &page).await
}

pub async fn list_versions(
    ctx: &Ctx,
    id: CarePlanId,
    page: PageQuery,
) -> Result<Slice<plan_version::Model>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let plan = store::find::<care_plan::Entity>(&reading, id).await?;
    repository::version_page(&reading, plan.id, &page).await
}

pub async fn version(
    ctx: &Ctx,
    id: CarePlanId,
    number: i32,
) -> Result<plan_version::Model, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let plan = store::find::<care_plan::Entity>(&reading, id).await?;
    repository::version(&reading, plan.id, number).await
}

/// How the version differs from the one before it.
pub async fn diff(ctx: &Ctx, id: CarePlanId, number: i32) -> Result<PlanVersionDiff, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let plan = store::find::<care_plan::Entity>(&reading, id).await?;
    let latter = repository::version(&reading, plan.id, number).await?;
    let former = match number {
        1 => None,
        _ => Some(repository::version(&reading, plan.id, number - 1).await?),
    };
    let former = former.as_ref().map(|version| &version.snapshot.0);
    Ok(PlanVersionDiff {
        care_plan_id: plan.id,
        number,
        from_number: number - 1,
        changes: rules::diff(former, &latter.snapshot),
    })
}
