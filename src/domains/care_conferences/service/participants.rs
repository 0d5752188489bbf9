//! Who takes part in a conference.

use entity::{
    CareConferenceId, ConferenceParticipantId,
    care_conference::{Entity, Model, Status},
    client,
    conference_participant::{self as participant, InvitationStatus},
};

use super::{PartRecord, Record, change_part, remove_part, require_user, sight, touch};
use crate::{
    domains::{
        agencies,
        care_conferences::{
            dto::{ConferenceParticipantPatch, NewConferenceParticipant},
            repository,
            rules::{self, Part},
        },
        clients,
    },
    platform::{Change, Ctx, IfMatch, Permission, Problem, UnitOfWork, store},
};

pub async fn add_participant(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    new: NewConferenceParticipant,
) -> Result<PartRecord<participant::Entity>, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        rules::check_editable(Part::Participants, current.status)?;
        let known = repository::participants(uow, id).await?;
        rules::check_room(known.len())?;
        let client = match current.client_id {
            Some(client_id) => Some(clients::service::find(uow, client_id).await?),
            None => None,
        };
        let client = client.as_ref();
        let inserted = insert_participant(uow, &current, client, &new, &known, "/userId");
        let (part, change) = inserted.await?;
        let conference = touch(uow, &current).await?;
        Ok((PartRecord::of(uow, conference, part).await?, change))
    })
    .await
}

/// Adds a participant to those who are known already; the caller notes the
/// change. Staff and the client have the names that they have now. Who is added
/// to a scheduled conference is invited at once.
pub(super) async fn insert_participant(
    uow: &UnitOfWork<'_>,
    conference: &Model,
    client: Option<&client::Model>,
    new: &NewConferenceParticipant,
    known: &[participant::Model],
    user_pointer: &str,
) -> Result<(participant::Model, Change), Problem> {
    let twice = |pointer| Problem::field(pointer, "duplicate", "They take part already.");
    if !rules::admits(conference.conference_type, new.kind) {
        let detail = "Conferences of this type are held without the client and their family.";
        let pointer = user_pointer.replace("userId", "kind");
        return Err(Problem::field(pointer, "participant_kind", detail));
    }
    if let Some(agency_id) = new.partner_agency_id {
        let found = agencies::service::partner(uow, agency_id).await;
        let pointer = user_pointer.replace("userId", "partnerAgencyId");
        found.map_err(|problem| problem.of_reference(pointer, "There is no such agency."))?;
    }
    let name = match (new.kind, new.user_id) {
        (participant::Kind::Staff, Some(user_id)) => {
            let user = require_user(uow, user_id, user_pointer).await?;
            if known.iter().any(|one| one.user_id == Some(user_id)) {
                return Err(twice(user_pointer));
            }
            user.display_name
        }
        (participant::Kind::Client, _) => {
            let pointer = user_pointer.replace("userId", "kind");
            if !conference.client_invited {
                let detail = "The client is not invited: see `clientInvited`.";
                return Err(Problem::field(pointer, "client_not_invited", detail));
            }
            if known.iter().any(|one| one.kind == participant::Kind::Client) {
                return Err(twice(&pointer));
            }
            client.map(clients::service::display_name).unwrap_or_default()
        }
        _ => new.name.clone().unwrap_or_default(),
    };
    let invitation =
        (conference.status == Status::Scheduled).then_some(InvitationStatus::NeedsAction);
    let added = repository::insert_participant(uow, conference, new, name, invitation).await?;
    let change = Change::created(&added);
    let change = match invitation {
        Some(invitation) => change.entering_machine(rules::INVITATION.name, invitation, "invite"),
        None => change,
    };
    Ok((added, change))
}

pub async fn update_participant(
    ctx: &Ctx,
    ids: (CareConferenceId, ConferenceParticipantId),
    seen: IfMatch,
    patch: ConferenceParticipantPatch,
) -> Result<PartRecord<participant::Entity>, Problem> {
    change_part(ctx, ids, seen, Part::Participants, async |uow, _, current| {
        let own_name = matches!(current.kind, participant::Kind::Staff | participant::Kind::Client);
        if own_name && patch.name.is_some() {
            let detail = "Staff and clients have their own names.";
            return Err(Problem::field("/name", "not_changeable", detail));
        }
        repository::patch_participant(uow, current, &patch).await
    })
    .await
}

pub async fn remove_participant(
    ctx: &Ctx,
    ids: (CareConferenceId, ConferenceParticipantId),
    seen: IfMatch,
) -> Result<Record, Problem> {
    remove_part(ctx, ids, seen, Part::Participants, async |uow, conference, _| {
        let (id, participant_id) = ids;
        if conference.status != Status::Draft {
            let count = repository::participants(uow, id).await?.len();
            rules::check_participants(count.saturating_sub(1))?;
        }
        let presents = sight::agenda(uow, id).await?;
        let presents = presents.iter().any(|item| item.presenter_id == Some(participant_id));
        let decisions = sight::decisions(uow, id).await?;
        let mut dissents = decisions.iter().flat_map(|decision| decision.dissent.iter());
        if presents || dissents.any(|dissent| dissent.participant_id == participant_id) {
            return Err(Problem::new(&rules::PART_IN_USE));
        }
        Ok(())
    })
    .await
}
