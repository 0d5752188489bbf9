//! Rows of `care_plan`.

use chrono::NaiveDate;
use entity::{
    CarePlanId, ClientId, JsonText,
    care_plan::{ActiveModel, Column, Entity, Model, Status},
    plan_template,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::super::{
    dto::{CarePlanClearableField, CarePlanFilter, CarePlanPatch, NewCarePlan},
    rules,
};
use crate::platform::{Access, PageQuery, Problem, Slice, SortKey, Step, UnitOfWork, store};

const SORTS: &[SortKey<Entity>] = &[
    SortKey { name: "updatedAt", column: Column::UpdatedAt },
    SortKey { name: "title", column: Column::Title },
];

pub async fn page(
    access: &impl Access,
    filter: &CarePlanFilter,
    (page, today): (&PageQuery, NaiveDate),
) -> Result<Slice<Model>, Problem> {
    let statuses = match &filter.status {
        Some(any) => store::any_of(Column::Status, Some(any.0.as_slice())),
        None => Condition::all().add(Column::Status.ne(Status::EnteredInError)),
    };
    let overdue = Condition::all()
        .add(Column::Status.eq(Status::Active))
        .add(Column::NextReviewOn.is_not_null())
        .add(Column::NextReviewOn.lt(today));
    let condition = Condition::all()
        .add_option(filter.client_id.map(|id| Column::ClientId.eq(id)))
        .add(statuses)
        .add_option(filter.template_id.map(|id| Column::TemplateId.eq(id)))
        .add_option(
            filter.review_overdue.map(|wanted| if wanted { overdue } else { overdue.not() }),
        )
        .add_option(filter.category.as_ref().map(|category| Column::Category.eq(category)))
        .add_option(filter.review_due_before.map(|day| Column::NextReviewOn.lt(day)))
        .add_option(filter.updated_after.map(|after| Column::UpdatedAt.gt(after)));
    store::page::<Entity>(access, condition, SORTS, page).await
}

/// The client's active plan of the category, if there is one.
pub async fn active_of_category(
    access: &impl Access,
    client_id: ClientId,
    category: &str,
) -> Result<Option<Model>, Problem> {
    let condition = active(client_id).add(Column::Category.eq(category));
    Ok(store::all::<Entity>(access, condition, &[]).await?.into_iter().next())
}

/// The client's active plans, the one that was activated last at the end.
pub async fn active_of_client(
    access: &impl Access,
    client_id: ClientId,
) -> Result<Vec<Model>, Problem> {
    let mut plans = store::all::<Entity>(access, active(client_id), &[]).await?;
    plans.sort_by_key(|plan| plan.activated_at);
    Ok(plans)
}

fn active(client_id: ClientId) -> Condition {
    Condition::all().add(Column::ClientId.eq(client_id)).add(Column::Status.eq(Status::Active))
}

/// What a new plan begins with.
#[derive(Clone, Copy)]
pub struct Beginning<'b> {
    pub template: Option<&'b plan_template::Model>,
    /// From when the days of its parts count.
    pub starts_on: NaiveDate,
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    client_id: ClientId,
    (new, begun): (&NewCarePlan, Beginning<'_>),
) -> Result<Model, Problem> {
    let template = begun.template;
    let category = new.category.as_deref().or(template.map(|known| known.category.as_str()));
    let category = category.unwrap_or(rules::COMPREHENSIVE);
    let title = new.title.as_ref().or(template.map(|known| &known.title));
    let outcome = new.expected_outcome.as_ref();
    let outcome = outcome.or(template.and_then(|known| known.expected_outcome.as_ref()));
    let approval = template.is_some_and(|known| known.requires_approval);
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        client_id: Set(client_id),
        title: Set(title.cloned().unwrap_or_default()),
        category: Set(category.to_owned()),
        starts_on: Set(new.starts_on.or(template.map(|_| begun.starts_on))),
        ends_on: Set(new.ends_on),
        plain_language_summary: Set(new.plain_language_summary.clone()),
        client_goals_statement: Set(new.client_goals_statement.clone()),
        expected_outcome: Set(outcome.cloned()),
        strengths: Set(JsonText(new.strengths.clone())),
        risks: Set(JsonText(new.risks.clone())),
        element_notes: Set(JsonText(new.element_notes.clone())),
        preference_answers: Set(JsonText(new.preference_answers.clone())),
        template_id: Set(template.map(|known| known.id)),
        requires_approval: Set(approval || new.requires_approval.unwrap_or(false)),
        submitted_by: Set(None),
        current_version: Set(0),
        activated_at: Set(None),
        next_review_on: Set(new.next_review_on),
        replaces_id: Set(None),
        replaced_by_id: Set(None),
        closing_evaluation: Set(None),
        status: Set(Status::Draft),
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

/// Writes the patch.
pub async fn apply_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &CarePlanPatch,
) -> Result<Model, Problem> {
    store::update_if_changed::<Entity>(uow, current, |row| write_patch(row, patch)).await
}

fn write_patch(row: &mut ActiveModel, patch: &CarePlanPatch) {
    use CarePlanClearableField as Clear;

    let clears = |field| patch.clear_fields.contains(&field);
    store::set_if(&mut row.title, patch.title.clone());
    store::set_if(&mut row.category, patch.category.clone());
    store::set_or_clear(&mut row.starts_on, patch.starts_on, clears(Clear::StartsOn));
    store::set_or_clear(&mut row.ends_on, patch.ends_on, clears(Clear::EndsOn));
    let summary = patch.plain_language_summary.clone();
    let cleared = clears(Clear::PlainLanguageSummary);
    store::set_or_clear(&mut row.plain_language_summary, summary, cleared);
    let statement = patch.client_goals_statement.clone();
    let cleared = clears(Clear::ClientGoalsStatement);
    store::set_or_clear(&mut row.client_goals_statement, statement, cleared);
    let outcome = patch.expected_outcome.clone();
    store::set_or_clear(&mut row.expected_outcome, outcome, clears(Clear::ExpectedOutcome));
    store::set_if(&mut row.strengths, patch.strengths.clone().map(JsonText));
    store::set_if(&mut row.risks, patch.risks.clone().map(JsonText));
    let answers = patch.preference_answers.clone().map(JsonText);
    store::set_if(&mut row.preference_answers, answers);
    store::set_if(&mut row.element_notes, patch.element_notes.clone().map(JsonText));
    store::set_if(&mut row.requires_approval, patch.requires_approval);
    store::set_or_clear(&mut row.next_review_on, patch.next_review_on, clears(Clear::NextReviewOn));
}

/// Moves the plan on.
pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| row.status = Set(step.to)).await
}

/// Puts the plan in force as its version 1; `review` is for a plan that names
/// no date.
pub async fn activate(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    review: NaiveDate,
    replaces: Option<CarePlanId>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.current_version = Set(1);
        row.activated_at = Set(Some(uow.now()));
        row.next_review_on = Set(current.next_review_on.or(Some(review)));
        row.replaces_id = Set(replaces);
    })
    .await
}

/// Makes the plan's next agreed version.
pub async fn amend(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    patch: Option<&CarePlanPatch>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.current_version = Set(current.current_version + 1);
        if let Some(patch) = patch {
            write_patch(row, patch);
        }
    })
    .await
}

pub async fn complete(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    evaluation: &str,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.closing_evaluation = Set(Some(evaluation.to_owned()));
    })
    .await
}

/// The plan's next version: one of its parts has changed.
pub async fn touch(uow: &UnitOfWork<'_>, current: &Model) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |_| {}).await
}

/// Sends the plan to review, and remembers who did.
pub async fn submit(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.submitted_by = Set(Some(uow.actor()));
    })
    .await
}

/// Takes the plan out of force for another one.
pub async fn replace(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    successor: CarePlanId,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.replaced_by_id = Set(Some(successor));
    })
    .await
}

/// The plan's next version: it is to be looked at on another day.
pub async fn set_next_review(
    uow: &UnitOfWork<'_>,
    current: &Model,
    day: NaiveDate,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| row.next_review_on = Set(Some(day))).await
}
