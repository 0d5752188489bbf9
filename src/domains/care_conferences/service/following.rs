//! Planning the conference that follows one.

use entity::{
    CareConferenceId, Timestamp,
    care_conference::{Entity, InterpreterStatus, Model, Status},
    client,
    conference_participant::{self as participant, Kind},
};

use super::{
    Record,
    carrying::{carry, waiting},
    clients_of, fill, if_active,
    planning::insert_reviews,
};
use crate::{
    domains::{
        care_conferences::{
            dto::{NewConferenceParticipant, NextConference},
            repository::{self, Planned},
            rules,
        },
        clients, identity,
    },
    platform::{Access, Change, Ctx, Permission, Problem, UnitOfWork, store},
};

/// A draft like the conference that was held or missed, with the topics that
/// wait and the time that its recurrence rule proposes.
pub async fn plan_next(
    ctx: &Ctx,
    id: CareConferenceId,
    input: NextConference,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let client = match store::find::<Entity>(uow, id).await?.client_id {
            Some(client_id) => Some(clients::service::require_active(uow, client_id).await?),
            None => None,
        };
        let current = store::lock_current::<Entity>(uow, id).await?;
        check_over(uow, &current).await?;
        let clients = active_clients(uow, &current).await?;
        let conference = repository::insert(uow, following(&current, &input, uow.now())).await?;
        if client.is_none() {
            insert_reviews(uow, conference.id, &clients, 0).await?;
        }
        let people = people_again(uow, &current).await?;
        fill(uow, &conference, client.as_ref(), &clients, (people.as_slice(), None)).await?;
        if !input.without_deferred_items {
            let items = waiting(uow, &conference).await?;
            carry(uow, &conference, &items).await?;
        }
        let change = Change::created(&conference).entering(conference.status);
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}

async fn check_over(access: &impl Access, current: &Model) -> Result<(), Problem> {
    let over = matches!(
        current.status,
        Status::Held | Status::MinutesDraft | Status::Closed | Status::Missed
    );
    if !over {
        return Err(Problem::new(&rules::NOT_OVER_YET));
    }
    match repository::next_of(access, current.id).await? {
        None => Ok(()),
        Some(next) => Err(Problem::new(&rules::NEXT_PLANNED)
            .with_extension("careConferenceId", serde_json::json!(next))),
    }
}

/// Of a caseload review: the clients who are still active.
async fn active_clients(
    access: &impl Access,
    current: &Model,
) -> Result<Vec<entity::ClientId>, Problem> {
    let ids = clients_of(access, current).await?;
    if current.client_id.is_some() {
        return Ok(ids);
    }
    let known = clients::service::of_ids(access, &ids).await?;
    let active = |id: &entity::ClientId| {
        known.iter().any(|one| one.id == *id && one.status == client::Status::Active)
    };
    Ok(ids.into_iter().filter(active).collect())
}

fn following(current: &Model, input: &NextConference, now: Timestamp) -> Planned {
    let interpreted = current.interpreter_status != InterpreterStatus::NotNeeded;
    Planned {
        id: input.id,
        client_id: current.client_id,
        care_plan_id: current.care_plan_id,
        conference_type: current.conference_type,
        title: input.title.clone().unwrap_or_else(|| current.title.clone()),
        purpose: current.purpose.clone(),
        modality: current.modality,
        location: current.location.clone(),
        join_url: current.join_url.clone(),
        organizer_id: current.organizer_id,
        chair_id: current.chair_id,
        note_taker_id: current.note_taker_id,
        client_invited: current.client_invited,
        client_absent_reason: current.client_absent_reason.clone(),
        interpreter_status: if interpreted {
            InterpreterStatus::Needed
        } else {
            InterpreterStatus::NotNeeded
        },
        interpreter_language: current.interpreter_language.clone(),
        interpreter_booking: None,
        recurrence_rule: current.recurrence_rule.clone(),
        series_id: Some(current.series_id.unwrap_or(current.id)),
        previous_id: Some(current.id),
        proposed: proposed(current, now),
    }
}

/// When the recurrence rule would have the next one. It counts from the time
/// that it proposed for this one: moving one meeting moves no series.
fn proposed(current: &Model, now: Timestamp) -> Option<(Timestamp, Timestamp)> {
    let rule = current.recurrence_rule.as_deref()?;
    let (starts_at, ends_at) = (current.starts_at?, current.ends_at?);
    let zone = current.time_zone.as_deref()?.parse().ok()?;
    let from = current.proposed_starts_at.unwrap_or(starts_at);
    let next = rules::next_start(rule, from, zone, now.max(starts_at))?;
    Some((next, next.plus(ends_at.since(starts_at))))
}

/// Those who took part, but for users who have left.
async fn people_again(
    uow: &UnitOfWork<'_>,
    current: &Model,
) -> Result<Vec<NewConferenceParticipant>, Problem> {
    let mut people = Vec::new();
    for one in repository::participants(uow, current.id).await? {
        if let Some(user_id) = one.user_id
            && if_active(identity::service::require_user(uow, user_id).await)?.is_none()
        {
            continue;
        }
        people.push(again(one));
    }
    Ok(people)
}

fn again(one: participant::Model) -> NewConferenceParticipant {
    let own_name = matches!(one.kind, Kind::Staff | Kind::Client);
    NewConferenceParticipant {
        id: None,
        kind: one.kind,
        user_id: one.user_id,
        partner_agency_id: one.partner_agency_id,
        name: (!own_name).then_some(one.name),
        email: one.email,
        organization: one.organization,
        role: one.role,
        requirement: one.requirement,
    }
}
