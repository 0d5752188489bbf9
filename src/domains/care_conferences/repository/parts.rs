//! The parts of conferences.

use entity::{
    AgendaItemId, CareConferenceId, ConferenceDecisionId, ConsentId, Id, JsonText, Resource,
    TaskId, UserId, action_item, agenda_item, care_conference as conference,
    conference_decision as decision,
    conference_participant::{self as participant, ConsentBasis, InvitationStatus},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition};

use crate::{
    domains::care_conferences::dto::{
        AttendanceEntry, ConferenceParticipantPatch, NewConferenceParticipant,
        ParticipantClearableField,
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
    /// The topic that it is or belongs to: who may not see that may not see this.
    fn topic(_: &Self::Model) -> Option<AgendaItemId> {
        None
    }
    /// The decision that it belongs to, whose topic counts too.
    fn decision(_: &Self::Model) -> Option<ConferenceDecisionId> {
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
    fn topic(row: &agenda_item::Model) -> Option<AgendaItemId> {
        Some(row.id)
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
    fn topic(row: &decision::Model) -> Option<AgendaItemId> {
        row.agenda_item_id
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
    fn topic(row: &action_item::Model) -> Option<AgendaItemId> {
        row.agenda_item_id
    }
    fn decision(row: &action_item::Model) -> Option<ConferenceDecisionId> {
        row.decision_id
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
        partner_agency_id: Set(new.partner_agency_id),
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
        consent_basis: Set(None),
        consent_ids: Set(JsonText(Vec::new())),
        consent_note: Set(None),
        consent_checked_at: Set(None),
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
    store::update_if_changed::<participant::Entity>(uow, current, |row| {
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

/// Notes what allows the participant to hear about the client.
pub async fn note_consent(
    uow: &UnitOfWork<'_>,
    current: &participant::Model,
    basis: ConsentBasis,
    consent_ids: Vec<ConsentId>,
    note: Option<String>,
) -> Result<participant::Model, Problem> {
    let now = uow.now();
    store::update::<participant::Entity>(uow, current, |row| {
        row.consent_basis = Set(Some(basis));
        row.consent_ids = Set(JsonText(consent_ids));
        row.consent_note = Set(note);
        row.consent_checked_at = Set(Some(now));
    })
    .await
}

/// Who of these users takes part in which of these conferences, and has not
/// declined.
pub async fn participations(
    access: &impl Access,
    conferences: &[CareConferenceId],
    users: &[UserId],
) -> Result<Vec<participant::Model>, Problem> {
    use participant::Column;

    if conferences.is_empty() || users.is_empty() {
        return Ok(Vec::new());
    }
    let condition = Condition::all()
        .add(Column::ConferenceId.is_in(conferences.iter().copied()))
        .add(Column::UserId.is_in(users.iter().copied()))
        .add(Column::RemovedAt.is_null());
    let mut rows = store::all::<participant::Entity>(access, condition, &[]).await?;
    rows.retain(|row| row.invitation_status != Some(InvitationStatus::Declined));
    Ok(rows)
}
