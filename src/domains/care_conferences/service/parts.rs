//! Who takes part, and what is talked about.

use entity::{
    AgendaItemId, CareConferenceId, ConferenceParticipantId, agenda_item,
    care_conference::{Model, Status},
    client, conference_participant as participant,
};

use super::{Record, change_part, require_user};
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
    platform::{Access, Change, Ctx, IfMatch, Problem, UnitOfWork},
};

pub async fn add_participant(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    new: NewConferenceParticipant,
) -> Result<Record, Problem> {
    change_part(ctx, id, seen, Part::Participants, async |uow, conference| {
        let known = repository::participants(uow, id).await?;
        rules::check_room(known.len())?;
        let client = clients::service::find(uow, conference.client_id).await?;
        insert_participant(uow, conference, &client, &new, &known, "/userId").await?;
        Ok(())
    })
    .await
}

/// Adds a participant to those who are known already. Staff and the client
/// have the names that they have now.
pub(super) async fn insert_participant(
    uow: &UnitOfWork<'_>,
    conference: &Model,
    client: &client::Model,
    new: &NewConferenceParticipant,
    known: &[participant::Model],
    user_pointer: &str,
) -> Result<participant::Model, Problem> {
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
    let added = repository::insert_participant(uow, conference, new, name).await?;
    let invitation = added.invitation_status;
    let machine = rules::INVITATION.name;
    uow.also(Change::created(&added).entering_machine(machine, invitation, "invite"));
    Ok(added)
}

pub async fn update_participant(
    ctx: &Ctx,
    id: CareConferenceId,
    participant_id: ConferenceParticipantId,
    seen: IfMatch,
    patch: ConferenceParticipantPatch,
) -> Result<Record, Problem> {
    change_part(ctx, id, seen, Part::Participants, async |uow, conference| {
        let current =
            repository::part::<participant::Entity>(uow, conference, participant_id).await?;
        let own_name = matches!(current.kind, participant::Kind::Staff | participant::Kind::Client);
        if own_name && patch.name.is_some() {
            let detail = "Staff and clients have their own names.";
            return Err(Problem::field("/name", "not_changeable", detail));
        }
        let changed = repository::patch_participant(uow, &current, &patch).await?;
        uow.also(Change::updated(&changed));
        Ok(())
    })
    .await
}

pub async fn remove_participant(
    ctx: &Ctx,
    id: CareConferenceId,
    participant_id: ConferenceParticipantId,
    seen: IfMatch,
) -> Result<Record, Problem> {
    change_part(ctx, id, seen, Part::Participants, async |uow, conference| {
        let current =
            repository::part::<participant::Entity>(uow, conference, participant_id).await?;
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
        let column = participant::Column::RemovedAt;
        let removed = repository::remove::<participant::Entity>(uow, &current, column).await?;
        uow.also(Change::of("removed", &removed));
        Ok(())
    })
    .await
}

pub async fn add_agenda_item(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    new: NewAgendaItem,
) -> Result<Record, Problem> {
    change_part(ctx, id, seen, Part::Agenda, async |uow, conference| {
        let known = repository::agenda(uow, id).await?;
        rules::check_room(known.len())?;
        check_presenter(uow, id, new.presenter_id, "/presenterId").await?;
        let last = known.iter().map(|item| item.position).max().unwrap_or_default();
        insert_agenda_item(uow, conference, &new, last).await?;
        Ok(())
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
        last = last.max(added.position);
    }
    Ok(())
}

async fn insert_agenda_item(
    uow: &UnitOfWork<'_>,
    conference: &Model,
    new: &NewAgendaItem,
    last: i32,
) -> Result<agenda_item::Model, Problem> {
    let position = new.order.unwrap_or(last + 1);
    let added = repository::insert_agenda_item(uow, conference, new, position).await?;
    uow.also(Change::created(&added));
    Ok(added)
}

pub async fn update_agenda_item(
    ctx: &Ctx,
    id: CareConferenceId,
    item_id: AgendaItemId,
    seen: IfMatch,
    patch: AgendaItemPatch,
) -> Result<Record, Problem> {
    let part = if patch.is_outcome() { Part::Outcomes } else { Part::Agenda };
    change_part(ctx, id, seen, part, async |uow, conference| {
        if patch.is_plan() {
            rules::check_editable(Part::Agenda, conference.status)?;
        }
        let current = repository::part::<agenda_item::Entity>(uow, conference, item_id).await?;
        check_presenter(uow, id, patch.presenter_id, "/presenterId").await?;
        let changed = repository::patch_agenda_item(uow, &current, &patch).await?;
        uow.also(Change::updated(&changed));
        Ok(())
    })
    .await
}

pub async fn remove_agenda_item(
    ctx: &Ctx,
    id: CareConferenceId,
    item_id: AgendaItemId,
    seen: IfMatch,
) -> Result<Record, Problem> {
    change_part(ctx, id, seen, Part::Agenda, async |uow, conference| {
        let current = repository::part::<agenda_item::Entity>(uow, conference, item_id).await?;
        let column = agenda_item::Column::RemovedAt;
        let removed = repository::remove::<agenda_item::Entity>(uow, &current, column).await?;
        uow.also(Change::of("removed", &removed));
        Ok(())
    })
    .await
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
