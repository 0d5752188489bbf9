//! What meetings come to: decisions, action items, minutes.

use entity::{
    CarePlanId, JsonText, TaskId, action_item, care_conference as conference,
    conference_decision as decision, conference_minutes as minutes, task::Priority,
};
use sea_orm::ActiveValue::Set;

use crate::{
    domains::care_conferences::dto::{
        ActionItemClearableField, ActionItemPatch, ConferenceDecisionPatch, ConferenceMinutesPatch,
        DecisionClearableField, MinutesClearableField, NewActionItem, NewConferenceDecision,
    },
    platform::{Problem, UnitOfWork, store},
};

pub async fn insert_decision(
    uow: &UnitOfWork<'_>,
    conference: &conference::Model,
    new: &NewConferenceDecision,
    amendment: Option<String>,
) -> Result<decision::Model, Problem> {
    let mut row = decision::ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        client_id: Set(conference.client_id),
        conference_id: Set(conference.id),
        agenda_item_id: Set(new.agenda_item_id),
        text: Set(new.text.clone()),
        decision_type: Set(new.decision_type),
        decided_by: Set(new.decided_by),
        dissent: Set(JsonText(new.dissent.clone())),
        client_agrees: Set(new.client_agrees),
        amendment: Set(amendment),
        amended_plan_id: Set(None),
        amended_plan_version: Set(None),
        removed_at: Set(None),
        ..Default::default()
    };
    store::stamp::<decision::Entity>(uow, &mut row);
    store::insert::<decision::Entity>(uow, row).await
}

pub async fn patch_decision(
    uow: &UnitOfWork<'_>,
    current: &decision::Model,
    patch: &ConferenceDecisionPatch,
    amendment: Option<String>,
) -> Result<decision::Model, Problem> {
    use DecisionClearableField as Clear;

    let clears = |field| patch.clear_fields.contains(&field);
    store::update::<decision::Entity>(uow, current, |row| {
        let item = patch.agenda_item_id;
        store::set_or_clear(&mut row.agenda_item_id, item, clears(Clear::AgendaItemId));
        store::set_if(&mut row.text, patch.text.clone());
        store::set_if(&mut row.decision_type, patch.decision_type);
        store::set_if(&mut row.decided_by, patch.decided_by);
        store::set_if(&mut row.dissent, patch.dissent.clone().map(JsonText));
        store::set_if(&mut row.client_agrees, patch.client_agrees);
        store::set_or_clear(&mut row.amendment, amendment, clears(Clear::Amendment));
    })
    .await
}

pub async fn insert_action_item(
    uow: &UnitOfWork<'_>,
    conference: &conference::Model,
    new: &NewActionItem,
) -> Result<action_item::Model, Problem> {
    let mut row = action_item::ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        client_id: Set(conference.client_id),
        conference_id: Set(conference.id),
        decision_id: Set(new.decision_id),
        text: Set(new.text.clone()),
        owner_id: Set(new.owner_id),
        due_on: Set(new.due_on),
        priority: Set(new.priority.unwrap_or(Priority::Routine)),
        task_id: Set(None),
        removed_at: Set(None),
        ..Default::default()
    };
    store::stamp::<action_item::Entity>(uow, &mut row);
    store::insert::<action_item::Entity>(uow, row).await
}

pub async fn patch_action_item(
    uow: &UnitOfWork<'_>,
    current: &action_item::Model,
    patch: &ActionItemPatch,
) -> Result<action_item::Model, Problem> {
    let clears_decision = patch.clear_fields.contains(&ActionItemClearableField::DecisionId);
    store::update::<action_item::Entity>(uow, current, |row| {
        store::set_or_clear(&mut row.decision_id, patch.decision_id, clears_decision);
        store::set_if(&mut row.text, patch.text.clone());
        store::set_if(&mut row.owner_id, patch.owner_id);
        store::set_if(&mut row.due_on, patch.due_on);
        store::set_if(&mut row.priority, patch.priority);
    })
    .await
}

/// Notes which version of which plan the decision has made.
pub async fn note_amendment(
    uow: &UnitOfWork<'_>,
    current: &decision::Model,
    plan_id: CarePlanId,
    plan_version: i32,
) -> Result<decision::Model, Problem> {
    store::update::<decision::Entity>(uow, current, |row| {
        row.amended_plan_id = Set(Some(plan_id));
        row.amended_plan_version = Set(Some(plan_version));
    })
    .await
}

/// Notes the task that the action item has become.
pub async fn note_task(
    uow: &UnitOfWork<'_>,
    current: &action_item::Model,
    task_id: TaskId,
) -> Result<action_item::Model, Problem> {
    store::update::<action_item::Entity>(uow, current, |row| row.task_id = Set(Some(task_id))).await
}

/// Writes the minutes, number 0, or an addendum, which is signed at once.
pub async fn insert_minutes(
    uow: &UnitOfWork<'_>,
    conference: &conference::Model,
    number: i32,
    body: String,
    plain_language: Option<String>,
) -> Result<minutes::Model, Problem> {
    let is_addendum = number > 0;
    let mut row = minutes::ActiveModel {
        id: Set(entity::Id::new(uow.now())),
        client_id: Set(conference.client_id),
        conference_id: Set(conference.id),
        number: Set(number),
        body: Set(body),
        plain_language: Set(plain_language),
        author_id: Set(uow.actor()),
        signed_by: Set(is_addendum.then(|| uow.actor())),
        signed_at: Set(is_addendum.then(|| uow.now())),
        ..Default::default()
    };
    store::stamp::<minutes::Entity>(uow, &mut row);
    store::insert::<minutes::Entity>(uow, row).await
}

pub async fn patch_minutes(
    uow: &UnitOfWork<'_>,
    current: &minutes::Model,
    patch: &ConferenceMinutesPatch,
) -> Result<minutes::Model, Problem> {
    let cleared = patch.clear_fields.contains(&MinutesClearableField::PlainLanguage);
    store::update::<minutes::Entity>(uow, current, |row| {
        store::set_if(&mut row.body, patch.body.clone());
        store::set_or_clear(&mut row.plain_language, patch.plain_language.clone(), cleared);
    })
    .await
}

pub async fn sign_minutes(
    uow: &UnitOfWork<'_>,
    current: &minutes::Model,
) -> Result<minutes::Model, Problem> {
    let (signer, now) = (uow.actor(), uow.now());
    store::update::<minutes::Entity>(uow, current, |row| {
        row.signed_by = Set(Some(signer));
        row.signed_at = Set(Some(now));
    })
    .await
}
