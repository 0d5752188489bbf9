//! Rows of `goal_barrier`.

use entity::{
    GoalBarrierId, goal,
    goal_barrier::{ActiveModel, Entity, Model, Status},
};
use sea_orm::ActiveValue::Set;

use super::super::dto::{GoalBarrierClearableField, GoalBarrierPatch};
use crate::platform::{Problem, Step, UnitOfWork, store};

pub async fn insert_barrier(
    uow: &UnitOfWork<'_>,
    goal: &goal::Model,
    id: Option<GoalBarrierId>,
    (code, text): (Option<&str>, &str),
) -> Result<Model, Problem> {
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(id)),
        care_plan_id: Set(goal.care_plan_id),
        client_id: Set(goal.client_id),
        goal_id: Set(goal.id),
        code: Set(code.map(str::to_owned)),
        text: Set(text.to_owned()),
        status: Set(Status::Open),
        resolution: Set(None),
        removed_at: Set(None),
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn apply_barrier_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &GoalBarrierPatch,
) -> Result<Model, Problem> {
    let cleared = patch.clear_fields.contains(&GoalBarrierClearableField::Code);
    store::update_if_changed::<Entity>(uow, current, |row| {
        store::set_or_clear(&mut row.code, patch.code.clone(), cleared);
        store::set_if(&mut row.text, patch.text.clone());
    })
    .await
}

/// Moves the barrier on; what is said of it is kept until the next move.
pub async fn apply_barrier_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    resolution: Option<String>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.resolution = Set(resolution);
    })
    .await
}
