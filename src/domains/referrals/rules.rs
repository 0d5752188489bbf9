//! When a referral may move, whose move it is, and what its end needs. No I/O.

use Event::*;
use Status::*;
use chrono::NaiveDate;
use entity::{
    Code, Row, Timestamp,
    consent::DataClass,
    referral::{
        ClosureReason, DeliveredService, Direction, Event, LoopEvent, LoopStatus, Model,
        NeedDomain, PayloadProfile, Status,
    },
    task::{Origin, TaskType},
    user_account::Role,
};
use validator::ValidationError;

use super::dto::{CloseLoop, CompleteReferral};
use crate::{
    domains::tasks::dto::RaisedTask,
    platform::{
        FieldProblem, Machine, Permission, Problem, ProblemKind, Step, broken_rule, catalogue,
    },
};

/// What the sending agency can do with its side.
pub const REQUESTER: Machine<Status, Event> = Machine::new(&[
    (Draft, Send, Requested),
    (Requested, Cancel, Cancelled),
    (Accepted, Cancel, Cancelled),
    (InProgress, Cancel, Cancelled),
    (OnHold, Cancel, Cancelled),
]);

/// What the receiving agency can do with its side.
pub const TARGET: Machine<Status, Event> = Machine::new(&[
    (Requested, Accept, Accepted),
    (Requested, Reject, Rejected),
    (Requested, Cancel, Cancelled),
    (Accepted, Start, InProgress),
    (Accepted, Complete, Completed),
    (Accepted, Fail, Failed),
    (Accepted, Cancel, Cancelled),
    (InProgress, Pause, OnHold),
    (InProgress, Complete, Completed),
    (InProgress, Fail, Failed),
    (InProgress, Cancel, Cancelled),
    (OnHold, Start, InProgress),
    (OnHold, Complete, Completed),
    (OnHold, Fail, Failed),
    (OnHold, Cancel, Cancelled),
]);

/// What the sender has heard back. A loop is closed from wherever it is when
/// the referral ends: see [`close`].
pub const LOOP: Machine<LoopStatus, LoopEvent> = Machine {
    name: "loop",
    edges: &[
        (LoopStatus::Open, LoopEvent::Respond, LoopStatus::ResponseReceived),
        (LoopStatus::Open, LoopEvent::CloseLoop, LoopStatus::Closed),
        (LoopStatus::ResponseReceived, LoopEvent::Conclude, LoopStatus::ResultReceived),
        (LoopStatus::ResponseReceived, LoopEvent::CloseLoop, LoopStatus::Closed),
        (LoopStatus::ResultReceived, LoopEvent::CloseLoop, LoopStatus::Closed),
    ],
};

pub const NOT_DRAFT: ProblemKind = ProblemKind::conflict(
    "referral_not_draft",
    "The referral has been sent",
    "What was sent stays as it is. Cancel the referral and send another one.",
);
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

/// The codes of the actions beyond the machines.
const RE_REFER: &str = "re_refer";

/// Without these an agency could do nothing with a referral.
pub const INDISPENSABLE: [DataClass; 2] = [DataClass::Demographics, DataClass::Referral];

/// What a move of the receiving agency asks of the sender.
pub struct FollowUp {
    pub title: &'static str,
    pub task_type: TaskType,
    /// Business days to do it in.
    pub days: u32,
}

/// The moves of one side.
pub fn side(direction: Direction) -> &'static Machine<Status, Event> {
    match direction {
        Direction::Outgoing => &REQUESTER,
        Direction::Incoming => &TARGET,
    }
}

/// What a caller needs to move that side.
pub fn permission(direction: Direction) -> Permission {
    match direction {
        Direction::Outgoing => Permission::SendReferrals,
        Direction::Incoming => Permission::RespondToReferrals,
    }
}

/// Everything that the row's side can do now.
pub fn actions(referral: &Model) -> Vec<String> {
    let mut actions = side(referral.direction).allowed_actions(referral.status);
    if referral.direction == Direction::Outgoing {
        if has_ended(referral.status) && referral.loop_status != Some(LoopStatus::Closed) {
            actions.push(LoopEvent::CloseLoop.code());
        }
        if may_be_placed_again(referral.status) {
            actions.push(RE_REFER.to_owned());
        }
    }
    actions
}

fn has_ended(status: Status) -> bool {
    matches!(status, Rejected | Completed | Failed | Cancelled)
}

fn may_be_placed_again(status: Status) -> bool {
    matches!(status, Rejected | Failed | Cancelled)
}

/// The move that the event makes on the row's side.
pub fn fire(referral: &Model, event: Event) -> Result<Step<Status>, Problem> {
    side(referral.direction)
        .fire(referral.status, event)
        .map_err(|problem| problem.with_allowed_actions(actions(referral)))
}

/// What the sender hears by the event of this row's side, if anything. What the
/// sender does itself tells it nothing; who calls off what was not answered
/// yet answers by that.
pub fn loop_step(referral: &Model, event: Event) -> Result<Option<Step<LoopStatus>>, Problem> {
    let Some(status) = referral.loop_status else { return Ok(None) };
    let heard = match (event, status) {
        (Cancel, _) if referral.direction == Direction::Outgoing => return Ok(None),
        (Accept | Reject, _) | (Cancel, LoopStatus::Open) => LoopEvent::Respond,
        (Complete | Fail | Cancel, _) => LoopEvent::Conclude,
        (Send | Start | Pause, _) => return Ok(None),
    };
    LOOP.fire(status, heard).map(Some)
}

/// The move that closes the loop.
pub fn close(referral: &Model, reason: ClosureReason) -> Result<Step<LoopStatus>, Problem> {
    let impossible =
        || Problem::new(&catalogue::TRANSITION_NOT_ALLOWED).with_allowed_actions(actions(referral));
    match (referral.direction, referral.loop_status) {
        (Direction::Incoming, _) | (_, Some(LoopStatus::Closed)) => Err(impossible()),
        (Direction::Outgoing, Some(status)) if has_ended(referral.status) => {
            if reason == ClosureReason::ServiceReceived && referral.status != Completed {
                return Err(Problem::new(&CLOSURE_DOES_NOT_FIT));
            }
            LOOP.fire(status, LoopEvent::CloseLoop)
        }
        _ => Err(Problem::new(&LOOP_NOT_READY).with_allowed_actions(actions(referral))),
    }
}

/// The sender's task after the receiving agency's move, if there is one.
pub fn follow_up(event: Event) -> Option<FollowUp> {
    let (title, task_type, days) = match event {
        Reject => {
            ("Refer to another agency: the referral was rejected", TaskType::ReferralFollowup, 1)
        }
        Complete => ("Review what the referral delivered", TaskType::ResultsReview, 3),
        Fail => ("Review why the referral failed", TaskType::ResultsReview, 3),
        Cancel => {
            ("Review why the receiving agency cancelled the referral", TaskType::ResultsReview, 3)
        }
        Send | Accept | Start | Pause => return None,
    };
    Some(FollowUp { title, task_type, days })
}

/// That task, about the sender's row. Closing the loop settles it.
pub fn task_of(referral: &Model, follow_up: &FollowUp, due_on: NaiveDate) -> RaisedTask {
    RaisedTask {
        title: follow_up.title.to_owned(),
        task_type: follow_up.task_type,
        client_id: referral.client_id,
        subject: Some((Model::KIND, referral.id.uuid())),
        priority: referral.priority,
        due_on: Some(due_on),
        due_at: None,
        owner_id: None,
        performer_roles: vec![Role::CareManager, Role::Supervisor],
        origin: Origin::Referral,
        dedupe_key: Some(format!("referral {} {}", referral.id, follow_up.task_type.code())),
    }
}

/// Only what has not been sent can be changed or previewed.
pub fn check_draft(referral: &Model) -> Result<(), Problem> {
    if referral.status == Draft { Ok(()) } else { Err(Problem::new(&NOT_DRAFT)) }
}

/// Only what came to nothing is placed again.
pub fn check_placed_again(referral: &Model) -> Result<(), Problem> {
    if referral.direction == Direction::Outgoing && may_be_placed_again(referral.status) {
        return Ok(());
    }
    Err(Problem::new(&catalogue::TRANSITION_NOT_ALLOWED).with_allowed_actions(actions(referral)))
}

/// Whether the receiving agency should have answered by now.
pub fn is_overdue(referral: &Model, now: Timestamp) -> bool {
    referral.status == Requested && referral.ack_due_at.is_some_and(|due| due <= now)
}

/// The parts of the client's record that the profile asks for.
pub fn data_classes(profile: PayloadProfile) -> Vec<DataClass> {
    let further: &[DataClass] = match profile {
        PayloadProfile::Contact => &[],
        PayloadProfile::Service => &[DataClass::Assessment],
        PayloadProfile::Clinical => &[DataClass::Assessment, DataClass::CarePlan],
    };
    INDISPENSABLE.iter().chain(further).copied().collect()
}

/// Instruments that screen for a need, by their codes.
const SCREENS: &[(NeedDomain, &[&str])] = &[(NeedDomain::FoodInsecurity, &["hunger-vital-sign"])];

/// Whether the receiving agency needs the results of the instrument.
pub fn is_relevant(profile: PayloadProfile, need: NeedDomain, instrument: &str) -> bool {
    match profile {
        PayloadProfile::Contact => false,
        PayloadProfile::Service => {
            SCREENS.iter().any(|(of, codes)| *of == need && codes.contains(&instrument))
        }
        PayloadProfile::Clinical => true,
    }
}

pub fn check_complete(input: &CompleteReferral) -> Result<(), ValidationError> {
    if input.services.is_empty() && input.enrollment_status.is_none() {
        let detail = "Name at least one service, or give `enrollmentStatus`.";
        return Err(broken_rule("/services", "outcome_required", detail));
    }
    Ok(())
}

pub fn check_close(input: &CloseLoop) -> Result<(), ValidationError> {
    let received = input.closure_reason == ClosureReason::ServiceReceived;
    if received && input.need_met.is_none() {
        let detail = "With `service_received`, say whether the need was met.";
        return Err(broken_rule("/needMet", "need_met_required", detail));
    }
    let missing = match (input.need_met, input.need_met_source) {
        (Some(_), None) => "/needMetSource",
        (None, Some(_)) => "/needMet",
        _ => return Ok(()),
    };
    Err(broken_rule(missing, "need_met_source", "Give `needMet` and `needMetSource` together."))
}

/// What was delivered was delivered by today, where the receiving agency is.
pub fn check_delivered(services: &[DeliveredService], today: NaiveDate) -> Result<(), Problem> {
    let late = services.iter().enumerate().filter(|(_, service)| service.delivered_on > today);
    let errors: Vec<_> = late
        .map(|(place, _)| {
            let pointer = format!("/services/{place}/deliveredOn");
            FieldProblem::at(pointer, "in_the_future", "Today or earlier.")
        })
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

/// What is planned is not over already.
pub fn check_planned_contact(on: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    if on < today {
        let detail = "Today or later; one that has happened is told by `start`.";
        return Err(Problem::field("/plannedFirstContactOn", "in_the_past", detail));
    }
    Ok(())
}

/// A first contact that has happened has happened by today.
pub fn check_first_contact(on: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    if on > today {
        return Err(Problem::field("/firstContactOn", "in_the_future", "Today or earlier."));
    }
    Ok(())
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
