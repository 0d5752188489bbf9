//! Topics: planned, carried over from earlier conferences, and the clients
//! whom a caseload review takes up.

use entity::{
    AgendaItemId, CareConferenceId, ClientId, ConferenceParticipantId, Id, JsonText,
    agenda_item::{self, Audience},
    care_conference as conference,
    caseload_review::{self as review, Status as ReviewStatus},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use crate::{
    domains::care_conferences::dto::{AgendaItemClearableField, AgendaItemPatch, NewAgendaItem},
    platform::{Access, Problem, Step, UnitOfWork, store},
};

/// The clients of a caseload review, in their order.
pub async fn reviews(
    access: &impl Access,
    id: CareConferenceId,
) -> Result<Vec<review::Model>, Problem> {
    use review::{Column, Entity};

    let condition =
        Condition::all().add(Column::ConferenceId.eq(id)).add(Column::RemovedAt.is_null());
    store::all::<Entity>(access, condition, &[Column::Position]).await
}

pub async fn insert_review(
    uow: &UnitOfWork<'_>,
    conference_id: CareConferenceId,
    client_id: ClientId,
    position: i32,
) -> Result<review::Model, Problem> {
    let mut row = review::ActiveModel {
        id: Set(Id::new(uow.now())),
        conference_id: Set(conference_id),
        client_id: Set(client_id),
        position: Set(position),
        status: Set(ReviewStatus::Planned),
        removed_at: Set(None),
        ..Default::default()
    };
    store::stamp::<review::Entity>(uow, &mut row);
    store::insert::<review::Entity>(uow, row).await
}

/// Moves a client of a caseload review to another place, or out of it.
pub async fn place_review(
    uow: &UnitOfWork<'_>,
    current: &review::Model,
    position: Option<i32>,
) -> Result<review::Model, Problem> {
    let now = uow.now();
    store::update_if_changed::<review::Entity>(uow, current, |row| match position {
        Some(position) => row.position = Set(position),
        None => row.removed_at = Set(Some(now)),
    })
    .await
}

pub async fn review_step(
    uow: &UnitOfWork<'_>,
    current: &review::Model,
    step: &Step<ReviewStatus>,
) -> Result<review::Model, Problem> {
    store::update::<review::Entity>(uow, current, |row| row.status = Set(step.to)).await
}

/// Topics about these clients that were left for another meeting and wait.
pub async fn deferred(
    access: &impl Access,
    clients: &[ClientId],
) -> Result<Vec<agenda_item::Model>, Problem> {
    use agenda_item::{Column, Entity};

    let condition = Condition::all()
        .add(Column::ClientId.is_in(clients.iter().copied()))
        .add(Column::Deferred.eq(true))
        .add(Column::CarriedToId.is_null())
        .add(Column::RemovedAt.is_null());
    store::all::<Entity>(access, condition, &[Column::CreatedAt]).await
}

/// Takes a topic up again, as part of another conference.
pub async fn insert_carried(
    uow: &UnitOfWork<'_>,
    conference: &conference::Model,
    source: &agenda_item::Model,
    position: i32,
    named: Vec<ConferenceParticipantId>,
) -> Result<agenda_item::Model, Problem> {
    let mut row = agenda_item::ActiveModel {
        id: Set(Id::new(uow.now())),
        client_id: Set(source.client_id),
        conference_id: Set(conference.id),
        position: Set(position),
        topic: Set(source.topic.clone()),
        kind: Set(source.kind),
        presenter_id: Set(None),
        minutes_planned: Set(source.minutes_planned),
        minutes_used: Set(None),
        outcome: Set(None),
        deferred: Set(false),
        may_see: Set(source.may_see),
        may_see_participant_ids: Set(JsonText(named)),
        linked_kind: Set(source.linked_kind),
        linked_id: Set(source.linked_id),
        carried_from_id: Set(Some(source.id)),
        carried_to_id: Set(None),
        removed_at: Set(None),
        ..Default::default()
    };
    store::stamp::<agenda_item::Entity>(uow, &mut row);
    store::insert::<agenda_item::Entity>(uow, row).await
}

/// Notes where the topic was taken up, or that it waits again.
pub async fn note_carried(
    uow: &UnitOfWork<'_>,
    current: &agenda_item::Model,
    carried_to: Option<AgendaItemId>,
) -> Result<agenda_item::Model, Problem> {
    store::update::<agenda_item::Entity>(uow, current, |row| row.carried_to_id = Set(carried_to))
        .await
}

/// Leaves the topic for another meeting.
pub async fn defer(
    uow: &UnitOfWork<'_>,
    current: &agenda_item::Model,
) -> Result<agenda_item::Model, Problem> {
    store::update::<agenda_item::Entity>(uow, current, |row| row.deferred = Set(true)).await
}

pub async fn insert_agenda_item(
    uow: &UnitOfWork<'_>,
    conference: &conference::Model,
    client_id: Option<ClientId>,
    new: &NewAgendaItem,
    position: i32,
) -> Result<agenda_item::Model, Problem> {
    let mut row = agenda_item::ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        client_id: Set(client_id),
        conference_id: Set(conference.id),
        position: Set(position),
        topic: Set(new.topic.clone()),
        kind: Set(new.kind),
        presenter_id: Set(new.presenter_id),
        minutes_planned: Set(new.minutes_planned),
        minutes_used: Set(None),
        outcome: Set(None),
        deferred: Set(false),
        may_see: Set(new.may_see.unwrap_or(Audience::Everyone)),
        may_see_participant_ids: Set(JsonText(new.may_see_participant_ids.clone())),
        linked_kind: Set(new.linked_record.map(|record| record.kind)),
        linked_id: Set(new.linked_record.map(|record| record.id)),
        carried_from_id: Set(None),
        carried_to_id: Set(None),
        removed_at: Set(None),
        ..Default::default()
    };
    store::stamp::<agenda_item::Entity>(uow, &mut row);
    store::insert::<agenda_item::Entity>(uow, row).await
}

pub async fn patch_agenda_item(
    uow: &UnitOfWork<'_>,
    current: &agenda_item::Model,
    patch: &AgendaItemPatch,
) -> Result<agenda_item::Model, Problem> {
    use AgendaItemClearableField as Clear;

    let clears = |field| patch.clear_fields.contains(&field);
    store::update_if_changed::<agenda_item::Entity>(uow, current, |row| {
        store::set_if(&mut row.position, patch.order);
        store::set_if(&mut row.topic, patch.topic.clone());
        store::set_if(&mut row.kind, patch.kind);
        store::set_or_clear(&mut row.presenter_id, patch.presenter_id, clears(Clear::PresenterId));
        let planned = patch.minutes_planned;
        store::set_or_clear(&mut row.minutes_planned, planned, clears(Clear::MinutesPlanned));
        store::set_or_clear(&mut row.minutes_used, patch.minutes_used, clears(Clear::MinutesUsed));
        store::set_or_clear(&mut row.outcome, patch.outcome.clone(), clears(Clear::Outcome));
        store::set_if(&mut row.deferred, patch.deferred);
        store::set_if(&mut row.may_see, patch.may_see);
        let named = match (patch.may_see, &patch.may_see_participant_ids) {
            (Some(Audience::Named) | None, named) => named.clone(),
            // Nobody is named any more.
            _ => Some(Vec::new()),
        };
        store::set_if(&mut row.may_see_participant_ids, named.map(JsonText));
        let (kind, id) =
            (patch.linked_record.map(|one| one.kind), patch.linked_record.map(|one| one.id));
        store::set_or_clear(&mut row.linked_kind, kind, clears(Clear::LinkedRecord));
        store::set_or_clear(&mut row.linked_id, id, clears(Clear::LinkedRecord));
    })
    .await
}
