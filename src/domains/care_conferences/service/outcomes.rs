//! What a meeting decides, and who is to do what.

use entity::{
    ActionItemId, CareConferenceId, ConferenceDecisionId, action_item,
    conference_decision::{self as decision, Dissent},
};

use super::{Record, change_part, require_user};
use crate::{
    domains::care_conferences::{
        dto::{
            ActionItemPatch, ConferenceDecisionPatch, DecisionClearableField, NewActionItem,
            NewConferenceDecision,
        },
        repository,
        rules::{self, Part},
    },
    platform::{Access, Change, Ctx, IfMatch, Problem},
};

pub async fn add_decision(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    new: NewConferenceDecision,
) -> Result<Record, Problem> {
    change_part(ctx, id, seen, Part::Decisions, async |uow, conference| {
        rules::check_room(repository::decisions(uow, id).await?.len())?;
        check_topic(uow, id, new.agenda_item_id).await?;
        check_dissent(uow, id, &new.dissent).await?;
        let amendment = new.amendment.as_ref().map(|given| given.text.clone());
        let added = repository::insert_decision(uow, conference, &new, amendment).await?;
        uow.also(Change::created(&added));
        Ok(())
    })
    .await
}

pub async fn update_decision(
    ctx: &Ctx,
    id: CareConferenceId,
    decision_id: ConferenceDecisionId,
    seen: IfMatch,
    patch: ConferenceDecisionPatch,
) -> Result<Record, Problem> {
    change_part(ctx, id, seen, Part::Decisions, async |uow, conference| {
        let current = repository::part::<decision::Entity>(uow, conference, decision_id).await?;
        check_topic(uow, id, patch.agenda_item_id).await?;
        check_dissent(uow, id, patch.dissent.as_deref().unwrap_or_default()).await?;
        let kept = !patch.clear_fields.contains(&DecisionClearableField::Amendment);
        let amends = patch.amendment.is_some() || (kept && current.amendment.is_some());
        let kind = patch.decision_type.unwrap_or(current.decision_type);
        let dissent = patch.dissent.as_deref().unwrap_or_default();
        rules::check_decision(kind, amends, dissent).map_err(|error| {
            let detail = error.message.unwrap_or_default();
            Problem::field(format!("/{}", error.code), error.code, detail)
        })?;
        let amendment = patch.amendment.as_ref().map(|given| given.text.clone());
        let changed = repository::patch_decision(uow, &current, &patch, amendment).await?;
        uow.also(Change::updated(&changed));
        Ok(())
    })
    .await
}

pub async fn remove_decision(
    ctx: &Ctx,
    id: CareConferenceId,
    decision_id: ConferenceDecisionId,
    seen: IfMatch,
) -> Result<Record, Problem> {
    change_part(ctx, id, seen, Part::Decisions, async |uow, conference| {
        let current = repository::part::<decision::Entity>(uow, conference, decision_id).await?;
        let items = repository::action_items(uow, id).await?;
        if items.iter().any(|item| item.decision_id == Some(decision_id)) {
            return Err(Problem::new(&rules::PART_IN_USE));
        }
        let column = decision::Column::RemovedAt;
        let removed = repository::remove::<decision::Entity>(uow, &current, column).await?;
        uow.also(Change::of("removed", &removed));
        Ok(())
    })
    .await
}

pub async fn add_action_item(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    new: NewActionItem,
) -> Result<Record, Problem> {
    change_part(ctx, id, seen, Part::ActionItems, async |uow, conference| {
        rules::check_room(repository::action_items(uow, id).await?.len())?;
        require_user(uow, new.owner_id, "/ownerId").await?;
        check_decision(uow, id, new.decision_id).await?;
        let added = repository::insert_action_item(uow, conference, &new).await?;
        uow.also(Change::created(&added));
        Ok(())
    })
    .await
}

pub async fn update_action_item(
    ctx: &Ctx,
    id: CareConferenceId,
    item_id: ActionItemId,
    seen: IfMatch,
    patch: ActionItemPatch,
) -> Result<Record, Problem> {
    change_part(ctx, id, seen, Part::ActionItems, async |uow, conference| {
        let current = repository::part::<action_item::Entity>(uow, conference, item_id).await?;
        if let Some(owner) = patch.owner_id {
            require_user(uow, owner, "/ownerId").await?;
        }
        check_decision(uow, id, patch.decision_id).await?;
        let changed = repository::patch_action_item(uow, &current, &patch).await?;
        uow.also(Change::updated(&changed));
        Ok(())
    })
    .await
}

pub async fn remove_action_item(
    ctx: &Ctx,
    id: CareConferenceId,
    item_id: ActionItemId,
    seen: IfMatch,
) -> Result<Record, Problem> {
    change_part(ctx, id, seen, Part::ActionItems, async |uow, conference| {
        let current = repository::part::<action_item::Entity>(uow, conference, item_id).await?;
        let column = action_item::Column::RemovedAt;
        let removed = repository::remove::<action_item::Entity>(uow, &current, column).await?;
        uow.also(Change::of("removed", &removed));
        Ok(())
    })
    .await
}

async fn check_topic(
    access: &impl Access,
    id: CareConferenceId,
    item: Option<entity::AgendaItemId>,
) -> Result<(), Problem> {
    let Some(item) = item else { return Ok(()) };
    if repository::agenda(access, id).await?.iter().any(|known| known.id == item) {
        return Ok(());
    }
    Err(Problem::field("/agendaItemId", "not_found", "The conference has no such agenda item."))
}

async fn check_decision(
    access: &impl Access,
    id: CareConferenceId,
    decision: Option<ConferenceDecisionId>,
) -> Result<(), Problem> {
    let Some(decision) = decision else { return Ok(()) };
    if repository::decisions(access, id).await?.iter().any(|known| known.id == decision) {
        return Ok(());
    }
    Err(Problem::field("/decisionId", "not_found", "The conference has no such decision."))
}

async fn check_dissent(
    access: &impl Access,
    id: CareConferenceId,
    dissent: &[Dissent],
) -> Result<(), Problem> {
    if dissent.is_empty() {
        return Ok(());
    }
    let participants = repository::participants(access, id).await?;
    for (place, one) in dissent.iter().enumerate() {
        if !participants.iter().any(|known| known.id == one.participant_id) {
            return Err(Problem::field(
                format!("/dissent/{place}/participantId"),
                "not_found",
                "The conference has no such participant.",
            ));
        }
    }
    Ok(())
}
