//! Rows of `plan_problem`.

use entity::{
    JsonText, PlanTemplateId, care_plan,
    plan_problem::{ActiveModel, Entity, Model, Status},
};
use sea_orm::ActiveValue::Set;

use super::super::dto::{NewPlanProblem, PlanProblemClearableField, PlanProblemPatch};
use crate::platform::{Problem, UnitOfWork, store};

pub async fn insert_problem(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    (new, template): (&NewPlanProblem, Option<PlanTemplateId>),
) -> Result<Model, Problem> {
    let source = new.source.as_ref();
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        care_plan_id: Set(plan.id),
        client_id: Set(plan.client_id),
        kind: Set(new.kind),
        description: Set(new.description.clone()),
        codes: Set(JsonText(new.codes.clone())),
        onset_on: Set(new.onset_on),
        evidence_assessment_ids: Set(JsonText(new.evidence_assessment_ids.clone())),
        client_priority: Set(new.client_priority),
        status: Set(new.status.unwrap_or(Status::Active)),
        source_assessment_id: Set(source.map(|source| source.assessment_id)),
        source_suggestion: Set(source.and_then(|source| source.suggestion_code.clone())),
        source_template_id: Set(template),
        removed_at: Set(None),
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn apply_problem_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &PlanProblemPatch,
) -> Result<Model, Problem> {
    use PlanProblemClearableField as Clear;

    let clears = |field| patch.clear_fields.contains(&field);
    store::update_if_changed::<Entity>(uow, current, |row| {
        store::set_if(&mut row.kind, patch.kind);
        store::set_if(&mut row.description, patch.description.clone());
        store::set_if(&mut row.codes, patch.codes.clone().map(JsonText));
        store::set_or_clear(&mut row.onset_on, patch.onset_on, clears(Clear::OnsetOn));
        let evidence = patch.evidence_assessment_ids.clone().map(JsonText);
        store::set_if(&mut row.evidence_assessment_ids, evidence);
        let cleared = clears(Clear::ClientPriority);
        store::set_or_clear(&mut row.client_priority, patch.client_priority, cleared);
        store::set_if(&mut row.status, patch.status);
    })
    .await
}

/// Gives the problem its place among what matters to the client.
pub async fn set_priority(
    uow: &UnitOfWork<'_>,
    current: &Model,
    place: i32,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| row.client_priority = Set(Some(place))).await
}
