//! Rules about bodies that no schema can say.

use chrono_tz::Tz;
use entity::{
    Timestamp,
    conference_decision::{DecisionType, Dissent},
    conference_participant::Kind,
};
use validator::ValidationError;

use crate::{
    domains::care_conferences::dto::{
        AgendaItemPatch, ConferenceDecisionPatch, ConferenceEnd, ConferenceParticipantPatch,
        ConferencePatch, ConferenceReschedule, ConferenceSchedule, NewAgendaItem,
        NewCareConference, NewConferenceDecision, NewConferenceParticipant,
    },
    platform::broken_rule,
};

type Checked = Result<(), ValidationError>;

pub fn check_new(new: &NewCareConference) -> Checked {
    check_client_invitation(new.client_invited, new.client_absent_reason.as_deref())?;
    check_link(new.join_url.as_deref())?;
    let clients = new.participants.iter().enumerate().filter(|(_, one)| one.kind == Kind::Client);
    if let Some((place, _)) = clients.into_iter().nth(usize::from(new.client_invited)) {
        return Err(broken_rule(
            format!("/participants/{place}/kind"),
            "client_participant",
            "The client is a participant once, and only if `clientInvited` is true.",
        ));
    }
    let participants = new.participants.iter().map(|one| one.id.map(entity::Id::uuid));
    let items = new.agenda_items.iter().map(|one| one.id.map(entity::Id::uuid));
    let participants = participants.enumerate().map(|(place, id)| ("participants", place, id));
    let items = items.enumerate().map(|(place, id)| ("agendaItems", place, id));
    let mut seen = Vec::new();
    for (list, place, id) in participants.chain(items) {
        let Some(id) = id else { continue };
        let detail = match id.get_version_num() {
            4 | 7 if !seen.contains(&id) => {
                seen.push(id);
                continue;
            }
            4 | 7 => "Each part has an id of its own.",
            _ => "The ids of parts are UUIDs of version 4 or 7.",
        };
        return Err(broken_rule(format!("/{list}/{place}/id"), "part_id", detail));
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
    let detail = "It is needed when the client is not invited.";
    Err(broken_rule("/clientAbsentReason", "client_absent_reason", detail))
}

pub fn check_new_participant(new: &NewConferenceParticipant) -> Checked {
    let staff = new.kind == Kind::Staff;
    if staff != new.user_id.is_some() {
        return Err(broken_rule("/userId", "participant_user", "It is for staff, who need one."));
    }
    let named = new.name.as_deref().is_some_and(|name| !name.trim().is_empty());
    let needs_name = matches!(new.kind, Kind::RelatedPerson | Kind::External);
    if needs_name != named && (needs_name || new.name.is_some()) {
        let detail = "It is for related persons and external people, who need one.";
        return Err(broken_rule("/name", "participant_name", detail));
    }
    check_email(new.email.as_deref())
}

pub fn check_new_agenda_item(new: &NewAgendaItem) -> Checked {
    check_letters("/topic", "blank_topic", Some(&new.topic))
}

pub fn check_new_decision(new: &NewConferenceDecision) -> Checked {
    check_amends(new.decision_type, new.amendment.is_some())?;
    check_dissent(&new.dissent)
}

pub fn check_decision_patch(patch: &ConferenceDecisionPatch) -> Checked {
    check_dissent(patch.dissent.as_deref().unwrap_or_default())
}

/// Only a change of the plan carries an amendment.
pub fn check_amends(kind: DecisionType, amends: bool) -> Checked {
    if amends && kind != DecisionType::PlanChange {
        let detail = "Only a decision of the type `plan_change` has one.";
        return Err(broken_rule("/amendment", "amendment", detail));
    }
    Ok(())
}

/// Each participant objects once.
fn check_dissent(dissent: &[Dissent]) -> Checked {
    match repeated(dissent.iter().map(|one| one.participant_id)) {
        Some(place) => {
            let field = format!("/dissent/{place}/participantId");
            Err(broken_rule(field, "dissent", "Each participant dissents once."))
        }
        None => Ok(()),
    }
}

/// The first place whose value stood earlier already.
fn repeated<T: PartialEq>(values: impl Iterator<Item = T>) -> Option<usize> {
    let mut seen = Vec::new();
    for (place, value) in values.enumerate() {
        if seen.contains(&value) {
            return Some(place);
        }
        seen.push(value);
    }
    None
}

pub fn check_schedule(new: &ConferenceSchedule) -> Checked {
    check_times(new.starts_at, new.ends_at, &new.time_zone)
}

pub fn check_reschedule(new: &ConferenceReschedule) -> Checked {
    check_times(new.starts_at, new.ends_at, &new.time_zone)
}

fn check_times(starts_at: Timestamp, ends_at: Timestamp, time_zone: &str) -> Checked {
    if ends_at <= starts_at {
        return Err(broken_rule("/endsAt", "ends_before_start", "After `startsAt`."));
    }
    if time_zone.parse::<Tz>().is_err() {
        let detail = "An IANA name, such as America/Chicago.";
        return Err(broken_rule("/timeZone", "time_zone", detail));
    }
    Ok(())
}

pub fn check_end(end: &ConferenceEnd) -> Checked {
    if let Some(place) = repeated(end.attendance.iter().map(|one| one.participant_id)) {
        let field = format!("/attendance/{place}/participantId");
        return Err(broken_rule(field, "attendance", "Each participant is named once."));
    }
    let turned = end.attendance.iter().position(|one| match (one.joined_at, one.left_at) {
        (Some(joined), Some(left)) => left < joined,
        _ => false,
    });
    if let Some(place) = turned {
        let field = format!("/attendance/{place}/leftAt");
        return Err(broken_rule(field, "attendance", "Not before `joinedAt`."));
    }
    Ok(())
}

fn check_link(link: Option<&str>) -> Checked {
    let web = |link: &str| {
        (link.starts_with("https://") || link.starts_with("http://"))
            && validator::ValidateUrl::validate_url(&link)
    };
    if link.is_some_and(|link| !web(link)) {
        return Err(broken_rule("/joinUrl", "join_url", "A link that begins with https://."));
    }
    Ok(())
}

pub fn check_participant_patch(patch: &ConferenceParticipantPatch) -> Checked {
    check_letters("/name", "participant_name", patch.name.as_deref())?;
    check_email(patch.email.as_deref())
}

pub fn check_agenda_item_patch(patch: &AgendaItemPatch) -> Checked {
    check_letters("/topic", "blank_text", patch.topic.as_deref())?;
    check_letters("/outcome", "blank_text", patch.outcome.as_deref())
}

fn check_letters(field: &'static str, code: &'static str, text: Option<&str>) -> Checked {
    if text.is_some_and(|text| text.trim().is_empty()) {
        return Err(broken_rule(field, code, "At least one letter."));
    }
    Ok(())
}

fn check_email(email: Option<&str>) -> Checked {
    if email.is_some_and(|email| !validator::ValidateEmail::validate_email(&email)) {
        return Err(broken_rule("/email", "participant_email", "An e-mail address."));
    }
    Ok(())
}
