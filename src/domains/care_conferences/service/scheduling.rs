//! Agreeing on a time for a conference, and calling it off.

use entity::{
    CareConferenceId, Timestamp,
    care_conference::{Entity, Event, Model},
    conference_participant::{self as participant, InvitationEvent, InvitationStatus},
};

use super::{Record, clients_of, lock_with_client, release_carried};
use crate::{
    domains::care_conferences::{
        dto::{
            ClashOverride, ConferenceCancellation, ConferenceReschedule, ConferenceSchedule,
            ConferenceStatusChange,
        },
        repository::{self, Times},
        rules,
    },
    platform::{Change, Ctx, IfMatch, Permission, Problem, UnitOfWork, store},
};

pub async fn schedule(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    input: ConferenceSchedule,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let current = lock_to_schedule(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, Event::Schedule)?;
        let participants = repository::participants(uow, id).await?;
        let kinds: Vec<_> = participants.iter().map(|one| one.kind).collect();
        rules::check_can_be_held(&current, &kinds)?;
        rules::check_ahead(input.starts_at, uow.now())?;
        let clash = input.clash_override.as_ref();
        let clash_reason = find_clash(uow, &current, input.starts_at, clash).await?;
        let times = Times {
            starts_at: input.starts_at,
            ends_at: input.ends_at,
            time_zone: &input.time_zone,
            clash_reason,
        };
        let conference = repository::set_times(uow, &current, &step, times).await?;
        invite(uow, &participants).await?;
        let code = clash_reason.map(|_| FORCED.to_owned());
        let change = Change::of("scheduled", &conference).by(&step);
        let change = change.because(code, clash_reason.map(str::to_owned));
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}

pub async fn reschedule(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    input: ConferenceReschedule,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let current = lock_to_schedule(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, Event::Reschedule)?;
        rules::check_ahead(input.starts_at, uow.now())?;
        let clash = input.clash_override.as_ref();
        let clash_reason = find_clash(uow, &current, input.starts_at, clash).await?;
        let times = Times {
            starts_at: input.starts_at,
            ends_at: input.ends_at,
            time_zone: &input.time_zone,
            clash_reason,
        };
        let conference = repository::set_times(uow, &current, &step, times).await?;
        reset_invitations(uow, id).await?;
        let code = clash_reason.map(|_| FORCED.to_owned());
        let change = Change::of("rescheduled", &conference).by(&step);
        let change = change.because(code, Some(input.reason.clone()));
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}

/// Reason code of a conference that was scheduled although it clashes.
pub(super) const FORCED: &str = "clash_forced";

/// Locks a conference to give it a time. Others may hold the client too: two
/// who schedule come one after the other.
pub(super) async fn lock_to_schedule(
    uow: &UnitOfWork<'_>,
    id: CareConferenceId,
    seen: IfMatch,
) -> Result<Model, Problem> {
    let (conference, active) = lock_with_client(uow, id, seen).await?;
    active?;
    let key = match conference.client_id {
        Some(client_id) => format!("conferences of client {client_id}"),
        None => "caseload reviews".to_owned(),
    };
    store::one_at_a_time(uow, &key).await?;
    Ok(conference)
}

/// Why the client has two conferences of the type at nearly the same time, if
/// so: it is refused unless it is meant.
pub(super) async fn find_clash<'i>(
    uow: &UnitOfWork<'_>,
    current: &Model,
    starts_at: Timestamp,
    meant: Option<&'i ClashOverride>,
) -> Result<Option<&'i str>, Problem> {
    let mut clashing = repository::clashing(uow, current, starts_at).await?;
    if current.client_id.is_none() {
        clashing = sharing_clients(uow, current, clashing).await?;
    }
    match meant {
        _ if clashing.is_empty() => Ok(None),
        Some(meant) => Ok(Some(&meant.reason)),
        None => {
            let ids = serde_json::json!(clashing);
            Err(Problem::new(&rules::CLASH).with_extension("clashingConferenceIds", ids))
        }
    }
}

/// Those of the caseload reviews that have a client in common with this one.
async fn sharing_clients(
    uow: &UnitOfWork<'_>,
    current: &Model,
    others: Vec<CareConferenceId>,
) -> Result<Vec<CareConferenceId>, Problem> {
    let clients = clients_of(uow, current).await?;
    let mut sharing = Vec::new();
    for other in others {
        let theirs = repository::reviews(uow, other).await?;
        if theirs.iter().any(|review| clients.contains(&review.client_id)) {
            sharing.push(other);
        }
    }
    Ok(sharing)
}

/// Invitations go out when there is a time to be asked about.
async fn invite(uow: &UnitOfWork<'_>, participants: &[participant::Model]) -> Result<(), Problem> {
    for participant in participants {
        let invited = repository::invite(uow, participant).await?;
        let (machine, status) = (rules::INVITATION.name, InvitationStatus::NeedsAction);
        uow.also(Change::of("invited", &invited).entering_machine(machine, status, "invite"));
    }
    Ok(())
}

/// Who has answered has answered for another time.
async fn reset_invitations(uow: &UnitOfWork<'_>, id: CareConferenceId) -> Result<(), Problem> {
    for participant in repository::participants(uow, id).await? {
        let answer = participant.invitation_status;
        if let Some(status) = answer.filter(|answer| *answer != InvitationStatus::NeedsAction) {
            let step = rules::INVITATION.fire(status, InvitationEvent::Reset)?;
            let invited = repository::answer(uow, &participant, &step, None).await?;
            uow.also(Change::of("reset", &invited).by(&step));
        }
    }
    Ok(())
}

pub async fn cancel(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    input: ConferenceCancellation,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, Event::Cancel)?;
        release_carried(uow, id).await?;
        let conference = repository::apply_step(uow, &current, &step).await?;
        let change = Change::of("cancelled", &conference).by(&step);
        let change = change.because(None, Some(input.reason.clone()));
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}

/// It should be over by now, and did not take place.
pub async fn mark_missed(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    input: ConferenceStatusChange,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, Event::MarkMissed)?;
        rules::check_over(current.ends_at, uow.now())?;
        release_carried(uow, id).await?;
        let conference = repository::apply_step(uow, &current, &step).await?;
        let change = Change::of("missed", &conference).by(&step);
        let change = change.because(None, Some(input.reason.clone()));
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}
