//! The parts of conferences.

use entity::{
    CareConferenceId, Id, Resource, TaskId, action_item, agenda_item,
    care_conference as conference, conference_decision as decision, conference_minutes as minutes,
    conference_participant::{self as participant, InvitationStatus},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition};

use crate::{
    domains::care_conferences::dto::{
        AgendaItemClearableField, AgendaItemPatch, AttendanceEntry, ConferenceParticipantPatch,
        NewAgendaItem, NewConferenceParticipant, ParticipantClearableField,
    },
    platform::{Access, Problem, Step, UnitOfWork, store},
};

/// A table whose rows are parts of conferences, each with an identity of its own.
pub trait Part: Resource {
    const CONFERENCE_ID: Self::Column;
    const REMOVED_AT: Self::Column;

    fn conference_id(row: &Self::Model) -> CareConferenceId;
    /// Whether it is in the conference no more.
    fn is_removed(row: &Self::Model) -> bool;
    /// The task that it has become: of action items only.
    fn task_id(_: &Self::Model) -> Option<TaskId> {
        None
    }
}

impl Part for participant::Entity {
    const CONFERENCE_ID: participant::Column = participant::Column::ConferenceId;
    const REMOVED_AT: participant::Column = participant::Column::RemovedAt;

    fn conference_id(row: &participant::Model) -> CareConferenceId {
        row.conference_id
    }
    fn is_removed(row: &participant::Model) -> bool {
        row.removed_at.is_some()
    }
}

impl Part for agenda_item::Entity {
    const CONFERENCE_ID: agenda_item::Column = agenda_item::Column::ConferenceId;
    const REMOVED_AT: agenda_item::Column = agenda_item::Column::RemovedAt;

    fn conference_id(row: &agenda_item::Model) -> CareConferenceId {
        row.conference_id
    }
    fn is_removed(row: &agenda_item::Model) -> bool {
        row.removed_at.is_some()
    }
}

impl Part for decision::Entity {
    const CONFERENCE_ID: decision::Column = decision::Column::ConferenceId;
    const REMOVED_AT: decision::Column = decision::Column::RemovedAt;

    fn conference_id(row: &decision::Model) -> CareConferenceId {
        row.conference_id
    }
    fn is_removed(row: &decision::Model) -> bool {
        row.removed_at.is_some()
    }
}

impl Part for action_item::Entity {
    const CONFERENCE_ID: action_item::Column = action_item::Column::ConferenceId;
    const REMOVED_AT: action_item::Column = action_item::Column::RemovedAt;

    fn conference_id(row: &action_item::Model) -> CareConferenceId {
        row.conference_id
    }
    fn is_removed(row: &action_item::Model) -> bool {
        row.removed_at.is_some()
    }
    fn task_id(row: &action_item::Model) -> Option<TaskId> {
        row.task_id
    }
}

/// The part, if it is in this conference.
pub async fn part<E: Part>(
    access: &impl Access,
    conference: CareConferenceId,
    id: Id<E>,
) -> Result<E::Model, Problem> {
    let row = store::find::<E>(access, id).await?;
    if E::conference_id(&row) != conference || E::is_removed(&row) {
        return Err(Problem::not_found());
    }
    Ok(row)
}

/// Takes the part out of the conference. Its row stays, for the history.
pub async fn remove<E: Part>(
    uow: &UnitOfWork<'_>,
    current: &E::Model,
) -> Result<E::Model, Problem> {
    let now = uow.now();
    store::update::<E>(uow, current, |row| row.set(E::REMOVED_AT, Some(now).into())).await
}

/// The parts of one kind that the conference has now.
async fn parts<E: Part>(
    access: &impl Access,
    id: CareConferenceId,
    order: &[E::Column],
) -> Result<Vec<E::Model>, Problem> {
    let condition = Condition::all().add(E::CONFERENCE_ID.eq(id)).add(E::REMOVED_AT.is_null());
    store::all::<E>(access, condition, order).await
}

pub async fn participants(
    access: &impl Access,
    id: CareConferenceId,
) -> Result<Vec<participant::Model>, Problem> {
    parts::<participant::Entity>(access, id, &[participant::Column::CreatedAt]).await
}

pub async fn agenda(
    access: &impl Access,
    id: CareConferenceId,
) -> Result<Vec<agenda_item::Model>, Problem> {
    use agenda_item::{Column, Entity};
    parts::<Entity>(access, id, &[Column::Position, Column::CreatedAt]).await
}

pub async fn decisions(
    access: &impl Access,
    id: CareConferenceId,
) -> Result<Vec<decision::Model>, Problem> {
    parts::<decision::Entity>(access, id, &[decision::Column::CreatedAt]).await
}

pub async fn action_items(
    access: &impl Access,
    id: CareConferenceId,
) -> Result<Vec<action_item::Model>, Problem> {
    parts::<action_item::Entity>(access, id, &[action_item::Column::CreatedAt]).await
}

/// The minutes first, then their addenda.
pub async fn minutes(
    access: &impl Access,
    id: CareConferenceId,
) -> Result<Vec<minutes::Model>, Problem> {
    let condition = Condition::all().add(minutes::Column::ConferenceId.eq(id));
    store::all::<minutes::Entity>(access, condition, &[minutes::Column::Number]).await
}

pub async fn insert_participant(
    uow: &UnitOfWork<'_>,
    conference: &conference::Model,
    new: &NewConferenceParticipant,
    name: String,
    invitation: Option<InvitationStatus>,
) -> Result<participant::Model, Problem> {
    let mut row = participant::ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        client_id: Set(conference.client_id),
        conference_id: Set(conference.id),
        kind: Set(new.kind),
        user_id: Set(new.user_id),
        name: Set(name),
        email: Set(new.email.clone()),
        organization: Set(new.organization.clone()),
        role: Set(new.role.clone()),
        requirement: Set(new.requirement),
        invitation_status: Set(invitation),
        answered_at: Set(None),
        answer_comment: Set(None),
        attended: Set(None),
        joined_at: Set(None),
        left_at: Set(None),
        removed_at: Set(None),
        ..Default::default()
    };
    store::stamp::<participant::Entity>(uow, &mut row);
    store::insert::<participant::Entity>(uow, row).await
}

pub async fn patch_participant(
    uow: &UnitOfWork<'_>,
    current: &participant::Model,
    patch: &ConferenceParticipantPatch,
) -> Result<participant::Model, Problem> {
    use ParticipantClearableField as Clear;

    let clears = |field| patch.clear_fields.contains(&field);
    store::update::<participant::Entity>(uow, current, |row| {
        store::set_if(&mut row.name, patch.name.clone());
        store::set_or_clear(&mut row.email, patch.email.clone(), clears(Clear::Email));
        let organization = patch.organization.clone();
        store::set_or_clear(&mut row.organization, organization, clears(Clear::Organization));
        store::set_or_clear(&mut row.role, patch.role.clone(), clears(Clear::Role));
        store::set_if(&mut row.requirement, patch.requirement);
    })
    .await
}

/// Notes that the participant is invited, and has not answered yet.
pub async fn invite(
    uow: &UnitOfWork<'_>,
    current: &participant::Model,
) -> Result<participant::Model, Problem> {
    store::update::<participant::Entity>(uow, current, |row| {
        row.invitation_status = Set(Some(InvitationStatus::NeedsAction));
    })
    .await
}

/// Records the answer to the invitation, or that there is none any more.
pub async fn answer(
    uow: &UnitOfWork<'_>,
    current: &participant::Model,
    step: &Step<InvitationStatus>,
    comment: Option<String>,
) -> Result<participant::Model, Problem> {
    let answered_at = (step.to != InvitationStatus::NeedsAction).then(|| uow.now());
    store::update::<participant::Entity>(uow, current, |row| {
        row.invitation_status = Set(Some(step.to));
        row.answered_at = Set(answered_at);
        row.answer_comment = Set(comment);
    })
    .await
}

pub async fn attend(
    uow: &UnitOfWork<'_>,
    current: &participant::Model,
    entry: &AttendanceEntry,
) -> Result<participant::Model, Problem> {
    store::update::<participant::Entity>(uow, current, |row| {
        row.attended = Set(Some(entry.attended));
        row.joined_at = Set(entry.joined_at);
        row.left_at = Set(entry.left_at);
    })
    .await
}

pub async fn insert_agenda_item(
    uow: &UnitOfWork<'_>,
    conference: &conference::Model,
    new: &NewAgendaItem,
    position: i32,
) -> Result<agenda_item::Model, Problem> {
    let mut row = agenda_item::ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        client_id: Set(conference.client_id),
        conference_id: Set(conference.id),
        position: Set(position),
        topic: Set(new.topic.clone()),
        kind: Set(new.kind),
        presenter_id: Set(new.presenter_id),
        minutes_planned: Set(new.minutes_planned),
        minutes_used: Set(None),
        outcome: Set(None),
        deferred: Set(false),
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
    store::update::<agenda_item::Entity>(uow, current, |row| {
        store::set_if(&mut row.position, patch.order);
        store::set_if(&mut row.topic, patch.topic.clone());
        store::set_if(&mut row.kind, patch.kind);
        store::set_or_clear(&mut row.presenter_id, patch.presenter_id, clears(Clear::PresenterId));
        let planned = patch.minutes_planned;
        store::set_or_clear(&mut row.minutes_planned, planned, clears(Clear::MinutesPlanned));
        store::set_or_clear(&mut row.minutes_used, patch.minutes_used, clears(Clear::MinutesUsed));
        store::set_or_clear(&mut row.outcome, patch.outcome.clone(), clears(Clear::Outcome));
        store::set_if(&mut row.deferred, patch.deferred);
    })
    .await
}
