//! What meetings come to: decisions and action items.

use entity::{
    CarePlanId, ClientId, JsonText, TaskId, action_item, care_conference as conference,
    conference_decision as decision, task::Priority,
};
use sea_orm::ActiveValue::Set;

use crate::{
    domains::care_conferences::dto::{
        ActionItemClearableField, ActionItemPatch, ConferenceDecisionPatch, DecisionClearableField,
        NewActionItem, NewConferenceDecision,
    },
    platform::{Problem, UnitOfWork, store},
};

pub async fn insert_decision(
    uow: &UnitOfWork<'_>,
    conference: &conference::Model,
    client_id: Option<ClientId>,
    new: &NewConferenceDecision,
    amendment: Option<String>,
) -> Result<decision::Model, Problem> {
    let mut row = decision::ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        client_id: Set(client_id),
        conference_id: Set(conference.id),
        agenda_item_id: Set(new.agenda_item_id),
        text: Set(new.text.clone()),
        decision_type: Set(new.decision_type),
        decided_by: Set(new.decided_by),
        dissent: Set(JsonText(new.dissent.clone())),
        client_agrees: Set(new.client_agrees),
        preference_answers: Set(JsonText(new.preference_answers.clone())),
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
    client_id: Option<ClientId>,
    patch: &ConferenceDecisionPatch,
    amendment: Option<String>,
) -> Result<decision::Model, Problem> {
    use DecisionClearableField as Clear;

    let clears = |field| patch.clear_fields.contains(&field);
    store::update_if_changed::<decision::Entity>(uow, current, |row| {
        row.client_id = Set(client_id);
        let item = patch.agenda_item_id;
        store::set_or_clear(&mut row.agenda_item_id, item, clears(Clear::AgendaItemId));
        store::set_if(&mut row.text, patch.text.clone());
        store::set_if(&mut row.decision_type, patch.decision_type);
        store::set_if(&mut row.decided_by, patch.decided_by);
        store::set_if(&mut row.dissent, patch.dissent.clone().map(JsonText));
        store::set_if(&mut row.client_agrees, patch.client_agrees);
        let answers = patch.preference_answers.clone();
        store::set_if(&mut row.preference_answers, answers.map(JsonText));
        store::set_or_clear(&mut row.amendment, amendment, clears(Clear::Amendment));
    })
    .await
}

pub async fn insert_action_item(
    uow: &UnitOfWork<'_>,
    conference: &conference::Model,
    client_id: Option<ClientId>,
    new: &NewActionItem,
) -> Result<action_item::Model, Problem> {
    let mut row = action_item::ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        client_id: Set(client_id),
        conference_id: Set(conference.id),
        agenda_item_id: Set(new.agenda_item_id),
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
    client_id: Option<ClientId>,
    patch: &ActionItemPatch,
) -> Result<action_item::Model, Problem> {
    use ActionItemClearableField as Clear;

    let clears = |field| patch.clear_fields.contains(&field);
    store::update_if_changed::<action_item::Entity>(uow, current, |row| {
        row.client_id = Set(client_id);
        let item = patch.agenda_item_id;
        store::set_or_clear(&mut row.agenda_item_id, item, clears(Clear::AgendaItemId));
        store::set_or_clear(&mut row.decision_id, patch.decision_id, clears(Clear::DecisionId));
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
