//! What is talked about, and who may see it.

use std::slice::from_ref;

use entity::{
    AgendaItemId, CareConferenceId, ClientId, ConferenceParticipantId, Resource, Row, Uuid,
    action_item,
    agenda_item::{self, Audience, LinkedKind},
    care_conference::Model,
    conference_decision::DecisionType,
};

use super::{
    PartRecord, Record, add_part, carrying::release, change_part, clients_of, if_active,
    outcomes::check_owner, referred, remove_part,
};
use crate::{
    domains::care_conferences::{
        dto::{
            AgendaItemPatch, AgendaTemplate, AgendaTemplateItem, AgendaTemplateList, LinkedRecord,
            NewAgendaItem,
        },
        repository,
        rules::{self, Part},
    },
    domains::identity,
    platform::{Access, Change, Ctx, IfMatch, Permission, Problem, UnitOfWork, store},
};

/// The agendas that conferences of each type begin with.
pub fn agenda_templates(ctx: &Ctx) -> Result<AgendaTemplateList, Problem> {
    use entity::Iterable;

    ctx.read(Permission::ReadCareConferences)?;
    let items = entity::care_conference::ConferenceType::iter().map(|conference_type| {
        let topics = rules::template(conference_type).iter();
        let agenda_items = topics.map(|(topic, kind, minutes)| AgendaTemplateItem {
            topic,
            kind: *kind,
            minutes_planned: *minutes,
        });
        AgendaTemplate { conference_type, agenda_items: agenda_items.collect() }
    });
    Ok(AgendaTemplateList { items: items.collect() })
}

/// The agenda that a conference of the type begins with, for each of the clients.
pub(super) fn template_items(conference: &Model, clients: &[ClientId]) -> Vec<NewAgendaItem> {
    let topics = rules::template(conference.conference_type).iter();
    let of_client = |client_id: ClientId| {
        topics.clone().map(move |(topic, kind, minutes)| NewAgendaItem {
            id: None,
            order: None,
            topic: (*topic).to_owned(),
            kind: *kind,
            client_id: Some(client_id),
            presenter_id: None,
            minutes_planned: Some(*minutes),
            may_see: None,
            may_see_participant_ids: Vec::new(),
            linked_record: None,
        })
    };
    clients.iter().copied().flat_map(of_client).collect()
}

pub async fn add_agenda_item(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    new: NewAgendaItem,
) -> Result<PartRecord<agenda_item::Entity>, Problem> {
    add_part(ctx, id, seen, Part::Agenda, async |uow, conference| {
        let known = repository::agenda(uow, id).await?;
        rules::check_room(known.len())?;
        let last = known.iter().map(|item| item.position).max().unwrap_or_default();
        insert_agenda_item(uow, conference, &new, last, "").await
    })
    .await
}

/// The topics that a conference begins with.
pub(super) async fn insert_agenda_items(
    uow: &UnitOfWork<'_>,
    conference: &Model,
    items: &[NewAgendaItem],
) -> Result<(), Problem> {
    let mut last = 0;
    for (place, new) in items.iter().enumerate() {
        let base = format!("/agendaItems/{place}");
        let added = insert_agenda_item(uow, conference, new, last, &base).await?;
        uow.also(Change::created(&added));
        last = last.max(added.position);
    }
    Ok(())
}

/// Adds a topic, after the last one if it names no place; the caller notes the
/// change.
async fn insert_agenda_item(
    uow: &UnitOfWork<'_>,
    conference: &Model,
    new: &NewAgendaItem,
    last: i32,
    base: &str,
) -> Result<agenda_item::Model, Problem> {
    check_presenter(uow, conference.id, new.presenter_id, &format!("{base}/presenterId")).await?;
    check_named(uow, conference.id, &new.may_see_participant_ids, base).await?;
    let client_id = client_of(uow, conference, new.client_id, base).await?;
    if let Some(linked) = new.linked_record {
        check_linked(uow, client_id, linked, base).await?;
    }
    let position = new.order.unwrap_or(last + 1);
    repository::insert_agenda_item(uow, conference, client_id, new, position).await
}

/// The client whom a topic is about: in a caseload review, one of its clients.
async fn client_of(
    access: &impl Access,
    conference: &Model,
    named: Option<ClientId>,
    base: &str,
) -> Result<Option<ClientId>, Problem> {
    let clients = clients_of(access, conference).await?;
    let pointer = format!("{base}/clientId");
    match named.or(conference.client_id) {
        None => {
            let detail = "In a caseload review each topic is about one of the clients.";
            Err(Problem::field(pointer, "required", detail))
        }
        Some(client_id) if clients.contains(&client_id) => Ok(Some(client_id)),
        Some(_) => {
            let detail = "The conference is not about this client.";
            Err(Problem::field(pointer, "not_found", detail))
        }
    }
}

/// Who alone may see a topic takes part in the conference.
async fn check_named(
    access: &impl Access,
    id: CareConferenceId,
    named: &[ConferenceParticipantId],
    base: &str,
) -> Result<(), Problem> {
    if named.is_empty() {
        return Ok(());
    }
    let participants = repository::participants(access, id).await?;
    let unknown = named.iter().position(|id| !participants.iter().any(|one| one.id == *id));
    match unknown {
        None => Ok(()),
        Some(place) => Err(Problem::field(
            format!("{base}/maySeeParticipantIds/{place}"),
            "not_found",
            "The conference has no such participant.",
        )),
    }
}

/// A topic is about a record of its client.
async fn check_linked(
    access: &impl Access,
    client_id: Option<ClientId>,
    linked: LinkedRecord,
    base: &str,
) -> Result<(), Problem> {
    let id = linked.id;
    let found = match linked.kind {
        LinkedKind::Assessment => owner::<entity::assessment::Entity>(access, id).await,
        LinkedKind::CarePlan => owner::<entity::care_plan::Entity>(access, id).await,
        LinkedKind::PlanProblem => owner::<entity::plan_problem::Entity>(access, id).await,
        LinkedKind::Goal => owner::<entity::goal::Entity>(access, id).await,
        LinkedKind::Intervention => owner::<entity::intervention::Entity>(access, id).await,
        LinkedKind::Referral => owner::<entity::referral::Entity>(access, id).await,
        LinkedKind::Task => owner::<entity::task::Entity>(access, id).await,
        LinkedKind::Preference => owner::<entity::preference::Entity>(access, id).await,
    };
    let (pointer, detail) = (format!("{base}/linkedRecord/id"), "The client has no such record.");
    let owner = referred(found, &pointer, detail)?;
    if owner.is_none() || owner != client_id.map(entity::Id::uuid) {
        return Err(Problem::field(pointer, "not_found", detail));
    }
    Ok(())
}

/// Whose record it is.
async fn owner<E: Resource>(access: &impl Access, id: Uuid) -> Result<Option<Uuid>, Problem> {
    Ok(store::find::<E>(access, id).await?.client_id())
}

pub async fn update_agenda_item(
    ctx: &Ctx,
    ids: (CareConferenceId, AgendaItemId),
    seen: IfMatch,
    patch: AgendaItemPatch,
) -> Result<PartRecord<agenda_item::Entity>, Problem> {
    let part = match (patch.is_outcome(), patch.is_plan(), patch.is_audience()) {
        (true, ..) => Part::Outcomes,
        (false, false, true) => Part::Audience,
        _ => Part::Agenda,
    };
    change_part(ctx, ids, seen, part, async |uow, conference, current| {
        if patch.is_plan() {
            rules::check_editable(Part::Agenda, conference.status)?;
        }
        if patch.is_audience() {
            rules::check_editable(Part::Audience, conference.status)?;
        }
        check_presenter(uow, conference.id, patch.presenter_id, "/presenterId").await?;
        if let Some(linked) = patch.linked_record {
            check_linked(uow, current.client_id, linked, "").await?;
        }
        check_audience(uow, current, &patch).await?;
        repository::patch_agenda_item(uow, current, &patch).await
    })
    .await
}

pub async fn remove_agenda_item(
    ctx: &Ctx,
    ids: (CareConferenceId, AgendaItemId),
    seen: IfMatch,
) -> Result<Record, Problem> {
    remove_part(ctx, ids, seen, Part::Agenda, async |uow, _, item: &agenda_item::Model| {
        release(uow, item).await
    })
    .await
}

/// Who may see a topic, after the change of it.
async fn check_audience(
    access: &impl Access,
    current: &agenda_item::Model,
    patch: &AgendaItemPatch,
) -> Result<(), Problem> {
    let named = patch.may_see_participant_ids.as_deref().unwrap_or_default();
    check_named(access, current.conference_id, named, "").await?;
    let may_see = patch.may_see.unwrap_or(current.may_see);
    if may_see != Audience::Named && !named.is_empty() {
        let detail = "It goes with `maySee` `named`.";
        return Err(Problem::field("/maySeeParticipantIds", "audience", detail));
    }
    let decisions = repository::decisions(access, current.conference_id).await?;
    let changes_plan = decisions.iter().any(|decision| {
        decision.agenda_item_id == Some(current.id)
            && decision.decision_type == DecisionType::PlanChange
    });
    if changes_plan && !rules::is_open_to_staff(may_see) {
        return Err(Problem::new(&rules::DECIDED_IN_PRIVATE));
    }
    if !patch.is_audience() || rules::is_open_to_staff(may_see) {
        return Ok(());
    }
    let mut narrowed = current.clone();
    narrowed.may_see = may_see;
    if let Some(named) = &patch.may_see_participant_ids {
        narrowed.may_see_participant_ids.0.clone_from(named);
    }
    let decided = |item: &action_item::Model| {
        let decision = decisions.iter().find(|decision| item.decision_id == Some(decision.id));
        decision.and_then(|decision| decision.agenda_item_id)
    };
    for item in repository::action_items(access, current.conference_id).await? {
        if item.agenda_item_id == Some(current.id) || decided(&item) == Some(current.id) {
            let owner = identity::service::require_user(access, item.owner_id).await;
            // Who has left has to be replaced at signing, whoever may see it.
            if let Some(owner) = if_active(owner)? {
                check_owner(access, from_ref(&narrowed), (&owner, "/maySee")).await?;
            }
        }
    }
    Ok(())
}

async fn check_presenter(
    access: &impl Access,
    id: CareConferenceId,
    presenter: Option<ConferenceParticipantId>,
    pointer: &str,
) -> Result<(), Problem> {
    let Some(presenter) = presenter else { return Ok(()) };
    let participants = repository::participants(access, id).await?;
    if participants.iter().any(|participant| participant.id == presenter) {
        return Ok(());
    }
    Err(Problem::field(pointer, "not_found", "The conference has no such participant."))
}
