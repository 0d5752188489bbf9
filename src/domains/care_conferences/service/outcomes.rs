//! What a meeting decides, and who is to do what.

use entity::{
    ActionItemId, AgendaItemId, CareConferenceId, ClientId, ConferenceDecisionId, action_item,
    agenda_item,
    care_conference::Model,
    conference_decision::{self as decision, DecidedBy, DecisionType, Dissent},
    preference::{self, PreferenceAnswer},
    user_account,
};

use super::{
    PartRecord, Record, add_part, change_part, referred, remove_part, require_user, sight,
};
use crate::{
    domains::care_conferences::{
        dto::{
            ActionItemClearableField, ActionItemPatch, ConferenceDecisionPatch,
            DecisionClearableField, NewActionItem, NewConferenceDecision,
        },
        repository,
        rules::{self, Part, Viewer},
    },
    platform::{Access, Ctx, IfMatch, Problem, broken_at, store},
};

pub async fn add_decision(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    new: NewConferenceDecision,
) -> Result<PartRecord<decision::Entity>, Problem> {
    add_part(ctx, id, seen, Part::Decisions, async |uow, conference| {
        rules::check_room(repository::decisions(uow, id).await?.len())?;
        let topic = find_topic(uow, id, new.agenda_item_id).await?;
        check_kind(conference, topic.as_ref(), new.decision_type, new.decided_by)?;
        check_dissent(uow, id, &new.dissent).await?;
        let client_id = client_of(conference, topic.as_ref())?;
        check_preferences(uow, client_id, &new.preference_answers).await?;
        let amendment = new.amendment.as_ref().map(|given| given.text.clone());
        repository::insert_decision(uow, conference, client_id, &new, amendment).await
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
        let cleared = patch.clear_fields.contains(&DecisionClearableField::AgendaItemId);
        let kept = current.agenda_item_id.filter(|_| !cleared);
        let topic = find_topic(uow, conference.id, patch.agenda_item_id.or(kept)).await?;
        let decision_type = patch.decision_type.unwrap_or(current.decision_type);
        let decided_by = patch.decided_by.unwrap_or(current.decided_by);
        check_kind(conference, topic.as_ref(), decision_type, decided_by)?;
        let client_id = client_of(conference, topic.as_ref())?;
        let answers = patch.preference_answers.as_deref().unwrap_or_default();
        check_preferences(uow, client_id, answers).await?;
        check_dissent(uow, conference.id, patch.dissent.as_deref().unwrap_or_default()).await?;
        let kept = !patch.clear_fields.contains(&DecisionClearableField::Amendment);
        let amends = patch.amendment.is_some() || (kept && current.amendment.is_some());
        rules::check_amends(decision_type, amends).map_err(|error| broken_at("", &error))?;
        let amendment = patch.amendment.as_ref().map(|given| given.text.clone());
        repository::patch_decision(uow, current, client_id, &patch, amendment).await
    })
    .await
}

pub async fn remove_decision(
    ctx: &Ctx,
    ids: (CareConferenceId, ConferenceDecisionId),
    seen: IfMatch,
) -> Result<Record, Problem> {
    remove_part(ctx, ids, seen, Part::Decisions, async |uow, conference, _| {
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
        let owner = require_user(uow, new.owner_id, "/ownerId").await?;
        let topics = topics_of(uow, id, new.agenda_item_id, new.decision_id).await?;
        check_owner(uow, &topics, (&owner, "/ownerId")).await?;
        let client_id = client_of(conference, topics.first())?;
        repository::insert_action_item(uow, conference, client_id, &new).await
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
        use ActionItemClearableField as Clear;

        let clears = |field| patch.clear_fields.contains(&field);
        let item = current.agenda_item_id.filter(|_| !clears(Clear::AgendaItemId));
        let decision = current.decision_id.filter(|_| !clears(Clear::DecisionId));
        let (item, decision) = (patch.agenda_item_id.or(item), patch.decision_id.or(decision));
        let topics = topics_of(uow, conference.id, item, decision).await?;
        let moved = (item, decision) != (current.agenda_item_id, current.decision_id);
        if patch.owner_id.is_some() || moved {
            let owner = patch.owner_id.unwrap_or(current.owner_id);
            let owner = require_user(uow, owner, "/ownerId").await?;
            check_owner(uow, &topics, (&owner, "/ownerId")).await?;
        }
        let client_id = client_of(conference, topics.first())?;
        repository::patch_action_item(uow, current, client_id, &patch).await
    })
    .await
}

pub async fn remove_action_item(
    ctx: &Ctx,
    ids: (CareConferenceId, ActionItemId),
    seen: IfMatch,
) -> Result<Record, Problem> {
    remove_part(ctx, ids, seen, Part::ActionItems, async |_, _, _| Ok(())).await
}

/// The topic that the body names, among those that the caller may see.
async fn find_topic(
    access: &impl Access,
    id: CareConferenceId,
    item: Option<AgendaItemId>,
) -> Result<Option<agenda_item::Model>, Problem> {
    let Some(item) = item else { return Ok(None) };
    let found = sight::agenda(access, id).await?.into_iter().find(|known| known.id == item);
    if found.is_some() {
        return Ok(found);
    }
    Err(Problem::field("/agendaItemId", "not_found", "The conference has no such agenda item."))
}

/// A mediation outvotes nobody, and a plan is not changed in private.
fn check_kind(
    conference: &Model,
    topic: Option<&agenda_item::Model>,
    decision_type: DecisionType,
    decided_by: DecidedBy,
) -> Result<(), Problem> {
    rules::check_decided_by(conference.conference_type, decided_by)?;
    let private = topic.is_some_and(|topic| !rules::is_open_to_staff(topic.may_see));
    if private && decision_type == DecisionType::PlanChange {
        return Err(Problem::new(&rules::DECIDED_IN_PRIVATE));
    }
    Ok(())
}

/// Whom a part is about: in a caseload review, the client of its topic.
fn client_of(
    conference: &Model,
    topic: Option<&agenda_item::Model>,
) -> Result<Option<ClientId>, Problem> {
    match conference.client_id.or(topic.and_then(|topic| topic.client_id)) {
        None => {
            let detail = "In a caseload review it belongs to a topic, and so to a client.";
            Err(Problem::field("/agendaItemId", "required", detail))
        }
        client_id => Ok(client_id),
    }
}

/// Preferences that were considered are the client's.
async fn check_preferences(
    access: &impl Access,
    client_id: Option<ClientId>,
    answers: &[PreferenceAnswer],
) -> Result<(), Problem> {
    for (place, answer) in answers.iter().enumerate() {
        let pointer = format!("/preferenceAnswers/{place}/preferenceId");
        let detail = "The client has no such preference.";
        let found = store::find::<preference::Entity>(access, answer.preference_id).await;
        if Some(referred(found, &pointer, detail)?.client_id) != client_id {
            return Err(Problem::field(pointer, "not_found", detail));
        }
    }
    Ok(())
}

/// The topics that an action item belongs to: its own, and its decision's. They
/// are about one client.
async fn topics_of(
    access: &impl Access,
    id: CareConferenceId,
    item: Option<AgendaItemId>,
    decision: Option<ConferenceDecisionId>,
) -> Result<Vec<agenda_item::Model>, Problem> {
    let own = find_topic(access, id, item).await?;
    let decided = match decision {
        None => None,
        Some(decision) => {
            let decisions = sight::decisions(access, id).await?;
            let found = decisions.into_iter().find(|known| known.id == decision);
            let missing = "The conference has no such decision.";
            let found = found.ok_or_else(|| Problem::field("/decisionId", "not_found", missing))?;
            find_topic(access, id, found.agenda_item_id).await?
        }
    };
    let topics: Vec<_> = own.into_iter().chain(decided).collect();
    if topics.iter().any(|topic| topic.client_id != topics[0].client_id) {
        let detail = "The decision is about another client than the topic.";
        return Err(Problem::field("/decisionId", "other_client", detail));
    }
    Ok(topics)
}

/// Who is to do something may see what it is.
pub(super) async fn check_owner(
    access: &impl Access,
    topics: &[agenda_item::Model],
    (owner, pointer): (&user_account::Model, &str),
) -> Result<(), Problem> {
    let private = topics.iter().filter(|topic| !rules::is_open_to_staff(topic.may_see));
    for topic in private {
        let participants = repository::participants(access, topic.conference_id).await?;
        let viewer = Viewer { user: owner.id, roles: &owner.roles };
        if !rules::may_see(topic, &participants, viewer) {
            let detail = "Who is to do something about a topic has to be able to see it.";
            return Err(Problem::field(pointer, "may_not_see", detail));
        }
    }
    Ok(())
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
