//! Topics that were left for another meeting: they go to the agenda of a later
//! conference about the same client, each to one.

use entity::{
    AgendaItemId, CareConferenceId, ConferenceParticipantId, agenda_item,
    care_conference::{Entity, Model, Status},
    conference_participant as participant,
};

use super::{Record, clients_of, sight, touch};
use crate::{
    domains::care_conferences::{
        dto::CarryOver,
        repository,
        rules::{self, Part},
    },
    platform::{Access, Change, Ctx, IfMatch, Permission, Problem, Slice, UnitOfWork, store},
};

/// The topics that wait to be taken up at this conference, as far as the
/// caller may see them: those that signed minutes left.
pub async fn waiting(
    access: &impl Access,
    conference: &Model,
) -> Result<Vec<agenda_item::Model>, Problem> {
    let clients = clients_of(access, conference).await?;
    let mut items = repository::deferred(access, &clients).await?;
    items.retain(|item| item.conference_id != conference.id);
    if items.is_empty() {
        return Ok(items);
    }
    let ids: Vec<_> = items.iter().map(|item| item.conference_id).collect();
    let sources = repository::of_ids(access, &ids).await?;
    let closed = |id: CareConferenceId| {
        sources.iter().any(|source| source.id == id && source.status == Status::Closed)
    };
    let mut waiting = Vec::new();
    for item in items.into_iter().filter(|item| closed(item.conference_id)) {
        let participants = if rules::is_open_to_staff(item.may_see) {
            Vec::new()
        } else {
            repository::participants(access, item.conference_id).await?
        };
        if sight::may_see(access.ctx(), &item, &participants) {
            waiting.push(item);
        }
    }
    Ok(waiting)
}

pub async fn carry_over_items(
    ctx: &Ctx,
    id: CareConferenceId,
) -> Result<Slice<agenda_item::Model>, Problem> {
    let reading = ctx.read(Permission::ReadCareConferences)?;
    let conference = store::find::<Entity>(&reading, id).await?;
    let rows = match conference.status {
        Status::Draft | Status::Scheduled => waiting(&reading, &conference).await?,
        _ => Vec::new(),
    };
    Ok(Slice { rows, next: None, total: None })
}

pub async fn carry_over(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    input: CarryOver,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        rules::check_editable(Part::Agenda, current.status)?;
        let mut items = waiting(uow, &current).await?;
        if let Some(wanted) = &input.agenda_item_ids {
            let unknown = wanted.iter().position(|id| !items.iter().any(|item| item.id == *id));
            if let Some(place) = unknown {
                let detail = "No such topic waits to be carried over.";
                let pointer = format!("/agendaItemIds/{place}");
                return Err(Problem::field(pointer, "not_found", detail));
            }
            items.retain(|item| wanted.contains(&item.id));
        }
        if items.is_empty() {
            return Err(Problem::new(&rules::NOTHING_TO_CARRY));
        }
        let known = repository::agenda(uow, id).await?;
        rules::check_room(known.len() + items.len() - 1)?;
        carry(uow, &current, &items).await?;
        let conference = repository::touch(uow, &current).await?;
        let change = Change::updated(&conference);
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}

/// Puts the topics at the end of the agenda. A topic that somebody else has
/// carried over in the meantime is passed over.
pub(super) async fn carry(
    uow: &UnitOfWork<'_>,
    conference: &Model,
    items: &[agenda_item::Model],
) -> Result<(), Problem> {
    let known = repository::agenda(uow, conference.id).await?;
    let mut last = known.iter().map(|item| item.position).max().unwrap_or_default();
    let here = repository::participants(uow, conference.id).await?;
    for item in items {
        let source = store::lock_current::<Entity>(uow, item.conference_id).await?;
        let item = store::lock_current::<agenda_item::Entity>(uow, item.id).await?;
        if item.carried_to_id.is_some() {
            continue;
        }
        let there = repository::participants(uow, source.id).await?;
        let named = named_here(&item, &there, &here);
        last += 1;
        let carried = repository::insert_carried(uow, conference, &item, last, named).await?;
        uow.also(Change::created(&carried));
        let noted = repository::note_carried(uow, &item, Some(carried.id)).await?;
        uow.also(Change::of("carried_over", &noted));
        touch(uow, &source).await?;
    }
    Ok(())
}

/// Who may see the topic here, where only some participants could there.
fn named_here(
    item: &agenda_item::Model,
    there: &[participant::Model],
    here: &[participant::Model],
) -> Vec<ConferenceParticipantId> {
    let named = there.iter().filter(|one| item.may_see_participant_ids.contains(&one.id));
    let same = |one: &participant::Model, other: &participant::Model| match one.user_id {
        Some(user) => other.user_id == Some(user),
        None => other.user_id.is_none() && other.kind == one.kind && other.name == one.name,
    };
    named.filter_map(|one| here.iter().find(|other| same(one, other))).map(|one| one.id).collect()
}

/// The topics that came from earlier conferences wait again.
pub(super) async fn release_carried(
    uow: &UnitOfWork<'_>,
    id: CareConferenceId,
) -> Result<(), Problem> {
    for item in repository::agenda(uow, id).await? {
        release(uow, &item).await?;
    }
    Ok(())
}

/// If the topic came from an earlier conference, it waits there again.
pub(super) async fn release(
    uow: &UnitOfWork<'_>,
    item: &agenda_item::Model,
) -> Result<(), Problem> {
    let Some(from): Option<AgendaItemId> = item.carried_from_id else { return Ok(()) };
    let source = store::find::<agenda_item::Entity>(uow, from).await?;
    let conference = store::lock_current::<Entity>(uow, source.conference_id).await?;
    let source = store::lock_current::<agenda_item::Entity>(uow, from).await?;
    if source.carried_to_id == Some(item.id) {
        let noted = repository::note_carried(uow, &source, None).await?;
        uow.also(Change::of("left_over", &noted));
        touch(uow, &conference).await?;
    }
    Ok(())
}
