//! What a care conference may go through, what may be changed when, and what
//! it takes to go on. No I/O.

use Event::*;
use Status::*;
use chrono::TimeDelta;
use entity::{
    ConferenceParticipantId, Timestamp, agenda_item,
    care_conference::{Event, Status},
    caseload_review,
    conference_decision::{self, DecisionType},
    conference_participant::{self as participant, InvitationEvent, InvitationStatus, Requirement},
};

use crate::platform::{Machine, Problem};

mod by_type;
mod checks;
mod problems;
mod recurrence;
mod templates;
#[cfg(test)]
mod tests;
mod visibility;
mod warnings;

pub use by_type::*;
pub use checks::*;
pub use problems::*;
pub use recurrence::*;
pub use templates::*;
pub use visibility::*;
pub use warnings::*;

pub const MACHINE: Machine<Status, Event> = Machine::new(&[
    (Draft, Schedule, Scheduled),
    (Draft, Cancel, Cancelled),
    (Scheduled, Reschedule, Scheduled),
    (Scheduled, Start, InProgress),
    (Scheduled, Cancel, Cancelled),
    (Scheduled, MarkMissed, Missed),
    (Draft, RecordHeld, Held),
    (Scheduled, RecordHeld, Held),
    (Missed, RecordHeld, Held),
    (InProgress, End, Held),
    (Held, RecordMinutes, MinutesDraft),
    (MinutesDraft, Sign, Closed),
    (Closed, Addend, Closed),
    (Draft, EnterInError, EnteredInError),
    (Scheduled, EnterInError, EnteredInError),
    (InProgress, EnterInError, EnteredInError),
    (Held, EnterInError, EnteredInError),
    (MinutesDraft, EnterInError, EnteredInError),
    (Closed, EnterInError, EnteredInError),
    (Cancelled, EnterInError, EnteredInError),
    (Missed, EnterInError, EnteredInError),
]);

/// A client of a caseload review is reviewed when its minutes are signed.
pub const REVIEW: Machine<caseload_review::Status, caseload_review::Event> = Machine::new(&[(
    caseload_review::Status::Planned,
    caseload_review::Event::Review,
    caseload_review::Status::Reviewed,
)]);

/// An answer can be changed as often as the participant likes.
pub const INVITATION: Machine<InvitationStatus, InvitationEvent> = {
    use InvitationEvent::{Accept, AcceptTentatively, Decline, Reset};
    use InvitationStatus::{Accepted, Declined, NeedsAction, Tentative};

    Machine {
        name: "invitation",
        edges: &[
            (NeedsAction, Accept, Accepted),
            (NeedsAction, Decline, Declined),
            (NeedsAction, AcceptTentatively, Tentative),
            (Accepted, Accept, Accepted),
            (Accepted, Decline, Declined),
            (Accepted, AcceptTentatively, Tentative),
            (Accepted, Reset, NeedsAction),
            (Declined, Accept, Accepted),
            (Declined, Decline, Declined),
            (Declined, AcceptTentatively, Tentative),
            (Declined, Reset, NeedsAction),
            (Tentative, Accept, Accepted),
            (Tentative, Decline, Declined),
            (Tentative, AcceptTentatively, Tentative),
            (Tentative, Reset, NeedsAction),
        ],
    }
};

/// A part of a conference that may be changed in some statuses only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Title, purpose, place, people in charge.
    Details,
    /// What kind of conference it is: clashes are found by it.
    Type,
    /// Topics and their order.
    Agenda,
    /// Who may see which topics.
    Audience,
    /// What came of the topics.
    Outcomes,
    Participants,
    Invitations,
    Decisions,
    ActionItems,
    MinutesText,
}

/// In which statuses each part may be changed.
pub const EDITABLE: &[(Part, &[Status])] = &[
    (Part::Details, &[Draft, Scheduled, InProgress]),
    (Part::Type, &[Draft]),
    (Part::Agenda, &[Draft, Scheduled]),
    (Part::Audience, &[Draft, Scheduled, InProgress, Held, MinutesDraft]),
    (Part::Outcomes, &[InProgress, Held, MinutesDraft]),
    (Part::Participants, &[Draft, Scheduled, InProgress]),
    (Part::Invitations, &[Scheduled]),
    (Part::Decisions, &[InProgress, Held, MinutesDraft]),
    (Part::ActionItems, &[InProgress, Held, MinutesDraft]),
    (Part::MinutesText, &[MinutesDraft]),
];

pub fn is_editable(part: Part, status: Status) -> bool {
    EDITABLE.iter().any(|(known, statuses)| *known == part && statuses.contains(&status))
}

pub fn check_editable(part: Part, status: Status) -> Result<(), Problem> {
    match status {
        _ if is_editable(part, status) => Ok(()),
        Closed => Err(Problem::new(&MINUTES_SIGNED)),
        _ => Err(Problem::new(&PART_FIXED)),
    }
}

/// Fewest participants that make a conference.
pub const FEWEST_PARTICIPANTS: usize = 2;
/// Most parts of each kind that a conference has.
pub const MOST_PARTS: usize = 100;

pub fn check_participants(count: usize) -> Result<(), Problem> {
    if count < FEWEST_PARTICIPANTS {
        return Err(Problem::new(&TOO_FEW_PARTICIPANTS));
    }
    Ok(())
}

/// Whether one more part can be added to as many as there are.
pub fn check_room(count: usize) -> Result<(), Problem> {
    if count >= MOST_PARTS {
        return Err(Problem::new(&TOO_MANY_PARTS));
    }
    Ok(())
}

/// Conferences of one client and type that start no further apart than this clash.
pub const CLASH_WINDOW: TimeDelta = TimeDelta::hours(1);

/// Whether someone who is required has declined.
fn is_missing(participant: &participant::Model) -> bool {
    participant.requirement == Requirement::Required
        && participant.invitation_status == Some(InvitationStatus::Declined)
}

/// Going on without someone who is required needs a reason.
pub fn check_quorum(participants: &[participant::Model], overridden: bool) -> Result<(), Problem> {
    let missing = participants.iter().filter(|participant| is_missing(participant));
    let ids: Vec<ConferenceParticipantId> = missing.map(|participant| participant.id).collect();
    if ids.is_empty() || overridden {
        return Ok(());
    }
    Err(Problem::new(&QUORUM).with_extension("participantIds", serde_json::json!(ids)))
}

/// Clocks of phones are not exact.
pub const CLOCK_DIFFERENCE: TimeDelta = TimeDelta::minutes(5);

/// A time is agreed for what is to come.
pub fn check_ahead(starts_at: Timestamp, now: Timestamp) -> Result<(), Problem> {
    if now.since(starts_at) > CLOCK_DIFFERENCE {
        let detail = "It lies in the past. Record a conference that was held as held.";
        return Err(Problem::field("/startsAt", "in_the_past", detail));
    }
    Ok(())
}

/// Only what should be over can have been missed.
pub fn check_over(ends_at: Option<Timestamp>, now: Timestamp) -> Result<(), Problem> {
    if ends_at.is_some_and(|ends_at| ends_at <= now) {
        return Ok(());
    }
    Err(Problem::new(&NOT_OVER))
}

/// How long after its end a conference that nobody started is reported.
const REPORTED_AFTER: TimeDelta = TimeDelta::hours(24);

/// Whether nobody has said for a day whether the conference was held.
pub fn not_started(status: Status, ends_at: Option<Timestamp>, now: Timestamp) -> bool {
    status == Scheduled && ends_at.is_some_and(|ends_at| ends_at.plus(REPORTED_AFTER) <= now)
}

/// Each topic needs an outcome, or to be left for another meeting.
pub fn check_agenda(items: &[agenda_item::Model]) -> Result<(), Problem> {
    let open = items.iter().filter(|item| item.outcome.is_none() && !item.deferred);
    let ids: Vec<_> = open.map(|item| item.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    Err(Problem::new(&AGENDA_OPEN).with_extension("agendaItemIds", serde_json::json!(ids)))
}

/// A decision to change the plan needs the change.
pub fn check_amendments(decisions: &[conference_decision::Model]) -> Result<(), Problem> {
    let without = decisions.iter().filter(|decision| {
        decision.decision_type == DecisionType::PlanChange && decision.amendment.is_none()
    });
    let ids: Vec<_> = without.map(|decision| decision.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    Err(Problem::new(&AMENDMENT_MISSING).with_extension("decisionIds", serde_json::json!(ids)))
}

/// Whether the minutes are late.
pub fn minutes_overdue(status: Status, due: Option<Timestamp>, now: Timestamp) -> bool {
    matches!(status, Held | MinutesDraft) && due.is_some_and(|due| due <= now)
}
