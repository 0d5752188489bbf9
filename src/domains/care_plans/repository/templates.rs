//! Rows of `plan_template`.

use entity::{
    JsonText, PlanTemplateId,
    plan_template::{ActiveModel, Column, Entity, Model, Status, TemplateContent},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::super::{
    dto::{NewPlanTemplate, PlanTemplateClearableField, PlanTemplateFilter, PlanTemplatePatch},
    rules,
};
use crate::platform::{Access, PageQuery, Problem, Slice, SortKey, Step, UnitOfWork, store};

const SORTS: &[SortKey<Entity>] = &[SortKey { name: "name", column: Column::Name }];

pub async fn insert_template(
    uow: &UnitOfWork<'_>,
    new: &NewPlanTemplate,
) -> Result<Model, Problem> {
    let category = new.category.as_deref().unwrap_or(rules::COMPREHENSIVE);
    let content = TemplateContent {
        problems: new.problems.clone(),
        goals: new.goals.clone(),
        interventions: new.interventions.clone(),
    };
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        name: Set(new.name.clone()),
        description: Set(new.description.clone()),
        title: Set(new.title.clone()),
        category: Set(category.to_owned()),
        expected_outcome: Set(new.expected_outcome.clone()),
        requires_approval: Set(new.requires_approval.unwrap_or(false)),
        review_after_days: Set(new.review_after_days),
        content: Set(JsonText(content)),
        revises_id: Set(new.revises_id),
        published_at: Set(None),
        status: Set(Status::Draft),
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn apply_template_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &PlanTemplatePatch,
) -> Result<Model, Problem> {
    use PlanTemplateClearableField as Clear;

    let clears = |field| patch.clear_fields.contains(&field);
    let mut content = current.content.0.clone();
    content.problems = patch.problems.clone().unwrap_or(content.problems);
    content.goals = patch.goals.clone().unwrap_or(content.goals);
    content.interventions = patch.interventions.clone().unwrap_or(content.interventions);
    store::update_if_changed::<Entity>(uow, current, |row| {
        store::set_if(&mut row.name, patch.name.clone());
        let description = patch.description.clone();
        store::set_or_clear(&mut row.description, description, clears(Clear::Description));
        store::set_if(&mut row.title, patch.title.clone());
        store::set_if(&mut row.category, patch.category.clone());
        let outcome = patch.expected_outcome.clone();
        store::set_or_clear(&mut row.expected_outcome, outcome, clears(Clear::ExpectedOutcome));
        store::set_if(&mut row.requires_approval, patch.requires_approval);
        let cleared = clears(Clear::ReviewAfterDays);
        store::set_or_clear(&mut row.review_after_days, patch.review_after_days, cleared);
        row.content = Set(JsonText(content));
    })
    .await
}

pub async fn apply_template_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        if step.to == Status::Published {
            row.published_at = Set(Some(uow.now()));
        }
    })
    .await
}

/// Which plans begin with it, if it is published.
pub async fn published_template(
    access: &impl Access,
    id: PlanTemplateId,
) -> Result<Option<Model>, Problem> {
    let condition = Condition::all().add(Column::Id.eq(id));
    let condition = condition.add(Column::Status.eq(Status::Published));
    Ok(store::all::<Entity>(access, condition, &[]).await?.into_iter().next())
}

pub async fn template_page(
    access: &impl Access,
    filter: &PlanTemplateFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let living = [Status::Draft, Status::Published];
    let statuses = filter.status.as_ref().map_or(living.as_slice(), |any| any.0.as_slice());
    let condition = Condition::all()
        .add(store::any_of(Column::Status, Some(statuses)))
        .add_option(filter.category.as_ref().map(|category| Column::Category.eq(category)));
    store::page::<Entity>(access, condition, SORTS, page).await
}
