//! Invitations, and the meeting itself.

use entity::{
    CareConferenceId, ConferenceParticipantId, Row, Timestamp,
    care_conference::{Entity, Event, Model},
    conference_participant::{self as participant, InvitationEvent, InvitationStatus, Requirement},
    task::{Origin, Priority, TaskType},
};

use super::{PartRecord, Record, admission::admit, lock_part, touch};
use crate::{
    domains::{
        agencies,
        care_conferences::{
            dto::{AttendanceEntry, ConferenceEnd, ConferenceStart, InvitationReply},
            repository,
            rules::{self, Part},
        },
        tasks::service::{self as tasks, RaisedTask},
    },
    platform::{BusinessCalendar, Change, Ctx, IfMatch, Permission, Problem, UnitOfWork, store},
};

/// Participants answer for themselves, whatever else their roles allow; those
/// who arrange conferences record the answers of others.
pub async fn respond(
    ctx: &Ctx,
    ids: (CareConferenceId, ConferenceParticipantId),
    seen: IfMatch,
    input: InvitationReply,
) -> Result<PartRecord<participant::Entity>, Problem> {
    ctx.write(Permission::ReadCareConferences, async |uow| {
        let (current, invited) = lock_part(uow, ids, seen).await?;
        if invited.user_id != Some(uow.actor()) {
            ctx.authorize(Permission::WriteCareConferences)?;
        }
        rules::check_editable(Part::Invitations, current.status)?;
        // Whoever takes part in a scheduled conference has been invited.
        let status = invited.invitation_status.unwrap_or(InvitationStatus::NeedsAction);
        let step = rules::INVITATION.fire(status, InvitationEvent::from(input.answer))?;
        let answered = repository::answer(uow, &invited, &step, input.comment.clone()).await?;
        let done = match step.to {
            InvitationStatus::Accepted => "accepted",
            InvitationStatus::Declined => "declined",
            InvitationStatus::NeedsAction | InvitationStatus::Tentative => "tentatively_accepted",
        };
        let conference = touch(uow, &current).await?;
        let change = Change::of(done, &answered).by(&step);
        Ok((PartRecord::of(uow, conference, answered).await?, change))
    })
    .await
}

pub async fn start(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    input: ConferenceStart,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, Event::Start)?;
        let participants = repository::participants(uow, id).await?;
        let reason = input.quorum_override.as_ref().map(|over| over.reason.clone());
        rules::check_quorum(&participants, reason.is_some())?;
        let expected: Vec<_> = participants.iter().filter(|one| is_expected(one)).collect();
        admit(uow, &current, &expected, &input.consents).await?;
        let conference = repository::start(uow, &current, &step, reason.clone()).await?;
        let change = Change::of("started", &conference).by(&step);
        let change = change.because(reason.as_ref().map(|_| QUORUM.to_owned()), reason);
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}

/// Reason code of a conference that was started without someone who is required.
const QUORUM: &str = "quorum_overridden";

/// Whether they may come: they have not declined, and are not only told of it.
fn is_expected(participant: &participant::Model) -> bool {
    participant.requirement != Requirement::InformationOnly
        && participant.invitation_status != Some(InvitationStatus::Declined)
}

pub async fn end(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    input: ConferenceEnd,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, Event::End)?;
        let ended_at = input.ended_at.unwrap_or_else(|| uow.now());
        check_end_time(&current, ended_at, uow.now())?;
        record_attendance(uow, id, &input.attendance).await?;
        let (due_on, due_at) = minutes_due(uow, ended_at).await?;
        let conference = repository::end(uow, &current, &step, ended_at, due_at).await?;
        raise_minutes_task(uow, &conference, due_on).await?;
        let change = Change::of("ended", &conference).by(&step).effective(ended_at);
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}

/// The last day on which the minutes are in time, and when that is over.
pub(super) async fn minutes_due(
    uow: &UnitOfWork<'_>,
    ended_at: Timestamp,
) -> Result<(chrono::NaiveDate, Timestamp), Problem> {
    let agency = agencies::service::own(uow).await?;
    let days = u32::try_from(agency.minutes_days).unwrap_or_default();
    let calendar = BusinessCalendar::from(&agency);
    let due_on = calendar.add_business_days(calendar.day_of(ended_at), days);
    Ok((due_on, calendar.end_of(due_on)))
}

fn check_end_time(conference: &Model, ended_at: Timestamp, now: Timestamp) -> Result<(), Problem> {
    let started = conference.started_at.is_none_or(|started| started <= ended_at);
    if started && ended_at <= now.plus(rules::CLOCK_DIFFERENCE) {
        return Ok(());
    }
    let detail = "The meeting ended after its start, and not in the future.";
    Err(Problem::field("/endedAt", "out_of_range", detail))
}

/// Everyone is said to have come or not.
pub(super) async fn record_attendance(
    uow: &UnitOfWork<'_>,
    id: CareConferenceId,
    attendance: &[AttendanceEntry],
) -> Result<(), Problem> {
    let participants = repository::participants(uow, id).await?;
    for (place, entry) in attendance.iter().enumerate() {
        if !participants.iter().any(|known| known.id == entry.participant_id) {
            return Err(Problem::field(
                format!("/attendance/{place}/participantId"),
                "not_found",
                "The conference has no such participant.",
            ));
        }
    }
    for participant in participants {
        let entry = attendance.iter().find(|entry| entry.participant_id == participant.id);
        let Some(entry) = entry else {
            return Err(Problem::field(
                "/attendance",
                "attendance_incomplete",
                "Say of every participant whether they came.",
            ));
        };
        repository::attend(uow, &participant, entry).await?;
    }
    Ok(())
}

pub(super) async fn raise_minutes_task(
    uow: &UnitOfWork<'_>,
    conference: &Model,
    due_on: chrono::NaiveDate,
) -> Result<(), Problem> {
    tasks::raise(
        uow,
        RaisedTask {
            title: "Write the minutes of the care conference".to_owned(),
            task_type: TaskType::Document,
            client_id: conference.client_id,
            subject: Some((Model::KIND, conference.id.uuid())),
            priority: Priority::Routine,
            due_on: Some(due_on),
            due_at: None,
            start_after: None,
            owner_id: Some(conference.note_taker_id.unwrap_or(conference.organizer_id)),
            performer_roles: Vec::new(),
            origin: Origin::Conference,
            dedupe_key: Some(format!("minutes of {}", conference.id)),
            recurrence: None,
        },
    )
    .await?;
    Ok(())
}
