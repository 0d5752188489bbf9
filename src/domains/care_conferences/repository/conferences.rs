//! The conferences themselves.

use entity::{
    CareConferenceId, ClientId, Timestamp, UserId,
    care_conference::{ActiveModel, Column, Entity, Model, Status},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use crate::{
    domains::care_conferences::{
        dto::{CareConferenceFilter, ConferenceClearableField, ConferencePatch, NewCareConference},
        rules,
    },
    platform::{Access, PageQuery, Problem, Slice, SortKey, Step, UnitOfWork, store},
};

const SORTS: &[SortKey<Entity>] = &[
    SortKey { name: "updatedAt", column: Column::UpdatedAt },
    SortKey { name: "startsAt", column: Column::SortAt },
];

pub async fn page(
    access: &impl Access,
    filter: &CareConferenceFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let statuses = filter.status.as_ref().map(|any| any.0.as_slice());
    let types = filter.conference_type.as_ref().map(|any| any.0.as_slice());
    let condition = Condition::all()
        .add(store::any_of(Column::Status, statuses))
        .add(store::any_of(Column::ConferenceType, types))
        .add_option(filter.client_id.map(|id| Column::ClientId.eq(id)))
        .add_option(filter.starts_after.map(|after| Column::StartsAt.gte(after)))
        .add_option(filter.starts_before.map(|before| Column::StartsAt.lt(before)));
    store::page::<Entity>(access, condition, SORTS, page).await
}

/// Other conferences of the client and type that start at nearly that time.
pub async fn clashing(
    access: &impl Access,
    current: &Model,
    starts_at: Timestamp,
) -> Result<Vec<CareConferenceId>, Problem> {
    let condition = Condition::all()
        .add(Column::ClientId.eq(current.client_id))
        .add(Column::ConferenceType.eq(current.conference_type))
        .add(Column::Id.ne(current.id))
        .add(Column::Status.is_in([Status::Scheduled, Status::InProgress]))
        .add(Column::StartsAt.gte(starts_at.plus(-rules::CLASH_WINDOW)))
        .add(Column::StartsAt.lte(starts_at.plus(rules::CLASH_WINDOW)));
    let rows = store::all::<Entity>(access, condition, &[Column::StartsAt]).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    client_id: ClientId,
    organizer_id: UserId,
    new: &NewCareConference,
) -> Result<Model, Problem> {
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        client_id: Set(client_id),
        care_plan_id: Set(new.care_plan_id),
        conference_type: Set(new.conference_type),
        title: Set(new.title.clone()),
        purpose: Set(new.purpose.clone()),
        starts_at: Set(None),
        ends_at: Set(None),
        time_zone: Set(None),
        sort_at: Set(uow.now()),
        modality: Set(new.modality),
        location: Set(new.location.clone()),
        join_url: Set(new.join_url.clone()),
        organizer_id: Set(organizer_id),
        chair_id: Set(new.chair_id),
        note_taker_id: Set(new.note_taker_id),
        client_invited: Set(new.client_invited),
        client_absent_reason: Set(new.client_absent_reason.clone()),
        interpreter_booking: Set(new.interpreter_booking.clone()),
        started_at: Set(None),
        ended_at: Set(None),
        minutes_due_at: Set(None),
        status: Set(Status::Draft),
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn apply_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &ConferencePatch,
) -> Result<Model, Problem> {
    use ConferenceClearableField as Clear;

    let clears = |field| patch.clear_fields.contains(&field);
    store::update::<Entity>(uow, current, |row| {
        store::set_if(&mut row.conference_type, patch.conference_type);
        store::set_if(&mut row.title, patch.title.clone());
        store::set_or_clear(&mut row.purpose, patch.purpose.clone(), clears(Clear::Purpose));
        store::set_or_clear(&mut row.care_plan_id, patch.care_plan_id, clears(Clear::CarePlanId));
        store::set_or_clear(&mut row.modality, patch.modality, clears(Clear::Modality));
        store::set_or_clear(&mut row.location, patch.location.clone(), clears(Clear::Location));
        store::set_or_clear(&mut row.join_url, patch.join_url.clone(), clears(Clear::JoinUrl));
        store::set_if(&mut row.organizer_id, patch.organizer_id);
        store::set_or_clear(&mut row.chair_id, patch.chair_id, clears(Clear::ChairId));
        let note_taker = patch.note_taker_id;
        store::set_or_clear(&mut row.note_taker_id, note_taker, clears(Clear::NoteTakerId));
        store::set_if(&mut row.client_invited, patch.client_invited);
        let reason = patch.client_absent_reason.clone();
        let cleared = clears(Clear::ClientAbsentReason);
        store::set_or_clear(&mut row.client_absent_reason, reason, cleared);
        let booking = patch.interpreter_booking.clone();
        let cleared = clears(Clear::InterpreterBooking);
        store::set_or_clear(&mut row.interpreter_booking, booking, cleared);
    })
    .await
}

/// Takes a step by which nothing else changes.
pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| row.status = Set(step.to)).await
}

/// When a conference is to be held.
#[derive(Clone, Copy)]
pub struct Times<'t> {
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub time_zone: &'t str,
}

pub async fn set_times(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    times: Times<'_>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.starts_at = Set(Some(times.starts_at));
        row.ends_at = Set(Some(times.ends_at));
        row.time_zone = Set(Some(times.time_zone.to_owned()));
        row.sort_at = Set(times.starts_at);
    })
    .await
}

pub async fn start(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
) -> Result<Model, Problem> {
    let now = uow.now();
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.started_at = Set(Some(now));
    })
    .await
}

pub async fn end(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    ended_at: Timestamp,
    minutes_due_at: Timestamp,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.ended_at = Set(Some(ended_at));
        row.minutes_due_at = Set(Some(minutes_due_at));
    })
    .await
}

/// The next version of the whole, since a part of it has changed.
pub async fn touch(uow: &UnitOfWork<'_>, current: &Model) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |_| {}).await
}
