//! The machines of a referral's status and loop, and what follows for a caller.

use Event::*;
use Status::*;
use entity::{
    Code, Timestamp,
    referral::{Direction, Event, LoopEvent, LoopStatus, Model, RecipientKind, Status, outline},
};

use super::{super::dto::Escalation, loops};
use crate::platform::{Machine, Permission, Problem, Step, catalogue};

/// What the sending agency can do with its side.
pub const REQUESTER: Machine<Status, Event> = Machine::new(&[
    (Draft, Send, Requested),
    (Draft, Cancel, Cancelled),
    (Requested, Cancel, Cancelled),
    (Requested, Escalate, Requested),
    (Accepted, Cancel, Cancelled),
    (InProgress, Cancel, Cancelled),
    (OnHold, Cancel, Cancelled),
    (Draft, EnterInError, EnteredInError),
    (Requested, EnterInError, EnteredInError),
    (Accepted, EnterInError, EnteredInError),
    (Rejected, EnterInError, EnteredInError),
    (InProgress, EnterInError, EnteredInError),
    (OnHold, EnterInError, EnteredInError),
    (Completed, EnterInError, EnteredInError),
    (Failed, EnterInError, EnteredInError),
    (Cancelled, EnterInError, EnteredInError),
]);

/// What the receiving agency can do with its side.
pub const TARGET: Machine<Status, Event> = Machine::new(&[
    (Requested, Accept, Accepted),
    (Requested, Reject, Rejected),
    (Requested, Cancel, Cancelled),
    (Accepted, Waitlist, OnHold),
    (Accepted, Start, InProgress),
    (Accepted, Complete, Completed),
    (Accepted, Fail, Failed),
    (Accepted, Cancel, Cancelled),
    (InProgress, Pause, OnHold),
    (InProgress, Complete, Completed),
    (InProgress, Fail, Failed),
    (InProgress, Cancel, Cancelled),
    // How it stands with the waiting list now.
    (OnHold, Waitlist, OnHold),
    (OnHold, Start, InProgress),
    (OnHold, Complete, Completed),
    (OnHold, Fail, Failed),
    (OnHold, Cancel, Cancelled),
]);

/// What whoever claims an open referral does with the sender's side.
pub const CLAIM: Machine<Status, Event> = Machine::new(&[(Requested, Claim, Accepted)]);

/// What the sender has heard back. A loop is closed from wherever it is when
/// the referral ends. What is heard after nobody hoped for it any more opens
/// the loop again.
pub const LOOP: Machine<LoopStatus, LoopEvent> = Machine {
    name: "loop",
    edges: &[
        (LoopStatus::Open, LoopEvent::Respond, LoopStatus::ResponseReceived),
        (LoopStatus::Open, LoopEvent::Conclude, LoopStatus::ResultReceived),
        (LoopStatus::Open, LoopEvent::CloseLoop, LoopStatus::Closed),
        (LoopStatus::Open, LoopEvent::CloseUnknown, LoopStatus::ClosedUnknown),
        (LoopStatus::ResponseReceived, LoopEvent::Conclude, LoopStatus::ResultReceived),
        (LoopStatus::ResponseReceived, LoopEvent::CloseLoop, LoopStatus::Closed),
        (LoopStatus::ResponseReceived, LoopEvent::CloseUnknown, LoopStatus::ClosedUnknown),
        (LoopStatus::ResultReceived, LoopEvent::CloseLoop, LoopStatus::Closed),
        (LoopStatus::Closed, LoopEvent::ReopenLoop, LoopStatus::Open),
        (LoopStatus::ClosedUnknown, LoopEvent::ReopenLoop, LoopStatus::Open),
        (LoopStatus::ClosedUnknown, LoopEvent::Respond, LoopStatus::ResponseReceived),
        (LoopStatus::ClosedUnknown, LoopEvent::Conclude, LoopStatus::ResultReceived),
    ],
};

/// The codes of the actions beyond the machines.
const RE_REFER: &str = "re_refer";
const SPLIT: &str = "split";
const RECORD_FEEDBACK: &str = "record_feedback";

/// The reason of who waits for a place.
pub const WAITLIST: &str = "waitlist";

/// All of a referral that decides what can be done with it.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub direction: Direction,
    pub recipient_kind: RecipientKind,
    pub status: Status,
    pub loop_status: Option<LoopStatus>,
    pub waitlisted: bool,
    pub ack_due_at: Option<Timestamp>,
    pub escalation_due_at: Option<Timestamp>,
    pub sent_at: Option<Timestamp>,
    pub loop_closed_at: Option<Timestamp>,
}

impl From<&Model> for Standing {
    fn from(row: &Model) -> Self {
        Self {
            direction: row.direction,
            recipient_kind: row.recipient_kind,
            status: row.status,
            loop_status: row.loop_status,
            waitlisted: row.status_reason_code.as_deref() == Some(WAITLIST),
            ack_due_at: row.ack_due_at,
            escalation_due_at: row.escalation_due_at,
            sent_at: row.sent_at,
            loop_closed_at: row.loop_closed_at,
        }
    }
}

impl From<&outline::Model> for Standing {
    fn from(row: &outline::Model) -> Self {
        Self {
            direction: row.direction,
            recipient_kind: row.recipient_kind,
            status: row.status,
            loop_status: row.loop_status,
            waitlisted: row.status_reason_code.as_deref() == Some(WAITLIST),
            ack_due_at: row.ack_due_at,
            escalation_due_at: row.escalation_due_at,
            sent_at: row.sent_at,
            loop_closed_at: row.loop_closed_at,
        }
    }
}

impl Standing {
    pub fn has_ended(self) -> bool {
        matches!(self.status, Rejected | Completed | Failed | Cancelled)
    }

    fn has_failed(self) -> bool {
        matches!(self.status, Rejected | Failed | Cancelled)
    }

    pub fn was_sent(self) -> bool {
        self.loop_status.is_some()
    }
}

/// Whether the sender's staff records what the recipient does.
pub fn is_recorded(kind: RecipientKind) -> bool {
    matches!(kind, RecipientKind::Organization | RecipientKind::Internal)
}

/// What a caller needs to move that side.
pub fn permission(direction: Direction) -> Permission {
    match direction {
        Direction::Outgoing => Permission::SendReferrals,
        Direction::Incoming => Permission::RespondToReferrals,
    }
}

/// The move that the event makes on this side; none if it makes none.
fn edge(of: Standing, event: Event) -> Option<Step<Status>> {
    // Only who waits for a place can be told how it stands with the place.
    if event == Waitlist && of.status == OnHold && !is_waitlisted(of) {
        return None;
    }
    let by = |machine: &Machine<Status, Event>| machine.fire(of.status, event).ok();
    match of.direction {
        Direction::Incoming => by(&TARGET),
        Direction::Outgoing if is_recorded(of.recipient_kind) => {
            by(&REQUESTER).or_else(|| by(&TARGET))
        }
        Direction::Outgoing => by(&REQUESTER),
    }
}

/// Everything that the row's side can do now, by whoever may do it.
pub fn actions(of: Standing, now: Timestamp) -> Vec<String> {
    use entity::Iterable;

    let possible = Event::iter().filter(|event| edge(of, *event).is_some());
    let possible = possible.filter(|event| *event != Escalate || is_overdue(of, now));
    let mut actions: Vec<_> = possible.map(Code::code).collect();
    if of.direction == Direction::Outgoing {
        let of_loop = [LoopEvent::CloseLoop, LoopEvent::CloseUnknown, LoopEvent::ReopenLoop];
        let possible = of_loop.into_iter().filter(|event| loops::is_possible(of, *event, now));
        actions.extend(possible.map(Code::code));
        if of.has_failed() {
            actions.push(RE_REFER.to_owned());
        }
        if of.has_failed() || of.status == Draft {
            actions.push(SPLIT.to_owned());
        }
        if of.status == Completed {
            actions.push(RECORD_FEEDBACK.to_owned());
        }
    }
    actions
}

/// The move that the event makes on the row's side.
pub fn fire(of: Standing, event: Event, now: Timestamp) -> Result<Step<Status>, Problem> {
    edge(of, event).ok_or_else(|| not_allowed(of, now))
}

/// The answer to an action that does not fit, with those that do.
pub fn not_allowed(of: Standing, now: Timestamp) -> Problem {
    let detail = format!("This is not possible while the status is {}.", of.status.code());
    Problem::saying(&catalogue::TRANSITION_NOT_ALLOWED, detail)
        .with_allowed_actions(actions(of, now))
}

/// The move by which an agency claims an open referral; none once it is not there to be claimed.
pub fn claim(of: Standing) -> Option<Step<Status>> {
    let open = of.recipient_kind == RecipientKind::Open && of.direction == Direction::Outgoing;
    CLAIM.fire(of.status, Claim).ok().filter(|_| open)
}

/// Only what came to nothing is placed again.
pub fn check_placed_again(of: Standing, now: Timestamp) -> Result<(), Problem> {
    if of.direction == Direction::Outgoing && of.has_failed() {
        return Ok(());
    }
    Err(not_allowed(of, now))
}

/// Only what is not under way is divided.
pub fn check_split_now(of: Standing, now: Timestamp) -> Result<(), Problem> {
    if of.direction == Direction::Outgoing && (of.has_failed() || of.status == Draft) {
        return Ok(());
    }
    Err(not_allowed(of, now))
}

/// Whether the recipient should have answered by now.
pub fn is_overdue(of: Standing, now: Timestamp) -> bool {
    of.status == Requested && of.ack_due_at.is_some_and(|due| due <= now)
}

/// Whether it should never have been there.
pub fn is_in_error(of: Standing) -> bool {
    of.status == EnteredInError
}

/// Whether the person waits for a place now.
pub fn is_waitlisted(of: Standing) -> bool {
    of.status == OnHold && of.waitlisted
}

/// How urgent it is that it has not.
pub fn escalation(of: Standing, now: Timestamp) -> Escalation {
    match is_overdue(of, now) {
        true if of.escalation_due_at.is_some_and(|due| due <= now) => Escalation::Supervisor,
        true => Escalation::Requester,
        false => Escalation::None,
    }
}
