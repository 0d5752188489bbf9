//! Templates: drafted, published, retired, and what plans take from them.

use chrono::NaiveDate;
use entity::{
    PlanTemplateId, UserId, plan_template, plan_template::Event, transition, user_account::Role,
};

use super::{
    super::{
        dto::{
            ChosenSuggestion, NewCarePlan, NewPlanTemplate, PlanTemplateFilter, PlanTemplatePatch,
        },
        repository,
        rules::{self, Beginnings},
    },
    references::References,
};
use crate::{
    domains::assessments,
    platform::{
        Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, broken_at,
        history, store,
    },
};

pub async fn create_template(
    ctx: &Ctx,
    new: NewPlanTemplate,
) -> Result<plan_template::Model, Problem> {
    ctx.write(Permission::WritePlanTemplates, async |uow| {
        if let Some(id) = new.revises_id {
            let missing = "There is no such published template.";
            let wrong = || Problem::field("/revisesId", "not_found", missing);
            repository::published_template(uow, id).await?.ok_or_else(wrong)?;
        }
        let template = repository::insert_template(uow, &new).await?;
        let change = Change::created(&template).entering(template.status);
        Ok((template, change))
    })
    .await
}

pub async fn get_template(ctx: &Ctx, id: PlanTemplateId) -> Result<plan_template::Model, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    store::find::<plan_template::Entity>(&reading, id).await
}

pub async fn list_templates(
    ctx: &Ctx,
    filter: PlanTemplateFilter,
    page: PageQuery,
) -> Result<Slice<plan_template::Model>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    repository::template_page(&reading, &filter, &page).await
}

pub async fn update_template(
    ctx: &Ctx,
    id: PlanTemplateId,
    seen: IfMatch,
    patch: PlanTemplatePatch,
) -> Result<plan_template::Model, Problem> {
    ctx.write(Permission::WritePlanTemplates, async |uow| {
        let current = store::lock::<plan_template::Entity>(uow, id, seen).await?;
        if current.status != plan_template::Status::Draft {
            let actions = rules::TEMPLATES.allowed_actions(current.status);
            return Err(Problem::new(&rules::TEMPLATE_NOT_DRAFT).with_allowed_actions(actions));
        }
        let template = repository::apply_template_patch(uow, &current, &patch).await?;
        rules::check_template(&template.content).map_err(|error| broken_at("", &error))?;
        let change = Change::updated(&template);
        Ok((template, change))
    })
    .await
}

/// The template that it revises is retired with it.
pub async fn publish_template(
    ctx: &Ctx,
    id: PlanTemplateId,
    seen: IfMatch,
) -> Result<plan_template::Model, Problem> {
    ctx.write(Permission::WritePlanTemplates, async |uow| {
        let current = store::lock::<plan_template::Entity>(uow, id, seen).await?;
        let step = rules::TEMPLATES.fire(current.status, Event::Publish)?;
        let content = &current.content;
        let parts = content.problems.len() + content.goals.len() + content.interventions.len();
        if parts == 0 {
            return Err(Problem::new(&rules::TEMPLATE_EMPTY));
        }
        if let Some(former) = current.revises_id {
            let former = store::lock_current::<plan_template::Entity>(uow, former).await?;
            // It may have been retired by hand since.
            if let Ok(step) = rules::TEMPLATES.fire(former.status, Event::Retire) {
                let former = repository::apply_template_step(uow, &former, &step).await?;
                uow.also(Change::of("retired", &former).by(&step));
            }
        }
        let template = repository::apply_template_step(uow, &current, &step).await?;
        let change = Change::of("published", &template).by(&step);
        Ok((template, change))
    })
    .await
}

pub async fn retire_template(
    ctx: &Ctx,
    id: PlanTemplateId,
    seen: IfMatch,
) -> Result<plan_template::Model, Problem> {
    ctx.write(Permission::WritePlanTemplates, async |uow| {
        let current = store::lock::<plan_template::Entity>(uow, id, seen).await?;
        let step = rules::TEMPLATES.fire(current.status, Event::Retire)?;
        let template = repository::apply_template_step(uow, &current, &step).await?;
        let change = Change::of("retired", &template).by(&step);
        Ok((template, change))
    })
    .await
}

pub async fn template_history(
    ctx: &Ctx,
    id: PlanTemplateId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let template = store::find::<plan_template::Entity>(&reading, id).await?;
    history::of_row(&reading, &template, &page).await
}

/// What the caller can do with the template now.
pub fn template_actions(ctx: &Ctx, template: &plan_template::Model) -> Vec<String> {
    if ctx.may(Permission::WritePlanTemplates) {
        rules::TEMPLATES.allowed_actions(template.status)
    } else {
        Vec::new()
    }
}

/// The published template that a new plan names.
pub async fn chosen(
    uow: &UnitOfWork<'_>,
    new: &NewCarePlan,
) -> Result<Option<plan_template::Model>, Problem> {
    let Some(id) = new.template_id else { return Ok(None) };
    let template = repository::published_template(uow, id).await?.ok_or_else(|| {
        Problem::field("/templateId", "not_found", "There is no such published template.")
    })?;
    let own = |keys: Vec<&str>, key: &Option<String>| {
        key.as_ref().is_some_and(|key| keys.contains(&key.as_str()))
    };
    let content = &template.content;
    let problems = content.problems.iter().map(|one| one.key.as_str()).collect::<Vec<_>>();
    let goals = content.goals.iter().map(|one| one.key.as_str()).collect::<Vec<_>>();
    let problem = new.problems.iter().position(|one| own(problems.clone(), &one.key));
    let goal = new.goals.iter().position(|one| own(goals.clone(), &one.key));
    let taken = problem.map(|place| format!("/problems/{place}/key"));
    match taken.or_else(|| goal.map(|place| format!("/goals/{place}/key"))) {
        Some(pointer) => {
            let detail = "The template has a part of this key already.";
            Err(Problem::field(pointer, "duplicate_key", detail))
        }
        None => Ok(Some(template)),
    }
}

/// The template's parts, with the people who fill its roles in this plan.
pub async fn begin(
    uow: &UnitOfWork<'_>,
    (new, template): (&NewCarePlan, &plan_template::Model),
    start: NaiveDate,
    references: &mut References,
) -> Result<Beginnings, Problem> {
    let mut people: Vec<(Role, UserId)> = Vec::new();
    for (place, person) in new.responsibles.iter().enumerate() {
        let pointer = format!("/responsibles/{place}/userId");
        references.user(uow, Some(person.user_id), pointer).await?;
        people.push((person.role, person.user_id));
    }
    Ok(rules::begin(&template.content, start, &people))
}

/// What the chosen suggestions add, in the order of their choice.
pub async fn take_up(ctx: &Ctx, chosen: &[ChosenSuggestion]) -> Result<Vec<Beginnings>, Problem> {
    let mut taken = Vec::new();
    for (place, choice) in chosen.iter().enumerate() {
        let at = format!("/suggestions/{place}");
        let missing = "There is no such assessment of this client.";
        let found = assessments::service::suggestions(ctx, choice.assessment_id).await;
        let found =
            found.map_err(|problem| problem.of_reference(format!("{at}/assessmentId"), missing))?;
        let wanted = |code: &str| choice.suggestion_code.as_ref().is_none_or(|only| only == code);
        let before = taken.len();
        for suggestion in found.iter().filter(|one| wanted(&one.code)) {
            taken.push(rules::take_up(choice.assessment_id, suggestion, taken.len()));
        }
        if before == taken.len() {
            let detail = "The assessment has no such suggestion.";
            return Err(Problem::field(format!("{at}/suggestionCode"), "not_found", detail));
        }
    }
    Ok(taken)
}

/// Suggestions are of the same client's assessments.
pub async fn check_suggested(
    uow: &UnitOfWork<'_>,
    chosen: &[ChosenSuggestion],
    references: &mut References,
) -> Result<(), Problem> {
    for (place, choice) in chosen.iter().enumerate() {
        let pointer = format!("/suggestions/{place}/assessmentId");
        references.assessment(uow, choice.assessment_id, pointer).await?;
    }
    Ok(())
}
