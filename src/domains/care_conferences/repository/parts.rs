//! The parts of conferences.

use entity::{
    CareConferenceId, Resource, Row, action_item, agenda_item, care_conference as conference,
    conference_decision as decision, conference_minutes as minutes,
    conference_participant::{self as participant, InvitationStatus},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, Value};

use crate::{
    domains::care_conferences::dto::{
        AgendaItemClearableField, AgendaItemPatch, AttendanceEntry, ConferenceParticipantPatch,
        NewAgendaItem, NewConferenceParticipant, ParticipantClearableField,
    },
    platform::{Access, Problem, Step, UnitOfWork, store},
};

/// What the parts of a conference have in common.
pub trait Part: Row {
    fn conference_id(&self) -> CareConferenceId;
    fn is_removed(&self) -> bool;
}

impl Part for participant::Model {
    fn conference_id(&self) -> CareConferenceId {
        self.conference_id
    }
    fn is_removed(&self) -> bool {
        self.removed_at.is_some()
    }
}

impl Part for agenda_item::Model {
    fn conference_id(&self) -> CareConferenceId {
        self.conference_id
    }
    fn is_removed(&self) -> bool {
        self.removed_at.is_some()
    }
}

impl Part for decision::Model {
    fn conference_id(&self) -> CareConferenceId {
        self.conference_id
    }
    fn is_removed(&self) -> bool {
        self.removed_at.is_some()
    }
}

impl Part for action_item::Model {
    fn conference_id(&self) -> CareConferenceId {
        self.conference_id
    }
    fn is_removed(&self) -> bool {
        self.removed_at.is_some()
    }
}

/// A part of this conference. Who changes parts has locked the conference.
pub async fn part<E: Resource<Model: Part>>(
    uow: &UnitOfWork<'_>,
    conference: &conference::Model,
    id: impl Into<Value>,
) -> Result<E::Model, Problem> {
    let row = store::lock_current::<E>(uow, id).await?;
    if row.conference_id() != conference.id || row.is_removed() {
        return Err(Problem::not_found());
    }
    Ok(row)
}

/// Takes the part out of the conference. Its row stays, for the history.
pub async fn remove<E: Resource<Model: Part>>(
    uow: &UnitOfWork<'_>,
    current: &E::Model,
    removed_at: E::Column,
) -> Result<E::Model, Problem> {
    let now = uow.now();
    store::update::<E>(uow, current, |row| row.set(removed_at, Some(now).into())).await
}

pub async fn participants(
    access: &impl Access,
    id: CareConferenceId,
) -> Result<Vec<participant::Model>, Problem> {
    use participant::{Column, Entity};

    let condition =
        Condition::all().add(Column::ConferenceId.eq(id)).add(Column::RemovedAt.is_null());
    store::all::<Entity>(access, condition, &[Column::CreatedAt]).await
}

pub async fn agenda(
    access: &impl Access,
    id: CareConferenceId,
) -> Result<Vec<agenda_item::Model>, Problem> {
    use agenda_item::{Column, Entity};

    let condition =
        Condition::all().add(Column::ConferenceId.eq(id)).add(Column::RemovedAt.is_null());
    store::all::<Entity>(access, condition, &[Column::Position, Column::CreatedAt]).await
}

pub async fn decisions(
    access: &impl Access,
    id: CareConferenceId,
) -> Result<Vec<decision::Model>, Problem> {
    use decision::{Column, Entity};

    let condition =
        Condition::all().add(Column::ConferenceId.eq(id)).add(Column::RemovedAt.is_null());
    store::all::<Entity>(access, condition, &[Column::CreatedAt]).await
}

pub async fn action_items(
    access: &impl Access,
    id: CareConferenceId,
) -> Result<Vec<action_item::Model>, Problem> {
    use action_item::{Column, Entity};

    let condition =
        Condition::all().add(Column::ConferenceId.eq(id)).add(Column::RemovedAt.is_null());
    store::all::<Entity>(access, condition, &[Column::CreatedAt]).await
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
        invitation_status: Set(InvitationStatus::NeedsAction),
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

/// Records the answer to the invitation, or that there is none any more.
pub async fn answer(
    uow: &UnitOfWork<'_>,
    current: &participant::Model,
    step: &Step<InvitationStatus>,
    comment: Option<String>,
) -> Result<participant::Model, Problem> {
    let answered_at = (step.to != InvitationStatus::NeedsAction).then(|| uow.now());
    store::update::<participant::Entity>(uow, current, |row| {
        row.invitation_status = Set(step.to);
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
