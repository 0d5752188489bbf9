//! Planning a conference, changing the plan of it, and taking it out of the record.

use entity::{
    CareConferenceId, CarePlanId, ClientId, Row, action_item,
    care_conference::{ConferenceType, Entity, Event, InterpreterStatus, Model},
    care_plan, caseload_review, client,
    conference_participant::Kind,
};

use super::{
    Record, insert_agenda_items, insert_participant, referred, release_carried, require_user,
    template_items,
};
use crate::{
    domains::{
        care_conferences::{
            dto::{
                ConferencePatch, ConferenceStatusChange, NewAgendaItem, NewCareConference,
                NewCaseloadReview, NewConferenceParticipant,
            },
            repository::{self, Planned},
            rules::{self, Part},
        },
        clients,
        tasks::service as tasks,
    },
    platform::{
        Access, Change, Ctx, IfMatch, Permission, Problem, UnitOfWork, broken_at,
        check_may_retract, store,
    },
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
        check_plan(uow, Some(client_id), new.care_plan_id).await?;
        let interpreter = interpreter(&client, &new);
        let planned = Planned {
            id: new.id,
            client_id: Some(client_id),
            care_plan_id: new.care_plan_id,
            conference_type: new.conference_type,
            title: new.title.clone(),
            purpose: new.purpose.clone(),
            modality: new.modality,
            location: new.location.clone(),
            join_url: new.join_url.clone(),
            organizer_id: organizer,
            chair_id: new.chair_id,
            note_taker_id: new.note_taker_id,
            client_invited: new.client_invited,
            client_absent_reason: new.client_absent_reason.clone(),
            interpreter_status: interpreter,
            interpreter_language: (interpreter != InterpreterStatus::NotNeeded)
                .then(|| client.interpreter_language.clone())
                .flatten(),
            interpreter_booking: new.interpreter_booking.clone(),
            recurrence_rule: new.recurrence_rule.clone(),
            series_id: None,
            previous_id: None,
            proposed: None,
        };
        let conference = repository::insert(uow, planned).await?;
        let parts = (new.participants.as_slice(), new.agenda_items.as_deref());
        fill(uow, &conference, Some(&client), &[client_id], parts).await?;
        let change = Change::created(&conference).entering(conference.status);
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}

/// An interpreter is needed where the client says so and is to be there.
fn interpreter(client: &client::Model, new: &NewCareConference) -> InterpreterStatus {
    let needed = client.interpreter_needed && new.client_invited;
    new.interpreter_status.unwrap_or(match (&new.interpreter_booking, needed) {
        (Some(_), _) => InterpreterStatus::Booked,
        (None, true) => InterpreterStatus::Needed,
        (None, false) => InterpreterStatus::NotNeeded,
    })
}

/// A meeting of the team about several clients.
pub async fn create_caseload_review(ctx: &Ctx, new: NewCaseloadReview) -> Result<Record, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        require_clients(uow, &new.client_ids).await?;
        let organizer = new.organizer_id.unwrap_or_else(|| uow.actor());
        require_user(uow, organizer, "/organizerId").await?;
        check_people(uow, new.chair_id, new.note_taker_id).await?;
        let planned = Planned {
            id: new.id,
            client_id: None,
            care_plan_id: None,
            conference_type: ConferenceType::CaseloadReview,
            title: new.title.clone(),
            purpose: new.purpose.clone(),
            modality: new.modality,
            location: new.location.clone(),
            join_url: new.join_url.clone(),
            organizer_id: organizer,
            chair_id: new.chair_id,
            note_taker_id: new.note_taker_id,
            client_invited: false,
            client_absent_reason: None,
            interpreter_status: InterpreterStatus::NotNeeded,
            interpreter_language: None,
            interpreter_booking: None,
            recurrence_rule: new.recurrence_rule.clone(),
            series_id: None,
            previous_id: None,
            proposed: None,
        };
        let conference = repository::insert(uow, planned).await?;
        insert_reviews(uow, conference.id, &new.client_ids, 0).await?;
        let parts = (new.participants.as_slice(), new.agenda_items.as_deref());
        fill(uow, &conference, None, &new.client_ids, parts).await?;
        let change = Change::created(&conference).entering(conference.status);
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}

/// New work is for active clients. They are held in the order of their ids.
async fn require_clients(uow: &UnitOfWork<'_>, ids: &[ClientId]) -> Result<(), Problem> {
    let mut places: Vec<_> = ids.iter().copied().enumerate().collect();
    places.sort_by_key(|(_, id)| id.uuid());
    for (place, id) in places {
        let pointer = format!("/clientIds/{place}");
        let found = clients::service::require_active(uow, id).await;
        referred(found, &pointer, "There is no such client.")?;
    }
    Ok(())
}

/// Puts clients on the list of a caseload review, after as many as there are.
pub(super) async fn insert_reviews(
    uow: &UnitOfWork<'_>,
    id: CareConferenceId,
    clients: &[ClientId],
    before: i32,
) -> Result<(), Problem> {
    for (client_id, position) in clients.iter().zip(before + 1..) {
        let review = repository::insert_review(uow, id, *client_id, position).await?;
        uow.also(Change::created(&review).entering(review.status));
    }
    Ok(())
}

/// The participants and topics that the conference begins with: the template
/// agenda of its type, if none is given.
pub(super) async fn fill(
    uow: &UnitOfWork<'_>,
    conference: &Model,
    client: Option<&client::Model>,
    clients: &[ClientId],
    (people, agenda): (&[NewConferenceParticipant], Option<&[NewAgendaItem]>),
) -> Result<(), Problem> {
    let mut participants = Vec::new();
    for (place, participant) in people.iter().enumerate() {
        let pointer = format!("/participants/{place}/userId");
        let added =
            insert_participant(uow, conference, client, participant, &participants, &pointer);
        let (added, change) = added.await?;
        uow.also(change);
        participants.push(added);
    }
    match agenda {
        Some(agenda) => insert_agenda_items(uow, conference, agenda).await,
        None => insert_agenda_items(uow, conference, &template_items(conference, clients)).await,
    }
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
        check_caseload(&current, &patch)?;
        if let Some(organizer) = patch.organizer_id {
            require_user(uow, organizer, "/organizerId").await?;
        }
        check_people(uow, patch.chair_id, patch.note_taker_id).await?;
        check_plan(uow, current.client_id, patch.care_plan_id).await?;
        let moved = match &patch.client_ids {
            Some(clients) => replace_clients(uow, &current, clients).await?,
            None => false,
        };
        let mut conference = repository::apply_patch(uow, &current, &patch).await?;
        if moved && conference.version == current.version {
            conference = repository::touch(uow, &current).await?;
        }
        check_changed(uow, &conference).await?;
        let change = Change::updated(&conference);
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}

/// A caseload review stays one, and has what no other conference has.
fn check_caseload(current: &Model, patch: &ConferencePatch) -> Result<(), Problem> {
    let is_review = |kind: ConferenceType| kind == ConferenceType::CaseloadReview;
    let reviews = is_review(current.conference_type);
    if patch.conference_type.is_some_and(|kind| is_review(kind) != reviews) {
        let detail = "A caseload review stays one, and nothing else becomes one.";
        return Err(Problem::field("/type", "caseload_review", detail));
    }
    if patch.client_ids.is_some() && !reviews {
        let detail = "Only a caseload review is about several clients.";
        return Err(Problem::field("/clientIds", "caseload_review", detail));
    }
    if reviews && patch.client_invited == Some(true) {
        let detail = "A caseload review is held without the clients.";
        return Err(Problem::field("/clientInvited", "caseload_review", detail));
    }
    Ok(())
}

/// Who is added to the list is an active client. They are not held, since the
/// conference is locked already, and a client comes before it.
async fn check_new_clients(
    access: &impl Access,
    clients: &[ClientId],
    known: &[caseload_review::Model],
) -> Result<(), Problem> {
    for (place, id) in clients.iter().enumerate() {
        if known.iter().any(|review| review.client_id == *id) {
            continue;
        }
        let pointer = format!("/clientIds/{place}");
        let found = clients::service::find(access, *id).await;
        let client = referred(found, &pointer, "There is no such client.")?;
        if client.status != client::Status::Active {
            let detail = "The client's record is not active.";
            return Err(Problem::field(pointer, "client_inactive", detail));
        }
    }
    Ok(())
}

/// Whether that has changed the list. A client whom a topic is about stays on it.
async fn replace_clients(
    uow: &UnitOfWork<'_>,
    conference: &Model,
    clients: &[ClientId],
) -> Result<bool, Problem> {
    rules::check_editable(Part::Agenda, conference.status)?;
    let topics = repository::agenda(uow, conference.id).await?;
    let known = repository::reviews(uow, conference.id).await?;
    check_new_clients(uow, clients, &known).await?;
    for review in &known {
        let place = clients.iter().position(|id| *id == review.client_id);
        if place.is_none() && topics.iter().any(|topic| topic.client_id == Some(review.client_id)) {
            return Err(Problem::new(&rules::PART_IN_USE));
        }
        let position = place.map(|place| i32::try_from(place + 1).unwrap_or(i32::MAX));
        let placed = repository::place_review(uow, review, position).await?;
        uow.also(match position {
            Some(_) => Change::updated(&placed),
            None => Change::of("deleted", &placed),
        });
    }
    for (place, client_id) in (0..).zip(clients) {
        if !known.iter().any(|review| review.client_id == *client_id) {
            insert_reviews(uow, conference.id, &[*client_id], place).await?;
        }
    }
    Ok(clients.iter().ne(known.iter().map(|review| &review.client_id)))
}

/// What holds of the conference as a whole holds after a change too.
async fn check_changed(uow: &UnitOfWork<'_>, conference: &Model) -> Result<(), Problem> {
    if conference.client_id.is_some() {
        let reason = conference.client_absent_reason.as_deref();
        rules::check_client_invitation(conference.client_invited, reason)
            .map_err(|error| broken_at("", &error))?;
    }
    rules::check_type(conference.conference_type, conference.client_invited)
        .map_err(|error| broken_at("", &error))?;
    let participants = repository::participants(uow, conference.id).await?;
    if !conference.client_invited && participants.iter().any(|one| one.kind == Kind::Client) {
        let detail = "Remove the client from the participants first.";
        return Err(Problem::field("/clientInvited", "client_participant", detail));
    }
    if !participants.iter().all(|one| rules::admits(conference.conference_type, one.kind)) {
        let detail = "Remove the client's family from the participants first.";
        return Err(Problem::field("/type", "participant_kind", detail));
    }
    Ok(())
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
    client_id: Option<ClientId>,
    plan_id: Option<CarePlanId>,
) -> Result<(), Problem> {
    let Some(plan_id) = plan_id else { return Ok(()) };
    let detail = "The client has no such care plan.";
    let found = store::find::<care_plan::Entity>(access, plan_id).await;
    let plan = referred(found, "/carePlanId", detail)?;
    if Some(plan.client_id) != client_id {
        return Err(Problem::field("/carePlanId", "not_found", detail));
    }
    Ok(())
}

/// Takes out a conference that should not be in the record, with the tasks
/// that it has made. What it has changed in other records stays.
pub async fn enter_in_error(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    input: ConferenceStatusChange,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        check_may_retract(ctx, current.created_by, current.created_at)?;
        let step = rules::MACHINE.fire(current.status, Event::EnterInError)?;
        release_carried(uow, id).await?;
        let reason = "The care conference was entered in error.";
        tasks::cancel_for_subject(uow, Model::KIND, id.uuid(), reason).await?;
        for item in repository::action_items(uow, id).await? {
            let kind = action_item::Model::KIND;
            tasks::cancel_for_subject(uow, kind, item.id.uuid(), reason).await?;
        }
        let conference = repository::apply_step(uow, &current, &step).await?;
        let change = Change::of("entered_in_error", &conference).by(&step);
        let change = change.because(None, Some(input.reason.clone()));
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}
