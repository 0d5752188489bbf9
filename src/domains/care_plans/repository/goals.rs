//! Rows of `goal` and `goal_progress`.

use entity::{
    GoalId, JsonText, PlanProblemId, PlanTemplateId, Timestamp, care_plan,
    goal::{Achievement, ActiveModel, Entity, GoalPriority, Model, Status},
    goal_progress as progress,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, QueryOrder};

use super::super::dto::{GoalClearableField, GoalPatch, NewGoal, NewGoalProgress};
use crate::platform::{Access, PageQuery, Problem, Slice, SortKey, Step, UnitOfWork, store};

const PROGRESS_SORTS: &[SortKey<progress::Entity>] =
    &[SortKey { name: "observedAt", column: progress::Column::ObservedAt }];

pub async fn insert_goal(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    (new, template): (&NewGoal, Option<PlanTemplateId>),
    problem_ids: Vec<PlanProblemId>,
) -> Result<Model, Problem> {
    let source = new.source.as_ref();
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        care_plan_id: Set(plan.id),
        client_id: Set(plan.client_id),
        description: Set(new.description.clone()),
        client_words: Set(new.client_words.clone()),
        problem_ids: Set(JsonText(problem_ids)),
        domain: Set(new.domain),
        priority: Set(new.priority.unwrap_or(GoalPriority::Medium)),
        importance: Set(new.importance),
        confidence: Set(new.confidence),
        starts_on: Set(new.starts_on),
        due_on: Set(new.due_on),
        target: Set(new.target.clone().map(JsonText)),
        owner: Set(new.owner),
        owner_user_id: Set(new.owner_user_id),
        latest_value: Set(None),
        latest_value_at: Set(None),
        status: Set(Status::Proposed),
        achievement_status: Set(None),
        source_assessment_id: Set(source.map(|source| source.assessment_id)),
        source_suggestion: Set(source.and_then(|source| source.suggestion_code.clone())),
        source_template_id: Set(template),
        removed_at: Set(None),
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn apply_goal_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &GoalPatch,
) -> Result<Model, Problem> {
    use GoalClearableField as Clear;

    let clears = |field| patch.clear_fields.contains(&field);
    store::update_if_changed::<Entity>(uow, current, |row| {
        store::set_if(&mut row.description, patch.description.clone());
        let words = patch.client_words.clone();
        store::set_or_clear(&mut row.client_words, words, clears(Clear::ClientWords));
        store::set_if(&mut row.problem_ids, patch.problem_ids.clone().map(JsonText));
        store::set_if(&mut row.domain, patch.domain);
        store::set_if(&mut row.priority, patch.priority);
        store::set_or_clear(&mut row.importance, patch.importance, clears(Clear::Importance));
        store::set_or_clear(&mut row.confidence, patch.confidence, clears(Clear::Confidence));
        store::set_or_clear(&mut row.starts_on, patch.starts_on, clears(Clear::StartsOn));
        store::set_or_clear(&mut row.due_on, patch.due_on, clears(Clear::DueOn));
        let target = patch.target.clone().map(JsonText);
        store::set_or_clear(&mut row.target, target, clears(Clear::Target));
        store::set_or_clear(&mut row.owner, patch.owner, clears(Clear::Owner));
        let cleared = clears(Clear::OwnerUserId);
        store::set_or_clear(&mut row.owner_user_id, patch.owner_user_id, cleared);
    })
    .await
}

/// The goal is no longer about the problem.
pub async fn drop_problem(
    uow: &UnitOfWork<'_>,
    current: &Model,
    problem: PlanProblemId,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        let kept = current.problem_ids.iter().copied().filter(|id| *id != problem).collect();
        row.problem_ids = Set(JsonText(kept));
    })
    .await
}

pub async fn apply_goal_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    achievement: Option<Achievement>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        if achievement.is_some() {
            row.achievement_status = Set(achievement);
        }
    })
    .await
}

/// What was seen of a goal last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SeenLast {
    pub value: Option<(f64, Timestamp)>,
    pub achievement: Option<Achievement>,
}

/// The goal shows what was seen of it last.
pub async fn show_seen(
    uow: &UnitOfWork<'_>,
    current: &Model,
    seen: SeenLast,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.achievement_status = Set(seen.achievement);
        row.latest_value = Set(seen.value.map(|(value, _)| value));
        row.latest_value_at = Set(seen.value.map(|(_, at)| at));
    })
    .await
}

pub async fn insert_progress(
    uow: &UnitOfWork<'_>,
    goal: &Model,
    new: &NewGoalProgress,
) -> Result<progress::Model, Problem> {
    let mut row = progress::ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        care_plan_id: Set(goal.care_plan_id),
        goal_id: Set(goal.id),
        client_id: Set(goal.client_id),
        observed_at: Set(new.observed_at.unwrap_or(uow.now())),
        value: Set(new.value),
        achievement_status: Set(new.achievement_status),
        note: Set(new.note.clone()),
        status: Set(progress::Status::Recorded),
        ..Default::default()
    };
    store::stamp::<progress::Entity>(uow, &mut row);
    store::insert::<progress::Entity>(uow, row).await
}

pub async fn retract_progress(
    uow: &UnitOfWork<'_>,
    current: &progress::Model,
    step: &Step<progress::Status>,
) -> Result<progress::Model, Problem> {
    store::update::<progress::Entity>(uow, current, |row| row.status = Set(step.to)).await
}

/// What the entries that count say last, of the value and of the achievement.
pub async fn seen_last(access: &impl Access, goal: GoalId) -> Result<SeenLast, Problem> {
    use progress::Column;

    let newest = async |said: Column| {
        store::within::<progress::Entity>(access.scope())
            .filter(Column::GoalId.eq(goal))
            .filter(Column::Status.eq(progress::Status::Recorded))
            .filter(said.is_not_null())
            .order_by_desc(Column::ObservedAt)
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id)
            .one(access.connection())
            .await
    };
    let value = newest(Column::Value).await?;
    let achievement = newest(Column::AchievementStatus).await?;
    Ok(SeenLast {
        value: value.and_then(|entry| entry.value.map(|value| (value, entry.observed_at))),
        achievement: achievement.and_then(|entry| entry.achievement_status),
    })
}

pub async fn progress_page(
    access: &impl Access,
    goal: GoalId,
    page: &PageQuery,
) -> Result<Slice<progress::Model>, Problem> {
    let condition = Condition::all()
        .add(progress::Column::GoalId.eq(goal))
        .add(progress::Column::Status.eq(progress::Status::Recorded));
    store::page::<progress::Entity>(access, condition, PROGRESS_SORTS, page).await
}
