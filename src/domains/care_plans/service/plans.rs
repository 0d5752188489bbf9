//! Drafting, reading and changing plans as a whole, and reading their versions.

use entity::{CarePlanId, ClientId, care_plan, plan_template, plan_version, transition};

use super::{
    super::{
        dto::{CarePlanFilter, CarePlanPatch, ClientCarePlanFilter, NewCarePlan},
        repository::{self, Beginning, CarePlanOutline, CarePlanRecord},
        rules,
    },
    new_parts::{Adding, NewParts},
    references::{References, check_answers},
    templates,
};
use crate::{
    domains::clients,
    platform::{
        Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, history,
        store,
    },
};

pub async fn create(
    ctx: &Ctx,
    client_id: ClientId,
    new: NewCarePlan,
) -> Result<CarePlanRecord, Problem> {
    if !new.suggestions.is_empty() {
        // The path is looked at before the body.
        clients::service::find(&ctx.read(Permission::WriteCarePlans)?, client_id).await?;
    }
    let suggested = templates::take_up(ctx, &new.suggestions).await?;
    ctx.write(Permission::WriteCarePlans, async |uow| {
        clients::service::require_active(uow, client_id).await?;
        let template = templates::chosen(uow, &new).await?;
        let mut references = References::of(client_id);
        templates::check_suggested(uow, &new.suggestions, &mut references).await?;
        let answers = &new.preference_answers;
        check_answers(uow, client_id, answers, "/preferenceAnswers").await?;
        let today = repository::today(uow).await?;
        let starts_on = new.starts_on.unwrap_or(today);
        let begun = Beginning { template: template.as_ref(), starts_on };
        let plan = repository::insert(uow, client_id, (&new, begun)).await?;
        rules::check_plan(&plan, "")?;
        let change = Change::created(&plan).entering(plan.status);
        let mut record = CarePlanRecord {
            plan,
            problems: Vec::new(),
            goals: Vec::new(),
            interventions: Vec::new(),
            barriers: Vec::new(),
            today,
        };
        let mut adding = Adding::to(&record);
        if let Some(template) = &template {
            let begun = templates::begin(uow, (&new, template), starts_on, &mut references).await?;
            let parts = NewParts::of(&begun, Some(template.id));
            adding.add_all(uow, &mut record, parts).await?;
        }
        for begun in &suggested {
            adding.add_all(uow, &mut record, NewParts::of(begun, None)).await?;
        }
        let parts = NewParts {
            problems: (&new.problems, "/problems"),
            goals: (&new.goals, "/goals"),
            interventions: (&new.interventions, "/interventions"),
            template: None,
        };
        adding.add_all(uow, &mut record, parts).await?;
        let CarePlanRecord { problems, goals, interventions, .. } = &record;
        rules::check_size(problems.len(), goals.len(), interventions.len())?;
        Ok((record, change))
    })
    .await
}

pub async fn get(ctx: &Ctx, id: CarePlanId) -> Result<CarePlanRecord, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    load(&reading, id).await
}

/// The plan with its parts, all noted as seen.
pub async fn load(access: &impl Access, id: CarePlanId) -> Result<CarePlanRecord, Problem> {
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
) -> Result<Slice<CarePlanOutline>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    outlines(&reading, &filter, &page).await
}

pub async fn list_of_client(
    ctx: &Ctx,
    client_id: ClientId,
    filter: ClientCarePlanFilter,
    page: PageQuery,
) -> Result<Slice<CarePlanOutline>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let client = clients::service::find(&reading, client_id).await?;
    let ClientCarePlanFilter { status, category, review_due_before, updated_after } = filter;
    let filter = CarePlanFilter {
        client_id: Some(client.id),
        status,
        category,
        template_id: None,
        review_overdue: None,
        review_due_before,
        updated_after,
    };
    outlines(&reading, &filter, &page).await
}

async fn outlines(
    access: &impl Access,
    filter: &CarePlanFilter,
    page: &PageQuery,
) -> Result<Slice<CarePlanOutline>, Problem> {
    let today = repository::today(access).await?;
    let slice = repository::page(access, filter, (page, today)).await?;
    Ok(slice.map(|plan| CarePlanOutline { plan, today }))
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
        if patch.requires_approval == Some(false) {
            check_approval_is_free(uow, &current).await?;
        }
        if let Some(answers) = &patch.preference_answers {
            check_answers(uow, current.client_id, answers, "/preferenceAnswers").await?;
        }
        let plan = repository::apply_patch(uow, &current, &patch).await?;
        rules::check_plan(&plan, "")?;
        let change = Change::updated(&plan);
        Ok((repository::load(uow, plan).await?, change))
    })
    .await
}

/// What the template asks for cannot be overruled in the plan.
async fn check_approval_is_free(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
) -> Result<(), Problem> {
    let Some(id) = plan.template_id else { return Ok(()) };
    if store::find::<plan_template::Entity>(uow, id).await?.requires_approval {
        let detail = "The plan's template asks for approval.";
        return Err(Problem::field("/requiresApproval", "approval_fixed", detail));
    }
    Ok(())
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
