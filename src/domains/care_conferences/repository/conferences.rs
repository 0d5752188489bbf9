//! The conferences themselves.

use chrono::TimeDelta;
use entity::{
    CareConferenceId, CarePlanId, ClientId, Timestamp, UserId,
    care_conference::{
        ActiveModel, Column, ConferenceType, Entity, InterpreterStatus, Modality, Model, Status,
    },
    caseload_review, conference_participant as participant,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, QuerySelect, QueryTrait};

use crate::{
    domains::care_conferences::{
        dto::{CareConferenceFilter, ConferenceClearableField, ConferencePatch},
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
        .add(match statuses {
            None => Condition::all().add(Column::Status.ne(Status::EnteredInError)),
            statuses => store::any_of(Column::Status, statuses),
        })
        .add(store::any_of(Column::ConferenceType, types))
        .add_option(filter.client_id.map(|id| about(access, id)))
        .add_option(filter.participant_user_id.map(|id| with_user(access, id)))
        .add_option(filter.starts_after.map(|after| Column::StartsAt.gte(after)))
        .add_option(filter.starts_before.map(|before| Column::StartsAt.lt(before)));
    store::page::<Entity>(access, condition, SORTS, page).await
}

/// Conferences about the client, alone or among others.
fn about(access: &impl Access, client_id: ClientId) -> Condition {
    use caseload_review::{Column as Review, Entity as Reviews};

    let reviews = store::within::<Reviews>(access.scope())
        .filter(Review::ClientId.eq(client_id))
        .filter(Review::RemovedAt.is_null())
        .select_only()
        .column(Review::ConferenceId);
    Condition::any()
        .add(Column::ClientId.eq(client_id))
        .add(Column::Id.in_subquery(reviews.into_query()))
}

fn with_user(access: &impl Access, user_id: UserId) -> Condition {
    use participant::{Column as Participant, Entity as Participants};

    let participations = store::within::<Participants>(access.scope())
        .filter(Participant::UserId.eq(user_id))
        .filter(Participant::RemovedAt.is_null())
        .select_only()
        .column(Participant::ConferenceId);
    Condition::all().add(Column::Id.in_subquery(participations.into_query()))
}

/// Longest conference that is looked for when someone could be busy.
const LONGEST: TimeDelta = TimeDelta::hours(24);

/// Other conferences that are to be held or are being held within that time.
pub async fn at_the_time_of(
    access: &impl Access,
    current: CareConferenceId,
    starts_at: Timestamp,
    ends_at: Timestamp,
) -> Result<Vec<CareConferenceId>, Problem> {
    let condition = Condition::all()
        .add(Column::SortAt.gte(starts_at.plus(-LONGEST)))
        .add(Column::SortAt.lt(ends_at))
        .add(Column::EndsAt.gt(starts_at))
        .add(Column::Status.is_in([Status::Scheduled, Status::InProgress]))
        .add(Column::Id.ne(current));
    let rows = store::all::<Entity>(access, condition, &[Column::SortAt]).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The conference that follows, unless it was called off.
pub async fn next_of(
    access: &impl Access,
    id: CareConferenceId,
) -> Result<Option<CareConferenceId>, Problem> {
    let condition = Condition::all()
        .add(Column::PreviousId.eq(id))
        .add(Column::Status.is_not_in([Status::Cancelled, Status::EnteredInError]));
    let rows = store::all::<Entity>(access, condition, &[]).await?;
    Ok(rows.first().map(|row| row.id))
}

pub async fn of_ids(access: &impl Access, ids: &[CareConferenceId]) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all().add(Column::Id.is_in(ids.iter().copied()));
    store::all::<Entity>(access, condition, &[]).await
}

/// Other conferences of the client and type that start at nearly that time.
pub async fn clashing(
    access: &impl Access,
    current: &Model,
    starts_at: Timestamp,
) -> Result<Vec<CareConferenceId>, Problem> {
    let held = [Status::Scheduled, Status::InProgress, Status::Held, Status::MinutesDraft];
    let of_client = match current.client_id {
        Some(client_id) => Column::ClientId.eq(client_id),
        None => Column::ClientId.is_null(),
    };
    let condition = Condition::all()
        .add(of_client)
        .add(Column::ConferenceType.eq(current.conference_type))
        .add(Column::Id.ne(current.id))
        .add(Column::Status.is_in(held.into_iter().chain([Status::Closed])))
        .add(Column::StartsAt.gte(starts_at.plus(-rules::CLASH_WINDOW)))
        .add(Column::StartsAt.lte(starts_at.plus(rules::CLASH_WINDOW)));
    let rows = store::all::<Entity>(access, condition, &[Column::StartsAt]).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// What a conference begins with.
pub struct Planned {
    pub id: Option<CareConferenceId>,
    pub client_id: Option<ClientId>,
    pub care_plan_id: Option<CarePlanId>,
    pub conference_type: ConferenceType,
    pub title: String,
    pub purpose: Option<String>,
    pub modality: Option<Modality>,
    pub location: Option<String>,
    pub join_url: Option<String>,
    pub organizer_id: UserId,
    pub chair_id: Option<UserId>,
    pub note_taker_id: Option<UserId>,
    pub client_invited: bool,
    pub client_absent_reason: Option<String>,
    pub interpreter_status: InterpreterStatus,
    pub interpreter_language: Option<String>,
    pub interpreter_booking: Option<String>,
    pub recurrence_rule: Option<String>,
    pub series_id: Option<CareConferenceId>,
    pub previous_id: Option<CareConferenceId>,
    pub proposed: Option<(Timestamp, Timestamp)>,
}

pub async fn insert(uow: &UnitOfWork<'_>, new: Planned) -> Result<Model, Problem> {
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        client_id: Set(new.client_id),
        care_plan_id: Set(new.care_plan_id),
        conference_type: Set(new.conference_type),
        title: Set(new.title),
        purpose: Set(new.purpose),
        starts_at: Set(None),
        ends_at: Set(None),
        time_zone: Set(None),
        sort_at: Set(uow.now()),
        modality: Set(new.modality),
        location: Set(new.location),
        join_url: Set(new.join_url),
        organizer_id: Set(new.organizer_id),
        chair_id: Set(new.chair_id),
        note_taker_id: Set(new.note_taker_id),
        client_invited: Set(new.client_invited),
        client_absent_reason: Set(new.client_absent_reason),
        interpreter_status: Set(new.interpreter_status),
        interpreter_language: Set(new.interpreter_language),
        interpreter_booking: Set(new.interpreter_booking),
        recurrence_rule: Set(new.recurrence_rule),
        series_id: Set(new.series_id),
        previous_id: Set(new.previous_id),
        proposed_starts_at: Set(new.proposed.map(|(starts_at, _)| starts_at)),
        proposed_ends_at: Set(new.proposed.map(|(_, ends_at)| ends_at)),
        clash_reason: Set(None),
        quorum_reason: Set(None),
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
    store::update_if_changed::<Entity>(uow, current, |row| {
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
        store::set_if(&mut row.interpreter_status, patch.interpreter_status);
        let rule = patch.recurrence_rule.clone();
        store::set_or_clear(&mut row.recurrence_rule, rule, clears(Clear::RecurrenceRule));
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
    /// Why it is held although it clashes.
    pub clash_reason: Option<&'t str>,
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
        row.clash_reason = Set(times.clash_reason.map(str::to_owned));
        // Who was booked was booked for another time.
        let booked = [InterpreterStatus::Booked, InterpreterStatus::Confirmed];
        if current.starts_at.is_some() && booked.contains(&current.interpreter_status) {
            row.interpreter_status = Set(InterpreterStatus::Needed);
        }
    })
    .await
}

/// Notes when a conference was held that nobody had started here.
pub async fn record_held(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    times: Times<'_>,
    minutes_due_at: Timestamp,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.starts_at = Set(Some(times.starts_at));
        row.ends_at = Set(Some(times.ends_at));
        row.time_zone = Set(Some(times.time_zone.to_owned()));
        row.sort_at = Set(times.starts_at);
        row.clash_reason = Set(times.clash_reason.map(str::to_owned));
        row.started_at = Set(Some(times.starts_at));
        row.ended_at = Set(Some(times.ends_at));
        row.minutes_due_at = Set(Some(minutes_due_at));
    })
    .await
}

pub async fn start(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    quorum_reason: Option<String>,
) -> Result<Model, Problem> {
    let now = uow.now();
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.started_at = Set(Some(now));
        row.quorum_reason = Set(quorum_reason);
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
