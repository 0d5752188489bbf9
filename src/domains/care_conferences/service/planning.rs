//! Planning a conference, agreeing on a time for it, and calling it off.

use entity::{
    CareConferenceId, CarePlanId, ClientId, Timestamp,
    care_conference::{Entity, Event, Model},
    care_plan,
    conference_participant::{self as participant, InvitationEvent, InvitationStatus, Kind},
};

use super::{
    Record, insert_agenda_items, insert_participant, lock_with_client, referred, require_user,
};
use crate::{
    domains::{
        care_conferences::{
            dto::{
                ConferenceCancellation, ConferencePatch, ConferenceReschedule, ConferenceSchedule,
                NewCareConference,
            },
            repository::{self, Times},
            rules::{self, Part},
        },
        clients,
    },
    platform::{Access, Change, Ctx, IfMatch, Permission, Problem, UnitOfWork, broken_at, store},
};

pub async fn create(
    ctx: &Ctx,
    client_id: ClientId,
    new: NewCareConference,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let client = clients::service::require_active(uow, client_id).await?;
        let organizer = new.organizer_id.unwrap_or_else(|| uow.actor());
        require_user(uow, organizer, "/organizerId").await?;
        check_people(uow, new.chair_id, new.note_taker_id).await?;
        check_plan(uow, client_id, new.care_plan_id).await?;
        let conference = repository::insert(uow, client_id, organizer, &new).await?;
        let mut participants = Vec::new();
        for (place, participant) in new.participants.iter().enumerate() {
            let pointer = format!("/participants/{place}/userId");
            let added =
                insert_participant(uow, &conference, &client, participant, &participants, &pointer);
            let (added, change) = added.await?;
            uow.also(change);
            participants.push(added);
        }
        insert_agenda_items(uow, &conference, &new.agenda_items).await?;
        let change = Change::created(&conference).entering(conference.status);
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}

pub async fn update(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    patch: ConferencePatch,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        rules::check_editable(Part::Details, current.status)?;
        if patch.conference_type.is_some_and(|kind| kind != current.conference_type) {
            rules::check_editable(Part::Type, current.status)?;
        }
        if let Some(organizer) = patch.organizer_id {
            require_user(uow, organizer, "/organizerId").await?;
        }
        check_people(uow, patch.chair_id, patch.note_taker_id).await?;
        check_plan(uow, current.client_id, patch.care_plan_id).await?;
        let conference = repository::apply_patch(uow, &current, &patch).await?;
        let reason = conference.client_absent_reason.as_deref();
        rules::check_client_invitation(conference.client_invited, reason)
            .map_err(|error| broken_at("", &error))?;
        let participants = repository::participants(uow, id).await?;
        if !conference.client_invited && participants.iter().any(|one| one.kind == Kind::Client) {
            let detail = "Remove the client from the participants first.";
            return Err(Problem::field("/clientInvited", "client_participant", detail));
        }
        let change = Change::updated(&conference);
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}

async fn check_people(
    access: &impl Access,
    chair: Option<entity::UserId>,
    note_taker: Option<entity::UserId>,
) -> Result<(), Problem> {
    for (user, pointer) in [(chair, "/chairId"), (note_taker, "/noteTakerId")] {
        if let Some(user) = user {
            require_user(access, user, pointer).await?;
        }
    }
    Ok(())
}

/// The plan whose amendment the conference may decide is one of its client.
async fn check_plan(
    access: &impl Access,
    client_id: ClientId,
    plan_id: Option<CarePlanId>,
) -> Result<(), Problem> {
    let Some(plan_id) = plan_id else { return Ok(()) };
    let detail = "The client has no such care plan.";
    let found = store::find::<care_plan::Entity>(access, plan_id).await;
    let plan = referred(found, "/carePlanId", detail)?;
    if plan.client_id != client_id {
        return Err(Problem::field("/carePlanId", "not_found", detail));
    }
    Ok(())
}

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
        rules::check_participants(participants.len())?;
        let clashes = find_clash(uow, &current, input.starts_at, input.force).await?;
        let times = Times {
            starts_at: input.starts_at,
            ends_at: input.ends_at,
            time_zone: &input.time_zone,
        };
        let conference = repository::set_times(uow, &current, &step, times).await?;
        invite(uow, &participants).await?;
        let reason = clashes.then(|| FORCED.to_owned());
        let change = Change::of("scheduled", &conference).by(&step).because(reason, None);
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
        let clashes = find_clash(uow, &current, input.starts_at, input.force).await?;
        let times = Times {
            starts_at: input.starts_at,
            ends_at: input.ends_at,
            time_zone: &input.time_zone,
        };
        let conference = repository::set_times(uow, &current, &step, times).await?;
        reset_invitations(uow, id).await?;
        let code = clashes.then(|| FORCED.to_owned());
        let change = Change::of("rescheduled", &conference).by(&step);
        let change = change.because(code, Some(input.reason.clone()));
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}

/// Reason code of a conference that was scheduled although it clashes.
const FORCED: &str = "clash_forced";

/// Locks a conference to give it a time. Others may hold the client too: two
/// who schedule come one after the other.
async fn lock_to_schedule(
    uow: &UnitOfWork<'_>,
    id: CareConferenceId,
    seen: IfMatch,
) -> Result<Model, Problem> {
    let (conference, active) = lock_with_client(uow, id, seen).await?;
    active?;
    let key = format!("conferences of client {}", conference.client_id);
    store::one_at_a_time(uow, &key).await?;
    Ok(conference)
}

/// Whether the client has a conference of the type at nearly that time, which
/// is refused unless it is meant.
async fn find_clash(
    uow: &UnitOfWork<'_>,
    current: &Model,
    starts_at: Timestamp,
    force: bool,
) -> Result<bool, Problem> {
    let clashing = repository::clashing(uow, current, starts_at).await?;
    if clashing.is_empty() || force {
        return Ok(!clashing.is_empty());
    }
    let ids = serde_json::json!(clashing);
    Err(Problem::new(&rules::CLASH).with_extension("clashingConferenceIds", ids))
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
        let conference = repository::apply_step(uow, &current, &step).await?;
        let change = Change::of("cancelled", &conference).by(&step);
        let change = change.because(None, Some(input.reason.clone()));
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}
