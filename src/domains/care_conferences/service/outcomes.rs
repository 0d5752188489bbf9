//! What a meeting decides, and who is to do what.

use entity::{
    ActionItemId, CareConferenceId, ConferenceDecisionId, action_item,
    conference_decision::{self as decision, Dissent},
};

use super::{PartRecord, Record, add_part, change_part, remove_part, require_user};
use crate::{
    domains::care_conferences::{
        dto::{
            ActionItemPatch, ConferenceDecisionPatch, DecisionClearableField, NewActionItem,
            NewConferenceDecision,
        },
        repository,
        rules::{self, Part},
    },
    platform::{Access, Ctx, IfMatch, Problem, broken_at},
};

pub async fn add_decision(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    new: NewConferenceDecision,
) -> Result<PartRecord<decision::Entity>, Problem> {
    add_part(ctx, id, seen, Part::Decisions, async |uow, conference| {
        rules::check_room(repository::decisions(uow, id).await?.len())?;
        check_topic(uow, id, new.agenda_item_id).await?;
        check_dissent(uow, id, &new.dissent).await?;
        let amendment = new.amendment.as_ref().map(|given| given.text.clone());
        repository::insert_decision(uow, conference, &new, amendment).await
    })
    .await
}

pub async fn update_decision(
    ctx: &Ctx,
    ids: (CareConferenceId, ConferenceDecisionId),
    seen: IfMatch,
    patch: ConferenceDecisionPatch,
) -> Result<PartRecord<decision::Entity>, Problem> {
    change_part(ctx, ids, seen, Part::Decisions, async |uow, conference, current| {
        check_topic(uow, conference.id, patch.agenda_item_id).await?;
        check_dissent(uow, conference.id, patch.dissent.as_deref().unwrap_or_default()).await?;
        let kept = !patch.clear_fields.contains(&DecisionClearableField::Amendment);
        let amends = patch.amendment.is_some() || (kept && current.amendment.is_some());
        rules::check_amends(patch.decision_type.unwrap_or(current.decision_type), amends)
            .map_err(|error| broken_at("", &error))?;
        let amendment = patch.amendment.as_ref().map(|given| given.text.clone());
        repository::patch_decision(uow, current, &patch, amendment).await
    })
    .await
}

pub async fn remove_decision(
    ctx: &Ctx,
    ids: (CareConferenceId, ConferenceDecisionId),
    seen: IfMatch,
) -> Result<Record, Problem> {
    remove_part(ctx, ids, seen, Part::Decisions, async |uow, conference| {
        let items = repository::action_items(uow, conference.id).await?;
        if items.iter().any(|item| item.decision_id == Some(ids.1)) {
            return Err(Problem::new(&rules::PART_IN_USE));
        }
        Ok(())
    })
    .await
}

pub async fn add_action_item(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    new: NewActionItem,
) -> Result<PartRecord<action_item::Entity>, Problem> {
    add_part(ctx, id, seen, Part::ActionItems, async |uow, conference| {
        rules::check_room(repository::action_items(uow, id).await?.len())?;
        require_user(uow, new.owner_id, "/ownerId").await?;
        check_decision(uow, id, new.decision_id).await?;
        repository::insert_action_item(uow, conference, &new).await
    })
    .await
}

pub async fn update_action_item(
    ctx: &Ctx,
    ids: (CareConferenceId, ActionItemId),
    seen: IfMatch,
    patch: ActionItemPatch,
) -> Result<PartRecord<action_item::Entity>, Problem> {
    change_part(ctx, ids, seen, Part::ActionItems, async |uow, conference, current| {
        if let Some(owner) = patch.owner_id {
            require_user(uow, owner, "/ownerId").await?;
        }
        check_decision(uow, conference.id, patch.decision_id).await?;
        repository::patch_action_item(uow, current, &patch).await
    })
    .await
}

pub async fn remove_action_item(
    ctx: &Ctx,
    ids: (CareConferenceId, ActionItemId),
    seen: IfMatch,
) -> Result<Record, Problem> {
    remove_part(ctx, ids, seen, Part::ActionItems, async |_, _| Ok(())).await
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
