//! Who takes part, and what is talked about.

use entity::{
    AgendaItemId, CareConferenceId, ConferenceParticipantId, agenda_item,
    care_conference::{Entity, Model, Status},
    client,
    conference_participant::{self as participant, InvitationStatus},
};

use super::{PartRecord, Record, add_part, change_part, remove_part, require_user, touch};
use crate::{
    domains::{
        care_conferences::{
            dto::{
                AgendaItemPatch, ConferenceParticipantPatch, NewAgendaItem,
                NewConferenceParticipant,
            },
            repository,
            rules::{self, Part},
        },
        clients,
    },
    platform::{Access, Change, Ctx, IfMatch, Permission, Problem, UnitOfWork, store},
};

pub async fn add_participant(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    new: NewConferenceParticipant,
) -> Result<PartRecord<participant::Entity>, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        rules::check_editable(Part::Participants, current.status)?;
        let known = repository::participants(uow, id).await?;
        rules::check_room(known.len())?;
        let client = clients::service::find(uow, current.client_id).await?;
        let inserted = insert_participant(uow, &current, &client, &new, &known, "/userId");
        let (part, change) = inserted.await?;
        let conference = touch(uow, &current).await?;
        Ok((PartRecord::of(uow, conference, part).await?, change))
    })
    .await
}

/// Adds a participant to those who are known already; the caller notes the
/// change. Staff and the client have the names that they have now. Who is added
/// to a scheduled conference is invited at once.
pub(super) async fn insert_participant(
    uow: &UnitOfWork<'_>,
    conference: &Model,
    client: &client::Model,
    new: &NewConferenceParticipant,
    known: &[participant::Model],
    user_pointer: &str,
) -> Result<(participant::Model, Change), Problem> {
    let twice = |pointer| Problem::field(pointer, "duplicate", "They take part already.");
    let name = match (new.kind, new.user_id) {
        (participant::Kind::Staff, Some(user_id)) => {
            let user = require_user(uow, user_id, user_pointer).await?;
            if known.iter().any(|one| one.user_id == Some(user_id)) {
                return Err(twice(user_pointer));
            }
            user.display_name
        }
        (participant::Kind::Client, _) => {
            let pointer = user_pointer.replace("userId", "kind");
            if !conference.client_invited {
                let detail = "The client is not invited: see `clientInvited`.";
                return Err(Problem::field(pointer, "client_not_invited", detail));
            }
            if known.iter().any(|one| one.kind == participant::Kind::Client) {
                return Err(twice(&pointer));
            }
            clients::service::display_name(client)
        }
        _ => new.name.clone().unwrap_or_default(),
    };
    let invitation =
        (conference.status == Status::Scheduled).then_some(InvitationStatus::NeedsAction);
    let added = repository::insert_participant(uow, conference, new, name, invitation).await?;
    let change = Change::created(&added);
    let change = match invitation {
        Some(invitation) => change.entering_machine(rules::INVITATION.name, invitation, "invite"),
        None => change,
    };
    Ok((added, change))
}

pub async fn update_participant(
    ctx: &Ctx,
    ids: (CareConferenceId, ConferenceParticipantId),
    seen: IfMatch,
    patch: ConferenceParticipantPatch,
) -> Result<PartRecord<participant::Entity>, Problem> {
    change_part(ctx, ids, seen, Part::Participants, async |uow, _, current| {
        let own_name = matches!(current.kind, participant::Kind::Staff | participant::Kind::Client);
        if own_name && patch.name.is_some() {
            let detail = "Staff and clients have their own names.";
            return Err(Problem::field("/name", "not_changeable", detail));
        }
        repository::patch_participant(uow, current, &patch).await
    })
    .await
}

pub async fn remove_participant(
    ctx: &Ctx,
    ids: (CareConferenceId, ConferenceParticipantId),
    seen: IfMatch,
) -> Result<Record, Problem> {
    remove_part(ctx, ids, seen, Part::Participants, async |uow, conference| {
        let (id, participant_id) = ids;
        if conference.status != Status::Draft {
            let count = repository::participants(uow, id).await?.len();
            rules::check_participants(count.saturating_sub(1))?;
        }
        let presents = repository::agenda(uow, id).await?;
        let presents = presents.iter().any(|item| item.presenter_id == Some(participant_id));
        let decisions = repository::decisions(uow, id).await?;
        let mut dissents = decisions.iter().flat_map(|decision| decision.dissent.iter());
        if presents || dissents.any(|dissent| dissent.participant_id == participant_id) {
            return Err(Problem::new(&rules::PART_IN_USE));
        }
        Ok(())
    })
    .await
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
        check_presenter(uow, id, new.presenter_id, "/presenterId").await?;
        let last = known.iter().map(|item| item.position).max().unwrap_or_default();
        insert_agenda_item(uow, conference, &new, last).await
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
        let pointer = format!("/agendaItems/{place}/presenterId");
        check_presenter(uow, conference.id, new.presenter_id, &pointer).await?;
        let added = insert_agenda_item(uow, conference, new, last).await?;
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
) -> Result<agenda_item::Model, Problem> {
    let position = new.order.unwrap_or(last + 1);
    repository::insert_agenda_item(uow, conference, new, position).await
}

pub async fn update_agenda_item(
    ctx: &Ctx,
    ids: (CareConferenceId, AgendaItemId),
    seen: IfMatch,
    patch: AgendaItemPatch,
) -> Result<PartRecord<agenda_item::Entity>, Problem> {
    let part = if patch.is_outcome() { Part::Outcomes } else { Part::Agenda };
    change_part(ctx, ids, seen, part, async |uow, conference, current| {
        if patch.is_plan() {
            rules::check_editable(Part::Agenda, conference.status)?;
        }
        check_presenter(uow, conference.id, patch.presenter_id, "/presenterId").await?;
        repository::patch_agenda_item(uow, current, &patch).await
    })
    .await
}

pub async fn remove_agenda_item(
    ctx: &Ctx,
    ids: (CareConferenceId, AgendaItemId),
    seen: IfMatch,
) -> Result<Record, Problem> {
    remove_part(ctx, ids, seen, Part::Agenda, async |_, _| Ok(())).await
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
