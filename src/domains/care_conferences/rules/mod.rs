//! What a care conference may go through, what may be changed when, and what
//! it takes to go on. No I/O.

use Event::*;
use Status::*;
use chrono::TimeDelta;
use entity::{
    Timestamp, agenda_item,
    care_conference::{Event, Status},
    conference_decision::{self, DecisionType},
    conference_participant::{self as participant, InvitationEvent, InvitationStatus, Requirement},
};

use super::dto::ConferenceWarning;
use crate::platform::{Machine, Problem, ProblemKind};

mod checks;
#[cfg(test)]
mod tests;

pub use checks::*;

pub const MACHINE: Machine<Status, Event> = Machine::new(&[
    (Draft, Schedule, Scheduled),
    (Draft, Cancel, Cancelled),
    (Scheduled, Reschedule, Scheduled),
    (Scheduled, Start, InProgress),
    (Scheduled, Cancel, Cancelled),
    (InProgress, End, Held),
    (Held, RecordMinutes, MinutesDraft),
    (MinutesDraft, Sign, Closed),
    (Closed, Addend, Closed),
]);

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

pub const CLASH: ProblemKind = ProblemKind::conflict(
    "conference_clash",
    "The client has a conference of this type at nearly the same time",
    "Look at `clashingConferenceIds`. If both are meant, send the request again with `force: true`.",
);

pub const TOO_FEW_PARTICIPANTS: ProblemKind = ProblemKind::conflict(
    "conference_needs_participants",
    "A conference needs at least two participants",
    "Add participants first.",
);

pub const PART_FIXED: ProblemKind = ProblemKind::conflict(
    "conference_part_fixed",
    "This part of the conference cannot be changed in its present status",
    "Each operation's description says in which statuses it is possible.",
);

pub const MINUTES_SIGNED: ProblemKind = ProblemKind::conflict(
    "minutes_signed",
    "The minutes are signed",
    "What is signed stays as it is. Correct it with an addendum.",
);

pub const AGENDA_OPEN: ProblemKind = ProblemKind::conflict(
    "agenda_item_open",
    "An agenda item has no outcome",
    "Give each of `agendaItemIds` an outcome, or mark it as deferred.",
);

pub const AMENDMENT_MISSING: ProblemKind = ProblemKind::conflict(
    "decision_amendment_missing",
    "A decision to change the plan does not say how",
    "Give each of `decisionIds` its amendment, or another type.",
);

pub const NO_PLAN: ProblemKind = ProblemKind::conflict(
    "conference_plan_missing",
    "There is no care plan to amend",
    "Activate a care plan of the client, or change the type of the decision.",
);

pub const PART_IN_USE: ProblemKind = ProblemKind::conflict(
    "conference_part_in_use",
    "Another part of the conference refers to it",
    "Change or remove the parts that refer to it first.",
);

/// A part of a conference that may be changed in some statuses only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Title, purpose, place, people in charge.
    Details,
    /// What kind of conference it is: clashes are found by it.
    Type,
    /// Topics and their order.
    Agenda,
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

pub const TOO_MANY_PARTS: ProblemKind = ProblemKind::conflict(
    "conference_parts_full",
    "The conference has as many parts of this kind as it can have",
    "Remove some, or plan a second conference.",
);

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

/// What the people at the meeting should know before they go on.
pub fn warnings(status: Status, participants: &[participant::Model]) -> Vec<ConferenceWarning> {
    if !matches!(status, Scheduled | InProgress) {
        return Vec::new();
    }
    let missing = participants.iter().filter(|participant| {
        participant.requirement == Requirement::Required
            && participant.invitation_status == Some(InvitationStatus::Declined)
    });
    missing
        .map(|participant| ConferenceWarning {
            code: "required_participant_declined",
            participant_id: participant.id,
            detail: "A required participant has declined.",
        })
        .collect()
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
