//! Rules about bodies that no schema can say.

use chrono_tz::Tz;
use entity::{
    ConferenceParticipantId, Timestamp, Uuid,
    agenda_item::Audience,
    care_conference::ConferenceType,
    conference_decision::{DecisionType, Dissent},
    conference_participant::{Attendance, ConsentBasis, Kind},
    disclosure::Basis,
};
use validator::ValidationError;

use super::{admits, check_recurrence, check_type};
use crate::{
    domains::care_conferences::dto::{
        AgendaItemPatch, AttendanceEntry, ConferenceDecisionPatch, ConferenceEnd,
        ConferenceParticipantPatch, ConferencePatch, ConferenceReschedule, ConferenceSchedule,
        ConferenceStart, HeldConference, NewAgendaItem, NewCareConference, NewCaseloadReview,
        NewConferenceDecision, NewConferenceParticipant, NewMinutesDistribution,
        ParticipantConsent,
    },
    platform::broken_rule,
};

type Checked = Result<(), ValidationError>;

pub fn check_new(new: &NewCareConference) -> Checked {
    check_client_invitation(new.client_invited, new.client_absent_reason.as_deref())?;
    check_link(new.join_url.as_deref())?;
    check_recurrence(new.recurrence_rule.as_deref())?;
    check_type(new.conference_type, new.client_invited)?;
    if new.conference_type == ConferenceType::CaseloadReview {
        let detail = "A caseload review is about several clients: see `POST /v1/care-conferences`.";
        return Err(broken_rule("/type", "caseload_review", detail));
    }
    check_kinds(new.conference_type, &new.participants)?;
    let clients = new.participants.iter().enumerate().filter(|(_, one)| one.kind == Kind::Client);
    if let Some((place, _)) = clients.into_iter().nth(usize::from(new.client_invited)) {
        return Err(broken_rule(
            format!("/participants/{place}/kind"),
            "client_participant",
            "The client is a participant once, and only if `clientInvited` is true.",
        ));
    }
    check_part_ids(&new.participants, new.agenda_items.as_deref().unwrap_or_default())
}

pub fn check_new_caseload_review(new: &NewCaseloadReview) -> Checked {
    check_link(new.join_url.as_deref())?;
    check_recurrence(new.recurrence_rule.as_deref())?;
    check_clients(&new.client_ids)?;
    check_kinds(ConferenceType::CaseloadReview, &new.participants)?;
    check_part_ids(&new.participants, new.agenda_items.as_deref().unwrap_or_default())
}

/// Each client is reviewed once.
fn check_clients(clients: &[entity::ClientId]) -> Checked {
    match repeated(clients.iter()) {
        Some(place) => {
            Err(broken_rule(format!("/clientIds/{place}"), "duplicate", "Each client once."))
        }
        None => Ok(()),
    }
}

fn check_kinds(
    conference_type: ConferenceType,
    participants: &[NewConferenceParticipant],
) -> Checked {
    match participants.iter().position(|one| !admits(conference_type, one.kind)) {
        Some(place) => Err(broken_rule(
            format!("/participants/{place}/kind"),
            "participant_kind",
            "Conferences of this type are held without the client and their family.",
        )),
        None => Ok(()),
    }
}

/// Ids that the caller has made are of a fitting version, and each is one part's.
fn check_part_ids(participants: &[NewConferenceParticipant], items: &[NewAgendaItem]) -> Checked {
    let participants = participants.iter().map(|one| one.id.map(entity::Id::uuid));
    let items = items.iter().map(|one| one.id.map(entity::Id::uuid));
    let participants = participants.enumerate().map(|(place, id)| ("participants", place, id));
    let items = items.enumerate().map(|(place, id)| ("agendaItems", place, id));
    let mut seen: Vec<Uuid> = Vec::new();
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
    check_link(patch.join_url.as_deref())?;
    check_recurrence(patch.recurrence_rule.as_deref())?;
    check_clients(patch.client_ids.as_deref().unwrap_or_default())
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
    if (new.kind == Kind::Partner) != new.partner_agency_id.is_some() {
        let detail = "It is for people of a partner agency, who need one.";
        return Err(broken_rule("/partnerAgencyId", "participant_agency", detail));
    }
    let named = new.name.as_deref().is_some_and(|name| !name.trim().is_empty());
    let needs_name = matches!(new.kind, Kind::RelatedPerson | Kind::External | Kind::Partner);
    if needs_name != named && (needs_name || new.name.is_some()) {
        let detail = "It is for all but staff and the client, who have their own.";
        return Err(broken_rule("/name", "participant_name", detail));
    }
    check_email(new.email.as_deref())
}

pub fn check_new_agenda_item(new: &NewAgendaItem) -> Checked {
    check_letters("/topic", "blank_topic", Some(&new.topic))?;
    check_audience(new.may_see, Some(&new.may_see_participant_ids))
}

/// Whom a topic names is told only where it names anybody.
fn check_audience(
    may_see: Option<Audience>,
    named: Option<&Vec<ConferenceParticipantId>>,
) -> Checked {
    let names = named.is_some_and(|named| !named.is_empty());
    if names && may_see != Some(Audience::Named) {
        let detail = "It goes with `maySee` `named`.";
        return Err(broken_rule("/maySeeParticipantIds", "audience", detail));
    }
    Ok(())
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

pub fn check_start(start: &ConferenceStart) -> Checked {
    check_consents(&start.consents)
}

pub fn check_record_held(held: &HeldConference) -> Checked {
    check_times(held.starts_at, held.ends_at, &held.time_zone)?;
    check_attendance(&held.attendance)?;
    check_consents(&held.consents)
}

/// Each basis with what shows it.
fn check_consents(consents: &[ParticipantConsent]) -> Checked {
    if let Some(place) = repeated(consents.iter().map(|one| one.participant_id)) {
        let field = format!("/consents/{place}/participantId");
        return Err(broken_rule(field, "duplicate", "Each participant is named once."));
    }
    for (place, one) in consents.iter().enumerate() {
        if (one.basis == ConsentBasis::Consent) != one.consent_id.is_some() {
            let field = format!("/consents/{place}/consentId");
            let detail = "It goes with the basis `consent`, which needs it.";
            return Err(broken_rule(field, "consent_id", detail));
        }
        let told = matches!(one.basis, ConsentBasis::Consent | ConsentBasis::ClientPresent);
        let note = one.note.as_deref().is_some_and(|note| !note.trim().is_empty());
        if !told && !note {
            let field = format!("/consents/{place}/note");
            return Err(broken_rule(field, "note", "Say who said what, or which law it is."));
        }
    }
    Ok(())
}

/// A recipient is a participant or named, and a ground without consent is explained.
pub fn check_distribution(new: &NewMinutesDistribution) -> Checked {
    if new.participant_id.is_some() == new.recipient_name.is_some() {
        let detail = "Name either a participant or somebody else.";
        return Err(broken_rule("/recipientName", "recipient", detail));
    }
    if new.participant_id.is_some() && new.recipient_agency_id.is_some() {
        let detail = "A participant has their own agency.";
        return Err(broken_rule("/recipientAgencyId", "recipient", detail));
    }
    check_letters("/recipientName", "recipient", new.recipient_name.as_deref())?;
    let explained = new.reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
    let without_consent =
        matches!(new.basis, Some(Basis::Tpo | Basis::RequiredByLaw | Basis::Emergency));
    if without_consent && !explained {
        let detail = "Say which law, emergency or treatment it is.";
        return Err(broken_rule("/reason", "reason", detail));
    }
    if new.consent_id.is_some() && new.basis.is_some_and(|basis| basis != Basis::Consent) {
        return Err(broken_rule("/consentId", "consent_id", "It goes with the basis `consent`."));
    }
    Ok(())
}

pub fn check_end(end: &ConferenceEnd) -> Checked {
    check_attendance(&end.attendance)
}

fn check_attendance(attendance: &[AttendanceEntry]) -> Checked {
    if let Some(place) = repeated(attendance.iter().map(|one| one.participant_id)) {
        let field = format!("/attendance/{place}/participantId");
        return Err(broken_rule(field, "attendance", "Each participant is named once."));
    }
    let absent = attendance.iter().position(|one| {
        one.attended == Attendance::No && (one.joined_at.is_some() || one.left_at.is_some())
    });
    if let Some(place) = absent {
        let field = format!("/attendance/{place}/attended");
        return Err(broken_rule(field, "attendance", "Who joined or left has attended."));
    }
    let turned = attendance.iter().position(|one| match (one.joined_at, one.left_at) {
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
    let web =
        |link: &str| link.starts_with("https://") && validator::ValidateUrl::validate_url(&link);
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
    check_letters("/outcome", "blank_text", patch.outcome.as_deref())?;
    match patch.may_see {
        None => Ok(()),
        may_see => check_audience(may_see, patch.may_see_participant_ids.as_ref()),
    }
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
