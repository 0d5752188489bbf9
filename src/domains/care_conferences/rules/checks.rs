//! Rules about bodies that no schema can say.

use std::collections::HashSet;

use chrono_tz::Tz;
use entity::{
    Timestamp, Uuid,
    conference_decision::{DecisionType, Dissent},
    conference_participant::Kind,
};
use validator::ValidationError;

use super::refuse;
use crate::domains::care_conferences::dto::{
    AgendaItemPatch, ConferenceEnd, ConferenceParticipantPatch, ConferencePatch,
    ConferenceReschedule, ConferenceSchedule, NewAgendaItem, NewCareConference,
    NewConferenceDecision, NewConferenceParticipant,
};

type Checked = Result<(), ValidationError>;

pub fn check_new(new: &NewCareConference) -> Checked {
    check_client_invitation(new.client_invited, new.client_absent_reason.as_deref())?;
    check_link(new.join_url.as_deref())?;
    let clients = new.participants.iter().filter(|one| one.kind == Kind::Client).count();
    if clients > usize::from(new.client_invited) {
        return Err(refuse(
            "client_participant",
            "The client is a participant once, and only if `clientInvited` is true.",
        ));
    }
    let participants = new.participants.iter().filter_map(|one| one.id).map(entity::Id::uuid);
    let items = new.agenda_items.iter().filter_map(|one| one.id).map(entity::Id::uuid);
    let ids: Vec<_> = participants.chain(items).collect();
    if ids.iter().any(|id| !matches!(id.get_version_num(), 4 | 7)) {
        return Err(refuse("part_id", "The ids of parts are UUIDs of version 4 or 7."));
    }
    if ids.iter().collect::<HashSet<_>>().len() < ids.len() {
        return Err(refuse("part_id", "Each part has an id of its own."));
    }
    Ok(())
}

pub fn check_patch(patch: &ConferencePatch) -> Checked {
    check_link(patch.join_url.as_deref())
}

/// Leaving the client out needs a reason.
pub fn check_client_invitation(invited: bool, absent_reason: Option<&str>) -> Checked {
    let reason = absent_reason.is_some_and(|reason| !reason.trim().is_empty());
    if invited || reason {
        return Ok(());
    }
    Err(refuse(
        "client_absent_reason",
        "`clientAbsentReason` is needed when the client is not invited.",
    ))
}

pub fn check_new_participant(new: &NewConferenceParticipant) -> Checked {
    let staff = new.kind == Kind::Staff;
    if staff != new.user_id.is_some() {
        return Err(refuse("participant_user", "`userId` is for staff, who need one."));
    }
    let named = new.name.as_deref().is_some_and(|name| !name.trim().is_empty());
    let needs_name = matches!(new.kind, Kind::RelatedPerson | Kind::External);
    if needs_name != named && (needs_name || new.name.is_some()) {
        return Err(refuse(
            "participant_name",
            "`name` is for related persons and external people, who need one.",
        ));
    }
    check_email(new.email.as_deref())
}

pub fn check_new_agenda_item(new: &NewAgendaItem) -> Checked {
    if new.topic.trim().is_empty() {
        return Err(refuse("blank_topic", "A topic needs at least one letter."));
    }
    Ok(())
}

pub fn check_new_decision(new: &NewConferenceDecision) -> Checked {
    check_decision(new.decision_type, new.amendment.is_some(), &new.dissent)
}

/// Only a change of the plan carries an amendment; each participant objects once.
pub fn check_decision(kind: DecisionType, amends: bool, dissent: &[Dissent]) -> Checked {
    if amends && kind != DecisionType::PlanChange {
        return Err(refuse("amendment", "Only a decision of the type `plan_change` has one."));
    }
    let people: HashSet<_> = dissent.iter().map(|one| one.participant_id).collect();
    if people.len() < dissent.len() {
        return Err(refuse("dissent", "Each participant dissents once."));
    }
    Ok(())
}

pub fn check_schedule(new: &ConferenceSchedule) -> Checked {
    check_times(new.starts_at, new.ends_at, &new.time_zone)
}

pub fn check_reschedule(new: &ConferenceReschedule) -> Checked {
    check_times(new.starts_at, new.ends_at, &new.time_zone)
}

fn check_times(starts_at: Timestamp, ends_at: Timestamp, time_zone: &str) -> Checked {
    if ends_at <= starts_at {
        return Err(refuse("ends_before_start", "`endsAt` is after `startsAt`."));
    }
    if time_zone.parse::<Tz>().is_err() {
        return Err(refuse("time_zone", "`timeZone` is an IANA name, such as America/Chicago."));
    }
    Ok(())
}

pub fn check_end(end: &ConferenceEnd) -> Checked {
    let people: HashSet<Uuid> =
        end.attendance.iter().map(|one| one.participant_id.uuid()).collect();
    if people.len() < end.attendance.len() {
        return Err(refuse("attendance", "Each participant is named once."));
    }
    let turned = end.attendance.iter().any(|one| match (one.joined_at, one.left_at) {
        (Some(joined), Some(left)) => left < joined,
        _ => false,
    });
    if turned {
        return Err(refuse("attendance", "`leftAt` is not before `joinedAt`."));
    }
    Ok(())
}

fn check_link(link: Option<&str>) -> Checked {
    let web = |link: &str| {
        (link.starts_with("https://") || link.starts_with("http://"))
            && validator::ValidateUrl::validate_url(&link)
    };
    if link.is_some_and(|link| !web(link)) {
        return Err(refuse("join_url", "`joinUrl` is a link that begins with https://."));
    }
    Ok(())
}

pub fn check_participant_patch(patch: &ConferenceParticipantPatch) -> Checked {
    if patch.name.as_deref().is_some_and(|name| name.trim().is_empty()) {
        return Err(refuse("participant_name", "A name needs at least one letter."));
    }
    check_email(patch.email.as_deref())
}

pub fn check_agenda_item_patch(patch: &AgendaItemPatch) -> Checked {
    let blank = |text: Option<&str>| text.is_some_and(|text| text.trim().is_empty());
    if blank(patch.topic.as_deref()) || blank(patch.outcome.as_deref()) {
        return Err(refuse("blank_text", "A topic and an outcome need at least one letter."));
    }
    Ok(())
}

fn check_email(email: Option<&str>) -> Checked {
    if email.is_some_and(|email| !validator::ValidateEmail::validate_email(&email)) {
        return Err(refuse("participant_email", "`email` is an e-mail address."));
    }
    Ok(())
}
