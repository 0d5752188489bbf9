//! Rows of `intervention`.

use entity::{
    GoalId, JsonText, PlanTemplateId, Uuid, care_plan,
    intervention::{ActiveModel, Entity, Model, Status},
};
use sea_orm::ActiveValue::Set;

use super::super::dto::{InterventionClearableField, InterventionPatch, NewIntervention};
use crate::platform::{Problem, Step, UnitOfWork, store};

pub async fn insert_intervention(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    (new, template): (&NewIntervention, Option<PlanTemplateId>),
    goal_ids: Vec<GoalId>,
) -> Result<Model, Problem> {
    let source = new.source.as_ref();
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        care_plan_id: Set(plan.id),
        client_id: Set(plan.client_id),
        goal_ids: Set(JsonText(goal_ids)),
        kind: Set(new.kind),
        description: Set(new.description.clone()),
        need_domain: Set(new.need_domain.clone()),
        responsible_user_id: Set(new.responsible_user_id),
        responsible_role: Set(new.responsible_role),
        frequency: Set(new.frequency.clone()),
        starts_on: Set(new.starts_on),
        due_on: Set(new.due_on),
        status: Set(Status::NotStarted),
        linked_kind: Set(None),
        linked_id: Set(None),
        outcome: Set(None),
        source_assessment_id: Set(source.map(|source| source.assessment_id)),
        source_suggestion: Set(source.and_then(|source| source.suggestion_code.clone())),
        source_template_id: Set(template),
        removed_at: Set(None),
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn apply_intervention_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &InterventionPatch,
) -> Result<Model, Problem> {
    use InterventionClearableField as Clear;

    let clears = |field| patch.clear_fields.contains(&field);
    store::update_if_changed::<Entity>(uow, current, |row| {
        store::set_if(&mut row.goal_ids, patch.goal_ids.clone().map(JsonText));
        store::set_if(&mut row.kind, patch.kind);
        store::set_if(&mut row.description, patch.description.clone());
        let need = patch.need_domain.clone();
        store::set_or_clear(&mut row.need_domain, need, clears(Clear::NeedDomain));
        let cleared = clears(Clear::ResponsibleUserId);
        store::set_or_clear(&mut row.responsible_user_id, patch.responsible_user_id, cleared);
        let cleared = clears(Clear::ResponsibleRole);
        store::set_or_clear(&mut row.responsible_role, patch.responsible_role, cleared);
        let frequency = patch.frequency.clone();
        store::set_or_clear(&mut row.frequency, frequency, clears(Clear::Frequency));
        store::set_or_clear(&mut row.starts_on, patch.starts_on, clears(Clear::StartsOn));
        store::set_or_clear(&mut row.due_on, patch.due_on, clears(Clear::DueOn));
    })
    .await
}

/// The intervention no longer serves the goal.
pub async fn drop_goal(
    uow: &UnitOfWork<'_>,
    current: &Model,
    goal: GoalId,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        let kept = current.goal_ids.iter().copied().filter(|id| *id != goal).collect();
        row.goal_ids = Set(JsonText(kept));
    })
    .await
}

pub async fn apply_intervention_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    outcome: Option<String>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        if outcome.is_some() {
            row.outcome = Set(outcome);
        }
    })
    .await
}

/// Notes what carries the intervention out.
pub async fn link(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: Option<&Step<Status>>,
    (kind, id): (&str, Uuid),
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        if let Some(step) = step {
            row.status = Set(step.to);
        }
        row.linked_kind = Set(Some(kind.to_owned()));
        row.linked_id = Set(Some(id));
    })
    .await
}

/// Nothing carries the intervention out any more; what came of it is forgotten if it begins anew.
pub async fn unlink(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: Option<&Step<Status>>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        if let Some(step) = step {
            row.status = Set(step.to);
            row.outcome = Set(None);
        }
        row.linked_kind = Set(None);
        row.linked_id = Set(None);
    })
    .await
}
