//! When a loop moves: by what the sender hears, and by what it concludes.

use chrono::TimeDelta;
use entity::{
    Timestamp,
    referral::{ClosureReason, Direction, Event, LoopEvent, LoopStatus, Status},
};

use super::machines::{LOOP, Standing, not_allowed};
use crate::platform::{Problem, ProblemKind, Step};

/// How long to try before it may be said that nobody knows.
pub const UNKNOWN_AFTER: TimeDelta = TimeDelta::days(90);
/// How often to have tried by then.
pub const FOLLOW_UPS: u64 = 2;
/// How far the loop is while the sender waits to hear.
pub const WAITING: [LoopStatus; 2] = [LoopStatus::Open, LoopStatus::ResponseReceived];
/// How long a closed loop may be opened again.
const REOPENED_WITHIN: TimeDelta = TimeDelta::days(180);

pub const LOOP_NOT_READY: ProblemKind = ProblemKind::conflict(
    "loop_not_ready",
    "The referral has not come to an end",
    "The loop can be closed once the referral is completed, failed, rejected or cancelled.",
);
pub const CLOSURE_DOES_NOT_FIT: ProblemKind = ProblemKind::conflict(
    "closure_does_not_fit",
    "The closure reason does not fit the result",
    "`service_received` is for a completed referral. Choose the reason that says what came of it.",
);
pub const UNKNOWN_TOO_EARLY: ProblemKind = ProblemKind::conflict(
    "closed_unknown_too_early",
    "It is too early to give the referral up",
    "That nobody knows what came of it can be said 90 days after it was sent.",
);
pub const FOLLOW_UPS_MISSING: ProblemKind = ProblemKind::conflict(
    "follow_ups_missing",
    "Too few attempts to find out are on record",
    "Record at least two follow-ups since the referral was sent.",
);
pub const REOPEN_TOO_LATE: ProblemKind = ProblemKind::conflict(
    "loop_reopen_too_late",
    "The loop was closed too long ago",
    "A loop can be opened again for 180 days. Draft a new referral.",
);

/// What the sender hears by an event, if anything. What the sender does itself
/// tells it nothing; who calls off what was not answered yet answers by that.
pub fn loop_step(
    of: Standing,
    event: Event,
    by_recipient: bool,
) -> Result<Option<Step<LoopStatus>>, Problem> {
    use Event::*;

    let Some(status) = of.loop_status else { return Ok(None) };
    let heard = match event {
        Cancel if !by_recipient => return Ok(None),
        Accept | Reject | Claim => LoopEvent::Respond,
        Cancel if of.status == Status::Requested => LoopEvent::Respond,
        Complete | Fail | Cancel => LoopEvent::Conclude,
        // Whoever goes on with it after it was given up is heard of again.
        Waitlist | Start | Pause if status == LoopStatus::ClosedUnknown => LoopEvent::Respond,
        Send | Waitlist | Start | Pause | Escalate | EnterInError => return Ok(None),
    };
    // An answer that follows on another one, such as after the loop was opened again, is no news.
    if heard == LoopEvent::Respond && status == LoopStatus::ResponseReceived {
        return Ok(None);
    }
    LOOP.fire(status, heard).map(Some)
}

/// Whether the sender has drawn its conclusion.
pub fn is_closed(of: Standing) -> bool {
    matches!(of.loop_status, Some(LoopStatus::Closed | LoopStatus::ClosedUnknown))
}

/// Whether the sender can do this with the loop, if nothing else is missing.
pub fn is_possible(of: Standing, event: LoopEvent, now: Timestamp) -> bool {
    match event {
        LoopEvent::CloseLoop => of.was_sent() && of.has_ended() && !is_closed(of),
        LoopEvent::CloseUnknown => is_under_way(of) && long_ago(of, now),
        LoopEvent::ReopenLoop => {
            is_closed(of) && of.status != Status::EnteredInError && closed_lately(of, now)
        }
        LoopEvent::Respond | LoopEvent::Conclude => false,
    }
}

/// Where a referral goes on, sent and not at an end.
pub const UNDER_WAY: [Status; 4] =
    [Status::Requested, Status::Accepted, Status::InProgress, Status::OnHold];

fn is_under_way(of: Standing) -> bool {
    let waiting = of.loop_status.is_some_and(|status| WAITING.contains(&status));
    waiting && UNDER_WAY.contains(&of.status)
}

fn long_ago(of: Standing, now: Timestamp) -> bool {
    of.sent_at.is_some_and(|sent| now.since(sent) >= UNKNOWN_AFTER)
}

fn closed_lately(of: Standing, now: Timestamp) -> bool {
    of.loop_closed_at.is_some_and(|closed| now.since(closed) <= REOPENED_WITHIN)
}

/// The move that closes the loop.
pub fn close(
    of: Standing,
    reason: ClosureReason,
    now: Timestamp,
) -> Result<Step<LoopStatus>, Problem> {
    if of.direction == Direction::Incoming || is_closed(of) || of.status == Status::EnteredInError {
        return Err(not_allowed(of, now));
    }
    match of.loop_status {
        Some(status) if of.has_ended() => {
            if reason == ClosureReason::ServiceReceived && of.status != Status::Completed {
                return Err(Problem::new(&CLOSURE_DOES_NOT_FIT));
            }
            LOOP.fire(status, LoopEvent::CloseLoop)
        }
        _ => Err(Problem::new(&LOOP_NOT_READY)),
    }
}

/// The move by which the sender gives up on finding out.
pub fn close_unknown(
    of: Standing,
    follow_ups: u64,
    now: Timestamp,
) -> Result<Step<LoopStatus>, Problem> {
    let Some(status) = of.loop_status.filter(|_| is_under_way(of)) else {
        return Err(not_allowed(of, now));
    };
    if of.direction == Direction::Incoming {
        return Err(not_allowed(of, now));
    }
    if !long_ago(of, now) {
        return Err(Problem::new(&UNKNOWN_TOO_EARLY));
    }
    if follow_ups < FOLLOW_UPS {
        return Err(Problem::new(&FOLLOW_UPS_MISSING));
    }
    LOOP.fire(status, LoopEvent::CloseUnknown)
}

/// The move that opens a closed loop again.
pub fn reopen(of: Standing, now: Timestamp) -> Result<Step<LoopStatus>, Problem> {
    let closed = of.loop_status.filter(|_| is_closed(of) && of.status != Status::EnteredInError);
    let Some(status) = closed.filter(|_| of.direction == Direction::Outgoing) else {
        return Err(not_allowed(of, now));
    };
    if !closed_lately(of, now) {
        return Err(Problem::new(&REOPEN_TOO_LATE));
    }
    LOOP.fire(status, LoopEvent::ReopenLoop)
}

/// The client is asked about what was delivered.
pub fn check_feedback(of: Standing, now: Timestamp) -> Result<(), Problem> {
    if of.direction == Direction::Outgoing && of.status == Status::Completed {
        return Ok(());
    }
    Err(not_allowed(of, now))
}

/// What was never sent needs no finding out.
pub fn check_follow_up(of: Standing, now: Timestamp) -> Result<(), Problem> {
    let sent = of.direction == Direction::Outgoing && of.was_sent();
    if sent && of.status != Status::EnteredInError { Ok(()) } else { Err(not_allowed(of, now)) }
}
